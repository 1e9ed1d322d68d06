"""The cats: seven poses, each on a floor at y = 0 and about one unit high or wide."""

import numpy as np

from playground.data.drawings.canvas import Canvas
from playground.data.drawings.cat_head import Look, head
from playground.data.drawings.coats import Coat, paint
from playground.data.drawings.colours import darker
from playground.data.drawings.shapes import Outline, Point, arc, blob, curve, ellipse, half, ribbon

Generator = np.random.Generator


def _look(rng: Generator) -> Look:
    return "glad" if rng.random() < 0.2 else "open"


def _head_at(canvas: Canvas, coat: Coat, place: Point, size: float, look: Look, tilt: float) -> None:
    with canvas.placed(*place, size, angle=tilt):
        head(canvas, coat, look)


def _tail(canvas: Canvas, coat: Coat, path: Outline, width: float = 0.06) -> None:
    canvas.fill(ribbon(path, (width, width * 1.05, width * 0.8)), coat.tips, rim=True)
    if coat.pattern == "tabby":
        for place in (0.35, 0.55, 0.75):
            at = int(place * (len(path) - 1))
            ring = path[at : at + 3]
            canvas.fill(
                ribbon(ring, (width * 0.95,) * 2), coat.mark, within=ribbon(path, (width, width * 0.8))
            )
    elif coat.pattern == "tuxedo":
        canvas.fill(ribbon(path[-6:], (width * 0.7,) * 2), coat.chest)


def _leg(canvas: Canvas, coat: Coat, top: Point, foot: Point, width: float, *, far: bool = False) -> None:
    """Draw a leg that ends in a paw; legs on the far side lie in shade."""
    fur, paw = (darker(coat.fur, 0.22), darker(coat.paws, 0.22)) if far else (coat.fur, coat.paws)
    canvas.fill(ribbon(curve(top, foot), (width * 1.2, width * 0.85)), fur, rim=True, shade=0.08)
    canvas.fill(ellipse(foot[0] - width * 0.3, foot[1], width * 1.25, width * 0.75), paw, rim=True)


def front(canvas: Canvas, coat: Coat, rng: Generator) -> None:
    """Draw a cat that sits and looks at us."""
    reach = rng.uniform(0.44, 0.58)
    _tail(
        canvas, coat, curve((0.2, -0.06), (0.42, -0.05), (reach, -0.2), (reach - 0.06, -0.4), (reach, -0.52))
    )
    body = half((0, -0.64), (0.15, -0.58), (0.24, -0.34), (0.34, -0.14), (0.28, -0.01), (0, 0))
    paint(canvas, body, coat, ((0, -0.5), (0, -0.3), (0, -0.02)), 0.36)
    canvas.fill(half((0, -0.6), (0.13, -0.54), (0.14, -0.36), (0, -0.22)), coat.chest, shade=0.04)
    for side in (-1, 1):
        _leg(canvas, coat, (side * 0.085, -0.32), (side * 0.085, -0.035), 0.058)
        canvas.fill(ellipse(side * 0.25, -0.035, 0.085, 0.045), coat.paws, rim=True)
    _head_at(canvas, coat, (0, -0.72), 0.3, _look(rng), rng.normal(0, 0.09))


def side(canvas: Canvas, coat: Coat, rng: Generator) -> None:
    """Draw a cat that sits with its side to us and turns its head."""
    rise = rng.uniform(0.2, 0.5)
    _tail(canvas, coat, curve((0.26, -0.06), (0.44, -0.06), (0.56, -0.06 - rise / 2), (0.5, -0.1 - rise)))
    _leg(canvas, coat, (-0.12, -0.4), (-0.1, -0.035), 0.055, far=True)
    body = blob(
        (-0.22, -0.62), (0.0, -0.68), (0.2, -0.48), (0.36, -0.2), (0.33, -0.02), (0.0, -0.02), (-0.18, -0.2)
    )
    paint(canvas, body, coat, ((-0.02, -0.62), (0.2, -0.4), (0.33, -0.1)), 0.17)
    canvas.fill(blob((-0.2, -0.58), (-0.08, -0.5), (-0.1, -0.28), (-0.19, -0.2), (-0.25, -0.4)), coat.chest)
    _leg(canvas, coat, (-0.15, -0.42), (-0.18, -0.035), 0.06)
    canvas.fill(
        blob((0.02, -0.16), (0.18, -0.3), (0.34, -0.18), (0.3, -0.02), (0.06, -0.02)), coat.fur, rim=True
    )
    canvas.fill(ellipse(0.06, -0.035, 0.12, 0.045), coat.paws, rim=True)
    _head_at(canvas, coat, (-0.14, -0.74), 0.28, _look(rng), rng.normal(-0.05, 0.09))


def loaf(canvas: Canvas, coat: Coat, rng: Generator) -> None:
    """Draw a cat that lies with its paws tucked in."""
    body = blob(
        (-0.46, -0.3),
        (-0.1, -0.46),
        (0.3, -0.46),
        (0.54, -0.24),
        (0.52, -0.04),
        (0.1, 0),
        (-0.4, 0),
        (-0.52, -0.12),
    )
    paint(canvas, body, coat, ((-0.2, -0.4), (0.15, -0.42), (0.5, -0.2)), 0.24)
    canvas.fill(blob((-0.4, -0.26), (-0.16, -0.26), (-0.14, -0.08), (-0.3, -0.02), (-0.46, -0.1)), coat.chest)
    for x in (-0.38, -0.2):
        canvas.fill(ellipse(x, -0.035, 0.1, 0.05), coat.paws, rim=True)
    _tail(canvas, coat, curve((0.54, -0.12), (0.48, -0.02), (0.26, 0.0), (0.06, -0.03)), 0.055)
    look: Look = "asleep" if rng.random() < 0.3 else _look(rng)
    _head_at(canvas, coat, (-0.3, -0.44), 0.27, look, rng.normal(0, 0.08))


def face(canvas: Canvas, coat: Coat, rng: Generator) -> None:
    """Draw a cat so near that little more than its head is seen; the floor is out of sight."""
    shoulders = half((0, -0.5), (0.32, -0.4), (0.52, 0.0), (0.62, 0.5), (0, 0.55))
    paint(canvas, shoulders, coat, ((0, -0.3), (0, 0.1), (0, 0.5)), 0.6)
    canvas.fill(half((0, -0.3), (0.24, -0.2), (0.26, 0.2), (0, 0.42)), coat.chest, shade=0.04)
    _head_at(canvas, coat, (0, -0.46), 0.46, _look(rng), rng.normal(0, 0.1))


def walking(canvas: Canvas, coat: Coat, rng: Generator) -> None:
    """Draw a cat that walks with its tail up."""
    stride = rng.uniform(0.03, 0.1)
    _tail(canvas, coat, curve((0.38, -0.5), (0.5, -0.6), (0.52, -0.8), (0.6, -0.98)), 0.05)
    _leg(canvas, coat, (-0.24, -0.36), (-0.22 + stride, -0.03), 0.055, far=True)
    _leg(canvas, coat, (0.3, -0.36), (0.28 - stride, -0.03), 0.055, far=True)
    body = blob(
        (-0.4, -0.56), (0.0, -0.56), (0.36, -0.58), (0.46, -0.42), (0.34, -0.28), (0, -0.24), (-0.36, -0.28)
    )
    paint(canvas, body, coat, ((-0.24, -0.54), (0.1, -0.54), (0.42, -0.5)), 0.18)
    _leg(canvas, coat, (-0.3, -0.38), (-0.34 - stride, -0.03), 0.06)
    _leg(canvas, coat, (0.36, -0.4), (0.4 + stride, -0.03), 0.06)
    _head_at(canvas, coat, (-0.42, -0.66), 0.25, _look(rng), rng.normal(0, 0.08))


def curled(canvas: Canvas, coat: Coat, rng: Generator) -> None:
    """Draw a cat that sleeps, curled up."""
    body = blob((-0.5, -0.2), (-0.3, -0.42), (0.1, -0.5), (0.46, -0.36), (0.55, -0.14), (0.3, 0), (-0.3, 0))
    spine = arc(0, 0, 0.42, 0.36, -0.8 * np.pi, 0.0)
    paint(canvas, body, coat, tuple((float(x), float(y)) for x, y in spine[::3]), 0.16)
    canvas.fill(ellipse(0.26, -0.16, 0.2, 0.14, -0.2), coat.fur, rim=True)
    _head_at(canvas, coat, (-0.26, -0.24), 0.27, "asleep", rng.normal(-0.2, 0.1))
    _tail(
        canvas, coat, curve((0.52, -0.16), (0.42, -0.03), (0.14, 0.0), (-0.1, -0.02), (-0.26, -0.02)), 0.058
    )


def stretching(canvas: Canvas, coat: Coat, rng: Generator) -> None:
    """Draw a cat that stretches: chest down, hind legs straight."""
    _tail(canvas, coat, curve((0.4, -0.6), (0.52, -0.7), (0.48, -0.86), (0.58, -0.98)), 0.05)
    _leg(canvas, coat, (0.3, -0.4), (0.28, -0.03), 0.06, far=True)
    _leg(canvas, coat, (-0.22, -0.16), (-0.54, -0.05), 0.05, far=True)
    body = blob(
        (-0.3, -0.34),
        (-0.02, -0.36),
        (0.24, -0.62),
        (0.44, -0.62),
        (0.48, -0.4),
        (0.24, -0.26),
        (-0.06, -0.08),
        (-0.36, -0.1),
    )
    paint(canvas, body, coat, ((-0.1, -0.3), (0.15, -0.5), (0.42, -0.6)), 0.2)
    _leg(canvas, coat, (0.38, -0.44), (0.4, -0.03), 0.068)
    _leg(canvas, coat, (-0.2, -0.12), (-0.6, -0.03), 0.055)
    _head_at(canvas, coat, (-0.34, -0.38), 0.25, _look(rng), rng.normal(-0.08, 0.08))
