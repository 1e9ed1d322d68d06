"""What a run is told to have done, in both languages: no number stands for what is none."""

import re
from decimal import Decimal

import numpy as np
import pytest

from playground.engine.landscape import PLANES
from playground.engine.training import train
from playground.study.study import Study
from playground.study.telling import describe_stability, describe_surface, story, tell_why
from playground.words.catalogue import LANGUAGES, translator
from tests.study.test_study import make_dataset

DATASET = make_dataset(12)
_NUMBER = r"(\d[\d.e−,]*\d)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("num_iterations", "told"), [(0, "still"), (1, "straight"), (100, "apart")])
def test_a_second_axis_that_holds_nothing_has_no_share(language: str, num_iterations: int, told: str) -> None:
    text = translator(language)
    found = Study(DATASET, train(DATASET.prepared, 0.05, num_iterations))
    landscape = found.landscape("path", 5)
    caption = describe_surface(found.run, landscape, "contour", text)["caption"]
    movement = found.run.recorded_states - found.run.recorded_states[0]
    assert min(np.linalg.matrix_rank(movement), 2) == ["still", "straight", "apart"].index(told)
    assert ("%" in caption) == (told == "apart")
    assert ("billionth" in caption or "十亿分之一" in caption) == (told == "straight")


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_surface_is_flat_there_is_no_limit(language: str) -> None:
    text = translator(language)
    found = Study(DATASET, train(DATASET.prepared, 1e5, 1))
    assert np.isinf(found.stability.limits[-1])
    for told in (describe_stability(found, text)["alt"], tell_why(found, text)[1]):
        assert text.text("stability.unlimited") in told
        assert "inf" not in told.replace("infinite", "")


def read(written: str) -> float:
    return float(written.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize("apart", [1 - 1e-4, 1 - 1e-6, 1 + 1e-6, 1 + 1e-4])
def test_a_limit_is_never_written_as_the_rate_that_it_is_not(apart: float) -> None:
    text = translator("en")
    limit = float(Study(DATASET, train(DATASET.prepared, 0.05, 1)).stability.limits[0])
    found = Study(DATASET, train(DATASET.prepared, limit * apart, 20))
    rule = re.findall(rf"limit is 2 / λ = <strong>{_NUMBER}", tell_why(found, text)[0])
    alt = re.findall(rf"at the start: {_NUMBER}", describe_stability(found, text)["alt"])
    told = re.findall(rf"{_NUMBER} at the start", text.text(story(found)))
    for (written,) in (rule, alt, told):
        assert (limit * apart > read(written)) == (apart > 1)


@pytest.mark.parametrize("learning_rate", [1e-7, 1e-5, 1e-3, 0.1])
@pytest.mark.parametrize("plane", PLANES)
def test_shares_and_costs_of_a_plane_do_not_contradict(learning_rate: float, plane: str) -> None:
    found = Study(DATASET, train(DATASET.prepared, learning_rate, 3))
    landscape = found.landscape(plane, 9)
    told = describe_surface(found.run, landscape, "contour", translator("en"))
    low, high = map(read, re.findall(rf"between {_NUMBER} and {_NUMBER};", told["alt"])[0])
    assert (low < high) == (landscape.costs.min() < landscape.costs.max())
    for first, second in re.findall(rf"{_NUMBER}% \+ {_NUMBER}%", told["caption"]):
        assert Decimal(first) + Decimal(second.replace("−", "-")) <= 100
