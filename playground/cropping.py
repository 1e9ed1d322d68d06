"""Cut from a picture of any size what the neuron sees: a crop, scaled to the size of its pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
SMALLEST = 0.05
"""The smallest crop, as a share of the largest that fits."""


@dataclass(frozen=True)
class Crop:
    """Where a crop lies, whatever the size of the picture.

    Attributes
    ----------
    x, y
        Where it lies in the room it has: 0 is far left or at the top, 1 far right or at the bottom.
    share
        Its width as a share of the largest crop of its form that fits, `SMALLEST` to 1.
    """

    x: float = 0.5
    y: float = 0.5
    share: float = 1.0


def find_box(size: tuple[int, int], crop: Crop, form: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a crop in pixels, for a picture and a form, both (height, width)."""
    (height, width), (rows, columns) = size, form
    widest = min(width, height * columns / rows)
    across = crop.share * widest
    down = across * rows / columns
    left, top = crop.x * (width - across), crop.y * (height - down)
    return left, top, left + across, top + down


def cut(picture: Picture, crop: Crop, form: tuple[int, int]) -> Picture:
    """Return a crop (rows, columns, 3) of a picture (height, width, 3), scaled to the form (rows, columns).

    Every new pixel is the mean of the area that it covers (a box filter), so that no line between is lost and
    none is invented; where the crop has fewer pixels than the form, pixels are repeated.
    """
    rows, columns = form
    box = find_box(picture.shape[:2], crop, form)
    scaled = Image.fromarray(picture).resize((columns, rows), Image.Resampling.BOX, box=box)
    return np.asarray(scaled)
