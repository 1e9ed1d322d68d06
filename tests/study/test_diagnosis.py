"""What is said about a run, on costs written by hand and on the photos."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.engine.forms import Array, frozen
from playground.engine.training import TrainingRun, prepare, train
from playground.study.diagnosis import Diagnosis, choose_drawn_iterations, diagnose, find_turning_points

PREPARED = prepare(np.ones((2, 1)), np.ones((1, 1)))

# Whole numbers make plateaus and equal neighbours common.
cost_sequences = st.lists(st.integers(0, 6), min_size=1, max_size=80).map(
    lambda c: np.array(c, dtype=np.float64)
)


def diagnose_costs(costs: Sequence[float] | Array) -> Diagnosis:
    """Diagnose a run that had the given costs."""
    return diagnose(
        TrainingRun(
            prepared=PREPARED,
            learning_rate=1.0,
            requested_iterations=len(costs) - 1,
            costs=frozen(np.array(costs, dtype=np.float64)),
            squared_lengths=np.zeros(len(costs)),
            recorded=np.array([0, len(costs) - 1]),
            clock=np.zeros((1, 2)),
            twins=None,
            _parts=np.zeros((1, 2, 1)),
        )
    )


# --- How it went ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("costs", "journey"),
    [
        pytest.param([0.7], "untrained", id="no iteration"),
        pytest.param([0.7, 0.6], "smooth", id="one step down"),
        pytest.param([4, 3, 2, 1], "smooth", id="always down"),
        pytest.param([4, 4, 4], "smooth", id="level"),
        pytest.param([1, 1.5, 0.8], "oscillated", id="a small rise"),
        pytest.param([1, 2.0, 0.8], "oscillated", id="a rise to exactly twice the start"),
        pytest.param([1, 2.1, 0.8], "returned", id="a large rise, and back"),
        pytest.param([1, 2.1, 1.0], "high", id="a large rise, and only back to the start"),
        pytest.param([1, 2.1, 9.0], "high", id="a large rise to the end"),
    ],
)
def test_journey(costs: list[float], journey: str) -> None:
    assert diagnose_costs(costs).journey == journey


def test_rises_and_peak_are_counted() -> None:
    diagnosis = diagnose_costs([5.0, 6.0, 4.0, 4.0, 7.0, 8.0, 3.0, 2.0])
    assert diagnosis.rises == 3
    assert (diagnosis.peak, diagnosis.peak_iteration) == (8.0, 5)


def test_without_a_rise_the_start_is_the_peak() -> None:
    diagnosis = diagnose_costs([5.0, 4.0, 3.0])
    assert (diagnosis.rises, diagnosis.peak_iteration) == (0, 0)


@given(st.lists(st.floats(1e-6, 1e3), min_size=2, max_size=60))
def test_rises_equal_a_count_by_hand(costs: list[float]) -> None:
    rises = [i for i in range(len(costs) - 1) if costs[i + 1] - costs[i] > 1e-12 * costs[i]]
    diagnosis = diagnose_costs(costs)
    assert diagnosis.rises == len(rises)
    assert diagnosis.peak == max((costs[i + 1] for i in rises), default=costs[0])


def test_a_run_that_has_arrived_does_not_oscillate_by_its_last_bits() -> None:
    random = np.random.default_rng(3)
    run = train(prepare(random.random((4, 60)), random.integers(0, 2, (1, 60)).astype(float)), 2.0, 2000)
    assert (np.diff(run.costs) > 0).any()
    diagnosis = diagnose(run)
    assert (diagnosis.journey, diagnosis.ending, diagnosis.rises) == ("smooth", "settled", 0)


# --- Where it ended -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "ending"),
    [
        pytest.param(np.linspace(1.0, 0.98, 11), "falling", id="2 % down"),
        pytest.param(np.linspace(1.0, 0.9995, 11), "falling", id="half a per mille down"),
        pytest.param(np.linspace(1.0, 1 - 9e-6, 11), "settled", id="hardly anything down"),
        pytest.param(np.linspace(1.0, 0.995, 11), "falling", id="half a percent down in no time"),
        pytest.param(np.ones(11), "settled", id="level"),
        pytest.param(np.linspace(1.0, 1.0005, 11), "rising", id="half a per mille up"),
        pytest.param(np.linspace(1.0, 1 + 9e-6, 11), "settled", id="hardly anything up"),
        pytest.param([*np.linspace(1.0, 0.9, 10), 0.95], "oscillating", id="down, and up with the last"),
        pytest.param([1.0, 1.1, 1.1, 1.2, 1.2, 1.3, 1.3, 1.3, 1.3, 1.3, 1.4], "rising", id="up and level"),
        pytest.param(np.full(11, 1e-13) * np.linspace(1, 0.9, 11), "falling", id="tiny, and down"),
        pytest.param(np.linspace(1.0, 1.02, 11), "rising", id="2 % up"),
        pytest.param(np.resize([1.0, 1.5], 11), "oscillating", id="up and down"),
        pytest.param(np.resize([1.0, 1.0001], 11), "oscillating", id="up and down a little"),
        pytest.param([1.0, 1.1, *np.linspace(1.0, 0.9, 9)], "falling", id="one rise, then down"),
    ],
)
def test_ending_is_read_from_the_last_tenth(last: Array, ending: str) -> None:
    before = np.linspace(3.0, 1.01, 90)
    diagnosis = diagnose_costs([*before, *last])
    assert diagnosis.late_iterations == 10
    assert diagnosis.ending == ending
    assert diagnosis.late_change == pytest.approx(last[-1] / last[0] - 1)


def test_what_was_before_the_last_tenth_does_not_change_the_ending() -> None:
    assert diagnose_costs([*np.resize([2.0, 1.0], 90), *np.linspace(1.0, 0.98, 11)]).ending == "falling"


@pytest.mark.parametrize(("iterations", "late"), [(0, 0), (1, 1), (9, 1), (10, 1), (20, 2), (2000, 200)])
def test_the_last_tenth_is_at_least_one_iteration(iterations: int, late: int) -> None:
    assert diagnose_costs(np.linspace(1.0, 0.5, iterations + 1)).late_iterations == late


@given(cost_sequences)
def test_what_is_said_of_a_run_is_true_of_its_costs(costs: Array) -> None:
    diagnosis = diagnose_costs(costs)
    steps = np.diff(costs)
    assert (diagnosis.journey == "untrained") == (len(steps) == 0)
    if diagnosis.journey == "smooth":
        assert (steps <= 0).all()
        assert diagnosis.peak == costs[0]
    elif diagnosis.journey != "untrained":
        assert diagnosis.peak == max(costs[1:][steps > 0])
        assert (costs[-1] < costs[0]) == (diagnosis.journey in ("oscillated", "returned"))
        # It blew up: higher than twice the start; and what came back came down.
        assert (diagnosis.journey in ("high", "returned")) == (diagnosis.peak > 2 * costs[0])
        assert costs[diagnosis.peak_iteration] == diagnosis.peak
    last = steps[len(steps) - diagnosis.late_iterations :]
    if diagnosis.ending in ("falling", "rising"):
        assert np.sign(last[-1]) == np.sign(last.sum()) == (-1 if diagnosis.ending == "falling" else 1)
    elif diagnosis.ending == "oscillating":
        assert (last > 0).any()
        assert (last < 0).any()
    elif len(last):
        assert abs(last[-1]) * 10_000 <= 0.01 * costs[-1]


@cache
def train_long(learning_rate: float, separable: bool) -> TrainingRun:
    random = np.random.default_rng(4)
    X = random.random((2, 40))
    Y = (X[:1] > 0.5 if separable else random.random((1, 40)) > 0.5).astype(float)
    return train(prepare(X, Y), learning_rate, 13_000)


@pytest.mark.parametrize("learning_rate", [0.05, 0.5, 2.0])
@pytest.mark.parametrize("num_iterations", [1, 2, 10, 300, 3000])
@pytest.mark.parametrize("separable", [False, True])
def test_a_run_that_has_settled_hardly_changes_in_ten_thousand_more(
    learning_rate: float, num_iterations: int, separable: bool
) -> None:
    long = train_long(learning_rate, separable).until(num_iterations + 10_000)
    has_settled = diagnose(long.until(num_iterations)).ending == "settled"
    change = abs(long.costs[-1] / long.costs[num_iterations] - 1)
    assert change < 0.01 or not has_settled
    assert has_settled or change > 1e-5


@pytest.mark.parametrize(("learning_rate", "num_iterations"), [(0.0001, 2000), (0.0002, 800)])
def test_digits_that_fall_on_have_not_settled(learning_rate: float, num_iterations: int) -> None:
    run = train(get_dataset("digits").prepared, learning_rate, num_iterations)
    assert diagnose(run).ending == "falling"


def test_a_cost_that_has_reached_zero_has_settled() -> None:
    diagnosis = diagnose_costs([1.0, 0.0, 0.0])
    assert (diagnosis.late_change, diagnosis.ending) == (0.0, "settled")


def test_photos_at_the_lessons_rate_oscillate_and_fall(photos: Dataset) -> None:
    diagnosis = diagnose(train(photos.prepared, 0.005, 2000))
    assert (diagnosis.journey, diagnosis.ending, diagnosis.rises) == ("oscillated", "falling", 154)
    assert (diagnosis.peak, diagnosis.peak_iteration) == (pytest.approx(0.897, abs=5e-4), 5)


def test_photos_at_a_rate_of_one_half_blow_up_and_come_back(photos: Dataset) -> None:
    run = train(photos.prepared, 0.5, 2000)
    assert diagnose(run).journey == "returned"
    assert diagnose(run.until(100)).journey == "high"


# --- Which iterations are drawn -------------------------------------------------------------------


@given(cost_sequences)
def test_turning_points_hold_every_local_extreme(costs: Array) -> None:
    steps = np.diff(costs)
    extremes = {i for i in range(1, len(costs) - 1) if steps[i - 1] * steps[i] < 0}
    assert {0, len(costs) - 1, *extremes} <= set(find_turning_points(costs).tolist())


def test_turning_points_of_a_straight_line_are_its_ends() -> None:
    np.testing.assert_array_equal(find_turning_points(np.arange(9.0)), [0, 8])


@given(cost_sequences, st.integers(4, 40))
def test_drawn_iterations_ascend_and_hold_ends_and_extremes(costs: Array, budget: int) -> None:
    drawn = choose_drawn_iterations(costs, budget)
    assert (drawn[0], drawn[-1]) == (0, len(costs) - 1)
    assert (np.diff(drawn) > 0).all()
    assert set(find_turning_points(costs).tolist()) <= set(drawn.tolist())
    assert (costs[drawn].max(), costs[drawn].min()) == (costs.max(), costs.min())


@pytest.mark.parametrize("count", [1, 2, 99, 100])
def test_every_iteration_is_drawn_up_to_the_budget(count: int) -> None:
    np.testing.assert_array_equal(choose_drawn_iterations(np.zeros(count), 100), np.arange(count))


def test_a_long_smooth_run_is_drawn_within_the_budget() -> None:
    drawn = choose_drawn_iterations(np.linspace(1, 0, 100_001), 1000)
    assert 500 <= len(drawn) <= 1000
    np.testing.assert_array_equal(drawn[:250], np.arange(250))
    assert np.diff(drawn).max() <= 201
