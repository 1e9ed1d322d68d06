"""Many who ask at once: whose turn it is, what is worked out once, and the processes beside the server."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import streamlit as st
from starlette.responses import Response
from uvicorn.loops.auto import auto_loop_factory

from playground.app import helper, routes
from playground.app.browser.address import AHEAD_HEADER, FILMS, FRAMES
from playground.app.browser.sheets import Sheet
from playground.app.routes import work_out
from playground.app.serving import helpers, turns
from playground.app.serving.desk import Answer, Answers, Desk
from playground.app.serving.helpers import Helpers
from playground.app.serving.turns import PassedOverError, Rank, Turns
from playground.app.session import runs
from playground.app.session.choices import Question, read_question
from playground.app.session.entering import own_visitor
from playground.app.session.runs import run_shelf
from playground.app.session.shelf import Shelf, shared_shelf
from playground.app.session.visitors import STRANGER, Visitor
from playground.collection.finding import Catalogue
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.engine.training import train
from playground.engine.ways import PLAIN
from tests.app.test_answers import ASKED, address_of, fetch
from tests.app.test_playground import has_results, no_exception, open_page

PROJECT = Path(routes.__file__).parents[2]
ENOUGH = 60.0
"""Seconds in which a helper starts on any machine."""

# --- Turns ------------------------------------------------------------

MOVING, AT_REST, AHEAD = Rank

Ask = tuple[str, object, Rank]
"""Client, kind and rank."""


def serve(asked: list[Ask], places: int = 1) -> list[str]:
    """Let clients ask one right after the other; return who was served and, with a mark, who was not."""
    told: list[str] = []

    async def ask(rules: Turns, client: str, kind: object, rank: Rank) -> None:
        try:
            async with rules.take(client, kind, rank):
                told.append(client)
                await asyncio.sleep(0.001)
        except PassedOverError:
            told.append(f"{client} not")

    async def ask_all() -> None:
        rules = Turns(places)
        await asyncio.gather(*(ask(rules, *each) for each in asked))
        assert (rules._free, rules._served, rules._ranks) == (places, set(), ({}, {}, {}))

    asyncio.run(ask_all())
    return told


def test_thirty_questions_of_one_let_another_wait_for_one_answer() -> None:
    told = serve([("many", number, MOVING) for number in range(30)] + [("one", "frame", MOVING)])
    assert [each for each in told if "not" not in each][:3] == ["many", "one", "many"]


def test_clients_take_turns() -> None:
    asked = [(client, number, MOVING) for client in "abc" for number in range(3)]
    assert "".join(serve(asked)) == "abcabcabc"


def test_of_one_client_one_question_is_answered_at_a_time() -> None:
    asked = [("a", 1, MOVING), ("a", 2, MOVING), ("b", 1, MOVING)]
    assert serve(asked, places=2) == ["a", "b", "a"]


def test_what_is_asked_ahead_comes_last() -> None:
    asked = [("a", 0, MOVING), ("b", 1, AHEAD), ("c", 1, AHEAD), ("b", 2, MOVING), ("d", 1, MOVING)]
    assert "".join(serve(asked)) == "abdcb"


def test_a_moving_thumb_comes_before_what_stands_still() -> None:
    asked = [("a", 0, AT_REST), ("r", 1, AT_REST), *((client, 1, MOVING) for client in "bcdef")]
    assert "".join(serve(asked)) == "abrcdef"  # one of three turns is for those at rest


def test_the_newest_question_of_a_kind_is_answered_and_older_ones_that_wait_are_not() -> None:
    asked = [("a", "frame", MOVING), ("a", "frame", MOVING), ("a", "film", MOVING), ("a", "frame", MOVING)]
    assert serve(asked) == ["a", "a not", "a", "a"]


def test_a_newer_one_of_what_is_asked_ahead_takes_no_place_of_what_is_asked() -> None:
    asked = [("b", 0, MOVING), ("a", "frame", MOVING), ("a", "frame", AHEAD)]
    assert serve(asked) == ["b", "a", "a"]


def test_who_has_no_session_shares_a_short_queue() -> None:
    told = serve([("stranger", None, MOVING)] * (1 + turns.MOST_WAITING + 3))
    assert told.count("stranger not") == 3
    assert told.count("stranger") == 1 + turns.MOST_WAITING


def test_who_gives_up_takes_no_turn() -> None:
    async def give_up() -> list[str]:
        rules, told = Turns(1), []

        async def ask(client: str) -> None:
            async with rules.take(client, None, MOVING):
                told.append(client)
                await asyncio.sleep(0.01)

        asked = [asyncio.create_task(ask(client)) for client in "abc"]
        await asyncio.sleep(0)
        asked[1].cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert rules._free == 1
        return told

    assert asyncio.run(give_up()) == ["a", "c"]


def test_who_gives_up_in_the_moment_of_the_turn_holds_nobody_up() -> None:
    async def give_up() -> list[str]:
        rules, told, go = Turns(1), [], asyncio.Event()

        async def ask(client: str) -> None:
            async with rules.take(client, None, rank=MOVING):
                told.append(client)
                await go.wait()

        asked = [asyncio.create_task(ask(client)) for client in "abbc"]
        await asyncio.sleep(0)
        go.set()
        asked[1].cancel()  # its turn comes before it can say so
        await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), ENOUGH)
        return told

    assert sorted(asyncio.run(give_up())) == ["a", "b", "c"]


def test_who_gives_up_in_the_moment_of_being_passed_over_gives_no_turn_away() -> None:
    async def give_up() -> int:
        rules, go = Turns(1), asyncio.Event()

        async def ask(client: str) -> None:
            async with rules.take(client, "frame", MOVING):
                await go.wait()

        asked = [asyncio.create_task(ask(client)) for client in "abb"]
        await asyncio.sleep(0)
        asked[1].cancel()  # the third took its place, and it does not know yet
        go.set()
        await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), ENOUGH)
        return rules._free

    assert asyncio.run(give_up()) == 1


# --- Once for all ------------------------------------------------------------


class Work:
    """Something to be worked out, which counts how often it is."""

    def __init__(self, status: int = 200, sheets: dict[str, Sheet] | None = None) -> None:
        self.count, self._answer = 0, Answer(Response(b"answer", status), sheets or {})

    async def __call__(self, _place: int) -> Answer:
        self.count += 1
        await asyncio.sleep(0.001)
        return self._answer


def ask_desk(dataset: Dataset, work: Callable[[int], Awaitable[Answer]], *clients: str) -> list[Response]:
    async def ask_all() -> list[Response]:
        desk = Desk(2)
        asked = (
            desk.obtain((dataset, "question"), work, "run", client, "kind", MOVING) for client in clients
        )
        return await asyncio.gather(*asked)

    return asyncio.run(ask_all())


def test_what_many_ask_at_once_is_worked_out_once_and_kept(tiny: Dataset) -> None:
    work = Work()
    first, *others = ask_desk(tiny, work, *"abcd") + ask_desk(tiny, work, "e")
    assert work.count == 1
    assert first.body == b"answer"
    assert all(each is first for each in others)


class Places:
    """Work that notes where it is done, each piece until all are asked for."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []

    async def ask(self, desk: Desk, dataset: Dataset, asked: list[tuple[str, str]]) -> list[object]:
        """Let a client ask for something about a run, several times in a row."""
        go = asyncio.Event()

        def work_out(run: str, place: int) -> Awaitable[Answer]:
            async def work() -> Answer:
                self.done.append((run, place))
                await go.wait()
                return Answer(Response(b"answer"), {})

            return work()

        questions = [
            desk.obtain((dataset, f"{client} {run}"), partial(work_out, run), run, client, "frame", MOVING)
            for client, run in asked
        ]
        asking = [asyncio.ensure_future(question) for question in questions]
        await asyncio.sleep(0.01)
        go.set()
        return await asyncio.gather(*asking, return_exceptions=True)


def test_what_follows_from_one_run_is_worked_out_where_it_was_trained_unless_too_many_wait_there(
    tiny: Dataset,
) -> None:
    places, desk = Places(), Desk(2)
    asyncio.run(places.ask(desk, tiny, [("a", "x")]))
    ((_, own),) = places.done
    asyncio.run(places.ask(desk, tiny, [(client, "x") for client in "bcde"]))
    assert sorted(place for _, place in places.done[1:]) == sorted([own] * 3 + [1 - own])
    asyncio.run(places.ask(desk, tiny, [("f", "x")]))  # there it is kept now, too
    assert places.done[5:] == [("x", 1 - own)]


def test_a_newer_question_takes_the_place_of_one_that_waits_elsewhere(tiny: Dataset) -> None:
    runs = {hash(name) % 2: name for name in map(str, range(20))}
    asked = [("x", runs[0]), ("y", runs[1]), ("a", runs[0]), ("a", runs[1])]
    *_, older, newer = asyncio.run(Places().ask(Desk(2), tiny, asked))
    assert isinstance(older, PassedOverError)
    assert isinstance(newer, Response)


def test_what_takes_too_long_is_told_to_all_who_wait_and_not_kept(tiny: Dataset) -> None:
    work = Work(status=202)
    assert [each.status_code for each in ask_desk(tiny, work, *"abc")] == [202] * 3
    ask_desk(tiny, work, "d")
    assert work.count == 2


def test_an_error_is_told_to_all_who_wait_and_the_next_one_may_ask_again(tiny: Dataset) -> None:
    async def fail(_place: int) -> Answer:
        await asyncio.sleep(0.001)
        raise MemoryError

    with pytest.raises(MemoryError):
        ask_desk(tiny, fail, *"ab")
    assert ask_desk(tiny, Work(), "c")[0].body == b"answer"


def test_the_sheets_that_a_kept_answer_names_are_there_whenever_it_is_sent(tiny: Dataset) -> None:
    work = Work(sheets={"token": Sheet(b"png")})
    ask_desk(tiny, work, "a")
    del shared_shelf()._owned[tiny]["token"]
    ask_desk(tiny, work, "b")
    assert shared_shelf().find_anywhere("token") == Sheet(b"png")
    assert work.count == 1


def test_of_the_answers_the_least_recently_used_go_first() -> None:
    answers = Answers(most_bytes=25)
    for key in "abacd":
        if answers.find(key) is None:
            answers.keep(key, Answer(Response(b"0123456789"), {}))
    assert [key for key in "abcd" if answers.find(key)] == ["c", "d"]
    assert answers.nbytes == 20


# --- The routes ------------------------------------------------------------


@pytest.mark.parametrize("path", [FRAMES, FILMS])
def test_a_second_who_asks_is_sent_the_same_bytes(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    first = fetch(address_of(path))
    monkeypatch.setattr(routes, "work_out", None)
    second = fetch(address_of(path), **{AHEAD_HEADER.replace("-", "_"): "1"})
    assert (first.status, first.body, first.headers) == (second.status, second.body, second.headers)
    assert first.status == 200


def test_what_is_private_is_worked_out_here_and_kept_for_nobody(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(routes, "_shared_desk", None)
    visitor = own_visitor()
    name = visitor.keep_dataset(tiny)
    assert name != "tiny"
    answer = fetch(address_of(FRAMES, dataset=name), Playground_Visitor=visitor.token)
    assert answer.status == 200


@pytest.mark.parametrize("path", [FRAMES, FILMS])
def test_a_run_that_a_page_waited_for_is_shown_though_it_takes_a_helper_too_long(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(routes.HELPERS, "ask", lambda *_: (Answer(Response(status_code=202), {}), None))
    assert fetch(address_of(path)).status == 202
    run_shelf().put(tiny, train(tiny.prepared, float(ASKED["learning_rate"]), int(ASKED["num_iterations"])))
    assert fetch(address_of(path)).status == 200


def test_a_page_whose_frame_is_there_trains_only_what_is_handed_in(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[int] = []
    monkeypatch.setattr(runs, "train", lambda *asked, **_: trained.append(asked[2]) or train(*asked))
    assert fetch(address_of(FRAMES)).status == 200
    run_shelf()._shelf = Shelf()  # as where a helper has trained
    at = open_page(**ASKED)
    assert no_exception(at)
    assert has_results(at)
    assert trained == [300]
    at.session_state["hand_in"] = True
    assert no_exception(at.run())
    assert trained == [300, 300]


def test_a_page_leaves_what_is_short_to_its_frame_once_it_shows_a_run(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[tuple[float, int]] = []
    monkeypatch.setattr(
        runs, "train", lambda *asked, **_: trained.append((asked[1], asked[2])) or train(*asked)
    )
    at = open_page(**ASKED)
    first = (float(ASKED["learning_rate"]), int(ASKED["num_iterations"]))
    assert trained == [first]  # nobody has yet asked for its frame
    at.select_slider(key="learning_rate").set_value("0.01").run()
    assert no_exception(at)
    assert has_results(at)
    assert trained == [first]
    monkeypatch.setattr(runs, "_SHORT_PRODUCTS", 0)
    at.select_slider(key="learning_rate").set_value("0.02").run()
    assert trained == [first, (0.02, first[1])]


# --- Processes beside the server ------------------------------------------------------------


SQUARES = """
import os, time
from playground.app.serving.helpers import serve

def answer(number):
    if number is None:
        os.kill(os.getpid(), 9)
    return number * number, os.getpid()

def main():
    serve(answer)
"""


@pytest.fixture
def squares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Helpers:
    """Return a helper that squares numbers, and that None kills."""
    (tmp_path / "squares.py").write_text(SQUARES, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return Helpers(1, "squares")


def ask_until_answered(helpers: Helpers, question: Any) -> Any:
    end = time.monotonic() + ENOUGH
    while (answer := helpers.ask(0, question)) is None:
        assert time.monotonic() < end, "no helper started"
        time.sleep(0.02)
    return answer


@pytest.mark.slow
def test_a_helper_answers_and_one_that_is_killed_is_replaced(squares: Helpers) -> None:
    assert squares.ask(0, 3) is None  # nobody waits until it has started
    square, process = ask_until_answered(squares, 3)
    assert square == 9
    assert squares.ask(0, 4) == (16, process)
    assert squares.ask(0, None) is None
    assert ask_until_answered(squares, 5)[0] == 25
    assert squares.ask(0, 5)[1] != process


SERVER = """
    import sys, time
    from playground.app.serving.helpers import Helpers
    helpers = Helpers(1, "squares")
    while (answer := helpers.ask(0, 2)) is None:
        time.sleep(0.02)
    print(answer[1], flush=True)
    time.sleep(600)
"""


@pytest.mark.slow
def test_a_helper_that_says_nothing_more_is_replaced(
    squares: Helpers, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, process = ask_until_answered(squares, 3)
    monkeypatch.setattr(helpers, "PATIENCE_SECONDS", 0.1)
    os.kill(process, signal.SIGSTOP)
    assert squares.ask(0, 4) is None
    monkeypatch.setattr(helpers, "PATIENCE_SECONDS", ENOUGH)
    assert ask_until_answered(squares, 5)[0] == 25


@pytest.mark.slow
def test_helpers_end_with_the_server_even_when_it_is_killed(squares: Helpers, tmp_path: Path) -> None:
    path = os.pathsep.join([str(PROJECT), str(tmp_path)])
    command = [sys.executable, "-c", textwrap.dedent(SERVER)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}) as server:
        assert server.stdout is not None
        process = int(server.stdout.readline())
        server.send_signal(signal.SIGKILL)
    end = time.monotonic() + ENOUGH
    while is_running(process):
        assert time.monotonic() < end, "the helper lives on"
        time.sleep(0.02)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def asking(dataset: Dataset, clock: Any = None) -> routes.Asking:
    """Return what a helper is asked about a data set."""
    return dataset.fingerprint, "frame", ASKED | {"dataset": dataset.name}, clock


def test_a_helper_gives_the_server_s_answer_about_the_pictures_that_the_server_gave(tiny: Dataset) -> None:
    server = helper.Server()
    assert server.answer(asking(tiny)) is None
    server.answer(pickle.loads(pickle.dumps(tiny)))
    ours = routes.answer_frame(ASKED, STRANGER)
    given = server.answer(asking(tiny, clock_of(tiny)))
    assert given is not None
    assert given[0].response.body == ours.body
    assert given[0].sheets
    assert server.answer(("0" * 64, *asking(tiny)[1:])) is None
    assert server.answer(asking(replace(tiny, name="gone"))) is None
    assert server.answer(asking(get_dataset(f"{tiny.name}.shuffled")))


def clock_of(dataset: Dataset) -> Any:
    """Return the clock of the run that is asked for."""
    return run_shelf().find_clock(dataset, float(ASKED["learning_rate"]), PLAIN)


def test_a_helper_keeps_the_data_sets_that_came_last(tiny: Dataset) -> None:
    server = helper.Server()
    for name in ("a", "b", "c", "a", "d", "e"):
        server.answer(replace(tiny, name=name))
    for name, is_kept in {"a": True, "b": False, "c": True, "d": True, "e": True}.items():
        assert (server.answer(asking(replace(tiny, name=name))) is not None) is is_kept, name


def test_a_helper_is_given_the_pictures_and_the_time_of_a_run_and_the_server_learns_it(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers, wrong = [helper.Server(), helper.Server()], get_dataset(f"{tiny.name}.shuffled")
    monkeypatch.setattr(
        routes.HELPERS, "ask", lambda place, asked: servers[place].answer(pickle.loads(pickle.dumps(asked)))
    )
    monkeypatch.setattr(routes, "work_out", partial(_work_out_for, servers))
    bodies = set()
    for place, dataset in ((0, tiny), (1, tiny), (0, wrong), (1, wrong)):
        asked = asking(dataset)[2]
        answer = routes._ask_helper(place, dataset, read_question(Question, asked), "frame", asked)
        assert answer.response.status_code == 200
        bodies.add(answer.response.body)
        assert clock_of(dataset)[-1, 0] == int(ASKED["num_iterations"])
    assert len(bodies) == 2, "another time for the same run"


def _work_out_for(servers: list[helper.Server], kind: str, asked: dict[str, str], visitor: Visitor) -> Answer:
    """Answer for a helper, and not for the server itself."""
    assert visitor in servers
    return work_out(kind, asked, visitor)


def test_the_first_page_is_begun_when_it_is_asked_for_and_then_the_helpers(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = Event()
    monkeypatch.setattr(routes.HELPERS, "start", started.set)
    assert run_shelf().find(tiny, 0.005, 2000) is None
    routes.expect_visitors()
    assert started.wait(ENOUGH)
    assert run_shelf().find(tiny, 0.005, 2000) is not None


def test_a_server_without_pictures_has_nothing_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "find_datasets", lambda: Catalogue((), ()))
    routes.warm_up()


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop does not run on Windows")
def test_the_server_runs_on_uvloop() -> None:
    """On Python's own event loop a short answer waits 40 ms for a receipt of what was sent before."""
    assert auto_loop_factory().__module__.startswith("uvloop")
