"""What a run is told to have done, in both languages: no number stands for what is none."""

import numpy as np
import pytest

from playground.engine.training import train
from playground.study.study import Study
from playground.study.telling import describe_stability, describe_surface, tell_why
from playground.words.catalogue import LANGUAGES, translator
from tests.study.test_study import make_dataset

DATASET = make_dataset(12)


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
