"""Keyboard, screen reader and the other mouse buttons."""

from collections.abc import Callable

from playwright.sync_api import expect

from playground.app.session.choices import LEARNING_RATES
from playground.words.catalogue import translator
from tests.browser.expecting import RATE
from tests.browser.stage import Stage

Enter = Callable[..., Stage]
# Notes every text that a live region gets.
_LISTEN = """() => {
    window.announced = [];
    const live = '[role=status], [role=alert], [aria-live], output';
    new MutationObserver(changes => {
        for (const { target } of changes) {
            const region = (target.closest ? target : target.parentElement)?.closest(live);
            if (region?.textContent) window.announced.push(region.textContent);
        }
    }).observe(document, { subtree: true, childList: true, characterData: true });
}"""
_PLAYED = """() => {
    const iteration = Number(document.querySelector('.np-moment').innerText.match(/\\d+/)?.[0]);
    return iteration > 10 && iteration < 250;
}"""


def test_a_run_is_announced_once_when_it_stands_still(enter: Enter) -> None:
    stage = enter("?num_iterations=300")
    voice = stage.page.locator("body > .np-unseen[role=status]")
    story = stage.page.locator(".np-story")
    expect(voice).to_have_text(story.inner_text())
    stage.page.evaluate(_LISTEN)
    stage.page.locator(".np-play").click()
    stage.page.wait_for_function(_PLAYED)
    assert stage.page.evaluate("() => window.announced") == []
    stage.page.locator(".np-play").click()
    expect(voice).to_have_text(story.inner_text())
    assert len(stage.page.evaluate("() => window.announced")) == 1


def test_the_keyboard_keeps_its_place_and_escape_closes_what_is_explained(enter: Enter) -> None:
    stage = enter("?num_iterations=300", opened=["runs"])
    held = "() => document.activeElement !== document.body"
    for name in ("Pin this run", "Remove pinned run 1"):
        stage.page.get_by_role("button", name=name).first.focus()
        stage.page.keyboard.press("Enter")
        stage.wait_until_idle()
        stage.page.wait_for_function(held)
    help_mark = stage.page.locator(".np-help").first
    help_mark.focus()
    told = "mark => getComputedStyle(mark, '::after').content"
    assert help_mark.evaluate(told) != "none"
    stage.page.keyboard.press("Escape")
    assert help_mark.evaluate(told) == "none"


def test_a_cell_of_the_map_is_chosen_by_keys_and_not_by_a_right_click(enter: Enter) -> None:
    stage = enter("tuning")
    cells = stage.page.get_by_role("application", name=translator("en").text("tuning.words.keys"))
    before = stage.shown(RATE)
    cells.click(button="right", position={"x": 300, "y": 60})
    cells.focus()
    stage.page.keyboard.press("ArrowUp")
    rate = LEARNING_RATES[LEARNING_RATES.index(before) + 1]
    expect(stage.page.locator(".np-now")).to_contain_text(f"Learning rate {rate:g},")
    assert stage.shown(RATE) == before
    stage.page.keyboard.press("Enter")
    stage.page.wait_for_url(f"**learning_rate={rate:g}*")
    expect(stage.slider(RATE)).to_have_attribute("aria-valuetext", f"{rate:g}")
