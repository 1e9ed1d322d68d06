"""How far difference quotients are off a derivative, over the size of the nudge."""

import numpy as np

from playground.charts.parts import CURVE, LEGEND, ORANGE, PURPLE, Spec, axis, build_layout
from playground.engine.forms import Array
from playground.graph.checking import Errors
from playground.words.catalogue import Translator

_HEIGHT = 330
_LOWEST, _HIGHEST = -17.0, 1.0  # powers of ten that are always shown


def build_error_figure(errors: Errors, chosen: int, text: Translator) -> Spec:
    """Draw the errors of one-sided and of two-sided quotients, and mark the chosen one-sided one."""
    known = np.concatenate([errors.one_sided, errors.two_sided])
    known = np.log10(known[known > 0])
    lowest, highest = (known.min(), known.max()) if len(known) else (_LOWEST, _HIGHEST)
    mark = {
        "type": "scatter",
        "mode": "markers",
        "x": errors.sizes[chosen : chosen + 1],
        "y": _positive(errors.one_sided[chosen : chosen + 1]),
        "marker": {"symbol": "diamond", "size": 15, "color": ORANGE, "line": {"color": "#111", "width": 2}},
        "name": text.text("graph.nudge.chosen"),
    }
    powers = {"type": "log", "exponentformat": "power"}
    layout = {
        **build_layout(_HEIGHT),
        **LEGEND,
        "margin": {"l": 72, "r": 14, "t": 62, "b": 52},
        # The machine's rounding is on the left, where the nudges are small.
        "xaxis": axis(text.text("graph.nudge.axis_size"), **powers, dtick=2, range=[-12.4, 0.4]),
        "yaxis": axis(
            text.text("graph.nudge.axis_error"),
            **powers,
            dtick=4,
            range=[min(_LOWEST, lowest - 0.5), max(_HIGHEST, highest + 0.5)],
        ),
    }
    lines = [
        _curve(errors.sizes, errors.one_sided, CURVE, "circle", "solid", text.text("graph.nudge.one_sided")),
        _curve(errors.sizes, errors.two_sided, PURPLE, "square", "dash", text.text("graph.nudge.two_sided")),
    ]
    return {"data": [*lines, mark], "layout": layout}


def _curve(sizes: Array, errors: Array, colour: str, symbol: str, dash: str, name: str) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": sizes,
        "y": _positive(errors),
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"symbol": symbol, "size": 7},
        "name": name,
        "hovertemplate": "h = %{x:.2g}<br>%{y:.3g}<extra></extra>",
    }


def _positive(errors: Array) -> Array:
    """Leave out what a logarithmic axis has no place for."""
    return np.where(errors > 0, errors, np.nan)
