"""The tuning map in the browser: its numbers are the core's, and a click on it sets both sliders."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from playground.app.session.choices import LEARNING_RATES
from playground.data.contents import Dataset
from playground.engine.sweep import follow_twins, sweep
from playground.engine.validation import choose_best, follow_validation
from tests.browser.expecting import COUNT, RATE, expect_all_to_follow
from tests.browser.stage import COLLIDING, DESKTOP, PHONE, Stage

Enter = Callable[..., Stage]

_READ_MAP = """() => {
    const chart = document.querySelector('.np-map .js-plotly-plot');
    const [heat, , , , beats, stable] = chart._fullData;
    return {x: [...heat.x], y: [...heat.y], z: heat.z.map(row => [...row]),
            limit: stable.y[0], baseline: beats.contours.start};
}"""
_PLACE_OF_CELL = """([iteration, rate]) => {
    const chart = document.querySelector('.np-map .js-plotly-plot');
    const box = chart.getBoundingClientRect();
    const {xaxis, yaxis} = chart._fullLayout;
    return [box.x + xaxis._offset + xaxis.d2p(iteration), box.y + yaxis._offset + yaxis.d2p(rate)];
}"""
_READ_MARK = """() => {
    const box = document.querySelector('.np-map .np-mark').getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""

# How far the legend reaches below the upper edge of the map, and where the map lies in its chart.
_READ_LEGEND = """() => {
    const chart = document.querySelector('.np-map .js-plotly-plot');
    const legend = chart.querySelector('.legend').getBoundingClientRect();
    const map = chart.querySelector('.nsewdrag').getBoundingClientRect();
    return {below: legend.bottom - map.top, map: [map.x, map.y, map.width, map.height]};
}"""

# Have the charts of the page go as when their place goes, and mark one of them once more.
_LEAVE_CHARTS = """async () => {
    const loaded = performance.getEntriesByType('resource').map(({name}) => name);
    const script = loaded.find((name) => name.endsWith('browser/js/chart.js'));
    const {leaveCharts, markChart} = await import(script);
    leaveCharts(document.querySelector('.np-part-map'));
    markChart(document.querySelector('.np-map'), {x: 1, y: 1});
}"""

# Whether the map is complete in a colour whose scale says this.
_IS_COLOURED = """said => {
    const [heat] = document.querySelector('.np-map .js-plotly-plot')._fullData;
    return document.querySelector('.np-map .cbtitle')?.textContent.includes(said)
        && heat.z.every(row => row.every(value => value !== null));
}"""


def read_map(stage: Stage) -> dict[str, Any]:
    found = stage.page.evaluate(_READ_MAP)
    return {key: np.array(value, dtype=np.float64) for key, value in found.items()}


def place_of(stage: Stage, iteration: int, rate: float) -> np.ndarray:
    return np.array(stage.page.evaluate(_PLACE_OF_CELL, [iteration, rate]))


def test_the_map_shows_what_the_core_computes(enter: Enter, dataset: Dataset) -> None:
    stage = enter("tuning")
    shown = read_map(stage)
    found = sweep(
        dataset.prepared,
        LEARNING_RATES,
        2000,
        iterations=shown["x"].astype(int),
        held_out=(dataset.X_test, dataset.Y_test),
    )
    np.testing.assert_array_equal(shown["y"], LEARNING_RATES)
    np.testing.assert_allclose(shown["z"], found.held_out_accuracies)
    assert shown["limit"] == pytest.approx(dataset.prepared.first_limit)
    assert shown["baseline"] == dataset.test_baseline.percent
    *_, ranges = follow_twins(dataset.prepared, found, held_out=(dataset.X_test, dataset.Y_test))
    best = choose_best(found.held_out_accuracies, ranges.decided)
    first = stage.page.locator(".np-way").first
    expect(first).to_contain_text(f"{best.score:.1f}%")
    place = f"Learning rate {LEARNING_RATES[best.row]:g}, iteration {found.iterations[best.column]:,}"
    expect(first).to_contain_text(place)
    label = stage.page.locator(".np-map [role=img]").get_attribute("aria-label")
    assert f"{best.score:.1f}%" in (label or "")


SCORES = {
    "Training": "training",
    "Cost": "cost",
    "Cross-validation": "cross",
    "Test": "test",
}  # and what their scale says


def test_every_colour_is_the_core_s_and_none_moves_the_map_or_lays_the_legend_on_it(
    enter: Enter, dataset: Dataset
) -> None:
    stage = enter("tuning")
    before = stage.page.evaluate(_READ_LEGEND)
    iterations = read_map(stage)["x"].astype(int)
    found = sweep(dataset.prepared, LEARNING_RATES, 2000, iterations=iterations)
    *_, folds = follow_validation(dataset.prepared, LEARNING_RATES, 2000, iterations=iterations)
    expected = {
        "Training": found.train_accuracies,
        "Cost": np.log10(found.costs),
        "Cross-validation": folds.accuracies,
    }
    for name, said in SCORES.items():
        stage.choose("score", name)
        expect(stage.page.locator(".st-key-score").get_by_role("radio", name=name)).to_be_checked()
        stage.wait_for_script()
        stage.page.wait_for_function(_IS_COLOURED, arg=said)
        shown = stage.page.evaluate(_READ_LEGEND)
        assert shown["below"] <= 0
        assert shown["map"] == before["map"]
        if name in expected:
            rtol, atol = (1e-4, 1e-4) if name == "Cost" else (1e-7, 0)
            np.testing.assert_allclose(read_map(stage)["z"], expected[name], rtol, atol)


def test_a_click_sets_both_sliders_and_the_playground_shows_that_training(
    enter: Enter, dataset: Dataset
) -> None:
    stage = enter("tuning?plane=scale")
    x, y = place_of(stage, 500, 0.001)
    stage.page.mouse.click(x, y)
    expect(stage.slider(RATE)).to_have_attribute("aria-valuetext", "0.001")
    expect(stage.slider(COUNT)).to_have_attribute("aria-valuetext", "500")
    np.testing.assert_allclose(stage.page.evaluate(_READ_MARK), [x, y], atol=3)
    expect(stage.page).to_have_url(re.compile("learning_rate=0.001&num_iterations=500"))
    stage.page.get_by_role("link", name="Train", exact=True).click()
    stage.wait_until_whole()
    assert (stage.shown(RATE), stage.shown(COUNT)) == (0.001, 500)
    expect_all_to_follow(stage, dataset, plane="scale")


def test_the_way_to_the_map_and_back_loses_nothing(enter: Enter) -> None:
    stage = enter("?plane=sharp&view=3d&scale=log&learning_rate=0.02&order=wrong")
    before = parse_qs(urlsplit(stage.page.url).query)
    field = expect(stage.page.get_by_role("textbox", name=f"{RATE}, typed"))
    stage.page.get_by_role("link", name="Tune", exact=True).click()
    stage.wait_for_map()
    field.to_have_value("0.02")
    stage.choose("score", "Cost")
    expect(stage.page).to_have_url(re.compile("score=costs"))
    stage.page.get_by_role("link", name="Train", exact=True).click()
    stage.wait_until_whole()
    field.to_have_value("0.02")
    assert parse_qs(urlsplit(stage.page.url).query) == before | {"score": ["costs"]}


def test_the_mark_and_the_numbers_follow_the_keys_and_both_ways_set_the_sliders(enter: Enter) -> None:
    stage = enter("tuning")
    now = stage.page.locator(".np-now")
    expect(now).to_contain_text("Learning rate 0.005, iteration 2,000")
    before = now.inner_text()
    stage.press(RATE, "ArrowLeft", 6)
    rate = LEARNING_RATES[LEARNING_RATES.index(0.005) - 6]
    expect(now).to_contain_text(f"Learning rate {rate:g}, iteration 2,000")
    assert now.inner_text() != before
    place = place_of(stage, 2000, rate)
    np.testing.assert_allclose(stage.page.evaluate(_READ_MARK), place, atol=3)
    button = stage.page.locator(".np-way button").nth(1)
    button.focus()
    stage.page.keyboard.press("Enter")
    chosen = re.search(r"rate ([\d.]+), iteration ([\d,]+)", button.get_attribute("aria-label") or "")
    assert chosen is not None
    expect(stage.slider(RATE)).to_have_attribute("aria-valuetext", chosen[1])
    expect(stage.slider(COUNT)).to_have_attribute("aria-valuetext", chosen[2])


def test_a_place_that_comes_back_gets_a_new_chart(enter: Enter) -> None:
    stage = enter("tuning")
    mark = stage.page.locator(".np-map .np-mark")
    expect(mark).to_be_visible()
    stage.page.evaluate(_LEAVE_CHARTS)
    stage.press(RATE, "ArrowLeft", 1)
    expect(stage.page.locator(".np-now")).to_contain_text("Learning rate 0.0045")
    stage.choose("score", "Test")
    stage.wait_for_map()
    expect(mark).to_be_visible()


def test_sliders_outside_the_map_are_said_to_be(enter: Enter) -> None:
    stage = enter("tuning?num_iterations=5000")
    expect(stage.page.locator(".np-now")).to_have_text("The sliders stand outside the map.")
    expect(stage.page.locator(".np-map .np-mark")).to_be_hidden()
    stage.choose("reach", "10,000")
    # A map this wide has no column for every iteration: it says so.
    nearest = (
        "The cell nearest to learning rate 0.005, iteration 5,000, is that of 0.005, 4,990: test accuracy"
    )
    expect(stage.page.locator(".np-now")).to_contain_text(nearest)


def test_the_map_speaks_chinese_and_fits(enter: Enter) -> None:
    stage = enter("tuning", PHONE, locale="zh-CN")
    expect(stage.page.locator(".st-key-choosing")).to_contain_text("两种选法")
    fits = "() => document.querySelector('.stMain').scrollWidth <= innerWidth + 1"
    assert stage.page.evaluate(fits)
    assert not stage.page.evaluate(COLLIDING, ".st-key-map .main-svg")
    stage.page.set_viewport_size(DESKTOP)
    stage.page.wait_for_function(fits)


def test_the_mark_is_there_whenever_a_complete_map_is_loaded_and_two_clicks_change_no_axis(
    enter: Enter,
) -> None:
    stage = enter("tuning?learning_rate=0.001&num_iterations=500")
    for _ in range(4):
        stage.page.reload()
        stage.wait_for_map()
        expect(stage.page.locator(".np-map .np-mark")).to_be_visible()
        np.testing.assert_allclose(stage.page.evaluate(_READ_MARK), place_of(stage, 500, 0.001), atol=3)
    axis = "() => document.querySelector('.np-map .js-plotly-plot')._fullLayout.xaxis.range.join()"
    before = stage.page.evaluate(axis)
    stage.page.locator(".np-map .nsewdrag").dblclick(position={"x": 200, "y": 100})
    stage.wait_for_map()
    assert stage.page.evaluate(axis) == before
