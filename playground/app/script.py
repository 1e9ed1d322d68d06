"""The script of every session: it sets the page up, and shows the one that the address names."""

import streamlit as st

from playground.app.controls import LESSON_CONTROLS
from playground.app.session import settings
from playground.app.session.visitors import enter
from playground.app.shell.look import LOOK, style_sheet
from playground.app.shell.navigation import FIRST_PAGE, PAGES
from playground.app.shell.watch import watch_session

enter().crossing.wait()
st.set_page_config(
    page_icon=str(LOOK / "icon.svg"),
    layout="wide",
)
st.html(style_sheet())
settings.open_session(LESSON_CONTROLS)
with st.container(key="watch"):
    watch_session()
text = settings.current_text()
ignored = settings.ignored_parts()
if ignored:
    st.warning("\n\n".join(map(text.text, ignored)))
pages = [
    st.Page(
        path,
        title=f"{text.text(f'app.pages.{name}')} · {text.text('app.title')}",
        url_path=name,
        default=name == FIRST_PAGE,
    )
    for name, path in PAGES.items()
]
st.navigation(pages, position="hidden").run()
settings.close_session()
