"""The figures about vectorising: times over sizes, arrays as boxes, what is broadcast."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.charts.parts import (
    CURVE,
    FONT_SIZE,
    LEGEND,
    ORANGE,
    SILENT,
    VERMILION,
    Spec,
    axis,
    build_layout,
)
from playground.engine.forms import Array
from playground.lesson.vectorising.arrays import Broadcast
from playground.lesson.vectorising.durations import write_entry, write_shape, write_short
from playground.lesson.vectorising.mathematics import (
    LESSON_DOT,
    LESSON_LOOP,
    LESSON_SIZE,
    SIZES,
    DotTiming,
    Gradient,
    Problem,
    Timing,
)
from playground.words.catalogue import Translator
from playground.words.numbers import write_seconds

_GREY = "#808080"
_MARKED = "rgba(230, 159, 0, 0.4)"
_COPIED = "rgba(27, 135, 196, 0.16)"
_DOT_HEIGHT, _GRADIENT_HEIGHT, _BROADCAST_HEIGHT = 352, 270, 160
_FASTEST, _SLOWEST = -7, 1  # the powers of ten of the seconds that are shown at least
_MOST_CELLS = 40  # of an array whose numbers are shown
_CELL_RATIO = 0.5  # a cell with a number is wider than high
_GAP, _WIDE_GAP, _EDGE = 1.8, 4.0, 0.9  # between boxes and beside them, in cells


# --- Times ----------------------------------------------------------------------------------------


def build_dot_figure(timings: Sequence[DotTiming], text: Translator) -> Spec:
    """Draw the seconds of the loop and of np.dot over the size, and what the lesson saw."""
    sizes = np.array([timing.size for timing in timings], dtype=np.float64)
    loop = _time_curve(sizes, [timing.loop for timing in timings], VERMILION, "circle")
    dot = _time_curve(sizes, [timing.dot for timing in timings], CURVE, "diamond")
    lesson = {
        "type": "scatter",
        "x": [LESSON_SIZE, LESSON_SIZE],
        "y": [LESSON_LOOP, LESSON_DOT],
        "mode": "markers",
        "marker": {"symbol": "x-thin", "size": 13, "line": {"color": _GREY, "width": 3}},
        "name": text.text("vectorising.dot.chart.lesson"),
        "text": [write_seconds(LESSON_LOOP), write_seconds(LESSON_DOT)],
        "hovertemplate": text.text("vectorising.dot.chart.hover_lesson"),
    }
    names = {"loop": "dot_loop", "dot": "np.dot"}
    layout = {
        **build_layout(_DOT_HEIGHT),
        **LEGEND,
        "margin": {"l": 66, "r": 14, "t": 34, "b": 50},
        "xaxis": axis(text.text("vectorising.dot.chart.size"), **_size_axis()),
        "yaxis": axis(text.text("vectorising.dot.chart.time"), **_time_axis(timings)),
    }
    return {"data": [loop | {"name": names["loop"]}, dot | {"name": names["dot"]}, lesson], "layout": layout}


def _time_curve(sizes: Array, timings: Sequence[Timing], colour: str, symbol: str) -> Spec:
    """Draw medians, and the middle half as bars."""
    seconds = np.array([timing.seconds for timing in timings])
    return {
        "type": "scatter",
        "x": sizes,
        "y": seconds,
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": np.array([timing.high for timing in timings]) - seconds,
            "arrayminus": seconds - np.array([timing.low for timing in timings]),
            "thickness": 1.2,
            "width": 3,
        },
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2.5},
        "marker": {"size": 9, "symbol": symbol},
        "text": [write_seconds(each) for each in seconds.tolist()],
        "hovertemplate": "%{x:,}: %{text}",
    }


def _size_axis() -> dict[str, Any]:
    low, high = np.log10(SIZES[0]), np.log10(SIZES[-1])
    powers = np.arange(int(low), int(high) + 1)
    return {
        "type": "log",
        "range": [low - 0.2, high + 0.35],
        "tickvals": (10.0**powers).tolist(),
        "ticktext": [f"10<sup>{power}</sup>" for power in powers],
        "tickangle": 0,
    }


def _time_axis(timings: Sequence[DotTiming]) -> dict[str, Any]:
    """Return an axis that a machine rarely leaves, so that nothing moves while results come in."""
    seconds = [each for timing in timings for each in (timing.loop.high, timing.dot.low)]
    exponents = np.log10([10.0**_FASTEST, 10.0**_SLOWEST, *seconds])
    low, high = float(np.floor(exponents.min())), float(np.ceil(exponents.max()))
    ticks = 10.0 ** np.arange(low, high + 1)
    return {
        "type": "log",
        "range": [low, high],
        "tickvals": ticks.tolist(),
        "ticktext": [_power_tick(tick) for tick in ticks],
    }


def _power_tick(seconds: float) -> str:
    return write_seconds(seconds).replace(".00", "").replace(".0", "")


# --- Arrays as boxes ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Box:
    """An array as a box, its middle on one line with the others: sides, name, and its numbers where these
    are shown (nan: not known yet).

    `marked` is the part that is filled: left, top, right and bottom as shares of the sides. All of it is
    filled lightly where `copied`.
    """

    left: float
    width: float
    height: float
    label: str
    values: Array | None
    marked: tuple[float, float, float, float] | None
    copied: bool = False

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def top(self) -> float:
        return self.height / 2


def build_gradient_boxes(problem: Problem, gradient: Gradient, i: int | None, text: Translator) -> Spec:
    """Draw X, dZ.T and dW as boxes, and mark what iteration i of the loop touches; without i, everything.

    Small arrays are drawn in proportion, with their numbers; of larger ones a side is as long as the
    logarithm of its count.
    """
    n, m = problem.X.shape
    small = is_in_proportion(problem)
    high, wide, one = (_side(count, small) for count in (n, m, 1))
    gap = _GAP if small else _WIDE_GAP
    begin, end = (0.0, 1.0) if i is None else _stretch(i, m, least=0.0 if small else 0.25 / wide)
    dZ = np.full((m, 1), np.nan)
    dZ[: gradient.dZ.size, 0] = gradient.dZ[0]
    X_box = _Box(0, wide, high, f"X {write_shape((n, m))}", problem.X if small else None, (begin, 0, end, 1))
    Z_box = _Box(
        X_box.right + gap,
        one,
        wide,
        f"dZ.T {write_shape((m, 1))}",
        dZ if small else None,
        (0, begin, 1, end),
    )
    name = "dW" if i is None else text.text("vectorising.gradient.so_far")
    W_box = _Box(
        Z_box.right + 2 * gap,
        one,
        high,
        f"{name} {write_shape((n, 1))}",
        gradient.dw if small else None,
        (0, 0, 1, 1),
    )
    sign = "/ m =" if i is None else "+="
    signs = [(X_box.right + gap / 2, "@" if i is None else "·"), (Z_box.right + gap, sign)]
    return _build_boxes(
        [X_box, Z_box, W_box], signs, _CELL_RATIO if small else 1.0, _GRADIENT_HEIGHT, write_short
    )


def is_in_proportion(problem: Problem) -> bool:
    """Return whether the arrays are so small that they are drawn in proportion, with their numbers."""
    return problem.X.size <= _MOST_CELLS


def build_broadcast_boxes(A: Array, c: Array, fit: Broadcast) -> Spec:
    """Draw A + c as boxes: each array repeated to the common shape, its own numbers marked, and the sum."""
    first = _broadcast_box(0.0, A, "A", fit)
    second = _broadcast_box(first.right + _GAP, c, "c", fit)
    boxes, signs = [first, second], [(first.right + _GAP / 2, "+"), (second.right + _GAP / 2, "=")]
    if fit.shape is None:
        signs.append((second.right + 1.5 * _GAP, "✗"))
    else:
        rows, columns = fit.shape
        label = f"A + c {write_shape(fit.shape)}"
        boxes.append(_Box(second.right + _GAP, columns, rows, label, A + c, None))
    return _build_boxes(boxes, signs, _CELL_RATIO, _BROADCAST_HEIGHT, write_entry)


def _broadcast_box(left: float, array: Array, name: str, fit: Broadcast) -> _Box:
    shape = array.shape if fit.shape is None else fit.shape
    own = (0.0, 0.0, array.shape[1] / shape[1], array.shape[0] / shape[0])
    label, repeated = f"{name} {write_shape(array.shape)}", shape != array.shape
    if repeated:
        label += f" → {write_shape(shape)}"
    values = np.broadcast_to(array, shape)
    return _Box(left, shape[1], shape[0], label, values, own if repeated else None, copied=repeated)


def _side(count: int, small: bool) -> float:
    return float(count) if small else float(np.log2(1 + count))


def _stretch(i: int, of: int, least: float) -> tuple[float, float]:
    """Return where part i of a side begins and ends, as shares of it; no shorter than the least."""
    middle, half = (i + 0.5) / of, max(1 / of, least) / 2
    return max(0.0, middle - half), min(1.0, middle + half)


def _build_boxes(
    boxes: Sequence[_Box],
    signs: Sequence[tuple[float, str]],
    ratio: float,
    height: int,
    write: Callable[[float], str],
) -> Spec:
    """Draw boxes side by side with signs between them; a cell is `ratio` times as high as wide."""
    top = max(box.top for box in boxes)
    right = max(boxes[-1].right, *(x for x, _ in signs))
    room = 0.14 * max(2 * top, 2.0)  # for the names above the boxes
    layout = {
        **build_layout(height),
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "shapes": [shape for box in boxes for shape in _box_shapes(box)],
        "annotations": [_sign(x, 0.0, sign, 24) for x, sign in signs]
        + [_sign(box.left + box.width / 2, box.top, box.label, FONT_SIZE, yanchor="bottom") for box in boxes],
        "xaxis": _hidden([-_EDGE, right + _EDGE]),
        "yaxis": _hidden([-top - room / 4, top + room]) | {"scaleanchor": "x", "scaleratio": ratio},
        "dragmode": False,
        "modebar": {"remove": ["toImage", "select", "lasso"]},
    }
    return {"data": [_numbers(box, write) for box in boxes], "layout": layout}


def _hidden(window: list[float]) -> dict[str, Any]:
    # Of a chart that was drawn unseen, in some other size, the window is kept and not the scale.
    return {"visible": False, "range": window, "fixedrange": True, "constrain": "domain"}


def _box_shapes(box: _Box) -> list[dict[str, Any]]:
    """Return what is filled, the lines between the cells, and the outline."""
    filled: dict[str, Any] = {"type": "rect", "line": {"width": 0}, "layer": "below"}
    edges = {"x0": box.left, "x1": box.right, "y0": -box.top, "y1": box.top}
    shapes = [filled | edges | {"fillcolor": _COPIED}] if box.copied else []
    if box.marked:
        left, top, right, bottom = box.marked
        shapes.append(
            filled
            | {
                "x0": box.left + left * box.width,
                "x1": box.left + right * box.width,
                "y0": box.top - top * box.height,
                "y1": box.top - bottom * box.height,
                "fillcolor": _MARKED,
                "line": {"width": 2, "color": ORANGE},
            }
        )
    if box.values is not None:
        line = {"type": "line", "line": {"color": _GREY, "width": 0.7}}
        rows, columns = box.values.shape
        shapes += [
            line | edges | {"x0": box.left + column, "x1": box.left + column} for column in range(1, columns)
        ]
        shapes += [line | edges | {"y0": box.top - row, "y1": box.top - row} for row in range(1, rows)]
    return [*shapes, {"type": "rect", "line": {"color": _GREY, "width": 2}} | edges]


def _numbers(box: _Box, write: Callable[[float], str]) -> Spec:
    """Return the numbers of a box, each in the middle of its cell."""
    values = np.empty((0, 0)) if box.values is None else box.values
    rows, columns = np.nonzero(~np.isnan(values))
    return {
        "type": "scatter",
        "mode": "text",
        "name": box.label,
        "x": box.left + columns + 0.5,
        "y": box.top - rows - 0.5,
        "text": list(map(write, values[rows, columns].tolist())),
        "textfont": {"size": 14},
        **SILENT,
    }


def _sign(x: float, y: float, sign: str, size: int, **settings: Any) -> dict[str, Any]:
    return {"x": x, "y": y, "text": sign, "showarrow": False, "font": {"size": size}, **settings}
