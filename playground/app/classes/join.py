"""The students' way into a class: its code, and what the teacher will see."""

import streamlit as st

from playground.app.session import settings
from playground.app.session.quoting import quote
from playground.app.shell import navigation

_TYPED, _REFUSED = "join_code", "_join_refused"


def _take() -> None:
    """Go into the class whose code was typed, if it can be one."""
    typed = st.session_state[_TYPED]
    try:
        st.session_state["code"] = settings.read("code", "".join(typed.split()))
    except ValueError:
        st.session_state[_REFUSED] = typed


text = settings.current_text()
navigation.show_top(text, presents=False)
st.markdown(f"# {text.text('app.pages.join')}", anchors=False)
st.markdown(text.text("classes.join.about"))
st.session_state.setdefault(_TYPED, settings.chosen("code"))
st.text_input(text.text("classes.join.code"), key=_TYPED, on_change=_take, width=240)
refused = st.session_state.pop(_REFUSED, None)
if refused is not None:
    st.error(text.text("classes.join.refused", typed=quote(refused)))
elif settings.chosen("code") and st.button(text.text("classes.join.go"), type="primary", key="join_go"):
    st.switch_page(navigation.find_page(navigation.FIRST_PAGE), query_params=settings.write_address())
