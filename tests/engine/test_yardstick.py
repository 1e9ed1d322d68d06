"""L-BFGS against scipy's own, the lesson's gradient, and what strong convexity promises."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from playground import neuron
from playground.engine.forms import Array
from playground.engine.training import prepare
from playground.engine.yardstick import measure_depth
from tests.support import make_problem

FORMS = [pytest.param((40, 9), id="gram"), pytest.param((4, 40), id="direct")]


def make_tangled(n: int, m: int) -> tuple[Array, Array]:
    """Return pictures of which one stands there with both labels: nothing tells all apart."""
    X, Y = make_problem(n, m)
    X[:, 1], Y[0, :2] = X[:, 0], (0, 1)
    return X, Y


def lowest(X: Array, Y: Array, l2: float) -> float:
    """Return the least of J + l2 / 2 (|w|^2 + b^2), as scipy finds it on the weights themselves."""

    def look(weights: Array) -> tuple[float, Array]:
        z = weights[:-1] @ X + weights[-1]
        gap = (1 / (1 + np.exp(-z)) - Y[0]) / Y.size
        cost = np.mean(np.logaddexp(0, z) - Y[0] * z) + l2 / 2 * weights @ weights
        return cost, np.append(X @ gap, gap.sum()) + l2 * weights

    found = minimize(look, np.zeros(len(X) + 1), jac=True, method="BFGS", options={"gtol": 1e-9})
    return float(found.fun)


@pytest.mark.parametrize("shape", FORMS)
@pytest.mark.parametrize("l2", [0.001, 0.1, 3.0])
def test_with_l2_it_finds_the_bottom_that_scipy_finds(shape: tuple[int, int], l2: float) -> None:
    X, Y = make_problem(*shape)
    depth = measure_depth(prepare(X, Y), l2)
    assert depth.objective == pytest.approx(lowest(X, Y, l2), abs=1e-9)
    assert depth.cost < depth.objective
    assert depth.kind == "bottom"
    assert measure_depth(prepare(X, Y), l2, max_iterations=1).kind == "open"


@pytest.mark.parametrize("shape", FORMS)
def test_without_l2_the_cost_of_what_nothing_tells_apart_is_scipy_s_and_no_bottom_is_told(
    shape: tuple[int, int],
) -> None:
    X, Y = make_tangled(*shape)
    depth = measure_depth(prepare(X, Y))
    assert depth.cost == pytest.approx(lowest(X, Y, 0.0), abs=1e-5)
    assert depth.cost == depth.objective >= 2 * math.log(2) / Y.size
    assert (depth.separates, depth.kind) == (False, "open")


@pytest.mark.parametrize("shape", [(40, 9), (40, 60)])
def test_pictures_that_can_be_told_apart_leave_the_valley_without_a_bottom(shape: tuple[int, int]) -> None:
    X, Y = make_problem(*shape)
    Y = (X[:1] > X[1:2]).astype(float)
    depth = measure_depth(prepare(X, Y))
    assert depth.cost < 1e-4
    assert (depth.separates, depth.kind) == (True, "bottomless")


@pytest.mark.parametrize("shape", FORMS)
def test_at_the_start_the_slope_is_that_of_the_lesson(shape: tuple[int, int]) -> None:
    X, Y = make_problem(*shape)
    grads, cost = neuron.propagate(*neuron.initialize_with_zeros(len(X)), X, Y)
    depth = measure_depth(prepare(X, Y), 0.5, max_iterations=0)
    assert depth.slope == pytest.approx(math.hypot(np.linalg.norm(grads["dw"]), grads["db"]))
    assert (depth.iterations, depth.cost, depth.separates) == (0, pytest.approx(cost), False)
