"""The same sums as Python loops and as NumPy expressions, and how long each takes on this machine now.

The loops are those of the lesson. What the page shows is the source of these functions, and these functions
are what is timed.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from playground.forms import Array

SIZES = tuple(round(10**exponent) for exponent in (2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7))
LESSON_SIZE, LESSON_LOOP, LESSON_VECTOR = 100_000, 0.0788, 0.0010
"""What the lesson measured: seconds of the loop and of ``np.dot``."""

_SEED = 1
_PIECE = 50_000  # numbers between two looks whether to stop: some milliseconds
_LEAST_SECONDS = 0.02  # a shorter measurement is repeated
_MOST_REPEATS = 21


@dataclass(frozen=True)
class DotTiming:
    """How long a dot product took.

    Attributes
    ----------
    size
        How many numbers each vector has.
    loop, vector
        Seconds of the Python loop and of ``np.dot``: the median of `repeats`.
    repeats
        How often both were run.
    difference
        How far the two results are apart, as a share of the sum of the absolute products.
    """

    size: int
    loop: float
    vector: float
    repeats: int
    difference: float


@dataclass(frozen=True)
class Gradients:
    """The cost and its gradient: J, dW (n, 1) and db."""

    J: float
    dW: Array
    db: float


@dataclass(frozen=True)
class GradientTiming:
    """How long the gradient over all samples took in both ways, in seconds, and how far the results are
    apart.
    """

    loop: float
    vector: float
    difference: float


# --- The code that is shown and timed ------------------------------------------------------------


def dot_loop(x: Array, y: Array) -> float:
    """Return the dot product of two vectors (n,)."""
    total = 0.0
    for i in range(len(x)):
        total += x[i] * y[i]
    return total


def gradient_of_sample(w: Array, b: float, x: Array, y: float) -> tuple[float, list[float], float]:
    """Return loss and gradient for one sample x (n,)."""
    z = b
    for j in range(len(x)):
        z += w[j] * x[j]
    a = 1 / (1 + math.exp(-z))
    J = -(y * math.log(a) + (1 - y) * math.log(1 - a))
    dz = a - y
    dw = []
    for j in range(len(x)):
        dw.append(x[j] * dz)
    return J, dw, dz


def gradient_vectorised(w: Array, b: float, X: Array, Y: Array) -> Gradients:
    """Return cost and gradient for all samples X (n, m)."""
    m = X.shape[1]
    Z = w.T @ X + b
    A = 1 / (1 + np.exp(-Z))
    J = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dZ = A - Y
    dW = X @ dZ.T / m
    db = np.sum(dZ) / m
    return Gradients(float(J), dW, float(db))


# --- Timing ------------------------------------------------------------


def time_dots(
    sizes: Sequence[int] = SIZES, should_stop: Callable[[], bool] = lambda: False
) -> Iterator[DotTiming]:
    """Time the dot product for one size after the other; who should stop is asked every few milliseconds.

    The loop runs over pieces of the vectors, so that it can be stopped; only the pieces are timed.
    """
    rng = np.random.default_rng(_SEED)
    for size in sizes:
        x, y = rng.random(size), rng.random(size)
        loops: list[float] = []
        vectors: list[float] = []
        while not loops or (sum(loops) < _LEAST_SECONDS and len(loops) < _MOST_REPEATS):
            seconds, looped = _time_loop(x, y, should_stop)
            if should_stop():
                return
            loops.append(seconds)
            started = time.perf_counter()
            vectorised = float(np.dot(x, y))
            vectors.append(time.perf_counter() - started)
        difference = abs(looped - vectorised) / float(np.abs(x * y).sum())
        yield DotTiming(size, median(loops), median(vectors), len(loops), difference)


def time_gradients(
    X: Array,
    Y: Array,
    should_stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> GradientTiming | None:
    """Time the gradient over all samples X (n, m), Y (1, m), at small random weights; None where it was
    stopped.
    """
    n, m = X.shape
    w = np.random.default_rng(_SEED).normal(0, 1 / n, (n, 1))
    seconds, looped = 0.0, Gradients(0.0, np.zeros((n, 1)), 0.0)
    for i in range(m):
        if should_stop():
            return None
        x = np.ascontiguousarray(X[:, i])
        started = time.perf_counter()
        J, dw, db = gradient_of_sample(w[:, 0], 0.0, x, float(Y[0, i]))
        seconds += time.perf_counter() - started
        looped = Gradients(looped.J + J / m, looped.dW + np.array(dw)[:, np.newaxis] / m, looped.db + db / m)
        on_progress(i + 1, m)
    started = time.perf_counter()
    vectorised = gradient_vectorised(w, 0.0, X, Y)
    return GradientTiming(seconds, time.perf_counter() - started, measure_difference(looped, vectorised))


def measure_difference(one: Gradients, other: Gradients) -> float:
    """Return the largest difference between two results, as a share of the largest number in them."""
    both = [np.concatenate([[each.J, each.db], each.dW[:, 0]]) for each in (one, other)]
    return float(np.abs(both[0] - both[1]).max() / np.abs(both[1]).max())


def make_samples() -> tuple[Array, Array]:
    """Return the lesson's 10 samples of 2 features, X (2, 10) and Y (1, 10), always the same."""
    rng = np.random.default_rng(_SEED)
    X = np.round(rng.normal(0, 1, (2, 10)), 2)
    return X, (X.sum(axis=0, keepdims=True) > 0).astype(np.float64)


def _time_loop(x: Array, y: Array, should_stop: Callable[[], bool]) -> tuple[float, float]:
    seconds = total = 0.0
    for first in range(0, len(x), _PIECE):
        if should_stop():
            break
        piece = slice(first, first + _PIECE)
        started = time.perf_counter()
        total += dot_loop(x[piece], y[piece])
        seconds += time.perf_counter() - started
    return seconds, total
