"""A question of a page, asked to the whole class by the teacher whom it follows."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from playground.app.browser import scripts
from playground.app.browser.address import from_root
from playground.app.browser.parts import show_part
from playground.app.classes.answers import CLASS
from playground.app.classes.holder import shared_holder
from playground.app.classes.line import QUESTION_WORDS
from playground.classroom import teaching
from playground.classroom.states import MOST_TEXT, ClassError, bound
from playground.words.catalogue import Translator

_WORDS = {
    **dict.fromkeys(("answered", "reveal", "lost"), "wall"),
    **dict.fromkeys(QUESTION_WORDS, "question"),
    **dict.fromkeys(("ask_class", "none"), "leader"),
}
_SIGNS = dict(
    [(r"\partial ", "∂"), (r"\sigma", "σ"), (r"\cdot", "·"), (r"\,", " "), ("_1", "₁"), ("_2", "₂")]
    + [(mark, "") for mark in ("**", "`", "$")]
)
_ANY_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))


def show_asking(
    name: str, words: str, options: Sequence[str], find_right: Callable[[], int], text: Translator
) -> None:
    """Offer to ask the class a question of the page, in Markdown; `find_right` is called once the answers are
    to be shown, and returns the place of the right one.
    """
    show_part(
        "offering",
        scripts.OFFERING,
        of=name,
        on_selected=lambda teacher: _reveal(find_right(), teacher),
        at=from_root(CLASS),
        language=text.language,
        question=write_plainly(words),
        options=[write_plainly(option) for option in options],
        words={key: text.pattern(f"classes.{part}.{key}") for key, part in _WORDS.items()},
    )


def write_plainly(written: str) -> str:
    """Return a line of Markdown as a class reads it: without marks, formulas by their signs."""
    return bound(_ANY_SIGN.sub(lambda sign: _SIGNS[sign[0]], written), MOST_TEXT)


def _reveal(right: int, teacher: Mapping[str, object]) -> None:
    with suppress(ClassError):  # the part itself looks at the class, and says what is wrong
        shared_holder().teach(
            str(teacher["code"]), str(teacher["secret"]), "", lambda room: teaching.reveal(room, right)
        )
