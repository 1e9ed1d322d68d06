"""The cost as the lesson prints it, with log(A) and log(1 - A): where it stops being a number.

A = 1 / (1 + exp(-Z)) is rounded to exactly 1 where exp(-Z) is less than half the distance of 1 to the next
float64, for Z above some 36.7, and to 0 where exp(-Z) overflows, for Z below some -709. There one of the
logarithms is that of 0, minus infinity: times 0 it is NaN, times 1 it makes the cost infinite.
"""

from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array
from playground.engine.training import TrainingRun


@dataclass(frozen=True)
class Failure:
    """The first cost that is no number: at which iteration, by which training picture (from 0), its label, Z
    and A, and the cost itself, infinite or NaN.
    """

    iteration: int
    picture: int
    label: int
    Z: float
    A: float
    cost: float


def compute_printed_terms(Z: Array, Y: Array) -> tuple[Array, Array]:
    """Return A and, of each picture, Y log(A) + (1 - Y) log(1 - A), for Z (k, m) and Y (1, m)."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        A = 1 / (1 + np.exp(-Z))
        return A, np.asarray(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def find_failure(run: TrainingRun) -> Failure | None:
    """Return where the printed cost of a run fails first, if it does; the run is gone through again."""
    Y = run.prepared.Y
    for first, Z in run.walk():
        A, terms = compute_printed_terms(Z, Y)
        failed = np.flatnonzero(~np.isfinite(terms).all(axis=1))
        if len(failed):
            return _describe(first, int(failed[0]), Z, A, terms, Y)
    return None


def _describe(first: int, row: int, Z: Array, A: Array, terms: Array, Y: Array) -> Failure:
    """Return what fails in a row of Z, A and terms (k, m): where the mean is NaN, the first picture that
    makes it so.
    """
    cost = -float(np.sum(terms[row]) / terms.shape[1])
    culprit = np.isnan(terms[row]) if np.isnan(cost) else ~np.isfinite(terms[row])
    picture = int(np.argmax(culprit))
    values = float(Z[row, picture]), float(A[row, picture])
    return Failure(first + row, picture, int(Y[0, picture]), *values, cost)


def find_largest_logit(run: TrainingRun) -> float:
    """Return the largest |Z| of a run on the training pictures at any iteration; it is gone through again."""
    return max(float(np.abs(Z).max()) for _, Z in run.walk())
