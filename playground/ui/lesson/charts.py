"""Charts of the lesson's pages: each is drawn on a node that stays, so that nothing flickers."""

import json
from dataclasses import dataclass

from playground.figures.parts import Spec, write_array
from playground.ui.live import scripts
from playground.ui.live.address import from_root
from playground.ui.live.parts import show_part


@dataclass(frozen=True)
class Chart:
    """A figure, what it shows in words (the takeaway, for who cannot see it), and its caption."""

    figure: Spec
    alt: str
    caption: str = ""


def show_chart(name: str, chart: Chart) -> None:
    """Give a chart its place and draw it."""
    show_part(
        "chart",
        scripts.LESSON,
        of=name,
        chart={
            "figure": json.loads(json.dumps(chart.figure, default=write_array)),
            "alt": chart.alt,
            "caption": chart.caption,
        },
        plotly=from_root(scripts.PLOTLY),
    )
