"""Test pictures that are nearly the same as training pictures, side by side."""

from collections.abc import Sequence

import streamlit as st

from playground.app.pictures.row import show_row
from playground.app.session.entering import own_visitor
from playground.data.contents import Dataset
from playground.data.likeness import Pair, find_near_duplicates
from playground.words.catalogue import Translator, join_sentences

_MOST_PAIRS, _ROWS = 6, 2  # shown


def show_alike(
    dataset: Dataset, train_names: Sequence[str], test_names: Sequence[str], text: Translator
) -> None:
    """Warn of test pictures that are nearly the same as training pictures; the names are those of all."""
    pairs = find_near_duplicates(dataset)
    if not pairs:
        st.caption(text.text("own.alike.none"))
        return
    # One test picture may be like several training pictures. The neuron answers two alike, but not one and
    # its mirror image, whose colours stand in other places.
    alike = {pair.test for pair in pairs}
    torn = {pair.test for pair in pairs if not pair.mirrored and _is_torn(dataset, pair)}
    told = [text.text("own.alike.some", count=len(alike))]
    if torn:
        told.append(text.text("own.alike.torn", count=len(torn)))
    told.append(text.text("own.alike.shown", count=min(len(pairs), _MOST_PAIRS)))
    st.warning(join_sentences(told))
    visitor, train, test = own_visitor(), dataset.train_pictures, dataset.test_pictures
    places = [place for _ in range(_ROWS) for place in st.columns(_MOST_PAIRS // _ROWS)]
    for place, pair in zip(places, pairs, strict=False):
        names = {"train": train_names[pair.train], "test": test_names[pair.test]}
        captions = [text.text(f"own.alike.pair.{half}", file=name) for half, name in names.items()]
        with place:
            show_row(visitor, [train[pair.train], test[pair.test]], captions)


def _is_torn(dataset: Dataset, pair: Pair) -> bool:
    """Return whether the two are of different classes."""
    return bool(dataset.train_labels[0, pair.train] != dataset.test_labels[0, pair.test])
