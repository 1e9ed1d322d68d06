"""What the server packs, read back in NumPy's own way: neither its code nor that of the browser."""

import gzip
import json
from typing import Any, NoReturn

import numpy as np
import pytest


def refuse(constant: str) -> NoReturn:
    pytest.fail(f"a browser's JSON knows no {constant}")


def read_json(written: bytes) -> Any:
    return json.loads(written, parse_constant=refuse)


def unpack(packed: bytes) -> tuple[dict[str, Any], list[np.ndarray]]:
    """Return the header of a packed piece, and its arrays."""
    whole = gzip.decompress(packed)
    start = 4 + int.from_bytes(whole[:4], "little")
    header, arrays, at = read_json(whole[4:start]), [], start
    for listed in header["arrays"]:
        size = listed["bytes"] * listed["length"]
        arrays.append(_read_array(np.frombuffer(whole, np.uint8, size, at), listed))
        at += size
    assert at == len(whole)
    return header, arrays


def read_packed(packed: bytes) -> Any:
    """Return plain data as they were packed, with arrays."""
    header, arrays = unpack(packed)
    return fill(header["tree"], arrays)


def fill(bare: Any, arrays: list[np.ndarray]) -> Any:
    """Return plain data with arrays in their places."""
    if isinstance(bare, list):
        return [fill(each, arrays) for each in bare]
    if not isinstance(bare, dict):
        return bare
    if "packed" not in bare:
        return {key: fill(each, arrays) for key, each in bare.items()}
    if isinstance(bare["packed"], list):
        return np.array([arrays[each] for each in bare["packed"]]).reshape(-1, bare["rows"]).T
    found = arrays[bare["packed"]]
    return found.reshape(-1, bare["rows"]).T if "rows" in bare else found


def change(bare: Any, changes: list[Any]) -> Any:
    """Return plain data with changes, each at its path."""
    whole = {"": json.loads(json.dumps(bare))}
    for path, value in changes:
        *way, last = ["", *path]
        at: Any = whole
        for key in way:
            at = at[key]
        at[last] = value
    return whole[""]


def _read_array(octets: np.ndarray, listed: dict[str, Any]) -> np.ndarray:
    if listed["kind"] == "double":
        return octets.view("<f8")
    weights = 256 ** np.arange(listed["bytes"], dtype=np.uint64)
    whole = octets.reshape(listed["bytes"], -1).T.astype(np.uint64) @ weights
    if listed["kind"] == "float":
        bits = _add_up(whole, listed["lags"]) << np.uint64(32 - 8 * listed["bytes"])
        return bits.astype(np.uint32).view(np.float32)
    signed = np.where(whole % 2, -(whole.astype(np.int64) // 2) - 1, whole.astype(np.int64) // 2)
    return listed["low"] + _add_up(signed, listed["lags"]) / listed["per"]


def _add_up(differences: np.ndarray, lags: list[int]) -> np.ndarray:
    summed = differences.copy()
    for lag in reversed(lags):
        for first in range(lag):
            summed[first::lag] = np.cumsum(summed[first::lag])
    return summed
