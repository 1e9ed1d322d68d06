"""The animals that are no cats; those with feet stand on a floor at y = 0 and are about one unit high."""

import numpy as np

from playground.data.drawings.canvas import Canvas
from playground.data.drawings.colours import INK, WHITE, Colour, darker, lighter, mix, pick
from playground.data.drawings.shapes import (
    Outline,
    Point,
    blob,
    curve,
    ellipse,
    flipped,
    half,
    polygon,
    ribbon,
)

Generator = np.random.Generator

DOG_FURS: tuple[Colour, ...] = ((190, 142, 88), (122, 84, 58), (222, 200, 164), (150, 116, 92))
OWL_FEATHERS: tuple[Colour, ...] = ((142, 104, 74), (128, 118, 112), (166, 128, 86))
RABBIT_FURS: tuple[Colour, ...] = ((178, 154, 130), (216, 206, 194), (142, 132, 128))
FISH_SCALES: tuple[Colour, ...] = ((232, 138, 66), (226, 188, 84), (196, 92, 100), (92, 150, 172))
FOX_RED: Colour = (212, 104, 46)
FOX_DARK: Colour = (74, 52, 48)
PINK: Colour = (216, 138, 138)
GOLD: Colour = (236, 184, 70)
RABBIT_TEETH = polygon((-0.03, -0.41), (0.03, -0.41), (0.028, -0.34), (-0.028, -0.34))


def _both(canvas: Canvas, outline: Outline, colour: Colour, *, rim: bool = False) -> None:
    canvas.fill(outline, colour, rim=rim)
    canvas.fill(flipped(outline), colour, rim=rim)


def _dot_eye(canvas: Canvas, x: float, y: float, size: float) -> None:
    canvas.fill(ellipse(x, y, size, size * 1.15), INK, shade=0.0)
    canvas.fill(ellipse(x - size * 0.3, y - size * 0.4, size * 0.35, size * 0.35), WHITE, shade=0.0)


def _leg(canvas: Canvas, top: Point, foot: Point, width: float, fur: Colour, paw: Colour) -> None:
    canvas.fill(ribbon(curve(top, foot), (width * 1.2, width * 0.9)), fur, rim=True, shade=0.08)
    canvas.fill(ellipse(foot[0] - width * 0.3, foot[1], width * 1.3, width * 0.75), paw, rim=True)


def _dog_head(canvas: Canvas, fur: Colour, ears: Colour, patch: Colour) -> None:
    """Draw a dog's face, about 2 units across, round (0, 0): hanging ears, long muzzle, tongue."""
    skull = half((0, -0.8), (0.5, -0.74), (0.74, -0.3), (0.72, 0.2), (0.5, 0.66), (0, 0.8))
    canvas.fill(skull, fur, rim=True)
    canvas.fill(blob((0.12, -0.4), (0.5, -0.5), (0.66, -0.1), (0.4, 0.16), (0.12, 0)), patch, within=skull)
    canvas.fill(half((0, 0.62), (0.16, 0.66), (0.17, 1.0), (0, 1.1)), (214, 104, 110), rim=True)
    canvas.fill(half((0, -0.02), (0.3, 0.14), (0.5, 0.5), (0.3, 0.8), (0, 0.76)), lighter(fur, 0.5), rim=True)
    ear = blob(
        (0.42, -0.78), (0.76, -0.72), (1.1, -0.1), (1.12, 0.46), (0.86, 0.62), (0.68, 0.1), (0.6, -0.4)
    )
    _both(canvas, ear, ears, rim=True)
    for x in (-0.34, 0.34):
        _dot_eye(canvas, x, -0.16, 0.13)
    canvas.fill(half((0, 0.04), (0.22, 0.06), (0.2, 0.22), (0, 0.32)), INK, shade=0.0)
    for smile in (curve((0, 0.3), (0.04, 0.54), (0.3, 0.56)), curve((0, 0.3), (-0.04, 0.54), (-0.3, 0.56))):
        canvas.stroke(smile, 0.06, INK)


def dog(canvas: Canvas, rng: Generator) -> None:
    """Draw a dog, sitting or standing."""
    fur = pick(DOG_FURS, rng)
    ears = darker(fur, 0.45)
    patch = ears if rng.random() < 0.5 else fur
    if rng.random() < 0.55:
        _sitting_dog(canvas, fur, ears, patch)
    else:
        _standing_dog(canvas, fur, ears, patch)


def _collar(canvas: Canvas, left: Point, middle: Point, right: Point) -> None:
    canvas.fill(ribbon(curve(left, middle, right), (0.028, 0.03, 0.028)), (196, 62, 60), rim=True)
    canvas.fill(ellipse(middle[0], middle[1] + 0.035, 0.03, 0.03), GOLD, rim=True)


def _sitting_dog(canvas: Canvas, fur: Colour, ears: Colour, patch: Colour) -> None:
    canvas.fill(ribbon(curve((0.2, -0.08), (0.38, -0.14), (0.46, -0.34)), (0.05, 0.045, 0.02)), fur, rim=True)
    body = half((0, -0.62), (0.18, -0.56), (0.25, -0.3), (0.33, -0.1), (0.26, 0), (0, 0))
    canvas.fill(body, fur, rim=True)
    canvas.fill(half((0, -0.56), (0.13, -0.5), (0.13, -0.3), (0, -0.18)), lighter(fur, 0.5))
    for x in (-0.1, 0.1):
        _leg(canvas, (x, -0.34), (x, -0.04), 0.07, fur, lighter(fur, 0.4))
    _collar(canvas, (-0.17, -0.52), (0, -0.47), (0.17, -0.52))
    with canvas.placed(0, -0.74, 0.29):
        _dog_head(canvas, fur, ears, patch)


def _standing_dog(canvas: Canvas, fur: Colour, ears: Colour, patch: Colour) -> None:
    canvas.fill(ribbon(curve((0.4, -0.54), (0.54, -0.66), (0.58, -0.84)), (0.05, 0.04, 0.02)), fur, rim=True)
    for x in (-0.18, 0.28):
        _leg(canvas, (x, -0.36), (x, -0.04), 0.065, darker(fur, 0.2), darker(fur, 0.2))
    body = blob(
        (-0.36, -0.6), (0.0, -0.58), (0.38, -0.6), (0.46, -0.42), (0.36, -0.28), (0, -0.26), (-0.34, -0.24)
    )
    canvas.fill(body, fur, rim=True)
    canvas.fill(ellipse(0.14, -0.48, 0.15, 0.11), patch, within=body)
    for x in (-0.28, 0.38):
        _leg(canvas, (x, -0.38), (x, -0.04), 0.07, fur, lighter(fur, 0.4))
    _collar(canvas, (-0.44, -0.46), (-0.32, -0.42), (-0.22, -0.5))
    with canvas.placed(-0.4, -0.7, 0.26, angle=-0.06):
        _dog_head(canvas, fur, ears, patch)


def fox(canvas: Canvas, rng: Generator) -> None:
    """Draw a sitting fox: pointed face, black stockings, brush with a white tip."""
    fur = pick((FOX_RED, (196, 96, 50), (220, 120, 58)), rng)
    tail = curve((0.16, -0.06), (0.42, -0.08), (0.56, -0.3), (0.46, -0.56))
    brush = ribbon(tail, (0.05, 0.14, 0.15, 0.03))
    canvas.fill(brush, fur, rim=True)
    canvas.fill(ellipse(0.47, -0.56, 0.2, 0.17), WHITE, within=brush)
    canvas.fill(half((0, -0.62), (0.16, -0.54), (0.22, -0.3), (0.3, -0.1), (0.22, 0), (0, 0)), fur, rim=True)
    canvas.fill(half((0, -0.58), (0.15, -0.5), (0.1, -0.3), (0, -0.14)), WHITE)
    for x in (-0.08, 0.08):
        _leg(canvas, (x, -0.22), (x, -0.035), 0.055, FOX_DARK, FOX_DARK)
    with canvas.placed(0, -0.7, 0.3, angle=rng.normal(0, 0.08)):
        _fox_head(canvas, fur)


def _fox_head(canvas: Canvas, fur: Colour) -> None:
    """Draw a fox's face, about 2 units across, round (0, 0): a wedge with white cheeks."""
    ear = polygon((0.2, -0.56), (0.84, -1.5), (0.98, -0.2))
    _both(canvas, ear, fur, rim=True)
    _both(canvas, polygon((0.64, -1.22), (0.84, -1.5), (0.91, -0.9)), FOX_DARK)
    _both(canvas, polygon((0.42, -0.6), (0.74, -1.08), (0.84, -0.42)), FOX_DARK)
    face = polygon(
        (0, -0.62),
        (0.56, -0.58),
        (0.98, -0.1),
        (1.1, 0.26),
        (0.5, 0.5),
        (0.14, 1.0),
        (-0.14, 1.0),
        (-0.5, 0.5),
        (-1.1, 0.26),
        (-0.98, -0.1),
        (-0.56, -0.58),
    )
    canvas.fill(face, fur, rim=True)
    cheek = polygon((1.1, 0.26), (0.5, 0.5), (0.14, 1.0), (0.02, 0.9), (0.2, 0.2), (0.6, 0.06))
    _both(canvas, cheek, WHITE)
    for x in (-0.42, 0.42):
        _dot_eye(canvas, x, -0.06, 0.12)
    canvas.fill(ellipse(0, 0.92, 0.17, 0.14), INK, shade=0.0)


def owl(canvas: Canvas, rng: Generator) -> None:
    """Draw an owl on a branch: two huge eyes."""
    feather = pick(OWL_FEATHERS, rng)
    canvas.fill(ribbon(curve((-0.8, 0.03), (0, 0), (0.8, 0.05)), (0.05, 0.06, 0.04)), (98, 70, 52), rim=True)
    body = half((0, -0.92), (0.26, -0.96), (0.38, -0.6), (0.36, -0.24), (0.16, 0.02), (0, 0.05))
    canvas.fill(body, feather, rim=True)
    belly = half((0, -0.56), (0.2, -0.48), (0.24, -0.24), (0, -0.02))
    canvas.fill(belly, lighter(feather, 0.5))
    for row, y in enumerate((-0.42, -0.31, -0.2, -0.09)):
        for x in np.arange(-0.3, 0.31, 0.12) + 0.06 * (row % 2):
            canvas.fill(ellipse(x, y, 0.035, 0.022), darker(feather, 0.2), within=belly)
    _both(
        canvas, blob((0.28, -0.6), (0.42, -0.44), (0.36, -0.1), (0.24, -0.1)), darker(feather, 0.25), rim=True
    )
    _both(canvas, polygon((0.08, -0.9), (0.34, -1.06), (0.32, -0.78)), darker(feather, 0.15), rim=True)
    for x in (-0.15, 0.15):
        canvas.fill(ellipse(x, -0.7, 0.17, 0.17), lighter(feather, 0.65), rim=True)
        canvas.fill(ellipse(x, -0.7, 0.11, 0.11), GOLD, rim=True)
        canvas.fill(ellipse(x, -0.7, 0.06, 0.06), INK, shade=0.0)
        canvas.fill(ellipse(x * 0.7 / 0.5 - 0.02, 0.0, 0.07, 0.04), GOLD, rim=True)
    canvas.fill(polygon((-0.05, -0.66), (0.05, -0.66), (0, -0.52)), (224, 150, 60), rim=True)


def rabbit(canvas: Canvas, rng: Generator) -> None:
    """Draw a sitting rabbit: very long ears."""
    fur = pick(RABBIT_FURS, rng)
    canvas.fill(ellipse(0.3, -0.1, 0.1, 0.1), WHITE, rim=True)
    canvas.fill(half((0, -0.52), (0.2, -0.44), (0.3, -0.16), (0.22, 0), (0, 0)), fur, rim=True)
    canvas.fill(ellipse(0, -0.2, 0.16, 0.18), lighter(fur, 0.45))
    for x in (-0.16, 0.16):
        canvas.fill(ellipse(x, -0.03, 0.12, 0.05), lighter(fur, 0.3), rim=True)
    ear = blob((0.03, -0.62), (0.05, -0.94), (0.16, -1.2), (0.24, -1.02), (0.17, -0.64))
    _both(canvas, ear, fur, rim=True)
    _both(canvas, blob((0.08, -0.68), (0.1, -0.94), (0.16, -1.1), (0.19, -0.98), (0.14, -0.68)), PINK)
    canvas.fill(half((0, -0.72), (0.2, -0.64), (0.24, -0.48), (0.14, -0.36), (0, -0.34)), fur, rim=True)
    _both(canvas, ellipse(0.06, -0.42, 0.085, 0.07), lighter(fur, 0.55))
    for x in (-0.13, 0.13):
        _dot_eye(canvas, x, -0.55, 0.04)
    canvas.fill(blob((-0.04, -0.5), (0.04, -0.5), (0, -0.46)), PINK, shade=0.0)
    canvas.fill(RABBIT_TEETH, WHITE, rim=True)


def fish(canvas: Canvas, rng: Generator) -> None:
    """Draw a fish that swims to the left; its middle lies at y = -0.25."""
    scale = pick(FISH_SCALES, rng)
    fin = mix(scale, (250, 220, 150), 0.35)
    canvas.fill(blob((0.3, -0.25), (0.62, -0.5), (0.58, -0.25), (0.62, 0.0)), fin, rim=True)
    canvas.fill(blob((-0.16, -0.46), (0.06, -0.7), (0.26, -0.6), (0.2, -0.42)), fin, rim=True)
    canvas.fill(blob((-0.02, -0.04), (0.12, 0.1), (0.2, -0.06)), fin, rim=True)
    body = blob(
        (-0.52, -0.24),
        (-0.3, -0.46),
        (0.04, -0.52),
        (0.3, -0.34),
        (0.38, -0.25),
        (0.3, -0.16),
        (0.04, 0.02),
        (-0.3, -0.04),
    )
    canvas.fill(body, scale, rim=True, shade=0.25)
    for x in (-0.08, 0.14):
        band = ribbon(curve((x, -0.6), (x + 0.07, -0.25), (x, 0.1)), (0.045, 0.05, 0.045))
        canvas.fill(band, lighter(scale, 0.65), within=body)
    canvas.fill(blob((-0.06, -0.24), (0.1, -0.3), (0.1, -0.14)), fin, rim=True)
    canvas.fill(ellipse(-0.32, -0.3, 0.08, 0.08), WHITE, rim=True)
    canvas.fill(ellipse(-0.34, -0.3, 0.042, 0.042), INK, shade=0.0)
    canvas.stroke(curve((-0.5, -0.2), (-0.42, -0.17), (-0.38, -0.19)), 0.02, darker(scale, 0.6))
