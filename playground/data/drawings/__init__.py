"""Drawn cats: the data set that comes with the project, painted by the program itself from a seed.

The photographs of the lesson may not be passed on, so these drawings stand in for them: as many pictures of
the same size, the same share of cats in training and test. Training and test pictures come from one stream of
random numbers, and no picture is chosen or left out.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.data.checking import build_dataset
from playground.data.drawings.composing import Drawing, draw_cat, draw_other
from playground.data.writing import write_pair

SEED = 64
NAME = "drawncats"
CLASSES = ("non-cat", "cat")
SAMPLE_SIDE = 256
# The counts of the lesson's photographs.
TRAIN_CATS, TRAIN_OTHERS = 72, 137
TEST_CATS, TEST_OTHERS = 33, 17


@dataclass(frozen=True, eq=False)
class DrawnPictures:
    """Training and test pictures; every array is read-only.

    Attributes
    ----------
    train_pictures : uint8 array of shape (209, 64, 64, 3)
        RGB, 0 to 255.
    train_labels : int64 array of shape (209,)
        1 for a cat, else 0.
    test_pictures : uint8 array of shape (50, 64, 64, 3)
        RGB, 0 to 255.
    test_labels : int64 array of shape (50,)
        1 for a cat, else 0.
    train_kinds, test_kinds : tuple of str
        What is on each picture: ``cat COAT POSE`` or the name of a thing.
    """

    train_pictures: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    test_pictures: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    train_kinds: tuple[str, ...]
    test_kinds: tuple[str, ...]


def draw_pictures(seed: int = SEED) -> DrawnPictures:
    """Draw the whole data set; the same seed gives the same pictures."""
    rng = np.random.default_rng(seed)
    train_labels, train = _draw_half(rng, TRAIN_CATS, TRAIN_OTHERS)
    test_labels, test = _draw_half(rng, TEST_CATS, TEST_OTHERS)
    return DrawnPictures(
        _stacked(train),
        train_labels,
        _stacked(test),
        test_labels,
        tuple(drawing.kind for drawing in train),
        tuple(drawing.kind for drawing in test),
    )


def draw_sample(label: int, seed: int) -> Drawing:
    """Draw a picture to try the neuron on: larger than those it learned from, and none of them.

    Parameters
    ----------
    label : int
        1 for a cat, 0 for something else.
    seed : int
        The same seed gives the same picture.

    Returns
    -------
    Drawing
        Its picture has the shape (`SAMPLE_SIDE`, `SAMPLE_SIDE`, 3).
    """
    rng = np.random.default_rng((SEED, label, seed))
    return draw_cat(rng, SAMPLE_SIDE) if label else draw_other(rng, SAMPLE_SIDE)


def write_drawn_cats(folder: Path, seed: int = SEED) -> tuple[Path, Path]:
    """Draw the data set and write ``train_drawncats.h5`` and ``test_drawncats.h5`` into `folder`.

    Returns
    -------
    tuple of two Path
        The training file and the test file.
    """
    pictures = draw_pictures(seed)
    dataset = build_dataset(
        NAME,
        train_pictures=pictures.train_pictures,
        train_labels=pictures.train_labels,
        test_pictures=pictures.test_pictures,
        test_labels=pictures.test_labels,
        classes=CLASSES,
    )
    return write_pair(folder, dataset)


def _draw_half(rng: np.random.Generator, cats: int, others: int) -> tuple[NDArray[np.int64], list[Drawing]]:
    """Return shuffled labels of shape (m,) and a drawing for each."""
    labels = rng.permutation(np.repeat(np.array([1, 0], dtype=np.int64), [cats, others]))
    labels.flags.writeable = False
    return labels, [draw_cat(rng) if label else draw_other(rng) for label in labels]


def _stacked(drawings: list[Drawing]) -> NDArray[np.uint8]:
    pictures = np.stack([drawing.picture for drawing in drawings])
    pictures.flags.writeable = False
    return pictures
