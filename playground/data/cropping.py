"""The part that the neuron sees of a picture, made as small as the pictures it learned from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.engine.forms import frozen

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Crop:
    """A part of a picture, the same for every size of it; as a rule a square.

    Attributes
    ----------
    x, y : float
        Its centre, from 0 (left, top) to 1 (right, bottom). Where the part would stand out it is moved in.
    share : float
        Its sides, as a share of those of the largest part of its form: above 0, at most 1.
    """

    x: float = 0.5
    y: float = 0.5
    share: float = 1.0

    def __post_init__(self) -> None:
        if not (0 <= self.x <= 1 and 0 <= self.y <= 1 and 0 < self.share <= 1):
            raise ValueError(f"a crop lies within its picture; found {self.x}, {self.y}, {self.share}")

    def box(
        self, height: int, width: int, form: tuple[int, int] = (1, 1)
    ) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom in a picture of that size, in points; the form is what the part
        is like, (height, width), a square if not given.
        """
        rows, columns = form
        across = max(self.share * min(width, height * columns / rows), 1.0)
        down = min(max(across * rows / columns, 1.0), height)
        left = min(max(self.x * width - across / 2, 0.0), width - across)
        top = min(max(self.y * height - down / 2, 0.0), height - down)
        return left, top, left + across, top + down


MIDDLE = Crop()
"""The largest part in the middle."""


def crop_square(picture: Picture, size: int, crop: Crop = MIDDLE) -> Picture:
    """Cut a square out of a picture and make it size x size points; see `cut`."""
    return cut(picture, (size, size), crop)


def cut(picture: Picture, form: tuple[int, int], crop: Crop = MIDDLE) -> Picture:
    """Cut a part out of a picture and make it as large as the pictures the neuron learned from.

    Lanczos' filter, three lobes wide, is stretched over all points that a new one covers, so no point is left
    out however small the square becomes. It keeps edges sharper than the plain mean (K. Turkowski, "Filters
    for Common Resampling Tasks", in *Graphics Gems*, 1990). The drawn cats were made small by it too.

    Parameters
    ----------
    picture : uint8 array of shape (height, width, 3)
        The picture, 0 to 255.
    form : tuple of two int
        The new height and width, 1 or more.
    crop : Crop
        Which part.

    Returns
    -------
    uint8 array of shape (height, width, 3), read-only
        The part.
    """
    height, width, _ = picture.shape
    image = Image.fromarray(np.ascontiguousarray(picture))
    part = image.resize(form[::-1], Image.Resampling.LANCZOS, box=crop.box(height, width, form))
    return frozen(np.array(part, dtype=np.uint8))
