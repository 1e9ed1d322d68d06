"""The visitor of the session whose script runs."""

import streamlit as st

from playground.app.session.visitors import Visitor, admit

_KEY = "_visitor"


def own_visitor() -> Visitor:
    """Return the visitor of this session, who lives as long as the session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Visitor()
    visitor: Visitor = st.session_state[_KEY]
    admit(visitor)
    return visitor


def enter() -> Visitor:
    """Return the visitor of this session's script, who is here until the browser goes.

    Streamlit keeps the state of a session whose browser is gone until it looks at it again, which may be
    never; so the visitor leaves without being asked, when no browser can come back to the session any more.
    """
    return _enter(own_visitor())


@st.cache_resource(
    scope="session",
    show_spinner=False,
    on_release=lambda visitor: visitor.go(st.get_option("server.disconnectedSessionTTL")),
)
def _enter(_visitor: Visitor) -> Visitor:
    _visitor.come()
    return _visitor
