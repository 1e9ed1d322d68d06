"""What a person has chosen in this session: `choices` between the session's state and the URL.

Every choice lives in `st.session_state` under its key, which is also that of its control. The URL is read
when it is not the one this session wrote last (a first visit, a link, the back button), and written at the
end of every run. Only a control that was moved counts more than the URL it comes with: that may still be the
one before, since the browser did not wait for the last answer. Streamlit's own ``bind="query-params"`` is
not used: it writes the label of an option, which here depends on the language, so that a link made in English
could not be opened in Chinese.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st

from playground.app.session.chapters import Chapter
from playground.app.session.choices import (
    CHAPTER,
    LEARNING_RATE,
    LEARNING_RATES,
    PARTS,
    Asked,
    Choices,
    PinsQuestion,
    Question,
    Setting,
    Settings,
    adopt_choices,
    ask,
    keep_chapter,
    list_settings,
    read_choices,
    write_chapter,
    write_choices,
    write_question,
)
from playground.app.session.entering import own_visitor
from playground.collection.finding import Catalogue, find_datasets
from playground.words.catalogue import Message, Translator, closest_language, translator

_BETWEEN = "_between_"
_WRITTEN, _IGNORED, _REQUESTED, _DRAWN = "_url_written", "_url_ignored", "_requested", "_drawn"
_SETTINGS, _TEXT, _LINKED = "_settings", "_text", "_linked"
_FOUND = "_found"
_UNSEEN, _TOLD = "_url_unseen", "_told"


def open_session(lesson: Iterable[Setting]) -> None:
    """Bring the session's state and the URL together, before any control is drawn, also of the lesson."""
    found = st.session_state[_FOUND] = find_datasets()
    settings = st.session_state[_SETTINGS] = _list_settings(found, lesson)
    given = st.query_params.to_dict()
    asked = {key: given[key] for key in settings if key in given}
    written = st.session_state.get(_WRITTEN)
    unseen: list[dict[str, str]] = st.session_state.setdefault(_UNSEEN, [])
    # What was told with an address that was written before came from a page that had not heard of the last.
    is_no_link = st.session_state.pop(_TOLD, False) and asked in (written, *unseen)
    is_late = is_no_link and asked != written
    turns = written is not None and not is_no_link and _turns_chapter(settings, asked)
    moved = written is not None and (is_late or _write(settings) != written or _is_behind(asked))
    if asked == written:
        unseen.clear()
    if moved and not turns:
        st.session_state[_IGNORED] = []
        st.session_state[_WRITTEN] = asked
    elif asked != written:
        choices, st.session_state[_IGNORED] = adopt_choices(settings, given)
        st.session_state.update(choices)
    before = _choices()
    st.session_state.update({key: each.default for key, each in settings.items() if key not in before})
    for key, setting in settings.items():
        value = before.get(key, setting.default)
        if not setting.offers(value):
            if value is not None:  # a data set that was there before
                st.session_state[_IGNORED].append(setting.ignore(str(value)))
            st.session_state[key] = setting.default
    st.session_state.update(st.session_state.pop(_REQUESTED, {}))
    drawn = (st.context.url, st.session_state["language"])
    if st.session_state.get(_DRAWN) != drawn:
        # A control that is told its value again writes it anew, in the language chosen now; and one of
        # another page, which would begin with its own default, takes it over.
        st.session_state.update({key: st.session_state[key] for key in settings})
        st.session_state[_DRAWN] = drawn
    st.session_state[_LINKED] = []
    st.session_state[_TEXT] = translator(st.session_state["language"])


def _turns_chapter(settings: Settings, asked: Mapping[str, str]) -> bool:
    """Return whether a link leads to another chapter. No control does: it counts, also with a moved one."""
    now = settings[CHAPTER].write(st.session_state[CHAPTER])
    return asked.get(CHAPTER, settings[CHAPTER].write(settings[CHAPTER].default)) != now


def close_session() -> None:
    """Write the choices into the URL, so that a link to this page reopens it as it is."""
    written = write_address()
    if written == st.session_state.get(_WRITTEN):
        return
    st.query_params.from_dict(written)
    if _WRITTEN in st.session_state:
        st.session_state[_UNSEEN].append(st.session_state[_WRITTEN])
    st.session_state[_WRITTEN] = written


def run_again() -> NoReturn:
    """Run the page's script again, with the choices as they are: what runs by itself, as a look at a job
    does, may carry an address that the browser had before the last choices, and none is a link.
    """
    st.session_state[_TOLD] = True
    st.rerun()


def stop_page() -> NoReturn:
    """End a page early; its choices belong into the URL as much as those of a whole one."""
    close_session()
    st.stop()


def chosen(key: str) -> Any:
    """Return the current choice of a setting."""
    return st.session_state[key]


def current_text() -> Translator:
    """Return the catalogue of the language that was chosen when the script began: it stays for all of it."""
    text: Translator = st.session_state[_TEXT]
    return text


def write_address() -> dict[str, str]:
    """Return what the URL says of the present choices."""
    return _write(_settings())


def link_address() -> dict[str, str]:
    """Return what a link to another page says of the present choices: they go along, also those made after
    it was drawn.
    """
    written = write_address()
    st.session_state[_LINKED].append(written)
    return written


def current_question(kind: type[Asked]) -> Asked:
    """Return the question that the present choices ask."""
    return ask(kind, _choices())


def write_chapter_address(place: int) -> dict[str, str]:
    """Return what the URL of the chapter at a place, from 1, says."""
    return write_chapter(_settings(), _choices(), place)


def chapter_on_screen(page: str) -> Chapter:
    """Return the page as it is, as a chapter."""
    return keep_chapter(_settings(), _choices(), page)


def write_link() -> str:
    """Return the query of a link to this page as it is; it names every choice, so that it means the same
    where other defaults are in force.
    """
    written = write_question(current_question(Question)) | write_question(current_question(PinsQuestion))
    opened = {part: "1" for part in PARTS if chosen(part)}
    return urlencode({key: value for key, value in (written | opened).items() if value})


def request(key: str, value: Any) -> None:
    """Make a choice for the person, in force from the next run on: a control already drawn cannot be changed
    in this one.
    """
    st.session_state.setdefault(_REQUESTED, {})[key] = value


def choose(key: str, value: Any) -> None:
    """Make a choice for the person, at once: before its control is drawn."""
    st.session_state[key] = value


def choose_written(written: Mapping[str, Any]) -> None:
    """Make choices that the browser asks for in a callback, written as in a URL; all of them or none."""
    st.session_state[_TOLD] = True
    with suppress(KeyError, ValueError):
        st.session_state.update(read_choices(_list_settings(find_datasets()), written))


def offer_rates(key: str = LEARNING_RATE.key) -> tuple[float, ...]:
    """Return the steps of a slider of rates: those of all, and among them the rate that was last typed or
    opened by a link.
    """
    rate = chosen(key)
    if rate not in LEARNING_RATES:
        st.session_state[_BETWEEN + key] = rate
    between = st.session_state.get(_BETWEEN + key, rate)
    return tuple(sorted({*LEARNING_RATES, between}))


def found_problems() -> tuple[Message, ...]:
    """Return what of the folders of data sets cannot be used."""
    found: Catalogue = st.session_state[_FOUND]
    return found.problems


def read(key: str, typed: str) -> Any:
    """Return the choice that a person typed; a `ValueError` where it is none."""
    return _settings()[key].read(typed.strip())


def options_of(key: str) -> Sequence[Any]:
    """Return the options of a setting."""
    return _settings()[key].options


def offers(key: str, value: Any) -> bool:
    """Return whether a value of a setting can be chosen."""
    return _settings()[key].offers(value)


def ignored_parts() -> tuple[Message, ...]:
    """Return a sentence for every part of the link that was not understood."""
    return tuple(st.session_state.get(_IGNORED, ()))


def _choices() -> Choices:
    """Return what the session's state holds now, read at once: that costs as much as a dozen looks."""
    return st.session_state.to_dict()


def _settings() -> Settings:
    """Return what could be chosen when the script began: the folders are looked through once a run."""
    settings: Settings = st.session_state[_SETTINGS]
    return settings


def _list_settings(found: Catalogue, lesson: Iterable[Setting] = ()) -> Settings:
    """Return what can be chosen now: of the server's data sets and, last, of the visitor's own."""
    names = dict.fromkeys((*found.names, *own_visitor().dataset_names))
    return list_settings(tuple(names), closest_language(st.context.locale), lesson)


def _is_behind(asked: Mapping[str, str]) -> bool:
    """Return whether a person came by a link of another page, drawn before the last choices there."""
    return st.session_state[_DRAWN][0] != st.context.url and asked in st.session_state[_LINKED]


def _write(settings: Settings) -> dict[str, str]:
    return write_choices(settings, _choices())
