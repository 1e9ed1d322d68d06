"""Neuron Playground: `streamlit run app.py`."""

import streamlit as st

from playground.threads import use_one_blas_thread
from playground.ui import settings
from playground.ui.look import LOOK, wordmark

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
for sentence in settings.ignored_parts():
    st.warning(text.text(sentence))

page = st.navigation(
    [st.Page("playground/pages/playground.py", title=text.text("app.title"), default=True)], position="hidden"
)
page.run()
settings.close_session()
