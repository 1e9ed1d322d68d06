"""Sliders that are heard while they move."""

from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui import settings

_KEY = "sensor"
_SLIDERS = ("learning_rate", "num_iterations")
_MOVING, _ANSWER = "_moving", "_sensor_answer"

_sensor = st.components.v2.component(
    "playground_sensor", js=(Path(__file__).parent / "sensor.js").read_text(encoding="utf-8")
)


def take_moving_choice() -> dict[str, Any]:
    """Return the value under a moving thumb, by the key of its setting; empty when the page stands still.

    It holds for one run: the next one goes by what the sliders themselves say.
    """
    report = st.session_state.pop(_MOVING, None)
    if report is None:
        return {}
    options = settings.options_of(report["slider"])
    if report["slider"] == "num_iterations":
        return {"num_iterations": min(max(int(report["position"]), options[0]), options[-1])}
    return {report["slider"]: options[min(max(int(report["position"]), 0), len(options) - 1)]}


def show_sensor() -> None:
    """Listen to the sliders. It comes last in a run, so that its answer follows what the run has drawn."""
    _sensor(
        key=_KEY,
        data={"sliders": _SLIDERS, "answer": st.session_state.get(_ANSWER, 0)},
        on_moved_change=_note,
    )


def _note() -> None:
    report = st.session_state[_KEY].moved
    if not isinstance(report, dict):
        return
    st.session_state[_ANSWER] = report.get("number", 0)
    if report.get("slider") in _SLIDERS and isinstance(report.get("position"), int | float):
        st.session_state[_MOVING] = report
    else:  # the thumb was let go: the sliders themselves say how they stand
        st.session_state.pop(_MOVING, None)
