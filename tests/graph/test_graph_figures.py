"""The drawing of a computation graph: every box has its place, and every number is that of the graph."""

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from playground.charts.parts import Spec
from playground.graph import Graph, GraphError, choose_steps, compute_errors, parse
from playground.graph.layout import drawn_nodes, lay_out
from playground.graph.writing import write_backward, write_derivative, write_forward
from playground.lesson.graph.figure import MAX_BOXES, build_graph_figure, can_draw
from playground.lesson.graph.nudge import build_error_figure
from playground.lesson.graph.paper import HEIGHT, HIGHEST
from playground.words.catalogue import LANGUAGES, translator

ENGLISH = translator("en")
LESSON, LOSS = "3 * (a + b * c)", "-(y*log(sigmoid(w*x+b)) + (1-y)*log(1-sigmoid(w*x+b)))"
GIVEN = {"a": 7.0, "b": 4.0, "c": 2.0}


def _join(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    infix = st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]}{p[1]}{p[2]})")
    return infix | inner.map(lambda text: f"exp({text})")


TEXTS = st.recursive(st.sampled_from([*"abcdefghijkl", "weight", "2"]), _join, max_leaves=14)


def draw(graph: Graph, values: dict[str, float], step: int = -1) -> Spec:
    steps = choose_steps(graph)
    done = steps[: step % len(steps) + 1]
    return build_graph_figure(graph, graph.evaluate(values), done, ENGLISH)


def written(figure: Spec, kind: str) -> list[str]:
    """Return the numbers of a kind as they are written, from top to bottom."""
    (trace,) = [trace for trace in figure["data"] if trace.get("name") == kind]
    order = np.argsort(np.array(trace["y"]), kind="stable")
    return [trace["text"][i].replace("<b>", "").replace("</b>", "") for i in order]


def frame(shape: dict[str, Any]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a box."""
    pairs = (piece.lstrip("MLQ").split(",") for piece in shape["path"].split() if piece != "Z")
    x, y = zip(*((float(x), float(y)) for x, y in pairs), strict=True)
    return min(x), min(y), max(x), max(y)


# --- Where the boxes are --------------------------------------------------------------------------


def test_the_lesson_s_graph_looks_like_the_lesson_s_figure() -> None:
    layout = lay_out(parse(LESSON))
    assert {name: column for name, (column, _) in layout.boxes.items()} == {
        **dict.fromkeys("abc", 0),
        "u": 1,
        "v": 2,
        "J": 3,
    }
    height = {name: row for name, (_, row) in layout.boxes.items()}
    assert height["a"] < height["b"] < height["u"] < height["c"]
    assert height["a"] < height["v"] < height["u"]
    assert height["J"] == pytest.approx(height["v"], abs=0.01)


@given(TEXTS)
@example(LOSS)
@example("(a*b+c*d)*(e*f+g*h)+(i*j+k*l)")
@example("sigmoid(" * 24 + "x" + ")" * 24)
@example("+".join("abcdefghijkl"))
def test_boxes_keep_apart_on_the_paper_and_lines_lead_to_the_right(text: str) -> None:
    try:
        graph = parse(text)
        graph.evaluate(dict.fromkeys(graph.names, 0.7))
    except GraphError:
        assume(False)
    layout = lay_out(graph)
    assert tuple(sorted(layout.boxes)) == tuple(sorted(drawn_nodes(graph)))
    ends = {(line.source, line.target) for line in layout.lines}
    drawn = set(layout.boxes)
    assert ends == {(of, node.name) for node in graph.nodes.values() for of in node.inputs if of in drawn}
    for line in layout.lines:
        assert all(after == column + 1 for (column, _), (after, _) in pairwise(line.places))
        assert (line.places[0], line.places[-1]) == (layout.boxes[line.source], layout.boxes[line.target])
        for column, height in line.places[1:-1]:
            rows = [row for at, row in layout.boxes.values() if at == column]
            assert all(abs(height - row) > 0.6 for row in rows)
    if not can_draw(graph):
        return
    figure = draw(graph, dict.fromkeys(graph.names, 0.7))
    frames = [frame(shape) for shape in figure["layout"]["shapes"]]
    (_, width), (height, _) = (figure["layout"][axis]["range"] for axis in ("xaxis", "yaxis"))
    assert all(0 < a[0] < a[2] < width and 0 < a[1] < a[3] < height for a in frames)
    for a, b in combinations(frames, 2):
        assert a[2] < b[0] or b[2] < a[0] or a[3] + 5 < b[1] or b[3] + 5 < a[1]


@pytest.mark.parametrize(
    "text",
    [
        "sigmoid(" * 24 + "x" + ")" * 24,
        "+".join("abcdefghijklm"),
        "(a*b+c*d)*(e*f+g*h)+(i*j+k*l)",
        "+".join(f"{x}*{y}" for x, y in zip("abcdefg", "bcdefga", strict=True)),
        LOSS,
    ],
)
def test_graphs_of_up_to_25_boxes_fit_on_a_screen(text: str) -> None:
    graph = parse(text)
    assert len(drawn_nodes(graph)) <= MAX_BOXES
    assert can_draw(graph)
    height = draw(graph, dict.fromkeys(graph.names, 0.7), 0)["layout"]["height"]
    assert HEIGHT <= height <= HIGHEST


def test_more_boxes_are_not_drawn() -> None:
    assert not can_draw(parse("+".join("abcdefghijklmn")))


@pytest.mark.parametrize(
    "text", [LESSON, "(a*b+c)*(d-e*f)/g", "a*b*c + a*b*exp(a)", "b*(a+c) + a", "log(a)*b + exp(a)*c + b"]
)
def test_nothing_crosses_where_nothing_needs_to(text: str) -> None:
    layout = lay_out(parse(text))
    steps = [
        (column, height, after)
        for line in layout.lines
        for (column, height), (_, after) in pairwise(line.places)
    ]
    for (column, from_1, to_1), (other, from_2, to_2) in combinations(steps, 2):
        assert column != other or (from_1 - from_2) * (to_1 - to_2) >= 0


# --- What is written ------------------------------------------------------------------------------


def test_numbers_appear_with_their_steps() -> None:
    graph = parse(LESSON)
    assert written(draw(graph, GIVEN, 0), "forward") == ["7", "4", "2"]
    assert written(draw(graph, GIVEN, 0), "backward") == []
    assert set(written(draw(graph, GIVEN, 2), "forward")) == {"7", "4", "2", "8", "15"}
    figure = draw(graph, GIVEN)
    assert set(written(figure, "forward")) == {"7", "4", "2", "8", "15", "45"}
    assert set(written(figure, "backward")) == {
        *("∂J/∂a = 3", "∂J/∂b = 6", "∂J/∂c = 12", "∂J/∂u = 3", "∂J/∂v = 3", "∂J/∂J = 1")
    }


def test_values_are_above_their_line_and_derivatives_below() -> None:
    forward, backward = (
        trace for trace in draw(parse(LESSON), GIVEN)["data"] if trace.get("name") in ("forward", "backward")
    )
    assert (forward["textposition"], backward["textposition"]) == ("top right", "bottom right")
    assert forward["textfont"]["color"] != backward["textfont"]["color"]


def test_rounded_derivatives_say_so() -> None:
    figure = draw(parse("sigmoid(x)"), {"x": 0.3})
    assert "∂J/∂x ≈ 0.2445" in written(figure, "backward")


@pytest.mark.parametrize("step", range(10))
def test_one_box_and_its_lines_stand_out(step: int) -> None:
    graph = parse(LESSON)
    figure = draw(graph, GIVEN, step)
    node = choose_steps(graph)[step].node
    widths = [shape["line"]["width"] for shape in figure["layout"]["shapes"]]
    thick = [name for name, width in zip(drawn_nodes(graph), widths, strict=True) if width > 2]
    assert thick == ([node] if step else [])
    active = figure["data"][1]["x"].count(None)
    assert active == (0 if step in (0, 4) else 2 if step in (1, 2) else 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [LESSON, LOSS, "x", "2 + 3", "5"])
def test_figures_are_plotly_figures(text: str, language: str) -> None:
    graph = parse(text)
    values = dict.fromkeys(graph.names, 0.4)
    for step in range(len(choose_steps(graph))):
        done = choose_steps(graph)[: step + 1]
        go.Figure(build_graph_figure(graph, graph.evaluate(values), done, translator(language)))


# --- Formulas -------------------------------------------------------------------------------------


def test_the_chain_rule_is_written_with_its_numbers() -> None:
    graph = parse(LESSON)
    evaluation = graph.evaluate(GIVEN)
    assert write_forward(graph, evaluation, "u") == r"u = b \cdot c = 4 \cdot 2 = 8"
    assert write_backward(graph, evaluation, "J") == r"\frac{\partial J}{\partial J} = 1"
    rule = r"\frac{\partial J}{\partial u} \cdot \frac{\partial u}{\partial b}"
    assert write_backward(graph, evaluation, "b") == (
        rf"\frac{{\partial J}}{{\partial b}} = {rule} = 3 \cdot c = 3 \cdot 2 = 6"
    )


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("-a", "a", " = -1"),
        ("b * b + b", "u", " = 1"),
        ("a * a", "a", " = a + a = 6"),
        ("sigmoid(a)", "a", r" = J \, (1 - J) \approx 0.0451767"),
        (
            "b * b + b",
            "b",
            r" = \frac{\partial J}{\partial u} \cdot \frac{\partial u}{\partial b}"
            r" + \left.\frac{\partial J}{\partial b}\right|_{u} = 1 \cdot (b + b) + 1 = 1 \cdot 6 + 1 = 7",
        ),
    ],
)
def test_a_local_derivative_is_told_from_the_whole_one(text: str, name: str, expected: str) -> None:
    graph = parse(text)
    written = write_backward(graph, graph.evaluate(dict.fromkeys(graph.names, 3.0)), name)
    assert written == rf"\frac{{\partial J}}{{\partial {name}}}" + expected


@given(TEXTS)
@example("b * b * b")
def test_no_derivative_is_explained_by_itself(text: str) -> None:
    graph = parse(text)
    try:
        evaluation = graph.evaluate(dict.fromkeys(graph.names, 0.75))
    except GraphError:
        assume(False)
    for name in (name for name in graph.backward_order if not graph.nodes[name].constant):
        whole = write_derivative(graph.result, name)
        marked = rf"\left.{whole}\right|"
        assert write_backward(graph, evaluation, name).replace(marked, "").count(whole) == 1


def test_many_consumers_take_two_lines() -> None:
    graph = parse("x * 2 + x * 3 + x * 4")
    written = write_backward(graph, graph.evaluate({"x": 1.0}), "x")
    assert written.startswith(r"\begin{aligned} \frac{\partial J}{\partial x} &= \frac")
    assert written.endswith(r"\\ & = 1 \cdot 2 + 1 \cdot 3 + 1 \cdot 4 = 9 \end{aligned}")


def test_what_is_rounded_is_not_called_equal() -> None:
    graph = parse("a / b")
    written = write_forward(graph, graph.evaluate({"a": -2.0, "b": 3.0}), "J")
    assert written == r"J = \frac{a}{b} = \frac{(-2)}{3} \approx -0.666667"


# --- The errors of the nudge ----------------------------------------------------------------------


def test_errors_are_drawn_but_those_of_zero() -> None:
    sizes = 10.0 ** np.arange(-12, 1)
    errors = compute_errors(parse("a * b + c"), {"a": 2.0, "b": 3.0, "c": 1.0}, "a", sizes)
    figure = go.Figure(build_error_figure(errors, 12, ENGLISH))
    for trace, expected in zip(figure.data, (errors.one_sided, errors.two_sided), strict=False):
        np.testing.assert_array_equal(np.isnan(trace.y), expected == 0)
        np.testing.assert_array_equal(trace.y[expected > 0], expected[expected > 0])
    assert figure.data[2].x[0] == 1
