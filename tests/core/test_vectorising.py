"""Loops and vectors: the same numbers, measured without a number of its own in any test."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from playground import neuron
from playground.figures.vectorising import build_shapes_figure
from playground.lesson import arrays, vectorising
from playground.lesson.arrays import DEFAULT, EXAMPLES, ArrayError, read_array, write_array
from playground.lesson.vectorising import (
    Gradients,
    dot_loop,
    gradient_of_sample,
    gradient_vectorised,
    make_samples,
    measure_difference,
    time_dots,
    time_gradients,
)

NUMBERS = st.floats(-3, 3)
VECTORS = npst.arrays(np.float64, st.integers(0, 40), elements=NUMBERS)


@given(VECTORS)
def test_the_loop_is_the_exact_sum_but_for_rounding(x: np.ndarray) -> None:
    y = x[::-1] + 1
    assert dot_loop(x, y) == pytest.approx(math.fsum(x * y), abs=1e-12)


@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 99))
def test_loop_and_vectors_are_the_lesson_s_propagate(n: int, m: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, Y, w, b = (
        rng.normal(size=(n, m)),
        rng.integers(0, 2, (1, m)).astype(float),
        rng.normal(size=(n, 1)),
        0.3,
    )
    grads, cost = neuron.propagate(w, b, X, Y)
    samples = [gradient_of_sample(w[:, 0], b, X[:, i], Y[0, i]) for i in range(m)]
    looped = Gradients(
        sum(J for J, _, _ in samples) / m,
        np.mean([dw for _, dw, _ in samples], axis=0)[:, np.newaxis],
        sum(db for _, _, db in samples) / m,
    )
    expected = Gradients(float(cost), grads["dw"], float(grads["db"]))
    for found in (looped, gradient_vectorised(w, b, X, Y)):
        assert found.dW.shape == (n, 1)
        assert measure_difference(found, expected) < 1e-12


def test_a_difference_is_seen() -> None:
    one = Gradients(1.0, np.array([[2.0], [4.0]]), 0.0)
    other = Gradients(1.0, np.array([[2.0], [4.4]]), 0.0)
    assert measure_difference(one, other) == pytest.approx(0.4 / 4.4)


def test_sizes_are_timed_one_after_the_other() -> None:
    found = list(time_dots((10, 1000, 60_000)))
    assert [timing.size for timing in found] == [10, 1000, 60_000]
    assert all(timing.loop > 0 and timing.vector > 0 and timing.repeats >= 1 for timing in found)
    assert max(timing.difference for timing in found) < 1e-12


def test_timing_stops_within_a_piece_of_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[int] = []
    monkeypatch.setattr(vectorising, "dot_loop", lambda x, y: pieces.append(len(x)) or 0.0)
    asked = itertools.count()
    assert list(time_dots((10_000_000,), lambda: next(asked) >= 3)) == []
    assert pieces == [50_000] * 3


def test_the_gradient_is_timed_with_progress_and_can_be_stopped() -> None:
    X, Y = make_samples()
    steps: list[tuple[int, int]] = []
    timing = time_gradients(X, Y, on_progress=lambda *at: steps.append(at))
    assert timing is not None
    assert timing.difference < 1e-14
    assert steps == [(i, 10) for i in range(1, 11)]
    assert time_gradients(X, Y, lambda: True) is None


def test_the_lesson_s_samples_are_always_the_same() -> None:
    X, Y = make_samples()
    assert (X.shape, Y.shape) == ((2, 10), (1, 10))
    np.testing.assert_array_equal(X, make_samples()[0])
    assert set(Y.ravel()) == {0.0, 1.0}


@pytest.mark.parametrize(("n", "m", "sample"), [(2, 10, 1), (12288, 209, 209), (1, 1, 1)])
def test_the_boxes_stay_on_the_paper(n: int, m: int, sample: int) -> None:
    layout = build_shapes_figure(n, m, sample)["layout"]
    for shape in layout["shapes"]:
        assert layout["xaxis"]["range"][0] <= shape["x0"] < shape["x1"] <= layout["xaxis"]["range"][1]
        assert layout["yaxis"]["range"][1] <= shape["y0"] < shape["y1"] <= layout["yaxis"]["range"][0]


# --- A small array ------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_code_that_is_shown_is_the_code_that_is_run(name: str) -> None:
    code, run = EXAMPLES[name]
    A = read_array("1 -2 3.5; 0 5 −6")
    np.testing.assert_array_equal(run(A), eval(code, {"np": np, "A": A}))


@given(st.lists(st.lists(st.integers(-99, 99), min_size=3, max_size=3), min_size=1, max_size=4))
def test_what_is_written_is_read_again(rows: list[list[int]]) -> None:
    written = write_array(np.array(rows, dtype=np.float64)).strip("[]")
    np.testing.assert_array_equal(read_array(written), rows)


@pytest.mark.parametrize("typed", ["1 2; 3 4", " 1,2 ; 3,4 ;", "1，2；3，4", "1 2;3 4"])
def test_arrays_are_read_as_people_type_them(typed: str) -> None:
    np.testing.assert_array_equal(read_array(typed), [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        *(("", "empty"), (" ; ", "empty"), ("1 2; 3", "ragged"), ("1 x", "no_number"), ("nan", "no_number")),
        *(("1e99", "no_number"), ("__import__('os')", "no_number"), ("٣", "no_number"), ("1_0", "no_number")),
        *(("1 2 3 4 5 6", "too_large"), ("1;2;3;4;5", "too_large"), ("1 " * 101, "too_long")),
    ],
)
def test_what_is_no_small_array_is_explained(typed: str, sentence: str) -> None:
    with pytest.raises(ArrayError) as found:
        read_array(typed)
    assert found.value.message.key == f"vectorising.array.{sentence}"


def test_the_default_fits() -> None:
    rows, columns = read_array(DEFAULT).shape
    assert rows <= arrays.MOST_ROWS
    assert columns <= arrays.MOST_COLUMNS
