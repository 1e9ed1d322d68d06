"""What the frames of many values have in common, its stem: the browser keeps it, and a frame is sent as what
differs from it. Nothing here knows Streamlit.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import numpy as np

from playground.app.browser.packing import Bare, Box, write_bare
from playground.app.session.choices import LEARNING_RATE, Question
from playground.app.session.shelf import shared_shelf
from playground.app.session.ways import BETA, RATE
from playground.app.stage.frames import build_frame
from playground.data.contents import Dataset
from playground.engine.training import train
from playground.study.verdicts import THRESHOLD
from playground.words.catalogue import translator


@dataclass(frozen=True, eq=False)
class Stem:
    """A frame without its arrays, of a run that has not begun: to be found again by anybody, anywhere."""

    question: Question
    bare: Bare

    @cached_property
    def contents(self) -> bytes:
        """What is sent, as JSON."""
        return write_bare(self.bare)

    @cached_property
    def token(self) -> str:
        """The name of these contents."""
        return sha256(self.contents).hexdigest()

    @property
    def nbytes(self) -> int:
        """About the memory that it takes, in bytes."""
        return 4 * len(self.contents)


def find_stem(dataset: Dataset, question: Question) -> Stem:
    """Return the stem for a question: the same for all values of the sliders, and all filters."""
    asked = replace(
        question,
        learning_rate=LEARNING_RATE.default,
        num_iterations=0,
        order="given",
        show="all",
        page=1,
        threshold=THRESHOLD,
        beta=BETA,
        l2=0.0,
        fork=0,
        then=RATE,
    )
    found: Stem | None = shared_shelf().find(dataset, asked)
    if found is None:
        # How long it took is another time on another day, and would be another stem.
        run = replace(train(dataset.prepared, asked.learning_rate, 0), clock=np.zeros((1, 2)))
        found = Stem(asked, Box().take_from(build_frame(dataset, run, asked, translator(asked.language))))
        shared_shelf().keep(dataset, asked, found)
    return found
