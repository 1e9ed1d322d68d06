"""The numbers of the tuning map as CSV."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.sweep import Sweep, follow_sweep, follow_twins
from playground.engine.training import Indices
from playground.engine.validation import FOLDS, follow_validation, follow_validation_twins
from playground.engine.ways import Way
from playground.handin.tables import write_table
from playground.study.telling import name_way
from playground.words.catalogue import Translator

_SCORES = ("cost", "train_accuracy", "test_accuracy", "cross_validated_accuracy")
_COLUMNS = [f"{score}{end}" for score in _SCORES for end in ("", "_lowest", "_highest")]


def build_map_table(
    dataset: Dataset,
    rows: Sequence[tuple[float, Way]],
    iterations: Indices,
    on_progress: Callable[[int, int], object],
    text: Translator,
) -> str:
    """Train with every learning rate, each on its way down, up to the last of the iterations (ascending, from
    1 on), and return a row for each of both and each iteration.

    Columns: ``learning_rate``, ``way`` (in words; empty for plain descent), ``iteration``, and of the cost
    and of three accuracies (in percent) the number itself, ``_lowest`` and ``_highest``: between what
    rounding alone lets it lie, empty where rounding does not decide. Read back, each number is the same
    float64.
    """
    last = int(iterations[-1])
    learning_rates, ways = [rate for rate, _ in rows], [way for _, way in rows]
    parts = 2 + 2 * min(FOLDS, dataset.Y_train.size)

    def tell(part: int, iteration: int) -> None:
        on_progress(part * last + iteration, parts * last)

    held_out = (dataset.X_test, dataset.Y_test)
    for found in follow_sweep(
        dataset.prepared, learning_rates, last, way=ways, iterations=iterations, held_out=held_out
    ):
        tell(0, found.num_iterations)
    for ranges in follow_twins(dataset.prepared, found, held_out=held_out):
        tell(1, ranges.num_iterations)
    for validation in follow_validation(
        dataset.prepared, learning_rates, last, way=ways, iterations=iterations
    ):
        tell(1 + validation.fold, validation.iteration)
    for in_folds in follow_validation_twins(dataset.prepared, validation):
        tell(1 + validation.folds + in_folds.fold, in_folds.iteration)
    values = [
        *(
            _with_ends(own, lowest, highest, ranges.decided)
            for own, lowest, highest in zip(
                *map(_scores, (found, ranges.lowest, ranges.highest)), strict=True
            )
        ),
        _with_ends(validation.accuracies, in_folds.lowest, in_folds.highest, in_folds.decided),
    ]
    return write_table(("learning_rate", "way", "iteration", *_COLUMNS), _rows(found, values, text))


def _scores(found: Sweep) -> tuple[Array, Array, Array]:
    return found.costs, found.train_accuracies, found.held_out_accuracies


def _with_ends(own: Array, lowest: Array, highest: Array, decided: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Return numbers (k, r) as they are written, with their ends (k, r, 3)."""
    ends = [np.where(decided, _write(each), "") for each in (lowest, highest)]
    return np.stack([_write(own), *ends], axis=-1)


def _write(values: Array) -> NDArray[np.str_]:
    return np.array([[repr(value) for value in row] for row in values.tolist()])


def _rows(found: Sweep, values: Sequence[NDArray[np.str_]], text: Translator) -> Iterator[Sequence[object]]:
    for row, (rate, way) in enumerate(zip(found.learning_rates.tolist(), found.ways, strict=True)):
        named = name_way(way, text)
        for column, iteration in enumerate(found.iterations.tolist()):
            numbers = (end for each in values for end in each[row, column])
            yield repr(rate), named, iteration, *numbers
