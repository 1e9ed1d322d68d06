"""The teacher's window: what is on the projector, what to say, what comes next, and a clock."""

import streamlit as st

from playground.app.browser import scripts
from playground.app.browser.parts import show_part
from playground.app.session import settings

_WORDS = ("waiting", "free", "next", "end", "place", "minutes", "elapsed", "again", "back", "on")

text = settings.current_text()
with st.container(key="notes"):
    words = {key: text.pattern(f"presenting.notes.{key}") for key in _WORDS}
    show_part("notes", scripts.NOTES, words=words)
