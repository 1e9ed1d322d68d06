"""Every word a person reads, in English and in Simplified Chinese.

A message has a key such as ``datasets.errors.missing_key``: the first part names a file in the folder
``words/<language>/`` of a room of the package, the rest the way through its tables. Placeholders are those of
``str.format``. An entry with the two forms ``one`` and ``other`` is chosen by the value ``count``.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playground.words.numbers import Number

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "中文"}
DEFAULT_LANGUAGE = "en"
_PACKAGE = Path(__file__).parents[1]
_FULL_WIDTH_STOPS = tuple("。！？：；")


class Message:
    """Something to say, before it is known in which language: a key and the values of its placeholders."""

    __slots__ = ("key", "values")

    def __init__(self, key: str, **values: Any) -> None:
        self.key = key
        self.values = values

    def __repr__(self) -> str:
        return f"Message({self.key!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, self.values) == (other.key, other.values)

    __hash__ = None  # type: ignore[assignment]  # the values may be anything


class ExplainedError(ValueError):
    """An error that a person will read: it carries its sentence as a `Message`; ``str()`` gives it in
    English.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message.key)
        self.message = message

    def __reduce__(self) -> tuple[type["ExplainedError"], tuple[Message]]:
        """Keep the whole message when the error is sent to another process."""
        return type(self), (self.message,)

    def __str__(self) -> str:
        return translator(DEFAULT_LANGUAGE).text(self.message)


@dataclass(frozen=True)
class Translator:
    """The catalogue of one language."""

    language: str
    entries: Mapping[str, str]

    def text(self, message: Message | str, **values: Any) -> str:
        """Return the sentence for a message, or for a key and its values; an unknown key is a `KeyError`."""
        if isinstance(message, str):
            message = Message(message, **values)
        return self._pattern(message).format(**{k: self._value(v) for k, v in message.values.items()})

    def pattern(self, key: str) -> str:
        """Return a sentence with its placeholders, for the browser to fill in."""
        return self.entries[key]

    def _pattern(self, message: Message) -> str:
        if message.key in self.entries:
            return self.entries[message.key]
        form = "one" if message.values.get("count") == 1 else "other"
        return self.entries[f"{message.key}.{form}"]

    def _value(self, value: Any) -> Any:
        if isinstance(value, Message):
            return self.text(value)
        return Number(value) if isinstance(value, float) else value


@cache
def translator(language: str) -> Translator:
    """Return the catalogue of a language of `LANGUAGES`."""
    entries: dict[str, str] = {}
    for path in sorted(_PACKAGE.rglob(f"words/{language}/*.toml")):
        entries.update(_flatten(tomllib.loads(path.read_text(encoding="utf-8")), path.stem))
    return Translator(language, entries)


def join_sentences(sentences: Iterable[str]) -> str:
    """Return sentences as running text: a space between two, but none after a full-width stop, which brings
    its own.
    """
    text = ""
    for sentence in sentences:
        gap = "" if not text or text.endswith(_FULL_WIDTH_STOPS) else " "
        text += gap + sentence
    return text


def closest_language(locale: str | None) -> str:
    """Return the language of `LANGUAGES` for a locale such as ``zh-CN`` or ``en_GB.UTF-8``; English for any
    other.
    """
    code = re.split("[-_.]", locale or "")[0].lower()
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def terminal_language() -> str:
    """Return the language for the command line, from the environment's locale."""
    return closest_language(
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    )


def _flatten(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}.{key}")
        else:
            yield f"{prefix}.{key}", value
