"""The tuning map for the browser: every learning rate by every iteration, as lines of JSON that are sent
while they are computed. Nothing here knows Streamlit.

The first line lists the iterations; then come columns of the map, then the cross-validation, fold by fold,
and last the best cell by each score::

    {"iterations": [10, 20, ...]}
    {"columns": {"costs": [[...], ...], "train": [[...], ...], "test": [[...], ...]}}
    {"fold": 2, "folds": 5, "iteration": 640}
    {"fold": 2, "folds": 5, "iteration": 2000, "judged": 84, "right": [[...], ...]}
    {"best": {"test": {"row": 3, "column": 8, ...}, "folds": {...}, ...}, "seconds": {...}}

A column has one number for every rate. Accuracies are sent as counts of right answers.
"""

import json
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import TypeVar

import numpy as np

from playground.app.browser.payloads import BestCell, MapLine
from playground.engine.forms import Array
from playground.engine.sweep import Sweep, choose_map_iterations, follow_sweep
from playground.engine.training import Indices, Prepared
from playground.engine.validation import Validation, choose_best, follow_validation

LINE_SECONDS = 0.1
"""About how long is computed for one line."""

_MAP_COLUMNS = 300
_DIGITS = 6  # of a cost: more than colours and hover texts show
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
    prepared: Prepared, held_out: tuple[Array, Array], learning_rates: Sequence[float], iterations: Indices
) -> Iterator[str]:
    """Yield the lines of a map of training pictures, and of the X (n, m2) and Y (1, m2) of test pictures."""
    yield _line({"iterations": iterations.tolist()})
    sweeping, validating = _Clock(), _Clock()
    sweep = yield from _write_sweep(prepared, held_out, learning_rates, iterations, sweeping)
    validation = yield from _write_validation(prepared, learning_rates, iterations, validating)
    yield _line(
        {
            "best": {
                "test": _best(sweep.held_out_accuracies),
                "folds": _best(validation.accuracies),
                "train": _best(sweep.train_accuracies),
                "costs": _best(-sweep.costs),
            },
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
    learning_rates: Sequence[float],
    iterations: Indices,
    clock: _Clock,
) -> Generator[str, None, Sweep]:
    steps = follow_sweep(
        prepared, learning_rates, int(iterations[-1]), iterations=iterations, held_out=held_out
    )
    done = 0
    for sweep in _from_time_to_time(clock.over(steps)):
        yield _line(
            {
                "columns": {
                    "costs": _round(sweep.costs[:, done:]),
                    "train": _counts(sweep.train_accuracies[:, done:], prepared.n_samples),
                    "test": _counts(sweep.held_out_accuracies[:, done:], held_out[1].size),
                }
            }
        )
        done = len(sweep.iterations)
    return sweep


def _write_validation(
    prepared: Prepared, learning_rates: Sequence[float], iterations: Indices, clock: _Clock
) -> Generator[str, None, Validation]:
    steps = follow_validation(
        prepared.X, prepared.Y, learning_rates, int(iterations[-1]), iterations=iterations
    )
    judged = 0
    for step in _from_time_to_time(clock.over(steps)):
        line: MapLine = {"fold": step.fold, "folds": step.folds, "iteration": step.iteration}
        if step.judged > judged:
            judged = step.judged
            line |= {"judged": judged, "right": _counts(step.accuracies, judged)}
        yield _line(line)
    return step


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


def _best(scores: Array) -> BestCell:
    best = choose_best(scores)
    return {"row": best.row, "column": best.column, "score": best.score, "ties": best.ties}


def _counts(accuracies: Array, pictures: int) -> list[list[int]]:
    """Return how many of the pictures are right, column by column, from percents (k, r)."""
    right: list[list[int]] = np.rint(accuracies.T * pictures / 100).astype(np.int64).tolist()
    return right


def _round(costs: Array) -> list[list[float]]:
    return [[float(f"{cost:.{_DIGITS}g}") for cost in column] for column in costs.T.tolist()]
