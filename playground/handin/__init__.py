"""What a person takes home from a run: its weights, tables, a script that repeats it, and a report.

Every file is made from a `Study` alone, so page and command line hand in the same.
"""

from dataclasses import dataclass

from playground.study.study import Study


@dataclass(frozen=True)
class Look:
    """How the charts of a run are drawn, as chosen on the page.

    Attributes
    ----------
    plane
        The plane of the loss surface, one of `landscape.PLANES`.
    view
        The surface as one of `figures.VIEWS`.
    scale
        The cost on one of `figures.SCALES`.
    """

    plane: str = "path"
    view: str = "contour"
    scale: str = "linear"


@dataclass(frozen=True)
class Written:
    """What a student writes into the report: all of it may be empty."""

    name: str = ""
    answers: str = ""
    conclusions: str = ""


@dataclass(frozen=True, eq=False)
class PinnedStudy:
    """A run to compare with, under its mark and title; without a study where it is not trained."""

    mark: int
    title: str
    study: Study | None


def file_name(study: Study, what: str, ending: str) -> str:
    """Return how a file of a run is called, such as ``catvnoncat-0.005-2000-weights.npz``."""
    return f"{study.dataset.name}-{study.run.learning_rate:g}-{study.run.num_iterations}-{what}.{ending}"
