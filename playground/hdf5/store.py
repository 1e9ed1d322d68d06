"""The bytes of a file: every read is inside it, is counted, and takes bytes that nothing else has taken."""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from playground.hdf5.faults import damaged

UNDEFINED = 2**64 - 1
# More than a file of the largest accepted number of chunks needs.
MAX_READS = 200_000


class Source(Protocol):
    """Bytes at hand, in memory or in a file."""

    @property
    def size(self) -> int:
        """Number of bytes."""

    def read(self, offset: int, length: int) -> "bytes | memoryview":
        """Return the bytes from `offset`, fewer where the source ends."""


class BytesSource:
    """Bytes in memory; nothing is copied."""

    def __init__(self, data: bytes) -> None:
        self._view, self.size = memoryview(data), len(data)

    def read(self, offset: int, length: int) -> memoryview:
        return self._view[offset : offset + length]


class FileSource:
    """An open file, read where and when its bytes are needed."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self.size = file, size

    def read(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(length)


@contextmanager
def opened(path: Path) -> Iterator[FileSource]:
    """Open a file as a source."""
    with path.open("rb") as file:
        yield FileSource(file, path.stat().st_size)


class Store:
    """A source seen from the address that its file calls 0.

    No two structures of a file share a byte. So a byte that is asked for twice is a sign of a file that was
    made to be read for ever, or to fill the memory from little; it is refused.
    """

    def __init__(self, source: Source, base: int) -> None:
        self._source, self._base, self._end = source, base, source.size - base
        self._starts: list[int] = []
        self._stops: list[int] = []
        self._reads = 0

    def take(self, address: int, length: int) -> "bytes | memoryview":
        """Return `length` bytes from `address` on, which nothing else may take from now on."""
        self._reads += 1
        if self._reads > MAX_READS:
            raise damaged("too_many_parts")
        if address < 0 or length < 0 or address + length > self._end:
            raise damaged("outside")
        self._claim(address, address + length)
        data = self._source.read(self._base + address, length)
        if len(data) != length:
            raise damaged("outside")
        return data

    def _claim(self, start: int, stop: int) -> None:
        if start == stop:
            return
        at = bisect_right(self._starts, start)
        if (at and self._stops[at - 1] > start) or (at < len(self._starts) and self._starts[at] < stop):
            raise damaged("used_twice")
        self._starts.insert(at, start)
        self._stops.insert(at, stop)


class Cursor:
    """Reads a block from its beginning to its end; all numbers are little-endian and not negative."""

    def __init__(self, data: "bytes | memoryview") -> None:
        self._data, self._at = bytes(data), 0

    def __len__(self) -> int:
        """Return how many bytes are left."""
        return len(self._data) - self._at

    def number(self, length: int) -> int:
        """Return the next `length` bytes as a number."""
        return int.from_bytes(self.bytes(length), "little")

    def bytes(self, length: int) -> "bytes":
        """Return the next `length` bytes."""
        if length > len(self):
            raise damaged("short")
        self._at += length
        return self._data[self._at - length : self._at]

    def expect(self, *values: int) -> None:
        """Read one byte for each of these values, which it must have."""
        if self.bytes(len(values)) != bytes(values):
            raise damaged("signature")
