"""Addresses on this server."""

import streamlit as st


def from_root(path: str) -> str:
    """Return the address of a path such as ``/playground/x``, also where the app is not at the root."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path
