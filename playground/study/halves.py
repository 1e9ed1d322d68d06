"""What A >= 0.5 answers in place of the lesson's A > 0.5: they differ where A is exactly one half."""

from dataclasses import dataclass

import numpy as np

from playground.study.verdicts import THRESHOLD, Verdicts


@dataclass(frozen=True)
class Halves:
    """For how many of so many pictures A is exactly one half, and the accuracy in percent with A > 0.5,
    `strict`, and with A >= 0.5, `loose`.
    """

    halves: int
    count: int
    strict: float
    loose: float


def compare_halves(verdicts: Verdicts) -> Halves:
    """Return what both ways of answering make of the same probabilities."""
    A, labels = verdicts.A, np.equal(verdicts.Y, 1)
    strict, loose = (
        float(100 * np.equal(answers, labels).mean()) for answers in (A > THRESHOLD, A >= THRESHOLD)
    )
    return Halves(int(np.equal(A, THRESHOLD).sum()), len(A), strict, loose)
