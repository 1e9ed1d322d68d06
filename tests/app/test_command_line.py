"""What the command line prints, where it prints it, and how it ends."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from PIL import Image

from playground import __main__ as command
from playground import neuron
from playground.collection.fetching import FetchError
from playground.collection.finding import PROJECT_FOLDER, find_datasets
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.data.mistakes import MISTAKES
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
from playground.engine.yardstick import measure_depth
from playground.study.telling import tell_depth
from playground.words.catalogue import LANGUAGES, Message, translator
from tests.hostile.pictures import smooth
from tests.textbook_ways import literal_descent

PROJECT = Path(__file__).parents[2]
COST = re.compile(r"^(\d+): (\d+\.\d{6})$", re.MULTILINE)
# fmt: off
LESSON_COSTS = (
    "0.693147", "0.584508", "0.466949", "0.376007", "0.331463",
    "0.303273", "0.279880", "0.260042", "0.242941", "0.228004",
    "0.214820", "0.203078", "0.192544", "0.183033", "0.174399",
    "0.166521", "0.159305", "0.152667", "0.146542", "0.140872",
)
# fmt: on
ENGLISH = translator("en")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "playground", *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def printed_costs(text: str) -> dict[int, str]:
    return {int(iteration): cost for iteration, cost in COST.findall(text)}


# --- train ------------------------------------------------------------


@pytest.mark.slow
def test_train_prints_the_lesson_s_report(photos: Dataset) -> None:
    result = run("train", "--dataset", "catvnoncat")
    assert result.returncode == 0
    assert printed_costs(result.stdout) == dict(zip(range(0, 2000, 100), LESSON_COSTS, strict=True))
    assert "99.04306220095694" in result.stdout
    assert "70.0%" in result.stdout
    assert "X_train shape: (12288, 209)" in result.stdout


@pytest.mark.slow
def test_train_takes_the_photos_by_itself_where_they_are(photos: Dataset) -> None:
    assert find_datasets().names[0] == "catvnoncat"
    assert "Data set: catvnoncat" in run("train", "--iterations", "1").stdout


def test_train_equals_the_lesson_s_loop(tiny: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["train", "--learning-rate", "0.05", "--iterations", "350"]) == 0
    zeros = neuron.initialize_with_zeros(tiny.n_features)
    params, _, costs = neuron.optimize(*zeros, tiny.X_train, tiny.Y_train, 350, 0.05)
    _, final = neuron.propagate(params["w"], params["b"], tiny.X_train, tiny.Y_train)
    printed = capsys.readouterr().out
    assert printed_costs(printed) == {100 * i: f"{cost:.6f}" for i, cost in enumerate(costs)}
    assert ENGLISH.text("command.train.final", count=350, cost=f"{final:.6f}") in printed


def test_train_prints_the_accuracies_in_full(tiny: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["train", "--learning-rate", "0.05", "--iterations", "150"])
    lesson = neuron.model(tiny.X_train, tiny.Y_train, tiny.X_test, tiny.Y_test, 150, 0.05)
    lines = capsys.readouterr().out.splitlines()
    for half, Y in (("train", tiny.Y_train), ("test", tiny.Y_test)):
        percent = neuron.accuracy(lesson[f"Y_prediction_{half}"], Y)
        assert ENGLISH.text(f"command.train.{half}_accuracy", percent=percent) in lines


def test_train_without_iterations_reports_the_untrained_neuron(
    tiny: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["train", "--iterations", "0"]) == 0
    printed = capsys.readouterr().out
    assert printed_costs(printed) == {}
    assert ENGLISH.text("command.train.final", count=0, cost="0.693147") in printed


@pytest.mark.parametrize(
    ("language", "final"), [("en", "Final cost, after one iteration = "), ("zh", "迭代 1 次之后的代价 = ")]
)
def test_one_iteration_and_shares_are_written_as_on_the_page(
    tiny: Dataset, capsys: pytest.CaptureFixture[str], language: str, final: str
) -> None:
    assert command.main(["--language", language, "train", "--iterations", "1"]) == 0
    printed, baseline = capsys.readouterr().out, tiny.test_baseline
    assert final in printed
    percent = f"{baseline.percent:.1f}"
    assert baseline.percent != float(percent)
    expected = translator(language).text("command.train.baseline", name=baseline.class_name, percent=percent)
    assert expected in printed


def test_train_in_chinese(tiny: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--language", "zh", "train", "--iterations", "200"]) == 0
    printed = capsys.readouterr().out
    assert translator("zh").text("command.train.train_count", count=tiny.train_labels.size) in printed
    assert list(printed_costs(printed)) == [0, 100]


def test_the_terminal_s_locale_chooses_the_language(
    tiny: Dataset, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    command.main(["train", "--iterations", "1"])
    expected = translator("zh").text("command.train.train_count", count=tiny.train_labels.size)
    assert expected in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rate", "count", "told"),
    [
        ("1/300", "1,234", ("0.00333333", "1,234")),
        ("3e−3", "1e3", ("0.003", "1,000")),  # with the minus sign that the page writes
    ],
)
def test_train_reads_numbers_as_the_page_does(
    tiny: Dataset, capsys: pytest.CaptureFixture[str], rate: str, count: str, told: tuple[str, str]
) -> None:
    assert command.main(["train", "--learning-rate", rate, "--iterations", count]) == 0
    printed = capsys.readouterr().out
    assert f"Learning rate {told[0]}; " in printed
    assert f"after {told[1]} iterations" in printed


WAYS = [
    ("--momentum 0.9 --l2 0.01", Way(Momentum(0.9), l2=0.01), ["Momentum 0.9", "L2 0.01"]),
    (
        "--nesterov 1/2 --steps 50",
        Way(Nesterov(0.5), schedule=Steps(50)),
        ["Nesterov", "after every 50 iter"],
    ),
    ("--batch 3 --seed 7 --inverse 40", Way(batch=3, seed=7, schedule=Inverse(40)), ["(seed 7)", "like 1/t"]),
    ("--cosine 90 --warm-up 10", Way(schedule=Cosine(90), warm_up=10), ["within 90 iter", "first 10 iter"]),
    (
        "--then 60=0.01 --then 20=1/50 --then 60=0.03",
        Way(forks=(Fork(20, 0.02), Fork(60, 0.03))),
        [
            "From iteration 20 on the learning rate is 0.02.",
            "From iteration 60 on the learning rate is 0.03.",
        ],
    ),
    ("--scaling adagrad", Way(AdaGrad()), ["AdaGrad"]),
    ("--scaling rmsprop", Way(RMSProp()), ["RMSProp"]),
    ("--scaling adam", Way(Adam()), ["Adam"]),
]


def literal_cost(way: Way, dataset: Dataset, iteration: int) -> float:
    """Return the cost of the slow version, at a learning rate of 0.01."""
    state = literal_descent(way, dataset.X_train, dataset.Y_train, 0.01, iteration)[iteration]
    return neuron.propagate(state[:-1, np.newaxis], state[-1], dataset.X_train, dataset.Y_train)[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("arguments", "way", "told"), WAYS)
def test_train_goes_other_ways_and_says_which(
    tiny: Dataset,
    capsys: pytest.CaptureFixture[str],
    arguments: str,
    way: Way,
    told: list[str],
    language: str,
) -> None:
    train = ["--language", language, "train", "--learning-rate", "0.01", "--iterations", "101"]
    assert command.main([*train, *arguments.split()]) == 0
    printed = capsys.readouterr().out
    assert float(printed_costs(printed)[100]) == pytest.approx(literal_cost(way, tiny, 100), abs=6e-7)
    has_limit = way.limits(np.ones(1), tiny.train_labels.size) is not None
    limit = translator(language).pattern("ways.limit").partition("{")[0]
    assert (limit in printed) == has_limit
    if language == "en":
        assert [part for part in told if part in printed] == told


def test_a_way_that_changes_nothing_is_plain_descent_and_says_nothing_of_ways(
    tiny: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for neutral in ([], ["--l2", "0", "--batch", "1000", "--warm-up", "1"]):
        command.main(["train", "--iterations", "101", *neutral])
        printed.append(capsys.readouterr().out.rpartition("Training time")[0])
    assert printed[0] == printed[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("l2", "kind"), [(0.0, "bottomless"), (0.1, "bottom")])
def test_train_says_how_far_down_the_valley_goes_where_that_is_asked_for(
    tiny: Dataset, capsys: pytest.CaptureFixture[str], language: str, l2: float, kind: str
) -> None:
    train, depth = ["--language", language, "train", "--iterations", "1"], measure_depth(tiny.prepared, l2)
    told = tell_depth(depth, tiny.train_labels.size, translator(language))
    assert depth.kind == kind
    command.main([*train, "--l2", str(l2), "--depth"])
    assert capsys.readouterr().out.splitlines()[-1] == told
    command.main([*train, "--l2", str(l2)])
    assert "L-BFGS" not in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("option", "found", "key", "limits"),
    [
        ("--momentum=1", "1", "bad_momentum", (0, 0.999)),
        ("--nesterov=-0.1", "-0.1", "bad_momentum", (0, 0.999)),
        ("--l2=101", "101", "bad_l2", (0, 100.0)),
        ("--batch=0", "0", "bad_count", (1, 10**6)),
        ("--warm-up=2.5", "2.5", "bad_count", (1, 10**6)),
        ("--cosine=soon", "soon", "bad_count", (1, 10**6)),
        ("--then=0=0.1", "0", "bad_count", (1, 10**6)),
        ("--then=500", "500", "bad_then", (0, 0)),
    ],
)
def test_a_way_that_is_none_is_refused_in_the_reader_s_language(
    capsys: pytest.CaptureFixture[str],
    language: str,
    option: str,
    found: str,
    key: str,
    limits: tuple[float, float],
) -> None:
    with pytest.raises(SystemExit) as ending:
        command.main(["--language", language, "train", option])
    assert ending.value.code == 2
    expected = translator(language).text(f"command.ways.{key}", found=found, low=limits[0], high=limits[1])
    assert capsys.readouterr().err.splitlines()[-1].endswith(expected)


# --- report ------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_writes_the_report_of_the_run(
    tiny: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    path, text = tmp_path / "report.html", translator(language)
    options = ["--learning-rate", "0.05", "--iterations", "350", "--output", str(path)]
    assert command.main(["--language", language, "report", "--dataset", "tiny", *options]) == 0
    written = path.read_text(encoding="utf-8")
    assert capsys.readouterr().out == text.text("command.written", path=path, size=path.stat().st_size) + "\n"
    assert written.startswith("<!doctype html>")
    result = neuron.model(tiny.X_train, tiny.Y_train, tiny.X_test, tiny.Y_test, 350, 0.05)
    assert f"<b>{neuron.accuracy(result['Y_prediction_test'], tiny.Y_test):.1f}%</b>" in written
    assert text.text("handin.report.settings") in written
    assert [each.name for each in tmp_path.glob("*report*")] == ["report.html"]


def test_report_is_named_after_the_run_where_no_file_is_named(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main(["report", "--iterations", "20", "--view", "3d", "--scale", "log"]) == 0
    written = (tmp_path / "tiny-0.005-20-report.html").read_text(encoding="utf-8")
    assert '"type":"surface"' in written
    assert "--iterations 20 --view 3d --scale log --output tiny-0.005-20-report.html" in written


@pytest.mark.parametrize(("arguments", "way", "told"), WAYS)
def test_a_report_says_its_way_and_the_command_that_makes_it_again(
    tiny: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: str,
    way: Way,
    told: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["--learning-rate", "0.01", "--iterations", "101", *arguments.split()]
    assert command.main(["--language", "en", "report", *asked]) == 0
    (first,) = tmp_path.glob("tiny-0.01-101-*-report.html")
    written = first.read_text(encoding="utf-8")
    assert [part for part in told if part in written] == told
    has_limit = way.limits(np.ones(1), tiny.train_labels.size) is not None
    assert ('id="stability"' in written) == ('"stability":{' in written) == has_limit
    assert (ENGLISH.text("headline.limit.unknown") in written) != has_limit
    assert ("<strong>no longest stable learning rate</strong>" in written) != has_limit
    cost = literal_cost(way, tiny, 101)
    assert f"<b>{cost:.4f}</b>" in written
    (again,) = re.findall(r"<code>python -m playground (.*?)</code>", written)
    first.unlink()
    assert command.main([*again.split(), "--script", "again.py"]) == 0
    assert f"<b>{cost:.4f}</b>" in first.read_text(encoding="utf-8")
    assert again in first.read_text(encoding="utf-8")
    assert f"FINAL_COST = {cost:.4f}"[:-1] in (tmp_path / "again.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("output", ["absent/report.html", "."])
def test_a_report_that_cannot_be_written_is_one_sentence(
    tiny: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, output: str
) -> None:
    path = tmp_path / output
    command.main(["--language", language, "report", "--iterations", "5", "--output", str(path)])
    printed = capsys.readouterr()
    expected = translator(language).text("command.report.cannot_write", path=str(path))
    assert (printed.out, printed.err) == ("", expected + "\n")
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_script_does_not_give_a_hidden_mistake_away(
    tiny: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    asked = ["report", "--iterations", "5", "--output", str(tmp_path / "report.html")]
    hidden = ["--dataset", "tiny.find7", "--script", str(tmp_path / "again.py")]
    assert command.main(["--language", language, *asked, *hidden]) == 1
    known = ", ".join(MISTAKES)
    assert capsys.readouterr().err == translator(language).text("command.report.hidden", known=known) + "\n"
    assert not [*tmp_path.glob("*.html"), *tmp_path.glob("*.py")]
    assert command.main([*asked, *hidden[:2]]) == 0  # the report names no line


# --- sweep ------------------------------------------------------------


def test_sweep_writes_a_row_for_every_rate_and_iteration(
    tiny: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "map.csv"
    assert (
        command.main(["sweep", "--learning-rates", "1/100,0.1", "--iterations", "25", "--output", str(path)])
        == 0
    )
    table = list(csv.DictReader(path.open(encoding="utf-8")))
    assert [(row["learning_rate"], row["iteration"]) for row in table] == [
        (rate, iteration) for rate in ("0.01", "0.1") for iteration in ("10", "20", "25")
    ]
    lesson = neuron.model(tiny.X_train, tiny.Y_train, tiny.X_test, tiny.Y_test, 25, 0.1)
    cost = neuron.propagate(lesson["w"], lesson["b"], tiny.X_train, tiny.Y_train)[1]
    assert float(table[-1]["cost"]) == pytest.approx(cost)
    for half, Y in (("train", tiny.Y_train), ("test", tiny.Y_test)):
        percent = neuron.accuracy(lesson[f"Y_prediction_{half}"], Y)
        assert float(table[-1][f"{half}_accuracy"]) == percent
    assert 0 <= float(table[-1]["cross_validated_accuracy"]) <= 100
    assert str(path) in capsys.readouterr().out


@pytest.mark.parametrize(
    "asked", [("train",), ("report",), ("sweep", "--output", "x.csv")], ids=lambda asked: asked[0]
)
def test_what_no_computer_can_hold_is_not_trained(
    tiny: Dataset, asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    rate = "--learning-rates" if asked[0] == "sweep" else "--learning-rate"
    assert command.main(["--language", "en", *asked, rate, "1", "--l2", "3"]) == 1
    assert ENGLISH.text("ways.overflow", limit=2.0) in capsys.readouterr().err


def test_a_map_of_momenta_is_of_no_way_without_momentum(
    tiny: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--language", "en", "sweep", "--axis", "beta", "--scaling", "adam", "--output", "x.csv"]
    assert command.main(asked) == 1
    assert "Adam has no momentum" in capsys.readouterr().err


def test_sweep_takes_every_row_of_an_axis_and_names_its_way(tiny: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    asked = ["--language", "en", "sweep", "--axis", "beta", "--nesterov", "0.5", "--l2", "0.1"]
    assert command.main([*asked, "--iterations", "20", "--output", str(path)]) == 0
    table = list(csv.DictReader(path.open(encoding="utf-8")))
    assert {row["learning_rate"] for row in table} == {"0.005"}
    assert table[0]["way"] == "L2 0.1"  # no momentum
    assert table[-1]["way"] == "Nesterov 0.99 · L2 0.1"
    *_, p = literal_descent(Way(Nesterov(0.99), l2=0.1), tiny.X_train, tiny.Y_train, 0.005, 20)
    cost = neuron.propagate(p[:-1, np.newaxis], p[-1], tiny.X_train, tiny.Y_train)[1]
    assert float(table[-1]["cost"]) == pytest.approx(cost)


def test_sweep_replaces_no_file(tiny: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "map.csv"
    path.write_text("mine")
    assert command.main(["sweep", "--output", str(path)]) == 1
    assert capsys.readouterr().err == ENGLISH.text("command.sweep.exists", path=path) + "\n"
    assert path.read_text() == "mine"


def test_a_table_that_cannot_be_written_is_said_before_anything_is_trained(
    tiny: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "build_map_table", None)
    path = tmp_path / "absent" / "map.csv"
    assert command.main(["sweep", "--output", str(path)]) == 1
    assert capsys.readouterr().err == ENGLISH.text("command.report.cannot_write", path=path) + "\n"


@pytest.mark.parametrize("rates", ["0.1,,1", "0.1;1", "0.1,-1", ""])
def test_rates_that_are_none_are_refused(rates: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--language", "en", "sweep", "--learning-rates", rates, "--output", "x.csv"])
    assert "is no learning rate" in capsys.readouterr().err


@pytest.mark.parametrize("dataset", [(), ("--dataset", "digits")])
def test_a_folder_that_is_not_there_is_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    dataset: tuple[str, ...],
) -> None:
    absent = tmp_path / "absent"
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(absent))
    assert command.main(["train", "--iterations", "0", *dataset]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0] == ENGLISH.text("datasets.errors.folder_missing", folder=absent)
    assert len(told) == (1 if dataset else 2)


def test_which_data_set_is_used_and_which_are_there_too_is_told(
    add_tiny: Callable[..., Dataset], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("drawncats", "own", "mine"):
        add_tiny(name)
    command.main(["train", "--iterations", "0"])
    told = ENGLISH.text("command.train.not_asked", name="drawncats", others="mine, own")
    assert capsys.readouterr().err.splitlines()[-1] == told
    command.main(["train", "--iterations", "0", "--dataset", "own"])
    assert capsys.readouterr().err == ""


# --- build ------------------------------------------------------------


def write_arrays(path: Path, **arrays: Any) -> Path:
    with h5py.File(path, "w") as file:
        for name, values in arrays.items():
            file[name] = values
    return path


SQUARES = smooth(20 * 8, 8).reshape(20, 8, 8, 3)


def test_build_tells_two_of_several_classes_of_a_file_apart_and_divides_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_arrays(tmp_path / "flowers.h5", x=SQUARES, y=np.arange(20) % 3)
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(tmp_path))
    assert command.main(["train", "--dataset", "flowers"]) == 1
    assert f'build "{path}" --classes' in capsys.readouterr().err
    asked = ["build", str(path), "--name", "two", "--output", str(tmp_path), "--test-share", "0.5"]
    assert command.main([*asked, "--classes", "2=rose", "0"]) == 0
    told = capsys.readouterr().out
    for name, train, test in (("rose", 3, 3), ("0", 3, 4)):
        assert ENGLISH.text("command.build.count", name=name, train=train, test=test) in told
    built = get_dataset("two")
    assert built.classes == ("0", "rose")
    assert {picture.tobytes() for picture in np.concatenate([built.train_pictures, built.test_pictures])} == {
        picture.tobytes() for picture, label in zip(SQUARES, np.arange(20) % 3, strict=True) if label != 1
    }
    for more, key, values in (
        (["--classes", "3", "0"], "no_class", {"name": "3", "found": "0 (7), 1 (7), 2 (6)"}),
        (["--classes", "2", "0", "--split", "given"], "no_split", {}),
        (["--classes", "2", "2"], "same", {"name": "2"}),
    ):
        assert command.main([*asked, *more]) == 1
        assert capsys.readouterr().err.strip() == ENGLISH.text(f"command.build.{key}", **values)


@pytest.mark.parametrize(("split", "train", "test"), [((), 4, 3), (("--split", "anew"), 6, 1)])
def test_build_keeps_how_files_are_divided_or_draws_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], split: tuple[str, ...], train: int, test: int
) -> None:
    names = np.array([b"rose", b"tulip", b"daisy"])
    paths = [
        write_arrays(
            tmp_path / f"{half}.hdf5",
            **{
                f"{half}_set_x": SQUARES[:count],
                f"{half}_set_y": np.arange(count) % 3,
                "list_classes": names,
            },
        )
        for half, count in (("train", 12), ("test", 9))
    ]
    asked = ["build", *map(str, paths), "--classes", "rose", "daisy", "--output", str(tmp_path), *split]
    assert command.main(asked) == 0
    told = capsys.readouterr().out
    assert ENGLISH.text(f"command.build.{'anew' if split else 'kept'}") in told
    for name in ("rose", "daisy"):
        assert ENGLISH.text("command.build.count", name=name, train=train, test=test) in told


def test_files_with_other_keys_say_how_a_data_set_is_made_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [
        write_arrays(tmp_path / f"{half}_pets.h5", x=SQUARES, y=np.arange(20) % 2)
        for half in ("train", "test")
    ]
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(tmp_path))
    assert command.main(["train", "--dataset", "pets"]) == 1
    assert f'build "{paths[0]}" "{paths[1]}" --classes' in capsys.readouterr().err
    asked = [
        "build",
        *map(str, paths),
        "--classes",
        "1=cat",
        "0=dog",
        "--name",
        "pets",
        "--output",
        str(tmp_path),
    ]
    assert command.main(asked) == 0
    np.testing.assert_array_equal(get_dataset("pets").train_pictures, SQUARES)


def test_build_of_several_folders_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["build", str(tmp_path), str(tmp_path), "--classes", "a", "b"]) == 1
    found = f"{tmp_path}, {tmp_path}"
    assert capsys.readouterr().err.strip() == ENGLISH.text("command.build.several", found=found)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Return a folder with a folder of pictures for each of two classes, and a note among them."""
    for label, name in enumerate(("non-cat", "cat")):
        (tmp_path / "mine" / name / "more").mkdir(parents=True)
        for i in range(10):
            place = tmp_path / "mine" / name / ("more" if i > 7 else "") / f"{i}.png"
            Image.fromarray(smooth(30, 20, seed=10 * label + i)).save(place)
    (tmp_path / "mine" / "cat" / "note.txt").write_text("a cat", encoding="utf-8")
    (tmp_path / "mine" / "cat" / ".DS_Store").write_bytes(bytes(9))
    return tmp_path / "mine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_build_makes_a_data_set_that_can_be_trained(
    folders: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    text, output = translator(language), tmp_path / "output"
    asked = ["--classes", "cat", "non-cat", "--size", "16", "--test-share", "0.3", "--seed", "1"]
    options = [*asked, "--output", str(output), "--name", "own"]
    assert command.main(["--language", language, "build", str(folders), *options]) == 0
    printed = capsys.readouterr()
    for name in ("non-cat", "cat"):
        assert text.text("command.build.count", name=name, train=7, test=3) in printed.out
    reason = Message("pictures.errors.text")
    assert printed.err == text.text("building.left_out", name="cat/note.txt", reason=reason) + "\n"
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(output))
    built = get_dataset("own")
    assert (built.classes, built.picture_shape) == (("non-cat", "cat"), (16, 16, 3))


@pytest.mark.parametrize(("split", "train", "test"), [((), 6, 3), (("--split", "anew"), 7, 2)])
def test_build_keeps_a_split_that_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], split: tuple[str, ...], train: int, test: int
) -> None:
    for half, count in (("training_set", 6), ("test_set", 3)):
        for name in ("cats", "dogs"):
            folder = tmp_path / half / half / name
            folder.mkdir(parents=True)
            for i in range(count):
                Image.fromarray(smooth(20, 20, seed=len(half + name) + i)).save(folder / f"{i}.png")
    command.main(["build", str(tmp_path), "--classes", "cats", "dogs", "--output", str(tmp_path), *split])
    told = capsys.readouterr().out
    lines = told.splitlines()
    assert lines[0] == ENGLISH.text("command.build.tree")
    tree = lines[1:9]
    assert [line.split("/")[0].strip() for line in tree] == [
        *("test_set", "test_set", "cats", "dogs", "training_set", "training_set", "cats", "dogs")
    ]
    assert ENGLISH.text("own.tree.test", count=3, name="dogs") in tree[3]
    assert ENGLISH.text(f"command.build.{'anew' if split else 'kept'}") in told
    for name in ("cats", "dogs"):
        assert ENGLISH.text("command.build.count", name=name, train=train, test=test) in told


def test_build_tells_that_a_half_lacks_a_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("train/cats", "train/dogs", "test/cats"):
        (tmp_path / folder).mkdir(parents=True)
        for i in range(3):
            Image.fromarray(smooth(20, 20, seed=len(folder) + i)).save(tmp_path / folder / f"{i}.png")
    asked = ["build", str(tmp_path), "--classes", "cats", "dogs", "--output", str(tmp_path)]
    assert command.main(asked) == 1
    printed = capsys.readouterr()
    assert ENGLISH.text("command.build.kept") in printed.out
    assert printed.err.splitlines()[-1] == ENGLISH.text("building.errors.only_train", name="dogs", count=3)
    assert command.main([*asked, "--split", "anew"]) == 0


def write_pictures(folder: Path, names: Iterable[str]) -> None:
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(smooth(20, 20, seed=number)).save(folder / name)


def test_build_takes_classes_from_the_names_of_files_where_folders_name_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_pictures(tmp_path, [f"train/{name}.{i}.png" for name in ("cat", "dog") for i in range(3)])
    write_pictures(tmp_path, ["test1/1.png", "beside.png"])
    asked = ["build", str(tmp_path), "--classes", "cat", "dog=chien", "--output", str(tmp_path)]
    assert command.main(asked) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[1] == "./  " + ENGLISH.text("own.tree.out", count=1)
    for name in ("cat", "chien"):
        assert ENGLISH.text("command.build.count", name=name, train=2, test=1) in told


@pytest.mark.parametrize(
    ("classes", "counts"),
    [
        (("cats", "dogs"), {"cats": (5, 1), "dogs": (2, 1)}),
        (("CATS", "cats"), {"CATS": (2, 1), "cats": (2, 1)}),
    ],
)
def test_build_takes_capitals_for_the_same_unless_both_are_asked_for(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    classes: tuple[str, str],
    counts: dict[str, tuple[int, int]],
) -> None:
    write_pictures(tmp_path, [f"{name}/{i}.png" for name in ("CATS", "cats", "dogs") for i in range(3)])
    if len(list(tmp_path.iterdir())) < 3:
        pytest.skip("this file system knows no capitals")
    assert command.main(["build", str(tmp_path), "--classes", *classes, "--output", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    for name, (train, test) in counts.items():
        assert ENGLISH.text("command.build.count", name=name, train=train, test=test) in told


def test_build_without_the_split_that_is_asked_for_is_one_sentence(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["build", str(folders), "--classes", "cat", "non-cat", "--split", "given"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == ENGLISH.text("command.build.no_split")


def test_build_names_pictures_that_are_on_both_sides(
    folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for i in range(10):
        shutil.copy(folders / "cat" / "0.png", folders / "cat" / f"copy{i}.png")
    command.main(["build", str(folders), "--classes", "cat", "non-cat", "--output", str(tmp_path)])
    lines = [line for line in capsys.readouterr().out.splitlines() if "both sides" in line]
    assert lines
    assert all(
        re.search(r"100.0% alike\): cat/\w+.png for training, cat/\w+.png for testing", x) for x in lines
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_build_without_the_folders_is_one_sentence(
    folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    text = translator(language)
    command.main(["--language", language, "build", str(folders), "--classes", "dog", "cat"])
    expected = text.text("building.errors.no_folder", name="dog", folder=str(folders), found="cat, non-cat")
    assert capsys.readouterr().err == expected + "\n"
    absent = str(tmp_path / "absent")
    assert command.main(["--language", language, "build", absent, "--classes", "dog", "cat"]) == 1
    expected = text.text("building.errors.folder_unreadable", folder=absent)
    assert capsys.readouterr().err == expected + "\n"


# --- Errors ------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_data_set_is_one_sentence(
    tiny: Dataset, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert command.main(["--language", language, "train", "--dataset", "dogs"]) == 1
    printed = capsys.readouterr()
    expected = translator(language).text("datasets.errors.unknown_name", name="dogs", known="tiny")
    assert printed.err == expected + "\n"
    assert printed.out == ""


def test_no_data_set_at_all_is_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["train"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_damaged_file_is_one_sentence(
    tiny: Dataset, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "test_tiny.h5").write_bytes(b"no pictures")
    assert command.main(["train", "--dataset", "tiny"]) == 1
    assert capsys.readouterr().err == ENGLISH.text("datasets.errors.not_hdf5", file="test_tiny.h5") + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("option", "value", "key"),
    [
        ("--learning-rate", "fast", "bad_learning_rate"),
        ("--learning-rate", "0", "bad_learning_rate"),
        ("--learning-rate", "nan", "bad_learning_rate"),
        ("--learning-rate", "inf", "bad_learning_rate"),
        ("--iterations", "-1", "bad_iterations"),
        ("--iterations", "2.5", "bad_iterations"),
        ("--iterations", "10001", "bad_iterations"),
        ("--learning-rate", "100.1", "bad_learning_rate"),
        ("--learning-rate", "1/0", "bad_learning_rate"),
    ],
)
def test_a_bad_number_is_refused_in_the_reader_s_language(
    capsys: pytest.CaptureFixture[str], language: str, option: str, value: str, key: str
) -> None:
    with pytest.raises(SystemExit) as ending:
        command.main(["--language", language, "train", f"{option}={value}"])
    assert ending.value.code == 2
    limits = {"bad_learning_rate": (1e-6, 100.0), "bad_iterations": (0, 10_000)}[key]
    expected = translator(language).text(f"command.train.{key}", found=value, low=limits[0], high=limits[1])
    assert capsys.readouterr().err.splitlines()[-1].endswith(expected)


@pytest.mark.parametrize("arguments", [[], ["paint"], ["--language", "fr", "train"]])
def test_a_command_that_does_not_exist_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as ending:
        command.main(arguments)
    assert ending.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.slow
def test_errors_of_a_real_process_go_to_standard_error() -> None:
    result = run("train", "--dataset", "../secret")
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


def test_an_interruption_ends_quietly(
    tiny: Dataset, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "train", interrupt)
    assert command.main(["train"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_has_gone_ends_it_quietly(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as nobody:  # noqa: PTH123 (a pipe has no path)
        monkeypatch.setattr(sys, "stdout", nobody)
        assert command.main(["train", "--iterations", "1"]) == 141
    monkeypatch.undo()


# --- Progress ------------------------------------------------------------


def test_no_progress_bar_goes_into_a_file(tiny: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["train"])
    assert capsys.readouterr().err == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_a_person_at_a_terminal_sees_a_progress_bar(tiny: Dataset) -> None:
    import pty

    reader, writer = pty.openpty()
    result = subprocess.run(
        [sys.executable, "-m", "playground", "train", "--dataset", "tiny"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=writer,
        timeout=60,
        check=False,
    )
    os.close(writer)
    shown = os.read(reader, 100_000).decode()
    os.close(reader)
    assert result.returncode == 0
    assert b"\xe2\x96\x88" not in result.stdout
    assert shown.startswith("\rTraining [")
    assert shown.rstrip().endswith("] 2,000 / 2,000")


# --- draw and fetch ------------------------------------------------------------


def test_draw_writes_the_cats_and_names_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "train_drawncats.h5"
    path.write_bytes(bytes(1234))
    monkeypatch.setattr("playground.data.drawings.write_drawn_cats", lambda folder: (folder / path.name,))
    assert command.main(["draw", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ENGLISH.text("command.written", path=path, size=1234) + "\n"


def test_fetch_that_fails_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = Message("datasets.fetch.cannot_write", folder=str(tmp_path))

    def fail(_folder: Path, *, progress: Callable[[int, int], None]) -> None:
        raise FetchError(failure)

    monkeypatch.setattr(command.fetching, "fetch_photos", fail)
    assert command.main(["fetch", "--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().err == ENGLISH.text(failure) + "\n"


def test_files_go_to_the_project_s_folder_by_default() -> None:
    assert command._read_options(["draw"]).folder == PROJECT_FOLDER
    assert command._read_options(["fetch"]).folder == PROJECT_FOLDER
