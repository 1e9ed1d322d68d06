"""Who is on the page, and what each of them brought: data sets that live in the session and nowhere else.

The page's script and the routes that the browser asks meet here: the script knows its session, a route is
told by a secret token whose session it works for. When the session ends, all of it is gone, and so is what
was made of it.
"""

import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, count
from weakref import WeakValueDictionary, finalize

import streamlit as st

from playground import datasets
from playground.cropping import Crop, cut
from playground.datasets import Dataset, Pictures
from playground.forms import Array
from playground.i18n import ExplainedError, Message
from playground.ui.live.crossing import Crossing
from playground.ui.parting import see_off

_KEY = "_visitor"
MOST_DATASETS = 6
"""So many data sets of a visitor's own are kept: each may take as much memory as a file may have."""


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """A picture (height, width, 3) that the neuron is asked about, and the part of it that it sees."""

    name: str
    pixels: Pictures
    crop: Crop

    def seen(self, form: tuple[int, int]) -> Pictures:
        """Return what the neuron sees, in the form (rows, columns) of its pictures."""
        return cut(self.pixels, form, self.crop)


class Visitor:
    """One session: where its frames and scripts meet, and the data sets that only it can see."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.crossing = Crossing()
        self.pictures: dict[str, OwnPicture] = {}
        self._datasets: dict[str, Dataset] = {}
        self._named: dict[str, str] = {}  # the fingerprint of every name that was ever given
        self._marks = {self.token}  # of all that was ever made of what the visitor brought
        finalize(self, see_off, self._marks)

    @property
    def dataset_names(self) -> tuple[str, ...]:
        """The names of the visitor's own data sets, in the order in which they came."""
        return tuple(self._datasets)

    def keep_dataset(self, dataset: Dataset) -> str:
        """Keep a data set as long as the session lives, and return its name: its own, or with a number behind
        it where that means something else already.

        A name that was given means the same contents for ever, also when it is forgotten: links, pins and
        what the browser has shown go by it.

        Raises
        ------
        ExplainedError
            There is no room for another one.
        """
        name = self._free_name(dataset)
        if name not in self._datasets and len(self._datasets) >= MOST_DATASETS:
            raise ExplainedError(Message("own.shelf.full", most=MOST_DATASETS))
        self._named[name] = dataset.fingerprint
        self._datasets[name] = replace(dataset, name=name)
        self._marks.add(dataset.fingerprint)
        return name

    def _free_name(self, dataset: Dataset) -> str:
        taken = datasets.find_datasets().names
        names = chain([dataset.name], (f"{dataset.name}-{number}" for number in count(2)))
        return next(
            name
            for name in names
            if name not in taken and self._named.get(name, dataset.fingerprint) == dataset.fingerprint
        )

    def forget_dataset(self, name: str) -> None:
        """Forget a data set of this name, if there is one."""
        self._datasets.pop(name, None)

    @property
    def mark(self) -> str:
        """What changes whenever another picture, or another part of one, is asked about."""
        asked = repr([(key, picture.crop) for key, picture in self.pictures.items()])
        return sha256(asked.encode()).hexdigest()[:16] if self.pictures else ""

    def columns(self, shape: tuple[int, int, int]) -> dict[str, Array]:
        """Return what the neuron sees of the own pictures: columns (n, 1) of numbers from 0 to 1."""
        seen = {key: picture.seen(shape[:2]) for key, picture in self.pictures.items()}
        return {key: pixels.reshape(-1, 1) / 255 for key, pixels in seen.items()}

    def find_dataset(self, name: str) -> Dataset:
        """Return one of the visitor's own data sets, or one of the server's.

        Raises
        ------
        DatasetError
            There is none of this name, or something is wrong with its files.
        """
        own = self._datasets.get(name)
        return datasets.get_dataset(name) if own is None else own


_visitors: WeakValueDictionary[str, Visitor] = WeakValueDictionary()


def own_visitor() -> Visitor:
    """Return the visitor of this session, who lives as long as the session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Visitor()
    visitor: Visitor = st.session_state[_KEY]
    _visitors[visitor.token] = visitor
    return visitor


def visitor_of(token: str | None) -> Visitor:
    """Return the visitor with this token; one who brought nothing where there is none."""
    return _visitors.get(token or "") or Visitor()
