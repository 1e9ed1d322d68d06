"""Other ways down in the browser: what changes a step changes everything, under the thumb, too."""

from collections.abc import Callable

from playwright.sync_api import expect

from playground.data.contents import Dataset
from playground.engine.ways import Fork, Momentum, Way
from tests.browser.expecting import expect_all_to_follow
from tests.browser.stage import Stage

BETA = "Momentum β"
TALL = {"width": 1280, "height": 1600}  # charts out of sight are not drawn


def test_momentum_follows_its_thumb_and_batches_know_no_limit(
    enter: Callable[..., Stage], dataset: Dataset
) -> None:
    stage = enter("?rule=momentum&why=1", TALL, opened=["ways"])
    x, y = stage.thumb(BETA)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x - 40, y, steps=5)
    expect(stage.slider(BETA)).not_to_have_attribute("aria-valuetext", "0.9")
    momentum = Momentum(stage.shown(BETA))
    expect_all_to_follow(stage, dataset, way=Way(momentum))
    stage.page.mouse.up()
    expect_all_to_follow(stage, dataset, way=Way(momentum))
    limit, story = stage.page.locator(".st-key-limit"), stage.page.locator(".np-part-headline").first
    expect(limit).to_contain_text("stable up to")
    expect(story).to_contain_text(f"Momentum {momentum.beta:g}.")
    expect(stage.page.locator(".st-key-stability .np-chart .main-svg >> nth=0")).to_be_visible()

    stage.pick("batch", "32")
    expect(story).to_contain_text("batches of 32")
    expect_all_to_follow(stage, dataset, way=Way(momentum, batch=32))
    expect(stage.page.locator(".st-key-stability_story")).to_contain_text("no longest stable learning rate")
    expect(stage.page.locator(".st-key-stability")).to_have_count(0)
    expect(limit).to_have_count(0)
    assert f"beta={momentum.beta:g}&batch=32" in stage.page.url


def test_from_a_moment_on_the_rate_is_another_until_that_is_taken_back(
    enter: Callable[..., Stage], dataset: Dataset
) -> None:
    stage = enter("?learning_rate=0.002&num_iterations=1000", TALL)
    page, recorded = stage.page, stage.page.locator(".np-part-question[data-state=recorded]")
    recorded.wait_for(state="attached")
    button = page.get_by_role("button", name="Another rate from here", exact=True)
    expect(button).to_be_disabled()
    page.get_by_role("slider", name="Iteration", exact=True).press("Home")
    expect(button).to_be_disabled()  # from the start on, another rate is another run
    for _ in range(12):
        page.get_by_role("slider", name="Iteration", exact=True).press("ArrowRight")
    fork = int(page.locator(".np-moment span").inner_text().split()[1])
    button.press("Enter")
    rate = f"Rate from {fork} on"
    expect(stage.slider(rate)).to_have_attribute("aria-valuetext", "0.002")
    recorded.wait_for(state="attached")
    x, y = stage.thumb(rate)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=5)
    expect(stage.slider(rate)).not_to_have_attribute("aria-valuetext", "0.002")
    way = Way(forks=(Fork(fork, stage.shown(rate)),))
    expect_all_to_follow(stage, dataset, way=way, rate=0.002)
    page.mouse.up()
    expect_all_to_follow(stage, dataset, way=way, rate=0.002)
    expect(page.locator(".np-part-headline").first).to_contain_text(f"from iteration {fork}")
    expect(page.locator(".st-key-limit")).to_contain_text(f"at iteration {fork}")
    assert f"learning_rate=0.002&num_iterations=1000&fork={fork}&then={stage.shown(rate):g}" in page.url

    page.get_by_role("button", name="One rate again", exact=True).click()
    expect(stage.slider("Learning rate")).to_have_attribute("aria-valuetext", "0.002")
    expect_all_to_follow(stage, dataset)
    assert "fork" not in page.url
