"""The files a person gets, with the real buttons; and the report, opened where there is no network."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.training import TrainingRun, train
from playground.handin.report import build_report
from playground.study.study import Study
from playground.words.catalogue import translator
from tests.browser.stage import DESKTOP, PHONE, Stage
from tests.support import compute_verdicts

Enter = Callable[..., Stage]
RATE, COUNT = 0.004, 400
QUERY = f"?learning_rate={RATE}&num_iterations={COUNT}"
PNG_SIGNATURE, PNG_SIZE = b"\x89PNG\r\n\x1a\n", (1600, 900)
_FITS = "() => document.documentElement.scrollWidth <= innerWidth"
OpenOffline = Callable[[Path], tuple[Page, list[str], list[str]]]


@pytest.fixture(scope="module")
def run(dataset: Dataset) -> TrainingRun:
    return train(dataset.prepared, RATE, COUNT)


def open_hand_in(stage: Stage) -> Stage:
    stage.page.locator(".st-key-hand_in").get_by_role("button").first.click()
    stage.page.locator(".np-save").first.wait_for()
    return stage


def download(stage: Stage, button: str, folder: Path) -> Path:
    """Press a button and return the file that comes of it."""
    with stage.page.expect_download() as coming:
        stage.page.locator(button).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def read_table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def column(table: list[dict[str, str]], name: str) -> Array:
    return np.array([float(row[name]) for row in table])


@pytest.fixture
def open_offline(browser: Browser) -> Iterator[OpenOffline]:
    """Return a function that opens a file where there is no network.

    It gives the page, the addresses it asks for, and what goes wrong in it.
    """
    visitors = []

    def open_file(path: Path) -> tuple[Page, list[str], list[str]]:
        visitor = browser.new_context(viewport=DESKTOP, offline=True)
        visitors.append(visitor)
        page, asked, errors = visitor.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        page.locator("#stability .main-svg").first.wait_for()
        return page, asked, errors

    yield open_file
    for visitor in visitors:
        visitor.close()


def expect_report_to_open(open_offline: OpenOffline, path: Path) -> None:
    """Expect all of a report to be there without a network, on a phone and on paper too."""
    page, asked, errors = open_offline(path)
    for chart in ("cost", "surface", "stability"):
        expect(page.locator(f"#{chart} :is(.main-svg, canvas)").first).to_be_visible()
    assert page.locator("#cost").evaluate("chart => chart._fullData[0].y.length") > COUNT / 2
    assert page.locator("img").evaluate_all("all => all.every(each => each.naturalWidth > 0)")
    assert [address for address in asked if not address.startswith("data:")] == [path.as_uri()]
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.set_viewport_size(PHONE)
    page.wait_for_function(_FITS)
    assert errors == []


def test_every_file_comes_with_its_button_and_follows_the_sliders(
    enter: Enter, open_offline: OpenOffline, dataset: Dataset, run: TrainingRun, tmp_path: Path
) -> None:
    stage = open_hand_in(enter(QUERY))
    files = {
        key: download(stage, f".st-key-hand_in_{key} button", tmp_path)
        for key in ("npz", "h5", "costs", "answers", "script", "report")
    }
    assert {path.name for path in files.values()} == {
        f"{dataset.name}-{RATE}-{COUNT}-{end}"
        for end in ("weights.npz", "weights.h5", "costs.csv", "answers.csv", "again.py", "report.html")
    }
    with np.load(files["npz"]) as weights:
        np.testing.assert_array_equal(weights["w"], run.w)
    with h5py.File(files["h5"]) as weights:
        np.testing.assert_array_equal(weights["w"][()], run.w)
    np.testing.assert_array_equal(column(read_table(files["costs"]), "cost"), run.costs)
    answers = [row for row in read_table(files["answers"]) if row["set"] == "test"]
    verdicts = compute_verdicts(run.w, run.b, dataset.X_test, dataset.test_labels)
    np.testing.assert_allclose(column(answers, "probability"), verdicts.A, rtol=1e-12)
    compile(files["script"].read_text(encoding="utf-8"), "again.py", "exec")
    assert files["report"].read_text(encoding="utf-8").startswith("<!doctype html>")
    expect_report_to_open(open_offline, files["report"])

    stage.press("Iterations", "ArrowLeft", 2)
    stage.wait_until_idle()
    path = download(stage, ".st-key-hand_in_costs button", tmp_path)
    assert path.name == f"{dataset.name}-{RATE}-{COUNT - 20}-costs.csv"
    np.testing.assert_array_equal(
        column(read_table(path), "cost"), train(dataset.prepared, RATE, COUNT - 20).costs
    )


def test_charts_come_as_pictures_on_white(enter: Enter, dataset: Dataset, tmp_path: Path) -> None:
    # The stability chart lies out of sight: it is not drawn yet.
    stage = open_hand_in(enter(QUERY, opened=["runs", "why"], color_scheme="dark"))
    for place, name in enumerate(("cost", "surface", "stability")):
        path = download(stage, f".np-save >> nth={place}", tmp_path)
        assert path.name == f"{dataset.name}-{RATE}-{COUNT}-{name}.png"
        expect_a_picture_on_white(path)
    stage.page.emulate_media(color_scheme="light")
    expect(stage.page.locator(".stApp")).to_have_css("background-color", "rgb(255, 253, 248)")
    for place in range(3):
        expect_a_picture_on_white(download(stage, f".np-save >> nth={place}", tmp_path))


def expect_a_picture_on_white(path: Path) -> None:
    assert path.read_bytes().startswith(PNG_SIGNATURE)
    picture = Image.open(path).convert("RGB")
    assert picture.size == PNG_SIZE
    colours = {colour: count for count, colour in picture.getcolors(2**24)}
    assert max(colours, key=colours.__getitem__) == (255, 255, 255)
    assert min(map(sum, colours)) < 150  # letters in ink
    assert len(colours) > 100


def test_the_picture_names_the_pinned_runs(enter: Enter, dataset: Dataset, tmp_path: Path) -> None:
    stage = enter(f"{QUERY}&pins=1~{dataset.name}~0.005~200~mine")
    stage.point_at("cost_curve")  # which brings the library
    drawn = "globalThis.drawn = figure; return paint(figure, options);"
    stage.page.evaluate(
        f"() => {{ const paint = Plotly.toImage; Plotly.toImage = (figure, options) => {{ {drawn} }}; }}"
    )
    download(open_hand_in(stage), ".np-save >> nth=0", tmp_path)
    legend = stage.page.evaluate(
        "drawn.data.filter(each => each.showlegend !== false).map(each => each.name)"
    )
    assert legend == ["every iteration", "printed by the lesson", "1: mine"]


def test_a_chart_in_space_comes_as_it_is_turned_and_into_a_chinese_report(
    enter: Enter, open_offline: OpenOffline, tmp_path: Path
) -> None:
    stage = open_hand_in(enter(f"{QUERY}&view=3d&language=zh"))
    before = Image.open(download(stage, ".np-save >> nth=1", tmp_path)).convert("RGB")
    stage.page.locator(".st-key-loss_surface .np-chart").evaluate(
        "chart => Plotly.relayout(chart, {'scene.camera.eye': {x: -1.6, y: 0.2, z: 0.9}})"
    )
    after = Image.open(download(stage, ".np-save >> nth=1", tmp_path)).convert("RGB")
    assert before.size == after.size == PNG_SIZE
    assert len(before.getcolors(2**24)) > 1000
    assert before.tobytes() != after.tobytes()
    report = download(stage, ".st-key-hand_in_report button", tmp_path)
    expect_report_to_open(open_offline, report)


def test_a_file_is_taken_with_the_keyboard_and_a_picture_unless_its_chart_is_not_there(enter: Enter) -> None:
    stage = enter(QUERY, opened=["runs"])
    opens = stage.page.locator(".st-key-hand_in").get_by_role("button").first
    opens.focus()
    stage.page.keyboard.press("Enter")
    report = stage.page.locator(".st-key-hand_in_report button")
    report.wait_for()
    for _ in range(4):  # behind the three fields
        stage.page.keyboard.press("Tab")
    expect(report).to_be_focused()
    with stage.page.expect_download():
        stage.page.keyboard.press("Enter")
    expect(report).to_be_enabled()
    expect(report).to_be_focused()
    stage.page.keyboard.press("Escape")
    expect(opens).to_be_focused()
    expect(report).to_be_hidden()  # a click before would find it closing
    stage.wait_for_script()  # and one before this, now and then, a list that stays empty

    open_hand_in(stage)
    stage.page.locator(".np-save").first.focus()
    with stage.page.expect_download():
        stage.page.keyboard.press("Enter")
    expect(stage.page.locator(".np-save").first).to_be_focused()

    stage.page.evaluate("() => document.querySelector('.np-part-cost').remove()")
    stage.page.locator(".np-save").first.click()
    expect(stage.page.get_by_text(translator("en").text("handin.pictures.failed"))).to_be_visible()


def test_nothing_written_into_the_report_can_run(
    open_offline: OpenOffline, dataset: Dataset, run: TrainingRun, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    intruder = "<script>document.title = 'taken'</script><img src='https://example.org/x.png'>"
    report = build_report(Study(dataset, run), translator("en")).replace("<main>", f"<main>{intruder}", 1)
    path.write_bytes(report.encode())
    page, _, errors = open_offline(path)
    assert page.title() != "taken"
    # The browser says what it kept from running, and from being asked for.
    assert ["Content Security Policy" in error for error in errors] == [True, True]
