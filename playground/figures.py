"""Results drawn: plotly figures and pillow pictures. Nothing here computes a result or knows Streamlit."""

import html
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from plotly.colors import get_colorscale

from playground.diagnosis import Diagnosis, choose_drawn_iterations
from playground.forms import Array
from playground.i18n import Translator
from playground.landscape import Landscape
from playground.stability import Stability
from playground.training import TrainingRun

LESSON_STEP = 100
CHART_HEIGHT = 365

# Okabe and Ito's colours, chosen to be told apart with any kind of colour vision (jfly.uni-koeln.de/color,
# 2008).
VERMILION, ORANGE = "#D55E00", "#E69F00"
_CURVE = "#1B87C4"
_LOW_TO_HIGH = get_colorscale("YlGnBu_r")
_OVERSHOOT = "rgba(213, 94, 0, 0.25)"
_LIMIT_CEILING = 10.0  # ten times the longest step on offer: all above it is equally stable
_STABILITY_HEIGHT = 300
_SILENT: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False}
_LEGEND: dict[str, Any] = {
    "showlegend": True,
    "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 15}},
}
# Plotly measures every tick label to hide those that stick out: a tenth of the time of a drawing, for nothing
# here.
_TICKS: dict[str, Any] = {"tickfont": {"size": 14}, "ticklabeloverflow": "allow"}
_HALO = "rgba(255, 255, 255, 0.9)"
_FONT_SIZE = 15
_MANY_CROSSINGS = 8
_LABEL_ROOM = 0.15  # of the window: closer than that, two names would overlap
DIVERGING = ((213, 94, 0), (250, 250, 250), (0, 114, 178))
"""Red, green and blue of weights: the lowest, zero, and the highest."""

PIN_COLOURS = ("#D55E00", "#009E73", "#CC79A7", "#808080", "#8F4FE0", "#918200", "#E3298F", "#8F6A4A")
"""Colours of pinned runs that read on light and on dark paper: Okabe and Ito's vermilion, bluish green and
reddish purple, their black as a grey and their yellow as an olive; a violet, a pink and a brown.
"""

PIN_DASHES = ("6,3", "2,3", "7,3,2,3", "14,4", "14,3,2,3", "7,3,2,3,2,3", "2,7", "14,3,6,3")
"""How the lines of pinned runs are broken, in pixels drawn and left out, so that nobody needs the colours."""

_PIN_BUDGET = 600  # points of a pinned curve that is not wild
_PIN_STRETCHES = 300  # of a wild one, as many as a chart has room for

_SURFACE_STEPS = 16

Spec = dict[str, Any]
"""A plotly figure as plain data: ``{"data": [traces], "layout": {...}}``. Building `plotly.graph_objects`
from the same data takes ten times as long, most of it validation, which the tests do once.
"""


def build_cost_figure(run: TrainingRun, diagnosis: Diagnosis, text: Translator, *, logarithmic: bool) -> Spec:
    """Draw the cost over the iterations, and on it the lesson's points, every 100th iteration."""
    drawn = choose_drawn_iterations(run.costs)
    marked = np.arange(0, run.num_iterations, LESSON_STEP)
    curve = {
        "type": "scatter",
        "x": drawn.astype(np.int32),
        "y": run.costs[drawn],
        "mode": "lines" if len(drawn) > 1 else "markers",
        "line": {"color": _CURVE, "width": 2.5},
        "marker": {"color": _CURVE, "size": 9},
        "name": text.text("charts.every_iteration"),
        "hovertemplate": text.text("charts.hover_cost"),
    }
    lesson = {
        "type": "scatter",
        "x": marked.astype(np.int32),
        "y": run.costs[marked],
        "mode": "markers",
        "marker": {"color": ORANGE, "size": 8, "line": {"color": "white", "width": 1}},
        "name": text.text("charts.lesson_points"),
        "hovertemplate": text.text("charts.hover_cost"),
    }
    costs = (
        {"type": "log", **log_ticks(run.costs)} if logarithmic else {"type": "linear", "rangemode": "tozero"}
    )
    notes = [_peak_note(diagnosis, text, logarithmic=logarithmic)] if diagnosis.rises else []
    layout = {
        **_layout(),
        **_LEGEND,
        "xaxis": _axis(text.text("charts.iteration"), tickformat=",", rangemode="tozero"),
        "yaxis": _axis(text.text("charts.cost_axis"), **costs),
        "annotations": notes,
    }
    return {"data": [curve, lesson], "layout": layout}


def build_pinned_curve(run: TrainingRun, mark: int, name: str, text: Translator) -> tuple[Spec, bool]:
    """Draw the cost of a pinned run, to lie under the curve of `build_cost_figure`.

    Returns the trace, and whether every turning point of the cost is in it.
    """
    drawn, whole = _choose_pinned_iterations(run.costs)
    trace = {
        "type": "scatter",
        "x": drawn.astype(np.int32),
        "y": _for_screen(run.costs[drawn]),
        "mode": "lines",
        "line": {"color": PIN_COLOURS[mark - 1], "dash": PIN_DASHES[mark - 1], "width": 1.7},
        "name": str(mark),
        # Plotly reads tags in what it shows, and placeholders in a template: a name is neither.
        "meta": html.escape(f"{mark}: {name}", quote=False),
        "hovertemplate": "%{meta}<br>" + text.text("pins.chart.hover"),
        "zorder": -1,
        "showlegend": False,
    }
    return trace, whole


def build_stability_figure(run: TrainingRun, stability: Stability, text: Translator) -> Spec:
    """Draw the longest stable step along the run and the learning rate, and shade where that is too long."""
    x, limits = stability.iterations.astype(np.int32), np.minimum(stability.limits, _LIMIT_CEILING)
    rate = np.full(len(x), run.learning_rate)
    ceiling = {
        "type": "scatter",
        "x": x,
        "y": limits,
        "mode": "lines+markers",
        "line": {"color": _CURVE, "width": 2.5},
        "marker": {"size": 5},
        "name": text.text("charts.limit"),
        "hovertemplate": text.text("charts.hover_limit"),
    }
    chosen = {
        "type": "scatter",
        "x": x,
        "y": rate,
        "mode": "lines",
        "line": {"color": VERMILION, "width": 2.5, "dash": "dash"},
        "name": text.text("charts.learning_rate", rate=run.learning_rate),
        "hoverinfo": "skip",
    }
    silent = {"type": "scatter", "x": x, "mode": "lines", "line": {"width": 0}, **_SILENT}
    low = {**silent, "y": np.minimum(limits, rate)}
    overshoot = {**silent, "y": rate, "fill": "tonexty", "fillcolor": _OVERSHOOT}
    layout = {
        **_layout(_STABILITY_HEIGHT),
        **_LEGEND,
        "xaxis": _axis(text.text("charts.iteration"), tickformat=",", rangemode="tozero"),
        "yaxis": _axis(text.text("charts.step"), type="log", **log_ticks(np.append(limits, rate))),
    }
    return {"data": [low, overshoot, ceiling, chosen], "layout": layout}


def build_surface_figure(landscape: Landscape, text: Translator, *, view: str, logarithmic: bool) -> Spec:
    """Draw the cost on a plane, as contours (view ``contour``) or in space (view ``3d``), with the descent
    path on it.
    """
    build = _build_space if view == "3d" else _build_contours
    return build(landscape, text, logarithmic=logarithmic)


def build_picture_sheet(pictures: NDArray[np.uint8], columns: int) -> Image.Image:
    """Lay pictures (k, height, width, 3) out in rows of `columns` on one sheet; spare places stay black."""
    count, height, width, _ = pictures.shape
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, height, width, 3), dtype=np.uint8)
    sheet[:count] = pictures
    lines = sheet.reshape(rows, columns, height, width, 3).swapaxes(1, 2)
    return Image.fromarray(lines.reshape(rows * height, columns * width, 3))


def _choose_pinned_iterations(costs: Array) -> tuple[NDArray[np.int64], bool]:
    """Return the iterations that draw a pinned curve, and whether its turning points are among them."""
    drawn = choose_drawn_iterations(costs, _PIN_BUDGET)
    if len(drawn) <= 2 * _PIN_BUDGET:
        return drawn, True
    edges = np.linspace(0, len(costs), _PIN_STRETCHES + 1).astype(int).tolist()
    extremes = [
        low + pick(costs[low:high]) for low, high in pairwise(edges) for pick in (np.argmin, np.argmax)
    ]
    ends_and_start = [*range(_PIN_BUDGET // 4), len(costs) - 1]
    return np.unique([*extremes, *ends_and_start]).astype(np.int64), False


def _build_contours(landscape: Landscape, text: Translator, *, logarithmic: bool) -> Spec:
    contours = {
        "type": "contour",
        **_surface_data(landscape, text, logarithmic=logarithmic),
        "ncontours": _SURFACE_STEPS,
        "contours": {"coloring": "heatmap"},
        "line": {"width": 0.7, "color": "rgba(255, 255, 255, 0.55)"},
    }
    drawn = choose_drawn_iterations(landscape.path_costs)
    x, y = _for_screen(landscape.path[drawn].T)
    thin = _is_tangled(landscape)
    halo = {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": _HALO, "width": 2 if thin else 6},
        "hoverinfo": "skip",
    }
    path = {
        "type": "scatter",
        "x": x,
        "y": y,
        "customdata": _for_screen(
            np.stack([landscape.iterations[drawn], landscape.path_costs[drawn]], axis=1)
        ),
        "hovertemplate": text.text("charts.hover_path"),
        "mode": "lines",
        "line": {"color": VERMILION, "width": 0.8 if thin else 2.5},
        "name": text.text("charts.path"),
    }
    ends = {
        "type": "scatter",
        "x": x[[0, -1]],
        "y": y[[0, -1]],
        "mode": "markers+text",
        "marker": _end_marks(16),
        "text": _end_names(text),
        "textposition": _label_positions(landscape),
        "textfont": {"size": 16, "color": "white", "shadow": "auto"},
        "hoverinfo": "skip",
    }
    names = axis_names(landscape, text)
    plain = {"showgrid": False, "zeroline": False}
    layout = {
        **_layout(),
        "xaxis": _axis(names[0], range=[landscape.alphas[0], landscape.alphas[-1]], **plain),
        "yaxis": _axis(names[1], range=[landscape.betas[0], landscape.betas[-1]], **plain),
    }
    return {"data": [contours, halo, path, ends], "layout": layout}


def _build_space(landscape: Landscape, text: Translator, *, logarithmic: bool) -> Spec:
    surface = {
        "type": "surface",
        **_surface_data(landscape, text, logarithmic=logarithmic),
        "opacity": 0.92,
    }
    inside = _inside(landscape)
    heights = _heights(landscape.path_costs, logarithmic=logarithmic)
    path = {
        "type": "scatter3d",
        "x": np.where(inside, landscape.path[:, 0], np.nan),
        "y": np.where(inside, landscape.path[:, 1], np.nan),
        "z": heights,
        "customdata": np.stack([landscape.iterations, landscape.path_costs], axis=1),
        "hovertemplate": text.text("charts.hover_path"),
        "mode": "lines",
        "line": {"color": VERMILION, "width": 2 if _is_tangled(landscape) else 7},
        "name": text.text("charts.path"),
    }
    ends = {
        "type": "scatter3d",
        "x": landscape.path[[0, -1], 0],
        "y": landscape.path[[0, -1], 1],
        "z": heights[[0, -1]],
        "mode": "markers+text",
        "marker": _end_marks(7),
        "text": _end_names(text),
        "textfont": {"size": 16},
        "hoverinfo": "skip",
    }
    # Long names and ticks have no room in space: the axes are Greek letters, which the caption explains.
    scene = {
        **{
            axis: {"title": {"text": name, "font": {"size": 18}}, "showticklabels": False}
            for axis, name in (("xaxis", "α"), ("yaxis", "β"), ("zaxis", "J"))
        },
        "camera": {"eye": {"x": 1.05, "y": -1.3, "z": 0.75}, "center": {"x": 0, "y": 0, "z": -0.12}},
        "aspectratio": {"x": 1.15, "y": 1.15, "z": 0.75},
    }
    layout = {**_layout(), "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "scene": scene}
    return {"data": [surface, path, ends], "layout": layout}


def log_ticks(costs: Array) -> dict[str, Any]:
    """Return round numbers (1, 2, 5 times powers of ten; powers alone over many decades) over the range of
    the costs.
    """
    low, high = np.log10(max(float(costs.min()), 1e-300)), np.log10(max(float(costs.max()), 1e-300))
    exponents = np.arange(np.floor(low), np.ceil(high) + 1)
    every = max(1, len(exponents) // 8)
    digits = (1.0, 2.0, 5.0) if high - low < 2.5 else (1.0,)
    ticks = np.array([digit * 10.0**exponent for exponent in exponents[::every] for digit in digits])
    room = 0.02 * (high - low)
    shown = ticks[(np.log10(ticks) >= low - room) & (np.log10(ticks) <= high + room)]
    if len(shown) < 2:  # a range between two round numbers, such as 0.55 to 0.9
        shown = np.unique(10.0 ** np.linspace(low, high, 3))
    return {"tickvals": shown, "ticktext": [f"{tick:.3g}" for tick in shown]}


def _layout(height: int = CHART_HEIGHT) -> Spec:
    return {
        "height": height,
        "margin": {"l": 64, "r": 22, "t": 34, "b": 52},
        "font": {"size": _FONT_SIZE},
        "hoverlabel": {"font": {"size": _FONT_SIZE}},
        "showlegend": False,
        # Zoom and camera stay as the person left them while the data changes.
        "uirevision": "keep",
    }


def _axis(title: str, **settings: Any) -> Spec:
    return {"title": {"text": title, "font": {"size": _FONT_SIZE}}, **_TICKS, **settings}


def axis_names(landscape: Landscape, text: Translator) -> tuple[str, str]:
    """Return the names of the two axes of a plane."""
    return tuple(text.text(f"charts.planes.{landscape.plane}.{axis}") for axis in ("alpha", "beta"))  # type: ignore[return-value]


def _surface_data(landscape: Landscape, text: Translator, *, logarithmic: bool) -> dict[str, Any]:
    surface = {
        "x": landscape.alphas,
        "y": landscape.betas,
        "z": _for_screen(_heights(landscape.costs, logarithmic=logarithmic)),
        "colorscale": _LOW_TO_HIGH,
        "colorbar": _cost_bar(landscape.costs, text, logarithmic=logarithmic),
    }
    if not logarithmic:
        return surface | {"hovertemplate": text.text("charts.hover_surface")}
    costs = {"customdata": _for_screen(landscape.costs)}
    return surface | costs | {"hovertemplate": text.text("charts.hover_surface_log")}


def _for_screen(values: Array) -> NDArray[np.float32]:
    """Return values in half the bytes; seven digits are more than colours and hover texts show."""
    return values.astype(np.float32)


def _heights(costs: Array, *, logarithmic: bool) -> Array:
    # A cost can underflow to 0 where the neuron is certain and right; its logarithm has no place on any axis.
    return np.log10(np.maximum(costs, np.finfo(np.float64).tiny)) if logarithmic else costs


def _cost_bar(costs: Array, text: Translator, *, logarithmic: bool) -> dict[str, Any]:
    bar = {
        "title": {"text": text.text("charts.cost"), "side": "top"},
        "thickness": 14,
        **_TICKS,
    }
    if not logarithmic:
        return bar
    ticks = log_ticks(costs)
    return {**bar, "tickvals": np.log10(ticks["tickvals"]), "ticktext": ticks["ticktext"]}


def _peak_note(diagnosis: Diagnosis, text: Translator, *, logarithmic: bool) -> dict[str, Any]:
    return {
        "x": diagnosis.peak_iteration,
        "y": np.log10(diagnosis.peak) if logarithmic else diagnosis.peak,
        "text": text.text("charts.peak", cost=diagnosis.peak, iteration=diagnosis.peak_iteration),
        "font": {"size": _FONT_SIZE},
        "xanchor": "left",
        "ax": 28,
        "ay": 0,
        "arrowwidth": 1.5,
        "arrowcolor": "#808080",
    }


def _end_marks(size: int) -> dict[str, Any]:
    return {
        "symbol": ["circle", "diamond"],
        "size": size,
        "color": ["white", ORANGE],
        "line": {"color": "#111", "width": 2},
    }


def _end_names(text: Translator) -> list[str]:
    return [text.text("charts.start"), text.text("charts.end")]


def _label_positions(landscape: Landscape) -> list[str]:
    """Place the names of start and end towards the middle of the window, so that they are not cut off, and
    not on each other.
    """
    span = np.array([np.ptp(landscape.alphas), np.ptp(landscape.betas)])
    middle = np.array([landscape.alphas.mean(), landscape.betas.mean()])
    ends = landscape.path[[0, -1]]
    sides = [("top" if y < middle[1] else "bottom", "right" if x < middle[0] else "left") for x, y in ends]
    if (np.abs(ends[0] - ends[1]) < _LABEL_ROOM * span).all():
        sides = [("top", sides[0][1]), ("bottom", sides[1][1])]
    return [" ".join(side) for side in sides]


def _is_tangled(landscape: Landscape) -> bool:
    """Return whether the path crosses the window again and again: thin, it does not hide what it crosses."""
    steps = np.diff(landscape.path, axis=0) / [np.ptp(landscape.alphas), np.ptp(landscape.betas)]
    return float(np.hypot(*steps.T).sum()) > _MANY_CROSSINGS


def _inside(landscape: Landscape) -> NDArray[np.bool_]:
    low = np.array([landscape.alphas[0], landscape.betas[0]])
    high = np.array([landscape.alphas[-1], landscape.betas[-1]])
    return np.asarray(((landscape.path >= low) & (landscape.path <= high)).all(axis=1))
