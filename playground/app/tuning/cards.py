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
from playground.app.session.choices import AXES, Question
from playground.app.session.ways import write_way
from playground.app.tuning.part import build_map_part
from playground.app.tuning.rows import list_rows
from playground.data.contents import Dataset
from playground.engine.ways import PLAIN, Way
from playground.study.telling import explain_overflow, name_way
from playground.words.catalogue import Translator

_MAP_KEY = "part_map"


def choose_way(dataset: Dataset, text: Translator) -> Way:
    """Return the way down of the map, and say which it is, where another than plain descent is chosen."""
    way = settings.current_question(Question).way
    if dataset.prepared.leaves_span(way):
        count, weights = dataset.train_labels.size, dataset.n_features
        rule = name_way(Way(way.rule), text)
        times = round(dataset.prepared.span_gain)
        st.info(text.text("tuning.leaving", rule=rule, pictures=count, weights=weights, times=times))
        return PLAIN
    if way != PLAIN:
        st.info(text.text("tuning.way", way=name_way(way, text)))
    return way


def show_map_card(dataset: Dataset, way: Way, limit: float | None, text: Translator) -> None:
    """Give the tuning map its place."""
    with st.container(key="map"):
        title = text.text(f"tuning.titles.{settings.chosen('axis')}")
        st.markdown(f"# {title}", anchors=False)
        _show_map(dataset, way, limit, text)


def show_choosing_card(text: Translator) -> None:
    """Give the comparison of the two ways to choose its place."""
    with st.container(key="choosing"):
        st.markdown(f"## {text.text('tuning.choosing.title')}", anchors=False)
        show_part("choosing", scripts.MAP)


def _show_map(dataset: Dataset, way: Way, limit: float | None, text: Translator) -> None:
    """Give the tuning map its place, with all that the browser needs to draw it; a click on it chooses
    a cell.
    """
    axis, score, reach = (settings.chosen(key) for key in ("axis", "score", "reach"))
    rate = settings.chosen("learning_rate")
    asked = {"dataset": dataset.name, "reach": reach, "way": write_way(way)}
    if axis != AXES[0]:
        asked |= {"axis": axis, "learning_rate": f"{rate:g}"}
    rows = list_rows(axis, rate, way, dataset.train_labels.size)
    if not rows:
        st.error(text.text(explain_overflow(way)))
        return
    data: MapPart = {
        "part": "map",
        "stage": from_root(scripts.MAP),
        "unloaded": tell_unloaded(text),
        "plotly": from_root(scripts.PLOTLY),
        "visitor": present_visitor(),
        "source": f"{from_root(MAPS)}?{urlencode(asked)}",
        **build_map_part(dataset, axis, rows, reach, score, way, limit, text),
        "positions": slider_places(),
        "steps": written_steps(),
        "unread": tell_unread(text),
    }
    mount(key=_MAP_KEY, data=data, on_picked_change=_pick, on_unread_change=log_unread)


def _pick() -> None:
    """Choose the cell that was clicked on the map."""
    settings.choose_written(st.session_state[_MAP_KEY]["picked"])
