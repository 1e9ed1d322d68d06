"""The classifier step by step: a picture as a column, a sum, the sigmoid, losses, gradients, an update."""

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

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
    for_screen,
)
from playground.charts.pictures import DIVERGING, largest_size
from playground.engine.forms import Array
from playground.engine.training import TrainingRun
from playground.lesson.classifier.mathematics import (
    WHITE,
    Passage,
    Place,
    Shape,
    State,
    Update,
    index_of,
    map_of,
)
from playground.lesson.writing import write_short, write_value
from playground.neuron import sigmoid
from playground.study.diagnosis import choose_drawn_iterations
from playground.words.catalogue import Translator

HEIGHT = 240
"""Of every chart of the page, in pixels: while one steps, nothing moves."""

MAP_CELLS = 128
"""A map has at most so many cells a side; see `thin_map`."""

_GREY = "#808080"
_HERE = {"symbol": "diamond", "size": 16, "color": ORANGE, "line": {"color": "#111", "width": 2}}
_SIGNED = [[level, f"rgb{colour}"] for level, colour in zip((0.0, 0.5, 1.0), DIVERGING, strict=True)]
_HIDDEN: dict[str, Any] = {"visible": False, "fixedrange": True}
_GAP = 0.05  # between maps, as a share of the chart's width
_FRAME = 0.02  # half the side of the frame around a pixel, at least, as a share of the picture
_PICTURE, _STRIP = (0.0, 0.45), (0.48, 0.52)
_CELL, _INDEX = (
    (0.565, 0.755),
    0.77,
)  # where the cells of the column are, and their indices begin: whole at 280 pixels
_MAPS_TOP = 0.6  # of the update's maps: above them is the change of the answer
_WIDEST_SIGMOID = 8.0


def thin_map(numbers: Array) -> tuple[Array, int]:
    """Return a map (height, width) in at most `MAP_CELLS` cells a side, each the mean of a square block, and
    the side of a block; what does not fill a block at the right and the lower edge is left out.
    """
    height, width = numbers.shape
    block = min(-(-max(height, width) // MAP_CELLS), height, width)
    rows, columns = height // block, width // block
    cut = numbers[: rows * block, : columns * block]
    return cut.reshape(rows, block, columns, block).mean(axis=(1, 3)), block


def build_column_figure(picture: NDArray[np.uint8], place: Place, text: Translator, *, divided: bool) -> Spec:
    """Draw a picture (height, width, 3) with its pixels, and where the three numbers of one land in the
    column; `divided` by 255 or not.
    """
    height, width, _ = picture.shape
    seen = {
        "type": "image",
        "source": _png(picture),
        "name": "",
        "hovertemplate": text.text("classifier.column.hover"),
    }
    # Every row of the picture in its mean colour: what lies where in the column.
    rows = np.rint(picture.mean(axis=1, keepdims=True)).astype(np.uint8)
    strip = {"type": "image", "source": _png(rows), "xaxis": "x2", "yaxis": "y2", "hoverinfo": "skip"}
    shapes, notes = _draw_cells(picture, place, divided)
    layout = {
        **build_layout(HEIGHT),
        "margin": {"l": 4, "r": 4, "t": 28, "b": 8},
        "xaxis": {**_HIDDEN, "range": [-0.5, width - 0.5], "domain": list(_PICTURE), "constrain": "domain"},
        "yaxis": {**_HIDDEN, "range": [height - 0.5, -0.5], "scaleanchor": "x", "constrain": "domain"},
        "xaxis2": {**_HIDDEN, "range": [-0.5, 0.5], "domain": list(_STRIP)},
        "yaxis2": {**_HIDDEN, "range": [height - 0.5, -0.5], "anchor": "x2", "scaleanchor": False},
        "shapes": [*_frame(place, picture.shape), *shapes],
        "annotations": [
            _title(sum(_PICTURE) / 2, text.text("classifier.column.picture", height=height, width=width)),
            _title(0.74, text.text("classifier.column.column", n=picture.size)),
            *notes,
        ],
    }
    return {"data": [seen, strip], "layout": layout}


def build_sum_figure(passage: Passage, place: Place, shape: Shape, text: Translator) -> Spec:
    """Draw the terms of z where they lie in the picture, and how they add up."""
    ends = np.cumsum([passage.positive, passage.negative, passage.b])
    bases = np.array([0.0, *ends[:2], 0.0])
    sizes = np.array([passage.positive, passage.negative, passage.b, passage.z])
    names = [text.text(f"classifier.z.bars.{name}") for name in ("positive", "negative", "bias", "z")]
    bars = {
        "type": "bar",
        "x": names,
        "base": bases,
        "y": sizes,
        "marker": {
            "color": [_colour(size) for size in sizes],
            "line": {"color": _GREY, "width": 1},
            "pattern": {"shape": ["", "", "", "/"]},
        },
        "hoverinfo": "skip",
    }
    # Above every bar, also one that goes down: below it, three of them could meet at the height of z.
    written = {
        "type": "scatter",
        "x": names,
        "y": np.maximum(bases, bases + sizes),
        "mode": "text",
        "text": [write_short(size) for size in sizes],
        "textposition": "top center",
        "textfont": {"size": FONT_SIZE},
        "cliponaxis": False,
        **SILENT,
    }
    level = {"color": _GREY, "width": 1}
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 0.14 * ((high - low) or 1.0)
    terms = _Map(map_of(passage.products, shape), text.text("classifier.z.map"))
    data, layout = _draw_maps([terms], text, first=2, span=(0.0, 0.44))
    layout |= {
        "xaxis": {"domain": [0.53, 1], "fixedrange": True, "tickfont": {"size": FONT_SIZE}, "tickangle": 0},
        "yaxis": axis("", range=[low - room / 3, high + room], fixedrange=True, nticks=6, anchor="x"),
        "shapes": [
            {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": level},
            *_frame(place, shape, "2"),
        ],
    }
    return {"data": [bars, written, *data], "layout": layout}


def build_sigmoid_figure(passage: Passage, names: Sequence[str], text: Translator) -> Spec:
    """Draw the sigmoid, the point (z, a) on it, and one half, above which the answer is names[1]."""
    # Plotly reads tags in what it shows: a name is none.
    other, name = (html.escape(each, quote=False) for each in names)
    reach = max(_WIDEST_SIGMOID, 1.15 * abs(passage.z))
    z = np.linspace(-reach, reach, 241)
    curve = {
        "type": "scatter",
        "x": z,
        "y": sigmoid(z),
        "mode": "lines",
        "line": {"color": CURVE, "width": 3},
        **SILENT,
    }
    point = {
        "type": "scatter",
        "x": [passage.z],
        "y": [passage.a],
        "mode": "markers",
        "marker": _HERE,
        "text": [f"z = {write_value(passage.z)}<br>a = {write_value(passage.a)}"],
        "hovertemplate": "%{text}<extra></extra>",
    }
    to_axes = {"color": VERMILION, "width": 2, "dash": "dot"}
    half = {"color": _GREY, "width": 1.5, "dash": "dash"}
    layout = {
        **build_layout(HEIGHT),
        "margin": {"l": 60, "r": 14, "t": 10, "b": 48},
        "xaxis": axis("z", range=[-reach, reach], fixedrange=True),
        "yaxis": axis(
            text.text("classifier.a.axis", name=name), range=[-0.06, 1.06], fixedrange=True, nticks=6
        ),
        "shapes": [
            _line(passage.z, -0.06, passage.z, passage.a, to_axes),
            _line(-reach, passage.a, passage.z, passage.a, to_axes),
            _line(-reach, 0.5, reach, 0.5, half),
        ],
        "annotations": [
            _note(reach, 0.5, text.text("classifier.a.above", name=name), "right", "bottom"),
            _note(reach, 0.5, text.text("classifier.a.below", name=other), "right", "top"),
        ],
    }
    return {"data": [curve, point], "layout": layout}


def build_losses_figure(state: State, passage: Passage, text: Translator, *, trained: bool) -> Spec:
    """Draw the losses of the training pictures, the smallest first, their mean J, and this picture's loss at
    its rank; a test picture has an open mark, for it is none of them.
    """
    losses = np.sort(state.losses[0])
    rank = int(np.searchsorted(losses, passage.loss))
    end = len(losses) + 0.5
    every = {
        "type": "bar",
        "x": np.arange(1, len(losses) + 1, dtype=np.int32),
        "y": for_screen(losses),
        "marker": {"color": CURVE, "line": {"width": 0}},
        "hovertemplate": text.text("classifier.cost.hover"),
        "showlegend": False,
    }
    mean = {
        "type": "scatter",
        "x": [0.5, end],
        "y": [state.cost, state.cost],
        "mode": "lines",
        "line": {"color": VERMILION, "width": 2.5, "dash": "dash"},
        "name": f"J = {write_value(state.cost)}",
        "hoverinfo": "skip",
    }
    mark = "diamond" if trained else "diamond-open"
    this = {
        "type": "scatter",
        "x": [min(rank + 1, len(losses)) if trained else rank + 0.5],
        "y": [passage.loss],
        "mode": "markers",
        "marker": _HERE | {"symbol": mark, "size": 15},
        "name": text.text("classifier.cost.this", loss=write_value(passage.loss)),
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    top = 1.06 * max(float(losses[-1]), passage.loss, state.cost)
    layout = {
        **build_layout(HEIGHT),
        **LEGEND,
        "margin": {"l": 60, "r": 14, "t": 30, "b": 48},
        "bargap": 0,
        "xaxis": axis(text.text("classifier.cost.axis"), range=[0.5, end], tickformat=",", fixedrange=True),
        "yaxis": axis(text.text("classifier.cost.loss"), range=[0, top or 1.0], fixedrange=True),
    }
    return {"data": [every, mean, this], "layout": layout}


def build_gradient_figure(
    passage: Passage, update: Update, place: Place, shape: Shape, text: Translator
) -> Spec:
    """Draw the push of one picture beside dw, the sum of all pushes: the mean over the channels."""
    channels = shape[2]
    m = update.dZ.shape[1]
    maps = [
        _Map(map_of(passage.push(m), shape) / channels, text.text("classifier.gradient.push")),
        _Map(map_of(update.dw, shape) / channels, text.text("classifier.gradient.whole", count=m)),
    ]
    data, layout = _draw_maps(maps, text)
    return {"data": data, "layout": layout | {"shapes": [*_frame(place, shape), *_frame(place, shape, "2")]}}


def build_update_figure(
    update: Update, answers: tuple[Passage, Passage], place: Place, shape: Shape, text: Translator
) -> Spec:
    """Draw w before the update, what is added to it, and w after it (the mean over the channels); above them
    how the answer for a picture changes, which is given before and after.
    """
    before, step, after = (
        map_of(numbers, shape) / shape[2] for numbers in (update.before.w, update.step, update.after.w)
    )
    scale = max(float(np.abs(before).max()), largest_size(after))
    maps = [
        _Map(before, text.text("classifier.update.before"), scale),
        _Map(step, text.text("classifier.update.step")),
        _Map(after, text.text("classifier.update.after"), scale),
    ]
    # Room at both ends for the numbers of the scales.
    data, layout = _draw_maps(maps, text, first=2, span=(0.03, 0.97), top=_MAPS_TOP)
    was, becomes = (passage.a for passage in answers)
    marks = [
        _mark(was, text.text("classifier.update.was"), "diamond-open", CURVE),
        _mark(becomes, text.text("classifier.update.becomes"), "diamond", ORANGE),
        _mark(answers[0].y, text.text("classifier.update.truth"), "line-ns", VERMILION),
    ]
    frames = [frame for number in ("2", "3", "4") for frame in _frame(place, shape, number)]
    layout |= {
        **LEGEND,
        "xaxis": axis(
            "", range=[0, 1], domain=[0.03, 0.97], tickvals=[0, 0.5, 1], fixedrange=True, anchor="y"
        ),
        "yaxis": {**_HIDDEN, "range": [-1, 1], "domain": [_MAPS_TOP + 0.27, 1], "anchor": "x"},
        "shapes": frames,
    }
    return {"data": [*marks, *data], "layout": layout}


def build_progress_figure(run: TrainingRun, iteration: int, text: Translator) -> Spec:
    """Draw the cost up to an iteration, the rest of the run faintly, and the point where it is."""
    drawn = np.union1d(choose_drawn_iterations(run.costs), [iteration]).astype(np.int32)
    line = {"type": "scatter", "mode": "lines", "hovertemplate": text.text("charts.hover_cost")}
    so_far, rest = drawn[drawn <= iteration], drawn[drawn >= iteration]
    traces = [
        {**line, "x": rest, "y": run.costs[rest], "line": {"color": _GREY, "width": 1.5, "dash": "dot"}},
        {**line, "x": so_far, "y": run.costs[so_far], "line": {"color": CURVE, "width": 3}},
        {
            "type": "scatter",
            "x": [iteration],
            "y": [run.costs[iteration]],
            "mode": "markers",
            "marker": _HERE,
            "cliponaxis": False,
            "hovertemplate": text.text("charts.hover_cost"),
        },
    ]
    layout = {
        **build_layout(HEIGHT),
        "margin": {"l": 60, "r": 22, "t": 14, "b": 48},
        "xaxis": axis(text.text("charts.iteration"), tickformat=",", range=[0, max(1, run.num_iterations)]),
        "yaxis": axis(text.text("charts.cost_axis"), rangemode="tozero"),
    }
    return {"data": traces, "layout": layout}


@dataclass(frozen=True, eq=False)
class _Map:
    """Signed numbers (height, width), a title, and the number of the full colours (the largest, if none)."""

    numbers: Array
    title: str
    scale: float = 0.0


def _draw_maps(
    maps: Sequence[_Map],
    text: Translator,
    first: int = 1,
    span: tuple[float, float] = (0.0, 1.0),
    top: float = 1.0,
) -> tuple[list[Spec], Spec]:
    """Return heat maps side by side, each with its own scale of colours, and their layout; the first is on
    the axes of this number, and they reach from the bottom of the chart to `top`.
    """
    left, right = span
    width = (right - left - _GAP * (len(maps) - 1)) / len(maps)
    data: list[Spec] = []
    layout: Spec = {**build_layout(HEIGHT), "margin": {"l": 4, "r": 4, "t": 28, "b": 44}, "annotations": []}
    for number, each in enumerate(maps, first):
        name = str(number) if number > 1 else ""
        start = left + (number - first) * (width + _GAP)
        data.append(_heat(each, name, start + width / 2, width, text))
        rows, columns = each.numbers.shape
        layout[f"xaxis{name}"] = {
            **_HIDDEN,
            "range": [-0.5, columns - 0.5],
            "domain": [start, start + width],
            "constrain": "domain",
            "anchor": f"y{name}",
        }
        layout[f"yaxis{name}"] = {
            **_HIDDEN,
            "range": [rows - 0.5, -0.5],
            "scaleanchor": f"x{name}",
            "constrain": "domain",
            "constraintoward": "bottom",
            "domain": [0, top],
            "anchor": f"x{name}",
        }
        layout["annotations"].append(_title(start + width / 2, each.title, top))
    return data, layout


def _heat(each: _Map, name: str, middle: float, width: float, text: Translator) -> Spec:
    scale = each.scale or largest_size(each.numbers)
    numbers, block = thin_map(each.numbers)
    corner = (block - 1) / 2
    ends = [-scale, 0.0, scale] if each.numbers.any() or each.scale else [0.0]
    return {
        "type": "heatmap",
        "z": for_screen(numbers),
        "x0": corner,
        "dx": block,
        "y0": corner,
        "dy": block,
        "xaxis": f"x{name}",
        "yaxis": f"y{name}",
        "zmin": -scale,
        "zmax": scale,
        "colorscale": _SIGNED,
        "hovertemplate": text.text("classifier.map_hover"),
        "colorbar": {
            "orientation": "h",
            "x": middle,
            "y": 0,
            "yanchor": "top",
            "len": 0.9 * width,
            "thickness": 10,
            "outlinewidth": 0,
            "ypad": 6,
            "tickvals": [0.86 * end if len(ends) > 1 else end for end in ends],
            "ticktext": [write_short(end) for end in ends],
            "tickfont": {"size": 14},
            "ticks": "",
        },
    }


def _draw_cells(
    picture: NDArray[np.uint8], place: Place, divided: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the shapes and the words of a piece of the column: the numbers of a pixel, and one on either
    side.
    """
    column = picture.reshape(-1)
    first = index_of(Place(place.row, place.column, 0), picture.shape)
    indices = range(max(0, first - 1), min(len(column), first + 4))
    height = 1 / len(indices)
    shapes = [_paper("rect", (_STRIP[0], 0), (_STRIP[1], 1), {"color": _GREY, "width": 1})]
    notes = []
    for position, index in enumerate(indices):
        top, channel, value = 1 - position * height, index % 3, int(column[index])
        inside = first <= index < first + 3
        colour = [value if channel == each else 0 for each in range(3)]
        frame = {"color": ORANGE if inside else _GREY, "width": 3 if inside else 1}
        shapes.append(
            _paper("rect", (_CELL[0], top - 0.04), (_CELL[1], top - height + 0.04), frame)
            | {"fillcolor": f"rgb{tuple(colour)}"}
        )
        written = f"{value / WHITE:.3f}" if divided else str(value)
        # Where black on green has more contrast than white (WCAG 2.2, relative luminance).
        ink = "#111" if channel == 1 and value > 136 else "#fff"
        middle = top - height / 2
        name = f"{'RGB'[channel]} {written}"
        notes += [
            _word(sum(_CELL) / 2, middle, name, "center", {"size": FONT_SIZE, "color": ink}),
            _word(_INDEX, middle, f"x[{index}]", "left", {"size": FONT_SIZE}),
        ]
    ends = (first / len(column), (first + 3) / len(column))
    lens = {"color": ORANGE, "width": 1.5}
    before = first - indices[0]
    for end, cell in zip(ends, (before, before + 3), strict=True):
        shapes.append(_paper("line", (_STRIP[1], 1 - end), (_CELL[0], 1 - cell * height), lens))
    shapes.append(_paper("line", (_STRIP[0] - 0.01, 1 - ends[0]), (_STRIP[1] + 0.01, 1 - ends[0]), lens))
    return shapes, notes


def _paper(
    kind: str, start: tuple[float, float], end: tuple[float, float], line: dict[str, Any]
) -> dict[str, Any]:
    (x0, y0), (x1, y1) = start, end
    places = {"x0": x0, "y0": y0, "x1": x1, "y1": y1}
    return {"type": kind, "xref": "paper", "yref": "paper", **places, "line": line}


def _word(x: float, y: float, words: str, anchor: str, font: dict[str, Any]) -> dict[str, Any]:
    return _note(x, y, words, anchor, "middle") | {"xref": "paper", "yref": "paper", "font": font}


def _title(x: float, words: str, y: float = 1.0) -> dict[str, Any]:
    return _word(x, y, words, "center", {"size": FONT_SIZE}) | {"yanchor": "bottom"}


def _mark(x: float, name: str, symbol: str, colour: str) -> Spec:
    """Return one mark of the scale from 0 to 1, which a legend names."""
    line = {"color": "#111" if symbol == "diamond" else colour, "width": 5 if symbol == "line-ns" else 2.5}
    return {
        "type": "scatter",
        "x": [x],
        "y": [0],
        "mode": "markers",
        "marker": {"symbol": symbol, "size": 14, "color": colour, "line": line},
        "name": name,
        "cliponaxis": False,
        "hovertemplate": "%{x:.6f}",
    }


def _note(x: float, y: float, words: str, xanchor: str, yanchor: str) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": words,
        "xanchor": xanchor,
        "yanchor": yanchor,
        "font": {"size": FONT_SIZE},
        "showarrow": False,
    }


def _line(x0: float, y0: float, x1: float, y1: float, line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": line}


def _frame(place: Place, shape: Shape, number: str = "") -> list[dict[str, Any]]:
    """Return a frame around a pixel on the axes of a number, dark in light, to be seen on any colour."""
    reach = max(0.5, _FRAME * max(shape[:2]))
    corners = {
        "x0": place.column - reach,
        "x1": place.column + reach,
        "y0": place.row - reach,
        "y1": place.row + reach,
    }
    axes = {"xref": f"x{number}", "yref": f"y{number}"}
    return [
        {"type": "rect", **axes, **corners, "line": {"color": colour, "width": width}}
        for colour, width in (("#fff", 4), ("#111", 2))
    ]


def _colour(value: float) -> str:
    """Return the colour of a sign."""
    return f"rgb{DIVERGING[0] if value < 0 else DIVERGING[-1]}"


def _png(picture: NDArray[np.uint8]) -> str:
    """Return a picture (height, width, 3) as a data address."""
    contents = io.BytesIO()
    Image.fromarray(picture).save(contents, "PNG")
    return f"data:image/png;base64,{base64.b64encode(contents.getvalue()).decode()}"
