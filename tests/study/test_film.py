"""What is sent to be played back, against the run itself and the lesson's functions."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground import neuron
from playground.data.contents import Dataset
from playground.engine import training
from playground.engine.forms import Array, DirectForm, GramForm
from playground.engine.training import TrainingRun, prepare, train
from playground.study import film
from playground.study.diagnosis import find_turning_points
from playground.study.film import Film, choose_film_iterations, choose_moments, record_film
from tests.support import compute_verdicts, make_prepared, make_problem

FORMS = [pytest.param((60, 25), id="gram"), pytest.param((12, 40), id="direct")]
RATES = [0.05, 5.0, 200.0]
TOLERANCE = 0.02  # of the largest number in w
NO_LIMIT = 10**6
UNSEEN = 30


def small_run(n: int, m: int, learning_rate: float, iterations: int) -> TrainingRun:
    run = train(make_prepared(n, m), learning_rate, iterations)
    assert isinstance(run.prepared.form, GramForm if m < n else DirectForm)
    return run


def unseen_pictures(n: int) -> tuple[Array, NDArray[np.int64]]:
    X, Y = make_problem(n, UNSEEN, seed=1)
    return X, Y.astype(np.int64)


def record(run: TrainingRun, X: Array, Y: NDArray[np.int64], **limits: Any) -> Film:
    return record_film(run, run.prepared.form.kernel(X), Y, **limits)


def film_of(run: TrainingRun) -> Film:
    X, Y = unseen_pictures(run.prepared.n_features)
    return record(run, X, Y)


def chosen_of(costs: Array, budget: int) -> tuple[NDArray[np.int64], bool]:
    """Return what is chosen of a run of which all is recorded."""
    return choose_film_iterations(costs, np.arange(len(costs)), budget)


# --- Which iterations -----------------------------------------------------------------------------


@st.composite
def cost_sequences(draw: st.DrawFn) -> Array:
    """Return walks and zigzags of whole numbers, in which level pieces and equal extremes are common."""
    count, seed = draw(st.integers(1, 900)), draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    steps = random.integers(-1, 2, count)
    steps[random.random(count) < draw(st.sampled_from([0.0, 0.5, 0.98]))] = draw(st.integers(-1, 1))
    costs = steps.cumsum() if draw(st.booleans()) else steps
    return np.asarray(costs - costs.min() + 1.0)


def extremes_by_hand(costs: Array) -> set[int]:
    """Return both ends of every level piece whose two neighbours are both higher or both lower."""
    starts = [i for i in range(len(costs)) if i == 0 or costs[i] != costs[i - 1]]
    ends = [*(start - 1 for start in starts[1:]), len(costs) - 1]
    found: set[int] = set()
    for before, here, after in zip(starts, starts[1:], starts[2:], strict=False):
        if (costs[here] > costs[before]) == (costs[here] > costs[after]):
            found |= {here, ends[starts.index(here)]}
    return found


@given(cost_sequences(), st.integers(4, 900))
@example(np.linspace(1.0, 0.0, 30), 12)
@example(np.resize([2.0, 1.0], 400), 4)
def test_chosen_iterations_ascend_within_the_budget_and_hold_ends_peak_and_least(
    costs: Array, budget: int
) -> None:
    chosen, every_extreme = chosen_of(costs, budget)
    assert chosen.dtype == np.int64
    assert len(chosen) <= budget
    assert (chosen[0], chosen[-1]) == (0, len(costs) - 1)
    assert (np.diff(chosen) > 0).all()
    assert {int(costs.argmax()), int(costs.argmin())} <= set(chosen.tolist())
    assert every_extreme == (extremes_by_hand(costs) <= set(chosen.tolist()))


@given(cost_sequences(), st.integers(4, 900))
def test_every_extreme_is_chosen_where_all_fit(costs: Array, budget: int) -> None:
    unlimited, every_extreme = chosen_of(costs, NO_LIMIT)
    assert every_extreme
    assert extremes_by_hand(costs) <= set(unlimited.tolist())
    if len(unlimited) <= budget:
        chosen, every_extreme = chosen_of(costs, budget)
        np.testing.assert_array_equal(chosen, unlimited)
        assert every_extreme


@pytest.mark.parametrize(("count", "budget"), [(1, 4), (2, 4), (4, 4), (300, 300), (300, 800)])
def test_short_runs_are_chosen_whole(count: int, budget: int) -> None:
    chosen, every_extreme = chosen_of(np.linspace(1.0, 0.0, count), budget)
    np.testing.assert_array_equal(chosen, np.arange(count))
    assert every_extreme


@pytest.mark.parametrize("last", [300, 2000, 10_000, 10**6])
def test_a_smooth_run_is_dense_at_the_start_and_then_at_distances_that_grow(last: int) -> None:
    chosen, every_extreme = chosen_of(np.linspace(1.0, 0.0, last + 1), 800)
    assert every_extreme
    assert 200 <= len(chosen) <= 300
    np.testing.assert_array_equal(chosen[:50], np.arange(50))
    factor = (last + 1) / 51
    distances = np.diff(chosen[50:])
    np.testing.assert_allclose(distances, chosen[51:] * (1 - factor ** (-1 / 249)), atol=1.02)


def test_extremes_that_do_not_fit_are_thinned_evenly_highs_and_lows_alike() -> None:
    costs = np.resize([1.0, 2.0], 10_001)
    costs[[7001, 7002]] = [9.0, 0.0]
    chosen, every_extreme = chosen_of(costs, 800)
    assert not every_extreme
    assert 798 <= len(chosen) <= 800
    assert set(range(50)) | {7001, 7002, 10_000} <= set(chosen.tolist())
    high = chosen % 2 == 1
    for kind in (chosen[high], chosen[~high]):
        counts, _ = np.histogram(kind, bins=50, range=(0, 10_000))
        assert counts.min() >= 4
        assert counts[10:].max() <= 9


def test_what_rounding_does_to_a_cost_that_has_arrived_makes_no_extremes() -> None:
    random = np.random.default_rng(0)
    costs = 0.3 + np.exp(-np.arange(10_001) / 100) + 1e-15 * random.standard_normal(10_001)
    costs[7000:7003] += [0.0, 1e-6, 0.0]
    assert len(find_turning_points(costs)) > 3000
    chosen, every_extreme = chosen_of(costs, 800)
    assert every_extreme
    assert len(chosen) <= 310
    assert 7001 in chosen


# --- Answers --------------------------------------------------------------------------------------


def assert_answers_are_those_of_the_run(
    film: Film,
    run: TrainingRun,
    X: Array,
    Y: NDArray[np.int64],
    every: int = 1,
) -> None:
    Y_train = run.prepared.Y.astype(np.int64)
    for k in range(0, len(film.iterations), every):
        w, b = run.weights_at(int(film.iterations[k]))
        on_train = compute_verdicts(w, b, run.prepared.X, Y_train)
        on_test = compute_verdicts(w, b, X, Y)
        assert film.train_right[k] == on_train.right.sum()
        np.testing.assert_allclose(film.probabilities[k], on_test.A, rtol=0, atol=1e-11)
        np.testing.assert_array_equal(film.test_answers[k], on_test.answers == 1)
        np.testing.assert_array_equal(film.confusion[k], on_test.confusion())


@pytest.mark.parametrize("shape", FORMS)
@pytest.mark.parametrize("learning_rate", RATES)
def test_answers_equal_the_verdicts_of_the_weights(shape: tuple[int, int], learning_rate: float) -> None:
    run = small_run(*shape, learning_rate, 400)
    film = film_of(run)
    np.testing.assert_array_equal(film.costs, [run.cost_at(int(i)) for i in film.iterations])
    assert_answers_are_those_of_the_run(film, run, *unseen_pictures(shape[0]))


@settings(max_examples=20)
@given(
    st.sampled_from([(60, 25), (12, 40)]),
    st.sampled_from([1e-13, 1e-4, 0.05, 5.0, 200.0]),
    st.integers(0, 40),
    st.integers(0, 9),
)
def test_what_a_moment_says_of_the_run_until_then_is_true_of_the_textbook_s_costs(
    shape: tuple[int, int], learning_rate: float, iterations: int, seed: int
) -> None:
    run = train(make_prepared(*shape, seed), learning_rate, iterations)
    X, Y = unseen_pictures(shape[0])
    film = record(run, X, Y)
    w, b, m = np.zeros((shape[0], 1)), 0.0, shape[1]
    costs, answers = [], []
    for _ in range(iterations + 1):
        Z = w.T @ run.prepared.X + b
        costs.append(float(np.mean(np.logaddexp(0, Z) - run.prepared.Y * Z)))
        answers.append((w.T @ X + b)[0] > 0)
        dZ = 0.5 + 0.5 * np.tanh(Z / 2) - run.prepared.Y
        w, b = w - learning_rate * run.prepared.X @ dZ.T / m, b - learning_rate * float(dZ.mean())
    for moment, k in enumerate(film.iterations.tolist()):
        assert abs(costs[k] - costs[0]) < 1e-10 or film.compared[moment] == np.sign(costs[k] - costs[0])
        steps = np.diff(costs[: k + 1]) / costs[0]
        assert (steps > 1e-10).sum() <= film.rises[moment] <= (steps > 1e-14).sum()
        assert film.changed[moment] == (answers[k] != answers[0]).sum()


@pytest.mark.parametrize("shape", FORMS)
def test_answers_equal_the_lessons(shape: tuple[int, int]) -> None:
    run = small_run(*shape, 0.05, 60)
    film, (X, Y) = film_of(run), unseen_pictures(shape[0])
    for k in (0, 1, 17, 60):
        start = neuron.initialize_with_zeros(shape[0])
        end, _, _ = neuron.optimize(*start, run.prepared.X, run.prepared.Y, k, 0.05)
        predicted = neuron.predict(end["w"], end["b"], X)
        np.testing.assert_array_equal(film.test_answers[k], predicted[0] == 1)
        correct = neuron.predict(end["w"], end["b"], run.prepared.X) == run.prepared.Y
        assert film.train_right[k] == correct.sum()
        assert np.trace(film.confusion[k]) == (predicted == Y).sum()


# --- Weights --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", FORMS)
def test_a_film_of_no_iteration_answers_no(shape: tuple[int, int]) -> None:
    film, (_, Y) = film_of(small_run(*shape, 1.0, 0)), unseen_pictures(shape[0])
    assert film.iterations.tolist() == [0]
    assert film.costs == pytest.approx([np.log(2)])
    assert film.every_extreme
    assert (film.probabilities == 0.5).all()
    assert not film.test_answers.any()
    np.testing.assert_array_equal(film.confusion, [[[(Y == 0).sum(), 0], [(Y == 1).sum(), 0]]])


@pytest.mark.parametrize("shape", FORMS)
def test_black_pictures_teach_the_bias_alone(shape: tuple[int, int]) -> None:
    n, m = shape
    Y = (np.arange(m) % 3 > 0).astype(np.float64)[np.newaxis]
    run = train(prepare(np.zeros(shape), Y), 0.5, 30)
    film = film_of(run)
    assert_answers_are_those_of_the_run(film, run, *unseen_pictures(n))


# --- Runs recorded in part, and what is sent ------------------------------------------------------


@pytest.mark.parametrize("shape", FORMS)
def test_iterations_that_are_not_recorded_are_computed_again(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = small_run(*shape, 5.0, 900)
    monkeypatch.setattr(training, "RECORD_BUDGET_BYTES", 40 * 8 * whole.prepared.form.state_size)
    thinned = small_run(*shape, 5.0, 900)
    film, expected = film_of(thinned), film_of(whole)
    assert not np.isin(film.iterations, thinned.recorded).all()
    for field in fields(Film):
        np.testing.assert_array_equal(getattr(film, field.name), getattr(expected, field.name))


def test_a_film_of_long_states_has_fewer_moments_the_same_for_its_weights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = small_run(5, 12, 30.0, 900)
    whole = film_of(run)
    monkeypatch.setattr(film, "_STATE_BYTES", 8 * 6 * 100)
    short = film_of(run)
    assert len(short.iterations) == 100 < len(whole.iterations)
    np.testing.assert_array_equal(short.iterations, choose_moments(run)[0])
    np.testing.assert_array_equal(short.states, run.recorded_states[short.iterations])


def test_a_run_cut_short_gives_the_film_of_the_shorter_run() -> None:
    film, expected = (
        film_of(run) for run in (small_run(60, 25, 5.0, 900).until(500), small_run(60, 25, 5.0, 500))
    )
    for field in fields(Film):
        np.testing.assert_array_equal(getattr(film, field.name), getattr(expected, field.name))


@pytest.mark.parametrize("shape", FORMS)
def test_arrays_are_small_read_only_and_in_order(shape: tuple[int, int]) -> None:
    film = record(small_run(*shape, 5.0, 900), *unseen_pictures(shape[0]), max_iterations=100)
    k = len(film.iterations)
    assert k <= 100
    expected = {
        "iterations": (np.int64, (k,)),
        "costs": (np.float64, (k,)),
        "train_right": (np.int64, (k,)),
        "probabilities": (np.float64, (k, UNSEEN)),
        "test_answers": (np.bool_, (k, UNSEEN)),
        "confusion": (np.int64, (k, 2, 2)),
    }
    for name, (dtype, size) in expected.items():
        array = getattr(film, name)
        assert (array.dtype, array.shape) == (dtype, size), name
        assert array.flags.c_contiguous, name
        assert not array.flags.writeable, name


# --- The photos -----------------------------------------------------------------------------------


@pytest.mark.parametrize("learning_rate", [0.005, 0.5])
def test_photos_show_every_swing(photos: Dataset, learning_rate: float) -> None:
    run = train(photos.prepared, learning_rate, 2000)
    film = record(run, photos.X_test, photos.test_labels)
    assert film.every_extreme
    assert len(film.iterations) < 600
    assert_answers_are_those_of_the_run(film, run, photos.X_test, photos.test_labels, every=60)


def test_photos_equal_the_lesson(photos: Dataset) -> None:
    film = record(train(photos.prepared, 0.005, 60), photos.X_test, photos.test_labels)
    w, b = neuron.initialize_with_zeros(photos.n_features)
    end, _, _ = neuron.optimize(w, b, photos.X_train, photos.Y_train, 60, 0.005)
    np.testing.assert_array_equal(
        film.test_answers[-1], neuron.predict(end["w"], end["b"], photos.X_test)[0] == 1
    )
    train_answers = neuron.predict(end["w"], end["b"], photos.X_train)
    assert film.train_right[-1] == (train_answers == photos.Y_train).sum()
