"""The reading function for HDF5 files from which a person still chooses; it runs in a worker."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
_NAMES = ("list_classes", "class_names", "label_names", "target_names")
# How courses call pictures and labels, the lesson first; and the halves: a validation is the test where
# there is no other.
_PICTURES = ("set_x", "x", "images", "image", "imgs", "img", "pictures", "data", "features", "inputs")
_LABELS = ("set_y", "y", "labels", "label", "targets", "target")
_WORDS = {"train": ("train", "training"), "test": ("test", "testing", "val", "valid", "validation")}
_ALL = ""


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
    named &= not any(half.name_notes for half in opened)  # what was guessed can be corrected
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
            (data, _place(place, found, _find_keys(found, half) or _find_keys(found, _ALL), half))
            for data, place, found, half in zip(parts, places, keys, HALVES, strict=True)
        ]
    file = Message("intake.files.one")
    found = list_keys(parts[0], file)
    of_halves = [(half, pair) for half in HALVES if (pair := _find_keys(found, half))]
    half, pair = of_halves[0] if of_halves else ("train", _find_keys(found, _ALL))
    if len(of_halves) == 2:
        return [(parts[0], _place(file, found, pair, half)) for half, pair in of_halves]
    return [(parts[0], _place(file, found, pair, half))]


def _find_keys(keys: Sequence[str], half: str) -> tuple[str, str] | None:
    """Return the keys of the pictures and the labels of a half, or of all, however they are written."""
    written = {_bare(key): key for key in reversed(keys)}
    for word in _WORDS.get(half, (_ALL,)):
        found = [
            next((written[form] for form in _list_forms(word, names) if form in written), None)
            for names in (_PICTURES, _LABELS)
        ]
        if found[0] is not None and found[1] is not None:
            return found[0], found[1]
    return None


def _list_forms(word: str, names: Sequence[str]) -> Iterator[str]:
    """Yield how an array may be called: train_x, x_train; just x where there is no half."""
    for name in map(_bare, names):
        yield from (f"{word}{name}", f"{name}{word}") if word else (name,)


def _bare(key: str) -> str:
    """Return a key without what only divides its words, which some write and others do not: trainX."""
    return key.casefold().replace("/", "").replace("_", "")


def _place(file: Message, found: Sequence[str], keys: tuple[str, str] | None, half: str) -> Place:
    pictures, labels = keys or (f"{half}_set_x", f"{half}_set_y")  # that they are missing is said later
    return Place(file, pictures, labels, next((name for name in _NAMES if name in found), _NAMES[0]))


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
