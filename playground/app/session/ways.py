"""The ways down that the page offers, and how an address writes one."""

from collections.abc import Callable, Mapping

from playground.engine.ways import (
    PLAIN,
    AdaGrad,
    Adam,
    Constant,
    Cosine,
    Fork,
    Inverse,
    Momentum,
    Nesterov,
    Plain,
    RMSProp,
    Rule,
    Schedule,
    Steps,
    Way,
)

RULES: Mapping[str, Callable[[float], Rule]] = {
    "plain": lambda _beta: Plain(),
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": lambda _beta: AdaGrad(),
    "rmsprop": lambda _beta: RMSProp(),
    "adam": lambda _beta: Adam(),
}
MOMENTA = ("momentum", "nesterov")
"""The rules for which beta counts."""

SCHEDULES: Mapping[str, Schedule] = {
    "constant": Constant(),
    "steps": Steps(500),
    "inverse": Inverse(500),
    "cosine": Cosine(2000),
    "warm": Constant(),
}
_WARM_UP = 500  # iterations, of "warm"
BETAS = tuple(percent / 100 for percent in range(100))
BATCHES = (0, 1, 8, 32, 128)
"""Pictures to an update; all, where it is 0."""

L2S = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
BETA = 0.9
RATE = 0.005
"""The lesson's."""

RATES = (1e-6, 100.0)
"""Any learning rate between them can be chosen."""

FORKS = range(1, 10_000)
"""The iterations from which on the rate can be another."""

RACE = (PLAIN, Way(Momentum(BETA)), Way(Nesterov(BETA)), Way(batch=32))
"""The ways that race each other at the press of a button."""

_BETWEEN = "-"
_UNFORKED = 5  # choices of a way without a fork


def make_way(
    rule: str, beta: float, l2: float, schedule: str, batch: int, fork: int = 0, then: float = RATE
) -> Way:
    """Return the way of these choices; `then` is the rate from iteration `fork` on, unless that is 0."""
    forks = (Fork(fork, then),) if fork else ()
    return Way(
        RULES[rule](beta),
        l2=l2,
        schedule=SCHEDULES[schedule],
        warm_up=_WARM_UP if schedule == "warm" else 0,
        batch=batch or None,
        forks=forks,
    )


def list_choices(way: Way) -> dict[str, str]:
    """Return the choices that make a way, as an address writes them."""
    rule = type(way.rule).__name__.lower()
    schedule = "warm" if way.warm_up else type(way.schedule).__name__.lower()
    beta = way.rule.beta if isinstance(way.rule, Momentum | Nesterov) else BETA
    written = {"rule": rule, "beta": f"{beta:g}", "l2": f"{way.l2:g}", "schedule": schedule}
    fork, then = next(((fork.iteration, fork.learning_rate) for fork in way.forks), (0, RATE))
    return written | {"batch": str(way.batch or 0), "fork": str(fork), "then": f"{then:.6g}"}


def write_way(way: Way) -> str:
    """Return a way in one word, such as ``momentum-0.9-0.01-constant-32``, with ``-500-0.02`` behind it where
    the rate is another from iteration 500 on; nothing for plain descent.
    """
    written = tuple(list_choices(way).values())
    return "" if way == PLAIN else _BETWEEN.join(written if way.forks else written[:_UNFORKED])


def read_way(written: str) -> Way:
    """Return the way that is written; a `ValueError` for any that the page does not offer."""
    if not written:
        return PLAIN
    rule, beta, l2, schedule, batch, *forked = written.split(_BETWEEN, _UNFORKED + 1)  # a rate may be 1e-05
    choices = rule, float(beta), float(l2), schedule, int(batch)
    offered = RULES, BETAS, L2S, SCHEDULES, BATCHES
    if not all(choice in options for choice, options in zip(choices, offered, strict=True)):
        raise ValueError(written)
    return make_way(*choices, *_read_fork(*forked)) if forked else make_way(*choices)


def _read_fork(iteration: str, rate: str = "") -> tuple[int, float]:
    fork, then = int(iteration), float(f"{float(rate):.6g}")
    if fork not in FORKS or not RATES[0] <= then <= RATES[1]:
        raise ValueError(rate)
    return fork, then
