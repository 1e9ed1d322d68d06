"""Numbers that mean pictures or labels but are stored as another type, as `np.zeros` and h5py make them.

What has only one meaning is converted, and a note says so; what could mean several things is refused, with
the line of Python that mends it. All is done piece by piece: float64 is eight times as long as bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.checking import (
    HasHeader,
    Place,
    counts_differ,
    labels_shape,
    labels_type,
    pictures_shape,
    pictures_type,
)
from playground.data.contents import DatasetError
from playground.words.catalogue import Message
from playground.words.numbers import write_digits

_PIECE = 2**20
_WHITE = 255
# With these, 0 to 255 could be the dark end of something else.
_UNCLEAR_TYPES = {"uint16": "sixteen", "int8": "signed"}
_AS_BYTES = 'x = x.astype("uint8")'
_STRETCH = 'x = ((x - x.min()) / (x.max() - x.min()) * 255).round().astype("uint8")'
_MEND = {
    "nan": "x = np.nan_to_num(x, posinf=0, neginf=0)",
    "sixteen": 'x = (x // 257).astype("uint8")',
    "signed": 'x = x.view("uint8")',
    "negative": _STRETCH,
    "beyond": _STRETCH,
    "zero_one": 'x = (x * 255).astype("uint8")',
    "fractions": 'x = x.round().astype("uint8")',
}


@dataclass(frozen=True)
class Scale:
    """How numbers become bytes: times `factor`, rounded. `how` says it: a key of ``datasets.converted``."""

    factor: int
    how: str


# --- Pictures ------------------------------------------------------------


def check_convertible(place: Place, pictures: HasHeader, labels: HasHeader) -> tuple[int, int, int]:
    """Check types and shapes as far as they can be converted; return (height, width, 3) of one picture."""
    shape, where = pictures.shape, {"file": place.file, "entry": place.pictures}
    if pictures.dtype.kind not in "biuf" or pictures.dtype.itemsize > 8:
        raise pictures_type(place, pictures.dtype)
    axes = find_axes(shape)
    if shape is None or axes is None or _is_last(shape, labels):
        raise pictures_shape(place, shape, labels)
    if 0 in shape:
        raise DatasetError(Message("datasets.errors.no_pictures", found=str(shape), **where))
    count = _count_labels(place, labels, shape[0])
    if count != shape[0]:
        raise counts_differ(place, shape[0], count)
    return shape[axes[1]], shape[axes[2]], 3


def find_axes(shape: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """Return which axes are those of pictures, height, width and, if there is one, of colours.

    None where that is not clear: up to four numbers last may be colours, and one row, or three, all points.
    """
    match shape:
        case (_, _, _, 1 | 3):
            return 0, 1, 2, 3
        case (_, 1 | 3, _, width) if width > 4:
            return 0, 2, 3, 1
        case (_, height, width) if width > 4 and height not in (1, 3):
            return 0, 1, 2
    return None


def _is_last(shape: tuple[int, ...], labels: HasHeader) -> bool:
    """Whether it is the last axis that has one place for each label, as MATLAB writes pictures."""
    return shape[-1] > 4 and shape[-1] == max(labels.shape or (0,)) != shape[0]


def find_scale(place: Place, dtype: np.dtype[Any], blocks: Iterable[NDArray[Any]]) -> Scale:
    """Return how numbers become bytes, from their type and their values.

    Raises
    ------
    DatasetError
        They are no numbers from 0 to 255 or from 0 to 1, or could be either.
    """
    low, high, whole, stepped = np.inf, -np.inf, True, True
    for piece in _pieces(blocks):
        values = piece.astype(np.float64)
        if not np.isfinite(values).all():
            raise _unclear(place, str(dtype), "nan")
        low, high = min(low, values.min()), max(high, values.max())
        whole = whole and not (values % 1).any()
        stepped = stepped and np.allclose(values * _WHITE, np.rint(values * _WHITE), rtol=0, atol=0.01)
    doubt = _find_doubt(str(dtype), low, high, whole)
    if dtype.kind == "b" and doubt == "zero_one":
        return Scale(_WHITE, "black_white")
    if doubt is not None:
        raise _unclear(place, f"{dtype}, {write_digits(low, 6)} … {write_digits(high, 6)}", doubt)
    if high > 1 or high == 0:
        return Scale(1, "whole")
    return Scale(_WHITE, "unit" if stepped else "rounded")


def _find_doubt(dtype: str, low: float, high: float, whole: bool) -> str | None:
    """Return why numbers could mean several things, as a key of ``datasets.doubt``; None if they cannot."""
    if dtype in _UNCLEAR_TYPES:
        return _UNCLEAR_TYPES[dtype]
    if low < 0:
        return "negative"
    if high > _WHITE:
        return "beyond"
    if whole:
        return "zero_one" if high == 1 else None
    return "fractions" if high > 1 else None


def check_whites(place: Place, pictures: NDArray[np.uint8]) -> None:
    """Check that bytes are no picture of zeros and ones, which would be nearly black."""
    if pictures.max() == 1:
        raise _unclear(place, f"{pictures.dtype}, 0 … 1", "zero_one")


def to_bytes(block: NDArray[Any], scale: Scale) -> NDArray[np.uint8]:
    """Return numbers as bytes, in their shape."""
    found = [np.rint(piece * float(scale.factor)).astype(np.uint8) for piece in _pieces([block])]
    return np.concatenate(found).reshape(block.shape)


def _pieces(blocks: Iterable[NDArray[Any]]) -> Iterator[NDArray[Any]]:
    for block in blocks:
        flat = block.reshape(-1)
        for start in range(0, len(flat), _PIECE):
            yield flat[start : start + _PIECE]


def _unclear(place: Place, found: str, doubt: str) -> DatasetError:
    values = {"found": found, "why": Message(f"datasets.doubt.{doubt}"), "line": _MEND[doubt]}
    where = {"file": place.file, "entry": place.pictures}
    return DatasetError(Message("datasets.errors.pictures_unclear", **where, **values))


# --- Labels ------------------------------------------------------------


def _count_labels(place: Place, labels: HasHeader, count: int) -> int:
    """Return how many labels there are for so many pictures: one a value, or one a row or column."""
    shape = labels.shape
    if labels.dtype.kind not in "biuf" or labels.dtype.itemsize > 8:
        raise labels_type(place, labels.dtype)
    if shape is None or len(shape) not in (1, 2):
        raise labels_shape(place, shape)
    if len(shape) == 1 or 1 in shape:
        return int(np.prod(shape))
    if count not in shape:
        raise labels_shape(place, shape)
    return count


def convert_labels(
    place: Place, values: NDArray[Any], count: int
) -> tuple[NDArray[Any], tuple[Message, ...]]:
    """Return labels as whole numbers, shape (m,) or (1, m), and a note on each conversion.

    Parameters
    ----------
    values : array of numbers of shape (m,), (1, m) or (m, 1), or one-hot (m, classes) or (classes, m)
        -1 and 1 become 0 and 1.
    count : int
        How many pictures there are, m.

    Raises
    ------
    DatasetError
        They are no whole numbers, or a table that is not one-hot.
    """
    notes = []
    where = {"file": place.file, "entry": place.labels}
    if values.dtype.kind == "f":
        if not np.isfinite(values).all() or (values % 1).any() or (np.abs(values) > 2**53).any():
            raise DatasetError(Message("datasets.errors.labels_unclear", found=str(values.dtype), **where))
        notes.append(Message("datasets.converted.labels_float", found=str(values.dtype), **where))
        values = values.astype(np.int64)
    if values.ndim == 2 and 1 not in values.shape:
        notes.append(Message("datasets.converted.one_hot", found=str(values.shape), **where))
        values = _from_one_hot(place, values, count)
    elif values.ndim == 2 and values.shape[1] == 1 < values.shape[0]:
        notes.append(Message("datasets.converted.column", found=str(values.shape), **where))
        values = values[:, 0]
    if {int(value) for value in np.unique(values)} == {-1, 1}:
        notes.append(Message("datasets.converted.signs", **where))
        values = (values > 0).astype(np.int64)
    return values, tuple(notes)


def _from_one_hot(place: Place, values: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Return in which place of each picture's row, or column, the only 1 stands."""
    tables = [table for table in (values, values.T) if len(table) == count]
    found: list[NDArray[np.int64]] = [
        table.argmax(axis=1).astype(np.int64) for table in tables if _is_one_hot(table)
    ]
    if not found or any((other != found[0]).any() for other in found):
        raise labels_shape(place, values.shape)
    return found[0]


def _is_one_hot(table: NDArray[Any]) -> bool:
    return bool(np.isin(table, (0, 1)).all() and (table.sum(axis=1) == 1).all())
