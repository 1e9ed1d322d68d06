"""The reading function for a pair of HDF5 files; runs in a worker."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playground import hdf5
from playground.datasets.checking import Half, Header, Place, build_header, check_same
from playground.datasets.files import check_entries, place_in_file
from playground.i18n import Message
from playground.intake.names import has_markup
from playground.intake.refusal import Refused
from playground.intake.wire import Answer

HALVES = ("train", "test")


def place(half: str) -> Place:
    """Return how sentences name the file of a half: by what it is for, whatever the upload is called."""
    return place_in_file(Message(f"intake.files.{half}"), half)


def read_pair(
    parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Callable[[int, int], None]
) -> Answer:
    """Read the two files of a data set; both headers are checked before any picture is unpacked."""
    del on_progress  # two files of this size take no time worth showing
    opened = [
        check_entries(hdf5.BytesSource(part), place(half), settings["unpacked_bytes"])
        for half, part in zip(HALVES, parts, strict=True)
    ]
    for entries in opened:
        check_names(entries.header)
    check_same(opened[0].header, opened[1].header)
    arrays: dict[str, Any] = {}
    for half, entries in zip(HALVES, opened, strict=True):
        found = entries.read()
        arrays |= {f"{half}_pictures": found.pictures, f"{half}_labels": found.labels}
    return Answer(arrays, {"classes": opened[0].header.classes})


def half_of(answer: Answer, half: str) -> Half:
    """Return one half of what a worker sent, checked once more: a worker could have been taken over."""
    arrays = answer.arrays[f"{half}_pictures"], answer.arrays[f"{half}_labels"]
    header = build_header(place(half), *arrays, answer.texts["classes"])
    check_names(header)
    return Half(header, *arrays)


def check_names(header: Header) -> None:
    """Refuse class names with markup: names stand in many places, and not all of them are plain text."""
    for name in header.classes:
        if has_markup(name):
            values = {"file": header.place.file, "entry": header.place.classes, "name": name}
            raise Refused(Message("intake.errors.markup", **values))
