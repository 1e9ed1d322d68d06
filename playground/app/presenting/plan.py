"""The list of the chapters: go to one, put them into another order, leave some out, keep a screen."""

import re

import streamlit as st

from playground.app.session import settings
from playground.app.session.chapters import CHAPTERS, MOST_CHAPTERS, SCREENS, Chapter, Plan, move, without
from playground.app.shell.navigation import FIRST_PAGE, find_page
from playground.words.catalogue import Translator

_COMES = "_chapter_comes"
_NUMBER = re.compile(r"[\d.e+-]+")


def show_plan(page: str, text: Translator) -> None:
    """Offer the list of the chapters. What is made of it stands in the address."""
    plan: Plan = settings.chosen("chapters")
    if _COMES in st.session_state:
        comes = st.session_state.pop(_COMES)
        st.switch_page(find_page(plan[comes - 1].page), query_params=settings.write_chapter_address(comes))
    with st.popover(
        text.text("presenting.plan.button"), icon=":material/toc:", key="plan", on_change="rerun"
    ) as popover:
        if not popover.open:
            return
        st.markdown(text.text("presenting.plan.about", minutes=sum(chapter.minutes for chapter in plan)))
        for place, chapter in enumerate(plan):
            _show_row(place, chapter, text)
        with st.container(horizontal=True):
            st.button(
                text.text("presenting.plan.keep"),
                icon=":material/add:",
                key="plan_keep",
                disabled=len(plan) >= MOST_CHAPTERS,
                on_click=_keep,
                args=(page,),
            )
            st.button(
                text.text("presenting.plan.whole"),
                key="plan_whole",
                disabled=plan == CHAPTERS,
                on_click=_put,
                args=(CHAPTERS,),
            )


def name_chapter(chapter: Chapter, text: Translator) -> str:
    """Return what a chapter is called: a kept one by what it shows, and by what was chosen there."""
    if chapter.name:
        return text.text(f"chapters.{chapter.name}.title")
    chosen = dict(chapter.choices)
    sliders = (chosen.get(key, "") for key in ("learning_rate", "num_iterations"))
    numbers = [written for written in sliders if _NUMBER.fullmatch(written)]
    return " · ".join([name_screen(chapter.page, chosen.get("screen", ""), text), *numbers])


def name_screen(page: str, screen: str, text: Translator) -> str:
    """Return what is seen on a projector outside the chapters: on the playground a card, else the page."""
    if page != FIRST_PAGE:
        return text.text(f"app.pages.{page}")
    return text.text(f"presenting.screens.{screen if screen in SCREENS else next(iter(SCREENS))}")


def _show_row(place: int, chapter: Chapter, text: Translator) -> None:
    plan, title = settings.chosen("chapters"), name_chapter(chapter, text)
    state = "now" if place + 1 == settings.chosen("chapter") else "other"
    with st.container(
        key=f"plan_row_{state}_{place}", horizontal=True, vertical_alignment="center", wrap=False, gap=None
    ):
        st.page_link(
            find_page(chapter.page),
            label=text.text(f"presenting.plan.row.{state}", place=place + 1, title=title),
            query_params=settings.write_chapter_address(place + 1),
            width="stretch",
        )
        for act, icon, do, new in (
            ("up", ":material/arrow_upward:", _put, move(plan, place, -1)),
            ("out", ":material/close:", _leave_out if state == "now" else _put, without(plan, place)),
        ):
            st.button(
                text.text(f"presenting.plan.acts.{act}", title=title),
                icon=icon,
                key=f"plan_{act}_{place}",
                type="tertiary",
                disabled=new == plan,
                on_click=do,
                args=(new,),
            )


def _put(plan: Plan) -> None:
    """Take another list; the chapter that is on the screen stays there, under its new number."""
    before, place = settings.chosen("chapters"), settings.chosen("chapter")
    st.session_state["chapters"] = plan
    if 1 <= place <= len(before):
        shown = before[place - 1]
        st.session_state["chapter"] = plan.index(shown) + 1 if shown in plan else 0


def _leave_out(plan: Plan) -> None:
    """Take a list without the chapter that is on the screen: the next one comes there, or else the last."""
    st.session_state[_COMES] = min(settings.chosen("chapter"), len(plan))
    _put(plan)


def _keep(page: str) -> None:
    """Put what is on the screen at the end of the list."""
    _put((*settings.chosen("chapters"), settings.chapter_on_screen(page)))
