"""The data sets of a visitor's own, as long as the session lives: what they hold, and how to forget them."""

import streamlit as st

from playground.app.pictures.making import forget_made
from playground.app.session import settings
from playground.app.session.entering import own_visitor
from playground.app.session.quoting import plain
from playground.app.session.visitors import MOST_BYTES
from playground.words.catalogue import Translator
from playground.words.numbers import write_size


def show_shelf(text: Translator) -> None:
    """List the visitor's own data sets, each with a button that forgets it."""
    names = own_visitor().dataset_names
    if not names:
        return
    st.markdown(f"## {text.text('own.shelf.title')}", anchors=False)
    taken = own_visitor().working_bytes / 10**6
    st.caption(text.text("own.shelf.memory", held=write_size(taken, 1), most=write_size(MOST_BYTES / 10**6)))
    for name in names:
        dataset = own_visitor().find_dataset(name)
        other, one = dataset.classes
        held = text.text(
            "own.shelf.held",
            name=name,
            train=dataset.train_labels.size,
            test=dataset.test_labels.size,
            one=one,
            other=other,
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(held), width="content")
            st.button(
                text.text("own.shelf.forget"),
                icon=":material/delete:",
                on_click=_forget,
                args=(name,),
                key=f"own_forget_{name}",
            )


def _forget(name: str) -> None:
    own_visitor().forget_dataset(name)
    forget_made(name)
    if settings.chosen("dataset") == name:
        st.session_state["dataset"] = next(iter(settings.options_of("dataset")), None)
