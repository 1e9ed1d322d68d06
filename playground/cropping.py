"""The square that the neuron sees of a picture, made as small as the pictures it learned from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.forms import frozen

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Crop:
    """A square part of a picture, the same for every size of it.

    Attributes
    ----------
    x, y : float
        Its centre, from 0 (left, top) to 1 (right, bottom). Where the square would stand out it is moved in.
    share : float
        Its side, as a share of the picture's shorter one: above 0, at most 1.
    """

    x: float = 0.5
    y: float = 0.5
    share: float = 1.0

    def __post_init__(self) -> None:
        if not (0 <= self.x <= 1 and 0 <= self.y <= 1 and 0 < self.share <= 1):
            raise ValueError(f"a crop lies within its picture; found {self.x}, {self.y}, {self.share}")

    def box(self, height: int, width: int) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom in a picture of that size, in points."""
        side = max(self.share * min(height, width), 1.0)
        left = min(max(self.x * width - side / 2, 0.0), width - side)
        top = min(max(self.y * height - side / 2, 0.0), height - side)
        return left, top, left + side, top + side


MIDDLE = Crop()
"""The largest square in the middle."""


def crop_square(picture: Picture, size: int, crop: Crop = MIDDLE) -> Picture:
    """Cut a square out of a picture and make it size x size points.

    Lanczos' filter, three lobes wide, is stretched over all points that a new one covers, so no point is left
    out however small the square becomes. It keeps edges sharper than the plain mean (K. Turkowski, "Filters
    for Common Resampling Tasks", in *Graphics Gems*, 1990). The drawn cats were made small by it too.

    Parameters
    ----------
    picture : uint8 array of shape (height, width, 3)
        The picture, 0 to 255.
    size : int
        The new side, 1 or more.
    crop : Crop
        Which square.

    Returns
    -------
    uint8 array of shape (size, size, 3), read-only
        The square.
    """
    height, width, _ = picture.shape
    image = Image.fromarray(np.ascontiguousarray(picture))
    square = image.resize((size, size), Image.Resampling.LANCZOS, box=crop.box(height, width))
    return frozen(np.array(square, dtype=np.uint8))


def shrink(picture: Picture, shorter_side: int) -> Picture:
    """Return a picture (height, width, 3) made smaller until its shorter side is so long; a smaller one as it
    is.

    Hundreds of pictures that wait for a size to be chosen are kept like this.
    """
    height, width, _ = picture.shape
    share = shorter_side / min(height, width)
    if share >= 1:
        return picture
    image = Image.fromarray(np.ascontiguousarray(picture))
    size = round(width * share), round(height * share)
    return frozen(np.array(image.resize(size, Image.Resampling.LANCZOS), dtype=np.uint8))
