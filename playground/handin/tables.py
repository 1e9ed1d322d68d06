"""The whole cost history and every answer as CSV, for spreadsheets and for ``pandas.read_csv``.

The names of the columns are part of the format, so they are the same in every language.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from playground.engine.training import TrainingRun
from playground.study.study import Study

_FORMULA_SIGNS = "=+-@＝＋－＠"  # the wide forms count too where Chinese or Japanese is written


def build_cost_table(run: TrainingRun) -> str:
    """Return ``iteration,cost`` for every iteration; read back, each cost is the same float64.

    As in `TrainingRun.costs`, row i holds the cost before update i, the last one that of the final weights.
    """
    return _table(("iteration", "cost"), ((i, f"{cost:.17g}") for i, cost in enumerate(run.costs.tolist())))


def build_answer_table(study: Study) -> str:
    """Return the final neuron's answer to every picture, one a row, training pictures first.

    Columns: ``set`` (train or test), ``picture`` (its number from 1, as on the page), ``label`` (0 or 1),
    ``class`` (the name of that label), ``probability`` (A, of class 1), ``threshold``, ``answer`` (1 where A
    is above the threshold) and ``right`` (1 where answer and label are equal). Names outside ASCII are
    announced by a byte order mark at the start, without which Excel misreads them; `pandas.read_csv` skips
    it.
    """
    columns = ("set", "picture", "label", "class", "probability", "threshold", "answer", "right")
    table = _table(columns, _answers(study))
    return table if table.isascii() else f"\N{BOM}{table}"


def _answers(study: Study) -> Iterator[Sequence[object]]:
    names = [_as_text(name) for name in study.dataset.classes]
    for half, verdicts in (("train", study.train), ("test", study.test)):
        columns = (verdicts.Y, verdicts.A, verdicts.answers, verdicts.right.astype(int))
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for number, (label, a, answer, right) in enumerate(rows, start=1):
            yield (
                half,
                number,
                label,
                names[label],
                f"{a:.17g}",
                f"{study.threshold:g}",
                answer,
                right,
            )


def _as_text(name: str) -> str:
    """Return a class's name so that no spreadsheet takes it for a formula (OWASP, "CSV Injection").

    The names come from files of other people; an apostrophe in front makes a cell text.
    """
    return f"'{name}" if name.lstrip()[0] in _FORMULA_SIGNS else name


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    contents = io.StringIO()
    writer = csv.writer(contents, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return contents.getvalue()
