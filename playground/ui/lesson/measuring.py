"""Measurements of the lesson that take their time: in a thread of their own, shown as they come, stopped at
will.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from playground.i18n import Translator

POLL_SECONDS = 0.3
Measure = Callable[[Callable[[], bool]], Iterator[Any]]


class Measurement:
    """A measurement under way, and what it has found so far."""

    def __init__(self, measure: Measure) -> None:
        self.found: list[Any] = []
        self._stop, self._ended = threading.Event(), threading.Event()
        threading.Thread(target=self._work, args=(measure,), daemon=True, name="measuring").start()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return not self._ended.is_set()

    def stop(self) -> None:
        """End it soon; what was found stays."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Return whether it ended within so many seconds."""
        return self._ended.wait(seconds)

    def _work(self, measure: Measure) -> None:
        try:
            for result in measure(self._stop.is_set):
                self.found.append(result)
        finally:
            self._ended.set()


def show_measurement(
    name: str, measure: Measure, show: Callable[[list[Any], bool], None], text: Translator
) -> None:
    """Offer to measure, and to stop; `show` draws what was found so far, while it comes."""
    key = f"_measuring_{name}"

    def find() -> Measurement | None:
        return st.session_state.get(key)

    def begin() -> None:
        st.session_state[key] = Measurement(measure)

    def is_running() -> bool:
        found = find()
        return found is not None and found.running

    followed = is_running()

    @st.fragment(run_every=POLL_SECONDS if followed else None)
    def follow() -> None:
        if is_running() != followed:
            st.rerun()
        found = find()
        with st.container(horizontal=True, key=f"{name}_measuring"):
            if found is not None and followed:
                st.button(
                    text.text("lesson.measuring.stop"),
                    icon=":material/stop_circle:",
                    key=f"{name}_stop",
                    on_click=found.stop,
                )
            else:
                st.button(
                    text.text("lesson.measuring.start"),
                    icon=":material/timer:",
                    type="primary",
                    key=f"{name}_start",
                    on_click=begin,
                )
        show(list(found.found) if found is not None else [], followed)

    follow()
