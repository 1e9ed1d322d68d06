"""Who is on the page, what each of them brought, and the work under way for them.

The page's script and the routes that the browser asks meet here: the script knows its session, a route is
told by a secret token whose session it works for. When the session ends, the visitor goes, and with the
visitor the own data sets and pictures and what was made of them; the work under way is stopped.
"""

import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain, count
from threading import Timer
from typing import Any, TypeVar
from weakref import WeakValueDictionary, finalize

import numpy as np

from playground.app.session.background import Job
from playground.app.session.crossing import Crossing
from playground.app.session.shelf import shared_shelf
from playground.collection.finding import find_datasets
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset, Pictures
from playground.data.cropping import Crop, cut
from playground.data.mistakes import make_mistake, split_name
from playground.engine.forms import Array
from playground.engine.training import TrainingRun
from playground.engine.ways import Way
from playground.words.catalogue import ExplainedError, Message
from playground.words.numbers import write_apart, write_size

T = TypeVar("T")
MOST_BYTES = 1200 * 10**6
"""What a visitor's own data sets may take once they are trained on; the largest that is read fits alone."""

MOST_NAMES = 100
"""So many names of data sets mean the same for ever, also where these are forgotten."""


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
    """One session: where its frames and scripts meet, what only it can see, and its work under way.

    `shown_run` says which run its page showed last; `stopped_run` is what is left of a training that the
    person stopped, with what was asked for.
    """

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.crossing = Crossing()
        self.shown_run: tuple[Dataset, float, int, Way] | None = None
        self.stopped_run: tuple[tuple[Dataset, float, int, Way], TrainingRun] | None = None
        # Routes read both while the script changes them: they are never changed in place.
        self._pictures: Mapping[str, OwnPicture] = {}
        self._datasets: Mapping[str, Dataset] = {}
        self._named: dict[str, str] = {}  # the fingerprints of the names that were given
        self._jobs: dict[str, Job[Any]] = {}
        self._absence: object | None = None
        finalize(self, _stop_all, self._jobs)

    # --- Coming and going ---

    def come(self) -> None:
        """Be here, perhaps again."""
        self._absence = None

    def go(self, seconds: float) -> None:
        """Leave for good, unless one comes back within so many seconds."""
        self._absence = absence = object()

        def leave_if_still_away() -> None:
            if self._absence is absence:
                self.leave()

        timer = Timer(seconds, leave_if_still_away)
        timer.daemon = True
        timer.start()

    def leave(self) -> None:
        """Stop all work, and let go of all that was brought and what was made of it; whoever comes with the
        token from now on is told that the session is gone.
        """
        _visitors.pop(self.token, None)
        for place in list(self._jobs):
            self.end(place)
        self.shown_run = self.stopped_run = None
        for dataset in self._datasets.values():
            dataset.forget_variants()
        self._pictures, self._datasets = {}, {}
        shared_shelf().forget(self)

    # --- Work under way ---

    def begin(self, place: str, asked: Hashable, work: Callable[[Job[T]], T], total: float = 0) -> Job[T]:
        """Begin work in place of what was begun there before, which is stopped."""
        self.end(place)
        job = self._jobs[place] = Job(asked, total=total)
        job.start(work)
        return job

    def job(self, place: str) -> Job[Any] | None:
        """Return what was begun last at a place, and not ended."""
        return self._jobs.get(place)

    def end(self, place: str) -> None:
        """Stop what was begun at a place, if it is under way, and forget it."""
        job = self._jobs.pop(place, None)
        if job is not None:
            job.stop()

    # --- Data sets ---

    @property
    def fingerprint(self) -> str:
        """What tells the visitor's pictures from those of anybody else; a secret."""
        return self.token

    @property
    def dataset_names(self) -> tuple[str, ...]:
        """The names of the visitor's own data sets, in the order in which they came."""
        return tuple(self._datasets)

    @property
    def working_bytes(self) -> int:
        """What all of them take once they are trained on."""
        return sum(dataset.working_bytes for dataset in self._datasets.values())

    def owns(self, dataset: Dataset) -> bool:
        """Return whether a data set is the visitor's own, or made of one, which nobody else sees."""
        return self._datasets.get(dataset.original.name) is dataset.original

    def keep_dataset(self, dataset: Dataset) -> str:
        """Keep a data set as long as the session lives, and return its name: its own, or with a number behind
        it where that means something else already.

        A name that was given means the same contents for long, also when it is forgotten: links, pins and
        what the browser has shown go by it.

        Raises
        ------
        ExplainedError
            There is no room for another one.
        """
        name = self._free_name(dataset)
        needed = self.working_bytes + dataset.working_bytes
        if name not in self._datasets and needed > MOST_BYTES:
            written = write_apart(write_size, needed / 10**6, MOST_BYTES / 10**6)
            raise ExplainedError(Message("own.shelf.full", needed=written[0], most=written[1]))
        self._named[name] = dataset.fingerprint
        self._datasets = {**self._datasets, name: replace(dataset, name=name)}
        forgotten = [old for old in self._named if old not in self._datasets]
        for old in forgotten[: max(0, len(self._named) - MOST_NAMES)]:
            del self._named[old]
        return name

    def _free_name(self, dataset: Dataset) -> str:
        taken = find_datasets().names
        names = chain([dataset.name], (f"{dataset.name}-{number}" for number in count(2)))
        return next(
            name
            for name in names
            if name not in taken and self._named.get(name, dataset.fingerprint) == dataset.fingerprint
        )

    def forget_dataset(self, name: str) -> None:
        """Forget a data set of this name, if there is one, and every run on it."""
        gone = self._datasets.get(name)
        if gone is None:
            return
        self._datasets = {other: dataset for other, dataset in self._datasets.items() if other != name}
        gone.forget_variants()
        if self.shown_run is not None and self.shown_run[0].original is gone:
            self.shown_run = None
        if self.stopped_run is not None and self.stopped_run[0][0].original is gone:
            self.stopped_run = None
        for place, job in list(self._jobs.items()):
            asked = job.asked if isinstance(job.asked, tuple) else ()
            if any(isinstance(each, Dataset) and each.original is gone for each in asked):
                self.end(place)

    def find_dataset(self, name: str) -> Dataset:
        """Return one of the visitor's own data sets, or one of the server's, also with a mistake.

        Raises
        ------
        DatasetError
            There is none of this name, or something is wrong with its files.
        """
        original, mistake = split_name(name)
        own = self._datasets.get(original)
        if own is None:
            return get_dataset(name)
        return make_mistake(own, mistake) if mistake else own

    # --- Pictures ---

    @property
    def pictures(self) -> Mapping[str, OwnPicture]:
        """The pictures that the neuron is asked about, by their keys; the one brought last comes first."""
        return self._pictures

    def put_picture(self, key: str, picture: OwnPicture) -> None:
        """Put a picture first, or in place of the one with its key."""
        first = {} if key in self._pictures else {key: picture}
        self._pictures = {**first, **self._pictures, key: picture}

    def remove_pictures(self, keys: Iterable[str]) -> None:
        """Forget pictures."""
        gone = set(keys)
        self._pictures = {key: picture for key, picture in self._pictures.items() if key not in gone}

    @property
    def mark(self) -> str:
        """What changes whenever another picture, or another part of one, is asked about."""
        pictures = self._pictures
        asked = repr([(key, picture.crop) for key, picture in pictures.items()])
        return sha256(asked.encode()).hexdigest()[:16] if pictures else ""

    def columns(self, dataset: Dataset) -> dict[str, Array]:
        """Return what a neuron of a data set sees of the own pictures: columns (n, 1) of numbers."""
        form = dataset.picture_shape[:2]
        return {
            key: dataset.columns(picture.seen(form)[np.newaxis]) for key, picture in self._pictures.items()
        }


def _stop_all(jobs: Mapping[str, Job[Any]]) -> None:
    for job in list(jobs.values()):
        job.stop()


STRANGER = Visitor()
"""Whoever asks without the token of a session: one who brought nothing."""

_visitors: WeakValueDictionary[str, Visitor] = WeakValueDictionary()


def admit(visitor: Visitor) -> None:
    """Let a visitor be found by the token, as long as somebody holds the visitor."""
    _visitors[visitor.token] = visitor


def visitor_of(token: str) -> Visitor:
    """Return the visitor with this token; a stranger where there is none."""
    return _visitors.get(token, STRANGER)
