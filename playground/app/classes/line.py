"""The line on the pages of who is in a class, or leads one."""

from typing import Any

from playground.app.browser import scripts
from playground.app.browser.address import from_root
from playground.app.browser.parts import show_part, slider_places, written_steps
from playground.app.classes.answers import CLASS
from playground.app.session import settings
from playground.app.session.choices import Question
from playground.app.session.ways import write_way
from playground.words.catalogue import Translator

_PUPIL_WORDS = ("line", "sees", "leave", "gone", "follows", "frozen", "asked", "number", "send", "sent")
QUESTION_WORDS = ("share", "own", "truth", "histogram")
"""What is said of the answers to a question, to the class and to its teacher."""

_COMPETING_WORDS = (
    "title",
    "left",
    "over",
    "best",
    "place",
    "on_test",
    "rounding",
    "none_yet",
    "counted",
    "waiting",
    "unscored",
    "what_counts",
    "plain_only",
    "go_there",
)
_LEADER_WORDS = ("line", "stop", "gone", "none")


def show_line(page: str, text: Translator) -> None:
    """Show that this page is in a class, what the teacher sees of it, and the way out; and tell the class
    where it is.
    """
    words = {key: text.pattern(f"classes.pupil.{key}") for key in _PUPIL_WORDS}
    words |= {key: text.pattern(f"classes.question.{key}") for key in QUESTION_WORDS}
    words |= {key: text.pattern(f"classes.competing.{key}") for key in _COMPETING_WORDS}
    show_part("pupil", scripts.PUPIL, on_selected=_follow, **_tell_page(page, text), words=words)


def show_leader(page: str, text: Translator) -> None:
    """Show that a class follows this page, and lead it."""
    words = {key: text.pattern(f"classes.leader.{key}") for key in _LEADER_WORDS}
    show_part("leader", scripts.LEADER, on_selected=_stop, **_tell_page(page, text), words=words)


def _tell_page(page: str, text: Translator) -> dict[str, Any]:
    return {
        "at": from_root(CLASS),
        "home": from_root("/"),
        "code": settings.chosen("code"),
        "page": page,
        "language": text.language,
        "dataset": settings.chosen("dataset") or "",
        "way": write_way(settings.current_question(Question).way),
        "positions": slider_places(),
        "steps": written_steps(),
    }


def _follow(told: dict[str, str]) -> None:
    """Choose what the teacher chose, or leave."""
    settings.choose_written(told)


def _stop(_: object) -> None:
    settings.choose_written({"lead": 0})
