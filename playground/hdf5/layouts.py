"""Where the bytes of an array are.

*HDF5 File Format Specification Version 3.0*, sections IV.A.2.i (data layout), III.A.1 (B-tree of chunks),
VII.A to VII.C (single chunk, implicit, fixed array).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from playground.hdf5.checksum import checked
from playground.hdf5.faults import damaged, elsewhere, unsupported
from playground.hdf5.filters import Filters
from playground.hdf5.store import UNDEFINED, Cursor, Store

# (1, 64, 64, 3) for each picture, and that for each colour, of the largest data set accepted.
MAX_CHUNKS = 65_536
_MAX_LEVEL = 8
_COMPACT, _CONTIGUOUS, _CHUNKED, _VIRTUAL = range(4)
_SINGLE, _IMPLICIT, _FIXED_ARRAY = 1, 2, 3
_EDGES_UNFILTERED, _SINGLE_FILTERED = 1, 2


@dataclass(frozen=True)
class Inline:
    """The bytes stand in the header itself."""

    data: bytes


@dataclass(frozen=True)
class Contiguous:
    """The bytes stand in one piece."""

    address: int
    length: int


@dataclass(frozen=True)
class Chunked:
    """The bytes stand in chunks of one shape, found by an index.

    Attributes
    ----------
    chunk : tuple of int
        Shape of a chunk in values.
    item_size : int
        Bytes of a value, as the layout says it.
    index : int
        0 for a B-tree, else the number of the index type.
    address : int
        Of the index, or of the only or first chunk.
    stored : int or None
        Bytes of a single compressed chunk.
    """

    chunk: tuple[int, ...]
    item_size: int
    index: int
    address: int
    stored: int | None = None

    @property
    def chunk_bytes(self) -> int:
        """Bytes of one chunk, unpacked."""
        return math.prod(self.chunk) * self.item_size

    def grid(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return how many chunks an array of a shape is cut into along each axis."""
        return tuple(-(-length // step) for length, step in zip(shape, self.chunk, strict=True))


Layout = Inline | Contiguous | Chunked


@dataclass(frozen=True)
class Piece:
    """One chunk: its place in the grid, where its bytes are and how many are stored."""

    place: tuple[int, ...]
    address: int
    stored: int


def read_layout(message: Cursor) -> Layout:
    """Return where the bytes of an array are; nothing is followed yet."""
    version = message.number(1)
    if version not in (3, 4, 5):
        raise unsupported("version", found=str(version))
    number = message.number(1)
    if number == _COMPACT:
        return Inline(message.bytes(message.number(2)))
    if number == _CONTIGUOUS:
        return Contiguous(message.number(8), message.number(8))
    if number == _VIRTUAL:
        raise elsewhere("virtual")
    if number != _CHUNKED:
        raise damaged("layout")
    return _old_chunks(message) if version == 3 else _new_chunks(message)


def _old_chunks(message: Cursor) -> Chunked:
    rank, address = message.number(1), message.number(8)
    return _chunked([message.number(4) for _ in range(rank)], 0, address)


def _new_chunks(message: Cursor) -> Chunked:
    flags, rank, width = message.number(1), message.number(1), message.number(1)
    if flags & _EDGES_UNFILTERED:
        raise unsupported("edges")
    if width > 8:
        raise damaged("layout")
    sizes = [message.number(width) for _ in range(rank)]
    index, stored = message.number(1), None
    if index == _SINGLE and flags & _SINGLE_FILTERED:
        stored = message.number(8)
        _check_mask(message.number(4))
    elif index == _FIXED_ARRAY:
        message.bytes(1)
    elif index not in (_SINGLE, _IMPLICIT):
        raise unsupported("index", found=str(index))
    return _chunked(sizes, index, message.number(8), stored)


def _chunked(sizes: list[int], index: int, address: int, stored: int | None = None) -> Chunked:
    if len(sizes) < 2 or 0 in sizes:
        raise damaged("layout")
    return Chunked(tuple(sizes[:-1]), sizes[-1], index, address, stored)


def _check_mask(mask: int) -> None:
    """Check that a chunk went through all filters; one that did not may be shorter than declared."""
    if mask:
        raise unsupported("filter_mask")


def find_pieces(
    store: Store, layout: Chunked, shape: tuple[int, ...], most: tuple[int, ...], filters: Filters
) -> Iterator[Piece]:
    """Yield every chunk of an array once, or raise where one is missing.

    Parameters
    ----------
    shape, most : tuple of int
        Shape of the array now, and the largest it may grow to: chunks are numbered by the latter.
    """
    grid = layout.grid(shape)
    _check_count(math.prod(grid))
    if layout.address == UNDEFINED:
        raise damaged("never_written")
    if layout.index == 0:
        pieces = _from_tree(store, layout, len(shape))
    else:
        pieces = _numbered(store, layout, layout.grid(most), grid, filters)
    seen = set()
    for piece in pieces:
        if piece.place in seen or not _inside(piece.place, grid):
            raise damaged("grid")
        if piece.address == UNDEFINED:
            raise damaged("never_written")
        seen.add(piece.place)
        yield piece
    if len(seen) != math.prod(grid):
        raise damaged("never_written")


def _check_count(count: int) -> None:
    if count > MAX_CHUNKS:
        raise unsupported("chunks", found=f"{count:,}", limit=f"{MAX_CHUNKS:,}")


def _inside(place: tuple[int, ...], grid: tuple[int, ...]) -> bool:
    return all(at < count for at, count in zip(place, grid, strict=True))


def _numbered(
    store: Store, layout: Chunked, largest: tuple[int, ...], grid: tuple[int, ...], filters: Filters
) -> Iterator[Piece]:
    """Yield the chunks of an array that finds them by their number in its largest grid."""
    _check_count(math.prod(largest))
    places = product(*(range(count) for count in largest))
    found = _from_array(store, layout, math.prod(largest), filters)
    for place, (address, stored) in zip(places, found, strict=True):
        if _inside(place, grid):
            yield Piece(place, address, stored)


@dataclass(frozen=True)
class _Node:
    """Where a node of a B-tree is expected, at which level (-1 for any), between which keys."""

    address: int
    level: int
    first: tuple[int, ...]
    last: tuple[int, ...]


def _from_tree(store: Store, layout: Chunked, rank: int) -> Iterator[Piece]:
    """Yield the chunks of a B-tree."""
    whole = _Node(layout.address, -1, (0,) * (rank + 1), (UNDEFINED,) * (rank + 1))
    for place, address, stored in _under_node(store, whole):
        steps = (*layout.chunk, layout.item_size)
        if any(offset % step for offset, step in zip(place, steps, strict=True)) or place[-1]:
            raise damaged("grid")
        yield Piece(
            tuple(a // step for a, step in zip(place[:-1], layout.chunk, strict=True)), address, stored
        )


def _under_node(store: Store, node: _Node) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Yield the key, the address and the stored bytes of each chunk under a node.

    Keys grow from left to right; libhdf5 does not find a chunk where they do not.
    """
    head = Cursor(store.take(node.address, 24))
    head.expect(*b"TREE", 1)
    level, used, width = head.number(1), head.number(2), len(node.first)
    if level > _MAX_LEVEL or node.level not in (-1, level):
        raise damaged("tree")
    entries = Cursor(store.take(node.address + 24, used * (16 + 8 * width) + 8 + 8 * width))
    key = _key(entries, width)
    if key[2] < node.first:
        raise damaged("tree")
    for _ in range(used):
        child, (stored, mask, place) = entries.number(8), key
        key = _key(entries, width)
        if not place < key[2] <= node.last:
            raise damaged("tree")
        if level:
            yield from _under_node(store, _Node(child, level - 1, place, key[2]))
        else:
            _check_mask(mask)
            yield place, child, stored


def _key(entries: Cursor, width: int) -> tuple[int, int, tuple[int, ...]]:
    return entries.number(4), entries.number(4), tuple(entries.number(8) for _ in range(width))


def _from_array(store: Store, layout: Chunked, count: int, filters: Filters) -> Iterator[tuple[int, int]]:
    """Yield address and stored bytes of the chunks in the order of the grid."""
    if layout.index == _FIXED_ARRAY:
        yield from _fixed_array(store, layout, count, filters)
    elif layout.index == _IMPLICIT:
        if filters:
            raise damaged("filters")
        for number in range(count):
            yield layout.address + number * layout.chunk_bytes, layout.chunk_bytes
    elif (layout.stored is None) == bool(filters) or count != 1:
        raise damaged("filters")
    else:
        yield layout.address, layout.chunk_bytes if layout.stored is None else layout.stored


def _fixed_array(store: Store, layout: Chunked, count: int, filters: Filters) -> Iterator[tuple[int, int]]:
    head = Cursor(checked(store.take(layout.address, 28)))
    head.expect(*b"FAHD", 0, int(bool(filters)))
    width, page_bits, declared, block = head.number(1), head.number(1), head.number(8), head.number(8)
    if declared != count or not (13 <= width <= 20 if filters else width == 8):
        raise damaged("grid")
    for entries in _fixed_blocks(store, block, layout, count, width, page_bits):
        while len(entries):
            address = entries.number(8)
            stored = entries.number(width - 12) if filters else layout.chunk_bytes
            _check_mask(entries.number(4) if filters else 0)
            yield address, stored


def _fixed_blocks(
    store: Store, address: int, layout: Chunked, count: int, width: int, page_bits: int
) -> Iterator[Cursor]:
    """Yield the entries of a fixed array, in one block or page by page."""
    if address == UNDEFINED:
        raise damaged("never_written")
    per_page = 1 << min(page_bits, 32)
    pages = -(-count // per_page) if count > per_page else 0
    bitmap = -(-pages // 8)
    length = 14 + bitmap + (0 if pages else count * width) + 4
    head = Cursor(checked(store.take(address, length)))
    head.expect(*b"FADB", 0)
    head.bytes(1)
    if head.number(8) != layout.address:
        raise damaged("grid")
    head.bytes(bitmap)
    if not pages:
        yield head
    at = address + length
    for page in range(pages):
        size = min(per_page, count - page * per_page) * width + 4
        yield Cursor(checked(store.take(at, size)))
        at += size
