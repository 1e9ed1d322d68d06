"""Mistakes in the browser: made and turned off with everything on the page, and found."""

from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import expect

from playground.data.contents import Dataset
from playground.data.mistakes import hide, make_mistake, reveal
from tests.browser.expecting import expect_all_to_follow
from tests.browser.stage import Stage

TALL = {"width": 1280, "height": 1600}  # charts out of sight are not drawn


def test_a_mistake_changes_everything_until_it_is_turned_off(
    enter: Callable[..., Stage], dataset: Dataset
) -> None:
    stage = enter("?mistakes=1", TALL)
    part, story = stage.page.locator(".st-key-open_mistakes"), stage.page.locator(".np-part-headline").first
    part.get_by_text("labels shuffled").click()
    expect(part.get_by_role("button", name="Make this mistake")).to_be_disabled()
    stage.wait_for_script()
    part.get_by_text("the test accuracy alone").click()
    make = part.get_by_role("button", name="Make this mistake")
    expect(make).to_be_enabled()
    stage.wait_for_script()
    make.click()
    expect(story).to_contain_text("Mistake: labels shuffled.")
    expect_all_to_follow(stage, make_mistake(dataset, "shuffled"))
    expect(part).to_contain_text("As you predicted: the test accuracy alone.")
    assert "right run" in [trace["name"] for trace in stage.chart("cost_curve")]
    assert "dataset=drawncats.shuffled" in stage.page.url
    name = stage.page.locator(".st-key-dataset_control input")
    assert name.evaluate("input => input.scrollWidth <= input.clientWidth")  # it is read to its end

    stage.page.get_by_role("button", name="Turn it off").click()
    expect(story).not_to_contain_text("Mistake")
    expect_all_to_follow(stage, dataset)
    assert "right run" not in [trace["name"] for trace in stage.chart("cost_curve")]


def test_a_right_run_that_takes_long_comes_beside_the_wrong_one(
    enter: Callable[..., Stage], dataset: Dataset
) -> None:
    """No frame waits for Adam: the page trains it in sight, and the browser asks once more."""
    adam = {"rule": "adam", "learning_rate": 0.0003, "num_iterations": 100}
    stage = enter(f"?{urlencode({'dataset': 'drawncats.shuffled', **adam})}", TALL)
    story = stage.page.locator(".np-part-headline").first
    expect(story).to_contain_text("Without the mistake: cost")
    stage.wait_until_idle()
    assert "right run" in [trace["name"] for trace in stage.chart("cost_curve")]


def test_a_hidden_mistake_is_found_from_a_link(enter: Callable[..., Stage], dataset: Dataset) -> None:
    seed = next(seed for seed in range(99) if reveal(hide(seed)) == "scrambled")
    stage = enter(f"?dataset=drawncats.find{seed}&mistakes=1", TALL)
    expect_all_to_follow(stage, make_mistake(dataset, "scrambled"))
    part = stage.page.locator(".st-key-open_mistakes")
    part.get_by_text("one label in ten wrong").click()
    expect(part).to_contain_text("Not this one: look again.")
    stage.wait_for_script()
    part.get_by_text("reshape(-1, m)", exact=True).click()
    expect(part).to_contain_text("The mistake is: reshape(-1, m).")
    expect(part).to_contain_text("X = pictures.reshape(-1, len(pictures)) / 255")
