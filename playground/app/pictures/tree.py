"""The folders of an archive as a tree: what each was taken for, and what a person makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from playground.app.session.quoting import plain
from playground.intake.layout import Place, folders_of, read_level, unite
from playground.intake.server.uploads import ReadPictures
from playground.intake.tree import tree_lines
from playground.intake.worker.zip_names import show_name, tidy_name
from playground.words.catalogue import Translator

MOST_LINES, MOST_NAMES = 40, 12
_COLUMNS = 4
_SHOWN_NAMES = 3


def show_tree(album: ReadPictures, text: Translator) -> ReadPictures:
    """Show the folders of an archive, and return its pictures with the classes that a person makes of them.

    A picture whose folders name no class has the class "".
    """
    with st.container(border=True):
        st.markdown(f"## {text.text('own.tree.title')}", anchors=False)
        understood = _choose_places(album, text)
        lines = st.container()
        called = _name_classes(list(dict.fromkeys(p.class_name for p in understood if p.class_name)), text)
        places = [Place(place.half, called.get(place.class_name, "")) for place in understood]
        with lines:
            _show_lines(album.file_names, places, text)
    return replace(
        album,
        class_names=tuple(place.class_name for place in places),
        halves=tuple(place.half for place in places),
    )


def _choose_places(album: ReadPictures, text: Translator) -> list[Place]:
    """Let a person say which folders name the classes; only where there are several, one within the other."""
    understood = [Place(*each) for each in zip(album.halves, album.class_names, strict=True)]
    depth = max(len(folders_of(path)) for path in album.file_names)
    if depth < 2:
        return understood
    levels = {level: _level_names(album.file_names, level) for level in range(depth)}
    chosen = st.selectbox(
        text.text("own.tree.level"),
        (None, *levels),
        format_func=lambda level: (
            text.text("own.tree.understood") if level is None else f"{level + 1}: {levels[level]}"
        ),
        key="own_level",
        help=text.text("own.tree.level_help"),
    )
    if chosen is None:
        return understood
    return [Place(place.half, tidy_name(place.class_name)) for place in read_level(album.file_names, chosen)]


def _level_names(paths: Sequence[str], level: int) -> str:
    names = list(dict.fromkeys(folders[level] for folders in map(folders_of, paths) if level < len(folders)))
    shown = ", ".join(map(show_name, names[:_SHOWN_NAMES]))
    return shown + (", …" if len(names) > _SHOWN_NAMES else "")


def _show_lines(paths: Sequence[str], places: Sequence[Place], text: Translator) -> None:
    lines = tree_lines(paths, places, text)
    st.code("\n".join(lines[:MOST_LINES]), language=None)
    if len(lines) > MOST_LINES:
        st.caption(text.text("own.tree.more", count=len(lines) - MOST_LINES))


def _name_classes(names: Sequence[str], text: Translator) -> Mapping[str, str]:
    """Let a person name each class; two of the same name become one, at first those that differ by case."""
    called = unite(names)
    if len(names) > MOST_NAMES:
        st.caption(text.text("own.tree.many", count=len(names), most=MOST_NAMES))
        return called
    for name, first in called.items():
        if name != first:
            st.caption(plain(text.text("own.tree.case", name=name, first=first)))
    places = [place for _ in range(0, len(names), _COLUMNS) for place in st.columns(_COLUMNS)]
    for name, place in zip(names, places, strict=False):
        typed = place.text_input(
            plain(text.text("own.tree.called", name=name)),
            value=called[name],
            max_chars=60,
            key=f"own_called_{name}",
        )
        called[name] = tidy_name(typed) or name
    return called
