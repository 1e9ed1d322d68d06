"""Data sets from pictures: what is cut out, who is tested on what, and what is the same on both sides."""

import io
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageEnhance
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.neighbors import NearestNeighbors

from playground.collection.loading import get_dataset
from playground.data.building import BuildingError, BuiltDataset, Sample, build_from_pictures, split
from playground.data.checking import build_dataset
from playground.data.contents import Dataset, DatasetError
from playground.data.cropping import MIDDLE, Crop, crop_square
from playground.data.drawings import SAMPLE_SIDE, draw_sample
from playground.data.likeness import ALIKE_FROM, find_near_duplicates, find_nearest
from playground.data.writing import write_pair
from tests.hostile.pictures import smooth

CLASSES = ("non-cat", "cat")
SHARES = st.floats(0, 1)


def samples(zero: int, one: int, side: int = 20) -> dict[str, list[Sample]]:
    counts = {"non-cat": zero, "cat": one}
    return {
        name: [Sample(f"{name}/{i}", smooth(side + i % 3, side, seed=1000 * label + i)) for i in range(count)]
        for label, (name, count) in enumerate(counts.items())
    }


def build(zero: int = 7, one: int = 5, **options: float) -> BuiltDataset:
    return build_from_pictures("mine", samples(zero, one), CLASSES, **{"size": 8, **options})  # type: ignore[arg-type]


# --- Cropping ------------------------------------------------------------


@given(SHARES, SHARES, st.floats(0.01, 1), st.integers(1, 300), st.integers(1, 300))
def test_a_crop_is_a_square_within_the_picture(
    x: float, y: float, share: float, height: int, width: int
) -> None:
    left, top, right, bottom = Crop(x, y, share).box(height, width)
    assert -1e-9 <= left < right <= width + 1e-9
    assert -1e-9 <= top < bottom <= height + 1e-9
    assert right - left == pytest.approx(bottom - top)
    assert right - left == pytest.approx(max(share * min(height, width), 1))


@given(st.integers(0, 20), st.integers(0, 12), st.integers(1, 8))
def test_a_crop_of_whole_points_at_their_size_is_a_slice(left: int, top: int, side: int) -> None:
    picture = smooth(28, 20)
    crop = Crop((left + side / 2) / 28, (top + side / 2) / 20, side / 20)
    np.testing.assert_array_equal(
        crop_square(picture, side, crop), picture[top : top + side, left : left + side]
    )


@given(st.integers(1, 90), st.integers(1, 90), st.integers(1, 70))
def test_an_even_picture_stays_even(height: int, width: int, size: int) -> None:
    square = crop_square(np.full((height, width, 3), (10, 200, 90), np.uint8), size)
    np.testing.assert_array_equal(square, np.full((size, size, 3), (10, 200, 90)))


def test_no_point_is_left_out_when_made_small() -> None:
    # Lines one point wide vanish, or flicker, where only some points are looked at.
    lines = np.zeros((640, 640, 3), np.uint8)
    lines[:, ::2] = 255
    assert np.abs(crop_square(lines, 64)[:, 2:-2].astype(int) - 127).max() <= 3


@pytest.mark.parametrize(
    "crop", [(-0.1, 0.5, 1), (0.5, 1.1, 1), (0.5, 0.5, 0), (0.5, 0.5, 1.1), (float("nan"), 0, 1)]
)
def test_a_crop_outside_is_an_error(crop: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="within its picture"):
        Crop(*crop)


# --- Building ------------------------------------------------------------


@given(st.integers(2, 40), st.integers(2, 40), st.floats(0.05, 0.9), st.integers(0, 5))
def test_each_class_is_split_by_its_share(zero: int, one: int, share: float, seed: int) -> None:
    for count in (zero, one):
        tested = int(split(count, share, np.random.default_rng(seed)).sum())
        assert 1 <= tested <= count - 1
        assert abs(tested - count * share) <= 0.5 or tested in (1, count - 1)


@pytest.mark.parametrize("share", [0.2, 0.3, 0.5])
def test_the_shares_are_those_of_scikit_learn(share: float) -> None:
    labels = np.repeat([0, 1], [60, 40])
    splitter = StratifiedShuffleSplit(n_splits=1, test_size=share, random_state=0)
    _, tested = next(splitter.split(labels[:, np.newaxis], labels))
    own = [int(split(count, share, np.random.default_rng(0)).sum()) for count in (60, 40)]
    assert own == np.bincount(labels[tested]).tolist()


def test_every_picture_is_on_one_side_once_with_its_label() -> None:
    built, given_ = build(), samples(7, 5)
    squares = {s.file_name: crop_square(s.picture, 8) for own in given_.values() for s in own}
    assert sorted(built.train_files + built.test_files) == sorted(squares)
    for files, pictures, labels in (
        (built.train_files, built.dataset.train_pictures, built.dataset.train_labels[0]),
        (built.test_files, built.dataset.test_pictures, built.dataset.test_labels[0]),
    ):
        for file, picture, label in zip(files, pictures, labels, strict=True):
            np.testing.assert_array_equal(picture, squares[file])
            assert CLASSES[label] == file.split("/")[0]


def test_the_seed_decides() -> None:
    assert build(seed=1).dataset.fingerprint == build(seed=1).dataset.fingerprint
    assert len({build(seed=seed).test_files for seed in range(8)}) > 4


def test_the_classes_are_mixed() -> None:
    labels = build(30, 30).dataset.train_labels[0]
    assert 10 < np.count_nonzero(np.diff(labels)) < 38


def test_the_balance_is_counted() -> None:
    zero, one = build(10, 5, test_share=0.4).balance
    assert (zero.class_name, zero.train, zero.test) == ("non-cat", 6, 4)
    assert (one.class_name, one.train, one.test) == ("cat", 3, 2)


def test_each_picture_is_cut_as_asked() -> None:
    crop = Crop(0.2, 0.3, 0.5)
    own = {name: [Sample(s.file_name, s.picture, crop) for s in all_] for name, all_ in samples(3, 3).items()}
    built = build_from_pictures("mine", own, CLASSES, size=8)
    by_file = {s.file_name: s.picture for all_ in own.values() for s in all_}
    np.testing.assert_array_equal(
        built.dataset.train_pictures[0], crop_square(by_file[built.train_files[0]], 8, crop)
    )


def test_what_is_written_is_read_by_h5py_as_the_lesson_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build()
    train, test = write_pair(tmp_path, built.dataset)
    with h5py.File(train) as file:
        np.testing.assert_array_equal(file["train_set_x"][:], built.dataset.train_pictures)
        np.testing.assert_array_equal(file["train_set_y"][:], built.dataset.train_labels[0])
        assert [bytes(name).decode() for name in file["list_classes"][:]] == list(CLASSES)
    with h5py.File(test) as file:
        np.testing.assert_array_equal(file["test_set_x"][:], built.dataset.test_pictures)
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(tmp_path))
    assert get_dataset("mine").fingerprint == built.dataset.fingerprint


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: build(1, 5), "“non-cat” has only one picture"),
        (lambda: build(5, 0), "“cat” has no pictures"),
        (lambda: build(size=4), "4 is no size for pictures"),
        (lambda: build(size=257), "257 is no size"),
        (lambda: build(test_share=0.95), "0.95 is no share for testing"),
        (lambda: build(test_share=float("nan")), "nan is no share"),
        (lambda: build_from_pictures("a b", samples(3, 3), CLASSES), "cannot be called “a b”"),
        (lambda: build_from_pictures("mine", samples(3, 3), ("cat", "cat")), "two different classes"),
    ],
)
def test_what_cannot_be_built_is_one_sentence(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises((BuildingError, DatasetError), match=sentence):
        make()


def test_two_pictures_of_each_class_are_enough() -> None:
    dataset = build(2, 2).dataset
    assert sorted(dataset.train_labels[0]) == sorted(dataset.test_labels[0]) == [0, 1]


# --- Likeness ------------------------------------------------------------


def in_jpeg(image: Image.Image) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=30)
    return Image.open(file)


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "the same": lambda image: image,
    "saved again": in_jpeg,
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.25),
    "paler": lambda image: ImageEnhance.Contrast(image).enhance(0.8),
    "made smaller": lambda image: image.resize((40, 40)).resize((64, 64)),
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}


def with_tests(train: NDArray[np.uint8], test: NDArray[np.uint8]) -> Dataset:
    return build_dataset(
        "mine",
        train_pictures=train,
        train_labels=np.arange(len(train)) % 2,
        test_pictures=test,
        test_labels=np.arange(len(test)) % 2,
        classes=CLASSES,
    )


def drawn(count: int) -> NDArray[np.uint8]:
    return get_dataset("drawncats").train_pictures[:count]


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_of_a_training_picture_is_found(kind: str) -> None:
    train = drawn(30)
    copies = np.stack(
        [np.asarray(COPIES[kind](Image.fromarray(picture)).convert("RGB")) for picture in train]
    )
    pairs = find_near_duplicates(with_tests(train, copies))
    assert {(pair.train, pair.test) for pair in pairs} == {(i, i) for i in range(30)}
    assert [pair.mirrored for pair in pairs] == [kind == "mirrored"] * 30
    assert all(ALIKE_FROM <= pair.correlation <= 1 for pair in pairs)
    assert [pair.correlation for pair in pairs] == sorted((p.correlation for p in pairs), reverse=True)


def test_other_pictures_are_not_alike() -> None:
    pictures = drawn(30)
    assert find_near_duplicates(with_tests(pictures[:15], pictures[15:])) == ()


def test_different_digits_are_not_alike_and_copies_are() -> None:
    digits = get_dataset("digits")
    assert find_near_duplicates(digits) == ()
    copies = with_tests(digits.train_pictures, digits.train_pictures[:9] // 2)
    assert {(pair.train, pair.test) for pair in find_near_duplicates(copies)} >= {(i, i) for i in range(9)}


def test_the_lesson_s_photos_are_all_different_but_one(photos: Dataset) -> None:
    # All against all, by putting all on both sides: each is like itself, and two of them like each other.
    both = np.concatenate([photos.train_pictures, photos.test_pictures])
    others = [pair for pair in find_near_duplicates(with_tests(both, both)) if pair.train != pair.test]
    assert len({frozenset((pair.train, pair.test)) for pair in others}) == 1


def test_the_correlation_is_numpy_s() -> None:
    picture, copy = drawn(2)[0], np.asarray(COPIES["saved again"](Image.fromarray(drawn(2)[0])))
    (pair,) = find_near_duplicates(with_tests(np.stack([picture, ~picture]), np.stack([copy, copy[::-1]])))
    small = [
        np.asarray(Image.fromarray(p).convert("L").resize((16, 16), Image.Resampling.BOX)).ravel()
        for p in (picture, copy)
    ]
    assert pair.correlation == pytest.approx(np.corrcoef(*small)[0, 1])


def test_an_even_picture_is_like_no_other() -> None:
    even = np.full((2, 8, 8, 3), 7, np.uint8)
    assert find_near_duplicates(with_tests(even, even)) == ()


@given(st.integers(0, 100), st.integers(1, 12))
def test_the_nearest_are_those_of_scikit_learn(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    dataset = with_tests(*(rng.integers(0, 256, (n, 3, 4, 3), dtype=np.uint8) for n in (12, 2)))
    picture = rng.integers(0, 256, (3, 4, 3), dtype=np.uint8)
    oracle = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(dataset.X_train.T)
    distances, indices = oracle.kneighbors(picture.reshape(1, -1) / 255)
    nearest = find_nearest(dataset, picture, count)
    assert [each.index for each in nearest] == indices[0].tolist()
    np.testing.assert_allclose([each.distance for each in nearest], distances[0])
    assert [each.label for each in nearest] == (indices[0] % 2).tolist()


def test_a_training_picture_is_nearest_to_itself_at_no_distance() -> None:
    dataset = with_tests(drawn(6), drawn(2))
    assert find_nearest(dataset, dataset.train_pictures[4], 1)[0] == pytest.approx(
        find_nearest(dataset, dataset.train_pictures[4], 6)[0]
    )
    assert find_nearest(dataset, dataset.train_pictures[4], 1)[0].distance == 0
    with pytest.raises(ValueError, match="expected a picture of shape"):
        find_nearest(dataset, smooth(8, 8), 1)


# --- Samples ------------------------------------------------------------


def test_samples_are_drawn_large_and_again_the_same() -> None:
    for label, begins in ((1, "cat "), (0, "")):
        first, again, other = draw_sample(label, 3), draw_sample(label, 3), draw_sample(label, 4)
        assert first.picture.shape == (SAMPLE_SIDE, SAMPLE_SIDE, 3)
        assert first.kind.startswith(begins)
        np.testing.assert_array_equal(first.picture, again.picture)
        assert not np.array_equal(first.picture, other.picture)


def test_the_middle_is_the_largest_square() -> None:
    assert MIDDLE.box(30, 50) == (10, 0, 40, 30)
