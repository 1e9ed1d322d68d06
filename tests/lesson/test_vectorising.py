"""Loops and products of arrays give the same; measurements are what they say, and can be stopped.

How long something takes is never tested.
"""

import inspect
import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground import neuron
from playground.lesson.vectorising import mathematics as vectorising
from playground.lesson.vectorising.durations import write_ratio, write_shape
from playground.lesson.vectorising.mathematics import (
    SIZES,
    STRETCH,
    Problem,
    StoppedError,
    compute_gradient,
    dot_loop,
    dot_numpy,
    follow_dot,
    follow_gradients,
    gradient_loop,
    gradient_vectorised,
    look_at_sample,
    make_lesson_problem,
    make_problem,
    plan_calls,
    read_code,
    run_dot_loop,
    run_gradient_loop,
    sum_until,
    time_calls,
    time_dot,
    time_lists,
)
from playground.lesson.writing import write_difference
from tests.support import make_problem as make_pictures
from tests.support import textbook_cost

NUMBERS = st.floats(-1e3, 1e3)
Gradient = Callable[..., tuple[np.ndarray, float]]
BOTH_WAYS = pytest.mark.parametrize("gradient", [gradient_loop, gradient_vectorised])


def some_problem(n: int = 7, m: int = 9) -> Problem:
    return make_problem(*make_pictures(n, m))


# --- The same numbers ------------------------------------------------------------


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=30))
def test_both_dot_products_are_the_exact_sum(pairs: list[tuple[float, float]]) -> None:
    a, b = (np.array([pair[i] for pair in pairs]) for i in (0, 1))
    exact = math.fsum(x * y for x, y in pairs)
    size = sum(abs(x * y) for x, y in pairs)
    for dot in (dot_loop, dot_numpy, run_dot_loop):
        assert dot(a, b) == pytest.approx(exact, rel=0, abs=1e-13 * (1 + size))


@pytest.mark.parametrize("size", [STRETCH - 1, STRETCH, STRETCH + 1, 3 * STRETCH + 5])
def test_stretches_leave_no_number_out(size: int) -> None:
    a, b = np.random.default_rng(0).random((2, size))
    assert run_dot_loop(a, b) == pytest.approx(math.fsum(a * b), rel=1e-13)


def test_the_loop_takes_lists_as_well() -> None:
    assert dot_loop([1.0, 2.0], [3.0, 4.0]) == 11.0


@BOTH_WAYS
def test_both_gradients_are_the_neuron_s(gradient: Gradient) -> None:
    problem = some_problem()
    dw, db = gradient(problem.w, 0.3, problem.X, problem.Y)
    expected, _ = neuron.propagate(problem.w, 0.3, problem.X, problem.Y)
    np.testing.assert_allclose(dw, expected["dw"], rtol=1e-12, atol=1e-15)
    assert db == pytest.approx(expected["db"], rel=1e-12)


@BOTH_WAYS
def test_both_gradients_are_difference_quotients(gradient: Gradient) -> None:
    problem, step = make_lesson_problem(), 1e-6
    w, b, X, Y = problem.w, problem.b, problem.X, problem.Y
    dw, db = gradient(w, b, X, Y)
    for j in range(problem.n_features):
        nudge = np.zeros_like(w)
        nudge[j] = step
        slope = (textbook_cost(w + nudge, b, X, Y) - textbook_cost(w - nudge, b, X, Y)) / (2 * step)
        assert dw[j, 0] == pytest.approx(slope, abs=1e-8)
    slope = (textbook_cost(w, b + step, X, Y) - textbook_cost(w, b - step, X, Y)) / (2 * step)
    assert db == pytest.approx(slope, abs=1e-8)


@given(
    arrays.arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 6)), elements=st.floats(-5, 5)),
    st.floats(-5, 5),
    st.integers(0, 2**6 - 1),
)
def test_the_loop_equals_the_product(X: np.ndarray, b: float, labels: int) -> None:
    n, m = X.shape
    w = np.linspace(-1, 1, n)[:, np.newaxis]
    Y = np.array([[float(labels >> i & 1) for i in range(m)]])
    (dw, db), (dW, dB) = gradient_loop(w, b, X, Y), gradient_vectorised(w, b, X, Y)
    np.testing.assert_allclose(dw, dW, rtol=1e-10, atol=1e-12)
    assert db == pytest.approx(dB, abs=1e-12)


@pytest.mark.parametrize("stretch", [1, 14, 28, 42, 10**6])
def test_stretches_of_samples_are_joined(stretch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = some_problem(n=7, m=10)
    monkeypatch.setattr(vectorising, "STRETCH", stretch)
    dw, db = run_gradient_loop(problem)
    expected, expected_db = gradient_loop(problem.w, problem.b, problem.X, problem.Y)
    np.testing.assert_allclose(dw, expected, rtol=1e-12)
    assert db == pytest.approx(expected_db, rel=1e-12)


def test_the_lesson_s_samples_are_always_the_same() -> None:
    first, second = make_lesson_problem(), make_lesson_problem()
    np.testing.assert_array_equal(first.X, second.X)
    assert (first.n_features, first.n_samples) == (2, 10)
    assert set(first.Y.ravel()) == {0.0, 1.0}
    assert not first.X.flags.writeable


# --- One iteration of the loop ------------------------------------------------------------


def test_a_sample_is_the_loop_s() -> None:
    problem = some_problem()
    for i in range(problem.n_samples):
        found = look_at_sample(problem, i)
        z = math.fsum(problem.w[:, 0] * problem.X[:, i]) + problem.b
        assert found.z == pytest.approx(z, rel=1e-12)
        assert found.a == pytest.approx(1 / (1 + math.exp(-z)))
        assert found.dz == pytest.approx(found.a - problem.Y[0, i])


def test_the_sums_so_far_are_those_of_a_loop_that_ends_there() -> None:
    problem = some_problem()
    for i in range(problem.n_samples):
        k = i + 1
        dw, db = gradient_loop(problem.w, problem.b, problem.X[:, :k], problem.Y[:, :k])
        found = sum_until(problem, i)
        np.testing.assert_allclose(found.dw, k * dw, rtol=1e-10, atol=1e-14)
        assert found.db == pytest.approx(k * db, rel=1e-10)
        assert found.dZ.shape == (1, k)
        assert found.dZ[0, i] == pytest.approx(look_at_sample(problem, i).dz)


def test_all_samples_together_give_the_mean() -> None:
    problem = make_lesson_problem()
    whole, last = compute_gradient(problem), sum_until(problem, 9)
    np.testing.assert_allclose(whole.dw, last.dw / 10)
    np.testing.assert_array_equal(whole.dZ, last.dZ)
    assert whole.db == pytest.approx(last.db / 10)


# --- Measuring ------------------------------------------------------------


def test_every_size_is_yielded_when_it_is_measured() -> None:
    sizes = (10, 100, 30_000)
    seen = []
    for timing in follow_dot(sizes):
        seen.append(timing.size)
        assert timing.loop.seconds > 0
        assert timing.dot.seconds > 0
        assert timing.ratio == timing.loop.seconds / timing.dot.seconds
        assert timing.difference < 1e-12
    assert tuple(seen) == sizes


def test_a_wrong_loop_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectorising, "dot_loop", lambda a, b: 2 * float(a @ b))
    (timing,) = follow_dot((50,))
    assert timing.difference == pytest.approx(1)


def test_gradients_are_measured_one_after_the_other() -> None:
    problems = [make_lesson_problem(), some_problem()]
    found = list(follow_gradients(problems))
    assert [(each.n_features, each.n_samples) for each in found] == [(2, 10), (7, 9)]
    assert all(each.difference < 1e-14 for each in found)


def test_the_largest_difference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = some_problem()
    dw, db = compute_gradient(problem).dw.copy(), compute_gradient(problem).db
    dw[3] += 0.25
    monkeypatch.setattr(vectorising, "gradient_loop", lambda *_: (dw, db - 0.125))
    (timing,) = follow_gradients([problem])
    assert timing.difference == pytest.approx(0.25)


@given(st.integers(1, 10**8), st.integers(1, 10**6), st.integers(1, 10**9))
def test_plans_are_odd_and_bounded(numbers: int, at_once: int, in_all: int) -> None:
    calls, repetitions = plan_calls(numbers, at_once, in_all)
    assert 1 <= calls <= 300
    assert 1 <= repetitions <= 25
    assert repetitions % 2 == 1


def test_small_sizes_are_measured_often_and_large_ones_once() -> None:
    plans = [plan_calls(size, 10_000, 3_000_000) for size in SIZES]
    assert plans[0] == (100, 25)
    assert plans[-1] == (1, 1)
    assert all(after <= before for before, after in pairwise(plans))


def test_a_timing_says_how_it_was_made() -> None:
    called = []
    result, timing = time_calls(lambda _: called.append(1) or len(called), 4, 5, lambda _: None)
    assert (timing.calls, timing.repetitions) == (4, 5)
    assert result == len(called) == 20


def test_median_and_quartiles_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 10.0, 12.0, 20.0, 29.0])
    monkeypatch.setattr(vectorising.time, "perf_counter", lambda: next(clock))
    _, timing = time_calls(lambda _: None, 1, 3, lambda _: None)
    assert (timing.low, timing.seconds, timing.high) == (1.5, 2.0, 5.5)


def test_the_share_only_grows_and_ends_at_one() -> None:
    shares: list[float] = []
    list(follow_dot((100, 1000, 3 * STRETCH), shares.append))
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    shares.clear()
    list(follow_gradients([make_lesson_problem(), some_problem(3000, 12)], shares.append))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_long_loop_is_watched_all_the_way() -> None:
    shares: list[float] = []
    a = np.ones(50 * STRETCH)
    run_dot_loop(a, a, shares.append)
    np.testing.assert_allclose(shares, np.arange(50) / 50)
    shares.clear()
    run_gradient_loop(some_problem(STRETCH, 5), shares.append)
    np.testing.assert_allclose(shares, np.arange(5) / 5)


@pytest.mark.parametrize(("looks", "whole"), [(0, 0), (1, 0), (60, 1), (120, 2)])
def test_who_stops_has_the_sizes_measured_so_far(looks: int, whole: int) -> None:
    left = [looks]

    def watch(_share: float) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StoppedError

    seen = []
    with pytest.raises(StoppedError):
        seen.extend(timing.size for timing in follow_dot(SIZES, watch))
    assert seen == list(SIZES[:whole])


def test_lists_and_np_dot_are_timed_alone() -> None:
    arrays_, lists = time_lists(500)
    assert arrays_.repetitions == lists.repetitions > 1
    assert time_dot(500).seconds > 0


# --- The code that is shown ------------------------------------------------------------


@pytest.mark.parametrize("function", [dot_loop, dot_numpy, gradient_loop, gradient_vectorised])
def test_the_code_shown_is_the_code_timed(function: Callable[..., object]) -> None:
    code = read_code(function)
    body = code.splitlines()[1:]
    assert inspect.getsource(function).splitlines()[-len(body) :] == body
    assert '"""' not in code
    assert max(map(len, code.splitlines())) < 50
    namespace = {"np": np, "math": math}
    exec(code, namespace)
    problem = make_lesson_problem()
    given = (
        (problem.X[0], problem.X[1])
        if function in (dot_loop, dot_numpy)
        else (problem.w, problem.b, problem.X, problem.Y)
    )
    np.testing.assert_equal(namespace[function.__name__](*given), function(*given))


# --- How numbers are written ------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "written"), [(78.8, "79"), (2.04, "2.0"), (9.96, "10"), (1802.2, "1,802"), (0.5, "0.5")]
)
def test_ratios_have_as_many_digits_as_they_need(ratio: float, written: str) -> None:
    assert write_ratio(ratio) == written


def test_differences_and_shapes_are_written() -> None:
    assert write_difference(0.0) == "0"
    assert write_difference(4.52e-15) == "4.5\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻¹⁵"
    assert write_shape((2, 1)) == "(2, 1)"
    assert write_shape((3,)) == "(3,)"
    assert write_shape((12288, 209)).replace("\N{NARROW NO-BREAK SPACE}", " ") == "(12 288, 209)"
