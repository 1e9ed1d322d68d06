"""The lesson's descent, exactly, tens of times faster.

`forms.py` says why an iteration on coefficients of the pictures is the same gradient descent, and how an
iteration on m numbers replaces one on n. This module runs it, records it, follows it and stops it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from playground.engine.curvature import compute_largest_curvatures, compute_limits
from playground.engine.forms import (
    BLOCK_ROWS,
    Array,
    DirectForm,
    Form,
    GramForm,
    Progress,
    frozen,
    ignore,
)
from playground.engine.twins import TWINS, rounding_decides, twin_rates

Indices = NDArray[np.int64]
T = TypeVar("T")

RECORD_BUDGET_BYTES = 32 * 2**20
"""What the recorded states of one run may take; the cost of every iteration (8 bytes each) comes on top."""

_BLOCK_BYTES = 2**20  # they stay near the processor
_BLOCK_ITERATIONS = 512
_MAX_FACTORS = 1000  # so many factors of at most 2 stay below the largest float64, 2**1024
_CALL_BACK_SECONDS = 0.05
_TINY = 1e-3  # of a sum below it, 1 + exp(-abs(s)) keeps fewer than twelve digits
_RECORD_HORIZON = 10**9  # the iteration by which the recorded ones would use up their budget
_TWIN_STEP = 64  # iterations between two recorded states of the twins: a millisecond, computed again
_TWIN_BYTES = 2**20  # where their states would take more, they are recorded less often


@dataclass(frozen=True, eq=False)
class Prepared:
    """What depends on the pictures alone: X (n, m), Y (1, m) with 0 and 1, and the form of the descent."""

    X: Array
    Y: Array
    form: Form

    @property
    def n_features(self) -> int:
        """n, the numbers in one picture."""
        return int(self.X.shape[0])

    @property
    def n_samples(self) -> int:
        """m, the number of pictures."""
        return int(self.X.shape[1])

    @cached_property
    def first_limit(self) -> float:
        """The longest stable step at the start of every descent, where all weights are zero: 2 / lambda_max,
        infinite where the surface is flat. A descent that begins below it stays below it.
        """
        curvatures = compute_largest_curvatures(self.form, np.zeros((1, self.n_samples)))
        return float(compute_limits(curvatures)[0])


def prepare(X: Array, Y: Array, on_progress: Progress = ignore) -> Prepared:
    """Prepare pictures X (n, m) and labels Y (1, m) for training; it chooses the form of the descent by
    itself. What takes its time tells how far it is, and is stopped by an error that `on_progress` raises.

    Raises
    ------
    ValueError
        The shapes do not fit, there are no pictures, X is not finite, or Y holds other numbers than 0 and 1.
    """
    X = np.ascontiguousarray(X, dtype=np.float64)
    Y = np.ascontiguousarray(Y, dtype=np.float64)
    if X.ndim != 2 or min(X.shape) == 0 or Y.shape != (1, X.shape[1]):
        raise ValueError(f"X must be (n, m) and Y (1, m) with n, m > 0; found X {X.shape} and Y {Y.shape}")
    if not np.isfinite(X).all() or not np.isin(Y, (0.0, 1.0)).all():
        raise ValueError("X must be finite, and Y must hold only 0 and 1")
    n, m = X.shape
    return Prepared(X, Y, GramForm.of(X, on_progress) if m < n else DirectForm.of(X))


@dataclass(frozen=True, eq=False)
class Twins:
    """What is kept of the twins of a run: the lowest and the highest cost of run and twins before every
    update, both (num_iterations + 1,), and the twins' states (c, TWINS, state_size) at the `recorded`
    iterations (c,).
    """

    lowest: Array
    highest: Array
    recorded: Indices
    states: Array

    @property
    def nbytes(self) -> int:
        """Their memory, in bytes."""
        return self.lowest.nbytes + self.highest.nbytes + self.states.nbytes

    @property
    def parted_at(self) -> int | None:
        """The first iteration at which rounding alone decides the cost, if there is one."""
        parted = np.flatnonzero(rounding_decides(self.lowest, self.highest))
        return int(parted[0]) if len(parted) else None

    def until(self, num_iterations: int) -> "Twins":
        """Return what is kept of them up to an iteration."""
        end, kept = num_iterations + 1, int(np.searchsorted(self.recorded, num_iterations, side="right"))
        return Twins(self.lowest[:end], self.highest[:end], self.recorded[:kept], self.states[:kept])


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """A descent from w = 0 and b = 0.

    `costs` (num_iterations + 1,) holds the cost before every update, and last the cost of the final weights.
    States are kept for the `recorded` iterations (ascending; the first and the last are among them): all of
    them while they fit into half of `RECORD_BUDGET_BYTES`, later ones at growing distances; any other
    iteration is computed again from the recorded one before it, with the same result to the bit.
    `num_iterations` is what was done; it is less than `requested_iterations` where the training was stopped.
    `clock` (k, 2) holds iterations and the seconds that training up to them took. `twins` there are where the
    learning rate is not below `Prepared.first_limit`.
    """

    prepared: Prepared
    learning_rate: float
    requested_iterations: int
    costs: Array
    recorded: Indices
    clock: Array
    twins: Twins | None
    _states: Array = field(repr=False)
    _found: dict[str, object] = field(default_factory=dict, init=False, repr=False)

    def once(self, key: str, compute: Callable[[], T]) -> T:
        """Return what was computed for this key first: what follows from a run is kept with it, and goes with
        it.
        """
        if key not in self._found:
            self._found[key] = compute()
        return cast(T, self._found[key])

    @property
    def num_iterations(self) -> int:
        """The iterations done."""
        return len(self.costs) - 1

    @property
    def seconds(self) -> float:
        """What training for these iterations took."""
        return float(self.clock[-1, 1])

    @property
    def stopped(self) -> bool:
        """Whether the training was stopped before the iterations that were asked for."""
        return self.num_iterations < self.requested_iterations

    @property
    def thinned(self) -> bool:
        """Whether some iterations between the first and the last are not recorded."""
        return len(self.recorded) < len(self.costs)

    @property
    def nbytes(self) -> int:
        """The memory of the costs, of the recorded states and of what was found of them, in bytes."""
        found = sum(getattr(each, "nbytes", 0) for each in [self.twins, *self._found.values()])
        return self.costs.nbytes + self._states.nbytes + found

    @property
    def recorded_states(self) -> Array:
        """The states (len(recorded), state_size), in the form of `prepared.form`."""
        return self._states

    @property
    def w(self) -> Array:
        """The final weights, (n, 1)."""
        return self.weights_at(self.num_iterations)[0]

    @property
    def b(self) -> float:
        """The final bias."""
        return self.weights_at(self.num_iterations)[1]

    def weights_at(self, iteration: int) -> tuple[Array, float]:
        """Return w (n, 1) and b before update `iteration`."""
        weights = self.prepared.form.weights(self.state_at(iteration))
        return weights[:-1, np.newaxis], float(weights[-1])

    def logits_at(self, iteration: int) -> Array:
        """Return Z (1, m) on the training pictures before update `iteration`."""
        return self.prepared.form.logits(self.state_at(iteration)[np.newaxis])

    def cost_at(self, iteration: int) -> float:
        """Return the cost before update `iteration`."""
        return float(self.costs[self._checked(iteration)])

    def state_at(self, iteration: int) -> Array:
        """Return the state of the descent before update `iteration`, recorded or computed again."""
        position = int(np.searchsorted(self.recorded, self._checked(iteration), side="right")) - 1
        missing = iteration - int(self.recorded[position])
        rate = np.array([self.learning_rate])
        states = _go_on(self.prepared, rate, self._states[position : position + 1], missing)
        return np.asarray(states[0])

    def twin_states_at(self, iteration: int) -> Array:
        """Return the states of the twins (TWINS, state_size) before update `iteration`; none (0, state_size)
        of a run that has no twins.
        """
        if self.twins is None:
            return np.empty((0, self.prepared.form.state_size))
        position = int(np.searchsorted(self.twins.recorded, self._checked(iteration), side="right")) - 1
        missing = iteration - int(self.twins.recorded[position])
        return _go_on(self.prepared, twin_rates(self.learning_rate), self.twins.states[position], missing)

    def states_at(self, iterations: Indices) -> Array:
        """Return the states (k, state_size) at ascending iterations (k,), recorded or computed again."""
        positions = np.searchsorted(self.recorded, iterations)
        states = self._states[np.minimum(positions, len(self.recorded) - 1)]
        for i in np.flatnonzero(self.recorded[positions] != iterations):
            states[i] = self.state_at(int(iterations[i]))
        return states

    def until(self, num_iterations: int) -> "TrainingRun":
        """Return this run as it was after fewer iterations, without training again; the same object as the
        last time, where it was asked for the same.
        """
        self._checked(num_iterations)
        if num_iterations == self.num_iterations:
            return self
        cut = self._found.get("cut")
        if not (isinstance(cut, TrainingRun) and cut.num_iterations == num_iterations):
            cut = self._found["cut"] = self._cut(num_iterations)
        return cut

    def _cut(self, num_iterations: int) -> "TrainingRun":
        kept = int(np.searchsorted(self.recorded, num_iterations))
        if self.recorded[kept] == num_iterations:
            recorded, states = self.recorded[: kept + 1], self._states[: kept + 1]
        else:
            recorded = np.append(self.recorded[:kept], num_iterations)
            states = np.vstack([self._states[:kept], self.state_at(num_iterations)])
        return TrainingRun(
            prepared=self.prepared,
            learning_rate=self.learning_rate,
            requested_iterations=num_iterations,
            costs=self.costs[: num_iterations + 1],
            recorded=frozen(recorded),
            clock=self._clock_until(num_iterations),
            twins=self.twins and self.twins.until(num_iterations),
            _states=frozen(states),
        )

    def _clock_until(self, num_iterations: int) -> Array:
        """Return the readings up to an iteration, the last one between those around it."""
        iterations, seconds = self.clock.T
        last = [num_iterations, np.interp(num_iterations, iterations, seconds)]
        return frozen(np.vstack([self.clock[iterations < num_iterations], last]))

    def _checked(self, iteration: int) -> int:
        if not 0 <= iteration <= self.num_iterations:
            raise IndexError(f"the run has iterations 0 to {self.num_iterations}; {iteration} was asked for")
        return iteration


def train(
    prepared: Prepared,
    learning_rate: float,
    num_iterations: int,
    *,
    on_progress: Callable[[int, int], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TrainingRun:
    """Train from zero and return every cost, and the states of the recorded iterations.

    Equal to `neuron.optimize` but for rounding: on the photos the costs agree to 1e-14 at a learning rate of
    0.005. Above the limit 2 / lambda_max, where a descent is chaotic, rounding grows with every iteration
    that rises, in any two programs; `tests/engine/test_training.py` measures for how long they agree.

    Parameters
    ----------
    prepared
        From `prepare`.
    learning_rate
        The step length, positive and finite.
    num_iterations
        The number of updates, 0 or more.
    on_progress
        Called as ``on_progress(done, num_iterations)`` about every 50 ms, and at the end.
    should_stop
        Asked as often; when it says true, the run so far is returned, with `stopped` set.

    Raises
    ------
    ValueError
        The learning rate is not positive and finite, or num_iterations is negative.
    """
    runs = train_many(
        prepared, [learning_rate], num_iterations, on_progress=on_progress, should_stop=should_stop
    )
    return runs[0]


def train_many(
    prepared: Prepared,
    learning_rates: Sequence[float],
    num_iterations: int,
    *,
    on_progress: Callable[[int, int], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> list[TrainingRun]:
    """Train with several learning rates at once: below the limit `BLOCK_ROWS` of them take the time of one;
    from there on each takes its own, as twins are trained beside it.

    Each run is the one that `train` gives, to the bit; parameters and errors are those of `train`. The
    `seconds` of each are those of all.
    """
    if not (len(learning_rates) and all(np.isfinite(rate) and rate > 0 for rate in learning_rates)):
        raise ValueError(f"the learning rates must be positive numbers; found {learning_rates}")
    if num_iterations < 0:
        raise ValueError(f"the number of iterations must be 0 or more; found {num_iterations}")
    next_call = 0.0
    training = _Training(prepared, learning_rates, num_iterations)
    for block in _descend(prepared, training.rates, training.last, num_iterations):
        training.take(block)
        if time.perf_counter() >= next_call:
            next_call = time.perf_counter() + _CALL_BACK_SECONDS
            if on_progress:
                on_progress(training.done, num_iterations)
            if should_stop and should_stop():
                break
    runs = training.finish()
    if on_progress:
        on_progress(training.done, num_iterations)
    return runs


class _Training:
    """Runs under way: a row for each rate, followed by rows for its twins if it has any."""

    def __init__(self, prepared: Prepared, learning_rates: Sequence[float], num_iterations: int) -> None:
        self._started = time.perf_counter()
        self._clock = [(0, 0.0)]
        size, limit = prepared.form.state_size, prepared.first_limit
        self._prepared, self._asked = prepared, num_iterations
        families = [[rate, *(twin_rates(rate) if rate >= limit else ())] for rate in learning_rates]
        self.rates = np.array([rate for family in families for rate in family], dtype=np.float64)
        ends = np.cumsum([len(family) for family in families]).tolist()
        self._families = [slice(end - len(family), end) for family, end in zip(families, ends, strict=True)]
        self.done, self.last = 0, np.zeros((len(self.rates), size))
        self._costs = np.empty((len(self.rates), num_iterations + 1))
        own = recorded_iterations(num_iterations, _capacity(prepared))
        others = _choose_twin_iterations(num_iterations, size)
        self._own = [_Kept(slice(rows.start, rows.start + 1), own, size) for rows in self._families]
        self._twins = [_Kept(slice(rows.start + 1, rows.stop), others, size) for rows in self._families]

    def take(self, block: "_Block") -> None:
        """Keep what the runs need of some iterations more."""
        end = self.done + len(block.logits)
        self._costs[:, self.done : end] = compute_costs(block.logits, self._prepared.Y).T
        for kept in (*self._own, *self._twins):
            kept.take(self.done, block.states)
        self.done, self.last = end, block.states[-1].copy()
        self._clock.append((end, time.perf_counter() - self._started))

    def finish(self) -> list[TrainingRun]:
        """Return the runs as far as they are."""
        self._clock.append((self.done, time.perf_counter() - self._started))
        self._costs[:, self.done] = compute_costs(self._prepared.form.logits(self.last), self._prepared.Y)
        runs = zip(self._families, self._own, self._twins, strict=True)
        return [self._build(*run) for run in runs]

    def _build(self, family: slice, own: "_Kept", others: "_Kept") -> TrainingRun:
        costs = self._costs[family, : self.done + 1]
        recorded, states = own.finish(self.done, self.last)
        twins = Twins(costs.min(axis=0), costs.max(axis=0), *others.finish(self.done, self.last))
        return TrainingRun(
            prepared=self._prepared,
            learning_rate=float(self.rates[family.start]),
            requested_iterations=self._asked,
            costs=frozen(costs[0].copy()),
            recorded=recorded,
            clock=frozen(np.array(self._clock)),
            twins=twins if len(costs) > 1 else None,
            _states=frozen(states[:, 0]),
        )


class _Kept:
    """The states of some rows at some iterations (ascending, the last one among them), as they come."""

    def __init__(self, rows: slice, iterations: Indices, size: int) -> None:
        self._rows, self._iterations = rows, iterations
        self._states = np.empty((len(iterations), rows.stop - rows.start, size))

    def take(self, done: int, states: Array) -> None:
        """Keep what is wanted of states (count + 1, k, state_size) from iteration `done` on, but of the last,
        with which the next begin.
        """
        first, end = np.searchsorted(self._iterations, (done, done + len(states) - 1))
        self._states[first:end] = states[self._iterations[first:end] - done, self._rows]

    def finish(self, done: int, states: Array) -> tuple[Indices, Array]:
        """Return the iterations and the states of these rows, the last of them being states (k, state_size)
        before update `done`.
        """
        kept = int(np.searchsorted(self._iterations, done))
        self._states[kept] = states[self._rows]
        return frozen(np.append(self._iterations[:kept], done)), frozen(self._states[: kept + 1])


def compute_costs(logits: Array, Y: Array) -> Array:
    """Return the cost J (...) of each row of logits (..., m), for labels Y (1, m): the same to the bit
    whatever stands beside a row.
    """
    total = sum_of_softplus(logits * (1.0 - 2.0 * Y[0]))
    return np.divide(total, logits.shape[-1])


def sum_of_softplus(s: Array) -> Array:
    """Return the sum of log(1 + exp(s)) over the last axis (...) of s (..., m), which is overwritten.

    J is the mean of log(1 + exp(s)) with s = Z where Y is 0 and s = -Z where Y is 1. In log(1 + exp(s)) =
    max(s, 0) + log(1 + exp(-abs(s))) the first terms are half of s + abs(s), and the second are added as the
    logarithm of a product: one logarithm for up to 1,000 pictures, whose factors between 1 and 2 cannot
    overflow. Where hardly anything is left, 1 + exp(-abs(s)) would round it away: there they are added one by
    one.
    """
    total: Array = np.asarray(s.sum(axis=-1))
    np.abs(s, out=s)
    total += s.sum(axis=-1)
    total *= 0.5
    np.negative(s, out=s)
    np.exp(s, out=s)
    tiny = total + s.sum(axis=-1) < _TINY
    precise = np.log1p(s[tiny]).sum(axis=-1)
    s += 1.0
    for first in range(0, s.shape[-1], _MAX_FACTORS):
        total += np.log(s[..., first : first + _MAX_FACTORS].prod(axis=-1))
    total[tiny] = precise
    return total


def recorded_iterations(num_iterations: int, capacity: int) -> Indices:
    """Return which of the iterations 0 to num_iterations are recorded, at most `capacity` (at least 4) of
    them.

    One sequence serves every length, so a run cut short has recorded what a shorter run records: all
    iterations up to half the capacity (the start is where everything happens), from there on at distances
    that grow by a constant factor.
    """
    dense = capacity // 2
    if num_iterations < dense:
        return np.arange(num_iterations + 1)
    later = np.rint(np.geomspace(dense, _RECORD_HORIZON, capacity - dense - 1)).astype(np.int64)
    return np.concatenate([np.arange(dense), np.unique(later[later < num_iterations]), [num_iterations]])


@dataclass(frozen=True, eq=False)
class _Block:
    """Some iterations in a row of k descents: `logits` (count, k, m) before each update, `states` (count + 1,
    k, state_size) before and after.
    """

    states: Array
    logits: Array


class Stepper:
    """The update of k descents side by side: one way to compute it, for one run and for a whole map."""

    def __init__(self, prepared: Prepared, rates: Array) -> None:
        steps = rates[:, np.newaxis] / prepared.n_samples
        self._form = prepared.form
        self._half_steps, self._offsets = 0.5 * steps, steps * (0.5 - prepared.Y)
        self._dZ = np.empty(self._offsets.shape)

    def step(self, states: Array, logits: Array, out: Array | None = None) -> Array:
        """Return the states (k, state_size) after an update, from those before and their logits (k, m)."""
        # A = 1/2 + tanh(Z / 2) / 2: one bounded function, exact to a rounding of 1, in place of an
        # exponential and a division.
        np.multiply(logits, 0.5, out=self._dZ)
        np.tanh(self._dZ, out=self._dZ)
        self._dZ *= self._half_steps
        self._dZ += self._offsets
        return np.subtract(states, self._form.lift(self._dZ), out=out)


def _descend(prepared: Prepared, rates: Array, states: Array, num_iterations: int) -> Iterator[_Block]:
    """Yield the descents with rates (k,) from states (k, state_size) in blocks; the arrays of a block are
    used again for the next.
    """
    form, k = prepared.form, len(rates)
    idle = -k % BLOCK_ROWS
    numbers = (k + idle) * (prepared.n_samples + form.state_size)
    length = max(1, min(_BLOCK_ITERATIONS, _BLOCK_BYTES // (8 * numbers), num_iterations))
    # Rows that nobody asked for stay where they are, with a rate of 0: see `forms.multiply`.
    every_state = np.zeros((length + 1, k + idle, form.state_size))
    every_state[0, :k] = states
    logits = np.empty((length, k + idle, prepared.n_samples))
    stepper = Stepper(prepared, np.append(rates, np.zeros(idle)))
    for done in range(0, num_iterations, length):
        count = min(length, num_iterations - done)
        for i in range(count):
            logits[i] = form.logits(every_state[i])
            stepper.step(every_state[i], logits[i], out=every_state[i + 1])
        yield _Block(every_state[: count + 1, :k], logits[:count, :k])
        every_state[0] = every_state[count]


def _go_on(prepared: Prepared, rates: Array, states: Array, num_iterations: int) -> Array:
    """Return where descents with rates (k,) are so many iterations after states (k, state_size)."""
    for block in _descend(prepared, rates, states, num_iterations):
        states = block.states[-1].copy()
    return states


def _choose_twin_iterations(num_iterations: int, state_size: int) -> Indices:
    """Return the iterations (ascending) whose states of the twins are recorded, the first and the last among
    them.
    """
    most = max(2, _TWIN_BYTES // (8 * TWINS * state_size))
    step = max(_TWIN_STEP, -(-num_iterations // most))
    return np.append(np.arange(0, num_iterations, step), num_iterations)


def _capacity(prepared: Prepared) -> int:
    return max(4, RECORD_BUDGET_BYTES // (8 * prepared.form.state_size))
