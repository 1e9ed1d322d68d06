"""Judging a choice without the test pictures: cross-validation on the training pictures.

Who tries many settings and keeps the one that scores best on the test pictures has learned from them: its
score is partly luck. Cross-validation puts a fifth of the training pictures aside, trains on the others,
judges on that fifth, and does so for every fifth in turn, so that each picture is judged by a neuron that has
not seen it (M. Stone, "Cross-Validatory Choice and Assessment of Statistical Predictions", 1974; how far the
best of many scores is off: G. Cawley and N. Talbot, "On Over-fitting in Model Selection", 2010).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array, frozen
from playground.engine.sweep import follow_sweep
from playground.engine.training import Indices, prepare

FOLDS = 5
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
    """

    iterations: Indices
    accuracies: Array
    judged: int
    fold: int
    folds: int
    iteration: int


@dataclass(frozen=True)
class Best:
    """The best of many scores: its place, and how many cells share it."""

    row: int
    column: int
    score: float
    ties: int


def follow_validation(
    X: Array,
    Y: Array,
    learning_rates: Sequence[float] | Array,
    num_iterations: int,
    *,
    iterations: Indices | None = None,
) -> Iterator[Validation]:
    """Return the cross-validation of every learning rate so far at every recorded iteration of every fold.

    What is not asked for is not computed; the last one is complete.

    Parameters
    ----------
    X, Y
        Pictures (n, m) and labels (1, m); at least two pictures.
    learning_rates, num_iterations, iterations
        As for `playground.engine.sweep.sweep`.
    """
    folds = choose_folds(Y[0])
    judged, sums, accuracies = 0, np.zeros(1), None
    for number, held_out in enumerate(folds, start=1):
        kept = np.setdiff1d(np.arange(Y.size), held_out)
        steps = follow_sweep(
            prepare(X[:, kept], Y[:, kept]),
            learning_rates,
            num_iterations,
            iterations=iterations,
            held_out=(X[:, held_out], Y[:, held_out]),
        )
        for found in steps:
            if found.num_iterations == num_iterations:
                sums = sums + found.held_out_accuracies * len(held_out)
                judged += len(held_out)
                accuracies = frozen(sums / judged)
            shown = np.full(found.costs.shape, np.nan) if accuracies is None else accuracies
            yield Validation(found.iterations, shown, judged, number, len(folds), found.num_iterations)


def choose_folds(labels: Array) -> list[Indices]:
    """Return which of the labels (m,) each fold holds out: equally many of each class as far as possible,
    drawn with a fixed seed; fewer folds than five only where there are fewer pictures.
    """
    generator = np.random.default_rng(_SEED)
    classes = [generator.permutation(np.flatnonzero(labels == label)) for label in np.unique(labels)]
    dealt = np.concatenate(classes)
    return [np.sort(dealt[first::FOLDS]) for first in range(min(FOLDS, len(dealt)))]


def choose_best(scores: Array) -> Best:
    """Return the highest of scores (k, r); of several equal ones the one with the fewest iterations (the
    leftmost), then with the smallest learning rate (the topmost).
    """
    score = scores.max()
    columns, rows = np.nonzero(np.equal(scores.T, score))
    return Best(int(rows[0]), int(columns[0]), float(score), len(rows))
