"""The reading function for HDF5 files from which a person still chooses; it runs in a worker."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack

import numpy as np
from numpy.typing import NDArray

from playground.data.checking import Half, Place, check_same
from playground.data.contents import DatasetError
from playground.intake.server.pairs import HALVES, check_names
from playground.intake.wire import Answer, message_as_text
from playground.intake.worker.hdf5 import list_keys, opened_half
from playground.intake.worker.pair_task import with_all_names
from playground.words.catalogue import Message

MOST_CLASSES = 1000
_NAMES = "list_classes"
# Pictures and labels, as the lesson calls them first; then as other courses do.
_OF_HALF = (("{}_set_x", "{}_set_y"), ("{}_x", "{}_y"), ("x_{}", "y_{}"), ("{}_images", "{}_labels"))
_OF_ALL = (("x", "y"), ("X", "Y"), ("images", "labels"), ("pictures", "labels"), ("data", "labels"))


def read_table_parts(
    parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Callable[[int, int], None]
) -> Answer:
    """Read pictures and labels of one file or two; all headers are checked before a picture is unpacked."""
    del on_progress  # files of this size take no time worth showing
    with ExitStack() as stack:
        opened = [
            stack.enter_context(opened_half(data, place, settings["unpacked_bytes"], MOST_CLASSES))
            for data, place in find_places(parts)
        ]
        headers = with_all_names([half.header for half in opened])
        for header in headers:
            check_names(header)
            check_same(headers[0], header)
        halves = [half.read() for half in opened]
    labels, classes, named = _number_classes(halves, headers[0].classes)
    arrays = {f"{name}_pictures": half.pictures for name, half in zip(HALVES, halves, strict=False)}
    arrays |= {f"{name}_labels": of_half for name, of_half in zip(HALVES, labels, strict=False)}
    notes = tuple(message_as_text(note) for half in halves for note in half.notes)
    return Answer(arrays, {"classes": classes, "notes": notes, "named": ("yes",) if named else ()})


def find_places(parts: Sequence[bytes]) -> list[tuple[bytes, Place]]:
    """Return in which file and under which keys the pictures are: of both halves, or of all together."""
    if len(parts) == 2:
        places = [Message("intake.files.train"), Message("intake.files.test")]
        keys = [list_keys(data, place) for data, place in zip(parts, places, strict=True)]
        return [
            (data, _place(place, _find_keys(found, half, _OF_HALF + _OF_ALL), half))
            for data, place, found, half in zip(parts, places, keys, HALVES, strict=True)
        ]
    file = Message("intake.files.one")
    found = list_keys(parts[0], file)
    of_halves = [(half, pair) for half in HALVES if (pair := _find_keys(found, half, _OF_HALF))]
    half, pair = of_halves[0] if of_halves else ("train", _find_keys(found, "", _OF_ALL))
    if len(of_halves) == 2:
        return [(parts[0], _place(file, pair, half)) for half, pair in of_halves]
    return [(parts[0], _place(file, pair, half))]


def _find_keys(keys: Sequence[str], half: str, patterns: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    pairs = ((x.format(half), y.format(half)) for x, y in patterns)
    return next((pair for pair in pairs if set(pair) <= set(keys)), None)


def _place(file: Message, keys: tuple[str, str] | None, half: str) -> Place:
    pictures, labels = keys or (f"{half}_set_x", f"{half}_set_y")  # that they are missing is said later
    return Place(file, pictures, labels, _NAMES)


def _number_classes(
    halves: Sequence[Half], names: Sequence[str]
) -> tuple[list[NDArray[np.int64]], tuple[str, ...], bool]:
    """Return each half's labels as places in the list of classes, that list, and whether it was given."""
    found = [np.unique(half.labels.reshape(-1), return_inverse=True) for half in halves]
    values = sorted({int(value) for uniques, _ in found for value in uniques})
    place = halves[0].header.place
    where = {"file": place.file, "entry": place.labels}
    if len(values) > MOST_CLASSES:
        count = {"found": len(values), "most": MOST_CLASSES}
        raise DatasetError(Message("datasets.errors.too_many_classes", **where, **count))
    if len(values) < 2:
        raise DatasetError(Message("datasets.errors.one_class", found=str(values[0]), **where))
    named = bool(names) and values[0] >= 0 and values[-1] < len(names)
    at = {value: place for place, value in enumerate(values)}
    labels = [np.array([at[int(value)] for value in uniques])[inverse] for uniques, inverse in found]
    return labels, tuple(names[value] if named else str(value) for value in values), named
