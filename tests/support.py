"""What several test files share."""

import json
import os
from typing import Any, NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.engine.forms import Array
from playground.engine.training import Prepared, prepare
from playground.study.verdicts import THRESHOLD, Verdicts


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the running test for a reason; where CI is true, nothing may be missing: there, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def data_of(part: Any) -> Any:
    """Return what the page's script says to a part of the page."""
    return json.loads(part.proto.json)[0]


def make_problem(n: int, m: int, seed: int = 0) -> tuple[Array, Array]:
    """Return m random pictures X (n, m), numbers from 0 to 1, and labels Y (1, m) that are partly chance."""
    random = np.random.default_rng(seed)
    X = random.random((n, m))
    score = (X - 0.5).T @ random.standard_normal(n) + 0.3 * random.standard_normal(m)
    return X, (score > np.median(score)).astype(np.float64)[np.newaxis]


def make_prepared(n: int, m: int, seed: int = 0) -> Prepared:
    """Return `make_problem` prepared for training: fewer pictures than numbers (m < n) take the Gram form."""
    return prepare(*make_problem(n, m, seed))


def textbook_cost(w: Array, b: float, X: Array, Y: Array) -> float:
    """Return J as the lesson writes it; finite only while no A is rounded to 0 or 1."""
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    return float(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / X.shape[1])


def textbook_answers(w: Array, b: float, pictures: NDArray[np.uint8]) -> Array:
    """Return A (k,) for pictures (k, height, width, 3) as the lesson writes it."""
    X = pictures.reshape(len(pictures), -1).T / 255
    A: Array = 1 / (1 + np.exp(-(w.T @ X + b)))
    return A[0]


def textbook_descent(X: Array, Y: Array, learning_rate: float, iterations: int) -> tuple[Array, float]:
    """Return w and b after a descent written by hand from the lesson's formulas."""
    w, b, m = np.zeros((X.shape[0], 1)), 0.0, X.shape[1]
    for _ in range(iterations):
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        w, b = w - learning_rate * (X @ (A - Y).T) / m, b - learning_rate * float(np.sum(A - Y)) / m
    return w, b


def compute_verdicts(
    w: Array, b: float, X: Array, Y: NDArray[np.int64], threshold: float = THRESHOLD
) -> Verdicts:
    """Return the answers of a neuron w (n, 1), b to pictures X (n, m) with labels Y (1, m)."""
    return Verdicts(Z=(w.T @ X + b)[0], Y=Y[0], threshold=threshold)


def write_probability(A: float, threshold: float = 0.5) -> str:
    """Write a probability as the page does: with more digits next to the threshold, and never as 0 or 1."""
    written = f"{A:.{4 if 0 < abs(A - threshold) < 0.005 else 2}f}"
    return {"0.00": "<0.01", "1.00": ">0.99"}.get(written, written)
