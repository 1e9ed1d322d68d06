"""What a run did, in a few numbers that a sentence can be made of."""

from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array
from playground.engine.training import Indices, TrainingRun

LESSON_STEP = 100
"""The lesson prints the cost of every hundredth iteration."""

BLOW_UP_FACTOR = 2.0
"""A run whose cost exceeds so many times the cost at its start is said to have blown up."""

SETTLED_CHANGE = 0.01
"""A run is said to have settled when its cost changed by less than this share over its last tenth; where that
is shorter than `SETTLING`, when it would over so many iterations at this pace.
"""

SETTLING = 100

_LAST_SHARE = 0.1
_ROUNDING = 1e-12  # a smaller swing is none: a run that has arrived goes up and down by its cost's last bits


@dataclass(frozen=True)
class Diagnosis:
    """How a run went and where it ended.

    Attributes
    ----------
    journey
        ``untrained`` (no iteration), ``smooth`` (the cost never rose), ``oscillated`` (it rose, but not above
        twice its start), ``returned`` (above that, and back below the start), ``risen`` (it rose and ended
        at its start or above, not twice as high) or ``high`` (above that, and not back).
    ending
        ``falling``, ``settled``, ``rising`` or ``oscillating``: over the last tenth of the iterations.
    rises
        How many iterations raised the cost.
    peak, peak_iteration
        The highest cost, and where.
    late_iterations, late_change
        The length of the last tenth, and the share by which the cost changed over it (negative: it fell).
    """

    journey: str
    ending: str
    rises: int
    peak: float
    peak_iteration: int
    late_iterations: int
    late_change: float


def diagnose(run: TrainingRun) -> Diagnosis:
    """Describe a run from its costs."""
    costs = run.costs
    rising = find_rises(costs)
    late = max(1, round(run.num_iterations * _LAST_SHARE)) if run.num_iterations else 0
    before = float(costs[-1 - late])
    change = float(costs[-1]) / before - 1.0 if before > 0 else 0.0
    late_rises = int((rising >= run.num_iterations - late).sum())
    peak_iteration = int(np.argmax(costs))
    return Diagnosis(
        journey=_journey(costs, len(rising)),
        ending=_ending(change, late_rises, late),
        rises=len(rising),
        peak=float(costs[peak_iteration]),
        peak_iteration=peak_iteration,
        late_iterations=late,
        late_change=change,
    )


def find_rises(costs: Array) -> Indices:
    """Return the iterations (k,) whose update raised the cost, by more than rounding can."""
    return np.flatnonzero(np.diff(costs) > _ROUNDING * np.maximum(costs[:-1], 1.0))


def find_turning_points(costs: Array) -> Indices:
    """Return the iterations (k,) at which the cost turns from falling to rising or back, with the first and
    the last.
    """
    direction = np.sign(np.diff(costs))
    turning = np.flatnonzero(direction[1:] != direction[:-1]) + 1
    return np.unique(np.concatenate([[0], turning, [len(costs) - 1]])).astype(np.int64)


def find_extremes(costs: Array) -> Indices:
    """Return the turning points (k,) that rounding did not make, both ends where the cost stays level."""
    turning = find_turning_points(costs)
    swings = np.diff(costs[turning])
    true = np.flatnonzero(np.abs(swings) > _ROUNDING * np.maximum(costs[turning[:-1]], 1.0))
    turns = np.flatnonzero(np.sign(swings[true[1:]]) != np.sign(swings[true[:-1]]))
    return turning[np.union1d(true[turns] + 1, true[turns + 1])]


def choose_drawn_iterations(costs: Array, budget: int = 1000) -> Indices:
    """Return which iterations a chart draws: all up to the budget; else every turning point, and others
    between them.

    The others are dense at the start and then evenly spaced. Turning points are kept even where they alone
    exceed the budget.
    """
    if len(costs) <= budget:
        return np.arange(len(costs))
    dense = np.arange(budget // 4)
    even = np.rint(np.linspace(0, len(costs) - 1, budget // 2)).astype(np.int64)
    return np.unique(np.concatenate([find_turning_points(costs), dense, even]))


def _journey(costs: Array, rises: int) -> str:
    if len(costs) == 1:
        return "untrained"
    if rises == 0:
        return "smooth"
    wild = costs.max() > BLOW_UP_FACTOR * costs[0]
    if costs[-1] < costs[0]:
        return "returned" if wild else "oscillated"
    return "high" if wild else "risen"


def _ending(change: float, late_rises: int, late: int) -> str:
    if late_rises > 1 and late_rises < late:
        return "oscillating"
    at_this_pace = change * max(1.0, SETTLING / max(1, late))
    if at_this_pace > SETTLED_CHANGE:
        return "rising"
    return "falling" if at_this_pace < -SETTLED_CHANGE else "settled"
