"""Other ways down in the browser: what changes a step changes everything, under the thumb, too."""

from collections.abc import Callable

from playwright.sync_api import expect

from playground.data.contents import Dataset
from playground.engine.ways import Momentum, Way
from tests.browser.expecting import expect_all_to_follow
from tests.browser.stage import Stage

BETA = "Momentum β"
TALL = {"width": 1280, "height": 1600}  # charts out of sight are not drawn


def test_momentum_follows_its_thumb_and_batches_know_no_limit(
    enter: Callable[..., Stage], dataset: Dataset
) -> None:
    stage = enter("?rule=momentum&why=1", TALL)
    x, y = stage.thumb(BETA)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x - 40, y, steps=5)
    expect(stage.slider(BETA)).not_to_have_attribute("aria-valuetext", "0.9")
    momentum = Momentum(stage.shown(BETA))
    expect_all_to_follow(stage, dataset, way=Way(momentum))
    stage.page.mouse.up()
    expect_all_to_follow(stage, dataset, way=Way(momentum))
    limit, story = stage.page.locator(".st-key-limit"), stage.page.locator(".np-part-headline")
    expect(limit).to_contain_text("stable up to")
    expect(story).to_contain_text(f"Momentum {momentum.beta:g}.")
    expect(stage.page.locator(".st-key-stability .js-plotly-plot")).to_be_visible()

    stage.pick("batch", "32")
    expect(story).to_contain_text("batches of 32")
    expect_all_to_follow(stage, dataset, way=Way(momentum, batch=32))
    expect(stage.page.locator(".st-key-stability_story")).to_contain_text("no longest stable learning rate")
    expect(stage.page.locator(".st-key-stability")).to_have_count(0)
    expect(limit).to_have_count(0)
    assert f"beta={momentum.beta:g}&batch=32" in stage.page.url
