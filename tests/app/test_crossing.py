"""Where frames and scripts of one visitor meet: who waits for whom, and for how long."""

import threading
import time
from collections.abc import Callable

import pytest

from playground.app.session import crossing
from playground.app.session.crossing import Crossing

LONG = 30.0
"""Seconds that no test takes: who waits for less was let go, or never had to wait."""

SOON = 5.0
MEANWHILE = 0.05
"""Seconds in which somebody who does not wait would be through."""


@pytest.fixture
def set_times(monkeypatch: pytest.MonkeyPatch) -> Callable[[float, float], None]:
    """Return a function that sets for how long a browser draws, and how long a script waits at most."""

    def set_them(drawing: float, patience: float) -> None:
        monkeypatch.setattr(crossing, "DRAWING_SECONDS", drawing)
        monkeypatch.setattr(crossing, "PATIENCE_SECONDS", patience)

    return set_them


def waited(meeting: Crossing) -> float:
    """Return the seconds that a script waits there."""
    started = time.monotonic()
    meeting.wait()
    return time.monotonic() - started


def begin_waiting(meeting: Crossing) -> threading.Event:
    """Let a script come to the crossing, and return what is set when it went on."""
    through = threading.Event()

    def come() -> None:
        meeting.wait()
        through.set()

    threading.Thread(target=come, daemon=True).start()
    return through


# --- Waiting ------------------------------------------------------------


def test_where_nothing_passes_nobody_waits(set_times: Callable[..., None]) -> None:
    set_times(LONG, LONG)
    assert waited(Crossing()) < SOON


def test_a_script_waits_while_a_frame_passes_and_goes_on_when_it_has(set_times: Callable[..., None]) -> None:
    set_times(0.0, LONG)
    meeting = Crossing()
    with meeting.pass_first():
        through = begin_waiting(meeting)
        assert not through.wait(MEANWHILE)
    assert through.wait(SOON)


def test_a_script_waits_for_the_last_of_several_frames(set_times: Callable[..., None]) -> None:
    set_times(0.0, LONG)
    meeting = Crossing()
    with meeting.pass_first():
        with meeting.pass_first():
            through = begin_waiting(meeting)
        assert not through.wait(MEANWHILE)
    assert through.wait(SOON)


def test_after_a_frame_the_browser_has_its_time_to_draw(set_times: Callable[..., None]) -> None:
    set_times(0.1, LONG)
    meeting = Crossing()
    with meeting.pass_first():
        ended = time.monotonic()
    meeting.wait()
    assert 0.1 <= time.monotonic() - ended < SOON


def test_who_waited_for_the_frame_waits_for_the_drawing_too(set_times: Callable[..., None]) -> None:
    set_times(0.1, LONG)
    meeting = Crossing()
    with meeting.pass_first():
        through = begin_waiting(meeting)
        assert not through.wait(MEANWHILE)
        ended = time.monotonic()
    assert through.wait(SOON)
    assert time.monotonic() - ended >= 0.1


def test_a_frame_that_comes_while_another_is_drawn_is_waited_for(set_times: Callable[..., None]) -> None:
    set_times(0.02, LONG)
    meeting = Crossing()
    with meeting.pass_first():
        through = begin_waiting(meeting)
    with meeting.pass_first():
        assert not through.wait(MEANWHILE)
    assert through.wait(SOON)


def test_when_all_is_drawn_nobody_waits(set_times: Callable[..., None]) -> None:
    set_times(0.15, LONG)
    meeting = Crossing()
    with meeting.pass_first():
        pass
    meeting.wait()
    assert waited(meeting) < 0.15


def test_nobody_waits_longer_than_patience_lasts_for_a_frame_that_never_ends(
    set_times: Callable[..., None],
) -> None:
    set_times(LONG, 0.1)
    meeting = Crossing()
    with meeting.pass_first():
        assert 0.1 <= waited(meeting) < SOON


def test_nobody_waits_longer_than_patience_lasts_for_a_drawing(set_times: Callable[..., None]) -> None:
    set_times(LONG, 0.1)
    meeting = Crossing()
    with meeting.pass_first():
        pass
    assert 0.1 <= waited(meeting) < SOON


def test_a_frame_that_fails_blocks_nobody(set_times: Callable[..., None]) -> None:
    set_times(0.0, LONG)
    meeting = Crossing()
    with pytest.raises(MemoryError), meeting.pass_first():
        raise MemoryError
    assert waited(meeting) < SOON


def test_two_visitors_do_not_wait_for_each_other(set_times: Callable[..., None]) -> None:
    set_times(LONG, LONG)
    one, other = Crossing(), Crossing()
    with one.pass_first():
        assert waited(other) < SOON
    assert waited(other) < SOON


def test_the_frames_of_one_visitor_do_not_wait_for_each_other() -> None:
    meeting, both = Crossing(), threading.Barrier(2, timeout=SOON)

    def pass_it() -> None:
        with meeting.pass_first():
            both.wait()

    thread = threading.Thread(target=pass_it)
    thread.start()
    pass_it()
    thread.join(SOON)
    assert not both.broken
