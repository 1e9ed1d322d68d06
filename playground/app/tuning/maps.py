"""The tuning map for the browser: every row by every iteration, as lines of JSON that are sent
while they are computed. Nothing here knows Streamlit.

The first line lists the iterations; then come columns of the map, then what rounding alone makes of them,
then the cross-validation, fold by fold, then what rounding makes of that, and last the best cell by each
score::

    {"iterations": [10, 20, ...]}
    {"columns": {"costs": [[...], ...], "train": [[...], ...], "test": [[...], ...]}}
    {"ranges": {"decided": [[...], ...], "costs": [[[...], ...], [[...], ...]], "train": ..., "test": ...}}
    {"fold": 2, "folds": 5, "iteration": 640}
    {"fold": 2, "folds": 5, "iteration": 2000, "judged": 84, "right": [[...], ...]}
    {"fold": 2, "folds": 5, "iteration": 640, "again": true}
    {"fold_ranges": {"decided": [[...], ...], "folds": [[[...], ...], [[...], ...]]}}
    {"best": {"test": {"row": 3, ...}, "folds": {...}, ...}, "difference": ..., "chance": ..., "seconds": ...}

A column has one number for every row. Accuracies are sent as counts of right answers. A range is the lowest
numbers and the highest, and 0 where rounding does not decide.
"""

import json
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.app.browser.payloads import BestCell, FoldRanges, MapLine, MapRanges
from playground.app.tuning.rows import MapRow
from playground.engine.forms import Array
from playground.engine.sweep import Sweep, choose_map_iterations, follow_sweep, follow_twins
from playground.engine.training import Indices, Prepared
from playground.engine.validation import (
    Best,
    Validation,
    choose_best,
    compare_choices,
    find_chance,
    follow_validation,
    follow_validation_twins,
)
from playground.engine.ways import Way

LINE_SECONDS = 0.4
"""About how long is computed for one line: each has the browser draw the whole map anew."""

_MAP_COLUMNS = 300
Step = TypeVar("Step")


class SharedLines:
    """Lines that are computed once for all who read them, by whoever asks for the next one.

    When nobody reads, nothing is computed; who reads again goes on where the others stopped. Where computing
    fails, all who read are told, and none takes the lines so far for all of them.
    """

    def __init__(self, source: Iterator[str], working_bytes: int = 0) -> None:
        self.failed = False
        self._source: Iterator[str] | None = source
        self._working_bytes = working_bytes
        self._lines: list[str] = []
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        """The memory of the lines, and of what they are computed from while they are, in bytes."""
        return sum(map(len, self._lines)) + (self._working_bytes if self._source else 0)

    def read(self) -> Iterator[str]:
        """Yield all lines from the first on.

        Raises
        ------
        RuntimeError
            They could not be computed for somebody else; who was the first gets the error itself.
        """
        for place in count():
            with self._lock:
                if place == len(self._lines) and not self._compute():
                    return
            yield self._lines[place]

    def _compute(self) -> bool:
        """Compute one more line, and return whether there is one."""
        if self.failed:
            raise RuntimeError("the lines could not be computed to the end")
        try:
            line = next(self._source, None) if self._source else None
        except BaseException:
            self.failed, self._source = True, None
            raise
        if line is None:
            self._source = None
            return False
        self._lines.append(line)
        return True


def choose_iterations(num_iterations: int, step: int) -> Indices:
    """Return the iterations of a map, multiples of a step, without 0: its axis is logarithmic."""
    iterations = choose_map_iterations(num_iterations, _MAP_COLUMNS, step)
    return iterations[iterations > 0]


def write_map(
    prepared: Prepared,
    held_out: tuple[Array, Array],
    rows: Sequence[MapRow],
    iterations: Indices,
) -> Iterator[str]:
    """Yield the lines of a map of training pictures, and of the X (n, m2) and Y (1, m2) of test pictures."""
    yield _line({"iterations": iterations.tolist()})
    sweeping, validating = _Clock(), _Clock()
    sweep = yield from _write_sweep(prepared, held_out, rows, iterations, sweeping)
    decided = yield from _write_ranges(prepared, held_out, sweep, sweeping)
    validation = yield from _write_validation(prepared, rows, iterations, validating)
    in_folds = yield from _write_fold_ranges(prepared, validation, validating)
    by_test = choose_best(sweep.held_out_accuracies, decided)
    by_folds = choose_best(validation.accuracies, decided | in_folds)
    right = _right(sweep.held_out_accuracies, held_out[1].size)
    promise, honest = (int(right[best.row, best.column]) for best in (by_test, by_folds))
    yield _line(
        {
            "best": {
                "test": _best(by_test, right),
                "folds": _best(by_folds, right),
                "train": _best(choose_best(sweep.train_accuracies, decided), right),
                "costs": _best(choose_best(-sweep.costs, decided), right),
            },
            "difference": asdict(compare_choices(promise, honest, held_out[1].size)),  # type: ignore[typeddict-item]
            "chance": find_chance(by_folds.score, prepared.Y),
            "seconds": {"sweep": sweeping.seconds, "validation": validating.seconds},
        }
    )


@dataclass
class _Clock:
    """Counts how long is computed; the time until somebody asks for the next step is none of it."""

    seconds: float = 0.0

    def over(self, steps: Iterator[Step]) -> Iterator[Step]:
        started = time.perf_counter()
        for step in steps:
            self.seconds += time.perf_counter() - started
            yield step
            started = time.perf_counter()
        self.seconds += time.perf_counter() - started


def _write_sweep(
    prepared: Prepared,
    held_out: tuple[Array, Array],
    rows: Sequence[MapRow],
    iterations: Indices,
    clock: _Clock,
) -> Generator[str, None, Sweep]:
    rates, ways = _split(rows)
    steps = follow_sweep(
        prepared, rates, int(iterations[-1]), way=ways, iterations=iterations, held_out=held_out
    )
    done = 0
    for sweep in _from_time_to_time(clock.over(steps)):
        yield _line(
            {
                "columns": {
                    "costs": sweep.costs[:, done:].T.tolist(),
                    "train": _counts(sweep.train_accuracies[:, done:], prepared.n_samples),
                    "test": _counts(sweep.held_out_accuracies[:, done:], held_out[1].size),
                }
            }
        )
        done = len(sweep.iterations)
    return sweep


def _write_ranges(
    prepared: Prepared, held_out: tuple[Array, Array], sweep: Sweep, clock: _Clock
) -> Generator[str, None, NDArray[np.bool_]]:
    """Write between what cost and accuracies lie, and return which cells (k, r) rounding decides."""
    done = 0
    for ranges in _from_time_to_time(clock.over(follow_twins(prepared, sweep, held_out=held_out))):
        ends, decided = (ranges.lowest, ranges.highest), ranges.decided
        new, train, test = decided[:, done:], prepared.n_samples, held_out[1].size
        told: MapRanges = {
            "decided": _columns(new),
            "costs": [_columns(np.where(new, each.costs[:, done:], 0.0)) for each in ends],
            "train": [_columns(new * _right(each.train_accuracies[:, done:], train)) for each in ends],
            "test": [_columns(new * _right(each.held_out_accuracies[:, done:], test)) for each in ends],
        }
        yield _line({"ranges": told})
        done = decided.shape[1]
    return decided


def _write_fold_ranges(
    prepared: Prepared, validation: Validation, clock: _Clock
) -> Generator[str, None, NDArray[np.bool_]]:
    """Write the same of the cross-validated accuracy; return which cells (k, r) rounding decides there."""
    steps = follow_validation_twins(prepared, validation)
    for step in _from_time_to_time(clock.over(steps)):
        yield _line(
            {"fold": step.fold, "folds": validation.folds, "iteration": step.iteration, "again": True}
        )
    ends = [_right(each, validation.judged) for each in (step.lowest, step.highest)]
    told: FoldRanges = {
        "decided": _columns(step.decided),
        "folds": [_columns(step.decided * each) for each in ends],
    }
    yield _line({"fold_ranges": told})
    return step.decided


def _write_validation(
    prepared: Prepared, rows: Sequence[MapRow], iterations: Indices, clock: _Clock
) -> Generator[str, None, Validation]:
    rates, ways = _split(rows)
    steps = follow_validation(prepared, rates, int(iterations[-1]), way=ways, iterations=iterations)
    judged = 0
    for step in _from_time_to_time(clock.over(steps)):
        line: MapLine = {"fold": step.fold, "folds": step.folds, "iteration": step.iteration}
        if step.judged > judged:
            judged = step.judged
            line |= {"judged": judged, "right": _counts(step.accuracies, judged)}
        yield _line(line)
    return step


def _split(rows: Sequence[MapRow]) -> tuple[list[float], list[Way]]:
    """Return with which rates the rows begin, and which ways they go."""
    return [row.learning_rate for row in rows], [row.way for row in rows]


def _from_time_to_time(steps: Iterator[Step]) -> Iterator[Step]:
    """Yield the first step, then the newest about every `LINE_SECONDS`, and the last."""
    due = 0.0
    for step in steps:
        if shown := time.monotonic() >= due:
            yield step
            due = time.monotonic() + LINE_SECONDS
    if not shown:
        yield step


def _line(line: MapLine) -> str:
    return json.dumps(line, separators=(",", ":")) + "\n"


def _best(best: Best, right: Indices) -> BestCell:
    """Return a best cell, and between what the right answers (k, r) to test pictures of those as good lie."""
    tested = right[best.tied]
    return {
        "row": best.row,
        "column": best.column,
        "score": best.score,
        "ties": len(tested),
        "tested": [int(tested.min()), int(tested.max())],
    }


def _counts(accuracies: Array, pictures: int) -> list[list[int]]:
    """Return how many of the pictures are right, column by column, from percents (k, r)."""
    return _columns(_right(accuracies, pictures))


def _right(accuracies: Array, pictures: int) -> Indices:
    """Return how many of the pictures are right (k, r), from percents."""
    return np.rint(accuracies * pictures / 100).astype(np.int64)


def _columns(values: NDArray[Any]) -> list[list[Any]]:
    """Return numbers (k, r) column by column; truth as 0 and 1."""
    columns: list[list[Any]] = (values.astype(np.int8) if values.dtype == np.bool_ else values).T.tolist()
    return columns
