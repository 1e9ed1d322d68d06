"""The places the things stand in: rooms, gardens, streets, the sea."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from playground.data.drawings.canvas import Canvas
from playground.data.drawings.colours import Colour, darker, lighter, mix, pick, varied
from playground.data.drawings.shapes import blob, box, curve, ellipse, polygon, ribbon

Generator = np.random.Generator
SceneName = Literal["room", "sofa", "window", "table", "garden", "forest", "street", "night", "sea", "lake"]

WALLS: tuple[Colour, ...] = (
    (150, 96, 82),
    (92, 112, 116),
    (124, 120, 82),
    (128, 92, 112),
    (156, 124, 82),
    (84, 92, 122),
    (104, 124, 100),
)
FLOORS: tuple[Colour, ...] = ((118, 80, 56), (140, 102, 70), (92, 70, 62), (124, 108, 96))
CLOTHS: tuple[Colour, ...] = (
    (66, 104, 112),
    (148, 72, 66),
    (88, 110, 74),
    (112, 78, 110),
    (70, 80, 116),
    (172, 128, 66),
)
SKIES: tuple[Colour, ...] = (
    (106, 158, 194),
    (126, 164, 180),
    (172, 152, 140),
    (88, 138, 186),
    (150, 150, 172),
)
GRASS: tuple[Colour, ...] = ((96, 136, 66), (118, 142, 70), (78, 122, 76))
LEAVES: tuple[Colour, ...] = ((66, 102, 66), (86, 116, 62), (52, 92, 76))
STONES: tuple[Colour, ...] = ((112, 110, 116), (126, 116, 106), (96, 102, 112))
HOUSES: tuple[Colour, ...] = (
    (162, 112, 92),
    (128, 124, 132),
    (164, 140, 106),
    (116, 98, 104),
    (110, 128, 138),
)
CREAM: Colour = (222, 208, 180)
MOON: Colour = (238, 226, 180)
ALL: tuple[float, float, float, float] = (-0.05, -0.05, 1.05, 1.05)


def _everything(canvas: Canvas, colour: Colour, shade: float = 0.12) -> None:
    canvas.fill(box(*ALL), colour, shade=shade)


def _glow(canvas: Canvas, x: float, y: float, size: float, colour: Colour, opacity: float = 0.45) -> None:
    canvas.fill(ellipse(x, y, size, size), colour, shade=0.0, opacity=opacity, blur=size * 0.5)


def _wall(canvas: Canvas, rng: Generator) -> Colour:
    """Paint a wall, plain, striped or dotted, with light falling on it from one side."""
    colour = pick(WALLS, rng)
    _everything(canvas, colour)
    paper, ornament = rng.random(), lighter(colour, 0.14)
    if paper < 0.3:
        for x in np.arange(rng.uniform(-0.1, 0), 1.1, 0.14):
            canvas.fill(box(x, -0.05, x + 0.07, 1.05), ornament, opacity=0.6)
    elif paper < 0.6:
        for row, y in enumerate(np.arange(0.05, 1.0, 0.13)):
            for x in np.arange(0.075 * (row % 2), 1.1, 0.15):
                canvas.fill(ellipse(x, y, 0.02, 0.02), ornament)
    _glow(canvas, rng.uniform(0, 1), rng.uniform(0.1, 0.5), 0.4, lighter(colour, 0.35), 0.5)
    return colour


def _pane(canvas: Canvas, rng: Generator, left: float, top: float, right: float, bottom: float) -> None:
    """Paint a window with a frame, sky and a hint of trees behind it."""
    sky = pick(SKIES, rng)
    canvas.fill(box(left - 0.03, top - 0.03, right + 0.03, bottom + 0.03), CREAM, rim=True)
    glass = box(left, top, right, bottom)
    canvas.fill(glass, sky)
    for _ in range(3):
        x = rng.uniform(left, right)
        canvas.fill(ellipse(x, bottom, 0.16, rng.uniform(0.08, 0.2)), pick(LEAVES, rng), within=glass)
    middle = (left + right) / 2
    canvas.fill(box(middle - 0.012, top, middle + 0.012, bottom), CREAM)


def _picture_on_wall(canvas: Canvas, rng: Generator, x: float, y: float) -> None:
    wide, high = rng.uniform(0.07, 0.12), rng.uniform(0.08, 0.12)
    canvas.fill(box(x - wide, y - high, x + wide, y + high), (96, 66, 48), rim=True)
    inside = box(x - wide + 0.025, y - high + 0.025, x + wide - 0.025, y + high - 0.025)
    canvas.fill(inside, pick(SKIES, rng))
    canvas.fill(ellipse(x, y + high, wide * 0.9, high * 0.8), pick(LEAVES, rng), within=inside)


def _plant(canvas: Canvas, rng: Generator, x: float, floor: float) -> None:
    leaf = pick(LEAVES, rng)
    for lean in np.linspace(-0.13, 0.13, 5):
        path = curve(
            (x, floor - 0.1), (x + lean * 0.7, floor - 0.28), (x + lean * 1.3, floor - 0.36 + abs(lean))
        )
        canvas.fill(ribbon(path, (0.012, 0.035, 0.004)), varied(leaf, rng, 6))
    pot = polygon((x - 0.075, floor - 0.14), (x + 0.075, floor - 0.14), (x + 0.05, floor), (x - 0.05, floor))
    canvas.fill(pot, (166, 96, 66), rim=True)


def room(canvas: Canvas, rng: Generator) -> float:
    """Paint a room: wall, floor, a rug, and a window, a plant or a picture."""
    wall = _wall(canvas, rng)
    edge = rng.uniform(0.6, 0.74)
    choice, x = rng.random(), rng.choice([0.14, 0.86]) + rng.normal(0, 0.04)
    if choice < 0.4:
        _pane(canvas, rng, x - 0.17, 0.1, x + 0.17, 0.44)
    elif choice < 0.75:
        _picture_on_wall(canvas, rng, x, rng.uniform(0.16, 0.26))
    floor = pick(FLOORS, rng)
    canvas.fill(box(-0.05, edge, 1.05, 1.05), floor)
    for y in np.linspace(edge + 0.1, 1.0, 3):
        canvas.stroke(curve((-0.05, y), (1.05, y)), 0.008, darker(floor, 0.25))
    canvas.fill(box(-0.05, edge - 0.035, 1.05, edge), lighter(wall, 0.35))
    if rng.random() < 0.4:
        _plant(canvas, rng, 1 - x, edge + 0.1)
    if rng.random() < 0.5:
        rug = pick(CLOTHS, rng)
        canvas.fill(ellipse(0.5, edge + 0.2, 0.46, 0.12), rug, rim=True)
        canvas.fill(ellipse(0.5, edge + 0.2, 0.38, 0.09), lighter(rug, 0.25))
    return edge + rng.uniform(0.14, 0.24)


def sofa(canvas: Canvas, rng: Generator) -> float:
    """Paint a sofa in front of a wall; its seat is the floor."""
    _wall(canvas, rng)
    cloth = pick(CLOTHS, rng)
    seat = rng.uniform(0.7, 0.8)
    canvas.fill(
        blob((-0.1, seat), (-0.05, 0.36), (0.5, 0.3), (1.05, 0.36), (1.1, seat), (0.5, seat + 0.1)),
        cloth,
        rim=True,
    )
    canvas.stroke(curve((0.5, 0.34), (0.5, seat)), 0.012, darker(cloth, 0.35))
    if rng.random() < 0.6:
        x = rng.choice([0.12, 0.88])
        cushion = pick(CLOTHS, rng)
        canvas.fill(
            blob((x - 0.15, seat - 0.26), (x + 0.14, seat - 0.25), (x + 0.16, seat), (x - 0.16, seat)),
            lighter(cushion, 0.15),
            rim=True,
        )
    canvas.fill(box(-0.05, seat - 0.03, 1.05, seat + 0.2), lighter(cloth, 0.1), rim=True)
    canvas.fill(box(-0.05, seat + 0.17, 1.05, 1.05), darker(cloth, 0.2))
    return seat + rng.uniform(0.06, 0.14)


def window(canvas: Canvas, rng: Generator) -> float:
    """Paint a window with curtains; its sill is the floor."""
    _wall(canvas, rng)
    sill = rng.uniform(0.74, 0.84)
    _pane(canvas, rng, 0.16, 0.08, 0.84, sill)
    curtain = pick(CLOTHS, rng)
    for edge, inner in ((-0.05, 0.2), (1.05, 0.8)):
        hanging = polygon(
            (edge, -0.05),
            (inner, -0.05),
            (inner + (edge - 0.5) * 0.06, 0.5),
            (edge + (0.5 - edge) * 0.15, sill),
            (edge, sill),
        )
        canvas.fill(hanging, curtain, rim=True)
        middle = (edge + inner) / 2
        canvas.stroke(curve((middle, 0), (middle + (edge - 0.5) * 0.08, sill)), 0.02, darker(curtain, 0.25))
    canvas.fill(box(-0.05, sill, 1.05, sill + 0.12), CREAM, rim=True)
    canvas.fill(box(-0.05, sill + 0.12, 1.05, 1.05), pick(WALLS, rng))
    return sill + rng.uniform(0.03, 0.1)


def table(canvas: Canvas, rng: Generator) -> float:
    """Paint a table with a cloth in front of a wall."""
    _wall(canvas, rng)
    if rng.random() < 0.5:
        _pane(canvas, rng, *((0.58, 0.06, 0.94, 0.4) if rng.random() < 0.5 else (0.06, 0.06, 0.42, 0.4)))
    edge, cloth = rng.uniform(0.52, 0.64), pick((*CLOTHS, *FLOORS), rng)
    canvas.fill(box(-0.05, edge, 1.05, 1.05), cloth, rim=True)
    if rng.random() < 0.6:
        for x in np.linspace(-0.6, 1.6, 12):
            top = 0.5 + (x - 0.5) * 0.6
            stripe = polygon((top - 0.015, edge), (top + 0.015, edge), (x + 0.035, 1.05), (x - 0.035, 1.05))
            canvas.fill(stripe, lighter(cloth, 0.25), opacity=0.7)
    return edge + rng.uniform(0.2, 0.3)


def _clouds(canvas: Canvas, rng: Generator, sky: Colour) -> None:
    for _ in range(int(rng.integers(1, 3))):
        x, y, size = rng.uniform(0, 1), rng.uniform(0.08, 0.28), rng.uniform(0.05, 0.09)
        for step in (-1.2, 0.0, 1.2):
            puff = ellipse(x + step * size, y, size * (1.3 - 0.3 * abs(step)), size * 0.7)
            canvas.fill(puff, lighter(sky, 0.6), shade=0.04, blur=0.006)


def _flowers_in_grass(canvas: Canvas, rng: Generator, horizon: float) -> None:
    for _ in range(int(rng.integers(4, 12))):
        x, y = rng.uniform(0, 1), rng.uniform(horizon + 0.06, 1.0)
        canvas.fill(ellipse(x, y, 0.016, 0.014), pick(((226, 206, 120), (214, 136, 132), CREAM), rng))


def garden(canvas: Canvas, rng: Generator) -> float:
    """Paint a meadow with hills, sky and perhaps a fence or a tree."""
    sky = pick(SKIES, rng)
    _everything(canvas, sky)
    _clouds(canvas, rng, sky)
    horizon = rng.uniform(0.5, 0.66)
    leaf = pick(LEAVES, rng)
    for x in (rng.uniform(0, 0.4), rng.uniform(0.6, 1)):
        canvas.fill(
            ellipse(x, horizon + 0.05, 0.5, rng.uniform(0.12, 0.26)), mix(leaf, sky, rng.uniform(0.2, 0.5))
        )
    if rng.random() < 0.5:
        x = rng.choice([0.08, 0.92])
        canvas.fill(box(x - 0.035, 0.3, x + 0.035, horizon + 0.06), (98, 70, 54), rim=True)
        canvas.fill(
            blob((x - 0.2, 0.34), (x - 0.13, 0.08), (x + 0.14, 0.06), (x + 0.22, 0.3), (x, 0.42)),
            leaf,
            rim=True,
        )
    elif rng.random() < 0.6:
        for x in np.arange(0.02, 1.05, 0.12):
            post = polygon(
                (x - 0.035, horizon - 0.1),
                (x, horizon - 0.15),
                (x + 0.035, horizon - 0.1),
                (x + 0.035, horizon + 0.06),
                (x - 0.035, horizon + 0.06),
            )
            canvas.fill(post, (188, 170, 142), rim=True)
    grass = pick(GRASS, rng)
    canvas.fill(
        blob(
            (-0.2, horizon + 0.03),
            (0.3, horizon),
            (0.7, horizon + 0.03),
            (1.2, horizon),
            (1.3, 1.4),
            (-0.3, 1.4),
        ),
        grass,
        shade=0.2,
    )
    _flowers_in_grass(canvas, rng, horizon)
    return min(horizon + rng.uniform(0.2, 0.32), 0.93)


def forest(canvas: Canvas, rng: Generator) -> float:
    """Paint a wood: trunks in haze, and moss."""
    haze = mix(pick(LEAVES, rng), pick(SKIES, rng), 0.4)
    _everything(canvas, haze, 0.2)
    _glow(canvas, rng.uniform(0.2, 0.8), 0.15, 0.3, (226, 214, 160))
    for depth in (0.55, 0.25, 0.0):
        bark = mix((84, 64, 54), haze, depth)
        for x in rng.uniform(0, 1, 3):
            width = rng.uniform(0.02, 0.04) * (1.6 - depth)
            canvas.fill(box(x - width, -0.05, x + width, 0.8), bark)
    ground = rng.uniform(0.62, 0.72)
    moss = mix(pick(GRASS, rng), (90, 74, 52), 0.45)
    canvas.fill(
        blob(
            (-0.2, ground), (0.2, ground + 0.03), (0.6, ground - 0.02), (1.2, ground), (1.3, 1.4), (-0.3, 1.4)
        ),
        moss,
        shade=0.22,
    )
    for x in rng.uniform(0, 1, 4):
        for lean in (-0.05, 0.0, 0.05):
            blade = curve((x, ground + 0.1), (x + lean, ground - 0.02))
            canvas.fill(ribbon(blade, (0.014, 0.003)), darker(moss, 0.15))
    return ground + rng.uniform(0.14, 0.22)


def street(canvas: Canvas, rng: Generator) -> float:
    """Paint a row of houses, a pavement and a road."""
    sky = pick(SKIES, rng)
    _everything(canvas, sky)
    _clouds(canvas, rng, sky)
    edge, left = rng.uniform(0.6, 0.68), -0.1
    while left < 1.05:
        width, top, front = rng.uniform(0.2, 0.34), rng.uniform(0.16, 0.36), pick(HOUSES, rng)
        canvas.fill(box(left, top, left + width, edge), front, rim=True)
        for x in (left + width * 0.28, left + width * 0.72):
            for y in np.arange(top + 0.09, edge - 0.06, 0.14):
                canvas.fill(
                    box(x - 0.028, y - 0.035, x + 0.028, y + 0.035),
                    pick(((226, 200, 130), (72, 84, 100)), rng),
                )
        left += width
    stone = pick(STONES, rng)
    canvas.fill(box(-0.05, edge, 1.05, edge + 0.07), lighter(stone, 0.25))
    canvas.fill(box(-0.05, edge + 0.07, 1.05, 1.05), darker(stone, 0.25), rim=True)
    for x in np.arange(rng.uniform(-0.2, 0), 1.1, 0.3):
        canvas.fill(box(x, 0.9, x + 0.15, 0.925), lighter(stone, 0.5), opacity=0.7)
    return edge + rng.uniform(0.16, 0.25)


def night(canvas: Canvas, rng: Generator) -> float:
    """Paint a night with moon and stars over roofs or hills."""
    sky = pick(((58, 68, 112), (64, 62, 100), (48, 78, 108)), rng)
    _everything(canvas, sky, -0.25)
    for x, y in rng.uniform((0, 0), (1, 0.6), (14, 2)):
        canvas.fill(ellipse(x, y, 0.008, 0.008), MOON, opacity=0.8)
    x, y = rng.choice([0.16, 0.84]), rng.uniform(0.12, 0.24)
    _glow(canvas, x, y, 0.2, MOON, 0.5)
    canvas.fill(ellipse(x, y, 0.09, 0.09), MOON, shade=0.05)
    horizon = rng.uniform(0.64, 0.74)
    for x in (0.1, 0.5, 0.9):
        canvas.fill(
            ellipse(x + rng.normal(0, 0.06), horizon + 0.06, 0.3, rng.uniform(0.12, 0.2)),
            mix(sky, (50, 70, 84), 0.6),
        )
    canvas.fill(
        blob((-0.2, horizon), (0.5, horizon - 0.03), (1.2, horizon), (1.3, 1.4), (-0.3, 1.4)),
        (82, 98, 94),
        shade=0.2,
    )
    return horizon + rng.uniform(0.12, 0.2)


def sea(canvas: Canvas, rng: Generator) -> float:
    """Paint the sea from within: light from above, sand, weeds and bubbles."""
    water = pick(((62, 132, 158), (70, 118, 160), (64, 142, 142)), rng)
    _everything(canvas, water, 0.35)
    for x in rng.uniform(0, 1, 3):
        ray = polygon((x, -0.05), (x + 0.1, -0.05), (x - 0.08, 0.9), (x - 0.26, 0.9))
        canvas.fill(ray, lighter(water, 0.5), opacity=0.25, blur=0.02)
    for x in rng.uniform(0, 1, 4):
        path = curve((x, 1.0), (x + 0.04, 0.85), (x - 0.03, 0.72), (x + 0.03, 0.6))
        canvas.fill(ribbon(path, (0.03, 0.024, 0.004)), pick(LEAVES, rng))
    canvas.fill(
        blob((-0.2, 0.88), (0.3, 0.84), (0.7, 0.89), (1.2, 0.86), (1.3, 1.4), (-0.3, 1.4)),
        (190, 164, 118),
        shade=0.2,
    )
    for x, y in rng.uniform((0, 0), (1, 0.7), (7, 2)):
        canvas.fill(ellipse(x, y, 0.018, 0.018), lighter(water, 0.6), opacity=0.7)
    return rng.uniform(0.62, 0.74)


def lake(canvas: Canvas, rng: Generator) -> float:
    """Paint a lake under a sky, with mountains behind it."""
    sky = pick(SKIES, rng)
    _everything(canvas, sky)
    _clouds(canvas, rng, sky)
    shore = rng.uniform(0.5, 0.6)
    for share in (0.65, 0.35):
        x, top = rng.uniform(0.1, 0.9), shore - rng.uniform(0.1, 0.28)
        mountain = polygon((x - 0.6, shore + 0.02), (x, top), (x + 0.6, shore + 0.02))
        canvas.fill(mountain, mix((92, 96, 116), sky, share))
    water = mix((58, 106, 142), sky, 0.2)
    canvas.fill(box(-0.05, shore, 1.05, 1.05), water, shade=0.2)
    for x, y in rng.uniform((0, shore + 0.05), (1, 1), (12, 2)):
        canvas.stroke(
            curve((x - 0.06, y), (x, y - 0.008), (x + 0.06, y)), 0.01, lighter(water, 0.4), opacity=0.7
        )
    return shore + rng.uniform(0.24, 0.34)


SCENES: dict[SceneName, Callable[[Canvas, Generator], float]] = {
    "room": room,
    "sofa": sofa,
    "window": window,
    "table": table,
    "garden": garden,
    "forest": forest,
    "street": street,
    "night": night,
    "sea": sea,
    "lake": lake,
}
