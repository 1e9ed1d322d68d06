"""Read and check one HDF5 file in the layout of the lesson."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from playground.datasets.checking import (
    Half,
    Header,
    Place,
    check_bytes,
    check_classes,
    check_half,
    classes_not_two,
    listed,
)
from playground.datasets.contents import DatasetError
from playground.i18n import Message

# What h5py raises for a damaged or foreign file, by trial: it has no exception of its own.
_H5PY_ERRORS = (OSError, KeyError, RuntimeError, ValueError, TypeError)


def read_half(path: Path, half: str) -> Half:
    """Read one file and check what can be checked without the other half."""
    with opened_entries(path, half) as entries:
        place = entries.header.place
        return Half(
            entries.header,
            _read(place.file, place.pictures, entries.pictures),
            _read(place.file, place.labels, entries.labels),
        )


@dataclass(frozen=True, eq=False)
class _Entries:
    """One open file whose header has been checked."""

    header: Header
    pictures: h5py.Dataset
    labels: h5py.Dataset


@contextmanager
def opened_entries(path: Path, half: str) -> Iterator[_Entries]:
    """Open a file and check its header: types, shapes and class names."""
    place = Place(path.name, f"{half}_set_x", f"{half}_set_y", "list_classes")
    with _opened(path) as file:
        pictures, labels, classes = (
            _entry(file, place.file, key) for key in (place.pictures, place.labels, place.classes)
        )
        size = check_half(place, pictures, labels)
        header = Header(place, size, check_classes(place, _read_classes(place, classes)))
        yield _Entries(header, pictures, labels)


@contextmanager
def _opened(path: Path) -> Iterator[h5py.File]:
    """Open a file for reading; nothing but a `DatasetError` leaves the block."""
    with h5py_errors_as(Message("datasets.errors.cannot_open", file=path.name)):
        if not path.is_file():
            raise OSError
        # h5py calls a file that may not be read no HDF5 file, so see first that it can be.
        with path.open("rb"):
            known = h5py.is_hdf5(path)
    if not known:
        raise DatasetError(Message("datasets.errors.not_hdf5", file=path.name))
    with h5py_errors_as(Message("datasets.errors.damaged", file=path.name)), h5py.File(path, "r") as file:
        yield file


def _entry(file: h5py.File, file_name: str, key: str) -> h5py.Dataset:
    """Return the data set under a key, which must lie in this very file."""
    where = {"file": file_name, "entry": key}
    links = file.id.links
    # Asked of the link and not of what it points to, so that a link to another file is never followed.
    if not links.exists(key.encode()):
        found = listed(sorted(file, key=str)) if len(file) else Message("datasets.errors.none")
        raise DatasetError(Message("datasets.errors.key_missing", found=found, **where))
    if links.get_info(key.encode()).type != h5py.h5l.TYPE_HARD:
        raise DatasetError(Message("datasets.errors.key_elsewhere", **where))
    entry = file[key]
    if not isinstance(entry, h5py.Dataset):
        raise DatasetError(Message("datasets.errors.key_no_array", **where))
    if entry.external or entry.is_virtual:
        raise DatasetError(Message("datasets.errors.key_elsewhere", **where))
    # A compressed chunk is unpacked whole, and it may be larger than the array it belongs to.
    values = max(math.prod(entry.shape or ()), math.prod(entry.chunks or ()))
    check_bytes(where, values * entry.dtype.itemsize)
    return entry


def _read(file: str, key: str, entry: h5py.Dataset) -> NDArray[Any]:
    with h5py_errors_as(Message("datasets.errors.key_unreadable", file=file, entry=key)):
        return np.asarray(entry[()])


def _read_classes(place: Place, entry: h5py.Dataset) -> list[str]:
    strings = h5py.check_string_dtype(entry.dtype) is not None
    if not strings or entry.shape != (2,):
        raise classes_not_two(place, f"{entry.dtype} {entry.shape}")
    names = [bytes(name) for name in _read(place.file, place.classes, entry)]
    try:
        return [name.decode() for name in names]
    except UnicodeDecodeError as error:
        raise classes_not_two(place, listed(names)) from error


@contextmanager
def h5py_errors_as(message: Message) -> Iterator[None]:
    """Turn whatever h5py or the system raises in the block into a `DatasetError` with this message."""
    try:
        yield
    except DatasetError:
        raise
    except _H5PY_ERRORS as error:
        raise DatasetError(message) from error
