"""The loss surface with the descent on it, as contours or in space."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.charts.parts import (
    FONT_SIZE,
    FORK_MARK,
    LOW_TO_HIGH,
    ON_PAPER,
    ORANGE,
    TICKS,
    VERMILION,
    Spec,
    axis,
    build_layout,
    for_screen,
    log_ticks,
)
from playground.engine.forms import Array
from playground.engine.landscape import Landscape
from playground.engine.training import Indices
from playground.study.diagnosis import choose_drawn_iterations
from playground.study.telling import axis_names
from playground.words.catalogue import Translator
from playground.words.numbers import write_cost, write_digits

VIEWS = ("contour", "3d")
DROPS = "drops"
"""The name of the lines from the path to the surface under it."""

GAPS = "gaps"
"""The name of the trace that lies over the path where this is off the colours."""

_ON_SURFACE = {"size": 16, "color": "white", "shadow": "auto"}
_HALO = "rgba(255, 255, 255, 0.9)"
_NAME_ROOM = (0.5, 0.15)  # of the window, across and up: closer than that, two names would lie on each other
_MIDDLE = 0.2  # of the window's width, to both sides: a long name has room over a mark there, not beside it
_MANY_CROSSINGS = 8
_SURFACE_STEPS = 16
_BAR_STEPS = 8
_GAP_DASH = "4,6"  # pixels of white, and of the path between them
_TOP = 8
_DROPS = 24
# Far enough, and to the right: names of the axes and the scale are whole where a plot is as high as wide.
_CAMERA = {"eye": {"x": 1.6, "y": -1.87, "z": 1.15}, "center": {"x": -0.07, "y": -0.06, "z": -0.1}}
_BAR_ROOM = 86  # for its labels, as long as they may be: the plot is as wide for every run


def build_surface_figure(landscape: Landscape, text: Translator, *, view: str, logarithmic: bool) -> Spec:
    """Draw the cost on a plane, as contours (view ``contour``) or in space (view ``3d``), with the descent
    path on it.
    """
    build = _build_space if view == "3d" else _build_contours
    return build(landscape, text, logarithmic=logarithmic)


def _build_contours(landscape: Landscape, text: Translator, *, logarithmic: bool) -> Spec:
    heights = compute_heights(landscape.costs, logarithmic=logarithmic)
    contours = {
        "type": "contour",
        **_surface_data(landscape, text, logarithmic=logarithmic),
        "colorbar": _cost_bar(landscape.costs, text, logarithmic=logarithmic),
        "autocontour": False,
        "contours": {"coloring": "heatmap", **_choose_levels(heights)},
        "zmin": float(heights.min()),
        "zmax": float(heights.max()),
        "line": {"width": 0.7, "color": "rgba(255, 255, 255, 0.55)", "smoothing": 0},
    }
    drawn = choose_drawn_iterations(landscape.path_costs)
    x, y = for_screen(landscape.path[drawn].T)
    thin = _is_tangled(landscape)
    halo = {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": _HALO, "width": 2 if thin else 6, "simplify": False},
        "hoverinfo": "skip",
    }
    path = {
        "type": "scatter",
        "x": x,
        "y": y,
        "customdata": np.stack([landscape.iterations[drawn], landscape.path_costs[drawn]], axis=1),
        "hovertemplate": text.text("charts.hover_path"),
        "mode": "lines",
        "line": {"color": VERMILION, "width": 0.8 if thin else 2.5, "simplify": False},
        "name": text.text("charts.path"),
    }
    off = _find_off_colours(landscape, logarithmic=logarithmic)
    # White over the path: what is left of it is dashed.
    gaps = {
        "type": "scatter",
        "x": np.where(off[drawn], x, np.float32(np.nan)),
        "y": np.where(off[drawn], y, np.float32(np.nan)),
        "mode": "lines",
        "line": {"color": "white", "width": 1 if thin else 3, "dash": _GAP_DASH, "simplify": False},
        "name": GAPS,
        "hoverinfo": "skip",
    }
    sides = _label_positions(landscape, off)
    ends = {
        "type": "scatter",
        "x": x[[0, -1]],
        "y": y[[0, -1]],
        "mode": "markers+text",
        "marker": _end_marks(16),
        "text": _end_names(landscape, off, text),
        "textposition": [sides[0], sides[-1]],
        "textfont": _ON_SURFACE,
        "hoverinfo": "skip",
    }
    names = axis_names(landscape, text)
    plain = {"showgrid": False, "zeroline": False}
    layout = {
        **build_layout(),
        "margin": build_layout()["margin"]
        | {"l": _room_for_ticks(landscape.betas), "t": _TOP, "r": _BAR_ROOM, "autoexpand": False},
        "meta": {"moves": True},
        "xaxis": axis(names[0], range=[landscape.alphas[0], landscape.alphas[-1]], **plain),
        "yaxis": axis(names[1], range=[landscape.betas[0], landscape.betas[-1]], **plain),
        "annotations": [_off_note(landscape, text)] if off.any() else [],
    }
    forks = _mark_forks(landscape, sides[1:-1], text)
    return {"data": [contours, halo, path, gaps, *forks, ends], "layout": layout}


def _room_for_ticks(values: Array) -> int:
    """Return the margin (pixels) beside an axis: of labels with three or four decimals, as those of sharp
    directions have, each takes a digit more room than the name of the axis leaves.
    """
    decimals = -np.floor(np.log10(np.ptp(values) / 5))
    return int(build_layout()["margin"]["l"] + 9 * np.clip(decimals - 2, 0, 2))


def _mark_forks(landscape: Landscape, sides: Sequence[str], text: Translator) -> list[Spec]:
    """Mark from where on the learning rate is another; where it never is, nothing is drawn."""
    if not len(landscape.forks):
        return []
    x, y = for_screen(landscape.path[landscape.forks].T)
    marks = {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "markers+text",
        "marker": FORK_MARK,
        "text": [text.text("charts.fork")] * len(x),
        "textposition": sides,
        "textfont": _ON_SURFACE,
        "hoverinfo": "skip",
    }
    return [marks]


def _build_space(landscape: Landscape, text: Translator, *, logarithmic: bool) -> Spec:
    surface = {
        "type": "surface",
        **_surface_data(landscape, text, logarithmic=logarithmic),
        "showscale": False,  # the height is the scale, and a bar would take a quarter of the width
        "opacity": 0.92,
    }
    drawn = choose_drawn_iterations(landscape.path_costs)
    inside = landscape.holds(landscape.path[drawn])
    x, y = np.where(inside, for_screen(landscape.path[drawn].T), np.nan)
    heights = compute_heights(landscape.path_costs, logarithmic=logarithmic)
    path = {
        "type": "scatter3d",
        "x": x,
        "y": y,
        "z": heights[drawn],
        "customdata": np.stack([landscape.iterations[drawn], landscape.path_costs[drawn]], axis=1),
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
        "mode": "markers",
        "marker": _end_marks(7),
        "hoverinfo": "skip",
    }
    forks = {
        "type": "scatter3d",
        "x": landscape.path[landscape.forks, 0],
        "y": landscape.path[landscape.forks, 1],
        "z": heights[landscape.forks],
        "mode": "markers",
        "marker": FORK_MARK | {"size": 6},
        "hoverinfo": "skip",
    }
    shown = drawn[inside]
    drops = _draw_drops(
        landscape,
        shown[_find_off_colours(landscape, logarithmic=logarithmic)[shown]],
        logarithmic=logarithmic,
    )
    layout = {
        **build_layout(),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "scene": _build_scene(landscape, heights, text, logarithmic=logarithmic),
    }
    return {
        "data": [surface, drops, path, *([forks] if len(landscape.forks) else []), ends],
        "layout": layout,
    }


def _draw_drops(landscape: Landscape, off: Indices, *, logarithmic: bool) -> Spec:
    """Draw lines from the path to the surface under it, for some of the iterations (k,) that are off it."""
    some = off[np.unique(np.linspace(0, len(off) - 1, _DROPS).astype(int))] if len(off) else off
    # Each line ends where nothing is drawn.
    x, y = (np.repeat(landscape.path[some, axis], 3) for axis in (0, 1))
    true, under = (
        compute_heights(costs[some], logarithmic=logarithmic)
        for costs in (landscape.path_costs, landscape.costs_under_path)
    )
    x[2::3] = np.nan
    return {
        "type": "scatter3d",
        "x": x,
        "y": y,
        "z": np.stack([true, under, true], axis=1).ravel(),
        "mode": "lines",
        "line": {"color": "#808080", "width": 3},
        "name": DROPS,
        "hoverinfo": "skip",
    }


def _build_scene(landscape: Landscape, heights: Array, text: Translator, *, logarithmic: bool) -> Spec:
    """Return the space around the surface: named axes, the height as a scale, the names of both ends."""
    plain = {"gridcolor": "#808080", "showspikes": False, "nticks": 6}
    costs = {"nticks": 5, "tickfont": {"size": 12}}
    if logarithmic:
        ticks = log_ticks(landscape.costs)
        costs |= {"tickvals": np.log10(ticks["tickvals"]), "ticktext": ticks["ticktext"]}
    titles = [text.text(f"charts.planes.{landscape.plane}.{name}") for name in ("first", "second")]
    titled = {
        axis: {**plain, "title": {"text": name, "font": {"size": 16}}, "showticklabels": False}
        for axis, name in zip(("xaxis", "yaxis"), titles, strict=True)
    }
    height = {**plain, **costs, "title": {"text": text.text("charts.cost"), "font": {"size": 16}}}
    places = [0, *landscape.forks.tolist(), -1]
    forks = [text.text("charts.fork")] * len(landscape.forks)
    names = [text.text("charts.ends.start"), *forks, text.text("charts.ends.end")]
    shifts = [20, *[40] * len(forks), 20]  # an early fork is seen where the start is
    ends = zip(landscape.path[places].tolist(), heights[places].tolist(), names, shifts, strict=True)
    return {
        **titled,
        "zaxis": height,
        "annotations": [
            {
                "x": x,
                "y": y,
                "z": z,
                "text": name,
                "name": ON_PAPER,
                "showarrow": False,
                "yshift": shift,
                "font": {"size": 16},
            }
            for (x, y), z, name, shift in ends
        ],
        "camera": _CAMERA,
        "aspectratio": {"x": 1.15, "y": 1.15, "z": 0.75},
    }


def _surface_data(landscape: Landscape, text: Translator, *, logarithmic: bool) -> dict[str, Any]:
    surface = {
        "x": landscape.alphas,
        "y": landscape.betas,
        "z": for_screen(compute_heights(landscape.costs, logarithmic=logarithmic)),
        "colorscale": LOW_TO_HIGH,
    }
    if not logarithmic:
        return surface | {"hovertemplate": text.text("charts.hover_surface")}
    costs = {"customdata": for_screen(landscape.costs)}
    return surface | costs | {"hovertemplate": text.text("charts.hover_surface_log")}


def compute_heights(costs: Array, *, logarithmic: bool) -> Array:
    """Return how high costs (...) stand on the surface."""
    # A cost can underflow to 0 where the neuron is certain and right; its logarithm has no place on any axis.
    return np.log10(np.maximum(costs, np.finfo(np.float64).tiny)) if logarithmic else costs


def _find_off_colours(landscape: Landscape, *, logarithmic: bool) -> NDArray[np.bool_]:
    """Return where the true cost of the path (k,) is more than a step of colour from the cost under it."""
    plane, true, under = (
        compute_heights(costs, logarithmic=logarithmic)
        for costs in (landscape.costs, landscape.path_costs, landscape.costs_under_path)
    )
    return np.asarray(np.abs(true - under) > _choose_levels(plane)["size"])


def _off_note(landscape: Landscape, text: Translator) -> Spec:
    """Say what the dashes mean, in the upper corner away from the end, where most of a path lies."""
    is_left = landscape.path[-1, 0] > landscape.alphas.mean()
    return {
        "x": landscape.alphas[0 if is_left else -1],
        "y": 1,
        "yref": "paper",
        "text": text.text("charts.off_colours"),
        "name": ON_PAPER,
        "font": {"size": FONT_SIZE},
        "xanchor": "left" if is_left else "right",
        "showarrow": False,
    }


def _cost_bar(costs: Array, text: Translator, *, logarithmic: bool) -> dict[str, Any]:
    bar = {
        "title": {"text": text.text("charts.cost"), "side": "top"},
        "thickness": 14,
        **TICKS,
    }
    if not logarithmic:
        start, end, size = _choose_levels(costs, _BAR_STEPS).values()
        round_costs = np.arange(start, end + size / 2, size).tolist()
        return {**bar, "tickvals": round_costs, "ticktext": [write_digits(cost, 4) for cost in round_costs]}
    ticks = log_ticks(costs)
    return {**bar, "tickvals": np.log10(ticks["tickvals"]), "ticktext": ticks["ticktext"]}


def _choose_levels(heights: Array, most: int = _SURFACE_STEPS) -> dict[str, float]:
    """Return round heights at even distances (1, 2 or 5 times a power of ten), at most so many."""
    low, high = float(heights.min()), float(heights.max())
    rough = (high - low) / most or 1.0
    base = float(10.0 ** np.floor(np.log10(rough)))
    size = base * next(step for step in (1, 2, 5, 10) if step * base >= rough * (1 - 1e-9))
    start, end = size * np.ceil(low / size), size * np.floor(high / size)
    return {"start": float(start), "end": float(end), "size": size}


def _end_marks(size: int) -> dict[str, Any]:
    return {
        "symbol": ["circle", "diamond"],
        "size": size,
        "color": ["white", ORANGE],
        "line": {"color": "#111", "width": 2},
    }


def _end_names(landscape: Landscape, off: NDArray[np.bool_], text: Translator) -> list[str]:
    """Return how the ends of the path are called; with its cost one that lies on the colour of another."""
    called = zip(("start", "end"), landscape.path_costs[[0, -1]].tolist(), off[[0, -1]], strict=True)
    return [
        text.text(f"charts.ends{'_off' if is_off else ''}.{key}", cost=write_cost(cost))
        for key, cost, is_off in called
    ]


def _label_positions(landscape: Landscape, off: NDArray[np.bool_]) -> list[str]:
    """Place the names of start, forks and end towards the middle of the window, so that they are not cut off;
    of two that would lie on each other, the upper one above its mark and the lower one below. Where the path
    (k,) is off the colours they are long.
    """
    room = np.array([np.ptp(landscape.alphas), np.ptp(landscape.betas)]) * _NAME_ROOM
    middle = np.array([landscape.alphas.mean(), landscape.betas.mean()])
    named = [0, *landscape.forks, -1]
    places = landscape.path[named]
    is_central = off[named] & (np.abs(places - middle)[:, 0] < _MIDDLE * np.ptp(landscape.alphas))
    above, left = (places < middle).T[::-1]
    for one, other in combinations(range(len(places)), 2):
        if (np.abs(places[one] - places[other]) < room).all():
            above[one] = places[one, 1] >= places[other, 1]
            above[other] = not above[one]
    return [
        f"{'top' if up else 'bottom'} {'center' if central else 'right' if on else 'left'}"
        for up, on, central in zip(above, left, is_central, strict=True)
    ]


def _is_tangled(landscape: Landscape) -> bool:
    """Return whether the path crosses the window again and again: thin, it does not hide what it crosses."""
    steps = np.diff(landscape.path, axis=0) / [np.ptp(landscape.alphas), np.ptp(landscape.betas)]
    return float(np.hypot(*steps.T).sum()) > _MANY_CROSSINGS
