"""How the numbers of a graph are written."""

import math

from playground.words.numbers import MINUS, Number, make_plain, write_digits


def write_number(value: float, digits: int = 4) -> str:
    """Return a number with so many significant digits; a whole number below a million is written out."""
    is_whole = value.is_integer() and abs(value) < 1e6
    return f"{Number(value):z.0f}" if is_whole else write_digits(value, digits)


def write_latex_number(value: float, digits: int = 6) -> str:
    """Return a number as LaTeX; in brackets where it is negative, so that it can follow an operator."""
    mantissa, _, exponent = write_number(value, digits).replace(MINUS, "-").partition("e")
    written = rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa
    return f"({written})" if value < 0 else written


def is_rounded(value: float, digits: int) -> bool:
    """Return whether writing a number changes it: then an equals sign would lie."""
    written = float(make_plain(write_number(value, digits)).replace(",", ""))
    return not math.isclose(written, value, rel_tol=1e-15, abs_tol=0.0)
