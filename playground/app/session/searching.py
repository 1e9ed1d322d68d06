"""Whether somebody who looks for a hidden mistake has found it."""

import streamlit as st

from playground.data.mistakes import seed_of, split_name

_FOUND = "_mistake_found"


def is_hidden(dataset: str) -> bool:
    """Return whether the mistake in the data set of this name is hidden, and not found yet."""
    return seed_of(split_name(dataset)[1]) is not None and st.session_state.get(_FOUND) != dataset


def find(dataset: str) -> None:
    """Know what is hidden in the data set of this name from now on."""
    st.session_state[_FOUND] = dataset
