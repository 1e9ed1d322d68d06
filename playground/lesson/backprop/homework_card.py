"""Check my homework: a student's own numbers, and where the first mistake is."""

import streamlit as st

from playground.app.lesson.frame import fragment
from playground.app.session.choices import HIDDEN, Typed
from playground.lesson.backprop.cards import read_point
from playground.lesson.backprop.mathematics import (
    EXACT,
    QUANTITIES,
    Mark,
    NumberError,
    check_homework,
    find_first_error,
    read_number,
)
from playground.words.catalogue import Translator, join_sentences

_ROWS = (QUANTITIES[:4], QUANTITIES[4:])
_SUBSCRIPTS = str.maketrans("12", "₁₂")
_LABELS = {
    name: f"∂L/∂{name[1:].translate(_SUBSCRIPTS)}" if name.startswith("d") else name for name in QUANTITIES
}
_MOST_CHARACTERS = 60
CONTROLS = tuple(Typed(f"backprop_own_{name}", range(_MOST_CHARACTERS + 1), "") for name in QUANTITIES)
"""Every control of this card: nothing is written when the page is first opened."""


@fragment
def show_homework_card(text: Translator) -> None:
    """Take the student's numbers for the neuron above, and say of each whether it is right."""
    st.header(text.text("backprop.homework.title"), divider="gray", anchor=False)
    st.markdown(text.text("backprop.homework.about"))
    given: dict[str, float] = {}
    problems: dict[str, str] = {}
    columns = len(_ROWS[-1])
    places = {name: place for row in _ROWS for name, place in zip(row, st.columns(columns), strict=False)}
    for name, place in places.items():
        typed = place.text_input(
            _LABELS[name], key=f"backprop_own_{name}", persist_state="session", max_chars=_MOST_CHARACTERS
        )
        try:
            number = read_number(typed)
            given |= {} if number is None else {name: number}
        except NumberError as error:
            problems[name] = text.text(error.message)
    marks = check_homework(read_point(), given)
    for name, mark in marks.items():
        places[name].markdown(_mark(mark, text))
    for name, problem in problems.items():
        st.warning(f"{_LABELS[name]}: {problem}", icon=":material/edit:")
    if not given and not problems:
        st.caption(text.text("backprop.homework.empty"))
    elif given:
        _show_summary(marks, text)


def _mark(mark: Mark, text: Translator) -> str:
    if mark.right and mark.digits >= EXACT:
        return text.text("backprop.homework.exact")
    if mark.right:
        return text.text("backprop.homework.right", count=mark.digits)
    return text.text("backprop.homework.follows" if mark.follows else "backprop.homework.wrong")


def _show_summary(marks: dict[str, Mark], text: Translator) -> None:
    first = find_first_error(marks)
    if first is None:
        told = text.text("backprop.homework.all_right", count=len(marks), total=len(QUANTITIES))
        st.success(told, icon=":material/check:")
        return
    told = text.text("backprop.homework.first_error", name=_LABELS[first])
    if not st.session_state[HIDDEN]:
        told = join_sentences([told, text.text(f"backprop.homework.hints.{first}")])
    st.warning(told, icon=":material/flag:")
