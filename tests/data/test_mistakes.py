"""The mistakes, against the code of somebody who makes them."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground import neuron
from playground.collection.loading import get_dataset
from playground.data import mistakes
from playground.data.checking import build_dataset
from playground.data.contents import Dataset, DatasetError
from playground.data.mistakes import FEATURES, MISTAKES, hide, make_mistake, reveal, split_name
from playground.data.writing import write_pair
from playground.engine.forms import Array
from playground.engine.training import train
from playground.handin.script import build_script
from playground.study.study import Study
from playground.words.catalogue import translator

Arrays = tuple[Array, Array, Array, Array]
Gradients = tuple[Array, float]
Raw = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]]
RATE, COUNT = 0.01, 60
LOW_RATE = 1e-7  # below the limit of pixels to 255, too


def make_raw() -> Raw:
    random = np.random.default_rng(3)
    train_y, test_y = random.permutation(np.arange(40) % 2), random.permutation(np.arange(14) % 2)
    train_x, test_x = (random.integers(0, 256, (len(y), 5, 4, 3), dtype=np.uint8) for y in (train_y, test_y))
    return train_x, train_y[np.newaxis], test_x, test_y[np.newaxis]


RAW = make_raw()


def make_right() -> Dataset:
    train_x, train_y, test_x, test_y = RAW
    return build_dataset(
        "right",
        train_pictures=train_x,
        train_labels=train_y[0],
        test_pictures=test_x,
        test_labels=test_y[0],
        classes=("no", "yes"),
    )


def prepare_rightly() -> Arrays:
    train_x, train_y, test_x, test_y = RAW
    X_train, X_test = (x.reshape(x.shape[0], -1).T / 255 for x in (train_x, test_x))
    return X_train, train_y.astype(float), X_test, test_y.astype(float)


# --- What a student would have written ------------------------------------------------------------


def forget_to_divide() -> Arrays:
    train_x, train_y, test_x, test_y = RAW
    X_train, X_test = (x.reshape(x.shape[0], -1).T.astype(float) for x in (train_x, test_x))
    return X_train, train_y.astype(float), X_test, test_y.astype(float)


def scramble() -> Arrays:
    train_x, train_y, test_x, test_y = RAW
    return train_x.reshape(-1, 40) / 255, train_y.astype(float), test_x.reshape(-1, 14) / 255, test_y * 1.0


def shuffle_labels() -> Arrays:
    X_train, Y_train, X_test, Y_test = prepare_rightly()
    shuffled = np.array([[Y_train[0, i] for i in np.random.default_rng(0).permutation(40)]])
    return X_train, shuffled, X_test, Y_test


def flip_four_labels() -> Arrays:
    X_train, Y_train, X_test, Y_test = prepare_rightly()
    for i in np.random.default_rng(0).permutation(40)[:4]:
        Y_train[0, i] = 0.0 if Y_train[0, i] else 1.0
    return X_train, Y_train, X_test, Y_test


def learn_the_test() -> Arrays:
    X_train, Y_train, X_test, Y_test = prepare_rightly()
    return np.c_[X_train, X_test], np.c_[Y_train, Y_test], X_test, Y_test


def climb(w: Array, b: float, X: Array, Y: Array) -> Gradients:
    error = Y - neuron.sigmoid(w.T @ X + b)
    return X @ error.T / error.size, float(error.mean())


def forget_to_divide_by_m(w: Array, b: float, X: Array, Y: Array) -> Gradients:
    error = neuron.sigmoid(w.T @ X + b) - Y
    return (X * error).sum(axis=1, keepdims=True), float(error.sum())


def forget_b(w: Array, b: float, X: Array, Y: Array) -> Gradients:
    error = neuron.sigmoid(w.T @ X + b) - Y
    return (X * error).mean(axis=1, keepdims=True), 0.0


def take_the_gradient(w: Array, b: float, X: Array, Y: Array) -> Gradients:
    grads, _ = neuron.propagate(w, b, X, Y)
    return grads["dw"], grads["db"]


GRADIENTS = {"uphill": climb, "summed": forget_to_divide_by_m, "unbiased": forget_b}
WRITTEN: dict[str, Callable[[], Arrays]] = {
    "undivided": forget_to_divide,
    "scrambled": scramble,
    "shuffled": shuffle_labels,
    "flipped": flip_four_labels,
    "leaked": learn_the_test,
    **dict.fromkeys(GRADIENTS, prepare_rightly),
}


def numbers_of(dataset: Dataset) -> Arrays:
    return dataset.X_train, dataset.Y_train, dataset.X_test, dataset.Y_test


def test_every_mistake_is_written_here() -> None:
    assert list(WRITTEN) == list(MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_the_same_as_in_the_code_that_makes_it(mistake: str) -> None:
    made, written = make_mistake(make_right(), mistake), WRITTEN[mistake]()
    for ours, theirs in zip(numbers_of(made), written, strict=True):
        np.testing.assert_array_equal(ours, theirs, strict=True)
    X_train, Y_train, _, _ = written
    w, b = neuron.initialize_with_zeros(60)
    for _ in range(COUNT):
        dw, db = GRADIENTS.get(mistake, take_the_gradient)(w, b, X_train, Y_train)
        w, b = w - LOW_RATE * dw, b - LOW_RATE * db
    run = train(made.prepared, LOW_RATE, COUNT)
    np.testing.assert_allclose(run.w, w, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.b, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if name not in GRADIENTS])
def test_the_lines_that_are_shown_make_the_mistake(mistake: str) -> None:
    made, found = make_mistake(make_right(), mistake), []
    for lines in (MISTAKES[mistake].wrong, MISTAKES[mistake].right):
        names: dict[str, Any] = {"np": np}
        for half, x, y in (("train", *RAW[:2]), ("test", *RAW[2:])):
            names |= {"pictures": x}
            exec(lines if MISTAKES[mistake].place == "columns" else FEATURES, names)
            names |= {f"X_{half}": names["X"], f"Y_{half}": y.astype(float)}
        exec(lines if MISTAKES[mistake].place == "sets" else "", names)
        found.append([names[key] for key in ("X_train", "Y_train", "X_test", "Y_test")])
    for ours, theirs in zip(numbers_of(made), found[0], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    # The right lines may put the pictures into another order, but every picture keeps its label.
    as_rows = [np.vstack([X, Y]).T.tolist() for X, Y in (found[1][:2], prepare_rightly()[:2])]
    assert sorted(as_rows[0]) == sorted(as_rows[1])


@pytest.mark.parametrize("mistake", GRADIENTS)
def test_the_lines_of_the_neuron_that_are_shown_make_the_mistake(mistake: str) -> None:
    made, source = MISTAKES[mistake], inspect.getsource(neuron.propagate)
    right, wrong = (indent(lines, " " * 4) for lines in (made.right, made.wrong))
    assert made.place == "gradient"
    assert source.count(right) == 1
    names: dict[str, Any] = {**vars(neuron)}
    exec(source.replace(right, wrong), names)
    X, Y, _, _ = prepare_rightly()
    w = np.random.default_rng(1).standard_normal((60, 1))
    grads, cost = names["propagate"](w, 0.3, X, Y)
    dw, db = GRADIENTS[mistake](w, 0.3, X, Y)
    np.testing.assert_allclose(grads["dw"], dw, rtol=1e-12)
    assert grads["db"] == pytest.approx(db, rel=1e-12)
    assert cost == neuron.propagate(w, 0.3, X, Y)[1]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_script_of_a_run_makes_its_mistake(
    mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = make_right()
    write_pair(tmp_path, right)
    made = make_mistake(right, mistake)
    study = Study(made, train(made.prepared, LOW_RATE, COUNT))
    names: dict[str, Any] = {}
    exec(compile(build_script(study, translator("en")), "again.py", "exec"), names)
    monkeypatch.setattr(sys, "argv", ["again.py", str(tmp_path)])
    names["main"]()
    printed = capsys.readouterr().out
    assert "Warning" not in printed
    for key, verdicts in (("train", study.train), ("test", study.test)):
        told = translator("en").text(
            f"handin.script.{key}_accuracy", **{f"{key}_accuracy": verdicts.accuracy}
        )
        assert told in printed


def test_the_right_data_set_stays_as_it_is() -> None:
    right, run = make_right(), train(make_right().prepared, RATE, COUNT)
    for mistake in MISTAKES:
        train(make_mistake(right, mistake).prepared, RATE, COUNT)
    assert train(right.prepared, RATE, COUNT).costs.tobytes() == run.costs.tobytes()
    for ours, theirs in zip(numbers_of(right), prepare_rightly(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_mistake_has_a_name_and_contents_of_its_own() -> None:
    right = make_right()
    made = [make_mistake(right, mistake) for mistake in MISTAKES]
    assert [split_name(each.name) for each in made] == [("right", mistake) for mistake in MISTAKES]
    assert len({right.fingerprint, *(each.fingerprint for each in made)}) == 1 + len(MISTAKES)
    assert all(each.original is right and make_mistake(right, each.mistake) is each for each in made)
    assert made[0].fingerprint == make_mistake(make_right(), "undivided").fingerprint


def test_copies_of_pictures_go_when_they_take_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    right = make_right()
    monkeypatch.setattr("playground.data.contents._VARIANTS_BYTES", 1)
    first = make_mistake(right, "undivided")
    assert make_mistake(right, "undivided") is first
    make_mistake(right, "leaked")
    assert make_mistake(right, "undivided") is not first


def test_a_number_hides_a_mistake_and_always_the_same() -> None:
    hidden = [reveal(hide(seed)) for seed in range(60)]
    assert set(hidden) == set(MISTAKES)
    assert hidden == [reveal(hide(seed)) for seed in range(60)]
    made = make_mistake(make_right(), hide(8))
    assert made.name == "right.find8"
    np.testing.assert_array_equal(made.X_train, WRITTEN[hidden[8]]()[0])
    assert made.gradient == make_mistake(make_right(), hidden[8]).gradient


@pytest.mark.parametrize("name", ["drawncats.unknown", "drawncats.find", "drawncats.leaked.leaked"])
def test_an_unknown_mistake_is_named_with_those_that_there_are(name: str) -> None:
    with pytest.raises(DatasetError, match="shuffled, flipped"):
        get_dataset(name)


def test_a_data_set_that_is_too_large_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistakes, "MOST_BYTES", 1000)
    with pytest.raises(DatasetError, match="too large"):
        make_mistake(make_right(), "leaked")
