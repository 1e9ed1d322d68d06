"""Every place that shows a run shows the same numbers, and the same of what rounding makes of them."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pytest

from playground import __main__ as command
from playground.app.compare.pinned import Pinned, build_pins
from playground.app.session.choices import PinsQuestion, read_question
from playground.app.session.pins import Pin
from playground.app.stage.frames import build_headline
from playground.app.tuning.maps import write_map
from playground.data.contents import Dataset
from playground.engine.training import train
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


def study(photos: Dataset, rate: float, iterations: int) -> Study:
    return Study(photos, train(photos.prepared, rate, iterations))


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


@cells
def test_the_map_and_its_table_hold_what_the_headline_tells(
    photos: Dataset, rate: float, iterations: int, tmp_path: Path
) -> None:
    found = study(photos, rate, iterations)
    held_out = (photos.X_test, photos.Y_test)
    # The best cell is one that rounding does not decide: there must be one.
    map_lines = write_map(photos.prepared, held_out, (0.001, rate), np.array([iterations]))
    lines = [json.loads(line) for line in map_lines]
    (columns,) = (line["columns"] for line in lines if "columns" in line)
    (ranges,) = (line["ranges"] for line in lines if "ranges" in line)
    right = [round(each.accuracy * len(each.Z) / 100) for each in (found.train, found.test)]
    assert [columns[key][0][1] for key in ("costs", "train", "test")] == [found.cost, *right]
    assert ranges["decided"][0][1] == int(found.rounding is not None)
    path = tmp_path / "map.csv"
    asked = ["--dataset", "catvnoncat", "--learning-rates", str(rate), "--iterations", str(iterations)]
    assert command.main(["sweep", *asked, "--output", str(path)]) == 0
    last = rows(path.read_text(encoding="utf-8"))[-1]
    written = [float(last[key]) for key in ("cost", "train_accuracy", "test_accuracy")]
    assert written == [found.cost, found.train.accuracy, found.test.accuracy]
    for key, short, count in (
        ("cost", "costs", 1),
        ("train_accuracy", "train", 209),
        ("test_accuracy", "test", 50),
    ):
        ends = [last[f"{key}_{end}"] for end in ("lowest", "highest")]
        if found.rounding is None:
            assert ends == ["", ""]
            continue
        expected = getattr(found.rounding, key.removesuffix("_accuracy"))
        assert [float(end) for end in ends] == [expected.low, expected.high]
        sent = [end[0][1] for end in ranges[short]]
        assert sent == pytest.approx([each * (count / 100 if count > 1 else 1) for each in map(float, ends)])


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
