"""Colours as three whole numbers 0 to 255, and the few ways the drawings vary them."""

import numpy as np

Colour = tuple[int, int, int]

WHITE: Colour = (238, 234, 226)
INK: Colour = (38, 32, 40)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour on the way from `first` (`share` 0) to `second` (`share` 1)."""
    red, green, blue = (
        round(min(255.0, max(0.0, a + (b - a) * share))) for a, b in zip(first, second, strict=True)
    )
    return red, green, blue


def darker(colour: Colour, share: float = 0.3) -> Colour:
    """Return `colour`, mixed with ink; `share` 0 to 1."""
    return mix(colour, INK, share)


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    """Return `colour`, mixed with white; `share` 0 to 1."""
    return mix(colour, WHITE, share)


def varied(colour: Colour, rng: np.random.Generator, spread: float = 9.0) -> Colour:
    """Return a colour near `colour`: brightness and each channel move by about `spread` (of 255)."""
    together = rng.normal(0.0, spread)
    red, green, blue = (
        round(min(255.0, max(0.0, channel + together + rng.normal(0.0, spread / 2)))) for channel in colour
    )
    return red, green, blue


def pick(colours: tuple[Colour, ...], rng: np.random.Generator) -> Colour:
    """Return one of `colours`, slightly varied."""
    return varied(colours[int(rng.integers(len(colours)))], rng)
