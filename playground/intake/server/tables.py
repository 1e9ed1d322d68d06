"""HDF5 files from which a person still chooses: two of several classes, their names, or the test pictures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from playground.data.building import DEFAULT_TEST_SHARE, BuildingError, split
from playground.data.checking import build_dataset
from playground.data.contents import Dataset, Pictures
from playground.intake.server.guard import Guard, shared_guard
from playground.intake.server.pairs import HALVES
from playground.intake.wire import Answer, WireError, believing, message_from_text
from playground.words.catalogue import Message


@dataclass(frozen=True, eq=False)
class Part:
    """Pictures, uint8 (m, height, width, 3), and the place of each one's class in the table's list, (m,)."""

    pictures: Pictures
    labels: NDArray[np.int64]

    def of_classes(self, zero: int, one: int) -> "Part":
        """Return the pictures of two classes, labelled 0 and 1."""
        chosen = np.isin(self.labels, (zero, one))
        return Part(self.pictures[chosen], (self.labels[chosen] == one).astype(np.int64))


@dataclass(frozen=True, eq=False)
class Table:
    """What HDF5 files hold, before it is chosen which class is told from which.

    Attributes
    ----------
    parts : tuple of one or two Part
        The training and the test pictures; one where these are not divided yet.
    classes : tuple of str
        The names of two or more classes, or their labels.
    named : bool
        Whether the files name them.
    notes : tuple of Message
        A sentence for whatever was converted.
    """

    parts: tuple[Part, ...]
    classes: tuple[str, ...]
    named: bool
    notes: tuple[Message, ...]

    @property
    def is_split(self) -> bool:
        """Whether training and test are divided."""
        return len(self.parts) == 2

    @property
    def leaves_no_choice(self) -> bool:
        """Whether it is a data set as it is."""
        return self.is_split and self.named and len(self.classes) == 2

    def count(self) -> list[int]:
        """Return how many pictures there are of each class."""
        labels = np.concatenate([part.labels for part in self.parts])
        return [int(count) for count in np.bincount(labels, minlength=len(self.classes))]

    def joined(self) -> "Table":
        """Return it with training and test together, to be divided anew."""
        pictures, labels = (
            np.concatenate([getattr(part, name) for part in self.parts]) for name in ("pictures", "labels")
        )
        return replace(self, parts=(Part(pictures, labels),))

    def choose(
        self,
        name: str,
        places: tuple[int, int],
        classes: tuple[str, str],
        *,
        test_share: float = DEFAULT_TEST_SHARE,
        seed: int = 0,
    ) -> Dataset:
        """Return the data set of two classes.

        Parameters
        ----------
        name : str
            Letters, digits, ``_`` and ``-``.
        places : tuple of two int
            Which classes are labels 0 and 1.
        classes : tuple of two str
            What they are called.
        test_share, seed
            How the test pictures are drawn where they are not divided, as in `build_from_pictures`.

        Raises
        ------
        BuildingError
            A class has less than two pictures.
        DatasetError
            The names cannot be used, or a half lacks one of the classes.
        """
        chosen = [part.of_classes(*places) for part in self.parts]
        train, test = chosen if self.is_split else _divide(chosen[0], classes, test_share, seed)
        dataset = build_dataset(
            name,
            train_pictures=train.pictures,
            train_labels=train.labels,
            test_pictures=test.pictures,
            test_labels=test.labels,
            classes=classes,
        )
        return replace(dataset, notes=self.notes)


def _divide(part: Part, classes: tuple[str, str], test_share: float, seed: int) -> tuple[Part, Part]:
    """Return the training and the test pictures, drawn by chance, each half in its order in the file."""
    rng, tested = np.random.default_rng(seed), np.zeros(len(part.labels), bool)
    for label, name in enumerate(classes):
        own = np.flatnonzero(part.labels == label)
        if len(own) < 2:
            raise BuildingError(Message("building.errors.too_few", name=name, count=len(own)))
        tested[own] = split(len(own), test_share, rng)
    return Part(part.pictures[~tested], part.labels[~tested]), Part(
        part.pictures[tested], part.labels[tested]
    )


@believing()
def read_table(
    files: Sequence[bytes], *, guard: Guard | None = None, cancelled: Callable[[], bool] = lambda: False
) -> Table:
    """Read HDF5 files, which may come from anyone: a training and a test file, or one with both or neither.

    Parameters
    ----------
    files : sequence of one or two bytes
        Pictures and labels are looked for under the lesson's keys, and some that other courses use.
    guard, cancelled
        As for `playground.intake.server.pairs.read_pair`.

    Raises
    ------
    Refused
        The files are no data set, or cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    guard = guard or shared_guard()
    settings = {"unpacked_bytes": guard.limits.unpacked_bytes}
    answer = guard.run("table", files, settings, cancelled=cancelled)
    parts = tuple(_part_of(answer, half) for half in HALVES if f"{half}_pictures" in answer.arrays)
    classes, notes = answer.texts["classes"], tuple(map(message_from_text, answer.texts["notes"]))
    if not parts or any(part.pictures.shape[1:] != parts[0].pictures.shape[1:] for part in parts):
        raise WireError
    if len(classes) < 2 or any(part.labels.max() >= len(classes) for part in parts):
        raise WireError
    return Table(parts, classes, bool(answer.texts["named"]), notes)


def _part_of(answer: Answer, half: str) -> Part:
    """Return a part of what a worker sent, checked once more."""
    pictures, labels = answer.arrays[f"{half}_pictures"], answer.arrays[f"{half}_labels"]
    if pictures.dtype != np.uint8 or pictures.ndim != 4 or pictures.shape[3] != 3 or not pictures.size:
        raise WireError
    if labels.dtype != np.int64 or labels.shape != pictures.shape[:1] or labels.min() < 0:
        raise WireError
    return Part(pictures, labels)
