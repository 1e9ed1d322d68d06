"""Files from outside: the good ones are read as h5py reads them, and the others can do nothing."""

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from playground.collection.finding import PROJECT_FOLDER, dataset_folders
from playground.collection.loading import get_dataset
from playground.data.checking import build_dataset
from playground.data.contents import Dataset
from playground.data.writing import write_pair
from playground.intake.limits import Limits
from playground.intake.refusal import Cancelled, Refused
from playground.intake.server.guard import Guard
from playground.intake.server.pairs import read_pair
from playground.intake.wire import Answer
from playground.words.catalogue import translator
from tests.hostile import forks
from tests.hostile import hdf5 as hostile

MAX_SECONDS, MAX_KB = 10, 600 * 1024
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """How a process fared that read the whole corpus: what came of each file, and the memory it took."""

    files: dict[str, dict[str, Any]]
    memory_kb: int


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Read the corpus in a process whose environment holds the marker."""
    folder = tmp_path_factory.mktemp("corpus")
    secrets = tmp_path_factory.mktemp("secrets")
    hostile.plant(secrets)
    names = {}
    for number, (name, content) in enumerate(hostile.make_corpus(secrets).items()):
        names[f"{number:03}"] = name
        (folder / f"{number:03}.h5").write_bytes(content)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.hostile.run", str(folder)],
        cwd=ROOT,
        env=os.environ | {hostile.MARKER_VARIABLE: hostile.MARKER.decode()},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    *lines, memory = map(json.loads, ended.stdout.splitlines())
    assert ended.stderr == ""
    return Run({names[line["name"]]: line for line in lines}, memory["memory"])


def test_hostile_files_end_as_foreseen(run: Run) -> None:
    found = {name: run.files[name]["found"] for name in hostile.CASES}
    assert not {name: told for name, told in found.items() if hostile.CASES[name].part not in told}
    sentences = [told for told in found.values() if not told.startswith(("accepted", "ended", "stopped"))]
    assert not [told for told in sentences if not told.endswith(".") or "\n" in told]


def test_a_file_that_was_cut_off_is_refused(run: Run) -> None:
    ended = [line["found"] for name, line in run.files.items() if name.startswith("cut off")]
    assert len(ended) == len(list(hostile.truncated()))
    assert not [found for found in ended if "cut off" not in found and "not an HDF5 file" not in found]


def test_no_file_takes_long_or_much_memory(run: Run) -> None:
    assert len(run.files) > 150
    assert max(line["seconds"] for line in run.files.values()) < MAX_SECONDS
    assert run.memory_kb < MAX_KB


def test_no_file_is_read_as_something_else_another_time(run: Run) -> None:
    """Memory that was never written is not the same twice: here it begins as other bytes each time."""
    assert not [name for name, line in run.files.items() if line["found"] != line["again"]]


def test_what_is_accepted_is_what_the_file_holds(run: Run) -> None:
    accepted = {name for name, line in run.files.items() if line["found"].startswith("accepted")}
    assert accepted == {name for name, case in hostile.CASES.items() if case.part == "accepted"}
    pictures = (hostile.pictures().tobytes(), bytes(hostile.pictures().size))
    assert all(any(each.hex() in run.files[name]["found"] for each in pictures) for name in accepted)


def test_nothing_of_the_server_comes_back(run: Run) -> None:
    told = json.dumps(run.files)
    assert "accepted" in told
    for secret in ("MARKER", "root:", "PATH="):
        assert secret not in told
        assert secret.encode().hex() not in told


def test_memory_that_was_never_written_would_be_seen() -> None:
    """Two reads of a file differ where a reader hands out what it was given by the system."""
    said = [forks.apart(lambda: repr(np.empty(5000, np.uint8).tobytes()), memory=n) for n in (0x5A, 0xC3)]
    assert said[0] != said[1]


@pytest.mark.parametrize(
    ("name", "limits", "part"),
    [
        ("external link", Limits(), "an external link"),
        ("external storage of the environment", Limits(), "external storage"),
        ("gzip, a bomb", Limits(), "does not have the length"),
        ("LZF", Limits(), "accepted"),
        ("larger than allowed", Limits(), "at most 64 MB are accepted"),
        ("tree of names, in a circle", Limits(), "not foreseen"),
        ("tree of chunks, in a circle", Limits(), "not foreseen"),
        ("heap of names in a circle", Limits(seconds=2), "longer than 2 seconds"),
        ("markup in a name", Limits(), "“<” and “>”"),
        ("names as numbers", Limits(), "int64"),
    ],
)
def test_a_worker_reads_as_the_forks_do(name: str, limits: Limits, part: str, tmp_path: Path) -> None:
    hostile.plant(tmp_path)
    content = hostile.CASES[name].make(tmp_path)
    guard = Guard(limits)
    told = forks.outcome(content, hostile.good("test"), lambda *pair: read_pair(*pair, guard=guard))
    assert part in told
    # The next good file is read.
    assert read_pair(hostile.good(), hostile.good("test"), guard=guard).classes == ("non-cat", "cat")


def test_what_a_worker_leaves_out_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guard, "run", lambda *arguments, **options: Answer({}, {}))
    with pytest.raises(Refused, match="not foreseen"):
        read_pair(hostile.good(), hostile.good("test"))


@pytest.mark.parametrize("name", [name for name, case in hostile.CASES.items() if case.leaks])
def test_plain_h5py_is_led_astray(name: str, tmp_path: Path) -> None:
    """The files are what they claim to be: h5py returns the secret from each of them."""
    hostile.plant(tmp_path)
    path = tmp_path / "hostile.h5"
    path.write_bytes(hostile.CASES[name].make(tmp_path))
    with h5py.File(path) as file:
        assert hostile.MARKER in file[hostile.X][()].tobytes()


@pytest.mark.parametrize(
    "name", ["gzip, too little", "masked filter", "gzip, one byte more", "gzip, something behind"]
)
def test_plain_h5py_accepts_chunks_of_another_length(name: str, tmp_path: Path) -> None:
    with h5py.File(io.BytesIO(hostile.CASES[name].make(tmp_path))) as file:
        assert file[hostile.X][()].shape == hostile.SHAPE


# --- Good files --------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [None, "earliest", "v108", "v110", "latest"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"chunks": True},
        {"chunks": (2, 3, 2, 3), "compression": "gzip", "shuffle": True},
        {"compression": 9},
        {"compression": "lzf", "shuffle": True},
        {"compression": "gzip", "fletcher32": True},
        {"maxshape": (None, 4, 2, 3)},
        {"maxshape": (None,) * 4},
    ],
)
def test_what_h5py_writes_is_accepted(version: Any, options: dict[str, Any]) -> None:
    pair = [hostile.good(half, version, **options) for half in ("train", "test")]
    data = forks.read_here(*pair)
    assert data.name == "mine"
    assert data.classes == ("non-cat", "cat")
    for array in (data.train_pictures, data.test_pictures):
        np.testing.assert_array_equal(array, hostile.pictures())
        assert not array.flags.writeable
    np.testing.assert_array_equal(data.train_labels, [[0, 1, 0, 1, 0]])


def test_what_the_project_writes_is_accepted(tmp_path: Path) -> None:
    arrays = {
        "train_pictures": hostile.pictures(),
        "train_labels": np.arange(5) % 2,
        "test_pictures": hostile.pictures()[:2],
        "test_labels": np.array([1, 0]),
    }
    paths = write_pair(tmp_path, build_dataset("mine", **arrays, classes=("狗", "猫")))
    data = read_pair(*(path.read_bytes() for path in paths))
    assert data.fingerprint == build_dataset("any", **arrays, classes=("狗", "猫")).fingerprint


@pytest.mark.parametrize("name", ["drawncats", "digits"])
def test_the_shipped_files_are_accepted(name: str) -> None:
    pair = [(PROJECT_FOLDER / f"{half}_{name}.h5").read_bytes() for half in ("train", "test")]
    assert read_pair(*pair).fingerprint == get_dataset(name).fingerprint


def test_the_photos_of_the_lesson_are_accepted(photos: Dataset) -> None:
    for folder in dataset_folders():
        pair = [folder / f"{half}_catvnoncat.h5" for half in ("train", "test")]
        if all(path.exists() for path in pair):
            break
    assert read_pair(*(path.read_bytes() for path in pair)).fingerprint == photos.fingerprint


# --- What the caller can ask -------------------------------------------------------------------


def test_the_files_may_not_change_places() -> None:
    with pytest.raises(Refused) as caught:
        read_pair(hostile.good("test"), hostile.good("train"))
    sentence = "The training file has no key “train_set_x”"
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith("The two files have changed places.")
    assert "两个文件放反了" in translator("zh").text(caught.value.message)


def test_a_name_must_be_simple() -> None:
    with pytest.raises(Refused, match="use only the letters"):
        read_pair(hostile.good(), hostile.good("test"), name="../mine")


def test_a_guard_can_have_other_limits(tmp_path: Path) -> None:
    keeper = Guard(Limits(unpacked_bytes=2**20))
    large = hostile.edited(hostile.put(hostile.X, np.zeros((5, 400, 400, 3), np.uint8)))(tmp_path)
    with pytest.raises(Refused, match="declares 2 MB of data, but at most 1 MB"):
        read_pair(large, hostile.good("test"), guard=keeper)


def test_reading_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        read_pair(hostile.good(), hostile.good("test"), cancelled=lambda: True)


@pytest.fixture
def ticking() -> Iterator[list[float]]:
    """Return the times between the steps of another thread, which goes on as long as the test."""
    gaps, stop = [], threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not stop.wait(0.002):
            last, gap = time.perf_counter(), time.perf_counter() - last
            gaps.append(gap)

    thread = threading.Thread(target=tick)
    thread.start()
    yield gaps
    stop.set()
    thread.join()


def test_another_person_does_not_notice(ticking: list[float], tmp_path: Path) -> None:
    bomb = hostile.CASES["gzip, a bomb"].make(tmp_path)
    ticking.clear()
    for _ in range(3):
        with pytest.raises(Refused):
            read_pair(bomb, hostile.good("test"))
    # A reading that held the interpreter would let the other thread go on between the files only.
    assert len(ticking) > 20
