"""Which pictures are alike: near-duplicates on both sides of a split, and the nearest training pictures.

A test picture that is also among the training pictures tests memory, not learning.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.data.contents import Dataset, Pictures
from playground.engine.forms import Array

ALIKE_FROM = 0.97
"""Two pictures are near-duplicates from this correlation on.

Of the lesson's 259 photos, and of as many drawn cats, no two different ones come above 0.935. Copies saved
again as a JPEG of quality 30, made brighter or paler by a quarter, or made small and large again stay above
0.98. Copies cut by a twentieth fall to 0.78 and are not found.
"""

SMALL_ALIKE_FROM = 0.999
"""The same for pictures smaller than 16 x 16, which have less to differ in: of the 356 digits of 8 x 8, two
come to 0.9894.
"""

_THUMB_SIDE = 16
_BLOCK = 256


@dataclass(frozen=True)
class Pair:
    """A training and a test picture that are alike.

    Attributes
    ----------
    train, test : int
        Their positions.
    correlation : float
        From `ALIKE_FROM` (or `SMALL_ALIKE_FROM`) to 1.
    mirrored : bool
        Whether the one is like the mirror image of the other.
    """

    train: int
    test: int
    correlation: float
    mirrored: bool


@dataclass(frozen=True)
class Neighbour:
    """A training picture and how far it is from a picture.

    Attributes
    ----------
    index : int
        Its position.
    label : int
        0 or 1.
    distance : float
        Euclidean, between columns of numbers from 0 to 1: at most the root of their number.
    """

    index: int
    label: int
    distance: float


def find_near_duplicates(dataset: Dataset) -> tuple[Pair, ...]:
    """Return the training and test pictures that are alike, the most alike first.

    Pictures are alike where the correlation of their points, in grey and made small to 16 x 16, is
    `ALIKE_FROM` or more (of small ones `SMALL_ALIKE_FROM`), as they are or one of them mirrored (the
    correlation coefficient of R. C. Gonzalez and R. E. Woods, *Digital Image Processing*, third edition,
    equation 12.2-8). Light and contrast do not matter to it. A picture of one even colour is like no other.
    """
    train, test = _thumbs(dataset.train_pictures), _thumbs(dataset.test_pictures)
    plain = _unit_rows(train) @ _unit_rows(test).T
    mirrored = _unit_rows(train) @ _unit_rows(test[:, :, ::-1]).T
    best = np.maximum(plain, mirrored)
    is_small = min(dataset.picture_shape[:2]) < _THUMB_SIDE
    found = np.argwhere(best >= (SMALL_ALIKE_FROM if is_small else ALIKE_FROM))
    pairs = [
        Pair(i, j, min(float(best[i, j]), 1.0), bool(mirrored[i, j] > plain[i, j])) for i, j in found.tolist()
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.correlation))


def _thumbs(pictures: Pictures) -> Array:
    """Return pictures (m, height, width, 3) in grey and small, (m, 16, 16)."""
    small = (_THUMB_SIDE, _THUMB_SIDE)
    images = (Image.fromarray(picture).convert("L") for picture in pictures)
    return np.stack([np.asarray(image.resize(small, Image.Resampling.BOX), np.float64) for image in images])


def _unit_rows(thumbs: Array) -> Array:
    """Return each thumb as a row of mean 0 and length 1, (m, 256); an even one as zeros."""
    rows = thumbs.reshape(len(thumbs), -1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Array = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return unit


def find_nearest(dataset: Dataset, picture: NDArray[np.uint8], count: int) -> tuple[Neighbour, ...]:
    """Return the `count` training pictures nearest to a picture (height, width, 3) of the data set's size,
    the nearest first, equally near ones in their order.

    Raises
    ------
    ValueError
        The picture has another size.
    """
    if picture.shape != dataset.picture_shape:
        raise ValueError(f"expected a picture of shape {dataset.picture_shape}; found {picture.shape}")
    squares = np.concatenate(
        [
            _squared_distances(dataset.train_pictures[first : first + _BLOCK], picture)
            for first in range(0, len(dataset.train_pictures), _BLOCK)
        ]
    )
    nearest = np.argsort(squares, kind="stable")[:count].tolist()
    labels = dataset.train_labels[0]
    return tuple(Neighbour(i, int(labels[i]), float(np.sqrt(squares[i])) / 255) for i in nearest)


def _squared_distances(pictures: Pictures, picture: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the squared distance (k,) of each of k pictures, exactly, in whole numbers from 0 to 255."""
    apart = pictures.astype(np.int32) - picture.astype(np.int32)
    squares: NDArray[np.int64] = np.square(apart).reshape(len(pictures), -1).sum(axis=1, dtype=np.int64)
    return squares
