"""The lesson's page on computation graphs: what is typed, stepped and nudged."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.app.shell.navigation import PAGES
from playground.data.contents import Dataset
from playground.lesson.graph.cards import EXAMPLES
from playground.words.catalogue import LANGUAGES, translator
from tests.app.conftest import follow_link
from tests.support import data_of


@pytest.fixture(autouse=True)
def _data(tiny: Dataset) -> None:
    """There is a data set, as on any page."""


def open_graph(language: str = "en", **query: str) -> AppTest:
    return follow_link("graph", language=language, **query)


def type_in(at: AppTest, text: str) -> AppTest:
    return at.text_input(key="graph_text").set_value(text).run()


def chart(at: AppTest, name: str = "graph") -> dict[str, Any]:
    return data_of(at.get_by_key(f"part_chart_{name}"))["chart"]


def numbers(at: AppTest, kind: str) -> set[str]:
    (trace,) = [trace for trace in chart(at)["figure"]["data"] if trace.get("name") == kind]
    return {text.replace("<b>", "").replace("</b>", "") for text in trace["text"]}


def words(at: AppTest) -> str:
    return "\n".join(block.value for block in [*at.markdown, *at.latex])


def mistake(at: AppTest) -> str:
    return "".join(
        block.proto.body
        for block in at.get("html")
        if block.proto.body.startswith('<div class="np-graph-error"')
    )


def test_the_lesson_s_graph_step_by_step() -> None:
    at = open_graph()
    assert numbers(at, "forward") == {"7", "4", "2"}
    told = []
    for _ in range(9):
        at.button(key="graph_go_next").click().run()
        told.append(words(at))
    assert "u = b \\cdot c = 4 \\cdot 2 = 8" in told[0]
    assert "\\cdot c = 3 \\cdot 2 = 6" in told[7]
    assert numbers(at, "forward") == {"7", "4", "2", "8", "15", "45"}
    assert {"∂J/∂v = 3", "∂J/∂a = 3", "∂J/∂u = 3", "∂J/∂b = 6", "∂J/∂c = 12"} < numbers(at, "backward")
    assert at.button(key="graph_go_next").disabled
    at.button(key="graph_go_back").click().run()
    assert "∂J/∂c = 12" not in numbers(at, "backward")
    at.slider(key="graph_step").set_value(0).run()
    assert numbers(at, "backward") == set()
    assert not at.exception


def test_numbers_that_are_changed_are_computed_with() -> None:
    at = open_graph()
    at.button(key="graph_go_last").click().run()
    at.number_input(key="graph_value_c").set_value(5.0).run()
    assert {"20", "27", "81"} < numbers(at, "forward")
    assert "∂J/∂b = 15" in numbers(at, "backward")
    assert "∂J/∂b = 15" in chart(at)["alt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_drawn_nudged_and_checked(language: str) -> None:
    at = open_graph(language)
    for name, example in EXAMPLES.items():
        at.get_by_key("graph_example")
        at.pills(key="graph_example").set_value(name).run()
        assert not at.exception
        assert at.text_input(key="graph_text").value == example.text
        given = {key: at.number_input(key=f"graph_value_{key}").value for key in example.values}
        assert given == example.values
        assert chart(at)["figure"]["layout"]["shapes"]
        digits = at.table[0].value.iloc[:, -1]
        assert all(int(str(agree).split()[0]) >= 6 for agree in digits)


def test_the_address_names_what_is_typed_and_opens_it_again() -> None:
    at = open_graph()
    assert "expression" not in at.query_params
    at = type_in(at, "p * q + p")
    at.number_input(key="graph_value_q").set_value(-0.125).run()
    link = dict(at.query_params)
    assert link["expression"] == "p * q + p;p=2;q=-0.125"
    assert mistake(type_in(at, "p * q +"))
    assert at.query_params["expression"] == "p * q + p;p=2;q=-0.125"

    again = open_graph(**link)
    assert again.text_input(key="graph_text").value == "p * q + p"
    assert [again.number_input(key=f"graph_value_{name}").value for name in "pq"] == [2.0, -0.125]
    assert {"∂J/∂p = 0.875", "∂J/∂q = 2"} < numbers(again, "backward")
    assert not again.warning
    assert not again.exception


@pytest.mark.parametrize(
    ("asked", "shown"), [("a / b;a=1;b=0", "a / b"), ("log(", "log("), ("<b>x;x=1", "<b>x"), ("5;z=3", "5")]
)
def test_a_link_may_hold_any_text(asked: str, shown: str) -> None:
    at = open_graph(expression=asked)
    assert not at.exception
    assert not at.warning
    assert at.text_input(key="graph_text").value == shown


@pytest.mark.parametrize("asked", ["1 + " + "9" * 1000, "a + b;a=inf;b=2", "a;a=1e999", "a;a=x"])
def test_a_link_to_no_expression_is_told(asked: str) -> None:
    at = open_graph(expression=asked)
    assert not at.exception
    assert "the expression of the computation graph" in at.warning[0].value
    assert at.text_input(key="graph_text").value == EXAMPLES["lesson"].text


def test_a_class_sees_a_new_expression_from_its_start(tiny: Dataset) -> None:
    at = open_graph()
    at.toggle(key="answers_hidden").set_value(True).run()
    assert numbers(type_in(at, "a * b"), "backward") == set()
    assert not at.table
    at.button(key="graph_go_last").click().run()
    assert {"∂J/∂a = 4"} < numbers(at, "backward")


def test_e_is_a_name_and_the_page_says_so() -> None:
    at = type_in(open_graph(), "e ** x")
    assert any("not Euler's number" in each.value for each in at.caption)
    assert not any("Euler" in each.value for each in type_in(at, "exp(x)").caption)


def test_what_is_held_fixed_is_explained() -> None:
    at = type_in(open_graph(), "b * b + b")
    assert "The bar with u means: u is held fixed" in words(at)
    at.button(key="graph_go_back").click().run()
    assert "**u** goes straight into the result **J**" in words(at)
    assert "held fixed" not in words(at)


def test_numbers_alone_have_no_derivatives_to_explain() -> None:
    at = type_in(open_graph(), "5")
    assert "derivative" not in chart(at)["caption"]
    assert "derivatives" in chart(type_in(at, "5 * a"))["caption"]


def test_a_typed_expression_gets_its_numbers_and_shows_all() -> None:
    at = type_in(open_graph(), "p * q + p")
    assert [at.number_input(key=f"graph_value_{name}").value for name in "pq"] == [2.0, 2.0]
    assert {"∂J/∂p = 3", "∂J/∂q = 2"} < numbers(at, "backward")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_is_shown_at_its_place(language: str) -> None:
    at = open_graph(language)
    for text, marked in (
        ("3 * (a + b", "<mark>(</mark>a + b"),
        ("2 + <b>x", "2 + <mark>&lt;</mark>b&gt;x"),
        ("log(a - 7)", "<mark>log</mark>(a - 7)"),
        ("a +", "a +<mark> </mark>"),
        ("", "<mark> </mark>"),
        ("1 + " + "9" * 1000, "9" * 30),
        ("a\0b", "a<mark>U+0000</mark>b"),
    ):
        assert not type_in(at, text).exception, text
        assert marked in mistake(at)
        assert len(mistake(at)) < 700
        assert mistake(type_in(at, "a + b")) == ""
        assert {"7", "4", "11"} == numbers(at, "forward")


def test_the_lesson_s_nudge() -> None:
    at = open_graph()
    assert r"v:\; 15 \to 15.001" in words(at)
    assert r"J:\; 45 \to 45.003" in words(at)
    assert "straight line" in words(at)
    at.button(key="graph_try_neuron").click().run()
    assert "bends in v" in words(at)
    at.select_slider(key="graph_nudge").set_value(0.1).run()
    at.selectbox(key="graph_node").set_value("w").run()
    assert r"w:\; 0.5 \to 0.6" in words(at)
    assert chart(at, "graph_errors")["figure"]["data"][2]["x"]


@pytest.mark.parametrize("value", [20_000.0, 1e100, -1e300, 1e-300])
@pytest.mark.parametrize("size", [1e-12, 1.0])
def test_numbers_of_any_size_are_nudged(value: float, size: float) -> None:
    at = open_graph()
    at.number_input(key="graph_value_a").set_value(value)
    at.selectbox(key="graph_node").set_value("a")
    at.select_slider(key="graph_nudge").set_value(size).run()
    assert not at.exception
    assert r"\frac{\Delta J}{\Delta a}" in words(at)


def test_a_nudge_out_of_the_domain_is_explained() -> None:
    at = type_in(open_graph(), "1 / (x - 2.001)")
    at.selectbox(key="graph_node").set_value("x").run()
    at.select_slider(key="graph_nudge").set_value(0.001).run()
    assert not at.exception
    told = translator("en").text("graph.errors.divided_by_zero")
    assert told in words(at) or "bends" in words(at)


@pytest.mark.parametrize("text", ["5", "2 + 3", "x"])
def test_graphs_of_a_single_box_are_told(text: str) -> None:
    at = type_in(open_graph(), text)
    assert not at.exception
    assert len(chart(at)["figure"]["layout"]["shapes"]) == 1
    nothing = translator("en").text("graph.steps.numbers_only")
    assert (nothing in words(at)) == (text != "x")


def test_a_graph_too_large_to_draw_is_told_with_its_numbers() -> None:
    at = type_in(open_graph(), "+".join("abcdefghijklmnop"))
    assert "31 boxes" in at.info[0].value
    assert len(at.table[0].value) == 31
    assert not at.exception


def test_questions_are_answered_with_computed_numbers() -> None:
    at = open_graph()
    for name, answer in (("nudge", "6"), ("twice", "7"), ("error", "ten")):
        at.radio(key=f"answer_graph_{name}").set_value(answer).run()
        at.button(key=f"reveal_graph_{name}").click().run()
    assert len(at.success) == 3
    assert "45 to 51" in at.success[0].value
    assert "3 + 3 + 1 = 7" in at.success[1].value


def test_what_was_typed_survives_a_change_of_page_and_language() -> None:
    at = type_in(open_graph(), "p ** 2")
    at.number_input(key="graph_value_p").set_value(3.5).run()
    at.switch_page(PAGES["tuning"]).run()
    at.switch_page(PAGES["graph"]).run()
    assert at.text_input(key="graph_text").value == "p ** 2"
    assert at.number_input(key="graph_value_p").value == 3.5
