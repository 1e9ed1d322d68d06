"""Bring a data set as HDF5 files: it is read for this session alone, and one chooses what they leave open."""

import re
from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.app.pictures import jobs
from playground.app.pictures.alike import show_alike
from playground.app.pictures.choosing import show_choice
from playground.app.session import settings
from playground.app.session.entering import own_visitor
from playground.app.session.quoting import plain
from playground.app.shell.navigation import TOOLS
from playground.data.contents import Dataset
from playground.intake.server.tables import Table, read_table
from playground.words.catalogue import ExplainedError, Message, Translator

_HALVES = ("train", "test")
_FILE_NAME = re.compile(r"(?:(?:train|test)_)?([\w-]{1,60})\.(?:h5|hdf5)", re.ASCII)
_DONE, _PROBLEM, _TABLE = "_own_brought", "_own_bring_problem", "_own_table"


def show_bringing(text: Translator) -> None:
    """Take two files, read them, and choose the data set."""
    st.markdown(text.text("own.bring.about"))
    files = [
        place.file_uploader(text.text(f"own.bring.{half}"), key=f"own_{half}_file")
        for half, place in zip(_HALVES, st.columns(2), strict=True)
    ]
    if st.button(
        text.text("own.bring.read"),
        type="primary",
        disabled=files[0] is None,
        icon=":material/upload_file:",
        key="own_bring",
    ):
        _begin([file for file in files if file is not None])
    read = jobs.collect("bring", text)
    if read is not None:
        _finish(read)
    if _TABLE in st.session_state:
        name, table = st.session_state[_TABLE]
        chosen = show_choice(name, table, text)
        if chosen is not None:
            _take(chosen)
    if _PROBLEM in st.session_state:
        st.error(plain(text.text(st.session_state[_PROBLEM])), icon=":material/block:")
    elif st.session_state.get(_DONE) in own_visitor().dataset_names:
        show_success(st.session_state[_DONE], text)


def show_success(name: str, text: Translator) -> None:
    """Say what a data set of the visitor's own holds, and lead to the playground."""
    dataset = own_visitor().find_dataset(name)
    height, width, _ = dataset.picture_shape
    other, one = dataset.classes
    st.success(
        text.text(
            "own.kept",
            name=name,
            train=dataset.train_labels.size,
            test=dataset.test_labels.size,
            height=height,
            width=width,
            one=one,
            other=other,
        ),
        icon=":material/check:",
    )
    if dataset.notes:
        told = [text.text("own.converted"), *(f"- {plain(text.text(note))}" for note in dataset.notes)]
        st.info("\n\n".join(told), icon=":material/swap_horiz:")
    if st.button(text.text("own.use"), type="primary", icon=":material/play_arrow:", key="own_brought_use"):
        st.switch_page(TOOLS["playground"], query_params=settings.write_address())
    show_alike(dataset, _numbers(dataset.train_labels.size), _numbers(dataset.test_labels.size), text)


def _numbers(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def keep(dataset: Dataset) -> str:
    """Keep a data set for this session, and choose it; see `Visitor.keep_dataset`."""
    name = own_visitor().keep_dataset(dataset)
    settings.request("dataset", name)
    return name


def _begin(files: Sequence[Any]) -> None:
    match = _FILE_NAME.fullmatch(files[0].name)
    name = match[1] if match and match[1] not in _HALVES else "mine"
    data = [file.getvalue() for file in files]
    for key in (_DONE, _PROBLEM, _TABLE):
        st.session_state.pop(key, None)
    jobs.begin("bring", lambda job: (name, read_table(data, cancelled=job.should_stop)))


def _finish(read: tuple[str, Table] | Message) -> None:
    if isinstance(read, Message):
        st.session_state[_PROBLEM] = read
        return
    name, table = read
    if not table.leaves_no_choice:
        st.session_state[_TABLE] = read
        return
    try:
        _take(table.choose(name, (0, 1), (table.classes[0], table.classes[1])))
    except ExplainedError as error:
        st.session_state[_PROBLEM] = error.message


def _take(dataset: Dataset) -> None:
    """Keep a data set and show it anew; where there is no room for it, say so."""
    try:
        st.session_state[_DONE] = keep(dataset)
    except ExplainedError as error:
        st.session_state[_PROBLEM] = error.message
        return
    for key in (_PROBLEM, _TABLE):
        st.session_state.pop(key, None)
    settings.run_again()
