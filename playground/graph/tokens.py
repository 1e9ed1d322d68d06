"""Text to numbers, names and operators; and a sentence for every character that is none of them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from playground.graph.errors import GraphError
from playground.words.catalogue import Message

MAX_LENGTH = 300
MAX_NAME = 8
_PATTERN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|[-+*/()])"
)
_MEANT = {
    **dict.fromkeys("−–—‐‑‒", "-"),
    **dict.fromkeys("×·⋅∙•∗", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("[{【〔「", "("),
    **dict.fromkeys("]}】〕」", ")"),
    "^": "**",
    "ˆ": "**",
    "√": "** 0.5",
    "。": ".",
    "′": "'",
}
"""What is typed for what is meant, where Unicode's own table (NFKC) does not say so."""

_KINDS = {"=": "equals", ",": "comma", ".": "point", "_": "underscore"}
"""What is typed from habit, and told in a sentence of its own."""


@dataclass(frozen=True)
class Token:
    """A piece of the text: a ``number``, a ``name``, an ``operator`` (brackets too), or the ``end``."""

    kind: str
    text: str
    position: int


def read_tokens(text: str) -> Iterator[Token]:
    """Yield the pieces of a text, and then its end.

    Raises
    ------
    GraphError
        The text is too long, or holds a character that has no meaning here.
    """
    if len(text) > MAX_LENGTH:
        message = Message("graph.errors.too_long", length=len(text), limit=MAX_LENGTH)
        raise GraphError(message, MAX_LENGTH)
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _PATTERN.match(text, position)
        if match is None:
            raise GraphError(_explain(text, position), position)
        token = Token(match.lastgroup or "", match.group(), position)
        if token.kind == "name" and len(token.text) > MAX_NAME:
            raise GraphError(Message("graph.errors.long_name", limit=MAX_NAME), position, len(token.text))
        yield token
        position = match.end()
    yield Token("end", "", len(text))


def show_character(character: str) -> str:
    """Return a character as it can be shown: one that is not seen as its number in Unicode."""
    return character if character.isprintable() else f"U+{ord(character):04X}"


def _explain(text: str, position: int) -> Message:
    """Return what to say of a character that begins neither number, name nor operator."""
    character = text[position]
    shown = show_character(character)
    digit = unicodedata.digit(character, None)
    meant = _MEANT.get(character) or unicodedata.normalize("NFKC", character)
    if character in _KINDS:
        kind = _KINDS[character]
    elif digit is not None:
        kind = "raised" if unicodedata.decomposition(character).startswith("<super>") else "digit"
        meant = str(digit)
    elif meant != character and meant.isascii():
        kind = "meant"
    else:
        kind = "letter" if character.isalpha() else "other" if character.isprintable() else "unseen"
    return Message(f"graph.errors.characters.{kind}", shown=shown, meant=meant)
