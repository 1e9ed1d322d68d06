"""How the lesson writes its numbers, in sentences and in formulas: none is too large or too small.

The walk through the classifier takes four decimals, more where these would hide a small number; what moves
under a thumb is rounded to two, so that it keeps its width, and a small number to two digits. A power of ten
stands where these would not do.
"""

import math

from playground.words.numbers import MINUS

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TIMES = "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"
_LEAST, _MOST = 1e-4, 1e6  # smaller and larger numbers are written with a power of ten
_DECIMALS, _DIGITS = 4, 3  # at least so many
_MOST_DECIMALS = 12
_ROUNDED_MOST = 1e5


def write_value(value: float, decimals: int = _DECIMALS) -> str:
    """Write a number as text, with at least so many decimals: −0.1234, 0.00123, 1.23 × 10⁻⁵."""
    return _as_text(*_split(value, decimals))


def write_short(value: float) -> str:
    """Write a number as text with three digits only: −1.23, 0.00123."""
    return _as_text(*_split(value, 0))


def write_rounded(value: float, more: int = 0) -> str:
    """Write a number as text with two decimals, and so many more: −0.12, 0.0050, 1.23 × 10⁻⁵."""
    return _as_text(*_round(value, more))


def write_difference(difference: float) -> str:
    """Write how far two numbers differ: 0, or two digits and a power of ten."""
    return _as_text(*_take_power(difference, 1)) if difference else "0"


def write_latex(value: float, decimals: int = _DECIMALS) -> str:
    r"""Write a number in a formula, with at least so many decimals: -0.1234, 1.23 \cdot 10^{-5}."""
    return _as_latex(*_split(value, decimals))


def write_rounded_latex(value: float) -> str:
    r"""Write a number in a formula with two decimals: -0.12, 1.23 \cdot 10^{-5}."""
    return _as_latex(*_round(value))


def write_term(value: float) -> str:
    """Write a number of a sum in a formula, its sign before it: + 0.1234."""
    return ("- " if value < 0 else "+ ") + write_latex(abs(value))


def choose_sign(*values: float, decimals: int = _DECIMALS) -> str:
    r"""Return the sign of an equation whose numbers are written with so many decimals: =, or \approx where
    one of them is rounded, so that what is written need not add up to the last digit.
    """
    exact = all(math.isclose(value, round(value, decimals), abs_tol=1e-12) for value in values)
    return "=" if exact else r"\approx"


def decimals_for(change: float) -> int:
    """Return how many decimals two numbers need so that a change from one to the other is seen, up to 12."""
    if change == 0:
        return _DECIMALS
    return min(max(_DECIMALS, 1 - math.floor(math.log10(abs(change)))), _MOST_DECIMALS)


def _as_text(digits: str, exponent: int | None) -> str:
    """Put digits and a power of ten together; the number is not broken at the end of a line."""
    power = "" if exponent is None else f"{_TIMES}10{str(exponent).translate(_SUPERSCRIPTS)}"
    return digits.replace("-", MINUS) + power


def _as_latex(digits: str, exponent: int | None) -> str:
    power = "" if exponent is None else rf" \cdot 10^{{{exponent}}}"
    return digits.replace(",", "{,}") + power


def _split(value: float, decimals: int) -> tuple[str, int | None]:
    """Return the digits of a number with at least so many decimals, and the power of ten, if any."""
    if value == 0:
        return "0", None
    size = math.floor(math.log10(abs(value)))
    if _LEAST <= abs(value) < _MOST:
        return f"{value:,.{_keep_apart(value, max(decimals, _DIGITS - 1 - size))}f}", None
    # A small number whose decimals were asked for keeps as many.
    return _take_power(value, max(_DIGITS - 1, decimals + size) if size < 0 else _DIGITS - 1)


def _keep_apart(value: float, decimals: int) -> int:
    """Return at least so many decimals, more where a number, such as a probability, would be rounded to 1."""
    while decimals < _MOST_DECIMALS and abs(value) < 1 == float(f"{abs(value):.{decimals}f}"):
        decimals += 1
    return decimals


def _round(value: float, more: int = 0) -> tuple[str, int | None]:
    """Return the digits of a number with two decimals, two digits at least, and the power of ten, if any."""
    if value == 0:
        return f"{0:.{2 + more}f}", None
    if _LEAST <= abs(value) < _ROUNDED_MOST:
        return f"{value:,.{max(2, 1 - math.floor(math.log10(abs(value)))) + more}f}", None
    return _take_power(value, _DIGITS - 1 + more)


def _take_power(value: float, decimals: int) -> tuple[str, int]:
    """Return the digits of a number, one before the point, and its power of ten."""
    digits, exponent = f"{value:.{decimals}e}".split("e")
    return digits, int(exponent)
