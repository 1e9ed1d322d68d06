"""The lesson's descent, exactly, tens of times faster.

`forms.py` says why an iteration on coefficients of the pictures is the same gradient descent, and how an
iteration on m numbers replaces one on n. This module runs it, records it, follows it and stops it.
"""

import math
import mmap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from playground.engine.costs import compute_costs
from playground.engine.curvature import compute_largest_curvatures, compute_limits
from playground.engine.forms import (
    Array,
    DirectForm,
    Form,
    GramForm,
    Progress,
    frozen,
    ignore,
)
from playground.engine.gradient import LESSON, Gradient
from playground.engine.twins import TWINS, rounding_decides, twin_rates
from playground.engine.ways import PLAIN, Moved, Scaling, Way

Indices = NDArray[np.int64]
T = TypeVar("T")

RECORD_BUDGET_BYTES = 32 * 2**20
"""What the recorded states of one run may take; the cost of every iteration (8 bytes each) comes on top."""

_BLOCK_BYTES = 2**20  # they stay near the processor
_BLOCK_ITERATIONS = 512
_CALL_BACK_SECONDS = 0.05
_RECORD_HORIZON = 10**9  # the iteration by which the recorded ones would use up their budget
_SMOOTH_DENSE = 128  # of a descent that never rises
_SMOOTH_LATER = 1600  # of it, up to the horizon: 1 % apart
_TWIN_STEP = 16  # iterations between two recorded states of the twins: half a millisecond, computed again
_TWIN_BYTES = 2**20  # where their states would take more, they are recorded less often


@dataclass(frozen=True, eq=False)
class Prepared:
    """What depends on the pictures alone: X (n, m), Y (1, m) with 0 and 1, and the form of the descent; and
    how its gradient is written, as in the lesson or with a mistake.
    """

    X: Array
    Y: Array
    form: Form
    gradient: Gradient = LESSON

    @property
    def n_features(self) -> int:
        """n, the numbers in one picture."""
        return int(self.X.shape[0])

    @property
    def n_samples(self) -> int:
        """m, the number of pictures."""
        return int(self.X.shape[1])

    @cached_property
    def first_curvature(self) -> float:
        """lambda_max at the start of every descent, where all weights are zero: nowhere is it greater."""
        return float(self.curvatures(np.zeros((1, self.n_samples)))[0])

    def curvatures(self, logits: Array) -> Array:
        """Return lambda_max (k,), where the logits are (k, m), of what is descended: J, or where the gradient
        is summed, m J.
        """
        found = compute_largest_curvatures(self.form, logits)
        return found * abs(self.gradient.factor(self.n_samples))

    @property
    def first_limit(self) -> float:
        """The longest stable step at the start of every plain descent: 2 / lambda_max, infinite where the
        surface is flat, and 0 where steps lead uphill. A descent that begins below it stays below it.
        """
        if self.gradient.uphill:
            return 0.0
        return float(compute_limits(np.array([self.first_curvature]))[0])

    def can_part(self, way: Way, first_rate: float) -> bool:
        """Return whether rounding may part two descents that begin with one rate on a way: uphill every
        update lengthens their distance.
        """
        return self.gradient.uphill or way.can_part(first_rate, self.first_curvature, self.n_samples)

    def count_products(self, way: Way, learning_rate: float, num_iterations: int) -> int:
        """Return how many multiplications within the span of the pictures a training takes, twins and all."""
        rows = 1 + TWINS * self.can_part(way, way.first_rate(learning_rate))
        return num_iterations * rows * self.n_samples * self.form.state_size

    def leaves_span(self, way: Way) -> bool:
        """Return whether a way runs on the weights themselves where fewer numbers do for plain descent."""
        return isinstance(way.rule, Scaling) and isinstance(self.form, GramForm)

    @property
    def span_gain(self) -> float:
        """How many times more multiplications an update on the weights takes, 2 m (n + 1), than one within
        the span of the pictures, m m (see `forms.py`).
        """
        return 2.0 * (self.n_features + 1) / self.n_samples

    def along(self, way: Way) -> "Prepared":
        """Return the same pictures in the form in which a way can be gone."""
        return self.direct if isinstance(way.rule, Scaling) else self

    @cached_property
    def direct(self) -> "Prepared":
        """The same pictures for descents that leave their span, which run on the weights themselves."""
        if isinstance(self.form, DirectForm):
            return self
        # Picture by picture in memory, as here there are few: both products take some 40 % longer otherwise.
        X1 = np.hstack([self.X.T, np.full((self.n_samples, 1), _bias(self.gradient))]).T
        direct = Prepared(self.X, self.Y, DirectForm(frozen(X1)), self.gradient)
        direct.__dict__["first_curvature"] = self.first_curvature  # the surface is the same
        return direct


def _bias(gradient: Gradient) -> float:
    """Return what stands below every picture in X1."""
    return 0.0 if gradient.without_bias else 1.0


def prepare(X: Array, Y: Array, on_progress: Progress = ignore, *, gradient: Gradient = LESSON) -> Prepared:
    """Prepare pictures X (n, m) and labels Y (1, m) for training; it chooses the form of the descent by
    itself. What takes its time tells how far it is, and is stopped by an error that `on_progress` raises.
    All descents on them have this gradient: the lesson's, unless it is told otherwise.

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
    (n, m), bias = X.shape, _bias(gradient)
    form = GramForm.of(X, on_progress, bias) if m < n else DirectForm.of(X, bias)
    return Prepared(X, Y, form, gradient)


@dataclass(frozen=True, eq=False)
class Twins:
    """What is kept of the twins of a run: the lowest and the highest cost of run and twins before every
    update, both (num_iterations + 1,), and the twins' states at the `recorded` iterations (c,), followed by
    what the rule of their way remembers: (parts, c, TWINS, state_size).
    """

    lowest: Array
    highest: Array
    recorded: Indices
    parts: Array

    @property
    def nbytes(self) -> int:
        """Their memory, in bytes."""
        return self.lowest.nbytes + self.highest.nbytes + self.parts.nbytes

    @property
    def parted_at(self) -> int | None:
        """The first iteration at which rounding alone decides the cost, if there is one."""
        parted = np.flatnonzero(rounding_decides(self.lowest, self.highest))
        return int(parted[0]) if len(parted) else None

    def until(self, num_iterations: int) -> "Twins":
        """Return what is kept of them up to an iteration."""
        end, kept = num_iterations + 1, int(np.searchsorted(self.recorded, num_iterations, side="right"))
        return Twins(self.lowest[:end], self.highest[:end], self.recorded[:kept], self.parts[:, :kept])


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """A descent from w = 0 and b = 0, on its `way`.

    `costs` (num_iterations + 1,) holds the cost before every update, and last the cost of the final weights:
    J, on every way, without what L2 adds, so that ways can be compared; `squared_lengths` (num_iterations +
    1,) that of the vector (w, b).
    States are kept for the `recorded` iterations (ascending; the first and the last are among them): all of
    them while they fit into half of `RECORD_BUDGET_BYTES`, later ones at growing distances, and fewer of a
    descent that never rises; any other iteration is computed again from the recorded one before it, with the
    same result to the bit.
    With each state goes what the rule of the way remembers, as long as it: `_parts` (parts, recorded, size).
    `num_iterations` is what was done; it is less than `requested_iterations` where the training was stopped.
    `clock` (k, 2) holds iterations and the seconds that training up to them took. `twins` there are where the
    way can part them: on plain descent, where the learning rate is not below `Prepared.first_limit`.
    """

    prepared: Prepared
    learning_rate: float
    requested_iterations: int
    costs: Array
    squared_lengths: Array
    recorded: Indices
    clock: Array
    twins: Twins | None
    _parts: Array = field(repr=False)
    way: Way = PLAIN
    _curvatures: dict[int, float] = field(default_factory=dict, repr=False)
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
    def gone(self) -> Way:
        """The way as far as it was gone: without other rates from its end on."""
        forks = tuple(fork for fork in self.way.forks if fork.iteration < self.num_iterations)
        return replace(self.way, forks=forks)

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
        return self.costs.nbytes + self.squared_lengths.nbytes + self._parts.nbytes + found

    @property
    def shares(self) -> Array:
        """The share of all iterations that each recorded one stands for, being the nearest: they sum to 1."""
        middles = (self.recorded[:-1] + self.recorded[1:] + 1) // 2
        return np.diff(middles, prepend=0, append=len(self.costs)) / len(self.costs)

    @property
    def recorded_states(self) -> Array:
        """The states (len(recorded), state_size), in the form of `prepared.form`."""
        return np.asarray(self._parts[0])

    @property
    def first_limit(self) -> float | None:
        """The longest stable learning rate at the start, on its way; None where theory gives none."""
        return find_limit(self.prepared, self.way)

    @property
    def last_limit(self) -> float | None:
        """The longest stable learning rate at the end, on its way; None where theory gives none."""
        limits = find_limits(self.prepared, self.way, self.curvatures_at(np.array([self.num_iterations])))
        return None if limits is None else float(limits[0])

    @property
    def forks(self) -> Indices:
        """The iterations (k,) before the end from which on its way takes another learning rate."""
        return _forks_before(self.way, self.num_iterations)

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
        return np.asarray(self._parts_at(iteration)[0, 0])

    def _parts_at(self, iteration: int, known: tuple[int, Array] | None = None) -> Array:
        """Return the state and what the rule of the way remembers, (parts, 1, state_size), from those before:
        recorded, or `known` at an iteration not later than this.
        """
        position = int(np.searchsorted(self.recorded, self._checked(iteration), side="right")) - 1
        first, parts = int(self.recorded[position]), self._parts[:, position : position + 1]
        if known is not None and known[0] > first:
            first, parts = known
        rates = np.array([self.way.first_rate(self.learning_rate)])
        return _go_on(self.prepared, self.way, rates, parts, first, iteration)

    def twin_states_at(self, iteration: int) -> Array:
        """Return the states of the twins (TWINS, state_size) before update `iteration`; none (0, state_size)
        of a run that has no twins.
        """
        if self.twins is None:
            return np.empty((0, self.prepared.form.state_size))
        return np.asarray(self._twin_parts_at(self.twins, self._checked(iteration))[0])

    def _twin_parts_at(self, twins: Twins, iteration: int) -> Array:
        """Return the states of the twins and what their rule remembers, (parts, TWINS, state_size)."""
        position = int(np.searchsorted(twins.recorded, iteration, side="right")) - 1
        first, parts = int(twins.recorded[position]), twins.parts[:, position]
        rates = twin_rates(self.way.first_rate(self.learning_rate))
        return _go_on(self.prepared, self.way, rates, parts, first, iteration)

    def states_at(self, iterations: Indices) -> Array:
        """Return the states (k, state_size) at ascending iterations (k,), recorded or computed again."""
        positions = np.searchsorted(self.recorded, iterations)
        states = self.recorded_states[np.minimum(positions, len(self.recorded) - 1)]
        known: tuple[int, Array] | None = None
        for i in np.flatnonzero(self.recorded[positions] != iterations):
            known = int(iterations[i]), self._parts_at(int(iterations[i]), known)
            states[i] = known[1][0, 0]
        return states

    def curvatures_at(self, iterations: Indices) -> Array:
        """Return the greatest curvature (k,) of what the run descends on, before updates at ascending
        iterations (k,): each is computed once, for this run, what is cut from it and what goes on with it.
        """
        absent = np.array([each for each in iterations.tolist() if each not in self._curvatures], dtype=int)
        if len(absent):
            found = self.prepared.curvatures(self.prepared.form.logits(self.states_at(absent)))
            self._curvatures.update(zip(absent.tolist(), found.tolist(), strict=True))
        return np.array([self._curvatures[each] for each in iterations.tolist()])

    def walk(self) -> Iterator[tuple[int, Array]]:
        """Go the whole way again: yield iterations and the logits (k, m) before the k updates from there on,
        in order, and last those at the end.
        """
        done, rates = 0, np.array([self.way.first_rate(self.learning_rate)])
        for block in _descend(self.prepared, self.way, rates, self._parts[:, :1], 0, self.num_iterations):
            yield done, block.logits[:, 0]
            done += len(block.logits)
        yield done, self.logits_at(done)

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
            recorded, parts = self.recorded[: kept + 1], self._parts[:, : kept + 1]
        else:
            recorded = np.append(self.recorded[:kept], num_iterations)
            parts = np.concatenate([self._parts[:, :kept], self._parts_at(num_iterations)], axis=1)
        return TrainingRun(
            prepared=self.prepared,
            learning_rate=self.learning_rate,
            requested_iterations=num_iterations,
            costs=self.costs[: num_iterations + 1],
            squared_lengths=self.squared_lengths[: num_iterations + 1],
            recorded=frozen(recorded),
            clock=cut_clock(self.clock, num_iterations),
            twins=self.twins and self.twins.until(num_iterations),
            _parts=frozen(parts),
            way=self.way,
            _curvatures=self._curvatures,
        )

    def _checked(self, iteration: int) -> int:
        if not 0 <= iteration <= self.num_iterations:
            raise IndexError(f"the run has iterations 0 to {self.num_iterations}; {iteration} was asked for")
        return iteration


def cut_clock(clock: Array, num_iterations: int) -> Array:
    """Return the readings of a clock up to an iteration, the last one between those around it."""
    iterations, seconds = clock.T
    last = [num_iterations, np.interp(num_iterations, iterations, seconds)]
    return frozen(np.vstack([clock[iterations < num_iterations], last]))


def join_clocks(first: Array, other: Array) -> Array:
    """Return the readings of one clock, and those of another of the same run after its end, from there on."""
    done, seconds = first[-1]
    later = other[other[:, 0] > done]
    shift = [0.0, seconds - np.interp(done, *other.T)]
    return frozen(np.vstack([first, later + shift]))


def find_limit(prepared: Prepared, way: Way = PLAIN) -> float | None:
    """Return the longest stable learning rate at the start of a way; None where theory gives none."""
    limits = find_limits(prepared, way, np.array([prepared.first_curvature]))
    return None if limits is None else float(limits[0])


def find_limits(prepared: Prepared, way: Way, curvatures: Array) -> Array | None:
    """Return the longest stable learning rates (k,) of a way where `Prepared.curvatures` are (k,); none where
    theory gives none, as uphill, where every step lengthens an error.
    """
    return None if prepared.gradient.uphill else way.limits(curvatures, prepared.n_samples)


def train(
    prepared: Prepared,
    learning_rate: float,
    num_iterations: int,
    *,
    way: Way = PLAIN,
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
    way
        How it goes on from the gradient: plain descent, unless it is told otherwise. AdaGrad, RMSProp and
        Adam leave the span of the pictures; such a run is that of `Prepared.direct`.
    on_progress
        Called as ``on_progress(done, num_iterations)`` about every 50 ms, and at the end.
    should_stop
        Asked as often; when it says true, the run so far is returned, with `stopped` set.

    Raises
    ------
    ValueError
        The learning rate is not positive and finite, or num_iterations is negative.
    """
    if not (np.isfinite(learning_rate) and learning_rate > 0):
        raise ValueError(f"the learning rate must be a positive number; found {learning_rate}")
    if num_iterations < 0:
        raise ValueError(f"the number of iterations must be 0 or more; found {num_iterations}")
    return _Training(prepared.along(way), way, learning_rate, num_iterations).run(on_progress, should_stop)


def prolong(
    run: TrainingRun,
    num_iterations: int,
    *,
    on_progress: Callable[[int, int], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TrainingRun:
    """Go on with a run until so many iterations, at least its own; the rest as for `train`, whose run for as
    many iterations it is, to the bit, in the time of those that are new.
    """
    training = _Training(run.prepared, run.way, run.learning_rate, num_iterations)
    training.resume(run)
    return replace(training.run(on_progress, should_stop), _curvatures=run._curvatures)


class _Training:
    """A run under way: its row, followed by those of its twins if it has any."""

    def __init__(self, prepared: Prepared, way: Way, learning_rate: float, num_iterations: int) -> None:
        self._started = time.perf_counter()
        self._clock = [(0, 0.0)]
        parts, size = 1 + way.rule.memories, prepared.form.state_size
        self._prepared, self._way, self._asked = prepared, way, num_iterations
        self._learning_rate, rate = learning_rate, way.first_rate(learning_rate)
        can_part = prepared.can_part(way, rate)
        self._rates = np.array([rate, *(twin_rates(rate) if can_part else ())])
        self._done, self._last = 0, np.zeros((parts, len(self._rates), size))
        self._costs = np.empty((len(self._rates), num_iterations + 1))
        self._lengths = np.empty(num_iterations + 1)
        own = recorded_iterations(num_iterations, _capacity(parts * size), smooth=not can_part)
        others = _choose_twin_iterations(num_iterations, parts * size)
        self._own = _Kept(slice(0, 1), np.union1d(own, _forks_before(way, num_iterations)), (parts, size))
        self._twins = _Kept(slice(1, len(self._rates)), others, (parts, size))

    def resume(self, run: TrainingRun) -> None:
        """Begin where a run with this rate ended."""
        done = self._done = run.num_iterations
        self._clock = run.clock.tolist()
        self._started -= run.seconds
        self._lengths[:done] = run.squared_lengths[:-1]
        self._costs[:, :done] = run.costs[:-1]
        self._own.resume(done, run.recorded, run._parts[:, :, np.newaxis])
        self._last[:, 0] = run._parts[:, -1]
        if run.twins:
            # Of their costs only the ends are kept: these stand for all of them before.
            self._costs[1, :done] = run.twins.lowest[:-1]
            self._costs[2:, :done] = run.twins.highest[:-1]
            self._twins.resume(done, run.twins.recorded, run.twins.parts)
            self._last[:, 1:] = run._twin_parts_at(run.twins, done)

    def run(
        self,
        on_progress: Callable[[int, int], object] | None,
        should_stop: Callable[[], bool] | None,
    ) -> TrainingRun:
        """Descend, tell how far it is, and return the run: as far as it is, when it should stop."""
        next_call = 0.0
        for block in _descend(self._prepared, self._way, self._rates, self._last, self._done, self._asked):
            self._take(block)
            if time.perf_counter() >= next_call:
                next_call = time.perf_counter() + _CALL_BACK_SECONDS
                if on_progress:
                    on_progress(self._done, self._asked)
                if should_stop and should_stop():
                    break
        run = self._finish()
        if on_progress:
            on_progress(self._done, self._asked)
        return run

    def _take(self, block: "_Block") -> None:
        """Keep what the run needs of some iterations more."""
        end = self._done + len(block.logits)
        measure = self._prepared.form.squared_lengths
        self._lengths[self._done : end] = measure(block.parts[0, :-1, 0], block.logits[:, 0])
        self._costs[:, self._done : end] = compute_costs(block.logits, self._prepared.Y).T
        for kept in (self._own, self._twins):
            kept.take(self._done, block.parts)
        self._done, self._last = end, block.parts[:, -1].copy()
        self._clock.append((end, time.perf_counter() - self._started))

    def _finish(self) -> TrainingRun:
        """Return the run as far as it is."""
        self._clock.append((self._done, time.perf_counter() - self._started))
        states, form, end = self._last[0], self._prepared.form, self._done + 1
        logits = form.logits(states)
        self._lengths[self._done] = form.squared_lengths(states[0], logits[0])
        self._costs[:, self._done] = compute_costs(logits, self._prepared.Y)
        costs = self._costs[:, :end]
        recorded, parts = self._own.finish(self._done, self._last)
        twins = Twins(costs.min(axis=0), costs.max(axis=0), *self._twins.finish(self._done, self._last))
        return TrainingRun(
            prepared=self._prepared,
            learning_rate=float(self._learning_rate),
            requested_iterations=self._asked,
            costs=frozen(costs[0].copy()),
            squared_lengths=frozen(self._lengths[:end].copy()),
            recorded=recorded,
            clock=frozen(np.array(self._clock)),
            twins=twins if len(costs) > 1 else None,
            _parts=frozen(parts[:, :, 0]),
            way=self._way,
        )


class _Kept:
    """The parts of some rows at some iterations (ascending, the last one among them), as they come."""

    def __init__(self, rows: slice, iterations: Indices, shape: tuple[int, int]) -> None:
        self._rows, self._iterations = rows, iterations
        parts, size = shape
        self._parts = _reserve((parts, len(iterations), rows.stop - rows.start, size))

    def resume(self, done: int, recorded: Indices, parts: Array) -> None:
        """Take what was kept (parts, c, k, size) at other iterations (c,) before `done`."""
        earlier, later = int(np.searchsorted(recorded, done)), np.searchsorted(self._iterations, done)
        self._iterations = np.append(recorded[:earlier], self._iterations[later:])
        self._parts = _reserve((len(parts), len(self._iterations), *parts.shape[2:]))
        self._parts[:, :earlier] = parts[:, :earlier]

    def take(self, done: int, parts: Array) -> None:
        """Keep what is wanted of parts (parts, count + 1, k, size) from iteration `done` on, but of the last,
        with which the next begin.
        """
        first, end = np.searchsorted(self._iterations, (done, done + parts.shape[1] - 1))
        self._parts[:, first:end] = parts[:, self._iterations[first:end] - done, self._rows]

    def finish(self, done: int, last: Array) -> tuple[Indices, Array]:
        """Return the iterations and what is kept of these rows, the last of it being parts (parts, k, size)
        before update `done`.
        """
        kept = int(np.searchsorted(self._iterations, done))
        self._parts[:, kept] = last[:, self._rows]
        return frozen(np.append(self._iterations[:kept], done)), frozen(self._parts[:, : kept + 1])


def _reserve(shape: tuple[int, ...]) -> Array:
    """Return an array for what a run keeps, in pages of its own: when a large run goes, the system has them
    back, where a hole in the heap would wait for a run of its size.
    """
    count = math.prod(shape)
    return np.frombuffer(mmap.mmap(-1, max(1, 8 * count)), count=count).reshape(shape)


def recorded_iterations(num_iterations: int, capacity: int, *, smooth: bool = False) -> Indices:
    """Return which of the iterations 0 to num_iterations are recorded, at most `capacity` (at least 4) of
    them: few of a descent that is smooth, as one that begins below the limit is.

    One sequence serves every length, so a run cut short has recorded what a shorter run records: all
    iterations up to half the capacity (the start is where everything happens), from there on at distances
    that grow by a constant factor.
    """
    dense, count = capacity // 2, capacity - capacity // 2 - 1
    if smooth:
        dense, count = min(dense, _SMOOTH_DENSE), min(count, _SMOOTH_LATER)
    if num_iterations < dense:
        return np.arange(num_iterations + 1)
    later = np.rint(np.geomspace(dense, _RECORD_HORIZON, count)).astype(np.int64)
    return np.concatenate([np.arange(dense), np.unique(later[later < num_iterations]), [num_iterations]])


@dataclass(frozen=True, eq=False)
class _Block:
    """Some iterations in a row of k descents: `logits` (count, k, m) before each update; before and after,
    `parts` (parts, count + 1, k, state_size): the states, and then what the rule of the way remembers.
    """

    parts: Array
    logits: Array


class _Stepper:
    """The update of k plain descents side by side."""

    def __init__(self, prepared: Prepared, rates: Array) -> None:
        self._form = prepared.form
        self._steps = rates[:, np.newaxis] * prepared.gradient.factor(prepared.n_samples) / prepared.n_samples
        self._offsets = self._steps * (1.0 - prepared.Y)
        self._dZ = np.empty(self._offsets.shape)

    def step(self, states: Array, logits: Array, out: Array | None = None) -> Array:
        """Return the states (k, state_size) after an update, from those before and their logits (k, m)."""
        return np.subtract(states, self._form.lift(self.pull(logits)), out=out)

    def pull(self, logits: Array) -> Array:
        """Return rate / m (A - Y), (k, m), for logits (k, m), in an array that is used again; where the
        gradient is written otherwise, that. Exponentials overflow silently in `_descend_leg`.
        """
        # A = 1 - 1 / (1 + exp(Z)), exact to a rounding of 1: where exp(Z) is infinite, A is 1.
        np.exp(logits, out=self._dZ)
        self._dZ += 1.0
        np.divide(self._steps, self._dZ, out=self._dZ)
        return np.subtract(self._offsets, self._dZ, out=self._dZ)


class _WayStepper:
    """The update of k descents side by side on any way."""

    def __init__(self, prepared: Prepared, way: Way, rates: Array) -> None:
        self._form, self._way, self._m = prepared.form, way, prepared.n_samples
        self._rates = rates[:, np.newaxis]
        self._draws, self._summed = way.draws(self._m), prepared.gradient.summed
        self._stepper = _Stepper(prepared, np.ones(len(rates)) if isinstance(way.rule, Scaling) else rates)

    def step(self, iteration: int, parts: Array, logits: Array) -> Moved:
        """Return the parts (k, state_size) each after update `iteration`, from those before and the logits
        (k, m).
        """
        way, rule = self._way, self._way.rule
        states, *memory = parts
        dZ, factor = self._stepper.pull(logits), way.factor(iteration)
        if self._draws:
            shares = way.weigh(iteration, self._m)
            dZ *= shares > 0 if self._summed else shares
        if isinstance(rule, Scaling):
            dw = self._form.lift(dZ) + way.l2 * states
            return rule.move(states, memory, dw, self._rates * factor, iteration + 1)
        dZ *= factor
        step = self._form.lift(dZ)
        if way.l2:
            step = step + self._rates * (factor * way.l2) * states
        return rule.move(states, memory, step)


def follow_descents(
    prepared: Prepared, way: Way, rates: Array, num_iterations: int
) -> Iterator[tuple[int, Array, Array]]:
    """Yield each iteration of descents from zero that begin with rates (k,), with their states (k,
    state_size) and logits (k, m) before its update, and last those at the end, in arrays that are used again.

    Every row is the run that `train` gives, to the bit.
    """
    done, parts = 0, np.zeros((1 + way.rule.memories, len(rates), prepared.form.state_size))
    for block in _descend(prepared, way, rates, parts, 0, num_iterations):
        for states, logits in zip(block.parts[0], block.logits, strict=False):  # one more state than logits
            yield done, states, logits
            done += 1
        parts = block.parts[:, -1]
    yield done, parts[0], prepared.form.logits(parts[0])


def _descend(
    prepared: Prepared, way: Way, rates: Array, parts: Array, first: int, end: int
) -> Iterator[_Block]:
    """Yield the descents that began with rates (k,), from parts (parts, k, state_size) before update `first`
    to those before `end`, in blocks; the arrays of a block are used again for the next.
    """
    for begin, until in way.legs(first, end):
        # From a fork on a run and its twins have one rate: by then they are apart by their rounding.
        rates_now = np.array([way.rate_at(rate, begin) for rate in rates])
        for block in _descend_leg(prepared, way, rates_now, parts, begin, until):
            parts = block.parts[:, -1]
            yield block


def _descend_leg(
    prepared: Prepared, way: Way, rates: Array, parts: Array, first: int, end: int
) -> Iterator[_Block]:
    """Yield descents with rates (k,) that stay."""
    form, m, (count_parts, k, size) = prepared.form, prepared.n_samples, parts.shape
    numbers = k * (m + count_parts * size)
    length = max(1, min(_BLOCK_ITERATIONS, _BLOCK_BYTES // (8 * numbers), end - first))
    every_part = np.empty((count_parts, length + 1, k, size))
    every_part[:, 0] = parts
    logits = np.empty((length, k, m))
    step = _choose_step(prepared, way, rates)
    for done in range(first, end, length):
        count = min(length, end - done)
        with np.errstate(over="ignore"):  # of exp(Z)
            for i in range(count):
                form.logits(every_part[0, i], out=logits[i])
                step(done + i, every_part[:, i], logits[i], every_part[:, i + 1])
        yield _Block(every_part[:, : count + 1], logits[:count])
        every_part[:, 0] = every_part[:, count]


def _choose_step(prepared: Prepared, way: Way, rates: Array) -> Callable[[int, Array, Array, Array], object]:
    """Return what makes an update: of plain descent, nothing but the lesson's."""
    if way != PLAIN:
        other = _WayStepper(prepared, way, rates)

        def step(iteration: int, parts: Array, logits: Array, out: Array) -> None:
            out[...] = other.step(iteration, parts, logits)

        return step
    plain = _Stepper(prepared, rates)
    return lambda _iteration, parts, logits, out: plain.step(parts[0], logits, out[0])


def _go_on(prepared: Prepared, way: Way, rates: Array, parts: Array, first: int, end: int) -> Array:
    """Return the parts before update `end` of descents that began with rates (k,), from those before `first`
    on, (parts, k, state_size).
    """
    for block in _descend(prepared, way, rates, parts, first, end):
        parts = block.parts[:, -1].copy()
    return parts


def _choose_twin_iterations(num_iterations: int, state_size: int) -> Indices:
    """Return the iterations (ascending) whose states of the twins are recorded, the first and the last among
    them.
    """
    most = max(2, _TWIN_BYTES // (8 * TWINS * state_size))
    step = max(_TWIN_STEP, -(-num_iterations // most))
    return np.append(np.arange(0, num_iterations, step), num_iterations)


def _forks_before(way: Way, end: int) -> Indices:
    return np.array([fork.iteration for fork in way.forks if 0 < fork.iteration < end], dtype=np.int64)


def _capacity(width: int) -> int:
    return max(4, RECORD_BUDGET_BYTES // (8 * width))
