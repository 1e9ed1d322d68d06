"""Check my homework: a student's own numbers, and where the first mistake is."""

from typing import Any

import streamlit as st

from playground.i18n import Translator
from playground.lesson.backprop import (
    EXACT,
    QUANTITIES,
    Mark,
    NumberError,
    check_homework,
    find_first_error,
    read_number,
)
from playground.ui.lesson.backprop import read_point
from playground.ui.lesson.frame import HIDDEN

_TEX = {"z": "z", "a": "a", "L": "L", "dz": r"\partial L/\partial z"}
_TEX |= {
    f"d{name}": rf"\partial L/\partial {name[0]}" + (f"_{name[1]}" if name[1:] else "")
    for name in ("w1", "w2", "b", "x1", "x2")
}
HOMEWORK: dict[str, Any] = {f"backprop_own_{name}": "" for name in QUANTITIES}
"""Every control of this card, and its value when the page is first opened."""


@st.fragment
def show_homework_card(text: Translator) -> None:
    """Take the student's numbers for the neuron above, and say of each whether it is right."""
    st.subheader(text.text("backprop.homework.title"), divider="gray", anchor=False)
    st.markdown(text.text("backprop.homework.about"))
    given: dict[str, float] = {}
    problems: dict[str, str] = {}
    places = st.columns(len(QUANTITIES))
    for place, name in zip(places, QUANTITIES, strict=True):
        typed = place.text_input(
            f"${_TEX[name]}$", key=f"backprop_own_{name}", persist_state="session", max_chars=60
        )
        try:
            number = read_number(typed)
            given |= {} if number is None else {name: number}
        except NumberError as error:
            problems[name] = text.text(error.message)
    marks = check_homework(read_point(), given)
    for place, name in zip(places, QUANTITIES, strict=True):
        if name in marks:
            place.markdown(_mark(marks[name], text))
    for name, problem in problems.items():
        st.warning(f"${_TEX[name]}$: {problem}", icon=":material/edit:")
    _show_summary(marks, text)


def _mark(mark: Mark, text: Translator) -> str:
    if mark.right and mark.digits >= EXACT:
        return text.text("backprop.homework.exact")
    if mark.right:
        return text.text("backprop.homework.right", count=mark.digits)
    return text.text("backprop.homework.follows" if mark.follows else "backprop.homework.wrong")


def _show_summary(marks: dict[str, Mark], text: Translator) -> None:
    if not marks:
        st.caption(text.text("backprop.homework.empty"))
        return
    first = find_first_error(marks)
    if first is None:
        told = text.text("backprop.homework.all_right", count=len(marks), total=len(QUANTITIES))
        st.success(told, icon=":material/check:")
        return
    told = text.text("backprop.homework.first_error", name=f"${_TEX[first]}$")
    if not st.session_state[HIDDEN]:
        told += " " + text.text(f"backprop.homework.hints.{first}")
    st.warning(told, icon=":material/flag:")
