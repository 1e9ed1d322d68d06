"""The tuning map, but for its values."""

import math
from collections.abc import Sequence

import numpy as np

from playground.charts.parts import (
    LEGEND,
    LOW_TO_HIGH,
    PURPLE,
    TICKS,
    VERMILION,
    Spec,
    axis,
    build_layout,
    log_window,
)
from playground.words.catalogue import Translator
from playground.words.numbers import write_at_most, write_digits, write_percent

_MAP_HEIGHT = 452
_MARGIN = {"l": 64, "r": 118, "t": 98, "b": 52}
"""Room for three lines of legend and for the widest scale: where Plotly makes the room itself, it leaves the
legend of another score where the last one stood.
"""

_ON_ANY_PAPER = "#808080"
_POWERS = {
    "tickvals": list(range(-6, 7)),
    "ticktext": [write_digits(10.0**power, 6) for power in range(-6, 7)],
}


def place_rows(axis: str, names: Sequence[str]) -> list[float]:
    """Return where rows with these names lie up a logarithmic axis: rates where they are, others one as far
    from the next as any.
    """
    return [float(name) if axis == "rate" else 2.0**place for place, name in enumerate(names)]


def build_map_figure(
    rows_axis: str,
    names: Sequence[str],
    num_iterations: int,
    score: str,
    text: Translator,
    *,
    limit: float | None,
    baseline: float,
    baseline_name: str,
) -> Spec:
    """Draw the map of a score (``test``, ``folds``, ``train`` in percent, or ``costs``) over iterations and
    rows (``rate``, ``beta``, ``l2`` or ``batch``) with these names, but for its values: the browser fills
    them in as they come.

    The map is coloured by a score; on it lie the stability limit at the start, if there is one, and the line
    above which the accuracy beats the baseline (percent): that on the test pictures, where the map is one of
    costs. Strokes mark the cells that rounding alone decides.
    """
    places, named = place_rows(rows_axis, names), text.text(f"tuning.axes.{rows_axis}")
    costs = score == "costs"
    bar = {"title": {"text": text.text(f"tuning.scores.{score}"), "side": "right"}, "thickness": 14, **TICKS}
    heat = {
        "type": "heatmap",
        "meta": "heights" if costs else score,
        "colorscale": LOW_TO_HIGH,
        "colorbar": bar | _POWERS if costs else bar | {"ticksuffix": "%"},
        "hovertemplate": text.text("tuning.hover_costs" if costs else "tuning.hover", axis=named),
        "hoverongaps": False,
    }
    beats = {
        "type": "contour",
        "meta": "test" if costs else score,
        "contours": {"start": baseline, "end": baseline, "size": 1, "coloring": "none"},
        "line": {"color": PURPLE, "width": 1.8},
        "name": text.text("tuning.beats", name=baseline_name, percent=write_percent(baseline)),
        "showlegend": True,
        "hoverinfo": "skip",
    }
    decided = [
        {
            "type": "scatter",
            "meta": "decided",
            "mode": "markers",
            "marker": {"symbol": "line-ne-open", "size": 7, "color": colour, "line": {"width": width}},
            "name": text.text("tuning.decided"),
            "showlegend": colour == _ON_ANY_PAPER,
            "hoverinfo": "skip",
        }
        # A light edge and a dark core read on every colour of the map; what lies under them, in the legend.
        for colour, width in ((_ON_ANY_PAPER, 2.5), ("#ffffff", 3.5), ("#111111", 1.5))
    ]
    iterations = [10.0 * 0.97, num_iterations * 1.03]
    layout = {
        **build_layout(_MAP_HEIGHT),
        **LEGEND,
        "margin": _MARGIN,
        "meta": {"still": True},  # a click chooses a cell, and so do two
        "xaxis": axis(text.text("charts.iteration"), **log_window(iterations, ",.0f")),
        "yaxis": axis(named, **_reach_over(rows_axis, names, places)),
    }
    if rows_axis != "rate":  # a line that goes on between two rows would tell of runs that nobody has trained
        return {"data": [heat, *decided], "layout": layout}
    stable = [] if limit is None else [_draw_limit(limit, num_iterations, text)]
    return {"data": [heat, *decided, beats, *stable], "layout": layout}


def _reach_over(rows_axis: str, names: Sequence[str], places: Sequence[float]) -> Spec:
    if rows_axis == "rate":
        return log_window([places[0] * 0.95, places[-1] * 1.05], "g")
    ends = np.log10([places[0] / math.sqrt(2), places[-1] * math.sqrt(2)]).tolist()
    return {"type": "log", "range": ends, "tickvals": places, "ticktext": names, "tickangle": 0}


def _draw_limit(limit: float, num_iterations: int, text: Translator) -> Spec:
    return {
        "type": "scatter",
        "x": [1, 2 * num_iterations],
        "y": [limit, limit],
        "mode": "lines",
        "line": {"color": VERMILION, "width": 3, "dash": "dash"},
        "name": text.text("tuning.limit", limit=write_at_most(limit, 2)),
        "hoverinfo": "skip",
    }
