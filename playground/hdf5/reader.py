"""Files, and the arrays in them."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.hdf5.faults import NoArray, damaged, elsewhere
from playground.hdf5.filters import Filters, read_filters
from playground.hdf5.groups import read_links
from playground.hdf5.heap import Texts
from playground.hdf5.layouts import (
    Chunked,
    Contiguous,
    Inline,
    Layout,
    Piece,
    find_pieces,
    read_layout,
)
from playground.hdf5.objects import DATASPACE, DATATYPE, FILTERS, LAYOUT, Part, only, open_store, read_object
from playground.hdf5.store import UNDEFINED, Cursor, Source, Store
from playground.hdf5.types import Kind, read_kind, read_shape
from playground.i18n import Message

_ENDED, _SPACES = 0, 2


class File:
    """An HDF5 file; opening it reads the names in its root group.

    Parameters
    ----------
    source : Source
        The bytes.

    Raises
    ------
    NotHdf5
        The bytes begin like something else.
    Unreadable
        The file is damaged, or made of structures that are not read.
    """

    def __init__(self, source: Source) -> None:
        self._store, root = open_store(source)
        self._links = read_links(self._store, read_object(self._store, root))

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the file, sorted; those that lead elsewhere too."""
        return tuple(sorted(self._links))

    def entry(self, name: str) -> "Entry":
        """Return an array, of which only the header is read.

        Raises
        ------
        KeyError
            There is no such name.
        Elsewhere
            The name, or the array, points to something outside of its place.
        NoArray
            The name stands for a group or a type.
        Unreadable
            The header is damaged or says something that is not read.
        """
        link = self._links[name]
        if link.kind != "hard":
            raise elsewhere(link.kind)
        return _read_entry(self._store, read_object(self._store, link.address))


@dataclass(frozen=True)
class Entry:
    """An array whose header was read and checked.

    Attributes
    ----------
    shape : tuple of int or None
        None for no value at all.
    dtype : np.dtype
        As h5py names it; object for text of any length.
    """

    shape: tuple[int, ...] | None
    _most: tuple[int, ...]
    _kind: Kind
    _layout: Layout
    _filters: Filters
    _store: Store = field(repr=False)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the values."""
        return self._kind.dtype

    @property
    def unpacked_bytes(self) -> int:
        """Bytes that reading unpacks, with those of chunks that reach over the edge of the array."""
        if self.shape is None:
            return 0
        if isinstance(self._layout, Chunked):
            return math.prod(self._layout.grid(self.shape)) * self._layout.chunk_bytes
        return math.prod(self.shape) * self._kind.size

    def read(self) -> NDArray[Any]:
        """Return the values; text as bytes.

        Raises
        ------
        Unreadable
            Not all of the values are there.
        """
        if self.shape is None or 0 in self.shape:
            raise damaged("shape")
        if isinstance(self._layout, Chunked):
            values = self._read_chunks(self._layout, self.shape)
        else:
            values = np.frombuffer(self._in_one_piece(self._layout), self._raw_type).reshape(self.shape)
        return self._as_named(values)

    @property
    def _raw_type(self) -> np.dtype[Any]:
        text = self.dtype.kind in "OS"
        return np.dtype(f"V{self._kind.size}") if text else self.dtype

    def _in_one_piece(self, layout: Inline | Contiguous) -> "bytes | memoryview":
        if isinstance(layout, Contiguous) and layout.address == UNDEFINED and self.unpacked_bytes:
            raise damaged("never_written")
        found = len(layout.data) if isinstance(layout, Inline) else layout.length
        if found != self.unpacked_bytes:
            raise damaged("chunk_length")
        if isinstance(layout, Inline):
            return layout.data
        return self._store.take(layout.address, layout.length) if layout.length else b""

    def _read_chunks(self, layout: Chunked, shape: tuple[int, ...]) -> NDArray[Any]:
        values = np.empty(shape, self._raw_type)
        for piece in find_pieces(self._store, layout, shape, self._most, self._filters):
            start = [at * step for at, step in zip(piece.place, layout.chunk, strict=True)]
            chunk = self._read_chunk(layout, piece)
            inside = tuple(slice(0, end - at) for at, end in zip(start, shape, strict=True))
            target = tuple(
                slice(at, min(at + step, end))
                for at, step, end in zip(start, layout.chunk, shape, strict=True)
            )
            values[target] = chunk[inside]
        return values

    def _read_chunk(self, layout: Chunked, piece: Piece) -> NDArray[Any]:
        stored = self._store.take(piece.address, piece.stored)
        data = self._filters.unpack(stored, layout.chunk_bytes, layout.item_size)
        return np.frombuffer(data, self._raw_type).reshape(layout.chunk)

    def _as_named(self, values: NDArray[Any]) -> NDArray[Any]:
        if self.dtype.kind == "b" and values.view(np.uint8).max() > 1:
            raise damaged("type")
        if self.dtype.kind not in "OS":
            return values
        find = Texts(self._store).find
        texts = [
            find(Cursor(raw.tobytes()))
            if self.dtype.kind == "O"
            else _unpadded(raw.tobytes(), self._kind.padding)
            for raw in values.reshape(-1)
        ]
        return np.array(texts, self.dtype).reshape(values.shape)


def _unpadded(text: bytes, padding: int) -> bytes:
    if padding == _ENDED:
        return text.split(b"\0", 1)[0]
    return text.rstrip(b" " if padding == _SPACES else b"\0")


def _read_entry(store: Store, parts: list[Part]) -> Entry:
    space, kind, layout = (only(parts, number) for number in (DATASPACE, DATATYPE, LAYOUT))
    if space is None or kind is None or layout is None:
        raise NoArray(Message("hdf5.no_array"))
    shape, most = read_shape(Cursor(space.data))
    entry_kind, filters = read_kind(Cursor(kind.data)), only(parts, FILTERS)
    entry = Entry(
        shape,
        most,
        entry_kind,
        read_layout(Cursor(layout.data)),
        Filters() if filters is None else read_filters(Cursor(filters.data), entry_kind.size),
        store,
    )
    _check_chunks(entry)
    return entry


def _check_chunks(entry: Entry) -> None:
    layout, shape = entry._layout, entry.shape
    if not isinstance(layout, Chunked):
        if entry._filters:
            raise damaged("filters")
        return
    if shape is None or len(layout.chunk) != len(shape) or layout.item_size != entry._kind.size:
        raise damaged("layout")
