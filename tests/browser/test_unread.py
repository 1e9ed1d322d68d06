"""A slider whose markup the scripts do not know: the page says so, and so does the log of the server."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from playground.words.catalogue import translator
from tests.browser.stage import DESKTOP

# React writes another attribute than the one that says where a thumb is.
_RENAMED = """() => {
    const set = Element.prototype.setAttribute;
    Element.prototype.setAttribute = function (name, value) {
        return set.call(this, name === 'aria-valuetext' ? 'aria-says' : name, value);
    };
}"""


_LATE = '<input type="range" aria-valuetext="0.005">'
SLIDERS = (
    ("", "learning_rate", "en"),
    ("tuning", "num_iterations", "zh"),
    ("descent", "descent_one_rate", "zh"),
)


def test_only_a_slider_that_cannot_be_read_is_told(browser: Browser, address: str, log: Path) -> None:
    # All pages at once: the patience of the scripts is 5 seconds.
    readers, others = browser.new_context(viewport=DESKTOP), browser.new_context(viewport=DESKTOP)
    others.add_init_script(f"({_RENAMED})()")
    readable = readers.new_page()
    readable.goto(address)
    readable.locator(".st-key-learning_rate input").wait_for(state="attached")
    pages = [(*each, others.new_page()) for each in SLIDERS]
    for path, _, language, page in pages:
        page.goto(f"{address}{path}?language={language}", wait_until="commit")
    for _, key, language, page in pages:
        told = page.locator(f".st-key-{key}").get_by_role("alert")
        expect(told).to_have_text(translator(language).text("controls.unread"), timeout=60_000)
    # It was there before the others, so its 5 seconds are over too.
    expect(readable.get_by_role("alert")).to_have_count(0)
    assert log.read_text(encoding="utf-8").count(translator("en").text("controls.unread")) == 1
    # On a slow line a slider may come after all: then nothing is said any more.
    slider = pages[0][-1].locator(f".st-key-{pages[0][1]}")
    slider.evaluate("(place, late) => place.insertAdjacentHTML('beforeend', late)", _LATE)
    expect(slider.get_by_role("alert")).to_have_count(0)
    readers.close()
    others.close()
