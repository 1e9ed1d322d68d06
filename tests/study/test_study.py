"""What is said of a run, against the lesson's functions; and that it is worked out once."""

import gc
import weakref
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from playground import neuron
from playground.data.checking import build_dataset
from playground.data.contents import Dataset
from playground.engine.training import train
from playground.engine.ways import Adam, Momentum, Way
from playground.study import study
from playground.study.study import Study
from playground.study.verdicts import Verdicts


def make_dataset(pictures: int) -> Dataset:
    """Return random pictures of 60 numbers; fewer than these are trained in the Gram form."""
    random = np.random.default_rng(pictures)

    def draw(count: int) -> NDArray[np.uint8]:
        return random.integers(0, 256, (count, 4, 5, 3), dtype=np.uint8)

    return build_dataset(
        "tiny",
        train_pictures=draw(pictures),
        train_labels=np.arange(pictures) % 3 == 0,
        test_pictures=draw(9),
        test_labels=np.arange(9) % 2 == 0,
        classes=("non-cat", "cat"),
    )


@pytest.mark.parametrize("pictures", [12, 80], ids=["gram", "direct"])
@pytest.mark.parametrize("threshold", [0.5, 0.2])
def test_answers_are_the_lesson_s(pictures: int, threshold: float) -> None:
    dataset = make_dataset(pictures)
    found = Study(dataset, train(dataset.prepared, 0.05, 200), threshold)
    end, _, _ = neuron.optimize(
        *neuron.initialize_with_zeros(60), dataset.X_train, dataset.Y_train, 200, 0.05
    )
    halves: list[tuple[Verdicts, NDArray[np.float64], NDArray[np.int64]]] = [
        (found.train, dataset.X_train, dataset.train_labels),
        (found.test, dataset.X_test, dataset.test_labels),
    ]
    for verdicts, X, labels in halves:
        np.testing.assert_allclose(verdicts.A, neuron.sigmoid(end["w"].T @ X + end["b"])[0], rtol=1e-8)
        np.testing.assert_array_equal(verdicts.Y, labels[0])
        assert verdicts.threshold == threshold
    np.testing.assert_allclose(found.weights[0], end["w"], rtol=1e-8, atol=1e-12)
    assert found.cost == pytest.approx(
        neuron.propagate(end["w"], end["b"], dataset.X_train, dataset.Y_train)[1]
    )


@pytest.mark.parametrize("pictures", [12, 80], ids=["gram", "direct"])
@pytest.mark.parametrize("way", [Way(Momentum(0.9), l2=0.1, batch=5), Way(Adam())], ids=["momentum", "adam"])
def test_answers_of_other_ways_are_those_of_their_weights(pictures: int, way: Way) -> None:
    dataset = make_dataset(pictures)
    for rate in (0.05, 3.0):
        found = Study(dataset, train(dataset.prepared, rate, 60, way=way))
        w, b = found.weights
        for verdicts, X in ((found.train, dataset.X_train), (found.test, dataset.X_test)):
            np.testing.assert_allclose(verdicts.Z, (w.T @ X + b)[0], rtol=1e-8, atol=1e-9)
        # The plane of the learned w and b goes through the end of the descent.
        assert found.landscape("scale", 9).costs_under_path[-1] == pytest.approx(found.cost)


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("compute_stability", lambda found: found.stability),
        ("diagnose", lambda found: found.diagnosis),
        ("project", lambda found: found.landscape("path", 5)),
    ],
)
def test_what_follows_from_the_run_is_worked_out_once_for_all_thresholds(
    name: str, ask: Callable[[Study], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    work = getattr(study, name)
    monkeypatch.setattr(study, name, lambda *rest: calls.append(rest) or work(*rest))
    dataset = make_dataset(12)
    long = train(dataset.prepared, 0.05, 100)
    first, second = (ask(Study(dataset, long.until(60), threshold)) for threshold in (0.5, 0.2))
    assert first is second
    assert len(calls) == 1
    ask(Study(dataset, long.until(59)))
    assert len(calls) == 2


def test_planes_and_resolutions_are_told_apart() -> None:
    dataset = make_dataset(12)
    found = Study(dataset, train(dataset.prepared, 0.05, 100))
    shapes = [(found.landscape(plane, size).plane, size) for plane in ("path", "sharp") for size in (3, 5)]
    assert shapes == [("path", 3), ("path", 5), ("sharp", 3), ("sharp", 5)]
    assert found.landscape("sharp", 3).costs.shape == (3, 3)


def test_what_is_kept_with_a_run_counts_and_goes_with_it() -> None:
    dataset = make_dataset(12)
    run = train(dataset.prepared, 0.05, 100)
    before = run.nbytes
    landscape = weakref.ref(Study(dataset, run).landscape("path", 101))
    assert run.nbytes > before + 8 * 101**2
    del run
    gc.collect()
    assert landscape() is None
