"""The figures of gradient descent, on what they draw."""

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.lesson.descent.convexity import check_grid
from playground.lesson.descent.figures import (
    BOWL_WINDOW,
    WEIGHT_WINDOW,
    build_bowl_figure,
    build_check_figure,
    build_tangent_figure,
    build_valleys_figure,
    measure_window,
    measure_zoom,
)
from playground.lesson.descent.mathematics import Bowl, Parabola, Rugged, descend, draw_starts
from playground.words.catalogue import translator

TEXT = translator("en")
START = np.array([-4.0, -1.0])


def walk(rate: float, steps: int) -> np.ndarray:
    return descend(Parabola(2.0).slope, np.array(-4.0), rate, steps)


def test_windows_are_usual_until_the_path_leaves_them() -> None:
    assert measure_window(walk(0.1, 10)) == WEIGHT_WINDOW
    low, high = measure_window(walk(1.1, 20))
    assert low < walk(1.1, 20).min() < walk(1.1, 20).max() < high
    bowl = Bowl(10.0)
    assert measure_zoom(descend(bowl.gradient, START, 0.9, 20)) == 1
    far = descend(bowl.gradient, START, 1.1, 20)
    assert (np.abs(far) < measure_zoom(far) * np.array(BOWL_WINDOW)).all()


@pytest.mark.parametrize("steps", [1, 11])
def test_the_tangent_is_as_long_on_the_screen_however_steep(steps: int) -> None:
    figure = go.Figure(build_tangent_figure(Parabola(2.0), walk(0.1, steps), TEXT))
    tangent = next(trace for trace in figure.data if trace.name == "tangent")
    (left, right), (bottom, top) = figure.layout.xaxis.range, figure.layout.yaxis.range
    length = np.hypot(np.ptp(tangent.x) / (right - left), np.ptp(tangent.y) / (top - bottom))
    assert length == pytest.approx(0.4, rel=1e-6)


def test_the_arrow_is_the_next_step_and_not_drawn_at_the_bottom() -> None:
    path = walk(0.1, 1)
    (arrow,) = build_tangent_figure(Parabola(2.0), path, TEXT)["layout"]["annotations"]
    assert (arrow["ax"], arrow["x"]) == (-4.0, -3.0)
    assert arrow["y"] == arrow["ay"] == 25.0
    assert build_tangent_figure(Parabola(2.0), walk(0.5, 5), TEXT)["layout"]["annotations"] == []


@pytest.mark.parametrize("view", ["contour", "3d"])
def test_the_bowl_holds_the_path(view: str) -> None:
    bowl = Bowl(10.0)
    path = descend(bowl.gradient, START, 1.1, 12)
    figure = go.Figure(build_bowl_figure(bowl, path, None, ("−1.20", "0.78"), view, TEXT))
    surface, trail = figure.data[0], next(trace for trace in figure.data if trace.name == "path")
    np.testing.assert_allclose(trail.x, path[:, 0])
    assert np.abs(path[:, 0]).max() < surface.x[-1]
    w, b = np.meshgrid(surface.x, surface.y)
    np.testing.assert_allclose(surface.z, bowl.cost(np.stack([w, b], axis=-1)), rtol=1e-6)


def test_right_angles_are_right() -> None:
    layout = build_bowl_figure(Bowl(10.0), START[np.newaxis], None, ("1", "1"), "contour", TEXT)["layout"]
    assert layout["yaxis"]["scaleanchor"] == "x"


def test_descents_are_named_where_they_arrived() -> None:
    paths = descend(Rugged().gradient, draw_starts(3, 1), 0.1, 5)
    figure = go.Figure(build_valleys_figure(Rugged(), paths, ["2", "", "1"]))
    by_name = {trace.name: trace for trace in figure.data}
    assert list(by_name["arrived"].text) == ["2", "1"]
    np.testing.assert_allclose(by_name["arrived"].x, paths[-1, [0, 2], 0])
    np.testing.assert_allclose(by_name["under way"].x, paths[-1, [1], 0])
    # Three paths of six points, with a gap after each.
    assert np.isnan(by_name["path"].x).sum() == 3
    np.testing.assert_allclose(by_name["path"].x[7:13], paths[:, 1, 0])


def test_only_what_is_broken_is_marked() -> None:
    nodes = np.linspace(-6, 6, 41)
    grid = np.stack(np.meshgrid(nodes, nodes), axis=-1)
    for surface, marks in ((Bowl(10.0), 0), (Rugged(), 1)):
        costs = surface.cost(grid)
        check = check_grid(costs)
        figure = go.Figure(build_check_figure(nodes, nodes, costs, check, ("w", "b")))
        lines = [trace for trace in figure.data if trace.name == "path"]
        assert len(lines) == marks
    x, y = lines[0].x, lines[0].y
    ends = surface.cost(np.array([[x[0], y[0]], [x[2], y[2]]])).mean()
    assert float(surface.cost(np.array([x[1], y[1]])) - ends) == pytest.approx(check.worst)
