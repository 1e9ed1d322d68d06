"""Judging a choice without the test pictures: cross-validation on the training pictures.

Who tries many settings and keeps the one that scores best on the test pictures has learned from them: its
score is partly luck. Cross-validation puts a fifth of the training pictures aside, trains on the others,
judges on that fifth, and does so for every fifth in turn, so that each picture is judged by a neuron that has
not seen it (M. Stone, "Cross-Validatory Choice and Assessment of Statistical Predictions", 1974; how far the
best of many scores is off: G. Cawley and N. Talbot, "On Over-fitting in Model Selection", 2010).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.forms import Array, frozen
from playground.engine.sweep import Sweep, follow_sweep, follow_twins
from playground.engine.training import Indices, Prepared, prepare
from playground.engine.ways import PLAIN, Way

FOLDS = 5
_NORMAL_95 = 1.959963984540054  # 95 % of a normal distribution lie within so many standard deviations
_SEED = 0


@dataclass(frozen=True, eq=False)
class Validation:
    """A cross-validation, or how far it is.

    Attributes
    ----------
    iterations
        The recorded iterations (r,), ascending.
    accuracies
        The share of the judged pictures answered right, in percent, for every learning rate (k, r); NaN
        before the first fold ends.
    judged
        How many pictures were judged by now: those of the finished folds.
    fold, folds
        The fold under way, from 1, and how many there are.
    iteration
        The iteration that the fold under way has reached.
    finished
        The sweeps of the finished folds.
    """

    iterations: Indices
    accuracies: Array
    judged: int
    fold: int
    folds: int
    iteration: int
    finished: tuple[Sweep, ...]


@dataclass(frozen=True, eq=False)
class ValidationRanges:
    """What rounding alone makes of a cross-validation, or how far that is.

    Attributes
    ----------
    lowest, highest
        Between what the accuracies of `Validation` lie, (k, r); complete after the last fold.
    decided
        Which cells (k, r) rounding decides in one of the finished folds.
    fold, iteration
        As in `Validation`.
    """

    lowest: Array
    highest: Array
    decided: NDArray[np.bool_]
    fold: int
    iteration: int


@dataclass(frozen=True, eq=False)
class Best:
    """The best of many scores: the cell that is chosen, and which cells (k, r) are as good."""

    row: int
    column: int
    score: float
    tied: NDArray[np.bool_]


@dataclass(frozen=True)
class Difference:
    """How far a promise is above what a neuron got of test pictures that had no part in choosing it.

    Attributes
    ----------
    promise, honest
        So many of the test pictures were answered right by the one, and by the other.
    count
        How many test pictures there are.
    low, high
        The 95 % interval, in percent, for the accuracy of the honestly chosen neuron on new pictures.
    """

    promise: int
    honest: int
    count: int
    low: float
    high: float


def follow_validation(
    prepared: Prepared,
    learning_rates: Sequence[float] | Array,
    num_iterations: int,
    *,
    way: Way | Sequence[Way] = PLAIN,
    iterations: Indices | None = None,
) -> Iterator[Validation]:
    """Return the cross-validation of every learning rate so far at every recorded iteration of every fold.

    What is not asked for is not computed; the last one is complete.

    Parameters
    ----------
    prepared
        From `prepare`, with at least two pictures.
    learning_rates, num_iterations, way, iterations
        As for `playground.engine.sweep.sweep`.
    """
    folds = choose_folds(prepared.Y[0])
    finished: tuple[Sweep, ...] = ()
    judged, sums, accuracies = 0, np.zeros(1), None
    for number, held_out in enumerate(folds, start=1):
        fold, judges = _prepare_fold(prepared, held_out)
        steps = follow_sweep(
            fold, learning_rates, num_iterations, way=way, iterations=iterations, held_out=judges
        )
        for found in steps:
            if found.num_iterations == num_iterations:
                finished = (*finished, found)
                sums = sums + found.held_out_accuracies * len(held_out)
                judged += len(held_out)
                accuracies = frozen(sums / judged)
            shown = np.full(found.costs.shape, np.nan) if accuracies is None else accuracies
            yield Validation(
                found.iterations, shown, judged, number, len(folds), found.num_iterations, finished
            )


def follow_validation_twins(prepared: Prepared, validation: Validation) -> Iterator[ValidationRanges]:
    """Return what rounding makes of a complete cross-validation of these pictures, so far at every recorded
    iteration of every fold.

    A fold's runs have one twin each: enough to see that they part, and with all folds together five.
    """
    ends = np.zeros((2, *validation.accuracies.shape))
    decided = np.zeros(ends.shape[1:], dtype=np.bool_)
    for number, (held_out, found) in enumerate(
        zip(choose_folds(prepared.Y[0]), validation.finished, strict=True), start=1
    ):
        fold, judges = _prepare_fold(prepared, held_out)
        for ranges in follow_twins(fold, found, held_out=judges, twins=1):
            iteration = ranges.num_iterations
            if iteration == found.num_iterations:
                # Added up and divided as the accuracies themselves: rounding puts none outside its range.
                both = [each.held_out_accuracies for each in (ranges.lowest, ranges.highest)]
                ends = ends + np.stack(both) * len(held_out)
                decided = decided | ranges.decided
            lowest, highest = ends / prepared.n_samples
            yield ValidationRanges(lowest, highest, decided, number, iteration)


def _prepare_fold(prepared: Prepared, held_out: Indices) -> tuple[Prepared, tuple[Array, Array]]:
    """Return the pictures that a fold trains on, and those that it holds out to judge."""
    X, Y = prepared.X, prepared.Y
    kept = np.setdiff1d(np.arange(Y.size), held_out)
    return prepare(X[:, kept], Y[:, kept], gradient=prepared.gradient), (X[:, held_out], Y[:, held_out])


def choose_folds(labels: Array) -> list[Indices]:
    """Return which of the labels (m,) each fold holds out: equally many of each class as far as possible,
    drawn with a fixed seed; fewer folds than five only where there are fewer pictures.
    """
    generator = np.random.default_rng(_SEED)
    classes = [generator.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
    dealt = np.concatenate(classes)
    return [np.sort(dealt[first::FOLDS]) for first in range(min(FOLDS, len(dealt)))]


def choose_best(scores: Array, decided: NDArray[np.bool_]) -> Best:
    """Return the highest of scores (k, r) outside the cells that rounding decides.

    Of several equal ones it is the one nearest to their middle. That looks at nothing but where they lie, and
    keeps away from the edges of a plateau: the cell with the fewest iterations, say, stands where the score
    has only just come up, and such a rule would make part of the difference that is to be found.

    Raises
    ------
    ValueError
        Rounding decides every cell.
    """
    if decided.all():
        raise ValueError("rounding decides every cell")
    score = scores[~decided].max()
    tied = np.equal(scores, score) & ~decided
    places = np.argwhere(tied)
    # Rows and columns are even on the axes of the map; either axis counts as long as the other.
    away = (places - places.mean(axis=0)) / tied.shape
    row, column = places[np.argmin((away**2).sum(axis=1))]
    return Best(int(row), int(column), float(score), tied)


def compare_choices(promise: int, honest: int, count: int) -> Difference:
    """Return how far a promise is above an honest choice, both as right answers to so many test pictures.

    The honest choice did not look at these pictures, so its right answers are a binomial sample. A paired
    test of the two would not do: the promise was chosen by these very pictures, and is no sample of anything.
    """
    return Difference(promise, honest, count, *find_interval(honest, count))


def find_interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval, in percent, for the accuracy of which so many right answers are a sample.

    Wilson's interval holds the true accuracy in about 95 of 100 cases (E. Wilson, 1927; L. Brown, T. Cai and
    A. DasGupta, "Interval Estimation for a Binomial Proportion", 2001). Of a score that is the best of many
    it is too high: what lies within it can be told from that score all the less.
    """
    share, z2 = right / count, _NORMAL_95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = _NORMAL_95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return 100 * (middle - half), 100 * (middle + half)


def find_chance(score: float, labels: NDArray[Any]) -> tuple[float, float] | None:
    """Return the 95 % interval of a cross-validated accuracy, in percent, where always giving the commoner
    answer to these labels (m,) or (1, m) lies in it: chance alone may make one of the other. None elsewhere.
    """
    ends = find_interval(round(score * labels.size / 100), labels.size)
    ones = 100 * float(labels.mean())
    return ends if ends[0] <= max(ones, 100 - ones) <= ends[1] else None
