"""The places on the page where the browser shows a run, and the question that says which."""

from pathlib import Path
from typing import Any

import streamlit as st

from playground.i18n import Translator
from playground.training import TrainingRun
from playground.ui import settings
from playground.ui.live import answers, scripts
from playground.ui.live.address import from_root
from playground.ui.live.crossing import own_crossing

_part = st.components.v2.component(
    "playground_part",
    js=(Path(__file__).parent / "js" / "loader.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


_WORDS = (
    *("training", "long", "failed"),
    *("title", "play", "pause", "first", "back", "forward", "last", "speed", "scrubber", "keys", "waiting"),
)


def show_part(name: str, *, of: str = "", **data: Any) -> None:
    """Give a part its place; the JavaScript of the same name fills it. `of` tells several of a name apart."""
    _part(
        key=f"part_{name}{of and '_'}{of}",
        data={"part": name, "of": of, "stage": from_root(scripts.STAGE), **data},
    )


def show_question(run: TrainingRun, text: Translator) -> None:
    """Say which run the parts show: the finished one, at the sliders' places for which it was made."""
    rates = settings.options_of("learning_rate")
    asked = settings.write_question()
    written = {"learning_rate": f"{run.learning_rate:g}", "num_iterations": str(run.num_iterations)}
    show_part(
        "question",
        question=asked | written,
        positions={
            "learning_rate": rates.index(settings.chosen("learning_rate")),
            "num_iterations": settings.chosen("num_iterations"),
        },
        rates=[f"{rate:g}" for rate in rates],
        visitor={answers.VISITOR_HEADER: own_crossing().token},
        frames=from_root(answers.FRAMES),
        films=from_root(answers.FILMS),
        pins=from_root(answers.PINS),
        pinned=settings.write_question(settings.PINS_QUESTION),
        plotly=from_root(scripts.PLOTLY),
        texts={key: text.text(f"stage.words.{key}") for key in _WORDS},
    )
