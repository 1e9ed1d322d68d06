"""A person's own pictures, with real files, a real mouse, and a camera that Chromium pretends to have."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Playwright, expect

from playground.data.contents import Dataset
from playground.data.cropping import Crop, cut
from playground.data.drawings import draw_sample
from playground.engine.training import train
from tests.browser.expecting import COUNT, RATE, expect_all_to_follow
from tests.browser.stage import DESKTOP, PHONE, Stage, launch
from tests.hostile.pictures import boxes, smooth
from tests.support import textbook_answers, write_probability
from tests.unpacking import unpack

Enter = Callable[..., Stage]
_CROP = """square => {
    const style = square.style;
    return ['left', 'top', 'width', 'height'].map(side => parseFloat(style[side]) / 100);
}"""


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    """Return a picture file, wider than high."""
    path = tmp_path / "my cat.png"
    Image.fromarray(wide()).save(path)
    return path


def wide() -> np.ndarray:
    return np.hstack([draw_sample(label, 5).picture for label in (1, 0)])


def task(stage: Stage, name: str) -> None:
    stage.page.locator(".st-key-own_task").get_by_role("radio", name=name).click()
    stage.wait_for_script()


def choose_file(stage: Stage, uploader: str, *paths: Path) -> None:
    """Choose files as a person does, in the browser's own dialogue."""
    with stage.page.expect_file_chooser() as chooser:
        stage.page.locator(uploader).get_by_test_id("stBaseButton-secondary").first.click()
    chooser.value.set_files([str(path) for path in paths])


def probability(stage: Stage, name: str) -> Locator:
    return stage.page.locator(".np-own .np-tile", has_text=name).locator(".np-probability")


def expect_answer(stage: Stage, dataset: Dataset, seen: np.ndarray, name: str = "my cat.png") -> None:
    """Compare the answer on the page with the core's, for where the sliders stand."""
    run = train(dataset.prepared, stage.shown(RATE), int(stage.shown(COUNT)))
    (A,) = textbook_answers(*run.weights_at(run.num_iterations), seen[np.newaxis])
    expect(probability(stage, name)).to_have_text(write_probability(A))
    expect(stage.page.locator(".np-part-tally")).to_contain_text(f"{A:.4f}")


def test_a_picture_is_asked_about_cropped_and_follows_thumb_and_time(
    enter: Enter, dataset: Dataset, cat: Path
) -> None:
    stage = enter("pictures")
    form = dataset.picture_shape[:2]
    choose_file(stage, ".stFileUploader", cat)
    expect_answer(stage, dataset, cut(wide(), form))

    # The frame is pulled to the right end, and the corner inwards.
    square = stage.page.locator(".np-crop-square")
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + 400, y, steps=10)
    stage.page.mouse.up()
    expect_answer(stage, dataset, cut(wide(), form, Crop(0.75, 0.5, 1.0)))
    square.focus()
    for key in ("-", "-", "ArrowLeft"):
        stage.page.keyboard.press(key)
    left, top, across, down = square.evaluate(_CROP)
    crop = Crop(left + across / 2, top + down / 2, 0.96)
    assert across == pytest.approx(0.48, abs=1e-3)
    expect_answer(stage, dataset, cut(wide(), form, crop))

    # The learning rate is pulled: the answer follows before it is let go.
    x, y = stage.thumb(RATE)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x - 60, y, steps=6)
    expect_answer(stage, dataset, cut(wide(), form, crop))
    stage.page.mouse.up()
    expect_answer(stage, dataset, cut(wide(), form, crop))

    # At the first moment of the training all weights are zero: it says one half.
    expect(stage.page.locator(".np-moment")).to_contain_text("of 2,000")
    stage.page.get_by_role("button", name="To the start").click()
    expect(probability(stage, "my cat.png")).to_have_text("0.50")
    # Another square of the picture: the time that was chosen stays.
    moment = stage.page.locator(".np-moment")
    expect(moment).to_contain_text("iteration 0 of 2,000")
    seen = stage.page.locator(".np-own .np-picture")
    before = seen.get_attribute("style") or ""
    square.focus()
    stage.page.keyboard.press("ArrowLeft")
    expect(seen).not_to_have_attribute("style", before)
    stage.wait_until_idle()
    expect(moment).to_contain_text("iteration 0 of 2,000")
    expect(probability(stage, "my cat.png")).to_have_text("0.50")
    reasons = stage.page.locator(".np-reasons canvas")
    assert all(reasons.evaluate_all("canvases => canvases.map(each => each.getAttribute('aria-label'))"))
    assert len(re.findall(rb"/Type /Page\b", stage.page.pdf(format="A4"))) == 1  # all of it on one sheet


def test_several_pictures_one_of_which_is_none(enter: Enter, dataset: Dataset, cat: Path) -> None:
    bad = cat.with_name("bad.png")
    bad.write_bytes(b"<svg onload=alert(1)>")
    stage = enter("pictures")
    stage.page.get_by_role("button", name="Try a drawn cat").click()
    expect(probability(stage, "A drawn cat 1")).to_have_text(re.compile(r"\d\.\d\d"))
    choose_file(stage, ".stFileUploader", cat, bad)
    expect(stage.page.locator(".stAlert")).to_contain_text("“bad.png” is not read")
    expect(stage.page.locator(".np-own .np-tile")).to_have_count(2)
    stage.page.locator(".np-own .np-tile", has_text="A drawn cat 1").press("Enter")
    expect(stage.page.locator(".np-own .np-tile[aria-pressed=true]")).to_contain_text("A drawn cat 1")
    stage.wait_for_script()
    expect(stage.page.locator(".np-own .np-tile:focus")).to_contain_text(
        "A drawn cat 1"
    )  # the keyboard stays
    expect_answer(stage, dataset, cut(draw_sample(1, 0).picture, dataset.picture_shape[:2]), "A drawn cat 1")
    assert stage.page.evaluate("document.cookie.includes('visitor')") is False


def test_the_frame_keeps_the_form_of_any_picture(enter: Enter, cat: Path) -> None:
    stage = enter("pictures")
    for form in ((600, 200), (200, 600), (2000, 100)):
        path = cat.with_name(f"{form}.png")
        Image.fromarray(wide()).resize(form).save(path)
        choose_file(stage, ".stFileUploader", path)
        expect(stage.page.locator(".np-own .np-tile[aria-pressed=true]")).to_contain_text(path.name)
        expect(probability(stage, path.name)).to_have_text(re.compile(r"\d\.\d\d"))
        stage.wait_for_script()
        expect_frame_to_keep(stage, form)


def expect_frame_to_keep(stage: Stage, form: tuple[int, int]) -> None:
    """Expect a square frame that reaches from a tenth of the shorter side to all of it."""
    shown = stage.page.locator(".np-crop img").bounding_box()
    square = stage.page.locator(".np-crop-square")
    assert shown is not None
    assert shown["width"] / shown["height"] == pytest.approx(form[0] / form[1], rel=0.02)
    square.focus()
    for _ in range(60):
        stage.page.keyboard.press("-")
    across, down = (square.bounding_box() or {})["width"], (square.bounding_box() or {})["height"]
    assert across == pytest.approx(down, rel=0.02)
    assert across == pytest.approx(0.1 * min(shown["width"], shown["height"]), abs=7)  # and its frame
    stage.page.keyboard.press("Home")
    whole = square.bounding_box()
    assert whole is not None
    assert whole["width"] == pytest.approx(min(shown["width"], shown["height"]), abs=7)


def test_what_is_no_picture_is_told_by_its_kind(enter: Enter, cat: Path) -> None:
    photo = cat.with_name("photo.heic")
    photo.write_bytes(boxes(b"heic"))
    animation = cat.with_name("animation.gif")
    Image.fromarray(wide()).save(animation)
    stage = enter("pictures")
    choose_file(stage, ".stFileUploader", photo, cat, animation)
    told = stage.page.locator(".stAlert")
    expect(told).to_contain_text("“photo.heic” is not read: The file is an HEIC photo")
    expect(told).to_contain_text("“animation.gif” is not read: The file is a GIF")
    expect(stage.page.locator(".np-own .np-tile")).to_have_count(1)


@pytest.mark.parametrize(("locale", "sentence"), [("en-US", "up to 64 MB each"), ("zh-CN", "最多 64 MB")])
def test_a_file_that_is_too_large_is_told(enter: Enter, cat: Path, locale: str, sentence: str) -> None:
    large = cat.with_name("large.png")
    with large.open("wb") as file:
        file.truncate(64 * 2**20 + 10**6)
    stage = enter("pictures", locale=locale)
    choose_file(stage, ".stFileUploader", large)
    stage.page.locator("[data-testid=stFileChip][aria-invalid=true]").wait_for()
    said = "uploader => getComputedStyle(uploader, '::after').content"
    assert sentence in stage.page.locator(".stFileUploader").evaluate(said)


_TAKE_PICTURE = """() => {
    const button = document.querySelector('[data-testid=stCameraInputButton]');
    return !button.textContent.includes('Take Photo') || button.click();
}"""


@pytest.fixture
def filmed(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """Return a browser with a camera that shows a test picture."""
    arguments = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    browser = launch(playwright, chromium, *arguments)
    yield browser
    browser.close()


def test_a_picture_from_the_camera_is_asked_about(filmed: Browser, address: str) -> None:
    context = filmed.new_context(viewport=DESKTOP, locale="en-US", permissions=["camera"])
    stage = Stage(context.new_page()).open_pictures(address + "pictures")
    stage.page.get_by_role("button", name="Take a picture").click()
    stage.page.wait_for_function("() => document.querySelector('video')?.readyState > 2")
    # Streamlit asks for the camera again when the dialog has its width; a click meanwhile takes no picture.
    stage.page.wait_for_function(_TAKE_PICTURE, polling=500)
    tile = stage.page.locator(".np-own .np-tile")
    expect(tile.locator(".np-probability")).to_have_text(re.compile(r"\d\.\d\d"))
    assert stage.errors == []
    context.close()


def archive(folder: Path, count: int, side: int) -> Path:
    """Write a ZIP of drawn cats and things, so many of each, the last two for the test, and so large."""
    path = folder / "pets.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for label, name in ((1, "cats"), (0, "things")):
            drawn = Image.fromarray(draw_sample(label, 0).picture).resize((side, side))
            for number in range(count):
                content = io.BytesIO()
                drawn.rotate(7 * number).save(content, "JPEG")
                half = "training_set" if number < count - 2 else "test_set"
                packed.writestr(f"{half}/{half}/{name}/{number}.jpg", content.getvalue())
    return path


def test_a_zip_becomes_a_data_set_is_trained_on_and_is_read_by_the_lesson(
    enter: Enter, tmp_path: Path
) -> None:
    stage = enter("pictures")
    page = stage.page
    task(stage, "Make a data set")
    page.locator(".st-key-own_way").get_by_role("radio", name="A ZIP archive").click()
    choose_file(stage, ".st-key-own_archive", archive(tmp_path, 10, 200))
    page.get_by_role("button", name="Read the pictures").click()
    expect(page.get_by_text("8 to learn from, 2 for the test")).to_have_count(2)
    expect(page.locator(".stCode")).to_contain_text("cats/  8 pictures: “cats”, to learn from")
    expect(page.locator(".stCode")).to_contain_text("things/  2 pictures: “things”, for the test")
    for half in ("train", "test"):
        with page.expect_download() as download:
            page.get_by_role("button", name=re.compile(f"{half}_mine.h5")).click()
        download.value.save_as(tmp_path / f"{half}.h5")
    # As the lesson's load_dataset reads them.
    with h5py.File(tmp_path / "train.h5") as train_file, h5py.File(tmp_path / "test.h5") as test_file:
        assert np.array(train_file["train_set_x"][:]).shape == (16, 64, 64, 3)
        assert np.array(test_file["test_set_y"][:]).sum() == 2
        assert list(np.array(test_file["list_classes"][:])) == [b"things", b"cats"]
    page.get_by_role("button", name="Train on it").click()
    stage.wait_until_whole()
    assert "dataset=mine" in page.url
    assert len(stage.tiles()) == 4

    # What was downloaded is brought again, as numbers of another type.
    with h5py.File(tmp_path / "train.h5", "r+") as train_file:
        labels = train_file["train_set_y"][:]
        del train_file["train_set_y"]
        train_file["train_set_y"] = labels[:, np.newaxis].astype(float)
    page.get_by_role("link", name="Pictures", exact=True).click()
    task(stage, "Bring HDF5 files")
    for half in ("train", "test"):
        uploader = f".st-key-own_{half}_file"
        choose_file(stage, uploader, tmp_path / f"{half}.h5")
        expect(page.locator(uploader)).to_contain_text(f"{half}.h5")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator(".stAlert").nth(0)).to_contain_text("Pictures to learn from: 16, for the test: 4")
    expect(page.locator(".stAlert").nth(1)).to_contain_text("“train_set_y” has the shape (16, 1), a column")


def test_own_pictures_are_for_nobody_else(enter: Enter, dataset: Dataset, cat: Path) -> None:
    stage = enter("pictures")
    asked = []
    stage.listen("request", lambda request: asked.append(request) if "/frames" in request.url else None)
    choose_file(stage, ".stFileUploader", cat)
    expect_answer(stage, dataset, cut(wide(), dataset.picture_shape[:2]))
    # The browser has unzipped them.
    told, _ = unpack(gzip.compress(asked[-1].response().body()))
    stranger, _ = unpack(gzip.compress(stage.page.request.get(asked[-1].url).body()))
    assert "asked" in json.dumps(told["changes"])
    assert "asked" not in json.dumps(stranger["changes"])


def test_while_a_costly_archive_is_read_another_person_is_served_and_it_can_be_stopped(
    enter: Enter, dataset: Dataset, tmp_path: Path
) -> None:
    other = enter("?learning_rate=0.02")
    before = other.metric(0).inner_text()
    big = io.BytesIO()
    Image.fromarray(smooth(4000, 3000)).save(big, "JPEG", progressive=True)
    path = tmp_path / "costly.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(20):
            packed.writestr(f"a/{number}.jpg", big.getvalue())
    stage = enter("pictures")
    task(stage, "Make a data set")
    stage.page.locator(".st-key-own_way").get_by_role("radio", name="A ZIP archive").click()
    choose_file(stage, ".st-key-own_archive", path)
    stage.page.get_by_role("button", name="Read the pictures").click()
    reading = stage.page.locator(".st-key-reading")
    expect(reading).to_contain_text(re.compile(r"Reading picture \d+ of 20"))
    other.press(RATE, "ArrowLeft")
    expect(other.metric(0)).not_to_have_text(before)
    expect_all_to_follow(other, dataset)
    # It was served meanwhile, and not after: the archive is still read.
    assert re.search(r"Reading picture \d+ of 20", reading.inner_text())
    stage.page.get_by_role("button", name="Stop", exact=True).click()
    expect(stage.page.locator(".stAlert")).to_contain_text("cancelled")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_no_wider_than_the_screen(enter: Enter, language: str) -> None:
    stage = enter(f"pictures?language={language}", PHONE, has_touch=True)
    sample = stage.page.locator(".st-key-own_sample_cat button")
    sample.click()  # the first touch outside closes the sheet with the controls
    sample.click()
    for viewport in (PHONE, DESKTOP):
        stage.page.set_viewport_size(viewport)
        stage.page.locator(".np-crop-square").wait_for()
        stage.page.wait_for_function("() => document.querySelector('.stMain').scrollWidth <= innerWidth")
    square = stage.page.locator(".np-crop-square")
    square.scroll_into_view_if_needed()
    square.press("-")
    before = square.bounding_box()
    assert before is not None
    # A finger moves the frame, not the page.
    stage.swipe((before["x"] + before["width"] / 2, before["y"] + before["height"] / 2), (-8, -8))
    moved = square.bounding_box()
    assert moved is not None
    assert moved["x"] < before["x"]
