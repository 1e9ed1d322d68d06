"""Many learning rates at once, against each of them alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import neuron
from playground.data.contents import Dataset
from playground.engine.sweep import choose_map_iterations, follow_sweep, follow_twins, sweep
from playground.engine.training import Prepared, train
from playground.engine.twins import twin_rates
from playground.engine.ways import Way
from tests.engine.test_ways import WAYS
from tests.support import make_prepared, make_problem, textbook_cost, textbook_descent

GRAM, DIRECT = make_prepared(30, 12), make_prepared(5, 40)
WIDE, TALL = make_prepared(100, 60), make_prepared(20, 80)
RATES = (0.001, 0.01, 0.1, 0.3)


@pytest.mark.parametrize("prepared", [GRAM, DIRECT], ids=["gram", "direct"])
def test_every_rate_equals_the_textbook_descent(prepared: Prepared) -> None:
    found = sweep(prepared, RATES, 50)
    for row, rate in enumerate(RATES):
        for column, iteration in enumerate(found.iterations.tolist()):
            w, b = textbook_descent(prepared.X, prepared.Y, rate, iteration)
            assert found.costs[row, column] == pytest.approx(
                textbook_cost(w, b, prepared.X, prepared.Y), rel=1e-9
            )


@pytest.mark.parametrize("prepared", [GRAM, DIRECT], ids=["gram", "direct"])
def test_accuracies_are_the_lesson_s(prepared: Prepared) -> None:
    X, Y = make_problem(prepared.n_features, 25, seed=3)
    found = sweep(prepared, RATES, 40, held_out=(X, Y))
    for row, rate in enumerate(RATES):
        for column, iteration in enumerate(found.iterations.tolist()):
            w, b = textbook_descent(prepared.X, prepared.Y, rate, iteration)
            for pictures, labels, accuracies in (
                (prepared.X, prepared.Y, found.train_accuracies),
                (X, Y, found.held_out_accuracies),
            ):
                expected = neuron.accuracy(neuron.predict(w, b, pictures), labels)
                assert accuracies[row, column] == pytest.approx(expected)


def test_without_held_out_pictures_there_is_no_accuracy_on_them() -> None:
    assert np.isnan(sweep(GRAM, RATES, 3).held_out_accuracies).all()


def test_the_photos_equal_train_where_they_are_stable(photos: Dataset) -> None:
    rates = np.geomspace(1e-4, 0.0036, 12)
    found = sweep(photos.prepared, rates, 2000, held_out=(photos.X_test, photos.Y_test))
    for row, rate in enumerate(rates.tolist()):
        run = train(photos.prepared, rate, 2000)
        np.testing.assert_allclose(found.costs[row], run.costs[found.iterations], rtol=1e-9)


def test_the_lesson_s_run_is_one_of_many(photos: Dataset) -> None:
    found = sweep(photos.prepared, (0.001, 0.005), 2000, held_out=(photos.X_test, photos.Y_test))
    assert found.train_accuracies[1, -1] == pytest.approx(99.04306220095694)
    assert found.held_out_accuracies[1, -1] == pytest.approx(70.0)


def test_what_is_followed_grows_and_ends_in_the_result() -> None:
    found = sweep(GRAM, RATES, 30)
    seen = list(follow_sweep(GRAM, RATES, 30))
    assert [len(each.iterations) for each in seen] == list(range(1, len(found.iterations) + 1))
    for each in seen:
        np.testing.assert_array_equal(each.costs, found.costs[:, : len(each.iterations)])


def test_who_stops_following_has_a_shorter_sweep() -> None:
    steps = follow_sweep(GRAM, RATES, 100)
    stopped = [next(steps) for _ in range(4)][-1]
    whole = sweep(GRAM, RATES, stopped.num_iterations)
    assert 0 < stopped.num_iterations < 100
    np.testing.assert_array_equal(stopped.costs[:, -1], whole.costs[:, -1])


def test_the_iterations_asked_for_are_recorded_and_the_last() -> None:
    found = sweep(GRAM, RATES, 35, iterations=np.array([10, 20, 30]))
    assert found.iterations.tolist() == [10, 20, 30, 35]
    whole = sweep(GRAM, RATES, 35, iterations=np.arange(36))
    np.testing.assert_array_equal(found.costs, whole.costs[:, found.iterations])


def test_no_iterations_leave_every_neuron_untrained() -> None:
    found = sweep(GRAM, RATES, 0)
    assert found.iterations.tolist() == [0]
    np.testing.assert_allclose(found.costs, np.log(2))


@pytest.mark.parametrize("rates", [(), (0.1, 0.0), (0.1, -1.0), (np.nan,), (np.inf,)])
def test_rates_that_are_none_are_refused(rates: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="learning rates"):
        sweep(GRAM, rates, 5)


def test_fewer_than_no_iterations_are_refused() -> None:
    with pytest.raises(ValueError, match="number of iterations"):
        sweep(GRAM, RATES, -1)


@given(st.integers(0, 20_000), st.integers(2, 300), st.sampled_from([1, 10]))
def test_map_iterations_ascend_from_the_first_to_the_last(
    num_iterations: int, columns: int, step: int
) -> None:
    chosen = choose_map_iterations(num_iterations, columns, step)
    assert (chosen[:-1] % step == 0).all()
    assert (chosen[0], chosen[-1]) == (0, num_iterations)
    assert (np.diff(chosen) > 0).all()
    assert len(chosen) <= columns + 1


# --- One engine: a map's cell is the run that a click on it opens ---------------------------------


WILD_RATES = (0.5, 20.0, 3.0, 0.01, 77.0, 1.0, 5.0)


@pytest.mark.parametrize("prepared", [GRAM, DIRECT], ids=["gram", "direct"])
def test_every_cell_is_the_run_of_its_rate_to_the_bit(prepared: Prepared) -> None:
    X, Y = make_problem(prepared.n_features, 25, seed=3)
    found = sweep(prepared, WILD_RATES, 300, held_out=(X, Y))
    for row, rate in enumerate(WILD_RATES):
        run = train(prepared, rate, 300)
        np.testing.assert_array_equal(found.costs[row], run.costs[found.iterations])


SPANNING = tuple(way for way in WAYS.values() if not WIDE.leaves_span(way))


@pytest.mark.parametrize("prepared", [WIDE, TALL], ids=["gram", "direct"])
@pytest.mark.parametrize(
    "ways", [*((way,) * 5 for way in WAYS.values()), SPANNING[:5]], ids=[*WAYS.keys(), "several"]
)
def test_every_cell_of_every_way_is_its_run_to_the_bit(prepared: Prepared, ways: tuple[Way, ...]) -> None:
    X, Y = make_problem(prepared.n_features, 25, seed=3)
    rates = (0.5, 6.0, 0.01, 3.0, 1.0)
    found = sweep(prepared, rates, 120, way=ways, held_out=(X, Y))
    *_, ranges = follow_twins(prepared, found, held_out=(X, Y))
    for row, (rate, way) in enumerate(zip(rates, ways, strict=True)):
        run = train(prepared, rate, 120, way=way)
        ends = (run.twins.lowest, run.twins.highest) if run.twins else (run.costs, run.costs)
        for each, costs in zip((found, ranges.lowest, ranges.highest), (run.costs, *ends), strict=True):
            np.testing.assert_array_equal(each.costs[row], costs[found.iterations])
        right = 100 - 100 * np.mean(neuron.predict(run.w, run.b, X) != Y)
        assert found.held_out_accuracies[row, -1] == pytest.approx(right)


def test_ways_that_run_on_other_numbers_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="leave the span"):
        sweep(WIDE, (0.1, 0.1), 5, way=(WAYS["adam"], SPANNING[0]))
    with pytest.raises(ValueError, match="argument"):
        sweep(WIDE, (0.1, 0.1), 5, way=SPANNING[:1])


@given(st.lists(st.sampled_from(WILD_RATES), min_size=1, max_size=4), st.data())
def test_a_run_does_not_depend_on_what_is_trained_beside_it(rates: list[float], data: st.DataObject) -> None:
    prepared = data.draw(st.sampled_from([GRAM, DIRECT]))
    for rate, costs in zip(rates, sweep(prepared, rates, 200, iterations=np.arange(201)).costs, strict=True):
        np.testing.assert_array_equal(costs, train(prepared, rate, 200).costs)


@pytest.mark.parametrize(
    ("rate", "iterations"), [(0.025, 410), (0.0355, 560), (0.0112, 200), (1.0, 500), (0.0036, 2000)]
)
def test_cells_of_the_photos_are_what_a_click_on_them_opens(
    photos: Dataset, rate: float, iterations: int
) -> None:
    rates = (*np.geomspace(1e-4, 1.0, 10).tolist(), rate)
    held_out = (photos.X_test, photos.Y_test)
    found = sweep(photos.prepared, rates, iterations, held_out=held_out)
    run = train(photos.prepared, rate, iterations)
    right = (run.w.T @ photos.X_test + run.b > 0) == photos.Y_test
    assert found.costs[-1, -1] == run.costs[-1]
    assert found.held_out_accuracies[-1, -1] == pytest.approx(100 * right.mean())


# --- What rounding makes of a map -----------------------------------------------------------------


@pytest.mark.parametrize("prepared", [WIDE, TALL], ids=["gram", "direct"])
def test_every_cell_s_range_is_that_of_its_run(prepared: Prepared) -> None:
    X, Y = make_problem(prepared.n_features, 25, seed=3)
    rates = (200.0, 0.01, 60.0)
    found = sweep(prepared, rates, 300, held_out=(X, Y))
    *_, ranges = follow_twins(prepared, found, held_out=(X, Y))
    for row, rate in enumerate(rates):
        run = train(prepared, rate, 300)
        ends = (run.twins.lowest, run.twins.highest) if run.twins else (run.costs, run.costs)
        for sweep_of_end, costs in zip((ranges.lowest, ranges.highest), ends, strict=True):
            np.testing.assert_array_equal(sweep_of_end.costs[row], costs[found.iterations])
        runs = [train(prepared, each, 300) for each in (rate, *(twin_rates(rate) if run.twins else ()))]
        right = [100 - 100 * np.mean(neuron.predict(each.w, each.b, X) != Y) for each in runs]
        assert ranges.lowest.held_out_accuracies[row, -1] == pytest.approx(min(right))
        assert ranges.highest.held_out_accuracies[row, -1] == pytest.approx(max(right))
    assert not ranges.decided[1].any()


def test_ranges_come_column_by_column() -> None:
    found = sweep(WIDE, (0.01, 60.0), 30)
    seen = [ranges.decided.shape for ranges in follow_twins(WIDE, found)]
    assert seen == [(2, done) for done in range(1, len(found.iterations) + 1)]


def test_a_map_below_the_limit_is_its_own_range() -> None:
    found = sweep(WIDE, (0.001, 0.01), 30)
    (ranges,) = follow_twins(WIDE, found)
    np.testing.assert_array_equal(ranges.lowest.costs, found.costs)
    np.testing.assert_array_equal(ranges.highest.costs, found.costs)
    assert not ranges.decided.any()
