"""The lesson's last page: a walk through the run that is chosen on the playground."""

import json
import re
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground import neuron
from playground.app.lesson import charts
from playground.app.lesson.charts import Chart
from playground.app.session import runs
from playground.data.contents import Dataset
from playground.engine.training import train
from playground.lesson.classifier import cards as classifier
from playground.lesson.classifier import program
from playground.lesson.classifier.listing import read_program
from playground.lesson.classifier.program import STEPS
from playground.lesson.classifier.steps import Walk
from playground.lesson.writing import write_value
from playground.words.catalogue import LANGUAGES, translator
from tests.app.conftest import follow_link, visitor_on
from tests.support import data_of, textbook_descent

ENGLISH = translator("en")


def open_walk(**query: object) -> AppTest:
    return follow_link("classifier", **{"num_iterations": 200, **query})


def go_to(at: AppTest, step: str) -> AppTest:
    at.session_state["classifier_step"] = step
    return at.run()


def chart(at: AppTest) -> dict[str, Any]:
    return data_of(at.get_by_key(f"part_chart_classifier_{at.session_state['classifier_step']}"))["chart"]


def listing_of(at: AppTest) -> str:
    bodies = [each.proto.body for each in at.get("html")]
    (listing,) = [body for body in bodies if 'class="np-classifier-program"' in body]
    return listing


def values_of(at: AppTest) -> list[str]:
    """Return the values beside the lines of the program that can be seen."""
    return [value for value in re.findall(r"<output>(.*?)</output>", listing_of(at)) if value]


def lines_now(at: AppTest) -> list[int]:
    """Return the numbers of the lines that are marked."""
    return [int(number) for number in re.findall(r"aria-current=step><i>(\d+)</i>", listing_of(at))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("half", ["train", "test"])
def test_every_step_is_shown(tiny: Dataset, language: str, half: str) -> None:
    at = open_walk(language=language)
    at.session_state["classifier_half"] = half
    text, seen = translator(language), set()
    for number, step in enumerate(STEPS, 1):
        go_to(at, step)
        assert not at.exception
        titles = [each.value for each in at.markdown if each.value.startswith(f"**{number} · ")]
        assert titles == [f"**{number} · {text.text(f'classifier.{step}.title')}**"]
        assert chart(at)["alt"]
        assert chart(at)["caption"]
        seen.add(chart(at)["alt"])
    assert len(seen) == len(STEPS)


def test_the_values_are_those_of_the_chosen_picture_at_the_chosen_iteration(tiny: Dataset) -> None:
    at = open_walk(learning_rate=0.01)
    at.slider(key="classifier_iteration").set_value(37)
    at.slider(key="classifier_train").set_value(4)
    go_to(at, "update")
    X, Y = tiny.X_train, tiny.Y_train
    w, b = textbook_descent(X, Y, 0.01, 37)
    grads, cost = neuron.propagate(w, b, X, Y)
    z = float(w[:, 0] @ X[:, 3] + b)
    a = float(neuron.sigmoid(z))
    shown = values_of(at)
    for value in (
        f"z = {write_value(z)}",
        f"a = {write_value(a)}",
        f"J = {write_value(cost)}",
        f"a − y = {write_value(a - float(Y[0, 3]))}",
        f"db = {write_value(grads['db'])}",
        write_value(b - 0.01 * grads["db"]),
    ):
        assert value in shown


def test_values_come_with_their_steps(tiny: Dataset) -> None:
    at = open_walk()
    counts = [len(values_of(go_to(at, step))) for step in STEPS]
    assert counts == sorted(counts)
    assert counts[0] < counts[2] < counts[5] < counts[-1]


def test_each_step_marks_lines_that_are_in_the_program() -> None:
    lines = {f"{line.function}.{line.name}" for excerpt in read_program() for line in excerpt.lines}
    marked = [key for step in STEPS for key in program._MARKED[step]]
    assert set(marked) <= lines
    assert lines - set(marked) == {"propagate.m"}


def test_every_line_but_the_call_of_propagate_has_a_value(tiny: Dataset) -> None:
    lines = [line for excerpt in read_program() for line in excerpt.lines]
    at = open_walk()
    at.slider(key="classifier_iteration").set_value(150)
    assert len(values_of(go_to(at, "loop"))) == len(lines) - 1


@pytest.mark.parametrize(
    ("count", "iteration", "turn", "costs"),
    [
        *((200, 200, "last i = 199", "costs: 2 numbers"), (200, 199, "i = 199", "costs: 2 numbers")),
        *((200, 100, "i = 100", "costs: 2 numbers"), (200, 0, "i = 0", "costs: one number")),
        *((10, 10, "last i = 9", "costs: one number"), (0, 0, "no turn", "costs: 0 numbers")),
    ],
)
def test_the_loop_has_the_turns_of_the_lesson_s(
    tiny: Dataset, count: int, iteration: int, turn: str, costs: str
) -> None:
    at = open_walk(num_iterations=count)
    if count:
        at.slider(key="classifier_iteration").set_value(iteration)
    shown = values_of(go_to(at, "loop"))
    assert turn in shown
    assert costs in shown
    recorded = [i for i in range(min(iteration + 1, count)) if i % 100 == 0]
    assert costs == ENGLISH.text("classifier.loop.costs", count=len(recorded))
    assert any("% 100" in value for value in shown) == (iteration < count)


def test_no_cost_is_written_twice(tiny: Dataset) -> None:
    at = open_walk()
    for iteration, written in ((0, ["0", "200"]), (37, ["0", "37", "200"]), (200, ["0", "200"])):
        at.slider(key="classifier_iteration").set_value(iteration)
        (formula,) = [each.value for each in go_to(at, "loop").latex if "J_{" in each.value]
        assert re.findall(r"J_\{(\d+)\}", formula) == written


def test_what_is_rounded_is_not_called_a_sum(tiny: Dataset) -> None:
    at = open_walk()
    at.slider(key="classifier_iteration").set_value(37)
    (formula,) = [each.value for each in go_to(at, "z").latex if "z = w" in each.value]
    assert formula.count(r"\approx") == 2
    at.slider(key="classifier_iteration").set_value(0)
    (formula,) = [each.value for each in go_to(at, "z").latex if "z = w" in each.value]
    assert r"\approx" not in formula


def test_one_steps_forward_and_back(tiny: Dataset) -> None:
    at = open_walk()
    assert at.button(key="classifier_left").disabled
    seen = [at.session_state["classifier_step"]]
    for _ in STEPS[1:]:
        at.button(key="classifier_right").click().run()
        seen.append(at.session_state["classifier_step"])
    assert tuple(seen) == STEPS
    assert at.button(key="classifier_right").disabled
    at.button(key="classifier_left").click().run()
    assert at.session_state["classifier_step"] == STEPS[-2]


def test_controls_stay_within_the_run_and_the_pictures(tiny: Dataset) -> None:
    at = open_walk(num_iterations=100)
    assert not at.exception
    assert at.slider(key="classifier_iteration").value == at.slider(key="classifier_iteration").max == 100
    assert at.slider(key="classifier_train").value == tiny.train_labels.size
    assert (at.slider(key="classifier_row").value, at.slider(key="classifier_row").max) == (5, 5)
    assert ENGLISH.text("classifier.update.caption_last") in chart(go_to(at, "update"))["caption"]


def test_a_run_of_no_iteration_has_no_slider_for_them(tiny: Dataset) -> None:
    at = open_walk(num_iterations=0)
    for step in STEPS:
        assert not go_to(at, step).exception
    assert not [slider for slider in at.slider if slider.key == "classifier_iteration"]


@pytest.mark.parametrize("learning_rate", [1e-4, 1])
def test_extreme_learning_rates_are_told_like_any(tiny: Dataset, learning_rate: float) -> None:
    at = open_walk(learning_rate=learning_rate, num_iterations=10_000)
    for iteration in (0, 1, 10_000):
        at.slider(key="classifier_iteration").set_value(iteration)
        for step in STEPS:
            assert not go_to(at, step).exception
            assert "nan" not in json.dumps(chart(at)).lower().replace("nance", "")


def test_the_page_waits_for_a_long_training(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    patient = runs.train

    def train_slowly(*args: Any, **options: Any) -> Any:
        go_on.wait(20)
        return patient(*args, **options)

    monkeypatch.setattr(runs, "train", train_slowly)
    monkeypatch.setattr(runs, "PATIENCE_SECONDS", 0.05)
    at = open_walk()
    assert not at.exception
    assert "stop" in [button.key for button in at.button]
    go_on.set()
    assert visitor_on(at).job("training").wait(20)
    at.run()
    assert chart(at)["alt"]


@pytest.mark.parametrize(
    ("picked", "row", "column"),
    [({"x": 1.4, "y": 2.6}, 3, 1), ({"x": -0.5, "y": 99}, 5, 0), ({"x": None, "y": "2"}, 4, 4), ({}, 4, 4)],
)
def test_a_click_chooses_a_pixel_of_the_picture(
    tiny: Dataset, picked: dict[str, Any], row: int, column: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[Any] = []
    monkeypatch.setattr(charts, "show_part", lambda *_, on_pick, **__: chosen.append(on_pick))
    monkeypatch.setattr(charts, "read_pick", lambda *_: picked)
    state = {"classifier_row": 4, "classifier_column": 4}
    monkeypatch.setattr(st, "session_state", state)
    walk = SimpleNamespace(picture=tiny.train_pictures[0])
    charts.show_chart("classifier", Chart({}, ""), classifier._choose_pixel(walk))
    chosen[0]()
    assert (state["classifier_row"], state["classifier_column"]) == (row, column)


@pytest.mark.parametrize(("name", "written"), [("non-cat 2", "non-cat 2"), ("[x](y)", "`[x](y)`")])
def test_a_name_that_is_markdown_is_quoted(name: str, written: str) -> None:
    walk: Any = SimpleNamespace(name_of=lambda *_: name)
    assert Walk.quote_name_of(walk, 1, ENGLISH) == written


# --- The questions ------------------------------------------------------------


def ask(at: AppTest, name: str, option: str) -> str:
    """Answer a question and return what the page says to it."""
    at.radio(key=f"answer_classifier_{name}").set_value(option).run()
    at.button(key=f"reveal_classifier_{name}").click().run()
    assert not at.exception
    (said,) = [*at.success, *at.warning]
    return said.value


@pytest.mark.parametrize("iteration", [0, 60])
def test_the_black_picture_is_answered_by_b(tiny: Dataset, iteration: int) -> None:
    at = open_walk()
    at.slider(key="classifier_iteration").set_value(iteration).run()
    b = train(tiny.prepared, 0.005, 60).weights_at(iteration)[1]
    right = "half" if b == 0 else "one" if b > 0 else "zero"
    said = ask(at, "black", right)
    assert said.startswith(ENGLISH.text("lesson.questions.right"))
    assert f"b = {write_value(b)}" in said


def test_the_updates_are_counted(tiny: Dataset) -> None:
    at = open_walk(learning_rate=0.1)
    at.slider(key="classifier_iteration").set_value(2).run()
    X, Y = tiny.X_train, tiny.Y_train
    losses = []
    for iteration in (2, 3):
        w, b = textbook_descent(X, Y, 0.1, iteration)
        A = neuron.sigmoid(w.T @ X + b)
        losses.append(-(Y * np.log(A) + (1 - Y) * np.log(1 - A)))
    better = int((losses[1] < losses[0]).sum())
    assert f"{better} of {Y.size}" in ask(at, "better", "most")


@pytest.mark.parametrize(("rate", "right"), [(1e-4, "middle"), (0.1, "high")])
def test_the_answer_to_a_forgotten_division_depends_on_the_rate(
    tiny: Dataset, rate: float, right: str
) -> None:
    at = open_walk(learning_rate=rate)
    costs = []
    for X in (tiny.X_train, 255 * tiny.X_train):
        params, _, _ = neuron.optimize(*neuron.initialize_with_zeros(len(X)), X, tiny.Y_train, 1, rate)
        costs.append(neuron.propagate(params["w"], params["b"], X, tiny.Y_train)[1])
    said = ask(at, "scale", right)
    assert all(write_value(cost) in said for cost in costs)
    assert said.startswith(ENGLISH.text("lesson.questions.right"))


def test_hidden_answers_stay_hidden(tiny: Dataset) -> None:
    at = open_walk()
    at.session_state["answers_hidden"] = True
    at.run()
    assert not [button for button in at.button if str(button.key).startswith("reveal_")]


def test_another_data_set_is_walked_through_as_well(add_tiny: Callable[..., Dataset]) -> None:
    add_tiny("one")
    add_tiny("two", seed=3)
    first, second = (values_of(go_to(open_walk(dataset=name), "loop")) for name in ("one", "two"))
    assert first != second
