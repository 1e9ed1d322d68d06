"""Many learning rates trained at once, on any way down, or on several.

The descents of all rates run side by side as rows. Only cost and accuracies of the iterations that a map
shows are kept.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.engine.costs import compute_costs
from playground.engine.forms import Array, frozen, multiply
from playground.engine.training import Indices, Prepared, follow_descents
from playground.engine.twins import TWINS, rounding_decides, twin_rates
from playground.engine.ways import PLAIN, Way

_MAP_COLUMNS = 200


@dataclass(frozen=True, eq=False)
class Sweep:
    """Descents from w = 0 and b = 0, one for each row.

    Attributes
    ----------
    learning_rates
        The rates (k,) with which they begin.
    iterations
        The recorded iterations (r,), ascending; the first and the last are among them.
    costs
        J before these updates, (k, r).
    train_accuracies
        The share of training pictures answered right, in percent, (k, r).
    held_out_accuracies
        The same on the pictures held out, (k, r); NaN where there are none.
    ways
        The way down (k,) of each.
    """

    learning_rates: Array
    iterations: Indices
    costs: Array
    train_accuracies: Array
    held_out_accuracies: Array
    ways: tuple[Way, ...]

    @property
    def num_iterations(self) -> int:
        """The last recorded iteration."""
        return int(self.iterations[-1])


@dataclass(frozen=True, eq=False)
class Ranges:
    """Between what the numbers of a sweep lie, over each run and its twins, as far as these are.

    Attributes
    ----------
    found
        The sweep.
    others
        That of the twins: for each of the rows `parting` (a,) of `found` as many rows in a row as twins.
    """

    found: Sweep
    others: Sweep
    parting: Indices

    @property
    def num_iterations(self) -> int:
        """The iteration that the twins have reached."""
        return self.others.num_iterations

    @cached_property
    def lowest(self) -> Sweep:
        """The lowest numbers, up to there."""
        return self._pick(np.min)

    @cached_property
    def highest(self) -> Sweep:
        """The highest numbers, up to there."""
        return self._pick(np.max)

    @cached_property
    def decided(self) -> NDArray[np.bool_]:
        """Which cells (k, r) rounding alone decides."""
        return rounding_decides(self.lowest.costs, self.highest.costs)

    def _pick(self, pick: Callable[..., Array]) -> Sweep:
        """Return what is picked of each run and its twins."""
        found, others, done = self.found, self.others, len(self.others.iterations)

        def join(own: Array, of_twins: Array) -> Array:
            joined = own[:, :done].copy()
            if len(self.parting):
                families = of_twins.reshape(len(self.parting), -1, done)
                joined[self.parting] = pick(
                    np.concatenate([joined[self.parting, np.newaxis], families], axis=1), axis=1
                )
            return frozen(joined)

        return Sweep(
            learning_rates=found.learning_rates,
            iterations=others.iterations,
            costs=join(found.costs, others.costs),
            train_accuracies=join(found.train_accuracies, others.train_accuracies),
            held_out_accuracies=join(found.held_out_accuracies, others.held_out_accuracies),
            ways=found.ways,
        )


def sweep(
    prepared: Prepared,
    learning_rates: Sequence[float] | Array,
    num_iterations: int,
    *,
    way: Way | Sequence[Way] = PLAIN,
    iterations: Indices | None = None,
    held_out: tuple[Array, Array] | None = None,
) -> Sweep:
    """Train every learning rate from zero.

    Each row equals `train` with that rate to the bit, also above the stability limit, where the rounding of
    any two other programs parts them.

    Parameters
    ----------
    prepared
        From `prepare`.
    learning_rates
        The step lengths (k,), positive and finite.
    num_iterations
        The number of updates, 0 or more.
    way
        How all of them go on from the gradient, as for `train`, or how each of them does (k,).
    iterations
        Which of the iterations 0 to num_iterations are recorded (ascending), `choose_map_iterations` by
        default; the last one always is.
    held_out
        Pictures X (n, m2) and labels Y (1, m2) that are not trained on, for `Sweep.held_out_accuracies`.

    Raises
    ------
    ValueError
        There is no learning rate, one is not positive and finite, num_iterations is negative, or the ways are
        not as many as the rates, or some, but not all, leave the span of the pictures.
    """
    steps = follow_sweep(
        prepared, learning_rates, num_iterations, way=way, iterations=iterations, held_out=held_out
    )
    return deque(steps, maxlen=1).pop()


def follow_sweep(
    prepared: Prepared,
    learning_rates: Sequence[float] | Array,
    num_iterations: int,
    *,
    way: Way | Sequence[Way] = PLAIN,
    iterations: Indices | None = None,
    held_out: tuple[Array, Array] | None = None,
) -> Iterator[Sweep]:
    """Return the sweep so far at every recorded iteration, one after the other; the parameters are those of
    `sweep`, and so are the errors.

    What is not asked for is not computed: who stops asking has stopped the sweep.
    """
    rates = np.asarray(learning_rates, dtype=np.float64)
    if rates.ndim != 1 or len(rates) == 0 or not (np.isfinite(rates).all() and (rates > 0).all()):
        raise ValueError(f"the learning rates must be positive numbers; found {learning_rates}")
    if num_iterations < 0:
        raise ValueError(f"the number of iterations must be 0 or more; found {num_iterations}")
    ways = (way,) * len(rates) if isinstance(way, Way) else tuple(way)
    if len({prepared.leaves_span(each) for each in ways}) > 1:
        raise ValueError("some of the ways leave the span of the pictures, some do not")
    recorded = choose_map_iterations(num_iterations) if iterations is None else iterations
    first_rates = np.array([each.first_rate(rate) for each, rate in zip(ways, rates, strict=True)])
    return _follow(prepared, ways, first_rates, recorded, num_iterations, held_out)


def follow_twins(
    prepared: Prepared, found: Sweep, *, held_out: tuple[Array, Array] | None = None, twins: int = TWINS
) -> Iterator[Ranges]:
    """Return the ranges of a sweep so far at every recorded iteration, one after the other; with so many of
    its `TWINS` for each run, which are those of `train`.

    Runs that rounding cannot part need none: they are their own range.
    """
    rows = zip(found.ways, found.learning_rates, strict=True)
    parting = np.flatnonzero([prepared.can_part(way, rate) for way, rate in rows])
    if len(parting) == 0:
        yield Ranges(found, found, parting)
        return
    rates = np.concatenate([twin_rates(rate)[:twins] for rate in found.learning_rates[parting]])
    ways = tuple(found.ways[row] for row in parting for _ in range(twins))
    for others in _follow(prepared, ways, rates, found.iterations, found.num_iterations, held_out):
        yield Ranges(found, others, parting)


def choose_map_iterations(num_iterations: int, columns: int = _MAP_COLUMNS, step: int = 1) -> Indices:
    """Return up to so many iterations (ascending), even on a scale of log(1 + iteration), each a multiple of
    `step` or the last.
    """
    wanted = np.expm1(np.linspace(0.0, math.log1p(num_iterations / step), columns))
    return np.unique(np.minimum(np.append(np.rint(wanted) * step, num_iterations), num_iterations)).astype(
        np.int64
    )


def _follow(
    prepared: Prepared,
    ways: tuple[Way, ...],
    rates: Array,
    recorded: Indices,
    num_iterations: int,
    held_out: tuple[Array, Array] | None,
) -> Iterator[Sweep]:
    """Yield the sweep so far of descents that begin with rates (k,), each on its way (k,)."""
    prepared = prepared.along(ways[0])
    wanted = {*recorded.tolist(), num_iterations}
    record = _Record(prepared, ways, rates, len(wanted), held_out)
    # Those on one way share their products; all of them go on in step.
    groups = [np.flatnonzero([each == way for each in ways]) for way in dict.fromkeys(ways)]
    back = np.argsort(np.concatenate(groups))
    descents = [follow_descents(prepared, ways[rows[0]], rates[rows], num_iterations) for rows in groups]
    for steps in zip(*descents, strict=True):
        if steps[0][0] in wanted:
            iterations, states, logits = zip(*steps, strict=True)
            record.take(iterations[0], np.concatenate(states)[back], np.concatenate(logits)[back])
            yield record.so_far()


class _Record:
    """What has been recorded of descents under way."""

    def __init__(
        self,
        prepared: Prepared,
        ways: tuple[Way, ...],
        rates: Array,
        columns: int,
        held_out: tuple[Array, Array] | None,
    ) -> None:
        self._labels, self._ways, self._rates = prepared.Y, ways, rates
        self._held_out = (prepared.form.kernel(held_out[0]), held_out[1]) if held_out else None
        self._iterations: list[int] = []
        self._costs, self._on_train, self._on_held_out = np.full((3, len(rates), columns), np.nan)

    def take(self, iteration: int, states: Array, Z: Array) -> None:
        """Keep the costs and accuracies of states (k, s) whose logits are Z (k, m)."""
        column = len(self._iterations)
        self._iterations.append(iteration)
        self._costs[:, column] = compute_costs(Z, self._labels)
        self._on_train[:, column] = _accuracies(Z, self._labels)
        if self._held_out is not None:
            kernel, labels = self._held_out
            self._on_held_out[:, column] = _accuracies(multiply(states, kernel), labels)

    def so_far(self) -> Sweep:
        """Return what has been recorded."""
        done = len(self._iterations)
        return Sweep(
            learning_rates=frozen(self._rates.copy()),
            iterations=frozen(np.array(self._iterations)),
            costs=frozen(self._costs[:, :done].copy()),
            train_accuracies=frozen(self._on_train[:, :done].copy()),
            held_out_accuracies=frozen(self._on_held_out[:, :done].copy()),
            ways=self._ways,
        )


def _accuracies(Z: Array, Y: Array) -> Array:
    """Return the share of right answers in percent (k,), computed as the lesson does; the answer is 1 where
    Z > 0, that is A > 1/2.
    """
    return np.asarray(100.0 - np.not_equal(Z > 0, Y > 0.5).mean(axis=1) * 100.0)
