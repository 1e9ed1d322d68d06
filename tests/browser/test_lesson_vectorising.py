"""The lesson's page on vectorising on a projector: by keyboard and by mouse, in both languages."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from playground.data.contents import Dataset
from playground.lesson.vectorising.mathematics import SIZES, look_at_sample, make_lesson_problem, make_problem
from playground.study.telling import dataset_name
from playground.words.catalogue import translator
from tests.browser.stage import Stage

LANGUAGES = pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("zh-CN", "zh")])
_CELLS = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"


def open_page(enter: Callable[..., Stage], **context: Any) -> Stage:
    """Open the page and wait for its first chart: by then the browser listens to keys."""
    stage = enter("vectorising", **context)
    part(stage, "dot").locator(".main-svg").first.wait_for()
    return stage


def part(stage: Stage, name: str) -> Locator:
    keys = (f".st-key-{of}vectorising_{name}" for of in ("", "screen_", "aside_"))
    return stage.page.locator(f":is({', '.join(keys)})")


def button(stage: Stage, name: str) -> Locator:
    return part(stage, f"{name}_button").get_by_role("button")


def cells(stage: Stage, name: str) -> list[list[str]]:
    rows: list[list[str]] = part(stage, name).locator("tbody tr").evaluate_all(_CELLS)
    return rows


def bring_up(place: Locator) -> float:
    """Scroll a place to the top of the screen, and return where it ends."""
    place.evaluate("node => node.scrollIntoView({block: 'start'})")
    box = place.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_the_dot_product_is_measured_by_mouse(enter: Callable[..., Stage]) -> None:
    stage = open_page(enter)
    button(stage, "dot").click()
    expect(button(stage, "dot")).to_contain_text("Stop")
    # The page answers while the loop runs, and results come one by one.
    stage.page.wait_for_function(
        """() => {
            const chart = document.querySelector('.st-key-screen_vectorising_dot .js-plotly-plot');
            const trace = chart._fullData[0];
            return trace.x?.length > 0 && trace.x.length < 11;
        }"""
    )
    expect(button(stage, "dot")).to_contain_text("Measure again", timeout=90_000)
    stage.wait_for_lesson()
    loop, dot, lesson = stage.chart("screen_vectorising_dot")
    np.testing.assert_array_equal(loop["x"], SIZES)
    np.testing.assert_array_equal(dot["x"], SIZES)
    np.testing.assert_allclose(lesson["y"], [0.0788, 0.001])
    assert "–" not in {cell for row in cells(stage, "dot") for cell in row}
    assert bring_up(part(stage, "dot").locator(".np-chart")) <= 720


def test_it_is_started_and_stopped_by_keyboard(enter: Callable[..., Stage]) -> None:
    text = translator("zh")
    stage = open_page(enter, locale="zh-CN")
    button(stage, "dot").focus()
    stage.page.keyboard.press("Enter")
    expect(button(stage, "dot")).to_contain_text(text.text("vectorising.run.stop"))
    stage.page.keyboard.press("Enter")  # the keyboard has stayed on the button
    expect(button(stage, "dot")).to_contain_text(text.text("vectorising.run.again"))
    stage.wait_for_lesson()
    done = sum(row[1] != "–" for row in cells(stage, "dot"))
    assert done < len(SIZES)
    told = text.text("vectorising.dot.stopped", done=done, total=len(SIZES))
    expect(part(stage, "dot_run")).to_contain_text(told)
    expect(button(stage, "dot")).to_be_focused()


def test_both_gradients_are_measured_by_mouse(enter: Callable[..., Stage], dataset: Dataset) -> None:
    stage = open_page(enter, locale="zh-CN")
    button(stage, "gradient").click()
    again = translator("zh").text("vectorising.run.again")
    expect(button(stage, "gradient")).to_contain_text(again, timeout=90_000)
    stage.wait_for_lesson()
    lesson, pictures = cells(stage, "times")
    n, m = dataset.X_train.shape
    assert lesson[1] == "(2, 10)"
    assert pictures[1].replace("\N{NARROW NO-BREAK SPACE}", "") == f"({n}, {m})"
    assert "–" not in lesson + pictures


def test_the_iteration_is_chosen_by_key_and_followed_while_it_is_pulled(
    enter: Callable[..., Stage], dataset: Dataset
) -> None:
    stage = open_page(enter)
    assert bring_up(part(stage, "boxes")) <= 720
    stage.press("Iteration i", "ArrowRight", 2)
    formula = part(stage, "formula")
    expect(formula).to_contain_text(f"{look_at_sample(make_lesson_problem(), 5).z:.4f}".replace("-", "−"))
    stage.choose("vectorising_data", dataset_name(dataset.name, translator("en")))
    problem = make_problem(dataset.X_train, dataset.Y_train)
    expect(formula).to_contain_text(f"{look_at_sample(problem, 99).a:.4f}")
    caption = part(stage, "boxes").locator(".np-caption")
    left, top = stage.thumb("Iteration i")
    stage.page.mouse.move(left, top)
    stage.page.mouse.down()
    stage.page.mouse.move(left + 60, top, steps=10)
    expect(caption).not_to_contain_text("Iteration 100 ")
    stage.page.mouse.up()
    number = int(stage.shown("Iteration i"))
    assert number > 100
    expect(caption).to_contain_text(f"Iteration {number} ")
    expect(formula).to_contain_text(f"{look_at_sample(problem, number - 1).a:.4f}")
    stage.choose("vectorising_view", "the product")
    expect(caption).to_contain_text("One product")


@LANGUAGES
def test_arrays_are_typed_and_errors_move_nothing(
    enter: Callable[..., Stage], locale: str, language: str
) -> None:
    text = translator(language)
    stage = open_page(enter, locale=locale)
    assert bring_up(part(stage, "arrays")) <= 720
    A = stage.page.get_by_label(text.text("vectorising.arrays.A"))
    first = part(stage, "functions").locator("tr", has_text="np.sum(A)").locator("td")
    A.fill("1 2; 3 -4")
    A.press("Enter")
    expect(first).to_contain_text("2")
    expect(part(stage, "functions").locator("tr", has_text="np.maximum").locator("td")).to_contain_text("0]]")
    stage.wait_for_lesson()
    place = part(stage, "functions").bounding_box()
    A.fill("1 2; x")
    A.press("Enter")
    expect(part(stage, "read_A")).to_contain_text(text.text("vectorising.array.no_number", entry="x"))
    stage.wait_for_lesson()
    assert part(stage, "functions").bounding_box() == place
