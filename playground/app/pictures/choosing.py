"""What HDF5 files leave open: which class is told from which, their names, what is kept for the test."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.app.session.quoting import plain
from playground.data.building import DEFAULT_TEST_SHARE, BuildingError
from playground.data.contents import Dataset
from playground.intake.names import has_markup
from playground.intake.server.tables import Table
from playground.words.catalogue import ExplainedError, Message, Translator, join_sentences

SHARES = tuple(percent / 100 for percent in range(10, 55, 5))


def show_choice(name: str, table: Table, text: Translator) -> Dataset | None:
    """Let a person choose, and return the data set when they take it."""
    with st.container(border=True):
        told = text.text("own.choice.classes", count=len(table.classes))
        st.markdown(told if table.is_split else join_sentences([told, text.text("own.choice.one_file")]))
        first, second = st.columns(2)
        everything = range(len(table.classes))
        with first:
            one, of_one = _choose_class(1, everything, table, text)
        with second:
            zero, of_zero = _choose_class(0, [place for place in everything if place != one], table, text)
        share, seed = (DEFAULT_TEST_SHARE, 0) if table.is_split else choose_split(*st.columns(2), text)
        if not st.button(text.text("own.choice.take"), type="primary", key="own_take"):
            return None
        try:
            return _choose(name, table, (zero, one), (of_zero, of_one), share, seed)
        except ExplainedError as error:
            st.error(plain(text.text(error.message)), icon=":material/block:")
            return None


def _choose(
    name: str, table: Table, places: tuple[int, int], classes: tuple[str, str], share: float, seed: int
) -> Dataset:
    for each in filter(has_markup, classes):
        raise BuildingError(Message("own.make.markup", name=each))
    return table.choose(name, places, classes, test_share=share, seed=seed)


def _choose_class(label: int, places: Sequence[int], table: Table, text: Translator) -> tuple[int, str]:
    """Return the place of a class in the table's list, at first the second of them for class 1, and its
    name: as the files say, or as a person types.
    """
    counts = table.count()
    chosen = st.selectbox(
        text.text(f"own.make.names.{label}"),
        places,
        index=label,
        format_func=lambda place: text.text("own.choice.of", name=table.classes[place], count=counts[place]),
        key=f"own_choice_{label}",
    )
    name = table.classes[chosen]
    if table.named:
        return chosen, name
    told = plain(text.text("own.tree.called", name=name))
    typed = st.text_input(told, value=name, max_chars=60, key=f"own_choice_name_{label}_{chosen}")
    return chosen, typed.strip() or name


def choose_split(
    share_place: DeltaGenerator, seed_place: DeltaGenerator, text: Translator
) -> tuple[float, int]:
    """Return which share of the pictures is kept for the test, and the seed by which they are drawn."""
    share = share_place.select_slider(
        text.text("own.make.share.label"),
        SHARES,
        value=DEFAULT_TEST_SHARE,
        format_func=lambda share: f"{share:.0%}",
        help=text.text("own.make.share.help"),
        key="own_share",
        persist_state="session",
    )
    seed = seed_place.number_input(
        text.text("own.make.seed.label"),
        0,
        10**6,
        1,
        help=text.text("own.make.seed.help"),
        key="own_seed",
        persist_state="session",
    )
    return float(share), int(seed)
