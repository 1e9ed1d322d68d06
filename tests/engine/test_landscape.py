"""The loss surfaces against the lesson's cost, LAPACK, scikit-learn, and the definitions of the planes."""

import tracemalloc

import numpy as np
import pytest
import scipy.linalg
from sklearn.decomposition import PCA

from playground import neuron
from playground.app.session.choices import LEARNING_RATES
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.engine import training
from playground.engine.curvature import compute_curvatures
from playground.engine.forms import Array
from playground.engine.landscape import PLANES, Landscape, locate, locate_other, project
from playground.engine.training import Prepared, TrainingRun, prepare, train
from playground.engine.ways import PLAIN, Adam, Momentum, Way
from tests.support import make_prepared

GRAM, DIRECT = (40, 9), (4, 40)
SHAPES = [pytest.param(GRAM, id="gram"), pytest.param(DIRECT, id="direct")]
RATES = [0.005, 0.5, 50.0]


def weights_of(pair: tuple[Array, float]) -> Array:
    """Return w and b as one vector."""
    return np.append(pair[0], pair[1])


def directions(landscape: Landscape) -> Array:
    """Return the two directions (2, n + 1) of a plane, from the weights at its points alone."""
    origin = weights_of(landscape.weights_at(0, 0))
    return np.array([weights_of(landscape.weights_at(*axis)) - origin for axis in ((1, 0), (0, 1))])


def true_path(run: TrainingRun, iterations: Array) -> Array:
    """Return the true weights (k, n + 1) at some iterations."""
    return np.array([weights_of(run.weights_at(int(i))) for i in iterations])


def nearest_weights(run: TrainingRun) -> Array:
    """Return for every iteration the weights (k, n + 1) at the nearest that is recorded."""
    distances = np.abs(run.recorded[::-1] - np.arange(run.num_iterations + 1)[:, np.newaxis])
    return true_path(run, run.recorded)[::-1][distances.argmin(axis=1)]


def true_cost(prepared: Prepared, pair: tuple[Array, float]) -> float:
    return neuron.propagate(*pair, prepared.X, prepared.Y)[1]


def assert_nodes_are_true(landscape: Landscape, prepared: Prepared, nodes: int) -> None:
    """Compare random nodes with the lesson's cost at their weights."""
    random = np.random.default_rng(7)
    for row, column in random.integers(0, len(landscape.alphas), (nodes, 2)):
        expected = true_cost(prepared, landscape.weights_at(landscape.alphas[column], landscape.betas[row]))
        assert landscape.costs[row, column] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def assert_path_is_projected(landscape: Landscape, run: TrainingRun) -> None:
    """Check what makes a foot of a perpendicular: the rest of the weights is orthogonal to both axes."""
    axes = directions(landscape)
    chosen = np.unique(np.linspace(0, len(landscape.path) - 1, 25).astype(int))
    true = true_path(run, landscape.iterations[chosen])
    drawn = np.array([weights_of(landscape.weights_at(*point)) for point in landscape.path[chosen]])
    sizes = np.linalg.norm(axes, axis=1) * max(np.abs(true).max(), np.abs(drawn).max(), 1e-3)
    np.testing.assert_allclose((true - drawn) @ axes.T / sizes, 0, atol=1e-9)


# --- What holds on every plane --------------------------------------------------------------------


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("learning_rate", RATES)
def test_cost_at_nodes_is_the_cost_of_their_weights(
    plane: str, shape: tuple[int, int], learning_rate: float
) -> None:
    prepared = make_prepared(*shape)
    landscape = project(train(prepared, learning_rate, 300), plane, resolution=21)
    assert landscape.costs.shape == (21, 21)
    assert_nodes_are_true(landscape, prepared, nodes=60)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("learning_rate", RATES)
def test_cost_at_nodes_is_true_on_the_photos(photos: Dataset, plane: str, learning_rate: float) -> None:
    landscape = project(train(photos.prepared, learning_rate, 1000), plane, resolution=31)
    assert_nodes_are_true(landscape, photos.prepared, nodes=15)


@pytest.mark.parametrize("plane", ["path", "sharp"])
def test_the_start_is_on_the_same_side_for_every_rate(plane: str) -> None:
    assert_start_is_left_and_below(get_dataset("drawncats"), plane)


@pytest.mark.parametrize("plane", ["path", "sharp"])
def test_the_start_is_on_the_same_side_on_the_photos(photos: Dataset, plane: str) -> None:
    assert_start_is_left_and_below(photos, plane)


def assert_start_is_left_and_below(dataset: Dataset, plane: str) -> None:
    """Check where a descent of every learning rate on the slider begins."""
    for rate in LEARNING_RATES:
        landscape = project(train(dataset.prepared, rate, 200), plane, resolution=2)
        assert (landscape.path[0] < 1e-9).all(), rate


def test_rows_are_betas_and_columns_alphas() -> None:
    prepared = make_prepared(*GRAM)
    landscape = project(train(prepared, 0.1, 100), resolution=5)
    corner = landscape.weights_at(landscape.alphas[-1], landscape.betas[0])
    assert landscape.costs[0, -1] == pytest.approx(true_cost(prepared, corner), rel=1e-9)
    assert landscape.costs[0, -1] != pytest.approx(landscape.costs[-1, 0], rel=1e-3)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("learning_rate", RATES)
def test_path_is_the_orthogonal_projection_of_the_true_weights(
    plane: str, shape: tuple[int, int], learning_rate: float
) -> None:
    run = train(make_prepared(*shape), learning_rate, 300)
    landscape = project(run, plane, resolution=3)
    np.testing.assert_array_equal(landscape.iterations, run.recorded)
    assert_path_is_projected(landscape, run)


@pytest.mark.parametrize("plane", PLANES)
def test_path_is_projected_on_the_photos(photos: Dataset, plane: str) -> None:
    run = train(photos.prepared, 0.5, 1000)
    assert_path_is_projected(project(run, plane, resolution=3), run)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", SHAPES)
def test_directions_are_orthogonal(plane: str, shape: tuple[int, int]) -> None:
    first, second = directions(project(train(make_prepared(*shape), 0.5, 300), plane, resolution=3))
    assert abs(first @ second) <= 1e-10 * np.linalg.norm(first) * np.linalg.norm(second)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("learning_rate", RATES)
def test_located_iterations_lie_where_the_path_has_them(
    plane: str, shape: tuple[int, int], learning_rate: float
) -> None:
    run = train(make_prepared(*shape), learning_rate, 300)
    landscape = project(run, plane, resolution=3)
    places = np.array([0, 1, 2, 40, -2, -1])
    size = np.abs(landscape.path).max()
    found = locate(run, landscape, run.recorded_states[places])
    np.testing.assert_allclose(found, landscape.path[places], rtol=0, atol=1e-12 * size)
    assert locate(run, landscape, run.recorded_states[:0]).shape == (0, 2)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", SHAPES)
def test_iterations_between_the_recorded_ones_are_located_at_the_feet_of_their_perpendiculars(
    plane: str, shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = make_prepared(*shape)
    monkeypatch.setattr(training, "RECORD_BUDGET_BYTES", 24 * 8 * prepared.form.state_size)
    run = train(prepared, 3.0, 900)
    landscape = project(run, plane, resolution=3)
    between = np.setdiff1d(np.arange(901), run.recorded)[::40]
    assert len(between) > 15
    weights, axes = true_path(run, between), directions(landscape)
    from_origin = weights - weights_of(landscape.weights_at(0, 0))
    expected = from_origin @ axes.T / (axes**2).sum(axis=1)
    atol = 1e-9 * np.abs(landscape.path).max()
    np.testing.assert_allclose(locate(run, landscape, run.states_at(between)), expected, rtol=0, atol=atol)
    together = np.union1d(between, run.recorded)
    located = locate(run, landscape, run.states_at(together))
    np.testing.assert_allclose(
        located[np.isin(together, run.recorded)], landscape.path, rtol=0, atol=1e-3 * atol
    )


@pytest.mark.parametrize("plane", ["random", "sharp"])
def test_end_point_lies_in_the_origin(plane: str) -> None:
    run = train(make_prepared(*GRAM), 0.5, 300)
    landscape = project(run, plane, resolution=3)
    np.testing.assert_allclose(landscape.path[-1], 0, atol=1e-10)
    np.testing.assert_allclose(weights_of(landscape.weights_at(0, 0)), weights_of((run.w, run.b)), rtol=1e-12)


@pytest.mark.parametrize("plane", PLANES)
def test_path_costs_are_the_runs(plane: str) -> None:
    run = train(make_prepared(*GRAM), 0.5, 300)
    np.testing.assert_array_equal(project(run, plane, resolution=3).path_costs, run.costs[run.recorded])


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", SHAPES)
def test_gap_is_the_largest_distance_of_the_path_from_the_surface(plane: str, shape: tuple[int, int]) -> None:
    prepared = make_prepared(*shape)
    run = train(prepared, 3.0, 120)
    landscape = project(run, plane, resolution=3)
    under = [true_cost(prepared, landscape.weights_at(*point)) for point in landscape.path]
    assert landscape.gap == pytest.approx(np.abs(np.array(under) - run.costs).max(), rel=1e-7, abs=1e-11)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", SHAPES)
def test_explained_is_the_share_of_the_variance(plane: str, shape: tuple[int, int]) -> None:
    run = train(make_prepared(*shape), 0.5, 200)
    landscape = project(run, plane, resolution=3)
    axes = directions(landscape)
    weights = nearest_weights(run)
    along = (weights @ (axes / np.linalg.norm(axes, axis=1, keepdims=True)).T).var(axis=0)
    np.testing.assert_allclose(landscape.explained, along / weights.var(axis=0).sum(), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_few_states_of_a_smooth_run_tell_its_plane_as_all_would(shape: tuple[int, int]) -> None:
    run = train(make_prepared(*shape), 0.05, 3000)
    assert len(run.recorded) < 500
    pca = PCA(2, svd_solver="full").fit(true_path(run, np.arange(3001)))
    landscape = project(run, "path", resolution=3)
    np.testing.assert_allclose(landscape.explained, pca.explained_variance_ratio_, atol=1e-4)
    units = directions(landscape) / np.linalg.norm(directions(landscape), axis=1, keepdims=True)
    np.testing.assert_allclose(np.abs((units * pca.components_).sum(axis=1)), 1, atol=1e-4)


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("learning_rate", RATES)
def test_window_holds_the_whole_path_or_says_it_is_clipped(plane: str, learning_rate: float) -> None:
    landscape = project(train(make_prepared(*GRAM), learning_rate, 300), plane, resolution=3)
    low = np.array([landscape.alphas[0], landscape.betas[0]])
    high = np.array([landscape.alphas[-1], landscape.betas[-1]])
    outside = ((landscape.path < low) | (landscape.path > high)).any()
    assert landscape.clipped == outside
    assert ((landscape.path[[0, -1]] > low) & (landscape.path[[0, -1]] < high)).all()


def test_ordinary_window_is_the_path_with_a_margin_of_15_percent() -> None:
    landscape = project(train(make_prepared(*GRAM), 0.1, 300), resolution=3)
    assert not landscape.clipped
    low, high = landscape.path.min(axis=0), landscape.path.max(axis=0)
    margin = 0.15 * (high - low)
    np.testing.assert_allclose([landscape.alphas[0], landscape.betas[0]], low - margin, rtol=1e-9)
    np.testing.assert_allclose([landscape.alphas[-1], landscape.betas[-1]], high + margin, rtol=1e-9)


def test_window_of_a_wild_path_is_clipped_to_where_it_spends_its_time() -> None:
    landscape = project(train(make_prepared(*GRAM), 3.0, 3000), "sharp", resolution=3)
    low, high = np.quantile(landscape.path, (0.05, 0.95), axis=0)
    window_low = np.array([landscape.alphas[0], landscape.betas[0]])
    window_high = np.array([landscape.alphas[-1], landscape.betas[-1]])
    assert landscape.clipped
    assert ((window_low < low) & (high < window_high)).all()
    assert (window_high - window_low)[0] < np.ptp(landscape.path, axis=0)[0] / 2


@pytest.mark.parametrize("resolution", [2, 3, 10])
def test_nodes_are_evenly_spaced(resolution: int) -> None:
    landscape = project(train(make_prepared(*GRAM), 0.1, 30), resolution=resolution)
    for nodes in (landscape.alphas, landscape.betas):
        assert len(nodes) == resolution
        np.testing.assert_allclose(np.diff(nodes), np.ptp(nodes) / (resolution - 1), rtol=1e-9)


def test_a_landscape_cannot_be_changed() -> None:
    landscape = project(train(make_prepared(*GRAM), 0.1, 30), resolution=3)
    for array in (landscape.alphas, landscape.betas, landscape.costs, landscape.path, landscape.path_costs):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


# --- The four planes ------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("learning_rate", RATES)
def test_path_plane_holds_the_principal_components(shape: tuple[int, int], learning_rate: float) -> None:
    run = train(make_prepared(*shape), learning_rate, 200)
    landscape = project(run, "path", resolution=3)
    weights = nearest_weights(run)
    pca = PCA(2, svd_solver="full").fit(weights)
    np.testing.assert_allclose(landscape.explained, pca.explained_variance_ratio_, rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(weights_of(landscape.weights_at(0, 0)), pca.mean_, rtol=1e-8, atol=1e-12)
    cosines = np.abs(np.sum(directions(landscape) * pca.components_, axis=1))
    np.testing.assert_allclose(cosines, 1, atol=1e-7)


def test_path_plane_holds_nearly_all_of_the_photos_descent(photos: Dataset) -> None:
    landscape = project(train(photos.prepared, 0.005, 2000), "path", resolution=3)
    np.testing.assert_allclose(landscape.explained, [0.988, 0.0105], atol=0.0005)


def test_path_plane_has_unit_directions() -> None:
    landscape = project(train(make_prepared(*GRAM), 0.1, 100), "path", resolution=3)
    np.testing.assert_allclose(np.linalg.norm(directions(landscape), axis=1), 1, rtol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_scale_plane_has_the_learned_neuron_at_one(shape: tuple[int, int]) -> None:
    run = train(make_prepared(*shape), 0.5, 300)
    landscape = project(run, "scale", resolution=3)
    np.testing.assert_array_equal(weights_of(landscape.weights_at(1, run.b)), weights_of((run.w, run.b)))
    np.testing.assert_allclose(landscape.path[0], 0, atol=1e-12)
    np.testing.assert_allclose(landscape.path[-1], [1, run.b], rtol=1e-9)


@pytest.mark.parametrize(("alpha", "beta"), [(0.0, 0.0), (0.4, -2.0), (-3.0, 0.1)])
def test_scale_plane_is_w_times_alpha_and_b(alpha: float, beta: float) -> None:
    run = train(make_prepared(*GRAM), 0.5, 300)
    w, b = project(run, "scale", resolution=3).weights_at(alpha, beta)
    np.testing.assert_allclose(w, alpha * run.w, rtol=1e-14)
    assert b == beta


@pytest.mark.parametrize("shape", SHAPES)
def test_random_directions_are_as_long_as_the_weights(shape: tuple[int, int]) -> None:
    run = train(make_prepared(*shape), 0.5, 300)
    lengths = np.linalg.norm(directions(project(run, "random", resolution=3)), axis=1)
    np.testing.assert_allclose(lengths, np.linalg.norm(weights_of((run.w, run.b))), rtol=1e-9)


def test_random_directions_follow_from_the_seed() -> None:
    run = train(make_prepared(*GRAM), 0.5, 300)
    first, again, other = (directions(project(run, "random", 3, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (np.abs(np.sum(first * other, axis=1)) < 0.6 * np.sum(first**2, axis=1)).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_sharp_plane_holds_the_top_eigenvectors_of_the_hessian(shape: tuple[int, int]) -> None:
    prepared = make_prepared(*shape)
    run = train(prepared, 0.5, 300)
    values, vectors = hessian_eigenpairs(prepared, run)
    found = directions(project(run, "sharp", resolution=3))
    assert values[-2] > 1.01 * values[-3]  # else the second direction would be a choice
    np.testing.assert_allclose(np.abs(np.sum(found * vectors[:, :-3:-1].T, axis=1)), 1, atol=1e-8)


@pytest.mark.parametrize("shape", SHAPES)
def test_curvatures_are_the_top_eigenvalues_of_the_hessian(shape: tuple[int, int]) -> None:
    prepared = make_prepared(*shape)
    run = train(prepared, 0.5, 300)
    values, _ = hessian_eigenpairs(prepared, run)
    found, _ = compute_curvatures(prepared.form, run.logits_at(300)[0], 2)
    np.testing.assert_allclose(found, values[:-3:-1], rtol=1e-9)


def test_curvatures_hold_where_every_answer_is_certain() -> None:
    prepared = make_prepared(*GRAM)
    offsets = np.linspace(0, 2, 9)
    # Far out A (1 - A) is exp(-|Z|), and the curvatures follow, down to where their squares underflow.
    near, far = (compute_curvatures(prepared.form, base + offsets, 2)[0] for base in (40.0, 500.0))
    assert near[0] > near[1] > 0
    np.testing.assert_allclose(far / np.exp(-460.0), near, rtol=1e-9)


def hessian_eigenpairs(prepared: Prepared, run: TrainingRun) -> tuple[Array, Array]:
    """Return the eigenvalues, rising, and eigenvectors of X1 diag(A (1 - A)) X1.T / m at the end of a run."""
    X1 = np.vstack([prepared.X, np.ones(prepared.n_samples)])
    A = 1 / (1 + np.exp(-(run.w.T @ prepared.X + run.b)))[0]
    values, vectors = scipy.linalg.eigh((X1 * (A * (1 - A))) @ X1.T / prepared.n_samples)
    return values, vectors


def test_greatest_curvature_of_the_photos_at_the_start(photos: Dataset) -> None:
    found, _ = compute_curvatures(photos.prepared.form, np.zeros(photos.prepared.n_samples), 2)
    assert found[0] == pytest.approx(553.6, abs=0.05)
    X1 = np.vstack([photos.X_train, np.ones(photos.prepared.n_samples)])
    singular = np.linalg.svd(X1, compute_uv=False)[:2]
    np.testing.assert_allclose(found, singular**2 / (4 * photos.prepared.n_samples), rtol=1e-9)


# --- Degenerate runs ------------------------------------------------------------------------------


def degenerate_problems() -> dict[str, Prepared]:
    """Return problems in which a plane has less than two directions to choose from."""
    random = np.random.default_rng(11)
    picture, three = random.random((30, 1)), random.integers(0, 256, (30, 3)) / 255
    labels = {m: (np.arange(m) % 2.0)[np.newaxis] for m in range(1, 9)}
    return {
        "one number, one picture": prepare(np.array([[0.7]]), np.array([[1.0]])),
        "one black pixel": prepare(np.array([[0.0]]), np.array([[1.0]])),
        "one number": prepare(random.random((1, 7)), labels[7]),
        "one picture": prepare(picture, np.array([[1.0]])),
        "two pictures": prepare(random.random((30, 2)), labels[2]),
        "one class": prepare(random.random((30, 4)), np.ones((1, 4))),
        "all black": prepare(np.zeros((30, 5)), labels[5]),
        "all equal": prepare(np.repeat(picture, 5, axis=1), labels[5]),
        "all equal, classes balanced": prepare(np.repeat(picture, 6, axis=1), labels[6]),
        "all equal, more pictures than numbers": prepare(np.full((3, 8), 0.3), labels[8]),
        "every picture in both classes": prepare(np.hstack([three, three]), np.array([[0.0, 0, 0, 1, 1, 1]])),
    }


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("name", sorted(degenerate_problems()))
def test_degenerate_problems_give_true_costs_on_orthogonal_axes(name: str, plane: str) -> None:
    prepared = degenerate_problems()[name]
    for learning_rate in (0.05, 5.0):
        for iterations in (0, 1, 2, 200):
            run = train(prepared, learning_rate, iterations)
            landscape = project(run, plane, resolution=7)
            assert_nodes_are_true(landscape, prepared, nodes=15)
            assert_path_is_projected(landscape, run)
            assert np.isfinite([*landscape.explained, landscape.gap]).all()
            assert (landscape.explained >= 0).all()
            assert landscape.explained.sum() <= 1 + 1e-6
            first, second = directions(landscape)
            assert first.any()
            assert second.any()
            assert abs(first @ second) <= 1e-9 * np.linalg.norm(first) * np.linalg.norm(second)


def test_pictures_in_both_classes_move_nowhere() -> None:
    prepared = degenerate_problems()["every picture in both classes"]
    landscape = project(train(prepared, 0.5, 300), "path", resolution=3)
    np.testing.assert_array_equal(landscape.explained, [0, 0])
    assert landscape.gap < 1e-12


@pytest.mark.parametrize("plane", PLANES)
def test_photos_before_training_have_a_landscape(photos: Dataset, plane: str) -> None:
    landscape = project(train(photos.prepared, 0.005, 0), plane, resolution=5)
    assert_nodes_are_true(landscape, photos.prepared, nodes=5)
    assert landscape.costs.max() > landscape.costs.min()


# --- Errors ---------------------------------------------------------------------------------------


def test_unknown_plane_is_an_error() -> None:
    with pytest.raises(ValueError, match="'flat'"):
        project(train(make_prepared(*GRAM), 0.1, 3), "flat")


@pytest.mark.parametrize("resolution", [1, 0, -5])
def test_resolution_below_two_is_an_error(resolution: int) -> None:
    with pytest.raises(ValueError, match="resolution"):
        project(train(make_prepared(*GRAM), 0.1, 3), resolution=resolution)


# --- Other runs on the plane of one ---------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize(
    ("way", "other_way"), [(PLAIN, Way(Momentum(0.9))), (PLAIN, Way(Adam())), (Way(Adam()), PLAIN)]
)
def test_another_run_is_where_its_weights_are_nearest(
    shape: tuple[int, int], plane: str, way: Way, other_way: Way
) -> None:
    prepared = make_prepared(*shape)
    run, other = (train(prepared, 0.05, 60, way=each) for each in (way, other_way))
    landscape = project(run, plane, 5)
    path, share = locate_other(run, landscape, other)
    axes, origin = directions(landscape), weights_of(landscape.weights_at(0, 0))
    weights = true_path(other, other.recorded)
    expected = np.linalg.lstsq(axes.T, (weights - origin).T, rcond=None)[0].T
    np.testing.assert_allclose(path, expected, rtol=1e-6, atol=1e-8)
    seen = np.linalg.norm((expected[-1] - expected[0]) @ axes)
    assert share == pytest.approx(seen / np.linalg.norm(weights[-1]), rel=1e-6)


@pytest.mark.parametrize("plane", ["path", "sharp", "random"])
def test_a_run_on_its_own_plane_is_the_path_that_is_drawn(plane: str) -> None:
    run = train(make_prepared(*GRAM), 0.05, 60)
    landscape = project(run, plane, 5)
    path, share = locate_other(run, landscape, run)
    np.testing.assert_allclose(path, landscape.path, rtol=1e-12, atol=1e-12)
    assert 0 < share <= 1


@pytest.mark.parametrize("plane", PLANES)
def test_about_its_memory_is_said(plane: str) -> None:
    run = train(make_prepared(4, 3000), 0.5, 100)  # long vectors beside a small grid
    project(run, plane, 21)  # what is kept with the run is no part of it
    tracemalloc.start()
    landscape = project(run, plane, 21)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held / 2 < landscape.nbytes < 2 * held
