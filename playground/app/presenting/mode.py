"""What a projector shows around a page: the chapter's sentence, the way on, and what listens to the keys."""

from functools import cache
from pathlib import Path

import streamlit as st

from playground.app.browser import scripts
from playground.app.browser.address import from_root
from playground.app.browser.parts import show_part
from playground.app.classes.line import show_leader
from playground.app.presenting.plan import name_chapter, name_screen, show_plan
from playground.app.session import settings
from playground.app.session.chapters import SCREENS, Chapter, Plan
from playground.app.shell.navigation import TOOLS, find_page
from playground.words.catalogue import Translator

NOTES = "notes"
"""The page of the second window."""

NOTES_SCRIPT = str(Path(__file__).parent / "notes.py")
_KEYS = (
    *("on", "back", "screen", "full", "spotlight", "pen", "blank", "play"),
    *("rate", "count", "keys", "notes", "plan", "leave"),
)
"""What the keys do, as the list of them says it."""

_ICONS = {"back": ":material/chevron_left:", "on": ":material/chevron_right:"}
_OPENS = {"why": "why", "answers": "answers", "weights": "weights"}
"""Screens of what is closed on the page at first, and which choice opens it."""

_WORDY = ("why", "answers")
"""Screens that need the height of the sentence on how the run went."""

_CLOSED = ("open_ways", "open_mistakes", "open_why", "open_answers", "open_weights", "open_runs")


def show_presenter(page: str, text: Translator) -> None:
    """Make a projector's screen of a page: all but the chapter's cards is hidden, the rest is large."""
    plan, place = settings.chosen("chapters"), settings.chosen("chapter")
    place = min(place, len(plan))
    if opens := _OPENS.get(settings.chosen("screen")):
        settings.choose(opens, True)
    st.html(_write_style(page, settings.chosen("screen"), settings.chosen("lead")))
    with st.container(key="presenter"):
        show_part(
            "presenter",
            scripts.PRESENTER,
            on_selected=_choose_screen,
            place=place,
            page=page,
            plan=[_tell_chapter(chapter, text) for chapter in plan],
            screens=list(SCREENS),
            notes=from_root(f"/{NOTES}"),
            keys=[_tell_key(name, text) for name in _KEYS],
            words={key: text.text(f"presenting.words.{key}") for key in ("help", "full", "small", "blank")},
        )
    with st.container(key="chapter"):
        st.markdown(f"# {_title(page, plan, place, text)}", anchors=False)
    with st.container(key="lectern", horizontal=True, vertical_alignment="center", wrap=False):
        if settings.chosen("lead"):
            show_leader(page, text)
        show_plan(page, text)
        _show_way("back", place - 1, plan, text)
        _show_place(place, plan, text)
        _show_way("on", place + 1, plan, text)
        st.button(
            text.text("presenting.leave"),
            icon=":material/close:",
            key="present_off",
            on_click=settings.choose_written,
            args=({"present": 0},),
        )


def _title(page: str, plan: Plan, place: int, text: Translator) -> str:
    """Return the sentence above a screen: the chapter's for the class, else what is seen there."""
    name = plan[place - 1].name if place else ""
    return text.text(f"chapters.{name}.say") if name else name_screen(page, settings.chosen("screen"), text)


def _show_way(name: str, place: int, plan: Plan, text: Translator) -> None:
    if 1 <= place <= len(plan):
        with st.container(key=f"chapter_{name}", width="content"):
            st.page_link(
                find_page(plan[place - 1].page),
                label=text.text(f"presenting.ways.{name}"),
                icon=_ICONS[name],
                query_params=settings.write_chapter_address(place),
            )


def _show_place(place: int, plan: Plan, text: Translator) -> None:
    if place:
        st.markdown(text.text("presenting.place", place=place, total=len(plan)), width="content")


def _choose_screen(name: str) -> None:
    settings.choose_written({"screen": name})


def _tell_chapter(chapter: Chapter, text: Translator) -> dict[str, str | int]:
    """Return a chapter in words, for the notes."""
    named = (
        {key: text.text(f"chapters.{chapter.name}.{key}") for key in ("say", "note")} if chapter.name else {}
    )
    return {"title": name_chapter(chapter, text), "say": "", "note": "", "minutes": chapter.minutes, **named}


def _tell_key(name: str, text: Translator) -> list[str]:
    return [text.text(f"presenting.keys.{name}.{part}") for part in ("key", "does")]


@cache
def _write_style(page: str, screen: str, leads: bool) -> str:
    """Return the style of a projector with only the cards of a screen. What depends on the page is worked out
    here: a rule that asks for it would be asked again by the browser with everything that comes and goes.
    """
    sheets = ("projector", *(() if page in TOOLS else ("lesson",)))
    sheet = "".join((Path(__file__).parent / f"{name}.css").read_text(encoding="utf-8") for name in sheets)
    cards = {card for cards in SCREENS.values() for card in cards}.union(_CLOSED) - {*SCREENS[screen]}
    hidden = [f".st-key-{card}, .stColumn:has(> * > * > .st-key-{card})" for card in sorted(cards)]
    hidden += [".np-numbers"] * (screen != "numbers") + [".np-story"] * (screen in _WORDY)
    strip = 4.4 if page in TOOLS else 3
    above = 5.6 if screen in _WORDY else 8.2
    lectern = 16.4 if leads else 14
    sizes = f":root {{ --np-strip: {strip}rem; --np-above: {above}rem; --np-lectern: {lectern}rem; }}"
    return f"<style>{sheet}{sizes}{', '.join(hidden)} {{ display: none !important; }}</style>"
