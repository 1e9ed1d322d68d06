"""Where the boxes, lines and numbers of a computation graph are on the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from playground.graph.layout import Layout, Line
from playground.graph.nodes import Graph
from playground.graph.writing import write_formula

WIDTH = 940.0
"""The chart's pixels in which it is laid out; it is stretched to fit."""

HEIGHT, HIGHEST = 330, 540
"""The height of the paper, and the largest: more does not fit on a screen together with the buttons."""

_MOST_COLUMNS = 9  # a deeper graph goes on below
_ROOMY, _CROWDED = 4, 6  # columns, up to which numbers can stand on the lines; the second for many rows
_TIGHT_ROWS = 5.5  # of boxes with numbers above and below them
_ROW, _TIGHT_ROW = 62.0, 50.0  # the height of a row, and the least that can be read
_ON_LINE = 22.0  # so much less where the numbers stand on the lines
_TALLEST_ROW = 96.0
_BOX, _TIGHT_BOX = 30.0, 24.0
_EDGE = 22.0  # of the paper
_BETWEEN = 0.4  # rows between two bands of columns, where lines run back to the left
_CUTS = (None, 6, 4, 2)  # how long a name in a box may be: the first that fits

Points = list[tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Paper:
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
        low, high = ((height - _EDGE) / self.rows for height in (HEIGHT, HIGHEST))
        return max(min(low, _TALLEST_ROW), min(_ROW - less, high), _TIGHT_ROW - less)

    @property
    def box(self) -> float:
        """The height of a box."""
        return _BOX if self.row >= _ROW - (_ON_LINE if self.on_line else 0.0) else _TIGHT_BOX

    @property
    def height(self) -> float:
        return max(HEIGHT, self.rows * self.row + _EDGE)

    @property
    def pitch(self) -> float:
        return (WIDTH - 2 * _EDGE) / self.per_band

    @property
    def size(self) -> int:
        """The font size of boxes and numbers."""
        if self.box < _BOX:
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
        right = WIDTH - 4 - place * step
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
