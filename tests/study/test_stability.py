"""The curvature along a descent, against scipy's eigenvalues of the Hessian written out."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st

from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.engine import training
from playground.engine.curvature import compute_largest_curvatures
from playground.engine.forms import Array, Form
from playground.engine.training import Prepared, find_limit, find_limits, prepare, prolong, train
from playground.engine.ways import PLAIN, Adam, Fork, Momentum, Nesterov, Plain, Steps, Way
from playground.neuron import sigmoid
from playground.study.diagnosis import find_rises
from playground.study.stability import choose_iterations, compute_stability


def small_problem(n: int, m: int, seed: int = 3) -> Prepared:
    random = np.random.default_rng(seed)
    Y = (np.arange(m) % 2).astype(float)[np.newaxis]
    return prepare(random.random((n, m)) + 0.3 * Y, Y)


@pytest.fixture(scope="module")
def drawncats() -> Prepared:
    return get_dataset("drawncats").prepared


def explicit_largest_curvature(prepared: Prepared, logits: Array) -> float:
    X1 = np.vstack([prepared.X, np.ones(prepared.n_samples)])
    # 1 - A is sigmoid(-Z), also where A has rounded to 1.
    hessian = X1 @ np.diag(sigmoid(logits) * sigmoid(-logits)) @ X1.T / prepared.n_samples
    return float(scipy.linalg.eigvalsh(hessian)[-1])


@pytest.mark.parametrize(("n", "m"), [(40, 12), (5, 30), (1, 2)], ids=["gram", "direct", "smallest"])
@pytest.mark.parametrize("learning_rate", [0.01, 1.0, 30.0])
def test_curvature_is_the_largest_eigenvalue_of_the_explicit_hessian(
    n: int, m: int, learning_rate: float
) -> None:
    run = train(small_problem(n, m), learning_rate, 40)
    stability = compute_stability(run)
    expected = [
        explicit_largest_curvature(run.prepared, run.logits_at(int(i))[0]) for i in stability.iterations
    ]
    np.testing.assert_allclose(stability.curvatures, expected, rtol=1e-9)
    np.testing.assert_allclose(stability.limits, 2 / np.array(expected), rtol=1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(1, 90), st.integers(1, 120))
def test_curvatures_of_points_side_by_side_are_those_of_the_hessian(seed: int, n: int, m: int) -> None:
    # Without a direction that all pictures share, the greatest eigenvalues lie close together.
    random = np.random.default_rng(seed)
    prepared = prepare(random.standard_normal((n, m)), random.integers(0, 2, (1, m)).astype(float))
    logits = random.standard_normal((7, m)) * 10.0 ** np.arange(-2, 2, 0.6)[:, np.newaxis]
    expected = [explicit_largest_curvature(prepared, each) for each in logits]
    np.testing.assert_allclose(compute_largest_curvatures(prepared.form, logits), expected, rtol=1e-9)


def test_flat_surface_has_no_curvature_and_an_infinite_limit() -> None:
    prepared = small_problem(2, 9)
    assert compute_largest_curvatures(prepared.form, np.full((1, 9), 5000.0))[0] == 0.0
    run = train(prepared, 1.0, 0)
    far_away = replace(run, _parts=np.full((1, 1, 3), 9000.0), _curvatures={})
    assert np.isinf(compute_stability(far_away).limits).all()
    assert compute_stability(far_away).kind == "below"


@pytest.mark.parametrize("l2", [0.0, 0.5])
@pytest.mark.parametrize("rule", [Plain(), Momentum(0.9), Nesterov(0.6)])
def test_just_below_the_limit_of_a_way_a_swing_dies_out_and_just_above_it_grows(
    rule: Plain | Momentum | Nesterov, l2: float
) -> None:
    way = Way(rule, l2=l2)
    stability = compute_stability(train(small_problem(40, 12), 0.01, 40, way=way))
    (limit,), (curvature,) = stability.limits[-1:], stability.curvatures[-1:]
    for share, grows in ((0.99, False), (1.01, True)):
        w, memory = np.ones(1), (np.zeros(1),) * rule.memories
        for _ in range(3000):
            w, *memory = rule.move(w, memory, share * limit * (curvature + l2) * w)
        assert (abs(w[0]) > 1) == grows


@pytest.mark.parametrize("way", [Way(batch=4), Way(Adam())])
def test_where_theory_gives_no_limit_none_is_given(way: Way) -> None:
    stability = compute_stability(train(small_problem(40, 12), 0.01, 40, way=way))
    assert stability.kind == "unknown"
    assert np.isnan(stability.limits).all()


def test_a_rate_that_changes_is_compared_where_it_is_in_force() -> None:
    problem = small_problem(40, 12)
    low, high = 0.4 * problem.first_limit, 40 * problem.first_limit
    run = train(problem, low, 40, way=Way(schedule=Steps(8), forks=(Fork(20, high),)))
    stability = compute_stability(run)
    without_steps = np.where(stability.iterations < 20, low, high)
    np.testing.assert_allclose(
        stability.rates, without_steps / 2.0 ** (stability.iterations // 8), rtol=1e-15
    )
    assert compute_stability(run.until(19)).kind == "below"
    assert stability.kind == "caught"
    assert stability.caught_at > 20


def test_start_limit_on_the_photos_is_below_the_lessons_learning_rate(photos: Dataset) -> None:
    limit = compute_stability(train(photos.prepared, 0.005, 0)).limits[0]
    assert limit == pytest.approx(0.0036, abs=5e-5)
    assert limit == pytest.approx(2 / 553.6, rel=1e-4)


@pytest.mark.parametrize(("learning_rate", "kind"), [(0.002, "below"), (0.005, "caught")])
def test_photos_below_the_limit_never_rise_and_above_it_are_caught(
    photos: Dataset, learning_rate: float, kind: str
) -> None:
    run = train(photos.prepared, learning_rate, 2000)
    stability = compute_stability(run)
    rises = np.flatnonzero(np.diff(run.costs) > 0)
    assert stability.kind == kind
    assert (len(rises) == 0) == (kind == "below")
    if kind == "caught":
        assert rises[-1] < stability.caught_at < 500


@pytest.mark.parametrize("way", [PLAIN, Way(Momentum(0.9)), Way(l2=0.05)], ids=["plain", "momentum", "l2"])
@pytest.mark.parametrize("times", [1.4, 3.0, 10.0])
def test_a_run_is_caught_after_the_last_iteration_of_all_that_is_above_or_rises(
    drawncats: Prepared, way: Way, times: float
) -> None:
    limit = find_limit(drawncats, way)
    assert limit is not None
    run = train(drawncats, times * limit, 1500, way=way)
    limits = find_limits(drawncats, way, run.curvatures_at(np.arange(1501)))
    above = np.flatnonzero(run.learning_rate >= limits)
    expected = max(above[-1], find_rises(run.costs)[-1]) + 1
    for num_iterations in (1500, 1200):
        stability = compute_stability(run.until(num_iterations))
        if expected <= 0.9 * num_iterations:
            assert (stability.kind, stability.caught_at) == ("caught", expected)
        else:
            assert (stability.kind, stability.caught_at) == ("above", -1)


@pytest.mark.parametrize("learning_rate", [0.05, 5.0, 200.0])
@pytest.mark.parametrize("shape", [(60, 25), (12, 40)])
def test_no_limit_is_shorter_than_the_first(shape: tuple[int, int], learning_rate: float) -> None:
    limits = compute_stability(train(small_problem(*shape), learning_rate, 200)).limits
    assert limits.min() >= limits[0] * (1 - 1e-9)


def test_a_run_cut_off_while_it_oscillates_is_above(photos: Dataset) -> None:
    for num_iterations, kind in ((0, "untrained"), (1, "above"), (5, "above"), (200, "above")):
        stability = compute_stability(train(photos.prepared, 0.005, num_iterations))
        assert stability.limits[0] < 0.005
        assert (stability.kind, stability.caught_at) == (kind, -1)


@given(st.integers(0, 50), st.floats(0.5, 40), st.sampled_from([0, 1, 2, 10, 60]))
def test_what_is_said_of_the_limit_is_true_of_the_run(seed: int, times: float, num_iterations: int) -> None:
    problem = small_problem(4, 9, seed)
    rate = times * compute_stability(train(problem, 1.0, 0)).limits[0] / 2
    run = train(problem, rate, num_iterations)
    stability = compute_stability(run)
    rose = bool((np.diff(run.costs) > 1e-12 * run.costs[:-1]).any())
    above = bool((rate >= stability.limits).any())
    assert (stability.kind == "below") == (not above)
    assert not (rose and stability.kind in ("below", "spared", "untrained"))
    assert (stability.kind == "untrained") <= (num_iterations == 0)
    if stability.kind == "caught":
        rises = np.flatnonzero(np.diff(run.costs) > 1e-12 * run.costs[:-1])
        assert len(rises) > 0
        assert rises[-1] < stability.caught_at <= 0.9 * num_iterations
        assert (rate < stability.limits[stability.iterations >= stability.caught_at]).all()


def test_a_run_that_still_rises_is_not_caught_however_flat_its_last_point(photos: Dataset) -> None:
    run = train(photos.prepared, 1e6, 500)
    assert (np.diff(run.costs[-50:]) > 0).any()
    assert compute_stability(run).kind == "above"


def test_curvatures_too_small_for_their_limit_are_flat(photos: Dataset) -> None:
    stability = compute_stability(train(photos.prepared, 1.0, 10_000))
    assert (stability.limits > 0).all()


def test_iterations_are_recorded_ones_from_first_to_last_and_those_of_every_longer_run() -> None:
    run = train(small_problem(40, 12), 0.01, 3000)
    longest = choose_iterations(run)
    assert (np.diff(longest) > 0).all()
    assert len(longest) < 70
    for num_iterations in (0, 1, 2, 7, 300, 2000, 3000):
        chosen = choose_iterations(run.until(num_iterations))
        *before, last = chosen.tolist()
        assert chosen[0] == 0
        assert last == num_iterations
        assert before == [each for each in longest.tolist() if each < num_iterations]


def test_a_curvature_is_computed_once_for_a_run_its_cuts_and_what_goes_on_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows: list[int] = []

    def count(form: Form, logits: Array) -> Array:
        rows.append(len(logits))
        return compute_largest_curvatures(form, logits)

    monkeypatch.setattr(training, "compute_largest_curvatures", count)
    problem = small_problem(40, 12)
    alone, run = train(problem, 0.01, 700), train(problem, 0.01, 400)
    longer = prolong(run, 700)
    rows.clear()
    expected = compute_stability(alone)
    assert sum(rows) == len(expected.iterations)
    for each in (run, run.until(150), longer, longer.until(300)):
        found = compute_stability(each)
    assert sum(rows) == 2 * len(expected.iterations) + 3  # these end where the ladder has no step
    assert found.curvatures[:-1].tolist() == expected.curvatures[: len(found.curvatures) - 1].tolist()
