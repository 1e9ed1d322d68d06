"""Small arrays that a student types, what NumPy's functions make of them, and how shapes are broadcast.

What is typed is read as numbers and nothing else. The functions are in `EXAMPLES`, and what is shown of each
is its own source.
"""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from playground.engine.forms import Array, frozen
from playground.words.catalogue import ExplainedError, Message
from playground.words.numbers import make_plain, read_number

MOST_ROWS, MOST_COLUMNS = 4, 5
LARGEST = 1000
MOST_CHARACTERS = 200

Shape = tuple[int, ...]


class ArrayError(ExplainedError):
    """What was typed is no small array of numbers; its message says where and why."""


def read_array(typed: str) -> Array:
    """Read numbers, in rows separated by semicolons or new lines, as an array (rows, columns).

    Brackets and commas, as NumPy writes them, are read as well, and signs and digits of other keyboards.

    Raises
    ------
    ArrayError
        It is empty, something in it is no number, a number is too large, rows differ in length, or there are
        more than `MOST_ROWS` rows of `MOST_COLUMNS` numbers.
    """
    if len(typed) > MOST_CHARACTERS:
        raise ArrayError(Message("vectorising.array.long", most=MOST_CHARACTERS))
    written = map(_split_row, _split_rows(make_plain(typed)))
    rows = [list(map(_read_number, entries)) for entries in written if entries]
    if not rows:
        raise ArrayError(Message("vectorising.array.empty"))
    lengths = [len(row) for row in rows]
    for number, length in enumerate(lengths, 1):
        if length != lengths[0]:
            raise ArrayError(Message("vectorising.array.ragged", first=lengths[0], row=number, length=length))
    if len(rows) > MOST_ROWS or lengths[0] > MOST_COLUMNS:
        raise ArrayError(Message("vectorising.array.many", rows=MOST_ROWS, columns=MOST_COLUMNS))
    return frozen(np.array(rows))


def _split_rows(typed: str) -> list[str]:
    return re.split(r"[;\n]|\]\s*,?\s*\[", typed)


def _split_row(row: str) -> list[str]:
    return re.sub(r"[\[\],]", " ", row).split()


def _read_number(entry: str) -> float:
    try:
        number = read_number(entry)
    except ValueError:
        raise ArrayError(Message("vectorising.array.no_number", entry=entry)) from None
    if abs(number) > LARGEST:
        raise ArrayError(Message("vectorising.array.large", most=LARGEST))
    return number


# --- Functions ------------------------------------------------------------------------------------

EXAMPLES: Mapping[str, Callable[[Array, Array], Any]] = {
    "shape": lambda A, c: A.shape,
    "transpose": lambda A, c: A.T,
    "reshape": lambda A, c: A.reshape(1, -1),
    "zeros": lambda A, c: np.zeros((len(A), 1)),
    "dot": lambda A, c: np.dot(A, A.T),
    "matmul": lambda A, c: c.T @ A,
    "add": lambda A, c: A + c,
    "multiply": lambda A, c: A * A,
    "exp": lambda A, c: np.exp(A),
    "log": lambda A, c: np.log(A),
    "maximum": lambda A, c: np.maximum(A, 0),
    "sum": lambda A, c: np.sum(A),
    "sum_axis": lambda A, c: np.sum(A, axis=0),
    "sum_keepdims": lambda A, c: np.sum(A, axis=1, keepdims=True),
}
"""NumPy's functions of the lesson, on A and c, each (rows, columns)."""


@dataclass(frozen=True, eq=False)
class Example:
    """A line of code, and what it gives now: an array, a number or a shape; None where shapes do not fit."""

    code: str
    result: Any

    @property
    def shape(self) -> Shape | None:
        """The shape of the result; None where there is none."""
        return None if self.result is None else np.shape(self.result)


def run_example(name: str, A: Array, c: Array) -> Example:
    """Run one of `EXAMPLES` on A and c."""
    try:
        # A logarithm of a negative number and an overflow are results here, nan and inf, and shown as such.
        with np.errstate(all="ignore"):
            result = EXAMPLES[name](A, c)
    except ValueError:
        result = None
    return Example(_read_codes()[name], result)


@cache
def _read_codes() -> dict[str, str]:
    """Return the expression of every example, as this file writes it."""
    tree = ast.parse(inspect.getsource(sys.modules[__name__]))
    written = {
        key.value: ast.unparse(value.body)
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Lambda)
    }
    return {str(name): code for name, code in written.items()}


# --- Broadcasting ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Broadcast:
    """How two shapes (rows, columns) are made to fit; `shape` is None where they do not.

    `clashes` are the axes (0 rows, 1 columns) that differ although neither is 1.
    """

    first: Shape
    second: Shape
    shape: Shape | None
    clashes: tuple[int, ...]


def broadcast(first: Shape, second: Shape) -> Broadcast:
    """Return how two shapes of two axes are broadcast: along an axis of length 1 an array is repeated."""
    clashes = tuple(
        axis
        for axis, (one, other) in enumerate(zip(first, second, strict=True))
        if one != other and 1 not in (one, other)
    )
    shape = None if clashes else tuple(map(max, first, second))
    return Broadcast(first, second, shape, clashes)
