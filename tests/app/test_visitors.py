"""Visitors: whose session a route works for, and data sets that nobody else sees."""

import gc
import json
import threading
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from playground.datasets import Dataset, DatasetError
from playground.ui import parting, settings, visitors
from playground.ui.live import answers, sheets
from playground.ui.runs import run_shelf
from playground.ui.visitors import Visitor, own_visitor, visitor_of

APP = Path(__file__).parents[2] / "app.py"


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


@pytest.mark.parametrize("token", [None, "", "nobody"])
def test_an_unknown_visitor_gets_a_visitor_of_its_own(session: dict[str, object], token: str | None) -> None:
    own = own_visitor()
    one, other = visitor_of(token), visitor_of(token)
    assert len({own, one, other}) == 3


def test_the_visitor_of_a_session_that_is_gone_is_forgotten(session: dict[str, object]) -> None:
    token = own_visitor().token
    assert token in visitors._visitors
    session.clear()
    gc.collect()
    assert token not in visitors._visitors


# --- What they brought ------------------------------------------------------------


def bring(visitor: Visitor, dataset: Dataset, name: str = "mine") -> Dataset:
    return visitor.find_dataset(visitor.keep_dataset(replace(dataset, name=name)))


def asked(visitor: Visitor | None, **choices: str) -> dict[str, str]:
    """Return what a route is asked by a visitor about the data set `mine`."""
    defaults = {key: setting.write(setting.default) for key, setting in settings._settings("en").items()}
    token = {} if visitor is None else {answers.VISITOR: visitor.token}
    return defaults | {"dataset": "mine", "reach": "2000", "pins": "1~mine~0.005~100"} | choices | token


@pytest.mark.parametrize("answer", [answers.answer_frame, answers.answer_film, answers.answer_map])
def test_only_who_brought_a_data_set_is_answered(
    tiny: Dataset, session: dict[str, object], answer: Callable[[dict[str, str]], Response]
) -> None:
    owner = own_visitor()
    bring(owner, tiny)
    session.clear()
    stranger = own_visitor()
    assert answer(asked(owner)).status_code == 200
    for other in (stranger, None):
        assert answer(asked(other)).status_code == 404


def test_only_who_brought_a_data_set_sees_pins_of_it(tiny: Dataset, session: dict[str, object]) -> None:
    owner = own_visitor()
    bring(owner, tiny)
    told = [json.loads(bytes(answers.answer_pins(asked(who)).body))["rows"] for who in (owner, None)]
    assert [row["state"] for rows in told for row in rows.values()] == ["done", "gone"]


def test_a_name_of_the_server_s_stays_the_server_s(tiny: Dataset, session: dict[str, object]) -> None:
    owner = own_visitor()
    assert bring(owner, tiny, "tiny").name == "tiny-2"
    assert owner.find_dataset("tiny") is tiny
    assert visitor_of(None).find_dataset("tiny") is tiny
    with pytest.raises(DatasetError):
        owner.find_dataset("absent")


def test_a_data_set_goes_with_its_session(tiny: Dataset, session: dict[str, object]) -> None:
    gone = weakref.ref(bring(own_visitor(), tiny))
    session.clear()
    gc.collect()
    assert gone() is None


def test_an_own_data_set_is_chosen_like_any_other_and_a_link_to_it_says_what_it_lacks(tiny: Dataset) -> None:
    at = AppTest.from_file(APP, default_timeout=60).run()
    bring(at.session_state["_visitor"], tiny)
    at.run().selectbox(key="dataset").set_value("mine").run()
    assert not at.exception
    assert at.query_params["dataset"] == "mine"
    other = AppTest.from_file(APP, default_timeout=60)
    other.query_params["dataset"] = "mine"
    other.run()
    assert other.session_state["dataset"] == "tiny"
    assert "mine" in other.warning[0].value


# --- What was made of it ------------------------------------------------------------


def traces_of(*marks: str) -> tuple[int, int, int]:
    """Return how many runs, maps and sheets are kept under these marks."""
    runs, maps = ([key[0] for key in kept] for kept in (run_shelf()._runs, answers._maps))
    of = [mark for mark, _ in sheets._sheets.values()]
    return tuple(sum(each in marks for each in kept) for kept in (runs, maps, of))  # type: ignore[return-value]


def wait_for_parting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait until all is forgotten that was to be forgotten by now."""
    gc.collect()
    reached = threading.Event()
    forgets = [*parting._caches, lambda mark: reached.set() if mark == "the last one" else None]
    monkeypatch.setattr(parting, "_caches", forgets)
    parting.see_off(["the last one"])
    assert reached.wait(10)


def test_what_was_made_of_own_pictures_goes_with_the_session(
    tiny: Dataset, session: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = own_visitor()
    fingerprint, token = "of my own pictures", visitor.token
    bring(visitor, replace(tiny, fingerprint=fingerprint))
    for answer in (answers.answer_frame, answers.answer_map):
        assert answer(asked(visitor, num_iterations="100")).status_code == 200
    sheets.publish_sheet(token, "a picture", lambda: b"PNG")
    assert traces_of(fingerprint, token) == (1, 1, 2)
    session.clear()
    del visitor
    wait_for_parting(monkeypatch)
    assert traces_of(fingerprint, token) == (0, 0, 0)


def test_what_was_made_of_the_server_s_pictures_stays(
    tiny: Dataset, session: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_parting(monkeypatch)  # of the tests before, whose visitors brought the same pictures
    bring(own_visitor(), replace(tiny, fingerprint="of my own pictures"))
    for answer in (answers.answer_frame, answers.answer_map):
        assert answer(asked(own_visitor(), dataset="tiny", num_iterations="100")).status_code == 200
    kept = traces_of(tiny.fingerprint)
    session.clear()
    wait_for_parting(monkeypatch)
    assert traces_of(tiny.fingerprint) == kept
    assert min(kept) > 0
