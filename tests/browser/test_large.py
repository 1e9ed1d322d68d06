"""A data set so large that no frame keeps up with the thumb: 2,000 pictures of 64 x 64."""

import math
import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from playground.data.checking import build_dataset
from playground.data.writing import write_pair
from tests.browser.expecting import COUNT, RATE
from tests.browser.stage import DESKTOP, PROJECT, Stage, serving

PICTURES, TEST_PICTURES, SIDE = 2000, 20, 64
STOPPED = re.compile("Stopped at iteration")
_FILLED_COLUMNS = """() => {
    const [first] = document.querySelector('.np-map .js-plotly-plot')?._fullData?.[0].z ?? [[]];
    return [first.filter(value => value !== null).length, first.length];
}"""
PATIENCE_MS = 120_000  # the first preparation of the pictures takes a while


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("large")
    random = np.random.default_rng(0)

    def draw(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = np.arange(count) % 2 == 0
        pictures = random.integers(0, 200, (count, SIDE, SIDE, 3), dtype=np.uint8)
        pictures[labels, :8] += 5
        return pictures, labels

    pictures, labels = draw(PICTURES)
    test_pictures, test_labels = draw(TEST_PICTURES)
    dataset = build_dataset(
        "large",
        train_pictures=pictures,
        train_labels=labels,
        test_pictures=test_pictures,
        test_labels=test_labels,
        classes=("non-cat", "cat"),
    )
    write_pair(folder, dataset)
    with serving(PROJECT / "app.py", datasets=folder) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def stop_training(stage: Stage) -> int:
    """Stop the training that runs, and return how many iterations were done."""
    stage.page.get_by_role("button", name="Stop here").click()
    note = stage.page.get_by_text(STOPPED)
    note.wait_for()
    stage.wait_until_idle()
    return int(re.search(r"iteration ([\d,]+)", note.inner_text())[1].replace(",", ""))


def test_a_large_data_set_can_be_stopped_and_dragged(large: str, page: Page) -> None:
    stage = Stage(page)
    page.goto(large + "?dataset=large&num_iterations=10000")
    page.get_by_role("progressbar").first.wait_for()
    page.wait_for_function("() => /Training: iteration [1-9]/.test(document.body.innerText)")
    done = stop_training(stage)
    assert 0 < done < 10_000
    assert stage.costs().size > 0
    headline = stage.metric(0).inner_text()

    # A thumb that would need a long training: the page says so at once, and what it shows stays.
    x, y = stage.thumb(RATE)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y, steps=5)
    expect(page.locator(".np-busy")).to_contain_text("when you let go", timeout=20_000)
    assert stage.metric(0).inner_text() == headline
    page.mouse.up()
    page.get_by_text(re.compile(r"Training: iteration [\d,]+ of 10,000")).wait_for()
    expect(page.get_by_text(STOPPED)).to_have_count(0)  # that was the run before
    shorter = stop_training(stage)
    expect(page.locator(".np-moment span")).to_have_text(f"iteration {shorter:,} of {shorter:,}")
    assert stage.metric(0).inner_text() != headline

    # What is already trained follows the thumb at once.
    x, y = stage.thumb(COUNT)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 400, y, steps=5)  # to no iterations at all
    expect(stage.metric(0)).to_have_text("0.6931", timeout=20_000)
    page.mouse.up()
    stage.wait_until_idle()
    expect(stage.metric(0)).to_have_text("0.6931")
    assert stage.errors == []


_BAR = """() => {
    const [progress, says] = document.querySelector('.np-bar').children;
    return [progress.value, says.textContent];
}"""


def test_the_map_of_a_large_data_set_fills_in_is_stopped_left_and_goes_on(large: str, page: Page) -> None:
    stage = Stage(page)
    page.goto(large + "tuning?dataset=large")
    says, bar = page.locator(".np-bar span"), page.get_by_role("progressbar")
    expect(says).to_have_text(re.compile(r"81 neurons at once: iteration [1-9]\d+ of 2,000"))
    value, told = page.evaluate(_BAR)
    assert told.startswith(f"{math.floor(100 * value)}%: 81")  # of the map and the folds, as is the bar
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(says).to_have_text("Stopped. What is drawn is computed; the rest is empty.")
    done = float(bar.get_attribute("value") or 0)
    page.wait_for_function(f"({_FILLED_COLUMNS})()[0] > 0")  # a busy machine draws a little later
    filled = page.evaluate(_FILLED_COLUMNS)
    assert filled[0] < filled[1]
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function("done => document.querySelector('.np-bar progress').value > done", arg=done)
    assert page.evaluate(_FILLED_COLUMNS)[0] >= filled[0]

    # Who leaves stops it too, and finds it again.
    with page.expect_event("requestfailed", lambda request: "/playground/maps" in request.url):
        page.get_by_role("link", name="Train", exact=True).click()
    page.get_by_role("link", name="Tune", exact=True).click()
    expect(says).to_have_text(re.compile("81 neurons at once"))
    before = float(bar.get_attribute("value") or 0)
    page.wait_for_function("done => document.querySelector('.np-bar progress').value > done", arg=before)
    page.get_by_role("button", name="Stop", exact=True).click()
    assert stage.errors == []
