"""The page on gradient descent, walked by keyboard and by mouse on a projector's 1280 x 720."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

import numpy as np
import pytest
from playwright.sync_api import Locator, Route, expect

from playground.lesson.descent.mathematics import Bowl, Parabola, Rugged, descend, draw_starts, number_valleys
from playground.words.catalogue import translator
from tests.browser.stage import Stage

Enter = Callable[..., Stage]
CHARTS = ("one", "two", "convex", "rugged")
_WAIT_FOR_PATH = """([chart, name, count, last]) => {
    const plot = document.querySelector(`.st-key-part_chart_descent_${chart} .js-plotly-plot`);
    const x = plot?._fullData?.find(trace => trace.name === name)?.x;
    return x?.length === count && Math.abs(x[count - 1] - last) <= 1e-6 * Math.max(1, Math.abs(last));
}"""

# On a parabola with J'' = 2 and its bottom at 1, ten steps from -4 lead to 1 - 5 (1 - 2 alpha)^10.
_WAIT_FOR_PULLED = """() => {
    const thumb = document.querySelector('.st-key-descent_one_rate input');
    const alpha = Number(thumb.getAttribute('aria-valuetext'));
    const plot = document.querySelector('.st-key-part_chart_descent_one .js-plotly-plot');
    const last = plot?._fullData?.find(trace => trace.name === 'steps so far')?.x[10];
    return alpha > 1.1 && Math.abs(last - (1 - 5 * (1 - 2 * alpha) ** 10)) <= 1e-6 * Math.abs(last);
}"""


def thumb(stage: Stage, key: str) -> Locator:
    return stage.page.locator(f".st-key-descent_{key}").get_by_role("slider")


def click(stage: Stage, key: str) -> None:
    """Click a button, and wait for the answer: Streamlit takes two clicks before a run for one."""
    stage.page.locator(f".st-key-descent_{key} button").click()
    stage.wait_for_script()


def wait_for_path(stage: Stage, chart: str, name: str, xs: np.ndarray) -> None:
    """Wait until a line of a chart ends where the core says; a chart is drawn when it is in sight."""
    stage.page.locator(f".st-key-part_chart_descent_{chart}").scroll_into_view_if_needed()
    stage.page.wait_for_function(_WAIT_FOR_PATH, arg=[chart, name, len(xs), float(xs[-1])])


def weight_path(rate: float, steps: int, start: float = -4.0) -> np.ndarray:
    return descend(Parabola(2.0).slope, np.array(start), rate, steps)


def expect_to_fit(stage: Stage) -> None:
    """Expect each section whole on a projector, from its title to its last control and chart."""
    for place, last in enumerate(("one_moves", "two_moves", "told_descent_rugged")):
        title = stage.page.locator(".stMain h2").nth(place)
        title.evaluate("node => node.scrollIntoView()")
        first, end = title.bounding_box(), stage.page.locator(f".st-key-descent_{last}").bounding_box()
        assert first is not None
        assert end is not None
        assert end["y"] + end["height"] - first["y"] <= 655


def tops(stage: Stage) -> list[float]:
    """Return where each chart begins on the page, however far this is scrolled."""
    return [top_of(stage, chart) for chart in CHARTS]


def top_of(stage: Stage, chart: str) -> float:
    return float(
        stage.page.locator(f".st-key-part_chart_descent_{chart}").evaluate(
            "node => node.getBoundingClientRect().top + document.querySelector('.stMain').scrollTop"
        )
    )


def test_the_page_is_walked_by_keyboard_in_chinese(enter: Enter) -> None:
    text = translator("zh")
    stage = enter("descent", locale="zh-CN")
    steps = text.text("descent.one.chart.steps")
    keys, page = stage.page.keyboard, stage.page
    expect_to_fit(stage)
    thumb(stage, "one_steps").focus()
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    wait_for_path(stage, "one", steps, weight_path(0.1, 2))
    for case, rate in (("oscillating", 0.9), ("diverging", 1.1), ("slow", 0.02), ("good", 0.3)):
        page.locator(f".st-key-descent_case_{case} button").focus()
        keys.press("Enter")
        wait_for_path(stage, "one", steps, weight_path(rate, 10))
        expect(page.locator(".st-key-descent_one_said strong").first).to_contain_text(
            re.match(r"\*\*(.+?)\*\*", text.pattern(f"descent.one.regimes.{case}"))[1]  # type: ignore[index]
        )
    thumb(stage, "two_elongation").focus()
    keys.press("End")
    path = descend(Bowl(30.0).gradient, np.array([-4.0, -1.0]), 0.9, 10)
    wait_for_path(stage, "two", "path", path[:, 0])
    before = tops(stage)
    for key in ("one_rate", "one_steps", "two_rate", "two_steps", "many_steps"):
        thumb(stage, key).focus()
        keys.press("End")
    wait_for_path(stage, "one", steps, weight_path(2.4, 50))
    stage.wait_for_lesson()
    assert tops(stage) == pytest.approx(before, abs=1)
    page.locator(".st-key-answer_descent_neuron").get_by_role("radio").nth(1).focus()
    keys.press("Space")
    reveal = page.locator(".st-key-reveal_descent_neuron button")
    expect(reveal).to_be_enabled()
    reveal.focus()
    keys.press("Enter")
    expect(page.get_by_text(text.text("lesson.questions.right")).first).to_be_visible()


def test_the_page_is_walked_by_mouse_in_english(enter: Enter) -> None:
    stage = enter("descent")
    expect_to_fit(stage)
    steps = translator("en").text("descent.one.chart.steps")
    click(stage, "one_ten")
    wait_for_path(stage, "one", steps, weight_path(0.1, 10))
    for taken in ("10", "20", "30"):
        click(stage, "many_ten")
        expect(thumb(stage, "many_steps")).to_have_attribute("aria-valuetext", taken)
    paths = descend(Rugged().gradient, draw_starts(12, 1), 0.1, 30)
    numbers = number_valleys(paths[-1])
    arrived = paths[-1][numbers > 0, 0]
    wait_for_path(stage, "rugged", "arrived", arrived)
    shown = stage.page.locator(
        ".st-key-part_chart_descent_rugged .textpoint, .st-key-part_chart_descent_rugged text"
    )
    assert {str(number) for number in numbers if number} <= set(shown.all_text_contents())
    stage.page.locator(".st-key-descent_two_view").get_by_role("radio").nth(1).click()
    stage.page.wait_for_function(
        "() => document.querySelector('.st-key-part_chart_descent_two .js-plotly-plot')"
        "._fullData.some(trace => trace.type === 'surface')"
    )
    for place in (0, 3):
        stage.page.locator(".st-key-descent_plane").get_by_role("radio").nth(place).click()
        stage.wait_for_lesson()
        expect(stage.page.locator(".st-key-descent_told_descent_neuron")).to_contain_text("352,800")


def pull_rate(stage: Stage) -> None:
    """Take the thumb of the learning rate far up, and hold it there."""
    box = thumb(stage, "one_rate").locator("xpath=../..").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + 220, y, steps=12)


def test_sentence_and_chart_follow_the_thumb(enter: Enter) -> None:
    stage = enter("descent")
    click(stage, "one_ten")
    wait_for_path(stage, "one", "steps so far", weight_path(0.1, 10))
    pull_rate(stage)
    rate = thumb(stage, "one_rate")
    expect(stage.page.locator(".st-key-descent_one_said")).to_contain_text("Diverging.")
    stage.page.wait_for_function(_WAIT_FOR_PULLED)
    stage.page.mouse.up()
    stage.wait_for_lesson()
    pulled = float(rate.get_attribute("aria-valuetext") or "nan")
    wait_for_path(stage, "one", "steps so far", weight_path(pulled, 10))


def pull_ring(stage: Stage, card: str, right: float, up: float, *, beside: float = 0.0) -> None:
    """Take the start on a chart, or what lies so many pixels beside it, so many pixels away, and hold it."""
    ring = stage.page.locator(f".st-key-part_chart_descent_{card} .np-handle")
    ring.scroll_into_view_if_needed()
    box = ring.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2 + beside, box["y"] + box["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + right, y - up, steps=8)


def number_of(stage: Stage, key: str) -> float:
    return float(thumb(stage, key).get_attribute("aria-valuetext") or "nan")


def test_the_start_is_pulled_along_the_curve(enter: Enter) -> None:
    stage = enter("descent")
    click(stage, "one_ten")
    wait_for_path(stage, "one", "steps so far", weight_path(0.1, 10))
    pull_ring(stage, "one", 200, 0)
    # The button is still down: the slider, the sentence and the path go with it.
    expect(thumb(stage, "one_start")).not_to_have_attribute("aria-valuetext", "-4.0")
    stage.page.mouse.move(2000, 300)  # far beyond the end of the slider
    expect(thumb(stage, "one_start")).to_have_attribute("aria-valuetext", "8.0")
    wait_for_path(stage, "one", "steps so far", weight_path(0.1, 10, 8.0))
    stage.page.mouse.up()
    stage.wait_for_lesson()
    expect(thumb(stage, "one_start")).to_have_attribute("aria-valuetext", "8.0")


_WINDOW = "(node) => [...node._fullLayout.xaxis.range, ...node._fullLayout.yaxis.range]"


@pytest.mark.parametrize("card", ["one", "two"])
def test_a_drag_that_misses_the_ring_does_not_zoom(enter: Enter, card: str) -> None:
    stage = enter("descent")
    chart = stage.page.locator(f".st-key-part_chart_descent_{card} .js-plotly-plot")
    window = chart.evaluate(_WINDOW)
    pull_ring(stage, card, 120, -60, beside=40)
    stage.page.mouse.up()
    click(stage, f"{card}_ten")  # what the drag did is drawn by now
    stage.wait_for_lesson()
    assert chart.evaluate(_WINDOW) == window


_WAIT_FOR_STARTS = """([ends, error]) => ['w', 'b'].every((name, place) => {
    const thumb = document.querySelector(`.st-key-descent_two_${name} input`);
    return Math.abs(Number(thumb.getAttribute('aria-valuetext')) - ends[place]) <= error;
})"""


def pixels_per_unit(stage: Stage, axis: str) -> float:
    chart = stage.page.locator(".st-key-part_chart_descent_two")
    chart.scroll_into_view_if_needed()
    plot = chart.locator(".js-plotly-plot")
    expect(plot.locator(".np-handle")).to_be_visible()
    return abs(float(plot.evaluate("(node, axis) => node._fullLayout[axis + 'axis']._m", axis)))


def test_the_start_is_pulled_about_in_the_bowl(enter: Enter) -> None:
    stage = enter("descent")
    ends = [-4 + 150 / pixels_per_unit(stage, "x"), -1 + 40 / pixels_per_unit(stage, "y")]
    pull_ring(stage, "two", 150, 40)
    stage.page.mouse.up()
    # The places on the way are answered first, each farther from the end than this.
    stage.page.wait_for_function(_WAIT_FOR_STARTS, arg=[ends, 0.11])
    # The last place that the hand was at comes last: the path is asked for again while it is another's.
    for _ in range(100):
        stage.wait_for_lesson()
        start = np.array([number_of(stage, "two_w"), number_of(stage, "two_b")])
        path = descend(Bowl(10.0).gradient, start, 0.9, 10)[:, 0]
        if stage.page.evaluate(_WAIT_FOR_PATH, ["two", "path", len(path), float(path[-1])]):
            break
        stage.page.wait_for_timeout(100)
    wait_for_path(stage, "two", "path", path)
    ring = stage.page.locator(".st-key-part_chart_descent_two .np-handle")
    stage.page.locator(".st-key-descent_two_view").get_by_role("radio").nth(1).click()
    expect(ring).to_be_hidden()


def test_a_thumb_that_is_held_before_the_script_has_come_is_followed(enter: Enter) -> None:
    stage, kept = enter(), list[Route]()
    stage.page.route("**/lesson.js", lambda request: kept.append(request))
    stage.open_lesson(urljoin(stage.page.url, "/descent"))
    pull_rate(stage)
    said = stage.page.locator(".st-key-descent_one_said")
    expect(said).to_contain_text("Good.")
    for request in kept:
        request.continue_()
    expect(said).to_contain_text("Diverging.")
