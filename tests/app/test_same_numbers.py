"""Every place that shows a run shows the same numbers, and the same of what rounding makes of them."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground import __main__ as command
from playground.app.compare.pinned import Pinned, build_pins
from playground.app.session.choices import PinsQuestion, read_question
from playground.app.session.pins import Pin
from playground.app.stage.frames import build_headline
from playground.app.tuning.maps import write_map
from playground.app.tuning.rows import MapRow
from playground.data.contents import Dataset
from playground.engine.training import train
from playground.engine.ways import PLAIN, Fork, Momentum, Nesterov, Steps, Way
from playground.handin.report import build_report
from playground.handin.tables import build_answer_table, build_cost_table
from playground.study.study import Study
from playground.words.catalogue import translator

ENGLISH = translator("en")
CELLS = [(0.025, 410), (0.0355, 560), (0.0112, 200), (0.002, 300), (0.005, 2000)]
cells = pytest.mark.parametrize(("rate", "iterations"), CELLS)


@dataclass(frozen=True)
class Told:
    """What a place says: cost, training and test accuracy, each with its range, empty where it is silent."""

    written: tuple[str, ...]
    rounding: tuple[str, ...]


def study(photos: Dataset, rate: float, iterations: int, way: Way = PLAIN) -> Study:
    return Study(photos, train(photos.prepared, rate, iterations, way=way))


def headline(found: Study) -> Told:
    numbers = build_headline(found, ENGLISH)["numbers"][:3]
    return Told(tuple(each["value"] for each in numbers), tuple(each["rounding"] for each in numbers))


def pin(found: Study) -> Told:
    pin = Pin(1, found.dataset.name, found.run.learning_rate, found.run.num_iterations)
    written = {"language": "en", "dataset": pin.dataset, "threshold": "0.5", "pins": ""}
    question = read_question(PinsQuestion, written)
    row = build_pins([Pinned(pin, "done", found.dataset, found.run)], question, ENGLISH)["rows"][pin.identity]
    return Told(tuple(row["written"]), tuple(row["rounding"]))


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table)))


@cells
def test_headline_pin_report_and_command_line_tell_the_same(
    photos: Dataset, rate: float, iterations: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = study(photos, rate, iterations)
    told = headline(found)
    assert pin(found) == told
    assert any(told.rounding) == (rate > 0.01)
    report = build_report(found, ENGLISH)
    command.main(["--language", "en", "train", "--learning-rate", str(rate), "--iterations", str(iterations)])
    printed = capsys.readouterr().out
    for written, rounding in zip(told.written, told.rounding, strict=True):
        assert f"<b>{written}</b>" in report
        assert f"<small>{rounding}</small>" in report or not rounding
        assert rounding in printed
    for text in (report, printed):
        assert ("rounding alone" in text.split("<script")[0]) == any(told.rounding)


@cells
def test_the_tables_hold_what_the_headline_tells(photos: Dataset, rate: float, iterations: int) -> None:
    found = study(photos, rate, iterations)
    last = rows(build_cost_table(found.run))[-1]
    assert float(last["cost"]) == found.cost
    answers = rows(build_answer_table(found))
    if found.rounding is None:
        assert last["cost_lowest"] == last["cost_highest"] == answers[0]["twin_1"] == ""
        return
    assert float(last["cost_lowest"]) == found.rounding.cost.low
    assert float(last["cost_highest"]) == found.rounding.cost.high
    for half, expected in (("train", found.rounding.train), ("test", found.rounding.test)):
        right = [
            100 * np.mean([row[column] == row["label"] for row in answers if row["set"] == half])
            for column in ("answer", "twin_1", "twin_2", "twin_3")
        ]
        assert (min(right), max(right)) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(
    ("asked_way", "way"),
    [
        ("", PLAIN),
        ("--momentum 0.9", Way(Momentum(0.9))),
        ("--nesterov 0.8 --l2 0.01", Way(Nesterov(0.8), l2=0.01)),
        ("--batch 32 --steps 500", Way(batch=32, schedule=Steps(500))),
        ("--then 150=0.0004", Way(forks=(Fork(150, 0.0004),))),
    ],
)
def test_the_map_and_its_table_hold_what_the_headline_tells(
    photos: Dataset, tmp_path: Path, asked_way: str, way: Way
) -> None:
    inside = [(rate, iterations) for rate, iterations in CELLS if iterations < 600]
    rates, columns = [rate for rate, _ in inside], sorted(iterations for _, iterations in inside)
    held_out = (photos.X_test, photos.Y_test)
    asked_rows = [MapRow(rate, way, f"{rate:g}") for rate in rates]
    written = write_map(photos.prepared, held_out, asked_rows, np.array(columns))
    # The cross-validation comes after them, and is most of the work.
    lines = list(takewhile(lambda line: "fold" not in line, map(json.loads, written)))
    path = tmp_path / "map.csv"
    asked = ["--learning-rates", ",".join(map(str, rates)), "--iterations", str(columns[-1])]
    asked += asked_way.split()
    assert command.main(["sweep", "--dataset", "catvnoncat", *asked, "--output", str(path)]) == 0
    table = {(float(row["learning_rate"]), int(row["iteration"])): row for row in rows(path.read_text())}
    for rate, iterations in inside:
        found = study(photos, rate, iterations, way)
        place = columns.index(iterations), rates.index(rate)
        for key, short in (("cost", "costs"), ("train_accuracy", "train"), ("test_accuracy", "test")):
            told = Cell.read(table[rate, iterations], key)
            assert told == Cell.of(found, key)
            assert Cell.sent(lines, short, place) == told.counted(photos, short)


@dataclass(frozen=True)
class Cell:
    """A number of a run with its range; without one where rounding does not decide."""

    value: float
    ends: tuple[float, ...]

    @classmethod
    def of(cls, found: Study, key: str) -> "Cell":
        """Return what page and report have."""
        short = key.removesuffix("_accuracy")
        value = found.cost if short == "cost" else getattr(found, short).accuracy
        ends = getattr(found.rounding, short) if found.rounding else None
        return cls(value, (ends.low, ends.high) if ends else ())

    @classmethod
    def read(cls, row: dict[str, str], key: str) -> "Cell":
        """Return what stands in a row of the table."""
        ends = [row[f"{key}_{end}"] for end in ("lowest", "highest")]
        return cls(float(row[key]), tuple(float(end) for end in ends if end))

    @classmethod
    def sent(cls, lines: list[Any], key: str, place: tuple[int, int]) -> "Cell":
        """Return what the map sends of a column and row, in pictures."""

        def join(of: str, pick: Callable[[Any], Any]) -> Any:
            return [column for line in lines if of in line for column in pick(line[of])][place[0]][place[1]]

        ends = tuple(join("ranges", lambda ranges, end=end: ranges[key][end]) for end in (0, 1))
        decided = join("ranges", lambda ranges: ranges["decided"])
        return cls(join("columns", lambda columns: columns[key]), ends if decided else ())

    def counted(self, photos: Dataset, key: str) -> "Cell":
        """Return the same in pictures, as the map sends accuracies."""
        if key == "costs":
            return self
        count = getattr(photos, f"{key}_labels").size
        return Cell(round(self.value * count / 100), tuple(round(end * count / 100) for end in self.ends))


_TELL = """
import json, sys
from dataclasses import asdict
from playground.collection.loading import get_dataset
from playground.engine.threads import use_one_blas_thread
from tests.app.test_same_numbers import CELLS, headline, study
use_one_blas_thread()  # as server and command line do
print(json.dumps([asdict(headline(study(get_dataset("catvnoncat"), *cell))) for cell in CELLS]))
"""


@pytest.mark.slow  # a restart is a new process
def test_after_a_restart_the_same_is_told(photos: Dataset) -> None:
    printed = subprocess.run([sys.executable, "-c", _TELL], capture_output=True, text=True, check=True).stdout
    told = [json.loads(json.dumps(asdict(headline(study(photos, *cell))))) for cell in CELLS]
    assert json.loads(printed) == told
