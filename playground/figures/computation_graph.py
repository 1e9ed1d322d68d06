"""A computation graph: boxes, the value of each above the line that leaves it, the derivative below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil
from typing import Any

from playground.figures.parts import CURVE, SILENT, VERMILION, Spec, build_layout
from playground.graph.layout import Layout, Line, drawn_nodes, lay_out
from playground.graph.nodes import Evaluation, Graph
from playground.graph.numbers import is_rounded, write_number
from playground.graph.steps import Step
from playground.graph.writing import shorten, write_formula
from playground.i18n import Translator

MAX_BOXES = 25
"""As many as can be read on a projector of 1280 x 720."""

GRAPH_HEIGHT, _HIGHEST = 330, 540  # pixels; more do not fit on a screen together with the buttons
_WIDTH = 940.0  # the chart's pixels beside the sidebar, in which it is laid out; it is stretched to fit
_MOST_COLUMNS = 9  # a deeper graph goes on below
_ROOMY, _CROWDED = 4, 6  # columns, up to which numbers can stand on the lines; the second for many rows
_TIGHT_ROWS = 5.5  # of boxes with numbers above and below them
_ROW, _TIGHT_ROW = 62.0, 50.0  # the height of a row, and the least that can be read
_ON_LINE = 22.0  # so much less where the numbers stand on the lines
_TALLEST_ROW = 96.0
_EDGE = 22.0  # of the paper
_BETWEEN = 0.4  # rows between two bands of columns, where lines run back to the left
_CUTS = (None, 6, 4, 2)  # how long a name in a box may be: the first that fits
_SLOPE_NAME = 4  # how long in a derivative beside it
_GREY, _FILL = "#808080", "rgba(128, 128, 128, 0.13)"
_ACTIVE = {"forward": CURVE, "backward": VERMILION}
_TINTS = {"forward": "rgba(27, 135, 196, 0.28)", "backward": "rgba(213, 94, 0, 0.28)"}
Points = list[tuple[float, float]]


def build_graph_figure(graph: Graph, evaluation: Evaluation, done: Sequence[Step], text: Translator) -> Spec:
    """Draw a graph that `can_draw` with the numbers of the steps that are done; the last one stands out."""
    paper = _paper_of(graph)
    now = done[-1]
    known = {"forward": set(graph.names), "backward": set[str]()}
    for step in done[1:]:
        known[step.kind].add(step.node)
    if now.kind == "start":
        known["forward"] |= {graph.result} - {n for n, node in graph.nodes.items() if node.operation}
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
        "xaxis": {**hidden, "range": [0, _WIDTH]},
        "yaxis": {**hidden, "range": [paper.height, 0]},
        "shapes": [_box_shape(paper, name, now) for name in paper.boxes],
    }
    return {"data": traces, "layout": layout}


def can_draw(graph: Graph) -> bool:
    """Return whether a graph can be drawn so that it can be read."""
    return len(drawn_nodes(graph)) <= MAX_BOXES and _paper_of(graph).height <= _HIGHEST


@lru_cache(maxsize=32)
def _paper_of(graph: Graph) -> "_Paper":
    return _Paper(graph, lay_out(graph))


@dataclass(frozen=True, eq=False)
class _Paper:
    """Where everything is drawn, in pixels from the top left corner."""

    graph: Graph
    layout: Layout

    @cached_property
    def boxes(self) -> Mapping[str, tuple[int, float]]:
        return self.layout.boxes

    @cached_property
    def labels(self) -> dict[str, str]:
        """What stands in the boxes: long names are cut where they do not fit."""
        return {name: self._label(name) for name in self.boxes}

    def _label(self, name: str) -> str:
        for longest in _CUTS:
            formula = write_formula(self.graph, name, longest)
            label = f"<b>{name}</b> = {formula}" if self.graph.nodes[name].operation else f"<b>{formula}</b>"
            if self._width(label) <= self._widest:
                break
        return label

    def _width(self, label: str) -> float:
        return max(34.0, (len(label) - len("<b></b>") + 1.6) * 0.56 * self.size)

    @property
    def _widest(self) -> float:
        """How wide a box may be."""
        return self.pitch - (self.size * 5.8 if self.on_line else 16)

    @cached_property
    def per_band(self) -> int:
        """The columns side by side; further ones go on below."""
        return ceil(self.layout.columns / ceil(self.layout.columns / _MOST_COLUMNS))

    @cached_property
    def spans(self) -> list[tuple[float, float]]:
        """The lowest and the highest place in every band of columns."""
        places = [place for line in self.layout.lines for place in line.places] + list(self.boxes.values())
        bands = range(ceil(self.layout.columns / self.per_band))
        heights = [[height for column, height in places if column // self.per_band == band] for band in bands]
        return [(min(found), max(found)) for found in heights]

    @cached_property
    def rows(self) -> float:
        return sum(high - low + 1 for low, high in self.spans) + _BETWEEN * (len(self.spans) - 1)

    @cached_property
    def on_line(self) -> bool:
        """Whether the numbers stand on the lines, as there is room; else above and below the boxes."""
        most = _ROOMY if self.rows <= _TIGHT_ROWS else _CROWDED
        return self.per_band <= most

    @cached_property
    def row(self) -> float:
        """The height of a row: generous while there is room, then as tight as it must be."""
        less = _ON_LINE if self.on_line else 0.0
        low, high = ((height - _EDGE) / self.rows for height in (GRAPH_HEIGHT, _HIGHEST))
        return max(min(low, _TALLEST_ROW), min(_ROW - less, high), _TIGHT_ROW - less)

    @property
    def box(self) -> float:
        """The height of a box."""
        return 30.0 if self.row >= _ROW - (_ON_LINE if self.on_line else 0.0) else 24.0

    @property
    def height(self) -> float:
        return max(GRAPH_HEIGHT, self.rows * self.row + _EDGE)

    @property
    def pitch(self) -> float:
        return (_WIDTH - 2 * _EDGE) / self.per_band

    @property
    def size(self) -> int:
        """The font size of boxes and numbers."""
        if self.box < 30:
            return 12
        return 16 if self.pitch > 200 else 14 if self.pitch > 120 else 13

    @property
    def digits(self) -> int:
        """The digits of a derivative."""
        return 4 if self.pitch > 120 else 3

    @cached_property
    def widths(self) -> dict[str, float]:
        """The widths of the boxes, from what stands in them."""
        return {name: min(self._width(label), self._widest) for name, label in self.labels.items()}

    def left(self, column: int) -> float:
        return _EDGE + column % self.per_band * self.pitch

    def y(self, column: int, height: float) -> float:
        """Return the middle of a box or lane."""
        band = column // self.per_band
        before = sum(high - low + 1 + _BETWEEN for low, high in self.spans[:band])
        above = before - self.spans[band][0] + 0.5
        return (self.height - self.rows * self.row) / 2 + (above + height) * self.row

    def middles(self) -> Points:
        return [(self.left(c) + self.widths[n] / 2, self.y(c, h)) for n, (c, h) in self.boxes.items()]

    def way(self, line: Line) -> Points:
        """Return the corners of a line: level where numbers or boxes stand, sloping between the columns."""
        points = []
        for (column, height), (after, _) in zip(
            line.places, [*line.places[1:], line.places[-1]], strict=True
        ):
            left, y = self.left(column), self.y(column, height)
            if after == column:
                points.append((left, self.entry(line)))
                break
            start = self.widths[line.source] if not points else 0.0
            points += [(left + start, y), (left + self._level(column), y)]
            if after % self.per_band == 0:
                points += self._go_below(line, column)
        return points

    def entry(self, line: Line) -> float:
        """Return how high a line meets its box: two do so side by side."""
        column, height = self.boxes[line.target]
        others = [other for other in self.layout.lines if other.target == line.target]
        others.sort(key=lambda other: self.y(*other.places[-2]))
        return self.y(column, height) + 8 * (others.index(line) - (len(others) - 1) / 2)

    def _level(self, column: int) -> float:
        """Return how long lines stay level in a column."""
        widest = max((self.widths[name] for name, (c, _) in self.boxes.items() if c == column), default=0.0)
        return min(widest + (self.size * 6.2 if self.on_line else 4), self.pitch - 12)

    def _go_below(self, line: Line, column: int) -> Points:
        """Return the way from the end of a band to the beginning of the next one. The higher a line leaves,
        the further out it runs down and the further in it arrives: so none crosses another.
        """
        sources = self._sources_below(column)
        place, step = sources.index(line.source), (_EDGE - 8) / len(sources)
        places = dict(line.places)
        before = self.y(column, places[column])
        after = (
            self.entry(line) if column + 1 == line.places[-1][0] else self.y(column + 1, places[column + 1])
        )
        middle = self.y(column + 1, self.spans[column // self.per_band + 1][0] - 0.5 - _BETWEEN / 2)
        right = _WIDTH - 4 - place * step
        left = _EDGE - 4 - (place + 1) * step
        between = middle + (len(sources) / 2 - place) * step
        return [(right, before), (right, between), (left, between), (left, after)]

    def _sources_below(self, column: int) -> list[str]:
        """Return from where lines run on below a band that ends with a column, from top to bottom."""
        heights = {
            line.source: dict(line.places)[column]
            for line in self.layout.lines
            if line.places[0][0] <= column < line.places[-1][0]
        }
        return sorted(heights, key=heights.__getitem__)


def _line_trace(ways: Sequence[Points], colour: str, width: float, **line: Any) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [x for way in ways for x in (*(x for x, _ in way), None)],
        "y": [y for way in ways for y in (*(y for _, y in way), None)],
        "line": {"color": colour, "width": width, **line},
        **SILENT,
    }


def _active_trace(paper: _Paper, now: Step) -> Spec:
    """Draw the lines along which the last step got its numbers."""
    if now.kind == "forward":
        ways = [paper.way(line) for line in paper.layout.lines if line.target == now.node]
        return _line_trace(ways, CURVE, 4)
    ways = [
        paper.way(line) for line in paper.layout.lines if line.source == now.node and now.kind == "backward"
    ]
    return _line_trace(ways, VERMILION, 4, dash="7px,4px")


def _arrow_trace(paper: _Paper) -> Spec:
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


def _number_trace(paper: _Paper, evaluation: Evaluation, known: set[str], kind: str) -> Spec:
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
        points.append((x + 5, y + 2 * up) if paper.on_line else (x, y + up * (paper.box / 2 + up)))
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
    paper: _Paper, evaluation: Evaluation, known: Mapping[str, set[str]], text: Translator
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


def _box_shape(paper: _Paper, name: str, now: Step) -> Spec:
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
