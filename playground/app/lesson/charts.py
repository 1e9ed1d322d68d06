"""Charts of the lesson's pages: each is drawn on a node that stays, so that nothing flickers."""

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from playground.app.browser import scripts
from playground.app.browser.address import from_root
from playground.app.browser.parts import read_pick, show_part
from playground.charts.parts import Spec, write_array

_PULLED = "_lesson_pulled"
"""The number of the last report of each chart's handle: the page that answers it carries it."""


@dataclass(frozen=True)
class Handle:
    """A point of a chart that can be pulled, within limits of x and y (none: anywhere); or along the first
    curve of the chart.
    """

    x: float
    y: float
    limits: tuple[tuple[float, float], tuple[float, float] | None]
    title: str
    along: bool = False


@dataclass(frozen=True)
class Chart:
    """A figure, what it shows in words (the takeaway, for who cannot see it), and its caption. Its handle can
    be pulled.
    """

    figure: Spec
    alt: str
    caption: str = ""
    handle: Handle | None = None


def show_chart(name: str, chart: Chart, on_pick: Callable[[float, float], None] | None = None) -> None:
    """Give a chart its place and draw it; `on_pick` is called with x and y where it is clicked."""
    _show(name, chart, on_pick, picks=on_pick is not None)


def show_pulled_chart(name: str, chart: Chart, on_pull: Callable[[float, float], None]) -> None:
    """Give a chart its place and draw it; `on_pull` is called with x and y where its handle is pulled."""
    answered = st.session_state.get(_PULLED, {}).get(name, 0)
    _show(name, chart, on_pull, handle=chart.handle and asdict(chart.handle) | {"answered": answered})


def _show(name: str, chart: Chart, on_pick: Callable[[float, float], None] | None, **data: Any) -> None:
    def take() -> None:
        point = read_pick("chart", name)
        if "number" in point:
            st.session_state.setdefault(_PULLED, {})[name] = point["number"]
        place = [point.get("x"), point.get("y")]
        if on_pick and all(isinstance(each, int | float) and math.isfinite(each) for each in place):
            on_pick(*place)

    show_part(
        "chart",
        scripts.LESSON,
        of=name,
        on_pick=take if on_pick else None,
        **data,
        chart={
            "figure": json.loads(json.dumps(chart.figure, default=write_array)),
            "alt": chart.alt,
            "caption": chart.caption,
        },
        plotly=from_root(scripts.PLOTLY),
    )
