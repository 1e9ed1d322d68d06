"""The shelf of finished runs, and one training in its thread."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playground.datasets import Dataset
from playground.training import Prepared, TrainingRun, train
from playground.ui import runs
from playground.ui.runs import RunShelf, TrainingJob
from tests.support import make_prepared

PREPARED: Prepared = make_prepared(12, 8)
PICTURES: Any = SimpleNamespace(prepared=PREPARED, fingerprint="a")
SOON = 5.0
MEANWHILE = 0.05
"""Seconds in which somebody who does not wait would be through."""


def make_run(learning_rate: float = 0.1, num_iterations: int = 100) -> TrainingRun:
    return train(PREPARED, learning_rate, num_iterations)


# --- The shelf ------------------------------------------------------------


def test_an_empty_shelf_has_nothing() -> None:
    assert RunShelf().find(("a", 0.1, 0)) is None


def test_a_run_is_found_again() -> None:
    shelf, run = RunShelf(), make_run()
    shelf.put("a", run)
    np.testing.assert_array_equal(shelf.find(("a", 0.1, 100)).costs, run.costs)


def test_a_shorter_run_is_cut_from_it_and_equals_one_trained_so() -> None:
    shelf = RunShelf()
    shelf.put("a", make_run())
    found, trained = shelf.find(("a", 0.1, 40)), make_run(num_iterations=40)
    assert not found.stopped
    np.testing.assert_array_equal(found.costs, trained.costs)
    np.testing.assert_array_equal(found.w, trained.w)


@pytest.mark.parametrize("asked", [("a", 0.1, 101), ("a", 0.2, 50), ("b", 0.1, 50)])
def test_another_run_is_not_found(asked: runs.Asked) -> None:
    shelf = RunShelf()
    shelf.put("a", make_run())
    assert shelf.find(asked) is None


@pytest.mark.parametrize("lengths", [(100, 50), (50, 100)])
def test_the_longest_run_is_kept(lengths: tuple[int, int]) -> None:
    shelf = RunShelf()
    for length in lengths:
        shelf.put("a", make_run(num_iterations=length))
    assert shelf.find(("a", 0.1, 100)) is not None


def test_a_stopped_run_serves_others_as_a_whole_one() -> None:
    shelf = RunShelf()
    shelf.put("a", replace(make_run(), requested_iterations=500))
    assert not shelf.find(("a", 0.1, 100)).stopped
    assert shelf.find(("a", 0.1, 500)) is None


def test_the_shelf_never_grows_beyond_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    size = make_run().nbytes
    monkeypatch.setattr(runs, "SHELF_BYTES", 3 * size)
    shelf = RunShelf()
    for i in range(8):
        shelf.put(str(i), make_run())
    found = [i for i in range(8) if shelf.find((str(i), 0.1, 100)) is not None]
    assert found == [5, 6, 7]


def test_what_was_used_last_stays_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SHELF_BYTES", 2 * make_run().nbytes)
    shelf = RunShelf()
    shelf.put("a", make_run())
    shelf.put("b", make_run())
    shelf.find(("a", 0.1, 100))
    shelf.put("c", make_run())
    assert shelf.find(("a", 0.1, 100)) is not None
    assert shelf.find(("b", 0.1, 100)) is None


def test_one_run_larger_than_the_bound_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SHELF_BYTES", 1)
    shelf = RunShelf()
    shelf.put("a", make_run())
    assert shelf.find(("a", 0.1, 100)) is not None


def test_many_sessions_may_use_the_shelf_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SHELF_BYTES", 3 * make_run().nbytes)
    shelf, run, failures = RunShelf(), make_run(), []

    def use(number: int) -> None:
        try:
            for i in range(200):
                shelf.put(str((number + i) % 5), run)
                found = shelf.find((str(i % 5), 0.1, 100))
                assert found is None or found.num_iterations == 100
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


# --- Who trains, and who waits ------------------------------------------------------------


@dataclass
class Held:
    """All trainings that began; those at a learning rate of 0.1 are held, until each is let go."""

    began: list[tuple[float, int]] = field(default_factory=list)
    arrivals: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    departures: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    failing: int = 0

    def has_arrived(self, seconds: float = SOON) -> bool:
        """Return whether another training is held."""
        return self.arrivals.acquire(timeout=seconds)

    def let_go(self, count: int = 1) -> None:
        self.departures.release(count)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Hold every training at a learning rate of 0.1 that is wanted; the first `failing` of all then fail."""
    state = Held()

    def hold(prepared: Prepared, learning_rate: float, num_iterations: int, **followers: Any) -> TrainingRun:
        state.began.append((learning_rate, num_iterations))
        fails = len(state.began) <= state.failing
        if learning_rate == 0.1 and not followers["should_stop"]():
            state.arrivals.release()
            state.departures.acquire(timeout=20)
        if fails:
            raise MemoryError("full")
        return train(prepared, learning_rate, num_iterations, **followers)

    monkeypatch.setattr(runs, "train", hold)
    yield state
    state.let_go(100)


class Asking:
    """Somebody who asks for something in a thread of its own."""

    def __init__(self, ask: Callable[..., TrainingRun | None], *arguments: Any) -> None:
        self.found: TrainingRun | None = None
        self.error: BaseException | None = None
        self._answered = threading.Event()
        threading.Thread(target=self._run, args=(ask, *arguments), daemon=True).start()

    def is_answered(self, seconds: float = SOON) -> bool:
        return self._answered.wait(seconds)

    def _run(self, ask: Callable[..., TrainingRun | None], *arguments: Any) -> None:
        try:
            self.found = ask(*arguments)
        except BaseException as error:
            self.error = error
        self._answered.set()


ASKED: runs.Asked = ("a", 0.1, 100)


def test_two_who_ask_for_the_same_at_once_share_one_training(held: Held) -> None:
    shelf = RunShelf()
    first = Asking(shelf.obtain, ASKED, PICTURES)
    assert held.has_arrived()
    second = Asking(shelf.obtain, ASKED, PICTURES)
    assert not second.is_answered(MEANWHILE)
    held.let_go()
    for asking in (first, second):
        assert asking.is_answered()
        np.testing.assert_array_equal(asking.found.costs, make_run().costs)
    assert held.began == [(0.1, 100)]


@pytest.mark.parametrize("other", [("a", 0.2, 100), ("a", 0.2, 50), ("b", 0.2, 100)])
def test_who_asks_for_another_run_does_not_wait(held: Held, other: runs.Asked) -> None:
    shelf = RunShelf()
    first = Asking(shelf.obtain, ASKED, PICTURES)
    assert held.has_arrived()
    second = Asking(shelf.obtain, other, PICTURES)
    assert second.is_answered()
    assert not first.is_answered(0)
    np.testing.assert_array_equal(second.found.costs, make_run(*other[1:]).costs)


def test_who_asks_for_another_length_or_data_set_does_not_wait(held: Held) -> None:
    shelf = RunShelf()
    for asked in (ASKED, ("a", 0.1, 60), ("b", 0.1, 100)):
        Asking(shelf.obtain, asked, PICTURES)
        assert held.has_arrived()


def test_who_waited_for_a_training_that_was_stopped_trains_to_the_end(held: Held) -> None:
    shelf, asked, stopped = RunShelf(), ("a", 0.1, 2000), threading.Event()
    first = Asking(lambda: shelf.obtain(asked, PICTURES, should_stop=stopped.is_set))
    assert held.has_arrived()
    second = Asking(shelf.obtain, asked, PICTURES)
    assert not second.is_answered(MEANWHILE)
    stopped.set()
    held.let_go(2)
    assert first.is_answered()
    assert second.is_answered()
    assert first.found.stopped
    np.testing.assert_array_equal(second.found.costs, make_run(num_iterations=2000).costs)


def test_an_error_reaches_who_trained_and_who_waited_trains(held: Held) -> None:
    held.failing = 1
    shelf = RunShelf()
    first = Asking(shelf.obtain, ASKED, PICTURES)
    assert held.has_arrived()
    second = Asking(shelf.obtain, ASKED, PICTURES)
    assert not second.is_answered(MEANWHILE)
    held.let_go(2)
    assert first.is_answered()
    assert second.is_answered()
    assert isinstance(first.error, MemoryError)
    assert second.error is None
    assert second.found.num_iterations == 100
    assert held.began == [(0.1, 100)] * 2


def test_after_an_error_the_same_may_be_asked_for_again(held: Held) -> None:
    held.failing = 1
    held.let_go(2)
    shelf = RunShelf()
    with pytest.raises(MemoryError):
        shelf.obtain(ASKED, PICTURES)
    again = Asking(shelf.obtain, ASKED, PICTURES)
    assert again.is_answered()
    assert again.found.num_iterations == 100


def test_who_comes_after_an_error_waits_for_who_waited(held: Held) -> None:
    held.failing = 1
    shelf = RunShelf()
    first = Asking(shelf.obtain, ASKED, PICTURES)
    assert held.has_arrived()
    second = Asking(shelf.obtain, ASKED, PICTURES)
    assert not second.is_answered(MEANWHILE)
    held.let_go()
    assert first.is_answered()
    assert held.has_arrived()
    Asking(shelf.obtain, ASKED, PICTURES)
    assert not held.has_arrived(MEANWHILE)


def test_a_job_that_waits_for_the_training_of_another_can_be_stopped(held: Held) -> None:
    first, second = TrainingJob(ASKED, PICTURES), TrainingJob(ASKED, PICTURES)
    first.start()
    assert held.has_arrived()
    second.start()
    assert not second.wait(MEANWHILE)
    second.stop()
    assert second.wait(0.5)


# --- Within so many seconds ------------------------------------------------------------


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list of iterations that the shelf trains for."""
    began: list[int] = []

    def counted(prepared: Prepared, learning_rate: float, num_iterations: int, **followers: Any) -> Any:
        began.append(num_iterations)
        return train(prepared, learning_rate, num_iterations, **followers)

    monkeypatch.setattr(runs, "train", counted)
    return began


def known_pace(seconds_an_iteration: float) -> RunShelf:
    """Return a shelf that knows how long an iteration takes, from a run at a learning rate of 0.1."""
    shelf = RunShelf()
    shelf.put("a", replace(make_run(), seconds=100 * seconds_an_iteration, timed_iterations=100))
    return shelf


def test_a_run_that_takes_too_long_at_the_known_pace_is_not_begun(trained: list[int]) -> None:
    shelf = known_pace(0.01)
    assert shelf.obtain_within(1.0, PICTURES, 0.2, 101) is None
    assert trained == []
    found = shelf.obtain_within(1.0, PICTURES, 0.2, 99)
    np.testing.assert_array_equal(found.costs, make_run(0.2, 99).costs)
    assert trained == [99]


def test_the_pace_of_one_data_set_says_nothing_about_another(trained: list[int]) -> None:
    other: Any = SimpleNamespace(prepared=PREPARED, fingerprint="b")
    assert known_pace(3600.0).obtain_within(60.0, other, 0.2, 40).num_iterations == 40


def test_the_pace_of_a_run_cut_short_is_that_of_the_whole_one(trained: list[int]) -> None:
    shelf = RunShelf()
    shelf.put("a", replace(make_run(), seconds=1.0, timed_iterations=100).until(10))
    assert shelf.obtain_within(1.0, PICTURES, 0.2, 99) is not None
    assert trained == [99]


def test_a_run_of_no_iterations_tells_no_pace(trained: list[int]) -> None:
    shelf = RunShelf()
    shelf.put("a", replace(make_run(num_iterations=0), seconds=0.001))
    assert shelf.obtain_within(1.0, PICTURES, 0.2, 2000) is not None


def test_however_slow_a_run_that_is_there_is_cut_from_a_longer_one(trained: list[int]) -> None:
    found = known_pace(3600.0).obtain_within(1.0, PICTURES, 0.1, 40)
    np.testing.assert_array_equal(found.costs, make_run(num_iterations=40).costs)
    assert (found.num_iterations, found.stopped) == (40, False)
    assert trained == []


def test_a_run_that_was_stopped_is_none_but_what_was_done_is_kept(trained: list[int]) -> None:
    shelf = RunShelf()
    assert shelf.obtain_within(0.0, PICTURES, 0.1, 10**6) is None
    assert shelf.obtain_within(60.0, PICTURES, 0.1, 50).num_iterations == 50
    assert trained == [10**6]


def test_who_has_no_time_does_not_wait_for_the_training_of_another(held: Held) -> None:
    shelf = RunShelf()
    Asking(shelf.obtain, ASKED, PICTURES)
    assert held.has_arrived()
    assert Asking(shelf.obtain_within, 0.05, PICTURES, 0.1, 100).is_answered(0.5)


# --- One training ------------------------------------------------------------


def test_a_job_trains_what_was_asked(tiny: Dataset) -> None:
    job = TrainingJob((tiny.fingerprint, 0.05, 300), tiny)
    job.start()
    assert job.wait(20)
    np.testing.assert_array_equal(job.run.costs, train(tiny.prepared, 0.05, 300).costs)
    assert job.done == 300


def test_a_job_stops_soon_and_keeps_what_it_did(tiny: Dataset) -> None:
    job = TrainingJob((tiny.fingerprint, 0.05, 10**6), tiny)
    job.start()
    job.stop()
    assert job.wait(20)
    assert job.run.stopped
    assert job.run.num_iterations < 10**6


def test_a_job_keeps_its_error_for_the_session_that_waits(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise MemoryError("full")

    monkeypatch.setattr(runs, "train", fail)
    job = TrainingJob((tiny.fingerprint, 0.05, 10), tiny)
    job.start()
    assert job.wait(20)
    assert isinstance(job.error, MemoryError)
    assert job.run is None
