"""What a run did, in a few numbers that a sentence can be made of."""

from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array
from playground.engine.training import Indices, TrainingRun

LESSON_STEP = 100
"""The lesson prints the cost of every hundredth iteration."""

BLOW_UP_FACTOR = 2.0
"""A run whose cost exceeds so many times the cost at its start is said to have blown up."""

SETTLED_SHARE, FURTHER_ITERATIONS = 0.01, 10_000
"""A run has settled when at its last pace so many further iterations would change its cost by less than this
share. A descent below its limit only slows down (its costs are a convex sequence), so then they do not.
"""

_LAST_SHARE = 0.1
_ROUNDING = (
    1e-12  # of a cost: a smaller swing is none, a run that has arrived goes up and down by its last bits
)


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
        ``falling``, ``settled``, ``rising`` or ``oscillating``: over the last tenth of the iterations. What
        falls or rises did so with its last iteration, too, and turned once at most.
    rises
        How many iterations raised the cost.
    peak, peak_iteration
        The highest cost that a rise led to, and where; the start where the cost never rose.
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
    led_to = rising + 1 if len(rising) else np.array([0])
    peak_iteration = int(led_to[np.argmax(costs[led_to])])
    return Diagnosis(
        journey=_journey(costs, len(rising)),
        ending=_ending(costs[len(costs) - 1 - late :]),
        rises=len(rising),
        peak=float(costs[peak_iteration]),
        peak_iteration=peak_iteration,
        late_iterations=late,
        late_change=float(costs[-1]) / before - 1.0 if before > 0 else 0.0,
    )


def find_rises(costs: Array) -> Indices:
    """Return the iterations (k,) whose update raised the cost, by more than rounding can."""
    return np.flatnonzero(_signs(costs) > 0)


def _signs(costs: Array) -> Array:
    """Return for every update (k,) whether it raised the cost (1), lowered it (-1) or only rounded it (0)."""
    return compare_costs(costs[1:], costs[:-1])


def compare_costs(costs: Array | float, before: Array | float) -> Array:
    """Return whether costs are above those before (1), below (-1) or, but for rounding, the same (0)."""
    steps = np.subtract(costs, before)
    return np.where(np.abs(steps) > _ROUNDING * before, np.sign(steps), 0.0)


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
    true = np.flatnonzero(np.abs(swings) > _ROUNDING * costs[turning[:-1]])
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


def _ending(late: Array) -> str:
    """Return how a run ends, whose last costs these are."""
    signs = _signs(late)
    ups, downs = int((signs > 0).sum()), int((signs < 0).sum())
    pace = np.ptp(late) / max(1, len(signs)) if ups and downs else np.abs(late[-1] - late[-2:][0])
    if pace * FURTHER_ITERATIONS <= SETTLED_SHARE * late[-1]:
        return "settled"
    if downs < 2 and signs[-1] > 0 and late[-1] > late[0]:
        return "rising"
    return "falling" if ups < 2 and signs[-1] < 0 and late[-1] < late[0] else "oscillating"
