"""What goes wrong on the way to the page: it is told and tried again; nothing is blocked or left behind."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from playground.app.session.choices import PARTS
from playground.data.contents import Dataset
from playground.words.catalogue import translator
from tests.browser.expecting import RATE, expect_all_to_follow
from tests.browser.stage import DESKTOP, Stage

Enter = Callable[..., Stage]
_HASTY = """() => {
    const real = AbortSignal.timeout;
    AbortSignal.timeout = () => real.call(AbortSignal, 1500);
}"""
_TOP = "chart => chart.getBoundingClientRect().top"
_NOTES_FIRST_TOP = """(() => {
    const look = () => {
        const chart = document.querySelector('.np-chart, .np-map');
        window.firstTop = chart?.getBoundingClientRect().top;
        if (!chart) requestAnimationFrame(look);
    };
    look();
})()"""
UNLOADED = translator("en").text("app.unloaded")


def test_scripts_that_did_not_come_are_fetched_again_and_the_page_says_so(
    browser: Browser, address: str
) -> None:
    page = browser.new_context(viewport=DESKTOP, locale="en-US").new_page()
    page.route("**/scripts/*/0/browser/js/painter.js", lambda route: route.abort())
    page.route("**/plotly-*", lambda route: route.abort(), times=1)
    page.goto(f"{address}?num_iterations=300")
    expect(page.get_by_role("alert").filter(has_text=UNLOADED)).to_be_visible()
    stage = Stage(page)
    stage.wait_until_whole()
    expect(page.get_by_text(UNLOADED)).to_have_count(0)
    expect(page.locator(".np-painted > canvas")).to_have_count(2)  # without Plotly, until somebody points
    page.locator(".st-key-cost_curve .np-chart").hover()
    expect(page.get_by_role("status").filter(has_text=UNLOADED).first).to_be_visible()
    stage.point_at("cost_curve")
    expect(page.get_by_text(UNLOADED)).to_have_count(0)
    expect(page.locator(".np-painted")).to_have_count(1)
    page.context.close()


@pytest.mark.parametrize(("query", "host"), [("?num_iterations=300", ".np-chart"), ("tuning", ".np-map")])
def test_what_comes_after_a_chart_does_not_move_it(
    browser: Browser, address: str, query: str, host: str
) -> None:
    page = browser.new_context(viewport=DESKTOP, locale="en-US").new_page()
    # Streamlit's buttons, links and lists have scripts of their own: these are held until they need not wait.
    controls = re.compile(r"/static/js/(Button|ButtonGroup|PageLink|Selectbox|TextInput|Slider)\.")
    page.route(controls, lambda route: None)
    page.add_init_script(_NOTES_FIRST_TOP)  # a slider that never comes is told of, above the charts
    page.goto(f"{address}{query}")
    chart = page.locator(host).first
    chart.wait_for()
    page.unroute(controls)
    expect(page.locator(".st-key-top").get_by_role("radio")).to_have_count(2)
    Stage(page).wait_until_still()
    assert abs(chart.evaluate(_TOP) - page.evaluate("firstTop")) < 0.5
    page.context.close()


def test_an_answer_that_never_comes_holds_nothing_up(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?num_iterations=300")
    stage.page.evaluate(_HASTY)
    lost: list[Route] = []
    for kind in ("frames", "films"):
        stage.page.route(f"**/{kind}?*", lambda route: lost.append(route), times=1)
    stage.press(RATE, "ArrowRight", 3)
    expect_all_to_follow(stage, dataset)
    assert len(lost) == 2


def _count(stage: Stage) -> tuple[int, int]:
    """Return the nodes and listeners that the browser holds."""
    measuring = stage.page.context.new_cdp_session(stage.page)
    for _ in range(2):
        measuring.send("HeapProfiler.collectGarbage")
    counted = measuring.send("Memory.getDOMCounters")
    measuring.detach()
    return counted["nodes"], counted["jsEventListeners"]


def _expect_to_return(stage: Stage, before: tuple[int, int], nodes: int, listeners: int) -> None:
    # What a request or a slider may take holds a page for some seconds after it has gone.
    for _ in range(100):
        more = [now - then for now, then in zip(_count(stage), before, strict=True)]
        if more[0] < nodes:
            break
        stage.page.wait_for_timeout(200)
    assert more[0] < nodes
    assert more[1] < listeners


def test_changing_the_page_leaves_nothing_behind(enter: Enter) -> None:
    stage = enter("?num_iterations=300", opened=PARTS)
    counts = []
    for _ in range(4):
        for name, wait in (("Tune", stage.wait_for_map), ("Train", stage.wait_until_whole)):
            stage.page.locator(".st-key-pages a", has_text=name).click()
            wait()
        counts.append(_count(stage))
    _expect_to_return(stage, counts[0], 600, 100)  # a chart has some 300 nodes, a page 4,000


def test_changing_the_language_leaves_nothing_behind(enter: Enter) -> None:
    stage = enter("?num_iterations=300")
    counts = []
    for _ in range(4):
        for name, code in (("中文", "zh"), ("English", "en")):
            stage.choose("language", name)
            expect(stage.page.locator("html")).to_have_attribute("lang", re.compile(f"^{code}"))
            stage.wait_until_idle()
        counts.append(_count(stage))
    _expect_to_return(stage, counts[0], 100, 10)  # the six closed parts alone have 80 nodes
