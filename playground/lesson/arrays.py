"""A small array that a student types, and what NumPy's functions make of it."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from playground.forms import Array
from playground.i18n import ExplainedError, Message

MOST_ROWS, MOST_COLUMNS = 4, 5
MOST_CHARACTERS = 200
LARGEST = 1e6
DEFAULT = "1 2 3; 4 5 6"

EXAMPLES: Mapping[str, tuple[str, Callable[[Array], Any]]] = {
    "shape": ("np.array(A.shape)", lambda A: np.array(A.shape)),
    "transpose": ("A.T", lambda A: A.T),
    "product": ("A @ A.T", lambda A: A @ A.T),
    "dot": ("np.dot(A[0], A[0])", lambda A: np.dot(A[0], A[0])),
    "times": ("A * A", lambda A: A * A),
    "exp": ("np.exp(-A)", lambda A: np.exp(-A)),
    "log": ("np.log(np.abs(A) + 1)", lambda A: np.log(np.abs(A) + 1)),
    "maximum": ("np.maximum(A, 2)", lambda A: np.maximum(A, 2)),
    "sum": ("np.sum(A)", lambda A: np.sum(A)),
    "axis": ("np.sum(A, axis=0)", lambda A: np.sum(A, axis=0)),
    "keepdims": ("np.sum(A, axis=1, keepdims=True)", lambda A: np.sum(A, axis=1, keepdims=True)),
    "reshape": ("A.reshape(-1, 1)", lambda A: A.reshape(-1, 1)),
    "zeros": ("np.zeros((A.shape[0], 1))", lambda A: np.zeros((A.shape[0], 1))),
    "broadcast": (
        "A - np.mean(A, axis=1, keepdims=True)",
        lambda A: A - np.mean(A, axis=1, keepdims=True),
    ),
}
"""Code as it is shown, and the same code to be run."""


class ArrayError(ExplainedError):
    """What was typed is no small array; the message is one sentence that says why."""


def read_array(text: str) -> Array:
    """Return the array that was typed: numbers with spaces between, rows with semicolons.

    Raises
    ------
    ArrayError
        It is none, or too large.
    """
    if len(text) > MOST_CHARACTERS:
        raise ArrayError(Message("vectorising.array.too_long", limit=MOST_CHARACTERS))
    plain = text.replace("\N{MINUS SIGN}", "-").replace("，", " ").replace(",", " ").replace("；", ";")
    rows = [row.split() for row in plain.strip(" ;").split(";")]
    if not rows[0]:
        raise ArrayError(Message("vectorising.array.empty"))
    if len({len(row) for row in rows}) > 1:
        raise ArrayError(Message("vectorising.array.ragged", first=len(rows[0])))
    if len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
        raise ArrayError(Message("vectorising.array.too_large", rows=MOST_ROWS, columns=MOST_COLUMNS))
    return np.array([[_read_number(word) for word in row] for row in rows])


def write_array(values: Array) -> str:
    """Return an array as it is shown: rows with semicolons between, in brackets."""
    rows = np.atleast_2d(values)
    written = "; ".join(" ".join(f"{value:.4g}" for value in row) for row in rows)
    return f"[{written}]" if np.ndim(values) else written


def _read_number(word: str) -> float:
    try:
        value = float(word) if word.isascii() and "_" not in word else float("nan")
    except ValueError:
        value = float("nan")
    if not abs(value) <= LARGEST:
        raise ArrayError(Message("vectorising.array.no_number", word=word[:20], limit=LARGEST))
    return value
