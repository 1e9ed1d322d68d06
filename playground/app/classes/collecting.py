"""What a class hands in: each report packed without the library that all share, and all as one file."""

import io
import re
import zipfile
import zlib

from playground.app.classes.telling import name_other_way
from playground.classroom.states import Classroom, HandIn, Run, Work
from playground.handin.report import read_library
from playground.handin.tables import as_text, mark_letters, write_table
from playground.study.study import Study
from playground.words.catalogue import Translator

_MOST_LETTERS = 40  # of a name in the name of a file
_COLUMNS = (
    *("seat", "name", "name_in_report", "dataset", "learning_rate", "iterations", "way"),
    *("cost", "train_accuracy", "test_accuracy"),
)
_LIBRARY = "<!-- the library of the charts -->"


def make_work(study: Study, report: str, name: str, way: str) -> Work:
    """Return what is handed in of a run with its report, in which a name may be written."""
    run = Run(study.dataset.name, study.run.learning_rate, study.run.num_iterations, way)
    packed = zlib.compress(report.replace(read_library(), _LIBRARY).encode())
    return Work(run, float(study.run.costs[-1]), study.train.accuracy, study.test.accuracy, name, packed)


def build_table(room: Classroom, text: Translator) -> str:
    """Return what was handed in as CSV, a row for every seat, as `_COLUMNS`; accuracies in percent."""
    rows = [_list_cells(each, _name(each, room, text), text) for each in _sort(room)]
    return mark_letters(write_table(_COLUMNS, rows))


def build_archive(room: Classroom, text: Translator) -> bytes:
    """Return all reports as one ZIP, each named by seat and name, with the table."""
    contents = io.BytesIO()
    # The library is most of each report: packed more tightly, sixty would take half a minute.
    with zipfile.ZipFile(contents, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("class.csv", build_table(room, text))
        for each in _sort(room):
            report = zlib.decompress(each.work.report).decode().replace(_LIBRARY, read_library())
            archive.writestr(_call_file(each.seat, _name(each, room, text)), report)
    return contents.getvalue()


def _sort(room: Classroom) -> list[HandIn]:
    return sorted(room.hand_ins, key=lambda each: each.seat)


def _name(handed: HandIn, room: Classroom, text: Translator) -> str:
    """Return how somebody is called: as they typed it, if they are here."""
    typed = next((member.typed_name for member in room.members if member.seat == handed.seat), "")
    return typed or text.text(handed.name.message)


def _call_file(seat: int, name: str) -> str:
    """Return a file's name that is one on every computer: digits, letters and hyphens."""
    letters = re.sub(r"[\W_]+", "-", name).strip("-")[:_MOST_LETTERS]
    return f"{seat:03d}-{letters}.html"


def _list_cells(handed: HandIn, name: str, text: Translator) -> list[object]:
    work = handed.work
    run = work.run
    return [
        handed.seat,
        as_text(name),
        as_text(work.name),
        as_text(run.dataset),
        f"{run.learning_rate:g}",
        run.num_iterations,
        name_other_way(run, text),
        f"{work.cost:.17g}",
        work.train,
        work.test,
    ]
