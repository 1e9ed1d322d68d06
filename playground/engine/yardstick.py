"""How far down the valley goes: L-BFGS, which learns from its own steps how the surface bends.

J. Nocedal and S. Wright, "Numerical Optimization", second edition, 2006, algorithms 7.4 and 7.5. The length
of a step is found by bisection (A. Lewis and M. Overton, "Nonsmooth optimization via quasi-Newton methods",
2013, algorithm 2.6). Like plain descent it only adds and scales gradients, so it runs on the states of
`forms.py`.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.engine.costs import compute_costs
from playground.engine.forms import Array, Form, vector_of_state
from playground.engine.training import Prepared
from playground.neuron import sigmoid

_MEMORY = 10  # steps: Nocedal and Wright recommend 3 to 20
_LESS, _FLATTER = 1e-4, 0.9  # what a step has to gain, and to leave of the slope: ibid., section 3.1
_HALVINGS = 60
_UNSEEN = 1e-6


@dataclass(frozen=True)
class Depth:
    """Where L-BFGS arrived from w = 0 and b = 0.

    `cost` is J, `objective` is J + l2 / 2 (|w|^2 + b^2), and `slope` is the length of its gradient in (w, b).
    `separates` says whether every training picture is answered right there.
    """

    l2: float
    iterations: int
    cost: float
    objective: float
    slope: float
    separates: bool

    @property
    def kind(self) -> str:
        """``bottomless``: without L2, where all answers are right, longer weights make J as small as one
        likes. ``bottom``: with L2 the lowest place is at most slope^2 / (2 l2) below this one (S. Boyd and L.
        Vandenberghe, "Convex Optimization", 2004, equation 9.9), which no written digit shows. Else ``open``.
        """
        if not self.l2:
            return "bottomless" if self.separates else "open"
        return "bottom" if self.slope**2 <= 2 * self.l2 * _UNSEEN else "open"

    @property
    def nbytes(self) -> int:
        """About its memory, in bytes."""
        return sys.getsizeof(self)


@dataclass(frozen=True, eq=False)
class _Place:
    """A state, what is looked for there, and its gradient, as a state and as what multiplies states."""

    state: Array
    logits: Array
    cost: float
    objective: float
    gradient: Array
    covector: Array


@dataclass(frozen=True, eq=False)
class _Step:
    """A step s and by how much it changed the gradient, y: with s.y and y.y."""

    s: Array
    y: Array
    s_covector: Array
    y_covector: Array

    @property
    def sy(self) -> float:
        return float(self.s @ self.y_covector)

    @property
    def gamma(self) -> float:
        return self.sy / float(self.y @ self.y_covector)


def measure_depth(
    prepared: Prepared, l2: float = 0.0, max_iterations: int = 1000, tolerance: float = 1e-6
) -> Depth:
    """Go down from zero until the slope is `tolerance`, or for so many iterations, on J + l2 / 2 (|w|^2 +
    b^2).
    """
    form, place = prepared.form, _look(prepared, l2, np.zeros(prepared.form.state_size))
    memory: list[_Step] = []
    count = 0
    while count < max_iterations and _slope(place) > tolerance:
        after = _step(prepared, l2, place, _choose_direction(place.gradient, memory))
        if after is None:  # nothing but rounding is left to gain
            break
        s, y = after.state - place.state, after.gradient - place.gradient
        memory = [*memory, _Step(s, y, _covector(form, s), after.covector - place.covector)][-_MEMORY:]
        place, count = after, count + 1
    separates = bool(((place.logits > 0) == (prepared.Y[0] > 0.5)).all() and (place.logits != 0).all())
    return Depth(l2, count, place.cost, place.objective, _slope(place), separates)


def _look(prepared: Prepared, l2: float, state: Array) -> _Place:
    form, Y = prepared.form, prepared.Y[0]
    logits = form.logits(state[np.newaxis])
    squared = float(form.squared_lengths(state[np.newaxis], logits)[0])
    gradient = form.lift(((sigmoid(logits[0]) - Y) / prepared.n_samples)[np.newaxis])[0] + l2 * state
    cost = float(compute_costs(logits.copy(), prepared.Y)[0])
    return _Place(state, logits[0], cost, cost + 0.5 * l2 * squared, gradient, _covector(form, gradient))


def _covector(form: Form, state: Array) -> Array:
    return form.covector(vector_of_state(form, state))


def _slope(place: _Place) -> float:
    return math.sqrt(max(float(place.gradient @ place.covector), 0.0))


def _choose_direction(gradient: Array, memory: Sequence[_Step]) -> Array:
    """Return minus the gradient times what the steps say of the inverse of the Hessian: algorithm 7.4."""
    q, shares = gradient, []
    for step in reversed(memory):
        shares.append(float(step.s_covector @ q) / step.sy)
        q = q - shares[-1] * step.y
    r = memory[-1].gamma * q if memory else q
    for step, share in zip(memory, reversed(shares), strict=True):
        r = r + (share - float(step.y_covector @ r) / step.sy) * step.s
    return -r


def _step(prepared: Prepared, l2: float, place: _Place, direction: Array) -> _Place | None:
    """Return the place after a step that gains enough and is long enough; None where rounding finds none."""
    falls, shortest, longest, length = float(place.covector @ direction), 0.0, math.inf, 1.0
    for _ in range(_HALVINGS):
        after = _look(prepared, l2, place.state + length * direction)
        if after.objective > place.objective + _LESS * length * falls:
            longest = length
        elif float(after.covector @ direction) < _FLATTER * falls:
            shortest = length
        else:
            return after
        length = 2 * shortest if longest == math.inf else (shortest + longest) / 2
    return None
