"""How the numbers of a graph are written."""

import math

MINUS = "\N{MINUS SIGN}"


def write_number(value: float, digits: int = 4) -> str:
    """Return a number with so many significant digits; a whole number below a million is written out."""
    written = f"{value:.0f}" if value.is_integer() and abs(value) < 1e6 else f"{value:.{digits}g}"
    mantissa, _, exponent = written.partition("e")
    power = f"e{int(exponent)}" if exponent else ""
    return (mantissa + power).removeprefix("-0" if value == 0 else "").replace("-", MINUS) or "0"


def write_latex_number(value: float, digits: int = 6) -> str:
    """Return a number as LaTeX; in brackets where it is negative, so that it can follow an operator."""
    mantissa, _, exponent = write_number(value, digits).replace(MINUS, "-").partition("e")
    written = rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa
    return f"({written})" if value < 0 else written


def is_rounded(value: float, digits: int) -> bool:
    """Return whether writing a number changes it: then an equals sign would lie."""
    written = float(write_number(value, digits).replace(MINUS, "-"))
    return not math.isclose(written, value, rel_tol=1e-15, abs_tol=0.0)
