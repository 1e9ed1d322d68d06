"""How the lesson reads a number that a student types, on whatever keyboard."""

import math
import re

from playground.words.numbers import make_plain

_DIGITS = r"(\d+\.?\d*|\.\d+)"
_DECIMAL = re.compile(rf"[+-]?{_DIGITS}(e[+-]?\d{{1,3}})?", re.ASCII | re.IGNORECASE)
_FRACTION = re.compile(rf"([+-]?{_DIGITS})/{_DIGITS}", re.ASCII)


def read_plain_number(typed: str) -> float:
    """Return a number that is written as a decimal, such as -1.5, .5 or 2e-3, or as a fraction, such as 1/3.

    Raises
    ------
    ValueError
        It is none, or is not finite.
    """
    plain = make_plain(typed)
    if fraction := _FRACTION.fullmatch(plain):
        value = float(fraction[1]) / (float(fraction[3]) or math.nan)
    else:
        value = float(plain) if _DECIMAL.fullmatch(plain) else math.nan
    if not math.isfinite(value):
        raise ValueError(typed)
    return value
