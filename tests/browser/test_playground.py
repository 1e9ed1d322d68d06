"""What a person does with mouse and keys, and what the page then shows, against the computing core."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from playground.app.session.choices import LEARNING_RATES, PARTS
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from tests.browser.expecting import COUNT, RATE, expect_all_to_follow
from tests.browser.stage import DESKTOP, PHONE, Stage

Enter = Callable[..., Stage]
_COLOURS = """element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"""
_IN_SIGHT = """selector => [...document.querySelectorAll(selector)].every(
    part => part.getBoundingClientRect().right <= innerWidth)"""
_TOO_WIDE = """() => [...document.querySelectorAll('.stMain *')].filter(element => {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.right <= innerWidth + 1) return false;
    for (let outer = element.parentElement; outer; outer = outer.parentElement) {
        const around = outer.getBoundingClientRect();
        const clips = getComputedStyle(outer).overflowX !== 'visible' || outer.tagName === 'svg';
        if (clips && around.right <= innerWidth + 1) return false;
    }
    return true;
}).map(element => element.outerHTML.slice(0, 200))"""
_FOCUSED = """() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"""


# --- The two sliders ------------------------------------------------------------


def test_numbers_between_the_steps_are_typed_and_the_sliders_go_on_from_them(
    enter: Enter, dataset: Dataset
) -> None:
    stage = enter()
    for name, typed, key, shown in (
        (RATE, "1/300", "ArrowRight", 0.00355),
        (COUNT, "1234", "ArrowRight", 1240),
    ):
        field = stage.page.get_by_role("textbox", name=f"{name}, typed")
        field.fill(typed)
        field.press("Enter")
        stage.page.wait_for_url(f"**{'0.00333333' if name == RATE else typed}*")
        stage.wait_until_idle()
        expect_all_to_follow(stage, dataset)
        stage.press(name, key)
        expect_all_to_follow(stage, dataset)
        assert stage.shown(name) == shown
        expect(field).to_have_value(f"{shown:,g}")
    field.fill("1.5")
    field.press("Enter")
    expect(stage.page.locator(".st-key-bar").get_by_role("alert")).to_contain_text("1.5")
    assert stage.shown(COUNT) == 1240


def test_the_page_opens_with_the_trained_neuron_and_follows_the_arrow_keys(
    enter: Enter, dataset: Dataset
) -> None:
    stage = enter()
    assert (stage.shown(RATE), stage.shown(COUNT)) == (0.005, 2000)
    expect_all_to_follow(stage, dataset)
    stage.press(RATE, "ArrowRight", 3)
    assert stage.shown(RATE) == LEARNING_RATES[LEARNING_RATES.index(0.005) + 3]
    expect_all_to_follow(stage, dataset)
    stage.press(COUNT, "ArrowLeft", 2)
    assert stage.shown(COUNT) == 1980
    expect_all_to_follow(stage, dataset)


def test_both_ends_of_both_sliders_are_shown(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    stage.press(RATE, "End")
    stage.press(COUNT, "End")
    assert (stage.shown(RATE), stage.shown(COUNT)) == (1, 10_000)
    expect_all_to_follow(stage, dataset)
    stage.press(RATE, "Home")
    stage.press(COUNT, "Home")
    assert (stage.shown(RATE), stage.shown(COUNT)) == (0.0001, 0)
    expect(stage.metric(0)).to_have_text("0.6931")


def test_no_key_press_is_lost_however_they_follow_one_another(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    for pause in (20, 70, 120, 170, 220, 270) * 2:  # a person's rhythm, some faster than an answer
        stage.press(COUNT, "ArrowRight")
        stage.page.wait_for_timeout(pause)
    assert stage.shown(COUNT) == 2120
    expect_all_to_follow(stage, dataset)
    assert stage.shown(COUNT) == 2120


# --- The other controls ------------------------------------------------------------


_IS_IN_SPACE = (
    "() => document.querySelector('.st-key-loss_surface .np-chart')._fullData?.[0].type === 'surface'"
)


def test_the_surface_is_drawn_on_the_chosen_plane_and_in_space(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?num_iterations=300", opened=["charts"])
    for name in ("Scale", "Random", "Sharp"):
        stage.choose("plane", name)
        expect_all_to_follow(stage, dataset, name.lower())
    stage.choose("view", "3D")
    stage.page.wait_for_function(
        "() => document.querySelector('.st-key-loss_surface .np-chart')?._fullData?.[0].type === 'surface'"
    )
    stage.page.locator(".st-key-loss_surface .gl-container").first.wait_for(state="attached")
    kinds = [trace["type"] for trace in stage.chart("loss_surface")]
    assert kinds == ["surface", *["scatter3d"] * 4]  # drops, path, ends, and the mark


def test_the_cost_axis_can_be_logarithmic(enter: Enter) -> None:
    stage = enter("?num_iterations=300", opened=["charts"])
    stage.point_at("cost_curve")
    stage.choose("scale", "Log")
    stage.page.wait_for_function(
        "() => document.querySelector('.st-key-cost_curve .np-chart')._fullLayout.yaxis.type === 'log'"
    )


def test_another_data_set_is_trained_and_shown(enter: Enter) -> None:
    stage = enter("?num_iterations=300")
    stage.page.get_by_role("combobox", name="Pictures", exact=True).click()
    stage.page.get_by_role("option", name="Handwritten digits").click()
    expect_all_to_follow(stage, get_dataset("digits"))


def test_the_page_speaks_chinese_and_english(enter: Enter) -> None:
    stage = enter("?num_iterations=300")
    labels = stage.page.locator(".np-label")
    numbers = [stage.metric(i).inner_text() for i in range(3)]
    stage.choose("language", "中文")
    expect(labels.first).to_have_text("最终代价")
    expect(stage.page.get_by_role("combobox", name="图片", exact=True)).to_have_value(re.compile("猫"))
    assert [stage.metric(i).inner_text() for i in range(3)] == numbers
    assert stage.slider("学习率").get_attribute("aria-valuetext") == "0.005"
    stage.choose("language", "English")
    expect(labels.first).to_have_text("Final cost")


def test_a_chinese_browser_gets_chinese(enter: Enter) -> None:
    stage = enter(locale="zh-CN")
    expect(stage.page.locator(".st-key-headline")).to_contain_text("测试准确率")


def test_a_filter_shows_its_pictures_only(enter: Enter, dataset: Dataset) -> None:
    stage = enter(opened=["answers"])
    wrong = {index: right for index, right in stage.tiles().items() if not right}
    stage.pick("show", "Wrong")
    expect(stage.page.locator(".np-tile.np-right")).to_have_count(0)
    stage.wait_until_idle()
    assert stage.tiles().items() >= wrong.items()
    assert not any(stage.tiles().values())


# --- Links and visitors ------------------------------------------------------------


def test_a_reload_and_a_copied_link_show_the_same_page(enter: Enter) -> None:
    stage = enter(opened=["charts", "answers"])
    stage.choose("plane", "Sharp")
    stage.press(RATE, "ArrowRight", 4)
    stage.press(COUNT, "ArrowLeft", 5)
    stage.page.wait_for_url("**num_iterations=1950**")
    stage.wait_until_idle()
    seen = [stage.metric(i).inner_text() for i in range(3)], stage.tiles()
    query = f"?{urlsplit(stage.page.url).query}"
    assert parse_qs(query[1:])["plane"] == ["sharp"]
    stage.page.reload()
    stage.wait_until_whole()
    friend = enter(query)
    for visitor in (stage, friend):
        assert (visitor.shown(RATE), visitor.shown(COUNT)) == (0.008, 1950)
        assert ([visitor.metric(i).inner_text() for i in range(3)], visitor.tiles()) == seen
        chosen = visitor.page.locator(".st-key-plane").get_by_role("radio", name="Sharp")
        expect(chosen).to_have_attribute("aria-checked", "true")


def test_the_back_button_undoes_the_last_choice(enter: Enter) -> None:
    stage = enter("?num_iterations=300")
    stage.press(COUNT, "ArrowRight")
    stage.page.wait_for_url("**num_iterations=310**")
    stage.wait_until_idle()
    stage.page.go_back()
    expect(stage.slider(COUNT)).to_have_attribute("aria-valuetext", "300")


def test_two_visitors_at_once_do_not_disturb_each_other(enter: Enter, dataset: Dataset) -> None:
    one, other = enter(), enter()
    one.press(RATE, "ArrowRight", 2)
    other.press(RATE, "ArrowLeft", 3)
    one.press(COUNT, "ArrowLeft")
    other.press(COUNT, "ArrowRight")
    assert one.shown(RATE) > 0.005 > other.shown(RATE)
    assert (one.shown(COUNT), other.shown(COUNT)) == (1990, 2010)
    expect_all_to_follow(one, dataset)
    expect_all_to_follow(other, dataset)


# --- Every screen, every reader ------------------------------------------------------------


_PICTURE = "canvas => canvas.toDataURL()"


def test_the_page_takes_the_theme_of_the_system_and_changes_with_it(enter: Enter) -> None:
    stage = enter("?num_iterations=300", color_scheme="dark")
    canvas = stage.page.locator(".st-key-cost_curve canvas")
    painted = canvas.evaluate(_PICTURE)
    stage.page.emulate_media(color_scheme="light")
    stage.page.wait_for_function(
        f"painted => ({_PICTURE})(document.querySelector('.st-key-cost_curve canvas')) !== painted",
        arg=painted,
    )
    stage.point_at("cost_curve")
    tick = stage.page.locator(".st-key-cost_curve .xtick text").first
    before = ""
    for scheme, background in (("dark", "rgb(22, 33, 31)"), ("light", "rgb(255, 253, 248)")):
        stage.page.emulate_media(color_scheme=scheme)
        expect(stage.page.locator(".stApp")).to_have_css("background-color", background)
        expect(tick).not_to_have_css("fill", before)
        colour, behind = stage.page.locator(".stApp").evaluate(_COLOURS)
        before = tick.evaluate("element => getComputedStyle(element).fill")
        assert contrast(colour, behind) > 7
        assert contrast(before, behind) > 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it."""
    luminances = sorted(luminance(colour) for colour in (one, other))
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)


def luminance(colour: str) -> float:
    channels = np.array([float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_the_screen(enter: Enter, language: str) -> None:
    stage = enter(f"?language={language}", PHONE, opened=PARTS)
    for viewport in (PHONE, DESKTOP):
        stage.page.set_viewport_size(viewport)
        stage.page.wait_for_function(f"() => !({_TOO_WIDE})().length")  # the charts follow the window
        assert stage.page.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")
        assert stage.page.evaluate("() => document.querySelector('.stMain').scrollWidth <= innerWidth")
    for width in (320, 375, 641, 768, 901, 1024):
        stage.page.set_viewport_size({"width": width, "height": 768})
        stage.page.wait_for_function(_IN_SIGHT, arg=".np-transport > *")


def test_on_a_phone_each_chart_is_seen_together_with_the_sliders(enter: Enter) -> None:
    stage = enter(viewport=PHONE, has_touch=True)
    for card in ("cost_curve", "loss_surface"):
        expect_to_be_seen_with_the_sliders(stage, card)


def expect_to_be_seen_with_the_sliders(stage: Stage, card: str) -> None:
    stage.page.locator(f".st-key-{card} .np-chart").evaluate(
        "chart => chart.scrollIntoView({block: 'start'})"
    )
    top_of_slider = PHONE["height"]
    for name in (RATE, COUNT):
        thumb = stage.slider(name).locator("xpath=../..")
        box = thumb.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        assert 0 < y < PHONE["height"]
        assert thumb.evaluate("(thumb, [x, y]) => thumb.contains(document.elementFromPoint(x, y))", [x, y])
        top_of_slider = min(top_of_slider, y)
    chart = stage.page.locator(f".st-key-{card} .np-chart").bounding_box()
    shown = stage.page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('.np-chart'))",
        [chart["x"] + chart["width"] / 2, max(chart["y"], 0) + 150],
    )
    assert shown
    assert max(chart["y"], 0) + 150 < top_of_slider


def test_the_keyboard_alone_reaches_and_moves_every_control(enter: Enter, dataset: Dataset) -> None:
    stage = enter(opened=PARTS)
    reached = []
    for _ in range(32):
        stage.page.keyboard.press("Tab")
        reached.append(stage.page.evaluate(_FOCUSED))
        if reached[-1] == RATE:
            stage.page.keyboard.press("ArrowLeft")
        if reached[-1] == "Contours":
            for key in ("ArrowRight", "Space"):
                stage.page.keyboard.press(key)
    pages = ["Train", "Tune", "Pictures", "Lesson"]
    sliders = [f"{RATE}, typed", RATE, f"{COUNT}, typed", COUNT]
    shown = ["Descent", "Contours", "Linear", "Linear"]  # of the plane, the surface and both axes
    controls = [*pages, "English", "Play", *sliders, "Pictures", *shown]
    assert [name for name in reached if name in controls] == controls
    assert stage.shown(RATE) == 0.0045
    stage.page.wait_for_function(_IS_IN_SPACE)


def test_everything_has_words_and_every_picture_is_painted(enter: Enter) -> None:
    stage = enter(opened=PARTS)
    expect_words_of_charts_and_pictures(stage)
    expect_names_of_controls(stage)
    expect_pictures_to_be_painted(stage)
    address = stage.page.locator("script[src*=plotly]").get_attribute("src")
    assert address is not None
    answer = stage.page.request.get(stage.page.url.split("?")[0].rstrip("/") + address)
    assert answer.ok
    assert "immutable" in answer.headers["cache-control"]


def expect_words_of_charts_and_pictures(stage: Stage) -> None:
    charts = stage.page.locator(".np-chart[role=img]")
    words = [charts.nth(i).get_attribute("aria-label") for i in range(charts.count())]
    assert len(words) >= 2
    assert all(words)
    assert "2,000 iterations" in words[0]
    weights = stage.page.locator(".np-weights[role=img]")
    assert weights.count() == 2
    assert all(weights.evaluate_all("canvases => canvases.map(each => each.getAttribute('aria-label'))"))
    pictures = stage.page.locator(".np-picture").evaluate_all(
        "pictures => pictures.map(picture => picture.getAttribute('aria-label'))"
    )
    assert len(pictures) == len(stage.tiles())
    assert all("The neuron says" in picture for picture in pictures)


def expect_names_of_controls(stage: Stage) -> None:
    unnamed = stage.page.locator("button, input, [role=slider], [role=radiogroup]").evaluate_all(
        """elements => elements.filter(element => element.checkVisibility() && !(
            element.getAttribute('aria-label') || element.getAttribute('aria-labelledby') ||
            element.innerText?.trim() || element.title)).map(element => element.outerHTML)"""
    )
    assert unnamed == []


def expect_pictures_to_be_painted(stage: Stage) -> None:
    sheets = stage.page.locator(".np-picture").evaluate_all(
        "pictures => pictures.map(picture => getComputedStyle(picture).backgroundImage.slice(5, -2))"
    )
    assert len(set(sheets)) == 1
    sheet = stage.page.request.get(sheets[0])
    assert sheet.ok
    assert sheet.headers["content-type"] == "image/png"
    assert sheet.body().startswith(b"\x89PNG")
