"""What a person can do with pictures of their own, and what protects the server meanwhile."""

import streamlit as st

from playground.i18n import Translator

TASKS = ("ask", "build", "bring")
_KEY = "own_task"


def choose_task(text: Translator) -> str:
    """Offer what can be done, and return what is chosen."""
    st.session_state.setdefault(_KEY, TASKS[0])
    task = st.segmented_control(
        text.text("own.task"),
        TASKS,
        required=True,
        format_func=lambda option: text.text(f"own.tasks.{option}"),
        key=_KEY,
        persist_state="session",
        label_visibility="collapsed",
    )
    return str(task)
