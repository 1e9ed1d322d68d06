"""Undo what was done to a chunk when it was written: gzip, LZF, shuffle and Fletcher32, in any order.

Nothing here trusts the file: whoever undoes a filter says how many bytes must come out, and hardly more are
ever made. libhdf5's own filters take as much as the file asks for, and where too little comes out, memory
that was never written is taken for the rest.
"""

import zlib
from collections.abc import Callable, Sequence

import numpy as np

from playground.words.catalogue import ExplainedError, Message

_CHECKSUM_BYTES = 4
_OTHERS = {4: "SZIP", 5: "N-Bit", 6: "Scale-Offset", 32001: "Blosc", 32004: "LZ4", 32015: "Zstandard"}


class Unreadable(ExplainedError):  # noqa: N818 - what the file is, not what went wrong here
    """An array is not read; the message is a clause that says why ("it is ...")."""


def damaged(what: str) -> Unreadable:
    """Return the error for bytes that no HDF5 program writes; `what` is a key of ``hdf5.damage``."""
    return Unreadable(Message("hdf5.damaged", what=Message(f"hdf5.damage.{what}")))


def unpack(data: bytes, filters: Sequence[tuple[int, Sequence[int]]], length: int) -> bytes:
    """Return the bytes of a chunk as they were before they went through some filters.

    Parameters
    ----------
    data : bytes
        The chunk as it is stored.
    filters : sequence of (number of the filter, its settings)
        In the order in which they were applied.
    length : int
        How many bytes must come out.

    Raises
    ------
    Unreadable
        Another number of bytes comes out, the data cannot be unpacked, or a filter is not known.
    """
    for number, settings in reversed(filters):
        if number not in _UNDO:
            raise Unreadable(Message("hdf5.filter", found=_OTHERS.get(number, str(number))))
        # A checksum may lie within what another filter packed.
        data = _UNDO[number](data, settings, length + _CHECKSUM_BYTES)
    if len(data) != length:
        raise damaged("length")
    return data


def _inflate(data: bytes, settings: Sequence[int], most: int) -> bytes:
    """Unpack a zlib stream, which must end where the data ends."""
    stream = zlib.decompressobj()
    try:
        # One byte more, to see that there is none: full to the brim, a stream does not say that it has ended.
        unpacked = stream.decompress(data, most + 1)
    except zlib.error as error:
        raise damaged("inflate") from error
    if not stream.eof or stream.unused_data:
        raise damaged("length")
    return unpacked


def _expand(data: bytes, settings: Sequence[int], most: int) -> bytes:
    """Unpack LZF.

    A byte below 32 says how many bytes follow as they are, one less. Any other byte repeats what came out
    before: three bits say how much, two less (seven: a byte to add follows), 13 bits from how far back, one
    less.
    M. Lehmann, liblzf 3.6, ``lzf_d.c``.
    """
    out, at = bytearray(), 0
    try:
        while at < len(data) and len(out) <= most:
            control, at = data[at], at + 1
            if control < 32:
                out += data[at : at + control + 1]
                at += control + 1
                continue
            count = (control >> 5) + 2
            if count == 9:
                count, at = count + data[at], at + 1
            back, at = ((control & 31) << 8 | data[at]) + 1, at + 1
            if back > len(out):
                raise damaged("inflate")
            start = len(out) - back
            repeated = out[start : start + count]
            out += (repeated * -(-count // len(repeated)))[:count]
    except IndexError as error:
        raise damaged("inflate") from error
    if at != len(data):
        raise damaged("length")
    return bytes(out)


def _unshuffle(data: bytes, settings: Sequence[int], most: int) -> bytes:
    """Put together values whose first bytes were stored first, then all second bytes, and so on."""
    size = settings[0] if settings else 0
    if not 0 < size <= len(data):
        raise damaged("length")
    whole = len(data) // size * size
    values = np.frombuffer(data, np.uint8, whole).reshape(size, -1)
    return values.T.tobytes() + data[whole:]


def _check_sum(data: bytes, settings: Sequence[int], most: int) -> bytes:
    """Return the data without its checksum, which must be right.

    J. Fletcher, "An Arithmetic Checksum for Serial Transmissions" (1982), as libhdf5 has it: words of two
    bytes, the first byte the larger, summed modulo 65,535.
    """
    block, stored = data[:-_CHECKSUM_BYTES], np.frombuffer(data[-_CHECKSUM_BYTES:], "<u2")
    words = np.frombuffer(block + bytes(len(block) % 2), ">u2").astype(np.uint64)
    weights = np.arange(len(words), 0, -1, dtype=np.uint64) % 65535
    sums = [int((words * weights % 65535).sum()) % 65535, int(words.sum()) % 65535]
    if len(stored) != 2 or [int(half) % 65535 for half in stored[::-1]] != sums:
        raise damaged("checksum")
    return block


_UNDO: dict[int, Callable[[bytes, Sequence[int], int], bytes]] = {
    1: _inflate,
    2: _unshuffle,
    3: _check_sum,
    32000: _expand,
}
