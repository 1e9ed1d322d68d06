"""The app as people meet it: a server of its own, and Chromium."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from playground.app.shell.navigation import LESSON
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from tests.browser.stage import DESKTOP, PROJECT, Stage, find_chromium, launch, serving
from tests.support import skip_or_fail

# A busy machine may take its time; a page that ends on a wrong value never comes to the right one.
PATIENCE_MS = 60_000  # how fast a page is stands in the benches: no test fails where a machine is slow

expect.set_options(timeout=PATIENCE_MS)

_SAVE_DATA = "Object.defineProperty(navigator.connection, 'saveData', {value: true})"
SHIPPED = ("drawncats", "digits")
MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference"}
USUAL = {"saves_data": True, "locale": "en-US"}

# One server and one browser for this folder, which is a package for that; not the session's: the browser's
# event loop must not reach into other tests.


@pytest.fixture(scope="package")
def chromium() -> str:
    return find_chromium() or skip_or_fail("needs Chromium")


@pytest.fixture(scope="package")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the app with the data sets it ships: no photos that this machine may have.

    So the page opens with the drawn cats everywhere, and a test fails for everybody or for nobody.
    """
    clone = tmp_path_factory.mktemp("clone")
    for name in ("playground", ".streamlit"):
        shutil.copytree(PROJECT / name, clone / name)
    shutil.copy(PROJECT / "app.py", clone)
    (clone / "datasets").mkdir()
    for name in SHIPPED:
        for half in ("train", "test"):
            shutil.copy(PROJECT / "datasets" / f"{half}_{name}.h5", clone / "datasets")
    return clone


@pytest.fixture(scope="package")
def dataset() -> Dataset:
    """Return the data set with which the page opens."""
    return get_dataset(SHIPPED[0])


@pytest.fixture(scope="package")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that the server writes its log to."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="package")
def address(chromium: str, clone: Path, log: Path) -> Iterator[str]:
    with (
        log.open("wb") as errors,
        serving(clone / "app.py", clone, datasets=clone / "datasets", errors=errors) as address,
    ):
        yield address


@pytest.fixture(scope="package")
def playwright(chromium: str) -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    # Code that is compiled once more for speed costs a visit of seconds more than it gains.
    browser = launch(playwright, chromium, "--js-flags=--no-turbofan --no-maglev")
    yield browser
    browser.close()


def opener_of(stage: Stage, page: str) -> Callable[[str], Stage]:
    """Return how a page is opened and waited for."""
    if page in LESSON:
        return stage.open_lesson
    return {"tuning": stage.open_map, "pictures": stage.open_pictures}.get(page, stage.open)


def open_parts(query: str, parts: Sequence[str]) -> str:
    """Return the address of the playground with some of its parts open; a newcomer finds them closed."""
    return "&".join([query or "?", *(f"{part}=1" for part in parts)])


class Visitors:
    """Pages that visitors have left, by what was asked of them: who comes after is as new as they were, but
    the window is open and the scripts of the app are compiled, which is half of what a visit costs.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._left: defaultdict[str, list[Page]] = defaultdict(list)

    def come(self, viewport: dict[str, int], media: dict[str, Any], **options: Any) -> Stage:
        left = self._left[repr(options)]
        page = left.pop() if left else self._open(**options)
        page.set_viewport_size(viewport)
        page.emulate_media(**media)
        return Stage(page)

    def _open(self, *, saves_data: bool, **options: Any) -> Page:
        context = self._browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        if saves_data:  # what is fetched ahead would take the processor from other tests
            context.add_init_script(_SAVE_DATA)
        return context.new_page()

    def go(self, stage: Stage, address: str, **options: Any) -> None:
        stage.leave()
        kept = {"origin": address.rstrip("/"), "storageTypes": "cookies,local_storage"}
        stage.page.context.new_cdp_session(stage.page).send("Storage.clearDataForOrigin", kept)
        self._left[repr(options)].append(stage.page)


@pytest.fixture(scope="package")
def visitors(browser: Browser) -> Visitors:
    return Visitors(browser)


@pytest.fixture
def enter(visitors: Visitors, address: str) -> Iterator[Callable[..., Stage]]:
    """Return a function that opens the page as a new visitor.

    Whatever a test does, no visitor may see an error in the console or a request leave this machine.
    """
    came: list[tuple[Stage, dict[str, Any]]] = []

    def enter(
        query: str = "",
        viewport: dict[str, int] = DESKTOP,
        *,
        opened: Sequence[str] = (),
        **options: Any,
    ) -> Stage:
        media = {key: options.pop(key, usual) for key, usual in MEDIA.items()}
        options = {**USUAL, **options}
        came.append((visitors.come(viewport, media, **options), options))
        stage, _ = came[-1]
        page = query.split("?")[0]
        return opener_of(stage, page)(address + (query if page else open_parts(query, opened)))

    yield enter
    for stage, options in came:
        visitors.go(stage, address, **options)
    assert [error for stage, _ in came for error in stage.errors] == []
    assert {host for stage, _ in came for host in stage.hosts} <= {"127.0.0.1"}
