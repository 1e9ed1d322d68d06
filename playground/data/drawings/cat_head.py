"""The head of a cat, seen from the front: ears, eyes, nose, whiskers."""

from typing import Literal

import numpy as np

from playground.data.drawings.canvas import Canvas
from playground.data.drawings.coats import Coat
from playground.data.drawings.colours import INK, Colour, darker, lighter, mix
from playground.data.drawings.shapes import Outline, arc, blob, curve, ellipse, flipped, half, ribbon

Look = Literal["open", "asleep", "glad"]

PINK: Colour = (214, 132, 128)
NOSE: Colour = (204, 108, 110)
SHINE: Colour = (252, 250, 244)

SKULL = half((0, -0.74), (0.5, -0.68), (0.92, -0.22), (1.06, 0.24), (0.74, 0.62), (0, 0.78))
EAR = blob((0.14, -0.62), (0.5, -0.98), (0.8, -1.3), (0.9, -1.22), (0.97, -0.7), (0.9, -0.1), (0.4, -0.3))
INNER_EAR = blob((0.42, -0.68), (0.62, -0.9), (0.79, -1.1), (0.86, -0.8), (0.84, -0.42), (0.6, -0.5))
MUZZLE = half((0, 0.1), (0.2, 0.12), (0.46, 0.32), (0.36, 0.58), (0, 0.66))
BLAZE = half((0, -0.5), (0.08, -0.2), (0.22, 0.1), (0.56, 0.34), (0.4, 0.66), (0, 0.77))
MASK = half((0, -0.42), (0.3, -0.3), (0.62, 0.0), (0.6, 0.4), (0.34, 0.66), (0, 0.74))
PATCH = blob((0.14, -0.9), (0.9, -0.8), (1.2, 0.0), (0.72, 0.2), (0.3, 0.1), (0.2, -0.3))
DARK_PATCH = blob((-0.24, -0.9), (-1.0, -0.8), (-1.1, -0.2), (-0.66, -0.2), (-0.4, -0.4))
CALICO_BLACK: Colour = (66, 58, 66)
DARK_FUR = 100


def head(canvas: Canvas, coat: Coat, look: Look = "open") -> None:
    """Draw a head of about 2 units across and 2 high, round (0, 0)."""
    _ears(canvas, coat)
    canvas.fill(SKULL, coat.fur, rim=True)
    _markings(canvas, coat)
    if coat.pattern not in ("points", "tuxedo"):
        canvas.fill(MUZZLE, coat.chest, shade=0.05)
    for eye_side in (False, True):
        _eye(canvas, coat, look, mirrored=eye_side)
    _nose_and_mouth(canvas, coat)
    _whiskers(canvas, coat)


def _both(canvas: Canvas, outline: Outline, colour: Colour, *, rim: bool = False) -> None:
    canvas.fill(outline, colour, rim=rim)
    canvas.fill(flipped(outline), colour, rim=rim)


def _ears(canvas: Canvas, coat: Coat) -> None:
    if coat.pattern == "calico":
        canvas.fill(EAR, coat.tips, rim=True)
        canvas.fill(flipped(EAR), CALICO_BLACK, rim=True)
    else:
        _both(canvas, EAR, coat.tips, rim=True)
    _both(canvas, INNER_EAR, mix(coat.tips, PINK, 0.75))


def _markings(canvas: Canvas, coat: Coat) -> None:
    if coat.pattern == "tabby":
        _tabby_marks(canvas, coat.mark)
    elif coat.pattern == "points":
        canvas.fill(MASK, mix(coat.mark, coat.fur, 0.12), shade=0.0)
    elif coat.pattern == "tuxedo":
        canvas.fill(BLAZE, coat.chest, shade=0.05)
    elif coat.pattern == "calico":
        canvas.fill(PATCH, coat.mark, within=SKULL)
        canvas.fill(DARK_PATCH, CALICO_BLACK, within=SKULL)


def _tabby_marks(canvas: Canvas, colour: Colour) -> None:
    for x in (-0.26, 0.0, 0.26):
        canvas.fill(ribbon(curve((x * 1.2, -0.8), (x, -0.34)), (0.09, 0.02)), colour, within=SKULL)
    for y in (0.08, 0.34):
        cheek = ribbon(curve((1.12, y - 0.06), (0.72, y + 0.04)), (0.07, 0.015))
        canvas.fill(cheek, colour, within=SKULL)
        canvas.fill(flipped(cheek), colour, within=SKULL)


def _eye(canvas: Canvas, coat: Coat, look: Look, *, mirrored: bool) -> None:
    with canvas.placed(-0.45 if mirrored else 0.45, -0.04, mirrored=mirrored):
        if look != "open":
            _closed_eye(canvas, coat, look)
            return
        canvas.fill(ellipse(0, 0, 0.27, 0.27), darker(coat.fur, 0.75), shade=0.0)
        canvas.fill(ellipse(0, 0, 0.22, 0.22), lighter(coat.eyes, 0.1), shade=0.1)
        canvas.fill(ellipse(0, 0, 0.1, 0.2), INK, shade=0.0)
        canvas.fill(ellipse(-0.08, -0.1, 0.07, 0.07), SHINE, shade=0.0)


def _closed_eye(canvas: Canvas, coat: Coat, look: Look) -> None:
    dark = coat.pattern == "points" or sum(coat.fur) / 3 < DARK_FUR
    line = lighter(coat.fur, 0.75) if dark else INK
    start, end = (0.15, np.pi - 0.15) if look == "asleep" else (np.pi + 0.15, 2 * np.pi - 0.15)
    canvas.stroke(arc(0, 0.02, 0.24, 0.16, start, end), 0.09, line)


def _nose_and_mouth(canvas: Canvas, coat: Coat) -> None:
    line = lighter(coat.mark, 0.2) if coat.pattern == "points" else INK
    if coat.name == "black":
        line = lighter(coat.fur, 0.55)
    smile = curve((0, 0.34), (0.06, 0.46), (0.2, 0.48), (0.3, 0.4))
    for side in (smile, flipped(smile)):
        canvas.stroke(side, 0.055, line, opacity=0.8)
    nose = INK if coat.pattern == "points" else NOSE
    canvas.fill(blob((-0.14, 0.19), (0, 0.17), (0.14, 0.19), (0.03, 0.33), (-0.03, 0.33)), nose, shade=0.0)


def _whiskers(canvas: Canvas, coat: Coat) -> None:
    colour = (126, 112, 104) if sum(coat.fur) / 3 > 215 else SHINE
    for rise in (-0.14, 0.08, 0.3):
        path = curve((0.5, 0.36 + rise * 0.3), (0.95, 0.3 + rise), (1.42, 0.34 + rise * 1.5))
        for side in (path, flipped(path)):
            canvas.stroke(side, 0.02, colour, opacity=0.85)
