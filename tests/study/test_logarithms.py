"""Where the cost fails that the lesson prints, against its own line in a literal loop."""

import inspect

import numpy as np
import pytest

from playground import neuron
from playground.app.stage import logarithm
from playground.engine.training import prepare, train
from playground.study.logarithms import find_failure, find_largest_logit
from tests.support import make_prepared

CASES = {
    "nan": (make_prepared(40, 12), 30.0),
    "nan in fewer numbers than pictures": (make_prepared(6, 30), 200.0),
    "infinite": (prepare(np.array([[1.0, 1.0, 1.5]]), np.array([[1.0, 1.0, 0.0]])), 136.0),
    "none": (make_prepared(40, 12), 0.5),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("case", CASES)
def test_the_first_failure_is_that_of_a_literal_loop(case: str) -> None:
    prepared, rate = CASES[case]
    X, Y, m = prepared.X, prepared.Y, prepared.n_samples
    w, b = neuron.initialize_with_zeros(len(X))
    costs, answers = [], []
    while len(costs) < 301 and np.isfinite(costs).all():
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        costs.append(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m)
        answers.append((w.T @ X + b, A))
        w, b = w - rate * X @ (A - Y).T / m, b - rate * np.mean(A - Y)
    found = find_failure(train(prepared, rate, 300))
    assert (found is None) == (case == "none")
    if found is None:
        assert np.isfinite(costs).all()
        return
    Z, A = answers[-1]
    assert found.iteration == len(costs) - 1
    np.testing.assert_equal(found.cost, costs[-1])
    assert np.isnan(found.cost) == case.startswith("nan")
    assert (found.A, found.label) == (A[0, found.picture], Y[0, found.picture])
    assert found.A in (0, 1)
    np.testing.assert_allclose(found.Z, Z[0, found.picture])


def test_where_no_answer_is_rounded_nothing_fails() -> None:
    run = train(make_prepared(40, 12), 0.01, 300)
    assert find_failure(run) is None
    largest = max(np.abs(run.logits_at(i)).max() for i in range(301))
    assert find_largest_logit(run) == pytest.approx(largest)


def test_the_right_line_is_that_of_the_neuron() -> None:
    assert f"    {logarithm.RIGHT}\n" in inspect.getsource(neuron.propagate)
