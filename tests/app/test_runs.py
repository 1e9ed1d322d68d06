"""The shelf of finished runs, and one training in its thread."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from playground.app.session import runs
from playground.app.session.background import Job
from playground.app.session.runs import RunShelf
from playground.app.session.shelf import SHELF_BYTES, Shelf
from playground.engine.training import Prepared, TrainingRun, prolong, train
from playground.engine.ways import Adam, Momentum, Way
from tests.support import make_prepared

PREPARED: Prepared = make_prepared(12, 8)


class Pictures(SimpleNamespace):
    """What a shelf has to know of a data set."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


def make_pictures() -> Any:
    return Pictures(prepared=PREPARED)


A, B = make_pictures(), make_pictures()
SOON = 5.0
MEANWHILE = 0.05
"""Seconds in which somebody who does not wait would be through."""


def make_run(learning_rate: float = 0.1, num_iterations: int = 100) -> TrainingRun:
    return train(PREPARED, learning_rate, num_iterations)


def make_shelf(most_bytes: int = SHELF_BYTES) -> RunShelf:
    return RunShelf(Shelf(most_bytes))


# --- The shelf ------------------------------------------------------------


def test_an_empty_shelf_has_nothing() -> None:
    assert make_shelf().find(A, 0.1, 0) is None


def test_a_run_is_found_again() -> None:
    shelf, run = make_shelf(), make_run()
    shelf.put(A, run)
    np.testing.assert_array_equal(shelf.find(A, 0.1, 100).costs, run.costs)


def test_a_shorter_run_is_cut_from_it_and_equals_one_trained_so() -> None:
    shelf = make_shelf()
    shelf.put(A, make_run())
    found, trained = shelf.find(A, 0.1, 40), make_run(num_iterations=40)
    assert not found.stopped
    np.testing.assert_array_equal(found.costs, trained.costs)
    np.testing.assert_array_equal(found.w, trained.w)


@pytest.mark.parametrize("asked", [(A, 0.1, 101), (A, 0.2, 50), (B, 0.1, 50)])
def test_another_run_is_not_found(asked: runs.Asked) -> None:
    shelf = make_shelf()
    shelf.put(A, make_run())
    assert shelf.find(*asked) is None


@pytest.mark.parametrize("lengths", [(100, 50), (50, 100)])
def test_the_longest_run_is_kept(lengths: tuple[int, int]) -> None:
    shelf = make_shelf()
    for length in lengths:
        shelf.put(A, make_run(num_iterations=length))
    assert shelf.find(A, 0.1, 100) is not None


def test_a_stopped_run_serves_others_as_a_whole_one() -> None:
    shelf = make_shelf()
    shelf.put(A, replace(make_run(), requested_iterations=500))
    assert not shelf.find(A, 0.1, 100).stopped
    assert shelf.find(A, 0.1, 500) is None


def test_the_shelf_never_grows_beyond_its_bound() -> None:
    shelf, pictures = make_shelf(3 * make_run().nbytes), [make_pictures() for _ in range(8)]
    for each in pictures:
        shelf.put(each, make_run())
    assert [i for i in range(8) if shelf.find(pictures[i], 0.1, 100) is not None] == [5, 6, 7]


def test_what_was_used_last_stays_longest() -> None:
    shelf, C = make_shelf(2 * make_run().nbytes), make_pictures()
    shelf.put(A, make_run())
    shelf.put(B, make_run())
    shelf.find(A, 0.1, 100)
    shelf.put(C, make_run())
    assert shelf.find(A, 0.1, 100) is not None
    assert shelf.find(B, 0.1, 100) is None


def test_one_run_larger_than_the_bound_is_kept() -> None:
    shelf = make_shelf(1)
    shelf.put(A, make_run())
    assert shelf.find(A, 0.1, 100) is not None


def test_a_run_goes_with_its_pictures() -> None:
    shelf, pictures = Shelf(), make_pictures()
    RunShelf(shelf).put(pictures, make_run())
    assert shelf.nbytes == make_run().nbytes
    del pictures
    assert shelf.nbytes == 0


def test_what_was_made_of_other_pictures_stays() -> None:
    shelf, pictures = make_shelf(), make_pictures()
    shelf.put(A, make_run())
    shelf.put(pictures, make_run())
    del pictures
    assert shelf.find(A, 0.1, 100) is not None


def test_a_thumb_on_its_way_up_trains_only_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[int] = []

    def note(run: TrainingRun, num_iterations: int, **followers: Any) -> TrainingRun:
        trained.append(num_iterations - run.num_iterations)
        return prolong(run, num_iterations, **followers)

    monkeypatch.setattr(runs, "prolong", note)
    shelf = make_shelf()
    for asked in (400, 500, 450, 600, 1000):
        run = shelf.obtain_within(60.0, A, 0.1, asked)
        assert run is not None
        assert not run.stopped
        np.testing.assert_array_equal(run.costs, make_run(num_iterations=asked).costs)
    assert trained == [100, 100, 400]


def test_many_sessions_may_use_the_shelf_at_once() -> None:
    shelf, run, failures = make_shelf(3 * make_run().nbytes), make_run(), []
    pictures = [make_pictures() for _ in range(5)]

    def use(number: int) -> None:
        try:
            for i in range(200):
                shelf.put(pictures[(number + i) % 5], run)
                shelf.put(make_pictures(), run)  # which are gone at once
                found = shelf.find(pictures[i % 5], 0.1, 100)
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


ASKED: runs.Asked = (A, 0.1, 100)


def test_two_who_ask_for_the_same_at_once_share_one_training(held: Held) -> None:
    shelf = make_shelf()
    first = Asking(shelf.obtain, *ASKED)
    assert held.has_arrived()
    second = Asking(shelf.obtain, *ASKED)
    assert not second.is_answered(MEANWHILE)
    held.let_go()
    for asking in (first, second):
        assert asking.is_answered()
        np.testing.assert_array_equal(asking.found.costs, make_run().costs)
    assert held.began == [(0.1, 100)]


@pytest.mark.parametrize("other", [(A, 0.2, 100), (A, 0.2, 50), (B, 0.2, 100)])
def test_who_asks_for_another_run_does_not_wait(held: Held, other: runs.Asked) -> None:
    shelf = make_shelf()
    first = Asking(shelf.obtain, *ASKED)
    assert held.has_arrived()
    second = Asking(shelf.obtain, *other)
    assert second.is_answered()
    assert not first.is_answered(0)
    np.testing.assert_array_equal(second.found.costs, make_run(*other[1:]).costs)


def test_who_asks_for_another_length_or_data_set_does_not_wait(held: Held) -> None:
    shelf = make_shelf()
    for asked in (ASKED, (A, 0.1, 60), (B, 0.1, 100)):
        Asking(shelf.obtain, *asked)
        assert held.has_arrived()


def test_who_waited_for_a_training_that_was_stopped_trains_to_the_end(held: Held) -> None:
    shelf, asked, stopped = make_shelf(), (A, 0.1, 2000), threading.Event()
    first = Asking(lambda: shelf.obtain(*asked, should_stop=stopped.is_set))
    assert held.has_arrived()
    second = Asking(shelf.obtain, *asked)
    assert not second.is_answered(MEANWHILE)
    stopped.set()
    held.let_go(2)
    assert first.is_answered()
    assert second.is_answered()
    assert first.found.stopped
    np.testing.assert_array_equal(second.found.costs, make_run(num_iterations=2000).costs)


def test_an_error_reaches_who_trained_and_who_waited_trains(held: Held) -> None:
    held.failing = 1
    shelf = make_shelf()
    first = Asking(shelf.obtain, *ASKED)
    assert held.has_arrived()
    second = Asking(shelf.obtain, *ASKED)
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
    shelf = make_shelf()
    with pytest.raises(MemoryError):
        shelf.obtain(*ASKED)
    again = Asking(shelf.obtain, *ASKED)
    assert again.is_answered()
    assert again.found.num_iterations == 100


def test_who_comes_after_an_error_waits_for_who_waited(held: Held) -> None:
    held.failing = 1
    shelf = make_shelf()
    first = Asking(shelf.obtain, *ASKED)
    assert held.has_arrived()
    second = Asking(shelf.obtain, *ASKED)
    assert not second.is_answered(MEANWHILE)
    held.let_go()
    assert first.is_answered()
    assert held.has_arrived()
    Asking(shelf.obtain, *ASKED)
    assert not held.has_arrived(MEANWHILE)


def test_a_job_that_waits_for_the_training_of_another_can_be_stopped(held: Held) -> None:
    shelf = make_shelf()
    begin(shelf, *ASKED)
    assert held.has_arrived()
    second = begin(shelf, *ASKED)
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
    shelf = make_shelf()
    shelf.put(A, replace(make_run(), clock=np.array([[0, 0], [100, 100 * seconds_an_iteration]])))
    return shelf


def test_a_run_that_takes_too_long_at_the_known_pace_is_not_begun(trained: list[int]) -> None:
    shelf = known_pace(0.01)
    assert shelf.obtain_within(1.0, A, 0.2, 101) is None
    assert trained == []
    found = shelf.obtain_within(1.0, A, 0.2, 99)
    np.testing.assert_array_equal(found.costs, make_run(0.2, 99).costs)
    assert trained == [99]


def test_the_pace_of_one_data_set_says_nothing_about_another(trained: list[int]) -> None:
    assert known_pace(3600.0).obtain_within(60.0, B, 0.2, 40).num_iterations == 40


def test_a_pace_measured_under_load_is_measured_again(
    trained: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = known_pace(3600.0)
    assert shelf.obtain_within(60.0, A, 0.2, 101) is None
    moments_later = time.monotonic() + runs.PACE_SECONDS
    monkeypatch.setattr(runs.time, "monotonic", lambda: moments_later)
    assert shelf.obtain_within(60.0, A, 0.2, 101).num_iterations == 101
    assert shelf.obtain_within(60.0, A, 0.3, 102).num_iterations == 102  # at the pace found now
    assert trained == [101, 102]


def test_a_moment_in_which_others_had_the_processor_says_nothing_of_the_pace(trained: list[int]) -> None:
    shelf = known_pace(0.001)
    shelf.put(A, replace(make_run(0.3), clock=np.array([[0, 0], [100, 60.0]])))
    assert shelf.obtain_within(1.0, A, 0.2, 900) is not None


def test_the_pace_of_a_run_cut_short_is_that_of_the_whole_one(trained: list[int]) -> None:
    shelf = make_shelf()
    shelf.put(A, replace(make_run(), clock=np.array([[0, 0], [100, 1.0]])).until(10))
    assert shelf.obtain_within(1.0, A, 0.2, 99) is not None
    assert trained == [99]


def test_a_run_of_no_iterations_tells_no_pace(trained: list[int]) -> None:
    shelf = make_shelf()
    shelf.put(A, replace(make_run(num_iterations=0), clock=np.array([[0, 0.001]])))
    assert shelf.obtain_within(1.0, A, 0.2, 2000) is not None


def test_however_slow_a_run_that_is_there_is_cut_from_a_longer_one(trained: list[int]) -> None:
    found = known_pace(3600.0).obtain_within(1.0, A, 0.1, 40)
    np.testing.assert_array_equal(found.costs, make_run(num_iterations=40).costs)
    assert (found.num_iterations, found.stopped) == (40, False)
    assert trained == []


def test_a_run_that_was_stopped_is_none_but_what_was_done_is_kept(trained: list[int]) -> None:
    shelf = make_shelf()
    assert shelf.obtain_within(0.0, A, 0.1, 10**6) is None
    assert shelf.obtain_within(60.0, A, 0.1, 50).num_iterations == 50
    assert trained == [10**6]


def test_what_is_left_of_a_run_counts_at_the_known_pace(trained: list[int]) -> None:
    shelf = known_pace(0.01)
    assert shelf.obtain_within(1.0, A, 0.1, 210) is None
    assert shelf.obtain_within(1.0, A, 0.1, 190).num_iterations == 190
    assert trained == []


def test_who_has_no_time_does_not_wait_for_the_training_of_another(held: Held) -> None:
    shelf = make_shelf()
    Asking(shelf.obtain, *ASKED)
    assert held.has_arrived()
    assert Asking(shelf.obtain_within, 0.05, A, 0.1, 100).is_answered(0.5)


# --- One training ------------------------------------------------------------


def begin(shelf: RunShelf, *asked: Any) -> Job[TrainingRun]:
    job: Job[TrainingRun] = Job(asked)
    job.start(lambda job: shelf.obtain(*asked, on_progress=job.note, should_stop=job.should_stop))
    return job


def test_a_job_trains_what_was_asked() -> None:
    job = begin(make_shelf(), A, 0.05, 300)
    assert job.wait(20)
    np.testing.assert_array_equal(job.collect().costs, make_run(0.05, 300).costs)
    assert (job.done, job.total) == (300, 300)


def test_a_job_stops_soon_and_keeps_what_it_did() -> None:
    job = begin(make_shelf(), A, 0.05, 10**6)
    job.stop()
    assert job.wait(20)
    assert job.collect().stopped
    assert job.collect().num_iterations < 10**6


def test_a_job_keeps_its_error_for_the_session_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise MemoryError("full")

    monkeypatch.setattr(runs, "train", fail)
    job = begin(make_shelf(), A, 0.05, 10)
    assert job.wait(20)
    with pytest.raises(MemoryError):
        job.collect()


def test_runs_of_two_ways_at_one_rate_stand_beside_each_other() -> None:
    shelf, way = make_shelf(), Way(Momentum(0.9))
    plain, other = shelf.obtain(A, 0.1, 50), shelf.obtain(A, 0.1, 50, way)
    assert shelf.find(A, 0.1, 50) is plain
    assert shelf.find(A, 0.1, 50, way) is other
    np.testing.assert_array_equal(other.costs, train(A.prepared, 0.1, 50, way=way).costs)
    assert shelf.find(A, 0.1, 50, Way(Momentum(0.5))) is None


def test_a_way_that_leaves_the_span_is_trained_only_for_who_waits(trained: list[int]) -> None:
    shelf, way = make_shelf(), Way(Adam())
    assert shelf.obtain_within(60.0, A, 0.1, 50, way) is None
    run = shelf.obtain(A, 0.1, 50, way)
    assert trained == [50]
    assert shelf.obtain_within(0.0, A, 0.1, 50, way) is run
    assert shelf.obtain_within(0.0, A, 0.1, 20, way).num_iterations == 20
    few = Pictures(prepared=make_prepared(8, 12))  # fewer weights than pictures: there it is not slower
    assert shelf.obtain_within(60.0, few, 0.1, 50, way).num_iterations == 50


def test_how_slow_a_way_that_leaves_the_span_is_says_nothing_of_the_others(trained: list[int]) -> None:
    shelf, slow = make_shelf(), train(PREPARED, 0.1, 100, way=Way(Adam()))
    shelf.put(A, replace(slow, clock=np.array([[0, 0], [100, 3600.0]])))
    assert shelf.obtain_within(1.0, A, 0.2, 99).num_iterations == 99
