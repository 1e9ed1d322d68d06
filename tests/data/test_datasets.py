"""The data layer: what is written is read back exactly, and whatever is wrong is said in one sentence."""

import os
import re
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from playground.collection import finding, reading
from playground.collection.finding import Catalogue, default_name, find_datasets
from playground.collection.loading import get_dataset, load_dataset
from playground.data import contents
from playground.data.checking import build_dataset
from playground.data.contents import Baseline, Dataset, DatasetError
from playground.data.writing import write_pair
from playground.engine.forms import GramForm
from playground.intake.refusal import Refused, Unavailable
from playground.words.catalogue import Message, translator
from tests.hostile import hdf5 as hostile
from tests.hostile.forks import Here

Edit = Callable[[h5py.File], object]

CLASSES = ("non-cat", "cat")


def pair_arrays(m_train: int = 5, m_test: int = 3) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    return {
        "train_pictures": rng.integers(0, 256, (m_train, 4, 2, 3), dtype=np.uint8),
        "train_labels": np.arange(m_train) % 2,
        "test_pictures": rng.integers(0, 256, (m_test, 4, 2, 3), dtype=np.uint8),
        "test_labels": np.arange(m_test) % 2,
    }


def write_lesson_file(path: Path, half: str, arrays: dict[str, Any]) -> None:
    """Write one file as the lesson's own are: by h5py alone, nothing compressed."""
    with h5py.File(path, "w") as file:
        file[f"{half}_set_x"] = arrays[f"{half}_pictures"]
        file[f"{half}_set_y"] = arrays[f"{half}_labels"]
        file["list_classes"] = np.array([name.encode() for name in CLASSES])


def write_lesson_pair(folder: Path, name: str, arrays: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    for half in ("train", "test"):
        write_lesson_file(folder / f"{half}_{name}.h5", half, arrays)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the only one searched."""
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(tmp_path))
    monkeypatch.setattr(finding, "PROJECT_FOLDER", tmp_path / "absent")
    return tmp_path


@pytest.fixture
def lesson_folder(folder: Path) -> Path:
    """Return the only folder searched, holding a good data set ``mine``."""
    write_lesson_pair(folder, "mine", pair_arrays())
    return folder


def edit_file(folder: Path, half: str, edit: Edit) -> None:
    with h5py.File(folder / f"{half}_mine.h5", "r+") as file:
        edit(file)


def put(key: str, value: Any, **options: Any) -> Edit:
    def edit(file: h5py.File) -> None:
        if key in file:
            del file[key]
        file.create_dataset(key, data=value, **options)

    return edit


def refusal(name: str = "mine") -> str:
    with pytest.raises(DatasetError) as caught:
        get_dataset(name)
    return str(caught.value)


# --- What a good data set becomes ------------------------------------------------------------


def test_arrays_are_those_of_the_file(lesson_folder: Path) -> None:
    arrays = pair_arrays()
    data = get_dataset("mine")
    assert data.name == "mine"
    assert data.classes == CLASSES
    for half in ("train", "test"):
        np.testing.assert_array_equal(getattr(data, f"{half}_pictures"), arrays[f"{half}_pictures"])
        np.testing.assert_array_equal(getattr(data, f"{half}_labels"), [arrays[f"{half}_labels"]])
    assert data.train_pictures.dtype == np.uint8
    assert data.train_labels.dtype == np.int64
    assert data.picture_shape == (4, 2, 3)
    assert data.n_features == 24


def test_matrices_are_those_of_the_lesson(lesson_folder: Path) -> None:
    data, arrays = get_dataset("mine"), pair_arrays()
    for half, X, Y in (("train", data.X_train, data.Y_train), ("test", data.X_test, data.Y_test)):
        pictures = arrays[f"{half}_pictures"]
        np.testing.assert_array_equal(X, pictures.reshape(pictures.shape[0], -1).T / 255.0)
        # Spelt out for one number: row 1, column 0, green, of picture 2.
        assert X[1 * 2 * 3 + 0 * 3 + 1, 2] == float(pictures[2, 1, 0, 1]) / 255.0
        np.testing.assert_array_equal(Y, [arrays[f"{half}_labels"]])
        assert X.dtype == Y.dtype == np.float64


def test_every_array_is_read_only(lesson_folder: Path) -> None:
    data = get_dataset("mine")
    own = [data.train_pictures, data.train_labels, data.test_pictures, data.test_labels]
    for array in (*own, data.X_train, data.Y_train, data.X_test, data.Y_test, *load_dataset("mine")):
        assert not array.flags.writeable


def test_a_data_set_keeps_copies() -> None:
    arrays = pair_arrays()
    data = build_dataset("mine", **arrays, classes=CLASSES)
    before = data.train_pictures.copy(), data.train_labels.copy()
    arrays["train_pictures"][:] = 0
    arrays["train_labels"][:] = 1
    np.testing.assert_array_equal(data.train_pictures, before[0])
    np.testing.assert_array_equal(data.train_labels, before[1])


def test_load_dataset_returns_what_the_lesson_loads(lesson_folder: Path) -> None:
    train_x, train_y, test_x, test_y, classes = load_dataset("mine")
    assert train_x.shape == (5, 4, 2, 3)
    assert train_y.shape == (1, 5)
    assert test_x.shape == (3, 4, 2, 3)
    assert test_y.shape == (1, 3)
    assert classes[train_y[0, 1]].decode("utf-8") == "cat"
    assert classes.dtype == "S7"


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int32, np.uint64, ">i4"])
@pytest.mark.parametrize("row", [False, True])
def test_labels_may_be_of_any_whole_number_type(lesson_folder: Path, dtype: Any, row: bool) -> None:
    labels = np.array([0, 1, 1, 0, 1]).astype(dtype)
    edit_file(lesson_folder, "train", put("train_set_y", labels[np.newaxis] if row else labels))
    read = get_dataset("mine").train_labels
    assert read.dtype == np.int64
    np.testing.assert_array_equal(read, [[0, 1, 1, 0, 1]])


def test_class_names_may_be_strings_of_any_length(lesson_folder: Path) -> None:
    for half in ("train", "test"):
        edit_file(lesson_folder, half, put("list_classes", ["狗", "猫"], dtype=h5py.string_dtype()))
    assert get_dataset("mine").classes == ("狗", "猫")


def test_prepared_is_computed_once_for_all_threads(
    lesson_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def slow_prepare(X: np.ndarray, Y: np.ndarray, *_followers: object, **_which: object) -> object:
        calls.append((X.shape, Y.shape))
        time.sleep(0.05)
        return object()

    monkeypatch.setattr(contents, "prepare", slow_prepare)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: get_dataset("mine").prepared, range(8)))
    assert calls == [((24, 5), (1, 5))]
    assert all(result is results[0] for result in results)


@pytest.mark.parametrize(
    ("labels", "percent", "label"),
    [([1, 1, 0], 200 / 3, 1), ([0, 0, 0, 1], 75.0, 0), ([1, 0, 1, 0], 50.0, 0)],
)
def test_baseline_is_the_share_of_the_commoner_label(labels: list[int], percent: float, label: int) -> None:
    arrays = pair_arrays(5, len(labels)) | {"test_labels": np.array(labels)}
    data = build_dataset("mine", **arrays, classes=CLASSES)
    assert data.test_baseline.percent == pytest.approx(percent, rel=1e-15)
    assert data.test_baseline.label == label
    assert data.test_baseline.class_name == CLASSES[label]
    assert data.train_baseline == Baseline(60.0, 0, "non-cat")


def test_fingerprint_tells_contents_apart_and_nothing_else() -> None:
    arrays = pair_arrays()
    same = build_dataset("mine", **arrays, classes=CLASSES).fingerprint
    assert re.fullmatch(r"[0-9a-f]{64}", same)
    assert build_dataset("yours", **arrays, classes=CLASSES).fingerprint == same
    others = [build_dataset("mine", **arrays, classes=("dog", "cat")).fingerprint]
    for name, value in arrays.items():
        changed = value.copy()
        changed.flat[0] = 1 - changed.flat[0] if name.endswith("labels") else changed.flat[0] ^ 1
        others.append(build_dataset("mine", **arrays | {name: changed}, classes=CLASSES).fingerprint)
    tall = {name: np.swapaxes(arrays[name], 1, 2) for name in ("train_pictures", "test_pictures")}
    flat = {name: arrays[name].reshape(-1, 2, 4, 3) for name in tall}
    others += [build_dataset("m", **arrays | new, classes=CLASSES).fingerprint for new in (tall, flat)]
    assert len({same, *others}) == 8


# --- Writing ---------------------------------------------------------------------------------


@st.composite
def drawn_arrays(draw: st.DrawFn) -> dict[str, Any]:
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    arrays = {}
    for half in ("train", "test"):
        labels = draw(hnp.arrays(np.int64, st.integers(2, 6), elements=st.integers(0, 1)))
        labels[:2] = draw(st.permutations([0, 1]))
        arrays[f"{half}_labels"] = labels
        pictures = hnp.arrays(np.uint8, (len(labels), height, width, 3))
        # Of nothing but 0 and 1 they are refused.
        arrays[f"{half}_pictures"] = draw(pictures.filter(lambda drawn: drawn.max() != 1))
    return arrays


names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(arrays=drawn_arrays(), classes=st.tuples(names, names).filter(lambda pair: pair[0] != pair[1]))
def test_what_is_written_is_read_back_exactly(arrays: dict[str, Any], classes: tuple[str, str]) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_DATASETS", place)
        write_pair(Path(place), build_dataset("any", **arrays, classes=classes))
        assert "any" in find_datasets([Path(place)]).names
        data = get_dataset("any")
        loaded = load_dataset("any")
    expected = [
        arrays["train_pictures"],
        arrays["train_labels"][np.newaxis],
        arrays["test_pictures"],
        arrays["test_labels"][np.newaxis],
    ]
    for found, wanted in zip(loaded, expected, strict=False):
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(found, wanted)
    assert data.classes == classes
    pictures = arrays["train_pictures"]
    np.testing.assert_array_equal(data.X_train, pictures.reshape(pictures.shape[0], -1).T / 255.0)
    assert data.fingerprint == build_dataset("any", **arrays, classes=classes).fingerprint


def test_written_files_have_the_layout_of_the_lesson(tmp_path: Path) -> None:
    train, test = write_pair(
        tmp_path / "new" / "folder", build_dataset("mine", **pair_arrays(), classes=CLASSES)
    )
    assert (train.name, test.name) == ("train_mine.h5", "test_mine.h5")
    for path, half, m in ((train, "train", 5), (test, "test", 3)):
        with h5py.File(path) as file:
            assert sorted(file) == sorted([f"{half}_set_x", f"{half}_set_y", "list_classes"])
            assert (file[f"{half}_set_x"].dtype, file[f"{half}_set_x"].shape) == (np.uint8, (m, 4, 2, 3))
            assert (file[f"{half}_set_y"].dtype, file[f"{half}_set_y"].shape) == (np.int64, (m,))
            assert file["list_classes"].dtype == "S7"
            assert list(file["list_classes"]) == [b"non-cat", b"cat"]
            assert file[f"{half}_set_x"].compression == "gzip"
        assert path.read_bytes()[8] == 0  # the first version of the format, which every HDF5 reads


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    first = [
        p.read_bytes() for p in write_pair(tmp_path, build_dataset("a", **pair_arrays(), classes=CLASSES))
    ]
    time.sleep(1.1)  # HDF5 keeps time in seconds
    again = [
        p.read_bytes() for p in write_pair(tmp_path, build_dataset("b", **pair_arrays(), classes=CLASSES))
    ]
    assert first == again


def test_a_failed_write_leaves_the_old_files_and_nothing_else(
    lesson_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in lesson_folder.iterdir()}
    create = h5py.Group.create_dataset

    def disk_full(group: h5py.Group, name: str, *args: Any, **options: Any) -> h5py.Dataset:
        if name == "test_set_y":
            raise OSError(28, "No space left on device")
        return create(group, name, *args, **options)

    monkeypatch.setattr(h5py.Group, "create_dataset", disk_full)
    with pytest.raises(DatasetError, match=r"train_mine\.h5 .* cannot be written"):
        write_pair(lesson_folder, build_dataset("mine", **pair_arrays(7, 7), classes=CLASSES))
    assert {path.name: path.read_bytes() for path in lesson_folder.iterdir()} == before


@pytest.mark.parametrize("name", ["", "a b", "../a", "a/b", "a.b", "猫", "a\n"])
def test_names_must_be_simple(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match="use only the letters"):
        write_pair(tmp_path, build_dataset(name, **pair_arrays(), classes=CLASSES))
    assert list(tmp_path.iterdir()) == []


# --- Finding ---------------------------------------------------------------------------------


def test_an_incomplete_or_broken_pair_never_hides_the_good_ones(tmp_path: Path) -> None:
    for name in ("zebra", "mine", "catvnoncat", "drawncats"):
        write_lesson_pair(tmp_path, name, pair_arrays())
    write_lesson_file(tmp_path / "train_alone.h5", "train", pair_arrays())
    write_lesson_file(tmp_path / "test_lost.h5", "test", pair_arrays())
    write_lesson_pair(tmp_path, "not simple", pair_arrays())
    (tmp_path / "train_junk.h5").write_text("no HDF5")
    write_lesson_file(tmp_path / "test_junk.h5", "test", pair_arrays())
    (tmp_path / "notes.txt").write_text("not a data set")
    catalogue = find_datasets([tmp_path])
    assert catalogue.names == ("catvnoncat", "drawncats", "mine", "zebra")
    said = [translator("en").text(problem) for problem in catalogue.problems]
    assert len(said) == 4
    assert f"train_alone.h5 has no partner: put test_alone.h5 beside it, in the folder {tmp_path}." in said
    assert f"test_lost.h5 has no partner: put train_lost.h5 beside it, in the folder {tmp_path}." in said
    assert any("“not simple”" in sentence for sentence in said)
    assert any("train_junk.h5 is not an HDF5 file" in sentence for sentence in said)


def test_folders_of_the_variable_come_before_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, project = tmp_path / "1", tmp_path / "2", tmp_path / "project"
    write_lesson_pair(first, "both", pair_arrays(4))
    write_lesson_pair(second, "both", pair_arrays(6))
    write_lesson_pair(project, "own", pair_arrays(8))
    monkeypatch.setenv("PLAYGROUND_DATASETS", os.pathsep.join(map(str, (first, second, tmp_path / "absent"))))
    monkeypatch.setattr(finding, "PROJECT_FOLDER", project)
    catalogue = find_datasets()
    assert catalogue.names == ("both", "own")
    assert [problem.values for problem in catalogue.problems] == [{"folder": str(tmp_path / "absent")}]
    assert len(get_dataset("both").train_pictures) == 4
    assert len(get_dataset("own").train_pictures) == 8
    (first / "test_both.h5").unlink()
    assert len(get_dataset("both").train_pictures) == 6


@pytest.mark.parametrize(
    ("present", "default"),
    [
        (("a", "drawncats", "catvnoncat"), "catvnoncat"),
        (("a", "drawncats"), "drawncats"),
        (("b", "a"), "a"),
    ],
)
def test_the_default_is_the_photos_else_the_drawn_cats(present: tuple[str, ...], default: str) -> None:
    assert default_name(Catalogue(present, ())) == default


def test_no_data_set_at_all_is_said(folder: Path) -> None:
    with pytest.raises(DatasetError, match=re.escape(f"in one of these folders: {folder}")):
        default_name(find_datasets())


# --- By other names --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "name"),
    [
        (("train.h5", "test.h5"), "pets"),
        (("train.hdf5", "test.hdf5"), "pets"),
        (("train_own.hdf5", "test_own.h5"), "own"),
        (("train_own.H5", "test_own.HDF5"), "own"),
    ],
)
def test_a_pair_may_be_called_otherwise(folder: Path, files: tuple[str, str], name: str) -> None:
    (folder / "pets").mkdir()
    for half, file in zip(("train", "test"), files, strict=True):
        write_lesson_file(folder / "pets" / file, half, pair_arrays())
    catalogue = find_datasets([folder / "pets"])
    assert (catalogue.names, catalogue.problems) == ((name,), ())


@pytest.mark.parametrize("ending", ["hdf5", "H5"])
def test_both_halves_may_lie_in_one_file(folder: Path, ending: str) -> None:
    with h5py.File(folder / f"one.{ending}", "w") as file:
        for key, values in pair_arrays().items():
            half, what = key.split("_")
            file[f"{half}_set_{'x' if what == 'pictures' else 'y'}"] = values
        file["list_classes"] = [b"non-cat", b"cat"]
    assert find_datasets().names == ("one",)
    write_lesson_pair(folder, "mine", pair_arrays())
    assert get_dataset("one").fingerprint == get_dataset("mine").fingerprint


def test_a_pair_by_another_name_is_told(folder: Path) -> None:
    for half in ("train", "test"):
        write_lesson_file(folder / f"cats-{half}.h5", half, pair_arrays())
    told = [translator("en").text(problem) for problem in find_datasets().problems]
    assert [sentence.split(",")[0] for sentence in told] == ["cats-test.h5", "cats-train.h5"]
    assert "its keys are: list_classes, train_set_x, train_set_y" in told[1].replace("Its", "its")


def test_a_folder_that_gives_nothing_is_told_with_what_lies_there(folder: Path) -> None:
    (folder / "notes.txt").write_text("a cat")
    folders = [folder, folder / "absent", folder / "notes.txt"]
    told = [translator("en").text(problem) for problem in find_datasets(folders).problems]
    assert "there is no data set" in told[0]
    assert told[0].endswith("What lies there: notes.txt.")
    assert f"{folder / 'absent'}, which is not there" in told[1]
    assert f"{folder / 'notes.txt'}, which is a file" in told[2]


# --- Reading anew ----------------------------------------------------------------------------


def test_a_data_set_is_read_once_until_a_file_changes(lesson_folder: Path) -> None:
    first = get_dataset("mine")
    assert get_dataset("mine") is first
    changed = pair_arrays() | {"train_pictures": pair_arrays()["train_pictures"] ^ 255}
    write_pair(lesson_folder, build_dataset("mine", **changed, classes=CLASSES))
    second = get_dataset("mine")
    np.testing.assert_array_equal(second.train_pictures, changed["train_pictures"])
    assert second.fingerprint != first.fingerprint


def test_a_file_changed_in_place_is_read_anew(lesson_folder: Path) -> None:
    path = lesson_folder / "train_mine.h5"
    first, before = get_dataset("mine"), path.stat()
    edit_file(
        lesson_folder, "train", lambda file: file[X].write_direct(pair_arrays()["train_pictures"] ^ 255)
    )
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))
    assert (path.stat().st_size, path.stat().st_ino) == (before.st_size, before.st_ino)
    np.testing.assert_array_equal(get_dataset("mine").train_pictures, first.train_pictures ^ 255)


def test_only_four_data_sets_are_kept(folder: Path) -> None:
    for index in range(5):
        write_lesson_pair(folder, f"n{index}", pair_arrays())
    kept = [get_dataset(f"n{index}") for index in range(5)]
    assert get_dataset("n4") is kept[4]
    assert get_dataset("n0") is not kept[0]


def test_looking_at_many_data_sets_reads_each_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for index in range(6):
        write_lesson_pair(folder, f"n{index}", pair_arrays())
    (folder / "train_n5.h5").write_bytes(b"no HDF5 file")
    names = find_datasets().names
    monkeypatch.setattr(reading, "Guard", None)
    assert find_datasets().names == names == ("n0", "n1", "n2", "n3", "n4")


# --- What is wrong with a file ---------------------------------------------------------------

X, Y, NAMES = "train_set_x", "train_set_y", "list_classes"


def delete(key: str) -> Edit:
    return lambda file: file.pop(key)


def empty_group(file: h5py.File) -> None:
    del file[X]
    file.create_group(X)


def no_value(file: h5py.File) -> None:
    del file[X]
    file[X] = h5py.Empty(np.uint8)


def soft_link(file: h5py.File) -> None:
    file.move(X, "elsewhere")
    file[X] = h5py.SoftLink("/elsewhere")


def link_to_another_file(file: h5py.File) -> None:
    del file[X]
    file[X] = h5py.ExternalLink("test_mine.h5", "test_set_x")


def data_in_another_file(file: h5py.File) -> None:
    del file[X]
    file.create_dataset(X, (5, 4, 2, 3), np.uint8, external=[("raw.bin", 0, 120)])


def virtual(file: h5py.File) -> None:
    del file[X]
    layout = h5py.VirtualLayout((5, 4, 2, 3), np.uint8)
    layout[:3] = h5py.VirtualSource("test_mine.h5", "test_set_x", (3, 4, 2, 3))
    file.create_virtual_dataset(X, layout)


def far_too_large(file: h5py.File) -> None:
    del file[X]
    file.create_dataset(X, (10**6, 64, 64, 3), np.uint8, chunks=(1, 64, 64, 3))


def large_chunk(file: h5py.File) -> None:
    del file[X]
    file.create_dataset(
        X, (5, 4, 2, 3), np.uint8, chunks=(5, 10**4, 10**4, 3), maxshape=(None,) * 4, compression="gzip"
    )


def type_unknown_to_numpy(file: h5py.File) -> None:
    del file[Y]
    h5py.h5d.create(file.id, Y.encode(), h5py.h5t.UNIX_D32LE, h5py.h5s.create_simple((5,)))


def number_too_wide_for_numpy(file: h5py.File) -> None:
    del file[Y]
    wide = h5py.h5t.IEEE_F64LE.copy()
    wide.set_size(64)
    wide.set_precision(512)
    wide.set_fields(511, 480, 31, 0, 480)
    h5py.h5d.create(file.id, Y.encode(), wide, h5py.h5s.create_simple((5,)))


FAULTS: list[tuple[Edit, list[str]]] = [
    (delete(X), ["no key “train_set_x”", "its keys are: list_classes, train_set_y"]),
    (delete(Y), ["no key “train_set_y”"]),
    (lambda file: file.clear(), ["no key “train_set_x”", "its keys are: none"]),
    (empty_group, ["“train_set_x”", "group"]),
    (soft_link, ["“train_set_x”", "points to somewhere else"]),
    (link_to_another_file, ["“train_set_x”", "points to somewhere else"]),
    (data_in_another_file, ["“train_set_x”", "points to somewhere else"]),
    (virtual, ["“train_set_x”", "points to somewhere else"]),
    (far_too_large, ["“train_set_x”", "declares 11,719 MB", "at most 256 MB"]),
    (large_chunk, ["“train_set_x”", "declares 1,431 MB", "at most 256 MB"]),
    (put(X, np.zeros((5, 4, 2, 3), complex)), ["“train_set_x”", "complex", "uint8"]),
    (put(X, np.zeros((5, 24), np.uint8)), ["“train_set_x”", "(5, 24)", "(pictures, height, width, 3)"]),
    (put(X, np.zeros((5, 4, 2, 4), np.uint8)), ["“train_set_x”", "(5, 4, 2, 4)"]),
    (no_value, ["“train_set_x”", "shape None"]),
    (put(X, np.zeros((0, 4, 2, 3), np.uint8)), ["“train_set_x”", "(0, 4, 2, 3)", "no pictures"]),
    (put(X, np.zeros((5, 0, 2, 3), np.uint8)), ["“train_set_x”", "(5, 0, 2, 3)", "no pictures"]),
    (put(X, np.zeros((6, 4, 2, 3), np.uint8)), ["“train_set_x”", "pictures 6", "“train_set_y”", "labels 5"]),
    (put(Y, np.full(5, 0.5)), ["“train_set_y”", "float64", "whole numbers", "y > 0.5"]),
    (put(Y, [b"cat"] * 5), ["“train_set_y”", "type object", "whole numbers"]),
    (put(Y, np.ones((5, 2), int)), ["“train_set_y”", "(5, 2)", "(1, pictures)"]),
    (put(Y, 1), ["“train_set_y”", "shape ()"]),
    (type_unknown_to_numpy, ["cannot be read"]),
    (number_too_wide_for_numpy, ["cannot be read"]),
    (put(NAMES, [b"a", b"b", b"c"]), ["“list_classes”", "3 names", "two different classes"]),
    (put(NAMES, [1, 2, 3]), ["“list_classes”", "int64", "two different classes"]),
    (put(NAMES, [b"cat", b"cat"]), ["“list_classes”", "cat, cat", "two different classes"]),
    (put(NAMES, [b"cat", b" "]), ["“list_classes”", "two different classes"]),
    (put(NAMES, [b"cat", b"\xff"]), ["names of the classes differ", "“cat, я”"]),  # not UTF-8: guessed
    (put(NAMES, [b"cat", b"x" * 61]), ["“list_classes”", "two different classes"]),
    (put(NAMES, [b"dog", b"cat"]), ["train_mine.h5: “dog, cat”", "test_mine.h5: “non-cat, cat”"]),
    (put(X, np.zeros((5, 2, 4, 3), np.uint8)), ["train_mine.h5: 2 x 4", "test_mine.h5: 4 x 2"]),
    (put(Y, [0, 1, 2, 1, 0]), ["“train_set_y”", "0, 1, 2", "only 0 and 1"]),
    (put(Y, [0, 1, -1, 1, 0]), ["“train_set_y”", "-1, 0, 1", "only 0 and 1"]),
    (put(Y, np.array([0, 1, 2**64 - 1, 1, 0], np.uint64)), ["“train_set_y”", "0, 1, 18446744073709551615"]),
    (put(Y, [1, 1, 1, 1, 1]), ["“train_set_y”", "only the label 1", "both classes"]),
]


def check_refusal(said: str, parts: list[str]) -> None:
    for part in ["train_mine.h5", *parts]:
        assert part in said
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize(("edit", "parts"), FAULTS)
def test_a_fault_is_seen_in_the_list(lesson_folder: Path, edit: Edit, parts: list[str]) -> None:
    edit_file(lesson_folder, "train", edit)
    catalogue = find_datasets()
    assert catalogue.names == ()
    (problem,) = catalogue.problems
    check_refusal(translator("en").text(problem), parts)
    assert translator("zh").text(problem).endswith("。")
    check_refusal(refusal(), parts)


def test_a_test_set_of_one_class_is_refused(lesson_folder: Path) -> None:
    edit_file(lesson_folder, "test", put("test_set_y", [0, 0, 0]))
    assert "test_mine.h5: “test_set_y” holds only the label 0" in refusal()


def test_a_link_to_another_file_is_never_followed(lesson_folder: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)  # opening it would wait for ever

    def link(file: h5py.File) -> None:
        del file[X]
        file[X] = h5py.ExternalLink(str(fifo), "x")

    edit_file(lesson_folder, "train", link)
    assert "points to somewhere else" in refusal()


@pytest.mark.parametrize("content", [b"", b"no HDF5 file", b"\x89PNG\r\n\x1a\n" + bytes(1000)])
def test_another_kind_of_file_is_refused(lesson_folder: Path, content: bytes) -> None:
    (lesson_folder / "train_mine.h5").write_bytes(content)
    check_refusal(refusal(), ["not an HDF5 file"])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_a_file_cut_off_is_refused(lesson_folder: Path, share: float) -> None:
    path = lesson_folder / "train_mine.h5"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    check_refusal(refusal(), ["damaged or was cut off"])


def test_pixels_that_cannot_be_unpacked_are_refused(folder: Path) -> None:
    path, _ = write_pair(folder, build_dataset("mine", **pair_arrays(200), classes=CLASSES))
    with h5py.File(path) as file:
        chunk = file[X].id.get_chunk_info(0)
    content = bytearray(path.read_bytes())
    content[chunk.byte_offset : chunk.byte_offset + chunk.size] = b"\0" * chunk.size
    path.write_bytes(content)
    check_refusal(refusal(), ["“train_set_x”", "cannot be read"])


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused(lesson_folder: Path, make: Callable[[Path], None]) -> None:
    (lesson_folder / "train_mine.h5").unlink()
    make(lesson_folder / "train_mine.h5")
    check_refusal(refusal(), ["cannot be opened"])


def test_a_missing_partner_is_said_when_the_data_set_is_asked_for(lesson_folder: Path) -> None:
    (lesson_folder / "test_mine.h5").unlink()
    check_refusal(refusal(), ["put test_mine.h5 beside it"])


def test_an_unknown_name_is_answered_with_the_known_ones(lesson_folder: Path) -> None:
    write_lesson_pair(lesson_folder, "drawncats", pair_arrays())
    assert refusal("yours") == "There is no data set called “yours”; the known ones are: drawncats, mine."


@pytest.mark.usefixtures("workers")
def test_a_good_pair_is_read_in_a_worker(lesson_folder: Path) -> None:
    assert find_datasets().names == ("mine",)
    np.testing.assert_array_equal(get_dataset("mine").train_pictures, pair_arrays()["train_pictures"])


@pytest.mark.usefixtures("workers")
@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("tree of names, in a circle", "failed in a way that was not foreseen"),
        ("heap of names in a circle", "longer than 1 seconds"),
        ("external storage of a pipe", "points to somewhere else"),
    ],
)
def test_no_file_ends_or_freezes_the_server(
    name: str, part: str, lesson_folder: Path, tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "longer" in part:
        monkeypatch.setattr(reading, "SECONDS", 1)
    secrets = tmp_path_factory.mktemp("secrets")
    hostile.plant(secrets)
    (lesson_folder / "train_mine.h5").write_bytes(hostile.CASES[name].make(secrets))
    check_refusal(refusal(), [part])
    # It is not read again: that would freeze every page for as long.
    monkeypatch.setattr(reading, "Guard", None)
    check_refusal(refusal(), [part])


def test_a_computer_without_room_is_asked_again(lesson_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*arguments: Any, **options: Any) -> None:
        raise Unavailable(Message("intake.guard.no_process"))

    with monkeypatch.context() as patch:
        patch.setattr(Here, "run", no_room)
        check_refusal(refusal(), ["test_mine.h5", "no room to read a file"])
    assert find_datasets().names == ("mine",)
    for index in range(4):  # as many as are kept
        write_lesson_pair(lesson_folder, f"n{index}", pair_arrays())
        get_dataset(f"n{index}")
    monkeypatch.setattr(Here, "run", no_room)
    check_refusal(refusal(), ["test_mine.h5", "no room to read a file"])


def test_a_large_file_has_more_time(lesson_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(guard: Here, *arguments: Any, **options: Any) -> None:
        raise Refused(Message("intake.guard.time", limit=guard.limits.seconds))

    monkeypatch.setattr(Here, "run", stop)
    with (lesson_folder / "train_mine.h5").open("r+b") as file:
        file.truncate(80 * 2**20)
    check_refusal(refusal(), [f"longer than {reading.SECONDS + 10} seconds"])


def test_a_file_that_cannot_be_opened_is_asked_for_again(
    lesson_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(path: Path) -> bytes:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", locked)
        check_refusal(refusal(), ["cannot be opened"])
    assert find_datasets().names == ("mine",)


def test_a_file_far_too_long_is_not_even_opened(lesson_folder: Path) -> None:
    with (lesson_folder / "train_mine.h5").open("r+b") as file:
        file.truncate(2**40)
    check_refusal(refusal(), ["test_mine.h5", "at most 272 MB are accepted"])


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"train_pictures": np.zeros((5, 4, 2, 3))}, "mine: “train_pictures” holds numbers of type float64"),
        ({"test_labels": np.array([0, 1])}, "“test_pictures” and “test_labels” do not match"),
        ({"classes": ("cat", "cat")}, "mine: “classes” holds cat, cat"),
        ({"classes": ("cat",)}, "mine: “classes” holds cat"),
    ],
)
def test_arrays_are_checked_like_files(change: dict[str, Any], part: str) -> None:
    with pytest.raises(DatasetError, match=re.escape(part)):
        build_dataset("mine", **{"classes": CLASSES, **pair_arrays(), **change})


# --- The photos of the lesson ----------------------------------------------------------------


def test_the_photos_are_those_of_the_lesson(photos: Dataset) -> None:
    assert photos.train_pictures.shape == (209, 64, 64, 3)
    assert photos.test_pictures.shape == (50, 64, 64, 3)
    assert photos.X_train.shape == (12288, 209)
    assert photos.classes == ("non-cat", "cat")
    assert int(photos.train_labels.sum()) == 72
    assert photos.test_baseline == Baseline(66.0, 1, "cat")
    # The lesson's own "sanity check after reshaping".
    np.testing.assert_array_equal(photos.train_pictures.reshape(209, -1).T[:5, 0], [17, 31, 56, 22, 33])


@pytest.mark.parametrize("count", [6, 60])  # fewer pictures than numbers in one, and more
def test_the_memory_of_a_data_set_is_that_of_its_arrays_once_it_is_trained_on(count: int) -> None:
    random = np.random.default_rng(0)
    half = random.integers(0, 256, (count, 4, 4, 3), dtype=np.uint8), np.arange(count) % 2 == 0
    dataset = build_dataset(
        "any",
        train_pictures=half[0],
        train_labels=half[1],
        test_pictures=half[0],
        test_labels=half[1],
        classes=("one", "other"),
    )
    form = dataset.prepared.form
    kept = form.gram if isinstance(form, GramForm) else form.X1
    arrays = (dataset.train_pictures, dataset.test_pictures, dataset.X_train, dataset.X_test, kept)
    assert dataset.working_bytes == sum(array.nbytes for array in arrays)
    assert np.shares_memory(dataset.X_train, dataset.prepared.X)
