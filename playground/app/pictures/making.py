"""Make a data set of pictures: two piles of files, or a ZIP with a folder for each class."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.app.pictures import jobs
from playground.app.pictures.alike import show_alike
from playground.app.pictures.bringing import keep
from playground.app.pictures.choosing import choose_split
from playground.app.pictures.row import show_row
from playground.app.pictures.tree import show_tree
from playground.app.session import settings
from playground.app.session.background import Job
from playground.app.session.entering import own_visitor
from playground.app.session.quoting import plain
from playground.app.shell.navigation import TOOLS
from playground.data.building import DEFAULT_SIZE, BuildingError, BuiltDataset, Sample, build_from_pictures
from playground.data.contents import Dataset
from playground.data.writing import pack_pair
from playground.intake.layout import TEST, VALIDATION, are_halves, find_tested
from playground.intake.names import has_markup
from playground.intake.server.uploads import ReadPictures, read_pictures, read_zip
from playground.words.catalogue import ExplainedError, Message, Translator
from playground.words.numbers import write_percent, write_size

SIZES = (16, 32, 48, 64, 96, 128)
WAYS = ("piles", "zip")
SPLITS = ("given", "anew")
_OTHERS = re.compile(r"(no|non|not|other|others|rest|negative|0)\b|[非不无没其]", re.IGNORECASE)
"""How the names of folders begin that hold everything else."""

_SOME = 3  # pictures of each class and half that are shown
_ALBUM, _PROBLEM, _ASKED, _MADE = "_own_album", "_own_make_problem", "_own_make_asked", "_own_made"
_FEW_NOTES = 8  # are shown at once


def show_making(text: Translator) -> None:
    """Take pictures, read them, split them, and offer the data set for training and for download: in three
    steps, with what most people leave as it is behind the third.
    """
    way = _choose_way(text)
    files = _show_piles(text) if way == "piles" else _show_archive(text)
    _head("train", 3 if way == "piles" else 2, text)
    advanced = st.expander(text.text("own.make.advanced"))
    with advanced:
        size = _show_size(text)
    if not files and st.session_state.get(_ALBUM, (None,))[0] != way:
        st.caption(text.text(f"own.make.missing.{way}"))
    if st.button(
        text.text("own.make.read"),
        type="primary",
        disabled=not files,
        icon=":material/photo_library:",
        key="own_make",
    ):
        _begin(way, files, size)
    read = jobs.collect("make", text)
    if isinstance(read, Message):
        st.session_state[_PROBLEM] = read
    elif read is not None:
        st.session_state[_PROBLEM] = None
        st.session_state[_ALBUM] = (way, read)
    if st.session_state.get(_PROBLEM) is not None:
        st.error(plain(text.text(st.session_state[_PROBLEM])), icon=":material/block:")
    read_as, album = st.session_state.get(_ALBUM, (None, None))
    if album is not None and read_as == way:
        if st.session_state.get(_PROBLEM) is not None:
            st.caption(text.text("own.make.before"))
        elif files and st.session_state[_ASKED] != _mark(files, size):
            st.info(text.text("own.make.changed"))
        _show_album(album, way, advanced, text)


def _head(step: str, number: int, text: Translator) -> None:
    st.markdown(f"## {number} · {text.text(f'own.make.steps.{step}')}", anchors=False)


def forget_made(name: str) -> None:
    """Forget the pictures that were read too, where the data set of this name was made of them last."""
    if st.session_state.get(_MADE) == name:
        for key in (_ALBUM, _PROBLEM, _MADE):
            st.session_state.pop(key, None)


def _choose_way(text: Translator) -> str:
    return str(
        st.segmented_control(
            text.text("own.make.way"),
            WAYS,
            required=True,
            default=WAYS[0],
            format_func=lambda way: text.text(f"own.make.ways.{way}"),
            key="own_way",
            persist_state="session",
            label_visibility="collapsed",
        )
    )


def _show_piles(text: Translator) -> list[tuple[str, Any]]:
    """Return (class name, file) of all files in both piles; nothing where a pile is empty."""
    labels = (1, 0)
    _head("names", 1, text)
    names = [
        place.text_input(
            text.text(f"own.make.names.{label}"),
            value=text.text(f"own.make.names.default{label}"),
            max_chars=60,
            key=f"own_name_{label}",
            persist_state="session",
        )
        for place, label in zip(st.columns(2), labels, strict=True)
    ]
    _head("files", 2, text)
    piles = []
    for place, label, name in zip(st.columns(2), labels, names, strict=True):
        files = place.file_uploader(
            plain(text.text("own.make.files", name=name)),
            accept_multiple_files=True,
            key=f"own_pile_{label}",
        )
        piles.append([(name, file) for file in files])
    return [entry for pile in piles for entry in pile] if all(piles) else []


def _show_archive(text: Translator) -> list[tuple[str, Any]]:
    _head("archive", 1, text)
    archive = st.file_uploader(text.text("own.make.archive"), key="own_archive")
    return [("", archive)] if archive else []


def _show_size(text: Translator) -> int:
    return int(
        st.select_slider(
            text.text("own.make.size.label"),
            SIZES,
            value=DEFAULT_SIZE,
            format_func=lambda size: f"{size} × {size}",
            help=text.text("own.make.size.help"),
            key="own_size",
            persist_state="session",
        )
    )


def _begin(way: str, files: Sequence[tuple[str, Any]], size: int) -> None:
    contents = [(name, file.name, file.getvalue()) for name, file in files]
    st.session_state[_PROBLEM] = None
    st.session_state[_ASKED] = _mark(files, size)

    def read(job: Job[ReadPictures]) -> ReadPictures:
        watched: dict[str, Any] = {
            "cancelled": job.should_stop,
            "on_progress": job.note,
            "on_wait": job.wait_for,
        }
        if way == "zip":
            return read_zip(contents[0][2], size, **watched)
        return read_pictures(contents, size, **watched)

    jobs.begin("make", read)


def _mark(files: Sequence[tuple[str, Any]], size: int) -> tuple[Any, ...]:
    """Return what tells one choice of files and size from another."""
    return size, *((name, file.file_id) for name, file in files)


def _show_album(album: ReadPictures, way: str, advanced: DeltaGenerator, text: Translator) -> None:
    _show_notes(album, text)
    if way == "zip":
        album = show_tree(album, text)
    names = [name for name in dict.fromkeys(album.class_names) if name]
    if way == "zip":
        names.sort(key=_rank_class)
    if len(names) < 2:
        name = names[0] if names else ""
        st.error(plain(text.text("own.make.one_class", name=name)), icon=":material/block:")
        return
    # Of two piles it is said already which is which: the first is class 1.
    classes = _choose_classes(names, text) if way == "zip" else (names[1], names[0])
    if way == "zip" and are_halves(classes) and not _are_meant(classes, text):
        return
    with advanced:
        share, seed, name = _show_split(_is_split(album, classes), text)
    try:
        built = _build(album, classes, share, seed, name)
    except ExplainedError as error:
        st.error(plain(text.text(error.message)), icon=":material/block:")
        return
    _show_balance(built, text)
    if share is None:
        _tell_validation(album, classes, text)
    _show_some(built.dataset, text)
    show_alike(built.dataset, built.train_files, built.test_files, text)
    _show_ways_on(built, text)


def _show_notes(album: ReadPictures, text: Translator) -> None:
    if album.notes:
        told, few = text.text("own.make.notes", count=len(album.notes)), len(album.notes) <= _FEW_NOTES
        with st.expander(told, icon=":material/info:", expanded=few):
            for note in album.notes:
                st.markdown(plain(text.text(note)))


def _choose_classes(names: Sequence[str], text: Translator) -> tuple[str, str]:
    """Return the names of classes 0 and 1; of a ZIP's folders a person says which is which."""
    one, other = st.columns(2)
    with one:
        first = _choose_class(1, names, text)
    with other:
        second = _choose_class(0, [name for name in names if name != first], text)
    unused = [name for name in names if name not in (first, second)]
    if unused:
        st.caption(plain(text.text("own.make.unused", names=", ".join(unused), count=len(unused))))
    return second, first


def _rank_class(name: str) -> tuple[bool, str]:
    """Return a key that puts first what a neuron would look for, in whatever order folders were packed."""
    return bool(_OTHERS.match(name)), name


def _choose_class(label: int, names: Sequence[str], text: Translator) -> str:
    key = f"own_class_{label}"
    if st.session_state.get(key) not in names:  # chosen for pictures that were here before
        st.session_state[key] = names[0]
    return str(st.selectbox(text.text(f"own.make.names.{label}"), names, key=key))


def _are_meant(classes: tuple[str, str], text: Translator) -> bool:
    """Say that classes are called like the halves of a data set; return whether a person wants them so."""
    zero, one = classes
    st.warning(plain(text.text("own.make.like_halves", zero=zero, one=one)), icon=":material/warning:")
    return st.checkbox(text.text("own.make.are_classes"), key=f"own_are_classes_{zero}_{one}")


def _is_split(album: ReadPictures, classes: tuple[str, str]) -> bool:
    """Whether the folders split the two classes into training and test; that a half lacks one is said when it
    is built.
    """
    pictures = zip(album.class_names, find_tested(album.halves), strict=True)
    return len({tested for name, tested in pictures if name in classes}) == 2


def _show_split(is_split: bool, text: Translator) -> tuple[float | None, int, str]:
    """Return the share for the test, None for the split that is given, the seed, and the data set's name."""
    if is_split and _keeps_split(text):
        return None, 0, _show_name(st.container(), text)
    share_place, seed_place, name_place = st.columns(3)
    share, seed = choose_split(share_place, seed_place, text)
    return share, seed, _show_name(name_place, text)


def _keeps_split(text: Translator) -> bool:
    chosen = st.segmented_control(
        text.text("own.make.split.label"),
        SPLITS,
        required=True,
        default=SPLITS[0],
        format_func=lambda split: text.text(f"own.make.split.{split}"),
        key="own_split",
        persist_state="session",
    )
    return str(chosen) == SPLITS[0]


def _show_name(place: DeltaGenerator, text: Translator) -> str:
    return place.text_input(
        text.text("own.make.name.label"),
        value="mine",
        max_chars=40,
        help=text.text("own.make.name.help"),
        key="own_dataset_name",
        persist_state="session",
    )


def _build(
    album: ReadPictures, classes: tuple[str, str], share: float | None, seed: int, name: str
) -> BuiltDataset:
    for each in filter(has_markup, classes):
        raise BuildingError(Message("own.make.markup", name=each))
    samples: dict[str, list[Sample]] = {}
    pictures = zip(album.class_names, album.file_names, album.squares, find_tested(album.halves), strict=True)
    for class_name, file, square, tested in pictures:
        samples.setdefault(class_name, []).append(Sample(file, square, tested=tested))
    size = album.squares.shape[1]
    return build_from_pictures(name, samples, classes, size=size, test_share=share, seed=seed)


def _show_balance(built: BuiltDataset, text: Translator) -> None:
    for count in built.balance[::-1]:
        st.markdown(text.text("own.make.count", name=count.class_name, train=count.train, test=count.test))
    baseline = built.dataset.test_baseline
    st.caption(
        text.text("own.make.baseline", name=baseline.class_name, percent=write_percent(baseline.percent))
    )


def _tell_validation(album: ReadPictures, classes: tuple[str, str], text: Translator) -> None:
    """Say what became of the pictures for validation, a third half that this neuron has no use for."""
    pictures = zip(album.halves, album.class_names, strict=True)
    count = sum(half == VALIDATION and name in classes for half, name in pictures)
    if count:
        became = "learned" if TEST in album.halves else "tested"
        st.caption(text.text(f"own.make.validation.{became}", count=count))


def _show_some(dataset: Dataset, text: Translator) -> None:
    """Show a few pictures as the neuron will see them, of each class in each half."""
    st.caption(text.text("own.make.some", size=dataset.picture_shape[0]))
    halves = {
        "train": (dataset.train_pictures, dataset.train_labels[0]),
        "test": (dataset.test_pictures, dataset.test_labels[0]),
    }
    for (half, (pictures, labels)), place in zip(halves.items(), st.columns(len(halves)), strict=True):
        chosen = [int(i) for label in (1, 0) for i in np.flatnonzero(labels == label)[:_SOME]]
        with place:
            st.caption(text.text(f"own.make.halves.{half}"))
            show_row(
                own_visitor(),
                [pictures[i] for i in chosen],
                [dataset.classes[labels[i]] for i in chosen],
            )


def _train_on(dataset: Dataset, text: Translator) -> None:
    try:
        st.session_state[_MADE] = keep(dataset)
    except ExplainedError as error:
        st.error(plain(text.text(error.message)), icon=":material/block:")
        return
    st.switch_page(TOOLS["playground"], query_params=settings.write_address())


def _show_ways_on(built: BuiltDataset, text: Translator) -> None:
    dataset = built.dataset
    train, test = pack_pair(dataset)
    with st.container(horizontal=True):
        if st.button(text.text("own.use"), type="primary", icon=":material/play_arrow:", key="own_use"):
            _train_on(dataset, text)
        for half, content in (("train", train), ("test", test)):
            st.download_button(
                text.text(
                    "own.make.download",
                    file=f"{half}_{dataset.name}.h5",
                    size=write_size(len(content) / 1000),
                ),
                content,
                f"{half}_{dataset.name}.h5",
                "application/x-hdf5",
                icon=":material/download:",
                key=f"own_download_{half}",
            )
