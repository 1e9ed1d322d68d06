"""What the pages of a class post, and what they are answered; the pages themselves."""

import asyncio
import csv
import io
import json
import re
import time
import zipfile
from collections.abc import Callable
from random import Random
from statistics import mean, stdev
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
import streamlit as st
from scipy.stats import binomtest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from playground.app.browser import payloads
from playground.app.classes import answers, asking, judge, line
from playground.app.classes import holder as holding
from playground.app.classes.collecting import make_work
from playground.app.classes.holder import Holder
from playground.app.session.choices import list_settings
from playground.app.shell.navigation import FIRST_PAGE, LESSON
from playground.classroom.states import ABSENCE, ACTS, AWAY, MOST_REPORT_BYTES, TRIES, ClassError
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset
from playground.data.mistakes import seed_of, split_name
from playground.engine.training import train
from playground.engine.validation import choose_folds
from playground.handin import Written
from playground.handin.report import build_report
from playground.study.study import Study
from playground.words.catalogue import LANGUAGES, translator
from tests.app.conftest import follow_link
from tests.app.test_payloads import check, parts_of
from tests.app.test_playground import no_exception
from tests.support import data_of

RUN = {"page": "playground", "dataset": "tiny", "learning_rate": "0.005", "num_iterations": "20"}


class Server:
    """A server with a clock of its own, asked from some address."""

    def __init__(self) -> None:
        self.now = 0.0
        self.restart()

    def restart(self) -> None:
        self.holder = Holder(lambda: self.now, Random(1))

    def post(self, act: str, status: int = 200, address: str = "a", **body: Any) -> Any:
        answer = answers.answer(act, json.dumps({"language": "en"} | body).encode(), address, self.holder)
        assert answer.status_code == status, answer.body
        return json.loads(answer.body) if answer.body else None

    def open(self) -> dict[str, str]:
        opened: dict[str, str] = self.post("open", here="http://class.example.org:8501/join?a=1")
        check(opened, payloads.ClassOpened, "opened")
        return {"code": opened["code"], "secret": opened["secret"]}

    def join(self, code: str, **body: Any) -> dict[str, str]:
        joined = self.post("join", code=code, **body)
        check(joined, payloads.ClassJoined, "joined")
        return {"code": code, "token": joined["token"]}

    def wall(self, teacher: dict[str, str], **body: Any) -> list[dict[str, Any]]:
        wall = self.post("wall", **teacher, **body)
        check(wall, payloads.ClassWall, "wall")
        places: list[dict[str, Any]] = wall["places"]
        return places


@pytest.fixture
def server() -> Server:
    return Server()


def test_a_class_from_opening_to_its_end(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    server.post("report", **student, **RUN)
    (place,) = server.wall(teacher)
    assert (place["seat"], place["state"], place["page"]) == (1, "here", "playground")
    assert (place["dataset"], place["rate"], place["iterations"]) == ("tiny", 0.005, 20)
    server.now = AWAY + 1
    assert server.wall(teacher)[0]["state"] == "away"
    server.post("leave", **student)
    assert server.wall(teacher) == []
    server.post("end", **teacher)
    assert server.post("join", 409, code=teacher["code"])["key"] == "classroom.errors.code"


def test_others_reach_a_class_by_the_link_without_what_the_teacher_chose(server: Server) -> None:
    opened = server.post("open", here="http://class.example.org:8501/join?a=1")
    assert opened["link"] == "http://class.example.org:8501/join"
    assert opened["picture"].startswith("data:image/svg+xml")


def test_nobody_is_sent_to_a_server_that_listens_to_its_computer_alone(
    server: Server, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = translator("en").text("share.alone")
    assert said not in [warning.value for warning in visit("class").warning]
    options, ask = {"server.address": "127.0.0.1"}, st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name) or ask(name))
    monkeypatch.setattr(type(st.context), "url", "http://127.0.0.1:8501/class")
    opened = server.post("open", here="http://127.0.0.1:8501/join?a=1")
    assert (opened["link"], opened["picture"]) == ("http://127.0.0.1:8501/join", "")
    assert said in [warning.value for warning in visit("class").warning]


def test_a_student_is_no_teacher_and_no_other_student(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    server.post("predict", **teacher, **RUN)
    for act in ("wall", "end", "ask", "predict", "reveal", "collect"):
        forged = RUN | {"code": teacher["code"], "secret": student["token"], "question": "?"}
        refused = server.post(act, 409, **forged)
        assert refused["key"] == "classroom.errors.not_teacher"
    server.post("report", 409, code=teacher["code"], token=teacher["secret"], **RUN)
    server.post("leave", 409, code=teacher["code"], token="1")
    assert len(server.wall(teacher)) == 1
    asked = server.post("wall", **teacher)["question"]
    assert (asked["number"], asked["revealed"]) == (1, False)


def test_pages_follow_are_frozen_and_free_again(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    students = [server.join(teacher["code"]) for _ in range(2)]

    def paces() -> list[dict[str, Any]]:
        return [server.post("report", **student, **RUN)["pace"] for student in students]

    free = {"kind": "free", "sentence": "", "page": "", "choices": {}}
    assert paces() == [free, free]
    run = RUN | {"page": "tuning", "num_iterations": "30", "way": "momentum-0.8-0-constant-0"}
    server.post("lead", **teacher, **run, seats=[2])
    choices = {"dataset": "tiny", "learning_rate": "0.005", "num_iterations": "30"}
    choices |= {"rule": "momentum", "beta": "0.8", "l2": "0", "schedule": "constant", "batch": "0"}
    choices |= {"fork": "0", "then": "0.005"}
    assert paces() == [free, free | {"kind": "follow", "page": "tuning", "choices": choices}]
    server.post("lead", **teacher, **RUN | {"dataset": "tiny.find7"})
    followed = [pace["choices"] for pace in paces()]
    assert [(each["dataset"], each["mistakes"]) for each in followed] == [("tiny.find7", "1")] * 2
    server.post("freeze", **teacher, sentence="<b>Look</b>")
    assert paces() == [free | {"kind": "frozen", "sentence": "<b>Look</b>"}] * 2
    server.post("release", **teacher, seats=[2])
    assert paces() == [free | {"kind": "frozen", "sentence": "<b>Look</b>"}, free]
    assert server.post("wall", **teacher)["held"] == [1]
    server.post("release", **teacher)
    assert paces() == [free, free]
    for act in ("lead", "freeze", "release"):
        refused = server.post(act, 409, code=teacher["code"], secret=students[0]["token"], **RUN)
        assert refused["key"] == "classroom.errors.not_teacher"
    server.post("freeze", 400, **teacher, seats="all")
    assert paces() == [free, free]


def test_a_question_is_answered_and_shown_with_what_is_right(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    students = [server.join(teacher["code"]) for _ in range(3)]

    def ask(student: int = 0) -> Any:
        return server.post("report", **students[student], **RUN)["question"]

    assert ask() is None
    server.post("ask", **teacher, question="<i>Why</i>?", options=["too large", "too small"])
    for student, given in zip(students, (1, 0, 1), strict=True):
        server.post("answer", **student, number=1, given=given)
    assert ask(1) | {"text": "", "options": []} == {
        "number": 1,
        "text": "",
        "options": [],
        "answered": 3,
        "own": 0,
        "predicts": False,
        "revealed": False,
        "answers": [],
        "truth": None,
    }
    assert ask()["text"] == "<i>Why</i>?"
    assert [place["answered"] for place in server.wall(teacher)] == [True] * 3
    server.post("answer", 409, **students[0], number=1, given=2)
    server.post("reveal", **teacher, truth=1)
    assert (ask()["answers"], ask()["truth"]) == ([0, 1, 1], 1)
    server.post("answer", 409, **students[0], number=1, given=0)

    server.post("predict", **teacher, **RUN)
    assert "after 20 iterations with learning rate 0.005" in ask()["text"]
    server.post("answer", **students[0], number=2, given=61.5)
    server.post("reveal", **teacher)
    run = train(tiny.prepared, 0.005, 20)
    w, b = run.w, run.b
    answers_of_the_neuron = 1 / (1 + np.exp(-(w.T @ tiny.X_test + b))) > 0.5
    assert ask()["truth"] == pytest.approx(100 * np.mean(answers_of_the_neuron == tiny.Y_test))
    assert ask()["answers"] == [61.5]


# --- The contest ---------------------------------------------------------------


def stand(server: Server, student: dict[str, str], **run: str) -> Any:
    """Stay at a run for two reports, and return what the student then sees of the contest."""
    for _ in range(2):
        joined = server.post("report", **student, **RUN | run)
    check(joined, payloads.ClassJoined, "joined")
    return joined["contest"]


def until_scored(look: Callable[[], Any]) -> Any:
    """Look until every run has its score, and return what was seen."""
    end = time.monotonic() + 60
    while (seen := look())["pending"]:
        assert time.monotonic() < end
        time.sleep(0.02)
    return seen


def cross_validate(dataset: Dataset, rate: float, iterations: int) -> float:
    """Return the cross-validated score in percent, by the lesson's loop."""
    X, Y = dataset.X_train, dataset.Y_train
    right = 0
    for held_out in choose_folds(Y[0]):
        kept = np.setdiff1d(np.arange(Y.size), held_out)
        w, b = np.zeros((len(X), 1)), 0.0
        for _ in range(iterations):
            dZ = 1 / (1 + np.exp(-(w.T @ X[:, kept] + b))) - Y[:, kept]
            w, b = w - rate * X[:, kept] @ dZ.T / len(kept), b - rate * float(dZ.mean())
        right += np.sum((w.T @ X[:, held_out] + b > 0) == (Y[:, held_out] > 0.5))
    return float(100 * right / Y.size)


def test_a_contest_ranks_by_the_cross_validated_score(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    students = [server.join(teacher["code"]) for _ in range(2)]
    assert server.post("wall", **teacher)["contest"] is None
    server.post("contest", **teacher, minutes=3, dataset="tiny")
    runs = [{"learning_rate": "2", "num_iterations": "533"}, {"learning_rate": "1", "num_iterations": "33"}]
    for student, run in zip(students, runs, strict=True):
        stand(server, student, **run)

    def look() -> Any:
        wall = server.post("wall", **teacher)
        check(wall, payloads.ClassWall, "wall")
        return wall["contest"]

    contest = until_scored(look)
    by_folds = [cross_validate(tiny, 2.0, 533), cross_validate(tiny, 1.0, 33)]
    assert by_folds[0] < by_folds[1]
    assert [(row["seat"], row["place"]) for row in contest["rows"]] == [(2, 1), (1, 2)]
    assert [row["folds"] for row in contest["rows"]] == pytest.approx(by_folds[::-1])
    assert [row["test"] for row in contest["rows"]] == [None, None]
    assert (contest["fooled"], contest["doubt"]) == (None, "")

    # A student sees their own best alone; their place and the test score when it is over.
    own = until_scored(lambda: stand(server, students[0], **runs[0]))
    assert [(row["seat"], row["test"]) for row in own["rows"]] == [(1, None)]
    assert (own["counted"], own["left"]) == (1, 180)
    server.now = 180
    stand(server, students[0], num_iterations="34")  # too late
    contest = look()
    assert (contest["left"], contest["counted"]) == (0, 2)
    by_test = [Study(tiny, train(tiny.prepared, *run)).test.accuracy for run in ((2.0, 533), (1.0, 33))]
    assert by_test[0] > by_test[1]  # it would have been the other
    assert [row["test"] for row in contest["rows"]] == pytest.approx(by_test[::-1])
    fooled, above = contest["fooled"], [test - folds for test, folds in zip(by_test, by_folds, strict=True)]
    assert (fooled["seat"], fooled["above"], fooled["count"]) == (1, pytest.approx(above[0]), 2)
    assert (fooled["average"], fooled["spread"]) == pytest.approx((mean(above), stdev(above)))
    ends = binomtest(round(by_folds[1] * tiny.train_labels.size / 100), tiny.train_labels.size).proportion_ci(
        0.95, method="wilson"
    )
    assert ends.low < tiny.train_baseline.percent / 100 < ends.high
    assert f"from {100 * ends.low:.1f} to {100 * ends.high:.1f}%" in contest["doubt"]
    own = stand(server, students[0])
    assert own["rows"] == [row for row in contest["rows"] if row["seat"] == 1]
    assert own["doubt"] == ""

    server.post("end_contest", **teacher)
    assert server.post("wall", **teacher)["contest"] is None


def test_a_run_that_rounding_decides_has_no_place(server: Server, photos: Dataset) -> None:
    assert Study(photos, train(photos.prepared, 0.025, 410)).rounding is not None
    teacher = server.open()
    student = server.join(teacher["code"])
    server.post("contest", **teacher, minutes=1, dataset=photos.name)
    run = {"dataset": photos.name, "learning_rate": "0.025", "num_iterations": "410"}
    stand(server, student, **run)
    (row,) = until_scored(lambda: server.post("wall", **teacher)["contest"])["rows"]
    assert (row["rate"], row["place"]) == (0.025, None)


def test_runs_that_take_too_long_are_told_and_not_ranked(
    server: Server, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "PATIENCE_SECONDS", -1.0)
    teacher = server.open()
    student = server.join(teacher["code"])
    server.post("contest", **teacher, minutes=1, dataset="tiny")
    contest = until_scored(lambda: stand(server, student))
    assert (contest["rows"], contest["long"], contest["counted"]) == ([], 1, 1)


def test_a_contest_is_the_teachers_and_on_pictures_that_all_have(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    for act in ("contest", "end_contest"):
        forged = {"code": teacher["code"], "secret": student["token"]}
        refused = server.post(act, 409, **forged, minutes=3, dataset="tiny")
        assert refused["key"] == "classroom.errors.not_teacher"
    for minutes in (0, 4, True, "3", None, 1e9):
        server.post("contest", 400, **teacher, minutes=minutes, dataset="tiny")
    refused = server.post("contest", 409, **teacher, minutes=3, dataset="my-own")
    assert refused["key"] == "classroom.errors.contest_pictures"
    assert server.post("wall", **teacher)["contest"] is None


# --- Names -----------------------------------------------------------------------


def test_names_are_typed_where_they_are_asked_for(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    students = [server.join(teacher["code"]) for _ in range(2)]
    refused = server.post("name", 409, **students[0], name="Ada")
    assert refused["key"] == "classroom.errors.no_names"
    made_up = [place["name"] for place in server.wall(teacher)]
    server.post("ask_names", **teacher, asks=True)
    server.post("name", **students[0], name="  <b>Ada</b>\n\u202e ")
    own, other = (server.post("report", **student, **RUN) for student in students)
    assert (own["name"], own["asks_names"], own["named"]) == ("<b>Ada</b>", True, True)
    assert (other["name"], other["named"]) == (made_up[1], False)
    assert "Ada" not in json.dumps(other)
    assert [place["name"] for place in server.wall(teacher)] == ["<b>Ada</b>", made_up[1]]
    work = make_work(Study(tiny, train(tiny.prepared, 0.005, 20)), "report", "", "")
    server.holder.hand_in(**students[0], work=work)
    with zipfile.ZipFile(io.BytesIO(collect(server, teacher, "archive"))) as archive:
        assert archive.namelist()[1] == "001-b-Ada-b.html"
    server.post("name", 409, **students[0], name="x" * 41)
    server.post("name", **students[0], name=" ")
    assert [place["name"] for place in server.wall(teacher)] == made_up

    server.post("name", **students[0], name="Ada")
    server.post("ask_names", **teacher, asks=False)  # then they are forgotten
    assert [place["name"] for place in server.wall(teacher)] == made_up
    assert "Ada" not in collect(server, teacher, "table").decode()


def test_only_the_teacher_asks_for_names(server: Server) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    refused = server.post("ask_names", 409, code=teacher["code"], secret=student["token"], asks=True)
    assert refused["key"] == "classroom.errors.not_teacher"
    for asks in (None, 1, "true"):
        server.post("ask_names", 400, **teacher, asks=asks)
    server.post("name", 400, **student, name=["Ada"])
    assert not server.post("wall", **teacher)["asks_names"]


# --- What is handed in ---------------------------------------------------------


def collect(server: Server, teacher: dict[str, str], kind: str) -> bytes:
    asked = json.dumps({"language": "en", "as": kind} | teacher).encode()
    answer = answers.answer("collect", asked, "a", server.holder)
    assert answer.status_code == 200
    return bytes(answer.body)


def test_what_is_handed_in_comes_as_an_archive_and_a_table(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    students = [server.join(teacher["code"]) for _ in range(2)]
    names = ("=1+1", "<b>Ada</b>\n=2")
    reports = {}
    for seat, (student, name) in enumerate(zip(students, names, strict=True), 1):
        study = Study(tiny, train(tiny.prepared, 0.005, 20 * seat))
        reports[seat] = build_report(study, translator("en"), written=Written(name))
        server.holder.hand_in(**student, work=make_work(study, "another", name, ""))
        server.holder.hand_in(**student, work=make_work(study, reports[seat], name, ""))
    joined = server.post("report", **students[1], **RUN)
    check(joined, payloads.ClassJoined, "joined")
    assert joined["handed_in"] == "0.005 · 40"
    server.post("leave", **students[0])
    assert [place["handed_in"] for place in server.wall(teacher)] == [True]
    assert server.post("wall", **teacher)["handed_in"] == 2

    with zipfile.ZipFile(io.BytesIO(collect(server, teacher, "archive"))) as archive:
        table, *files = archive.namelist()
        assert [re.fullmatch(r"00([12])-\w+-\w+\.html", file) is not None for file in files] == [True] * 2
        assert [archive.read(file).decode() for file in files] == [*reports.values()]
        assert archive.read(table) == collect(server, teacher, "table")
    rows = list(csv.DictReader(io.StringIO(collect(server, teacher, "table").decode())))
    assert [row["name_in_report"] for row in rows] == ["'=1+1", "<b>Ada</b> =2"]
    for row, iterations in zip(rows, (20, 40), strict=True):
        run = train(tiny.prepared, 0.005, iterations)
        assert (row["dataset"], row["learning_rate"], row["iterations"]) == ("tiny", "0.005", str(iterations))
        assert float(row["cost"]) == run.costs[-1]
        assert float(row["test_accuracy"]) == Study(tiny, run).test.accuracy


def test_reports_are_bounded_alone_and_together(
    server: Server, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    study = Study(tiny, train(tiny.prepared, 0.005, 20))
    noise = Random(1).randbytes(2 * MOST_REPORT_BYTES).hex()
    make_work(study, noise[:MOST_REPORT_BYTES], "", "")
    with pytest.raises(ClassError, match="more than 2 MB"):
        make_work(study, noise, "", "")
    monkeypatch.setattr(holding, "MOST_REPORTS_BYTES", 100)
    with pytest.raises(ClassError, match="no more reports"):
        server.holder.hand_in(**student, work=make_work(study, "".join(map(str, range(500))), "", ""))
    assert server.post("wall", **teacher)["handed_in"] == 0
    server.holder.hand_in(**student, work=make_work(study, "short", "", ""))
    assert server.post("wall", **teacher)["handed_in"] == 1


def test_a_run_that_is_handed_in_is_told_with_its_way_and_its_mistake(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    study = Study(get_dataset("tiny.uphill"), train(tiny.prepared, 0.005, 20))
    work = make_work(study, "report", "", "momentum-0.8-0-constant-0")
    server.holder.hand_in(**student, work=work)
    told = "Mistake: the gradient's sign turned · Momentum 0.8"
    assert server.post("report", **student, **RUN)["handed_in"] == f"0.005 · 20 · {told}"
    (row,) = csv.DictReader(io.StringIO(collect(server, teacher, "table").decode()))
    assert (row["dataset"], row["way"]) == ("tiny.uphill", told)


def test_only_the_teacher_gets_what_was_handed_in(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    work = make_work(Study(tiny, train(tiny.prepared, 0.005, 20)), "report", "", "")
    for code, token in ((teacher["code"], teacher["secret"]), ("000000", student["token"])):
        with pytest.raises(ClassError):
            server.holder.hand_in(code, token, work)
    refused = server.post("collect", 409, code=teacher["code"], secret=student["token"])
    assert refused["key"] == "classroom.errors.not_teacher"


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("ask", {"question": 3}),
        ("ask", {"question": "a", "options": "ab"}),
        ("ask", {"question": "a", "options": [1, 2]}),
        ("reveal", {"truth": "1"}),
        ("predict", RUN | {"learning_rate": "x"}),
    ],
)
def test_no_question_that_no_page_asks(server: Server, tiny: Dataset, act: str, body: dict[str, Any]) -> None:
    server.post(act, 400, **server.open(), **body)


@pytest.mark.parametrize("given", [None, "1", True, [1]])
def test_no_answer_that_no_page_gives(server: Server, given: object) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    server.post("ask", **teacher, question="How many?")
    server.post("answer", 400, **student, number=1, given=given)


@pytest.mark.parametrize("name", ["my-secret", "my-secret.shuffled", "tiny.<b>", "tiny."])
def test_names_of_own_data_sets_stay_with_their_owner(server: Server, tiny: Dataset, name: str) -> None:
    teacher = server.open()
    server.post("report", **server.join(teacher["code"]), **RUN | {"dataset": name})
    assert server.wall(teacher)[0]["dataset"] == ""


@pytest.mark.parametrize("name", ["tiny.shuffled", "tiny.find7"])
def test_a_run_with_a_mistake_is_on_the_wall_under_its_name(server: Server, tiny: Dataset, name: str) -> None:
    teacher = server.open()
    server.post("report", **server.join(teacher["code"]), **RUN | {"dataset": name})
    (place,) = server.wall(teacher)
    assert place["dataset"] == name
    assert "istake" in place["way_name"]
    assert visit(**dict(parse_qsl(place["address"]))).session_state["dataset"] == name


def test_a_run_on_the_wall_opens_on_the_playground(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    server.post("report", **student, **RUN | {"way": "momentum-0.8-0-constant-0"})
    (place,) = server.wall(teacher)
    at = visit(**dict(parse_qsl(place["address"])))
    assert no_exception(at)
    assert at.session_state["learning_rate"] == 0.005
    assert (at.session_state["num_iterations"], at.session_state["rule"]) == (20, "momentum")
    server.post("report", **student, **RUN | {"dataset": "my-own"})
    assert server.wall(teacher)[0]["address"] == ""


def test_a_server_that_was_started_again_gets_the_class_back(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    mark = server.post("join", code=teacher["code"])["mark"]
    server.restart()
    server.post("join", 409, code=teacher["code"], mark=mark)  # the teacher has not come yet
    assert server.wall(teacher) == []
    server.join(teacher["code"], mark=mark)
    assert len(server.wall(teacher)) == 1
    server.restart()
    server.post("lead", **teacher, **RUN)  # a page that leads opens it anew as well
    assert server.post("wall", **teacher)["pace"]["kind"] == "follow"
    server.restart()
    server.post("wall", code=teacher["code"], secret="0" * 32)  # somebody else takes the code
    assert server.post("join", 409, code=teacher["code"], mark=mark)["key"] == "classroom.errors.code"


def test_a_look_that_comes_after_the_end_opens_no_class(server: Server) -> None:
    teacher = server.open()
    server.post("end", **teacher)
    for act in ("wall", "open"):
        refused = server.post(act, 409, **teacher, here="http://class.example.org/join")
        assert refused["key"] == "classroom.errors.not_teacher"
    server.post("join", 409, code=teacher["code"])


def test_a_teacher_who_is_gone_for_long_has_closed_the_class(server: Server) -> None:
    teacher = server.open()
    server.now = ABSENCE + 1
    server.post("join", 409, code=teacher["code"])


def test_languages_have_names_of_their_own(server: Server) -> None:
    teacher = server.open()
    server.join(teacher["code"])
    english, chinese = (server.wall(teacher, language=language)[0]["name"] for language in LANGUAGES)
    assert english.isascii()
    assert not chinese.isascii()


@pytest.mark.parametrize(
    "changed",
    [
        {"learning_rate": "0"},
        {"learning_rate": "NaN"},
        {"learning_rate": 0.005},
        {"num_iterations": "1e9"},
        {"page": "../notes"},
        {"page": None},
        {"token": ["a"]},
        {"language": "xx"},
        {"language": ["en"]},
    ],
)
def test_what_no_page_sends_is_refused(server: Server, tiny: Dataset, changed: dict[str, Any]) -> None:
    student = server.join(server.open()["code"])
    server.post("report", 400, **student | RUN | changed)


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b"\xff", b"[" * 5000])
def test_what_is_no_message_is_refused(server: Server, body: bytes) -> None:
    assert answers.answer("open", body, "a", server.holder).status_code == 400


def status_of(act: str, body: bytes, kind: str) -> int:
    """Post something as a browser does, without a network."""
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/playground/class/{act}",
        "query_string": b"",
        "headers": [(b"content-type", kind.encode())],
        "client": ("test", 1),
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=answers.ROUTES)(scope, receive, send))
    status: int = sent[0]["status"]
    return status


def test_only_pages_of_this_site_can_post_and_not_much() -> None:
    body = json.dumps({"language": "en", "code": "12", "secret": "34"}).encode()
    assert status_of("wall", body, "application/json") == 409
    assert status_of("nothing", body, "application/json") == 404
    assert status_of("wall", body, "text/plain") == 404  # a foreign site may post this without asking first
    assert status_of("wall", body + b" " * 10_000, "application/json") == 413


def test_a_curve_is_that_of_the_run(tiny: Dataset) -> None:
    answer = answers.tell_curve(RUN)
    curve = json.loads(answer.body)
    check(curve, payloads.ClassCurve, "curve")
    costs = train(tiny.prepared, 0.005, 20).costs
    np.testing.assert_allclose(curve["costs"], costs[curve["iterations"]], rtol=1e-3)
    assert curve["iterations"] == [*range(21)]
    assert answers.tell_curve(RUN | {"dataset": "absent"}).status_code == 404
    assert answers.tell_curve({"dataset": "tiny"}).status_code == 404


# --- The pages ---------------------------------------------------------------


def part(at: AppTest, name: str) -> Any:
    return data_of(at.get_by_key(f"part_{name}"))


def visit(page: str = "", **query: str) -> AppTest:
    return follow_link(page or FIRST_PAGE, **query)


@pytest.mark.parametrize("written", ["12345", "1234567", "12 456", "１２３４５６", "12345\n", "abcdef"])
def test_a_code_has_six_digits(written: str) -> None:
    with pytest.raises(ValueError, match=re.escape(written)):
        list_settings()["code"].read(written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_teachers_page(tiny: Dataset, language: str) -> None:
    at = visit("class", language=language)
    assert no_exception(at)
    check(part(at, "wall"), payloads.WallPart, "wall")
    assert part(at, "wall")["limit"] == pytest.approx(tiny.prepared.first_limit)
    searched = dict(parse_qsl(urlsplit(part(at, "wall")["search"]).query))
    original, mistake = split_name(searched["dataset"])
    assert original == tiny.name
    assert seed_of(mistake) is not None
    assert (searched["lead"], searched["mistakes"]) == ("1", "1")
    entries = translator(language).entries
    for key, said in part(at, "wall")[
        "words"
    ].items():  # no word of one room stands in the place of another's
        rooms = [f"classes.{room}.{key}" for room in ("wall", "question", "contest")]
        assert [entries[word] for word in rooms if word in entries] == [said]


def test_a_typed_code_leads_into_the_class(tiny: Dataset) -> None:
    at = visit("join")
    assert "join_go" not in [button.key for button in at.button]
    at.text_input(key="join_code").set_value("123 456").run()
    assert no_exception(at)
    assert at.query_params["code"] == "123456"
    assert at.button(key="join_go").label == translator("en").text("classes.join.go")
    at.text_input(key="join_code").set_value("12a").run()
    assert "`12a`" in at.error[0].value


def test_pages_of_a_class_have_its_line_until_one_leaves(tiny: Dataset) -> None:
    at = visit(code="123456")
    assert no_exception(at)
    line = part(at, "pupil")
    check(line, payloads.LinePart, "pupil")
    assert (line["code"], line["page"], line["dataset"]) == ("123456", "playground", "tiny")
    assert "pupil" in {each["part"] for each in parts_of(at)}
    assert "pupil" not in {each["part"] for each in parts_of(visit())}


def test_a_page_that_leads_says_so(tiny: Dataset) -> None:
    at = visit(lead="1")
    assert no_exception(at)
    check(part(at, "leader"), payloads.LinePart, "leader")
    assert part(at, "leader")["page"] == "playground"
    projector = visit(lead="1", present="1", chapter="2")
    assert no_exception(projector)
    assert [each["part"] for each in parts_of(projector)].count("leader") == 1


def test_a_code_that_cannot_be_one_is_told(tiny: Dataset) -> None:
    at = visit(code="<b>")
    assert "`<b>`" in at.warning[0].value


# --- The questions of the lesson's pages ------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", LESSON)
def test_questions_of_the_lesson_are_offered_to_the_class_as_plain_text(
    tiny: Dataset, server: Server, page: str, language: str
) -> None:
    at = visit(page, lead="1", language=language)
    assert no_exception(at)
    offered = [each for each in parts_of(at) if each["part"] == "offering"]
    assert [len(each["options"]) for each in offered] == [
        len(radio.options) for radio in at.radio[-len(offered) :]
    ]
    assert len(offered) == 3
    teacher = server.open()
    student = server.join(teacher["code"])
    for each in offered:
        check(each, payloads.OfferingPart, "offering")
        server.post("ask", **teacher, question=each["question"], options=each["options"])
        asked = server.post("report", **student, **RUN)["question"]
        assert (asked["text"], asked["options"]) == (each["question"], each["options"])
        assert not re.search(r"[$`\\{}^]|\*\*|_\d", " ".join([each["question"], *each["options"]]))
    assert not [each for each in parts_of(visit(page)) if each["part"] == "offering"]


def press(monkeypatch: pytest.MonkeyPatch, module: Any, said: dict[str, str], server: Server) -> None:
    """Put a button in place of each part that a module shows, which tells the script what the part would."""

    def show(name: str, _script: str, *, on_selected: Any, of: str = "", refused: str = "", **_: Any) -> None:
        st.button(f"{name}_{of}", on_click=on_selected, args=(said,))
        st.code(f"Refused: {refused}")

    monkeypatch.setattr(module, "show_part", show)
    monkeypatch.setattr(module, "shared_holder", lambda: server.holder)


def test_the_answer_that_the_page_computes_is_shown_to_the_class(
    tiny: Dataset, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = server.open()
    press(monkeypatch, asking, teacher, server)
    at = visit("descent", lead="1")
    server.post("ask", **teacher, question="What?", options=["a", "b", "c"])
    next(each for each in at.button if each.label == "offering_descent_jump").click().run()
    assert no_exception(at)
    question = server.post("wall", **teacher)["question"]
    radio = at.radio(key="answer_descent_jump")
    assert (question["revealed"], question["truth"]) == (True, radio.index)
    assert at.success[0].value.startswith(translator("en").text("lesson.questions.right"))
    server.post("end", **teacher)
    next(each for each in at.button if each.label == "offering_descent_longer").click().run()
    assert no_exception(at)


def test_a_click_hands_in_or_says_why_not(
    tiny: Dataset, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = server.open()
    student = server.join(teacher["code"])
    press(monkeypatch, line, student, server)
    at = visit(code=teacher["code"], learning_rate="0.005", num_iterations="20")

    def refusal() -> str:
        at.button[0].click().run()
        assert no_exception(at)
        return str(at.code[0].value).removeprefix("Refused: ")

    assert refusal() == ""
    assert server.post("report", **student, **RUN)["handed_in"] == "0.005 · 20"
    server.post("leave", **student)
    assert refusal() == translator("en").text("classroom.errors.not_member")
    monkeypatch.setattr(line, "build_own_report", lambda _: None)
    assert refusal() == translator("en").text("classes.pupil.untrained")


# --- Who is hostile --------------------------------------------------------------

OF_TEACHERS: dict[str, dict[str, Any]] = {
    **{act: {} for act in ("wall", "end", "release", "collect", "end_contest")},
    "lead": RUN,
    "freeze": {"sentence": "Stop"},
    "ask": {"question": "Why?"},
    "predict": RUN,
    "reveal": {"truth": 1},
    "contest": {"minutes": 3, "dataset": "tiny"},
    "ask_names": {"asks": True},
}
OF_STUDENTS: dict[str, dict[str, Any]] = {
    "report": RUN,
    "answer": {"number": 1, "given": 0},
    "name": {"name": "Eve"},
    "leave": {},
}


def test_every_act_of_a_teacher_or_a_student_is_refused_to_whoever_is_none(
    server: Server, tiny: Dataset
) -> None:
    assert {*OF_TEACHERS, *OF_STUDENTS, "open", "join"} == {*answers._ACTS}
    teacher, other = server.open(), server.open()
    student = server.join(teacher["code"])
    mark = server.post("report", **student, **RUN)["mark"]
    server.post("ask", **teacher, question="Which?", options=["a", "b"])
    server.post("ask_names", **teacher, asks=True)
    before = server.post("wall", **teacher)
    for act, body in OF_TEACHERS.items():
        for secret in (student["token"], mark, student["code"], other["secret"], "", "0" * 32, "é"):
            refused = server.post(act, 409, code=teacher["code"], secret=secret, **body)
            assert refused["key"] == "classroom.errors.not_teacher"
    for act, body in OF_STUDENTS.items():
        for code, token in (
            *((teacher["code"], token) for token in (teacher["secret"], mark, "1", "", "é")),
            (other["code"], student["token"]),
            ("", student["token"]),
        ):
            refused = server.post(act, 409, code=code, token=token, **body)
            assert refused["key"] == "classroom.errors.not_member"
    assert server.post("wall", **teacher) == before


def test_floods_end_at_their_limits_and_harm_nobody_else(server: Server, tiny: Dataset) -> None:
    teacher = server.open()
    flooding, other = (server.join(teacher["code"], address="b") for _ in range(2))
    server.post("ask", **teacher, question="How many?")
    for _ in range(ACTS):
        server.post("answer", **flooding, number=1, given=1)
    for act, body in OF_STUDENTS.items():
        if act != "leave":
            refused = server.post(act, 409, **flooding, **{"number": 1} | body)
            assert refused["key"] in ("classroom.errors.fast", "classroom.errors.no_names")
    server.post("report", **other, **RUN)
    for code in range(TRIES):
        assert server.post("join", 409, "c", code=f"{code:06d}")["key"] == "classroom.errors.code"
    assert server.post("join", 409, "c", code=teacher["code"])["key"] == "classroom.errors.tries"
    server.post("join", code=teacher["code"], address="d")
    server.now = 61
    server.post("report", **flooding, **RUN)
    server.post("join", code=teacher["code"], address="c")


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("freeze", {"sentence": "x" * 301}),
        ("ask", {"question": "x" * 301}),
        ("ask", {"question": "Why?", "options": ["a", "x" * 301]}),
        ("ask", {"question": "\u202e\u200b ", "options": []}),
        ("ask", {"question": "Why?", "options": ["a"] * 6}),
    ],
)
def test_texts_are_bounded_and_can_be_seen(server: Server, act: str, body: dict[str, Any]) -> None:
    teacher = server.open()
    refused = server.post(act, 409, **teacher, **body)
    assert refused["key"] in ("classroom.errors.long", "classroom.errors.question")
    wall = server.post("wall", **teacher)
    assert (wall["question"], wall["pace"]["kind"]) == (None, "free")
