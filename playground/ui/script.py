"""The script of every session: it sets the page up, and shows the one that the address names."""

import streamlit as st

from playground.ui import settings
from playground.ui.look import LOOK, wordmark
from playground.ui.navigation import FIRST_PAGE, PAGES
from playground.ui.visitors import enter

enter().crossing.wait()
st.set_page_config(
    page_title="Neuron Playground",
    page_icon=str(LOOK / "icon.svg"),
    layout="wide",
    initial_sidebar_state="expanded",
)
st.html(LOOK / "style.css")
settings.open_session()
text = settings.current_text()
st.logo(wordmark(text.text("app.title")), size="large")
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
