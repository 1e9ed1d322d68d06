"""Gradient descent drawn: on a parabola, in a bowl, among the valleys of a rugged surface."""

from typing import Any

import numpy as np

from playground.charts.parts import (
    CURVE,
    FONT_SIZE,
    LEGEND,
    LOW_TO_HIGH,
    ORANGE,
    PURPLE,
    SILENT,
    VERMILION,
    Spec,
    axis,
    build_layout,
    for_screen,
)
from playground.engine.forms import Array
from playground.lesson.descent.convexity import MidpointCheck
from playground.lesson.descent.mathematics import Bowl, Parabola, Surface
from playground.words.catalogue import Translator

WEIGHT_WINDOW, COST_WINDOW = (-7.0, 9.0), 30.0
BOWL_WINDOW = (5.4, 3.4)
RUGGED_WINDOW = (6.8, 5.1)

_ONE_HEIGHT, _BOWL_HEIGHT, _PAIR_HEIGHT = 335, 375, 325
_NODES = 61
_TANGENT = 0.2  # of the window, to each side
_SHORT = 0.012  # of the window: an arrow shorter than that is all head
_POWERS = {"exponentformat": "power"}
_HALO = "rgba(255, 255, 255, 0.9)"
_INK = "#111"


def measure_window(path: Array) -> tuple[float, float]:
    """Return from where to where w is shown: the usual window, widened to hold the path (k,)."""
    low, high = WEIGHT_WINDOW
    margin = 0.06 * max(high - low, float(np.ptp(path)))
    return min(low, float(path.min()) - margin), max(high, float(path.max()) + margin)


def measure_zoom(path: Array) -> float:
    """Return how many times larger than usual the window of the bowl must be to hold a path (k, 2)."""
    return max(1.0, 1.06 * float((np.abs(path) / BOWL_WINDOW).max()))


# --- One weight ------------------------------------------------------------


def build_tangent_figure(parabola: Parabola, path: Array, text: Translator) -> Spec:
    """Draw J(w) with the steps so far, the tangent where w is now, and the next step.

    The last entry of the path (k + 2,) is where the next step goes.
    """
    low, high = measure_window(path)
    w = np.linspace(low, high, 201)
    costs = parabola.cost(path)
    top = max(COST_WINDOW, 1.1 * float(costs.max()))
    now, then = float(path[-2]), float(path[-1])
    formula = f"J(w) = ½ · {parabola.curvature:g} (w − {parabola.bottom:g})²"
    curve = _line(w, parabola.cost(w), CURVE, name=formula, width=3)
    steps = {
        "type": "scatter",
        "x": path[:-1],
        "y": costs[:-1],
        "mode": "lines+markers",
        "line": {"color": VERMILION, "width": 1.5, "dash": "dot"},
        "marker": {"color": VERMILION, "size": 8},
        "name": text.text("descent.one.chart.steps"),
        "hovertemplate": "w = %{x:.4g}<br>J = %{y:.4g}<extra></extra>",
    }
    here = _marker(now, float(costs[-2]), VERMILION)
    following = _marker(then, float(costs[-1]), "rgba(255, 255, 255, 0.8)")
    layout = {
        **build_layout(_ONE_HEIGHT),
        **LEGEND,
        "dragmode": False,  # a drag that misses the ring must not zoom
        "margin": {"l": 84, "r": 16, "t": 34, "b": 48},
        "xaxis": axis("w", range=[low, high], **_POWERS),
        "yaxis": axis("J(w)", range=[-0.06 * top, top], **_POWERS),
        "annotations": _step_arrow(now, then, float(costs[-2]), high - low),
    }
    tangent = _tangent(parabola, now, (high - low, 1.06 * top), text)
    return {"data": [curve, tangent, steps, following, here], "layout": layout}


def _tangent(parabola: Parabola, w: float, window: tuple[float, float], text: Translator) -> Spec:
    """Return the tangent at w, as long on the screen however steep it is."""
    slope, cost = float(parabola.slope(np.array(w))), float(parabola.cost(np.array(w)))
    width, height = window
    half = _TANGENT * width / float(np.hypot(1.0, slope * width / height))
    ends = np.array([w - half, w + half])
    name = text.text("descent.one.chart.tangent")
    return _line(ends, cost + slope * (ends - w), ORANGE, name=name, width=4)


def _step_arrow(now: float, then: float, cost: float, width: float) -> list[Spec]:
    """Return the next step as an arrow along w, at the height of the cost; nothing where it is too short."""
    if abs(then - now) < _SHORT * width:
        return []
    places = {"x": then, "y": cost, "ax": now, "ay": cost}
    references = {"xref": "x", "yref": "y", "axref": "x", "ayref": "y"}
    return [{**places, **references, "arrowhead": 2, "arrowwidth": 3, "arrowcolor": VERMILION, "text": ""}]


# --- Two weights ------------------------------------------------------------


def build_bowl_figure(
    bowl: Bowl, path: Array, rival: Array | None, factors: tuple[str, str], view: str, text: Translator
) -> Spec:
    """Draw the bowl as contours (view ``contour``) or in space (``3d``) with the path (k + 1, 2) in it, and
    below it that of a rival, if there is one.

    `factors` says by how much a step multiplies the distance on the steep axis and on the flat one.
    """
    zoom = measure_zoom(path if rival is None else np.concatenate([path, rival]))
    reach = (zoom * BOWL_WINDOW[0], zoom * BOWL_WINDOW[1])
    w, b, costs = _grid(bowl, reach)
    if view == "3d":
        return _build_space(bowl, (w, b, costs), path, rival, text)
    layout = {**_plane_layout(reach, _BOWL_HEIGHT), "annotations": _axis_names(bowl, zoom, factors, text)}
    axes = [_bowl_axis(direction, zoom) for direction in bowl.axes]
    other = [] if rival is None else _rival_trail(rival)
    return {"data": [_contours(w, b, costs), *axes, *other, *_trail(path)], "layout": layout}


def _bowl_axis(direction: Array, zoom: float) -> Spec:
    ends = np.outer([-20.0, 20.0], direction) * zoom
    return _line(ends[:, 0], ends[:, 1], "rgba(255, 255, 255, 0.75)", name="", width=1.5, dash="dash")


def _axis_names(bowl: Bowl, zoom: float, factors: tuple[str, str], text: Translator) -> list[Spec]:
    """Return the names of the axes with their factors, near the edge of the window."""
    names = [
        text.text(f"descent.two.chart.{name}", factor=factor)
        for name, factor in zip(("steep", "flat"), factors, strict=True)
    ]
    places = zoom * np.array([3.3, 4.4])[:, np.newaxis] * bowl.axes
    style = {"showarrow": False, "font": {"size": FONT_SIZE, "color": _INK}, "bgcolor": _HALO, "borderpad": 3}
    return [
        {"x": x, "y": y, "text": name, **style} for (x, y), name in zip(places.tolist(), names, strict=True)
    ]


def _build_space(
    bowl: Bowl, grid: tuple[Array, Array, Array], path: Array, rival: Array | None, text: Translator
) -> Spec:
    w, b, costs = grid
    surface = {
        "type": "surface",
        "x": w,
        "y": b,
        "z": for_screen(costs),
        "colorscale": LOW_TO_HIGH,
        "showscale": False,
        "opacity": 0.92,
        "hovertemplate": "w = %{x:.3g}<br>b = %{y:.3g}<br>J = %{z:.4g}<extra></extra>",
    }
    trails = [_space_trail(bowl, path, text.text("descent.two.chart.path"), VERMILION, "solid", "circle")]
    if rival is not None:
        trails.append(
            _space_trail(bowl, rival, text.text("descent.two.chart.momentum"), PURPLE, "dash", "diamond")
        )
    scene = {
        **{
            f"{letter}axis": {
                "title": {"text": name, "font": {"size": 18}},
                "tickfont": {"size": 14},
                "nticks": 6,
                **_POWERS,
            }
            for letter, name in (("x", "w"), ("y", "b"), ("z", "J"))
        },
        "camera": {"eye": {"x": 0.95, "y": -1.6, "z": 0.95}, "center": {"x": 0, "y": 0, "z": -0.2}},
        "aspectratio": {"x": 1.35, "y": 0.95, "z": 0.75},
    }
    layout = {**build_layout(_BOWL_HEIGHT), "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "scene": scene}
    return {"data": [surface, *trails], "layout": layout}


def _space_trail(bowl: Bowl, path: Array, name: str, colour: str, dash: str, symbol: str) -> Spec:
    return {
        "type": "scatter3d",
        "x": path[:, 0],
        "y": path[:, 1],
        "z": bowl.cost(path),
        "mode": "lines+markers",
        "line": {"color": colour, "width": 6, "dash": dash},
        "marker": {"color": colour, "size": 4, "symbol": symbol},
        "name": name,
        "hovertemplate": "w = %{x:.4g}<br>b = %{y:.4g}<br>J = %{z:.4g}<extra></extra>",
    }


# --- Many descents ------------------------------------------------------------


def build_valleys_figure(surface: Surface, paths: Array, names: list[str]) -> Spec:
    """Draw descents (k + 1, starts, 2) on a surface, each with a name where it has arrived; one that is under
    way has none.
    """
    w, b, costs = _grid(surface, RUGGED_WINDOW)
    # One trace for all: a gap after each path.
    gaps = np.full((1, *paths.shape[1:]), np.nan)
    lines = np.concatenate([paths, gaps]).transpose(1, 0, 2).reshape(-1, 2)
    named = np.array([bool(name) for name in names], dtype=np.bool_)
    ends = paths[-1]
    arrived = {
        "type": "scatter",
        "x": ends[named, 0],
        "y": ends[named, 1],
        "mode": "markers+text",
        "marker": {"size": 22, "color": "white", "line": {"color": _INK, "width": 1.5}},
        "text": [name for name in names if name],
        "textfont": {"size": 14, "color": _INK},
        "name": "arrived",
        "hoverinfo": "skip",
    }
    under_way = {
        "type": "scatter",
        "x": ends[~named, 0],
        "y": ends[~named, 1],
        "mode": "markers",
        "marker": {"size": 11, "color": "white", "line": {"color": VERMILION, "width": 2}},
        "name": "under way",
        "hoverinfo": "skip",
    }
    starts = _dots(paths[0], ORANGE, 8)
    return {
        "data": [_contours(w, b, costs), *_trail_lines(lines), under_way, starts, arrived],
        "layout": _plane_layout(RUGGED_WINDOW, _PAIR_HEIGHT),
    }


# --- Convex or not ------------------------------------------------------------


def build_check_figure(
    x: Array, y: Array, costs: Array, check: MidpointCheck, names: tuple[str, str]
) -> Spec:
    """Draw a surface (len(y), len(x)), and on it the triple that breaks convexity most, where one does."""
    plain: dict[str, Any] = {"showgrid": False, "zeroline": False}
    upright = axis(names[1], range=[y[0], y[-1]], automargin=True, **plain)
    upright["title"]["standoff"] = 6  # labels such as -0.003 push it outwards
    layout = {
        **build_layout(_PAIR_HEIGHT),
        "margin": {"l": 60, "r": 12, "t": 10, "b": 50},
        "xaxis": axis(names[0], range=[x[0], x[-1]], **plain),
        "yaxis": upright,
    }
    data = [_contours(x, y, costs)]
    if check.violations:
        rows, columns = np.array(check.where).T
        data += _trail_lines(np.stack([x[columns], y[rows]], axis=1))
        data.append(_dots(np.stack([x[columns], y[rows]], axis=1), "white", 13))
    return {"data": data, "layout": layout}


# --- What they share ------------------------------------------------------------


def _grid(surface: Surface, reach: tuple[float, float]) -> tuple[Array, Array, Array]:
    w, b = (np.linspace(-far, far, _NODES) for far in reach)
    return w, b, surface.cost(np.stack(np.meshgrid(w, b), axis=-1))


def _contours(x: Array, y: Array, costs: Array) -> Spec:
    return {
        "type": "contour",
        "x": x,
        "y": y,
        "z": for_screen(costs),
        "colorscale": LOW_TO_HIGH,
        "showscale": False,
        "ncontours": 18,
        "contours": {"coloring": "heatmap"},
        "line": {"width": 0.8, "color": "rgba(255, 255, 255, 0.6)"},
        "hovertemplate": "(%{x:.3g}, %{y:.3g})<br>J = %{z:.4g}<extra></extra>",
    }


def _plane_layout(reach: tuple[float, float], height: int) -> Spec:
    """Return the layout of a window of w and b with one scale for both: only so are right angles right."""
    plain: dict[str, Any] = {"showgrid": False, "zeroline": False, "constrain": "domain", **_POWERS}
    return {
        **build_layout(height),
        "dragmode": False,
        "margin": {"l": 66, "r": 10, "t": 10, "b": 48},
        "xaxis": axis("w", range=[-reach[0], reach[0]], **plain),
        "yaxis": axis("b", range=[-reach[1], reach[1]], scaleanchor="x", **plain),
    }


def _trail(path: Array) -> list[Spec]:
    """Return a path (k + 1, 2) with a dot at each step, a larger one where it is now."""
    w, b = path[-1].tolist()
    return [*_trail_lines(path), _dots(path, VERMILION, 7), _marker(w, b, VERMILION)]


def _rival_trail(path: Array) -> list[Spec]:
    """Return another path (k + 1, 2): dashed, with diamonds, the last of them larger."""
    x, y = path.T
    dots = _dots(path, PURPLE, 8)
    marker = {**dots["marker"], "symbol": "diamond", "size": [8] * (len(path) - 1) + [15]}
    halo = _line(x, y, _HALO, name="", width=4.5)
    return [halo, _line(x, y, PURPLE, name="momentum", width=2.5, dash="dash"), {**dots, "marker": marker}]


def _trail_lines(points: Array) -> list[Spec]:
    x, y = points.T
    return [_line(x, y, _HALO, name="", width=4.5), _line(x, y, VERMILION, name="path", width=2)]


def _dots(points: Array, colour: str, size: int) -> Spec:
    return {
        "type": "scatter",
        "x": points[:, 0],
        "y": points[:, 1],
        "mode": "markers",
        "marker": {"size": size, "color": colour, "line": {"color": _INK, "width": 1}},
        **SILENT,
    }


def _line(x: Array, y: Array, colour: str, *, name: str, width: float, dash: str = "solid") -> Spec:
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "name": name,
        "hoverinfo": "skip",
    }


def _marker(x: float, y: float, colour: str) -> Spec:
    line = {"color": VERMILION if colour != VERMILION else "white", "width": 2}
    marker = {"size": 15, "color": colour, "line": line}
    return {"type": "scatter", "x": [x], "y": [y], "mode": "markers", "marker": marker, **SILENT}
