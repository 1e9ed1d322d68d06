"""HDF5 files that leave a choice: several classes, both halves or none in one file, other keys."""

import io
from typing import Any

import h5py
import numpy as np
import pytest

from playground.data.building import BuildingError
from playground.intake.limits import Limits
from playground.intake.refusal import Refused
from playground.intake.server.tables import Table, read_table
from playground.intake.wire import Answer
from playground.words.catalogue import LANGUAGES, translator
from tests.hostile import hdf5 as hostile
from tests.hostile.forks import Here

RNG = np.random.default_rng(5)
PICTURES = RNG.integers(0, 256, (12, 6, 5, 3), np.uint8)
DIGITS = np.array([3, 5, 8] * 4)


def write(**arrays: Any) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        for key, values in arrays.items():
            file[key] = values
    return content.getvalue()


def read(*files: bytes) -> Table:
    return read_table(files, guard=Here(Limits()))


@pytest.mark.parametrize(
    "keys",
    [
        ("train_set_x", "train_set_y", "test_set_x", "test_set_y"),
        ("train_x", "train_y", "test_x", "test_y"),
        ("x_train", "y_train", "x_test", "y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
        ("X_train", "Y_train", "X_test", "Y_test"),
        ("train_data", "train_labels", "val_data", "val_labels"),
        ("train/images", "train/labels", "Test/images", "Test/labels"),
        ("training_img", "training_target", "testing_img", "testing_target"),
        ("trainX", "trainY", "testX", "testY"),
        ("xtrain", "ytrain", "xval", "yval"),
    ],
)
def test_both_halves_in_one_file_stay_divided(keys: tuple[str, ...]) -> None:
    table = read(write(**dict(zip(keys, (PICTURES[:8], DIGITS[:8], PICTURES[8:], DIGITS[8:]), strict=True))))
    assert table.is_split
    assert (table.classes, table.named, table.count()) == (("3", "5", "8"), False, [4, 4, 4])
    data = table.choose("mine", (0, 2), ("three", "eight"))
    chosen = np.isin(DIGITS, (3, 8))
    np.testing.assert_array_equal(data.train_pictures, PICTURES[:8][chosen[:8]])
    np.testing.assert_array_equal(data.test_pictures, PICTURES[8:][chosen[8:]])
    np.testing.assert_array_equal(data.train_labels[0], (DIGITS[:8] == 8)[chosen[:8]])
    np.testing.assert_array_equal(data.test_labels[0], (DIGITS[8:] == 8)[chosen[8:]])
    assert data.classes == ("three", "eight")


@pytest.mark.parametrize(
    "keys",
    [
        *(("x", "y"), ("X", "Y"), ("images", "labels"), ("train_set_x", "train_set_y"), ("img", "label")),
        *(("data", "target"), ("train/x", "train/y")),
    ],
)
def test_one_file_is_split_by_chance_in_each_class(keys: tuple[str, str]) -> None:
    table = read(write(**dict(zip(keys, (PICTURES, DIGITS), strict=True))))
    assert not table.is_split
    data = table.choose("mine", (1, 0), ("5", "3"), test_share=0.25, seed=3)
    assert [int((labels == 1).sum()) for labels in (data.train_labels, data.test_labels)] == [3, 1]
    assert [int((labels == 0).sum()) for labels in (data.train_labels, data.test_labels)] == [3, 1]
    told = {each.tobytes() for each in (*data.train_pictures, *data.test_pictures)}
    assert told == {each.tobytes() for each in PICTURES[DIGITS != 8]}
    assert table.choose("a", (1, 0), ("5", "3"), test_share=0.25, seed=3).fingerprint == data.fingerprint
    assert table.choose("a", (1, 0), ("5", "3"), test_share=0.25, seed=4).fingerprint != data.fingerprint


@pytest.mark.parametrize(
    ("labels", "names", "classes", "named"),
    [
        (DIGITS, None, ("3", "5", "8"), False),
        (DIGITS, np.arange(10), ("3", "5", "8"), False),
        (DIGITS, [f"n{digit}" for digit in range(10)], ("n3", "n5", "n8"), True),
        (DIGITS, ["a", "b", "c"], ("3", "5", "8"), False),
        (DIGITS - 5, ["a", "b", "c"], ("-2", "0", "3"), False),
        (np.eye(3)[np.arange(12) % 3], ["a", "b", "c"], ("a", "b", "c"), True),
        (np.arange(12) % 3 + 0.0, None, ("0", "1", "2"), False),
        (2 * (np.arange(12) % 2) - 1, ["a", "b"], ("a", "b"), True),
        (np.arange(12) % 2 + 1, None, ("1", "2"), False),
        (np.arange(12) % 2, [["a"], ["b"]], ("a", "b"), True),
        (np.arange(12) % 2, [["a", "b"]], ("a", "b"), True),
        (np.arange(12) % 2, [[0], [1]], ("0", "1"), False),
        (np.arange(12) % 2, [b"a ", b"b  "], ("a", "b"), True),  # filled up to one length
    ],
)
def test_classes_are_called_as_the_file_says_or_by_their_labels(
    labels: np.ndarray, names: Any, classes: tuple[str, ...], named: bool
) -> None:
    table = read(write(x=PICTURES, y=labels, **({} if names is None else {"list_classes": names})))
    assert (table.classes, table.named) == (classes, named)


@pytest.mark.parametrize("key", ["class_names", "label_names"])
def test_names_of_classes_have_other_keys_too(key: str) -> None:
    assert read(write(x=PICTURES, y=np.arange(12) % 2, **{key: ["a", "b"]})).classes == ("a", "b")


@pytest.mark.parametrize(("page", "classes"), [("cp949", ("개", "고양이")), ("cp1253", ("γάτα", "σκύλος"))])
def test_names_in_another_code_page_are_guessed_told_and_can_be_changed(
    page: str, classes: tuple[str, str]
) -> None:
    names = np.array([name.encode(page) for name in classes])
    table = read(write(x=PICTURES, y=np.arange(12) % 2, list_classes=names))
    assert (table.classes, table.named) == (classes, False)
    (note,) = table.notes
    assert (note.key, note.values["page"].key) == ("hdf5.guessed", f"zips.pages.{page}")


@pytest.mark.parametrize("link", [h5py.SoftLink("/real"), h5py.ExternalLink("other.h5", "/")])
def test_a_group_that_lies_elsewhere_is_not_looked_into(link: Any) -> None:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file["real/x"], file["real/y"] = PICTURES, DIGITS
        file["train"] = link
    with pytest.raises(Refused, match="its keys are: real, train"):
        read(content.getvalue())


def test_an_ordinary_pair_leaves_no_choice() -> None:
    table = read(hostile.good(), hostile.good("test"))
    assert table.leaves_no_choice
    data = table.choose("mine", (0, 1), ("non-cat", "cat"))
    np.testing.assert_array_equal(data.train_pictures, hostile.pictures())
    np.testing.assert_array_equal(data.train_labels, [[0, 1, 0, 1, 0]])
    assert not read(write(x=PICTURES, y=DIGITS % 2)).leaves_no_choice


@pytest.mark.parametrize(
    ("files", "part"),
    [
        ([b"a cat"], "not an HDF5 file"),
        ([write(a=PICTURES)], "no key “train_set_x”, which the lesson's layout asks for; its keys are: a"),
        ([write(x=PICTURES, y=np.ones(12, int))], "only the label 1"),
        ([write(x=np.zeros((1200, 5, 5, 3), np.uint8), y=np.arange(1200))], "1,200 different labels"),
        ([write(x=PICTURES, y=DIGITS, list_classes=["a", "<b>", "c"])], "“<” and “>”"),
        ([write(x=PICTURES, y=DIGITS, list_classes=["a", "a", "c"])], "two different classes"),
        ([write(x=PICTURES, y=DIGITS[:5])], "labels 5"),
        ([hostile.good("test"), hostile.good()], "have changed places"),
        ([hostile.good(), write(test_set_x=PICTURES, test_set_y=DIGITS)], "differ in size"),
    ],
)
def test_what_is_no_data_set_is_refused_in_a_sentence(files: list[bytes], part: str) -> None:
    with pytest.raises(Refused) as caught:
        read(*files)
    assert part in str(caught.value)
    for language in LANGUAGES:
        assert translator(language).text(caught.value.message).endswith((".", "。"))


def test_a_class_of_one_picture_cannot_be_split() -> None:
    table = read(write(x=PICTURES, y=[0] * 11 + [1]))
    with pytest.raises(BuildingError, match="only one picture"):
        table.choose("mine", (0, 1), ("a", "b"))


@pytest.mark.parametrize("name", ["external link", "virtual", "gzip, a bomb", "nothing written", "soft link"])
def test_hostile_files_fare_as_in_a_pair(name: str, tmp_path: Any) -> None:
    hostile.plant(tmp_path)
    with pytest.raises(Refused) as caught:
        read(hostile.CASES[name].make(tmp_path), hostile.good("test"))
    assert hostile.CASES[name].part in str(caught.value)


GOOD = {"train_pictures": PICTURES, "train_labels": np.arange(12) % 2}
TEXTS = {"classes": ("a", "b"), "notes": (), "named": ()}


@pytest.mark.parametrize(
    "answer",
    [
        Answer({}, TEXTS),
        Answer(GOOD, {}),
        Answer(GOOD | {"train_labels": np.arange(12)}, TEXTS),
        Answer(GOOD | {"train_labels": -np.ones(12, np.int64)}, TEXTS),
        Answer(GOOD | {"train_labels": np.arange(11) % 2}, TEXTS),
        Answer(GOOD | {"train_labels": np.zeros(12)}, TEXTS),
        Answer(GOOD | {"train_pictures": PICTURES / 1}, TEXTS),
        Answer(GOOD | {"train_pictures": PICTURES[..., :2]}, TEXTS),
        Answer(GOOD | {"test_pictures": PICTURES[:, :3], "test_labels": np.arange(12) % 2}, TEXTS),
        Answer(GOOD, TEXTS | {"classes": ("a",)}),
        Answer(GOOD, TEXTS | {"notes": ("no JSON",)}),
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Here, "run", lambda *_, **__: answer)
    with pytest.raises(Refused, match="not foreseen"):
        read(b"")
