"""Trainings: kept for everybody, followed and stopped by the person who asked for them."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from weakref import WeakValueDictionary

import streamlit as st

from playground.datasets import Dataset
from playground.training import TrainingRun, train
from playground.ui.background import Background
from playground.ui.parting import forgets_the_gone

PATIENCE_SECONDS = 0.8
"""A training that takes longer shows its progress and can be stopped."""

_LOOK_SECONDS = 0.05
"""How often who waits for the training of another looks whether to stop."""

SHELF_BYTES = 256 * 2**20

_JOB, _STOPPED, _LAST = "_training_job", "_stopped_run", "_last_run"
Asked = tuple[str, float, int]


class RunShelf:
    """The longest run for each data set and learning rate, for all sessions; the least recently used go
    first.

    Runs hold nothing personal, and the same request gives the same run, so they may be shared.
    """

    def __init__(self) -> None:
        self._runs: OrderedDict[tuple[str, float], TrainingRun] = OrderedDict()
        self._seconds: dict[str, float] = {}
        self._turns: WeakValueDictionary[Asked, threading.Lock] = WeakValueDictionary()
        self._lock = threading.Lock()

    def find(self, asked: Asked) -> TrainingRun | None:
        """Return the run that was asked for, cut from a longer one where there is one."""
        fingerprint, learning_rate, num_iterations = asked
        with self._lock:
            run = self._runs.get((fingerprint, learning_rate))
            if run is None or run.num_iterations < num_iterations:
                return None
            self._runs.move_to_end((fingerprint, learning_rate))
        return run.until(num_iterations)

    def put(self, fingerprint: str, run: TrainingRun) -> None:
        """Keep a run, unless a longer one is there; that it was stopped concerns only who stopped it."""
        run = replace(run, requested_iterations=run.num_iterations)
        with self._lock:
            key = (fingerprint, run.learning_rate)
            known = self._runs.pop(key, run)
            self._runs[key] = run if run.num_iterations >= known.num_iterations else known
            if run.timed_iterations:
                self._seconds[fingerprint] = run.seconds / run.timed_iterations
            while len(self._runs) > 1 and sum(each.nbytes for each in self._runs.values()) > SHELF_BYTES:
                self._runs.popitem(last=False)

    def forget(self, fingerprint: str) -> None:
        """Drop the runs of a data set."""
        with self._lock:
            for key in [key for key in self._runs if key[0] == fingerprint]:
                del self._runs[key]

    def obtain(
        self,
        asked: Asked,
        dataset: Dataset,
        *,
        on_progress: Callable[[int, int], object] | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> TrainingRun:
        """Return the run that was asked for, trained now unless it is there; the rest as for `train`.

        Who asks for the same at the same time waits for the one who asked first.
        """
        with self._turn(asked, should_stop):
            run = self.find(asked)
            if run is None:
                fingerprint, learning_rate, num_iterations = asked
                run = train(
                    dataset.prepared,
                    learning_rate,
                    num_iterations,
                    on_progress=on_progress,
                    should_stop=should_stop,
                )
                self.put(fingerprint, run)
        return run

    def obtain_within(
        self, seconds: float, dataset: Dataset, learning_rate: float, num_iterations: int
    ) -> TrainingRun | None:
        """Return the run, or nothing where training for it takes longer than so many seconds."""
        asked = (dataset.fingerprint, learning_rate, num_iterations)
        found = self.find(asked)
        if found is not None:
            return found
        if self._seconds.get(dataset.fingerprint, 0.0) * num_iterations > seconds:
            return None
        end = time.monotonic() + seconds
        run = self.obtain(asked, dataset, should_stop=lambda: time.monotonic() > end)
        return None if run.stopped else run

    @contextmanager
    def _turn(self, asked: Asked, should_stop: Callable[[], bool]) -> Iterator[None]:
        """Wait until nobody else trains for this, or until one should stop: then a training ends at once."""
        with self._lock:
            turn = self._turns.setdefault(asked, threading.Lock())
        mine = turn.acquire(timeout=_LOOK_SECONDS)
        while not mine and not should_stop():
            mine = turn.acquire(timeout=_LOOK_SECONDS)
        try:
            yield
        finally:
            if mine:
                turn.release()


@dataclass(eq=False)
class TrainingJob(Background):
    """One training; stopped, what was done by then becomes its run."""

    asked: Asked
    dataset: Dataset
    done: int = 0
    run: TrainingRun | None = None
    started: float = field(default_factory=time.monotonic)

    def _work(self) -> None:
        self.run = run_shelf().obtain(
            self.asked, self.dataset, on_progress=self._note, should_stop=self._stop.is_set
        )

    def _note(self, done: int, _total: int) -> None:
        self.done = done


@cache
def run_shelf() -> RunShelf:
    """Return the one shelf of this server."""
    return RunShelf()


@forgets_the_gone
def _forget_runs(mark: str) -> None:
    run_shelf().forget(mark)


def obtain_run(dataset: Dataset, learning_rate: float, num_iterations: int) -> TrainingRun | TrainingJob:
    """Return the run, from the shelf or trained now; the job, where it takes longer than a person should wait
    unasked.
    """
    asked = (dataset.fingerprint, learning_rate, num_iterations)
    stopped = st.session_state.get(_STOPPED)
    if stopped and stopped[0] == asked:
        return stopped[1]  # type: ignore[no-any-return]
    found = run_shelf().find(asked)
    if found is not None:
        return found
    job = _job_for(asked, dataset)
    if not job.wait(PATIENCE_SECONDS):
        return job
    return _collect(job)


def remember_run(dataset: Dataset, run: TrainingRun) -> None:
    """Keep the run that this session's page shows."""
    st.session_state[_LAST] = (dataset.fingerprint, run)


def last_run(dataset: Dataset) -> TrainingRun | None:
    """Return the run that this session's page showed last, if it was on this data set."""
    fingerprint, run = st.session_state.get(_LAST, (None, None))
    return run if fingerprint == dataset.fingerprint else None


def forget_stopped_run() -> None:
    """Train to the end after all."""
    st.session_state.pop(_STOPPED, None)


def _job_for(asked: Asked, dataset: Dataset) -> TrainingJob:
    """Return the session's job if it is for this, else stop that one and start another."""
    job: TrainingJob | None = st.session_state.get(_JOB)
    if job is None or job.asked != asked:
        if job is not None:
            job.stop()
        job = TrainingJob(asked, dataset)
        st.session_state[_JOB] = job
        job.start()
    return job


def _collect(job: TrainingJob) -> TrainingRun:
    del st.session_state[_JOB]
    job.check()
    assert job.run is not None
    if job.run.stopped:
        st.session_state[_STOPPED] = (job.asked, job.run)
    return job.run
