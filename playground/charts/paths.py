"""The paths of pinned runs on the loss surface of the run that is shown."""

from typing import Any

import numpy as np

from playground.charts.curves import PIN_COLOURS, PIN_DASHES
from playground.charts.parts import Spec, for_screen
from playground.charts.surface import compute_heights
from playground.engine.forms import Array
from playground.engine.landscape import Landscape
from playground.engine.training import TrainingRun
from playground.study.diagnosis import choose_drawn_iterations

_HALO = "rgba(255, 255, 255, 0.85)"
_NAMED_DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")  # all there are in space
_APART = 0.12  # of a path: where several end together, their numbers stand one behind the other


def build_pinned_path(
    run: TrainingRun,
    path: Array,
    landscape: Landscape,
    mark: int,
    place: int,
    *,
    view: str,
    logarithmic: bool,
) -> tuple[list[Spec], list[Spec]]:
    """Draw a run's path (k, 2) at its recorded iterations on another's surface; `place` counts the paths that
    are drawn before it.

    Returns the lines, to lie under that other's path, and its number, to lie over it; nothing of a path
    outside the window.
    """
    drawn = choose_drawn_iterations(run.costs[run.recorded])
    inside = landscape.holds(path[drawn])
    seen = np.flatnonzero(inside)
    if not len(seen):
        return [], []
    x, y = np.where(inside, path[drawn].T, np.nan)
    heights = compute_heights(run.costs[run.recorded][drawn], logarithmic=logarithmic)
    at = seen[round((len(seen) - 1) * max(0.0, 1 - _APART * place))]
    is_space, colour = view == "3d", PIN_COLOURS[mark - 1]
    kind: dict[str, Any] = {"type": "scatter3d" if is_space else "scatter", "hoverinfo": "skip"}
    line = {**kind, "x": for_screen(x), "y": for_screen(y), "mode": "lines"}
    number = {
        **kind,
        "x": [float(x[at])],
        "y": [float(y[at])],
        "mode": "markers+text",
        "text": [str(mark)],
        "textposition": "middle center",
        "textfont": {"size": 13, "color": "#111"},
        "marker": {"size": 7 if is_space else 19, "color": "white", "line": {"color": colour, "width": 2}},
    }
    if is_space:
        dashed = {"color": colour, "width": 5, "dash": _NAMED_DASHES[(mark - 1) % len(_NAMED_DASHES)]}
        up = {**line, "z": for_screen(heights), "line": dashed}
        return [up], [{**number, "z": [float(heights[at])]}]
    halo = {"color": _HALO, "width": 5, "simplify": False}
    dashed = {"color": colour, "width": 2.5, "dash": PIN_DASHES[mark - 1], "simplify": False}
    return [{**line, "line": halo}, {**line, "line": dashed}], [{**number, "cliponaxis": False}]
