"""What a data set is: checked pictures and labels, and what is computed from them once."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from threading import RLock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from playground.engine.forms import Form, Progress, frozen, ignore
from playground.engine.gradient import LESSON, Gradient
from playground.engine.training import Prepared, prepare
from playground.words.catalogue import ExplainedError, Message

Pictures = NDArray[np.uint8]
Labels = NDArray[np.int64]
Matrix = NDArray[np.float64]
T = TypeVar("T")

LESSON_SIDE = 64
"""The side of the lesson's pictures, in points."""

_VARIANTS_BYTES = 256 * 2**20  # of the data sets that are made of one, all together


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
    divided : bool
        Whether the pixels are divided by 255 to be the numbers of X.
    gradient : Gradient
        How the gradient is written with which it is trained on.
    source : Dataset, optional
        The right data set, where this one is made of it by a `mistake` (`playground.data.mistakes`).
    mistake : str
        Its name; "" of a right data set.
    """

    name: str
    train_pictures: Pictures
    train_labels: Labels
    test_pictures: Pictures
    test_labels: Labels
    classes: tuple[str, str]
    fingerprint: str
    notes: tuple[Message, ...] = ()
    divided: bool = True
    gradient: Gradient = LESSON
    source: "Dataset | None" = None
    mistake: str = ""
    _variants: OrderedDict[str, "Dataset"] = field(default_factory=OrderedDict, init=False, repr=False)
    _computed: dict[str, object] = field(default_factory=dict, init=False, repr=False)
    # functools.cached_property no longer locks from Python 3.12 on; the sessions of one server are threads.
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as what was read: what is computed of it is computed there again."""
        return _restore, tuple(getattr(self, each.name) for each in fields(self) if each.init)

    def _once(self, key: str, compute: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._computed:
                self._computed[key] = compute()
            return cast(T, self._computed[key])

    def vary(self, key: str, make: Callable[[], "Dataset"]) -> "Dataset":
        """Return the data set that is made of this one under a key: kept as long as this one, until those
        that were asked for later take too much memory.
        """
        with self._lock:
            made = self._variants[key] = self._variants.get(key) or make()
            self._variants.move_to_end(key)
            while sum(each.working_bytes for each in self._variants.values()) > _VARIANTS_BYTES:
                if len(self._variants) == 1:
                    break
                self._variants.popitem(last=False)
            return made

    def forget_variants(self) -> None:
        """Let go of all that was made of this one."""
        with self._lock:
            self._variants.clear()

    @property
    def original(self) -> "Dataset":
        """The right data set: the one that this was made of, or itself."""
        return self.source or self

    @property
    def X_train(self) -> Matrix:
        """Training pictures as columns of numbers, from 0 to 1 if they are `divided`: (n_features, m)."""
        return self._once("X_train", lambda: self._numbers("train"))

    @property
    def X_test(self) -> Matrix:
        """Test pictures as columns of numbers, from 0 to 1 if they are `divided`: (n_features, m)."""
        return self._once("X_test", lambda: self._numbers("test"))

    def _numbers(self, half: str) -> Matrix:
        pictures, source = getattr(self, f"{half}_pictures"), self.original
        is_made_of_others = source is self or source.divided != self.divided
        if is_made_of_others or getattr(source, f"{half}_pictures") is not pictures:
            return self.columns(pictures)
        return source.X_train if half == "train" else source.X_test

    def columns(self, pictures: Pictures) -> Matrix:
        """Return pictures (m, height, width, 3) as the neuron reads them, (n_features, m)."""
        if self.divided:
            return _columns(pictures)
        return frozen(np.ascontiguousarray(pictures.reshape(len(pictures), -1).T, dtype=np.float64))

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
        return self._once(
            "prepared", lambda: prepare(self.X_train, self.Y_train, on_progress, gradient=self.gradient)
        )

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


def _restore(*values: Any) -> Dataset:
    """Return the data set of these values, whose arrays have come from another process."""
    for each in values:
        if isinstance(each, np.ndarray):
            frozen(each)
    return Dataset(*values)


def _columns(pictures: Pictures) -> Matrix:
    # In the order of rows, as `prepare` takes it, while it is bytes still: else it would be held twice.
    pictures = np.asfortranarray(pictures.reshape(len(pictures), -1))
    return frozen(pictures.reshape(len(pictures), -1).T / 255)


def _baseline(labels: Labels, classes: tuple[str, str]) -> Baseline:
    counts = np.bincount(labels[0], minlength=2)
    label = int(counts.argmax())
    return Baseline(100.0 * int(counts[label]) / labels.size, label, classes[label])
