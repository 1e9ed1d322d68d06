"""A >= 0.5 beside A > 0.5, against counting by hand."""

import numpy as np
import pytest

from playground.study.halves import Halves, compare_halves
from playground.study.verdicts import Verdicts


def test_an_untrained_neuron_scores_the_share_of_one_class_or_the_other() -> None:
    verdicts = Verdicts(np.zeros(8), np.array([1, 0, 0, 1, 0, 0, 0, 0]))
    assert compare_halves(verdicts) == Halves(halves=8, count=8, strict=75.0, loose=25.0)


def test_they_differ_only_where_a_is_exactly_one_half() -> None:
    found = compare_halves(Verdicts(np.array([-2.0, 0.0, 0.0, 1e-9]), np.array([0, 1, 1, 1])))
    assert (found.halves, found.strict, found.loose) == (1 + 1, pytest.approx(50), pytest.approx(100))
