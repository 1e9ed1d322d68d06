"""What a person has chosen: one place for the defaults, the URL and the session's state.

Every choice lives in `st.session_state` under the key of its `Setting`, which is also the key of its control
and its name in the URL. The URL is read when it is not the one this session wrote last (a first visit, a
link, the back button), and written at the end of every run. Only a control that was moved counts more than
the URL it comes with: that may still be the one before, since the browser did not wait for the last answer.
Streamlit's own ``bind="query-params"`` is not used: it writes the label of an option, which here depends on
the language, so that a link made in English could not be opened in Chinese.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st

from playground import datasets
from playground.i18n import DEFAULT_LANGUAGE, LANGUAGES, Message, Translator, closest_language, translator
from playground.landscape import PLANES
from playground.telling import call_dataset
from playground.ui import pins
from playground.ui.expression import LESSON, Expression, read_expression, write_expression
from playground.ui.live.tuning import SCORES
from playground.ui.quoting import quote
from playground.ui.visitors import own_visitor
from playground.verdicts import THRESHOLD

# The preferred numbers R20 of ISO 3: twenty steps a decade, evenly spaced on a logarithmic scale, 5 exactly
# among them.
_R20 = (100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900)
LEARNING_RATES = (*(float(f"{step}e{decade}") for decade in range(-6, -2) for step in _R20), 1.0)
MAX_ITERATIONS = 10_000
ITERATION_STEP = 10
MAX_PAGES = 1000
THRESHOLDS = tuple(percent / 100 for percent in range(1, 100))
REACHES = (2000, MAX_ITERATIONS)
"""How many iterations the tuning map may cover."""
QUESTION = (
    "language",
    "dataset",
    "learning_rate",
    "num_iterations",
    "plane",
    "view",
    "scale",
    "order",
    "show",
    "page",
    "threshold",
)
"""The choices that decide what is shown of a run."""

VIEWS = ("plane", "view", "scale")
"""The choices of the playground's charts."""

MAP_VIEWS = ("score", "reach")
"""The choices of the tuning map."""

PINS = "pins"
EXPRESSION = "expression"
"""What the page of computation graphs shows."""

PINS_QUESTION = ("language", "dataset", "threshold", PINS)
"""The choices that decide what is shown of the pinned runs."""

_NAME = re.compile(r"[\w-]{1,80}", re.ASCII)  # of a data set
_MOST_NAMED = 3  # unknown parts of a link
_NAMED = {"controls": ("plane", "view", "scale", "score"), "predictions": ("order", "show")}
"""Whose options have names, and in which catalogue; the others are numbers."""


_WRITTEN, _IGNORED, _REQUESTED, _DRAWN = "_url_written", "_url_ignored", "_requested", "_drawn"


@dataclass(frozen=True)
class Setting:
    """One choice: its key, its options in order, its default, and whether the URL names it even at its
    default.
    """

    key: str
    options: Sequence[Any]
    default: Any
    always_in_url: bool = False

    def read(self, written: str) -> Any:
        """Return the option that is written so in a URL; a text that is none of them is a `ValueError`."""
        with suppress(ValueError):
            return self._read_number(written)
        for option in self.options:
            if self.write(option) == written:
                return option
        raise ValueError(written)

    def adopt(self, written: str) -> tuple[Any, list[Message]]:
        """Return what a link asks for, and a sentence for what of it is ignored."""
        try:
            return self.read(written), []
        except ValueError:
            return self.default, [_ignored(self, written)]

    def offers(self, value: Any) -> bool:
        """Return whether a value is an option, now."""
        return value in self.options

    def write(self, value: Any) -> str:
        """Return how the URL writes an option."""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _read_number(self, written: str) -> Any:
        return self.options[self.options.index(float(written))]  # a range of int stays one: "2e3" is 2000


class _DatasetName(Setting):
    """The name of a data set. Where no session is at hand, nobody knows which there are: any name is read."""

    def _read_number(self, written: str) -> str:
        if self.options or not _NAME.fullmatch(written):
            raise ValueError(written)
        return written


class _PinBoard(Setting):
    """The pinned runs: every board is an option. Pins of data sets that are not here stay on it, without
    results: these may still come.
    """

    def read(self, written: str) -> pins.Board:
        return self._read(written)[0]

    def adopt(self, written: str) -> tuple[Any, list[Message]]:
        board, ignored = self._read(written)
        absent = sorted({pin.dataset for pin in board} - set(options_of("dataset")))
        if absent:
            ignored.append(Message("pins.absent", names=_list_some(absent), count=len(absent)))
        return board, ignored

    def offers(self, value: Any) -> bool:
        return isinstance(value, tuple)

    def write(self, value: pins.Board) -> str:
        return pins.write_board(value)

    def _read(self, written: str) -> tuple[pins.Board, list[Message]]:
        settings = _settings(DEFAULT_LANGUAGE)
        return pins.read_board(written, settings["learning_rate"].read, settings["num_iterations"].read)


class _TypedExpression(Setting):
    """The expression of the computation graph: every one that can be typed is an option."""

    def read(self, written: str) -> Expression:
        return read_expression(written)

    def offers(self, value: Any) -> bool:
        return isinstance(value, Expression)

    def write(self, value: Expression) -> str:
        return write_expression(value)


def open_session() -> None:
    """Bring the session's state and the URL together, before any control is drawn."""
    settings = _choices()
    asked = {key: st.query_params[key] for key in settings if key in st.query_params}
    written = st.session_state.get(_WRITTEN)
    moved = written is not None and _write_choices(settings) != written
    if moved:
        st.session_state[_IGNORED] = []
    elif asked != written:
        st.session_state[_IGNORED] = _adopt(settings, asked) + _unknown_parts(settings)
    for key, setting in settings.items():
        value = st.session_state.setdefault(key, setting.default)
        if not setting.offers(value):
            if value is not None:  # a data set that was there before
                st.session_state[_IGNORED].append(_ignored(setting, str(value)))
            st.session_state[key] = setting.default
    st.session_state.update(st.session_state.pop(_REQUESTED, {}))
    drawn = (st.context.url, st.session_state["language"])
    if st.session_state.get(_DRAWN) != drawn:
        # A control that is told its value again writes it anew, in the language chosen now; and one of
        # another page, which would begin with its own default, takes it over.
        st.session_state.update({key: st.session_state[key] for key in settings})
        st.session_state[_DRAWN] = drawn


def close_session() -> None:
    """Write the choices into the URL, so that a link to this page reopens it as it is."""
    written = _write_choices(_choices())
    if written == st.session_state.get(_WRITTEN):
        return
    st.query_params.from_dict(written)
    st.session_state[_WRITTEN] = written


def stop_page() -> NoReturn:
    """End a page early; its choices belong into the URL as much as those of a whole one."""
    close_session()
    st.stop()


def chosen(key: str) -> Any:
    """Return the current choice of a setting."""
    return st.session_state[key]


def current_text() -> Translator:
    """Return the catalogue of the chosen language."""
    return translator(chosen("language"))


def write_address() -> dict[str, str]:
    """Return what the URL says of the present choices."""
    return _write_choices(_choices())


def write_question(keys: Sequence[str] = QUESTION) -> dict[str, str]:
    """Return all that decides what is shown, as a URL writes it."""
    settings = _choices()
    return {key: settings[key].write(chosen(key)) for key in keys}


def write_link() -> str:
    """Return the query of a link to this page as it is; it names every choice, so that it means the same
    where other defaults are in force.
    """
    written = write_question((*QUESTION, PINS))
    return urlencode({key: value for key, value in written.items() if value})


def read_question(written: Mapping[str, str], keys: Sequence[str] = QUESTION) -> dict[str, Any]:
    """Return the choices that `write_question` wrote, also where no session is at hand.

    Raises
    ------
    KeyError
        A choice is missing.
    ValueError
        A choice is none of its options.
    """
    settings = _choices(DEFAULT_LANGUAGE)
    # A training that was stopped ends between two places of the slider.
    settings["num_iterations"] = replace(settings["num_iterations"], options=range(MAX_ITERATIONS + 1))
    return {key: settings[key].read(written[key]) for key in keys}


def request(key: str, value: Any) -> None:
    """Make a choice for the person, in force from the next run on: a control already drawn cannot be changed
    in this one.
    """
    st.session_state.setdefault(_REQUESTED, {})[key] = value


def choose_written(written: Mapping[str, Any]) -> None:
    """Make choices that the browser asks for in a callback, written as in a URL; all of them or none."""
    settings = _settings()
    with suppress(KeyError, ValueError):
        st.session_state.update({key: settings[key].read(str(value)) for key, value in written.items()})


def options_of(key: str) -> Sequence[Any]:
    """Return the options of a setting."""
    return _settings()[key].options


def ignored_parts() -> tuple[Message, ...]:
    """Return a sentence for every part of the link that was not understood."""
    return tuple(st.session_state.get(_IGNORED, ()))


def _adopt(settings: Mapping[str, Setting], asked: Mapping[str, str]) -> list[Message]:
    ignored = []
    for key, setting in settings.items():
        value, sentences = setting.adopt(asked[key]) if key in asked else (setting.default, [])
        st.session_state[key] = value
        ignored += sentences
    return ignored


def _unknown_parts(settings: Mapping[str, Setting]) -> list[Message]:
    unknown = [key for key in st.query_params if key not in settings]
    return [Message("app.link_unknown", names=_list_some(unknown), count=len(unknown))] if unknown else []


def _list_some(names: Sequence[str]) -> str:
    return ", ".join(map(quote, names[:_MOST_NAMED])) + (", …" if len(names) > _MOST_NAMED else "")


def _ignored(setting: Setting, value: str) -> Message:
    if setting.key == "dataset":
        return Message("app.dataset_absent", value=quote(value), used=_name_default(setting))
    part = Message(f"app.link_parts.{setting.key}")
    return Message("app.link_ignored", part=part, value=quote(value), used=_name_default(setting))


def _name_default(setting: Setting) -> Message | str:
    if setting.key == EXPRESSION:
        return LESSON.text
    used = setting.write(setting.default)
    if setting.key == "dataset":
        return call_dataset(used)
    named = next((catalogue for catalogue, keys in _NAMED.items() if setting.key in keys), None)
    return Message(f"{named}.{setting.key}.options.{used}") if named else used


def _write_choices(settings: Mapping[str, Setting]) -> dict[str, str]:
    """Return how the URL writes what is chosen now."""
    chosen_now = {key: st.session_state.get(key, setting.default) for key, setting in settings.items()}
    return {
        key: settings[key].write(value)
        for key, value in chosen_now.items()
        if value is not None and (settings[key].always_in_url or value != settings[key].default)
    }


def _choices(default_language: str | None = None) -> dict[str, Setting]:
    """Return the settings and, last, those that have no list of options."""
    boundless = (_TypedExpression(EXPRESSION, (), LESSON), _PinBoard(PINS, (), ()))
    return {**_settings(default_language), **{setting.key: setting for setting in boundless}}


def _dataset_names() -> tuple[str, ...]:
    """Return the names of the server's data sets and, last, of the visitor's own."""
    return tuple(dict.fromkeys((*datasets.find_datasets().names, *own_visitor().dataset_names)))


def _settings(default_language: str | None = None) -> dict[str, Setting]:
    names = _dataset_names() if default_language is None else ()
    language = default_language or closest_language(st.context.locale)
    every = (
        Setting("language", tuple(LANGUAGES), language, always_in_url=True),
        _DatasetName("dataset", names, names[0] if names else None, always_in_url=True),
        Setting("learning_rate", LEARNING_RATES, 0.005),
        Setting("num_iterations", range(0, MAX_ITERATIONS + 1, ITERATION_STEP), 2000),
        Setting("plane", PLANES, "path"),
        Setting("view", ("contour", "3d"), "contour"),
        Setting("scale", ("linear", "log"), "linear"),
        Setting("order", ("given", "wrong", "unsure"), "given"),
        Setting("show", ("all", "right", "wrong", "class1", "class0"), "all"),
        Setting("page", range(1, MAX_PAGES + 1), 1),
        Setting("threshold", THRESHOLDS, THRESHOLD),
        Setting("score", SCORES, "test"),
        Setting("reach", REACHES, 2000),
    )
    return {setting.key: setting for setting in every}
