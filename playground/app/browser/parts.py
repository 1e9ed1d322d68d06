"""The places on the page that a script in the browser fills."""

import logging
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from playground.app.browser import scripts
from playground.app.browser.address import VISITOR_HEADER, from_root
from playground.app.browser.payloads import SensorPart
from playground.app.session import settings
from playground.app.session.entering import own_visitor
from playground.words.catalogue import Translator, translator

_mount = st.components.v2.component(
    "playground_part",
    js=(Path(__file__).parent / "js" / "loader.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def mount(key: str, data: Any, **listening: Any) -> None:
    """Give a part its place under a key, with what its script is told; callbacks by what they listen to."""
    # In a list: the values of a dictionary are looked through for tables, for which pandas would be loaded.
    _mount(key=key, data=[data], **listening)


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
    mount(key=key, data={"part": name, "of": of, **_present_script(script), **data}, **listening)


def read_pick(name: str, of: str) -> Any:
    """Return where a chart was clicked: x and y, in the units of its axes."""
    return st.session_state[f"part_{name}_{of}"]["picked"]


def show_cropper(on_cropped: Callable[[Any], None], **data: Any) -> None:
    """Show a picture with the square that the neuron sees; `on_cropped` is told where it is moved."""
    key = "part_crop"
    told = _tell(key, "cropped", on_cropped)
    mount(key=key, data={"part": "crop", **_present_script(scripts.CROP), **data}, on_cropped_change=told)


def _present_script(script: str) -> dict[str, str]:
    return {"stage": from_root(script), "unloaded": tell_unloaded(settings.current_text())}


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
        "unloaded": tell_unloaded(text),
        "keys": list(keys),
        "answered": answered,
        "unread": tell_unread(text),
    }
    mount(key=f"sensor_{name}", data=data, on_dragged_change=report, on_unread_change=log_unread)


def read_sensor(name: str) -> Any:
    """Return a report of a sensor: its number, and the sliders' places."""
    return st.session_state[f"sensor_{name}"]["dragged"]


def tell_unloaded(text: Translator) -> str:
    """Return what is said while a script does not come."""
    return text.text("app.unloaded")


def tell_unread(text: Translator) -> str:
    """Return what is said below a slider that the scripts cannot read."""
    return text.text("controls.unread")


@cache
def log_unread() -> None:
    """Note in the server's log, once, what a browser says below a slider that it cannot read."""
    logging.getLogger(__name__).warning(f"Streamlit {st.__version__}: {tell_unread(translator('en'))}")


def present_visitor() -> dict[str, str]:
    """Return the header by which the routes know for whose session they work."""
    return {VISITOR_HEADER: own_visitor().token}


def slider_places(*others: str) -> dict[str, float]:
    """Return where the thumbs stand; on sliders whose steps have different lengths in steps."""
    places = {key: settings.chosen(key) for key in ("learning_rate", "num_iterations", *others)}
    steps = list_steps()
    return {key: steps[key].index(value) if key in steps else value for key, value in places.items()}


def written_steps() -> dict[str, list[str]]:
    """Return what the steps of those sliders are, as an address writes them."""
    return {key: [f"{value:g}" for value in values] for key, values in list_steps().items()}


def list_steps() -> dict[str, Sequence[float]]:
    """Return the values of the sliders whose steps have different lengths."""
    rates = {key: settings.offer_rates(key) for key in ("learning_rate", "then")}
    return {**rates, "l2": settings.options_of("l2")}
