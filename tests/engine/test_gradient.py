"""Descents on a gradient with a mistake, against the textbook's loops with the wrong line in them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground import neuron
from playground.engine.forms import Array
from playground.engine.gradient import Gradient
from playground.engine.landscape import PLANES, project
from playground.engine.sweep import sweep
from playground.engine.training import Prepared, find_limit, prepare, train
from playground.engine.validation import choose_folds, follow_validation
from playground.engine.ways import PLAIN, Adam, Momentum, Nesterov, Way
from playground.study.mixtures import _Weights
from playground.study.stability import compute_stability
from tests.support import make_problem
from tests.textbook_ways import literal_descent

UPHILL, SUMMED, UNBIASED = Gradient(uphill=True), Gradient(summed=True), Gradient(without_bias=True)
SHAPES = {"gram": (100, 60), "direct": (20, 80)}
WAYS = {
    "plain": PLAIN,
    "momentum": Way(Momentum(0.9)),
    "mixed": Way(Nesterov(0.8), l2=0.02, batch=7, seed=3, warm_up=9),
    "adam": Way(Adam(0.8, 0.95), l2=0.01, batch=11),
}
EVERY_FORM = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())


def write_wrongly(gradient: Gradient) -> Callable[..., tuple[dict[str, Any], float]]:
    """Return `neuron.propagate` as somebody writes it who makes the mistake."""

    def propagate(w: Array, b: float, X: Array, Y: Array) -> tuple[dict[str, Any], float]:
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        error = Y - A if gradient.uphill else A - Y
        m = 1 if gradient.summed else X.shape[1]
        db = 0.0 if gradient.without_bias else error.sum() / m
        return {"dw": (X * error).sum(axis=1, keepdims=True) / m, "db": db}, 0.0

    return propagate


def prepare_wrongly(shape: tuple[int, int], gradient: Gradient) -> Prepared:
    return prepare(*make_problem(*shape), gradient=gradient)


@EVERY_FORM
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("gradient", [UPHILL, SUMMED, UNBIASED], ids=["uphill", "summed", "unbiased"])
def test_every_way_on_a_wrong_gradient_is_the_textbook_s_loop_with_the_wrong_line(
    shape: tuple[int, int], way: Way, gradient: Gradient, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, rate = prepare_wrongly(shape, gradient), 0.002
    run = train(prepared, rate, 60, way=way)
    monkeypatch.setattr(neuron, "propagate", write_wrongly(gradient))
    path = literal_descent(way, prepared.X, prepared.Y, rate, 60)
    for iteration in (0, 1, 2, 31, 60):
        w, b = run.weights_at(iteration)
        np.testing.assert_allclose(np.append(w, b), path[iteration], rtol=1e-9, atol=1e-12)


@EVERY_FORM
def test_without_one_over_m_a_run_is_that_of_a_rate_m_times_as_large(shape: tuple[int, int]) -> None:
    wrong, right = prepare_wrongly(shape, SUMMED), prepare_wrongly(shape, Gradient())
    m = right.n_samples
    run, same = train(wrong, 0.001, 80), train(right, 0.001 * m, 80)
    assert run.costs.tobytes() == same.costs.tobytes()
    assert run.w.tobytes() == same.w.tobytes()
    assert wrong.first_limit == pytest.approx(right.first_limit / m, rel=1e-12)
    assert run.last_limit == pytest.approx(same.last_limit / m, rel=1e-6)  # type: ignore[operator]
    assert compute_stability(run).kind == compute_stability(same).kind


@EVERY_FORM
def test_uphill_every_step_climbs_and_no_learning_rate_is_stable(shape: tuple[int, int]) -> None:
    prepared = prepare_wrongly(shape, UPHILL)
    for rate in (1e-6, 0.1):
        run = train(prepared, rate, 40)
        assert (np.diff(run.costs) > 0).all()
        assert compute_stability(run).kind == "uphill"
        assert run.first_limit is run.last_limit is find_limit(prepared) is None
        assert run.twins is not None
    assert prepared.first_limit == 0


@EVERY_FORM
def test_where_b_is_never_updated_it_stays_0_and_only_w_bends_the_surface(shape: tuple[int, int]) -> None:
    prepared = prepare_wrongly(shape, UNBIASED)
    run = train(prepared, 0.01, 50)
    assert [str(run.weights_at(iteration)[1]) for iteration in (0, 50)] == ["0.0", "0.0"]
    bend = np.linalg.eigvalsh(prepared.X @ prepared.X.T / (4 * prepared.n_samples))[-1]
    assert prepared.first_limit == pytest.approx(2 / bend, rel=1e-9)


@EVERY_FORM
@pytest.mark.parametrize("plane", PLANES)
def test_planes_of_a_run_without_b_hold_the_true_costs_and_the_feet_of_its_weights(
    shape: tuple[int, int], plane: str
) -> None:
    prepared = prepare_wrongly(shape, UNBIASED)
    run = train(prepared, 0.01, 50)
    found = project(run, plane, resolution=5)

    def place(alpha: float, beta: float) -> Array:
        w, b = found.weights_at(alpha, beta)
        return np.append(w, b)

    for i, j in ((0, 0), (1, 4), (4, 2)):
        w, b = found.weights_at(float(found.alphas[i]), float(found.betas[j]))
        _, cost = neuron.propagate(w, b, prepared.X, prepared.Y)
        assert found.costs[j, i] == pytest.approx(cost, rel=1e-9)
    origin = place(0, 0)
    weights = np.array([np.append(*run.weights_at(int(i))) for i in found.iterations])
    for axis, direction in enumerate((place(1, 0) - origin, place(0, 1) - origin)):
        feet = (weights - origin) @ direction / (direction @ direction)
        scale = np.abs(found.path).max()
        np.testing.assert_allclose(found.path[:, axis], feet, rtol=1e-7, atol=1e-9 * scale)


@EVERY_FORM
def test_the_weights_of_a_run_without_b_have_their_own_products(shape: tuple[int, int]) -> None:
    run = train(prepare_wrongly(shape, UNBIASED), 0.01, 50)
    w = np.hstack([run.weights_at(iteration)[0] for iteration in (1, 20, 50)])
    products = _Weights.of(run.prepared.form, run.states_at(np.array([1, 20, 50]))).products()
    np.testing.assert_allclose(products, w.T @ w, rtol=1e-9)


@pytest.mark.parametrize("gradient", [UPHILL, SUMMED, UNBIASED], ids=["uphill", "summed", "unbiased"])
def test_the_map_of_a_wrong_gradient_is_that_of_its_runs_and_so_are_its_folds(gradient: Gradient) -> None:
    X, Y = make_problem(30, 23)
    prepared, rates = prepare(X, Y, gradient=gradient), (0.001, 0.01)
    found = sweep(prepared, rates, 40)
    *_, folds = follow_validation(prepared, rates, 40)
    for row, rate in enumerate(rates):
        assert found.costs[row, -1] == train(prepared, rate, 40).costs[-1]
        right = 0
        for held_out in choose_folds(Y[0]):
            kept = np.setdiff1d(np.arange(23), held_out)
            run = train(prepare(X[:, kept], Y[:, kept], gradient=gradient), rate, 40)
            right += int((neuron.predict(run.w, run.b, X[:, held_out]) == Y[:, held_out]).sum())
        assert folds.accuracies[row, -1] == pytest.approx(100 * right / 23)
