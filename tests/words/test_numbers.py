"""How numbers are written: never rounded to an end that is not reached, and none beside its contradiction."""

import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.lesson.writing import write_rounded, write_value
from playground.study.telling import format_accuracies
from playground.words.catalogue import translator
from playground.words.numbers import (
    Number,
    read_number,
    write_apart,
    write_at_most,
    write_cost,
    write_cost_range,
    write_costs,
    write_percent,
    write_relation,
    write_seconds,
    write_share,
    write_size,
)


@pytest.mark.parametrize(
    ("percent", "written"),
    [
        (0.0, "0.0"),
        (100.0, "100.0"),
        (100 * 2499 / 2500, "99.96"),
        (0.0197, "0.02"),
        (99.9803, "99.98"),
        (81.25, "81.2"),
        (66.0, "66.0"),
        (1972.46, "1,972.5"),  # by which a cost rose
        (1.2e-6, "0.000001"),
        (3.3e-7, "0.0000003"),  # beside 99.9999997, which is the rest
        (1e-9, "1e−9"),
        (2.04e-33, "2e−33"),
    ],
)
def test_a_share_is_nothing_or_all_only_where_it_is(percent: float, written: str) -> None:
    assert write_percent(percent) == written


@pytest.mark.parametrize(
    ("probability", "decimals", "written"),
    [
        (0.9999995, 4, "> 0.9999"),
        (0.9999995, 2, "> 0.99"),
        (9.7e-6, 4, "< 0.0001"),
        (0.004, 2, "< 0.01"),
        (1.0, 2, "> 0.99"),  # of a sigmoid: the float has run out of digits
        (0.99994, 4, "= 0.9999"),
        (0.5, 2, "= 0.50"),
    ],
)
def test_no_probability_is_written_as_an_end(probability: float, decimals: int, written: str) -> None:
    assert write_relation(probability, decimals) == written


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_written_share_is_near_and_ends_are_reached_by_ends_alone(part: int, whole: int) -> None:
    part = min(part, whole)
    written = float(write_percent(100 * part / whole))
    assert abs(written - 100 * part / whole) <= 0.0500001
    assert (written == 0) == (part == 0)
    assert (written == 100) == (part == whole)


@pytest.mark.parametrize(
    ("value", "form", "written"),
    [
        (-4.0, ".1f", "−4.0"),
        (4.71e-6, ".2e", "4.71e−6"),
        (1e21, "g", "1e21"),
        (-0.5, "+.1f", "−0.5"),
        (1234.5, ",.1f", "1,234.5"),
        (1234.5, ".6g", "1,234.5"),
        (1234.5, ".3g", "1,230"),
        (-0.03, "g", "−0.03"),
        (999_999.0, ".2g", "1e6"),
        (1e-6, "g", "1e−6"),
    ],
)
def test_minus_signs_and_exponents_are_written_one_way(value: float, form: str, written: str) -> None:
    assert format(Number(value), form) == written


def test_a_tiny_cost_keeps_its_digits() -> None:
    costs = {0.69314: "0.6931", 0.0: "0.0000", 1.7e-111: "1.70e−111", 12345.67: "12,345.6700"}
    assert {cost: write_cost(cost) for cost in costs} == costs


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.827, "0.827"), (0.99961, "0.9996"), (4e-4, "0.0004"), (1.0, "1.000"), (0.0, "0.000")],
)
def test_an_area_is_one_only_where_all_is_right(share: float, written: str) -> None:
    assert write_share(share, 3) == written


def test_a_nothing_with_a_sign_is_written_as_any_other() -> None:
    write_share.cache_clear()  # which takes both for the same
    assert [write_percent(nothing) for nothing in (-0.0, 0.0)] == ["0.0", "0.0"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.99999, "−0.99999"), (0.99994, "0.9999"), (0.9999999, "0.9999999"), (1.0, "1.0000")],
)
def test_a_probability_of_the_lesson_is_one_only_where_it_is(value: float, written: str) -> None:
    assert write_value(value) == written


@pytest.mark.parametrize(
    ("size", "decimals", "written"),
    [(0.0, 1, "0.0"), (0.04, 1, "0.04"), (0.06, 1, "0.06"), (0.16, 1, "0.2"), (1234.5, 0, "1,234")],
)
def test_a_size_that_is_something_is_not_written_as_nothing(size: float, decimals: int, written: str) -> None:
    assert write_size(size, decimals) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        *(
            (78.8e-3, "78.8 ms"),
            (1e-3, "1.00 ms"),
            (2.345, "2.35 s"),
            (9.996e-7, "1.00 µs"),
            (0.9996, "1.00 s"),
        ),
        *(
            (4.8e-7, "480 ns"),
            (1.234e-5, "12.3 µs"),
            (99.96e-3, "100 ms"),
            (125.0, "125 s"),
            (3e-10, "0.3 ns"),
        ),
    ],
)
def test_durations_have_three_digits(seconds: float, written: str) -> None:
    assert write_seconds(seconds) == written


_COSTS = st.floats(1e-300, 1e4) | st.sampled_from([0.0, 0.001, 0.00099999999, np.log(2)])


@given(_COSTS, _COSTS | st.just(0.0), st.sampled_from([0.0, 1e-9, 1e-6]))
@example(0.69314718, 0.6931, 0.0)
@example(0.001, 0.00099999999, 0.0)
def test_costs_beside_each_other_compare_as_they_are(one: float, other: float, near: float) -> None:
    costs = (one, other, one * (1 + near))
    read = [float(written.replace("−", "-").replace(",", "")) for written in write_costs(*costs)]
    assert [np.sign(read[i] - read[i - 1]) for i in range(3)] == [
        np.sign(costs[i] - costs[i - 1]) for i in range(3)
    ]


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (0.0, 9.12e-76, ["0", "9.12e−76"]),
        (8e-4, 0.0213, ["8.00e−4", "2.13e−2"]),
        (0.0, 0.5, ["0.0000", "0.5000"]),
        (0.5, 0.50001, ["0.50000", "0.50001"]),
    ],
)
def test_both_ends_of_a_range_are_written_in_one_way(low: float, high: float, written: list[str]) -> None:
    assert write_cost_range(low, high) == written


@given(st.integers(0, 2500), st.integers(0, 2500), st.sampled_from([7, 50, 96, 250, 2500]))
@example(2499, 1250, 2500)
def test_the_lead_is_what_a_reader_finds(right: int, always: int, count: int) -> None:
    test, baseline = (100 * min(each, count) / count for each in (right, always))
    _, shown, lead = format_accuracies(50.0, test, baseline, translator("en"))
    found = Decimal(lead.split()[1].replace("−", "-"))
    assert Decimal(write_percent(baseline)) + found == Decimal(shown.removesuffix("%"))
    assert ("+" in lead, "−" in lead) == (found > 0, found < 0)


@given(st.floats(1e-9, 1e6), st.integers(1, 5))
def test_a_limit_that_is_written_is_within_the_limit(limit: float, digits: int) -> None:
    written = float(write_at_most(limit, digits).replace("−", "-").replace(",", ""))
    assert written <= limit * (1 + 1e-8)
    assert limit - written <= 10.0 ** (1 - digits) * limit


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1/300", 1 / 300),
        ("1 / 300", 1 / 300),
        ("½", 0.5),
        ("3e-3", 0.003),
        (" 1,234 ", 1234.0),
        ("−5", -5.0),
        ("１２.5", 12.5),
        ("10,000.5", 10_000.5),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: float) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["", "nan", "inf", "1/0", "0,005", "1,23", "1_000", "0x10", "1e999", "1 2"])
def test_what_is_no_number_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(typed)}$"):
        read_number(typed)


def test_what_differs_is_not_written_alike() -> None:
    write = write_apart(write_rounded, 0.333, 1 / 3, 2 / 3)
    assert write == ["0.3330", "0.3333", "0.6667"]
    assert write_apart(write_rounded, 0.1 + 0.2, 0.3) == ["0.30", "0.30"]
    assert write_apart(write_size, 64.2, 64.0) == ["64.2", "64.0"]
    assert write_apart(write_size, 0.0063, 0.0041) == ["0.006", "0.004"]
