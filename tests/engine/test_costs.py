"""The cost of rows of logits and on a grid, against scipy and the definition."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_expit

from playground import neuron
from playground.engine.costs import compute_costs, sum_on_grid

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(1, 5), st.sampled_from([1, 3, 999, 1000, 1001, 2500]), st.integers(-3, 6))
def test_costs_equal_scipy_for_logits_of_every_size(seed: int, rows: int, m: int, decade: int) -> None:
    random = np.random.default_rng(seed)
    logits = random.uniform(-1, 1, (rows, m)) * 10.0**decade
    Y = random.integers(0, 2, (1, m)).astype(np.float64)
    expected = -(Y * log_expit(logits) + (1 - Y) * log_expit(-logits)).mean(axis=1)
    np.testing.assert_allclose(compute_costs(logits, Y), expected, rtol=1e-12)


@pytest.mark.parametrize("m", [1, 999, 1000, 1001, 2500])
def test_cost_of_undecided_answers_is_log_2_however_many_pictures(m: int) -> None:
    # Every factor of the product is 2, its largest: 2**1024 would overflow.
    np.testing.assert_allclose(compute_costs(np.zeros((2, m)), np.ones((1, m))), np.log(2), rtol=1e-14)


def test_costs_of_certain_answers_are_finite() -> None:
    logits = np.array([[1e300, -1e300, 1e300, -1e300]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        right, wrong = (compute_costs(logits, np.array([Y]))[0] for Y in ([1.0, 0, 1, 0], [0.0, 1, 0, 1]))
    assert right == 0
    assert wrong == pytest.approx(1e300)


@pytest.mark.parametrize("m", [1, 50, 2500])
@pytest.mark.parametrize("z", [8.0, 16.25, 30.0, 300.0, 700.0])
def test_a_tiny_cost_keeps_its_digits(z: float, m: int) -> None:
    expected = math.log1p(math.exp(-z))
    X, Y = np.full((1, m), z), np.ones((1, m))
    assert compute_costs(X, Y)[0] == pytest.approx(expected, rel=1e-11, abs=0)
    assert neuron.propagate(np.array([[1.0]]), 0.0, X, Y)[1] == pytest.approx(expected, rel=1e-13, abs=0)


def test_compute_costs_does_not_change_the_logits() -> None:
    logits = np.array([[1.0, -2.0]])
    compute_costs(logits, np.array([[0.0, 0.0]]))
    np.testing.assert_array_equal(logits, [[1.0, -2.0]])


@given(seeds, st.integers(1, 300), st.lists(st.integers(-3, 4), min_size=3, max_size=3))
def test_sums_on_a_grid_equal_scipy_for_logits_of_every_size(seed: int, m: int, decades: list[int]) -> None:
    random = np.random.default_rng(seed)
    s0, s1, s2 = (random.uniform(-1, 1, m) * 10.0**decade for decade in decades)
    alphas, betas = np.linspace(-2, 1, 4), np.linspace(-1, 3, 3)
    s = s0 + alphas[:, np.newaxis] * s1 + betas[:, np.newaxis, np.newaxis] * s2
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = sum_on_grid(s0, s1, s2, alphas, betas)
    np.testing.assert_allclose(found, -log_expit(-s).sum(axis=-1), rtol=1e-11)


def test_a_grid_where_every_answer_is_all_but_certain_keeps_its_digits() -> None:
    m, alphas, betas = 209, np.array([0.0, 3.0]), np.array([-300.0, 2.0])
    found = sum_on_grid(np.full(m, -30.0), np.ones(m), np.ones(m), alphas, betas)
    expected = [[m * math.log1p(math.exp(-30.0 + a + b)) for a in alphas] for b in betas]
    np.testing.assert_allclose(found, expected, rtol=1e-11)
