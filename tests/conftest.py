"""Fixtures and settings of all tests."""

import gc
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from playground.collection import reading
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset, DatasetError
from playground.engine.threads import use_one_blas_thread
from playground.intake.server.guard import Guard
from tests.hostile.forks import Here
from tests.support import skip_or_fail

# The same for everybody: who changes nothing sees nothing fail. --hypothesis-profile=explore tries others.
hypothesis.settings.register_profile("project", deadline=None, max_examples=60, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=600)
hypothesis.settings.load_profile("project")


def pytest_sessionstart() -> None:
    use_one_blas_thread()


def pytest_collection_finish() -> None:
    """Let no collection of garbage look through what was imported: that was 7 % of the time of page tests."""
    gc.collect()
    gc.freeze()


# Where every test starts a process: a browser, a server, a worker that reads a file from outside.
SLOW_PLACES = (
    "bench/*",
    "browser/*",
    "app/test_own.py",
    "intake/test_fuzz_*",
    "intake/test_guard.py",
    "test_imports.py",
    "intake/test_intake_*",
)
LONGEST = ("test_live.py", "test_large.py")


@cache
def is_slow_place(path: Path) -> bool:
    place = path.relative_to(Path(__file__).parent)
    return any(place.match(slow) for slow in SLOW_PLACES)


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the photos and what starts a process, and put the items in order."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "photos" in fixtures:
            item.add_marker("photos")
        if "workers" in fixtures or is_slow_place(item.path):
            item.add_marker("slow")
    items.sort(key=order_of)


def order_of(item: pytest.Item) -> tuple[bool, ...]:
    """Begin with what takes longest, so that at the end neither process waits for the other; what shares a
    browser stays together.
    """
    is_slow = item.get_closest_marker("slow") is not None
    return not is_slow, item.path.parent.name != "browser", item.path.name not in LONGEST


_started: list[str] = []


def _note_process(event: str, arguments: tuple[object, ...]) -> None:
    # Of this Python only: a library may ask the system for its name once.
    if event == "subprocess.Popen" and arguments[0] == sys.executable:
        _started.append(str(arguments[1]))


sys.addaudithook(_note_process)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Let no test start a process, itself or by a fixture, that is not marked `slow`."""
    yield
    if _started and not item.get_closest_marker("slow"):
        pytest.fail(f"starts a process, so it is to be marked slow: {_started}", pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    _started.clear()


@pytest.fixture(scope="session")
def photos(no_workers: None) -> Dataset:
    """Return the lesson's cat photos, from one of the folders in PLAYGROUND_DATASETS."""
    try:
        return get_dataset("catvnoncat")
    except DatasetError as error:
        skip_or_fail(f"needs the lesson's cat photos (fetch them, or set PLAYGROUND_DATASETS): {error}")


@pytest.fixture(scope="session", autouse=True)
def no_workers() -> Iterator[None]:
    """Read the files in folders in this process: a worker costs a quarter of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "Guard", Here)
        yield


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read them in a worker, as the server does."""
    monkeypatch.setattr(reading, "Guard", Guard)
