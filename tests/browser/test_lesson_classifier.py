"""The lesson's last page as people use it: the whole walk, by keyboard and by mouse, on a projector."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from playground.data.contents import Dataset
from playground.engine.training import TrainingRun, train
from playground.lesson.classifier.program import STEPS
from playground.lesson.writing import write_value
from playground.words.catalogue import translator
from tests.browser.stage import Stage

_PLACE = """node => { const box = node.getBoundingClientRect(); return [box.top, box.bottom] }"""


@pytest.fixture(scope="module")
def run(dataset: Dataset) -> TrainingRun:
    return train(dataset.prepared, 0.005, 2000)


def open_walk(enter: Callable[..., Stage], **context: Any) -> Stage:
    """Open the page and wait for its chart, and for the button whose keys these are: its script is one of its
    own, and may come after the chart.
    """
    stage = enter("classifier", **context)
    part(stage, "chart").locator(".main-svg").first.wait_for()
    part(stage, "right").get_by_role("button").wait_for()
    return stage


def logit(run: TrainingRun, iteration: int, x: np.ndarray) -> float:
    w, b = run.weights_at(iteration)
    return float(w[:, 0] @ x + b)


def part(stage: Stage, name: str) -> Locator:
    return stage.page.locator(f".st-key-classifier_{name}")


def wait_for_title(stage: Stage, step: str, language: str) -> None:
    title = translator(language).text(f"classifier.{step}.title")
    expect(stage.page.get_by_text(f"{STEPS.index(step) + 1} · {title}", exact=True)).to_be_visible()


def last_bar(stage: Stage) -> float:
    return float(stage.chart("classifier_chart")[0]["y"][3])


def wait_for_z(stage: Stage, z: float) -> None:
    """Wait until the program and the chart of the sum say this z."""
    expect(stage.page.locator(".np-classifier-program")).to_contain_text(f"z = {write_value(z)}")
    stage.page.wait_for_function(
        """z => Math.abs(document.querySelector('.st-key-classifier_chart .js-plotly-plot')?._fullData?.[0]
            ?.y?.[3] - z) < 1e-9""",
        arg=z,
    )


@pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("zh-CN", "zh")])
def test_the_walk_by_keyboard_stays_on_one_screen(
    enter: Callable[..., Stage], locale: str, language: str
) -> None:
    stage = open_walk(enter, locale=locale)
    places: list[Any] = []
    for step in STEPS:
        wait_for_title(stage, step, language)
        stage.wait_for_lesson()
        boxes = [stage.page.locator(".np-classifier-program"), part(stage, "chart"), part(stage, "links")]
        places.append([box.evaluate(_PLACE) for box in boxes])
        assert np.max(places) <= 720
        stage.page.keyboard.press("ArrowRight")
    # While one steps, nothing moves.
    np.testing.assert_allclose(places, [places[0]] * len(STEPS), atol=1)
    stage.page.keyboard.press("ArrowLeft")
    wait_for_title(stage, STEPS[-2], language)


def test_pictures_and_iterations_by_keyboard(
    enter: Callable[..., Stage], dataset: Dataset, run: TrainingRun
) -> None:
    stage = open_walk(enter)
    for step in STEPS[1:3]:
        stage.page.keyboard.press("ArrowRight")
        wait_for_title(stage, step, "en")
    wait_for_z(stage, logit(run, 500, dataset.X_train[:, 25]))
    stage.press("Training picture", "ArrowRight", 2)
    stage.press("Iteration", "ArrowLeft", 3)
    wait_for_z(stage, logit(run, 497, dataset.X_train[:, 27]))
    stage.choose("classifier_half", "Test")
    wait_for_z(stage, logit(run, 497, dataset.X_test[:, 0]))


def test_everything_follows_the_thumb_while_it_is_pulled(
    enter: Callable[..., Stage], dataset: Dataset, run: TrainingRun
) -> None:
    stage = open_walk(enter)
    stage.choose("classifier_step", "3 Z")
    x = dataset.X_train[:, 25]
    wait_for_z(stage, logit(run, 500, x))
    left, top = stage.thumb("Iteration")
    stage.page.mouse.move(left, top)
    stage.page.mouse.down()
    stage.page.mouse.move(left + 60, top, steps=10)
    stage.page.wait_for_function(
        """z => Math.abs(document.querySelector('.st-key-classifier_chart .js-plotly-plot')._fullData[0].y[3]
            - z) > 1e-3""",
        arg=logit(run, 500, x),
    )
    stage.page.mouse.up()
    iteration = int(stage.shown("Iteration"))
    assert iteration > 500
    wait_for_z(stage, logit(run, iteration, x))
    assert last_bar(stage) == pytest.approx(logit(run, iteration, x), rel=1e-12)


def test_a_step_leads_to_the_page_that_explains_it_and_back(enter: Callable[..., Stage]) -> None:
    stage = open_walk(enter)
    stage.page.get_by_role("button", name="Next").click()
    wait_for_title(stage, "scale", "en")
    stage.page.get_by_role("button", name="Next").click()
    wait_for_title(stage, "z", "en")
    part(stage, "links").get_by_role("link", name="4 · Vectorising").click()
    stage.page.wait_for_url("**/vectorising?*")
    stage.wait_for_lesson()
    stage.page.locator(".st-key-lesson_ways").get_by_role("link", name="To the classifier").click()
    wait_for_title(stage, "z", "en")


def test_a_click_on_the_picture_chooses_the_pixel(enter: Callable[..., Stage], dataset: Dataset) -> None:
    stage = open_walk(enter)
    picture = part(stage, "chart").locator(".nsewdrag").first.bounding_box()
    assert picture is not None
    height, width, _ = dataset.picture_shape
    row, column = height // 8, width // 4
    stage.page.mouse.click(
        picture["x"] + (column + 0.5) * picture["width"] / width,
        picture["y"] + (row + 0.5) * picture["height"] / height,
    )
    expect(stage.slider("Pixel: row")).to_have_attribute("aria-valuetext", str(row))
    expect(stage.slider("Pixel: column")).to_have_attribute("aria-valuetext", str(column))
    red, green, blue = dataset.train_pictures[25, row, column]
    expect(stage.page.locator(".np-classifier-program")).to_contain_text(f"{red}, {green}, {blue}")


def test_a_step_s_chart_keeps_nothing_of_the_step_before(enter: Callable[..., Stage]) -> None:
    stage = enter("classifier")
    steps = stage.page.locator(".st-key-classifier_step").get_by_role("radio")
    seen = []
    for step in ("loop", "cost", "loop"):
        steps.nth(STEPS.index(step)).click()
        chart = stage.page.locator(f".st-key-part_chart_classifier_{step} .js-plotly-plot")
        chart.locator(".main-svg").first.wait_for()
        stage.wait_for_lesson()
        seen.append(chart.evaluate("node => node._fullLayout.yaxis.range"))
    assert seen[0] == pytest.approx(seen[2])
