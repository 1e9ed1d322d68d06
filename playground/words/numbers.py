"""How numbers are written and read, for every sentence, table and chart that a person reads.

None is rounded to an end that it does not reach, and two that stand beside each other do not contradict.
"""

import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

MINUS = "\N{MINUS SIGN}"
_MOST_DECIMALS = 12
_FIRST_POWER = 6  # smaller numbers of many digits are written in full
_SMALLEST = 1e-7  # the least share that is written without a power of ten
_DIGITS = r"(\d+\.?\d*|\.\d+)"
_DECIMAL = re.compile(rf"[+-]?{_DIGITS}(e[+-]?\d{{1,3}})?", re.ASCII | re.IGNORECASE)
_FRACTION = re.compile(rf"([+-]?{_DIGITS}) ?/ ?{_DIGITS}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)  # not 0,005
_UNITS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9))
_NOISE = 1e-9  # a number that is nearer to a whole one has been rounded


class Number(float):
    """A number that ``str.format`` writes with a true minus sign, a short exponent and commas between
    thousands: −4.0, 4.71e−6; with ``g`` also 1,230, which Python writes as 1.23e+03.
    """

    def __format__(self, form: str) -> str:
        is_general = form.endswith("g")
        digits, _, exponent = super().__format__(f",{form}" if is_general else form).partition("e")
        if is_general and exponent and 0 < int(exponent) < _FIRST_POWER:
            digits, exponent = f"{float(digits) * 10 ** int(exponent):,.0f}", ""
        power = f"e{int(exponent)}" if exponent else ""
        return f"{digits}{power}".replace("-", MINUS)


def make_plain(typed: str) -> str:
    """Return what was typed, or copied from the page, with the digits and signs of an English keyboard."""
    return unicodedata.normalize("NFKC", typed).replace(MINUS, "-").replace("\N{FRACTION SLASH}", "/")


def read_number(typed: str) -> float:
    """Return a number that is written as a decimal, such as -1.5, .5, 2e-3 or 1,234, or as a fraction: 1/3.

    Raises
    ------
    ValueError
        It is none, or is not finite.
    """
    plain = make_plain(typed).strip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if fraction := _FRACTION.fullmatch(plain):
        value = float(fraction[1]) / (float(fraction[3]) or math.nan)
    else:
        value = float(plain) if _DECIMAL.fullmatch(plain) else math.nan
    if not math.isfinite(value):
        raise ValueError(typed)
    return value


def write_percent(percent: float) -> str:
    """Return a share in percent, 0 to 100, with one decimal, as `write_share` does."""
    return write_share(percent, 1, 100)


@lru_cache(maxsize=1024)  # a film has a thousand of them, most of them alike
def write_share(share: float, decimals: int, whole: float = 1) -> str:
    """Return a share of a whole with so many decimals: more where it would be rounded to nothing or to all,
    and is not; the smallest with a power of ten.
    """
    if 0 < share < _SMALLEST:
        return write_digits(share, 2)
    is_end = share == 0 or abs(share - whole) < _NOISE
    while not is_end and float(f"{share:.{decimals}f}") in (0, whole) and decimals < _MOST_DECIMALS:
        decimals += 1
    return f"{share + 0.0:,.{decimals}f}"  # -0.0 is 0.0, here as in the cache


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
    return f"{cost:,.{4 + more}f}" if _is_seen(cost, more) else f"{Number(cost):.{2 + more}e}"


def _is_seen(cost: float, more: int = 0) -> bool:
    return cost == 0 or float(f"{cost:.{2 + more}e}") >= 0.001


def write_cost_range(low: float, high: float) -> list[str]:
    """Return the ends of a range of costs as `write_costs` does, but both in one way: where one is written
    with a power of ten, so is the other, and 0 is 0.
    """
    if _is_seen(low) and _is_seen(high):
        return write_costs(low, high)
    return write_apart(lambda cost, more: f"{Number(cost):.{2 + more}e}" if cost else "0", low, high)


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


def write_size(size: float, decimals: int = 0) -> str:
    """Return a size, such as in MB, with so many decimals, or with as many as show that it is not nothing."""
    while 0 < size < 10**-decimals and decimals < _MOST_DECIMALS:
        decimals += 1
    return f"{size:,.{decimals}f}"


def write_seconds(seconds: float) -> str:
    """Return a duration with three digits and the unit that suits it: 1.23 s, 45.6 ms, 789 µs."""
    for unit, size in _UNITS:
        # What rounds to 1,000 of a unit is one of the next.
        if seconds >= 0.9995 * size:
            value = seconds / size
            return f"{value:,.{2 if value < 9.995 else 1 if value < 99.95 else 0}f} {unit}"
    return f"{seconds / 1e-9:.2g} ns"


def subtract_written(number: str, other: str) -> Decimal:
    """Return the difference of two numbers as they are written, so that it is what a reader would find, with
    as many decimals.
    """
    return Decimal(number) - Decimal(other)
