"""How much faster a sweep is than the lesson's loop, called once for every learning rate, and how soon the
map shows something.

python -m tests.bench.sweep
"""

import sys
from collections import deque
from itertools import islice
from statistics import median

import numpy as np

from playground import neuron
from playground.app.session.choices import AXES, ITERATION_STEP, LEARNING_RATE, LEARNING_RATES, REACHES
from playground.app.tuning.maps import choose_iterations, write_map
from playground.app.tuning.rows import list_rows
from playground.data.contents import Dataset
from playground.engine.sweep import sweep
from playground.engine.threads import use_one_blas_thread
from playground.engine.training import Indices
from playground.engine.validation import follow_validation
from playground.engine.ways import PLAIN
from tests.bench.common import load_pictures, measure, report

RATES, ITERATIONS = np.geomspace(1e-4, 1.0, 64), 2000
SWEEPS, ROUNDS = 8, 5
LEAST_RATIO = 50


def main() -> int:
    """Measure all, and return 0 where the requirement is met."""
    use_one_blas_thread()
    pictures = load_pictures()
    met = check_ratio(pictures)
    iterations = choose_iterations(REACHES[0], ITERATION_STEP)
    held_out = (pictures.X_test, pictures.Y_test)
    # The map of learning rates comes last: beside it stands what it takes without twins.
    for axis, lines in (*((axis, None) for axis in AXES[1:]), (AXES[0], 2), (AXES[0], None)):
        rows = list_rows(axis, LEARNING_RATE.default, PLAIN, pictures.train_labels.size)
        asked = (pictures.prepared, held_out, rows, iterations)
        seconds = median(
            measure(lambda asked=asked, lines=lines: list(islice(write_map(*asked), lines)))
            for _ in range(ROUNDS)
        )
        name = "first filled column" if lines else "whole map, cross-validated"
        print(f"{name} ({axis}, {len(rows)} x {len(iterations)} cells): {1000 * seconds:.1f} ms")
    plain = median(measure(lambda: train_plainly(pictures, iterations)) for _ in range(ROUNDS))
    print(f"the same without twins: {1000 * plain:.1f} ms; with twins {seconds / plain:.2f} times as long")
    return 0 if met else 1


def train_plainly(pictures: Dataset, iterations: Indices) -> None:
    """Train and cross-validate what a map shows, without a twin."""
    last = int(iterations[-1])
    held_out = (pictures.X_test, pictures.Y_test)
    sweep(pictures.prepared, LEARNING_RATES, last, iterations=iterations, held_out=held_out)
    deque(follow_validation(pictures.prepared, LEARNING_RATES, last, iterations=iterations), maxlen=0)


def check_ratio(pictures: Dataset) -> bool:
    """Train every rate with the lesson's loop, and all at once in between; return whether it is faster."""
    X, Y, prepared = pictures.X_train, pictures.Y_train, pictures.prepared
    zeros = neuron.initialize_with_zeros(X.shape[0])
    one_by_one, at_once = [], []
    with np.errstate(over="ignore"):
        for number, rate in enumerate(RATES.tolist()):
            one_by_one.append(measure(lambda rate=rate: neuron.optimize(*zeros, X, Y, ITERATIONS, rate)))
            if number % (len(RATES) // SWEEPS) == 0:
                at_once.append(measure(lambda: sweep(prepared, RATES, ITERATIONS)))
    slow, fast = sum(one_by_one), median(at_once)
    print(f"{len(RATES)} rates, {ITERATIONS} iterations: optimize {slow:.1f} s, sweep {fast:.3f} s")
    return report("ratio", slow / fast, "times", f">= {LEAST_RATIO}", met=slow / fast >= LEAST_RATIO)


if __name__ == "__main__":
    sys.exit(main())
