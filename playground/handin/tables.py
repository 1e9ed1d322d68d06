"""The whole cost history and every answer as CSV, for spreadsheets and for ``pandas.read_csv``.

The names of the columns are part of the format, so they are the same in every language.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from playground.engine.training import TrainingRun
from playground.engine.twins import TWINS, rounding_decides
from playground.study.study import Study

_TWINS = tuple(f"twin_{number}" for number in range(1, TWINS + 1))
_FORMULA_SIGNS = tuple("=+-@＝＋－＠")  # the wide forms count too where Chinese or Japanese is written


def build_cost_table(run: TrainingRun, mistake: str = "") -> str:
    """Return ``iteration,cost,cost_lowest,cost_highest`` for every iteration; read back, each is the same
    float64.

    As in `TrainingRun.costs`, row i holds the cost before update i, the last one that of the final weights.
    Lowest and highest are the range of the run and its twins; they are empty where rounding does not decide.
    A run with a mistake (`playground.data.mistakes`) has one more column, ``mistake``, with its name.
    """
    costs = [f"{cost:.17g}" for cost in run.costs.tolist()]
    ranges = [("", "")] * len(costs)
    if run.twins is not None:
        low, high = run.twins.lowest, run.twins.highest
        for i in np.flatnonzero(rounding_decides(low, high)):
            ranges[i] = f"{low[i]:.17g}", f"{high[i]:.17g}"
    rows = ((i, cost, *ends) for i, (cost, ends) in enumerate(zip(costs, ranges, strict=True)))
    return write_table(*_name_mistake(mistake, ("iteration", "cost", "cost_lowest", "cost_highest"), rows))


def build_answer_table(study: Study) -> str:
    """Return the final neuron's answer to every picture, one a row, training pictures first.

    Columns: ``set`` (train or test), ``picture`` (its number from 1, as on the page), ``label`` (0 or 1),
    ``class`` (the name of that label), ``probability`` (A, of class 1), ``threshold``, ``answer`` (1 where A
    is above the threshold), ``right`` (1 where answer and label are equal) and ``twin_1`` to ``twin_3`` (the
    answers of the twins, empty where rounding does not decide the run); of a run with a mistake also
    ``mistake``, its name. Names outside ASCII are announced by a byte order mark at the start, without which
    Excel misreads them; `pandas.read_csv` skips it.
    """
    columns = ("set", "picture", "label", "class", "probability", "threshold", "answer", "right", *_TWINS)
    return mark_letters(write_table(*_name_mistake(study.dataset.mistake, columns, _answers(study))))


def _name_mistake(
    mistake: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """Return columns and rows with the name of the mistake in all of them, where there is one."""
    if not mistake:
        return columns, rows
    return (*columns, "mistake"), ((*row, mistake) for row in rows)


def mark_letters(table: str) -> str:
    """Return a table with a byte order mark in front, where Excel would misread its letters."""
    return table if table.isascii() else f"\N{BOM}{table}"


def _answers(study: Study) -> Iterator[Sequence[object]]:
    names = [as_text(name) for name in study.dataset.classes]
    found = study.rounding
    halves = (
        ("train", study.train, found.twins_train if found else []),
        ("test", study.test, found.twins_test if found else []),
    )
    for half, verdicts, twins in halves:
        columns = (verdicts.Y, verdicts.A, verdicts.answers, verdicts.right.astype(int))
        answers = (twin.answers for twin in twins)
        rows = zip(*(column.tolist() for column in (*columns, *answers)), strict=True)
        for number, (label, a, answer, right, *others) in enumerate(rows, start=1):
            yield (
                half,
                number,
                label,
                names[label],
                f"{a:.17g}",
                f"{study.threshold:g}",
                answer,
                right,
                *(others or [""] * TWINS),
            )


def as_text(name: str) -> str:
    """Return a name so that no spreadsheet takes it for a formula (OWASP, "CSV Injection").

    Names come from other people; an apostrophe in front makes a cell text.
    """
    return f"'{name}" if name.lstrip().startswith(_FORMULA_SIGNS) else name


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, under the names of the columns."""
    contents = io.StringIO()
    writer = csv.writer(contents, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return contents.getvalue()
