"""The board of a contest. Runs are scored one batch at a time, in a thread of its own: nobody waits for it.

A batch is a block of the slider's learning rates with all iterations, as on the tuning map: side by side they
take much less time than one after the other, and a class that looks around in the same corner is scored once.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from playground.app.session.background import Job, StoppedError
from playground.app.session.choices import ITERATION_STEP, LEARNING_RATES, REACHES
from playground.app.session.shelf import Shelf, shared_shelf
from playground.classroom.contest import Flattery, Scores, Standing, measure_flattery, rank
from playground.classroom.states import Contest, Run
from playground.collection.loading import get_dataset
from playground.data.contents import Baseline, Dataset, DatasetError
from playground.engine.forms import Array
from playground.engine.sweep import follow_sweep, follow_twins
from playground.engine.training import Indices
from playground.engine.validation import find_chance, follow_validation, follow_validation_twins

PATIENCE_SECONDS = 60.0
"""A batch that takes longer is given up."""

_BLOCK_RATES = 4
_PAUSE_SECONDS = 0.5
"""How long a board is believed of which something is missing."""

Step = TypeVar("Step")


@dataclass(frozen=True)
class Chance:
    """Between what a score may lie by chance (percent), and what lies there, too: always the same answer."""

    low: float
    high: float
    baseline: Baseline


@dataclass(frozen=True)
class Board:
    """The places so far, what the test score adds, what chance may make of the best score where it may make
    all of it, and how many runs are not scored yet, or never, as they take too long.
    """

    standings: tuple[Standing, ...]
    flattery: Flattery | None
    chance: Chance | None
    pending: int
    too_long: int


@dataclass(frozen=True)
class _Key:
    """What a batch is called on the shelf: its learning rates and its last iteration."""

    rates: tuple[float, ...]
    reach: int

    @classmethod
    def of(cls, run: Run) -> "_Key":
        """Return the batch of a run; one of a number of iterations between the steps ends with it."""
        count = run.num_iterations
        reach = count if count % ITERATION_STEP else next(each for each in REACHES if each >= count)
        return cls(_find_block(run.learning_rate), reach)

    @property
    def iterations(self) -> Indices:
        """The iterations that are scored (r,), ascending."""
        return np.unique([*range(ITERATION_STEP, self.reach + 1, ITERATION_STEP), self.reach])


@dataclass(frozen=True, eq=False)
class _Batch:
    """The scores in percent, cross-validated and on the test pictures, of every rate at every iteration
    (k, r), and which of them rounding decides; NaN where it takes too long.
    """

    folds: Array
    test: Array
    decided: NDArray[np.bool_]

    @property
    def nbytes(self) -> int:
        return self.folds.nbytes + self.test.nbytes + self.decided.nbytes

    def score(self, run: Run) -> Scores | None:
        """Return the scores of one of its runs, if they are known."""
        key = _Key.of(run)
        column = int(np.searchsorted(key.iterations, run.num_iterations))
        cell = key.rates.index(run.learning_rate), column
        if np.isnan(self.folds[cell]):
            return None
        return Scores(float(self.folds[cell]), float(self.test[cell]), bool(self.decided[cell]))


class Judge:
    """Scores the runs of contests, and keeps what it found on a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._job: Job[_Batch] | None = None
        self._boards: WeakKeyDictionary[Contest, tuple[float, Board]] = WeakKeyDictionary()
        self._lock = Lock()

    def board(self, contest: Contest) -> Board:
        """Return the board of a contest as far as it is known, and let the next missing batch be scored."""
        with self._lock:
            made, known = self._boards.get(contest, (0.0, None))
            if known and (not known.pending or time.monotonic() < made + _PAUSE_SECONDS):
                return known
            board = self._make_board(contest)
            self._boards[contest] = time.monotonic(), board
            return board

    def _make_board(self, contest: Contest) -> Board:
        runs = list(dict.fromkeys(run for entered in contest.entries.values() for run in entered))
        try:
            dataset = get_dataset(contest.dataset)
        except DatasetError:  # its files are gone
            return Board((), None, None, 0, len(runs))
        found = self._find(dataset, runs)
        scored = {run: scores for run, scores in found.items() if scores is not None}
        standings, flattery = rank(contest, scored), measure_flattery(contest, scored)
        chance = _find_chance(standings, dataset)
        return Board(standings, flattery, chance, len(runs) - len(found), len(found) - len(scored))

    def _find(self, dataset: Dataset, runs: Sequence[Run]) -> dict[Run, Scores | None]:
        """Return the scores that are known, nothing for those that take too long; and score what is not,
        unless a batch is under way.
        """
        keys = {run: _Key.of(run) for run in runs}
        batches = {key: self._shelf.find(dataset, key) for key in keys.values()}
        missing = next((key for key, batch in batches.items() if batch is None), None)
        if missing and not (self._job and self._job.running):
            self._job = Job(missing)
            self._job.start(lambda _: self._keep(dataset, missing))
        return {run: batch.score(run) for run, key in keys.items() if (batch := batches[key]) is not None}

    def _keep(self, dataset: Dataset, key: _Key) -> _Batch:
        batch = _score(dataset, key)
        self._shelf.keep(dataset, key, batch)
        return batch


def _find_chance(standings: Sequence[Standing], dataset: Dataset) -> Chance | None:
    first = [standing.scores.folds for standing in standings if standing.place == 1]
    ends = find_chance(first[0], dataset.train_labels) if first else None
    return Chance(*ends, dataset.train_baseline) if ends else None


@cache
def shared_judge() -> Judge:
    """Return the one judge of this server."""
    return Judge(shared_shelf())


def _find_block(learning_rate: float) -> tuple[float, ...]:
    """Return the steps of the slider that are scored together with one; a rate between them stands alone."""
    if learning_rate not in LEARNING_RATES:
        return (learning_rate,)
    first = LEARNING_RATES.index(learning_rate) // _BLOCK_RATES * _BLOCK_RATES
    return LEARNING_RATES[first : first + _BLOCK_RATES]


def _score(dataset: Dataset, key: _Key) -> _Batch:
    end = time.monotonic() + PATIENCE_SECONDS

    def look(step: Step) -> Step:
        if time.monotonic() > end:
            raise StoppedError
        return step

    def last(steps: Iterator[Step]) -> Step:
        return deque(map(look, steps), maxlen=1).pop()

    prepared, tests = dataset.prepared, (dataset.X_test, dataset.Y_test)
    try:
        sweep = last(follow_sweep(prepared, key.rates, key.reach, iterations=key.iterations, held_out=tests))
        ranges = last(follow_twins(prepared, sweep))
        validation = last(follow_validation(prepared, key.rates, key.reach, iterations=key.iterations))
        in_folds = last(follow_validation_twins(prepared, validation))
    except (StoppedError, MemoryError):
        unknown = np.full((len(key.rates), len(key.iterations)), np.nan)
        return _Batch(unknown, unknown, np.isnan(unknown))
    folds = _settle(validation.accuracies, validation.judged)
    test = _settle(sweep.held_out_accuracies, dataset.Y_test.size)
    return _Batch(folds, test, ranges.decided | in_folds.decided)


def _settle(accuracies: Array, pictures: int) -> Array:
    """Return percents as so many right answers of so many pictures give them: equal ones are equal then,
    however the folds shared them.
    """
    return np.asarray(100 * np.rint(accuracies * pictures / 100) / pictures)
