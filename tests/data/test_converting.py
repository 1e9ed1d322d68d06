"""What is exact but stored as another type is the same data set, and told; what is ambiguous is refused."""

import io
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from playground.collection.loading import get_dataset
from playground.data.checking import build_dataset
from playground.data.contents import Dataset
from playground.intake.limits import Limits
from playground.intake.refusal import Refused
from playground.intake.server.guard import Guard
from playground.intake.server.pairs import read_pair
from playground.words.catalogue import LANGUAGES, translator
from tests.hostile.forks import Here

RNG = np.random.default_rng(5)
PICTURES = RNG.integers(0, 256, (6, 8, 7, 3), np.uint8)
LABELS = np.array([0, 1, 1, 0, 1, 0])
NAMES = np.array([b"other", b"cat"])


def write(
    half: str, pictures: Any = PICTURES, labels: Any = LABELS, names: Any = NAMES, **options: Any
) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file.create_dataset(f"{half}_set_x", data=pictures, **options)
        file[f"{half}_set_y"] = labels
        if names is not None:
            file["list_classes"] = names
    return content.getvalue()


def read(train: bytes, test: bytes | None = None, limits: Limits | None = None) -> Dataset:
    return read_pair(train, test or write("test"), name="mine", guard=Here(limits or Limits()))


def plain(pictures: np.ndarray = PICTURES, classes: tuple[str, str] = ("other", "cat")) -> Dataset:
    """Return the data set that the arrays of bytes make, without any file."""
    arrays = {"train_pictures": pictures, "train_labels": LABELS}
    return build_dataset("mine", **arrays, test_pictures=PICTURES, test_labels=LABELS, classes=classes)


def keys(dataset: Dataset) -> list[str]:
    for language in LANGUAGES:
        for note in dataset.notes:
            assert translator(language).text(note).endswith((".", "。"))
    return [note.key.removeprefix("datasets.converted.") for note in dataset.notes]


@pytest.mark.parametrize(
    ("pictures", "told"),
    [
        (PICTURES, []),
        (PICTURES.astype(np.int64), ["whole"]),
        (PICTURES.astype(np.int32), ["whole"]),
        (PICTURES.astype(">u4"), ["whole"]),
        (PICTURES.astype(np.int16), ["whole"]),
        (PICTURES.astype(np.float64), ["whole"]),
        (PICTURES.astype(np.float16), ["whole"]),
        (PICTURES / 255, ["unit"]),
        ((PICTURES / 255).astype(np.float32), ["unit"]),
        (PICTURES / 255.0 + 1e-3 * (PICTURES == 0), ["rounded"]),
    ],
)
@pytest.mark.parametrize("options", [{}, {"chunks": (4, 3, 7, 2), "compression": "gzip"}])
def test_pictures_of_another_type_are_the_same(pictures: np.ndarray, told: list[str], options: Any) -> None:
    found = read(write("train", pictures, **options))
    assert found.fingerprint == plain().fingerprint
    assert keys(found) == told


@pytest.mark.parametrize("shape", [(6, 8, 7), (6, 8, 7, 1)])
@pytest.mark.parametrize("factor", [1, 255])
def test_grey_pictures_have_three_equal_colours(shape: tuple[int, ...], factor: int) -> None:
    grey = PICTURES[..., 0].reshape(shape)
    stored = grey if factor == 1 else grey / factor
    found = read(write("train", stored))
    assert found.fingerprint == plain(np.stack([PICTURES[..., 0]] * 3, axis=-1)).fingerprint
    assert keys(found) == ["grey"] if factor == 1 else ["unit", "grey"]


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (LABELS.astype(np.float64), ["labels_float"]),
        (LABELS.astype(np.float32)[np.newaxis], ["labels_float"]),
        (LABELS[:, np.newaxis], ["column"]),
        (LABELS[np.newaxis], []),
        (2 * LABELS - 1, ["signs"]),
        ((2.0 * LABELS - 1)[:, np.newaxis], ["labels_float", "column", "signs"]),
        (np.eye(2, dtype=int)[LABELS], ["one_hot"]),
        (np.eye(2)[LABELS], ["labels_float", "one_hot"]),
        (np.eye(2)[LABELS].T, ["labels_float", "one_hot"]),
        (np.eye(2, dtype=bool)[LABELS], ["one_hot"]),
    ],
)
def test_labels_of_another_type_are_the_same(labels: np.ndarray, told: list[str]) -> None:
    found = read(write("train", labels=labels))
    assert found.fingerprint == plain().fingerprint
    assert keys(found) == told


@pytest.mark.parametrize(
    ("train", "test", "classes", "told"),
    [
        (None, NAMES, ("other", "cat"), 1),
        (NAMES, None, ("other", "cat"), 1),
        (np.array([0, 1]), NAMES, ("other", "cat"), 1),
        (None, None, ("0", "1"), 2),
        (np.array([0, 1]), np.array([0.0, 1.0]), ("0", "1"), 2),
    ],
)
def test_names_that_a_file_lacks_are_those_of_the_other(
    train: Any, test: Any, classes: tuple[str, str], told: int
) -> None:
    found = read(write("train", names=train), write("test", names=test))
    assert found.fingerprint == plain(classes=classes).fingerprint
    assert keys(found) == ["names"] * told


STEPS = np.linspace(0, 1, PICTURES.size).reshape(PICTURES.shape)


@pytest.mark.parametrize(
    ("pictures", "doubt"),
    [
        (2 * STEPS - 1, "negative"),
        ((PICTURES - 127.5) / 60, "negative"),
        (PICTURES + 0.5 * (PICTURES == 7), "fractions"),
        (PICTURES.astype(np.int64) * 257, "beyond"),
        (PICTURES.astype(np.uint16) * 257, "sixteen"),
        ((PICTURES // 2).astype(np.int8), "signed"),
        ((PICTURES > 99).astype(np.float64), "zero_one"),
        ((PICTURES > 99).astype(np.int64), "zero_one"),
        ((PICTURES > 99).astype(np.uint8), "zero_one"),
        (np.where(PICTURES == 7, np.nan, PICTURES), "nan"),
        (np.where(PICTURES == 7, np.inf, PICTURES), "nan"),
    ],
)
def test_what_could_mean_several_things_is_refused_with_a_line_that_mends_it(
    pictures: np.ndarray, doubt: str
) -> None:
    with pytest.raises(Refused) as caught:
        read(write("train", pictures))
    assert caught.value.message.values["why"].key == f"datasets.doubt.{doubt}"
    assert str(pictures.dtype) in str(caught.value)
    names: dict[str, Any] = {"np": np, "x": pictures}
    exec(caught.value.message.values["line"], names)
    assert read(write("train", names["x"])).train_pictures.max() > 99


@pytest.mark.parametrize(
    "pictures",
    [
        np.concatenate([PICTURES, PICTURES[..., :1]], axis=3),
        np.moveaxis(np.concatenate([PICTURES, PICTURES[..., :1]], axis=3), 3, 1),
        np.moveaxis(PICTURES, 0, -1),
        np.moveaxis(np.concatenate([PICTURES, PICTURES[..., :1]], axis=3), 0, -1),
        PICTURES.transpose(3, 1, 2, 0),
        PICTURES[:, np.newaxis],
        PICTURES.reshape(6, -1),
        PICTURES.reshape(6, -1).T,
    ],
)
def test_another_shape_is_refused_with_a_line_that_mends_it(pictures: np.ndarray) -> None:
    with pytest.raises(Refused) as caught:
        read(write("train", pictures))
    names: dict[str, Any] = {"np": np, "x": pictures, "height": 8, "width": 7}
    exec(caught.value.message.values["line"], names)
    assert read(write("train", names["x"])).fingerprint == plain().fingerprint


@pytest.mark.parametrize("columns", [True, False])
@pytest.mark.parametrize(("side", "colours"), [(8, 3), (9, 1)])
def test_the_line_for_flat_pictures_has_their_numbers(columns: bool, side: int, colours: int) -> None:
    """As the lesson makes its matrix: ``X = x.reshape(m, -1).T``."""
    square = RNG.integers(0, 256, (6, side, side, colours), np.uint8)
    flat = square.reshape(6, -1)
    with pytest.raises(Refused) as caught:
        read(write("train", flat.T if columns else flat))
    names: dict[str, Any] = {"x": flat.T if columns else flat}
    exec(caught.value.message.values["line"], names)
    np.testing.assert_array_equal(names["x"].reshape(square.shape), square)
    if colours == 3:  # as CIFAR is written
        first = np.moveaxis(square, 3, 1).reshape(6, -1)
        names = {"x": first.T if columns else first}
        exec(caught.value.message.values["other"], names)
        np.testing.assert_array_equal(np.moveaxis(names["x"], 1, 3), square)


@pytest.mark.parametrize("shape", [(6, 1, 192), (6, 3, 64), (6, 64, 3)])
def test_rows_of_points_are_no_low_pictures(shape: tuple[int, ...]) -> None:
    square = RNG.integers(0, 256, (6, 8, 8, 3), np.uint8)
    flat = (np.moveaxis(square, 3, 1) if shape[1] == 3 else square).reshape(shape)
    with pytest.raises(Refused) as caught:
        read(write("train", flat))
    names: dict[str, Any] = {"x": flat}
    exec(caught.value.message.values["line"], names)
    found = read(write("train", names["x"]), write("test", square))
    np.testing.assert_array_equal(found.train_pictures, square)


def test_colours_before_height_and_width_have_one_meaning() -> None:
    found = read(write("train", np.moveaxis(PICTURES, 3, 1), chunks=(4, 2, 3, 7)))
    assert found.fingerprint == plain().fingerprint
    assert keys(found) == ["colours_first"]
    found = read(write("train", PICTURES[:, np.newaxis, :, :, 0]))
    assert found.fingerprint == plain(np.stack([PICTURES[..., 0]] * 3, axis=-1)).fingerprint
    assert keys(found) == ["colours_first", "grey"]


def test_colours_that_may_be_the_width_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        read(write("train", np.moveaxis(PICTURES[:, :, :4], 3, 1)))
    assert caught.value.message.values["line"] == "x = np.moveaxis(x, 1, -1)"


def test_true_is_white() -> None:
    found = read(write("train", PICTURES > 99))
    assert found.fingerprint == plain(np.where(PICTURES > 99, 255, 0).astype(np.uint8)).fingerprint
    assert keys(found) == ["black_white"]


def test_labels_that_are_words_are_refused_with_a_line_that_mends_them() -> None:
    words = np.where(LABELS, b"dog", b"cat")
    with pytest.raises(Refused) as caught:
        read(write("train", labels=words))
    names: dict[str, Any] = {"np": np, "y": words}
    exec(str(caught.value).split("Python: “")[1].split("”")[0], names)
    found = read(write("train", labels=names["y"], names=names["names"]), write("test", names=names["names"]))
    assert found.fingerprint == plain(classes=("cat", "dog")).fingerprint


@pytest.mark.parametrize("count", [1, 3])
def test_another_number_of_names_is_refused_with_a_line_that_mends_it(count: int) -> None:
    with pytest.raises(Refused) as caught:
        read(write("train", names=np.array([b"a", b"b", b"c"][:count])))
    names: dict[str, Any] = {"np": np}
    exec(str(caught.value).split("“")[-1].split("”")[0], names)
    assert read(write("train", names=names["names"])).classes == ("other", "cat")


@pytest.mark.parametrize(
    "labels",
    [
        LABELS + 0.5,
        np.where(LABELS, np.nan, 0),
        np.array([1e300] * 6),
        LABELS + 1,
        np.ones((6, 2)),
        np.eye(6)[::-1][[1, 0, 2, 3, 5, 4]] * 0.5,
        np.roll(np.eye(6, dtype=int), 1, axis=0),  # by rows and by columns another label
    ],
)
def test_labels_that_are_not_clear_are_refused(labels: np.ndarray) -> None:
    with pytest.raises(Refused, match=r"[Ii]n Python: “y = "):
        read(write("train", labels=labels))


@given(hnp.arrays(np.uint8, (2, 3, 5, 3), elements=st.integers(0, 255)), st.sampled_from(["f2", "f4", "f8"]))
def test_every_byte_comes_back_from_its_share_of_255(pictures: np.ndarray, kind: str) -> None:
    pictures[0, 0, 0, 0] = 7  # not only black and white
    labels = {"labels": [0, 1]}
    found = read(write("train", (pictures / 255).astype(kind), **labels), write("test", pictures, **labels))
    np.testing.assert_array_equal(found.train_pictures, pictures)


def test_what_counts_is_how_large_the_bytes_become() -> None:
    whole = PICTURES.astype(np.float64)
    assert read(write("train", whole), limits=Limits(unpacked_bytes=PICTURES.size)).notes
    with pytest.raises(Refused, match=r"at most 0\.000960 MB"):
        read(write("train", whole), limits=Limits(unpacked_bytes=PICTURES.size - 1))
    with pytest.raises(Refused, match=r"at most 0\.000960 MB"):
        read(write("train", PICTURES[..., :1]), limits=Limits(unpacked_bytes=PICTURES.size - 1))
    # A chunk is unpacked whole.
    with pytest.raises(Refused, match=r"declares 0\.008 MB of data, but at most 0\.0010 MB"):
        read(write("train", whole, chunks=whole.shape), limits=Limits(unpacked_bytes=PICTURES.size))


@pytest.mark.slow  # a worker: only there is memory limited
def test_large_numbers_stay_within_a_worker_s_memory() -> None:
    """5,000 pictures of 64 x 64 as float64 are 490 MB, as bytes 61; the worker may take 512 in all."""
    pictures = np.zeros((5000, 64, 64, 3), np.float32)
    pictures[:, 0] = 7
    train = write("train", pictures, np.arange(5000) % 2, chunks=(16, 64, 64, 3), compression=1, dtype="f8")
    test = write("test", PICTURES[:2, :1, :1].repeat(64, 1).repeat(64, 2), [0, 1])
    found = read_pair(train, test, guard=Guard(Limits(seconds=60)))
    assert found.train_pictures.sum(dtype=np.int64) == 7 * 5000 * 64 * 3


def test_the_files_in_a_folder_are_named_in_the_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(tmp_path))
    (tmp_path / "train_float.h5").write_bytes(write("train", PICTURES / 255))
    (tmp_path / "test_float.h5").write_bytes(write("test", names=None))
    told = [translator("en").text(note) for note in get_dataset("float").notes]
    assert [sentence.split()[0].rstrip(":") for sentence in told] == ["test_float.h5", "train_float.h5"]
