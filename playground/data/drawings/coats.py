"""The coats of the cats: their colours, and how the pattern is laid over a body."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.data.drawings.canvas import Canvas
from playground.data.drawings.colours import Colour, lighter, varied
from playground.data.drawings.shapes import Outline, Point, blob, curve, ribbon

Pattern = Literal["plain", "tabby", "calico", "points", "tuxedo"]

GREEN: Colour = (150, 190, 84)
AMBER: Colour = (232, 178, 62)
BLUE: Colour = (104, 170, 214)


@dataclass(frozen=True)
class Coat:
    """What one cat wears.

    Attributes
    ----------
    name : str
        One word.
    fur : Colour
        Most of the cat.
    chest : Colour
        Chest and muzzle.
    paws : Colour
        Paws.
    tips : Colour
        Ears and tail.
    mark : Colour
        Stripes, patches or mask.
    eyes : Colour
        Irises.
    pattern : Pattern
        How `mark` is laid over the fur.
    """

    name: str
    fur: Colour
    chest: Colour
    paws: Colour
    tips: Colour
    mark: Colour
    eyes: Colour
    pattern: Pattern


_GINGER: Colour = (222, 136, 62)
_RUST: Colour = (166, 84, 34)
_CREAM: Colour = (246, 224, 188)
_BLACK: Colour = (56, 51, 62)
_SNOW: Colour = (240, 235, 226)
_GREY: Colour = (134, 138, 152)
_SAND: Colour = (226, 206, 174)
_COCOA: Colour = (92, 66, 58)

COATS = (
    Coat("ginger", _GINGER, _CREAM, _CREAM, _GINGER, _RUST, GREEN, "tabby"),
    Coat("black", _BLACK, (68, 62, 74), _BLACK, _BLACK, _BLACK, AMBER, "plain"),
    Coat("white", _SNOW, (250, 247, 240), _SNOW, (234, 226, 216), _SNOW, BLUE, "plain"),
    Coat("grey", _GREY, (184, 186, 194), (184, 186, 194), (122, 126, 140), (88, 92, 106), AMBER, "tabby"),
    Coat("siamese", _SAND, (240, 226, 200), _COCOA, _COCOA, _COCOA, BLUE, "points"),
    Coat("calico", _SNOW, _SNOW, _SNOW, (218, 132, 62), (218, 132, 62), GREEN, "calico"),
    Coat("tuxedo", _BLACK, _SNOW, _SNOW, _BLACK, _BLACK, GREEN, "tuxedo"),
)


def draw_coat(rng: np.random.Generator) -> Coat:
    """Return one of the coats with fur of a slightly varied colour."""
    coat = COATS[int(rng.integers(len(COATS)))]
    return Coat(
        coat.name,
        varied(coat.fur, rng, 6.0),
        coat.chest,
        coat.paws,
        varied(coat.tips, rng, 5.0),
        coat.mark,
        varied(coat.eyes, rng, 8.0),
        coat.pattern,
    )


def paint(
    canvas: Canvas, body: Outline, coat: Coat, spine: tuple[Point, ...], reach: float, *, rim: bool = True
) -> None:
    """Fill a body and lay the pattern over it.

    Parameters
    ----------
    canvas : Canvas
        Where to.
    body : Outline
        The body, shape (k, 2).
    coat : Coat
        The colours.
    spine : tuple of points
        The line the stripes stand on, from the neck to the tail.
    reach : float
        Length of the stripes to either side, in the unit of the body.
    rim : bool
        Whether the body is given a contour.
    """
    canvas.fill(body, coat.fur, rim=rim)
    if coat.pattern == "tabby":
        for stripe in _stripes(spine, reach):
            canvas.fill(stripe, coat.mark, within=body, opacity=0.85)
    elif coat.pattern == "calico":
        for colour, patch in zip((coat.mark, _BLACK), _patches(body), strict=True):
            canvas.fill(patch, lighter(colour, 0.06), within=body)


def _stripes(spine: tuple[Point, ...], reach: float) -> list[Outline]:
    """Return bands across the spine, pointed at both ends."""
    line = curve(*spine)
    along = np.gradient(line, axis=0)
    along /= np.hypot(along[:, :1], along[:, 1:])
    stripes = []
    for place in np.linspace(0.1, 0.92, 6):
        at = int(place * (len(line) - 1))
        aside = np.array([-along[at, 1], along[at, 0]]) * reach
        path = curve(*map(tuple, (line[at] - aside, line[at] + along[at] * reach * 0.2, line[at] + aside)))
        stripes.append(ribbon(path, (0.006, 0.14 * reach, 0.006)))
    return stripes


def _patches(body: Outline) -> tuple[Outline, Outline]:
    """Return an orange and a black patch on a body: one towards each end of it."""
    (left, top), (right, bottom) = body.min(axis=0), body.max(axis=0)
    width, height = right - left, bottom - top

    def patch(x: float, y: float, size: float) -> Outline:
        ring = ((-0.9, -0.7), (0.1, -1.1), (0.9, -0.6), (0.7, 0.3), (1.0, 0.9), (-0.1, 0.7), (-0.8, 0.9))
        return blob(*((left + width * (x + size * a), top + height * (y + size * b)) for a, b in ring))

    return patch(0.8, 0.25, 0.27), patch(0.24, 0.62, 0.22)
