"""The places on the page where the browser shows a run, and the question that says which."""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from playground.datasets import Dataset
from playground.i18n import Translator, translator
from playground.training import TrainingRun
from playground.ui import settings
from playground.ui.choices import LEARNING_RATES, PinsQuestion, Question, write_question
from playground.ui.live import answers, scripts
from playground.ui.live.address import from_root
from playground.ui.live.payloads import MapPart, QuestionPart, SensorPart
from playground.ui.live.tuning import build_map_part
from playground.ui.visitors import own_visitor

_part = st.components.v2.component(
    "playground_part",
    js=(Path(__file__).parent / "js" / "loader.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


_WORDS = (
    *("training", "long", "failed"),
    *("title", "play", "pause", "first", "back", "forward", "last", "speed", "scrubber", "keys", "waiting"),
)

_MAP_KEY = "part_map"


def show_part(
    name: str,
    script: str = scripts.STAGE,
    *,
    of: str = "",
    on_selected: Callable[[Any], None] | None = None,
    on_pick: Callable[[], None] | None = None,
    **data: Any,
) -> None:
    """Give a part its place; a script of the stage, of the tuning map or of the lesson fills it. `of` tells
    several of a name apart; `on_selected` is told what a person chooses in it; `on_pick` is called when a
    chart is clicked, with what `read_pick` then returns.
    """
    key = f"part_{name}{of and '_'}{of}"
    listening: dict[str, Any] = {"on_picked_change": on_pick} if on_pick else {}
    if on_selected:
        listening["on_selected_change"] = _tell(key, "selected", on_selected)
    _part(key=key, data={"part": name, "of": of, "stage": from_root(script), **data}, **listening)


def read_pick(name: str, of: str) -> Any:
    """Return where a chart was clicked: x and y, in the units of its axes."""
    return st.session_state[f"part_{name}_{of}"]["picked"]


def show_cropper(on_cropped: Callable[[Any], None], **data: Any) -> None:
    """Show a picture with the square that the neuron sees; `on_cropped` is told where it is moved."""
    key = "part_crop"
    told = _tell(key, "cropped", on_cropped)
    _part(key=key, data={"part": "crop", "stage": from_root(scripts.CROP), **data}, on_cropped_change=told)


def _tell(key: str, trigger: str, take: Callable[[Any], None]) -> Callable[[], None]:
    return lambda: take(st.session_state[key][trigger])


def show_sensor(
    name: str, keys: Sequence[str], answered: int, report: Callable[[], None], text: Translator
) -> None:
    """Listen to sliders while they are pulled: `report` is called with what `read_sensor` then returns.
    `answered` is the number of the report that the page shows now.
    """
    data: SensorPart = {
        "part": "sensor",
        "stage": from_root(scripts.LESSON),
        "keys": list(keys),
        "answered": answered,
        "unread": _tell_unread(text),
    }
    _part(key=f"sensor_{name}", data=data, on_dragged_change=report, on_unread_change=_log_unread)


def read_sensor(name: str) -> Any:
    """Return a report of a sensor: its number, and the sliders' places."""
    return st.session_state[f"sensor_{name}"]["dragged"]


def show_question(run: TrainingRun, text: Translator) -> None:
    """Say which run the parts show: the finished one, at the sliders' places for which it was made."""
    asked = write_question(settings.current_question(Question)) | {"own": own_visitor().mark}
    written = {"learning_rate": f"{run.learning_rate:g}", "num_iterations": str(run.num_iterations)}
    data: QuestionPart = {
        "part": "question",
        "of": "",
        "stage": from_root(scripts.STAGE),
        "question": asked | written,
        "positions": _slider_places("threshold"),
        "rates": _rates(),
        "visitor": _present_visitor(),
        "frames": from_root(answers.FRAMES),
        "films": from_root(answers.FILMS),
        "pins": from_root(answers.PINS),
        "pinned": write_question(settings.current_question(PinsQuestion)),
        "plotly": from_root(scripts.PLOTLY),
        "unread": _tell_unread(text),
        "texts": {key: text.text(f"stage.words.{key}") for key in _WORDS},
    }
    _part(key="part_question", data=data, on_unread_change=_log_unread)


def show_map(dataset: Dataset, limit: float, text: Translator) -> None:
    """Give the tuning map its place, with all that the browser needs to draw it; a click on it sets both
    sliders.
    """
    score, reach = settings.chosen("score"), settings.chosen("reach")
    data: MapPart = {
        "part": "map",
        "stage": from_root(scripts.MAP),
        "plotly": from_root(scripts.PLOTLY),
        "visitor": _present_visitor(),
        "source": f"{from_root(answers.MAPS)}?{urlencode({'dataset': dataset.name, 'reach': reach})}",
        **build_map_part(dataset, LEARNING_RATES, reach, score, limit, text),
        "positions": _slider_places(),
        "rates": _rates(),
        "unread": _tell_unread(text),
    }
    _part(key=_MAP_KEY, data=data, on_picked_change=_pick, on_unread_change=_log_unread)


def _tell_unread(text: Translator) -> str:
    return text.text("controls.unread")


@cache
def _log_unread() -> None:
    """Note in the server's log, once, what a browser says below a slider that it cannot read."""
    logging.getLogger(__name__).warning(f"Streamlit {st.__version__}: {_tell_unread(translator('en'))}")


def _present_visitor() -> dict[str, str]:
    """Return the header by which the routes know for whose session they work."""
    return {answers.VISITOR_HEADER: own_visitor().token}


def _pick() -> None:
    """Set both sliders to the cell that was clicked on the map."""
    settings.choose_written(st.session_state[_MAP_KEY]["picked"])


def _slider_places(*others: str) -> dict[str, float]:
    """Return where the thumbs stand, that of the learning rate in steps."""
    rate = settings.options_of("learning_rate").index(settings.chosen("learning_rate"))
    return {"learning_rate": rate, **{key: settings.chosen(key) for key in ("num_iterations", *others)}}


def _rates() -> list[str]:
    """Return what the steps of the learning rate are."""
    return [f"{rate:g}" for rate in settings.options_of("learning_rate")]
