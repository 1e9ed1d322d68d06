"""Mistakes that students make with their data or in the gradient, each as a data set that is made of a right
one.

Such a data set is called like the right one with the mistake behind a dot, which no file's name has:
``drawncats.shuffled``. Wherever a name can be asked for, that one can be, and all that is said of a run
names it. ``drawncats.find7`` holds one of the mistakes, which the number 7 chooses and the name hides.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.data.contents import Dataset, DatasetError, Pictures
from playground.engine.forms import frozen
from playground.engine.gradient import Gradient
from playground.words.catalogue import Message

MOST_BYTES = 400 * 10**6
"""So large may a data set be, once it is trained on, that is copied for a mistake."""

MOST_SEEDS = 10_000
_SEED = 0  # of the orders that are drawn
_BETWEEN, _HIDDEN = ".", "find"
_FLIPPED = 10  # one label in so many
_FOUND = re.compile(rf"{_HIDDEN}(\d{{1,4}})", re.ASCII)


@dataclass(frozen=True)
class Mistake:
    """A mistake: the lines of NumPy as they should be ("" where there should be none), the lines as they are,
    what they change in a data set, and in which of `PLACES` they stand.
    """

    right: str
    wrong: str
    make: Callable[[Dataset], dict[str, Any]]
    place: str


PLACES = ("columns", "sets", "gradient")
"""Where the lines of a mistake stand, in the script that is handed in, too: where `pictures` (m, height,
width, 3) become X; where `X_train`, `Y_train`, `X_test` and `Y_test` are there, but nothing is trained yet;
in `neuron.propagate`.
"""


def _leave_undivided(_dataset: Dataset) -> dict[str, Any]:
    return {"divided": False}


def _scramble(dataset: Dataset) -> dict[str, Any]:
    return {
        "train_pictures": _reshape_wrongly(dataset.train_pictures),
        "test_pictures": _reshape_wrongly(dataset.test_pictures),
    }


def _reshape_wrongly(pictures: Pictures) -> Pictures:
    """Return pictures (m, height, width, 3) as the columns of ``pictures.reshape(-1, m)`` are seen."""
    columns = pictures.reshape(-1, len(pictures))
    return frozen(np.ascontiguousarray(columns.T).reshape(pictures.shape))


def _shuffle(dataset: Dataset) -> dict[str, Any]:
    order = np.random.default_rng(_SEED).permutation(dataset.train_labels.size)
    return {"train_labels": frozen(dataset.train_labels[:, order])}


def _flip(dataset: Dataset) -> dict[str, Any]:
    m = dataset.train_labels.size
    flipped = np.random.default_rng(_SEED).permutation(m)[: m // _FLIPPED]
    labels = dataset.train_labels.copy()
    labels[0, flipped] = 1 - labels[0, flipped]
    return {"train_labels": frozen(labels)}


def _leak(dataset: Dataset) -> dict[str, Any]:
    return {
        "train_pictures": frozen(np.concatenate([dataset.train_pictures, dataset.test_pictures])),
        "train_labels": frozen(np.hstack([dataset.train_labels, dataset.test_labels])),
    }


def _write_gradient(**wrong: bool) -> Callable[[Dataset], dict[str, Any]]:
    return lambda _dataset: {"gradient": Gradient(**wrong)}


FEATURES = "X = pictures.reshape(len(pictures), -1).T / 255"
"""How pictures become columns of numbers."""

_ORDER = f"order = np.random.default_rng({_SEED}).permutation(Y_train.size)"

MISTAKES: Mapping[str, Mistake] = {
    "undivided": Mistake(FEATURES, "X = pictures.reshape(len(pictures), -1).T", _leave_undivided, "columns"),
    "scrambled": Mistake(FEATURES, "X = pictures.reshape(-1, len(pictures)) / 255", _scramble, "columns"),
    "shuffled": Mistake(
        f"{_ORDER}\nX_train, Y_train = X_train[:, order], Y_train[:, order]",
        f"{_ORDER}\nY_train = Y_train[:, order]",
        _shuffle,
        "sets",
    ),
    "flipped": Mistake(
        "",
        f"{_ORDER}\nwrong = order[: Y_train.size // {_FLIPPED}]\nY_train[:, wrong] = 1 - Y_train[:, wrong]",
        _flip,
        "sets",
    ),
    "leaked": Mistake(
        "",
        "X_train, Y_train = np.hstack([X_train, X_test]), np.hstack([Y_train, Y_test])",
        _leak,
        "sets",
    ),
    "uphill": Mistake("dZ = A - Y", "dZ = Y - A", _write_gradient(uphill=True), "gradient"),
    "summed": Mistake(
        "dw = X @ dZ.T / m\ndb = float(np.sum(dZ) / m)",
        "dw = X @ dZ.T\ndb = float(np.sum(dZ))",
        _write_gradient(summed=True),
        "gradient",
    ),
    "unbiased": Mistake(
        "db = float(np.sum(dZ) / m)", "db = 0.0", _write_gradient(without_bias=True), "gradient"
    ),
}
"""All mistakes, by their names."""


def name_with(original: str, mistake: str) -> str:
    """Return the name of the data set that is made of another by a mistake, or one that is hidden."""
    return f"{original}{_BETWEEN}{mistake}"


def split_name(name: str) -> tuple[str, str]:
    """Return the name of the right data set, and the mistake: "" where there is none."""
    original, _, mistake = name.partition(_BETWEEN)
    return original, mistake


def is_mistake(written: str) -> bool:
    """Return whether this is the name of a mistake, or hides one."""
    return written in MISTAKES or seed_of(written) is not None


def hide(seed: int) -> str:
    """Return the name under which the mistake that a number chooses is hidden."""
    return f"{_HIDDEN}{seed}"


def seed_of(mistake: str) -> int | None:
    """Return the number that chose a hidden mistake; None where its name is said."""
    found = _FOUND.fullmatch(mistake)
    return int(found[1]) if found else None


def reveal(mistake: str) -> str:
    """Return the name of a mistake, also of a hidden one."""
    seed = seed_of(mistake)
    return mistake if seed is None else list(MISTAKES)[np.random.default_rng(seed).integers(len(MISTAKES))]


def is_too_large(dataset: Dataset) -> bool:
    """Return whether a data set is too large to be copied."""
    return dataset.working_bytes > MOST_BYTES


def make_mistake(dataset: Dataset, mistake: str) -> Dataset:
    """Return the data set that a mistake makes of a right one: always the same, and the same object while it
    is kept.

    Raises
    ------
    DatasetError
        There is no such mistake, or the data set is too large to be copied.
    """
    name = name_with(dataset.name, mistake)
    if not is_mistake(mistake):
        raise DatasetError(Message("mistakes.unknown", name=name, known=", ".join(MISTAKES)))
    if is_too_large(dataset):
        raise DatasetError(Message("mistakes.too_large", name=dataset.name, most=MOST_BYTES // 10**6))

    def make() -> Dataset:
        fingerprint = hashlib.sha256(f"{dataset.fingerprint} {mistake}".encode()).hexdigest()
        changes = MISTAKES[reveal(mistake)].make(dataset)
        changes |= {"name": name, "fingerprint": fingerprint, "source": dataset, "mistake": mistake}
        return replace(dataset, **changes)

    return dataset.vary(mistake, make)
