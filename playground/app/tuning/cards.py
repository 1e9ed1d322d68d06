"""The cards of the tuning page."""

from urllib.parse import urlencode

import streamlit as st

from playground.app.browser import scripts
from playground.app.browser.address import MAPS, from_root
from playground.app.browser.parts import (
    log_unread,
    mount,
    present_visitor,
    show_part,
    slider_places,
    tell_unloaded,
    tell_unread,
    written_steps,
)
from playground.app.browser.payloads import MapPart
from playground.app.session import settings
from playground.app.session.choices import LEARNING_RATES
from playground.app.tuning.part import build_map_part
from playground.data.contents import Dataset
from playground.words.catalogue import Translator

_MAP_KEY = "part_map"


def show_map_card(dataset: Dataset, limit: float | None, text: Translator) -> None:
    """Give the tuning map its place."""
    with st.container(key="map"):
        st.markdown(f"# {text.text('tuning.title')}", anchors=False)
        _show_map(dataset, limit, text)


def show_choosing_card(text: Translator) -> None:
    """Give the comparison of the two ways to choose its place."""
    with st.container(key="choosing"):
        st.markdown(f"## {text.text('tuning.choosing.title')}", anchors=False)
        show_part("choosing", scripts.MAP)


def _show_map(dataset: Dataset, limit: float | None, text: Translator) -> None:
    """Give the tuning map its place, with all that the browser needs to draw it; a click on it sets both
    sliders.
    """
    score, reach = settings.chosen("score"), settings.chosen("reach")
    data: MapPart = {
        "part": "map",
        "stage": from_root(scripts.MAP),
        "unloaded": tell_unloaded(text),
        "plotly": from_root(scripts.PLOTLY),
        "visitor": present_visitor(),
        "source": f"{from_root(MAPS)}?{urlencode({'dataset': dataset.name, 'reach': reach})}",
        **build_map_part(dataset, LEARNING_RATES, reach, score, limit, text),
        "positions": slider_places(),
        "rates": [f"{rate:g}" for rate in LEARNING_RATES],
        "steps": written_steps(),
        "unread": tell_unread(text),
    }
    mount(key=_MAP_KEY, data=data, on_picked_change=_pick, on_unread_change=log_unread)


def _pick() -> None:
    """Set both sliders to the cell that was clicked on the map."""
    settings.choose_written(st.session_state[_MAP_KEY]["picked"])
