"""What rounding alone makes of a run: in what range its results and those of its twins lie."""

from dataclasses import dataclass

import numpy as np

from playground.data.contents import Dataset
from playground.engine.forms import multiply
from playground.engine.training import TrainingRun
from playground.engine.twins import rounding_decides
from playground.study.verdicts import Verdicts


@dataclass(frozen=True)
class Range:
    """The lowest and the highest of some numbers."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Rounding:
    """In what a run and its twins end, where rounding decides it.

    Attributes
    ----------
    cost
        The range of J.
    train, test
        The ranges of the accuracies, in percent.
    twins_train, twins_test
        The answers of each twin to the training and to the test pictures.
    """

    cost: Range
    train: Range
    test: Range
    twins_train: list[Verdicts]
    twins_test: list[Verdicts]


def find_rounding(dataset: Dataset, run: TrainingRun, train: Verdicts, test: Verdicts) -> Rounding | None:
    """Return in what ranges a run ends, whose own final answers are given; nothing where rounding does not
    decide the end.
    """
    if run.twins is None:
        return None
    low, high = run.twins.lowest[-1], run.twins.highest[-1]
    if not rounding_decides(low, high):
        return None
    states = run.twin_states_at(run.num_iterations)
    on_train = [Verdicts(Z, train.Y, train.threshold) for Z in run.prepared.form.logits(states)]
    on_test = [
        Verdicts(Z, test.Y, test.threshold) for Z in multiply(states, dataset.test_kernel(run.prepared.form))
    ]
    return Rounding(
        cost=Range(float(low), float(high)),
        train=_accuracies([train, *on_train]),
        test=_accuracies([test, *on_test]),
        twins_train=on_train,
        twins_test=on_test,
    )


def _accuracies(verdicts: list[Verdicts]) -> Range:
    found = np.array([each.accuracy for each in verdicts])
    return Range(float(found.min()), float(found.max()))
