"""Everything that is asked of pictures, labels and class names before they are a `Dataset`."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.data.contents import Dataset, DatasetError, Labels
from playground.engine.forms import frozen
from playground.words.catalogue import Message
from playground.words.numbers import write_apart, write_size

# Per file. The neuron's matrix takes eight bytes for every byte of a picture: this is already 2 GB of memory.
MAX_PICTURE_BYTES = 256 * 2**20
MAX_CLASS_NAME = 60
_SIMPLE_NAME = re.compile(r"[A-Za-z0-9_-]+")
_SHOWN, _SHOWN_LETTERS = 8, 80


class HasHeader(Protocol):
    """A NumPy array or an HDF5 data set not read yet; an HDF5 data set without a value has no shape."""

    @property
    def shape(self) -> tuple[int, ...] | None: ...
    @property
    def dtype(self) -> np.dtype[Any]: ...


@dataclass(frozen=True)
class Place:
    """Where one half of a data set comes from, as the sentences name it."""

    file: str | Message
    pictures: str
    labels: str
    classes: str


@dataclass(frozen=True)
class Header:
    """What the two halves of a data set must have in common; no classes where a file names none."""

    place: Place
    picture_size: tuple[int, ...]
    classes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Half:
    """The contents of one half, its header checked, and a note on whatever was converted."""

    header: Header
    pictures: NDArray[Any]
    labels: NDArray[Any]
    notes: tuple[Message, ...] = ()


def build_dataset(
    name: str,
    *,
    train_pictures: NDArray[Any],
    train_labels: NDArray[Any],
    test_pictures: NDArray[Any],
    test_labels: NDArray[Any],
    classes: tuple[str, str],
) -> Dataset:
    """Check arrays and make them a `Dataset`, which keeps copies.

    Parameters
    ----------
    name : str
        Letters, digits, ``_`` and ``-`` only.
    train_pictures, test_pictures : uint8 arrays of shape (m, height, width, 3)
        RGB pictures of one size.
    train_labels, test_labels : arrays of integers or bools of shape (m,) or (1, m)
        0 or 1, both present.
    classes : tuple of two str
        What labels 0 and 1 stand for: two different printable names.

    Raises
    ------
    DatasetError
        Something about the arrays is wrong; the sentence names the argument.
    """
    check_name(name)
    halves = []
    given = (("train", train_pictures, train_labels), ("test", test_pictures, test_labels))
    for half, pictures, labels in given:
        place = Place(name, f"{half}_pictures", f"{half}_labels", "classes")
        arrays = np.asarray(pictures), np.asarray(labels)
        halves.append(Half(build_header(place, *arrays, classes), *arrays))
    return assemble(name, *halves)


def assemble(name: str, train: Half, test: Half) -> Dataset:
    """Check the two halves against each other, and the labels; make them a `Dataset`, which keeps copies."""
    check_same(train.header, test.header)
    arrays = (
        frozen(np.array(train.pictures, dtype=np.uint8, order="C")),
        _label_row(train),
        frozen(np.array(test.pictures, dtype=np.uint8, order="C")),
        _label_row(test),
    )
    zero, one = check_classes(train.header.place, train.header.classes)
    return Dataset(name, *arrays, (zero, one), _fingerprint(arrays, (zero, one)))


def check_name(name: str) -> None:
    """Check that a name can be part of a file name anywhere."""
    if not _SIMPLE_NAME.fullmatch(name):
        raise DatasetError(Message("datasets.errors.name_not_simple", name=name))


def check_half(place: Place, pictures: HasHeader, labels: HasHeader) -> tuple[int, ...]:
    """Check types and shapes and return the size (height, width, channels) of one picture."""
    shape = _check_pictures(place, pictures, labels)
    label_count = _check_labels(place, labels)
    if label_count != shape[0]:
        raise counts_differ(place, shape[0], label_count)
    return shape[1:]


def counts_differ(place: Place, picture_count: int, label_count: int) -> DatasetError:
    """Return the error that says how many pictures and how many labels there are."""
    return DatasetError(
        Message(
            "datasets.errors.counts_differ",
            file=place.file,
            pictures=place.pictures,
            picture_count=str(picture_count),
            labels=place.labels,
            label_count=str(label_count),
        )
    )


def build_header(place: Place, pictures: HasHeader, labels: HasHeader, classes: Sequence[str]) -> Header:
    """Check types, shapes and class names of one half."""
    size = check_half(place, pictures, labels)
    return Header(place, size, check_classes(place, classes))


def _check_pictures(place: Place, pictures: HasHeader, labels: HasHeader) -> tuple[int, ...]:
    shape, where = pictures.shape, {"file": place.file, "entry": place.pictures}
    if pictures.dtype != np.uint8:
        raise pictures_type(place, pictures.dtype)
    if shape is None or len(shape) != 4 or shape[3] != 3:
        raise pictures_shape(place, shape, labels)
    if 0 in shape:
        raise DatasetError(Message("datasets.errors.no_pictures", found=str(shape), **where))
    check_bytes(where, math.prod(shape))
    return shape


def pictures_type(place: Place, dtype: np.dtype[Any]) -> DatasetError:
    """Return the error that says of which type the pictures are."""
    where = {"file": place.file, "entry": place.pictures}
    return DatasetError(Message("datasets.errors.pictures_type", found=str(dtype), **where))


def labels_type(place: Place, dtype: np.dtype[Any]) -> DatasetError:
    """Return the error that says of which type the labels are."""
    where = {"file": place.file, "entry": place.labels}
    return DatasetError(Message("datasets.errors.labels_type", found=str(dtype), **where))


def labels_shape(place: Place, shape: tuple[int, ...] | None) -> DatasetError:
    """Return the error that says which shape the labels have, and the line of Python that mends it."""
    where = {"file": place.file, "entry": place.labels, "found": str(shape)}
    is_list = shape is not None and math.prod(shape) == max(shape, default=0)
    line = "y = y.reshape(-1)" if is_list else "y = np.argmax(y, axis=1)"
    return DatasetError(Message("datasets.errors.labels_shape", line=line, **where))


def pictures_shape(place: Place, shape: tuple[int, ...] | None, labels: HasHeader) -> DatasetError:
    """Return the error that says which shape the pictures have, and the line of Python that mends it."""
    where = {"file": place.file, "entry": place.pictures, "found": str(shape)}
    line = _mend_shape(shape, max(labels.shape or (0,)))
    if shape is not None and len(shape) == 2 and line.endswith(", 3)"):
        # As CIFAR has them.
        other = re.sub(r"(\w+, \w+), 3\)$", r"3, \1)", line)
        return DatasetError(Message("datasets.errors.pictures_flat", line=line, other=other, **where))
    return DatasetError(Message("datasets.errors.pictures_shape", line=line, **where))


def _mend_shape(shape: tuple[int, ...] | None, count: int) -> str:
    """Return the line of Python that most likely makes so many pictures of an array of another shape."""
    match shape:
        case (3 | 4 as colours, _, _, last) if last > 4 and last == count != shape[0]:
            return "x = x.transpose(3, 1, 2, 0)" + _without_alpha(colours)
        case (_, _, colours, last) if last > 4 and last == count != shape[0]:
            return "x = np.moveaxis(x, -1, 0)" + _without_alpha(colours)
        case (_, 3 | 4 as colours, _, _):
            return "x = np.moveaxis(x, 1, -1)" + _without_alpha(colours)
        case (_, _, _, colours):
            return "x = x[..., :1]" if colours == 2 else "x = x[..., :3]"
        case (first, last) if last == count != first:
            return f"x = x.T.reshape({last}, {_sides(first)})"
        case (first, last):
            return f"x = x.reshape({first}, {_sides(last)})"
        case (first, points, 3 | 4 as colours) if first == count:
            return f"x = x.reshape({first}, {_square(points)}, {colours})" + _without_alpha(colours)
        case (first, 3, points) if points > 4:
            return f"x = x.reshape({first}, 3, {_square(points)})"
        case (first, 1, numbers) if numbers > 4:
            return f"x = x.reshape({first}, {_sides(numbers)})"
        case (_, _, last) if last > 4:
            return "x = np.moveaxis(x, -1, 0)"
        case (_, _, 3):
            return "x = x[np.newaxis]"
        case (_, _, _, _, _) if 1 in shape:
            return f"x = x.squeeze({shape.index(1)})"
        case _:
            return "x = np.stack([np.asarray(picture) for picture in pictures])"


def _without_alpha(colours: int) -> str:
    return "[..., :3]" if colours == 4 else ""


def _sides(numbers: int) -> str:
    """Return height and width, and 3 for colours, of square pictures of so many numbers; else their names."""
    if math.isqrt(numbers) ** 2 == numbers:
        return _square(numbers)
    return (_square(numbers // 3) if numbers % 3 == 0 else "height, width") + ", 3"


def _square(points: int) -> str:
    side = math.isqrt(points)
    return f"{side}, {side}" if side * side == points else "height, width"


def check_bytes(where: Mapping[str, str | Message], count: int, most: int = MAX_PICTURE_BYTES) -> None:
    """Check that an array is not too large to be read."""
    if count > most:
        found, limit = write_apart(write_size, count / 2**20, most / 2**20)
        raise DatasetError(Message("datasets.errors.too_large", found=found, limit=limit, **where))


def _check_labels(place: Place, labels: HasHeader) -> int:
    """Check type and shape of the labels and return how many there are."""
    shape = labels.shape
    if labels.dtype.kind not in "biu":
        raise labels_type(place, labels.dtype)
    if shape is None or not (len(shape) == 1 or (len(shape) == 2 and shape[0] == 1)):
        raise labels_shape(place, shape)
    return shape[-1]


def check_classes(place: Place, classes: Sequence[str], most: int = 2) -> tuple[str, ...]:
    """Check that these are two, or up to so many, different printable names and return them."""
    usable = all(_is_class_name(name) for name in classes)
    if not usable or not 2 <= len(classes) <= most or len(set(classes)) < len(classes):
        raise classes_not_two(place, listed(classes))
    return tuple(classes)


def _is_class_name(name: object) -> bool:
    return isinstance(name, str) and name.isprintable() and 0 < len(name.strip()) <= MAX_CLASS_NAME


def classes_not_two(place: Place, found: str | Message) -> DatasetError:
    """Return the error that says what was found in place of two names."""
    return DatasetError(
        Message("datasets.errors.classes_not_two", file=place.file, entry=place.classes, found=found)
    )


def check_same(train: Header, test: Header) -> None:
    """Check that both halves hold pictures of one size and name the classes alike."""
    files = {"train_file": train.place.file, "test_file": test.place.file}
    if train.picture_size != test.picture_size:
        train_found, test_found = _size_text(train), _size_text(test)
        key = "datasets.errors.sizes_differ"
    elif train.classes != test.classes:
        train_found, test_found = listed(train.classes), listed(test.classes)
        key = "datasets.errors.classes_differ"
    else:
        return
    raise DatasetError(Message(key, train_found=train_found, test_found=test_found, **files))


def _size_text(header: Header) -> str:
    height, width, _ = header.picture_size
    return f"{height} x {width}"


def _label_row(half: Half) -> Labels:
    """Check that both labels and nothing else occur and return them as a read-only row (1, m)."""
    place, values = half.header.place, np.unique(half.labels)
    where = {"file": place.file, "entry": place.labels, "found": listed([int(value) for value in values])}
    if not np.isin(values, (0, 1)).all():
        line = f'y = (y == {int(values[-1])}).astype("uint8")'
        raise DatasetError(Message("datasets.errors.label_values", line=line, **where))
    if len(values) < 2:
        raise DatasetError(Message("datasets.errors.one_class", **where))
    return frozen(half.labels.astype(np.int64).reshape(1, -1))


def listed(values: Sequence[object]) -> str:
    """Return the first few values, separated by commas, and of long ones the beginning."""
    shown = ", ".join(_beginning(str(value)) for value in values[:_SHOWN])
    return shown + (", ..." if len(values) > _SHOWN else "")


def _beginning(text: str) -> str:
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
    return text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}..."


def _fingerprint(arrays: Sequence[NDArray[Any]], classes: tuple[str, str]) -> str:
    digest = hashlib.sha256(repr(classes).encode())
    for array in arrays:
        digest.update(repr((array.shape, array.dtype.str)).encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
