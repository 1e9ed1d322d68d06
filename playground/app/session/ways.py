"""The ways down that the page offers, and how an address writes one."""

from collections.abc import Callable, Mapping

from playground.engine.ways import (
    PLAIN,
    Constant,
    Cosine,
    Inverse,
    Momentum,
    Nesterov,
    Plain,
    Rule,
    Schedule,
    Steps,
    Way,
)

RULES: Mapping[str, Callable[[float], Rule]] = {
    "plain": lambda _beta: Plain(),
    "momentum": Momentum,
    "nesterov": Nesterov,
}
SCHEDULES: Mapping[str, Schedule] = {
    "constant": Constant(),
    "steps": Steps(500),
    "inverse": Inverse(500),
    "cosine": Cosine(2000),
}
BETAS = tuple(percent / 100 for percent in range(1, 100))
BATCHES = (0, 1, 8, 32, 128)
"""Pictures to an update; all, where it is 0."""

L2S = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
BETA = 0.9
RACE = (PLAIN, Way(Momentum(BETA)), Way(Nesterov(BETA)), Way(batch=32))
"""The ways that race each other at the press of a button."""

_BETWEEN = "-"


def make_way(rule: str, beta: float, l2: float, schedule: str, batch: int) -> Way:
    """Return the way of five choices."""
    return Way(RULES[rule](beta), l2=l2, schedule=SCHEDULES[schedule], batch=batch or None)


def list_choices(way: Way) -> dict[str, str]:
    """Return the five choices that make a way, as an address writes them."""
    rule, schedule = type(way.rule).__name__.lower(), type(way.schedule).__name__.lower()
    beta = BETA if isinstance(way.rule, Plain) else way.rule.beta  # type: ignore[union-attr]
    written = {"rule": rule, "beta": f"{beta:g}", "l2": f"{way.l2:g}", "schedule": schedule}
    return written | {"batch": str(way.batch or 0)}


def write_way(way: Way) -> str:
    """Return a way in one word, such as ``momentum-0.9-0.01-constant-32``; nothing for plain descent."""
    return "" if way == PLAIN else _BETWEEN.join(list_choices(way).values())


def read_way(written: str) -> Way:
    """Return the way that is written; a `ValueError` for any that the page does not offer."""
    if not written:
        return PLAIN
    rule, beta, l2, schedule, batch = written.split(_BETWEEN)
    choices = rule, float(beta), float(l2), schedule, int(batch)
    offered = RULES, BETAS, L2S, SCHEDULES, BATCHES
    if not all(choice in options for choice, options in zip(choices, offered, strict=True)):
        raise ValueError(written)
    return make_way(*choices)
