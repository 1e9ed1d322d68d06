"""A computation graph: boxes, the value of each above the line that leaves it, the derivative below."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from playground.charts.parts import CURVE, SILENT, VERMILION, Spec, build_layout
from playground.graph.layout import drawn_nodes, lay_out
from playground.graph.nodes import Evaluation, Graph
from playground.graph.numbers import is_rounded, write_number
from playground.graph.steps import Step
from playground.graph.writing import shorten, write_formula
from playground.lesson.graph.paper import HIGHEST, WIDTH, Paper, Points
from playground.words.catalogue import Translator

MAX_BOXES = 25
"""As many as can be read on a projector of 1280 x 720."""

_SLOPE_NAME = 4  # how long a name in a derivative may be
_GREY, _FILL = "#808080", "rgba(128, 128, 128, 0.13)"
_ACTIVE = {"forward": CURVE, "backward": VERMILION}
_TINTS = {"forward": "rgba(27, 135, 196, 0.28)", "backward": "rgba(213, 94, 0, 0.28)"}


def build_graph_figure(graph: Graph, evaluation: Evaluation, done: Sequence[Step], text: Translator) -> Spec:
    """Draw a graph that `can_draw` with the numbers of the steps that are done; the last one stands out."""
    paper = _paper_of(graph)
    now = done[-1]
    known = {"forward": {n.name for n in graph.nodes.values() if not n.operation}, "backward": set[str]()}
    for step in done[1:]:
        known[step.kind].add(step.node)
    traces = [
        _line_trace([paper.way(line) for line in paper.layout.lines], _GREY, 1.5),
        _active_trace(paper, now),
        _arrow_trace(paper),
        _text_trace(
            paper.middles(), [paper.labels[name] for name in paper.boxes], paper.size, "middle center"
        ),
        _number_trace(paper, evaluation, known["forward"], "forward"),
        _number_trace(paper, evaluation, known["backward"], "backward"),
        _hover_trace(paper, evaluation, known, text),
    ]
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        **build_layout(round(paper.height)),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "dragmode": False,
        "xaxis": {**hidden, "range": [0, WIDTH]},
        "yaxis": {**hidden, "range": [paper.height, 0]},
        "shapes": [_box_shape(paper, name, now) for name in paper.boxes],
    }
    return {"data": traces, "layout": layout}


def can_draw(graph: Graph) -> bool:
    """Return whether a graph can be drawn so that it can be read."""
    return len(drawn_nodes(graph)) <= MAX_BOXES and round(_paper_of(graph).height) <= HIGHEST


@lru_cache(maxsize=32)
def _paper_of(graph: Graph) -> Paper:
    return Paper(graph, lay_out(graph))


def _line_trace(ways: Sequence[Points], colour: str, width: float, **line: Any) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for way in ways for x in (*(x for x, _ in way), None)],
        "y": [y for way in ways for y in (*(y for _, y in way), None)],
        "line": {"color": colour, "width": width, **line},
        **SILENT,
    }


def _active_trace(paper: Paper, now: Step) -> Spec:
    """Draw the lines along which the last step got its numbers."""
    if now.kind == "forward":
        ways = [paper.way(line) for line in paper.layout.lines if line.target == now.node]
        return _line_trace(ways, CURVE, 4)
    ways = [
        paper.way(line) for line in paper.layout.lines if line.source == now.node and now.kind == "backward"
    ]
    return _line_trace(ways, VERMILION, 4, dash="7px,4px")


def _arrow_trace(paper: Paper) -> Spec:
    """Draw the heads of the lines."""
    ends = [paper.way(line)[-1] for line in paper.layout.lines]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x - 4 for x, _ in ends],
        "y": [y for _, y in ends],
        "marker": {"symbol": "triangle-right", "size": 9, "color": _GREY},
        **SILENT,
    }


def _text_trace(points: Points, written: Sequence[str], size: int, position: str, **font: Any) -> Spec:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "text": list(written),
        "textposition": position,
        "textfont": {"size": size, **font},
        "cliponaxis": False,
        **SILENT,
    }


def _number_trace(paper: Paper, evaluation: Evaluation, known: set[str], kind: str) -> Spec:
    """Write the values above the lines or boxes (``forward``), or the derivatives below (``backward``)."""
    names = [name for name in paper.boxes if name in known]
    up = -1 if kind == "forward" else 1
    place = "top" if kind == "forward" else "bottom"
    points = []
    for name in names:
        column, height = paper.boxes[name]
        x, y = (
            paper.left(column) + paper.widths[name] * (1 if paper.on_line else 0.5),
            paper.y(column, height),
        )
        points.append((x + 5, y + 5 * up) if paper.on_line else (x, y + up * (paper.box / 2 + up)))
    if kind == "forward":
        written = [f"<b>{write_number(evaluation.values[name])}</b>" for name in names]
    else:
        written = [write_slope(paper.graph, evaluation, name, paper.digits, _SLOPE_NAME) for name in names]
    if not paper.on_line:  # no number sticks out on the left
        points = [(max(x, 0.3 * paper.size * len(w)), y) for (x, y), w in zip(points, written, strict=True)]
    position = f"{place} right" if paper.on_line else f"{place} center"
    return {**_text_trace(points, written, paper.size, position, color=_ACTIVE[kind]), "name": kind}


def write_slope(
    graph: Graph, evaluation: Evaluation, name: str, digits: int = 4, longest: int | None = None
) -> str:
    """Return the derivative of the result by a node, named; a longer name is cut."""
    value = evaluation.derivatives[name]
    sign = "≈" if is_rounded(value, digits) else "="
    of, by = shorten(graph.result, longest), shorten(name, longest)
    return f"∂{of}/∂{by} {sign} {write_number(value, digits)}"


def _hover_trace(
    paper: Paper, evaluation: Evaluation, known: Mapping[str, set[str]], text: Translator
) -> Spec:
    told = []
    for name, node in ((name, paper.graph.nodes[name]) for name in paper.boxes):
        lines = [f"<b>{name}</b>" + (f" = {write_formula(paper.graph, name)}" if node.operation else "")]
        if name in known["forward"]:
            lines.append(text.text("graph.chart.value", value=write_number(evaluation.values[name], 8)))
        if name in known["backward"]:
            lines.append(write_slope(paper.graph, evaluation, name))
        told.append("<br>".join(lines))
    points = paper.middles()
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in points],
        "y": [y for _, y in points],
        "marker": {"size": 26, "opacity": 0, "color": CURVE},
        "hovertext": told,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _box_shape(paper: Paper, name: str, now: Step) -> Spec:
    """Draw a box with round corners; a double frame, so to speak, for the one that the step is about."""
    column, height = paper.boxes[name]
    left, y = paper.left(column), paper.y(column, height)
    right, top, bottom, r = left + paper.widths[name], y - paper.box / 2, y + paper.box / 2, 7
    path = (
        f"M{left + r},{top} L{right - r},{top} Q{right},{top} {right},{top + r} L{right},{bottom - r} "
        f"Q{right},{bottom} {right - r},{bottom} L{left + r},{bottom} Q{left},{bottom} {left},{bottom - r} "
        f"L{left},{top + r} Q{left},{top} {left + r},{top} Z"
    )
    active = name == now.node and now.kind in _ACTIVE
    line = {"color": _ACTIVE[now.kind] if active else _GREY, "width": 4 if active else 1.5}
    return {
        "type": "path",
        "path": path,
        "line": line,
        "fillcolor": _TINTS[now.kind] if active else _FILL,
        "layer": "below",
    }
