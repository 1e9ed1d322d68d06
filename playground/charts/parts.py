"""What the figures share: colours, axes, and how arrays are written."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from plotly.colors import get_colorscale

from playground.engine.forms import Array
from playground.words.numbers import Number, write_digits

CHART_HEIGHT = 365
# Okabe and Ito's colours, chosen to be told apart with any kind of colour vision (jfly.uni-koeln.de/color,
# 2008).
VERMILION, ORANGE = "#D55E00", "#E69F00"
PURPLE = "#CC79A7"
CURVE = "#1B87C4"
RIGHT = "#009E73"
"""The run without the mistake."""
LOW_TO_HIGH = get_colorscale("YlGnBu_r")
FORK_MARK = {"symbol": "square", "size": 12, "color": "white", "line": {"color": VERMILION, "width": 3}}
"""From where on the learning rate is another."""

SILENT: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False}
LEGEND: dict[str, Any] = {
    "showlegend": True,
    "legend": {
        "orientation": "h",
        "traceorder": "normal",
        "x": 0,
        "y": 1.02,
        "yanchor": "bottom",
        "font": {"size": 15},
    },
}
# Plotly measures every tick label to hide those that stick out: a tenth of the time of a drawing, for nothing
# here.
TICKS: dict[str, Any] = {"tickfont": {"size": 14}, "ticklabeloverflow": "allow"}
FONT_SIZE = 15
SCALES = ("linear", "log")
ON_PAPER = "on paper"
"""The name of an annotation that the page lays on a piece of its paper, so that it can be read over lines."""

Spec = dict[str, Any]
"""A plotly figure as plain data: ``{"data": [traces], "layout": {...}}``. Building `plotly.graph_objects`
from the same data takes ten times as long, most of it validation, which the tests do once.
"""


def build_layout(height: int = CHART_HEIGHT) -> Spec:
    """Return what all layouts have in common."""
    return {
        "height": height,
        "margin": {"l": 64, "r": 22, "t": 34, "b": 52},
        "font": {"size": FONT_SIZE},
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "showlegend": False,
        # Zoom and camera stay as the person left them while the data changes.
        "uirevision": "keep",
        # Buttons that do nothing here would only be further stops for the Tab key.
        "modebar": {"remove": ["select", "lasso", "autoScale"]},
    }


def axis(title: str, **settings: Any) -> Spec:
    """Return an axis with a title, in the size that the back row can read."""
    return {"title": {"text": title, "font": {"size": FONT_SIZE}}, **TICKS, **settings}


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
    return {"tickvals": shown.tolist(), "ticktext": [write_digits(tick, 3) for tick in shown.tolist()]}


def log_window(ends: Sequence[float], written: str) -> dict[str, Any]:
    """Return a logarithmic axis that shows just this window, its ticks written so."""
    ticks = log_ticks(np.array(ends))["tickvals"]
    return {
        "type": "log",
        "range": np.log10(ends).tolist(),
        "tickvals": ticks,
        "ticktext": [format(Number(tick), written) for tick in ticks],
        "tickangle": 0,
    }


def for_screen(values: Array) -> NDArray[np.float32]:
    """Return values of which nobody reads a number in half the bytes, or fewer (`app/browser/packing.py`)."""
    return values.astype(np.float32)


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
