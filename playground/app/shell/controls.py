"""The sidebar: every control of the playground."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.app.session import choices, settings
from playground.app.session.quoting import plain
from playground.app.session.visitors import own_visitor
from playground.app.shell.navigation import show_pages
from playground.collection import fetching
from playground.collection.finding import PROJECT_FOLDER, find_datasets, is_of_a_folder
from playground.data.contents import Dataset, DatasetError
from playground.study.telling import dataset_name
from playground.words.catalogue import LANGUAGES, Translator

PHOTOS = "catvnoncat"

_LIMIT_MARK = '<style>.st-key-learning_rate {{ --np-limit: {position:.2%}; --np-limit-mark: ""; }}</style>'


def show_controls(text: Translator, views: Sequence[str]) -> DeltaGenerator:
    """Show the controls, among them those of the page's own views; each keeps its choice in the session's
    state, under the key of its setting.

    Returns the place under the learning rate where `show_limit` writes.
    """
    with st.sidebar:
        show_pages(text)
        place = _show_sliders(text)
        _show_data_set(text)
        for key in views:
            _choice(key, text)
        show_language(text)
    return place


def show_language(text: Translator) -> None:
    """Offer the languages; the choice belongs to every page."""
    _choice("language", text, name_of=LANGUAGES.__getitem__)


def open_dataset(text: Translator) -> Dataset:
    """Return the chosen data set; where there is none, say so and end the page."""
    if settings.chosen("dataset") is None:
        st.error(text.text("app.no_data_set"))
        settings.stop_page()
    try:
        dataset = own_visitor().find_dataset(settings.chosen("dataset"))
    except DatasetError as error:
        st.error(text.text(error.message))
        settings.stop_page()
    if dataset.notes:
        told = text.text("controls.converted", count=len(dataset.notes))
        with st.sidebar, st.expander(told, icon=":material/swap_horiz:"):
            for note in dataset.notes:
                st.markdown(plain(text.text(note)))
    return dataset


def show_limit(place: DeltaGenerator, limit: float, text: Translator) -> None:
    """Mark on the learning rate's slider where the stability limit of these pictures lies."""
    steps = np.arange(len(choices.LEARNING_RATES))
    position = float(np.interp(np.log(limit), np.log(choices.LEARNING_RATES), steps)) / steps[-1]
    place.html(_LIMIT_MARK.format(position=position))
    place.caption(text.text("controls.learning_rate.limit", limit=limit))


def _show_sliders(text: Translator) -> DeltaGenerator:
    with st.container(key="sliders"):
        st.select_slider(
            text.text("controls.learning_rate.label"),
            choices.LEARNING_RATES,
            format_func=lambda rate: f"{rate:g}",
            key="learning_rate",
            persist_state="session",
            help=text.text("controls.learning_rate.help"),
        )
        place = st.container(key="limit", gap=None)
        st.slider(
            text.text("controls.num_iterations.label"),
            min_value=0,
            max_value=choices.MAX_ITERATIONS,
            step=choices.ITERATION_STEP,
            key="num_iterations",
            persist_state="session",
            format="%,d",
            help=text.text("controls.num_iterations.help"),
        )
    return place


def _show_data_set(text: Translator) -> None:
    names = settings.options_of("dataset")
    st.selectbox(
        text.text("controls.dataset.label"),
        names,
        format_func=lambda name: dataset_name(name, text),
        key="dataset",
        persist_state="session",
        filter_mode=None,
    )
    if PHOTOS not in names and st.button(
        text.text("controls.fetch.button"), icon=":material/download:", width="stretch", key="fetch"
    ):
        _fetch(text)
    problems = find_datasets().problems
    if problems:
        told = text.text("controls.problems", count=len(problems))
        with st.expander(told, icon=":material/warning:", expanded=any(map(is_of_a_folder, problems))):
            for problem in problems:
                st.markdown(text.text(problem))


def _fetch(text: Translator) -> None:
    bar = st.progress(0.0, text.text("controls.fetch.running"))

    def show_progress(done: int, total: int) -> None:
        bar.progress(min(1.0, done / total), text.text("controls.fetch.running"))

    try:
        fetching.fetch_photos(PROJECT_FOLDER, progress=show_progress)
    except fetching.FetchError as error:
        bar.empty()
        st.error(text.text(error.message))
        return
    settings.request("dataset", PHOTOS)
    st.rerun()


def _choice(key: str, text: Translator, name_of: Callable[[str], str] | None = None) -> None:
    st.segmented_control(
        text.text(f"controls.{key}.label"),
        settings.options_of(key),
        required=True,
        format_func=name_of or (lambda option: text.text(f"controls.{key}.options.{option}")),
        key=key,
        width="stretch",
        wrap=False,
        persist_state="session",
        help=text.text(f"controls.{key}.help") if f"controls.{key}.help" in text.entries else None,
    )
