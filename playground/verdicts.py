"""The neuron's answers to pictures, and how many of them are right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.forms import Array
from playground.neuron import sigmoid
from playground.training import Indices

THRESHOLD = 0.5


@dataclass(frozen=True, eq=False)
class Verdicts:
    """The neuron's answers to pictures: probabilities A (m,) and labels Y (m,), 0 or 1."""

    A: Array
    Y: NDArray[np.int64]

    @property
    def answers(self) -> NDArray[np.int64]:
        """1 where A is above one half, else 0."""
        return (self.A > THRESHOLD).astype(np.int64)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether each answer equals its label."""
        return np.equal(self.answers, self.Y)

    @property
    def accuracy(self) -> float:
        """The share of right answers in percent, computed as the lesson does."""
        return float(100 - np.mean(np.abs(self.answers - self.Y)) * 100)

    def select(self, show: str, order: str) -> Indices:
        """Return the pictures to show (``all``, ``right``, ``wrong``, ``class1``, ``class0``) in the order
        asked for.

        Orders: ``given``; ``wrong``, the wrong ones first, each group from the surest answer down;
        ``unsure``, A nearest to one half first.
        """
        masks = {"right": self.right, "wrong": ~self.right, "class1": self.Y == 1, "class0": self.Y == 0}
        indices = np.flatnonzero(masks[show]) if show in masks else np.arange(len(self.A))
        sureness = np.abs(self.A - THRESHOLD)[indices]
        if order == "wrong":
            return indices[np.lexsort((-sureness, self.right[indices]))]
        return indices[np.argsort(sureness, kind="stable")] if order == "unsure" else indices

    def confusion(self) -> NDArray[np.int64]:
        """Return the counts (2, 2): rows are labels 0 and 1, columns answers 0 and 1."""
        return np.array([[((y == self.Y) & (self.answers == a)).sum() for a in (0, 1)] for y in (0, 1)])


def compute_verdicts(w: Array, b: float, X: Array, Y: NDArray[np.int64]) -> Verdicts:
    """Return the answers of a neuron w (n, 1), b to pictures X (n, m) with labels Y (1, m)."""
    return Verdicts(A=sigmoid(w.T @ X + b)[0], Y=Y[0])
