"""How the numbers of a walk through the classifier are written: four decimals, more where these would hide a
small number, and a power of ten where that would take too many.
"""

import math

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEAST, _MOST = 1e-4, 1e6  # smaller and larger numbers are written with a power of ten
_DECIMALS, _DIGITS = 4, 3  # at least so many
_MOST_DECIMALS = 12


def write_value(value: float, decimals: int = _DECIMALS) -> str:
    """Write a number as text, with at least so many decimals: −0.1234, 0.00123, 1.23 × 10⁻⁵."""
    return _as_text(*_split(value, decimals))


def write_short(value: float) -> str:
    """Write a number as text with three digits only: −1.23, 0.00123."""
    return _as_text(*_split(value, 0))


def write_latex(value: float, decimals: int = _DECIMALS) -> str:
    r"""Write a number in a formula, with at least so many decimals: -0.1234, 1.23 \cdot 10^{-5}."""
    digits, exponent = _split(value, decimals)
    return digits.replace(",", "{,}") + (rf" \cdot 10^{{{exponent}}}" if exponent else "")


def write_term(value: float) -> str:
    """Write a number of a sum in a formula, its sign before it: + 0.1234."""
    return ("- " if value < 0 else "+ ") + write_latex(abs(value))


def decimals_for(change: float) -> int:
    """Return how many decimals two numbers need so that a change from one to the other is seen, up to 12."""
    if change == 0:
        return _DECIMALS
    return min(max(_DECIMALS, 1 - math.floor(math.log10(abs(change)))), _MOST_DECIMALS)


def _as_text(digits: str, exponent: str) -> str:
    power = f" × 10{exponent.translate(_SUPERSCRIPTS)}" if exponent else ""
    return digits.replace("-", "\N{MINUS SIGN}") + power


def _split(value: float, decimals: int) -> tuple[str, str]:
    """Return the digits of a number with at least so many decimals, and the power of ten, if any."""
    if value == 0:
        return "0", ""
    size = math.floor(math.log10(abs(value)))
    if _LEAST <= abs(value) < _MOST:
        return f"{value:,.{max(decimals, _DIGITS - 1 - size)}f}", ""
    # A small number whose decimals were asked for keeps as many.
    after_point = max(_DIGITS - 1, decimals + size) if size < 0 else _DIGITS - 1
    digits, exponent = f"{value:.{after_point}e}".split("e")
    return digits, str(int(exponent))
