"""What a data set is: checked pictures and labels, and what is computed from them once."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from playground.engine.forms import Form, Progress, frozen, ignore
from playground.engine.training import Prepared, prepare
from playground.words.catalogue import ExplainedError, Message

Pictures = NDArray[np.uint8]
Labels = NDArray[np.int64]
Matrix = NDArray[np.float64]
T = TypeVar("T")

LESSON_SIDE = 64
"""The side of the lesson's pictures, in points."""


class DatasetError(ExplainedError):
    """A data set cannot be found, used or written; its message is one sentence that says why."""


@dataclass(frozen=True)
class Baseline:
    """What a model that always gives the same answer scores.

    Attributes
    ----------
    percent : float
        Share of the commoner label, in percent of all labels (50 to 100).
    label : int
        That label, 0 or 1; 0 where both are equally common.
    class_name : str
        The name of that class.
    """

    percent: float
    label: int
    class_name: str


@dataclass(frozen=True, eq=False)
class Dataset:
    """Checked pictures and labels of one data set; every array is read-only.

    Two data sets hold the same contents exactly when their fingerprints are equal.

    Attributes
    ----------
    name : str
        The NAME in ``train_NAME.h5``.
    train_pictures, test_pictures : uint8 arrays of shape (m, height, width, 3)
        RGB pictures, 0 to 255.
    train_labels, test_labels : int64 arrays of shape (1, m)
        0 or 1, both present.
    classes : tuple of two str
        What labels 0 and 1 stand for.
    fingerprint : str
        SHA-256 (hexadecimal) over pictures, labels and classes; name and notes are not part of it.
    notes : tuple of Message
        A sentence for whatever was converted when it was read.
    """

    name: str
    train_pictures: Pictures
    train_labels: Labels
    test_pictures: Pictures
    test_labels: Labels
    classes: tuple[str, str]
    fingerprint: str
    notes: tuple[Message, ...] = ()
    _computed: dict[str, object] = field(default_factory=dict, init=False, repr=False)
    # functools.cached_property no longer locks from Python 3.12 on; the sessions of one server are threads.
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    def _once(self, key: str, compute: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._computed:
                self._computed[key] = compute()
            return cast(T, self._computed[key])

    @property
    def X_train(self) -> Matrix:
        """Training pictures as columns of numbers from 0 to 1, shape (n_features, m)."""
        return self._once("X_train", lambda: _columns(self.train_pictures))

    @property
    def X_test(self) -> Matrix:
        """Test pictures as columns of numbers from 0 to 1, shape (n_features, m)."""
        return self._once("X_test", lambda: _columns(self.test_pictures))

    @property
    def Y_train(self) -> Matrix:
        """Training labels as float64, shape (1, m)."""
        return self._once("Y_train", lambda: frozen(self.train_labels.astype(np.float64)))

    @property
    def Y_test(self) -> Matrix:
        """Test labels as float64, shape (1, m)."""
        return self._once("Y_test", lambda: frozen(self.test_labels.astype(np.float64)))

    @property
    def prepared(self) -> Prepared:
        """What `playground.engine.training.prepare` makes of the training set, computed once per data set."""
        return self.prepare()

    def prepare(self, on_progress: Progress = ignore) -> Prepared:
        """Return what is `prepared`, and tell how far it is while it is computed, as `prepare` does."""
        return self._once("prepared", lambda: prepare(self.X_train, self.Y_train, on_progress))

    @property
    def is_prepared(self) -> bool:
        """Whether a descent can begin at once."""
        return "prepared" in self._computed

    def test_kernel(self, form: Form) -> Matrix:
        """Return the matrix (state_size, m) whose product with states of a descent in this form is their
        logits on the test pictures.
        """
        return self._once(f"test_kernel {type(form).__name__}", lambda: frozen(form.kernel(self.X_test)))

    @property
    def picture_shape(self) -> tuple[int, int, int]:
        """Height, width and number of channels of one picture."""
        _, height, width, channels = self.train_pictures.shape
        return height, width, channels

    @property
    def n_features(self) -> int:
        """Numbers per picture: height times width times channels."""
        return math.prod(self.picture_shape)

    @property
    def working_bytes(self) -> int:
        """The memory that it takes once it is trained on, in bytes: pictures, the same as numbers, and what
        the descent keeps of them, inner products of all pictures or the numbers again (`engine.forms`).
        """
        m, pictures = self.train_labels.size, self.train_pictures.nbytes + self.test_pictures.nbytes
        return pictures + 8 * (pictures + m * min(m, self.n_features + 1))

    @property
    def train_baseline(self) -> Baseline:
        """Training accuracy of always answering the class that is commoner among the training labels."""
        return _baseline(self.train_labels, self.classes)

    @property
    def test_baseline(self) -> Baseline:
        """Test accuracy of always answering the class that is commoner among the test labels.

        It is the best a constant answer can do on the test set, even where the other class is the commoner in
        training: a neuron scoring less has learnt nothing that helps on new pictures.
        """
        return _baseline(self.test_labels, self.classes)


def class_bytes(classes: tuple[str, str]) -> NDArray[np.bytes_]:
    """Return the names as the lesson keeps them: bytes of a fixed length, shape (2,)."""
    return np.array([name.encode() for name in classes], dtype=np.bytes_)


def _columns(pictures: Pictures) -> Matrix:
    # In the order of rows, as `prepare` takes it, while it is bytes still: else it would be held twice.
    pictures = np.asfortranarray(pictures.reshape(len(pictures), -1))
    return frozen(pictures.reshape(len(pictures), -1).T / 255)


def _baseline(labels: Labels, classes: tuple[str, str]) -> Baseline:
    counts = np.bincount(labels[0], minlength=2)
    label = int(counts.argmax())
    return Baseline(100.0 * int(counts[label]) / labels.size, label, classes[label])
