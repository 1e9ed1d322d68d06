"""Backpropagation through one neuron, against finite differences, the lesson's numbers and its code."""

import math
from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground import neuron
from playground.lesson.backprop.mathematics import (
    EXACT,
    QUANTITIES,
    NumberError,
    Point,
    check_homework,
    compute_loss,
    compute_pass,
    count_digits,
    descend,
    find_first_error,
    read_number,
    update,
)

NUMBERS = st.floats(-4, 4)
POINTS = st.builds(Point, NUMBERS, NUMBERS, st.sampled_from([0.0, 1.0]), NUMBERS, NUMBERS, NUMBERS)
LESSON = {
    "z": 1.0,
    "a": 0.7310585786300049,
    "L": 0.31326168751822286,
    "dz": -0.2689414213699951,
    "dw1": 0.2689414213699951,
    "dw2": 0.5378828427399902,
    "db": -0.2689414213699951,
    "dx1": -0.5378828427399902,
    "dx2": 0.8068242641099854,
}


def as_text(digits: int) -> dict[str, float]:
    return {name: float(f"{value:.{digits}g}") for name, value in LESSON.items()}


def test_the_lesson_s_numbers() -> None:
    found = compute_pass(Point())
    for name, value in LESSON.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-14), name


@given(POINTS)
def test_the_gradients_are_the_difference_quotients(point: Point) -> None:
    h = 1e-6

    def loss(**changed: float) -> float:
        return compute_pass(replace(point, **changed)).L

    back = compute_pass(point)
    for name in ("x1", "x2", "w1", "w2", "b"):
        at = getattr(point, name)
        quotient = (loss(**{name: at + h}) - loss(**{name: at - h})) / (2 * h)
        assert getattr(back, f"d{name}") == pytest.approx(quotient, abs=1e-8)


@given(POINTS)
def test_it_is_the_lesson_s_propagate_with_one_sample(point: Point) -> None:
    w, X, Y = np.array([[point.w1], [point.w2]]), np.array([[point.x1], [point.x2]]), np.array([[point.y]])
    grads, cost = neuron.propagate(w, point.b, X, Y)
    found = compute_pass(point)
    assert pytest.approx(cost, rel=1e-12) == found.L
    np.testing.assert_allclose(grads["dw"][:, 0], [found.dw1, found.dw2], rtol=1e-12, atol=1e-15)
    assert found.db == pytest.approx(grads["db"], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("z", [-1e4, -800.0, 800.0, 1e4])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_loss_is_finite_where_the_answer_is_rounded(z: float, y: float) -> None:
    wrong = abs(z) if (z > 0) != (y == 1) else 0.0
    assert compute_loss(z, y) == pytest.approx(wrong, abs=1e-300)


@given(POINTS, st.floats(0.01, 0.1))
def test_a_short_step_does_not_raise_the_loss(point: Point, rate: float) -> None:
    # The curvature along the gradient is at most a quarter of 1 + x1² + x2²: these steps are short enough.
    rate /= 1 + point.x1**2 + point.x2**2
    assert compute_pass(update(point, rate)).L <= compute_pass(point).L + 1e-15
    assert descend(point, rate, 3)[2] == update(update(point, rate), rate)


# --- Homework ------------------------------------------------------------


@pytest.mark.parametrize("digits", [2, 3, 8])
def test_what_is_rounded_is_right_to_as_many_digits(digits: int) -> None:
    marks = check_homework(Point(), as_text(digits))
    assert all(mark.right and mark.digits >= digits for mark in marks.values())
    assert find_first_error(marks) is None


def test_the_first_error_is_found_and_what_follows_from_it_is_told() -> None:
    z = -1.0  # a slip of the sign
    a = 1 / (1 + math.e)
    own = {"z": z, "a": a, "L": -math.log(a), "dz": a - 1, "dw1": 1 - a, "dw2": 0.1, "db": a - 1}
    marks = check_homework(Point(), own)
    assert find_first_error(marks) == "z"
    assert not any(marks[name].right for name in own)
    assert [name for name in own if marks[name].follows] == ["a", "L", "dz", "dw1", "db"]


@pytest.mark.parametrize(("typed", "right"), [(1.0, True), (1.01, False), (1.0001, False), (0.99, False)])
def test_a_sum_without_rounding_is_marked_without_rounding(typed: float, right: bool) -> None:
    mark = check_homework(Point(), {"z": typed})["z"]
    assert mark.right == right
    assert not mark.follows


@pytest.mark.parametrize(("typed", "right"), [(-0.83, True), (-0.833, True), (-0.834, False), (-5 / 6, True)])
def test_a_long_sum_may_be_rounded(typed: float, right: bool) -> None:
    point = Point(x1=1 / 3, x2=0.0, w1=-2.5, b=0.0)
    assert check_homework(point, {"z": typed})["z"].right == right


@pytest.mark.parametrize("z", [-200.0, -40.0, 40.0, 200.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_gradients_keep_their_digits_where_the_answer_is_rounded(z: float, y: float) -> None:
    found = compute_pass(Point(x1=0.0, x2=0.0, y=y, b=z))
    with localcontext(prec=200):
        truth, a = Decimal(y), 1 / (1 + Decimal(-z).exp())
        assert float(-(truth * a.ln() + (1 - truth) * (1 - a).ln())) == pytest.approx(found.L, rel=1e-13)
        assert float(a - truth) == pytest.approx(found.dz, rel=1e-13)
        assert float(-truth / a + (1 - truth) / (1 - a)) == pytest.approx(found.da, rel=1e-13)


def test_what_is_left_empty_is_not_judged() -> None:
    marks = check_homework(Point(), {"dw2": LESSON["dw2"]})
    assert list(marks) == ["dw2"]
    assert marks["dw2"].right


def test_nine_numbers_are_asked_for() -> None:
    assert set(QUANTITIES) == set(LESSON)


@given(st.floats(1e-6, 1e6), st.integers(1, 12), st.booleans())
@example(6.103515625e-05, 9, False)  # rounded to the even side
def test_a_rounded_number_has_the_digits_it_was_rounded_to(value: float, digits: int, negative: bool) -> None:
    true = -value if negative else value
    assert count_digits(float(f"{true:.{digits - 1}e}"), true) >= digits


def test_digits_of_far_and_of_exact_numbers() -> None:
    assert count_digits(1.0, 1.0) == EXACT
    assert count_digits(0.0, 0.0) == EXACT
    assert count_digits(5.0, 1.0) == 0
    assert count_digits(-0.7311, 0.7311) == 0
    assert count_digits(1e-9, 0.0) == 0
    assert count_digits(math.inf, 1.0) == 0


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("0.73", 0.73), ("-1.5", -1.5), ("−1.5", -1.5), (" 1/4 ", 0.25), ("-3 / 2", -1.5), ("2e-3", 0.002)),
        *(("０．５", 0.5), ("+7", 7.0), (".5", 0.5)),
    ],
)
def test_numbers_are_read(typed: str, value: float) -> None:
    assert read_number(typed) == value


@pytest.mark.parametrize("typed", ["", "  ", "\t"])
def test_nothing_is_no_number_and_no_mistake(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["0,73", "abc", "1/0", "nan", "inf", "1e999", "1_000", "٣", "--1", "1/2/3", "9" * 50, "0x10", "1..2"],
)
def test_what_is_no_number_is_explained(typed: str) -> None:
    with pytest.raises(NumberError) as found:
        read_number(typed)
    assert str(found.value).endswith((".", "."))
