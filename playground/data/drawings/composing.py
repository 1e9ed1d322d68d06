"""One picture: which thing, in which place, how large, where and in what light."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.drawings import animals, cats, things
from playground.data.drawings.canvas import PICTURE_SIDE, Canvas
from playground.data.drawings.coats import Coat, draw_coat
from playground.data.drawings.colours import INK
from playground.data.drawings.scenes import SCENES, SceneName
from playground.data.drawings.shapes import ellipse

Generator = np.random.Generator
Places = Mapping[SceneName, float]

# As with photographs, the place says something about the thing: cats are mostly at home, in warm light.
AT_HOME: Places = {"room": 0.38, "sofa": 0.26, "window": 0.15, "garden": 0.11, "street": 0.05, "night": 0.05}
OUTSIDE: Places = {"garden": 0.42, "street": 0.28, "forest": 0.16, "room": 0.08, "night": 0.06}
IN_THE_WOOD: Places = {"forest": 0.55, "garden": 0.3, "night": 0.15}
IN_TREES: Places = {"night": 0.5, "forest": 0.5}
ON_THE_ROAD: Places = {"street": 0.7, "garden": 0.2, "night": 0.1}
IN_THE_KITCHEN: Places = {"table": 0.85, "window": 0.15}
GROWING: Places = {"garden": 0.6, "window": 0.2, "table": 0.2}
ON_A_PLOT: Places = {"garden": 0.85, "night": 0.15}
UNDER_WATER: Places = {"sea": 1.0}
ON_WATER: Places = {"lake": 1.0}

WARMTH_OF_CATS = 0.045
WARMTH_OF_OTHERS = -0.025
WARMTH_SPREAD = 0.035
BRIGHTNESS = 0.9
BRIGHTNESS_SPREAD = 0.08
MIDDLE_SPREAD = 0.09
# How far a motif may reach over the edge of the picture, in sides of it.
OVERHANG = 0.01
LOWEST_FLOOR = 0.96
MIRRORED_SHARE = 0.5


@dataclass(frozen=True)
class Motif:
    """Something to draw.

    Attributes
    ----------
    name : str
        One word.
    draw : Callable
        Draws it standing on y = 0, about 1 high or wide.
    places : Places
        The share of its pictures in each scene.
    reach : float
        Half width of its shadow, in the motif's unit; 0 for no shadow.
    sizes : tuple of two float
        Smallest and largest unit, in sides of the picture.
    """

    name: str
    draw: Callable[[Canvas, Generator], None]
    places: Places
    reach: float
    sizes: tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A picture of shape (side, side, 3), 0 to 255, and what is on it in words."""

    picture: NDArray[np.uint8]
    kind: str


@dataclass(frozen=True)
class Pose:
    """How a cat may lie, sit or go; `reach` and `sizes` as in `Motif`."""

    name: str
    draw: Callable[[Canvas, Coat, Generator], None]
    reach: float
    sizes: tuple[float, float]


POSES = (
    Pose("front", cats.front, 0.4, (0.62, 0.8)),
    Pose("side", cats.side, 0.42, (0.62, 0.78)),
    Pose("loaf", cats.loaf, 0.58, (0.62, 0.78)),
    Pose("face", cats.face, 0.0, (0.62, 0.82)),
    Pose("walking", cats.walking, 0.5, (0.6, 0.74)),
    Pose("curled", cats.curled, 0.58, (0.64, 0.8)),
    Pose("stretching", cats.stretching, 0.6, (0.62, 0.76)),
)

OTHERS = (
    Motif("dog", animals.dog, OUTSIDE, 0.42, (0.6, 0.76)),
    Motif("fox", animals.fox, IN_THE_WOOD, 0.4, (0.58, 0.74)),
    Motif("owl", animals.owl, IN_TREES, 0.0, (0.56, 0.74)),
    Motif("rabbit", animals.rabbit, OUTSIDE, 0.36, (0.54, 0.68)),
    Motif("fish", animals.fish, UNDER_WATER, 0.0, (0.54, 0.78)),
    Motif("house", things.house, ON_A_PLOT, 0.55, (0.56, 0.78)),
    Motif("car", things.car, ON_THE_ROAD, 0.6, (0.6, 0.76)),
    Motif("bicycle", things.bicycle, ON_THE_ROAD, 0.6, (0.64, 0.8)),
    Motif("boat", things.boat, ON_WATER, 0.0, (0.56, 0.76)),
    Motif("flower", things.flower, GROWING, 0.16, (0.6, 0.8)),
    Motif("mushroom", things.mushroom, IN_THE_WOOD, 0.3, (0.54, 0.72)),
    Motif("croissant", things.croissant, IN_THE_KITCHEN, 0.0, (0.56, 0.7)),
    Motif("bread", things.bread, IN_THE_KITCHEN, 0.66, (0.56, 0.7)),
    Motif("teapot", things.teapot, IN_THE_KITCHEN, 0.4, (0.54, 0.7)),
)


def draw_cat(rng: Generator, side: int = PICTURE_SIDE) -> Drawing:
    """Draw a cat, in a picture of side x side points; its kind reads ``cat COAT POSE``."""
    coat, pose = draw_coat(rng), POSES[int(rng.integers(len(POSES)))]

    def draw(canvas: Canvas, rng: Generator) -> None:
        pose.draw(canvas, coat, rng)

    motif = Motif(f"cat {coat.name} {pose.name}", draw, AT_HOME, pose.reach, pose.sizes)
    return _draw(motif, WARMTH_OF_CATS, rng, side)


def draw_other(rng: Generator, side: int = PICTURE_SIDE) -> Drawing:
    """Draw something that is no cat, in a picture of side x side points; its kind is one word."""
    return _draw(OTHERS[int(rng.integers(len(OTHERS)))], WARMTH_OF_OTHERS, rng, side)


def _draw(motif: Motif, warmth: float, rng: Generator, side: int) -> Drawing:
    canvas = Canvas(side)
    scene = rng.choice(list(motif.places), p=list(motif.places.values()))
    floor = min(SCENES[scene](canvas, rng), LOWEST_FLOOR)
    size = rng.uniform(*motif.sizes)
    room = max(0.0, 0.5 + OVERHANG - size * motif.reach)
    x = 0.5 + np.clip(rng.normal(0, MIDDLE_SPREAD), -room, room)
    with canvas.placed(x, floor, size, mirrored=bool(rng.random() < MIRRORED_SHARE)):
        if motif.reach:
            shadow = ellipse(0.05, 0.0, motif.reach * 1.15, 0.07)
            canvas.fill(shadow, INK, shade=0.0, opacity=0.45, blur=0.03)
        motif.draw(canvas, rng)
    _light(canvas, warmth, rng)
    return Drawing(canvas.picture(), motif.name)


def _light(canvas: Canvas, warmth: float, rng: Generator) -> None:
    """Let the light fall: more or less of it, warmer (redder) or colder (bluer)."""
    brightness = rng.normal(BRIGHTNESS, BRIGHTNESS_SPREAD)
    tone = rng.normal(warmth, WARMTH_SPREAD)
    canvas.tint((brightness * (1 + tone), brightness, brightness * (1 - tone)))
