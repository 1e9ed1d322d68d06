"""Gradient descent against differences, LAPACK, SciPy's minimiser, and the rule of the curvature."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from playground import neuron
from playground.engine.ways import Momentum
from playground.lesson.descent.mathematics import (
    CASES,
    FAR,
    STARTS,
    Bowl,
    NeuronCost,
    Parabola,
    Rugged,
    Surface,
    compute_factor,
    count_steps,
    descend,
    draw_starts,
    find_valleys,
    name_regime,
    number_valleys,
)

H = 1e-5
SURFACES = [pytest.param(Bowl(1.0), id="round"), pytest.param(Bowl(12.0), id="long"), Rugged()]
places = st.floats(-6, 6)
curvatures = st.floats(0.5, 4)


def difference(cost: object, at: np.ndarray) -> np.ndarray:
    """Return the central differences of a function at a point (2,)."""
    return np.array([(cost(at + step) - cost(at - step)) / (2 * H) for step in H * np.eye(2)])  # type: ignore[operator]


# --- The derivatives ------------------------------------------------------------


@given(places, curvatures)
def test_slope_of_the_parabola_is_its_difference_quotient(w: float, curvature: float) -> None:
    parabola = Parabola(curvature)
    quotient = (parabola.cost(np.array(w + H)) - parabola.cost(np.array(w - H))) / (2 * H)
    assert float(parabola.slope(np.array(w))) == pytest.approx(float(quotient), abs=1e-6)


@given(places, st.floats(0.05, 0.95))
def test_slope_of_the_bias_is_its_difference_quotient(b: float, share: float) -> None:
    cost = NeuronCost(share)
    quotient = (cost.cost(np.array(b + H)) - cost.cost(np.array(b - H))) / (2 * H)
    assert float(cost.slope(np.array(b))) == pytest.approx(float(quotient), abs=1e-6)
    assert float(cost.slope(np.array(cost.bottom))) == pytest.approx(0, abs=1e-12)


def test_cost_of_the_bias_is_the_lesson_s() -> None:
    Y = np.array([[1.0] * 7 + [0.0] * 3])
    grads, cost = neuron.propagate(np.zeros((1, 1)), 0.4, np.zeros((1, 10)), Y)
    assert float(NeuronCost(0.7).cost(np.array(0.4))) == pytest.approx(cost)
    assert float(NeuronCost(0.7).slope(np.array(0.4))) == pytest.approx(grads["db"])


@pytest.mark.parametrize("surface", SURFACES)
@given(places, places)
def test_gradient_is_the_difference_quotient(surface: Surface, w: float, b: float) -> None:
    at = np.array([w, b])
    np.testing.assert_allclose(surface.gradient(at), difference(surface.cost, at), atol=1e-6)


@given(places, places)
def test_hessian_is_the_difference_of_the_gradient(w: float, b: float) -> None:
    at = np.array([w, b])
    np.testing.assert_allclose(Rugged().hessian(at), difference(Rugged().gradient, at), atol=1e-6)


def test_many_points_at_once_are_the_same_points() -> None:
    points = draw_starts(12, 3).reshape(3, 4, 2)
    for surface in (Bowl(4.0), Rugged()):
        assert surface.cost(points)[2, 1] == surface.cost(points[2, 1])
        np.testing.assert_allclose(surface.gradient(points)[2, 1], surface.gradient(points[2, 1]), rtol=1e-12)


# --- One weight ------------------------------------------------------------


def test_a_descent_is_the_update_again_and_again() -> None:
    # J = (w - 1)^2, from -4 with 0.1: w := w - 0.2 (w - 1).
    path = descend(Parabola(2.0).slope, np.array(-4.0), 0.1, 3)
    np.testing.assert_allclose(path, [-4, -3, -2.2, -1.56])


@given(places, curvatures, st.floats(0.01, 2.4))
def test_each_step_multiplies_the_distance_by_the_factor(start: float, curvature: float, rate: float) -> None:
    parabola = Parabola(curvature)
    distances = descend(parabola.slope, np.array(start), rate, 8) - parabola.bottom
    expected = (start - parabola.bottom) * compute_factor(rate, curvature) ** np.arange(9)
    np.testing.assert_allclose(distances, expected, rtol=1e-9, atol=1e-9 * max(1, np.abs(expected).max()))


@given(st.floats(1, 30), st.floats(0.02, 1.2), st.floats(0.0, 0.95))
def test_with_momentum_each_axis_swings_by_itself(elongation: float, rate: float, beta: float) -> None:
    bowl, start = Bowl(elongation), np.array([-4.0, -1.0])
    places = [bowl.coordinates(start)] * 2
    for _ in range(40):  # x'' = (1 + beta - rate lambda) x' - beta x, along either axis
        places.append((1 + beta - rate * bowl.curvatures) * places[-1] - beta * places[-2])
    path = descend(bowl.gradient, start, rate, 40, Momentum(beta))
    np.testing.assert_allclose(bowl.coordinates(path), places[1:], rtol=1e-8, atol=1e-8)


def test_a_descent_ends_before_its_numbers_overflow() -> None:
    path = descend(Parabola(3.0).slope, np.array(-6.0), 1e30, 50)
    assert 1 < len(path) < 51
    assert np.abs(path).max() < FAR
    assert np.isfinite(Parabola(3.0).cost(path)).all()


@pytest.mark.parametrize(
    ("factor", "regime"),
    [
        *((0.99, "slow"), (0.94, "slow"), (0.93, "good"), (0.01, "good"), (0.0, "exact")),
        *((-0.01, "oscillating"), (-0.99, "oscillating"), (-1.0, "forever"), (-1.01, "diverging")),
    ],
)
def test_regimes_change_at_their_borders(factor: float, regime: str) -> None:
    assert name_regime(factor) == regime


@pytest.mark.parametrize("curvature", [1.0, 1.5, 2.0, 2.5, 3.0])
def test_rounding_does_not_hide_the_two_borders(curvature: float) -> None:
    for wrong in (1 - 1e-15, 1.0, 1 + 1e-15):
        assert name_regime(compute_factor(wrong / curvature, curvature)) == "exact"
        assert name_regime(compute_factor(wrong * 2 / curvature, curvature)) == "forever"


@given(curvatures)
def test_the_named_cases_are_examples_of_themselves(curvature: float) -> None:
    for name, product in CASES.items():
        assert name_regime(compute_factor(product / curvature, curvature)) == name


# --- The bowl ------------------------------------------------------------


@pytest.mark.parametrize("elongation", [1, 2, 10, 30])
def test_axes_and_curvatures_are_those_of_the_hessian(elongation: float) -> None:
    bowl = Bowl(elongation)
    hessian = bowl.gradient(np.eye(2))
    np.testing.assert_allclose(np.linalg.eigvalsh(hessian), np.sort(bowl.curvatures))
    np.testing.assert_allclose(bowl.axes @ hessian, bowl.curvatures[:, np.newaxis] * bowl.axes, atol=1e-12)
    assert bowl.curvatures[0] / bowl.curvatures[1] == pytest.approx(elongation)


def test_the_steep_axis_decides_what_is_too_long() -> None:
    bowl, start = Bowl(10.0), np.array([-4.0, -1.0])
    below, above = (descend(bowl.gradient, start, rate, 200)[-1] for rate in (0.99, 1.01))
    assert np.linalg.norm(below) < 0.2
    assert np.linalg.norm(above) > 20


@given(st.floats(1, 30), st.floats(0.02, 0.99))
def test_no_rate_is_better_than_the_best(elongation: float, rate: float) -> None:
    bowl = Bowl(elongation)
    assert np.abs(bowl.factors(bowl.best_rate)).max() <= np.abs(bowl.factors(rate)).max() + 1e-12


@pytest.mark.parametrize(("elongation", "rate"), [(1, 0.4), (7, 0.9), (20, 0.5)])
def test_steps_are_counted_as_they_are_taken(elongation: float, rate: float) -> None:
    bowl, start = Bowl(elongation), np.array([-4.0, -1.0])
    lengths = np.linalg.norm(descend(bowl.gradient, start, rate, 500), axis=1)
    assert count_steps(bowl, start, rate, 0.01) == int(np.argmax(lengths <= 0.01 * lengths[0]))


@pytest.mark.parametrize(("start", "rate"), [([1.0, 1.0], 1.0), ([0.0, 0.0], 0.5)])
def test_steps_that_lead_nowhere_are_not_counted(start: list[float], rate: float) -> None:
    with pytest.raises(ValueError, match="no nearer"):
        count_steps(Bowl(5.0), np.array(start), rate, 0.01)


# --- The rugged surface ------------------------------------------------------------


def test_valleys_are_minima_each_once_the_deepest_first() -> None:
    valleys, surface = find_valleys(), Rugged()
    np.testing.assert_allclose(surface.gradient(valleys), 0, atol=1e-12)
    assert np.linalg.eigvalsh(surface.hessian(valleys)).min() > 0.1
    assert (np.diff(surface.cost(valleys)) > 0).all()


def test_scipy_finds_no_other_valley() -> None:
    for start in draw_starts(60, 5):
        found = minimize(Rugged().cost, start, jac=Rugged().gradient, tol=1e-10).x
        assert number_valleys(found[np.newaxis])[0] > 0


def test_descents_end_in_different_valleys() -> None:
    ends = descend(Rugged().gradient, draw_starts(12, 1), 0.1, 60)[-1]
    numbers = number_valleys(ends)
    assert len(set(numbers.tolist()) - {0}) >= 5
    np.testing.assert_allclose(ends[numbers > 0], find_valleys()[numbers[numbers > 0] - 1], atol=0.1)


def test_under_way_is_no_valley() -> None:
    deepest = find_valleys()[0]
    points = np.stack([deepest, deepest + 0.05, deepest + 0.5])
    assert number_valleys(points).tolist() == [1, 1, 0]


def test_fewer_starts_are_the_first_ones() -> None:
    assert (draw_starts(30, 2)[:7] == draw_starts(7, 2)).all()
    assert (draw_starts(7, 3) != draw_starts(7, 2)).all()
    assert (np.abs(draw_starts(500, 2)) <= STARTS).all()
