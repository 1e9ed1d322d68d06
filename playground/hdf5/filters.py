"""Unpack chunks: gzip and shuffle, each once.

*HDF5 File Format Specification Version 3.0*, section IV.A.2.l (data storage - filter pipeline). A chunk must
unpack to exactly the bytes that were declared: with fewer, libhdf5 hands out whatever lay in memory before;
with more, it takes as much memory as the file asks for.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from playground.hdf5.faults import damaged, unsupported
from playground.hdf5.store import Cursor

_GZIP, _SHUFFLE = 1, 2
_NAMES = {3: "Fletcher32", 4: "SZIP", 5: "N-Bit", 6: "Scale-Offset", 32000: "LZF", 32001: "Blosc"}
_MAX_FILTERS = 32


@dataclass(frozen=True)
class Filters:
    """What was done to a chunk when it was written, in this order: shuffled, then compressed."""

    shuffle: bool = False
    gzip: bool = False

    def __bool__(self) -> bool:
        return self.shuffle or self.gzip

    def unpack(self, data: "bytes | memoryview", length: int, item_size: int) -> "bytes | memoryview":
        """Return the `length` bytes of a chunk."""
        if self.gzip:
            data = inflate(data, length)
        if len(data) != length:
            raise damaged("chunk_length")
        return unshuffle(data, item_size) if self.shuffle else data


def inflate(data: "bytes | memoryview", length: int) -> bytes:
    """Return what a zlib stream unpacks to, which must be `length` bytes, and must be all there is."""
    stream = zlib.decompressobj()
    try:
        # One byte more than expected, to see that there is none.
        unpacked = stream.decompress(data, length + 1)
    except zlib.error as error:
        raise damaged("inflate") from error
    if len(unpacked) != length or not stream.eof or stream.unused_data:
        raise damaged("chunk_length")
    return unpacked


def unshuffle(data: "bytes | memoryview", item_size: int) -> bytes:
    """Put together values whose first bytes were stored first, then all second bytes, and so on."""
    return np.frombuffer(data, np.uint8).reshape(item_size, -1).T.tobytes()


def read_filters(message: Cursor, item_size: int) -> Filters:
    """Return what was done to the chunks of an array; anything but gzip and shuffle is refused by name."""
    version, count = message.number(1), message.number(1)
    if version not in (1, 2) or count > _MAX_FILTERS:
        raise damaged("filters")
    message.bytes(6 if version == 1 else 0)
    found = [_filter(message, version) for _ in range(count)]
    for number, values in found:
        if number not in (_GZIP, _SHUFFLE):
            raise unsupported("filter", found=_NAMES.get(number, str(number)))
        if number == _SHUFFLE and values[:1] != [item_size]:
            raise damaged("filters")
    order = [number for number, _ in found]
    if order not in ([], [_GZIP], [_SHUFFLE], [_SHUFFLE, _GZIP]):
        raise unsupported(
            "filter_order", found=" + ".join("gzip" if n == _GZIP else "shuffle" for n in order)
        )
    return Filters(_SHUFFLE in order, _GZIP in order)


def _filter(message: Cursor, version: int) -> tuple[int, list[int]]:
    """Return the number of a filter and its settings."""
    number = message.number(2)
    name_length = message.number(2) if version == 1 or number >= 256 else 0
    message.bytes(2)
    count = message.number(2)
    message.bytes(-(-name_length // 8) * 8 if version == 1 else name_length)
    values = [message.number(4) for _ in range(count)]
    message.bytes(4 if version == 1 and count % 2 else 0)
    return number, values
