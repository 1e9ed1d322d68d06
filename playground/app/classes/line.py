"""The line on the pages of who is in a class, or leads one."""

from typing import Any

import streamlit as st

from playground.app.browser import scripts
from playground.app.browser.address import from_root
from playground.app.browser.parts import show_part, slider_places, written_steps
from playground.app.classes.answers import CLASS
from playground.app.classes.collecting import make_work
from playground.app.classes.holder import shared_holder
from playground.app.compare.handin import build_own_report
from playground.app.session import settings
from playground.app.session.choices import Question
from playground.app.session.ways import write_way
from playground.classroom.states import ClassError
from playground.words.catalogue import Message, Translator

_PUPIL_WORDS = (
    *("joining", "line", "sees", "leave", "gone", "follows", "frozen", "asked", "number", "send", "sent"),
    *("hand_in", "handed_in", "name", "asks_name", "change_name"),
)
QUESTION_WORDS = ("share", "own", "truth", "untrained", "histogram")
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
_REFUSED = "_hand_in_refused"
_LEADER_WORDS = ("follow", "frozen", "free", "stop", "gone", "none")


def show_line(page: str, text: Translator) -> None:
    """Show that this page is in a class, what the teacher sees of it, and the way out; and tell the class
    where it is.
    """
    words = {key: text.pattern(f"classes.pupil.{key}") for key in _PUPIL_WORDS}
    words |= {key: text.pattern(f"classes.question.{key}") for key in QUESTION_WORDS}
    words |= {key: text.pattern(f"classes.competing.{key}") for key in _COMPETING_WORDS}
    show_part("pupil", scripts.PUPIL, on_selected=_obey, **_tell_page(page, text), words=words)


def show_leader(page: str, text: Translator) -> None:
    """Show that a class follows this page, and lead it."""
    words = {key: text.pattern(f"classes.leader.{key}") for key in _LEADER_WORDS}
    show_part("leader", scripts.LEADER, on_selected=_stop, **_tell_page(page, text), words=words)


def _tell_page(page: str, text: Translator) -> dict[str, Any]:
    refused: Message | None = st.session_state.pop(_REFUSED, None)
    return {
        "at": from_root(CLASS),
        "home": from_root("/"),
        "code": settings.chosen("code"),
        "page": page,
        "language": text.language,
        "dataset": settings.chosen("dataset") or "",
        "refused": text.text(refused) if refused else "",
        "way": write_way(settings.current_question(Question).way),
        "positions": slider_places(),
        "steps": written_steps(),
    }


def _obey(told: dict[str, str]) -> None:
    """Hand in, with the token of the member; or choose what the teacher chose, or leave."""
    if "token" in told:
        _hand_in(str(told["token"]), settings.current_text())
    else:
        settings.choose_written(told)


def _hand_in(token: str, text: Translator) -> None:
    """Hand in the run that is chosen, with its report; where that cannot be, the line says why."""
    found = build_own_report(text)
    if found is None:
        st.session_state[_REFUSED] = Message("classes.pupil.untrained")
        return
    study, written, report = found
    try:
        work = make_work(study, report, written.name, write_way(study.run.way))
        shared_holder().hand_in(settings.chosen("code"), token, work)
    except ClassError as error:
        st.session_state[_REFUSED] = error.message


def _stop(_: object) -> None:
    settings.choose_written({"lead": 0})
