"""What a person takes home from a run: its weights, tables, a script that repeats it, and a report.

Every file is made from a `Dataset` and a `TrainingRun` alone, so page and command line hand in the same.
"""

from dataclasses import dataclass

from playground.datasets import Dataset
from playground.training import TrainingRun
from playground.verdicts import THRESHOLD


@dataclass(frozen=True)
class Look:
    """How a run is looked at, as chosen on the page.

    Attributes
    ----------
    plane
        The plane of the loss surface, one of `landscape.PLANES`.
    view
        The surface as one of `figures.VIEWS`.
    scale
        The cost on one of `figures.SCALES`.
    threshold
        The answer is 1 where A is above it.
    """

    plane: str = "path"
    view: str = "contour"
    scale: str = "linear"
    threshold: float = THRESHOLD


def file_name(dataset: Dataset, run: TrainingRun, what: str, ending: str) -> str:
    """Return how a file of a run is called, such as ``catvnoncat-0.005-2000-weights.npz``."""
    return f"{dataset.name}-{run.learning_rate:g}-{run.num_iterations}-{what}.{ending}"
