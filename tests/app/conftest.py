"""Tiny data sets in a folder of their own, and a server that remembers no training."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

from playground.app import routes
from playground.app.pictures import jobs
from playground.app.session import runs
from playground.app.session.runs import run_shelf
from playground.app.session.shelf import shared_shelf
from playground.app.session.visitors import Visitor
from playground.app.shell import preparing
from playground.app.shell.navigation import SCRIPT
from playground.collection import finding
from playground.collection.finding import FOLDERS_VARIABLE
from playground.collection.loading import get_dataset
from playground.data.checking import build_dataset
from playground.data.contents import Dataset
from playground.data.writing import write_pair

SIDE, TRAINING_PICTURES, TEST_PICTURES = 6, 24, 70


@pytest.fixture(autouse=True, scope="session")
def one_scan() -> Iterator[None]:
    """Let Streamlit look through all installed packages for components once, not for each page of `AppTest`.

    That was a quarter of the time of these tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture(autouse=True, scope="session")
def one_reading() -> Iterator[None]:
    """Let Streamlit read and compile each script once, as a server does, not for each run of `AppTest`."""
    with pytest.MonkeyPatch.context() as patch:
        scripts = ScriptCache()
        patch.setattr(app_test, "ScriptCache", lambda: scripts)
        patch.setattr(local_script_runner, "ScriptCache", lambda: scripts)
        yield


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page wait for what it begins: what it shows at once is not to hang on how busy a machine is."""
    for waits in (runs, preparing, jobs):
        monkeypatch.setattr(waits, "PATIENCE_SECONDS", 60.0)


@pytest.fixture(autouse=True, scope="session")
def no_helpers() -> Iterator[None]:
    """Answer in this process: a helper takes a second to start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routes.HELPERS, "ask", lambda *_: None)
        yield


@pytest.fixture(autouse=True)
def fresh_caches() -> None:
    st.cache_resource.clear()
    forget_everything()


def forget_everything() -> None:
    """Let the server have made nothing yet."""
    shared_shelf.cache_clear()
    run_shelf.cache_clear()


def follow_link(page: str, **query: object) -> AppTest:
    """Open one of the app's pages as somebody who follows a link to it.

    `switch_page` knows the pages only after another has run, which costs as much again.
    """
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.query_params.update({key: str(value) for key, value in query.items()})
    at._page_hash = calc_hash(page)
    return at.run()


def visitor_on(at: AppTest) -> Visitor:
    """Return the visitor of a page."""
    visitor: Visitor = at.session_state["_visitor"]
    return visitor


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the one folder in which data sets are looked for; it is empty."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    monkeypatch.setenv(FOLDERS_VARIABLE, str(folder))
    monkeypatch.setattr(finding, "PROJECT_FOLDER", tmp_path / "absent")
    return folder


@pytest.fixture
def add_tiny(folder: Path) -> Callable[..., Dataset]:
    """Return a function that puts a data set of a few random pixels into the folder."""

    def add(name: str, seed: int = 0) -> Dataset:
        for file, held in write_tiny(name, seed).items():
            (folder / file).write_bytes(held)
        return get_dataset(name)

    return add


@cache
def write_tiny(name: str, seed: int) -> dict[str, bytes]:
    """Return the files of a data set of random pixels, by their names."""
    random = np.random.default_rng(seed)

    def draw(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = np.arange(count) % 3 == 0
        pictures = random.integers(0, 200, (count, SIDE, SIDE, 3))
        pictures[labels, :3] += 25
        return pictures.astype(np.uint8), labels

    train_pictures, train_labels = draw(TRAINING_PICTURES)
    test_pictures, test_labels = draw(TEST_PICTURES)
    dataset = build_dataset(
        name,
        train_pictures=train_pictures,
        train_labels=train_labels,
        test_pictures=test_pictures,
        test_labels=test_labels,
        classes=("non-cat", "cat"),
    )
    with TemporaryDirectory() as place:
        return {path.name: path.read_bytes() for path in write_pair(Path(place), dataset)}


@pytest.fixture
def tiny(add_tiny: Callable[..., Dataset]) -> Dataset:
    """Return the only data set in the folder."""
    return add_tiny("tiny")
