"""Ask the neuron about pictures: bring them, choose the square that it sees, and see why it answers so."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, BinaryIO

import streamlit as st

from playground.app.browser.parts import show_cropper, show_part
from playground.app.browser.sheets import publish_picture
from playground.app.pictures.row import show_row
from playground.app.session import settings
from playground.app.session.entering import own_visitor
from playground.app.session.quoting import plain
from playground.app.session.visitors import OwnPicture
from playground.charts.pictures import SMOOTH_FROM
from playground.data.contents import Dataset, Pictures
from playground.data.cropping import MIDDLE, Crop
from playground.data.drawings import draw_sample
from playground.data.likeness import find_nearest
from playground.intake.refusal import Refused
from playground.intake.server.uploads import read_picture
from playground.study.telling import class_name
from playground.words.catalogue import Message, Translator
from playground.words.numbers import write_size

MOST_PICTURES = 12
NEAREST = 6
SAMPLES = ("other", "cat")
"""What is drawn, by its label."""

_SAME = 0.01
"""Pictures whose numbers from 0 to 1 differ by so much, as a root mean square, can hardly be told apart."""

_TURN, _PROBLEMS, _SELECTED, _REPORT = "_own_turn", "_own_problems", "_own_selected", "_own_report"


def show_sources(text: Translator) -> bool:
    """Let a person bring pictures: as files, from the camera, or drawn ones of ours. Return whether there are
    any.
    """
    turn = st.session_state.setdefault(_TURN, 0)
    files, others = st.columns([1.6, 1], vertical_alignment="bottom")
    brought = files.file_uploader(
        text.text("own.ask.files", most=MOST_PICTURES),
        accept_multiple_files=True,
        key=f"own_files_{turn}",
        help=text.text("own.ask.files_help"),
    )
    with others:
        photo = _show_other_sources(turn, text)
    if brought or photo:
        with st.spinner(text.text("own.reading")):
            st.session_state[_PROBLEMS] = _take([*brought, *([photo] if photo else [])])
        st.session_state[_TURN] = turn + 1  # an emptied uploader
        settings.run_again()
    problems = st.session_state.get(_PROBLEMS)
    if problems:
        told = (plain(text.text(problem)) for problem in problems)
        st.warning("\n\n".join(told), icon=":material/block:")
    if not own_visitor().pictures:
        st.markdown(text.text("own.ask.empty"))
    return bool(own_visitor().pictures)


def show_answers(dataset: Dataset, text: Translator) -> None:
    """Give the neuron's answers to the pictures their place; a click chooses the one that is looked into."""
    visitor = own_visitor()
    form = dataset.picture_shape[:2]
    tiles = [
        {"key": key, "name": picture.name, "address": publish_picture(visitor, picture.seen(form))}
        for key, picture in visitor.pictures.items()
    ]
    show_part(
        "asked",
        on_selected=_select,
        tiles=tiles,
        selected=_selected(),
        threshold=f"{settings.chosen('threshold'):g}",
        smooth=form[0] >= SMOOTH_FROM,
        title=text.text("own.ask.answers"),
        names=[class_name(name, text) for name in dataset.classes],
        described=text.pattern("own.ask.described"),
    )


def show_chosen(dataset: Dataset, text: Translator) -> None:
    """Show the chosen picture: which square the neuron sees, what speaks for and against, what is alike."""
    key = _selected()
    picture = own_visitor().pictures[key]
    crop, reasons = st.columns([1, 2])
    with crop:
        _show_crop(key, picture, dataset.picture_shape[:2], text)
    seen = picture.seen(dataset.picture_shape[:2])
    with reasons:
        _show_reasons(key, seen, dataset, text)
        _show_nearest(seen, dataset, text)


def _show_other_sources(turn: int, text: Translator) -> BinaryIO | None:
    with st.popover(text.text("own.ask.camera"), icon=":material/photo_camera:", width="stretch"):
        photo = st.camera_input(
            text.text("own.ask.camera"), label_visibility="collapsed", key=f"own_camera_{turn}"
        )
    with st.container(horizontal=True):
        for kind in reversed(SAMPLES):
            st.button(
                text.text(f"own.ask.try.{kind}"),
                icon=":material/brush:",
                disabled=_is_full(),
                on_click=_add_sample,
                args=(kind, text.text(f"own.ask.samples.{kind}")),
                key=f"own_sample_{kind}",
            )
    return photo


def _take(files: Sequence[BinaryIO]) -> list[Message]:
    """Read files that a person brought, and return a sentence for each that cannot be read."""
    problems: list[Message] = []
    for place, file in enumerate(files):
        if _is_full():
            left = len(files) - place
            return [*problems, Message("own.ask.full", name=file.name, count=left, most=MOST_PICTURES)]
        data = file.read()
        key = sha256(data).hexdigest()[:12]
        if key in own_visitor().pictures:
            problems.append(Message("own.ask.already", name=file.name))
            st.session_state[_SELECTED] = key
            continue
        try:
            _add(key, file.name, read_picture(data))
        except Refused as refused:
            problems.append(Message("own.refused", name=file.name, why=refused.message))
    return problems


def _add_sample(kind: str, name: str) -> None:
    pictures = own_visitor().pictures
    number = sum(key.startswith(f"{kind}-") for key in pictures)
    drawing = draw_sample(SAMPLES.index(kind), number)
    _add(f"{kind}-{number}", f"{name} {number + 1}", drawing.picture)


def _add(key: str, name: str, pixels: Pictures) -> None:
    """Put a picture first, and choose it."""
    own_visitor().put_picture(key, OwnPicture(name, pixels, MIDDLE))
    st.session_state[_SELECTED] = key


def _is_full() -> bool:
    return len(own_visitor().pictures) >= MOST_PICTURES


def _selected() -> str:
    pictures = own_visitor().pictures
    key = st.session_state.get(_SELECTED)
    return key if isinstance(key, str) and key in pictures else next(iter(pictures))


def _select(key: Any) -> None:
    if isinstance(key, str) and key in own_visitor().pictures:
        st.session_state[_SELECTED] = key
        st.session_state[_PROBLEMS] = []  # read, and done with


def _remove(keys: Sequence[str]) -> None:
    own_visitor().remove_pictures(keys)
    st.session_state[_PROBLEMS] = []


def _show_crop(key: str, picture: OwnPicture, form: tuple[int, int], text: Translator) -> None:
    def move(place: Any) -> None:
        try:
            crop = Crop(**{axis: float(place[axis]) for axis in ("x", "y", "share")})
        except (KeyError, TypeError, ValueError):  # not from our own script
            return
        own_visitor().put_picture(key, replace(picture, crop=crop))
        st.session_state[_REPORT] = place.get("number")

    st.markdown(f"## {text.text('own.ask.crop.title')}", anchors=False)
    height, width, _ = picture.pixels.shape
    show_cropper(
        move,
        key=key,
        answered=st.session_state.get(_REPORT, 0),
        address=publish_picture(own_visitor(), picture.pixels),
        size=[width, height],
        form=list(form[::-1]),
        crop={"x": picture.crop.x, "y": picture.crop.y, "share": picture.crop.share},
        alt=text.text("own.ask.crop.alt", name=picture.name),
        label=text.text("own.ask.crop.label"),
        place=text.pattern("own.ask.crop.place"),
    )
    st.caption(text.text("own.ask.crop.about"))
    with st.container(horizontal=True):
        for name, keys in (("one", [key]), ("all", list(own_visitor().pictures))):
            st.button(
                text.text(f"own.ask.remove.{name}"),
                icon=":material/delete:",
                on_click=_remove,
                args=(keys,),
                key=f"own_remove_{name}",
            )


def _show_reasons(key: str, seen: Pictures, dataset: Dataset, text: Translator) -> None:
    other, name = (class_name(each, text) for each in dataset.classes)
    st.markdown(f"## {text.text('own.ask.why.title')}", anchors=False)
    panels = ("map", "for", "against")
    show_part(
        "reasons",
        pixels=base64.b64encode(seen.tobytes()).decode(),
        titles=[text.text(f"own.ask.why.{panel}", name=name, other=other) for panel in panels],
        alts=[text.text(f"own.ask.why.alt.{panel}", name=name, other=other) for panel in panels],
    )
    show_part("tally", key=key, pattern=text.pattern("own.ask.tally"))


def _show_nearest(seen: Pictures, dataset: Dataset, text: Translator) -> None:
    st.markdown(f"## {text.text('own.ask.nearest.title')}", anchors=False)
    found = find_nearest(dataset, seen, NEAREST)
    names = [class_name(dataset.classes[near.label], text) for near in found]
    captions = [
        text.text("own.ask.nearest.caption", name=name, distance=write_size(near.distance, 1))
        for name, near in zip(names, found, strict=True)
    ]
    show_row(dataset, [dataset.train_pictures[near.index] for near in found], captions)
    if found[0].distance <= _SAME * seen.size**0.5:
        st.info(text.text("own.ask.nearest.trained"), icon=":material/school:")
    st.caption(text.text("own.ask.nearest.about"))
