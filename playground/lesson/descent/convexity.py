"""Is a surface convex? The definition asked of numbers.

J is convex when the cost halfway between two points is never above the mean of their costs:
J((p + q) / 2) <= (J(p) + J(q)) / 2 (S. Boyd and L. Vandenberghe, "Convex Optimization", 2004, section 3.1;
for continuous J the midpoints are enough). One triple that breaks this proves a surface not convex; that none
of many does is evidence, and for the neuron there is a proof: J is a mean of softplus(z) - y z, convex in z,
and z is affine in (w, b). Its Hessian is X1 diag(a (1 - a)) X1.T / m with a row of ones below X in X1, so
v.T H v is a mean of squares times a (1 - a) > 0: never negative.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array
from playground.engine.training import Prepared

ROUNDING = 1e-12
"""What counts as rounding: a share of the highest of all costs compared.

Not of the costs at hand: where the neuron is certain and right these are tiny, but not the logits that they
come from, nor the rounding of these.
"""

_BATCH = 20  # pairs
_REACH = 3.0


@dataclass(frozen=True)
class MidpointCheck:
    """How often a midpoint lies above the mean of the two ends.

    Attributes
    ----------
    triples
        How many pairs of ends with their midpoint were compared.
    violations
        How many midpoints lie above by more than `ROUNDING`.
    worst
        The greatest height of a midpoint above the mean of its ends; negative where all lie below.
    where
        On a grid, the rows and columns of that triple: one end, the midpoint, the other end. Else nothing.
    """

    triples: int
    violations: int
    worst: float
    where: tuple[tuple[int, int], ...] = ()


def check_grid(costs: Array) -> MidpointCheck:
    """Compare all triples of nodes of a grid that lie on a line, one of them halfway between the others.

    `costs` (rows, columns) are at equally spaced nodes, so that a step in rows and columns is the same way
    everywhere.
    """
    triples, violations, worst = 0, 0, -np.inf
    where: tuple[tuple[int, int], ...] = ()
    allowance = ROUNDING * np.abs(costs).max()
    for down, right in _directions(*costs.shape):
        ends, middle = _triples(costs, down, right)
        excess = middle - ends.mean(axis=0)
        triples += middle.size
        violations += int((excess > allowance).sum())
        if excess.max() > worst:
            row, column = np.unravel_index(excess.argmax(), excess.shape)
            worst = float(excess.max())
            where = _nodes(int(row), int(column), down, right)
    return MidpointCheck(triples, violations, worst, where)


def check_pairs(prepared: Prepared, length: float, pairs: int, seed: int) -> MidpointCheck:
    """Compare random pairs of weights in all n + 1 dimensions with what lies halfway between them.

    Each end goes from zero in a random direction of its own, up to three times `length` far. The costs are
    the neuron's, from the weights themselves.
    """
    random = np.random.default_rng(seed)
    batches = [min(_BATCH, pairs - done) for done in range(0, pairs, _BATCH)]
    compared = np.concatenate([_draw_triples(prepared, length, count, random) for count in batches], axis=1)
    excess = compared[2] - compared[:2].mean(axis=0)
    violations = int((excess > ROUNDING * np.abs(compared).max()).sum())
    return MidpointCheck(pairs, violations, float(excess.max()))


def _draw_triples(prepared: Prepared, length: float, count: int, random: np.random.Generator) -> Array:
    """Return the costs (3, count) of two random ends and of their midpoint."""
    ends = random.standard_normal((2, count, prepared.n_features + 1))
    sizes = length * random.uniform(0, _REACH, (2, count, 1))
    ends *= sizes / np.linalg.norm(ends, axis=-1, keepdims=True)
    return np.stack([*_costs(prepared, ends), _costs(prepared, ends.mean(axis=0))])


def _directions(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """Yield every step from an end to the midpoint, each line in one sense only."""
    widest = (columns - 1) // 2
    for down in range((rows - 1) // 2 + 1):
        for right in range(-widest if down else 1, widest + 1):
            yield down, right


def _triples(costs: Array, down: int, right: int) -> tuple[Array, Array]:
    """Return the costs of all ends (2, ...) and of the midpoints (...) of one direction."""
    rows, columns = costs.shape
    left = max(0, -2 * right)

    def shifted(times: int) -> Array:
        top, start = times * down, left + times * right
        return costs[top : top + rows - 2 * down, start : start + columns - 2 * abs(right)]

    return np.stack([shifted(0), shifted(2)]), shifted(1)


def _nodes(row: int, column: int, down: int, right: int) -> tuple[tuple[int, int], ...]:
    column += max(0, -2 * right)
    return tuple((row + times * down, column + times * right) for times in range(3))


def _costs(prepared: Prepared, weights: Array) -> Array:
    """Return J (...) at weights (..., n + 1), w and then b."""
    Z = weights[..., :-1] @ prepared.X + weights[..., -1:]
    return np.asarray(np.logaddexp(0, (1 - 2 * prepared.Y[0]) * Z).mean(axis=-1))
