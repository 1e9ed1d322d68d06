"""A lesson on a projector, led by keys alone, with the teacher's window beside it."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from playground.app.session.chapters import CHAPTERS
from playground.words.catalogue import translator
from tests.browser.stage import DESKTOP, Stage

Enter = Callable[..., Stage]
ENGLISH = translator("en")
BACK_ROW = 20  # pixels, at 1280 x 720

_LETTERS = """() => [...document.querySelectorAll(
    '.st-key-cost_curve :is(.xtick text, .ytick text, .xtitle, .ytitle, .legendtext, .annotation-text), '
    + '.st-key-chapter h1, .np-story, .np-live, .np-gallery .np-words span, .st-key-limit p, '
    + '.st-key-lectern p')]
  .filter(node => node.checkVisibility() && node.textContent.trim())
  .map(node => [node.textContent, parseFloat(getComputedStyle(node).fontSize)])"""
_AXES = """() => [...document.querySelectorAll('.np-chart .main-svg text')]
    .filter(node => node.checkVisibility() && node.textContent.trim())
    .map(node => parseFloat(getComputedStyle(node).fontSize))"""
_ABOVE_STRIP = """chosen => document.querySelector(chosen).getBoundingClientRect().bottom
    <= document.querySelector('.st-key-lectern').getBoundingClientRect().top"""
_FITS = """() => { const strip = document.querySelector('.st-key-lectern').getBoundingClientRect().top;
    return [...document.querySelectorAll('.stMainBlockContainer :is(p, button, .np-chart, .katex)')]
        .filter(node => node.checkVisibility() && !node.closest('.st-key-lectern'))
        .every(node => node.getBoundingClientRect().bottom <= strip); }"""
_INK = """() => { const canvas = document.querySelector('.np-pen');
    return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean); }"""


def heading(page: Page) -> Any:
    return expect(page.locator(".st-key-chapter h1"))


def say(place: int) -> str:
    """Return the sentence for the class of one of all chapters."""
    return ENGLISH.text(f"chapters.{CHAPTERS[place - 1].name}.say")


def test_a_class_is_led_by_keys_alone(enter: Enter) -> None:
    stage = enter()
    page, press = stage.page, stage.page.keyboard.press
    press("p")
    heading(page).to_have_text(ENGLISH.text("presenting.screens.learning"))
    page.locator(".np-live").first.wait_for()  # what listens to the keys has come
    for place in (1, 2):
        press("PageDown")
        heading(page).to_have_text(say(place))
    stage.point_at("cost_curve")
    stage.wait_until_idle()
    expect(page.locator(".st-key-loss_surface")).to_be_hidden()
    letters = page.evaluate(_LETTERS)
    assert len(letters) > 40
    assert [each for each in letters if each[1] < BACK_ROW] == []

    press("f")
    filling = page.locator("[data-filling]")
    expect(filling).to_have_count(1)
    assert filling.bounding_box()["width"] == DESKTOP["width"]  # type: ignore[index]
    press("Escape")
    expect(filling).to_have_count(0)

    press("l")
    press("ArrowRight")
    expect(page.locator(".st-key-learning_rate .np-live")).to_have_text("0.00224")
    heading(page).to_have_text(say(2))
    press("Escape")

    press("b")
    expect(page.locator(".np-blank")).to_be_visible()
    press("PageDown")  # any key
    expect(page.locator(".np-blank")).to_be_hidden()
    heading(page).to_have_text(say(2))

    press("d")
    press("Shift+ArrowDown")
    assert page.evaluate(_INK)
    press("PageDown")
    heading(page).to_have_text(say(3))
    assert not page.evaluate(_INK)
    press("d")
    stage.wait_until_idle()
    assert page.evaluate("document.activeElement === document.body")  # the slider was left by Escape

    press("3")
    page.locator(".st-key-loss_surface :is(.np-painted, .main-svg)").first.wait_for()
    expect(page.locator(".st-key-cost_curve")).to_be_hidden()
    stage.wait_until_idle()
    press("7")
    page.locator(".st-key-roc .main-svg").first.wait_for()
    page.wait_for_function(_ABOVE_STRIP, arg=".np-scores tr:last-child")
    press("?")
    expect(page.locator(".np-keys")).to_contain_text(ENGLISH.text("presenting.keys.blank.does"))
    press("?")
    press("p")
    expect(page.locator(".st-key-title h1")).to_be_visible()


def test_the_teachers_window_follows_through_the_parts_of_a_page(enter: Enter) -> None:
    page = enter("pictures?present=1&chapters=11,3").page
    questions = page.locator("[class*='st-key-question_']:visible")
    page.locator(".np-keys").wait_for(state="attached")
    page.keyboard.press("PageDown")
    heading(page).to_have_text(say(11))
    with page.expect_popup() as popup:
        page.keyboard.press("n")
    notes = popup.value
    expect(notes.locator("h1")).to_have_text(ENGLISH.text("chapters.descent.title"))
    expect(notes.locator(".np-teacher")).to_have_text(ENGLISH.text("chapters.descent.note"))
    expect(notes.locator(".np-following")).to_contain_text(ENGLISH.text("chapters.small.title"))
    expect(page.get_by_text(ENGLISH.text("chapters.descent.note"))).to_have_count(0)

    page.locator(".np-chart:visible .xtick").first.wait_for()
    assert [each for each in page.evaluate(_AXES) if each < BACK_ROW] == []
    shown = page.locator(".stMain h2:visible")
    expect(shown).to_have_text([ENGLISH.text("descent.one.title")])
    page.wait_for_function(_FITS)
    for part in ("two", "many", "neuron"):
        page.keyboard.press("PageDown")
        expect(shown).to_have_text([ENGLISH.text(f"descent.{part}.title")])
        page.wait_for_function(_FITS)
    page.keyboard.press("PageDown")  # the last part has two screens
    expect(page.locator(".st-key-part_chart_descent_neuron .main-svg").first).to_be_visible()
    page.wait_for_function(_FITS)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        expect(questions).to_have_count(1)
    notes.get_by_role("button", name=ENGLISH.text("presenting.notes.on")).click()
    heading(page).to_have_text(say(3))
    expect(notes.locator("h1")).to_have_text(ENGLISH.text("chapters.small.title"))
    expect(notes.locator(".np-following")).to_have_text(ENGLISH.text("presenting.notes.end"))
    notes.close()
