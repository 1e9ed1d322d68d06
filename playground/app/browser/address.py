"""Addresses on this server."""

import streamlit as st

FRAMES, STEMS, FILMS = "/playground/frames", "/playground/stems", "/playground/films"
MAPS, PINS = "/playground/maps", "/playground/pins"
SESSION = "/playground/session"
VISITOR_HEADER = "Playground-Visitor"
"""The header with the token of who asks: nobody can put that into an address."""

AHEAD_HEADER = "Playground-Ahead"
"""The header of what a browser fetches before anybody asked for it; it is answered when nobody waits."""


def from_root(path: str) -> str:
    """Return the address of a path such as ``/playground/x``, also where the app is not at the root."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path
