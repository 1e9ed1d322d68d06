"""A run, judged at a threshold: all that page, pinned rows, report, files and command line say of it.

What follows from the run alone is kept with the run (`TrainingRun.once`), so that a frame, the film after it
and the same run at another threshold compute it once.
"""

from dataclasses import dataclass
from functools import cached_property

from playground.data.contents import Baseline, Dataset
from playground.engine.forms import Array, multiply
from playground.engine.landscape import Landscape, project
from playground.engine.training import TrainingRun
from playground.study.diagnosis import Diagnosis, diagnose
from playground.study.rounding import Rounding, find_rounding
from playground.study.stability import Stability, compute_stability
from playground.study.verdicts import THRESHOLD, RocCurve, Scores, Verdicts, compute_roc, compute_scores


@dataclass(frozen=True, eq=False)
class Study:
    """A run on the training pictures of a data set; the neuron answers 1 where A is above the threshold."""

    dataset: Dataset
    run: TrainingRun
    threshold: float = THRESHOLD

    @property
    def cost(self) -> float:
        """J of the final weights."""
        return float(self.run.costs[-1])

    @cached_property
    def weights(self) -> tuple[Array, float]:
        """The final w (n, 1) and b."""
        return self.run.weights_at(self.run.num_iterations)

    @cached_property
    def train(self) -> Verdicts:
        """The final answers to the training pictures."""
        Z = self.run.logits_at(self.run.num_iterations)[0]
        return Verdicts(Z, self.dataset.train_labels[0], self.threshold)

    @cached_property
    def test(self) -> Verdicts:
        """The final answers to the test pictures."""
        state = self.run.state_at(self.run.num_iterations)
        Z = multiply(state, self.dataset.test_kernel(self.run.prepared.form))
        return Verdicts(Z, self.dataset.test_labels[0], self.threshold)

    @cached_property
    def rounding(self) -> Rounding | None:
        """In what ranges run and twins end, where rounding alone decides it."""
        return find_rounding(self.dataset, self.run, self.train, self.test)

    @property
    def baseline(self) -> Baseline:
        """What always giving the same answer scores on the test pictures."""
        return self.dataset.test_baseline

    @cached_property
    def scores(self) -> Scores:
        """What the confusion matrix of the test pictures says of class 1."""
        return compute_scores(self.test.confusion())

    @cached_property
    def roc(self) -> RocCurve:
        """What every threshold would give on the test pictures."""
        return compute_roc(self.test.Z, self.test.Y)

    @property
    def diagnosis(self) -> Diagnosis:
        """How the run went and where it ended."""
        return self.run.once("diagnosis", lambda: diagnose(self.run))

    @property
    def stability(self) -> Stability:
        """The stability limit along the run."""
        return self.run.once("stability", lambda: compute_stability(self.run))

    def landscape(self, plane: str, resolution: int = 101) -> Landscape:
        """Return the cost on one of `landscape.PLANES`, with the run's path on it."""
        key = f"landscape {plane} {resolution}"
        return self.run.once(key, lambda: project(self.run, plane, resolution))
