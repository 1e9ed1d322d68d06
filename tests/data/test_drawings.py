"""The drawn cats: the counts of the photos, the same pictures every time, and what is learned from them."""

from pathlib import Path

import numpy as np
import pytest

from playground import neuron
from playground.collection.finding import PROJECT_FOLDER
from playground.collection.loading import get_dataset
from playground.data import drawings
from playground.data.contents import Dataset
from playground.data.drawings import DrawnPictures, draw_pictures, write_drawn_cats
from playground.engine.training import train

SHIPPED_BYTES = 3_000_000


@pytest.fixture(scope="module")
def drawn() -> DrawnPictures:
    return draw_pictures()


@pytest.fixture(scope="module")
def shipped() -> Dataset:
    return get_dataset("drawncats")


def test_counts_and_sizes_are_those_of_the_photos(drawn: DrawnPictures) -> None:
    assert drawn.train_pictures.shape == (209, 64, 64, 3)
    assert drawn.test_pictures.shape == (50, 64, 64, 3)
    assert drawn.train_pictures.dtype == drawn.test_pictures.dtype == np.uint8
    assert (drawn.train_labels.sum(), drawn.test_labels.sum()) == (72, 33)
    assert not drawn.train_pictures.flags.writeable


def test_labels_say_what_is_drawn(drawn: DrawnPictures) -> None:
    for labels, kinds in ((drawn.train_labels, drawn.train_kinds), (drawn.test_labels, drawn.test_kinds)):
        assert [kind.startswith("cat ") for kind in kinds] == [bool(label) for label in labels]


def test_cats_come_in_many_coats_and_poses_and_many_other_things_are_there(drawn: DrawnPictures) -> None:
    cats = [kind.split() for kind in drawn.train_kinds if kind.startswith("cat ")]
    others = {kind for kind in drawn.train_kinds if not kind.startswith("cat ")}
    assert len({coat for _, coat, _ in cats}) >= 6
    assert len({pose for _, _, pose in cats}) >= 6
    assert {"dog", "fox", "owl", "house", "fish", "flower", "car", "croissant"} <= others


def test_no_two_pictures_are_the_same(drawn: DrawnPictures) -> None:
    pictures = np.concatenate([drawn.train_pictures, drawn.test_pictures])
    assert len({picture.tobytes() for picture in pictures}) == len(pictures)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for count in ("TRAIN_CATS", "TRAIN_OTHERS", "TEST_CATS", "TEST_OTHERS"):
        monkeypatch.setattr(drawings, count, 3)


@pytest.mark.usefixtures("few")
def test_drawing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    before = write_drawn_cats(tmp_path / "before")
    for one, other in zip(before, write_drawn_cats(tmp_path / "again"), strict=True):
        assert one.read_bytes() == other.read_bytes()


@pytest.mark.usefixtures("few")
def test_another_seed_draws_other_pictures() -> None:
    one, again, other = draw_pictures(0), draw_pictures(0), draw_pictures(1)
    for half in ("train_pictures", "test_pictures"):
        assert np.array_equal(getattr(one, half), getattr(again, half))
        assert not np.array_equal(getattr(one, half), getattr(other, half))


def test_shipped_files_hold_these_pictures(drawn: DrawnPictures, shipped: Dataset) -> None:
    np.testing.assert_array_equal(shipped.train_labels[0], drawn.train_labels)
    np.testing.assert_array_equal(shipped.test_labels[0], drawn.test_labels)
    # Another release of Pillow may round a pixel differently; what is drawn stays the same.
    for pictures, again in (
        (shipped.train_pictures, drawn.train_pictures),
        (shipped.test_pictures, drawn.test_pictures),
    ):
        assert np.abs(pictures.astype(int) - again).mean(axis=(1, 2, 3)).max() < 0.5
    assert shipped.classes == ("non-cat", "cat")


def test_shipped_files_are_small() -> None:
    assert sum(path.stat().st_size for path in PROJECT_FOLDER.glob("*_d*.h5")) < SHIPPED_BYTES


def test_the_neuron_overfits_them_as_it_does_the_photos(shipped: Dataset) -> None:
    run = train(shipped.prepared, 0.005, 2000)  # as the textbook's loop: test_training.py
    assert neuron.accuracy(neuron.predict(run.w, run.b, shipped.X_train), shipped.Y_train) >= 97
    assert 65 <= neuron.accuracy(neuron.predict(run.w, run.b, shipped.X_test), shipped.Y_test) <= 85
