"""Pinning, comparing and sharing on the page, and what the browser fetches about pinned runs."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from playground.app import routes
from playground.app.browser.address import PINS
from playground.app.routes import answer_pins
from playground.app.session import pins, runs
from playground.charts.curves import PIN_COLOURS, build_pinned_curve
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun, train
from playground.engine.ways import PLAIN, Momentum, Nesterov, Way
from playground.words.catalogue import LANGUAGES, translator
from tests.app.test_answers import address_of, fetch
from tests.app.test_playground import ENGLISH, frame, metric_values, no_exception, open_page, slow
from tests.support import compute_verdicts, data_of
from tests.unpacking import read_packed

__all__ = ["slow"]  # a fixture

NINE = "~~".join(f"1~tiny~0.005~{10 * i}" for i in range(9))
HOSTILE = "<img src=x onerror=alert(1)> [a](http://evil.example) $x^2$ :red[b] ![](http://evil.example/c.png)"


def board(at: AppTest) -> list[tuple[int, float, int, str]]:
    """Return mark, learning rate, iterations and name of every pin, in the order of the board."""
    found = at.session_state["pins"]
    return [(pin.mark, pin.learning_rate, pin.num_iterations, pin.name) for pin in found]


def press(at: AppTest, act: str, identity: str) -> AppTest:
    return at.button(key=f"pin_{act}_{identity}").click().run()


def sentences(at: AppTest) -> list[str]:
    return [sentence for warning in at.warning for sentence in warning.value.split("\n\n")]


def shared_link(at: AppTest) -> dict[str, str]:
    at.session_state["share"] = True  # what is closed is not made
    at.run()
    assert no_exception(at)
    return dict(parse_qsl(urlsplit(at.code[0].value).query, keep_blank_values=True))


def pinned(at: AppTest) -> dict[str, Any]:
    """Return what the browser gets about the pins of a page."""
    asked = data_of(at.get_by_key("part_question"))["pinned"]
    return answer(**asked)


def answer(**asked: str) -> dict[str, Any]:
    response = answer_pins({"language": "en", "dataset": "tiny", "threshold": "0.5", "pins": "", **asked})
    assert response.status_code == 200
    return read_packed(response.body)


# --- The button ------------------------------------------------------------


def test_the_run_that_is_shown_is_pinned(tiny: Dataset) -> None:
    at = open_page(learning_rate=0.05, num_iterations=300)
    assert at.button(key="pin").label == ENGLISH.text("pins.pin")
    at.button(key="pin").click().run()
    assert no_exception(at)
    assert board(at) == [(1, 0.05, 300, "")]
    assert at.query_params["pins"] == "1~tiny~0.05~300"
    assert at.button(key="pin").disabled
    assert at.button(key="pin").label == ENGLISH.text("pins.pinned", mark=1)
    at.slider(key="num_iterations").set_value(310).run()
    assert not at.button(key="pin").disabled


def test_a_slider_that_moved_with_the_click_counts(tiny: Dataset) -> None:
    at = open_page(num_iterations=300)
    at.slider(key="num_iterations").set_value(400)
    at.button(key="pin").click().run()
    assert board(at) == [(1, 0.005, 400, "")]


def test_an_empty_board_says_what_to_do(tiny: Dataset) -> None:
    at = open_page(num_iterations=100)
    assert ENGLISH.text("pins.empty") in [each.value for each in at.markdown]
    at.button(key="pin_first").click().run()
    assert board(at) == [(1, 0.005, 100, "")]


def test_a_full_board_refuses_in_one_sentence(tiny: Dataset) -> None:
    at = open_page(pins=NINE[: NINE.rindex("~~")], num_iterations=500)
    before = board(at)
    assert len(before) == 8
    assert at.button(key="pin").disabled
    assert [each.value for each in at.info] == [ENGLISH.text("pins.full", most=8)]
    press(at, "remove", "tiny~0.005~30")
    assert not at.info
    at.button(key="pin").click().run()
    assert board(at) == [each for each in before if each[2] != 30] + [(4, 0.005, 500, "")]


def test_a_run_stopped_between_two_places_of_the_slider_is_pinned(
    tiny: Dataset, slow: SimpleNamespace
) -> None:
    at = open_page(num_iterations=3000, pins="1~tiny~0.5~20")
    at.button(key="stop").click().run()
    done = data_of(at.get_by_key("part_question"))["question"]["num_iterations"]
    assert int(done) % 10  # a training stops at the end of a block of iterations
    at.button(key="pin").click().run()
    assert board(at)[1] == (2, 0.005, int(done), "")


# --- The table ------------------------------------------------------------


def test_a_pin_can_be_renamed_and_the_name_is_cleaned(tiny: Dataset) -> None:
    at = open_page(num_iterations=100, pins="1~tiny~0.5~200")
    name = at.text_input(key="pin_name_tiny~0.5~200")
    assert (name.value, name.placeholder) == ("", "0.5 · 200")
    name.set_value(" too\u202e fast\n ").run()
    assert board(at) == [(1, 0.5, 200, "too fast")]
    assert at.text_input(key="pin_name_tiny~0.5~200").value == "too fast"
    assert at.query_params["pins"] == "1~tiny~0.5~200~too fast"


def test_pins_change_places_with_their_names(tiny: Dataset) -> None:
    at = open_page(num_iterations=100, pins="1~tiny~0.5~200~first~~2~tiny~0.1~300~second")
    assert at.button(key="pin_up_tiny~0.5~200").disabled
    press(at, "down", "tiny~0.5~200")
    assert no_exception(at)
    assert board(at) == [(2, 0.1, 300, "second"), (1, 0.5, 200, "first")]
    assert [each.value for each in at.text_input if each.key.startswith("pin_name")] == ["second", "first"]
    press(at, "up", "tiny~0.5~200")
    assert board(at)[0] == (1, 0.5, 200, "first")


def test_one_click_goes_back_to_a_pinned_run(tiny: Dataset, add_tiny: Callable[..., Dataset]) -> None:
    add_tiny("other", seed=1)
    at = open_page(dataset="tiny", learning_rate=0.05, num_iterations=300)
    before = metric_values(at)[:3]
    at.button(key="pin").click().run()
    at.get_by_key("dataset").set_value("other")
    at.slider(key="num_iterations").set_value(700)
    at.select_slider(key="learning_rate").set_value(0.5).run()
    assert metric_values(at)[:3] != before
    press(at, "back", "tiny~0.05~300")
    assert no_exception(at)
    assert metric_values(at)[:3] == before
    assert (at.query_params["dataset"], at.query_params["num_iterations"]) == ("tiny", "300")
    assert board(at) == [(1, 0.05, 300, "")]


def test_a_race_pins_each_way_once_where_there_is_room_for_all(tiny: Dataset) -> None:
    at = open_page(learning_rate="0.01", pins="1~tiny~0.01~20", num_iterations="20", ways="1")
    at.button(key="race").click().run()
    assert no_exception(at)
    ways = [PLAIN, Way(Momentum(0.9)), Way(Nesterov(0.9))]  # a batch of 32 is all that there are
    assert [(pin.num_iterations, pin.way) for pin in at.session_state["pins"]] == [(20, way) for way in ways]
    rows = pinned(at)["rows"]
    for pin in at.session_state["pins"]:
        run = train(tiny.prepared, 0.01, 20, way=pin.way)
        assert rows[pin.identity]["results"][0] == pytest.approx(run.costs[-1], rel=1e-6)
    assert at.button(key="race").disabled
    full = open_page(pins="~~".join(f"1~tiny~0.01~{10 * i}" for i in range(1, 7)), ways="1")
    assert full.button(key="race").disabled
    assert full.button(key="race").help == ENGLISH.text("pins.race.full")


def test_a_removed_pin_is_gone_from_the_link_too(tiny: Dataset) -> None:
    at = open_page(num_iterations=100, pins="1~tiny~0.5~200")
    press(at, "remove", "tiny~0.5~200")
    assert "pins" not in at.query_params
    assert not [each for each in at.text_input if each.key.startswith("pin_name")]


def test_the_back_button_brings_a_removed_pin_back(tiny: Dataset) -> None:
    at = open_page(num_iterations=100, pins="1~tiny~0.5~200")
    before = dict(at.query_params)
    press(at, "remove", "tiny~0.5~200")
    at.query_params.clear()
    at.query_params.update(before)
    at.run()
    assert board(at) == [(1, 0.5, 200, "")]


# --- Links ------------------------------------------------------------


def test_a_shared_link_opens_the_same_page(tiny: Dataset) -> None:
    at = open_page(num_iterations=2000, learning_rate=0.05, plane="sharp", scale="log", language="zh")
    at.button(key="pin").click().run()
    at.text_input(key="pin_name_tiny~0.05~2000").set_value("快 ~ 100 %").run()
    at.slider(key="num_iterations").set_value(500).run()
    link = shared_link(at)
    again = open_page(**link)
    assert not again.warning
    assert board(again) == board(at) == [(1, 0.05, 2000, "快 ~ 100 %")]
    assert frame(again) == {**frame(at), "headline": frame(again)["headline"]}
    assert shared_link(again) == link


def test_a_shared_link_names_even_what_is_at_its_default(tiny: Dataset) -> None:
    link = shared_link(open_page())
    expected = {"language": "en", "dataset": "tiny", "learning_rate": "0.005", "num_iterations": "2000"}
    assert expected.items() <= link.items()
    assert {"plane", "view", "scale"} <= set(link)
    assert "pins" not in link


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pin_on_absent_pictures_stays_and_is_named_once(
    tiny: Dataset, add_tiny: Callable[..., Dataset], language: str
) -> None:
    at = open_page(pins="1~later~0.5~200~mine", language=language, num_iterations=100)
    text = translator(language)
    assert no_exception(at)
    assert sentences(at) == [text.text("pins.absent", names="`later`", count=1)]
    assert at.button(key="pin_back_later~0.5~200").disabled
    assert pinned(at)["rows"] == {"later~0.5~200": {"state": "gone", "dataset": "later"}}
    assert at.query_params["pins"] == "1~later~0.5~200~mine"
    add_tiny("later", seed=2)
    at.run()
    assert not at.button(key="pin_back_later~0.5~200").disabled
    assert pinned(at)["rows"]["later~0.5~200"]["state"] == "done"


def test_a_link_with_nine_pins_keeps_eight_and_says_so(tiny: Dataset) -> None:
    at = open_page(pins=NINE, num_iterations=100)
    assert len(board(at)) == 8
    assert sentences(at) == [ENGLISH.text("pins.ignored.over", count=1, most=8)]
    at.slider(key="num_iterations").set_value(110).run()
    assert not at.warning


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_link_opens_the_page_with_sentences(tiny: Dataset, language: str) -> None:
    at = open_page(
        pins=f"1~tiny~0.5~200~{HOSTILE}~~{HOSTILE}~~" + "x" * 100_000,
        plane=HOSTILE,
        language=language,
        **{HOSTILE: "1"},
    )
    assert no_exception(at)
    assert len(sentences(at)) == 4
    assert all(len(sentence) < 250 for sentence in sentences(at))
    for piece in ("<img", "[a](", "$x^2$"):  # only as code
        assert not [each for each in sentences(at) if piece in "".join(each.split("`")[::2])]
    assert board(at) == [(1, 0.5, 200, HOSTILE[:40].strip())]


def test_parts_of_a_link_that_nobody_knows_are_named(tiny: Dataset) -> None:
    at = open_page(num_iterations=100, old=1)
    assert sentences(at) == [ENGLISH.text("app.link_unknown", names="`old`", count=1)]
    assert "old" not in at.query_params
    at = open_page(num_iterations=100, **{f"part{i}": i for i in range(200)})
    named = "`part0`, `part1`, `part2`, …"
    assert sentences(at) == [ENGLISH.text("app.link_unknown", names=named, count=200)]


# --- What the browser fetches ------------------------------------------------------------


def test_results_and_curves_are_those_of_the_core(tiny: Dataset) -> None:
    shown = answer(pins="3~tiny~0.05~300~mine")
    run = train(tiny.prepared, 0.05, 300)
    w, b = run.weights_at(300)
    row = shown["rows"]["tiny~0.05~300"]
    accuracies = [
        compute_verdicts(w, b, tiny.X_train, tiny.train_labels).accuracy,
        compute_verdicts(w, b, tiny.X_test, tiny.test_labels).accuracy,
    ]
    np.testing.assert_allclose(row["results"], [run.costs[-1], *accuracies])
    assert row["written"] == [f"{run.costs[-1]:.4f}", *(f"{each:.1f}%" for each in accuracies)]
    (curve,) = shown["curves"]
    np.testing.assert_array_equal(curve["x"], np.arange(301))
    np.testing.assert_allclose(curve["y"], run.costs, rtol=1e-6)
    assert (curve["name"], curve["meta"]["name"]) == ("3", "3: mine")
    assert f"{run.costs[-1]:.4f}" in shown["alt"]


def test_a_frame_carries_the_numbers_to_compare_with(tiny: Dataset) -> None:
    at = open_page(learning_rate=0.05, num_iterations=300, pins="1~tiny~0.05~300")
    np.testing.assert_allclose(frame(at)["results"], pinned(at)["rows"]["tiny~0.05~300"]["results"])


def test_pins_on_other_pictures_have_results_but_no_curve(
    tiny: Dataset, add_tiny: Callable[..., Dataset]
) -> None:
    add_tiny("other", seed=1)
    shown = answer(pins="1~other~0.05~300~~2~tiny~0.05~300")
    assert [curve["name"] for curve in shown["curves"]] == ["2"]
    assert shown["rows"]["other~0.05~300"]["dataset"] == "other"
    assert len(shown["rows"]["other~0.05~300"]["results"]) == 3


def test_a_name_is_no_markup_and_no_template_on_the_chart(tiny: Dataset) -> None:
    (curve,) = answer(pins="1~tiny~0.05~300~<b>%{y}")["curves"]
    assert curve["meta"]["name"] == "1: &lt;b&gt;%{y}"
    assert "<b>" not in curve["hovertemplate"]


def test_a_training_that_takes_too_long_is_left_out(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "train", slowly)
    monkeypatch.setattr(routes, "PATIENCE_SECONDS", 0.1)
    shown = answer(pins="1~tiny~0.05~300~~2~tiny~0.05~0~~3~tiny~0.1~300")
    assert shown["rows"]["tiny~0.05~300"] == {"state": "long", "dataset": "tiny"}
    assert shown["rows"]["tiny~0.05~0"]["state"] == "done"  # of what was trained
    assert shown["rows"]["tiny~0.1~300"]["state"] == "waiting"  # somebody has to ask again
    assert [curve["name"] for curve in shown["curves"]] == ["2"]


def slowly(prepared: Any, learning_rate: float, count: int, **followers: Any) -> TrainingRun:
    while not followers["should_stop"]():
        pass
    return replace(train(prepared, learning_rate, 0), requested_iterations=count)


@pytest.mark.parametrize("asked", [{"language": "xx"}, {"dataset": "absent"}, {"pins": None}])
def test_a_question_about_pins_that_means_nothing_is_not_found(tiny: Dataset, asked: dict[str, Any]) -> None:
    question = {"language": "en", "dataset": "tiny", "pins": ""} | asked
    assert (
        answer_pins({key: value for key, value in question.items() if value is not None}).status_code == 404
    )


def test_pins_are_served_by_a_route(tiny: Dataset) -> None:
    sent = fetch(address_of(PINS, pins="1~tiny~0.05~300"))
    assert sent.status == 200
    assert read_packed(sent.body)["rows"]["tiny~0.05~300"]["state"] == "done"
    assert fetch(PINS).status == 404


# --- Curves ------------------------------------------------------------


def test_curves_are_plotly_s_and_differ_in_colour_dash_and_number(tiny: Dataset) -> None:
    run = train(tiny.prepared, 0.05, 300)
    curves = [build_pinned_curve(run, mark, "name", ENGLISH)[0] for mark in pins.MARKS]
    go.Figure(data=[{**curve, "x": list(curve["x"]), "y": list(curve["y"])} for curve in curves])
    for look in ("color", "dash"):
        assert len({curve["line"][look] for curve in curves}) == len(pins.MARKS)
    assert len({curve["name"] for curve in curves}) == len(pins.MARKS)


@pytest.mark.parametrize("paper", ["#FFFDF8", "#16211F"])
@pytest.mark.parametrize("colour", PIN_COLOURS)
def test_colours_of_pins_can_be_seen_on_both_papers(colour: str, paper: str) -> None:
    low, high = sorted([luminance(colour), luminance(paper)])
    assert (high + 0.05) / (low + 0.05) >= 3  # WCAG 1.4.11


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_a_wild_curve_is_drawn_by_its_extremes(tiny: Dataset) -> None:
    costs = 1 + np.random.default_rng(0).random(10_001)
    run = SimpleNamespace(costs=costs)
    curve, whole = build_pinned_curve(run, 1, "wild", ENGLISH)
    assert not whole
    assert len(curve["x"]) < 1000
    assert set(np.r_[0, 10_000, costs.argmin(), costs.argmax()]) <= set(curve["x"].tolist())
    np.testing.assert_allclose(curve["y"], costs[curve["x"]], rtol=1e-6)


def test_a_calm_curve_keeps_every_turning_point(tiny: Dataset) -> None:
    costs = np.r_[1.0, 1.5, np.linspace(1.4, 0.1, 4998)]
    curve, whole = build_pinned_curve(SimpleNamespace(costs=costs), 1, "calm", ENGLISH)
    assert whole
    assert 1 in curve["x"]
    assert len(curve["x"]) < 700


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headings_name_a_threshold_that_is_not_the_lesson_s(tiny: Dataset, language: str) -> None:
    accuracy = translator(language).text("headline.test_accuracy")
    for threshold, named in (
        (0.5, accuracy),
        (0.3, f"{accuracy} (A\N{NO-BREAK SPACE}&gt;\N{NO-BREAK SPACE}0.3)"),
    ):
        at = open_page(num_iterations=100, pins="1~tiny~0.5~200", threshold=threshold, language=language)
        assert any(f"<b>{named}</b>" in each.proto.body for each in at.get("html"))
