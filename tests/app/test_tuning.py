"""The tuning page, and the lines of numbers that the browser fetches for its map."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground import neuron
from playground.app import routes
from playground.app.browser.address import MAPS
from playground.app.session import choices, settings
from playground.app.session.choices import SCORES
from playground.app.session.ways import L2S, read_way
from playground.app.tuning import maps
from playground.app.tuning.maps import SharedLines, choose_iterations, write_map
from playground.app.tuning.rows import MapRow, find_row, list_rows
from playground.data.contents import Dataset
from playground.engine.sweep import Sweep, follow_sweep
from playground.engine.training import Prepared, find_limit, train
from playground.engine.validation import choose_folds
from playground.engine.ways import PLAIN, Momentum, Nesterov, Plain, Way
from playground.study.telling import name_way
from playground.words.catalogue import LANGUAGES, translator
from playground.words.numbers import write_at_most
from tests.app.conftest import follow_link
from tests.app.test_answers import Fetched, fetch
from tests.support import data_of, textbook_descent

RATES = (0.01, 0.1, 0.5)
ENGLISH = translator("en")


def open_map(**query: object) -> AppTest:
    return follow_link("tuning", **query)


def map_part(at: AppTest) -> dict[str, Any]:
    return data_of(at.get_by_key("part_map"))


def lines_of(dataset: Dataset, iterations: list[int], rates: tuple[float, ...] = RATES) -> list[Any]:
    return [json.loads(line) for line in map_of(dataset, iterations, rates)]


def map_of(dataset: Dataset, iterations: list[int], rates: tuple[float, ...] = RATES) -> Iterator[str]:
    rows = [MapRow(rate, PLAIN, f"{rate:g}") for rate in rates]
    return write_map(dataset.prepared, (dataset.X_test, dataset.Y_test), rows, np.array(iterations))


def join(lines: list[Any], key: str) -> np.ndarray:
    """Return all columns of a map as rows."""
    return np.array([column for line in lines if "columns" in line for column in line["columns"][key]])


# --- The numbers ------------------------------------------------------------


def test_the_columns_are_the_textbook_s(tiny: Dataset) -> None:
    lines = lines_of(tiny, [10, 20, 30])
    assert lines[0] == {"iterations": [10, 20, 30]}
    for column, iteration in enumerate([10, 20, 30]):
        for row, rate in enumerate(RATES):
            w, b = textbook_descent(tiny.X_train, tiny.Y_train, rate, iteration)
            cost = neuron.propagate(w, b, tiny.X_train, tiny.Y_train)[1]
            assert join(lines, "costs")[column, row] == pytest.approx(cost, rel=1e-5)
            for key, X, Y in (
                ("train", tiny.X_train, tiny.Y_train),
                ("test", tiny.X_test, tiny.Y_test),
            ):
                assert join(lines, key)[column, row] == (neuron.predict(w, b, X) == Y).sum()


def test_the_folds_are_counted_until_every_picture_is_judged(tiny: Dataset) -> None:
    lines = lines_of(tiny, [10, 30])
    judged = [line for line in lines if "right" in line]
    assert judged[-1]["judged"] == tiny.train_labels.size
    assert (judged[-1]["fold"], judged[-1]["folds"]) == (5, 5)
    X, Y = tiny.X_train, tiny.Y_train
    right = 0
    for held_out in choose_folds(Y[0]):
        kept = np.setdiff1d(np.arange(Y.size), held_out)
        w, b = textbook_descent(X[:, kept], Y[:, kept], RATES[1], 30)
        right += int((neuron.predict(w, b, X[:, held_out]) == Y[:, held_out]).sum())
    assert judged[-1]["right"][1][1] == right


def test_the_last_line_names_the_best_cell_of_every_score(tiny: Dataset) -> None:
    lines = lines_of(tiny, [10, 20, 30])
    best = lines[-1]["best"]
    assert set(best) == set(SCORES)
    for key in ("test", "train"):
        counts = join(lines, key)
        highest = counts == counts.max()
        assert highest[best[key]["column"], best[key]["row"]]
        assert best[key]["ties"] == highest.sum()
        tested = join(lines, "test")[highest]
        assert best[key]["tested"] == [tested.min(), tested.max()]
    costs = join(lines, "costs")
    assert costs[best["costs"]["column"], best["costs"]["row"]] == costs.min()
    difference = lines[-1]["difference"]
    assert difference["promise"] == join(lines, "test").max()
    assert difference["honest"] == join(lines, "test")[best["folds"]["column"], best["folds"]["row"]]
    assert difference["low"] < 100 * difference["honest"] / difference["count"] < difference["high"]


def test_the_time_that_nobody_asks_for_lines_is_not_counted(tiny: Dataset) -> None:
    began, paused, lines = time.perf_counter(), 0.0, []
    for line in map_of(tiny, [10, 20, 30]):
        lines.append(json.loads(line))
        asleep = time.perf_counter()
        time.sleep(0.05)
        paused += time.perf_counter() - asleep
    spent = lines[-1]["seconds"]
    assert min(spent.values()) > 0
    assert sum(spent.values()) < time.perf_counter() - began - paused


def test_one_line_is_sent_at_once_and_others_not_too_often(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    iterations = list(range(10, 500, 10))
    monkeypatch.setattr(maps, "LINE_SECONDS", 1e9)
    few = [line for line in lines_of(tiny, iterations) if "columns" in line]
    assert [len(line["columns"]["costs"]) for line in few] == [1, len(iterations) - 1]
    monkeypatch.setattr(maps, "LINE_SECONDS", 0.0)
    many = [line for line in lines_of(tiny, iterations) if "columns" in line]
    assert len(many) == len(iterations)


@pytest.mark.parametrize("reach", choices.REACHES)
def test_the_iterations_of_a_map_are_places_of_the_slider(reach: int) -> None:
    iterations = choose_iterations(reach, choices.ITERATION_STEP)
    assert iterations[0] == choices.ITERATION_STEP
    assert iterations[-1] == reach
    assert (iterations % choices.ITERATION_STEP == 0).all()
    assert len(iterations) > 100


# --- Lines that many read ------------------------------------------------------------


def test_lines_are_computed_once_and_only_as_far_as_somebody_reads() -> None:
    computed: list[int] = []

    def source() -> Iterator[str]:
        for number in range(5):
            computed.append(number)
            yield str(number)

    lines = SharedLines(source())
    first = lines.read()
    assert [next(first), next(first)] == ["0", "1"]
    assert computed == [0, 1]
    assert list(lines.read()) == ["0", "1", "2", "3", "4"]
    assert list(first) == ["2", "3", "4"]
    assert computed == [0, 1, 2, 3, 4]


def test_many_may_read_at_once() -> None:
    lines = SharedLines(str(number) for number in range(300))
    read: list[list[str]] = []
    readers = [threading.Thread(target=lambda: read.append(list(lines.read()))) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert read == [[str(number) for number in range(300)]] * 6


# --- The route ------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"reach": "17"},
        {"reach": "x"},
        {"dataset": "absent"},
        {"dataset": "../../etc/passwd"},
        {"way": "sideways"},
        {"way": "adam-0.9-0-constant-0"},
        {"axis": "sideways"},
        {"axis": "beta", "learning_rate": "-1"},
    ],
)
def test_a_map_that_is_not_offered_is_not_found(tiny: Dataset, asked: dict[str, str]) -> None:
    whole = {"dataset": "tiny", "reach": "2000"} | asked if asked else {}
    assert routes.answer_map(whole).status_code == 404


def fetch_map(**changed: str) -> Fetched:
    asked = {"dataset": "tiny", "reach": "2000"} | changed
    return fetch(f"{MAPS}?{urlencode(asked)}")


@pytest.fixture
def short_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let maps end early: what is asked of them here is the same at every iteration."""
    monkeypatch.setattr(routes, "choose_iterations", lambda _, step: choose_iterations(200, step))


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> list[Prepared]:
    """Return the list of training pictures for which a map was begun."""
    begun: list[Prepared] = []

    def follow(prepared: Prepared, *rest: Any, **others: Any) -> Iterator[Sweep]:
        begun.append(prepared)
        return follow_sweep(prepared, *rest, **others)

    monkeypatch.setattr(maps, "follow_sweep", follow)
    return begun


@pytest.mark.usefixtures("short_maps")
def test_the_same_map_is_computed_once(
    tiny: Dataset, add_tiny: Callable[..., Dataset], swept: list[Prepared]
) -> None:
    other = add_tiny("other", seed=1)
    first = fetch_map()
    assert (first.status, first.body.count(b"best")) == (200, 1)
    assert fetch_map().body == first.body
    assert swept == [tiny.prepared]
    fetch_map(dataset="other")
    assert swept == [tiny.prepared, other.prepared]
    assert fetch_map(way="momentum-0.9-0-constant-0").body != first.body
    assert len(swept) == 3


def test_a_map_that_failed_once_is_computed_anew_for_who_asks_then(
    tiny: Dataset, swept: list[Prepared], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise MemoryError("full")

    with monkeypatch.context() as broken:
        broken.setattr(maps, "follow_validation", fail)
        with pytest.raises(MemoryError):
            fetch_map()
    assert fetch_map().body.count(b"best") == 1
    assert len(swept) == 2


def test_who_reads_along_is_told_that_the_lines_failed() -> None:
    def source() -> Iterator[str]:
        yield "0"
        raise MemoryError("full")

    lines = SharedLines(source())
    first, second = lines.read(), lines.read()
    assert [next(first), next(second)] == ["0", "0"]
    with pytest.raises(MemoryError):
        next(first)
    with pytest.raises(RuntimeError):
        next(second)
    assert lines.failed


def test_lines_that_are_being_computed_count_with_what_they_are_computed_from() -> None:
    lines = SharedLines(iter(["a", "bc"]), working_bytes=100)
    assert lines.nbytes == 100
    assert list(lines.read()) == ["a", "bc"]
    assert lines.nbytes == 3


# --- The page ------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("score", ["test", "folds", "train", "costs"])
def test_the_page_lays_the_map_out(tiny: Dataset, language: str, score: str) -> None:
    at = open_map(language=language, score=score, reach=10_000)
    assert not at.exception
    part = map_part(at)
    text = translator(language)
    heat, *strokes, beats, stable = part["figure"]["data"]
    assert heat["colorbar"]["title"]["text"] == text.text(f"tuning.scores.{score}")
    baseline = tiny.train_baseline if score in ("folds", "train") else tiny.test_baseline
    assert beats["contours"]["start"] == baseline.percent
    assert stable["y"][0] == stable["y"][1] > 0
    assert [each["meta"] for each in strokes] == ["decided"] * 3
    assert part["counts"] == {"train": tiny.train_labels.size, "test": tiny.test_labels.size}
    assert "reach=10000" in part["source"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_goes_the_way_that_is_chosen_and_says_so(tiny: Dataset, language: str) -> None:
    at, text = open_map(language=language, rule="momentum", l2=0.1), translator(language)
    way = Way(Momentum(0.9), l2=0.1)
    assert [each.value for each in at.info] == [text.text("tuning.way", way=name_way(way, text))]
    part = map_part(at)
    assert "way=momentum-0.9-0.1-constant-0" in part["source"]
    assert part["figure"]["data"][-1]["y"][0] == find_limit(tiny.prepared, way)
    assert text.text("tuning.intro_limit") not in part["intro"]


@pytest.mark.parametrize("axis", choices.AXES[1:])
def test_a_row_of_another_axis_is_the_run_that_a_click_on_it_opens(tiny: Dataset, axis: str) -> None:
    at = open_map(axis=axis, learning_rate=0.02, l2=0.1)
    part = map_part(at)
    rows = part["rows"]
    heat = part["figure"]["data"][0]
    assert (heat["meta"], part["figure"]["layout"]["yaxis"]["ticktext"]) == ("test", rows["names"])
    assert "scatter" not in [
        each["type"] for each in part["figure"]["data"] if "meta" not in each
    ]  # no limit
    assert ENGLISH.text("tuning.intro_rate", rate=0.02) in part["intro"]
    asked = dict(parse_qsl(urlsplit(part["source"]).query))
    lines = [json.loads(line) for line in fetch_map(**asked).body.splitlines()]
    last, costs = lines[0]["iterations"][-1], join(lines, "costs")[-1]
    for row in {0, rows["names"].index(rows["here"]), len(costs) - 1}:
        rate, *written = rows["choices"][row].values()
        clicked = read_way("-".join(written[:5]))
        assert (rate, clicked.l2 == 0.1) == ("0.02", axis != "l2" or rows["names"][row] == "0.1")
        assert costs[row] == train(tiny.prepared, 0.02, last, way=clicked).costs[-1]


def test_rows_go_every_value_of_their_axis_and_nothing_else(tiny: Dataset) -> None:
    way = Way(Nesterov(0.85), l2=0.1, batch=8)
    betas, l2s, batches = ([row.way for row in list_rows(axis, 0.02, way, 20)] for axis in choices.AXES[1:])
    assert {type(row.rule) for row in betas} == {Plain, Nesterov}
    assert [row.l2 for row in l2s] == list(L2S)
    assert [row.batch for row in batches] == [1, 8, None]  # of 20 pictures
    assert all(row.l2 == 0.1 and row.batch == 8 for row in betas)
    assert [find_row(axis, way, 20) for axis in choices.AXES] == ["", "0.85", "0.1", "8"]
    assert [find_row(axis, PLAIN, 20) for axis in choices.AXES] == ["", "0", "0", "all"]
    assert find_row("batch", Way(batch=128), 20) == "all"
    assert ENGLISH.text("tuning.left_out") in map_part(open_map(axis="l2", learning_rate=5))["intro"]
    assert ENGLISH.text("tuning.left_out") not in map_part(open_map(axis="l2", learning_rate=1))["intro"]
    # At a rate of 5 an L2 from 0.4 on makes the weights longer at every update.
    assert [row.name for row in list_rows("l2", 5.0, PLAIN, 20)] == [
        "0",
        "0.001",
        "0.003",
        "0.01",
        "0.03",
        "0.1",
        "0.3",
    ]


def test_beside_the_first_rate_stands_its_limit_also_where_another_follows(tiny: Dataset) -> None:
    at = open_map(fork=20, then=0.02)
    limit = write_at_most(find_limit(tiny.prepared) or 0, 2)
    assert ENGLISH.text("controls.learning_rate.limit", limit=limit) in [each.value for each in at.caption]


def test_where_theory_gives_no_limit_the_map_shows_none(tiny: Dataset) -> None:
    part = map_part(open_map(batch=8))
    assert [each["type"] for each in part["figure"]["data"]].count("contour") == 1
    assert part["figure"]["data"][-1]["type"] == "contour"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_way_that_leaves_the_span_is_told_what_its_map_would_cost(tiny: Dataset, language: str) -> None:
    at, text = open_map(language=language, rule="adam"), translator(language)
    m, n = tiny.train_labels.size, tiny.n_features
    expected = {"rule": "Adam", "pictures": m, "weights": n, "times": round(2 * (n + 1) / m)}
    assert [each.value for each in at.info] == [text.text("tuning.leaving", **expected)]
    part = map_part(at)
    assert part["source"].endswith("way=")
    assert text.text("tuning.intro_limit") in part["intro"]


def test_a_picked_cell_sets_both_sliders(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    settings.choose_written({"learning_rate": "0.02", "num_iterations": 500})
    assert (state["learning_rate"], state["num_iterations"]) == (0.02, 500)


@pytest.mark.parametrize(
    "picked",
    [
        {"learning_rate": "-0.02", "num_iterations": 500},
        {"learning_rate": "0.02", "num_iterations": 50.5},
        {"learning_rate": "0.02", "num_iterations": 10**9},
        {"learning_rate": None, "num_iterations": [500]},
        {"learning_rate": "0.02", "anything": 1},
    ],
)
def test_a_picked_cell_that_is_none_changes_nothing(
    tiny: Dataset, picked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    settings.choose_written(picked)
    assert not {"learning_rate", "num_iterations"} & set(state)


@pytest.mark.parametrize("query", [{"score": "luck"}, {"reach": 17}])
def test_a_bad_link_is_told(tiny: Dataset, query: dict[str, object]) -> None:
    at = open_map(**query)
    assert len(at.warning) == 1
    assert translator("en").text(f"app.link_parts.{next(iter(query))}") in at.warning[0].value
