"""A data set made of a person's own pictures: cut square, made small, split into training and test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.checking import build_dataset
from playground.data.contents import LESSON_SIDE, Dataset
from playground.data.cropping import MIDDLE, Crop, crop_square
from playground.words.catalogue import ExplainedError, Message

SIZES = (8, 256)
"""The least and the most side of a picture; 256 are 196,608 weights, at which training takes its time."""
TEST_SHARES = (0.05, 0.9)
DEFAULT_SIZE = LESSON_SIDE
DEFAULT_TEST_SHARE = 0.2


class BuildingError(ExplainedError):
    """No data set can be made of these pictures; the message is one sentence that says why."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A picture: its file's name, its points (height, width, 3), which square is taken, and whether it is for
    testing where that was given.
    """

    file_name: str
    picture: NDArray[np.uint8]
    crop: Crop = MIDDLE
    tested: bool = False


@dataclass(frozen=True)
class ClassCount:
    """How many pictures of one class are for training and for testing."""

    class_name: str
    train: int
    test: int


@dataclass(frozen=True, eq=False)
class BuiltDataset:
    """A data set and where its pictures come from.

    Attributes
    ----------
    dataset : Dataset
        The pictures in the lesson's layout.
    train_files, test_files : tuple of str
        The file of each picture, in the same order.
    """

    dataset: Dataset
    train_files: tuple[str, ...]
    test_files: tuple[str, ...]

    @property
    def balance(self) -> tuple[ClassCount, ClassCount]:
        """How many pictures there are of class 0 and of class 1."""
        train, test = (
            np.bincount(labels[0], minlength=2).tolist()
            for labels in (self.dataset.train_labels, self.dataset.test_labels)
        )
        zero, one = self.dataset.classes
        return ClassCount(zero, train[0], test[0]), ClassCount(one, train[1], test[1])


@dataclass(frozen=True, eq=False)
class _Half:
    """One half of a data set: pictures (m, size, size, 3), labels (m,) and the files they come from."""

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    files: tuple[str, ...]


def build_from_pictures(
    name: str,
    samples: Mapping[str, Sequence[Sample]],
    classes: tuple[str, str],
    *,
    size: int = DEFAULT_SIZE,
    test_share: float | None = DEFAULT_TEST_SHARE,
    seed: int = 0,
) -> BuiltDataset:
    """Make a data set of pictures; the same pictures, in the same order, and seed give the same data set.

    Parameters
    ----------
    name : str
        Letters, digits, ``_`` and ``-`` only.
    samples : mapping of str to sequences of Sample
        The pictures of each class; other classes than the two are not looked at.
    classes : tuple of two str
        What labels 0 and 1 stand for.
    size : int
        Side of the pictures in points, within `SIZES`.
    test_share : float, or None
        The share of each class that is for testing, within `TEST_SHARES`, rounded to whole pictures; at least
        one picture of a class is on either side. None: the samples say which are.
    seed : int
        Which pictures, and in which order, 0 or more.

    Raises
    ------
    BuildingError
        A class has fewer than two pictures, or size or share are out of range.
    DatasetError
        The name or the classes cannot be used, or the pictures are too many; see `build_dataset`.
    """
    _check_numbers(size, test_share)
    rng = np.random.default_rng(seed)
    train: list[tuple[Sample, int]] = []
    test: list[tuple[Sample, int]] = []
    for label, class_name in enumerate(classes):
        own = samples.get(class_name, ())
        _check_count(class_name, len(own))
        for sample, tested in zip(own, _find_tested(class_name, own, test_share, rng), strict=True):
            (test if tested else train).append((sample, label))
    halves = [_half([part[i] for i in rng.permutation(len(part)).tolist()], size) for part in (train, test)]
    dataset = build_dataset(
        name,
        train_pictures=halves[0].pictures,
        train_labels=halves[0].labels,
        test_pictures=halves[1].pictures,
        test_labels=halves[1].labels,
        classes=classes,
    )
    return BuiltDataset(dataset, halves[0].files, halves[1].files)


def _find_tested(
    class_name: str, samples: Sequence[Sample], test_share: float | None, rng: np.random.Generator
) -> Sequence[bool]:
    """Return which pictures of a class are for testing, as they say or by chance."""
    if test_share is not None:
        found: list[bool] = split(len(samples), test_share, rng).tolist()
        return found
    tested = [sample.tested for sample in samples]
    if len(set(tested)) < 2:
        key = "building.errors.only_test" if tested[0] else "building.errors.only_train"
        raise BuildingError(Message(key, name=class_name, count=len(tested)))
    return tested


def split(count: int, test_share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which of `count` pictures (2 or more) of a class are for testing, (count,), chosen by chance."""
    tested = min(max(round(count * test_share), 1), count - 1)
    return rng.permutation(np.arange(count) < tested)


def _half(part: Sequence[tuple[Sample, int]], size: int) -> _Half:
    return _Half(
        np.stack([crop_square(sample.picture, size, sample.crop) for sample, _ in part]),
        np.array([label for _, label in part], dtype=np.int64),
        tuple(sample.file_name for sample, _ in part),
    )


def _check_numbers(size: int, test_share: float | None) -> None:
    if not SIZES[0] <= size <= SIZES[1]:
        raise BuildingError(Message("building.errors.size", found=size, low=SIZES[0], high=SIZES[1]))
    if test_share is not None and not TEST_SHARES[0] <= test_share <= TEST_SHARES[1]:
        low, high = TEST_SHARES
        raise BuildingError(Message("building.errors.test_share", found=test_share, low=low, high=high))


def _check_count(class_name: str, count: int) -> None:
    if count < 2:
        raise BuildingError(Message("building.errors.too_few", name=class_name, count=count))
