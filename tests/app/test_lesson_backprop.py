"""The lesson's page on backpropagation: its numbers follow the controls, and homework is marked."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.data.contents import Dataset
from playground.lesson.backprop.mathematics import Point, compute_pass, descend
from playground.words.catalogue import LANGUAGES, translator
from tests.app.conftest import follow_link
from tests.support import data_of


def open_page(language: str = "en") -> AppTest:
    return no_exception(follow_link("backprop", language=language))


def no_exception(at: AppTest) -> AppTest:
    assert not at.exception
    return at


def chart(at: AppTest, name: str) -> dict[str, Any]:
    return data_of(at.get_by_key(f"part_chart_backprop_{name}"))["chart"]


def notes(at: AppTest) -> str:
    return " ".join(note["text"] for note in chart(at, "graph")["figure"]["layout"]["annotations"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_with_the_lesson_s_numbers(tiny: Dataset, language: str) -> None:
    at = open_page(language)
    assert "0.731" in notes(at)
    assert "∂L/∂w₂ = 0.538" in notes(at)
    assert "0.3133" in chart(at, "graph")["alt"]


def test_the_graph_follows_the_numbers(tiny: Dataset) -> None:
    at = open_page()
    at.number_input(key="backprop_w1").set_value(-4.0).run()
    at = no_exception(at.segmented_control(key="backprop_y").set_value(0).run())
    expected = compute_pass(Point(w1=-4.0, y=0.0))
    assert f"∂L/∂x₂ = {expected.dx2:.3g}".replace("-", "−") in notes(at)


def test_the_derivation_goes_on_and_back(tiny: Dataset) -> None:
    at = open_page()
    assert at.button(key="backprop_back").disabled
    for _ in range(4):
        at.button(key="backprop_next").click().run()
    assert at.button(key="backprop_next").disabled
    assert any(r"a - y \approx 0.7311 - 1 \approx -0.2689" in each.value for each in at.latex)
    at.button(key="backprop_back").click().run()
    assert not any("0.7311 - 1" in each.value for each in at.latex)


def test_steps_lower_the_loss(tiny: Dataset) -> None:
    at = open_page()
    at = no_exception(at.button(key="backprop_ten").click().run())
    assert at.slider(key="backprop_steps").value == 11
    data = chart(at, "loss")["figure"]["data"][0]
    assert data["x"] == list(range(12))
    assert data["y"] == sorted(data["y"], reverse=True)
    at = no_exception(at.button(key="backprop_reset").click().run())
    assert at.slider(key="backprop_steps").value == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_homework_is_marked(tiny: Dataset, language: str) -> None:
    at = open_page(language)
    for name, typed in (("z", "1"), ("a", "0.73"), ("L", "0,31"), ("dz", "0.27"), ("dw1", "-0.27")):
        at.text_input(key=f"backprop_own_{name}").set_value(typed)
    at = no_exception(at.run())
    assert "0,31" in at.warning[0].value
    assert "∂L/∂z" in at.warning[1].value
    marks = [each.value for each in at.markdown if each.value.startswith(("✓", "✗", "↪"))]
    assert [mark[0] for mark in marks] == ["✓", "✓", "✗", "↪"]


@pytest.mark.parametrize("typed", [{"z": "abc"}, {"z": "1/0", "a": "0,7"}])
def test_what_is_unreadable_is_not_called_nothing(tiny: Dataset, typed: dict[str, str]) -> None:
    at = open_page()
    nothing = translator("en").text("backprop.homework.empty")
    assert nothing in [each.value for each in at.caption]
    for name, text in typed.items():
        at.text_input(key=f"backprop_own_{name}").set_value(text)
    at = no_exception(at.run())
    assert len(at.warning) == len(typed)
    assert nothing not in [each.value for each in at.caption]


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_largest_numbers_are_computed_with(tiny: Dataset, y: int, sign: int) -> None:
    at = open_page()
    for name, value in {
        "x1": 10.0,
        "x2": 10.0,
        "w1": sign * 10.0,
        "w2": sign * 10.0,
        "b": sign * 10.0,
    }.items():
        at.number_input(key=f"backprop_{name}").set_value(value)
    at.segmented_control(key="backprop_y").set_value(y)
    at.slider(key="backprop_steps").set_value(100)
    at.slider(key="backprop_rate").set_value(2.0).run()
    for _ in range(4):
        no_exception(at.button(key="backprop_next").click().run())
    for name, option in (("other_label", "zero"), ("direction", "stays"), ("far", "same")):
        at.radio(key=f"answer_backprop_{name}").set_value(option).run()
        no_exception(at.button(key=f"reveal_backprop_{name}").click().run())
    words = [each.value for each in (*at.markdown, *at.latex, *at.warning, *at.success)]
    assert not any(unwritable in word for word in words for unwritable in ("nan", "inf}", "inf "))


def test_the_last_step_is_the_one_in_the_formula(tiny: Dataset) -> None:
    at = open_page()
    before, after = (point.w1 for point in descend(Point(), 0.1, 12)[-2:])
    at.slider(key="backprop_steps").set_value(12).run()
    assert any("Step 12" in each.value for each in at.markdown)
    formula = next(each.value for each in at.latex if "w_1 &:=" in each.value)
    assert rf"\approx {before:.4f} - 0.1" in formula
    assert rf"\approx {after:.4f}" in formula
    at.slider(key="backprop_steps").set_value(0).run()
    assert any("No step taken yet" in each.value for each in at.markdown)
    assert "No step taken yet" in chart(at, "loss")["caption"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_teacher_can_cover_every_number_of_the_homework(tiny: Dataset, language: str) -> None:
    at = open_page(language)
    shown = json.dumps([chart(at, name) for name in ("graph", "sigmoid", "loss")])
    assert "0.731" in shown
    for _ in range(4):
        at.button(key="backprop_next").click().run()
    at = no_exception(at.toggle(key="answers_hidden").set_value(True).run())
    assert notes(at).count("?") == 10  # z, a, L and seven gradients
    drawn = json.dumps([chart(at, name) for name in ("graph", "sigmoid")])
    words = " ".join(each.value for each in (*at.markdown, *at.latex, *at.caption))
    for number in ("0.731", "0.313", "0.269", "0.538", "0.807"):
        assert number not in drawn + words
    assert len(at.latex) == 5


def test_a_teacher_can_hide_the_hints(tiny: Dataset) -> None:
    at = open_page()
    at.text_input(key="backprop_own_z").set_value("3").run()
    assert "mind the signs" in at.warning[0].value
    at.toggle(key="answers_hidden").set_value(True).run()
    assert "mind the signs" not in at.warning[0].value


def test_a_verdict_closes_where_another_option_has_become_right(tiny: Dataset) -> None:
    at = open_page()
    for name in ("x1", "x2", "w1", "w2", "b"):
        at.number_input(key=f"backprop_{name}").set_value(0.0)
    at.radio(key="answer_backprop_direction").set_value("stays").run()
    at = no_exception(at.button(key="reveal_backprop_direction").click().run())
    assert len(at.success) == 1
    at.number_input(key="backprop_b").set_value(1.0).run()  # the slope by w1 is 0 still
    assert len(at.success) == 1
    at = no_exception(at.number_input(key="backprop_x1").set_value(1.0).run())
    assert not at.success
    assert not at.warning
    assert not at.radio(key="answer_backprop_direction").disabled
    at = no_exception(at.button(key="reveal_backprop_direction").click().run())
    assert len(at.warning) == 1


@pytest.mark.parametrize("sign", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("y", [0, 1])
def test_sure_and_wrong_is_never_learned_from_less(tiny: Dataset, sign: float, y: int) -> None:
    at = open_page()
    for name in ("x1", "x2"):
        at.number_input(key=f"backprop_{name}").set_value(10.0)
    for name in ("w1", "w2", "b"):
        at.number_input(key=f"backprop_{name}").set_value(10.0 * sign)
    at.segmented_control(key="backprop_y").set_value(y)
    at.radio(key="answer_backprop_far").set_value("smaller").run()
    at = no_exception(at.button(key="reveal_backprop_far").click().run())
    assert len(at.warning) == 1
    assert any(written in at.warning[0].value for written in ("0.99995", "1.0000"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_answered_after_a_choice(tiny: Dataset, language: str) -> None:
    at = open_page(language)
    for name, choice in (("other_label", "positive"), ("direction", "falls"), ("far", "smaller")):
        assert at.button(key=f"reveal_backprop_{name}").disabled
        at.radio(key=f"answer_backprop_{name}").set_value(choice).run()
        at = no_exception(at.button(key=f"reveal_backprop_{name}").click().run())
    assert len(at.success) == 2
    assert len(at.warning) == 1
