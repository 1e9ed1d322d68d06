"""Who wins a contest, and how far the test score would have misled the class."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean, stdev

from playground.classroom.states import Contest, Run


@dataclass(frozen=True)
class Scores:
    """What a run scores, in percent: cross-validated on the training pictures, and on the test pictures; and
    whether only rounding decides that.
    """

    folds: float
    test: float
    is_rounding: bool = False


@dataclass(frozen=True)
class Standing:
    """The place of a seat, from 1; none where rounding decides its run. Equal scores share a place."""

    seat: int
    run: Run
    scores: Scores
    place: int | None


@dataclass(frozen=True)
class Flattery:
    """By how many points the test score lies above the cross-validated one: of the entry that would have won
    by it, and of all, on average and with their standard deviation (none for a single entry).
    """

    of_best: float
    average: float
    spread: float | None


def rank(contest: Contest, scored: Mapping[Run, Scores]) -> tuple[Standing, ...]:
    """Return the entries that have scores, the best by cross-validation first; those last that rounding
    decides.
    """
    entries = [(seat, run, scored[run]) for seat, run in contest.entries if run in scored]
    entries.sort(key=lambda entry: (entry[2].is_rounding, -entry[2].folds, entry[0]))
    valid = [scores.folds for *_, scores in entries if not scores.is_rounding]
    return tuple(
        Standing(seat, run, scores, None if scores.is_rounding else 1 + valid.index(scores.folds))
        for seat, run, scores in entries
    )


def measure_flattery(standings: tuple[Standing, ...]) -> Flattery | None:
    """Return how much the test score flatters the entries that rounding does not decide, if there are any."""
    valid = [each.scores for each in standings if each.place is not None]
    if not valid:
        return None
    above = [scores.test - scores.folds for scores in valid]
    best = max(valid, key=lambda scores: scores.test)
    return Flattery(best.test - best.folds, mean(above), stdev(above) if len(above) > 1 else None)
