"""The controls: both sliders and the pictures in a bar, and rows of choices of how things are shown."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.app.browser.parts import show_part
from playground.app.session import choices, settings
from playground.app.session.entering import own_visitor
from playground.app.session.quoting import plain, quote
from playground.collection import fetching
from playground.collection.finding import PROJECT_FOLDER, is_of_a_folder
from playground.data.contents import Dataset, DatasetError
from playground.study.telling import dataset_name
from playground.words.catalogue import LANGUAGES, Translator
from playground.words.numbers import MINUS, write_at_most, write_digits

PHOTOS = "catvnoncat"

_FIELD, _REFUSED = "_field_", "_refused_"
_BOUNDS = {"least": choices.LEAST_RATE, "most": choices.MOST_RATE, "iterations": choices.MAX_ITERATIONS}
_LIMIT_MARK = '<style>.st-key-rate_control {{ --np-limit: {position:.2%}; --np-limit-mark: ""; }}</style>'


def show_bar(page: str, text: Translator, *, plays: bool = False) -> DeltaGenerator:
    """Show what decides the run, in a bar of a page that stays in sight: the sliders, the pictures, and where
    the training `plays`, the button for that.

    Returns the place under the learning rate where `show_limit` writes.
    """
    with st.container(key="bar", horizontal=True):
        with st.container(key="thumbs", horizontal=True):
            if plays:
                show_play()
            place = _show_sliders(
                page, "then" if plays and settings.chosen("fork") else "learning_rate", text
            )
        wanted = _show_data_set(text)
    if wanted:
        _fetch(text)
    _show_problems(text)
    return place


def show_play() -> None:
    """Give the button that plays the training back its place."""
    with st.container(key="play", width="content"):
        show_part("play")


def show_choices(text: Translator, keys: Sequence[str]) -> None:
    """Show a row of choices, each under the key of its setting."""
    with st.container(key="choices", horizontal=True):
        for key in keys:
            _choice(key, text)


def show_language(text: Translator) -> None:
    """Offer the languages; the choice belongs to every page."""
    st.segmented_control(
        text.text("controls.language.label"),
        settings.options_of("language"),
        required=True,
        format_func=LANGUAGES.__getitem__,
        key="language",
        label_visibility="collapsed",
        wrap=False,
        persist_state="session",
    )


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
        with st.expander(told, icon=":material/swap_horiz:"):
            for note in dataset.notes:
                st.markdown(plain(text.text(note)))
    return dataset


def show_limit(place: DeltaGenerator, limit: float | None, text: Translator, *, plays: bool = False) -> None:
    """Mark on the slider of `show_bar` where the stability limit lies, if there is one."""
    if limit is None:
        return
    fork = plays and settings.chosen("fork")
    place.html(_LIMIT_MARK.format(position=place_rate(limit, "then" if fork else "learning_rate")))
    said = "controls.learning_rate.then_limit" if fork else "controls.learning_rate.limit"
    place.caption(text.text(said, limit=write_at_most(limit, 2), fork=fork))


def place_rate(rate: float, key: str = "learning_rate") -> float:
    """Return where on its slider a learning rate lies, as a share of the way."""
    rates = settings.offer_rates(key)
    steps = np.arange(len(rates))
    return float(np.interp(np.log(rate), np.log(rates), steps)) / float(steps[-1])


def show_printed(rate: float, count: int, dataset: Dataset, text: Translator) -> None:
    """Say, on paper alone, which has no sliders, what they stood at."""
    values = {"learning_rate": _write(rate), "name": dataset_name(dataset.name, text)}
    with st.container(key="printed"):
        st.markdown(plain(text.text("controls.printed", count=count, **values)))


def _show_sliders(page: str, rate: str, text: Translator) -> DeltaGenerator:
    """Show the slider of a rate, under its key, and that of the iterations."""
    with st.container(key="rate_control"):
        _show_field(rate, page, text)
        st.select_slider(
            text.text(f"controls.learning_rate.{_prefix(rate)}label", fork=settings.chosen("fork")),
            settings.offer_rates(rate),
            format_func=_write,
            key=rate,
            persist_state="session",
            help=text.text(
                f"controls.learning_rate.{_prefix(rate)}help", rate=settings.chosen("learning_rate")
            ),
        )
        _show_steps(rate, text)
        _tell_refused(rate, text)
        place = st.container(key="limit", gap=None)
    with st.container(key="count_control"):
        _show_field("num_iterations", page, text)
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
        _show_steps("num_iterations", text)
        _tell_refused("num_iterations", text)
    return place


def _show_field(key: str, page: str, text: Translator) -> None:
    """Show the number of a slider in a field, where any other can be typed.

    A slider that moves gets another field: what the browser says of the one before, not knowing that it is
    out of date, must not count as typed. So does another page: a field of the same key would be empty there.
    """
    turn, *before = st.session_state.get(_FIELD + key, (0,))
    number = settings.chosen(key)
    turn += before != [number, page]
    st.session_state[_FIELD + key] = turn, number, page
    field = _name_field(key, turn)
    with st.container(key=f"{_kind(key)}_field"):
        label = text.text(f"controls.{_kind(key)}.typed")
        # Its first value, and not one that is set: a slow browser may see only the second run of the script,
        # in which nothing is set.
        st.text_input(
            label, _write(number), key=field, on_change=_take, args=(key, field), label_visibility="collapsed"
        )


def _write(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else write_digits(number, 6)


def _show_steps(key: str, text: Translator) -> None:
    """Offer steps by buttons, which are seen on a phone: a finger hits no single value of so many."""
    with st.container(key=f"{_kind(key)}_steps", horizontal=True, gap=None):
        for name, sign, by in (("less", MINUS, -1), ("more", "+", 1)):
            told = text.text(f"controls.steps.{_kind(key)}.{name}")
            st.button(sign, key=f"{key}_{name}", help=told, on_click=_step, args=(key, by))


def _step(key: str, by: int) -> None:
    """Go a step of a slider further, as far as there are such."""
    chosen = settings.chosen(key)
    if key == "num_iterations":
        further = min(max(0, chosen + by * choices.ITERATION_STEP), choices.MAX_ITERATIONS)
    else:
        rates = settings.offer_rates(key)
        further = rates[min(max(0, rates.index(chosen) + by), len(rates) - 1)]
    st.session_state[key] = further


def _tell_refused(key: str, text: Translator) -> None:
    """Say what is wrong with a number that was typed, and what can be."""
    refused = st.session_state.pop(_REFUSED + key, None)
    if refused is not None:
        st.error(text.text(f"controls.{_kind(key)}.refused", typed=quote(refused), **_BOUNDS))


def _kind(key: str) -> str:
    """Return what a slider is of: both rates are spoken of, and look, alike."""
    return "learning_rate" if key == "then" else key


def _prefix(key: str) -> str:
    """Return how the words of the other rate are told from those of the first."""
    return "then_" if key == "then" else ""


def _name_field(key: str, turn: int) -> str:
    return f"{key}_typed_{turn}"


def _take(key: str, field: str) -> None:
    """Choose what was typed, if it can be; the field stays, with the number as it is chosen, also where it is
    empty.
    """
    typed, (turn, _, page) = st.session_state[field], st.session_state[_FIELD + key]
    if field != _name_field(key, turn):
        return
    try:
        st.session_state[key] = settings.read(key, typed) if typed else st.session_state[key]
    except ValueError:
        st.session_state[_REFUSED + key] = typed
    st.session_state[_FIELD + key] = turn, st.session_state[key], page
    st.session_state[field] = _write(st.session_state[key])


def _show_data_set(text: Translator) -> bool:
    """Return whether a person wants the lesson's photos, where they are not here."""
    with st.container(key="dataset_control", width="content"):
        st.selectbox(
            text.text("controls.dataset.label"),
            _list_datasets(),
            format_func=lambda name: dataset_name(name, text),
            key="dataset",
            persist_state="session",
            filter_mode=None,
        )
        return PHOTOS not in settings.options_of("dataset") and st.button(
            text.text("controls.fetch.button"),
            icon=":material/download:",
            key="fetch",
            type="tertiary",
            help=text.text("controls.fetch.help"),
        )


def _list_datasets() -> list[str]:
    """Return the data sets to choose from; one with a mistake stands among them while it is shown."""
    names, chosen = settings.options_of("dataset"), settings.chosen("dataset")
    return [*names, *([chosen] if chosen and chosen not in names else [])]


def _show_problems(text: Translator) -> None:
    """Say what of the folders of data sets cannot be used."""
    problems = settings.found_problems()
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
    settings.run_again()


def _choice(key: str, text: Translator) -> None:
    st.segmented_control(
        text.text(f"controls.{key}.label"),
        settings.options_of(key),
        required=True,
        format_func=lambda option: text.text(f"controls.{key}.options.{option}"),
        key=key,
        wrap=False,
        persist_state="session",
        help=text.text(f"controls.{key}.help") if f"controls.{key}.help" in text.entries else None,
    )
