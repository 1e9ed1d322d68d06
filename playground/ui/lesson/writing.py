"""Numbers as the lesson writes them, in sentences and in formulas; none is too large or too small."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LARGE, _SMALL = 1e5, 5e-3


def write_number(value: float) -> str:
    """Return a number for a sentence: two decimals, or a power of ten where these would not do."""
    mantissa, exponent = _split(value)
    power = (
        f"\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{str(exponent).translate(_SUPERSCRIPTS)}" if exponent else ""
    )
    return f"{mantissa}{power}".replace("-", "\N{MINUS SIGN}")


def write_tex(value: float) -> str:
    """Return a number for a formula, as `write_number` does for a sentence."""
    mantissa, exponent = _split(value)
    return rf"{mantissa}\cdot 10^{{{exponent}}}" if exponent else mantissa


def _split(value: float) -> tuple[str, int]:
    """Return a number's digits and the power of ten they are multiplied by."""
    if value == 0 or _SMALL <= abs(value) < _LARGE:
        return f"{value:.2f}", 0
    mantissa, exponent = f"{value:.2e}".split("e")
    return mantissa, int(exponent)
