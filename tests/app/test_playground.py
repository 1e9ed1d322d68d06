"""The page, driven through Streamlit's own test harness: what it computes, remembers and says."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground import neuron
from playground.app import routes
from playground.app.session import runs
from playground.app.session.choices import PARTS
from playground.app.session.quoting import quote
from playground.app.session.ways import MOMENTA, make_way
from playground.app.shell.navigation import SCRIPT
from playground.app.stage import cards, gallery
from playground.collection import fetching
from playground.data.contents import Dataset
from playground.data.mistakes import make_mistake
from playground.engine.training import prolong, train
from playground.engine.yardstick import measure_depth
from playground.study.telling import tell_depth
from playground.study.verdicts import Verdicts
from playground.words.catalogue import LANGUAGES, Message, translator
from tests.app.conftest import visitor_on
from tests.app.test_answers import read_frame
from tests.support import compute_verdicts, data_of

ENGLISH, CHINESE = translator("en"), translator("zh")
HANZI = re.compile("[\u4e00-\u9fff]")


def open_page(**query: object) -> AppTest:
    """Open the page with all of its parts."""
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.query_params.update(dict.fromkeys(PARTS, "1"))
    at.query_params.update({key: str(value) for key, value in query.items()})
    return at.run()


def no_exception(at: AppTest) -> bool:
    return [error.message for error in at.exception] == []


def frame(at: AppTest) -> dict[str, Any]:
    """Return what the browser gets for the question that the page asks."""
    asked = data_of(at.get_by_key("part_question"))["question"]
    answer = routes.answer_frame(asked)
    assert answer.status_code == 200
    return json.loads(json.dumps(read_frame(answer.body), default=np.ndarray.tolist))


def has_results(at: AppTest) -> bool:
    """Return whether the page asks to see a run."""
    return any(data_of(part)["part"] == "question" for part in at.get("bidi_component"))


def metric_values(at: AppTest) -> list[str]:
    return [number["value"] for number in frame(at)["headline"]["numbers"]]


def expected_metrics(dataset: Dataset, learning_rate: float, num_iterations: int) -> list[str]:
    """Return cost and accuracies as the lesson's own functions compute them."""
    X, Y = dataset.X_train, dataset.Y_train
    result = neuron.model(X, Y, dataset.X_test, dataset.Y_test, num_iterations, learning_rate)
    _, cost = neuron.propagate(result["w"], result["b"], X, Y)
    on_train = neuron.accuracy(result["Y_prediction_train"], Y)
    on_test = neuron.accuracy(result["Y_prediction_test"], dataset.Y_test)
    return [f"{cost:.4f}", f"{on_train:.1f}%", f"{on_test:.1f}%"]


def core_verdicts(dataset: Dataset, learning_rate: float = 0.005, num_iterations: int = 2000) -> Verdicts:
    run = train(dataset.prepared, learning_rate, num_iterations)
    return compute_verdicts(*run.weights_at(num_iterations), dataset.X_test, dataset.test_labels)


def tiles(at: AppTest) -> list[tuple[str, int]]:
    """Return kind and picture number of every tile in the gallery, in order."""
    shown = frame(at)["gallery"]
    kinds = [
        "right" if answer == label else "wrong"
        for answer, label in zip(shown["answers"], shown["labels"], strict=True)
    ]
    return list(zip(kinds, shown["pictures"], strict=True))


def chart(at: AppTest, part: str) -> dict[str, Any]:
    return frame(at)[part]["figure"]


def places_of_parts(at: AppTest) -> dict[str, tuple[int, ...]]:
    """Return where in the page each of our own parts stands."""

    def walk(node: Any, place: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
        for step, child in getattr(node, "children", {}).items():
            yield from walk(child, (*place, step))
        if node.type == "bidi_component":
            yield data_of(node)["part"], place

    return dict(walk(at.main, ()))


def damage_pictures(path: Path) -> None:
    """Overwrite some of the compressed pictures; the file's header stays whole."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 800] = bytes(800)
    path.write_bytes(content)


def count_trainings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the app train as it does, and return the list of iterations it asked for."""
    asked: list[int] = []

    def counted(prepared: Any, learning_rate: float, num_iterations: int, **followers: Any) -> Any:
        asked.append(num_iterations)
        return train(prepared, learning_rate, num_iterations, **followers)

    monkeypatch.setattr(runs, "train", counted)
    return asked


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Make every training of the app wait at iteration 500 until it is released or stopped."""
    state = SimpleNamespace(release=threading.Event())

    def slowly(trains: Callable[..., Any]) -> Callable[..., Any]:
        def wait(*asked: Any, **followers: Any) -> Any:
            followers["on_progress"](min(500, asked[-1]), asked[-1])
            while not (followers["should_stop"]() or state.release.wait(0.005)):
                pass
            return trains(*asked, **followers)

        return wait

    monkeypatch.setattr(runs, "train", slowly(train))
    monkeypatch.setattr(runs, "prolong", slowly(prolong))
    monkeypatch.setattr(runs, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(runs, "_SHORT_PRODUCTS", 0)
    yield state
    state.release.set()


# --- What it computes ------------------------------------------------------------


@pytest.mark.parametrize("name", ["drawncats", "digits"])
def test_each_shipped_data_set_opens(name: str) -> None:
    at = open_page(dataset=name, num_iterations=100)
    assert no_exception(at)
    assert at.session_state["dataset"] == name
    assert len(metric_values(at)) == 4
    assert tiles(at)


def test_the_photos_come_first_and_give_the_lesson_s_accuracies(photos: Dataset) -> None:
    at = open_page()
    assert no_exception(at)
    assert at.session_state["dataset"] == "catvnoncat"
    assert metric_values(at)[1:3] == ["99.0%", "70.0%"]


def test_the_photos_metrics_are_those_of_the_lesson_s_model(photos: Dataset) -> None:
    at = open_page(dataset="catvnoncat", num_iterations=60)
    assert metric_values(at)[:3] == expected_metrics(photos, 0.005, 60)


@pytest.mark.parametrize(("learning_rate", "num_iterations"), [(0.005, 150), (0.05, 300), (0.5, 90)])
def test_metrics_are_those_of_the_lesson_s_model(
    tiny: Dataset, learning_rate: float, num_iterations: int
) -> None:
    at = open_page()
    at.select_slider(key="learning_rate").set_value(learning_rate)
    at.slider(key="num_iterations").set_value(num_iterations).run()
    assert metric_values(at)[:3] == expected_metrics(tiny, learning_rate, num_iterations)


def test_metric_compares_with_always_giving_the_commoner_answer(tiny: Dataset) -> None:
    at = open_page()
    accuracy = core_verdicts(tiny).accuracy
    lead = round(round(accuracy, 1) - round(tiny.test_baseline.percent, 1), 1)  # of what is written
    assert frame(at)["headline"]["numbers"][2]["lead"][2:] == f"{lead:+.1f} points"


def test_cost_chart_holds_the_cost_of_every_iteration(tiny: Dataset) -> None:
    at = open_page(learning_rate=0.05, num_iterations=700)
    curve, lesson = chart(at, "cost")["data"]
    costs = train(tiny.prepared, 0.05, 700).costs
    np.testing.assert_allclose(curve["y"], costs, rtol=1e-7)
    np.testing.assert_allclose(lesson["y"], costs[:700:100], rtol=1e-7)


def test_no_iterations_leave_the_neuron_untrained(tiny: Dataset) -> None:
    at = open_page(num_iterations=0)
    assert no_exception(at)
    assert metric_values(at)[0] == "0.6931"
    assert metric_values(at)[2] == f"{core_verdicts(tiny, num_iterations=0).accuracy:.1f}%"
    assert frame(at)["headline"]["story"] == ENGLISH.text("headline.journey.untrained")


# --- Controls ------------------------------------------------------------


def test_learning_rates_span_four_decades_and_hit_the_lesson_s_exactly(tiny: Dataset) -> None:
    at = open_page()
    slider = at.select_slider(key="learning_rate")
    assert slider.value == 0.005
    assert (slider.options[0], slider.options[-1]) == ("0.0001", "1")
    slider.set_value(0.5).run()
    assert at.session_state["learning_rate"] == 0.5


def test_iterations_go_from_none_to_ten_thousand(tiny: Dataset) -> None:
    slider = open_page().slider(key="num_iterations")
    assert (slider.min, slider.value, slider.max) == (0, 2000, 10_000)


def test_every_way_to_draw_the_surface_runs(tiny: Dataset) -> None:
    at = open_page(num_iterations=200)
    ways = product(("path", "scale", "random", "sharp"), ("contour", "3d"), ("linear", "log"))
    for plane, view, scale in ways:
        for key, value in (("plane", plane), ("view", view), ("scale", scale)):
            at.get_by_key(key).set_value(value)
        at.run()
        assert no_exception(at), (plane, view, scale)
        assert chart(at, "surface")["data"][0]["type"] == {"contour": "contour", "3d": "surface"}[view]
        assert chart(at, "cost")["layout"]["yaxis"]["type"] == scale
        assert ENGLISH.text(f"surface_card.planes.{plane}") in frame(at)["surface"]["caption"]


def test_every_filter_and_order_shows_just_its_pictures(tiny: Dataset) -> None:
    at, verdicts = open_page(learning_rate=0.05), core_verdicts(tiny, 0.05)
    for order, show in product(("given", "wrong", "unsure"), ("all", "right", "wrong", "class1", "class0")):
        at.get_by_key("order").set_value(order)
        at.get_by_key("show").set_value(show).run()
        assert no_exception(at), (order, show)
        chosen = verdicts.select(show, order)[: gallery.PAGE_SIZE]
        assert len(chosen) > 0
        shown = [("right" if verdicts.right[i] else "wrong", i) for i in chosen.tolist()]
        assert tiles(at) == shown, (order, show)


def test_a_cell_of_the_confusion_matrix_shows_just_its_pictures(tiny: Dataset) -> None:
    verdicts = core_verdicts(tiny, 0.05)
    at = open_page(learning_rate=0.05)
    cells = frame(at)["confusion"]["cells"]
    for cell, (label, answer) in zip(cells, product((1, 0), repeat=2), strict=True):
        at.session_state["show"] = cell
        at.run()
        assert no_exception(at)
        expected = np.flatnonzero((label == verdicts.Y) & (verdicts.answers == answer)).tolist()
        assert [picture for _, picture in tiles(at)] == expected[: gallery.PAGE_SIZE]
        assert frame(at)["confusion"]["chosen"] == cell


def test_a_newcomer_finds_the_parts_closed_and_who_opened_one_finds_it_open(tiny: Dataset) -> None:
    at = open_page(**dict.fromkeys(PARTS, 0))
    assert no_exception(at)
    assert not set(PARTS) & set(at.query_params)
    shown = {data_of(part)["part"] for part in at.get("bidi_component")}
    assert shown >= {"headline", "cost", "surface", "gallery", "transport", "play", "nudges"}
    assert not shown & {"stability", "why", "confusion", "scores", "roc", "weights"}
    at.button(key="charts_toggle").click().run()
    assert at.query_params["charts"] in ("1", ["1"])
    again = open_page(**dict.fromkeys(PARTS, 0) | {"why": 1})
    shown = {data_of(part)["part"] for part in again.get("bidi_component")}
    assert shown >= {"stability", "why"}
    assert not shown & {"confusion", "weights"}


def test_the_second_page_shows_the_rest(tiny: Dataset) -> None:
    at = open_page()
    at.get_by_key("page").set_value(2).run()
    assert [index for _, index in tiles(at)] == list(range(gallery.PAGE_SIZE, tiny.test_labels.size))


def test_a_filter_chosen_on_the_last_page_shows_its_pictures(tiny: Dataset) -> None:
    at = open_page()
    at.get_by_key("page").set_value(2).run()
    at.get_by_key("show").set_value("class1").run()
    assert no_exception(at)
    assert [index for _, index in tiles(at)] == np.flatnonzero(tiny.test_labels[0]).tolist()


def test_an_empty_filter_says_so(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Verdicts, "right", np.ones(tiny.test_labels.size, dtype=bool))
    at = open_page(num_iterations=2000, show="wrong")
    assert tiles(at) == []
    assert frame(at)["gallery"]["none"] == ENGLISH.text("predictions.none")


def test_confusion_table_counts_answers(tiny: Dataset) -> None:
    at = open_page()
    (n00, n01), (n10, n11) = core_verdicts(tiny).confusion()
    assert frame(at)["confusion"]["counts"] == [n11, n10, n01, n00]


# --- Links ------------------------------------------------------------


def test_a_link_sets_every_choice(tiny: Dataset) -> None:
    link = {
        "language": "zh",
        "dataset": "tiny",
        "learning_rate": 0.05,
        "num_iterations": 340,
        "plane": "sharp",
        "view": "3d",
        "scale": "log",
        "order": "unsure",
        "show": "wrong",
    }
    at = open_page(**link)
    assert no_exception(at)
    assert {key: at.session_state[key] for key in link} == link


def test_choices_go_into_the_link_which_reopens_the_same_page(tiny: Dataset) -> None:
    at = open_page()
    at.select_slider(key="learning_rate").set_value(0.112)
    at.slider(key="num_iterations").set_value(450)
    at.get_by_key("plane").set_value("random")
    at.get_by_key("show").set_value("right").run()
    again = open_page(**at.query_params)
    assert at.query_params == dict.fromkeys(PARTS, "1") | {
        "language": "en",
        "dataset": "tiny",
        "learning_rate": "0.112",
        "num_iterations": "450",
        "plane": "random",
        "show": "right",
    }
    assert metric_values(again)[:3] == metric_values(at)[:3]
    assert tiles(again) == tiles(at)
    assert chart(again, "surface") == chart(at, "surface")


def test_a_choice_back_at_its_default_leaves_the_link(tiny: Dataset) -> None:
    at = open_page(plane="sharp")
    at.get_by_key("plane").set_value("path").run()
    assert "plane" not in at.query_params


def test_the_address_changed_by_hand_is_followed(tiny: Dataset) -> None:
    at = open_page(num_iterations=50)
    at.query_params["num_iterations"] = "120"
    at.run()
    assert at.session_state["num_iterations"] == 120


def test_a_control_moved_before_the_last_address_arrived_keeps_its_place(tiny: Dataset) -> None:
    at = open_page(num_iterations=50)
    before = dict(at.query_params)
    at.slider(key="num_iterations").set_value(60).run()
    at.query_params.clear()
    at.query_params.update(before)
    at.slider(key="num_iterations").set_value(70).run()
    assert at.session_state["num_iterations"] == 70


def _choose_and_look() -> None:
    import streamlit as st

    from playground.app.session import settings

    settings.open_session(())
    st.slider("iterations", 0, 10_000, key="num_iterations")
    st.button("look", key="look", on_click=settings.run_again)
    st.button("turn", key="turn", on_click=settings.choose_written, args=({"chapter": "3"},))
    st.caption(f"{len(settings.ignored_parts())}")
    settings.close_session()


def test_a_page_that_runs_again_by_itself_keeps_what_its_address_has_not_heard(tiny: Dataset) -> None:
    at = AppTest.from_function(_choose_and_look).run()
    first = dict(at.query_params)

    def come_late() -> None:
        at.query_params.clear()
        at.query_params.update(first)

    for chosen in (50, 60):
        come_late()
        at.slider(key="num_iterations").set_value(chosen).run()
    for _ in range(2):
        come_late()
        at.button(key="look").click().run()
        assert (at.session_state["num_iterations"], at.query_params["num_iterations"]) == (60, "60")
    come_late()  # the back button
    assert at.run().session_state["num_iterations"] == 2000


def test_a_sentence_about_a_link_stays_while_the_page_runs_by_itself_and_goes_with_another_chapter(
    tiny: Dataset,
) -> None:
    at = AppTest.from_function(_choose_and_look)
    at.query_params["plane"] = "flat"
    assert at.run().caption[0].value == "1"
    assert at.button(key="look").click().run().caption[0].value == "1"
    assert at.button(key="turn").click().run().caption[0].value == "0"
    assert at.session_state["chapter"] == 3


def test_the_back_button_goes_back(tiny: Dataset) -> None:
    at = open_page(num_iterations=50)
    before = dict(at.query_params)
    at.slider(key="num_iterations").set_value(60).run()
    at.query_params.clear()
    at.query_params.update(before)
    at.run()
    assert at.session_state["num_iterations"] == 50


def test_a_sentence_about_a_link_goes_with_the_next_choice_and_moves_no_chart(tiny: Dataset) -> None:
    at = open_page(plane="flat")
    before = places_of_parts(at)
    at.slider(key="num_iterations").set_value(60).run()
    assert not at.warning
    assert places_of_parts(at) == before


@pytest.mark.parametrize(
    ("key", "value", "used"),
    [
        ("learning_rate", "fast", "0.005"),
        ("learning_rate", "1/0", "0.005"),
        ("learning_rate", "nan", "0.005"),
        ("num_iterations", "-10", "2000"),
        ("num_iterations", "1e9", "2000"),
        ("num_iterations", "inf", "2000"),
        ("num_iterations", "1.5", "2000"),
        ("num_iterations", "", "2000"),
        ("plane", "<b>", "path"),
        ("dataset", "../secret", "tiny"),
        ("dataset", "tiny.nonsense", "tiny"),
        ("batch", "7", "0"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_of_a_link_that_means_nothing_is_named(
    tiny: Dataset, language: str, key: str, value: str, used: str
) -> None:
    at = open_page(language=language, **{key: value})
    assert no_exception(at)
    text = translator(language)
    if key == "dataset":
        absent = "app.mistake_absent" if value.startswith("tiny.") else "app.dataset_absent"
        sentence = text.text(absent, value=quote(value), used=used)
    else:
        part = text.text(f"app.link_parts.{key}")
        named = {"plane": text.text("controls.plane.options.path"), "batch": text.text("way.batch.options.0")}
        name = named.get(key, used)
        sentence = text.text("app.link_ignored", part=part, value=quote(value), used=name)
    assert [each.value for each in at.warning] == [sentence]
    assert str(at.session_state[key]) == used


@pytest.mark.parametrize("written", ["2e3", "2000.0", "+2000"])
def test_a_number_may_be_written_otherwise(tiny: Dataset, written: str) -> None:
    at = open_page(num_iterations=written)
    assert no_exception(at)
    assert not at.warning
    assert at.slider(key="num_iterations").value == 2000


def test_a_data_set_that_is_not_here_is_replaced_by_one_with_its_name(
    add_tiny: Callable[..., Dataset],
) -> None:
    add_tiny("drawncats")
    at = open_page(dataset="absent", language="zh")
    assert "程序画的猫" in at.warning[0].value


def test_an_unknown_language_is_named_in_the_reader_s_own(tiny: Dataset) -> None:
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.context = {"locale": "zh-CN"}
    at.query_params["language"] = "fr"
    at.run()
    assert at.warning[0].value == CHINESE.text("app.link_ignored", part="语言", value="`fr`", used="zh")


# --- Languages ------------------------------------------------------------


def test_a_chinese_browser_gets_the_page_in_chinese(tiny: Dataset) -> None:
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.context = {"locale": "zh-CN"}
    at.run()
    assert at.session_state["language"] == "zh"
    shown = frame(at)
    labels = [number["label"] for number in shown["headline"]["numbers"]]
    texts = [*labels, shown["headline"]["story"], shown["cost"]["caption"], shown["surface"]["caption"]]
    assert [text for text in texts if not HANZI.search(text)] == []


def test_changing_the_language_keeps_everything_else(tiny: Dataset) -> None:
    at = open_page(num_iterations=120, plane="sharp", show="right")
    before = metric_values(at)[:3], tiles(at)
    at.get_by_key("language").set_value("zh").run()
    assert no_exception(at)
    assert frame(at)["headline"]["numbers"][0]["label"] == CHINESE.text("headline.cost")
    assert (metric_values(at)[:3], tiles(at)) == before
    assert at.session_state["plane"] == "sharp"


# --- Trainings ------------------------------------------------------------


def test_fewer_iterations_are_cut_from_the_longer_run(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = count_trainings(monkeypatch)
    at = open_page(num_iterations=800)
    at.slider(key="num_iterations").set_value(300).run()
    assert asked == [800]
    assert metric_values(at)[:3] == expected_metrics(tiny, 0.005, 300)


def test_a_new_learning_rate_is_trained_once(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = count_trainings(monkeypatch)
    at = open_page(num_iterations=300)
    for rate in (0.1, 0.005):
        at.select_slider(key="learning_rate").set_value(rate).run()
        assert metric_values(at)
    assert asked == [300, 300]


def test_a_view_does_not_train_again(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = count_trainings(monkeypatch)
    at = open_page(num_iterations=300)
    for key, value in (("view", "3d"), ("show", "right"), ("language", "zh")):
        at.get_by_key(key).set_value(value).run()
    assert asked == [300]


def test_a_long_training_shows_its_progress(tiny: Dataset, slow: SimpleNamespace) -> None:
    at = open_page(num_iterations=2000)
    assert at.progress[0].value == 25
    assert at.progress[0].text == ENGLISH.text("training.running", done=500, total=2000)
    assert at.button(key="stop").label == ENGLISH.text("training.stop")
    assert not has_results(at)


def test_who_comes_by_a_link_reads_why_a_way_takes_long(tiny: Dataset, slow: SimpleNamespace) -> None:
    at = open_page(rule="adam", num_iterations=2000)
    assert at.progress
    assert any("so leaves the span of the pictures" in each.value for each in at.caption)


def test_a_long_training_moves_no_chart(tiny: Dataset, slow: SimpleNamespace) -> None:
    """What Streamlit finds in another place of the page it makes anew: zoom and camera would be lost."""
    slow.release.set()
    at = open_page()
    before = places_of_parts(at)
    slow.release.clear()
    at.select_slider(key="learning_rate").set_value(0.05).run()
    assert at.progress
    assert places_of_parts(at) == before


def test_a_long_training_ends_with_the_whole_page(tiny: Dataset, slow: SimpleNamespace) -> None:
    at = open_page(num_iterations=2000)
    slow.release.set()
    at.run()
    assert not at.progress
    assert not at.warning
    assert metric_values(at)[:3] == expected_metrics(tiny, 0.005, 2000)


def test_a_stopped_training_keeps_what_it_did_and_says_so(tiny: Dataset, slow: SimpleNamespace) -> None:
    at = open_page(num_iterations=2000)
    at.button(key="stop").click().run()
    done = int(re.search(r"[\d,]+", at.warning[0].value)[0].replace(",", ""))
    assert 0 < done < 2000
    assert at.warning[0].value == ENGLISH.text("training.stopped", done=done, total=2000)
    assert metric_values(at)[:3] == expected_metrics(tiny, 0.005, done)


def test_a_stopped_training_can_be_run_to_the_end(tiny: Dataset, slow: SimpleNamespace) -> None:
    at = open_page(num_iterations=2000)
    at.button(key="stop").click().run()
    slow.release.set()
    at.button(key="finish").click().run()
    assert no_exception(at)
    assert not at.warning
    assert metric_values(at)[:3] == expected_metrics(tiny, 0.005, 2000)


def test_the_right_run_beside_a_mistake_is_trained_in_sight_too(tiny: Dataset, slow: SimpleNamespace) -> None:
    made = make_mistake(tiny, "shuffled")
    runs.run_shelf().put(made, train(made.prepared, 0.005, 2000))
    at = open_page(dataset=made.name)
    assert at.progress[0].text == ENGLISH.text("training.running_right", done=500, total=2000)
    assert has_results(at)
    at.button(key="stop").click().run()
    assert "The right run was stopped at iteration" in at.warning[1].value
    slow.release.set()
    at.button(key="finish").click().run()
    assert not at.progress
    assert len(at.warning) == 1  # that of the mistake
    assert frame(at)["whole"]


def test_the_filter_chosen_before_a_long_training_stays(tiny: Dataset, slow: SimpleNamespace) -> None:
    slow.release.set()
    at = open_page(num_iterations=100)
    at.get_by_key("show").set_value("right").run()
    slow.release.clear()
    at.slider(key="num_iterations").set_value(2000).run()
    assert at.progress
    slow.release.set()
    at.run()
    assert at.session_state["show"] == "right"


@pytest.mark.parametrize("answers", [(True,), (False, True)], ids=["before", "meanwhile"])
def test_a_page_does_not_go_back_from_the_frame_that_a_helper_has_made(
    tiny: Dataset, slow: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, answers: tuple[bool, ...]
) -> None:
    slow.release.set()
    at = open_page(num_iterations=100)
    slow.release.clear()
    at.slider(key="num_iterations").set_value(2000).run()
    assert at.progress
    assert visitor_on(at).shown_run[2] == 100
    told = iter(answers)
    monkeypatch.setattr(cards, "is_answered", lambda *_: next(told))
    job = visitor_on(at).job("training")
    at.run()
    assert not at.progress
    assert visitor_on(at).shown_run[2] == 2000
    assert job.should_stop()
    assert next(told, None) is None


def test_another_choice_stops_the_training_before(tiny: Dataset, slow: SimpleNamespace) -> None:
    at = open_page(num_iterations=2000)
    first = visitor_on(at).job("training")
    at.select_slider(key="learning_rate").set_value(0.01).run()
    assert first.wait(5)
    assert first.result.stopped
    assert visitor_on(at).job("training").asked[1] == 0.01


def test_a_long_wait_for_no_iterations_is_no_error(tiny: Dataset, slow: SimpleNamespace) -> None:
    at = open_page(num_iterations=0)
    assert at.progress
    assert no_exception(at)


def test_two_people_choose_and_filter_each_for_themselves(tiny: Dataset) -> None:
    one, other = open_page(num_iterations=100), open_page(num_iterations=500)
    one.select_slider(key="learning_rate").set_value(0.1)
    one.get_by_key("show").set_value("right").run()
    other.run()
    assert metric_values(other)[:3] == expected_metrics(tiny, 0.005, 500)
    assert metric_values(one)[:3] == expected_metrics(tiny, 0.1, 100)
    assert other.session_state["show"] == "all"


def test_one_person_s_stop_is_not_shown_to_another(tiny: Dataset, slow: SimpleNamespace) -> None:
    one = open_page(num_iterations=10_000)
    one.button(key="stop").click().run()
    done = int(re.search(r"[\d,]+", one.warning[0].value)[0].replace(",", ""))
    slow.release.set()
    run = runs.run_shelf().find(tiny, 0.005, done)
    assert run.num_iterations == done
    assert not run.stopped


# --- Data sets that cannot be used ------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_that_is_not_there_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    absent = tmp_path / "absent"
    monkeypatch.setenv("PLAYGROUND_DATASETS", str(absent))
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.query_params["language"] = language
    at.run()
    told = translator(language).text("datasets.errors.folder_missing", folder=absent)
    assert told in [each.value for each in at.markdown]
    (expander,) = (each for each in at.expander if told in [line.value for line in each.markdown])
    assert expander.proto.expanded


def test_a_broken_pair_is_listed_and_the_good_one_works(tiny: Dataset, folder: Path) -> None:
    (folder / "train_broken.h5").write_bytes(b"no pictures")
    (folder / "test_broken.h5").write_bytes(b"no pictures")
    (folder / "train_alone.h5").write_bytes(b"")
    at = open_page()
    assert no_exception(at)
    listed = [each.value for each in at.expander[0].markdown]
    assert at.expander[0].label == ENGLISH.text("controls.problems", count=2)
    assert ENGLISH.text(Message("datasets.errors.not_hdf5", file="train_broken.h5")) in listed
    assert list(at.selectbox(key="dataset").options) == ["tiny"]
    assert metric_values(at)[:3] == expected_metrics(tiny, 0.005, 2000)


def test_changing_the_data_set_trains_on_it(tiny: Dataset, add_tiny: Callable[..., Dataset]) -> None:
    other = add_tiny("other", seed=1)
    at = open_page(dataset="tiny", num_iterations=200)
    at.selectbox(key="dataset").set_value("other").run()
    assert metric_values(at)[:3] == expected_metrics(other, 0.005, 200)


def test_a_file_that_is_damaged_meanwhile_is_named(tiny: Dataset, folder: Path) -> None:
    at = open_page()
    path = folder / "test_tiny.h5"
    path.write_bytes(path.read_bytes()[:900])
    at.run()
    assert no_exception(at)
    assert any("test_tiny.h5" in each.value for each in (*at.error, *at.expander[0].markdown))


def test_pictures_that_are_damaged_inside_are_named(tiny: Dataset, folder: Path) -> None:
    at = open_page()
    damage_pictures(folder / "train_tiny.h5")
    at.run()
    assert no_exception(at)
    assert any("train_tiny.h5" in each.value for each in (*at.error, *at.expander[0].markdown))


def test_another_data_set_stands_in_place_of_a_damaged_one(
    tiny: Dataset, add_tiny: Callable[..., Dataset], folder: Path
) -> None:
    add_tiny("other")
    damage_pictures(folder / "train_tiny.h5")
    at = open_page(dataset="tiny")
    assert any("train_tiny.h5" in each.value for each in at.expander[0].markdown)
    assert at.session_state["dataset"] == "other"
    assert len(metric_values(at)) == 4


def test_a_data_set_that_is_removed_meanwhile_is_named(
    tiny: Dataset, add_tiny: Callable[..., Dataset], folder: Path
) -> None:
    add_tiny("other")
    at = open_page(dataset="tiny")
    for path in folder.glob("*_tiny.h5"):
        path.unlink()
    at.run()
    assert no_exception(at)
    assert at.session_state["dataset"] == "other"
    assert any("tiny" in each.value for each in at.warning)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_data_sets_the_page_says_what_to_do(folder: Path, language: str) -> None:
    at = open_page(language=language)
    assert no_exception(at)
    assert [each.value for each in at.error] == [translator(language).text("app.no_data_set")]
    assert not at.warning
    assert at.query_params == dict.fromkeys(PARTS, "1") | {"language": language}


# --- The photos ------------------------------------------------------------


def test_the_photos_are_offered_only_while_they_are_absent(photos: Dataset) -> None:
    assert "fetch" not in [button.key for button in open_page().button]


def test_downloaded_photos_are_shown_at_once(
    tiny: Dataset, add_tiny: Callable[..., Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(_folder: Path, *, progress: Callable[[int, int], None]) -> None:
        progress(1, 2)
        add_tiny("catvnoncat", seed=2)

    monkeypatch.setattr(fetching, "fetch_photos", fetch)
    at = open_page()
    at.button(key="fetch").click().run()
    assert no_exception(at)
    assert at.session_state["dataset"] == "catvnoncat"


def test_a_failed_download_says_why_and_the_page_goes_on(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = Message("datasets.fetch.cannot_write", folder="pictures")

    def fetch(_folder: Path, *, progress: Callable[[int, int], None]) -> None:
        raise fetching.FetchError(failure)

    monkeypatch.setattr(fetching, "fetch_photos", fetch)
    at = open_page()
    at.button(key="fetch").click().run()
    assert no_exception(at)
    assert at.error[0].value == ENGLISH.text(failure)
    assert len(metric_values(at)) == 4


# --- The fields beside the sliders ------------------------------------------------------------


def field(at: AppTest, key: str) -> Any:
    """Return the field beside a slider."""
    return next(each for each in at.text_input if each.key.startswith(f"{key}_typed"))


@pytest.mark.parametrize(
    ("key", "typed", "chosen"),
    [
        ("learning_rate", "3e-3", 0.003),
        ("learning_rate", "1/300", 0.00333333),
        ("learning_rate", "3e−3", 0.003),
        ("num_iterations", "1,234", 1234),
        ("num_iterations", " 7 ", 7),
    ],
)
def test_a_number_between_the_steps_can_be_typed(tiny: Dataset, key: str, typed: str, chosen: float) -> None:
    at = open_page()
    field(at, key).set_value(typed).run()
    assert no_exception(at)
    assert at.session_state[key] == chosen
    assert field(at, key).value == f"{chosen:,g}"
    slider = at.select_slider(key=key) if key == "learning_rate" else at.slider(key=key)
    assert slider.value == chosen
    rate, count = at.session_state["learning_rate"], at.session_state["num_iterations"]
    assert metric_values(at)[:3] == expected_metrics(tiny, rate, count)
    assert at.query_params[key] in (f"{chosen:g}", [f"{chosen:g}"])


@pytest.mark.parametrize(
    ("query", "button", "key", "chosen"),
    [
        ({}, "num_iterations_less", "num_iterations", 1990),
        ({"num_iterations": "9999"}, "num_iterations_more", "num_iterations", 10_000),
        ({"num_iterations": "4"}, "num_iterations_less", "num_iterations", 0),
        ({"learning_rate": "1"}, "learning_rate_more", "learning_rate", 1.0),
        ({"learning_rate": "0.0051"}, "learning_rate_less", "learning_rate", 0.005),
    ],
)
def test_a_button_goes_one_step_and_never_beyond_the_ends(
    tiny: Dataset, query: dict[str, str], button: str, key: str, chosen: float
) -> None:
    at = open_page(**query)
    at.button(key=button).click().run()
    assert not at.exception
    assert at.session_state[key] == chosen


def test_the_slider_goes_on_from_a_number_that_was_typed(tiny: Dataset) -> None:
    at = open_page(learning_rate="0.003")
    assert at.select_slider(key="learning_rate").value == 0.003
    at.select_slider(key="learning_rate").set_value(0.00315).run()
    assert no_exception(at)
    assert at.session_state["learning_rate"] == 0.00315
    assert field(at, "learning_rate").value == "0.00315"
    assert "0.003" in at.select_slider(key="learning_rate").options  # the way back


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "typed"), [("learning_rate", "fast"), ("learning_rate", "0"), ("num_iterations", "10001")]
)
def test_what_cannot_be_chosen_is_refused_in_a_sentence(
    tiny: Dataset, key: str, typed: str, language: str
) -> None:
    at = open_page(language=language)
    before = at.session_state[key]
    field(at, key).set_value(typed).run()
    assert no_exception(at)
    assert at.session_state[key] == before
    assert [f"`{typed}`" in each.value for each in at.error] == [True]
    assert field(at, key).value == f"{before:,g}"
    assert not at.run().error


def test_a_field_has_its_number_in_every_run_of_the_script(tiny: Dataset) -> None:
    at = open_page(learning_rate=0.03)
    for _ in range(2):  # a slow browser may draw only the second
        defaults = [field(at, key).proto.default for key in ("learning_rate", "num_iterations")]
        assert defaults == ["0.03", "2,000"]
        at.run()


def test_a_field_that_is_out_of_date_moves_no_slider(tiny: Dataset) -> None:
    at = open_page()
    old = field(at, "learning_rate").key
    at.select_slider(key="learning_rate").set_value(0.01).run()
    # The browser had not heard of it when the next key was pressed.
    at.session_state[old] = "0.005"
    at.select_slider(key="learning_rate").set_value(0.0112).run()
    assert at.session_state["learning_rate"] == 0.0112
    assert field(at, "learning_rate").key != old
    assert field(at, "learning_rate").value == "0.0112"


@pytest.mark.parametrize("key", ["learning_rate", "num_iterations"])
def test_a_field_that_is_empty_gets_its_number_back(tiny: Dataset, key: str) -> None:
    at = open_page(learning_rate="0.003", num_iterations="20")
    before = field(at, key).value
    field(at, key).set_value("").run()
    assert no_exception(at)
    assert (field(at, key).value, len(at.error)) == (before, 0)


@pytest.mark.parametrize("rule", MOMENTA)
def test_without_momentum_the_page_shows_plain_descent_to_the_digit(tiny: Dataset, rule: str) -> None:
    plain, at = open_page(), open_page(rule=rule)
    assert frame(at)["results"] != frame(plain)["results"]
    at.slider(key="beta").set_value(0.0).run()
    assert no_exception(at)
    assert at.query_params["beta"] == "0"
    assert frame(at)["results"] == frame(plain)["results"]
    assert frame(at)["cost"]["figure"]["data"] == frame(plain)["cost"]["figure"]["data"]


@pytest.mark.parametrize("rule", ["adagrad", "rmsprop", "adam"])
def test_a_way_that_leaves_the_span_is_trained_with_the_page_and_says_why_it_cannot_follow(
    tiny: Dataset, rule: str
) -> None:
    at = open_page(rule=rule, learning_rate="0.001", num_iterations=50)
    assert no_exception(at)
    way = make_way(rule, 0.9, 0.0, "constant", 0)
    run = train(tiny.prepared, 0.001, 50, way=way)
    assert metric_values(at)[0] == f"{run.costs[-1]:.4f}"
    assert frame(at)["headline"]["story"].startswith(f"<strong>{type(way.rule).__name__}.</strong>")
    assert at.slider(key="beta").disabled
    said = ENGLISH.text("ways.leaving", rule=type(way.rule).__name__, pictures=24, weights=108)
    assert [each.value for each in at.caption].count(said) == 1
    part = data_of(at.get_by_key("part_question"))
    assert part["texts"]["long"] == said
    assert routes.answer_frame(part["question"] | {"learning_rate": "0.002"}).status_code == 202
    at.selectbox(key="rule").set_value("momentum").run()
    assert no_exception(at)
    assert said not in [each.value for each in at.caption]
    assert not at.slider(key="beta").disabled


def test_what_no_computer_can_hold_is_said_to_be_and_the_run_before_stays(tiny: Dataset) -> None:
    at = open_page(l2=1, learning_rate=1, num_iterations=50)
    shown = metric_values(at)
    field(at, "learning_rate").set_value("3").run()
    assert no_exception(at)
    said = ENGLISH.text("ways.overflow", limit=2.0)
    assert [each.value for each in at.error] == [said]
    assert metric_values(at) == shown
    part = data_of(at.get_by_key("part_question"))
    assert part["texts"]["overflow"] == said
    assert routes.answer_frame(part["question"] | {"learning_rate": "3"}).status_code == 422
    opened = open_page(l2=1, learning_rate=3, num_iterations=20)
    assert [each.value for each in opened.error] == [said]
    next(each for each in opened.button if each.label == ENGLISH.text("ways.without_l2")).click().run()
    assert not opened.error
    assert metric_values(opened)[0] == f"{train(tiny.prepared, 3.0, 20).costs[-1]:.4f}"


def test_the_page_says_how_far_down_the_valley_goes_where_that_is_found_in_a_moment(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(at: AppTest) -> list[str]:
        assert no_exception(at)
        return [each.value for each in at.caption if "L-BFGS" in each.value]

    at = open_page(num_iterations=5)
    assert told(at) == [tell_depth(measure_depth(tiny.prepared), 24, ENGLISH)]
    at.select_slider(key="l2").set_value(0.1).run()
    assert told(at) == [tell_depth(measure_depth(tiny.prepared, 0.1), 24, ENGLISH)]
    monkeypatch.setattr(cards, "_MOST_NUMBERS", 24 * 24 - 1)
    assert told(at.run()) == []
