"""The sheet everything is drawn on: large, then made small, so that edges come out smooth."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from playground.data.drawings.colours import Colour, darker
from playground.data.drawings.shapes import Outline, ribbon

PICTURE_SIDE = 64
OVERSAMPLING = 4
# In quarters of a point of a picture of 64 x 64: thinner lines would vanish in it.
THINNEST_STROKE = 2.2
RIM_WIDTH = 3
RIM_DARKNESS = 0.45
SHADE = 0.16

Box = tuple[int, int, int, int]


class Canvas:
    """A square sheet to fill outlines on; without `placed`, its coordinates run from 0 to 1.

    Parameters
    ----------
    side : int
        Side of the finished picture in points; lines are as thick for its size as at 64.
    """

    def __init__(self, side: int = PICTURE_SIDE) -> None:
        sheet = side * OVERSAMPLING
        self._side = side
        self._line = side / PICTURE_SIDE
        self._image = Image.new("RGB", (sheet, sheet))
        self._frame = np.diag([float(sheet), float(sheet), 1.0])

    @contextmanager
    def placed(
        self, x: float, y: float, scale: float = 1.0, *, angle: float = 0.0, mirrored: bool = False
    ) -> Iterator[None]:
        """Draw in the coordinates of a part that has its origin at (x, y) of the present ones.

        Parameters
        ----------
        x, y : float
            Where the origin comes.
        scale : float
            Length of the new unit in the present one.
        angle : float
            Radians, clockwise.
        mirrored : bool
            Whether left and right are exchanged within the part.
        """
        before = self._frame
        cosine, sine, side = scale * np.cos(angle), scale * np.sin(angle), -1.0 if mirrored else 1.0
        step = np.array([[side * cosine, -sine, x], [side * sine, cosine, y], [0.0, 0.0, 1.0]])
        self._frame = before @ step
        try:
            yield
        finally:
            self._frame = before

    def fill(
        self,
        outline: Outline,
        colour: Colour,
        *,
        within: Outline | None = None,
        shade: float = SHADE,
        rim: bool = False,
        opacity: float = 1.0,
        blur: float = 0.0,
    ) -> None:
        """Fill an outline.

        Parameters
        ----------
        outline : Outline
            Points, shape (k, 2).
        colour : Colour
            Its colour at half height.
        within : Outline, optional
            Only what lies in this outline too is filled.
        shade : float
            How much lighter the top and darker the bottom is, as a share of the colour.
        rim : bool
            Whether a thin darker line is drawn around it.
        opacity : float
            From 0, not seen, to 1.
        blur : float
            Softness of the edge in the unit of the coordinates.
        """
        points = self._on_sheet(outline)
        radius = blur * self._unit()
        width = round(RIM_WIDTH * self._line)
        area = _area(points, 3 * radius + width, self._image.width)
        if area is None:
            return
        mask = _mask(points, area)
        edge = _mask(points, area, width) if rim else mask
        if within is not None:
            clip = _mask(self._on_sheet(within), area)
            mask, edge = ImageChops.multiply(mask, clip), ImageChops.multiply(edge, clip)
        if rim:
            self._image.paste(darker(colour, RIM_DARKNESS), area[:2], edge)
        if radius:
            mask = mask.filter(ImageFilter.GaussianBlur(radius))
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        self._image.paste(_shaded(colour, points, area, shade), area[:2], mask)

    def stroke(self, path: Outline, width: float, colour: Colour, *, opacity: float = 1.0) -> None:
        """Draw a line along `path`, at least so wide that it can be seen; `width` in the present unit."""
        reach = max(width, self._line * THINNEST_STROKE / self._unit()) / 2
        self.fill(ribbon(path, (reach, reach)), colour, shade=0.0, opacity=opacity)

    def tint(self, light: tuple[float, float, float]) -> None:
        """Multiply the whole sheet by the colour of the light; 1 leaves a channel as it is."""
        levels = np.arange(256)
        table = np.concatenate([np.clip(np.rint(levels * share), 0, 255) for share in light])
        self._image = self._image.point(table.astype(int).tolist())

    def picture(self) -> NDArray[np.uint8]:
        """Return what is drawn, made small: shape (side, side, 3), 0 to 255."""
        small = self._image.resize((self._side, self._side), Image.Resampling.LANCZOS)
        return np.asarray(small, dtype=np.uint8)

    def _unit(self) -> float:
        """Return the length of the present unit in points of the sheet."""
        return float(np.sqrt(abs(np.linalg.det(self._frame[:2, :2]))))

    def _on_sheet(self, outline: Outline) -> Outline:
        return outline @ self._frame[:2, :2].T + self._frame[:2, 2]


def _area(points: Outline, margin: float, sheet: int) -> Box | None:
    """Return the part of a sheet of that side that `points` and a margin around them reach, or None."""
    left, top = np.maximum(np.floor(points.min(axis=0) - margin), 0).astype(int).tolist()
    right, bottom = np.minimum(np.ceil(points.max(axis=0) + margin), sheet).astype(int).tolist()
    return (left, top, right, bottom) if right > left and bottom > top else None


def _mask(points: Outline, area: Box, rim: int = 0) -> Image.Image:
    """Return the filled polygon on `area`, widened by a line of width `rim`: 255 inside, 0 outside."""
    left, top, right, bottom = area
    mask = Image.new("L", (right - left, bottom - top))
    corners = [(x, y) for x, y in (points - (left, top)).round().tolist()]
    pen = ImageDraw.Draw(mask)
    pen.polygon(corners, fill=255)
    if rim:
        pen.line([*corners, corners[0]], fill=255, width=rim)
    return mask


def _shaded(colour: Colour, points: Outline, area: Box, shade: float) -> Image.Image:
    """Return `colour` on `area`, lighter towards the top of `points` and darker towards their bottom."""
    left, top, right, bottom = area
    highest, lowest = points[:, 1].min(), points[:, 1].max()
    depth = np.clip((np.arange(top, bottom) + 0.5 - highest) / max(lowest - highest, 1.0), 0.0, 1.0)
    rows = np.clip(np.rint(np.outer(1 + shade * (1 - 2 * depth), colour)), 0, 255).astype(np.uint8)
    return Image.fromarray(np.broadcast_to(rows[:, None], (bottom - top, right - left, 3)).copy())
