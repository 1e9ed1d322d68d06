"""What a person takes home from a run: its weights, tables, a script that repeats it, and a report.

Every file is made from a `Study` alone, so page and command line hand in the same.
"""

from dataclasses import asdict, dataclass

from playground.engine.ways import Constant, Plain, Scaling, Way
from playground.study.study import Study


@dataclass(frozen=True)
class Look:
    """How the charts of a run are drawn, as chosen on the page.

    Attributes
    ----------
    plane
        The plane of the loss surface, one of `landscape.PLANES`.
    view
        The surface as one of `figures.VIEWS`.
    scale
        The cost on one of `figures.SCALES`.
    """

    plane: str = "path"
    view: str = "contour"
    scale: str = "linear"


@dataclass(frozen=True)
class Written:
    """What a student writes into the report: all of it may be empty."""

    name: str = ""
    answers: str = ""
    conclusions: str = ""


@dataclass(frozen=True, eq=False)
class PinnedStudy:
    """A run to compare with, under its mark and title; without a study where it is not trained."""

    mark: int
    title: str
    study: Study | None


def file_name(study: Study, what: str, ending: str) -> str:
    """Return how a file of a run is called, such as ``catvnoncat-0.005-2000-weights.npz``; of another way
    than plain descent ``catvnoncat-0.005-2000-momentum-0.9-weights.npz``.
    """
    run = study.run
    way = [part for option in list_way_options(run.way) for part in option]
    parts = [study.dataset.name, f"{run.learning_rate:g}", str(run.num_iterations), *way, what]
    return f"{'-'.join(parts)}.{ending}"


def list_way_options(way: Way) -> list[tuple[str, str]]:
    """Return the options of the command line, by name, that ask for a way; none for plain descent."""
    rule, schedule = type(way.rule).__name__.lower(), type(way.schedule).__name__.lower()
    options: list[tuple[str, object]] = []
    if isinstance(way.rule, Scaling):
        options.append(("scaling", rule))
    elif not isinstance(way.rule, Plain):
        options.append((rule, way.rule.beta))
    if way.l2:
        options.append(("l2", way.l2))
    if way.batch is not None:
        options += [("batch", way.batch), ("seed", way.seed)]
    if not isinstance(way.schedule, Constant):
        options += [(schedule, length) for length in asdict(way.schedule).values()]
    if way.warm_up:
        options.append(("warm-up", way.warm_up))
    options += [("then", f"{fork.iteration}={fork.learning_rate}") for fork in way.forks]
    return [(name, str(value)) for name, value in options]
