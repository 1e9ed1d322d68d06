"""Pictures: sheets of them, and weights."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.engine.forms import Array

DIVERGING = ((213, 94, 0), (250, 250, 250), (0, 114, 178))
"""Red, green and blue of weights: the lowest, zero, and the highest."""
SMOOTH_FROM = 32
"""Pictures of fewer pixels a side are enlarged as the pixels they are."""


def build_picture_sheet(pictures: NDArray[np.uint8], columns: int) -> Image.Image:
    """Lay pictures (k, height, width, 3) out in rows of `columns` on one sheet; spare places stay black."""
    count, height, width, _ = pictures.shape
    rows = -(-count // columns)
    sheet = np.zeros((rows * columns, height, width, 3), dtype=np.uint8)
    sheet[:count] = pictures
    lines = sheet.reshape(rows, columns, height, width, 3).swapaxes(1, 2)
    return Image.fromarray(lines.reshape(rows * height, columns * width, 3))


def build_weights_picture(panels: Sequence[Array], scale: float) -> Image.Image:
    """Paint weights (height, width) side by side, with a narrow transparent gap between them.

    Blue is positive, orange negative, white zero; the full colours are reached at plus and minus the scale.
    """
    height, width = panels[0].shape
    gap = np.zeros((height, max(1, width // 16), 4), dtype=np.uint8)
    painted = [_diverging(panel / scale) for panel in panels]
    spaced = [part for panel in painted for part in (panel, gap)][:-1]
    return Image.fromarray(np.concatenate(spaced, axis=1))


def largest_size(values: Array) -> float:
    """Return the largest absolute value, for a colour scale; 1 where all are zero."""
    return float(np.abs(values).max()) or 1.0


def _diverging(values: Array) -> NDArray[np.uint8]:
    """Return opaque colours (height, width, 4) for values from -1 (orange) through 0 (white) to 1 (blue)."""
    lowest, zero, highest = np.array(DIVERGING, dtype=np.float64)
    towards = np.where(values[..., np.newaxis] < 0, lowest, highest)
    colours = np.rint(zero + (towards - zero) * np.abs(values)[..., np.newaxis])
    return np.dstack([colours, np.full(values.shape, 255.0)]).astype(np.uint8)
