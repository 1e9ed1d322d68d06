"""The neuron against the textbook, finite differences, scikit-learn and the lesson's printed numbers."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.linear_model import LogisticRegression

from playground import neuron
from playground.data.contents import Dataset
from playground.engine.forms import Array
from tests.support import make_problem, textbook_cost, textbook_descent

# The cost at every 100th iteration that the lesson prints for the photos at a learning rate of 0.005.
LESSON_COSTS = [
    *(0.693147, 0.584508, 0.466949, 0.376007, 0.331463, 0.303273, 0.279880, 0.260042, 0.242941, 0.228004),
    *(0.214820, 0.203078, 0.192544, 0.183033, 0.174399, 0.166521, 0.159305, 0.152667, 0.146542, 0.140872),
]
EXTREMES = [
    0.0,
    -0.0,
    5e-324,
    1e-308,
    36.0,
    37.0,
    709.0,
    710.0,
    745.0,
    746.0,
    1e6,
    1e308,
    np.finfo(float).max,
]

any_logit = st.floats(allow_nan=False, allow_infinity=False)
seeds = st.integers(0, 2**32 - 1)


def test_sigmoid_at_zero_is_one_half() -> None:
    assert neuron.sigmoid(np.array([0.0])) == 0.5


@given(arrays(np.float64, (2, 3), elements=st.floats(-700, 700)))
def test_sigmoid_equals_the_textbook_where_that_is_finite(Z: Array) -> None:
    np.testing.assert_allclose(neuron.sigmoid(Z), 1 / (1 + np.exp(-Z)), rtol=1e-12, atol=0)


@given(arrays(np.float64, (1, 4), elements=any_logit))
def test_sigmoid_is_a_probability_without_overflow_for_every_logit(Z: Array) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        A = neuron.sigmoid(Z)
    assert A.shape == Z.shape
    assert ((A >= 0) & (A <= 1)).all()


@pytest.mark.parametrize("z", EXTREMES)
def test_sigmoid_of_extremes_is_symmetric(z: float) -> None:
    plus, minus = neuron.sigmoid(np.array([[z, -z]]))[0]
    assert plus + minus == pytest.approx(1.0, abs=1e-16)
    assert plus >= 0.5 >= minus


@given(st.lists(any_logit, min_size=2, max_size=20, unique=True))
def test_sigmoid_never_falls(logits: list[float]) -> None:
    assert (np.diff(neuron.sigmoid(np.sort(np.array(logits)))) >= -np.finfo(float).eps).all()


def test_weights_start_at_zero() -> None:
    w, b = neuron.initialize_with_zeros(3)
    np.testing.assert_array_equal(w, [[0.0], [0.0], [0.0]])
    assert b == 0.0


def test_first_cost_is_log_2() -> None:
    X, Y = make_problem(5, 8)
    assert neuron.propagate(*neuron.initialize_with_zeros(5), X, Y)[1] == pytest.approx(np.log(2), rel=1e-15)


def test_propagate_gives_the_lessons_small_example() -> None:
    w, b = np.array([[1.0], [2.0]]), 2.0
    X, Y = np.array([[1.0, 2.0, -1.0], [3.0, 4.0, -3.2]]), np.array([[1.0, 0.0, 1.0]])
    grads, cost = neuron.propagate(w, b, X, Y)
    np.testing.assert_allclose(grads["dw"], [[0.99845601], [2.39507239]], atol=5e-9)
    assert grads["db"] == pytest.approx(0.00145557813678, abs=5e-14)
    assert cost == pytest.approx(5.801545319394553, rel=1e-14)


def test_optimize_gives_the_lessons_small_example() -> None:
    w, b = np.array([[1.0], [2.0]]), 2.0
    X, Y = np.array([[1.0, 2.0, -1.0], [3.0, 4.0, -3.2]]), np.array([[1.0, 0.0, 1.0]])
    params, grads, costs = neuron.optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009)
    np.testing.assert_allclose(params["w"], [[0.19033591], [0.12259159]], atol=5e-9)
    assert params["b"] == pytest.approx(1.92535983008, abs=5e-12)
    np.testing.assert_allclose(grads["dw"], [[0.67752042], [1.41625495]], atol=5e-9)
    assert grads["db"] == pytest.approx(0.219194504541, abs=5e-13)
    assert costs == [pytest.approx(5.801545319394553)]


def test_predict_gives_the_lessons_small_example() -> None:
    w, X = np.array([[0.1124579], [0.23106775]]), np.array([[1.0, -1.1, -3.2], [1.2, 2.0, 0.1]])
    np.testing.assert_array_equal(neuron.predict(w, -0.3, X), [[1.0, 1.0, 0.0]])


@given(seeds, st.integers(1, 6), st.integers(1, 8))
def test_cost_equals_the_textbook_formula(seed: int, n: int, m: int) -> None:
    X, Y = make_problem(n, m, seed)
    w, b = np.random.default_rng(seed).normal(0, 2, (n, 1)), 0.3
    assert neuron.propagate(w, b, X, Y)[1] == pytest.approx(textbook_cost(w, b, X, Y), rel=1e-12, abs=1e-13)


@given(seeds, st.integers(1, 6), st.integers(1, 8))
def test_gradients_equal_finite_differences(seed: int, n: int, m: int) -> None:
    X, Y = make_problem(n, m, seed)
    point, step = np.random.default_rng(seed).normal(0, 1, n + 1), 1e-5

    def cost(v: Array) -> float:
        return textbook_cost(v[:-1, np.newaxis], float(v[-1]), X, Y)

    slopes = [(cost(point + step * e) - cost(point - step * e)) / (2 * step) for e in np.eye(n + 1)]
    grads, _ = neuron.propagate(point[:-1, np.newaxis], float(point[-1]), X, Y)
    np.testing.assert_allclose([*grads["dw"][:, 0], grads["db"]], slopes, atol=1e-9)


@pytest.mark.parametrize(
    ("z", "label"), list(itertools.product([*EXTREMES[:-1], *(-z for z in EXTREMES[:-1])], (0.0, 1.0)))
)
def test_cost_and_gradients_are_finite_and_right_for_extreme_logits(z: float, label: float) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        grads, cost = neuron.propagate(np.array([[z]]), 0.0, np.array([[1.0]]), np.array([[label]]))
    wrongness = -z if label else z
    assert max(0.0, wrongness) <= cost <= max(0.0, wrongness) + np.log(2)
    assert abs(grads["db"]) <= 1
    assert grads["dw"].item() == grads["db"]


@given(seeds, st.integers(1, 6), st.integers(1, 8), st.integers(0, 30), st.floats(1e-3, 1))
def test_optimize_is_the_textbook_loop(
    seed: int, n: int, m: int, iterations: int, learning_rate: float
) -> None:
    X, Y = make_problem(n, m, seed)
    params, _, _ = neuron.optimize(*neuron.initialize_with_zeros(n), X, Y, iterations, learning_rate)
    w, b = textbook_descent(X, Y, learning_rate, iterations)
    np.testing.assert_allclose(params["w"], w, rtol=1e-9, atol=1e-12)
    assert params["b"] == pytest.approx(b, rel=1e-9, abs=1e-12)


def test_optimize_returns_the_gradients_of_its_last_step() -> None:
    X, Y = make_problem(3, 7)
    w, b = textbook_descent(X, Y, 0.1, 4)
    _, grads, _ = neuron.optimize(*neuron.initialize_with_zeros(3), X, Y, 5, 0.1)
    expected, _ = neuron.propagate(w, b, X, Y)
    np.testing.assert_allclose(grads["dw"], expected["dw"], rtol=1e-12)
    assert grads["db"] == pytest.approx(expected["db"], rel=1e-12)


def test_optimize_does_not_change_the_weights_it_is_given() -> None:
    X, Y = make_problem(3, 7)
    w = np.ones((3, 1))
    neuron.optimize(w, 0.0, X, Y, 5, 0.1)
    np.testing.assert_array_equal(w, np.ones((3, 1)))


@pytest.mark.parametrize(("iterations", "count"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_optimize_reports_the_cost_before_every_100th_update(iterations: int, count: int) -> None:
    X, Y = make_problem(3, 7)
    _, _, costs = neuron.optimize(*neuron.initialize_with_zeros(3), X, Y, iterations, 0.1)
    expected = [textbook_cost(*textbook_descent(X, Y, 0.1, 100 * i), X, Y) for i in range(count)]
    assert costs == pytest.approx(expected, rel=1e-12)


def test_predict_says_cat_only_above_one_half() -> None:
    above = 1e-15
    answers = neuron.predict(np.array([[1.0]]), 0.0, np.array([[0.0, above, -above]]))
    np.testing.assert_array_equal(answers, [[0.0, 1.0, 0.0]])


def test_predict_adds_the_bias() -> None:
    answers = neuron.predict(np.array([[1.0]]), -0.3, np.array([[0.2, 0.4]]))
    np.testing.assert_array_equal(answers, [[0.0, 1.0]])


def test_accuracy_is_the_share_of_right_answers() -> None:
    assert neuron.accuracy(np.array([[1.0, 0.0, 1.0, 1.0]]), np.array([[1.0, 1.0, 1.0, 1.0]])) == 75.0


def test_shapes_are_the_lessons() -> None:
    X, Y = make_problem(6, 4)
    w, b = neuron.initialize_with_zeros(6)
    grads, cost = neuron.propagate(w, b, X, Y)
    assert (w.shape, grads["dw"].shape, neuron.predict(w, b, X).shape) == ((6, 1), (6, 1), (1, 4))
    assert type(grads["db"]) is float
    assert type(cost) is float


def test_model_returns_the_lessons_keys_and_optimizes_from_zero() -> None:
    X, Y = make_problem(6, 9)
    X_test, Y_test = make_problem(6, 5, seed=1)
    d = neuron.model(X, Y, X_test, Y_test, num_iterations=30, learning_rate=0.2)
    params, _, costs = neuron.optimize(*neuron.initialize_with_zeros(6), X, Y, 30, 0.2)
    assert list(d) == [
        *("costs", "Y_prediction_test", "Y_prediction_train", "w", "b", "learning_rate", "num_iterations"),
    ]
    np.testing.assert_array_equal(d["w"], params["w"])
    assert (d["b"], d["costs"], d["learning_rate"], d["num_iterations"]) == (params["b"], costs, 0.2, 30)
    np.testing.assert_array_equal(d["Y_prediction_train"], neuron.predict(d["w"], d["b"], X))
    np.testing.assert_array_equal(d["Y_prediction_test"], neuron.predict(d["w"], d["b"], X_test))


def test_long_descent_arrives_where_scikit_learn_does() -> None:
    random = np.random.default_rng(5)
    X = random.standard_normal((3, 60))
    Y = (random.random((1, 60)) < neuron.sigmoid(X.sum(axis=0, keepdims=True))).astype(np.float64)
    params, _, _ = neuron.optimize(*neuron.initialize_with_zeros(3), X, Y, 4000, 1.0)
    fitted = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(X.T, Y[0])
    np.testing.assert_allclose(params["w"][:, 0], fitted.coef_[0], rtol=1e-5)
    assert params["b"] == pytest.approx(fitted.intercept_[0], rel=1e-5)


def test_photos_give_the_lessons_numbers(photos: Dataset) -> None:
    d = neuron.model(photos.X_train, photos.Y_train, photos.X_test, photos.Y_test, 2000, 0.005)
    assert [round(cost, 6) for cost in d["costs"]] == LESSON_COSTS
    assert neuron.accuracy(d["Y_prediction_train"], photos.Y_train) == 99.04306220095694
    assert neuron.accuracy(d["Y_prediction_test"], photos.Y_test) == 70.0


def test_photos_at_the_lessons_default_rate_of_one_half_stay_finite(photos: Dataset) -> None:
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        d = neuron.model(photos.X_train, photos.Y_train, photos.X_test, photos.Y_test, 700, 0.5)
    assert np.isfinite(d["costs"]).all()
    assert np.isfinite(d["w"]).all()
