"""What a person has chosen: one place for the defaults, the URL and the session's state.

Every choice lives in `st.session_state` under the key of its `Setting`, which is also the key of its control
and its name in the URL. The URL is read when it is not the one this session wrote last (a first visit, a
link, the back button), and written at the end of every run. Only a control that was moved counts more than
the URL it comes with: that may still be the one before, since the browser did not wait for the last answer.
Streamlit's own ``bind="query-params"`` is not used: it writes the label of an option, which here depends on
the language, so that a link made in English could not be opened in Chinese.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import streamlit as st

from playground import datasets
from playground.i18n import DEFAULT_LANGUAGE, LANGUAGES, Message, Translator, closest_language, translator
from playground.landscape import PLANES
from playground.ui.live.tuning import SCORES
from playground.ui.pins import PinBoard
from playground.ui.plain import as_markdown, clean
from playground.verdicts import THRESHOLD

# The preferred numbers R20 of ISO 3: twenty steps a decade, evenly spaced on a logarithmic scale, 5 exactly
# among them.
_R20 = (100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900)
LEARNING_RATES = (*(float(f"{step}e{decade}") for decade in range(-6, -2) for step in _R20), 1.0)
MAX_ITERATIONS = 10_000
ITERATION_STEP = 10
ITERATIONS = range(0, MAX_ITERATIONS + 1, ITERATION_STEP)
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

_MAIN = ("language", "dataset", "learning_rate", "num_iterations")

VIEWS = ("plane", "view", "scale")
"""The choices of the playground's charts."""

MAP_VIEWS = ("score", "reach")
"""The choices of the tuning map."""

_WRITTEN, _IGNORED, _REQUESTED, _DRAWN = "_url_written", "_url_ignored", "_requested", "_drawn"
_SHOWN, _SHOWN_LENGTH = 3, 40


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
        for option in self.options:
            if self.write(option) == written:
                return option
        return self._nearest_number(written)

    def write(self, value: Any) -> str:
        """Return how the URL writes an option."""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def adopt(self, written: str) -> tuple[Any, list[Message]]:
        """Return the option that a link names; the default and a sentence where it names none."""
        try:
            return self.read(written), []
        except ValueError:
            return self.default, [self._ignored(written)]

    def check(self, value: Any) -> tuple[Any, list[Message]]:
        """Return a value that is an option still; else the default and a sentence, as for a data set that was
        there before.
        """
        if value in self.options:
            return value, []
        return self.default, [] if value is None else [self._ignored(str(value))]

    def _ignored(self, value: str) -> Message:
        shown = as_markdown(clean(value, _SHOWN_LENGTH))
        return Message("app.link_ignored", part=self.key, value=shown, used=self.write(self.default))

    def _nearest_number(self, written: str) -> Any:
        return self.options[self.options.index(float(written))]  # a range of int stays one: "2e3" is 2000


Choice = Setting | PinBoard


def open_session() -> None:
    """Bring the session's state and the URL together, before any control is drawn."""
    choices = _choices()
    asked = dict(st.query_params)
    written = st.session_state.get(_WRITTEN)
    moved = written is not None and _write_choices(choices) != written
    if moved:
        st.session_state[_IGNORED] = []
    elif asked != written:
        st.session_state[_IGNORED] = _adopt(choices, asked)
    for key, choice in choices.items():
        value = st.session_state.setdefault(key, choice.default)
        checked, complaints = choice.check(value)
        if checked != value:
            st.session_state[key] = checked
            st.session_state[_IGNORED] += complaints
    st.session_state.update(st.session_state.pop(_REQUESTED, {}))
    drawn = (st.context.url, st.session_state["language"])
    if st.session_state.get(_DRAWN) != drawn:
        # A control that is told its value again writes it anew, in the language chosen now; and one of
        # another page, which would begin with its own default, takes it over.
        st.session_state.update({key: st.session_state[key] for key in choices})
        st.session_state[_DRAWN] = drawn


def close_session() -> None:
    """Write the choices into the URL, so that a link to this page reopens it as it is."""
    choices = _choices()
    written = _write_choices(choices)
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


def write_link() -> dict[str, str]:
    """Return what the URL says of the present choices."""
    return _write_choices(_choices())


def write_share() -> dict[str, str]:
    """Return what a link to pass on says: the four main choices even at their defaults, which may change."""
    return {key: write_question()[key] for key in _MAIN} | write_link()


def write_question() -> dict[str, str]:
    """Return all that decides what is shown, as a URL writes it."""
    settings = _settings()
    return {key: settings[key].write(chosen(key)) for key in QUESTION}


def read_question(written: Mapping[str, str]) -> dict[str, Any]:
    """Return the choices that `write_question` wrote, also where no session is at hand.

    Raises
    ------
    KeyError
        A choice is missing.
    ValueError
        A choice is none of its options.
    """
    settings = _settings(DEFAULT_LANGUAGE)
    # A training that was stopped ends between two places of the slider.
    settings["num_iterations"] = replace(settings["num_iterations"], options=range(MAX_ITERATIONS + 1))
    return {key: settings[key].read(written[key]) for key in QUESTION}


def read_language(written: str) -> str:
    """Return a language that is written so in an address; a text that is none is a `ValueError`."""
    return str(_settings(DEFAULT_LANGUAGE)["language"].read(written))


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


def _adopt(choices: Mapping[str, Choice], asked: Mapping[str, str]) -> list[Message]:
    ignored = []
    for key, choice in choices.items():
        value, complaints = choice.adopt(asked[key]) if key in asked else (choice.default, [])
        st.session_state[key] = value
        ignored += complaints
    unknown = [as_markdown(clean(key, _SHOWN_LENGTH)) for key in asked if key not in choices]
    if unknown:
        ignored.append(Message("app.link_unknown", count=len(unknown), parts=", ".join(unknown[:_SHOWN])))
    return ignored


def _write_choices(choices: Mapping[str, Choice]) -> dict[str, str]:
    """Return how the URL writes what is chosen now."""
    chosen_now = {key: st.session_state.get(key, choice.default) for key, choice in choices.items()}
    return {
        key: choices[key].write(value)
        for key, value in chosen_now.items()
        if value is not None and (choices[key].always_in_url or value != choices[key].default)
    }


def _settings(default_language: str | None = None) -> dict[str, Setting]:
    names = datasets.find_datasets().names
    language = default_language or closest_language(st.context.locale)
    every = (
        Setting("language", tuple(LANGUAGES), language, always_in_url=True),
        Setting("dataset", names, names[0] if names else None, always_in_url=True),
        Setting("learning_rate", LEARNING_RATES, 0.005),
        Setting("num_iterations", ITERATIONS, 2000),
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


def pin_board() -> PinBoard:
    """Return the choice of pinned runs, for the data sets that are here now."""
    return PinBoard(datasets.find_datasets().names, LEARNING_RATES, ITERATIONS)


def _choices() -> dict[str, Choice]:
    """Return all that is kept in the session and in the URL: the settings and the pinned runs."""
    return {**_settings(), PinBoard.key: pin_board()}
