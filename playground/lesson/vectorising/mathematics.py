"""The same sums as loops and as products of arrays, and how long each takes on this machine now.

The loops are the lesson's own, written to be read: `read_code` shows the very functions that are timed. A
measurement can be watched: a `Watch` is told how far it is at least every 50 ms, and ends it by raising
`StoppedError`. For that a long loop is run over stretches of its numbers, whose results are joined.

Times are wall clock (`time.perf_counter`), so other work on the machine counts too. Source: A. Ng, "Neural
Networks and Deep Learning", week 2, "Vectorization" and "Vectorizing Logistic Regression's Gradient Output".
"""

import ast
import inspect
import itertools
import math
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from playground.engine.forms import Array, frozen

T = TypeVar("T")
Watch = Callable[[float], None]
"""Told the share that is done, 0 to 1, at least every 50 ms; it may raise `StoppedError`."""

SIZES = (100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
LESSON_SIZE, LESSON_LOOP, LESSON_DOT = 100_000, 78.8e-3, 1.0e-3
"""What the lesson saw: so many numbers, and the seconds that its loop and np.dot took."""

LESSON_SAMPLES, LESSON_FEATURES = 10, 2

STRETCH = 20_000
"""So many numbers a loop handles between two looks at the watch: some 3 ms, on a slow machine 20."""

_SEED = 1
_FILL = 500_000
_MOST_REPETITIONS, _MOST_CALLS = 25, 300
_LOOP_AT_ONCE, _LOOP_IN_ALL = 10_000, 3_000_000
_ARRAY_AT_ONCE, _ARRAY_IN_ALL = 300_000, 100_000_000


class StoppedError(Exception):
    """A person stopped a measurement."""


# --- What is timed --------------------------------------------------------------------------------


def dot_loop(a: Sequence[float] | Array, b: Sequence[float] | Array) -> float:
    """Return the dot product of a (n,) and b (n,), number by number."""
    c = 0.0
    for i in range(len(a)):
        c += a[i] * b[i]
    return c


def dot_numpy(a: Array, b: Array) -> float:
    """Return the dot product of a (n,) and b (n,) in one call."""
    return float(np.dot(a, b))


def gradient_loop(w: Array, b: float, X: Array, Y: Array) -> tuple[Array, float]:
    """Return dw (n, 1) and db at w (n, 1) and b, for X (n, m) and Y (1, m): sample by sample, number by
    number.
    """
    n, m = X.shape
    dw, db = np.zeros((n, 1)), 0.0
    for i in range(m):
        z = b
        for j in range(n):
            z += w[j, 0] * X[j, i]
        a = 1 / (1 + math.exp(-z))
        dz = a - Y[0, i]
        for j in range(n):
            dw[j, 0] += X[j, i] * dz
        db += dz
    return dw / m, db / m


def gradient_vectorised(w: Array, b: float, X: Array, Y: Array) -> tuple[Array, float]:
    """Return dW (n, 1) and db at w (n, 1) and b, for X (n, m) and Y (1, m): all samples at once."""
    m = X.shape[1]
    Z = w.T @ X + b
    A = 1 / (1 + np.exp(-Z))
    dZ = A - Y
    dW = X @ dZ.T / m
    db = float(np.sum(dZ) / m)
    return dW, db


def read_code(function: Callable[..., object]) -> str:
    """Return the source of a function without its docstring and its types."""
    source = textwrap.dedent(inspect.getsource(function))
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    first = definition.body[1 if ast.get_docstring(definition) else 0]
    names = ", ".join(inspect.signature(function).parameters)
    return "\n".join([f"def {function.__name__}({names}):", *source.splitlines()[first.lineno - 1 :]])


# --- How it is timed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Timing:
    """How long one call takes, in seconds: the median of `repetitions` measurements of `calls` calls, and
    the quartiles, between which the middle half of them lies.
    """

    seconds: float
    low: float
    high: float
    repetitions: int
    calls: int


def time_calls(call: Callable[[Watch], T], calls: int, repetitions: int, watch: Watch) -> tuple[T, Timing]:
    """Time a call so often, and return its last result and its timing.

    The call is given a watch of its own, for the share of one call.
    """
    seconds = []
    for repetition in range(repetitions):

        def watch_one(share: float, repetition: int = repetition) -> None:
            watch((repetition + share) / repetitions)

        watch_one(0.0)
        started = time.perf_counter()
        for _ in range(calls):
            result = call(watch_one)
        seconds.append((time.perf_counter() - started) / calls)
    watch(1.0)
    low, median, high = np.percentile(seconds, (25, 50, 75)).tolist()
    return result, Timing(median, low, high, repetitions, calls)


def plan_calls(numbers: int, at_once: int, in_all: int) -> tuple[int, int]:
    """Return how many calls on so many numbers are measured at a time, and how often (an odd number): quick
    ones as many as handle `at_once` numbers, and as often as handles `in_all`.
    """
    calls = min(max(1, at_once // numbers), _MOST_CALLS)
    repetitions = min(max(1, in_all // (numbers * calls)), _MOST_REPETITIONS)
    return calls, repetitions - (repetitions + 1) % 2


def _time_loop(call: Callable[[Watch], T], numbers: int, watch: Watch) -> tuple[T, Timing]:
    return time_calls(call, *plan_calls(numbers, _LOOP_AT_ONCE, _LOOP_IN_ALL), watch)


def _time_arrays(call: Callable[[Watch], T], numbers: int, watch: Watch) -> tuple[T, Timing]:
    return time_calls(call, *plan_calls(numbers, _ARRAY_AT_ONCE, _ARRAY_IN_ALL), watch)


def _share_out(watch: Watch, sizes: Sequence[int]) -> list[Watch]:
    """Return a watch for the loop on each of so many numbers; a part of the whole as large as its work."""
    work = [size * math.prod(plan_calls(size, _LOOP_AT_ONCE, _LOOP_IN_ALL)) for size in sizes]
    done = [0, *itertools.accumulate(work)]

    def watch_part(number: int) -> Watch:
        return lambda share: watch((done[number] + share * work[number]) / done[-1])

    return list(map(watch_part, range(len(sizes))))


def _ignore(_share: float) -> None:
    """Watch nothing."""


# --- The dot product ------------------------------------------------------------------------------


@dataclass(frozen=True)
class DotTiming:
    """The loop and np.dot on so many numbers, and by how much their results differ, relative to np.dot's."""

    size: int
    loop: Timing
    dot: Timing
    difference: float

    @property
    def ratio(self) -> float:
        """How many times as long the loop takes."""
        return self.loop.seconds / self.dot.seconds


def follow_dot(sizes: Sequence[int] = SIZES, watch: Watch = _ignore) -> Iterator[DotTiming]:
    """Time the loop and np.dot on random numbers from 0 to 1, and yield after each of the ascending sizes."""
    random = np.random.default_rng(_SEED)
    a, b = np.empty(sizes[-1]), np.empty(sizes[-1])
    filled = 0
    for size, part in zip(sizes, _share_out(watch, sizes), strict=True):
        for start in range(filled, size, _FILL):
            part(0.0)
            for array in (a, b):
                random.random(out=array[start : min(start + _FILL, size)])
        filled = size
        yield _time_dot(a[:size], b[:size], part)


def _time_dot(a: Array, b: Array, watch: Watch) -> DotTiming:
    expected, dot = _time_arrays(lambda _: dot_numpy(a, b), a.size, lambda _: watch(0.0))
    found, loop = _time_loop(lambda part: run_dot_loop(a, b, part), a.size, watch)
    return DotTiming(a.size, loop, dot, abs(float(found) - expected) / abs(expected))


def run_dot_loop(a: Array, b: Array, watch: Watch = _ignore) -> float:
    """Return what `dot_loop` gives on a (n,) and b (n,), run over stretches so that it can be stopped."""
    if a.size <= STRETCH:
        return dot_loop(a, b)
    total = 0.0
    for start in range(0, a.size, STRETCH):
        watch(start / a.size)
        stretch = slice(start, start + STRETCH)
        total += dot_loop(a[stretch], b[stretch])
    return total


def time_lists(size: int) -> tuple[Timing, Timing]:
    """Time `dot_loop` on arrays and on Python lists of the same random numbers."""
    a, b = np.random.default_rng(_SEED).random((2, size))
    listed = a.tolist(), b.tolist()
    _, arrays = _time_loop(lambda _: dot_loop(a, b), size, _ignore)
    _, lists = _time_loop(lambda _: dot_loop(*listed), size, _ignore)
    return arrays, lists


def time_dot(size: int) -> Timing:
    """Time np.dot alone on random numbers."""
    a, b = np.random.default_rng(_SEED).random((2, size))
    return _time_arrays(lambda _: dot_numpy(a, b), size, _ignore)[1]


# --- The gradient ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Problem:
    """Weights w (n, 1) and b, samples X (n, m) and labels Y (1, m): where a gradient is computed."""

    w: Array
    b: float
    X: Array
    Y: Array

    @property
    def n_features(self) -> int:
        """n, the numbers of one sample."""
        return int(self.X.shape[0])

    @property
    def n_samples(self) -> int:
        """m, the number of samples."""
        return int(self.X.shape[1])


def make_lesson_problem() -> Problem:
    """Return ten samples of two features, with labels and weights, all drawn from a fixed seed."""
    random = np.random.default_rng(_SEED)
    X = random.standard_normal((LESSON_FEATURES, LESSON_SAMPLES))
    Y = random.integers(0, 2, (1, LESSON_SAMPLES)).astype(np.float64)
    return Problem(frozen(random.standard_normal((LESSON_FEATURES, 1))), 0.5, frozen(X), frozen(Y))


def make_problem(X: Array, Y: Array) -> Problem:
    """Return X (n, m) and Y (1, m) with small random weights from a fixed seed, and b = 0."""
    w = 0.01 * np.random.default_rng(_SEED).standard_normal((len(X), 1))
    return Problem(frozen(w), 0.0, X, Y)


@dataclass(frozen=True, eq=False)
class Sample:
    """What the loop computes for one sample: z, a = sigmoid(z), y and dz = a - y."""

    z: float
    a: float
    y: float
    dz: float


@dataclass(frozen=True, eq=False)
class Gradient:
    """dZ (1, k) of the first k samples, dw (n, 1) and db: sums over these, or, of all samples, means."""

    dZ: Array
    dw: Array
    db: float


def look_at_sample(problem: Problem, i: int) -> Sample:
    """Return what the loop computes for sample i, counted from 0."""
    z = float((problem.w.T @ problem.X[:, [i]])[0, 0] + problem.b)
    a, y = 1 / (1 + math.exp(-z)), float(problem.Y[0, i])
    return Sample(z, a, y, a - y)


def sum_until(problem: Problem, i: int) -> Gradient:
    """Return what the loop holds when sample i is done: sums that are not yet divided by m."""
    X, Y = problem.X[:, : i + 1], problem.Y[:, : i + 1]
    dZ = _compute_dZ(problem, X, Y)
    return Gradient(frozen(dZ), frozen(X @ dZ.T), float(dZ.sum()))


def compute_gradient(problem: Problem) -> Gradient:
    """Return the gradient over all samples."""
    dw, db = gradient_vectorised(problem.w, problem.b, problem.X, problem.Y)
    return Gradient(frozen(_compute_dZ(problem, problem.X, problem.Y)), frozen(dw), db)


def _compute_dZ(problem: Problem, X: Array, Y: Array) -> Array:
    return 1 / (1 + np.exp(-(problem.w.T @ X + problem.b))) - Y


@dataclass(frozen=True)
class GradientTiming:
    """Both ways to the gradient of m samples of n features; `difference` is the largest between their
    numbers, of the n of dw and db.
    """

    n_features: int
    n_samples: int
    loop: Timing
    vectorised: Timing
    difference: float

    @property
    def ratio(self) -> float:
        """How many times as long the loop takes."""
        return self.loop.seconds / self.vectorised.seconds


def follow_gradients(problems: Sequence[Problem], watch: Watch = _ignore) -> Iterator[GradientTiming]:
    """Time both ways to the gradient, and yield after each problem."""
    parts = _share_out(watch, [2 * problem.X.size for problem in problems])
    for problem, part in zip(problems, parts, strict=True):
        yield _time_gradient(problem, part)


def _time_gradient(problem: Problem, watch: Watch) -> GradientTiming:
    w, b, X, Y = problem.w, problem.b, problem.X, problem.Y
    (dw, db), loop = _time_loop(lambda part: run_gradient_loop(problem, part), 2 * X.size, watch)
    (found, found_db), vectorised = _time_arrays(
        lambda _: gradient_vectorised(w, b, X, Y), 2 * X.size, lambda _: watch(1.0)
    )
    difference = max(float(np.abs(dw - found).max()), float(abs(db - found_db)))
    return GradientTiming(problem.n_features, problem.n_samples, loop, vectorised, difference)


def run_gradient_loop(problem: Problem, watch: Watch = _ignore) -> tuple[Array, float]:
    """Return what `gradient_loop` gives, run over stretches of samples so that it can be stopped."""
    w, b, m = problem.w, problem.b, problem.n_samples
    step = max(1, STRETCH // (2 * problem.n_features))
    if m <= step:
        return gradient_loop(w, b, problem.X, problem.Y)
    dw, db = np.zeros_like(w), 0.0
    for start in range(0, m, step):
        watch(start / m)
        X, Y = problem.X[:, start : start + step], problem.Y[:, start : start + step]
        mean_dw, mean_db = gradient_loop(w, b, X, Y)
        dw += mean_dw * (X.shape[1] / m)
        db += mean_db * (X.shape[1] / m)
    return dw, db
