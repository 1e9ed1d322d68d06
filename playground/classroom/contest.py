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
    """The place of a seat, from 1, by its best run; none where rounding decides all of its runs. Equal scores
    share a place.
    """

    seat: int
    run: Run
    scores: Scores
    place: int | None


@dataclass(frozen=True)
class Flattery:
    """By how many points the test score lies above the cross-validated one: of the entry that would have won
    by it, and of all, on average and with their standard deviation (none for a single entry).

    The two scores judge by other pictures, so they differ on average, too. What the entry chosen by the test
    score has beyond the average is what that choice adds: its luck with these pictures.
    """

    seat: int
    run: Run
    scores: Scores
    count: int
    average: float
    spread: float | None


def rank(contest: Contest, scored: Mapping[Run, Scores]) -> tuple[Standing, ...]:
    """Return the seats by their best run that has scores, the best by cross-validation first; those last of
    whom rounding decides every run.
    """
    tried = [(seat, [run for run in runs if run in scored]) for seat, runs in contest.entries.items()]
    best = [(seat, max(runs, key=lambda run: _worth(scored[run]))) for seat, runs in tried if runs]
    best.sort(key=lambda entry: (*(-worth for worth in _worth(scored[entry[1]])), entry[0]))
    valid = [scored[run].folds for _, run in best if not scored[run].is_rounding]
    return tuple(
        Standing(seat, run, scores, None if scores.is_rounding else 1 + valid.index(scores.folds))
        for seat, run in best
        for scores in [scored[run]]
    )


def measure_flattery(contest: Contest, scored: Mapping[Run, Scores]) -> Flattery | None:
    """Return how much the test score flatters the entries that rounding does not decide, if there are any."""
    valid = [
        (seat, run, scored[run])
        for seat, runs in sorted(contest.entries.items())
        for run in runs
        if run in scored and not scored[run].is_rounding
    ]
    if not valid:
        return None
    above = [scores.test - scores.folds for *_, scores in valid]
    best = max(valid, key=lambda entry: entry[2].test)
    return Flattery(*best, len(above), mean(above), stdev(above) if len(above) > 1 else None)


def _worth(scores: Scores) -> tuple[bool, float]:
    """Return by what a run wins."""
    return not scores.is_rounding, scores.folds
