"""Loops and vectors: their times, and the shapes of the arrays as boxes."""

import math
from collections.abc import Sequence

from playground.figures.parts import CURVE, LEGEND, SILENT, VERMILION, Spec, axis, build_layout
from playground.i18n import Translator
from playground.lesson.vectorising import LESSON_LOOP, LESSON_SIZE, LESSON_VECTOR, SIZES, DotTiming

TIMING_HEIGHT, SHAPES_HEIGHT = 360, 250
_GREY = "#808080"
_SECONDS = (1e-7, 30.0)
_TALLEST = 4.6


def build_timing_figure(timings: Sequence[DotTiming], text: Translator) -> Spec:
    """Draw the seconds of loop and vector over the size, and the lesson's two, on logarithmic axes."""
    sizes = [timing.size for timing in timings]
    lines = (
        ("loop", VERMILION, "circle", "solid", [timing.loop for timing in timings], LESSON_LOOP),
        ("vector", CURVE, "square", "dash", [timing.vector for timing in timings], LESSON_VECTOR),
    )
    traces = []
    for name, colour, symbol, dash, seconds, lesson in lines:
        label = text.text(f"vectorising.timing.lines.{name}")
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": sizes,
                "y": seconds,
                "name": label,
                "line": {"color": colour, "width": 3, "dash": dash},
                "marker": {"size": 9, "symbol": symbol},
                "hovertemplate": text.text("vectorising.timing.hover"),
            }
        )
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [LESSON_SIZE],
                "y": [lesson],
                "marker": {"size": 14, "symbol": f"{symbol}-open", "color": colour, "line": {"width": 3}},
                **SILENT,
            }
        )
    ends = [math.log10(SIZES[0]) - 0.15, math.log10(SIZES[-1]) + 0.15]
    layout = {
        **build_layout(TIMING_HEIGHT),
        **LEGEND,
        "xaxis": axis(
            text.text("vectorising.timing.size"), type="log", range=ends, dtick=1, exponentformat="power"
        ),
        "yaxis": axis(
            text.text("vectorising.timing.seconds"),
            type="log",
            range=[math.log10(end) for end in _SECONDS],
            dtick=1,
            exponentformat="power",
        ),
    }
    return {"data": traces, "layout": layout}


def build_shapes_figure(n: int, m: int, sample: int) -> Spec:
    """Draw ``dW = X dZ.T / m`` as boxes; marked is what one turn of the loop touches.

    Lengths grow with the logarithm: 12,288 rows beside one column could not be seen otherwise.
    """
    scale = _TALLEST / max(_length(n), _length(m))
    height, width, one = scale * _length(n), scale * _length(m), scale * _length(1)
    left = 0.5
    boxes = [("X", f"({n:,}, {m:,})", left, height, width)]
    left += width + 1.4
    boxes.append(("dZ.T", f"({m:,}, 1)", left, width, one))
    left += one + 2.0
    boxes.append(("dW", f"({n:,}, 1)", left, height, one))
    end = left + one + 1.2
    middle = 3.2
    shapes = [_box(x, middle, tall, wide) for _, _, x, tall, wide in boxes]
    share = (sample - 0.5) / m
    mark = max(0.12, width / m)
    shapes += [
        _mark(boxes[0][2] + share * width - mark / 2, middle - height / 2, mark, height),
        _mark(boxes[1][2], middle - width / 2 + share * width - mark / 2, one, mark),
        _mark(boxes[2][2], middle - height / 2, one, height),
    ]
    notes = []
    for name, shape, x, _tall, wide in boxes:
        notes += [_note(x + wide / 2, 0.15, f"<b>{name}</b> {shape}")]
    notes += [_note(boxes[1][2] - 0.7, middle, "@"), _note(boxes[2][2] - 1.0, middle, "/ m =")]
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        **build_layout(SHAPES_HEIGHT),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "dragmode": False,
        "xaxis": {**hidden, "range": [0, end]},
        "yaxis": {**hidden, "range": [6.2, -0.2]},
        "shapes": shapes,
        "annotations": notes,
    }
    return {
        "data": [{"type": "scatter", "x": [0], "y": [0], "mode": "markers", "opacity": 0, **SILENT}],
        "layout": layout,
    }


def _length(count: int) -> float:
    """Return how long so many numbers are drawn."""
    return 0.45 + 1.2 * math.log10(count)


def _box(x: float, middle: float, tall: float, wide: float) -> Spec:
    return {
        "type": "rect",
        "x0": x,
        "x1": x + wide,
        "y0": middle - tall / 2,
        "y1": middle + tall / 2,
        "line": {"color": _GREY, "width": 2},
        "fillcolor": "rgba(128, 128, 128, 0.13)",
    }


def _mark(x: float, y: float, wide: float, tall: float) -> Spec:
    return {
        "type": "rect",
        "x0": x,
        "x1": x + wide,
        "y0": y,
        "y1": y + tall,
        "line": {"color": VERMILION, "width": 2, "dash": "dot"},
        "fillcolor": "rgba(213, 94, 0, 0.25)",
    }


def _note(x: float, y: float, written: str) -> Spec:
    return {"x": x, "y": y, "text": written, "showarrow": False, "font": {"size": 17}}
