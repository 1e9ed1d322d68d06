"""Cross-validation, against scikit-learn's folds and the textbook descent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest
from sklearn.model_selection import StratifiedKFold

from playground import neuron
from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.sweep import sweep
from playground.engine.training import prepare, train
from playground.engine.validation import (
    FOLDS,
    Difference,
    choose_best,
    choose_folds,
    compare_choices,
    find_chance,
    follow_validation,
    follow_validation_twins,
)
from playground.engine.ways import Way
from tests.engine.test_ways import WAYS
from tests.support import make_problem, textbook_descent

RATES = (0.01, 0.3)


def test_every_picture_is_judged_once_by_a_neuron_that_has_not_seen_it() -> None:
    X, Y = make_problem(20, 23)
    *_, found = follow_validation(prepare(X, Y), RATES, 40, iterations=np.array([5, 20]))
    assert found.iterations.tolist() == [5, 20, 40]
    assert (found.judged, found.fold, found.folds, found.iteration) == (23, FOLDS, FOLDS, 40)
    for row, rate in enumerate(RATES):
        for column, iteration in enumerate(found.iterations.tolist()):
            right = 0
            for held_out in choose_folds(Y[0]):
                kept = [i for i in range(23) if i not in held_out]
                w, b = textbook_descent(X[:, kept], Y[:, kept], rate, iteration)
                right += int((neuron.predict(w, b, X[:, held_out]) == Y[:, held_out]).sum())
            assert found.accuracies[row, column] == pytest.approx(100 * right / 23)


@given(st.integers(2, 60), st.integers(1, 59))
def test_folds_are_as_even_as_scikit_learn_s(count: int, ones: int) -> None:
    labels = (np.arange(count) < min(ones, count - 1)).astype(np.float64)
    folds = choose_folds(labels)
    assert sorted(np.concatenate(folds).tolist()) == list(range(count))
    assert len(folds) == min(FOLDS, count)
    if min(labels.sum(), count - labels.sum()) >= FOLDS:
        split = StratifiedKFold(FOLDS).split(np.zeros(count), labels)
        expected = np.array([labels[held_out].sum() for _, held_out in split])
        found = np.array([labels[fold].sum() for fold in folds])
        assert np.ptp(found) == np.ptp(expected)
        assert np.ptp([len(fold) for fold in folds]) <= 1


def test_folds_are_the_same_every_time_and_shuffled() -> None:
    labels = make_problem(3, 50)[1][0]
    first, second = choose_folds(labels), choose_folds(labels)
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(first[0], np.sort(np.argsort(labels, kind="stable")[::FOLDS]))


def test_before_the_first_fold_ends_nothing_is_known_and_then_more_and_more() -> None:
    X, Y = make_problem(8, 20)
    steps = list(follow_validation(prepare(X, Y), RATES, 6, iterations=np.array([2, 4])))
    assert [(each.fold, each.iteration) for each in steps[:4]] == [(1, 2), (1, 4), (1, 6), (2, 2)]
    assert [each.judged for each in steps[::3]] == [0, 4, 8, 12, 16]
    assert np.isnan(steps[1].accuracies).all()
    assert not np.isnan(steps[2].accuracies).any()
    assert len(steps) == 3 * FOLDS


def test_two_pictures_are_enough() -> None:
    X, Y = np.array([[1.0, -1.0]]), np.array([[1.0, 0.0]])
    *_, found = follow_validation(prepare(X, Y), (0.1,), 3)
    assert (found.judged, found.folds) == (2, 2)


def test_the_photos_score_what_five_trainings_of_their_own_score(photos: Dataset) -> None:
    X, Y = photos.X_train, photos.Y_train
    *_, found = follow_validation(photos.prepared, (0.001, 0.005), 1500, iterations=np.array([1500]))
    right = 0
    for held_out in choose_folds(Y[0]):
        kept = np.setdiff1d(np.arange(Y.size), held_out)
        run = train(prepare(X[:, kept], Y[:, kept]), 0.005, 1500)
        right += int((neuron.predict(run.w, run.b, X[:, held_out]) == Y[:, held_out]).sum())
    assert found.accuracies[1, -1] == pytest.approx(100 * right / Y.size)


# --- What rounding makes of it --------------------------------------------------------------------


def test_what_rounding_makes_of_the_folds_is_what_five_pairs_of_trainings_give() -> None:
    X, Y = make_problem(100, 75)
    rates = (0.01, 200.0)
    *_, found = follow_validation(prepare(X, Y), rates, 300, iterations=np.array([100]))
    *_, ranges = follow_validation_twins(prepare(X, Y), found)
    right, decided = np.zeros((2, 2)), False
    for held_out in choose_folds(Y[0]):
        kept = np.setdiff1d(np.arange(Y.size), held_out)
        prepared = prepare(X[:, kept], Y[:, kept])
        runs = [train(prepared, rate, 300) for rate in (200.0, np.nextafter(200.0, 300.0))]
        for column, iteration in enumerate((100, 300)):
            weights = [run.weights_at(iteration) for run in runs]
            counts = [(neuron.predict(w, b, X[:, held_out]) == Y[:, held_out]).sum() for w, b in weights]
            right[:, column] += min(counts), max(counts)
        costs = [float(run.costs[300]) for run in runs]
        decided |= max(costs) - min(costs) > 1e-9 * max(costs)
    np.testing.assert_allclose([ranges.lowest[1], ranges.highest[1]], 100 * right / Y.size)
    np.testing.assert_array_equal(ranges.lowest[0], found.accuracies[0])
    assert (ranges.lowest <= found.accuracies).all()
    assert (found.accuracies <= ranges.highest).all()
    assert bool(ranges.decided[1, 1]) == decided
    assert not ranges.decided[0].any()


@pytest.mark.parametrize("way", [WAYS["mixed"], WAYS["adam"]], ids=["mixed", "adam"])
def test_folds_go_the_way_that_is_asked_for(way: Way) -> None:
    X, Y = make_problem(30, 23)
    *_, found = follow_validation(prepare(X, Y), (0.1,), 40, way=way)
    *_, ranges = follow_validation_twins(prepare(X, Y), found)
    right = np.zeros((2, Y.size))
    for held_out in choose_folds(Y[0]):
        kept = np.setdiff1d(np.arange(Y.size), held_out)
        for row, rate in enumerate((0.1, np.nextafter(0.1, 1.0))):
            run = train(prepare(X[:, kept], Y[:, kept]), rate, 40, way=way)
            right[row, held_out] = (neuron.predict(run.w, run.b, X[:, held_out]) == Y[:, held_out])[0]
    assert found.accuracies[0, -1] == pytest.approx(100 * right[0].mean())
    assert (right[0] == right[1]).all()
    assert ranges.lowest[0, -1] == pytest.approx(100 * right[0].mean())
    assert ranges.highest[0, -1] == pytest.approx(100 * right[0].mean())


def test_without_a_rate_above_the_limit_the_folds_are_their_own_range() -> None:
    X, Y = make_problem(20, 23)
    *_, found = follow_validation(prepare(X, Y), (0.001,), 40)
    *_, ranges = follow_validation_twins(prepare(X, Y), found)
    np.testing.assert_array_equal(ranges.lowest, found.accuracies)
    np.testing.assert_array_equal(ranges.highest, found.accuracies)
    assert (ranges.fold, ranges.iteration) == (FOLDS, 40)


# --- Choosing -------------------------------------------------------------------------------------


@given(st.data())
def test_the_best_is_the_middle_of_the_highest_that_rounding_does_not_decide(data: st.DataObject) -> None:
    shape = data.draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    scores = data.draw(arrays(np.float64, shape, elements=st.integers(0, 4)))
    decided = data.draw(arrays(np.bool_, shape))
    if decided.all():
        with pytest.raises(ValueError, match="every cell"):
            choose_best(scores, decided)
        return
    best = choose_best(scores, decided)
    rows, columns = shape
    free = [(r, c) for r in range(rows) for c in range(columns) if not decided[r, c]]
    highest = [cell for cell in free if scores[cell] == max(scores[each] for each in free)]
    middle = [sum(places) / len(highest) for places in zip(*highest, strict=True)]

    def away(cell: tuple[int, int]) -> float:
        return ((cell[0] - middle[0]) / rows) ** 2 + ((cell[1] - middle[1]) / columns) ** 2

    assert (best.row, best.column) in highest
    assert away((best.row, best.column)) == pytest.approx(min(map(away, highest)))
    assert best.score == scores[highest[0]]
    assert [tuple(cell) for cell in np.argwhere(best.tied).tolist()] == highest


def test_the_choice_among_equals_is_no_edge() -> None:
    scores = np.zeros((9, 9))
    scores[2:7, 3:8] = 1.0
    best = choose_best(scores, np.zeros((9, 9), np.bool_))
    assert (best.row, best.column) == (4, 5)


@pytest.mark.parametrize(("right", "count"), [(35, 50), (0, 10), (10, 10), (93, 96)])
def test_the_interval_is_wilson_s(right: int, count: int) -> None:
    found = compare_choices(count, right, count)
    expected = binomtest(right, count).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((100 * expected.low, 100 * expected.high))


@pytest.mark.parametrize(("right", "ones"), [(139, 72), (176, 72), (30, 15), (48, 72), (10, 0)])
def test_a_score_may_be_chance_where_the_commoner_answer_lies_in_its_interval(right: int, ones: int) -> None:
    labels = (np.arange(209) < ones).astype(np.float64)
    expected = binomtest(right, 209).proportion_ci(0.95, method="wilson")
    found = find_chance(100 * right / 209, labels[np.newaxis])
    if expected.low <= max(ones, 209 - ones) / 209 <= expected.high:
        assert found == pytest.approx((100 * expected.low, 100 * expected.high))
    else:
        assert found is None
    assert (found is not None) == ((right, ones) == (139, 72))


def choose_on(random: np.random.Generator, flipped: float) -> tuple[Difference, float, float]:
    """Return what is told of a data set whose labels follow the first number of a picture but for those that
    are flipped, and the true accuracies, in percent, of the best by test and of the honest choice.
    """
    rates, count, columns = (0.3, 1.0), 40, np.arange(5, 61, 5)

    def draw(m: int) -> tuple[Array, Array]:
        X = random.random((6, m))
        return X, ((X[:1] > 0.5) ^ (random.random((1, m)) < flipped)).astype(np.float64)

    (X, Y), test, (X_new, Y_new) = draw(30), draw(count), draw(4000)
    prepared = prepare(X, Y)
    by_test = sweep(prepared, rates, 60, iterations=columns, held_out=test).held_out_accuracies
    *_, folds = follow_validation(prepared, rates, 60, iterations=columns)
    cells = [choose_best(each, np.zeros(each.shape, np.bool_)) for each in (by_test, folds.accuracies)]
    promise, honest = (round(by_test[cell.row, cell.column] * count / 100) for cell in cells)
    truths = []
    for cell in cells:
        iteration = int(folds.iterations[cell.column])
        run = train(prepared, rates[cell.row], iteration)
        truths.append(neuron.accuracy(neuron.predict(run.w, run.b, X_new), Y_new))
    return compare_choices(promise, honest, count), truths[0], truths[1]


@pytest.mark.parametrize("flipped", [0.5, 0.2], ids=["coin tosses", "four in five"])
def test_the_interval_holds_the_truth_where_that_is_known(flipped: float) -> None:
    random = np.random.default_rng(5)
    told = [choose_on(random, flipped) for _ in range(100)]
    held = np.mean([found.low <= truth <= found.high for found, _, truth in told])
    assert 0.9 < held < 0.995
    # The best test score is no sample of what it stands for: on average it promises too much.
    promised = np.mean([100 * found.promise / found.count - truth for found, truth, _ in told])
    honest = np.mean([100 * found.honest / found.count - truth for found, _, truth in told])
    assert promised > 3.0
    assert abs(honest) < 2.0
