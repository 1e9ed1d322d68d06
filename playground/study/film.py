"""A run in a few hundred moments, small enough to be sent whole: a browser plays it without asking again.

Its weights are not in it: see `mixtures`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.forms import Array, frozen, multiply
from playground.engine.training import Indices, TrainingRun
from playground.neuron import sigmoid
from playground.study.diagnosis import compare_costs, find_extremes, find_rises
from playground.study.verdicts import THRESHOLD

MOST_ITERATIONS = 700
"""Of a film."""

_STATE_BYTES = 32 * 2**20  # what the states of a film may take: those of long ones are fewer
_DENSE = 50
_EVEN = 250
_LEAST = 4


@dataclass(frozen=True, eq=False)
class Film:
    """The state of a run before the updates `iterations`.

    Attributes
    ----------
    iterations
        Some iterations (k,), ascending, the first and the last of the run among them.
    states
        The states (k, state_size) there.
    costs
        J (k,).
    compared, rises
        Whether the cost is above that of the start (1), below it (-1) or the same (0), and on how many of the
        iterations before it rose, (k,) each.
    train_right
        How many training pictures are answered right (k,).
    probabilities
        A (k, m_test) on the test pictures.
    test_answers
        Whether A is above one half (k, m_test).
    changed
        How many of these answers (k,) are not those of iteration 0.
    confusion
        The counts (k, 2, 2) of test pictures: rows are labels 0 and 1, columns answers 0 and 1.
    every_extreme
        Whether every extreme of the cost is among the iterations.
    """

    iterations: Indices
    states: Array
    costs: Array
    compared: Array
    rises: Indices
    train_right: Indices
    probabilities: Array
    test_answers: NDArray[np.bool_]
    changed: Indices
    confusion: Indices
    every_extreme: bool


def record_film(
    run: TrainingRun,
    test_kernel: Array,
    test_labels: NDArray[np.int64],
    threshold: float = THRESHOLD,
    max_iterations: int = MOST_ITERATIONS,
) -> Film:
    """Record a run for playback.

    Parameters
    ----------
    run
        The descent.
    test_kernel, test_labels
        `Form.kernel` of the test pictures (state_size, m_test), and their labels (1, m_test), 0 or 1.
    threshold
        The answer is 1 where the probability is above it.
    max_iterations
        The most iterations to record, at least 4.
    """
    iterations, every_extreme = choose_moments(run, max_iterations)
    states = run.states_at(iterations)
    A_train = sigmoid(run.prepared.form.logits(states))
    A = sigmoid(multiply(states, test_kernel))
    answers = np.greater(A, threshold)
    return Film(
        iterations=frozen(iterations),
        states=frozen(states),
        costs=frozen(run.costs[iterations]),
        compared=frozen(compare_costs(run.costs[iterations], run.costs[0])),
        rises=frozen(np.searchsorted(find_rises(run.costs), iterations)),
        train_right=frozen((np.greater(A_train, threshold) == (run.prepared.Y > 0.5)).sum(axis=1)),
        probabilities=frozen(A),
        test_answers=frozen(answers),
        changed=frozen((answers != answers[0]).sum(axis=1)),
        confusion=frozen(_confusion(answers, test_labels[0])),
        every_extreme=every_extreme,
    )


def choose_moments(run: TrainingRun, most: int = MOST_ITERATIONS) -> tuple[Indices, bool]:
    """Return the iterations of a run's film, as `choose_film_iterations`: fewer where its states are long."""
    room = _STATE_BYTES // (8 * run.prepared.form.state_size)
    return choose_film_iterations(run.costs, run.recorded, max(_LEAST, min(most, room)))


def choose_film_iterations(
    costs: Array, recorded: Indices, budget: int = MOST_ITERATIONS
) -> tuple[Indices, bool]:
    """Return the iterations (ascending) that are worth playing, and whether every extreme is among them.

    All of the first 50 are, about 250 later ones at distances that grow smoothly (even on a scale of log(1 +
    iteration), and among the `recorded` where these lie as close), every extreme of the cost, so that a line
    through the chosen costs swings as far as the true one, the first and the last. Where these are more than
    the budget (at least 4), extremes are left out before the others, but never the greatest and the least
    cost.
    """
    last = len(costs) - 1
    if last < min(budget, _DENSE + _EVEN):
        return np.arange(last + 1), True
    chosen = np.unique(np.array([0, last, costs.argmax(), costs.argmin()], dtype=np.int64))
    dense = min(_DENSE, last)
    even = np.expm1(np.linspace(np.log1p(dense), np.log1p(last), _EVEN))
    for others in (np.arange(dense), _move(np.rint(even).astype(np.int64), recorded)):
        new = np.setdiff1d(others, chosen)
        chosen = np.union1d(chosen, new[_thin(len(new), budget - len(chosen))])
    extremes = find_extremes(costs)
    new = np.setdiff1d(extremes, chosen)
    if len(new) > budget - len(chosen):
        # In pairs, or what is left of a cost that goes up and down might be nothing but its highs.
        new = new[2 * _thin(len(new) // 2, (budget - len(chosen)) // 2)[:, np.newaxis] + [0, 1]]
    chosen = np.union1d(chosen, new)
    return chosen, bool(np.isin(extremes, chosen).all())


def _move(wanted: Indices, recorded: Indices) -> Indices:
    """Return the recorded iterations that come next, where none of them passes the next wanted one."""
    found = recorded[np.searchsorted(recorded, wanted)]
    return found if (found[:-1] <= wanted[1:] + 1).all() else wanted


def _thin(count: int, room: int) -> Indices:
    """Return which of so many things are kept, evenly taken, where there is room for so many."""
    return np.rint(np.linspace(0, count - 1, min(count, room))).astype(np.int64)


def _confusion(answers: NDArray[np.bool_], labels: NDArray[np.int64]) -> Indices:
    """Return `Verdicts.confusion` of each row of answers (k, m)."""
    ones = np.stack([answers[:, labels == y].sum(axis=1) for y in (0, 1)], axis=1)
    return np.stack([[(labels == y).sum() for y in (0, 1)] - ones, ones], axis=2)
