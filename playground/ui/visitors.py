"""Who is on the page, and what each of them brought: data sets that live in the session and nowhere else.

The page's script and the routes that the browser asks meet here: the script knows its session, a route is
told by a secret token whose session it works for. When the session ends, all of it is gone.
"""

import secrets
from weakref import WeakValueDictionary

import streamlit as st

from playground import datasets
from playground.datasets import Dataset
from playground.ui.live.crossing import Crossing

_KEY = "_visitor"


class Visitor:
    """One session: where its frames and scripts meet, and the data sets that only it can see."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.crossing = Crossing()
        self._datasets: dict[str, Dataset] = {}

    @property
    def dataset_names(self) -> tuple[str, ...]:
        """The names of the visitor's own data sets, in the order in which they came."""
        return tuple(self._datasets)

    def keep_dataset(self, dataset: Dataset) -> None:
        """Keep a data set as long as the session lives; one of the same name gives way, also one of the
        server's.
        """
        self._datasets[dataset.name] = dataset

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
    visitor: Visitor = st.session_state.setdefault(_KEY, Visitor())
    _visitors[visitor.token] = visitor
    return visitor


def visitor_of(token: str | None) -> Visitor:
    """Return the visitor with this token; one who brought nothing where there is none."""
    return _visitors.get(token or "") or Visitor()
