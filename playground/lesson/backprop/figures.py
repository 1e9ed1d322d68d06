"""One neuron: its graph with values and gradients, the sigmoid, the loss over the steps."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.charts.parts import CURVE, LEGEND, ORANGE, SILENT, VERMILION, Spec, axis, build_layout
from playground.lesson.backprop.mathematics import Pass, Point, sigmoid
from playground.lesson.writing import write_short, write_value
from playground.words.catalogue import Translator

NEURON_HEIGHT, SIGMOID_HEIGHT, LOSS_HEIGHT = 380, 330, 300
_GREY = "#808080"
_SIZE = 16
# Where the boxes stand, from 0 to 10 across and from 0 to 6 down.
_PLACES = {
    "x1": (0.4, 0.6),
    "w1": (0.4, 1.8),
    "x2": (0.4, 3.0),
    "w2": (0.4, 4.2),
    "b": (0.4, 5.4),
    "z": (5.0, 3.0),
    "a": (7.6, 3.0),
    "L": (9.5, 3.0),
}
_BEND = 2.7  # so far the lines of the inputs stay level, and have their numbers
_LABELS = {"z": "z = w₁x₁ + w₂x₂ + b", "a": "a = σ(z)", "L": "L"}
_NAMES = {"x1": "x₁", "x2": "x₂", "w1": "w₁", "w2": "w₂"}
_GIVEN = ("x1", "w1", "x2", "w2", "b")
_LINES = (*((name, "z") for name in _GIVEN), ("z", "a"), ("a", "L"))
_HALF_WIDTHS = {"z": 1.2, "a": 0.55, "L": 0.3}
_NARROW, _HALF_HEIGHT = 0.27, 0.27
_GRADIENTS = ("x1", "x2", "w1", "w2", "b", "z", "a")
_COVERED = "?"


def build_neuron_figure(point: Point, values: Pass | None) -> Spec:
    """Draw the neuron's graph: values above the boxes, gradients below; without a pass, question marks."""
    written = {name: write_short(getattr(point, name)) for name in _GIVEN}
    written |= {name: write_short(getattr(values, name)) if values else _COVERED for name in ("z", "a", "L")}
    back = {name: write_short(getattr(values, f"d{name}")) if values else _COVERED for name in _GRADIENTS}
    notes = [_note(x, y, _label(name), None) for name, (x, y) in _PLACES.items()]
    notes += [_note(*_above(name), f"<b>{value}</b>", CURVE) for name, value in written.items()]
    notes += [
        _note(*_below(name), f"∂L/∂{_NAMES.get(name, name)} = {value}", VERMILION)
        for name, value in {**back, "L": "1"}.items()
    ]
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        **build_layout(NEURON_HEIGHT),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "dragmode": False,
        "xaxis": {**hidden, "range": [0, 10]},
        "yaxis": {**hidden, "range": [6.2, 0]},
        "annotations": notes,
        "shapes": [_box(name, x, y) for name, (x, y) in _PLACES.items()],
    }
    return {"data": [_lines()], "layout": layout}


def build_sigmoid_figure(z: float | None, text: Translator) -> Spec:
    """Draw the sigmoid and its derivative, over a window in which z lies; at z, if it is given, marks and a
    tangent.
    """
    reach = max(6.0, 1.25 * abs(z or 0.0))
    x = np.linspace(-reach, reach, 301)
    a = np.array([sigmoid(each) for each in x])
    traces = [
        _curve(x, a, CURVE, "σ(z)"),
        _curve(x, a * (1 - a), VERMILION, "σ′(z) = σ(z)(1 − σ(z))", dash="dash"),
        *([] if z is None else _mark(z, text)),
    ]
    layout = {
        **build_layout(SIGMOID_HEIGHT),
        **LEGEND,
        "xaxis": axis("z", range=[-reach, reach]),
        "yaxis": axis("", range=[-0.08, 1.08]),
    }
    return {"data": traces, "layout": layout}


def _mark(z: float, text: Translator) -> list[Spec]:
    at, slope = sigmoid(z), sigmoid(z) * sigmoid(-z)
    near = np.array([z - 2.0, z + 2.0])
    return [
        _curve(near, at + slope * (near - z), ORANGE, text.text("backprop.sigmoid.tangent")),
        _points([z], [at], CURVE, "circle"),
        _points([z], [slope], VERMILION, "diamond"),
    ]


def build_loss_figure(losses: Sequence[float], text: Translator) -> Spec:
    """Draw the loss before the first step and after each."""
    curve = _curve(list(range(len(losses))), list(losses), CURVE, "L")
    curve |= {"mode": "lines+markers", "marker": {"size": 7}}
    layout = {
        **build_layout(LOSS_HEIGHT),
        "xaxis": axis(
            text.text("backprop.update.steps"),
            rangemode="tozero",
            tickformat="d",
            dtick=next(step for step in (1, 2, 5, 10, 20) if 6 * step >= len(losses) - 1),
        ),
        "yaxis": axis("L", rangemode="tozero"),
    }
    return {"data": [curve, _points([len(losses) - 1], [losses[-1]], ORANGE, "diamond")], "layout": layout}


def _curve(x: Any, y: Any, colour: str, name: str, **line: Any) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "name": name,
        "line": {"color": colour, "width": 3, **line},
        "hovertemplate": "%{x:.3g}, %{y:.4g}<extra></extra>",
    }


def _points(x: Sequence[float], y: Sequence[float], colour: str, symbol: str) -> Spec:
    marker = {"color": colour, "size": 14, "symbol": symbol, "line": {"color": "white", "width": 2}}
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "marker": marker, **SILENT}


def _lines() -> Spec:
    x: list[float | None] = []
    y: list[float | None] = []
    for source, target in _LINES:
        (left, top), (right, bottom) = _PLACES[source], _PLACES[target]
        x += [left + _half(source), max(_BEND, left + _half(source)), right - _half(target), None]
        y += [top, top, bottom, None]
    line = {"color": _GREY, "width": 1.5}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, **SILENT}


def _half(name: str) -> float:
    return _HALF_WIDTHS.get(name, _NARROW)


def _label(name: str) -> str:
    return _LABELS[name] if name in _LABELS else f"<b>{_NAMES.get(name, name)}</b>"


def _box(name: str, x: float, y: float) -> Spec:
    half = _half(name)
    return {
        "type": "rect",
        "x0": x - half,
        "x1": x + half,
        "y0": y - _HALF_HEIGHT,
        "y1": y + _HALF_HEIGHT,
        "line": {"color": _GREY, "width": 1.5},
        "fillcolor": "rgba(128, 128, 128, 0.13)",
        "layer": "below",
    }


def _above(name: str) -> tuple[float, float]:
    x, y = _PLACES[name]
    return (x, y - 0.62) if name in _LABELS else (x + 1.3, y - 0.3)


def _below(name: str) -> tuple[float, float]:
    x, y = _PLACES[name]
    return (x, y + 0.62) if name in _LABELS else (x + 1.3, y + 0.3)


def _note(x: float, y: float, written: str, colour: str | None) -> Spec:
    font = {"size": _SIZE} if colour is None else {"size": _SIZE, "color": colour}
    return {"x": x, "y": y, "text": written, "showarrow": False, "font": font}


def describe_point(values: Pass | None, text: Translator) -> str:
    """Return in words what the neuron's graph shows."""
    if values is None:
        return text.text("backprop.graph.alt_covered")
    return text.text(
        "backprop.graph.alt",
        z=write_value(values.z),
        a=write_value(values.a),
        L=write_value(values.L),
        dz=write_value(values.dz),
    )
