"""The weights of a run as mixtures of a few pictures, against the true weights of every iteration."""

import tracemalloc

import numpy as np
import pytest

from playground import neuron
from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.training import TrainingRun, prepare, train
from playground.study import mixtures as module
from playground.study.film import choose_film_iterations
from playground.study.mixtures import Mixtures, mix_weights
from tests.study.test_film import FORMS, RATES, small_run

TOLERANCE = 0.02  # of the largest number in w
NO_LIMIT = 10**6


def mix(run: TrainingRun, max_rank: int = 20) -> tuple[Mixtures, Array]:
    """Return the weights at the moments of a run's film, mixed and as they are (k, n)."""
    iterations, _ = choose_film_iterations(run.costs, run.recorded)
    return mix_weights(run, iterations, max_rank), np.array(
        [run.weights_at(int(i))[0][:, 0] for i in iterations]
    )


def mixed(mixtures: Mixtures) -> Array:
    """Return the weights (k, n) that a browser mixes."""
    return mixtures.scales[:, np.newaxis] * ((mixtures.coefficients * mixtures.sizes) @ mixtures.basis)


def measured_error(mixtures: Mixtures, weights: Array) -> float:
    """Return the error against the true weights (k, n), as a browser would find it."""
    peaks = np.abs(weights).max(axis=1)
    moved = peaks > 0
    away = np.abs(mixed(mixtures) - weights).max(axis=1)
    return float((away[moved] / peaks[moved]).max(initial=0.0))


def count_seen(drawn: Array) -> int:
    """Return how many of LAPACK's components of weights (k, n) are seen where they are rounded."""
    _, values, right = np.linalg.svd(drawn, full_matrices=False)
    return int((np.abs(values[:, np.newaxis] * right).max(axis=1) > module._STEP / 2).sum())


@pytest.mark.parametrize("shape", FORMS)
@pytest.mark.parametrize("learning_rate", RATES)
@pytest.mark.parametrize("max_rank", [1, 3, 20])
def test_error_of_the_weights_is_what_it_is_said_to_be(
    shape: tuple[int, int], learning_rate: float, max_rank: int
) -> None:
    run = small_run(*shape, learning_rate, 400)
    mixtures, weights = mix(run, max_rank)
    assert 1 <= len(mixtures.basis) <= max_rank
    error = measured_error(mixtures, weights)
    assert mixtures.error == pytest.approx(error, rel=1e-9)
    assert error <= TOLERANCE or len(mixtures.basis) == max_rank


@pytest.mark.parametrize("shape", FORMS)
@pytest.mark.parametrize("learning_rate", RATES)
def test_only_components_that_are_seen_are_in_the_basis(shape: tuple[int, int], learning_rate: float) -> None:
    run = small_run(*shape, learning_rate, 400)
    mixtures, weights = mix(run)
    weights = weights[1:]
    assert 1 < len(mixtures.basis) == count_seen(weights / np.abs(weights).max(axis=1, keepdims=True)) < 20


@pytest.mark.parametrize("shape", FORMS)
def test_a_whole_basis_leaves_nothing_but_the_rounding_to_whole_numbers(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STEP", 1e-3)
    run = small_run(*shape, 5.0, 400)
    mixtures, weights = mix(run, min(shape))
    half_a_level = np.abs(mixtures.coefficients * mixtures.sizes).sum(axis=1) / 2
    half_a_share = np.abs(mixtures.basis * mixtures.sizes[:, np.newaxis]).sum(axis=0) / 2
    allowed = mixtures.scales[:, np.newaxis] * (1e-3 + half_a_level[:, np.newaxis] + half_a_share)
    assert (np.abs(mixed(mixtures) - weights) <= allowed).all()


@pytest.mark.parametrize("learning_rate", RATES)
@pytest.mark.parametrize("max_rank", [3, 20])
def test_the_error_does_not_depend_on_how_many_pixels_are_measured_at_a_time(
    learning_rate: float, max_rank: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = small_run(60, 25, learning_rate, 400)
    errors = []
    for pixels in (NO_LIMIT, 64, 5, 1):
        monkeypatch.setattr(module, "_BLOCK_PIXELS", pixels)
        errors.append(mix(run, max_rank)[0].error)
    assert errors[1:] == pytest.approx([errors[0]] * 3)


def test_pictures_of_one_bright_pixel_are_not_missed() -> None:
    X = np.zeros((5003, 4))
    X[1] = [0.2, 0.9, 0.4, 0.7]
    run = train(prepare(X, np.array([[0.0, 1.0, 0.0, 1.0]])), 1.0, 20)
    mixtures, weights = mix(run)
    assert len(mixtures.basis) == 1
    assert mixtures.error == pytest.approx(measured_error(mixtures, weights))
    assert mixtures.error <= TOLERANCE


def contradicting_run(learning_rate: float) -> TrainingRun:
    """Return a run on cats, and as many mixtures of cats that are none and have the same sum: its first
    gradient is nothing but rounding, with any matrix kernel.
    """
    random = np.random.default_rng(5)
    cats = random.random((300, 21))
    others = sum(share * cats[:, random.permutation(21)] for share in (0.5, 0.3, 0.2))
    Y = (np.arange(42) < 21).astype(np.float64)[np.newaxis]
    return train(prepare(np.hstack([cats, others]), Y), learning_rate, 50)


def test_weights_that_are_nothing_but_rounding_are_zero() -> None:
    run = contradicting_run(0.02)
    mixtures, _ = mix(run)
    assert 0 < np.abs(run.w).max() < 1e-12
    assert len(mixtures.basis) == 0
    assert mixtures.error == 0.0


def test_rounding_does_not_spoil_the_weights_that_grow_out_of_it() -> None:
    run = contradicting_run(0.7)
    mixtures, weights = mix(run)
    peaks = np.abs(weights).max(axis=1)
    assert 0 < peaks[1] < 1e-12
    assert peaks[-1] > 0.01
    grown = peaks > 1e-9
    assert 1 <= len(mixtures.basis) <= count_seen(weights[grown] / peaks[grown, np.newaxis]) + 1
    assert mixtures.error <= TOLERANCE
    assert measured_error(mixtures, weights * grown[:, np.newaxis]) <= TOLERANCE


@pytest.mark.parametrize("shape", FORMS)
def test_a_run_that_moves_no_weight_has_no_pictures(shape: tuple[int, int]) -> None:
    n, m = shape
    Y = (np.arange(m) % 3 > 0).astype(np.float64)[np.newaxis]
    black = train(prepare(np.zeros(shape), Y), 0.5, 30)
    for run in (small_run(*shape, 1.0, 0), black):
        mixtures, weights = mix(run)
        assert (mixtures.basis.shape, mixtures.coefficients.shape) == ((0, n), (len(weights), 0))
        assert mixtures.error == 0.0


@pytest.mark.parametrize("shape", FORMS)
def test_arrays_are_small_read_only_and_in_order(shape: tuple[int, int]) -> None:
    mixtures, weights = mix(small_run(*shape, 5.0, 900))
    k, rank = mixtures.coefficients.shape
    assert k == len(weights)
    expected = {
        "basis": (np.int16, (rank, shape[0])),
        "coefficients": (np.int16, (k, rank)),
        "sizes": (np.float64, (rank,)),
        "scales": (np.float64, (k,)),
    }
    for name, (dtype, size) in expected.items():
        array = getattr(mixtures, name)
        assert (array.dtype, array.shape) == (dtype, size), name
        assert array.flags.c_contiguous, name
        assert not array.flags.writeable, name


@pytest.mark.parametrize("learning_rate", [0.005, 0.5])
def test_photos_fit_into_a_megabyte(photos: Dataset, learning_rate: float) -> None:
    run = train(photos.prepared, learning_rate, 2000)
    iterations, _ = choose_film_iterations(run.costs, run.recorded)
    tracemalloc.start()
    mixtures = mix_weights(run, iterations)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mixtures.basis.nbytes + mixtures.coefficients.nbytes < 2**20
    assert peak < 8 * len(iterations) * photos.n_features * 0.8
    weights = run.recorded_states[iterations] @ photos.prepared.X.T
    np.testing.assert_allclose(weights[-1], run.w[:, 0], rtol=0, atol=1e-10 * np.abs(run.w).max())
    assert mixtures.error == pytest.approx(measured_error(mixtures, weights), rel=1e-6)
    assert mixtures.error <= TOLERANCE


def test_photos_equal_the_lesson(photos: Dataset) -> None:
    mixtures, _ = mix(train(photos.prepared, 0.005, 60))
    w, b = neuron.initialize_with_zeros(photos.n_features)
    end, _, _ = neuron.optimize(w, b, photos.X_train, photos.Y_train, 60, 0.005)
    allowed = 1.001 * mixtures.error * np.abs(end["w"]).max()
    np.testing.assert_allclose(mixed(mixtures)[-1], end["w"][:, 0], rtol=0, atol=allowed)
