"""What the figures about vectorising draw."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.lesson.vectorising.arrays import broadcast, read_array
from playground.lesson.vectorising.figures import (
    build_broadcast_boxes,
    build_dot_figure,
    build_gradient_boxes,
    is_in_proportion,
)
from playground.lesson.vectorising.mathematics import (
    DotTiming,
    Timing,
    compute_gradient,
    make_lesson_problem,
    make_problem,
    sum_until,
)
from playground.words.catalogue import LANGUAGES, translator
from tests.support import make_problem as make_pictures

TEXT = translator("en")
TIMINGS = [
    DotTiming(100, Timing(2e-5, 1e-5, 4e-5, 25, 100), Timing(5e-7, 4e-7, 9e-7, 25, 300), 1e-16),
    DotTiming(10**7, Timing(50.0, 50.0, 50.0, 1, 1), Timing(0.01, 0.009, 0.02, 9, 1), 3e-15),
]


def rectangles(figure: dict[str, Any], **wanted: Any) -> list[tuple[float, ...]]:
    """Return left, right, bottom and top of the rectangles with these properties."""
    return [
        (shape["x0"], shape["x1"], *sorted((shape["y0"], shape["y1"])))
        for shape in figure["layout"]["shapes"]
        if shape["type"] == "rect" and all(shape.get(key) == value for key, value in wanted.items())
    ]


def outlines(figure: dict[str, Any]) -> list[tuple[float, float]]:
    """Return width and height of every box."""
    return [(right - left, top - bottom) for left, right, bottom, top in rectangles(figure, layer=None)]


def marked(figure: dict[str, Any]) -> list[tuple[float, ...]]:
    return [
        (shape["x0"], shape["x1"], *sorted((shape["y0"], shape["y1"])))
        for shape in figure["layout"]["shapes"]
        if shape.get("line", {}).get("color") == "#E69F00"
    ]


def labels(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plotly_knows_every_property(language: str) -> None:
    text, problem = translator(language), make_lesson_problem()
    A, c = read_array("1 2"), read_array("3; 4")
    for figure in (
        build_dot_figure(TIMINGS, text),
        build_dot_figure([], text),
        build_gradient_boxes(problem, compute_gradient(problem), None, text),
        build_broadcast_boxes(A, c, broadcast(A.shape, c.shape)),
    ):
        go.Figure(figure)


def test_times_are_medians_with_bars_for_the_middle_half() -> None:
    loop, dot, lesson = build_dot_figure(TIMINGS, TEXT)["data"]
    np.testing.assert_array_equal(loop["x"], [100, 10**7])
    np.testing.assert_array_equal(loop["y"], [2e-5, 50.0])
    np.testing.assert_allclose(loop["error_y"]["array"], [2e-5, 0])
    np.testing.assert_allclose(dot["error_y"]["arrayminus"], [1e-7, 1e-3])
    assert (lesson["x"], lesson["y"]) == ([100_000, 100_000], [0.0788, 0.001])


def test_a_machine_that_leaves_the_axis_widens_it() -> None:
    few = build_dot_figure([], TEXT)["layout"]["yaxis"]
    slow = build_dot_figure(TIMINGS, TEXT)["layout"]["yaxis"]
    assert few["range"] == [-7, 1]
    assert slow["range"] == [-7, 2]
    assert few["ticktext"] == [
        "100 ns",
        *[f"{n} µs" for n in (1, 10, 100)],
        *[f"{n} ms" for n in (1, 10, 100)],
        "1 s",
        "10 s",
    ]


def test_small_boxes_are_in_proportion_and_hold_their_numbers() -> None:
    problem = make_lesson_problem()
    gradient = compute_gradient(problem)
    figure = build_gradient_boxes(problem, gradient, None, TEXT)
    np.testing.assert_allclose(outlines(figure), [(10, 2), (1, 10), (1, 2)])
    X, dZ, dW = figure["data"]
    assert X["text"][0] == f"{problem.X[0, 0]:.2f}".replace("-", "−")
    assert len(X["text"]) == 20
    assert len(dZ["text"]) == 10
    assert dW["text"] == [f"{value:.2f}".replace("-", "−") for value in gradient.dw[:, 0]]
    np.testing.assert_allclose([(x1 - x0, y1 - y0) for x0, x1, y0, y1 in marked(figure)], outlines(figure))


def test_one_iteration_marks_one_column_and_one_number() -> None:
    problem, i = make_lesson_problem(), 3
    figure = build_gradient_boxes(problem, sum_until(problem, i), i, TEXT)
    column, number, all_of_dw = marked(figure)
    np.testing.assert_allclose(column, (3, 4, -1, 1))
    np.testing.assert_allclose(number[2:], (1, 2))
    np.testing.assert_allclose(all_of_dw[2:], (-1, 1))
    # What the loop has not come to yet is empty.
    assert len(figure["data"][1]["text"]) == i + 1


def test_large_boxes_grow_with_the_logarithm_and_say_their_shapes() -> None:
    problem = make_problem(*make_pictures(300, 40))
    assert not is_in_proportion(problem)
    figure = build_gradient_boxes(problem, sum_until(problem, 39), 39, TEXT)
    X, dZ, dW = outlines(figure)
    np.testing.assert_allclose(X, np.log2([41, 301]))
    np.testing.assert_allclose([dZ, dW], [(1, np.log2(41)), (1, np.log2(301))])
    assert [label for label in labels(figure) if "(" in label] == [
        "X (300, 40)",
        "dZ.T (40, 1)",
        "dw so far (300, 1)",
    ]
    assert marked(figure)[0][1] == pytest.approx(X[0])
    left, right, *_ = marked(build_gradient_boxes(problem, sum_until(problem, 19), 19, TEXT))[0]
    assert right - left == pytest.approx(0.25)  # wide enough to be seen
    assert all(len(trace["text"]) == 0 for trace in figure["data"])


def test_an_array_is_repeated_to_the_common_shape() -> None:
    A, c = read_array("1 2 3; 4 5 6"), read_array("10; 20")
    figure = build_broadcast_boxes(A, c, broadcast(A.shape, c.shape))
    assert [trace["text"] for trace in figure["data"]] == [
        ["1", "2", "3", "4", "5", "6"],
        ["10", "10", "10", "20", "20", "20"],
        ["11", "12", "13", "24", "25", "26"],
    ]
    ((left, right, bottom, top),) = marked(figure)  # what of c is its own
    assert (right - left, top - bottom) == (1, 2)
    assert "c (2, 1) → (2, 3)" in labels(figure)


def test_what_does_not_fit_has_no_sum() -> None:
    A, c = read_array("1 2 3"), read_array("1 2")
    figure = build_broadcast_boxes(A, c, broadcast(A.shape, c.shape))
    assert len(figure["data"]) == 2
    assert "✗" in labels(figure)
    assert not marked(figure)
    low, high = figure["layout"]["xaxis"]["range"]
    assert all(low < note["x"] < high for note in figure["layout"]["annotations"])
