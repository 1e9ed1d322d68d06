"""What stands up the tuning map: the learning rates; or at one of them momenta, strengths of L2, or batches.
Nothing here knows Streamlit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from playground.app.session.choices import LEARNING_RATES
from playground.app.session.ways import BATCHES, L2S, list_choices
from playground.engine.ways import Momentum, Nesterov, Plain, Way

_BETAS = (*(tenth / 10 for tenth in range(1, 10)), 0.95, 0.98, 0.99)
"""Close to 1 a little more is as much again: 0.98 remembers twice as long as 0.96."""

ALL = "all"


@dataclass(frozen=True)
class MapRow:
    """A row of the map: how it is trained, and its number on the axis; a batch may be `ALL` pictures."""

    learning_rate: float
    way: Way
    name: str

    @property
    def choices(self) -> dict[str, str]:
        """What a click on a cell of the row chooses beside the iterations, as an address writes it."""
        return {"learning_rate": f"{self.learning_rate:g}", **list_choices(self.way)}


def list_rows(axis: str, learning_rate: float, way: Way, n_samples: int) -> tuple[MapRow, ...]:
    """Return the rows of a map of so many pictures, from below: on a way, and but for the map of learning
    rates at one of them. What no computer can hold has no row.
    """
    if axis == "rate":
        rates = (rate for rate in LEARNING_RATES if not way.overflows(rate))
        return tuple(MapRow(rate, way, f"{rate:g}") for rate in rates)
    rows = (MapRow(learning_rate, *row) for row in _list_ways(axis, way, n_samples))
    return tuple(row for row in rows if not row.way.overflows(learning_rate))


def leaves_out(axis: str, learning_rate: float, way: Way, n_samples: int) -> bool:
    """Return whether some values of an axis have no row."""
    return axis != "rate" and any(row.overflows(learning_rate) for row, _ in _list_ways(axis, way, n_samples))


def find_row(axis: str, way: Way, n_samples: int) -> str:
    """Return the number of a way on an axis, also where it has no row; of rates a slider tells it."""
    beta = way.rule.beta if isinstance(way.rule, Momentum | Nesterov) else 0.0
    batch = f"{way.batch}" if way.draws(n_samples) else ALL
    return {"rate": "", "beta": f"{beta:g}", "l2": f"{way.l2:g}", "batch": batch}[axis]


def _list_ways(axis: str, way: Way, n_samples: int) -> Iterator[tuple[Way, str]]:
    if axis == "beta":
        rule = Nesterov if isinstance(way.rule, Nesterov) else Momentum
        yield replace(way, rule=Plain()), "0"  # nothing of the last step goes on
        yield from ((replace(way, rule=rule(beta)), f"{beta:g}") for beta in _BETAS)
    elif axis == "l2":
        yield from ((replace(way, l2=l2), f"{l2:g}") for l2 in L2S)
    else:
        sizes = [size for size in BATCHES if 0 < size < n_samples]
        yield from ((replace(way, batch=size), f"{size}") for size in sizes)
        yield replace(way, batch=None), ALL
