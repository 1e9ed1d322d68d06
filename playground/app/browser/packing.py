"""Plain data with arrays in it, packed for the browser: few bytes, and read there without a loop over text.

A packed piece is the length of a header, the header as JSON, and the bytes of its arrays. Where an array
was, the header has a place: ``{"packed": 3}``; arrays with the same contents are sent once. The whole is
compressed, and written for that: each number as its difference from a neighbour, first all low bytes, then
all higher ones. Texts and whole numbers stay exact. Other numbers become float32, seven digits. What is
float32 already is for the screen, and read by nobody: of its numbers the first three bytes are sent, five
digits, and those of a grid as one of 2**24 levels between its least and its greatest. Nothing here knows
Streamlit.
"""

import gzip
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.app.browser.payloads import PackedArray

_TOP_LEVEL = 2**24 - 1
_TABLE_COLUMNS = 2  # at most so many: each is an array of its own, as other arrays may hold the same
_SWING = 2  # what swings to and fro is most like itself two moments before
_COMPRESSION = 6  # 9 takes up to seven times as long, for one byte less in a hundred

_PLAIN = frozenset((str, int, float, bool, NoneType))

Bare = Any
"""Plain data, with places in place of arrays."""

Change = tuple[list[str | int], Bare]
"""Where plain data differ, as a path of keys and places, and what stands there now."""

Written = tuple[PackedArray, bytes]


@dataclass(frozen=True, eq=False)
class Steps:
    """A grid of numbers low + levels / per."""

    levels: NDArray[np.int64]
    per: float
    low: float = 0.0


@dataclass
class Box:
    """The arrays that were taken out of plain data."""

    listed: list[PackedArray] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)

    def take_from(self, value: Any) -> Bare:
        """Return plain data with places in place of the arrays, which go into this box."""
        if type(value) in _PLAIN:  # most of it
            return value
        if isinstance(value, list | tuple):
            return [each if type(each) in _PLAIN else self.take_from(each) for each in value]
        if isinstance(value, dict):
            return {key: self.take_from(each) for key, each in value.items()}
        if isinstance(value, np.ndarray):
            return self._put(value)
        if isinstance(value, Steps):
            return self._put_grid(value, [_SWING])
        return value.item() if isinstance(value, np.generic) else value

    def _put(self, array: NDArray[Any]) -> Bare:
        if array.ndim == 1:
            return {"packed": self._add(_write_array(array))}
        if array.shape[1] <= _TABLE_COLUMNS:
            columns = [self._add(_write_array(column)) for column in array.T]
            return {"packed": columns, "rows": len(array)}
        if array.dtype == np.float32:
            return self._put_grid(_level(array), [len(array), len(array), 1])
        return self._put_grid(Steps(array.astype(np.int64), 1), [_SWING])

    def _put_grid(self, grid: Steps, lags: list[int]) -> Bare:
        """Put a grid column by column: neighbours are what is alike, on a surface or in time."""
        columns = Steps(grid.levels.T.ravel(), grid.per, grid.low)
        return {"packed": self._add(_write_steps(columns, lags)), "rows": len(grid.levels)}

    def _add(self, written: Written) -> int:
        """Return the place of an array, or of one with the same contents."""
        for place, known in enumerate(zip(self.listed, self.pieces, strict=True)):
            if known == written:
                return place
        self.listed.append(written[0])
        self.pieces.append(written[1])
        return len(self.pieces) - 1


def pack(tree: Any) -> bytes:
    """Return plain data with its arrays as one compressed piece."""
    box = Box()
    return _seal({"tree": box.take_from(tree)}, box)


def pack_changes(tree: Any, stem: Bare, address: str) -> bytes:
    """Return plain data as what differs from a stem, which the browser has from its address."""
    box = Box()
    return _seal({"stem": address, "changes": list_changes(stem, box.take_from(tree))}, box)


def write_bare(bare: Bare) -> bytes:
    """Return plain data without arrays as JSON."""
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":")).encode()


def list_changes(before: Bare, now: Bare) -> list[Change]:
    """Return what has to be set in plain data to make other plain data of it."""
    if before == now:
        return []
    pairs = _pair(before, now)
    if pairs is None:
        return [([], now)]
    return [([key, *path], new) for key, old in pairs for path, new in list_changes(old, now[key])]


_ABSENT = object()


def _pair(before: Bare, now: Bare) -> Sequence[tuple[Any, Bare]] | None:
    """Return the keys of a dict, or the places of a list of dicts, with what was there before. None for what
    is set as a whole: where a key has gone, or a list is longer or of numbers.
    """
    if isinstance(before, dict) and isinstance(now, dict) and before.keys() <= now.keys():
        return [(key, before.get(key, _ABSENT)) for key in now]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return list(enumerate(before)) if all(isinstance(each, dict) for each in now) else None
    return None


def _seal(header: dict[str, Any], box: Box) -> bytes:
    written = write_bare(header | {"arrays": box.listed})
    whole = b"".join([struct.pack("<I", len(written)), written, *box.pieces])
    return gzip.compress(whole, _COMPRESSION, mtime=0)


def _write_array(values: NDArray[Any]) -> Written:
    """Return how an array (n,) is written, and its bytes."""
    if _is_whole(values):
        return _write_steps(Steps(values.astype(np.int64), 1), [1])
    if not _fits_float32(values):
        return _describe("double", 8, [], len(values)), values.astype("<f8").tobytes()
    bits, width = values.astype(np.float32).view(np.uint32), 4
    if values.dtype == np.float32:
        bits, width = ((bits + 128) >> 8).astype(np.uint32), 3
    return _describe("float", width, [1], len(values)), _spread(_subtract(bits, [1]), width)


def _is_whole(values: NDArray[Any]) -> bool:
    if values.dtype.kind in "iub":
        return True
    return bool((np.abs(values) <= _TOP_LEVEL).all() and (values == np.rint(values)).all())


def _fits_float32(values: NDArray[Any]) -> bool:
    """Return whether float32 has seven digits of every number, which it has not below 1e-38."""
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    limits = np.finfo(np.float32)
    return bool(((sizes >= limits.tiny) & (sizes <= limits.max)).all())


def _level(grid: NDArray[Any]) -> Steps:
    exact = grid.astype(np.float64)
    low, high = float(exact.min()), float(exact.max())
    per = _TOP_LEVEL / (high - low) if high > low else 1.0
    return Steps(np.rint((exact - low) * per).astype(np.int64), per, low)


def _write_steps(steps: Steps, lags: list[int]) -> Written:
    """Return how levels (n,) are written: differences have a sign, which goes into the lowest bit, so that
    small ones have nothing but zeros in their higher bytes.
    """
    differences = _subtract(steps.levels, lags).view(np.int64)
    folded = (differences << 1) ^ (differences >> 63)
    width = max(1, (int(folded.max(initial=0)).bit_length() + 7) // 8)
    described = _describe("levels", width, lags, len(folded)) | {"per": steps.per, "low": steps.low}
    return described, _spread(folded, width)


def _describe(kind: str, width: int, lags: list[int], length: int) -> PackedArray:
    return {"kind": kind, "bytes": width, "lags": lags, "length": length, "per": 1, "low": 0}


def _subtract(values: NDArray[Any], lags: list[int]) -> NDArray[np.uint64]:
    """Return the differences of whole numbers (n,) from those so many places before, lag after lag."""
    differences = values.astype("<u8")
    for lag in lags:
        differences[lag:] -= differences[:-lag].copy()
    return differences


def _spread(values: NDArray[Any], width: int) -> bytes:
    """Return the lowest bytes of whole numbers, so many of each: all low ones, then the next."""
    return values.view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()
