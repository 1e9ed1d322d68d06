"""Many pictures are prepared before the first training: the page says how far that is, and can stop it."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.app.shell import preparing
from playground.data import contents
from playground.data.contents import Dataset
from playground.engine.training import prepare
from playground.words.catalogue import translator
from tests.app.conftest import visitor_on
from tests.app.test_playground import has_results, no_exception, open_page

ENGLISH = translator("en")


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Hold every preparation after its first quarter until it is released or stopped."""
    event = threading.Event()

    def hold(X: Any, Y: Any, on_progress: Any, **which: Any) -> Any:
        on_progress(1, 4)
        while not event.wait(0.005):
            on_progress(1, 4)
        return prepare(X, Y, on_progress, **which)

    monkeypatch.setattr(contents, "prepare", hold)
    monkeypatch.setattr(preparing, "PATIENCE_SECONDS", 0.1)
    yield event
    event.set()


def wait_for_job(at: AppTest) -> None:
    job = visitor_on(at).job("preparing")
    assert job is not None
    assert job.wait(20)


def test_the_page_says_how_far_it_is_and_goes_on_when_all_is_prepared(
    tiny: Dataset, release: threading.Event
) -> None:
    at = open_page()
    assert no_exception(at)
    assert at.get("progress")[0].proto.text == ENGLISH.text("preparing.running", percent=25)
    assert not has_results(at)
    assert at.slider(key="num_iterations").value == 2000
    release.set()
    wait_for_job(at)
    at.run()
    assert has_results(at)
    assert visitor_on(at).job("preparing") is None


def test_it_is_stopped_and_begins_again_when_a_person_says_so(
    tiny: Dataset, release: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_page()
    at.button(key="prepare_stop").click().run()
    wait_for_job(at)
    at.run()
    assert not tiny.is_prepared
    assert [warning.value for warning in at.warning] == [ENGLISH.text("preparing.stopped")]
    release.set()
    monkeypatch.setattr(preparing, "PATIENCE_SECONDS", 60.0)
    at.button(key="prepare_again").click().run()
    assert has_results(at)


def test_it_is_stopped_when_the_person_leaves(tiny: Dataset, release: threading.Event) -> None:
    visitor = visitor_on(open_page())
    job = visitor.job("preparing")
    assert job is not None
    visitor.leave()
    assert job.wait(20)
    assert not tiny.is_prepared
