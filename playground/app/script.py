"""The script of every session: it sets the page up, and shows the one that the address names."""

from pathlib import Path

import streamlit as st

from playground.app.classes.line import show_leader, show_line
from playground.app.controls import LESSON_CONTROLS
from playground.app.presenting.mode import NOTES, NOTES_SCRIPT, show_presenter
from playground.app.session import settings
from playground.app.session.entering import enter
from playground.app.shell.look import icon_address
from playground.app.shell.navigation import CLASSROOM, FIRST_PAGE, LESSON, PAGES, open_page
from playground.app.shell.styles import lesson_style
from playground.app.shell.watch import watch_session

enter().crossing.wait()
st.set_page_config(
    page_icon=icon_address(),
    layout="wide",
)
settings.open_session(LESSON_CONTROLS)
text = settings.current_text()
scripts = {**PAGES, **CLASSROOM, NOTES: NOTES_SCRIPT}
page = open_page(scripts, text)
name = page.url_path or FIRST_PAGE
if name in LESSON:
    st.html(lesson_style(Path(scripts[name]).parent))
with st.container(key="watch"):
    watch_session()
ignored = settings.ignored_parts()
with st.container(key="ignored"):  # also where nothing is: the charts below keep their place, and their zoom
    if ignored:
        st.warning("\n\n".join(map(text.text, ignored)))
if name in PAGES and settings.chosen("code"):
    show_line(name, text)
if settings.chosen("present") and name in PAGES:
    show_presenter(name, text)
elif settings.chosen("lead") and name in PAGES:
    show_leader(name, text)
page.run()
settings.close_session()
