"""The threshold moved with mouse and keys: everything that says right or wrong moves with it."""

from collections.abc import Callable

import numpy as np
from playwright.sync_api import expect

from playground.data.contents import Dataset
from playground.engine.training import train
from playground.study.verdicts import Verdicts, compute_scores
from tests.browser.stage import Stage
from tests.support import compute_verdicts

Enter = Callable[..., Stage]
THRESHOLD = "Threshold"
_IS_AT = """([x, y]) => {
    const [, , chosen] = document.querySelector('.st-key-roc .js-plotly-plot')._fullData;
    return Math.hypot(chosen.x[0] - x, chosen.y[0] - y) < 1e-6;
}"""


def verdicts_at(dataset: Dataset, threshold: float, iterations: int = 2000) -> Verdicts:
    weights = train(dataset.prepared, 0.005, 2000).weights_at(iterations)
    return compute_verdicts(*weights, dataset.X_test, dataset.test_labels, threshold)


def expect_answers(stage: Stage, verdicts: Verdicts) -> None:
    """Wait for table, scores, headline and tiles of these verdicts."""
    (tn, fp), (fn, tp) = verdicts.confusion().tolist()
    expect(stage.page.locator(".np-confusion b")).to_have_text([str(count) for count in (tp, fn, fp, tn)])
    scores = compute_scores(verdicts.confusion())
    shares = [scores.precision, scores.recall, scores.f1, scores.accuracy]
    written = ["–" if share.percent is None else f"{share.percent:.1f}%" for share in shares]
    expect(stage.page.locator(".np-scores b")).to_have_text(written)
    expect(stage.metric(2)).to_have_text(f"{verdicts.accuracy:.1f}%")
    assert stage.tiles() == dict(enumerate(verdicts.right.tolist()[:60]))


def expect_mark(stage: Stage, verdicts: Verdicts) -> None:
    (tn, fp), (fn, tp) = verdicts.confusion().tolist()
    stage.page.locator(".st-key-roc .js-plotly-plot").scroll_into_view_if_needed()
    stage.page.locator(".st-key-roc .main-svg").first.wait_for()
    stage.page.wait_for_function(
        _IS_AT,
        arg=[100 * fp / (tn + fp), 100 * tp / (tp + fn)],
    )


def test_everything_follows_the_thumb_before_it_is_let_go(enter: Enter, dataset: Dataset) -> None:
    stage = enter(opened=["answers"])
    x, y = stage.thumb(THRESHOLD)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    seen = set()
    for pixels in range(10, 70, 10):
        stage.page.mouse.move(x - pixels, y)
        threshold = stage.shown(THRESHOLD)
        expect_answers(stage, verdicts_at(dataset, threshold))
        seen.add(threshold)
    assert len(seen) > 3
    stage.page.mouse.up()
    stage.wait_until_idle()
    expect_answers(stage, verdicts_at(dataset, threshold))
    expect_mark(stage, verdicts_at(dataset, threshold))
    assert f"threshold={threshold:g}" in stage.page.url


def test_keys_reach_every_threshold_and_both_ends(enter: Enter, dataset: Dataset) -> None:
    stage = enter(opened=["answers"])
    stage.press(THRESHOLD, "ArrowRight", 3)
    assert stage.shown(THRESHOLD) == 0.53
    expect(stage.page.locator(".np-key")).to_have_text("chance of “cat” (│ 0.53)")
    expect_answers(stage, verdicts_at(dataset, 0.53))
    for key, end in (("Home", 0.01), ("End", 0.99)):
        stage.press(THRESHOLD, key)
        assert stage.shown(THRESHOLD) == end
        expect_answers(stage, verdicts_at(dataset, end))
        expect_mark(stage, verdicts_at(dataset, end))


def test_training_time_keeps_the_threshold(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?threshold=0.3", opened=["answers"])
    expect_answers(stage, verdicts_at(dataset, 0.3))
    stage.page.get_by_role("slider", name="Iteration", exact=True).press("Home")
    expect_answers(stage, verdicts_at(dataset, 0.3, iterations=0))
    roc = stage.page.locator(".np-part-roc")
    assert "np-old" in (roc.get_attribute("class") or "")
    stage.page.get_by_role("slider", name="Iteration", exact=True).press("End")
    expect_answers(stage, verdicts_at(dataset, 0.3))
    assert "np-old" not in (roc.get_attribute("class") or "")


def test_a_link_with_another_threshold_is_told(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?threshold=0.505", opened=["answers"])
    expect(stage.page.get_by_text("the threshold: 0.505")).to_be_visible()
    expect_answers(stage, verdicts_at(dataset, 0.5))
    np.testing.assert_equal(stage.shown(THRESHOLD), 0.5)
