"""The cost as a landscape: planes through the space of all weights, and the descent path on them.

A plane is an origin and two directions in the n + 1 dimensions of (w, b). Logits are linear in (w, b), so on
a plane they are z0 + alpha z1 + beta z2 for each picture: the pictures are projected once, and a node of the
grid costs m products instead of n * m. The costs are exact; only the choice of two dimensions out of n + 1 is
a choice, and `Landscape.gap` says how far the path is from the plane it is drawn on.

Source for looking at a loss this way: H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein, "Visualizing the Loss
Landscape of Neural Nets", 2018, sections 2, 4 and 7.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.engine.costs import sum_of_softplus, sum_on_grid
from playground.engine.curvature import compute_curvatures
from playground.engine.eigen import largest_eigenpairs, orthogonal_unit
from playground.engine.forms import (
    NEGLIGIBLE,
    Array,
    Form,
    Vector,
    frozen,
    inner,
    vector_of_state,
    vector_of_weights,
)
from playground.engine.training import Indices, TrainingRun

PLANES = ("path", "scale", "random", "sharp")
RANDOM_SEED = 2018

_MARGIN = 0.15
_CLIP_RATIO = 4.0
_CORE = (0.05, 0.95)
_AT_ONCE = 128  # points
_CANCELLED = 1e-10  # of the square of a length: what is left of less is taken from the weights


@dataclass(frozen=True, eq=False)
class Landscape:
    """The cost on a window of a plane, and the descent path projected onto it.

    Attributes
    ----------
    plane
        One of `PLANES`.
    alphas, betas
        The nodes of the grid, (resolution,) each. On the planes path and sharp they are distances in the
        space of (w, b), on scale multiples of the learned w and values of b, on random multiples of the
        length of (w, b).
    costs
        J at the nodes, (resolution, resolution): rows are betas, columns alphas.
    path
        The coordinates (k, 2) of the descent at `iterations` (k,): the foot of the perpendicular from the
        true weights.
    path_costs
        The true cost (k,) at those iterations.
    costs_under_path
        The cost (k,) of the plane at `path`: the true one where the path lies on the plane.
    explained
        The share (2,) of the path's variance along each axis.
    clipped
        Whether part of the path lies outside the window.
    forks
        The places (j,) in `path` at which the learning rate becomes another.
    """

    plane: str
    alphas: Array
    betas: Array
    costs: Array
    path: Array
    iterations: Indices
    path_costs: Array
    costs_under_path: Array
    explained: Array
    clipped: bool
    forks: Indices
    _origin: Vector = field(repr=False)
    _axes: tuple[Vector, Vector] = field(repr=False)

    @property
    def gap(self) -> float:
        """The largest difference between the true cost of the path and the cost of the plane under it."""
        return float(np.abs(self.costs_under_path - self.path_costs).max())

    @property
    def nbytes(self) -> int:
        """About the memory of the grid, the path and the vectors that span the plane, in bytes."""
        vectors = 3 * 2 * self._origin.logits.nbytes
        return self.costs.nbytes + self.path.nbytes + vectors

    def holds(self, points: Array) -> NDArray[np.bool_]:
        """Return which points (k, 2) of the plane lie in the window."""
        low, high = (np.array([self.alphas[end], self.betas[end]]) for end in (0, -1))
        return np.asarray(((points >= low) & (points <= high)).all(axis=1))

    def weights_at(self, alpha: float, beta: float) -> tuple[Array, float]:
        """Return w (n, 1) and b at a point of the plane."""
        first, second = self._axes
        weights = self._origin.weights + alpha * first.weights + beta * second.weights
        return weights[:-1, np.newaxis], float(weights[-1])


@dataclass(frozen=True, eq=False)
class _Plane:
    """An origin, two orthogonal directions, and how far from the origin the window reaches at least."""

    origin: Vector
    axes: tuple[Vector, Vector]
    reach: tuple[float, float]


def project(
    run: TrainingRun, plane: str = "path", resolution: int = 101, seed: int = RANDOM_SEED
) -> Landscape:
    """Compute the cost on a plane through the run's weights, and the run's path on it.

    Parameters
    ----------
    run
        The descent; its end point lies on the plane.
    plane
        ``path``: the two main directions of the descent (principal components of the weights, each recorded
        one counting for the iterations around it).
        ``scale``: the learned w times alpha, and beta for b. ``random``: two orthogonal random directions, as
        long as (w, b). ``sharp``: the two directions of greatest curvature at the end point.
    resolution
        Nodes along each axis, at least 2.
    seed
        For the random directions.

    Raises
    ------
    ValueError
        An unknown plane, or a resolution below 2.
    """
    if plane not in PLANES:
        raise ValueError(f"the plane must be one of {', '.join(PLANES)}; found {plane!r}")
    if resolution < 2:
        raise ValueError(f"the resolution must be at least 2; found {resolution}")
    chosen = _random_plane(run, seed) if plane == "random" else _BUILDERS[plane](run)
    path = _coordinates(run.prepared.form, run.recorded_states, chosen.origin, chosen.axes)
    windows = [_window(path[:, axis], chosen.reach[axis], resolution) for axis in (0, 1)]
    return Landscape(
        plane=plane,
        alphas=frozen(windows[0]),
        betas=frozen(windows[1]),
        costs=frozen(compute_grid_costs(run, chosen.origin, chosen.axes, windows[0], windows[1])),
        path=frozen(path),
        iterations=run.recorded,
        path_costs=frozen(run.costs[run.recorded]),
        costs_under_path=frozen(_costs_under(run, chosen, path)),
        explained=frozen(_explained(run, chosen.axes, path)),
        clipped=any(
            bool((path[:, axis] < nodes[0]).any() or (path[:, axis] > nodes[-1]).any())
            for axis, nodes in enumerate(windows)
        ),
        forks=frozen(np.searchsorted(run.recorded, run.forks)),
        _origin=chosen.origin,
        _axes=chosen.axes,
    )


def locate(run: TrainingRun, landscape: Landscape, states: Array) -> Array:
    """Return the coordinates (k, 2) of some states (k, state_size) of a run on its plane."""
    return _coordinates(run.prepared.form, states, landscape._origin, landscape._axes)


def locate_other(run: TrainingRun, landscape: Landscape, other: TrainingRun) -> tuple[Array, float]:
    """Return the coordinates (k, 2) of the recorded states of another run on the same pictures, which has
    moved, on the plane of a run; and which share of the distance from its start to its end that plane shows.
    """
    form, written = run.prepared.form, other.prepared.form
    origin, axes = landscape._origin, landscape._axes
    # Its states may be written in another form; origin and axes are those of the run.
    squares = np.array([inner(form, axis, axis) for axis in axes])
    starts = np.array([inner(form, origin, axis) for axis in axes])
    along = np.stack([other.recorded_states @ written.covector(axis) for axis in axes], axis=1)
    path = (along - starts) / squares
    shown, whole = ((path[-1] - path[0]) ** 2) @ squares, other.squared_lengths[-1]
    return path, float(np.sqrt(min(1.0, shown / whole)))


def compute_grid_costs(
    run: TrainingRun, origin: Vector, axes: tuple[Vector, Vector], alphas: Array, betas: Array
) -> Array:
    """Return J (len(betas), len(alphas)) at origin + alpha * axes[0] + beta * axes[1], exactly."""
    sign = 1.0 - 2.0 * run.prepared.Y[0]
    s0, s1, s2 = (sign * vector.logits for vector in (origin, *axes))
    return sum_on_grid(s0, s1, s2, alphas, betas) / len(sign)


def _path_plane(run: TrainingRun) -> _Plane:
    form, states = run.prepared.form, run.recorded_states
    mean = run.shares @ states
    # As many times as it stands for iterations, each point enters a sum of squares.
    roots = np.sqrt(run.shares)

    def combine(q: Array) -> Array:
        """Return the sum of the states, each less the mean, q (recorded,) times; the differences themselves
        would be as large as all states.
        """
        q = roots * q
        return np.asarray(q @ states - q.sum() * mean)

    def covariance(q: Array) -> Array:
        covector = form.covector(vector_of_state(form, combine(q)))
        return np.asarray(roots * (states @ covector - mean @ covector))

    values, vectors = largest_eigenpairs(covariance, len(states), min(2, len(states)))
    found = [
        vector_of_state(form, combine(vectors[:, i]) / np.sqrt(values[i]))
        for i in range(len(values))
        if values[i] > NEGLIGIBLE * values[0]
    ]
    origin = vector_of_state(form, mean)
    axes = _two_axes(run, [*found, _first_step(run)])
    return _Plane(origin, _away_from_start(form, origin, axes), (0.0, 0.0))


def _scale_plane(run: TrainingRun) -> _Plane:
    X = run.prepared.X
    w, _ = run.weights_at(run.num_iterations)
    if not w.any():
        w = _first_step(run).weights[:-1, np.newaxis]
    if not w.any():
        w = np.ones_like(w)
    learned = vector_of_weights(np.append(w, 0.0), X)
    bias = vector_of_weights(np.append(np.zeros_like(w), 1.0), X)
    origin = vector_of_weights(np.zeros(len(w) + 1), X)
    return _Plane(origin, (learned, bias), (1.25, 1.0))


def _random_plane(run: TrainingRun, seed: int) -> _Plane:
    """Return a plane of two Gaussian directions, normalised filter by filter (Li et al. 2018, section 4).

    A filter is the weights that make one output; one neuron has one filter, w with its b. So each direction
    is scaled to the length of (w, b). The second is made orthogonal to the first, from which it differs
    little in 12,289 dimensions.
    """
    length = float(np.linalg.norm(_end(run).weights)) or 1.0
    first, second = _two_axes(run, [], seed)
    return _Plane(_end(run), (first.scaled(length), second.scaled(length)), (1.0, 1.0))


def _sharp_plane(run: TrainingRun) -> _Plane:
    """Return the plane of the two greatest eigenvalues of the Hessian X1 diag(A (1 - A)) X1.T / m at the end
    point.
    """
    form = run.prepared.form
    _, vectors = compute_curvatures(form, run.logits_at(run.num_iterations)[0], 2)
    found = [vector_of_state(form, vector) for vector in vectors]
    return _Plane(_end(run), _away_from_start(form, _end(run), _two_axes(run, found)), (0.0, 0.0))


_BUILDERS: dict[str, Callable[[TrainingRun], _Plane]] = {
    "path": _path_plane,
    "scale": _scale_plane,
    "sharp": _sharp_plane,
}


def _end(run: TrainingRun) -> Vector:
    return vector_of_state(run.prepared.form, run.recorded_states[-1])


def _first_step(run: TrainingRun) -> Vector:
    """Return the direction of steepest descent at the start, where every A is 1/2."""
    return vector_of_state(run.prepared.form, run.prepared.form.lift(run.prepared.Y[0] - 0.5))


def _two_axes(
    run: TrainingRun, candidates: Sequence[Vector], seed: int = RANDOM_SEED
) -> tuple[Vector, Vector]:
    """Return the first two candidates that are not zero nor the same direction, at length 1; random ones for
    those missing.
    """
    axes: list[Vector] = []
    random = np.random.default_rng(seed)
    queue, size = list(candidates), run.prepared.n_features + 1
    while len(axes) < 2:
        vector = queue.pop(0) if queue else vector_of_weights(random.standard_normal(size), run.prepared.X)
        unit = _unit_of_state(run.prepared.form, vector, axes) or _unit_of_weights(run, vector, axes)
        if unit is not None:
            axes.append(unit)
    return axes[0], axes[1]


def _unit_of_state(form: Form, vector: Vector, axes: Sequence[Vector]) -> Vector | None:
    """Return the part of a vector orthogonal to axes, at length 1, from their states; None where one has no
    state, or where so much of a vector cancels that the rounding of its state would be seen.
    """
    states = [axis.state for axis in axes if axis.state is not None]
    if vector.state is None or len(states) < len(axes):
        return None
    rest = vector.state
    for _ in range(2):  # twice is enough, see `orthogonal_unit`
        for axis, state in zip(axes, states, strict=True):
            rest = rest - (rest @ form.covector(axis)) * state
    part = vector_of_state(form, rest)
    before = form.squared_lengths(vector.state, vector.logits)
    left = form.squared_lengths(rest, part.logits)
    return part.scaled(float(left) ** -0.5) if left > _CANCELLED * before else None


def _unit_of_weights(run: TrainingRun, vector: Vector, axes: Sequence[Vector]) -> Vector | None:
    """Return the same from the weights; None where next to nothing is left."""
    basis = np.array([axis.weights for axis in axes]).reshape(-1, run.prepared.n_features + 1)
    unit = orthogonal_unit(vector.weights, basis)
    # Logits are taken from what is left, not from a state: after cancellation the two would differ.
    return None if unit is None else vector_of_weights(unit, run.prepared.X)


def _away_from_start(form: Form, origin: Vector, axes: tuple[Vector, Vector]) -> tuple[Vector, Vector]:
    """Return eigenvectors, which have no sign of their own, with one: as seen from the origin, the start of
    every run, (w, b) = 0, is on the left and below, and no neighbouring run is drawn mirrored.
    """
    first, second = (axis if inner(form, origin, axis) >= 0 else axis.scaled(-1.0) for axis in axes)
    return first, second


def _coordinates(form: Form, states: Array, origin: Vector, axes: tuple[Vector, Vector]) -> Array:
    """Return the coordinates (k, 2) of states (k, state_size) on two orthogonal axes."""
    columns = [
        (states @ form.covector(axis) - inner(form, origin, axis)) / inner(form, axis, axis) for axis in axes
    ]
    return np.stack(columns, axis=1)


def _explained(run: TrainingRun, axes: tuple[Vector, Vector], path: Array) -> Array:
    """Return the share (2,) of the variance of the weights along each axis; zero where nothing moves."""
    form, shares = run.prepared.form, run.shares
    mean = (shares @ run.recorded_states)[np.newaxis]
    of_mean = float(form.squared_lengths(mean, form.logits(mean))[0])
    total = float(shares @ run.squared_lengths[run.recorded]) - of_mean
    along = shares @ (path - shares @ path) ** 2 * np.array([inner(form, axis, axis) for axis in axes])
    # Where nothing moves, what is left of the difference is its rounding.
    return along / total if total > NEGLIGIBLE * of_mean else np.zeros(2)


def _costs_under(run: TrainingRun, plane: _Plane, path: Array) -> Array:
    """Return J (k,) at points (k, 2) of a plane."""
    sign = 1.0 - 2.0 * run.prepared.Y[0]
    s = sign * np.stack([vector.logits for vector in (plane.origin, *plane.axes)])
    points = np.column_stack([np.ones(len(path)), path])
    # Some at a time, which the processor's cache holds.
    starts = range(0, len(points), _AT_ONCE)
    totals = [sum_of_softplus(points[first : first + _AT_ONCE] @ s) for first in starts]
    return np.concatenate(totals) / len(sign)


def _window(values: Array, reach: float, resolution: int) -> Array:
    """Return the nodes of a window that holds the path and the reach, with a margin.

    Where a wild run makes the whole path more than four times as wide as its middle nine tenths, the window
    shows those, with the start and the end; what lies outside is then said to be clipped.
    """
    low, high = min(values.min(), -reach), max(values.max(), reach)
    core_low, core_high = np.quantile(values, _CORE)
    core_low = min(core_low, values[0], values[-1], -reach)
    core_high = max(core_high, values[0], values[-1], reach)
    if high - low > _CLIP_RATIO * (core_high - core_low) > 0:
        low, high = core_low, core_high
    margin = _MARGIN * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, resolution)
