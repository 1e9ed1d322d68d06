"""How numbers are written and read, for every sentence, table and chart that a person reads.

None is rounded to an end that it does not reach, and two that stand beside each other do not contradict.
"""

import math
import unicodedata
from collections.abc import Callable
from decimal import Decimal

MINUS = "\N{MINUS SIGN}"
_MOST_DECIMALS = 12
_SMALLEST = 1e-6  # the least share that is written without a power of ten
_NOISE = 1e-9  # a number that is nearer to a whole one has been rounded


class Number(float):
    """A number that ``str.format`` writes with a true minus sign and a short exponent: −4.0, 4.71e−6."""

    def __format__(self, form: str) -> str:
        digits, _, exponent = super().__format__(form).partition("e")
        power = f"e{int(exponent)}" if exponent else ""
        return f"{digits}{power}".replace("-", MINUS)


def make_plain(typed: str) -> str:
    """Return what was typed, or copied from the page, with the digits and signs of an English keyboard."""
    return unicodedata.normalize("NFKC", typed).replace(MINUS, "-")


def write_percent(percent: float) -> str:
    """Return a share in percent, 0 to 100, with one decimal: more where it would be rounded to nothing or to
    all, and is not; the smallest with a power of ten.
    """
    if 0 < percent < _SMALLEST:
        return write_digits(percent, 2)
    decimals, is_end = 1, percent == 0 or abs(percent - 100) < _NOISE
    while f"{percent:.{decimals}f}" in _ENDS and not is_end and decimals < _MOST_DECIMALS:
        decimals += 1
    return f"{percent:.{decimals}f}"


_ENDS = {f"{end:.{decimals}f}" for end in (0, 100) for decimals in range(1, _MOST_DECIMALS)}


def write_relation(probability: float, decimals: int) -> str:
    """Return what a probability is, with so many decimals: = 0.97; where it would be rounded to 0 or 1, which
    no sigmoid reaches, < 0.01 or > 0.99.
    """
    written, least = f"{probability:.{decimals}f}", 10.0**-decimals
    if float(written) == 0:
        return f"< {least:.{decimals}f}"
    return f"> {1 - least:.{decimals}f}" if float(written) == 1 else f"= {written}"


def write_digits(value: float, digits: int) -> str:
    """Return a number with so many significant digits at most."""
    return f"{Number(value):.{digits}g}"


def write_at_most(value: float, digits: int) -> str:
    """Return a limit with so many significant digits, rounded down: what is written is within it."""
    if not math.isfinite(value) or value == 0:
        return f"{value}"
    last = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return write_digits(math.floor(value / last + _NOISE) * last, digits)


def write_cost(cost: float, more: int = 0) -> str:
    """Return a cost with four decimals, or with three digits where these would hide it, and so many more."""
    short = f"{cost:.{2 + more}e}"
    is_seen = cost == 0 or float(short) >= 0.001
    return f"{cost:.{4 + more}f}" if is_seen else f"{Number(cost):.{2 + more}e}"


def write_costs(*costs: float) -> list[str]:
    """Return costs as `write_cost` does, with as many digits more as tell different ones apart."""
    return write_apart(write_cost, *costs)


def write_apart(write: Callable[[float, int], str], *values: float) -> list[str]:
    """Return how numbers are written, with as many digits more, the second argument, as tell those apart that
    are not the same but for rounding.
    """
    different = len({f"{value:.{_MOST_DECIMALS}g}" for value in values})
    more = 0
    while len({write(value, more) for value in values}) < different:
        more += 1
    return [write(value, more) for value in values]


def write_megabytes(megabytes: float, more: int = 0) -> str:
    """Return a size without decimals, or with so many."""
    return f"{megabytes:,.{more}f}"


def subtract_written(number: str, other: str) -> float:
    """Return the difference of two numbers as they are written, so that it is what a reader would find."""
    return float(Decimal(number) - Decimal(other))
