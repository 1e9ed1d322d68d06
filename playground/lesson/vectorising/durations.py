"""Ratios of durations and small arrays as text."""

from typing import Any

import numpy as np

from playground.words.numbers import Number


def write_ratio(ratio: float) -> str:
    """Write how many times as long something takes: 1,234, 56, 7.8."""
    return f"{ratio:,.1f}" if ratio < 9.95 else f"{ratio:,.0f}"


def write_entry(value: float) -> str:
    """Write one number of an array, with up to four digits; large ones, to a million, without decimals. It
    has no commas, which would stand for the ends of numbers.
    """
    whole = 1000 <= abs(value) < 1e6
    return f"{Number(value):{'.0f' if whole else '.4g'}}".replace(",", "")


def write_short(value: float) -> str:
    """Write a number with two decimals."""
    return f"{Number(value):z.2f}"


def write_shape(shape: tuple[int, ...]) -> str:
    """Write a shape as Python does, with commas in large numbers: (12,288, 209) would be misread, so these
    are set apart by thin spaces.
    """
    sides = [f"{side:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") for side in shape]
    return f"({', '.join(sides)}{',' if len(sides) == 1 else ''})"


def write_array(array: Any) -> str:
    """Write an array (up to two axes) row by row, its columns under one another; a single number as it is."""
    values = np.asarray(array)
    if values.ndim == 0:
        return write_entry(float(values))
    entries = [[write_entry(value) for value in row] for row in np.atleast_2d(values).tolist()]
    width = max(len(entry) for row in entries for entry in row)
    rows = ["[" + "  ".join(entry.rjust(width) for entry in row) + "]" for row in entries]
    return rows[0] if values.ndim == 1 else "[" + "\n ".join(rows) + "]"
