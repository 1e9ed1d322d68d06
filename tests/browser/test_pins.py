"""Pinning, comparing and sharing runs with mouse and keys, against the computing core."""

import re
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from playground.app.session.ways import RACE
from playground.data.contents import Dataset
from playground.engine.landscape import locate_other, project
from playground.engine.training import train
from playground.words.numbers import write_cost, write_percent
from tests.browser.expecting import COUNT, RATE, expect_all_to_follow
from tests.browser.stage import DESKTOP, PHONE, Stage

Enter = Callable[..., Stage]
_RATES = ("0.001", "0.002", "0.00315", "0.004", "0.005", "0.0063", "0.0071", "0.008")
EIGHT = "~~".join(f"{n}~{{0}}~{rate}~{200 if n % 2 else 2000}" for n, rate in enumerate(_RATES, 1))
# Numbers and places of the marks that are drawn on the cost chart, in pixels.
_MARKS = """gd => [...gd.querySelectorAll('.textpoint')].map(each => {
    const box = each.getBoundingClientRect();
    return [each.textContent, box.x + box.width / 2, box.y + box.height / 2];
})"""


def button(stage: Stage, name: str) -> Locator:
    return stage.page.locator(".stMain").get_by_role("button", name=name, exact=True)


def pin_run(stage: Stage) -> None:
    stage.page.locator(".st-key-pin").get_by_role("button", name="Pin this run").click()
    expect(stage.page.locator(".st-key-pin")).to_contain_text("Pinned as")
    stage.wait_until_idle()


def marks(stage: Stage) -> list[tuple[str, float, float]]:
    return [tuple(each) for each in stage.page.locator(".st-key-cost_curve .np-chart").evaluate(_MARKS)]


def wait_for_marks(stage: Stage, names: list[str]) -> None:
    stage.page.wait_for_function(
        f"names => JSON.stringify(({_MARKS})(document.querySelector('.st-key-cost_curve .np-chart'))"
        ".map(each => each[0])) === JSON.stringify(names)",
        arg=names,
    )


_ON_SURFACE = """() => [...document.querySelectorAll('.st-key-loss_surface .textpoint')]
    .map(each => each.textContent).filter(text => /^\\d$/.test(text)).join()"""


def test_a_race_lies_on_the_surface_of_the_run_that_stands_still(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?ways=1&learning_rate=0.002&num_iterations=300")
    stage.page.get_by_role("button", name="Race").first.click()
    stage.point_at("loss_surface")
    stage.page.wait_for_function(f"({_ON_SURFACE})() === '2,3,4'")
    caption = stage.page.locator(".st-key-loss_surface .np-caption")
    run = train(dataset.prepared, 0.002, 300)
    *_, batches = [
        locate_other(run, project(run, "path", 41), train(dataset.prepared, 0.002, 300, way=way))
        for way in RACE
    ]
    expect(caption).to_contain_text(f"4: {write_percent(100 * batches[1])}%")
    # On another run's surface they lie elsewhere, and all four are others than it.
    stage.press(RATE, "ArrowRight", 1)
    stage.page.wait_for_function(f"({_ON_SURFACE})() === '1,2,3,4'")


def rows(stage: Stage) -> Locator:
    return stage.page.locator("[class*=st-key-pin_row_]")


def test_a_pinned_curve_stays_under_the_live_one(enter: Enter, dataset: Dataset) -> None:
    stage = enter(opened=["runs"])
    pin_run(stage)
    stage.point_at("cost_curve")
    wait_for_marks(stage, ["1"])
    x, y = stage.thumb(RATE)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x - 40, y, steps=5)
    expect_all_to_follow(stage, dataset)  # while the thumb is still held
    pinned = train(dataset.prepared, 0.005, 2000)
    live = train(dataset.prepared, stage.shown(RATE), 2000)
    wait_for_marks(stage, ["1"])
    curve = stage.chart("cost_curve")[2]
    assert curve["name"] == "1"
    np.testing.assert_allclose(curve["y"], pinned.costs[curve["x"].astype(int)], rtol=1e-6)
    cost = rows(stage).locator(".np-result").first
    expect(cost).to_contain_text(write_cost(pinned.costs[-1]))
    # What a reader finds between the two as they are written.
    less = float(write_cost(live.costs[-1])) - float(write_cost(pinned.costs[-1]))
    expect(cost).to_contain_text(f"▼ \N{MINUS SIGN}{less:.4f}")
    stage.page.mouse.up()
    expect_all_to_follow(stage, dataset)


def test_a_moving_thumb_asks_for_nothing_about_pins(enter: Enter, dataset: Dataset) -> None:
    stage = enter(f"?pins={EIGHT.format(dataset.name)}", opened=["runs"])
    expect(rows(stage).locator(".np-results[aria-busy=false]:not(.np-told)")).to_have_count(8)
    asked: list[str] = []
    stage.listen("request", lambda request: asked.append(urlsplit(request.url).path))
    stage.drag(RATE, 30)
    expect_all_to_follow(stage, dataset)
    assert "/playground/frames" in asked
    assert "/playground/pins" not in asked


def test_one_click_goes_back_to_exactly_the_pinned_run(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?learning_rate=0.01&num_iterations=500", opened=["runs"])
    pin_run(stage)
    stage.drag(RATE, -40)
    stage.press(COUNT, "ArrowRight", 3)
    expect_all_to_follow(stage, dataset)
    button(stage, "Go back to pinned run 1").click()
    expect(stage.slider(COUNT)).to_have_attribute("aria-valuetext", "500")
    assert stage.shown(RATE) == 0.01
    stage.page.locator(".st-key-headline").scroll_into_view_if_needed()  # charts out of sight are not drawn
    expect_all_to_follow(stage, dataset)
    expect(rows(stage).locator(".np-result").first).to_contain_text("= the same")


def test_the_numbers_of_eight_pins_do_not_sit_on_each_other(enter: Enter, dataset: Dataset) -> None:
    stage = enter(f"?num_iterations=10000&pins={EIGHT.format(dataset.name)}")
    stage.point_at("cost_curve")
    wait_for_marks(stage, list("12345678"))
    places = sorted(x for _, x, _ in marks(stage))
    assert min(high - low for low, high in pairwise(places)) >= 19


def test_the_number_of_a_run_that_ends_near_zero_is_whole(enter: Enter, dataset: Dataset) -> None:
    stage = enter(f"?pins=1~{dataset.name}~0.02~10000")
    stage.point_at("cost_curve")
    wait_for_marks(stage, ["1"])
    ((_, _, y),) = marks(stage)
    plot = stage.page.locator(".st-key-cost_curve .nsewdrag").bounding_box()
    assert plot is not None
    assert y + 9 <= plot["y"] + plot["height"]


def test_a_reload_and_a_shared_link_keep_the_pins(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?num_iterations=300", opened=["runs"])
    pin_run(stage)
    name = stage.page.get_by_role("textbox", name="Name of pinned run 1")
    name.fill("慢 <b>one</b>")
    name.press("Enter")
    stage.press(COUNT, "ArrowRight", 2)
    stage.wait_until_idle()
    pin_run(stage)
    button(stage, "Move pinned run 2 up").click()
    expect(rows(stage).first.locator(".np-pin-mark")).to_have_text("2")
    stage.wait_until_idle()
    stage.page.locator(".st-key-share").get_by_role("button").click()
    link = stage.page.locator(".st-key-share_link code").inner_text().replace("\n", "")
    told = [re.sub(r"\s+", " ", text) for text in rows(stage).all_inner_texts()]
    stage.page.reload()
    stage.wait_until_whole()
    friend = enter(f"?{urlsplit(link).query}")
    assert urlsplit(link).netloc == urlsplit(friend.page.url).netloc
    for visitor in (stage, friend):
        visitor.point_at("cost_curve")
        wait_for_marks(visitor, ["2", "1"])
        assert [re.sub(r"\s+", " ", text) for text in rows(visitor).all_inner_texts()] == told
        names = visitor.page.get_by_role("textbox", name="Name of pinned run")
        expect(names).to_have_count(2)
        for place, held in enumerate(("", "慢 <b>one</b>")):  # a field is told its text after it is there
            expect(names.nth(place)).to_have_value(held)


def test_everything_can_be_done_with_keys_alone(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?num_iterations=300", opened=["runs"])
    stage.page.locator(".st-key-pin button").focus()
    stage.page.keyboard.press("Enter")
    expect(rows(stage)).to_have_count(1)
    stage.press(COUNT, "ArrowRight")
    expect_all_to_follow(stage, dataset)
    stage.page.locator(".st-key-pin button").focus()
    stage.page.keyboard.press("Space")
    expect(rows(stage)).to_have_count(2)
    stage.wait_until_idle()
    stage.page.get_by_role("textbox", name="Name of pinned run 1").focus()
    stage.page.keyboard.type("first")
    reached = []
    for _ in range(5):
        stage.page.keyboard.press("Tab")
        stage.wait_until_idle()
        reached.append(stage.page.evaluate("document.activeElement.innerText.split('\\n').at(-1)"))
    # The first row cannot go up: that button is passed over.
    assert reached[:3] == ["Go back to pinned run 1", "Move pinned run 1 down", "Remove pinned run 1"]
    stage.page.keyboard.press("Shift+Tab")
    stage.page.keyboard.press("Shift+Tab")
    stage.page.keyboard.press("Enter")
    expect(rows(stage)).to_have_count(1)
    expect(stage.page.get_by_role("textbox", name="Name of pinned run 2")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_full_board_is_no_wider_than_the_screen(enter: Enter, dataset: Dataset, language: str) -> None:
    stage = enter(f"?language={language}&pins={EIGHT.format(dataset.name)}", PHONE, opened=["runs"])
    expect(rows(stage).locator(".np-result")).to_have_count(24)
    cells = rows(stage).locator(".np-result, .np-result *:not(.np-unseen)")
    for viewport in (PHONE, DESKTOP):
        stage.page.set_viewport_size(viewport)
        stage.page.wait_for_function("() => document.querySelector('.stMain').scrollWidth <= innerWidth")
        cut = cells.evaluate_all(
            "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1)"
            ".map(cell => cell.outerHTML)"
        )
        assert cut == []


def test_a_hostile_link_opens_the_page(enter: Enter, dataset: Dataset) -> None:
    name = "%3Cimg src=x onerror=alert(1)%3E$x^2$ http://evil.example"
    stage = enter(
        f"?pins=1~{dataset.name}~0.005~300~{name}~~{name}~~" + "x" * 50_000 + "&" + name + "=1",
        opened=["runs"],
    )
    expect(rows(stage)).to_have_count(1)
    expect(stage.page.locator(".stAlert p")).to_have_count(3)
    assert stage.page.locator(".stAlert :is(a, img, .katex)").count() == 0
    stage.point_at("cost_curve")
    wait_for_marks(stage, ["1"])
