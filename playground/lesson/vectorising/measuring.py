"""Measurements: each in a thread of its own, one at a time; the page shows how far they are meanwhile."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from playground.app.session import settings
from playground.app.session.background import Job
from playground.app.session.entering import own_visitor
from playground.lesson.vectorising.mathematics import StoppedError, Watch

POLL_SECONDS = 0.5
"""How often the page looks: drawing it takes time from the loop that is measured."""

_LOOK_SECONDS = 0.02
_TURN = threading.Lock()  # of all sessions: two measurements at a time would slow each other down

T = TypeVar("T")
Measurement = Job[tuple[T, ...]]
"""Something that is measured piece by piece: the results so far, and the share that is done, 0 to 1, of 1;
of 0 while another measurement is under way.
"""


def results_of(measurement: Measurement[T] | None) -> tuple[T, ...]:
    """Return what was measured so far."""
    return (measurement and measurement.result) or ()


def was_stopped(measurement: Measurement[Any]) -> bool:
    """Return whether it was stopped before its end."""
    return isinstance(measurement.error, StoppedError)


def ran_out_of_memory(measurement: Measurement[Any]) -> bool:
    """Return whether it ended because its arrays found no room.

    Raises
    ------
    BaseException
        It ended by another error.
    """
    if measurement.error is None or was_stopped(measurement):
        return False
    if isinstance(measurement.error, MemoryError):
        return True
    raise measurement.error


def measure(follow: Callable[[Watch], Iterator[T]], job: Measurement[T]) -> tuple[T, ...]:
    """Measure piece by piece, as soon as nobody else does."""

    def watch(share: float) -> None:
        job.note(share, 1.0)
        if job.should_stop():
            raise StoppedError

    while not _TURN.acquire(timeout=_LOOK_SECONDS):
        if job.should_stop():
            raise StoppedError
    try:
        watch(0.0)
        for result in follow(watch):
            job.result = (*results_of(job), result)
        return results_of(job)
    finally:
        _TURN.release()


def start_measurement(key: str, asked: str, follow: Callable[[Watch], Iterator[Any]]) -> None:
    """Measure, in place of what was measured under this key before."""
    own_visitor().begin(key, asked, partial(measure, follow))


def find_measurement(key: str, asked: str) -> Measurement[Any] | None:
    """Return this session's measurement under a key, if it is of what is asked; another one is stopped."""
    found = own_visitor().job(key)
    if found is not None and found.asked != asked:
        own_visitor().end(key)
        return None
    return found


def show_followed(key: str, asked: str, show: Callable[[Measurement[Any] | None], None]) -> None:
    """Show what is measured, as a fragment that is drawn again while it runs."""
    running = _is_running(key, asked)

    def draw() -> None:
        show(find_measurement(key, asked))
        # It begins and ends between two looks: the page then looks more often, or no more.
        if _is_running(key, asked) != running:
            settings.run_again()

    st.fragment(draw, run_every=POLL_SECONDS if running else None)()


def _is_running(key: str, asked: str) -> bool:
    found = find_measurement(key, asked)
    return found is not None and found.running
