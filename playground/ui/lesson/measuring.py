"""Measurements in threads of their own: the page shows how far they are and answers all the while."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from playground.lesson.vectorising import StoppedError, Watch
from playground.ui.background import Background

POLL_SECONDS = 0.5
"""How often the page looks: drawing it takes time from the loop that is measured."""

_LOOK_SECONDS = 0.02
_TURN = threading.Lock()  # of all sessions: two measurements at a time would slow each other down

T = TypeVar("T")


@dataclass(eq=False)
class Measurement(Background, Generic[T]):
    """Something that is measured piece by piece: the results so far, and the share that is done, 0 to 1.

    `asked` says what is measured; `waiting`, that another measurement is under way.
    """

    asked: str
    follow: Callable[[Watch], Iterator[T]]
    results: tuple[T, ...] = ()
    share: float = 0.0
    waiting: bool = True
    stopped: bool = False

    @property
    def out_of_memory(self) -> bool:
        """Whether it ended because its arrays found no room.

        Raises
        ------
        BaseException
            It ended by another error.
        """
        if not isinstance(self.error, MemoryError):
            self.check()
        return self.error is not None

    def _work(self) -> None:
        try:
            while not _TURN.acquire(timeout=_LOOK_SECONDS):
                self._watch(0.0)
            try:
                self.waiting = False
                for result in self.follow(self._watch):
                    self.results = (*self.results, result)
            finally:
                _TURN.release()
        except StoppedError:
            self.stopped = True

    def _watch(self, share: float) -> None:
        self.share = share
        if self._stop.is_set():
            raise StoppedError


def find_measurement(key: str, asked: str) -> Measurement[Any] | None:
    """Return this session's measurement under a key, if it is of what is asked; another one is stopped."""
    found: Measurement[Any] | None = st.session_state.get(key)
    if found is not None and found.asked != asked:
        found.stop()
        return None
    return found


def start_measurement(key: str, asked: str, follow: Callable[[Watch], Iterator[Any]]) -> None:
    """Measure, in place of what was measured under this key before."""
    before: Measurement[Any] | None = st.session_state.get(key)
    if before is not None:
        before.stop()
    measurement = Measurement(asked, follow)
    st.session_state[key] = measurement
    measurement.start()


def show_followed(key: str, asked: str, show: Callable[[Measurement[Any] | None], None]) -> None:
    """Show what is measured, as a fragment that is drawn again while it runs."""
    running = _is_running(key, asked)

    def draw() -> None:
        show(find_measurement(key, asked))
        # It begins and ends between two looks: the page then looks more often, or no more.
        if _is_running(key, asked) != running:
            st.rerun()

    st.fragment(draw, run_every=POLL_SECONDS if running else None)()


def _is_running(key: str, asked: str) -> bool:
    found = find_measurement(key, asked)
    return found is not None and found.running
