"""The things that are no animals; they stand on a floor at y = 0 and are about one unit high or wide."""

import numpy as np

from playground.data.drawings.canvas import Canvas
from playground.data.drawings.colours import WHITE, Colour, darker, lighter, mix, pick
from playground.data.drawings.shapes import arc, blob, box, curve, ellipse, half, polygon, ribbon

Generator = np.random.Generator

PAINTS: tuple[Colour, ...] = ((190, 66, 58), (66, 118, 156), (218, 168, 66), (92, 138, 98), (208, 196, 176))
PLASTERS: tuple[Colour, ...] = ((226, 206, 170), (206, 150, 124), (176, 190, 188), (222, 184, 118))
ROOFS: tuple[Colour, ...] = ((156, 70, 54), (98, 72, 76), (120, 84, 60))
PETALS: tuple[Colour, ...] = ((214, 78, 84), (234, 190, 80), (196, 120, 176), (236, 228, 218), (226, 130, 74))
CAPS: tuple[Colour, ...] = ((200, 62, 52), (178, 104, 60), (212, 122, 60))
CRUST: Colour = (198, 130, 62)
STEM: Colour = (84, 126, 66)
GLASS: Colour = (150, 190, 204)
RUBBER: Colour = (48, 46, 54)
STEEL: Colour = (180, 180, 184)
DOOR: Colour = (104, 70, 54)


def house(canvas: Canvas, rng: Generator) -> None:
    """Draw a house with a pitched roof, a door, a chimney and windows."""
    wall, roof = pick(PLASTERS, rng), pick(ROOFS, rng)
    canvas.fill(box(0.18, -0.96, 0.3, -0.66), darker(roof, 0.2), rim=True)
    canvas.fill(box(-0.4, -0.58, 0.4, 0), wall, rim=True)
    canvas.fill(polygon((-0.52, -0.54), (-0.02, -1.0), (0.02, -1.0), (0.52, -0.54)), roof, rim=True)
    canvas.fill(polygon((-0.09, 0), (-0.09, -0.28), (0.09, -0.28), (0.09, 0)), DOOR, rim=True)
    canvas.fill(ellipse(0.055, -0.14, 0.016, 0.016), (226, 186, 90))
    for x in (-0.25, 0.25):
        canvas.fill(box(x - 0.095, -0.44, x + 0.095, -0.22), WHITE, rim=True)
        canvas.fill(box(x - 0.07, -0.415, x + 0.07, -0.245), (240, 210, 128))
        canvas.fill(box(x - 0.01, -0.42, x + 0.01, -0.24), WHITE)
    canvas.fill(ellipse(0, -0.7, 0.08, 0.08), WHITE, rim=True)
    canvas.fill(ellipse(0, -0.7, 0.055, 0.055), GLASS)


def _wheel(canvas: Canvas, x: float, size: float) -> None:
    canvas.fill(ellipse(x, -size, size, size), RUBBER, rim=True)
    canvas.fill(ellipse(x, -size, size * 0.55, size * 0.55), STEEL)
    canvas.fill(ellipse(x, -size, size * 0.2, size * 0.2), RUBBER)


def car(canvas: Canvas, rng: Generator) -> None:
    """Draw a small car from the side."""
    paint = pick(PAINTS, rng)
    cabin = blob((-0.32, -0.36), (-0.2, -0.58), (-0.04, -0.63), (0.2, -0.6), (0.36, -0.38), (0.0, -0.3))
    canvas.fill(cabin, paint, rim=True)
    canvas.fill(polygon((-0.26, -0.38), (-0.17, -0.55), (-0.02, -0.57), (-0.02, -0.38)), GLASS, rim=True)
    canvas.fill(polygon((0.03, -0.38), (0.03, -0.57), (0.17, -0.54), (0.28, -0.38)), GLASS, rim=True)
    body = blob(
        (-0.58, -0.2),
        (-0.54, -0.34),
        (-0.3, -0.4),
        (0.3, -0.4),
        (0.54, -0.34),
        (0.6, -0.18),
        (0.4, -0.1),
        (-0.46, -0.1),
    )
    canvas.fill(body, paint, rim=True, shade=0.25)
    canvas.fill(ribbon(curve((-0.54, -0.17), (0.56, -0.17)), (0.018, 0.018)), darker(paint, 0.4))
    canvas.fill(ellipse(-0.54, -0.27, 0.05, 0.05), (250, 232, 168), rim=True)
    canvas.fill(ellipse(0.56, -0.27, 0.03, 0.045), (196, 50, 46), rim=True)
    canvas.stroke(curve((0.08, -0.31), (0.16, -0.31)), 0.02, darker(paint, 0.5))
    for x in (-0.33, 0.34):
        _wheel(canvas, x, 0.14)


def bicycle(canvas: Canvas, rng: Generator) -> None:
    """Draw a bicycle from the side."""
    paint = lighter(pick(PAINTS, rng), 0.1)
    for x in (-0.36, 0.36):
        ring = arc(x, -0.25, 0.235, 0.235, 0, 2 * np.pi)
        canvas.fill(ribbon(ring, (0.028, 0.028)), RUBBER, shade=0.0)
        for turn in np.linspace(0, np.pi, 5)[:-1]:
            reach = np.array([np.cos(turn), np.sin(turn)]) * 0.21
            spoke = polygon((x - reach[0], -0.25 - reach[1]), (x + reach[0], -0.25 + reach[1]))
            canvas.stroke(spoke, 0.006, STEEL, opacity=0.6)
    tubes = (
        ((-0.36, -0.25), (-0.22, -0.62)),
        ((-0.24, -0.54), (0.12, -0.54)),
        ((-0.24, -0.52), (0.0, -0.24)),
        ((0.0, -0.24), (0.14, -0.62)),
        ((0.12, -0.54), (0.36, -0.25)),
        ((0.0, -0.24), (0.36, -0.25)),
    )
    for start, end in tubes:
        canvas.fill(ribbon(curve(start, end), (0.026, 0.026)), paint, rim=True)
    canvas.fill(ribbon(curve((-0.22, -0.62), (-0.28, -0.7), (-0.38, -0.66)), (0.024, 0.024)), DOOR, rim=True)
    canvas.fill(blob((0.04, -0.66), (0.26, -0.68), (0.26, -0.62), (0.14, -0.6)), DOOR, rim=True)
    canvas.fill(ellipse(0, -0.24, 0.055, 0.055), STEEL, rim=True)


def boat(canvas: Canvas, rng: Generator) -> None:
    """Draw a sailing boat on water that reaches over the floor line."""
    paint, sail = pick(PAINTS, rng), pick(PETALS, rng)
    canvas.fill(box(-0.02, -1.0, 0.02, -0.15), DOOR, rim=True)
    canvas.fill(polygon((0.05, -0.96), (0.46, -0.26), (0.05, -0.26)), WHITE, rim=True)
    canvas.fill(polygon((-0.05, -0.86), (-0.05, -0.26), (-0.36, -0.26)), sail, rim=True)
    canvas.fill(polygon((0.02, -1.0), (0.17, -0.95), (0.02, -0.9)), (206, 66, 60))
    canvas.fill(polygon((-0.52, -0.2), (0.56, -0.2), (0.38, 0.02), (-0.36, 0.02)), paint, rim=True)
    canvas.fill(polygon((-0.5, -0.17), (0.53, -0.17), (0.5, -0.12), (-0.47, -0.12)), WHITE)
    wave = curve(
        (-0.9, 0.03), (-0.6, -0.01), (-0.3, 0.04), (0.0, 0.0), (0.3, 0.04), (0.6, -0.01), (0.9, 0.03)
    )
    canvas.fill(ribbon(wave, (0.03, 0.03)), (190, 212, 216))


def flower(canvas: Canvas, rng: Generator) -> None:
    """Draw a large flower with two leaves."""
    petal = pick(PETALS, rng)
    heart: Colour = (96, 62, 44) if rng.random() < 0.5 else (236, 196, 92)
    canvas.fill(ribbon(curve((0.02, 0.02), (-0.03, -0.3), (0, -0.66)), (0.032, 0.026)), STEM, rim=True)
    for side in (-1, 1):
        leaf = blob((0, -0.12), (side * 0.2, -0.34), (side * 0.38, -0.32), (side * 0.24, -0.14))
        canvas.fill(leaf, lighter(STEM, 0.08 * (1 + side)), rim=True)
    count = int(rng.integers(6, 10))
    for turn in np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.uniform(0, 1):
        x, y = 0.2 * np.cos(turn), -0.68 + 0.2 * np.sin(turn)
        canvas.fill(ellipse(x, y, 0.16, 0.66 / count + 0.02, turn), petal, rim=True)
    canvas.fill(ellipse(0, -0.68, 0.125, 0.125), heart, rim=True)
    canvas.fill(ellipse(-0.03, -0.71, 0.06, 0.05), lighter(heart, 0.25))


def mushroom(canvas: Canvas, rng: Generator) -> None:
    """Draw a toadstool with spots."""
    cap = pick(CAPS, rng)
    canvas.fill(
        half((0, -0.5), (0.13, -0.46), (0.13, -0.2), (0.19, -0.02), (0, 0.01)), (230, 216, 190), rim=True
    )
    canvas.fill(half((0, -0.4), (0.13, -0.38), (0.2, -0.3), (0.1, -0.27), (0, -0.28)), (208, 190, 160))
    dome = half((0, -0.94), (0.3, -0.84), (0.5, -0.5), (0.4, -0.4), (0, -0.38))
    canvas.fill(dome, cap, rim=True, shade=0.25)
    for x, y, size in (
        (-0.26, -0.62, 0.075),
        (0.02, -0.78, 0.085),
        (0.28, -0.6, 0.08),
        (0.02, -0.5, 0.06),
        (-0.42, -0.46, 0.05),
    ):
        canvas.fill(ellipse(x, y, size, size * 0.85), WHITE, within=dome)


def croissant(canvas: Canvas, rng: Generator) -> None:
    """Draw a croissant on a plate."""
    crust = pick((CRUST, (184, 112, 54), (210, 146, 74)), rng)
    canvas.fill(ellipse(0, -0.08, 0.64, 0.15), (214, 208, 198), rim=True)
    canvas.fill(ellipse(0, -0.09, 0.48, 0.1), (188, 182, 176))
    pieces = (
        (-0.47, -0.12, 0.08, 0.12, 0.9),
        (0.47, -0.12, 0.08, 0.12, -0.9),
        (-0.34, -0.24, 0.13, 0.18, 0.6),
        (0.34, -0.24, 0.13, 0.18, -0.6),
        (-0.18, -0.34, 0.15, 0.22, 0.3),
        (0.18, -0.34, 0.15, 0.22, -0.3),
        (0, -0.37, 0.15, 0.24, 0.0),
    )
    for x, y, across, down, angle in pieces:
        canvas.fill(ellipse(x, y, across, down, -angle), crust, rim=True, shade=0.28)
        canvas.fill(
            ellipse(x, y - down * 0.35, across * 0.5, down * 0.3, -angle), lighter(crust, 0.35), opacity=0.6
        )


def bread(canvas: Canvas, rng: Generator) -> None:
    """Draw a loaf of bread with cuts in its crust, on a board."""
    crust = pick((CRUST, (170, 106, 58), (206, 150, 84)), rng)
    canvas.fill(
        blob((-0.62, -0.06), (0, -0.1), (0.62, -0.06), (0.6, 0.06), (-0.6, 0.06)), (128, 88, 58), rim=True
    )
    loaf = blob(
        (-0.54, -0.14),
        (-0.46, -0.36),
        (-0.16, -0.5),
        (0.2, -0.5),
        (0.48, -0.34),
        (0.54, -0.12),
        (0.3, -0.02),
        (-0.34, -0.02),
    )
    canvas.fill(loaf, crust, rim=True, shade=0.28)
    for x in (-0.28, -0.04, 0.2):
        cut = ribbon(curve((x - 0.06, -0.42), (x + 0.04, -0.32), (x + 0.08, -0.16)), (0.012, 0.045, 0.012))
        canvas.fill(cut, mix(crust, (250, 226, 176), 0.75), within=loaf)


def teapot(canvas: Canvas, rng: Generator) -> None:
    """Draw a round teapot with a lid, and steam."""
    glaze = pick(PAINTS, rng)
    canvas.fill(ribbon(arc(0.36, -0.34, 0.19, 0.17, -1.7, 1.9), (0.036, 0.036)), glaze, rim=True)
    spout = blob((-0.26, -0.14), (-0.46, -0.3), (-0.62, -0.56), (-0.5, -0.6), (-0.38, -0.42), (-0.24, -0.38))
    canvas.fill(spout, glaze, rim=True)
    pot = half((0, -0.62), (0.24, -0.58), (0.42, -0.32), (0.26, -0.02), (0, 0))
    canvas.fill(pot, glaze, rim=True, shade=0.28)
    canvas.fill(
        ribbon(curve((-0.5, -0.26), (0, -0.2), (0.5, -0.26)), (0.05, 0.06, 0.05)),
        lighter(glaze, 0.6),
        within=pot,
    )
    canvas.fill(half((0, -0.72), (0.16, -0.68), (0.22, -0.58), (0, -0.55)), lighter(glaze, 0.2), rim=True)
    canvas.fill(ellipse(0, -0.76, 0.055, 0.055), darker(glaze, 0.3), rim=True)
    canvas.fill(ellipse(-0.18, -0.42, 0.06, 0.1, 0.5), WHITE, shade=0.0, opacity=0.5, blur=0.02)
    steam = curve((-0.58, -0.66), (-0.64, -0.76), (-0.56, -0.86), (-0.62, -0.98))
    canvas.fill(ribbon(steam, (0.02, 0.035, 0.01)), WHITE, shade=0.0, opacity=0.55, blur=0.02)
