"""Sliders of the lesson's pages that are followed while they are pulled.

Streamlit sends the value of a slider only when its thumb is let go. A sensor reports it on the way there: a
report counts for one run of the page, and the next one is sent when that run has been drawn. The slider's own
value comes last, when the thumb is let go.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground.app.browser.parts import read_sensor, show_sensor
from playground.words.catalogue import Translator

Limits = tuple[float, float]
_DRAGGED, _NUMBER = "_lesson_dragged", "_lesson_report"


def current(key: str) -> Any:
    """Return where a slider is now, also while it is pulled."""
    return st.session_state.get(_DRAGGED, {}).get(key, st.session_state[key])


def follow_sliders(name: str, sliders: Mapping[str, Limits | Sequence[Any]], text: Translator) -> None:
    """Follow sliders while they are pulled: of an `st.slider` its limits are given, of an `st.select_slider`
    its list of options. It is called last in the fragment (or on the page) that is to be drawn again.
    """

    def take() -> None:
        report = read_sensor(name)
        places = {key: _read(report["places"].get(key), of) for key, of in sliders.items()}
        st.session_state[_DRAGGED] = {key: place for key, place in places.items() if place is not None}
        st.session_state[_NUMBER] = report["number"]

    st.session_state.pop(_DRAGGED, None)
    show_sensor(name, list(sliders), st.session_state.get(_NUMBER, 0), take, text)


def _read(place: Any, of: Limits | Sequence[Any]) -> Any:
    """Return the value for a place of a thumb, None for what no thumb can say."""
    if not isinstance(place, int | float) or not math.isfinite(place):
        return None
    if isinstance(of, tuple):
        low, high = of
        return min(max(type(low)(place), low), high)
    return of[min(max(round(place), 0), len(of) - 1)]
