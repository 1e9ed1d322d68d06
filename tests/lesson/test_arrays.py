"""What a student types is read as numbers and nothing else; examples and broadcasting are NumPy's own."""

import math
from contextlib import suppress
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.lesson.vectorising.arrays import (
    EXAMPLES,
    LARGEST,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    ArrayError,
    broadcast,
    read_array,
    run_example,
)
from playground.lesson.vectorising.durations import write_array, write_entry

SIDES = st.integers(1, 5)
SHAPES = st.tuples(SIDES, SIDES)


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("1 2 3; 4 5 6", [[1, 2, 3], [4, 5, 6]]),
        ("[[1, 2],\n [3, 4]]", [[1, 2], [3, 4]]),
        ("[[1 2] [3 4]]", [[1, 2], [3, 4]]),
        ("1，2；3，4；", [[1, 2], [3, 4]]),
        ("−1.5 +2 .5 3. 1e-3", [[-1.5, 2, 0.5, 3, 0.001]]),
        ("  7  ", [[7]]),
        ("1000; -1000", [[1000], [-1000]]),
        ("［１　２；３ −４．５］", [[1, 2], [3, -4.5]]),
        ("1/4 -3/2", [[0.25, -1.5]]),
        ("½ -½", [[0.5, -0.5]]),
    ],
)
def test_numbers_are_read(typed: str, rows: list[list[float]]) -> None:
    found = read_array(typed)
    np.testing.assert_array_equal(found, rows)
    assert found.dtype == np.float64
    assert not found.flags.writeable


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *(("", "empty"), (" ; ;\n", "empty"), ("[]", "empty")),
        *(("1 2; 3", "ragged"), ("1; 2; 3; 4; 5", "many"), ("1 2 3 4 5 6", "many")),
        *(("1001", "large"), ("1e99", "large"), ("1 " * MOST_CHARACTERS, "long")),
        *(("x", "no_number"), ("1 2; 3 y", "no_number"), ("nan", "no_number"), ("inf", "no_number")),
        *(("1_000", "no_number"), ("0x10", "no_number"), ("1e999", "no_number"), ("١٢", "no_number")),
        *(("½½", "no_number"), ("__import__('os')", "no_number"), ("1j", "no_number"), ("1/0", "no_number")),
        *(("1e", "no_number"), (".", "no_number"), ("--1", "no_number"), ("9" * 150, "large")),
    ],
)
def test_what_is_no_small_array_is_told(typed: str, key: str) -> None:
    with pytest.raises(ArrayError) as caught:
        read_array(typed)
    assert caught.value.message.key == f"vectorising.array.{key}"
    assert str(caught.value)


def test_the_longest_text_is_read_and_no_longer_one() -> None:
    longest = "7".rjust(MOST_CHARACTERS)
    np.testing.assert_array_equal(read_array(longest), [[7]])
    with pytest.raises(ArrayError) as caught:
        read_array(" " + longest)
    assert caught.value.message.key == "vectorising.array.long"


@given(st.text(max_size=MOST_CHARACTERS + 1))
def test_any_text_ends_in_an_array_or_a_sentence(typed: str) -> None:
    with suppress(ArrayError):
        found = read_array(typed)
        assert found.ndim == 2
        assert len(found) <= MOST_ROWS
        assert 1 <= found.shape[1] <= MOST_COLUMNS
        assert np.abs(found).max() <= LARGEST


@given(st.integers(1, MOST_ROWS), st.integers(1, MOST_COLUMNS), st.data())
def test_what_is_written_is_read_again(rows: int, columns: int, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(-999, 999), min_size=rows * columns, max_size=rows * columns))
    array = np.array(values, dtype=np.float64).reshape(rows, columns)
    np.testing.assert_array_equal(read_array(write_array(array)), array)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_code_shown_gives_the_result_shown(name: str) -> None:
    typed, others = ("1 2 3; 4 5 6", "0 -1; 1000 2", "5"), ("10; 20", "1 2 3", "7")
    for A, c in product(map(read_array, typed), map(read_array, others)):
        example = run_example(name, A, c)
        with np.errstate(all="ignore"):
            try:
                expected = eval(example.code, {"np": np, "A": A, "c": c, "len": len})
            except ValueError:
                expected = None
        np.testing.assert_equal(example.result, expected, f"A = {A}, c = {c}")
        assert example.shape == (None if expected is None else np.shape(expected))


def test_overflow_and_logarithms_are_results() -> None:
    A = read_array("0 -1 1000")
    np.testing.assert_equal(run_example("log", A, A).result, [[-np.inf, np.nan, math.log(1000)]])
    assert run_example("exp", A, A).result[0, 2] == np.inf
    assert write_array(run_example("log", A, A).result) == "[[ −inf    nan  6.908]]"


@given(SHAPES, SHAPES)
def test_shapes_are_broadcast_as_numpy_does(first: tuple[int, int], second: tuple[int, int]) -> None:
    fit = broadcast(first, second)
    try:
        expected = np.broadcast_shapes(first, second)
    except ValueError:
        expected = None
    assert fit.shape == expected
    assert bool(fit.clashes) == (expected is None)
    assert all(1 not in (first[axis], second[axis]) for axis in fit.clashes)


def test_arrays_are_written_with_columns_under_one_another() -> None:
    assert write_array(np.array([[1.0, -20.0], [300.0, 0.5]])) == "[[  1  −20]\n [300  0.5]]"
    assert write_array(np.array([1.0, 2.0])) == "[1  2]"
    assert write_array(21.0) == "21"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *((1000.001, "1000"), (40_000, "40000"), (-1234.6, "−1235"), (999_999, "999999"), (1e6, "1e6")),
        *((0.12345, "0.1235"), (999.95, "1000"), (0, "0"), (-np.inf, "−inf"), (np.nan, "nan")),
    ],
)
def test_numbers_of_an_array_are_written(value: float, written: str) -> None:
    assert write_entry(value) == written
