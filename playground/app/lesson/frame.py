"""The frame of a lesson's page: links, heading, the ways on; and how its controls keep their values."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from playground.app.session import settings
from playground.app.session.choices import HIDDEN
from playground.app.shell.navigation import LESSON, show_lesson_pages, show_link, show_top
from playground.words.catalogue import Translator

_DRAWN = "_lesson_drawn"
Given = ParamSpec("Given")


def open_page(name: str, **defaults: Any) -> Translator:
    """Show links and heading of a page of the lesson.

    Every control of it is drawn with the key of its setting, with ``persist_state="session"`` and without a
    value of its own. Those that have no setting, as the address names them otherwise, are given the values
    they had, or these defaults.
    """
    text = settings.current_text()
    _keep(name, defaults)
    show_top(text, lesson=name)
    with st.container(key="lesson_top", horizontal=True, vertical_alignment="center"):
        show_lesson_pages(text)
        st.toggle(
            text.text("lesson.answers.label"),
            key=HIDDEN,
            persist_state="session",
            help=text.text("lesson.answers.help"),
        )
    number = list(LESSON).index(name) + 1
    st.title(f"{number} · {text.text(f'app.pages.{name}')}")
    return text


def fragment(show: Callable[Given, None]) -> Callable[Given, None]:
    """Let a part of a page be drawn anew by itself, as `st.fragment` does; the address follows."""

    @st.fragment
    @wraps(show)
    def show_and_write(*args: Given.args, **kwargs: Given.kwargs) -> None:
        show(*args, **kwargs)
        settings.close_session()

    return show_and_write


def close_page(name: str, text: Translator) -> None:
    """Link to the page before and the next one; the last leads to the playground."""
    names = list(LESSON)
    place = names.index(name)
    with st.container(key="lesson_ways", horizontal=True, horizontal_alignment="distribute"):
        if place > 0:
            before = names[place - 1]
            show_link(before, text.text("lesson.back", name=text.text(f"app.pages.{before}")))
        if place + 1 < len(names):
            after = names[place + 1]
            show_link(after, text.text("lesson.onward", name=text.text(f"app.pages.{after}")))
        else:
            show_link("playground", text.text("lesson.finish"))


def _keep(name: str, defaults: dict[str, Any]) -> None:
    for key, default in defaults.items():
        st.session_state.setdefault(key, default)
    # As in `settings.open_session`: a control that is told its value again keeps it through a change of page
    # or language.
    drawn = (name, settings.chosen("language"))
    if st.session_state.get(_DRAWN) != drawn:
        st.session_state.update({key: st.session_state[key] for key in defaults})
        st.session_state[_DRAWN] = drawn
