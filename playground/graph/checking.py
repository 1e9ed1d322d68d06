"""Derivatives without calculus: a node is nudged, and one looks what the result does."""

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array, frozen
from playground.graph.errors import GraphError
from playground.graph.nodes import Graph

_STEP = sys.float_info.epsilon ** (1 / 3)
"""The best step of a central difference, for values near 1 (W. Press et al., "Numerical Recipes", 2007,
section 5.7): its own error and that of rounding are about as large there.
"""

_ROUNDING = 1e-9  # far above the rounding of a nudge of 1, far below any bend that can be seen

MOST_DIGITS = 15
"""All that a number in the machine has."""


@dataclass(frozen=True)
class Nudge:
    """A node is moved by hand, and all that is made of it follows.

    Attributes
    ----------
    size
        By how much.
    before, after
        The value of the node.
    result_before, result_after
        The value of the result.
    """

    size: float
    before: float
    after: float
    result_before: float
    result_after: float

    @property
    def quotient(self) -> float:
        """The difference quotient: how far the result moved, over the size of the nudge."""
        return (self.result_after - self.result_before) / self.size


@dataclass(frozen=True)
class Check:
    """A derivative beside a central difference of the same result."""

    derivative: float
    difference: float

    @property
    def digits(self) -> int:
        """To how many digits they agree."""
        largest = max(abs(self.derivative), abs(self.difference))
        gap = abs(self.derivative - self.difference)
        if gap <= largest * 10.0**-MOST_DIGITS:
            return MOST_DIGITS
        return max(0, math.floor(-math.log10(gap / largest)))


@dataclass(frozen=True, eq=False)
class Errors:
    """How far difference quotients are off a derivative.

    Attributes
    ----------
    sizes
        The sizes (k,) of the nudges, ascending.
    one_sided, two_sided
        The errors (k,) of (J(x + h) - J(x)) / h, and of (J(x + h) - J(x - h)) / 2 h; NaN where J has no
        value. derivative That by which they are measured.
    """

    sizes: Array
    one_sided: Array
    two_sided: Array
    derivative: float

    @property
    def straight(self) -> bool:
        """Whether the quotient is right at every size but for rounding: the result is a straight line."""
        known = self.one_sided[np.isfinite(self.one_sided)]
        return bool(len(known)) and bool(known[-1] <= _ROUNDING * max(1.0, abs(self.derivative)))


def compute_nudge(graph: Graph, values: Mapping[str, float], name: str, size: float) -> Nudge:
    """Add `size`, which is not 0, to the value of a node.

    Raises
    ------
    GraphError
        As `Graph.evaluate`: also where the nudged node has no value.
    """
    before = graph.compute_values(values)
    held = before[name] + size
    after = graph.compute_values(values, {name: held})
    return Nudge(size, before[name], held, before[graph.result], after[graph.result])


def check_derivatives(graph: Graph, values: Mapping[str, float]) -> dict[str, Check | None]:
    """Compare the derivative by every node that names can change with (J(x + h) - J(x - h)) / 2 h. None where
    J has no value on one of the sides, as log(x) close to 0.
    """
    evaluation = graph.evaluate(values)
    checks: dict[str, Check | None] = {}
    for name in (node.name for node in graph.nodes.values() if not node.constant):
        size = _STEP * max(abs(evaluation.values[name]), 1.0)
        difference = _central_difference(graph, values, name, size)
        derivative = evaluation.derivatives[name]
        checks[name] = None if math.isnan(difference) else Check(derivative, difference)
    return checks


def compute_errors(graph: Graph, values: Mapping[str, float], name: str, sizes: Array) -> Errors:
    """Compute how far the difference quotients with these nudges (k,) of a node are off its derivative."""
    derivative = graph.evaluate(values).derivatives[name]
    one_sided = [abs(_quotient(graph, values, name, float(size)) - derivative) for size in sizes]
    two_sided = [abs(_central_difference(graph, values, name, float(size)) - derivative) for size in sizes]
    return Errors(frozen(sizes.copy()), frozen(np.array(one_sided)), frozen(np.array(two_sided)), derivative)


def _quotient(graph: Graph, values: Mapping[str, float], name: str, size: float) -> float:
    try:
        return compute_nudge(graph, values, name, size).quotient
    except GraphError:
        return math.nan


def _central_difference(graph: Graph, values: Mapping[str, float], name: str, size: float) -> float:
    """Return the difference quotient between both sides; NaN where the result has no value on one of them, or
    where the nudge is so small beside the node that rounding swallows it on both.
    """
    try:
        low, high = (compute_nudge(graph, values, name, step) for step in (-size, size))
    except GraphError:
        return math.nan
    if high.after == low.after:
        return math.nan
    return (high.result_after - low.result_after) / (high.after - low.after)
