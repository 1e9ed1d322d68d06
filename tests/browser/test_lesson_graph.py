"""The lesson's page on computation graphs, by keyboard and by mouse, on a projector."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
from playwright.sync_api import Browser, Locator, expect

from playground.words.catalogue import translator
from tests.browser.stage import DESKTOP, Stage

Enter = Callable[..., Stage]
_READ = """([kind]) => (document.querySelector('.st-key-part_chart_graph .js-plotly-plot')?.data ?? [])
    .filter(trace => trace.name === kind)
    .flatMap(trace => trace.text.map(text => text.replace(/<[^>]*>/g, '')))
    .sort().join(' | ')"""


def expect_numbers(stage: Stage, kind: str, numbers: list[str]) -> None:
    """Wait until the chart shows these values (``forward``) or derivatives (``backward``)."""
    stage.page.wait_for_function(
        f"([kind, wanted]) => ({_READ})([kind]) === wanted", arg=[kind, " | ".join(sorted(numbers))]
    )


def slider(stage: Stage, name: str) -> Locator:
    return stage.page.locator(f".st-key-graph_{name}").get_by_role("slider")


def expression(stage: Stage) -> Locator:
    return stage.page.locator(".st-key-graph_text input")


def drawn(stage: Stage) -> dict[str, Any]:
    return stage.page.locator(".st-key-part_chart_graph .np-chart").evaluate(
        "node => ({top: node.getBoundingClientRect().top, bottom: node.getBoundingClientRect().bottom})"
    )


def expect_to_fit(stage: Stage) -> None:
    """Expect the chart and all that moves it to be seen at once."""
    top = expression(stage).bounding_box()
    assert top is not None
    assert drawn(stage)["bottom"] - top["y"] < DESKTOP["height"]


def test_the_lesson_is_walked_by_keyboard_in_chinese(enter: Enter) -> None:
    stage, text = enter("graph", locale="zh-CN"), translator("zh")
    expect_numbers(stage, "forward", ["7", "4", "2"])
    slider(stage, "step").focus()
    for values in (["7", "4", "2", "8"], ["7", "4", "2", "8", "15"], ["7", "4", "2", "8", "15", "45"]):
        stage.page.keyboard.press("ArrowRight")
        expect_numbers(stage, "forward", values)
    slopes = []
    for slope in ("J = 1", "v = 3", "a = 3", "u = 3", "b = 6", "c = 12"):
        stage.page.keyboard.press("ArrowRight")
        slopes.append(f"∂J/∂{slope}")
        expect_numbers(stage, "backward", slopes)
    stage.page.keyboard.press("ArrowLeft")
    expect_numbers(stage, "backward", slopes[:-1])
    expect_to_fit(stage)

    expression(stage).fill("3 * (a + b")
    stage.page.keyboard.press("Enter")
    error = stage.page.locator(".np-graph-error")
    expect(error.locator("mark")).to_have_text("(")
    expect(error.locator("p")).to_have_text(text.text("graph.errors.never_closed"))
    expression(stage).fill("b * b")
    stage.page.keyboard.press("Enter")
    expect_numbers(stage, "backward", ["∂J/∂J = 1", "∂J/∂b = 8"])

    slider(stage, "nudge").focus()
    stage.page.keyboard.press("ArrowRight")
    expect(stage.page.locator(".st-key-graph_nudged annotation").first).to_contain_text("4 \\to 4.01")


def test_an_example_is_walked_by_mouse_in_english(enter: Enter) -> None:
    stage = enter("graph")
    page = stage.page
    page.locator(".st-key-graph_example button").filter(has_text="sigmoid").click()
    expect(expression(stage)).to_have_value("sigmoid(w * x + b)")
    expect_numbers(stage, "forward", ["0.5", "2", "−0.5", "1", "0.5", "0.6225"])
    slopes = ["J = 1", "v ≈ 0.235", "u ≈ 0.235", "b ≈ 0.235", "w ≈ 0.47", "x ≈ 0.1175"]
    expect_numbers(stage, "backward", [f"∂J/∂{slope}" for slope in slopes])
    expect_to_fit(stage)
    place = drawn(stage)["top"]
    page.locator(".st-key-graph_go_back button").click()
    expect_numbers(stage, "backward", [f"∂J/∂{slope}" for slope in slopes[:-1]])
    page.locator(".st-key-graph_go_first button").click()
    expect_numbers(stage, "backward", [])
    assert drawn(stage)["top"] == pytest.approx(place, abs=1)

    page.locator(".st-key-graph_value_x input").click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect_numbers(stage, "forward", ["0.5", "2.5", "−0.5"])

    page.locator(".st-key-graph_try_lesson button").click()
    expect(expression(stage)).to_have_value("3 * (a + b * c)")
    moves = page.locator(".st-key-graph_nudged annotation")
    expect(moves.nth(1)).to_contain_text("45 \\to 45.003")

    page.locator(".st-key-question_graph_nudge label").filter(has_text="12").last.click()
    page.locator(".st-key-reveal_graph_nudge button").click()
    expect(page.locator(".st-key-question_graph_nudge [role=alert]")).to_contain_text("51")


def test_numbers_follow_the_thumb_before_it_is_let_go(enter: Enter) -> None:
    stage = enter("graph")
    expect_numbers(stage, "forward", ["7", "4", "2"])
    step = slider(stage, "step")
    box = step.locator("xpath=../..").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    stage.page.mouse.move(box["x"] + box["width"] / 2, y)
    stage.page.mouse.down()
    stage.page.mouse.move(DESKTOP["width"] - 20, y, steps=6)
    slopes = ("J = 1", "v = 3", "a = 3", "u = 3", "b = 6", "c = 12")
    expect_numbers(stage, "backward", [f"∂J/∂{slope}" for slope in slopes])
    stage.page.mouse.up()


def test_an_address_opens_its_expression_and_names_it_when_it_is_another(enter: Enter) -> None:
    # A number of a name that is not there, and a name without a number: it has the lesson's, or 2.
    stage = enter(f"graph?language=en&{urlencode({'expression': 'q*q*a*p;z=1;q=-0.5;a=7'})}")
    expect(expression(stage)).to_have_value("q*q*a*p")
    numbers = {"q": "-0.5", "a": "7", "p": "2"}
    for name, number in numbers.items():
        expect(stage.page.get_by_label(f"{name} =", exact=True)).to_have_value(number)
    named = ";".join(["q*q*a*p", *(f"{name}={number}" for name, number in numbers.items())])
    stage.page.wait_for_url(lambda url: parse_qs(urlparse(url).query).get("expression") == [named])

    # What is typed is in the address, and is there again after a reload.
    expression(stage).fill("b * b + b")
    expression(stage).press("Enter")
    stage.page.wait_for_url(lambda url: "b+%2A+b" in url)
    stage.page.reload()
    stage.wait_for_lesson()
    expect(expression(stage)).to_have_value("b * b + b")
    assert stage.errors == []


_LATE = """
    const Observer = IntersectionObserver;
    window.IntersectionObserver = class extends Observer {
        constructor(tell, options) {
            super((seen) => tell([{isIntersecting: !seen.at(-1).isIntersecting}, ...seen]), options);
        }
    };
"""


def test_a_chart_whose_sightings_come_late_and_together_is_drawn(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    context.add_init_script(_LATE)
    stage = Stage(context.new_page()).open_lesson(address + "graph")
    stage.page.locator(".st-key-graph_example button").filter(has_text="sigmoid").click()
    expect_numbers(stage, "forward", ["0.5", "2", "−0.5", "1", "0.5", "0.6225"])
    context.close()
