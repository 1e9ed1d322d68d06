"""Cross-validation, against scikit-learn's folds and the textbook descent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.model_selection import StratifiedKFold

from playground import neuron
from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.training import prepare, train
from playground.engine.validation import FOLDS, choose_best, choose_folds, follow_validation
from tests.support import make_problem, textbook_descent

RATES = (0.01, 0.3)


def test_every_picture_is_judged_once_by_a_neuron_that_has_not_seen_it() -> None:
    X, Y = make_problem(20, 23)
    *_, found = follow_validation(X, Y, RATES, 40, iterations=np.array([5, 20]))
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
    steps = list(follow_validation(X, Y, RATES, 6, iterations=np.array([2, 4])))
    assert [(each.fold, each.iteration) for each in steps[:4]] == [(1, 2), (1, 4), (1, 6), (2, 2)]
    assert [each.judged for each in steps[::3]] == [0, 4, 8, 12, 16]
    assert np.isnan(steps[1].accuracies).all()
    assert not np.isnan(steps[2].accuracies).any()
    assert len(steps) == 3 * FOLDS


def test_two_pictures_are_enough() -> None:
    X, Y = np.array([[1.0, -1.0]]), np.array([[1.0, 0.0]])
    *_, found = follow_validation(X, Y, (0.1,), 3)
    assert (found.judged, found.folds) == (2, 2)


def test_the_photos_score_what_five_trainings_of_their_own_score(photos: Dataset) -> None:
    X, Y = photos.X_train, photos.Y_train
    *_, found = follow_validation(X, Y, (0.001, 0.005), 1500, iterations=np.array([1500]))
    right = 0
    for held_out in choose_folds(Y[0]):
        kept = np.setdiff1d(np.arange(Y.size), held_out)
        run = train(prepare(X[:, kept], Y[:, kept]), 0.005, 1500)
        right += int((neuron.predict(run.w, run.b, X[:, held_out]) == Y[:, held_out]).sum())
    assert found.accuracies[1, -1] == pytest.approx(100 * right / Y.size)


@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 4)))
def test_the_best_is_the_cheapest_of_the_highest(scores: Array) -> None:
    best = choose_best(scores)
    cells = [(c, r) for r in range(scores.shape[0]) for c in range(scores.shape[1])]
    highest = [(c, r) for c, r in cells if scores[r, c] == scores.max()]
    assert (best.column, best.row) == min(highest)
    assert (best.score, best.ties) == (scores.max(), len(highest))
