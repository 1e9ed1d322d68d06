"""Answers, scores and the ROC curve, against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from playground.collection.loading import get_dataset
from playground.engine.forms import Array
from playground.engine.training import train
from playground.neuron import sigmoid
from playground.study.study import Study
from playground.study.verdicts import THRESHOLD, Verdicts, compute_roc, compute_scores

# Few different logits, so that many are equal, and equal to that of the threshold.
few = st.integers(-3, 3).map(float)
thresholds = few.map(lambda z: float(sigmoid(np.array(z))))
pictures = st.lists(st.tuples(few, st.integers(0, 1)), min_size=2, max_size=40)


def verdicts_of(drawn: list[tuple[float, int]], threshold: float = THRESHOLD) -> Verdicts:
    Z, Y = np.array([z for z, _ in drawn]), np.array([y for _, y in drawn], dtype=np.int64)
    return Verdicts(Z, Y, threshold)


def with_both(drawn: list[tuple[float, int]]) -> list[tuple[float, int]]:
    return [*drawn, (0.0, 0), (0.0, 1)]


@given(pictures, thresholds)
def test_answers_and_scores_are_scikit_learn_s(drawn: list[tuple[float, int]], threshold: float) -> None:
    verdicts = verdicts_of(drawn, threshold)
    confusion = verdicts.confusion()
    answers = np.greater(verdicts.A, threshold)
    np.testing.assert_array_equal(confusion, metrics.confusion_matrix(verdicts.Y, answers, labels=[0, 1]))
    scores = compute_scores(confusion)
    for share, score in (
        (scores.precision, metrics.precision_score),
        (scores.recall, metrics.recall_score),
        (scores.f1, metrics.f1_score),
    ):
        expected = score(verdicts.Y, answers, zero_division=np.nan)
        if share.whole:
            assert share.percent == pytest.approx(100 * expected)
        else:
            assert share.percent is None
            assert np.isnan(expected)
    assert scores.accuracy.percent == pytest.approx(100 * metrics.accuracy_score(verdicts.Y, answers))
    assert verdicts.accuracy == pytest.approx(scores.accuracy.percent)


@given(pictures.map(with_both))
def test_the_roc_curve_is_scikit_learn_s(drawn: list[tuple[float, int]]) -> None:
    verdicts = verdicts_of(drawn)
    roc = compute_roc(verdicts.Z, verdicts.Y)
    false, true, _ = metrics.roc_curve(verdicts.Y, verdicts.Z, drop_intermediate=False)
    corners = list(zip(roc.false_positive_rates, roc.true_positive_rates, strict=True))
    assert set(corners) <= set(zip(false, true, strict=True))
    assert (corners[0], corners[-1]) == ((0, 0), (1, 1))
    for x, y in zip(false, true, strict=True):
        assert distance_to(roc.false_positive_rates, roc.true_positive_rates, x, y) < 1e-12
    for before, at, after in zip(corners, corners[1:], corners[2:], strict=False):
        assert distance_to(*np.array([before, after]).T, *at) > 1e-12, "a point between two others"
    assert roc.area == pytest.approx(metrics.roc_auc_score(verdicts.Y, verdicts.Z))


@given(pictures.map(with_both))
def test_the_area_is_the_share_of_pairs_in_the_right_order(drawn: list[tuple[float, int]]) -> None:
    verdicts = verdicts_of(drawn)
    ones, zeros = verdicts.Z[verdicts.Y == 1], verdicts.Z[verdicts.Y == 0]
    above = np.greater.outer(ones, zeros) + 0.5 * np.equal.outer(ones, zeros)
    assert compute_roc(verdicts.Z, verdicts.Y).area == pytest.approx(above.mean())


@given(pictures.map(with_both), thresholds)
def test_every_threshold_lies_on_the_curve(drawn: list[tuple[float, int]], threshold: float) -> None:
    verdicts = verdicts_of(drawn, threshold)
    (tn, fp), (fn, tp) = verdicts.confusion()
    roc = compute_roc(verdicts.Z, verdicts.Y)
    x, y = fp / (tn + fp), tp / (tp + fn)
    assert distance_to(roc.false_positive_rates, roc.true_positive_rates, x, y) < 1e-12


def distance_to(xs: Array, ys: Array, x: float, y: float) -> float:
    """Return how far a point is from a line through others."""
    found = np.inf
    for i in range(len(xs) - 1):
        a, d = np.array([xs[i], ys[i]]), np.array([xs[i + 1] - xs[i], ys[i + 1] - ys[i]])
        share = np.clip(np.dot([x, y] - a, d) / np.dot(d, d), 0, 1)
        found = min(found, float(np.hypot(*(a + share * d - [x, y]))))
    return found


def test_a_probability_at_the_threshold_means_the_other_class() -> None:
    Z, Y = np.array([-1.0, 0.0, 1.0]), np.array([0, 0, 1])
    assert Verdicts(Z, Y).answers.tolist() == [0, 0, 1]
    assert Verdicts(Z, Y, float(sigmoid(Z)[0])).answers.tolist() == [0, 1, 1]


def test_least_sure_is_nearest_to_the_threshold() -> None:
    verdicts = Verdicts(np.array([-2.2, 0.0, -1.1, 2.2]), np.array([0, 1, 0, 1]), 0.2)
    assert verdicts.select("all", "unsure").tolist() == [2, 0, 1, 3]


def test_answers_so_sure_that_A_is_1_are_still_told_apart() -> None:
    verdicts = Verdicts(np.array([40.0, 300.0, 800.0, 50.0]), np.array([0, 0, 1, 1]))
    assert verdicts.A.tolist() == [1.0] * 4
    assert verdicts.select("all", "wrong").tolist() == [1, 0, 2, 3]
    assert compute_roc(verdicts.Z, verdicts.Y).area == 0.75


def test_the_area_where_probabilities_saturate() -> None:
    dataset = get_dataset("drawncats")
    study = Study(dataset, train(dataset.prepared, 1.0, 50))
    by_z, by_A = (metrics.roc_auc_score(study.test.Y, of) for of in (study.test.Z, study.test.A))
    assert study.roc.area == pytest.approx(by_z)
    assert by_z > by_A + 0.1  # 0.831 and 0.542, but for rounding
