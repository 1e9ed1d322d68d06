"""Read and check one HDF5 file in the layout of the lesson, from wherever its bytes come.

All files go through `playground.hdf5`, those found in a folder too. For these that happens in this very
process: whoever can put a file there can as well change the program, and the reader is bounded in time and
memory by the length of the file and by `MAX_PICTURE_BYTES`. What a stranger uploads is read in a process of
its own (`playground.intake`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from playground import hdf5
from playground.datasets.checking import (
    MAX_PICTURE_BYTES,
    Half,
    Header,
    Place,
    build_header,
    check_bytes,
    check_half,
    classes_not_two,
    listed,
)
from playground.datasets.contents import DatasetError
from playground.i18n import Message


def place_in_file(file: str | Message, half: str) -> Place:
    """Return where the lesson keeps one half, ``train`` or ``test``, in a file of its own."""
    return Place(file, f"{half}_set_x", f"{half}_set_y", "list_classes")


@dataclass(frozen=True, eq=False)
class Entries:
    """The header of one file, checked, and its pictures and labels, not read yet."""

    header: Header
    pictures: hdf5.Entry
    labels: hdf5.Entry

    def read(self) -> Half:
        """Read pictures and labels."""
        place = self.header.place
        return Half(
            self.header,
            _read(place, place.pictures, self.pictures),
            _read(place, place.labels, self.labels),
        )


@contextmanager
def opened_entries(path: Path, half: str) -> Iterator[Entries]:
    """Open a file and check its header: types, shapes and class names."""
    with _system_errors_as(Message("datasets.errors.cannot_open", file=path.name)):
        if not path.is_file():
            raise OSError
        with hdf5.opened(path) as source:
            yield check_entries(source, place_in_file(path.name, half))


def check_entries(source: hdf5.Source, place: Place, max_bytes: int = MAX_PICTURE_BYTES) -> Entries:
    """Check the header of a file, of which no array may unpack to more than `max_bytes`.

    Raises
    ------
    DatasetError
        The file cannot be read, or is not laid out as the lesson's are.
    """
    try:
        file = hdf5.File(source)
    except hdf5.NotHdf5 as error:
        raise DatasetError(Message("datasets.errors.not_hdf5", file=place.file)) from error
    except hdf5.Unreadable as error:
        values = {"file": place.file, "reason": error.message}
        raise DatasetError(Message("datasets.errors.damaged", **values)) from error
    pictures, labels, classes = (
        _entry(file, place, key, max_bytes) for key in (place.pictures, place.labels, place.classes)
    )
    # Before the names are read: what is wrong with the pictures matters more.
    check_half(place, pictures, labels)
    header = build_header(place, pictures, labels, _read_classes(place, classes))
    return Entries(header, pictures, labels)


def _entry(file: hdf5.File, place: Place, key: str, max_bytes: int) -> hdf5.Entry:
    """Return the array under a key, which must lie in this very file."""
    where = {"file": place.file, "entry": key}
    if key not in file.names:
        found = listed(file.names) if file.names else Message("datasets.errors.none")
        swapped = _other_half(key) in file.names
        told = "datasets.errors.swapped" if swapped else "datasets.errors.key_missing"
        raise DatasetError(Message(told, found=found, **where))
    with _reader_errors_as(place, key):
        entry = file.entry(key)
    check_bytes(where, entry.unpacked_bytes, max_bytes)
    return entry


def _other_half(key: str) -> str:
    """Return the key under which the other half keeps the same."""
    half, _, rest = key.partition("_")
    return f"{'test' if half == 'train' else 'train'}_{rest}"


def _read(place: Place, key: str, entry: hdf5.Entry) -> NDArray[Any]:
    with _reader_errors_as(place, key):
        return entry.read()


def _read_classes(place: Place, entry: hdf5.Entry) -> list[str]:
    if entry.dtype.kind not in "SO" or entry.shape != (2,):
        raise classes_not_two(place, f"{entry.dtype} {entry.shape}")
    names = [bytes(name) for name in _read(place, place.classes, entry)]
    try:
        return [name.decode() for name in names]
    except UnicodeDecodeError as error:
        raise classes_not_two(place, listed(names)) from error


@contextmanager
def _reader_errors_as(place: Place, key: str) -> Iterator[None]:
    """Say of which array it is that it cannot be read."""
    where = {"file": place.file, "entry": key}
    try:
        yield
    except hdf5.NoArray as error:
        raise DatasetError(Message("datasets.errors.key_no_array", **where)) from error
    except hdf5.Elsewhere as error:
        values = {**where, "found": error.message}
        raise DatasetError(Message("datasets.errors.key_elsewhere", **values)) from error
    except hdf5.Unreadable as error:
        values = {**where, "reason": error.message}
        raise DatasetError(Message("datasets.errors.key_unreadable", **values)) from error


@contextmanager
def _system_errors_as(message: Message) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatasetError(message) from error
