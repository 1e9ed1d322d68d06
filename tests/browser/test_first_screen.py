"""The first minute: one screen, three nudges, and what is one step away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from playground.data.contents import Dataset
from tests.browser.expecting import RATE
from tests.browser.stage import DESKTOP, PHONE, Stage

Enter = Callable[..., Stage]

PARTS = (
    *(".st-key-top", ".st-key-title h1", ".np-part-nudges", ".st-key-bar"),
    *(".st-key-cost_curve", ".st-key-predictions", ".np-numbers", ".np-transport"),
)
_BOXES = """names => names.map(name => {
    const box = document.querySelector(name).getBoundingClientRect();
    return [name, box.left, box.top, box.right, box.bottom];
})"""
# Whether these parts lie on the screen, each below the one before last, and so many tiles are seen whole.
_HOLDS = f"""([names, tiles]) => {{
    const boxes = ({_BOXES})(names);
    const seen = [...document.querySelectorAll('.np-tile')].filter(tile => {{
        const [box, list] = [tile, tile.parentElement].map(each => each.getBoundingClientRect());
        const [low, right] = [Math.min(innerHeight, list.bottom), Math.min(innerWidth, list.right)];
        return box.bottom <= low + 1 && box.right <= right + 1;
    }});
    return boxes.every(([, left, , right]) => left >= 0 && right <= innerWidth)
        && boxes.slice(1).every((box, i) => !boxes[i + 3] || box[4] <= boxes[i + 3][2] + 1)
        && boxes.at(-1)[4] <= innerHeight && seen.length >= tiles;
}}"""


_RANGES = "chart => [chart._fullLayout.xaxis.range, chart._fullLayout.yaxis.range]"
_MOST_STOPS = 40  # of the Tab key, as a newcomer sees the page
# What readers set who need more space: WCAG 2.1, success criterion 1.4.12.
_SPACED = """*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
    p{margin-bottom:2em!important}"""
_FREE = """() => {  // the share of the screen's height that no bar covers, in mid-page
    const main = document.querySelector('.stMain');
    main.scrollTop = (main.scrollHeight - main.clientHeight) / 2;
    const seen = [...Array(innerHeight).keys()].map(y => document.elementFromPoint(innerWidth / 2, y));
    const bars = '.stAppHeader, .st-key-bar, .st-key-thumbs, .st-key-transport';
    return seen.filter(each => each && !each.closest(bars)).length / innerHeight;
}"""

# Which of these a finger hits on less than 44 pixels, from 22 above the middle to 22 below it.
_MISSED = """all => all.filter(each => {
    const box = each.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    return box.width && [-21.4, 21.4].some(by => !each.contains(document.elementFromPoint(x, y + by)));
}).map(each => each.textContent || each.ariaLabel)"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_screen_holds_everything_and_nothing_lies_on_anything(enter: Enter, language: str) -> None:
    stage = enter(f"?language={language}")
    for width, height in ((1280, 720), (1440, 900), (1920, 1080)):
        stage.page.set_viewport_size({"width": width, "height": height})
        stage.page.wait_for_function(_HOLDS, arg=[list(PARTS), 18])


def test_the_nudges_are_ticked_off_by_doing_them_and_closed_for_good(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    nudges = stage.page.locator(".np-nudge")
    expect(nudges.nth(0)).to_contain_text("1")
    stage.page.get_by_role("button", name="Play", exact=True).click()
    expect(nudges.nth(0)).to_contain_text("✓")
    nudges.nth(1).click()
    told = "nudge => getComputedStyle(nudge, '::after').content"
    assert nudges.nth(1).evaluate(told) == "none"  # the pointer still rests on it
    marked = stage.page.locator(".st-key-rate_control[data-far]")
    expect(marked).to_have_count(1)
    stage.press(RATE, "End")
    expect(nudges.nth(1)).to_contain_text("✓")
    expect(marked).to_have_count(0)
    stage.page.mouse.move(0, 0)
    nudges.nth(1).hover()
    assert nudges.nth(1).evaluate(told) != "none"
    nudges.nth(1).click()
    expect(stage.page.locator(".st-key-stability_story")).to_contain_text("2 / λ")
    nudges.nth(2).click()
    stage.wait_for_map()
    # Nothing takes the keyboard, and opens its tip, in place of the nudge that went.
    stage.page.wait_for_function("() => document.activeElement.closest('.st-key-pages')")
    task = stage.page.locator(".np-task")
    expect(task).to_have_text("3 Find the best: choose the cell with the best score")
    for _ in range(5):  # to where rounding decides nothing
        stage.page.locator(".np-map").press("Shift+ArrowDown")
    stage.page.keyboard.press("Enter")
    expect(task).to_contain_text("Not yet: here the test accuracy is ")
    stage.page.locator(".np-way .np-textbutton").first.click()
    expect(task).to_contain_text("✓ Found the best by test accuracy.")
    stage.page.get_by_role("link", name="Train").click()
    stage.wait_until_whole()
    expect(nudges.nth(2)).to_contain_text("✓")
    stage.page.locator(".np-close").click()
    expect(nudges.first).to_be_hidden()
    stage.page.reload()
    stage.wait_until_whole()
    expect(nudges.first).to_be_hidden()


def test_what_is_open_is_open_after_a_reload_and_a_cell_shows_its_pictures(
    enter: Enter, dataset: Dataset
) -> None:
    stage = enter()
    counts = {True: 0, False: 0} | {
        right: list(stage.tiles().values()).count(right) for right in (True, False)
    }
    # The weights are fetched when there is a place for them.
    stage.page.get_by_text("What the neuron looks for").click()
    drawn = stage.page.locator(".np-part-weights canvas").first
    expect(drawn).to_have_attribute("aria-label", re.compile("The learned weights"))
    stage.page.get_by_text("Right and wrong, counted").click()
    cells = stage.page.locator(".np-confusion button")
    cells.nth(1).click()
    expect(cells.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(stage.page.locator(".np-tile.np-right")).to_have_count(0)
    missed = int(re.findall(r"\d+", cells.nth(1).inner_text())[0])
    assert 0 < missed <= counts[False]
    expect(stage.page.locator(".np-tile")).to_have_count(missed)
    stage.page.reload()
    stage.wait_until_whole()
    expect(stage.page.locator(".np-tile")).to_have_count(missed)
    cells.nth(1).press("Enter")
    expect(stage.page.locator(".np-tile")).to_have_count(sum(counts.values()))


_WIDTH = "() => document.querySelector('.st-key-cost_curve canvas').width"


def test_paper_says_what_the_sliders_do_and_the_link_is_copied_with_one_click(enter: Enter) -> None:
    stage = enter("?num_iterations=300&mistakes=1", permissions=["clipboard-read", "clipboard-write"])
    printed = stage.page.get_by_text("Learning rate 0.005, 300 iterations")
    expect(printed).to_be_hidden()
    stage.page.emulate_media(media="print")
    expect(printed).to_be_visible()
    stage.page.emulate_media(media="screen")
    # What is painted is painted for paper anew, as sharp as letters.
    width = stage.page.evaluate(_WIDTH)
    stage.page.evaluate(f"addEventListener('beforeprint', () => {{ window.onPaper = ({_WIDTH})(); }})")
    stage.page.pdf()
    assert stage.page.evaluate("onPaper") == 4 * width
    assert stage.page.evaluate(_WIDTH) == width
    stage.page.get_by_role("button", name="Share").click()
    stage.page.get_by_role("button", name="Copy the link").click()
    expect(stage.page.get_by_text("Copied.")).to_be_visible()
    copied = stage.page.evaluate("navigator.clipboard.readText()")
    assert "num_iterations=300" in copied
    assert copied.endswith("&mistakes=1")  # what is open
    assert copied == stage.page.locator(".st-key-share_link code").inner_text()
    expect(stage.page.get_by_text("no other device reaches it")).to_be_visible()  # as no phone does, no code
    expect(stage.page.locator(".np-code")).to_have_count(0)


def test_few_stops_for_the_tab_key_and_room_for_enlarged_text(enter: Enter) -> None:
    stage = enter()
    stops = 0
    while stops <= _MOST_STOPS:
        stage.page.keyboard.press("Tab")
        if stage.page.evaluate("document.activeElement === document.body"):
            break
        stops += 1
    assert 20 < stops <= _MOST_STOPS
    for width, height in ((640, 360), (844, 390)):  # twice as large as at a desk; a phone on its side
        stage.page.set_viewport_size({"width": width, "height": height})
        assert stage.page.evaluate(_FREE) > 0.5, width
    stage.page.set_viewport_size(DESKTOP)
    stage.page.add_style_tag(content=_SPACED)
    middle = stage.thumb(RATE)[1]
    ((_, _, top, _, _),) = stage.page.evaluate(_BOXES, [".st-key-limit"])
    assert top > middle + 6  # the words of the limit lie on no thumb
    cut = "titles => titles.filter(title => title.scrollWidth > title.clientWidth + 1).length"
    assert stage.page.locator("h2").evaluate_all(cut) == 0
    assert stage.page.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth")


def test_a_phone_shows_sliders_pictures_and_a_chart_at_once(enter: Enter) -> None:
    stage = enter("", PHONE, has_touch=True, is_mobile=True)
    boxes = {
        name: box
        for name, *box in stage.page.evaluate(_BOXES, [".st-key-thumbs", ".np-gallery", ".st-key-cost_curve"])
    }
    assert boxes[".st-key-thumbs"][3] == PHONE["height"]
    assert boxes[".np-gallery"][3] < boxes[".st-key-thumbs"][1]
    assert boxes[".st-key-cost_curve"][1] < boxes[".st-key-thumbs"][1] - 150
    for slider in ("learning_rate", "num_iterations"):
        expect(stage.page.locator(f".st-key-{slider}")).to_be_in_viewport(ratio=1)
    fingers = ".st-key-top :is(a, button), .st-key-pin button, .st-key-thumbs :is(button, input[type=text])"
    assert stage.page.locator(fingers).evaluate_all(_MISSED) == []

    # A finger on a chart scrolls the page, and one on a thumb takes it along.
    chart = stage.point_at("cost_curve")
    ranges = chart.evaluate(_RANGES)
    box = chart.bounding_box()
    assert box is not None
    stage.swipe((box["x"] + box["width"] / 2, box["y"] + 140), (0, -120))
    stage.page.wait_for_function("() => document.querySelector('.stMain').scrollTop > 60")
    assert chart.evaluate(_RANGES) == ranges
    before = stage.shown(RATE)
    stage.swipe(stage.thumb(RATE), (60, 0))
    stage.wait_until_whole()
    assert stage.shown(RATE) > before


def test_a_finger_on_the_surface_in_space_scrolls_the_page(enter: Enter) -> None:
    stage = enter("?num_iterations=300&view=3d", PHONE, has_touch=True, is_mobile=True)
    chart = stage.page.locator(".st-key-loss_surface .np-chart")
    chart.evaluate("chart => chart.scrollIntoView()")
    chart.locator(".gl-container canvas").first.wait_for()
    box = chart.bounding_box()
    assert box is not None
    before = stage.page.evaluate("document.querySelector('.stMain').scrollTop")
    stage.swipe((box["x"] + box["width"] / 2, box["y"] + 120), (0, 100))
    stage.page.wait_for_function(
        "before => document.querySelector('.stMain').scrollTop < before - 40", arg=before
    )
