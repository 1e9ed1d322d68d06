"""How long every way down takes, against its textbook's loop and against plain descent in the same run.

python -m tests.bench.ways
"""

import sys

from playground.engine.threads import use_one_blas_thread
from playground.engine.training import train
from playground.engine.ways import (
    AdaGrad,
    Adam,
    Cosine,
    Fork,
    Inverse,
    Momentum,
    Nesterov,
    RMSProp,
    Scaling,
    Steps,
    Way,
)
from tests.bench.common import compare, load_pictures, report
from tests.textbook_ways import literal_descent

ITERATIONS, LITERAL_ITERATIONS, LEARNING_RATE, ROUNDS = 2000, 50, 0.005, 5
MOST_OF_PLAIN, LEAST_RATIO, LEAST_RATIO_ON_WEIGHTS = 2.0, 20.0, 1 / 3
WAYS = {
    "momentum": Way(Momentum(0.9)),
    "Nesterov": Way(Nesterov(0.9)),
    "L2": Way(l2=0.01),
    "batch": Way(batch=32),
    "steps": Way(schedule=Steps(500)),
    "1/t": Way(schedule=Inverse(500)),
    "cosine": Way(schedule=Cosine(2000)),
    "warm-up": Way(warm_up=100),
    "fork": Way(forks=(Fork(500, 0.003),)),
    "together": Way(Nesterov(0.9), l2=0.01, batch=32, schedule=Cosine(2000), warm_up=100),
    "AdaGrad": Way(AdaGrad()),
    "RMSProp": Way(RMSProp()),
    "Adam": Way(Adam()),
}


def main() -> int:
    """Measure all and return 0 where all requirements are met."""
    use_one_blas_thread()
    pictures = load_pictures()
    X, Y, prepared = pictures.X_train, pictures.Y_train, pictures.prepared
    met = []
    for name, way in WAYS.items():
        on_weights = isinstance(way.rule, Scaling)
        iterations = LITERAL_ITERATIONS if on_weights else ITERATIONS
        slow, fast = compare(
            ROUNDS,
            lambda way=way: literal_descent(way, X, Y, LEARNING_RATE, LITERAL_ITERATIONS),
            lambda way=way, iterations=iterations: train(prepared, LEARNING_RATE, iterations, way=way),
        )
        ratio, least = slow / LITERAL_ITERATIONS / (fast / iterations), LEAST_RATIO
        if on_weights:
            least = LEAST_RATIO_ON_WEIGHTS
        met.append(report(f"{name}, ratio", ratio, "times", f">= {least:.2g}", met=ratio >= least))
        if not on_weights:
            one, other = compare(
                ROUNDS,
                lambda: train(prepared, LEARNING_RATE, ITERATIONS),
                lambda way=way: train(prepared, LEARNING_RATE, ITERATIONS, way=way),
            )
            share = other / one
            met.append(
                report(
                    f"{name}, of plain descent",
                    share,
                    "times",
                    f"<= {MOST_OF_PLAIN}",
                    met=share <= MOST_OF_PLAIN,
                )
            )
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
