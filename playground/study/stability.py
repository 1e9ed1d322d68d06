"""Why a descent oscillates: the curvature along it, and the longest step that curvature allows.

Along a direction in which a surface bends with curvature lambda, a step of gradient descent multiplies the
distance from the bottom by 1 - learning_rate * lambda. It shrinks only while learning_rate < 2 / lambda;
above that every step overshoots by more than it gains. The direction that bends most decides: 2 / lambda_max
is the stability limit at that point (LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, section 5;
for the limit along whole trainings: Cohen et al., "Gradient Descent on Neural Networks Typically Occurs at
the Edge of Stability", 2021). Another way down has another limit, or none that theory knows (`Way.limits`).
"""

from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array, frozen
from playground.engine.training import Indices, TrainingRun, find_limits
from playground.study.diagnosis import find_rises

STEP_CEILING = 1000.0
"""A chart of the limit ends here at the latest: one that grows on leaves it, and that is said."""

_CAUGHT_SHARE = 0.9
_STEPS = 8
"""Of the ladder, for each factor of e: iterations some 13 % apart, 62 for the lesson's 2,000."""


@dataclass(frozen=True, eq=False)
class Stability:
    """The stability limit along a run.

    Attributes
    ----------
    iterations
        The iterations (k,) at which it was computed, the first and the last among them.
    curvatures
        The greatest eigenvalue (k,) there of the Hessian of J, or of m J where the gradient is summed.
    rates
        The learning rate (k,) there, which a schedule or a fork may change.
    limits
        The longest stable rate (k,), on plain descent 2 / curvature: infinite where the surface is flat, nan
        on a way for which theory gives none.
    kind
        ``unknown`` (there is no limit); ``uphill`` (there is none, as steps go up); ``below`` (the learning
        rate is below the limit at every one of these iterations); above it somewhere: ``untrained`` (there
        was no iteration), ``spared`` (the cost never rose), ``caught`` (below it and without a rise of the
        cost for the last tenth of the run at least) or ``above`` (nothing of these).
    caught_at
        Of a run that was caught, the iteration from which on the learning rate stays below the limit and the
        cost does not rise; else -1.
    """

    iterations: Indices
    curvatures: Array
    rates: Array
    limits: Array
    kind: str
    caught_at: int

    @property
    def has_limit(self) -> bool:
        """Whether theory gives one."""
        return self.kind not in ("unknown", "uphill")


def compute_stability(run: TrainingRun) -> Stability:
    """Compute the curvature at recorded iterations, dense at the start."""
    chosen = choose_iterations(run)
    curvatures = run.curvatures_at(chosen)
    rates, limits = _find_rates(run, chosen), find_limits(run.prepared, run.way, curvatures)
    known = np.full(len(chosen), np.nan) if limits is None else limits
    above, rises = chosen[rates >= known], find_rises(run.costs)
    caught_at = -1
    if limits is None:
        kind = "uphill" if run.prepared.gradient.uphill else "unknown"
    elif not len(above):
        kind = "below"
    elif not len(rises):
        kind = "spared" if run.num_iterations else "untrained"
    else:
        calm_from = _find_calm(run, chosen, last=int(max(above[-1], rises[-1])))
        is_caught = calm_from <= _CAUGHT_SHARE * run.num_iterations
        kind, caught_at = ("caught", calm_from) if is_caught else ("above", -1)
    return Stability(
        iterations=frozen(chosen),
        curvatures=frozen(curvatures),
        rates=frozen(rates),
        limits=frozen(known),
        kind=kind,
        caught_at=caught_at,
    )


def _find_calm(run: TrainingRun, steps: Indices, last: int) -> int:
    """Return the iteration from which on the rate is below the limit, where it is not at `last` and is at the
    steps after it: one more than all, where it never is.

    Too long a step swings to and fro, and the curvature with it: so two iterations in a row are looked at,
    first those at the steps, then those in the middle between one that is above and two that are not.
    """

    def find_above(iterations: Indices) -> Indices:
        limits = find_limits(run.prepared, run.way, run.curvatures_at(iterations))
        assert limits is not None  # as theory gives them at the steps
        return iterations[_find_rates(run, iterations) >= limits]

    ends = np.append(steps[steps > last], run.num_iterations + 1)
    last = max(last, find_above(np.minimum(ends[:-1] + 1, run.num_iterations)).max(initial=-1))
    calm = int(ends[ends > last][0])
    while calm - last > 1:
        middle = (last + calm) // 2
        above = find_above(np.arange(middle, min(middle + 2, calm)))
        last, calm = (int(above[-1]), calm) if len(above) else (last, middle)
    return calm


def _find_rates(run: TrainingRun, iterations: Indices) -> Array:
    """Return the learning rate (k,) of the updates at iterations (k,)."""
    way, first = run.way, run.way.first_rate(run.learning_rate)
    return np.array([way.rate_at(first, i) * way.factor(i) for i in iterations.tolist()])


def choose_iterations(run: TrainingRun) -> Indices:
    """Return recorded iterations (ascending), the first and the last among them: those after the steps of a
    ladder, which is the same for runs of all lengths, so that what is told of a run stays when it goes on.
    """
    steps = np.arange(np.log1p(run.num_iterations) * _STEPS)
    wanted = np.append(np.floor(np.expm1(steps / _STEPS) + 1e-9), run.num_iterations)
    return np.unique(run.recorded[np.searchsorted(run.recorded, wanted)])
