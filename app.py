"""Neuron Playground: `streamlit run app.py`."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.threads import use_one_blas_thread
from playground.ui import settings
from playground.ui.live import answers, scripts, sheets
from playground.ui.look import LOOK, wordmark
from playground.ui.navigation import FIRST_PAGE, PAGES
from playground.ui.visitors import own_visitor

# The server takes the app from this file, with routes for what is sent only once or while a thumb moves, and
# runs the same file as the script of every session.
app = st.App(__file__, routes=[*scripts.ROUTES, *sheets.ROUTES, *answers.ROUTES])


def show_page() -> None:
    """Set the page up, and show the one that the address names."""
    own_visitor().crossing.wait()
    st.set_page_config(
        page_title="Neuron Playground",
        page_icon=str(LOOK / "icon.svg"),
        layout="wide",
        initial_sidebar_state="expanded",
    )
    st.cache_resource(show_spinner=False)(use_one_blas_thread)()
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


if get_script_run_ctx(suppress_warning=True):
    show_page()
