"""Read HDF5 files from anyone with h5py, in a worker.

libhdf5 is written for files one trusts: a file can make it open other files, hand out memory that was never
written, unpack without end, run in circles or crash. What stops which:

- *Other files*: only hard links are followed; external storage and virtual data sets are refused before
  anything is read; the search path for filters is empty; the file lies in memory, and the worker can open
  nothing (``RLIMIT_NOFILE`` is 0, so the library is used once before that: it opens what it needs).
- *Memory that was never written*: what is declared must be stored in full and was written: every chunk of the
  grid once, and each of just the size it declares. libhdf5 says only where its bytes are; they are taken from
  the file and unpacked here (`playground.intake.worker.filters`), and every array begins as zeros.
- *Bombs*: what an array unpacks to, whole chunks counted, is asked before it is read, and no filter makes
  more. No two chunks share a byte.
- *Circles, crashes, endless lists*: libhdf5's own checks are not enough. The limits of time and memory and
  the end of the worker are (`playground.intake.server.guard`), and nothing of the server is in it.
- *Types*: shapes and types are checked before anything is read; numbers are taken as their bytes, without
  libhdf5's conversions. What was read is checked again by the server (`playground.intake.server.pairs`).
"""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import h5py
import numpy as np
from h5py import h5d, h5f, h5g, h5l, h5o, h5pl, h5s, h5t
from numpy.typing import NDArray

from playground.data.checking import (
    Half,
    Header,
    Place,
    check_bytes,
    check_classes,
    classes_not_two,
    listed,
)
from playground.data.contents import DatasetError
from playground.data.converting import (
    check_convertible,
    check_whites,
    convert_labels,
    find_axes,
    find_scale,
    to_bytes,
)
from playground.intake.worker.code_pages import UTF_8, decode, guess_code_page, is_utf_8
from playground.intake.worker.filters import Unreadable, damaged, unpack
from playground.words.catalogue import Message

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
# The library neither copies the bytes nor frees them (H5LTpublic.h: DONT_COPY, DONT_RELEASE).
_BORROWED = 0x2 | 0x4
# A length, an address and a number; where addresses have less than h5py's eight bytes, no text is read.
_POINTER_BYTES = 4 + 8 + 4
_ROWS_BYTES = 4 * 2**20
_LINKS = {h5l.TYPE_SOFT: "soft_link", h5l.TYPE_EXTERNAL: "external_link"}
_LIBRARY_ERRORS = (OSError, KeyError, RuntimeError, ValueError, TypeError, OverflowError)


@dataclass(frozen=True, eq=False)
class Entry:
    """An array found in a file and not read yet.

    Attributes
    ----------
    content : bytes
        The file.
    dataset : h5d.DatasetID
        The array, as h5py's low-level interface has it.
    dtype : np.dtype
        As h5py names it.
    shape : tuple of int, or None
        () for a single value, None for no value at all.
    chunk : tuple of int
        Shape of a chunk; () for values in one piece.
    """

    content: bytes
    dataset: Any
    dtype: np.dtype[Any]
    shape: tuple[int, ...] | None
    chunk: tuple[int, ...]

    @property
    def item_size(self) -> int:
        """Bytes that one value takes in the file; of a text of any length, those of the pointer to it."""
        kind = self.dataset.get_type()
        variable = isinstance(kind, h5t.TypeStringID) and kind.is_variable_str()
        return _POINTER_BYTES if variable else int(kind.get_size())

    @property
    def extent(self) -> tuple[int, ...]:
        """The shape, () for no value at all."""
        return self.shape or ()

    @property
    def grid(self) -> tuple[int, ...]:
        """How many chunks there must be along each axis."""
        return tuple(-(-length // step) for length, step in zip(self.extent, self.chunk, strict=True))

    @property
    def unpacked_bytes(self) -> int:
        """Bytes of the array, unpacked; chunks that reach over its edge count whole."""
        values = (*self.grid, *self.chunk) if self.chunk else self.extent
        return math.prod(values) * self.item_size


@dataclass(frozen=True, eq=False)
class OpenHalf:
    """The header of one file, checked, its pictures and labels, not read yet, and a note where the code page
    of its names had to be guessed.
    """

    header: Header
    pictures: Entry
    labels: Entry
    name_notes: tuple[Message, ...]

    def read(self) -> Half:
        """Read pictures and labels, and convert what is stored as another type."""
        place = self.header.place
        with _errors_in(place, place.pictures):
            pictures, notes = _read_pictures(self.pictures, place)
        with _errors_in(place, place.labels):
            labels, more = convert_labels(place, _read_numbers(self.labels), len(pictures))
        return Half(self.header, pictures, labels, self.name_notes + notes + more)


@contextmanager
def opened_half(data: bytes, place: Place, max_bytes: int, most_classes: int = 2) -> Iterator[OpenHalf]:
    """Open a file and check its header: types, shapes and class names.

    Parameters
    ----------
    data : bytes
        The file.
    place : Place
        Where its three arrays are; nothing else in the file is looked at.
    max_bytes : int
        What one array may unpack to.
    most_classes : int
        How many classes it may name.

    Raises
    ------
    DatasetError
        The file cannot be read, or is not laid out as the lesson's are.
    """
    with _opened(data, place.file) as file:
        yield _check_file(data, file, place, max_bytes, most_classes)


def list_keys(data: bytes, name: str | Message) -> list[str]:
    """Return the keys of a file, and of the groups in it as GROUP/KEY; it is called by the name where it is
    no HDF5 file.

    Raises
    ------
    DatasetError
        The file cannot be read.
    """
    with _opened(data, name) as file:
        try:
            keys = sorted(file)
            return keys + [f"{key}/{inner}" for key in keys for inner in _list_group(file, key)]
        except _LIBRARY_ERRORS as error:
            raise _file_damaged(name) from error


def _list_group(file: h5py.File, key: str) -> list[str]:
    """Return the keys of a group in a file; none of what lies elsewhere, or cannot be looked into."""
    name = key.encode(errors="surrogateescape")
    with suppress(*_LIBRARY_ERRORS):
        if file.id.links.get_info(name).type == h5l.TYPE_HARD:
            node = h5o.open(file.id, name)
            return sorted(h5py.Group(node)) if isinstance(node, h5g.GroupID) else []
    return []


@contextmanager
def _opened(data: bytes, name: str | Message) -> Iterator[h5py.File]:
    starts = (0, *(512 << power for power in range(len(data).bit_length())))
    if not any(data.startswith(_SIGNATURE, start) for start in starts):
        raise DatasetError(Message("datasets.errors.not_hdf5", file=name))
    try:
        file = h5py.File(h5f.open_file_image(data, _BORROWED))
    except _LIBRARY_ERRORS as error:
        raise _file_damaged(name) from error
    try:
        yield file
    finally:
        with suppress(*_LIBRARY_ERRORS):
            file.close()


def _file_damaged(name: str | Message) -> DatasetError:
    return DatasetError(Message("datasets.errors.damaged", file=name, reason=damaged("structure").message))


def _check_file(data: bytes, file: h5py.File, place: Place, max_bytes: int, most_classes: int) -> OpenHalf:
    pictures, labels = (_find(data, file, place, key, max_bytes) for key in (place.pictures, place.labels))
    # Before the names are read: what is wrong with the pictures matters more.
    size = check_convertible(place, pictures, labels)
    # Grey pictures become three times as large.
    check_bytes(
        {"file": place.file, "entry": place.pictures}, pictures.extent[0] * math.prod(size), max_bytes
    )
    with _errors_in(place, place.classes):
        names, notes = _find_classes(data, file, place, max_bytes, most_classes)
    return OpenHalf(Header(place, size, names), pictures, labels, notes)


def _find(data: bytes, file: h5py.File, place: Place, key: str, max_bytes: int) -> Entry:
    """Return the array under a key, which must lie in this very file."""
    where = {"file": place.file, "entry": key}
    with _errors_in(place, key):
        dataset = _open_key(file, place, key)
        if not isinstance(dataset, h5d.DatasetID):
            raise DatasetError(Message("datasets.errors.key_no_array", **where))
        plan = dataset.get_create_plist()
        if plan.get_external_count():
            raise _elsewhere(place, key, "external_storage")
        if plan.get_layout() == h5d.VIRTUAL:
            raise _elsewhere(place, key, "virtual")
        chunk = plan.get_chunk() if plan.get_layout() == h5d.CHUNKED else ()
        entry = Entry(data, dataset, _name_type(dataset), _read_shape(dataset), chunk)
        count = entry.unpacked_bytes
        if (
            key == place.pictures
        ):  # each number becomes a byte; as it is stored, there is never more than a chunk
            count = max(count // entry.item_size, math.prod(entry.chunk) * entry.item_size)
    check_bytes(where, count, max_bytes)
    return entry


def _open_key(file: h5py.File, place: Place, key: str) -> Any:
    """Open what is under a key, or GROUP/KEY, by hard links alone."""
    node = file.id
    for name in key.split("/"):
        if not isinstance(node, h5g.GroupID):
            raise _missing(place, key, [])
        names = sorted(h5py.Group(node))
        if name not in names:
            raise _missing(place, key, names)
        if (link := node.links.get_info(name.encode()).type) != h5l.TYPE_HARD:
            raise _elsewhere(place, key, _LINKS.get(link, "unknown_link"))
        node = h5o.open(node, name.encode())
    return node


def _missing(place: Place, key: str, names: Sequence[str]) -> DatasetError:
    found = listed(names) if names else Message("datasets.errors.none")
    half, _, rest = key.partition("_")
    swapped = f"{'test' if half == 'train' else 'train'}_{rest}" in names
    told = "datasets.errors.swapped" if swapped else "datasets.errors.key_missing"
    return DatasetError(Message(told, file=place.file, entry=key, found=found))


def _elsewhere(place: Place, key: str, kind: str) -> DatasetError:
    found = Message(f"hdf5.elsewhere.{kind}")
    return DatasetError(Message("datasets.errors.key_elsewhere", file=place.file, entry=key, found=found))


def _name_type(dataset: Any) -> np.dtype[Any]:
    try:
        dtype: np.dtype[Any] = dataset.dtype
    except (TypeError, ValueError) as error:  # a type that NumPy does not know
        raise Unreadable(Message("hdf5.type")) from error
    return dtype


def _read_shape(dataset: Any) -> tuple[int, ...] | None:
    space = dataset.get_space()
    return None if space.get_simple_extent_type() == h5s.NULL else space.get_simple_extent_dims()


def _read_pictures(entry: Entry, place: Place) -> tuple[NDArray[np.uint8], tuple[Message, ...]]:
    """Read pictures as bytes of red, green and blue, and say what was converted."""
    axes, notes = find_axes(entry.extent) or (), []
    where = {"file": place.file, "entry": place.pictures, "found": f"{entry.dtype} {entry.shape}"}
    if entry.dtype == np.uint8:
        pictures = _read_numbers(entry)
        check_whites(place, pictures)
    else:
        scale = find_scale(place, entry.dtype, (block for _, block in _read_blocks(entry)))
        pictures = np.zeros(entry.extent, np.uint8)
        for target, block in _read_blocks(entry):
            pictures[target] = to_bytes(block, scale)
        notes.append(Message(f"datasets.converted.{scale.how}", **where))
    if axes == (0, 2, 3, 1):
        notes.append(Message("datasets.converted.colours_first", **where))
    pictures = np.ascontiguousarray(pictures.transpose(axes))
    if len(axes) == 3 or pictures.shape[3] == 1:
        notes.append(Message("datasets.converted.grey", **where))
        pictures = np.repeat(pictures.reshape(*pictures.shape[:3], 1), 3, axis=3)
    return pictures, tuple(notes)


def _read_numbers(entry: Entry) -> NDArray[Any]:
    """Read numbers as they are stored; bools and other lists of names are the numbers behind these."""
    values = np.zeros(entry.extent, _number_type(entry))
    for target, block in _read_blocks(entry):
        values[target] = block
    return values


def _number_type(entry: Entry) -> np.dtype[Any]:
    kind = entry.dataset.get_type()
    base = kind.get_super() if isinstance(kind, h5t.TypeEnumID) else kind
    dtype = np.dtype(np.int8 if entry.dtype == bool else entry.dtype.str)
    if not h5t.py_create(dtype).equal(base):  # of fewer bits than it takes
        raise Unreadable(Message("hdf5.type"))
    return dtype


def _read_blocks(entry: Entry) -> Iterator[tuple[tuple[slice, ...], NDArray[Any]]]:
    """Yield an array part by part, each with its place: chunks, or rows of what lies in one piece."""
    dtype = _number_type(entry)
    if not entry.chunk:
        yield from _read_rows(entry, dtype)
        return
    for start, data in _read_chunks(entry):
        ends = tuple(
            min(at + step, end) for at, step, end in zip(start, entry.chunk, entry.extent, strict=True)
        )
        inside = tuple(slice(0, end - at) for at, end in zip(start, ends, strict=True))
        target = tuple(slice(at, end) for at, end in zip(start, ends, strict=True))
        yield target, np.frombuffer(data, dtype).reshape(entry.chunk)[inside]


def _read_rows(entry: Entry, dtype: np.dtype[Any]) -> Iterator[tuple[tuple[slice, ...], NDArray[Any]]]:
    _check_stored(entry)
    row = math.prod(entry.extent[1:]) * dtype.itemsize
    step = max(1, _ROWS_BYTES // max(1, row))
    for start in range(0, entry.extent[0], step):
        shape = (min(step, entry.extent[0] - start), *entry.extent[1:])
        block, space = np.zeros(shape, dtype), entry.dataset.get_space()
        space.select_hyperslab((start, *(0 for _ in entry.extent[1:])), shape)
        entry.dataset.read(h5s.create_simple(shape), space, block, entry.dataset.get_type())
        yield (slice(start, start + shape[0]),), block


def _check_stored(entry: Entry) -> None:
    """Check that values in one piece were written in full."""
    stored = entry.dataset.get_storage_size()
    if stored != entry.unpacked_bytes:
        raise damaged("length" if stored else "never_written")


def _read_chunks(entry: Entry) -> Iterator[tuple[tuple[int, ...], bytes]]:
    """Yield every chunk of an array, its place and its bytes as they were before they were packed."""
    plan, length = entry.dataset.get_create_plist(), math.prod(entry.chunk) * entry.item_size
    filters = [plan.get_filter(at) for at in range(plan.get_nfilters())]
    for chunk in _find_chunks(entry):
        # Not by `read_direct_chunk`: where the index lies about a length, it writes behind its memory.
        stored = entry.content[chunk.byte_offset : chunk.byte_offset + chunk.size]
        # A chunk that a filter would have made longer did not go through it.
        done = [
            (number, values)
            for at, (number, _, values, _) in enumerate(filters)
            if not chunk.filter_mask >> at & 1
        ]
        yield chunk.chunk_offset, unpack(stored, done, length)


def _find_chunks(entry: Entry) -> list[Any]:
    """Return where the chunks are: each of the grid once, each with bytes of its own."""
    _check_growth(entry)
    chunks: list[Any] = []
    entry.dataset.chunk_iter(chunks.append)
    if len(chunks) != math.prod(entry.grid):
        raise damaged("never_written")
    places = {chunk.chunk_offset for chunk in chunks}
    in_grid = all(
        at < end and at % step == 0
        for place in places
        for at, step, end in zip(place, entry.chunk, entry.extent, strict=True)
    )
    if len(places) != len(chunks) or not in_grid:
        raise damaged("grid")
    chunks.sort(key=lambda chunk: chunk.byte_offset)
    if any(chunk.byte_offset + chunk.size > after.byte_offset for chunk, after in pairwise(chunks)):
        raise damaged("used_twice")
    return chunks


def _check_growth(entry: Entry) -> None:
    """Refuse an array of which libhdf5 2.0 names wrong places for its chunks.

    Where only one axis may grow for ever and it is not the first, newer files number the chunks along this
    axis first; `chunk_iter` and `get_chunk_info` forget that.
    """
    most = entry.dataset.get_space().get_simple_extent_dims(True)
    endless = [end == h5s.UNLIMITED for end in most]
    several = any(step < end < h5s.UNLIMITED for step, end in zip(entry.chunk, most, strict=True))
    if sum(endless) == 1 and not endless[0] and several:
        raise Unreadable(Message("hdf5.growth"))


def _find_classes(
    data: bytes, file: h5py.File, place: Place, max_bytes: int, most: int
) -> tuple[tuple[str, ...], tuple[Message, ...]]:
    """Return the names of the classes; none where the key is missing or holds numbers."""
    if place.classes not in list(file):
        return (), ()
    entry = _find(data, file, place, place.classes, max_bytes)
    is_list = entry.shape is not None and math.prod(entry.shape) == max(entry.shape, default=0)
    if not is_list or not 2 <= math.prod(entry.extent) <= most:
        raise classes_not_two(place, _tell_names(entry))
    if entry.dtype.kind in "biuf":
        return (), ()
    names, notes = _read_classes(place, entry)
    return check_classes(place, names, most), notes


def _tell_names(entry: Entry) -> str | Message:
    """Say what stands where names are expected: how many there are, or their type and shape."""
    is_list = h5t.check_string_dtype(entry.dtype) is not None and len(entry.extent) == 1
    if is_list:
        return Message("datasets.found_names", count=entry.extent[0])
    return f"{entry.dtype} {entry.shape}"


def _read_classes(place: Place, entry: Entry) -> tuple[list[str], tuple[Message, ...]]:
    if h5t.check_string_dtype(entry.dtype) is None:
        raise classes_not_two(place, f"{entry.dtype} {entry.shape}")
    written = [bytes(name or b"").strip() for name in _read_text(entry).flat]
    # Python and h5py write UTF-8: what can be read so is that, however few letters tell it from another page.
    page = UTF_8 if all(map(is_utf_8, written)) else guess_code_page(written)
    names = [decode(name, page) for name in written]
    if page == UTF_8:
        return names, ()
    where = {"file": place.file, "entry": place.classes, "found": listed(names)}
    return names, (Message("hdf5.guessed", **where, page=Message(f"zips.pages.{page}")),)


def _read_text(entry: Entry) -> NDArray[Any]:
    """Read text with libhdf5, which finds text of any length and knows how text of fixed length ends."""
    if not entry.chunk:
        _check_stored(entry)
    else:
        for _ in _read_chunks(entry):
            pass
        # libhdf5 may take a chunk that reaches over the edge for one that went through no filter.
        if entry.unpacked_bytes > math.prod(entry.extent) * entry.item_size:
            raise Unreadable(Message("hdf5.edges"))
    values = np.zeros(entry.extent, entry.dtype)
    entry.dataset.read(h5s.ALL, h5s.ALL, values)
    return values


@contextmanager
def _errors_in(place: Place, key: str) -> Iterator[None]:
    """Say of which array it is that it cannot be read."""
    try:
        yield
    except DatasetError:
        raise
    except _LIBRARY_ERRORS as error:
        reason = (error if isinstance(error, Unreadable) else damaged("structure")).message
        raise DatasetError(
            Message("datasets.errors.key_unreadable", file=place.file, entry=key, reason=reason)
        ) from error


def _warm_up() -> None:
    """Use what will be needed: the library and h5py open files for it, which a worker soon cannot."""
    while h5pl.size():
        h5pl.remove(0)
    content, pictures = io.BytesIO(), np.zeros((2, 1, 1, 3), np.uint8)
    with h5py.File(content, "w") as file:
        file.create_dataset("x", data=pictures, chunks=pictures.shape, compression="gzip")
        file["y"], file["c"] = np.array([False, True]), ["a", "b"]
    with opened_half(content.getvalue(), Place("", "x", "y", "c"), 2**20) as half:
        half.read()


_warm_up()
