"""How much faster `train` is than the lesson's loop, what twins cost, and what a long run takes of memory.

python -m tests.bench.training
"""

import resource
import subprocess
import sys

from playground import neuron
from playground.engine.threads import use_one_blas_thread
from playground.engine.training import prepare, train
from tests.bench.common import compare, load_pictures, report

ITERATIONS, LEARNING_RATE, ROUNDS = 2000, 0.005, 5
LONG_RUN = 100_000
LEAST_RATIO, LEAST_ALONE, MOST_MEGABYTES, MOST_FOR_TWINS = 40, 75, 200, 1.15
"""The bound of twins is from the time when a run alone was computed in a block of four rows, three of them
idle: it costs a third of that now, and with its twins what it did, so that it is not met."""


def main() -> int:
    """Measure all and return 0 where all requirements are met."""
    small = check_memory()  # first: on Linux a new process begins with the peak of the one that started it
    use_one_blas_thread()
    pictures = load_pictures()
    X, Y, prepared = pictures.X_train, pictures.Y_train, pictures.prepared
    zeros = neuron.initialize_with_zeros(X.shape[0])
    alone = prepare(X, Y)
    alone.__dict__["first_curvature"] = 0.0  # nobody has twins there
    slow, one, four = compare(
        ROUNDS,
        lambda: neuron.optimize(*zeros, X, Y, ITERATIONS, LEARNING_RATE),
        lambda: train(alone, LEARNING_RATE, ITERATIONS),
        lambda: train(prepared, LEARNING_RATE, ITERATIONS),
    )
    print(f"{ITERATIONS} iterations, median of {ROUNDS}: optimize {slow:.3f} s,", end=" ")
    print(f"train {four:.4f} s, without twins {one:.4f} s")
    met = [small]
    for name, ratio, least in (("ratio", slow / four, LEAST_RATIO), ("ratio alone", slow / one, LEAST_ALONE)):
        met.append(report(name, ratio, "times", f">= {least}", met=ratio >= least))
    twins = four / one
    met.append(report("twins", twins, "times as long", f"<= {MOST_FOR_TWINS}", met=twins <= MOST_FOR_TWINS))
    return 0 if all(met) else 1


def check_memory() -> bool:
    """Run long in a fresh process, print its peak memory and return whether the requirement is met."""
    child = [sys.executable, "-m", "tests.bench.training", "--memory"]
    printed = subprocess.run(child, capture_output=True, text=True, check=True).stdout
    idle, loaded, trained = (float(word) for word in printed.splitlines()[-1].split())
    print(
        f"peak memory: {idle:.0f} MB idle, {loaded:.0f} MB with the pictures, {trained:.0f} MB after the run"
    )
    above = trained - idle
    return report(
        f"{LONG_RUN} iterations", above, "MB above idle", f"< {MOST_MEGABYTES}", met=above < MOST_MEGABYTES
    )


def print_memory() -> None:
    """Print the peak memory in MB of this process: after the imports, with the pictures, after a long run."""
    use_one_blas_thread()
    idle = _peak()
    prepared = load_pictures().prepared
    loaded = _peak()
    run = train(prepared, LEARNING_RATE, LONG_RUN)
    assert run.num_iterations == LONG_RUN
    print(idle, loaded, _peak())


def _peak() -> float:
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


if __name__ == "__main__":
    sys.exit(print_memory() if "--memory" in sys.argv else main())
