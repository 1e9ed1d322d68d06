"""Visitors: whose session a route works for, and data sets that nobody else sees."""

import asyncio
import gc
import threading
import time
import weakref
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
import streamlit as st
from starlette.responses import StreamingResponse
from streamlit.testing.v1 import AppTest

from playground.app import routes
from playground.app.browser import sheets
from playground.app.browser.address import FILMS, FRAMES, MAPS, PATHS, PINS, SESSION, WEIGHTS
from playground.app.session import runs, visitors
from playground.app.session.background import Job
from playground.app.session.entering import own_visitor
from playground.app.session.shelf import shared_shelf
from playground.app.session.visitors import STRANGER, OwnPicture, Visitor, visitor_of
from playground.app.shell.navigation import PAGES, SCRIPT
from playground.data.contents import Dataset, DatasetError
from playground.data.cropping import Crop
from playground.engine.training import Prepared, TrainingRun, train
from tests.app.conftest import visitor_on
from tests.app.test_answers import ASKED, Fetched, fetch, read_frame
from tests.unpacking import read_packed, unpack


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return the state of the only session, from which no control is drawn."""
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


# --- Who it is ------------------------------------------------------------


def test_a_session_keeps_its_visitor_which_its_token_finds(session: dict[str, object]) -> None:
    own = own_visitor()
    assert own_visitor() is own
    assert visitor_of(own.token) is own


def test_another_session_has_another_visitor(session: dict[str, object]) -> None:
    first = own_visitor()
    session.clear()
    second = own_visitor()
    assert second is not first
    assert visitor_of(first.token) is first
    assert visitor_of(second.token) is second


@pytest.mark.parametrize("token", ["", "nobody"])
def test_who_has_no_session_is_a_stranger_and_none_is_made_for_each(
    session: dict[str, object], token: str
) -> None:
    assert visitor_of(token) is STRANGER is not own_visitor()
    assert (STRANGER.dataset_names, dict(STRANGER.pictures)) == ((), {})


def test_the_visitor_of_a_session_that_is_gone_is_a_stranger(session: dict[str, object]) -> None:
    token = own_visitor().token
    session.clear()
    gc.collect()
    assert visitor_of(token) is STRANGER


def test_a_page_learns_whether_its_session_is_still_here(session: dict[str, object]) -> None:
    visitor = own_visitor()
    assert fetch(SESSION, Playground_Visitor=visitor.token).status == 204
    assert fetch(SESSION, Playground_Visitor="nobody").status == 410
    visitor.leave()
    assert fetch(SESSION, Playground_Visitor=visitor.token).status == 410


# --- What they brought ------------------------------------------------------------


def bring(visitor: Visitor, dataset: Dataset, name: str = "mine") -> Dataset:
    return visitor.find_dataset(visitor.keep_dataset(replace(dataset, name=name)))


ABOUT_MINE = ASKED | {"dataset": "mine", "reach": "2000", "pins": "1~mine~0.005~100"}


def fetch_for(visitor: Visitor, path: str, **changed: str) -> Fetched:
    """Ask a route about the data set `mine`, as the browser of a visitor does."""
    return fetch(f"{path}?{urlencode(ABOUT_MINE | changed)}", Playground_Visitor=visitor.token)


@pytest.mark.parametrize("path", [FRAMES, FILMS, WEIGHTS, MAPS, PATHS])
def test_only_who_brought_a_data_set_is_answered(
    tiny: Dataset, session: dict[str, object], path: str
) -> None:
    owner = own_visitor()
    bring(owner, tiny)
    session.clear()
    stranger = own_visitor()
    assert fetch_for(owner, path).status == 200
    for other in (stranger, STRANGER):
        assert fetch_for(other, path).status == 404


def test_only_who_brought_a_data_set_sees_pins_of_it(tiny: Dataset, session: dict[str, object]) -> None:
    owner = own_visitor()
    bring(owner, tiny)
    told = [read_packed(fetch_for(who, PINS).body)["rows"] for who in (owner, STRANGER)]
    assert [row["state"] for rows in told for row in rows.values()] == ["done", "gone"]


def test_a_name_of_the_server_s_stays_the_server_s(tiny: Dataset, session: dict[str, object]) -> None:
    owner = own_visitor()
    assert bring(owner, tiny, "tiny").name == "tiny-2"
    assert owner.find_dataset("tiny") is tiny
    assert STRANGER.find_dataset("tiny") is tiny
    with pytest.raises(DatasetError):
        owner.find_dataset("absent")


def test_a_data_set_goes_with_its_session(tiny: Dataset, session: dict[str, object]) -> None:
    gone = weakref.ref(bring(own_visitor(), tiny))
    session.clear()
    gc.collect()
    assert gone() is None


def test_an_own_data_set_is_chosen_like_any_other_and_a_link_to_it_says_what_it_lacks(tiny: Dataset) -> None:
    at = AppTest.from_file(SCRIPT, default_timeout=60).run()
    bring(visitor_on(at), tiny)
    at.run().selectbox(key="dataset").set_value("mine").run()
    assert not at.exception
    assert at.query_params["dataset"] == "mine"
    other = AppTest.from_file(SCRIPT, default_timeout=60)
    other.query_params["dataset"] = "mine"
    other.run()
    assert other.session_state["dataset"] == "tiny"
    assert "mine" in other.warning[0].value


def test_a_name_stays_that_of_its_contents_until_many_others_were_given(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "MOST_NAMES", 2)
    visitor, other = Visitor(), replace(tiny, fingerprint="other")
    for name in ("first", "second", "third"):
        visitor.forget_dataset(bring(visitor, tiny, name).name)
    assert bring(visitor, other, "third").name == "third-2"
    assert bring(visitor, other, "first").name == "first"


def test_pictures_can_be_removed_while_they_are_read(tiny: Dataset) -> None:
    visitor = Visitor()
    for key in ("a", "b", "c"):
        visitor.put_picture(key, OwnPicture(key, tiny.train_pictures[0], Crop()))
    read = iter(visitor.pictures.items())
    next(read)
    visitor.remove_pictures(["a", "b"])
    visitor.put_picture("d", OwnPicture("d", tiny.train_pictures[0], Crop()))
    assert len(list(read)) == 2
    assert list(visitor.pictures) == ["d", "c"]


def test_the_lesson_tests_the_surface_of_an_own_data_set(tiny: Dataset) -> None:
    at = AppTest.from_file(SCRIPT, default_timeout=60).run()
    bring(visitor_on(at), tiny)
    at.run().selectbox(key="dataset").set_value("mine").run()
    at.switch_page(PAGES["descent"]).run()
    assert not at.exception
    assert not at.error
    assert at.get_by_key("part_chart_descent_neuron")


# --- What was made of it ------------------------------------------------------------


class Follower:
    """A training that began and waits to be let go; it does not look whether it should stop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.began, self.let_go = threading.Event(), threading.Event()
        monkeypatch.setattr(runs, "train", self._train)

    def _train(self, prepared: Prepared, *rest: Any, **followers: Any) -> TrainingRun:
        self.began.set()
        assert self.let_go.wait(20)
        return train(prepared, *rest, **followers)


def is_gone(dataset: weakref.ref[Dataset]) -> bool:
    """Return whether a data set is gone, with all that was made of it."""
    gc.collect()
    return dataset() is None and shared_shelf().nbytes == 0


async def first_line_of(response: StreamingResponse) -> str:
    return str(await anext(aiter(response.body_iterator)))


def sheet_for(visitor: Visitor, **changed: str) -> str:
    """Return where the test pictures are that a visitor is shown."""
    frame = read_frame(fetch_for(visitor, FRAMES, **changed).body, Playground_Visitor=visitor.token)
    return str(frame["gallery"]["sheet"]["address"])


def test_what_was_made_of_own_pictures_goes_with_the_session(
    tiny: Dataset, session: dict[str, object]
) -> None:
    dataset = weakref.ref(bring(own_visitor(), tiny))
    sheet = sheet_for(own_visitor())
    half_read = routes.answer_map(ABOUT_MINE, own_visitor())
    assert "iterations" in asyncio.run(first_line_of(half_read))
    fetch_for(own_visitor(), FILMS)
    picture = sheets.publish_picture(own_visitor(), tiny.train_pictures[0])
    for address in (sheet, picture):
        assert fetch(address).status == 200
    session.clear()
    assert is_gone(dataset)
    for address in (sheet, picture):
        assert fetch(address).status == 404


def test_what_was_brought_goes_when_the_browser_does_not_come_back(tiny: Dataset) -> None:
    visitor = Visitor()
    dataset = weakref.ref(bring(visitor, tiny))
    address = sheets.publish_picture(visitor, tiny.train_pictures[0])
    gone = threading.Event()
    visitor.begin("any", "any", lambda job: gone.set() if wait_for_stop(job) else None)
    visitor.go(3600)
    visitor.go(0.01)
    assert gone.wait(20)
    visitor.come()  # too late
    end = time.monotonic() + 20
    while not is_gone(dataset) and time.monotonic() < end:
        time.sleep(0.01)
    assert is_gone(dataset)
    assert fetch(address).status == 404


def test_who_comes_back_in_time_finds_everything(tiny: Dataset) -> None:
    visitor = Visitor()
    bring(visitor, tiny)
    visitor.go(0.05)
    visitor.come()
    visitor.go(3600)
    time.sleep(0.2)
    assert visitor.dataset_names == ("mine",)


def wait_for_stop(job: Job[Any]) -> bool:
    end = time.monotonic() + 20
    while not job.should_stop() and time.monotonic() < end:
        time.sleep(0.005)
    return job.should_stop()


def test_a_frame_under_way_when_its_session_ends_leaves_nothing(
    tiny: Dataset, session: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    follower, frames = Follower(monkeypatch), list[Fetched]()
    dataset, token = weakref.ref(bring(own_visitor(), tiny)), own_visitor().token
    address = f"{FRAMES}?{urlencode(ABOUT_MINE)}"
    asking = threading.Thread(target=lambda: frames.append(fetch(address, Playground_Visitor=token)))
    asking.start()
    assert follower.began.wait(20)
    session.clear()
    gc.collect()
    follower.let_go.set()
    asking.join(20)
    assert frames[0].status == 200
    assert is_gone(dataset)
    assert fetch(unpack(frames[0].body)[0]["stem"]).status == 404


def test_a_training_under_way_ends_with_its_session(
    tiny: Dataset, session: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = Follower(monkeypatch)
    monkeypatch.setattr(runs, "PATIENCE_SECONDS", 0.01)
    dataset = weakref.ref(own := bring(own_visitor(), tiny))
    job = runs.obtain_run(own_visitor(), own, 0.005, 10**6)
    assert isinstance(job, Job)
    assert follower.began.wait(20)
    session.clear()
    del own
    gc.collect()
    follower.let_go.set()
    assert job.wait(20)
    assert job.collect().stopped
    del job
    assert is_gone(dataset)


def test_a_data_set_that_is_forgotten_leaves_nothing(tiny: Dataset, session: dict[str, object]) -> None:
    for number in range(8):
        own = bring(own_visitor(), tiny)
        own = weakref.ref(own)
        assert fetch_for(own_visitor(), FRAMES, num_iterations="100").status == 200
        run = runs.obtain_run(own_visitor(), own(), 0.005, 100 + number)
        runs.remember_run(own_visitor(), runs.Shown(own(), run.learning_rate, run.num_iterations))
        del run
        own_visitor().forget_dataset("mine")
        assert is_gone(own)


def test_a_training_of_a_data_set_that_is_forgotten_is_stopped(
    tiny: Dataset, session: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PATIENCE_SECONDS", 0.0)
    job = runs.obtain_run(own_visitor(), bring(own_visitor(), tiny), 0.005, 10**7)
    own_visitor().forget_dataset("mine")
    assert job.wait(20)
    assert job.collect().stopped


def test_what_was_made_of_the_server_s_pictures_stays(tiny: Dataset, session: dict[str, object]) -> None:
    bring(own_visitor(), tiny)
    sheet = sheet_for(own_visitor(), dataset="tiny")
    kept = shared_shelf().nbytes
    session.clear()
    gc.collect()
    assert shared_shelf().nbytes == kept > 0
    assert fetch(sheet).status == 200


def test_who_brings_the_same_pictures_still_has_their_sheet_when_another_goes(
    tiny: Dataset, session: dict[str, object]
) -> None:
    owner = own_visitor()
    bring(owner, tiny)
    sheet = sheet_for(owner)
    session.clear()
    bring(own_visitor(), tiny)
    assert sheet_for(own_visitor()) == sheet
    session.clear()
    gc.collect()
    assert fetch(sheet).status == 200


def test_a_script_that_is_out_of_date_ends_no_training_of_the_newer_one(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, newer = Visitor(), threading.Event()

    def train_until_replaced(job: Job[TrainingRun], asked: runs.Asked) -> TrainingRun:
        # While the older script waits for this, the newer one begins another.
        visitor.begin("training", "newer", lambda _: newer.wait(5))
        return train(tiny.prepared, 0.05, 5)

    monkeypatch.setattr(runs, "_train", train_until_replaced)
    left = runs.obtain_run(visitor, tiny, 0.05, 2000)
    assert isinstance(left, Job)
    assert visitor.stopped_run is None
    begun = visitor.job("training")
    assert begun is not None
    assert not begun.should_stop()
    newer.set()
