"""What it costs to read a stranger's file in a process of its own, and the checked reader against plain h5py.

python -m tests.bench.intake
"""

import io
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median

import h5py
import numpy as np

from playground.collection.finding import PREFERRED_NAMES, dataset_folders
from playground.intake.limits import Limits
from playground.intake.server.guard import Guard
from playground.intake.server.pairs import read_pair
from playground.intake.worker.pair_task import read_pair_parts
from tests.bench.common import compare, measure, report

ROUNDS = 20
MOST_STARTS = 3
MOST_RATIO = 3
# What a worker imports, step by step.
STEPS = {
    "Python": "pass",
    "NumPy": "import numpy",
    "the reader": "import playground.intake.worker.worker, playground.intake.worker.pair_task",
}


def main() -> int:
    """Measure all, and return 0 where the requirements are met."""
    met = True
    for name in PREFERRED_NAMES:
        pair = find_pair(name)
        if pair:
            met &= check_pair(name, pair)
    for name, statement in STEPS.items():
        seconds = median(measure(partial(start_process, statement)) for _ in range(ROUNDS))
        print(f"a process up to {name}: {1000 * seconds:.0f} ms")
    return 0 if met else 1


def find_pair(name: str) -> tuple[bytes, bytes] | None:
    """Return the two files of a data set, or None where they are not there."""
    for folder in dataset_folders():
        paths = [folder / f"{half}_{name}.h5" for half in ("train", "test")]
        if all(path.exists() for path in paths):
            return paths[0].read_bytes(), paths[1].read_bytes()
    return None


def check_pair(name: str, pair: tuple[bytes, bytes]) -> bool:
    """Compare h5py, the reader here and the reader in a worker; return whether all is met."""
    limits = Limits()
    guard, settings = Guard(limits), {"unpacked_bytes": limits.unpacked_bytes, "any_names": 0}
    plain, checked = compare(
        ROUNDS,
        lambda: [read_plain(content) for content in pair],
        lambda: read_pair_parts(pair, settings, lambda *at: None),
    )
    print(f"{name}: plain h5py {1000 * plain:.1f} ms, with all checks {1000 * checked:.1f} ms")
    met = report("ratio", checked / plain, "times", f"<= {MOST_RATIO}", met=checked <= MOST_RATIO * plain)
    there, start = compare(
        ROUNDS,
        lambda: guard.run("pair", pair, settings),
        lambda: start_process(STEPS["NumPy"]),
    )
    whole = median(measure(lambda: read_pair(*pair, guard=guard)) for _ in range(ROUNDS))
    print(f"in a worker {1000 * there:.0f} ms, all {1000 * whole:.0f}")
    cost = (there - checked) / start
    unit = "times a process that imports NumPy"
    return met & report("cost of the guard", cost, unit, f"<= {MOST_STARTS}", met=cost <= MOST_STARTS)


def start_process(statement: str) -> None:
    """Run a statement in a process as bare as a worker."""
    start = f"import sys; sys.path[:] = {[str(Path.cwd()), *sys.path]!r}; "
    command = [sys.executable, "-I", "-c", start + statement]
    subprocess.run(command, env={"OPENBLAS_NUM_THREADS": "1"}, check=True)


def read_plain(content: bytes) -> list[np.ndarray]:
    """Read every array with h5py."""
    with h5py.File(io.BytesIO(content)) as file:
        return [file[name][()] for name in file]


if __name__ == "__main__":
    sys.exit(main())
