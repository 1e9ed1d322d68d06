"""Charts of the lesson's pages: each is drawn on a node that stays, so that nothing flickers."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.figures.parts import Spec, write_array
from playground.ui.live import scripts
from playground.ui.live.address import from_root
from playground.ui.live.parts import read_pick, show_part


@dataclass(frozen=True)
class Chart:
    """A figure, what it shows in words (the takeaway, for who cannot see it), and its caption."""

    figure: Spec
    alt: str
    caption: str = ""


def show_chart(name: str, chart: Chart, on_pick: Callable[[float, float], None] | None = None) -> None:
    """Give a chart its place and draw it; `on_pick` is called with x and y where it is clicked."""

    def take() -> None:
        point = read_pick("chart", name)
        place = [point.get("x"), point.get("y")]
        if on_pick and all(isinstance(each, int | float) and math.isfinite(each) for each in place):
            on_pick(*place)

    show_part(
        "chart",
        scripts.LESSON,
        of=name,
        on_pick=take if on_pick else None,
        picks=on_pick is not None,
        chart={
            "figure": json.loads(json.dumps(chart.figure, default=write_array)),
            "alt": chart.alt,
            "caption": chart.caption,
        },
        plotly=from_root(scripts.PLOTLY),
    )
