"""Gradient descent on functions of one and of two weights, each with its derivatives written by hand.

A step is ``w := w - learning_rate * dJ/dw``. Near the bottom of a valley J is a parabola, and on a parabola
of curvature J'' a step multiplies the distance to the bottom by 1 - learning_rate * J''. So a step is longest
while still safe at 1 / J'' (it lands on the bottom), and too long from 2 / J'' on. In two dimensions that
holds along each axis of the bowl, with the eigenvalues of the Hessian as curvatures (I. Goodfellow, Y. Bengio
and A. Courville, "Deep Learning", 2016, section 4.3).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.engine.forms import Array, frozen
from playground.engine.ways import Momentum, Plain
from playground.neuron import sigmoid

CASES = {"slow": 0.04, "good": 0.6, "oscillating": 1.8, "diverging": 2.2}
"""An example of each of the four cases that the lesson names: learning rate times curvature."""

SLOW_STEPS = 10
"""A learning rate is called slow when so many steps leave more than half of the way."""

FAR = 1e150
"""A descent ends before a number is as large as this: its square could still be written."""

STEEP_CURVATURE = 2.0
STARTS = (5.6, 4.2)
"""How far from zero descents on the rugged surface start at most: w, b."""

_AXES = frozen(np.array([[-0.6, 0.8], [0.8, 0.6]]))
_PLAIN = Plain()
_ARRIVED = 0.1
_SAME = 1e-3


class Surface(Protocol):
    """A cost of two weights."""

    def cost(self, points: Array) -> Array:
        """Return J (...) at points (..., 2) of w and b."""

    def gradient(self, points: Array) -> Array:
        """Return dJ/dw and dJ/db (..., 2) at points (..., 2)."""


def descend(
    gradient: Callable[[Array], Array],
    start: Array,
    learning_rate: float,
    steps: int,
    rule: Plain | Momentum = _PLAIN,
) -> Array:
    """Return where a descent comes by: the start and the place after each step, (k + 1, *start.shape).

    k is `steps`, or fewer where the next one would leave for numbers beyond `FAR`.
    """
    place = np.asarray(start, dtype=np.float64)
    path, memory = [place], [np.zeros(place.shape)] * rule.memories
    for _ in range(steps):
        place, *memory = rule.move(place, memory, learning_rate * gradient(place))
        if not (np.abs(place) < FAR).all():
            break
        path.append(place)
    return frozen(np.array(path))


# --- One weight ------------------------------------------------------------


@dataclass(frozen=True)
class Parabola:
    """J(w) = curvature / 2 (w - bottom)^2."""

    curvature: float
    bottom: float = 1.0

    def cost(self, w: Array) -> Array:
        """Return J at every w."""
        return 0.5 * self.curvature * (w - self.bottom) ** 2

    def slope(self, w: Array) -> Array:
        """Return dJ/dw at every w."""
        return self.curvature * (w - self.bottom)


@dataclass(frozen=True)
class NeuronCost:
    """The cost of a neuron that has only its bias, where a share of the pictures are cats.

    J(b) = log(1 + e^b) - share b. Its curvature a (1 - a) is greatest at b = 0 and vanishes far out, where J
    is all but straight: no slope is steeper than 1.
    """

    share: float

    @property
    def bottom(self) -> float:
        """Where a = share."""
        return math.log(self.share / (1 - self.share))

    @property
    def curvature(self) -> float:
        """J'' at the bottom."""
        return self.share * (1 - self.share)

    def cost(self, b: Array) -> Array:
        """Return J at every b."""
        return np.asarray(np.logaddexp(0, b) - self.share * b)

    def slope(self, b: Array) -> Array:
        """Return dJ/db at every b."""
        return sigmoid(b) - self.share


def compute_factor(learning_rate: float, curvature: float) -> float:
    """Return by how much a step multiplies the distance to the bottom of a parabola; 0 and -1 exactly, where
    only rounding is in the way.
    """
    factor = 1.0 - learning_rate * curvature
    return next((whole for whole in (0.0, -1.0) if math.isclose(factor, whole, abs_tol=1e-12)), factor)


def name_regime(factor: float) -> str:
    """Return what a factor makes of a descent on a parabola.

    ``slow``: after `SLOW_STEPS` steps more than half of the way is left. ``good``: without a jump over the
    bottom. ``exact``: on the bottom at once. ``oscillating``: over the bottom, but nearer each time.
    ``forever``: as far again on the other side. ``diverging``: farther each time.
    """
    if factor > 0:
        return "slow" if factor**SLOW_STEPS > 0.5 else "good"
    if factor == 0:
        return "exact"
    return "oscillating" if factor > -1 else "forever" if factor == -1 else "diverging"


# --- Two weights: a bowl ------------------------------------------------------------


@dataclass(frozen=True)
class Bowl:
    """A convex bowl, `elongation` times less curved along its valley than across: a tilted ellipse.

    J(w, b) = 1/2 (2 s^2 + 2 / elongation f^2), where s = 0.8 b - 0.6 w is the distance across the valley, on
    the steep axis, and f = 0.8 w + 0.6 b the one along it, on the flat axis. The bottom is (0, 0).
    """

    elongation: float

    @property
    def curvatures(self) -> Array:
        """The eigenvalues (2,) of the Hessian: along the steep axis and along the flat one."""
        return np.array([STEEP_CURVATURE, STEEP_CURVATURE / self.elongation])

    @property
    def axes(self) -> Array:
        """The steep axis and the flat one, its eigenvectors, as rows (2, 2)."""
        return _AXES

    @property
    def best_rate(self) -> float:
        """The learning rate at which both axes shrink alike, 2 / (sum of the curvatures)."""
        return 2.0 / float(self.curvatures.sum())

    def cost(self, points: Array) -> Array:
        return np.asarray(0.5 * (self.coordinates(points) ** 2 @ self.curvatures))

    def gradient(self, points: Array) -> Array:
        return np.asarray((self.coordinates(points) * self.curvatures) @ _AXES)

    def coordinates(self, points: Array) -> Array:
        """Return s and f (..., 2) of points (..., 2)."""
        return np.asarray(points @ _AXES.T)

    def factors(self, learning_rate: float) -> tuple[float, float]:
        """Return by how much a step multiplies s and f."""
        steep, flat = self.curvatures.tolist()
        return compute_factor(learning_rate, steep), compute_factor(learning_rate, flat)


def count_steps(bowl: Bowl, start: Array, learning_rate: float, share: float) -> int:
    """Return after how many steps the distance to the bottom is at most a share of what it was.

    From s and f directly: k steps multiply them by their factors to the k-th power.

    Raises
    ------
    ValueError
        The learning rate is too long for the bowl, or the start is the bottom itself.
    """
    factors = np.abs(bowl.factors(learning_rate))
    place = bowl.coordinates(np.asarray(start))
    if factors.max() >= 1 or not place.any():
        raise ValueError("this descent comes no nearer to the bottom")
    goal, count = share * np.linalg.norm(place), 0
    while np.linalg.norm(place) > goal:
        place, count = place * factors, count + 1
    return count


# --- Two weights: a rugged surface ------------------------------------------------------------


@dataclass(frozen=True)
class Rugged:
    """J(w, b) = (w^2 + b^2) / 10 + sin(w + b) + cos(2 b - w): smooth, and far from convex."""

    def cost(self, points: Array) -> Array:
        w, b = np.moveaxis(points, -1, 0)
        return np.asarray((w**2 + b**2) / 10 + np.sin(w + b) + np.cos(2 * b - w))

    def gradient(self, points: Array) -> Array:
        w, b = np.moveaxis(points, -1, 0)
        along, across = np.cos(w + b), np.sin(2 * b - w)
        return np.stack([w / 5 + along + across, b / 5 + along - 2 * across], axis=-1)

    def hessian(self, points: Array) -> Array:
        """Return the second derivatives (..., 2, 2) at points (..., 2)."""
        w, b = np.moveaxis(points, -1, 0)
        along, across = -np.sin(w + b), -np.cos(2 * b - w)
        mixed = along - 2 * across
        rows = [[0.2 + along + across, mixed], [mixed, 0.2 + along + 4 * across]]
        return np.moveaxis(np.array(rows), (0, 1), (-2, -1))


@cache
def find_valleys() -> Array:
    """Return the bottoms (k, 2) of the valleys of `Rugged` around the starts, the deepest first.

    Descents from a dense grid find them, Newton's method makes them exact.
    """
    rugged = Rugged()
    w, b = (np.linspace(-2 * far, 2 * far, 60) for far in STARTS)
    points = np.stack(np.meshgrid(w, b), axis=-1).reshape(-1, 2)
    points = descend(rugged.gradient, points, 0.1, 400)[-1]
    for _ in range(5):
        step = np.linalg.solve(rugged.hessian(points), rugged.gradient(points)[..., np.newaxis])
        points = points - step[..., 0]
    points = points[np.argsort(rugged.cost(points), kind="stable")]
    found: list[Array] = []
    for point in points:
        if all(np.linalg.norm(point - other) > _SAME for other in found):
            found.append(point)
    return frozen(np.array(found))


def number_valleys(points: Array) -> NDArray[np.int64]:
    """Return the number (k,) of the valley, from 1, in which each point (k, 2) has arrived; 0 where it is not
    within 0.1 of any bottom.
    """
    distances = np.linalg.norm(points[:, np.newaxis] - find_valleys(), axis=-1)
    return np.where(distances.min(axis=1) < _ARRIVED, 1 + distances.argmin(axis=1), 0)


def draw_starts(count: int, seed: int) -> Array:
    """Return random starts (count, 2) within `STARTS`; of more with one seed these are the first."""
    return frozen(np.random.default_rng(seed).uniform(-1, 1, (count, 2)) * STARTS)
