"""What is handed in holds the run: read back it is the same, and the script makes it again."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import neuron
from playground.collection.loading import get_dataset
from playground.data.checking import build_dataset
from playground.data.contents import Dataset
from playground.data.writing import write_pair
from playground.engine.forms import Array
from playground.engine.training import TrainingRun, train
from playground.engine.ways import (
    AdaGrad,
    Adam,
    Cosine,
    Fork,
    Inverse,
    Momentum,
    Nesterov,
    RMSProp,
    Steps,
    Way,
)
from playground.handin import file_name
from playground.handin.script import build_script
from playground.handin.tables import build_answer_table, build_cost_table
from playground.handin.weights import build_h5, build_npz
from playground.study.study import Study
from playground.study.telling import tell_way
from playground.words.catalogue import LANGUAGES, translator
from tests.textbook_ways import literal_descent

ENGLISH = translator("en")


def make_dataset(classes: tuple[str, str] = ("non-cat", "cat"), seed: int = 0) -> Dataset:
    random = np.random.default_rng(seed)
    labels = np.arange(8) % 3 == 0
    return build_dataset(
        "tiny",
        train_pictures=random.integers(0, 256, (8, 4, 5, 3), dtype=np.uint8),
        train_labels=labels,
        test_pictures=random.integers(0, 256, (8, 4, 5, 3), dtype=np.uint8),
        test_labels=labels,
        classes=classes,
    )


ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
DATASET = make_dataset()
RUN = train(DATASET.prepared, 0.05, 120)
STUDY = Study(DATASET, RUN)


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.removeprefix("\N{BOM}"))))


def test_a_file_is_named_after_the_run() -> None:
    assert file_name(STUDY, "weights", "npz") == "tiny-0.05-120-weights.npz"


# --- Weights ------------------------------------------------------------


def check_weights(read: dict[str, np.ndarray]) -> None:
    w, b = RUN.weights_at(120)
    assert (read["w"].shape, read["w"].dtype) == ((60, 1), np.float64)
    np.testing.assert_array_equal(read["w"], w)
    assert (read["b"], read["learning_rate"], read["num_iterations"]) == (b, 0.05, 120)


def test_weights_come_back_from_npz() -> None:
    with np.load(io.BytesIO(build_npz(STUDY)), allow_pickle=False) as read:
        check_weights(dict(read))
        assert (str(read["dataset"]), str(read["fingerprint"])) == ("tiny", DATASET.fingerprint)
        assert read["list_classes"].tolist() == ["non-cat", "cat"]


@pytest.mark.parametrize("classes", [("non-cat", "cat"), ("狗", "猫")])
def test_weights_come_back_from_h5(classes: tuple[str, str]) -> None:
    dataset = make_dataset(classes)
    with h5py.File(io.BytesIO(build_h5(Study(dataset, RUN))), "r") as file:
        check_weights({key: file[key][()] for key in file})
        assert (file["dataset"][()].decode(), file["fingerprint"][()].decode()) == (
            "tiny",
            dataset.fingerprint,
        )
        assert [name.decode() for name in file["list_classes"][()]] == list(classes)


def test_the_lesson_s_neuron_answers_the_same_with_the_weights() -> None:
    with np.load(io.BytesIO(build_npz(STUDY))) as read:
        answers = neuron.predict(read["w"], float(read["b"]), DATASET.X_test)
    table = [row for row in rows(build_answer_table(STUDY)) if row["set"] == "test"]
    assert [int(row["answer"]) for row in table] == answers[0].astype(int).tolist()


# --- Tables ------------------------------------------------------------


def test_every_cost_is_read_back_to_the_bit() -> None:
    table = rows(build_cost_table(RUN))
    assert [int(row["iteration"]) for row in table] == list(range(121))
    np.testing.assert_array_equal([float(row["cost"]) for row in table], RUN.costs)


def test_answers_are_the_neuron_s() -> None:
    table = rows(build_answer_table(STUDY))
    assert [row["set"] for row in table] == ["train"] * 8 + ["test"] * 8
    assert [int(row["picture"]) for row in table] == [*range(1, 9), *range(1, 9)]
    A = neuron.sigmoid(RUN.w.T @ np.hstack([DATASET.X_train, DATASET.X_test]) + RUN.b)[0]
    Y = np.hstack([DATASET.Y_train, DATASET.Y_test])[0]
    np.testing.assert_allclose([float(row["probability"]) for row in table], A, rtol=1e-12)
    assert [int(row["label"]) for row in table] == Y.tolist()
    assert [row["class"] for row in table] == [("non-cat", "cat")[int(y)] for y in Y]
    assert [int(row["right"]) for row in table] == ((A > 0.5) == Y).astype(int).tolist()


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_answers_follow_the_threshold(threshold: float) -> None:
    for row in rows(build_answer_table(Study(DATASET, RUN, threshold))):
        assert float(row["threshold"]) == threshold
        assert int(row["answer"]) == (float(row["probability"]) > threshold)
        assert int(row["right"]) == (row["answer"] == row["label"])


def test_names_outside_ascii_are_announced_to_spreadsheets() -> None:
    assert build_answer_table(Study(make_dataset(("狗", "猫")), RUN)).startswith("\N{BOM}set,picture")
    assert build_answer_table(STUDY).startswith("set,picture")


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
@pytest.mark.parametrize("space", ["", " "])
def test_no_class_is_a_formula_for_a_spreadsheet(sign: str, space: str) -> None:
    name = f'{space}{sign}HYPERLINK("http://x","cat, really")'
    table = rows(build_answer_table(Study(make_dataset(("dog", name)), RUN)))
    assert {row["class"] for row in table} == {"dog", f"'{name}"}


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_every_class_name_survives_the_table(name: str) -> None:
    table = rows(build_answer_table(Study(make_dataset((f"not {name}", name)), RUN)))
    assert {row["class"].removeprefix("'") for row in table} == {f"not {name}", name.removeprefix("'")}
    assert len(table) == 16


# --- The script ------------------------------------------------------------


def run_script(script: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the script in a folder of its own, in a fresh Python that cannot find this project."""
    (folder / "again.py").write_text(script, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "again.py", *arguments],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | ONE_THREAD,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def write_files(dataset: Dataset, folder: Path) -> Path:
    """Write the data set's files as the lesson has them; the script's default folder."""
    write_pair(folder / "datasets", dataset)
    return folder


def costs_of(path: Path) -> Array:
    return np.array([float(row["cost"]) for row in rows(path.read_text(encoding="utf-8"))])


def check_script(dataset: Dataset, run: TrainingRun, folder: Path, language: str = "en") -> str:
    """Compare all costs of the script with those of the run; return what it printed."""
    script = build_script(Study(dataset, run), translator(language))
    result = run_script(script, write_files(dataset, folder), "--costs", "costs.csv")
    assert (result.returncode, result.stderr) == (0, "")
    np.testing.assert_allclose(costs_of(folder / "costs.csv"), run.costs, rtol=1e-9)
    printed = [line for line in result.stdout.splitlines() if line[0].isdigit()]
    assert printed == [f"{i}: {run.costs[i]:.6f}" for i in range(0, run.num_iterations, 100)]
    return result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_trains_again(tmp_path: Path, language: str) -> None:
    dataset = get_dataset("drawncats") if language == "en" else DATASET
    run = train(dataset.prepared, 0.002, 300)
    printed = check_script(dataset, run, tmp_path, language).splitlines()
    accuracy = neuron.accuracy(neuron.predict(run.w, run.b, dataset.X_test), dataset.Y_test)
    assert translator(language).text("handin.script.test_accuracy", test_accuracy=accuracy) in printed


@pytest.mark.parametrize(
    "way",
    [
        Way(Momentum(0.9), l2=0.01),
        Way(Nesterov(0.5), schedule=Steps(50)),
        Way(batch=3, seed=7, schedule=Inverse(40)),
        Way(schedule=Cosine(90), warm_up=10, forks=(Fork(20, 0.02), Fork(60, 0.03))),
        Way(AdaGrad()),
        Way(RMSProp(), batch=5),
        Way(Adam(), l2=0.1),
    ],
    ids=repr,
)
def test_the_script_goes_the_way_of_the_run(way: Way) -> None:
    run = train(DATASET.prepared, 0.01, 101, way=way)
    script = build_script(Study(DATASET, run), ENGLISH)
    for told in tell_way(run, ENGLISH):
        assert f"\n# {told}\n" in script
    names: dict[str, Any] = {}
    exec(compile(script, "again.py", "exec"), names)
    w, b, costs = names["train"](DATASET.X_train, DATASET.Y_train)
    states = literal_descent(way, DATASET.X_train, DATASET.Y_train, 0.01, 101)
    np.testing.assert_allclose(np.append(w, b), states[-1], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(costs, run.costs, rtol=1e-9)


@pytest.mark.slow
def test_the_script_trains_the_photos_again(photos: Dataset, tmp_path: Path) -> None:
    printed = check_script(photos, train(photos.prepared, 0.003, 500), tmp_path)
    assert "Warning" not in printed


@pytest.mark.slow
def test_the_script_of_no_iteration_gives_the_cost_at_the_start(tmp_path: Path) -> None:
    check_script(DATASET, RUN.until(0), tmp_path)


@pytest.mark.slow
def test_the_script_answers_by_the_threshold(tmp_path: Path) -> None:
    result = run_script(build_script(Study(DATASET, RUN, 1.0), ENGLISH), write_files(DATASET, tmp_path))
    never = 100 * float(np.mean(DATASET.train_labels == 0))  # no A is above 1
    assert ENGLISH.text("handin.script.train_accuracy", train_accuracy=never) in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("entry", ["train_set_x", "train_set_y", "test_set_x", "test_set_y"])
def test_the_script_warns_where_the_data_is_not_what_was_handed_in(tmp_path: Path, entry: str) -> None:
    path = write_files(DATASET, tmp_path) / "datasets" / f"{entry.split('_')[0]}_tiny.h5"
    with h5py.File(path, "r+") as file:
        changed = file[entry][()]
        changed[[0, 1]] = changed[[1, 0]]
        file[entry][()] = changed
    printed = run_script(build_script(STUDY, ENGLISH), tmp_path).stdout
    where = Path("datasets") / path.name
    warnings = [line for line in printed.splitlines() if line.startswith("Warning")]
    assert warnings == [ENGLISH.text("handin.script.warning", entry=entry, path=where)]


@pytest.mark.slow
def test_the_script_without_its_files_says_so(tmp_path: Path) -> None:
    result = run_script(build_script(STUDY, ENGLISH), tmp_path, "elsewhere")
    missing = ENGLISH.text("handin.script.missing", path=Path("elsewhere") / "train_tiny.h5")
    assert (result.returncode, result.stderr) == (1, missing + "\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_is_written_in_the_person_s_language(language: str) -> None:
    script = build_script(STUDY, translator(language))
    assert script.splitlines()[0] == f"# {translator(language).text('handin.script.title')}"
    assert "$" not in script
    assert "import playground" not in script
