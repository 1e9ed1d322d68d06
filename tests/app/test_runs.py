"""The shelf of finished runs, and one training in its thread."""

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.datasets import Dataset
from playground.training import Prepared, TrainingRun, train
from playground.ui import runs
from playground.ui.runs import RunShelf, TrainingJob
from tests.support import make_prepared

PREPARED: Prepared = make_prepared(12, 8)


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
