"""Shapes and types of arrays.

*HDF5 File Format Specification Version 3.0*, sections IV.A.2.b (dataspace) and IV.A.2.d (datatype).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.hdf5.faults import damaged, unsupported
from playground.hdf5.store import Cursor

Shape = tuple[int, ...]

_MAX_RANK = 32
_WHOLE, _FLOAT, _STRING, _ENUM, _VARIABLE = 0, 1, 3, 8, 9
_OTHERS = {2: "time", 4: "bits", 5: "opaque", 6: "compound", 7: "reference", 10: "array", 11: "complex"}
# By size in bytes: bit offset, precision, sign bit, exponent (start, length), mantissa (start, length), bias.
_IEEE = {
    2: (0, 16, 15, 10, 5, 0, 10, 15),
    4: (0, 32, 31, 23, 8, 0, 23, 127),
    8: (0, 64, 63, 52, 11, 0, 52, 1023),
}
_NORMALISED = 2
# What NumPy can hold; how long a class name may be is asked later.
_MAX_TEXT = 2**30


@dataclass(frozen=True)
class Kind:
    """What one value is.

    Attributes
    ----------
    dtype : np.dtype
        As h5py names it: whole number, float, bool, bytes of fixed length, object for text of any length.
    size : int
        Bytes that one value takes in the file.
    padding : int
        What fills up text of a fixed length: 0 ends with a zero byte, 1 zero bytes, 2 spaces.
    """

    dtype: np.dtype[Any]
    size: int
    padding: int = 1


def read_shape(message: Cursor) -> tuple[Shape | None, Shape]:
    """Return the shape of an array, () for a single value and None for no value at all; and the largest
    shape it may grow to.
    """
    version, rank, flags = message.number(1), message.number(1), message.number(1)
    if rank > _MAX_RANK or version not in (1, 2):
        raise damaged("shape")
    empty = version == 2 and message.number(1) == 2
    message.bytes(5 if version == 1 else 0)
    if empty:
        return None, ()
    shape = tuple(message.number(8) for _ in range(rank))
    most = tuple(message.number(8) for _ in range(rank)) if flags & 1 else shape
    if any(now > later for now, later in zip(shape, most, strict=True)):
        raise damaged("shape")
    return shape, most


def read_kind(message: Cursor) -> Kind:
    """Return the type of an array's values."""
    first, flags, size = message.number(1), message.number(3), message.number(4)
    version, number = first >> 4, first & 15
    if not 1 <= version <= 5 or not size:
        raise damaged("type")
    if number == _WHOLE:
        return _whole(message, flags, size)
    if number == _FLOAT:
        return _float(message, flags, size)
    if number == _STRING and size <= _MAX_TEXT:
        return Kind(np.dtype(f"S{size}"), size, flags & 15)
    if number == _VARIABLE:
        return _variable_text(message, flags, size)
    if number == _ENUM:
        return _bool(message, flags, size, version)
    if number in _OTHERS:
        raise unsupported(f"type_{_OTHERS[number]}")
    raise damaged("type")


def _whole(message: Cursor, flags: int, size: int) -> Kind:
    offset, precision = message.number(2), message.number(2)
    if size not in (1, 2, 4, 8) or offset or precision != 8 * size or flags & ~0b1001:
        raise unsupported("number")
    return Kind(np.dtype(f"{'>' if flags & 1 else '<'}{'i' if flags & 8 else 'u'}{size}"), size)


def _float(message: Cursor, flags: int, size: int) -> Kind:
    offset, precision = message.number(2), message.number(2)
    fields = [message.number(1) for _ in range(4)]
    found = (offset, precision, flags >> 8 & 0xFF, *fields, message.number(4))
    if found != _IEEE.get(size) or flags & 0b1000000 or (flags >> 4) & 3 != _NORMALISED:
        raise unsupported("number")
    return Kind(np.dtype(f"{'>' if flags & 1 else '<'}f{size}"), size)


def _variable_text(message: Cursor, flags: int, size: int) -> Kind:
    if flags & 15 != 1:
        raise unsupported("type_variable")
    # What follows says that the text is made of characters of one byte; nothing else can be text.
    if size != 16 or read_kind(message).size != 1:
        raise damaged("type")
    return Kind(np.dtype(object), size)


def _bool(message: Cursor, flags: int, size: int, version: int) -> Kind:
    """Return the type that h5py writes for bools: a list of the two names FALSE and TRUE."""
    base = read_kind(message)
    if flags & 0xFFFF != 2 or base.dtype != np.int8 or size != 1:
        raise unsupported("type_list")
    names = [message.bytes(8 if version < 3 else len(name)) for name in (b"FALSE\0", b"TRUE\0")]
    if [name.rstrip(b"\0") for name in names] != [b"FALSE", b"TRUE"] or message.bytes(2) != b"\0\1":
        raise unsupported("type_list")
    return Kind(np.dtype(bool), 1)
