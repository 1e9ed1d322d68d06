"""What a page must show, computed by the core."""

import numpy as np
from playwright.sync_api import expect

from playground.app.stage.frames import SURFACE_RESOLUTION
from playground.data.contents import Dataset
from playground.engine.landscape import project
from playground.engine.training import train
from playground.engine.ways import PLAIN, Way
from playground.study.diagnosis import choose_drawn_iterations
from playground.words.numbers import write_cost
from tests.browser.stage import Stage
from tests.support import compute_verdicts

RATE, COUNT = "Learning rate", "Iterations"


def expect_all_to_follow(
    stage: Stage, dataset: Dataset, plane: str = "path", way: Way = PLAIN, rate: float | None = None
) -> None:
    """Compare every part of the page with what the core computes for the two values the sliders show, or for
    a rate.
    """
    rate, count = rate or stage.shown(RATE), int(stage.shown(COUNT))
    run = train(dataset.prepared, rate, count, way=way)
    w, b = run.weights_at(count)
    on_train = compute_verdicts(w, b, dataset.X_train, dataset.train_labels)
    on_test = compute_verdicts(w, b, dataset.X_test, dataset.test_labels)
    costs = run.costs[choose_drawn_iterations(run.costs)]

    stage.wait_for_costs(costs)
    expect(stage.metric(0)).to_have_text(write_cost(run.costs[-1]))
    expect(stage.metric(1)).to_have_text(f"{on_train.accuracy:.1f}%")
    expect(stage.metric(2)).to_have_text(f"{on_test.accuracy:.1f}%")
    stage.wait_until_idle()
    np.testing.assert_allclose(stage.costs(), costs, rtol=1e-6)

    stage.wait_for_path_end(project(run, plane, SURFACE_RESOLUTION).path[-1])

    right = dict(enumerate(on_test.right.tolist()))
    assert stage.tiles() == {index: right[index] for index in list(right)[:60]}
