"""Curves over iterations or thresholds: cost, pinned runs, stability limit, ROC."""

import html
import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.charts.parts import (
    CURVE,
    FONT_SIZE,
    FORK_MARK,
    LEGEND,
    ON_PAPER,
    ORANGE,
    RIGHT,
    SILENT,
    VERMILION,
    Spec,
    axis,
    build_layout,
    for_screen,
    log_ticks,
)
from playground.engine.forms import Array
from playground.engine.training import Indices, TrainingRun
from playground.study.diagnosis import LESSON_STEP, Diagnosis, choose_drawn_iterations
from playground.study.stability import STEP_CEILING, Stability
from playground.study.verdicts import RocCurve, Verdicts
from playground.words.catalogue import Translator
from playground.words.numbers import write_percent

PIN_COLOURS = ("#D55E00", "#009E73", "#CC79A7", "#808080", "#8F4FE0", "#918200", "#E3298F", "#8F6A4A")
"""Colours of pinned runs that read on light and on dark paper: Okabe and Ito's vermilion, bluish green and
reddish purple, their black as a grey and their yellow as an olive; a violet, a pink and a brown.
"""

PIN_DASHES = ("6,3", "2,3", "7,3,2,3", "14,4", "14,3,2,3", "7,3,2,3,2,3", "2,7", "14,3,6,3")
"""How the lines of pinned runs are broken, in pixels drawn and left out, so that nobody needs the colours."""

_HIGH = 0.82  # of the peak: a name above it would lie on the note of the peak
_BAND = "rgba(128, 128, 128, 0.35)"
_PIN_BUDGET = 600  # points of a pinned curve that is not wild
_PIN_STRETCHES = 300  # of a wild one, as many as a chart has room for
_RATE_ROOM = 84  # for rates such as 0.0005 beside the axis and its name
_OVERSHOOT = "rgba(213, 94, 0, 0.25)"
_ENDLESS = 1e300  # on a flat surface every step is stable: the line goes straight up
_STABILITY_HEIGHT = 300
_LIMIT_ROOM = 0.1  # above and below the chart's lines, in powers of ten
_ROC_HEIGHT = 270


def build_cost_figure(
    run: TrainingRun,
    diagnosis: Diagnosis,
    text: Translator,
    *,
    logarithmic: bool,
    log_iterations: bool = False,
    right: TrainingRun | None = None,
) -> Spec:
    """Draw the cost over the iterations, and on it the lesson's points, every 100th iteration; from where
    rounding alone decides the cost, also the range of the run and its twins; and beside a run with a mistake
    the right one.

    On a logarithmic axis of the iterations, the page finds a place for iteration 0 (axes.js).
    """
    drawn = choose_drawn_iterations(run.costs)
    marked = np.arange(0, run.num_iterations, LESSON_STEP)
    curve = {
        "type": "scatter",
        "x": drawn.astype(np.int32),
        "y": run.costs[drawn],
        "mode": "lines" if len(drawn) > 1 else "markers",
        "line": {"color": CURVE, "width": 2.5, "simplify": False},
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
        {"type": "log", **log_ticks(run.costs)}
        if logarithmic
        else {"type": "linear", "rangemode": "tozero", "tickformat": "," if diagnosis.peak >= 1000 else ""}
    )
    notes, last = list[Spec](), run.num_iterations
    if diagnosis.rises:
        share = _place(diagnosis.peak_iteration, last, log=log_iterations)
        notes.append(_peak_note(diagnosis, share, text, logarithmic=logarithmic))
    parted_at = run.twins.parted_at if run.twins else None
    if parted_at is not None:
        notes.append(_parted_note(parted_at, _place(parted_at, last, log=log_iterations), text))
    layout = {
        **build_layout(),
        **LEGEND,
        "legend": {**LEGEND["legend"], "x": -0.12},  # both names on one line of a narrow chart
        "meta": {"moves": True},  # the page sets the ranges of its axes (axes.js)
        "xaxis": axis(text.text("charts.iteration_log"), type="log")
        if log_iterations
        else axis(text.text("charts.iteration"), tickformat=",", rangemode="tozero"),
        "yaxis": axis(text.text("charts.cost_axis"), **costs),
        "annotations": notes,
    }
    beside = [_draw_right(right, text)] if right else []
    marks = _mark_forks(run, diagnosis, text)
    return {"data": [curve, lesson, *_draw_twins(run, drawn), *beside, *marks], "layout": layout}


def _draw_right(run: TrainingRun, text: Translator) -> Spec:
    """Draw the cost of the run without the mistake."""
    drawn, _ = choose_pinned_iterations(run.costs)
    return {
        "type": "scatter",
        "x": drawn.astype(np.int32),
        "y": run.costs[drawn],
        "mode": "lines",
        "line": {"color": RIGHT, "dash": "dash", "width": 2},
        "name": text.text("mistakes.curve"),
        "hovertemplate": text.text("mistakes.curve") + "<br>" + text.text("charts.hover_cost"),
        "zorder": -1,
    }


def _mark_forks(run: TrainingRun, diagnosis: Diagnosis, text: Translator) -> list[Spec]:
    """Mark from where on the learning rate is another, away from the note of the peak; where it never is,
    nothing is drawn.
    """
    if not len(run.forks):
        return []
    rates = [run.way.rate_at(run.learning_rate, iteration) for iteration in run.forks.tolist()]
    is_late, is_high = run.forks > run.num_iterations / 2, run.costs[run.forks] > _HIGH * diagnosis.peak
    marks = {
        "type": "scatter",
        "x": run.forks.astype(np.int32),
        "y": run.costs[run.forks],
        "mode": "markers+text",
        "marker": FORK_MARK,
        "text": [text.text("charts.fork_rate", rate=rate) for rate in rates],
        "textposition": [
            f"{'bottom' if high else 'top'} {'left' if late else 'right'}"
            for high, late in zip(is_high, is_late, strict=True)
        ],
        "textfont": {"size": FONT_SIZE},
        **SILENT,
    }
    return [marks]


def _draw_twins(run: TrainingRun, drawn: Indices) -> list[Spec]:
    """Draw the range of a run and its twins at iterations (k,), and a line where they part."""
    parted_at = run.twins.parted_at if run.twins else None
    if run.twins is None or parted_at is None:
        return []
    shown = drawn[drawn >= parted_at]
    lowest, highest = run.twins.lowest, run.twins.highest
    edge = {"type": "scatter", "x": shown.astype(np.int32), "mode": "lines", "line": {"width": 0}, **SILENT}
    line = {
        "type": "scatter",
        "x": [parted_at, parted_at],
        "y": [lowest[shown].min(), highest.max()],
        "mode": "lines",
        "line": {"color": "#808080", "width": 2, "dash": "dot"},
        "zorder": -1,
        **SILENT,
    }
    low = edge | {"y": for_screen(lowest[shown]), "zorder": -1}
    band = edge | {"y": for_screen(highest[shown]), "fill": "tonexty", "fillcolor": _BAND, "zorder": -1}
    return [low, band, line]


def build_pinned_curve(run: TrainingRun, mark: int, name: str, text: Translator) -> tuple[Spec, bool]:
    """Draw the cost of a pinned run, to lie under the curve of `build_cost_figure`.

    Returns the trace, and whether every turning point of the cost is in it.
    """
    drawn, whole = choose_pinned_iterations(run.costs)
    trace = {
        "type": "scatter",
        "x": drawn.astype(np.int32),
        "y": run.costs[drawn],
        "mode": "lines",
        "line": {"color": PIN_COLOURS[mark - 1], "dash": PIN_DASHES[mark - 1], "width": 1.7},
        "name": str(mark),
        # Plotly reads tags in what it shows, and placeholders in a template: a name is neither.
        "meta": {"name": html.escape(f"{mark}: {name}", quote=False)},
        "hovertemplate": "%{meta.name}<br>" + text.text("pins.chart.hover"),
        "zorder": -1,
        "showlegend": False,
    }
    return trace, whole


def build_stability_figure(run: TrainingRun, stability: Stability, text: Translator) -> Spec:
    """Draw the longest stable step along the run and the learning rate, and shade where that is too long."""
    x, limits = stability.iterations.astype(np.int32), np.minimum(stability.limits, _ENDLESS)
    rates = stability.rates
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
        "y": rates,
        "mode": "lines",
        "line": {"color": VERMILION, "width": 2.5, "dash": "dash"},
        "name": text.text("charts.learning_rate", rate=run.learning_rate),
        "hoverinfo": "skip",
    }
    silent = {"type": "scatter", "x": x, "mode": "lines", "line": {"width": 0}, **SILENT}
    low = {**silent, "y": np.minimum(limits, rates)}
    overshoot = {**silent, "y": rates, "fill": "tonexty", "fillcolor": _OVERSHOOT}
    # Where a schedule has ended the rate is 0, which a logarithmic axis does not have.
    seen = np.hstack([limits[limits <= STEP_CEILING], rates[rates > 0], min(limits.max(), STEP_CEILING)])
    ends = [np.log10(seen.min()) - _LIMIT_ROOM, np.log10(seen.max()) + _LIMIT_ROOM]
    layout = {
        **build_layout(_STABILITY_HEIGHT),
        "margin": {**build_layout()["margin"], "l": _RATE_ROOM},
        **LEGEND,
        "xaxis": axis(text.text("charts.iteration"), tickformat=",", rangemode="tozero"),
        "yaxis": axis(text.text("charts.step"), type="log", range=ends, **log_ticks(seen)),
    }
    return {"data": [low, overshoot, ceiling, chosen], "layout": layout}


def build_roc_figure(roc: RocCurve, verdicts: Verdicts, name: str, other: str, text: Translator) -> Spec:
    """Draw the ROC curve with the point of the chosen threshold, and the line of guessing."""
    (tn, fp), (fn, tp) = verdicts.confusion().tolist()
    called = {
        "name": name,
        "other": other,
        "x": f"%{{x:.{_count_decimals(tn + fp)}f}}",
        "y": f"%{{y:.{_count_decimals(tp + fn)}f}}",
    }
    curve = {
        "type": "scatter",
        "x": 100 * roc.false_positive_rates,
        "y": 100 * roc.true_positive_rates,
        "mode": "lines",
        "line": {"color": CURVE, "width": 2.5},
        "hovertemplate": text.text("roc.hover", **called),
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
        "hovertemplate": text.text("roc.hover_threshold", threshold=f"{verdicts.threshold:g}", **called),
    }
    ends = {"range": [-4, 104], "tickvals": [0, 50, 100], "ticksuffix": "%"}
    layout = {
        **build_layout(_ROC_HEIGHT),
        "margin": {"l": 58, "r": 14, "t": 8, "b": 48},
        "xaxis": axis(text.text("roc.false", name=name, other=other), **ends),
        "yaxis": axis(text.text("roc.true", name=name), **ends),
    }
    return {"data": [guessing, curve, chosen], "layout": layout}


def _count_decimals(pictures: int) -> int:
    """Return how many decimals a share of so many pictures needs, in percent: all but one are not 100 %."""
    return len(write_percent(100 - 100 / pictures).partition(".")[2])


def _place(iteration: int, last: int, *, log: bool) -> float:
    """Return where on the axis an iteration stands, from 0 to 1; on a logarithmic one 0 stands at a half
    (axes.js).
    """
    return math.log(2 * max(iteration, 0.5)) / math.log(2 * last) if log else iteration / last


def _parted_note(parted_at: int, share: float, text: Translator) -> Spec:
    """Write where rounding begins to decide, at that share of the axis; the words are two thirds of it."""
    return {
        "x": parted_at,
        "y": 0.84,  # below the note of the peak
        "yref": "paper",
        "text": text.text("charts.parted"),
        "name": ON_PAPER,
        "font": {"size": FONT_SIZE},
        "xanchor": "left" if 3 * share < 1 else "right" if 3 * share > 2 else "center",
        "showarrow": False,
    }


def choose_pinned_iterations(costs: Array) -> tuple[NDArray[np.int64], bool]:
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


def _peak_note(diagnosis: Diagnosis, share: float, text: Translator, *, logarithmic: bool) -> dict[str, Any]:
    is_early = share < 0.5
    return {
        "x": diagnosis.peak_iteration,
        "y": np.log10(diagnosis.peak) if logarithmic else diagnosis.peak,
        "text": text.text("charts.peak", cost=diagnosis.peak, iteration=diagnosis.peak_iteration),
        "name": ON_PAPER,
        "font": {"size": FONT_SIZE},
        "xanchor": "left" if is_early else "right",
        "ax": 28 if is_early else -28,
        "ay": 0,
        "arrowwidth": 1.5,
        "arrowcolor": "#808080",
    }
