"""The lesson's page on backpropagation, with mouse and keys, and what is true of all its pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from playground.app.shell.navigation import LESSON
from playground.lesson.backprop.mathematics import Point, compute_pass, descend
from tests.browser.stage import COLLIDING, PHONE, Stage

Enter = Callable[..., Stage]
LOSS = ".st-key-part_chart_backprop_loss .js-plotly-plot"
_LAST = "gd => gd._fullData[0].y.at(-1)"


def test_backprop_by_mouse_in_chinese(enter: Enter) -> None:
    stage = enter("backprop?language=zh")
    page = stage.page
    expect(page.locator(".st-key-part_chart_backprop_graph")).to_contain_text("0.731")
    for shown in range(2, 6):
        page.locator(".st-key-backprop_next button").click()
        expect(page.locator(".st-key-backprop_told .katex-display")).to_have_count(shown)
        stage.wait_for_script()
    expect(page.locator(".st-key-backprop_next button")).to_be_disabled()
    # The step slider is pulled: loss and table follow before it is let go.
    x, y = stage.thumb("步数")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 180, y, steps=6)
    page.wait_for_function("chart => document.querySelector(chart)._fullData[0].y.length > 10", arg=LOSS)
    page.mouse.up()
    stage.wait_for_script()
    steps = int(stage.shown("步数"))
    page.wait_for_function(
        "([chart, count]) => document.querySelector(chart)._fullData[0].y.length === count + 1",
        arg=[LOSS, steps],
    )
    expected = compute_pass(descend(Point(), 0.1, steps)[-1]).L
    assert page.locator(LOSS).evaluate(_LAST) == pytest.approx(expected, rel=1e-12)


def test_homework_by_keys(enter: Enter) -> None:
    stage = enter("backprop")
    page = stage.page
    page.locator(".st-key-backprop_own_z input").focus()
    for typed in ("1", "0.7311", "0.3", "0.2689"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        stage.wait_for_script()
        page.keyboard.press("Tab")
    expect(page.get_by_text("✓ exact")).to_be_visible()
    expect(page.get_by_text("✓ 4 digits")).to_be_visible()
    expect(page.get_by_text("✗", exact=True)).to_have_count(2)
    expect(page.locator(".stAlert").last).to_contain_text("The first mistake is at")


def test_the_answers_can_be_hidden_and_the_lesson_is_walked(enter: Enter) -> None:
    stage = enter("backprop")
    page = stage.page
    page.get_by_text("Hide the answers").click()
    stage.wait_for_script()
    expect(page.get_by_role("button", name="Compute it")).to_have_count(0)
    page.locator(".st-key-lesson_ways").get_by_role("link", name="Vectorising").click()
    stage.wait_for_lesson()
    expect(page.get_by_role("heading", name="4 · Vectorising")).to_be_visible()
    expect(page.get_by_role("button", name="Compute it")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_is_wider_than_a_phone(enter: Enter, language: str) -> None:
    stage = enter(f"descent?language={language}", PHONE)
    for place, name in enumerate(LESSON):
        stage.page.locator(".st-key-lesson_pages").get_by_role("link").nth(place).click()
        stage.page.wait_for_url(f"**/{name}?*")
        stage.wait_for_lesson()
        # A chart that is being drawn may be wide for a moment, on a busy machine.
        stage.page.wait_for_function("() => document.querySelector('.stMain').scrollWidth <= innerWidth")
        charts = f"[class*='_{name}_dot'], [class*='_{name}_graph']"
        stage.page.wait_for_function(f"charts => !({COLLIDING})(charts)", arg=charts)
