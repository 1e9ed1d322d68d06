"""The neuron's answers to pictures, how many of them are right, and what a threshold makes of them."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.engine.forms import Array, frozen
from playground.engine.training import Indices
from playground.neuron import sigmoid

THRESHOLD = 0.5
"""The lesson's: the answer is 1 where A is above it."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """The neuron's answers to pictures: logits Z (m,), labels Y (m,), 0 or 1, and the threshold above which a
    probability means 1.

    Which answers are surer is read from Z: A is exactly 1 from Z = 37 on, and would call them all the same.
    """

    Z: Array
    Y: NDArray[np.int64]
    threshold: float = THRESHOLD

    @cached_property
    def A(self) -> Array:
        """The probabilities (m,) of class 1."""
        return frozen(sigmoid(self.Z))

    @property
    def answers(self) -> NDArray[np.int64]:
        """1 where A is above the threshold, else 0."""
        return np.greater(self.A, self.threshold).astype(np.int64)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether each answer equals its label."""
        return np.equal(self.answers, self.Y)

    @property
    def accuracy(self) -> float:
        """The share of right answers in percent, computed as the lesson does."""
        return float(100 - np.mean(np.abs(self.answers - self.Y)) * 100)

    def select(self, show: str, order: str) -> Indices:
        """Return the pictures to show in the order asked for.

        Shown are ``all``, ``right``, ``wrong``, ``class1``, ``class0``, or those of one cell of the confusion
        matrix: ``tp``, ``fn``, ``fp``, ``tn`` (true or false, called class 1 or not).

        Orders: ``given``; ``wrong``, the wrong ones first, each group from the surest answer down;
        ``unsure``, Z nearest to where A is the threshold first.
        """
        one, right = self.Y == 1, self.right
        halves = {"right": right, "wrong": ~right, "class1": one, "class0": ~one}
        cells = {"tp": one & right, "fn": one & ~right, "fp": ~one & ~right, "tn": ~one & right}
        masks = halves | cells
        indices = np.flatnonzero(masks[show]) if show in masks else np.arange(len(self.Z))
        sureness = np.abs(self.Z - math.log(self.threshold / (1 - self.threshold)))[indices]
        if order == "wrong":
            return indices[np.lexsort((-sureness, self.right[indices]))]
        return indices[np.argsort(sureness, kind="stable")] if order == "unsure" else indices

    def confusion(self) -> NDArray[np.int64]:
        """Return the counts (2, 2): rows are labels 0 and 1, columns answers 0 and 1."""
        return np.array([[((y == self.Y) & (self.answers == a)).sum() for a in (0, 1)] for y in (0, 1)])


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None of nothing."""
        return 100.0 * self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Scores:
    """What the four counts of a confusion matrix say of class 1 (T. Fawcett, "An introduction to ROC
    analysis", 2006, section 2).

    Attributes
    ----------
    precision
        Of the pictures called 1, those that are 1.
    recall
        Of the pictures that are 1, those called 1; the true positive rate.
    f1
        The harmonic mean of the two: twice the pictures rightly called 1, of these and all wrong answers.
    accuracy
        Of all pictures, those answered right.
    """

    precision: Share
    recall: Share
    f1: Share
    accuracy: Share


def compute_scores(confusion: NDArray[np.int64]) -> Scores:
    """Return the scores for the counts (2, 2) of `Verdicts.confusion`."""
    (tn, fp), (fn, tp) = confusion.tolist()
    return Scores(
        precision=Share(tp, tp + fp),
        recall=Share(tp, tp + fn),
        f1=Share(2 * tp, 2 * tp + fp + fn),
        accuracy=Share(tp + tn, tp + tn + fp + fn),
    )


@dataclass(frozen=True, eq=False)
class RocCurve:
    """What every threshold would give (T. Fawcett, 2006, section 5).

    Attributes
    ----------
    false_positive_rates, true_positive_rates
        The corners (k,) of the curve, from (0, 0), where nothing is called 1, to (1, 1), where all is: the
        shares of class 0 and of class 1 that are called 1.
    area
        The area under it: the probability that Z is higher for a picture of class 1 than for one of class 0,
        both drawn at random, where equal ones count half.
    """

    false_positive_rates: Array
    true_positive_rates: Array
    area: float


def compute_roc(Z: Array, Y: NDArray[np.int64]) -> RocCurve:
    """Return the ROC curve for logits Z (m,) and labels Y (m,), both 0 and 1 among them."""
    order = np.argsort(-Z, kind="stable")
    # Equal ones lie on one side of any threshold, together.
    last_of_equals = np.append(np.flatnonzero(np.diff(Z[order])), len(Z) - 1)
    called = np.append(0, last_of_equals + 1)
    true = np.append(0, np.cumsum(Y[order])[last_of_equals])
    false = called - true
    right, up = np.diff(false), np.diff(true)
    turns = np.flatnonzero(right[1:] * up[:-1] != right[:-1] * up[1:]) + 1
    corners = np.concatenate([[0], turns, [len(true) - 1]])
    fpr, tpr = false / false[-1], true / true[-1]
    area = float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
    return RocCurve(frozen(fpr[corners]), frozen(tpr[corners]), area)
