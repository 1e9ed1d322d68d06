"""Curves over iterations or thresholds: cost, pinned runs, stability limit, ROC."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.diagnosis import Diagnosis, choose_drawn_iterations
from playground.figures.parts import (
    CURVE,
    FONT_SIZE,
    LABEL_ROOM,
    LEGEND,
    ORANGE,
    SILENT,
    VERMILION,
    Spec,
    axis,
    build_layout,
    log_ticks,
)
from playground.i18n import Translator
from playground.stability import Stability
from playground.training import TrainingRun
from playground.verdicts import RocCurve, Verdicts

LESSON_STEP = 100
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
_OVERSHOOT = "rgba(213, 94, 0, 0.25)"
_LIMIT_CEILING = 10.0  # ten times the longest step on offer: all above it is equally stable
_STABILITY_HEIGHT = 300
_ROC_HEIGHT = 270


def build_cost_figure(run: TrainingRun, diagnosis: Diagnosis, text: Translator, *, logarithmic: bool) -> Spec:
    """Draw the cost over the iterations, and on it the lesson's points, every 100th iteration."""
    drawn = choose_drawn_iterations(run.costs)
    marked = np.arange(0, run.num_iterations, LESSON_STEP)
    curve = {
        "type": "scatter",
        "x": drawn.astype(np.int32),
        "y": run.costs[drawn],
        "mode": "lines" if len(drawn) > 1 else "markers",
        "line": {"color": CURVE, "width": 2.5},
        "marker": {"color": CURVE, "size": 9},
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
        **build_layout(),
        **LEGEND,
        "xaxis": axis(text.text("charts.iteration"), tickformat=",", rangemode="tozero"),
        "yaxis": axis(text.text("charts.cost_axis"), **costs),
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
        "line": {"color": CURVE, "width": 2.5},
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
    silent = {"type": "scatter", "x": x, "mode": "lines", "line": {"width": 0}, **SILENT}
    low = {**silent, "y": np.minimum(limits, rate)}
    overshoot = {**silent, "y": rate, "fill": "tonexty", "fillcolor": _OVERSHOOT}
    layout = {
        **build_layout(_STABILITY_HEIGHT),
        **LEGEND,
        "xaxis": axis(text.text("charts.iteration"), tickformat=",", rangemode="tozero"),
        "yaxis": axis(text.text("charts.step"), type="log", **log_ticks(np.append(limits, rate))),
    }
    return {"data": [low, overshoot, ceiling, chosen], "layout": layout}


def build_roc_figure(roc: RocCurve, verdicts: Verdicts, name: str, other: str, text: Translator) -> Spec:
    """Draw the ROC curve with the point of the chosen threshold, and the line of guessing."""
    (tn, fp), (fn, tp) = verdicts.confusion().tolist()
    curve = {
        "type": "scatter",
        "x": 100 * roc.false_positive_rates,
        "y": 100 * roc.true_positive_rates,
        "mode": "lines",
        "line": {"color": CURVE, "width": 2.5},
        "hovertemplate": text.text("roc.hover", name=name, other=other),
    }
    guessing = {
        "type": "scatter",
        "x": [0, 100],
        "y": [0, 100],
        "mode": "lines",
        "line": {"color": "#808080", "width": 1.5, "dash": "dot"},
        **SILENT,
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
        **build_layout(_ROC_HEIGHT),
        "margin": {"l": 58, "r": 14, "t": 8, "b": 48},
        "xaxis": axis(text.text("roc.false", name=name, other=other), **ends),
        "yaxis": axis(text.text("roc.true", name=name), **ends),
    }
    return {"data": [guessing, curve, chosen], "layout": layout}


def _free_place(num_iterations: int, taken: Sequence[int], longest: int) -> int:
    """Return an iteration for the number of a run, late and not above or below another number."""
    places = (int(share * num_iterations) for share in np.linspace(0.95, 0.05, 40))
    room = LABEL_ROOM / 3 * longest
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
        **SILENT,
    }
    return [curve, mark]


def _as_hover(name: str) -> str:
    """Return a name for a hover template, which knows markup and placeholders."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace("%{", "% {")


def _peak_note(diagnosis: Diagnosis, text: Translator, *, logarithmic: bool) -> dict[str, Any]:
    return {
        "x": diagnosis.peak_iteration,
        "y": np.log10(diagnosis.peak) if logarithmic else diagnosis.peak,
        "text": text.text("charts.peak", cost=diagnosis.peak, iteration=diagnosis.peak_iteration),
        "font": {"size": FONT_SIZE},
        "xanchor": "left",
        "ax": 28,
        "ay": 0,
        "arrowwidth": 1.5,
        "arrowcolor": "#808080",
    }
