"""Where the boxes of a graph go: in columns, with as few crossings as are found quickly.

The steps are those of K. Sugiyama, S. Tagawa and M. Toda, "Methods for Visual Understanding of Hierarchical
System Structures", 1981: columns, the order within the columns, then heights. A line that passes a column
keeps a lane there; all lines from one box share theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise

from playground.graph.nodes import Graph

LEFT_ROWS = 5.5
"""All names stand on the left, as in the lesson, unless that takes more rows: then each just before it is
needed, if that takes fewer.
"""

_SWEEPS = 8
_PULLS = 20
_LANE = 0.35  # the room of a lane, in that of a box
_LIGHT = 0.1  # the weight of a name among boxes
_STRAIGHT = 4.0  # how much more a lane pulls itself straight than a line pulls a box


@dataclass(frozen=True)
class Line:
    """A line from a box to one that is made of it: its places (column, height), lanes between them."""

    source: str
    target: str
    places: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Layout:
    """Boxes and lines.

    Attributes
    ----------
    columns
        How many there are.
    boxes
        The column of every box, from 0, and its height, downwards from 0; two boxes are 1 apart or more.
        Numbers have none, unless one is all there is: they stand in the boxes that use them.
    lines
        What connects them.
    """

    columns: int
    boxes: Mapping[str, tuple[int, float]]
    lines: tuple[Line, ...]


def drawn_nodes(graph: Graph) -> tuple[str, ...]:
    """Return the nodes that have a box."""
    return tuple(
        node.name for node in graph.nodes.values() if node.number is None or node.name == graph.result
    )


def lay_out(graph: Graph) -> Layout:
    """Find a place for every box of a graph."""
    layers, heights = _place(graph, names_left=True)
    if _count_rows(heights) > LEFT_ROWS:
        other_layers, other_heights = _place(graph, names_left=False)
        if _count_rows(other_heights) < _count_rows(heights):
            layers, heights = other_layers, other_heights
    boxes = {name: (column, heights[column][name]) for name, column in layers.columns.items()}
    lines = []
    for name, first in layers.columns.items():
        for consumer in graph.consumers[name]:
            last = layers.columns[consumer]
            lanes = [(column, heights[column][name]) for column in range(first, last)]
            lines.append(Line(name, consumer, (*lanes, boxes[consumer])))
    return Layout(len(heights), boxes, tuple(lines))


def _place(graph: Graph, *, names_left: bool) -> "tuple[_Layers, list[dict[str, float]]]":
    layers = _Layers(graph, names_left=names_left)
    layers.order()
    return layers, layers.heights()


def _count_rows(heights: Sequence[Mapping[str, float]]) -> float:
    return 1 + max(max(column.values()) for column in heights)


class _Layers:
    """The names in every column, boxes and lanes, from top to bottom."""

    def __init__(self, graph: Graph, *, names_left: bool) -> None:
        self.columns = _choose_columns(graph, names_left=names_left)
        self._targets = {name: [(c, self.columns[c]) for c in graph.consumers[name]] for name in self.columns}
        self._made = {name: bool(graph.nodes[name].inputs) for name in self.columns}
        in_text = sorted(self.columns, key=lambda name: graph.nodes[name].position)
        count = self.columns[graph.result] + 1
        self._names = [[name for name in in_text if self._is_in(name, column)] for column in range(count)]

    def order(self) -> None:
        """Sort every column by where its lines lead, to and fro; keep the best. A tree has no crossings in
        the order of its text.
        """
        best, fewest = self._names, self._crossings()
        for sweep in range(_SWEEPS):
            if not fewest:
                break
            self._names = [list(names) for names in self._names]
            self._sort_by_neighbours(forwards=sweep % 2 == 0)
            crossings = self._crossings()
            if crossings < fewest:
                best, fewest = self._names, crossings
        self._names = best

    def heights(self) -> list[dict[str, float]]:
        """Return the height of every name in every column: near those that it is connected with."""
        found = [{name: float(place) for place, name in enumerate(names)} for names in self._names]
        rooms = [[self._room(name, column) for name in names] for column, names in enumerate(self._names)]
        weights = [[self._weight(name, column) for name in names] for column, names in enumerate(self._names)]
        pulls = [[self._pulls(name, column) for name in names] for column, names in enumerate(self._names)]
        there = list(range(len(found)))
        for column in (there[::-1] + there) * _PULLS:
            wanted = [
                sum(weight * found[at][to] for at, to, weight in pull) / sum(weight for _, _, weight in pull)
                for pull in pulls[column]
            ]
            kept = _keep_apart(wanted, rooms[column], weights[column])
            found[column] = dict(zip(self._names[column], kept, strict=True))
        top = min(min(column.values()) for column in found)
        return [{name: height - top for name, height in column.items()} for column in found]

    def _weight(self, name: str, column: int) -> float:
        """Return how hard a name is to push aside, and how hard it pulls. One that stands just before it is
        needed gives way.
        """
        if self.columns[name] == column and column and not self._made[name]:
            return _LIGHT
        return 1.0

    def _room(self, name: str, column: int) -> float:
        return 1.0 if self.columns[name] == column else _LANE

    def _pulls(self, name: str, column: int) -> list[tuple[int, str, float]]:
        """Return where the neighbours of a name are, and how much each pulls: its own lane more."""
        before = [(column - 1, a) for a, b in self._links(column - 1) if b == name] if column else []
        after = [(column + 1, b) for a, b in self._links(column) if a == name]
        near = [(at, to, _STRAIGHT if to == name else self._weight(to, at)) for at, to in before + after]
        return near or [(column, name, 1.0)]

    def _is_in(self, name: str, column: int) -> bool:
        first = self.columns[name]
        return first == column or first < column < max((last for _, last in self._targets[name]), default=0)

    def _links(self, column: int) -> Iterator[tuple[str, str]]:
        """Yield what is connected between a column and the next one."""
        for name in self._names[column]:
            if column + 1 < len(self._names) and name in self._names[column + 1]:
                yield name, name
            yield from ((name, target) for target, last in self._targets[name] if last == column + 1)

    def _crossings(self) -> int:
        count = 0
        for column, (left, right) in enumerate(pairwise(self._names)):
            ends = [(left.index(a), right.index(b)) for a, b in self._links(column)]
            count += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(ends, 2))
        return count

    def _sort_by_neighbours(self, *, forwards: bool) -> None:
        columns = range(1, len(self._names)) if forwards else range(len(self._names) - 2, -1, -1)
        for column in columns:
            links = list(self._links(column - 1 if forwards else column))
            beside = self._names[column - 1 if forwards else column + 1]
            means: dict[str, float] = {}
            for place, name in enumerate(self._names[column]):
                others = [
                    beside.index(a if forwards else b) for a, b in links if name == (b if forwards else a)
                ]
                means[name] = sum(others) / len(others) if others else float(place)
            self._names[column].sort(key=means.__getitem__)


def _choose_columns(graph: Graph, *, names_left: bool) -> dict[str, int]:
    """Return the column of every node that has a box: one after the last of those of which it is made, or
    later where that saves lanes.
    """
    columns: dict[str, int] = {}
    for box in drawn_nodes(graph):
        inputs = graph.nodes[box].inputs
        columns[box] = max((columns[name] + 1 for name in inputs if name in columns), default=0)
    for box in reversed(columns):
        later = min((columns[consumer] for consumer in graph.consumers[box]), default=0) - 1
        moved = columns | {box: later}
        stays = names_left and not graph.nodes[box].operation
        if later > columns[box] and not stays and _lanes(graph, moved) <= _lanes(graph, columns):
            columns = moved
    return columns


def _lanes(graph: Graph, columns: Mapping[str, int]) -> int:
    """Return through how many columns lines run."""
    return sum(
        max((columns[consumer] for consumer in graph.consumers[name]), default=column) - column
        for name, column in columns.items()
    )


def _keep_apart(wanted: Sequence[float], rooms: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the ascending heights nearest to those wanted (weighted least squares) that leave room for all.

    Without the room that those above take, this is an isotonic regression (R. Barlow et al., "Statistical
    Inference under Order Restrictions", 1972): neighbours that are in each other's way are put together at
    their mean.
    """
    above = list(accumulate(((a + b) / 2 for a, b in pairwise(rooms)), initial=0.0))
    groups: list[tuple[float, float, int]] = []
    for height, taken, weight in zip(wanted, above, weights, strict=True):
        groups.append((height - taken, weight, 1))
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (low, v, n), (high, w, m) = groups.pop(-2), groups.pop()
            groups.append(((low * v + high * w) / (v + w), v + w, n + m))
    together = [mean for mean, _, count in groups for _ in range(count)]
    return [height + taken for height, taken in zip(together, above, strict=True)]
