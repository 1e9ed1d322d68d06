"""The pages of the app, and the links between them: whoever changes the page takes the choices along."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.app.session import settings
from playground.app.shell.controls import show_language
from playground.app.shell.look import wordmark
from playground.words.catalogue import Translator

SCRIPT = Path(__file__).parents[1] / "script.py"
"""What every session runs, whatever its page is."""

_PACKAGE = Path(__file__).parents[2]
TOOLS = {
    name: str(_PACKAGE / "app" / room / "page.py")
    for name, room in (("playground", "stage"), ("tuning", "tuning"), ("pictures", "pictures"))
}
LESSON = {
    name: str(_PACKAGE / "lesson" / name / "page.py")
    for name in ("descent", "graph", "backprop", "vectorising", "classifier")
}
"""The pages of the lesson, in the lesson's order."""

PAGES = {**TOOLS, **LESSON}
"""All pages: their names in the catalogues and in the URL, and their scripts."""

CLASSROOM = {
    "class": str(_PACKAGE / "app" / "classes" / "page.py"),
    "join": str(_PACKAGE / "app" / "classes" / "join.py"),
}
"""The pages around a class: the teacher's, and the students' way in."""

FIRST_PAGE = next(iter(PAGES))
_OPENED = "_pages"


def open_page(scripts: Mapping[str, str], text: Translator) -> st.Page:
    """Give every page its address and its title; return the one that is asked for."""
    pages = {
        name: st.Page(
            script,
            title=f"{text.text(f'app.pages.{name}')} · {text.text('app.title')}",
            url_path=name,
            default=name == FIRST_PAGE,
        )
        for name, script in scripts.items()
    }
    st.session_state[_OPENED] = pages
    return st.navigation(list(pages.values()), position="hidden")


def find_page(name: str) -> st.Page:
    """Return a page to link to. By its script's path, each link would look it up on the disk again."""
    page: st.Page = st.session_state[_OPENED][name]
    return page


def show_top(text: Translator, lesson: str = next(iter(LESSON)), *, presents: bool = True) -> DeltaGenerator:
    """Show the bar at the top of every page: the name, the links, the languages. On a page of the lesson,
    `lesson`, the link to the lesson is the link to this page, and so marked as the place where one is.
    `presents` offers the page for a projector.

    Returns the place for what can be done with the page.
    """
    with st.container(key="top", horizontal=True, vertical_alignment="center", wrap=False):
        st.html(wordmark(text.text("app.title")), width="content")
        with st.container(key="pages", horizontal=True, gap=None, wrap=False):
            labels = {name: text.text(f"app.links.{name}") for name in TOOLS}
            show_links(labels | {lesson: text.text("app.links.lesson")})
        place = st.container(key="actions", horizontal=True, width="content", wrap=False)
        if presents:
            _show_present_button(text)
        show_language(text)
    return place


def _show_present_button(text: Translator) -> None:
    """Offer the page for a projector; the key P presses this button."""
    st.button(
        text.text("presenting.button"),
        icon=":material/cast_for_education:",
        help=text.text("presenting.help"),
        on_click=settings.choose_written,
        args=({"present": 1},),
        key="present_on",
    )


def show_lesson_pages(text: Translator) -> None:
    """Link to every page of the lesson, side by side."""
    with st.container(key="lesson_pages", horizontal=True, gap=None, width="stretch"):
        show_links({name: f"{i} · {text.text(f'app.pages.{name}')}" for i, name in enumerate(LESSON, 1)})


def show_link(name: str, label: str) -> None:
    """Link to a page."""
    show_links({name: label})


def show_links(labels: Mapping[str, str]) -> None:
    """Link to pages, under these labels."""
    written = settings.link_address()
    for name, label in labels.items():
        st.page_link(find_page(name), label=label, query_params=written)
