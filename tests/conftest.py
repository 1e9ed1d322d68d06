"""Fixtures and settings of all tests."""

import os

import hypothesis
import pytest

from playground.data.contents import Dataset, DatasetError
from playground.engine.threads import use_one_blas_thread
from playground.library.loading import get_dataset
from tests.support import skip_or_fail

_ON_SERVER = os.environ.get("CI") == "true"
hypothesis.settings.register_profile("project", deadline=None, max_examples=60, derandomize=_ON_SERVER)
hypothesis.settings.load_profile("project")


def pytest_sessionstart() -> None:
    use_one_blas_thread()


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the photos."""
    for item in items:
        if "photos" in getattr(item, "fixturenames", ()):
            item.add_marker("photos")


@pytest.fixture(scope="session")
def photos() -> Dataset:
    """Return the lesson's cat photos, from one of the folders in PLAYGROUND_DATASETS."""
    try:
        return get_dataset("catvnoncat")
    except DatasetError as error:
        skip_or_fail(f"needs the lesson's cat photos (fetch them, or set PLAYGROUND_DATASETS): {error}")
