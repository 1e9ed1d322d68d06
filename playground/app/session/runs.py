"""Trainings: kept as long as their pictures, followed and stopped by the person who asked for them."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from weakref import WeakKeyDictionary, WeakValueDictionary

from playground.app.session.background import Job
from playground.app.session.shelf import Shelf, shared_shelf
from playground.app.session.visitors import Visitor
from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.training import TrainingRun, cut_clock, find_limit, join_clocks, prolong, train
from playground.engine.ways import PLAIN, Way

PATIENCE_SECONDS = 0.8
"""A training that takes longer shows its progress and can be stopped."""

PACE_SECONDS = 5.0
"""How long what an iteration took is believed: it may have been measured while others used the processor."""

_LOOK_SECONDS = 0.05
"""How often who waits for the training of another looks whether to stop."""

_SHORT_PRODUCTS = 5 * 10**8
"""A tenth of a second's work, if nobody else has the processor."""

_REMEMBERED_CLOCKS = 1000
"""Of so many runs on a data set is remembered how long they took."""

_JOB = "training"
Asked = tuple[Dataset, float, int, Way]
"""Pictures, learning rate, iterations, and the way down."""


@dataclass(frozen=True, eq=False)
class Shown:
    """The run that a page shows: its name, and the run itself, where it is here or asked for."""

    dataset: Dataset
    learning_rate: float
    num_iterations: int
    way: Way = PLAIN
    found: TrainingRun | None = None

    @property
    def run(self) -> TrainingRun:
        """The run, trained now unless it is there: what the page shows of it a helper may have made."""
        return self.found or run_shelf().obtain(*self.asked)

    @property
    def asked(self) -> Asked:
        """What trains it again."""
        return self.dataset, self.learning_rate, self.num_iterations, self.way

    @property
    def stopped(self) -> bool:
        """Whether a person stopped its training."""
        return self.found is not None and self.found.stopped


class RunShelf:
    """The longest run for each data set, way down and learning rate, for all who see the data set."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._clocks: WeakKeyDictionary[Dataset, OrderedDict[tuple[Way, float], Array]] = WeakKeyDictionary()
        self._paces: WeakKeyDictionary[Dataset, tuple[float, float]] = WeakKeyDictionary()
        self._turns: WeakValueDictionary[Asked, threading.Lock] = WeakValueDictionary()
        self._lock = threading.Lock()

    def find(
        self, dataset: Dataset, learning_rate: float, num_iterations: int, way: Way = PLAIN
    ) -> TrainingRun | None:
        """Return a run, cut from a longer one where there is one."""
        run = self._find_any(dataset, learning_rate, way)
        if run is None or run.num_iterations < num_iterations:
            return None
        return run.until(num_iterations)

    def _find_any(self, dataset: Dataset, learning_rate: float, way: Way) -> TrainingRun | None:
        """Return the longest run that is kept, however short."""
        run: TrainingRun | None = self._shelf.find(dataset, (way, learning_rate))
        return run

    def _count_done(self, dataset: Dataset, learning_rate: float, way: Way = PLAIN) -> int:
        """Return how many iterations are trained."""
        run = self._find_any(dataset, learning_rate, way)
        return run.num_iterations if run else 0

    def put(self, dataset: Dataset, run: TrainingRun) -> None:
        """Keep a run, unless a longer one is there; that it was stopped concerns only who stopped it."""
        with self._lock:
            if run.num_iterations and not dataset.prepared.leaves_span(run.way):
                self._note_pace(dataset, run.seconds / run.num_iterations)
            key = run.way, run.learning_rate
            known: TrainingRun | None = self._shelf.find(dataset, key)
            if known is None or known.num_iterations < run.num_iterations:
                whole = replace(run, requested_iterations=run.num_iterations) if run.stopped else run
                self._shelf.keep(dataset, key, whole)

    def obtain(
        self,
        dataset: Dataset,
        learning_rate: float,
        num_iterations: int,
        way: Way = PLAIN,
        *,
        on_progress: Callable[[int, int], object] | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> TrainingRun:
        """Return a run, trained now unless it is there; the rest as for `train`.

        Who asks for the same at the same time waits for the one who asked first.
        """
        asked = dataset, learning_rate, num_iterations, way
        with self._turn(asked, should_stop):
            run = self.find(*asked)
            if run is None:
                run = self._train(asked, on_progress=on_progress, should_stop=should_stop)
                run = replace(run, clock=self.learn_clock(dataset, learning_rate, way, run.clock))
                self.put(dataset, run)
        return run

    def find_clock(self, dataset: Dataset, learning_rate: float, way: Way) -> Array | None:
        """Return the clock of a run where it was trained first."""
        clocks = self._clocks.get(dataset)
        return None if clocks is None else clocks.get((way, learning_rate))

    def learn_clock(self, dataset: Dataset, learning_rate: float, way: Way, clock: Array) -> Array:
        """Return the clock of a run, as far as this one goes: the one that is known, and what comes after it.

        A run may be trained again, by another process or where it is kept no longer; the time that it took is
        told as it was measured first, everywhere.
        """
        with self._lock:
            clocks = self._clocks.setdefault(dataset, OrderedDict())
            known = join_clocks(clocks.pop((way, learning_rate), clock), clock)
            clocks[way, learning_rate] = known
            if len(clocks) > _REMEMBERED_CLOCKS:
                clocks.popitem(last=False)
        return cut_clock(known, int(clock[-1, 0]))

    def _train(
        self, asked: Asked, on_progress: Callable[[int, int], object] | None, should_stop: Callable[[], bool]
    ) -> TrainingRun:
        """Train now: on from where a shorter run ended, if there is one."""
        dataset, learning_rate, num_iterations, way = asked
        shorter = self._find_any(dataset, learning_rate, way)
        if shorter is not None:
            return prolong(shorter, num_iterations, on_progress=on_progress, should_stop=should_stop)
        return train(
            dataset.prepared,
            learning_rate,
            num_iterations,
            way=way,
            on_progress=on_progress,
            should_stop=should_stop,
        )

    def obtain_within(
        self, seconds: float, dataset: Dataset, learning_rate: float, num_iterations: int, way: Way = PLAIN
    ) -> TrainingRun | None:
        """Return a run, or nothing where training for it takes longer than so many seconds: on the weights
        themselves it is not even tried, nor where no computer can hold them.
        """
        if way.overflows(learning_rate):
            return None
        found = self.find(dataset, learning_rate, num_iterations, way)
        if found is not None or dataset.prepared.leaves_span(way):
            return found
        done = self._count_done(dataset, learning_rate, way)
        if self._pace(dataset) * (num_iterations - done) > seconds:
            return None
        end = time.monotonic() + seconds
        asked = dataset, learning_rate, num_iterations, way
        run = self.obtain(*asked, should_stop=lambda: time.monotonic() > end)
        return None if run.num_iterations < num_iterations else run

    def _note_pace(self, dataset: Dataset, pace: float) -> None:
        """Believe the quickest of the last paces: a moment in which others had the processor says nothing."""
        known = self._pace(dataset)
        if not 0 < known < pace:
            self._paces[dataset] = pace, time.monotonic() + PACE_SECONDS

    def _pace(self, dataset: Dataset) -> float:
        """Return the seconds that an iteration took a moment ago; 0 where nobody knows."""
        pace, until = self._paces.get(dataset, (0.0, 0.0))
        return pace if time.monotonic() < until else 0.0

    @contextmanager
    def _turn(self, asked: Asked, should_stop: Callable[[], bool]) -> Iterator[None]:
        """Wait until nobody else trains for this, or until one should stop: then a training ends at once."""
        with self._lock:
            turn = self._turns.setdefault(asked, threading.Lock())
        while not (mine := turn.acquire(timeout=_LOOK_SECONDS)) and not should_stop():
            pass
        try:
            yield
        finally:
            if mine:
                turn.release()


@cache
def run_shelf() -> RunShelf:
    """Return the runs of this server."""
    return RunShelf(shared_shelf())


def obtain_run(
    visitor: Visitor, dataset: Dataset, learning_rate: float, num_iterations: int, way: Way = PLAIN
) -> TrainingRun | Job[TrainingRun]:
    """Return the run, from the shelf or trained now; the job, where it takes longer than a person should wait
    unasked.
    """
    asked = dataset, learning_rate, num_iterations, way
    if visitor.stopped_run is not None and visitor.stopped_run[0] == asked:
        return visitor.stopped_run[1]
    found = run_shelf().find(*asked)
    if found is not None:
        return found
    job: Job[TrainingRun] | None = visitor.job(_JOB)
    if job is None or job.asked != asked:
        job = visitor.begin(_JOB, asked, lambda job: _train(job, asked), total=num_iterations)
    has_ended = job.wait(PATIENCE_SECONDS)
    # Streamlit lets an older script of a session go on beside the newer one, whose training must not be ended
    # here, and which ended this one: that was not the person.
    is_replaced = visitor.job(_JOB) is not job
    if is_replaced or not has_ended:
        return job
    visitor.end(_JOB)
    run = job.collect()
    if run.stopped:
        visitor.stopped_run = asked, run
    return run


def stop_training(visitor: Visitor) -> None:
    """Stop the training under way for a visitor, who did not ask for that."""
    visitor.end(_JOB)


def find_limit_ahead(asked: Asked) -> float | None:
    """Return the longest stable learning rate that the slider is about: where the rate becomes another, from
    there on, else at the start. None where theory gives none, or where the way there takes too long.
    """
    dataset, rate, _, way = asked
    at_start = find_limit(dataset.prepared, way)
    if at_start is None or not way.forks:
        return at_start
    (fork,) = way.forks
    before = dataset, rate, fork.iteration, replace(way, forks=())
    run = run_shelf().obtain_within(PATIENCE_SECONDS, *before)
    return run.last_limit if run else None


def is_short(dataset: Dataset, learning_rate: float, num_iterations: int, way: Way) -> bool:
    """Return whether a training is done in a moment, also where many others have the processor: without a
    mistake, whose run is shown beside the right one, and where it has numbers.
    """
    if dataset.source is not None or way.overflows(learning_rate):
        return False
    prepared = dataset.prepared
    return not prepared.leaves_span(way) and (
        prepared.count_products(way, learning_rate, num_iterations) <= _SHORT_PRODUCTS
    )


def is_stopped(visitor: Visitor, asked: Asked) -> bool:
    """Return whether a visitor stopped a training, and has not had it finished."""
    stopped = visitor.stopped_run
    return stopped is not None and stopped[0] == asked


def remember_run(visitor: Visitor, shown: Shown) -> None:
    """Remember which run a visitor's page shows; the run itself is the shelf's, or each session would hold
    one.
    """
    visitor.shown_run = shown.asked


def last_run(visitor: Visitor, dataset: Dataset) -> Shown | None:
    """Return the run that a visitor's page showed last, if it was on this data set."""
    shown = visitor.shown_run
    return Shown(*shown) if shown is not None and shown[0] is dataset else None


def forget_stopped_run(visitor: Visitor) -> None:
    """Train to the end after all."""
    visitor.stopped_run = None


def _train(job: Job[TrainingRun], asked: Asked) -> TrainingRun:
    return run_shelf().obtain(*asked, on_progress=job.note, should_stop=job.should_stop)
