"""A server that is killed and started anew, under a page that somebody uses."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from playground.words.catalogue import translator
from tests.browser.conftest import SHIPPED
from tests.browser.expecting import RATE
from tests.browser.stage import DESKTOP, Stage, free_port, start_server

Act = Callable[[], None]
_COUNT_DIALOGS = """() => {
    const dialog = '[data-testid=stDialog]';
    const isDialog = node => node.matches?.(dialog) || node.querySelector?.(dialog);
    new MutationObserver(changes => {
        window.dialogs ||= changes.flatMap(({addedNodes}) => [...addedNodes]).filter(isDialog).length;
    }).observe(document.body, {childList: true, subtree: true});
}"""
AWAY = translator("en").text("app.away")


@pytest.fixture
def server(clone: Path) -> Iterator[tuple[str, Act, Act]]:
    """Return the address of a server, a function that kills it, and one that starts another in its place."""
    port, running = free_port(), []

    def start() -> None:
        running.append(start_server(clone / "app.py", port, clone, datasets=clone / "datasets"))

    def end() -> None:
        process: subprocess.Popen[bytes] = running.pop()
        process.kill()
        process.wait()

    start()
    yield f"http://127.0.0.1:{port}/", end, start
    if running:
        end()


def bring(stage: Stage, clone: Path, folder: Path) -> None:
    """Bring the shipped pictures as a data set of one's own, called mine, and train on it."""
    stage.page.locator(".st-key-own_task").get_by_role("radio", name="Bring HDF5 files").click()
    stage.wait_for_script()
    for half in ("train", "test"):
        path = folder / f"{half}_mine.h5"
        shutil.copy(clone / "datasets" / f"{half}_{SHIPPED[0]}.h5", path)
        with stage.page.expect_response("**/upload_file/**"):  # one file alone can be brought as well
            stage.page.locator(f".st-key-own_{half}_file input").set_input_files(path)
        stage.wait_for_script()
    stage.page.locator(".st-key-own_bring button").click()
    stage.page.locator(".st-key-own_brought_use button").click()


def test_the_page_comes_back_with_its_choices_and_says_which_pictures_are_gone(
    browser: Browser, server: tuple[str, Act, Act], clone: Path, tmp_path: Path
) -> None:
    address, end, start = server
    page = browser.new_context(viewport=DESKTOP, locale="en-US").new_page()
    page.set_default_timeout(60_000)
    stage = Stage(page).open_pictures(f"{address}pictures?num_iterations=300")
    bring(stage, clone, tmp_path)
    stage.wait_until_whole()
    assert "dataset=mine" in page.url

    x, y = stage.thumb(RATE)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    pulled = stage.shown(RATE)
    page.evaluate(_COUNT_DIALOGS)
    end()
    away = page.get_by_role("status").filter(has_text=AWAY)
    expect(away.first).to_be_visible()
    page.wait_for_function("() => window.dialogs")
    expect(page.get_by_role("dialog")).to_have_count(0)
    start()
    expect(away).to_have_count(0)
    expect(page.locator(".stAlert")).to_contain_text("pictures mine, which are not here")
    page.mouse.up()
    stage.wait_until_whole()
    assert pulled > 0.005
    assert (stage.shown(RATE), stage.shown("Iterations")) == (pulled, 300)
    assert f"learning_rate={pulled:g}" in page.url
    stage.press(RATE, "ArrowRight")
    stage.wait_until_idle()
    assert stage.shown(RATE) > pulled
    page.context.close()
