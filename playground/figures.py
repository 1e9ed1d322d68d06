"""Results drawn: plotly figures and pillow pictures. Nothing here computes a result or knows Streamlit."""

import base64
from collections.abc import Sequence
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
from playground.verdicts import RocCurve, Verdicts

LESSON_STEP = 100
VIEWS = ("contour", "3d")
SCALES = ("linear", "log")
CHART_HEIGHT = 365

# Okabe and Ito's colours, chosen to be told apart with any kind of colour vision (jfly.uni-koeln.de/color,
# 2008).
VERMILION, ORANGE = "#D55E00", "#E69F00"
_PURPLE = "#CC79A7"
_CURVE = "#1B87C4"
_LOW_TO_HIGH = get_colorscale("YlGnBu_r")
_OVERSHOOT = "rgba(213, 94, 0, 0.25)"
_LIMIT_CEILING = 10.0  # ten times the longest step on offer: all above it is equally stable
_STABILITY_HEIGHT = 300
_MAP_HEIGHT = 430
_ROC_HEIGHT = 270
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
PIN_STYLES = (
    ("#009E73", "solid"),
    ("#CC79A7", "9px,4px"),
    ("#D55E00", "2px,4px"),
    ("#8C6BB1", "9px,3px,2px,3px"),
    ("#B59A00", "16px,5px"),
    ("#7F7F7F", "16px,3px,2px,3px"),
    ("#A6611A", "5px,3px"),
    ("#56B4E9", "9px,3px,2px,3px,2px,3px"),
)
"""Colour and dash of the pinned runs, by their places: no two share either."""

DIVERGING = ((213, 94, 0), (250, 250, 250), (0, 114, 178))
"""Red, green and blue of weights: the lowest, zero, and the highest."""

_SURFACE_STEPS = 16
_POWERS = {"tickvals": list(range(-6, 7)), "ticktext": [f"{10.0**power:g}" for power in range(-6, 7)]}

SMOOTH_FROM = 32
"""Pictures of fewer pixels a side are enlarged as the pixels they are."""

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
        {"type": "log", **_log_ticks(run.costs)} if logarithmic else {"type": "linear", "rangemode": "tozero"}
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


def build_pin_traces(runs: Sequence[tuple[int, str, TrainingRun]], text: Translator) -> list[dict[str, Any]]:
    """Draw pinned runs, each with its number from 1 and its name: traces to go beneath those of
    `build_cost_figure`.
    """
    marked: list[int] = []
    longest = max((run.num_iterations for _, _, run in runs), default=0)
    for _, _, run in runs:
        marked.append(_free_place(run.num_iterations, marked, longest))
    return [
        trace
        for (number, name, run), place in zip(runs, marked, strict=True)
        for trace in _pin_traces(number, name, run, place, text)
    ]


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
        "yaxis": _axis(text.text("charts.step"), type="log", **_log_ticks(np.append(limits, rate))),
    }
    return {"data": [low, overshoot, ceiling, chosen], "layout": layout}


def build_surface_figure(landscape: Landscape, text: Translator, *, view: str, logarithmic: bool) -> Spec:
    """Draw the cost on a plane, as contours (view ``contour``) or in space (view ``3d``), with the descent
    path on it.
    """
    build = _build_space if view == "3d" else _build_contours
    return build(landscape, text, logarithmic=logarithmic)


def build_map_figure(
    learning_rates: Sequence[float],
    num_iterations: int,
    score: str,
    text: Translator,
    *,
    limit: float,
    baseline: float,
    baseline_name: str,
) -> Spec:
    """Draw the map of a score (``test``, ``folds``, ``train`` in percent, or ``costs``) over iterations and
    learning rates, but for its values: the browser fills them in as they come.

    The map is coloured by a score; on it lie the stability limit at the start, and the line above which the
    accuracy beats the baseline (percent): that on the test pictures, where the map is one of costs.
    """
    rates = np.array(learning_rates)
    costs = score == "costs"
    bar = {"title": {"text": text.text(f"tuning.scores.{score}"), "side": "right"}, "thickness": 14, **_TICKS}
    heat = {
        "type": "heatmap",
        "meta": "heights" if costs else score,
        "colorscale": _LOW_TO_HIGH,
        "colorbar": bar | _POWERS if costs else bar | {"ticksuffix": " %"},
        "hovertemplate": text.text("tuning.hover_costs" if costs else "tuning.hover"),
        "hoverongaps": False,
    }
    beats = {
        "type": "contour",
        "meta": "test" if costs else score,
        "contours": {"start": baseline, "end": baseline, "size": 1, "coloring": "none"},
        "line": {"color": _PURPLE, "width": 1.8},
        "name": text.text("tuning.beats", name=baseline_name, percent=baseline),
        "showlegend": True,
        "hoverinfo": "skip",
    }
    stable = {
        "type": "scatter",
        "x": [1, 2 * num_iterations],
        "y": [limit, limit],
        "mode": "lines",
        "line": {"color": VERMILION, "width": 3, "dash": "dash"},
        "name": text.text("tuning.limit", limit=limit),
        "hoverinfo": "skip",
    }
    iterations = [10.0 * 0.97, num_iterations * 1.03]
    layout = {
        **_layout(_MAP_HEIGHT),
        **_LEGEND,
        "xaxis": _axis(text.text("charts.iteration"), **_log_window(iterations, ",.0f")),
        "yaxis": _axis(text.text("tuning.rate"), **_log_window([rates[0] * 0.95, rates[-1] * 1.05], "g")),
    }
    return {"data": [heat, beats, stable], "layout": layout}


def build_roc_figure(roc: RocCurve, verdicts: Verdicts, name: str, other: str, text: Translator) -> Spec:
    """Draw the ROC curve with the point of the chosen threshold, and the line of guessing."""
    (tn, fp), (fn, tp) = verdicts.confusion().tolist()
    curve = {
        "type": "scatter",
        "x": 100 * roc.false_positive_rates,
        "y": 100 * roc.true_positive_rates,
        "mode": "lines",
        "line": {"color": _CURVE, "width": 2.5},
        "hovertemplate": text.text("roc.hover", name=name, other=other),
    }
    guessing = {
        "type": "scatter",
        "x": [0, 100],
        "y": [0, 100],
        "mode": "lines",
        "line": {"color": "#808080", "width": 1.5, "dash": "dot"},
        **_SILENT,
    }
    chosen = {
        "type": "scatter",
        "x": [100 * fp / (tn + fp)],
        "y": [100 * tp / (tp + fn)],
        "mode": "markers",
        "marker": {"symbol": "diamond", "size": 14, "color": ORANGE, "line": {"color": "#111", "width": 2}},
        "hovertemplate": text.text(
            "roc.hover_threshold", name=name, other=other, threshold=f"{verdicts.threshold:g}"
        ),
    }
    ends = {"range": [-4, 104], "tickvals": [0, 50, 100], "ticksuffix": " %"}
    layout = {
        **_layout(_ROC_HEIGHT),
        "margin": {"l": 58, "r": 14, "t": 8, "b": 48},
        "xaxis": _axis(text.text("roc.false", name=name, other=other), **ends),
        "yaxis": _axis(text.text("roc.true", name=name), **ends),
    }
    return {"data": [guessing, curve, chosen], "layout": layout}


def build_picture_sheet(pictures: NDArray[np.uint8], columns: int) -> Image.Image:
    """Lay pictures (k, height, width, 3) out in rows of `columns` on one sheet; spare places stay black."""
    count, height, width, _ = pictures.shape
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, height, width, 3), dtype=np.uint8)
    sheet[:count] = pictures
    lines = sheet.reshape(rows, columns, height, width, 3).swapaxes(1, 2)
    return Image.fromarray(lines.reshape(rows * height, columns * width, 3))


def build_weights_picture(panels: Sequence[Array], scale: float) -> Image.Image:
    """Paint weights (height, width) side by side, with a narrow transparent gap between them.

    Blue is positive, orange negative, white zero; the full colours are reached at plus and minus the scale.
    """
    height, width = panels[0].shape
    gap = np.zeros((height, max(1, width // 16), 4), dtype=np.uint8)
    painted = [_diverging(panel / scale) for panel in panels]
    spaced = [part for panel in painted for part in (panel, gap)][:-1]
    return Image.fromarray(np.concatenate(spaced, axis=1))


def largest_size(values: Array) -> float:
    """Return the largest absolute value, for a colour scale; 1 where all are zero."""
    return float(np.abs(values).max()) or 1.0


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


def _free_place(num_iterations: int, taken: Sequence[int], longest: int) -> int:
    """Return an iteration for the number of a run, late and not above or below another number."""
    places = (int(share * num_iterations) for share in np.linspace(0.95, 0.05, 40))
    room = _LABEL_ROOM / 3 * longest
    free = (place for place in places if all(abs(place - other) >= room for other in taken))
    return next(free, num_iterations // 2)


def _pin_traces(
    number: int, name: str, run: TrainingRun, place: int, text: Translator
) -> list[dict[str, Any]]:
    drawn = choose_drawn_iterations(run.costs)
    colour, dash = PIN_STYLES[number - 1]
    curve = {
        "type": "scatter",
        "x": drawn.astype(np.int32),
        "y": run.costs[drawn],
        "mode": "lines",
        "line": {"color": colour, "width": 2, "dash": dash},
        "name": name,
        "hovertemplate": text.text("charts.hover_pin", name=_as_hover(name)),
        "showlegend": False,
    }
    mark = {
        "type": "scatter",
        "x": [place],
        "y": [float(run.costs[place])],
        "mode": "markers+text",
        "marker": {"size": 18, "color": colour, "line": {"color": "white", "width": 1.5}},
        "text": [str(number)],
        "textfont": {"size": 13, "color": "white"},
        **_SILENT,
    }
    return [curve, mark]


def _as_hover(name: str) -> str:
    """Return a name for a hover template, which knows markup and placeholders."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace("%{", "% {")


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
    ticks = _log_ticks(costs)
    return {**bar, "tickvals": np.log10(ticks["tickvals"]), "ticktext": ticks["ticktext"]}


def _log_ticks(costs: Array) -> dict[str, Any]:
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
    return {"tickvals": shown.tolist(), "ticktext": [f"{tick:.3g}" for tick in shown]}


def _log_window(ends: Sequence[float], written: str) -> dict[str, Any]:
    """Return a logarithmic axis that shows just this window, its ticks written so."""
    ticks = _log_ticks(np.array(ends))["tickvals"]
    return {
        "type": "log",
        "range": np.log10(ends).tolist(),
        "tickvals": ticks,
        "ticktext": [format(tick, written) for tick in ticks],
        "tickangle": 0,
    }


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


def _diverging(values: Array) -> NDArray[np.uint8]:
    """Return opaque colours (height, width, 4) for values from -1 (orange) through 0 (white) to 1 (blue)."""
    lowest, zero, highest = np.array(DIVERGING, dtype=np.float64)
    towards = np.where(values[..., np.newaxis] < 0, lowest, highest)
    colours = np.rint(zero + (towards - zero) * np.abs(values)[..., np.newaxis])
    return np.dstack([colours, np.full(values.shape, 255.0)]).astype(np.uint8)


def _is_tangled(landscape: Landscape) -> bool:
    """Return whether the path crosses the window again and again: thin, it does not hide what it crosses."""
    steps = np.diff(landscape.path, axis=0) / [np.ptp(landscape.alphas), np.ptp(landscape.betas)]
    return float(np.hypot(*steps.T).sum()) > _MANY_CROSSINGS


def _inside(landscape: Landscape) -> NDArray[np.bool_]:
    low = np.array([landscape.alphas[0], landscape.betas[0]])
    high = np.array([landscape.alphas[-1], landscape.betas[-1]])
    return np.asarray(((landscape.path >= low) & (landscape.path <= high)).all(axis=1))


def write_array(value: Any) -> Any:
    """Write an array as plotly.js reads it without a loop: the bytes in base64, with type and shape."""
    if isinstance(value, np.generic):
        return value.item()
    array = np.ascontiguousarray(value)
    written = {
        "dtype": f"{array.dtype.kind}{array.dtype.itemsize}",
        "bdata": base64.b64encode(array.tobytes()).decode(),
    }
    return written if array.ndim == 1 else written | {"shape": ", ".join(map(str, array.shape))}
