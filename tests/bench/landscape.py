"""How much faster `project` is than asking the lesson's `propagate` at every node of the grid.

    python -m tests.bench.landscape [--full]

The textbook way takes many seconds for 101 x 101 nodes, so it is timed on random nodes and multiplied; with
``--full`` it is also run once on all nodes, and the costs are compared.
"""

import sys

import numpy as np

from playground import neuron
from playground.engine.forms import Array
from playground.engine.landscape import PLANES, Landscape, project
from playground.engine.threads import use_one_blas_thread
from playground.engine.training import Prepared, train
from tests.bench.common import compare, load_pictures, measure, report

RESOLUTION, NODES, ROUNDS = 101, 200, 5
LEAST_RATIO = 80


def main() -> int:
    """Measure every plane and return 0 where the requirement is met on all."""
    use_one_blas_thread()
    prepared = load_pictures().prepared
    run = train(prepared, 0.005, 2000)
    nodes = np.random.default_rng(0).integers(0, RESOLUTION, (NODES, 2))
    met = []
    for plane in PLANES:
        landscape = project(run, plane, RESOLUTION)
        part, fast = compare(
            ROUNDS,
            lambda landscape=landscape: textbook(landscape, prepared, nodes),
            lambda plane=plane: project(run, plane, RESOLUTION),
        )
        slow = part * RESOLUTION**2 / NODES
        print(f"{plane}, median of {ROUNDS}: {RESOLUTION}² nodes by hand {slow:.2f} s, project {fast:.4f} s")
        met.append(report("ratio", slow / fast, "times", f">= {LEAST_RATIO}", met=slow / fast >= LEAST_RATIO))
    if "--full" in sys.argv:
        compare_all_nodes(project(run, "path", RESOLUTION), prepared)
    return 0 if all(met) else 1


def textbook(landscape: Landscape, prepared: Prepared, nodes: Array) -> Array:
    """Return the lesson's cost at nodes (k, 2), row and column, one after the other."""
    costs = [
        neuron.propagate(
            *landscape.weights_at(landscape.alphas[column], landscape.betas[row]), prepared.X, prepared.Y
        )[1]
        for row, column in nodes
    ]
    return np.array(costs)


def compare_all_nodes(landscape: Landscape, prepared: Prepared) -> None:
    """Run the textbook way on the whole grid and print its time and the largest difference of the costs."""
    every = np.indices(landscape.costs.shape).reshape(2, -1).T
    found: list[Array] = []
    seconds = measure(lambda: found.append(textbook(landscape, prepared, every)))
    difference = np.abs(found[0] - landscape.costs.ravel()).max()
    print(f"all {len(every)} nodes by propagate: {seconds:.2f} s; largest difference {difference:.2g}")


if __name__ == "__main__":
    sys.exit(main())
