"""What goes wrong on the way to the page: it is told and tried again; nothing is blocked or left behind."""

from collections.abc import Callable

from playwright.sync_api import Browser, Route, expect

from playground.data.contents import Dataset
from playground.words.catalogue import translator
from tests.browser.expecting import RATE, expect_all_to_follow
from tests.browser.stage import DESKTOP, Stage

Enter = Callable[..., Stage]
_HASTY = """() => {
    const real = AbortSignal.timeout;
    AbortSignal.timeout = () => real.call(AbortSignal, 1500);
}"""
UNLOADED = translator("en").text("app.unloaded")


def test_scripts_that_did_not_come_are_fetched_again_and_the_page_says_so(
    browser: Browser, address: str
) -> None:
    page = browser.new_context(viewport=DESKTOP, locale="en-US").new_page()
    page.route("**/scripts/*/0/browser/js/painter.js", lambda route: route.abort())
    page.route("**/plotly-*", lambda route: route.abort(), times=1)
    page.goto(f"{address}?num_iterations=300")
    expect(page.get_by_role("alert").filter(has_text=UNLOADED)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=UNLOADED).first).to_be_visible()
    expect(page.locator(".np-moving > canvas")).to_have_count(2)  # painted before Plotly is there
    Stage(page).wait_until_whole()
    expect(page.get_by_text(UNLOADED)).to_have_count(0)
    expect(page.locator(".np-moving")).to_have_count(0)
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


def test_changing_the_page_leaves_nothing_behind(enter: Enter) -> None:
    stage = enter("?num_iterations=300")
    measuring = stage.page.context.new_cdp_session(stage.page)

    def count() -> tuple[int, int]:
        for _ in range(2):
            measuring.send("HeapProfiler.collectGarbage")
        counted = measuring.send("Memory.getDOMCounters")
        return counted["nodes"], counted["jsEventListeners"]

    counts = []
    for _ in range(4):
        for name, wait in (("Tune", stage.wait_for_map), ("Train", stage.wait_until_whole)):
            stage.page.locator(".st-key-pages a", has_text=name).click()
            wait()
        counts.append(count())
    nodes, listeners = counts[0]
    # What a request or a slider may take holds a page for some seconds after it has gone.
    for _ in range(100):
        last_nodes, last_listeners = count()
        if last_nodes - nodes < 600:
            break
        stage.page.wait_for_timeout(200)
    assert last_nodes - nodes < 600  # a chart has some 300, a page 4,000
    assert last_listeners - listeners < 100
