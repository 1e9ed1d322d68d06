"""The computation graph against Python's own parser, complex steps and central differences."""

import cmath
import math
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from playground.graph import (
    GraphError,
    check_derivatives,
    choose_steps,
    compute_errors,
    compute_nudge,
    parse,
    share_out,
)
from playground.graph.parser import MAX_NESTING, MAX_NODES
from playground.graph.tokens import MAX_LENGTH, MAX_NAME
from playground.words.catalogue import LANGUAGES, translator

LESSON = "3 * (a + b * c)"
GIVEN = {"a": 7.0, "b": 4.0, "c": 2.0}


def value(text: str, **values: float) -> float:
    graph = parse(text)
    return graph.evaluate(values).values[graph.result]


def error_of(text: str, values: Mapping[str, Any] | None = None) -> GraphError:
    with pytest.raises(GraphError) as caught:
        parse(text).evaluate(values if values is not None else dict.fromkeys(parse(text).names, 2.0))
    return caught.value


# --- The lesson's graph ---------------------------------------------------------------------------


def test_the_lesson_s_numbers() -> None:
    evaluation = parse(LESSON).evaluate(GIVEN)
    assert {name: evaluation.values[name] for name in "uvJ"} == {"u": 8, "v": 15, "J": 45}
    found = {name: evaluation.derivatives[name] for name in "Jvaubc"}
    assert found == {"J": 1, "v": 3, "a": 3, "u": 3, "b": 6, "c": 12}


def test_the_lesson_s_steps() -> None:
    steps = [(step.kind, step.node) for step in choose_steps(parse(LESSON))]
    forward = [("forward", name) for name in "uvJ"]
    assert steps == [("start", "J"), *forward, *(("backward", name) for name in "Jvaubc")]


def test_the_lesson_s_nudge() -> None:
    nudge = compute_nudge(parse(LESSON), GIVEN, "v", 0.001)
    assert (nudge.before, nudge.after) == (15, 15.001)
    assert (nudge.result_before, nudge.result_after) == (45, pytest.approx(45.003, rel=1e-15))
    assert nudge.quotient == pytest.approx(3, abs=1e-11)


# --- What is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("-2**2", -4), ("2**-1", 0.5), ("2**3**2", 512), ("2**-3**2", 2**-9), ("(-2)**2", 4)),
        *(("8-4-2", 2), ("8/4/2", 1), ("2+3*4", 14), ("2*3**2", 18), ("-2*-3", 6), ("+3--3", 6)),
        *(
            (".5e1", 5),
            ("1.", 1),
            ("1e-3 \n\t", 0.001),
            ("exp(0)", 1),
            ("log(exp(2))", 2),
            ("sigmoid(0)", 0.5),
        ),
        *(("--2", 2), ("2 * - - 3", 6), ("2**-(1)", 0.5), ("\u3000( 1 )", 1)),
    ],
)
def test_operators_bind_as_in_python(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-15)


def test_a_name_is_one_node_and_so_is_what_is_written_twice() -> None:
    graph = parse("sigmoid(w*x+b) * (1 - sigmoid(w * x + b))")
    assert list(graph.nodes) == ["w", "x", "u", "b", "v", "s", "1", "t", "J"]
    assert graph.names == ("w", "x", "b")


def test_every_place_of_a_name_adds_to_its_derivative() -> None:
    assert parse("b + b").evaluate({"b": 5.0}).derivatives["b"] == 2
    assert parse("b * b + b").evaluate({"b": 3.0}).derivatives["b"] == 7
    graph = parse("x ** x")
    assert graph.evaluate({"x": 2.0}).derivatives["x"] == pytest.approx(4 * (math.log(2) + 1), rel=1e-15)


def test_names_of_the_text_are_never_given_to_other_nodes() -> None:
    graph = parse("J * u + v * L + u1")
    assert set(graph.names) == {"J", "u", "v", "L", "u1"}
    assert len(graph.nodes) == 5 + 4
    assert graph.result == "F"


def test_a_sign_before_a_number_belongs_to_it() -> None:
    assert list(parse("x ** -1").nodes) == ["x", "-1", "J"]
    assert list(parse("-2 ** 2").nodes) == ["2", "u", "J"]


def test_one_name_or_one_number_is_a_graph() -> None:
    assert parse("x").evaluate({"x": 3.0}).derivatives == {"x": 1}
    assert parse("5").evaluate({}).values == {"5": 5}
    assert [step.kind for step in choose_steps(parse("2 + 3"))] == ["start", "forward"]


# --- Derivatives against others -------------------------------------------------------------------

_LEAVES = st.sampled_from(["a", "b", "c", "2.0", "0.5", "3.0", "1.5e0"])


def _join(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    infix = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", " - "]), inner).map("".join)
    calls = st.tuples(st.sampled_from(["exp", "log", "sigmoid", ""]), inner).map(lambda p: f"{p[0]}({p[1]})")
    return infix | calls | inner.map(lambda text: f"-{text}")


EXPRESSIONS = st.recursive(_LEAVES, _join, max_leaves=8)
VALUES = st.fixed_dictionaries({name: st.floats(0.3, 2.5) for name in "abc"})


def python_value(text: str, values: Mapping[str, complex], functions: Any) -> complex:
    """Return what Python makes of a text: another parser, and complex numbers where they are given."""
    names = {"exp": functions.exp, "log": functions.log, "sigmoid": lambda x: 1 / (1 + functions.exp(-x))}
    return eval(text, {"__builtins__": {}}, {**names, **values})


@given(EXPRESSIONS, VALUES)
@example("-a**2.0", {"a": 1.5, "b": 1.0, "c": 1.0})
@example("a**b**c-b/a/c", {"a": 1.5, "b": 1.2, "c": 0.7})
def test_values_are_those_of_python(text: str, values: dict[str, float]) -> None:
    try:
        graph = parse(text)
        assume(len(graph.nodes) > 1)
        found = graph.compute_values({name: values[name] for name in graph.names})[graph.result]
    except GraphError:
        with pytest.raises((ArithmeticError, ValueError, TypeError, AssertionError)):
            assert math.isfinite(python_value(text, values, math))
    else:
        assert found == pytest.approx(python_value(text, values, math), rel=1e-12, abs=1e-300)


@given(EXPRESSIONS, VALUES)
@example("exp(a*b)*(a*b+log(a*b))", {"a": 1.2, "b": 0.9, "c": 1.0})
@example("b*b+b", {"a": 1.0, "b": 2.0, "c": 1.0})
@example("sigmoid(a*b+c)/(a-b**c)", {"a": 1.0, "b": 2.0, "c": 0.5})
def test_derivatives_are_those_of_a_complex_step(text: str, values: dict[str, float]) -> None:
    """A step in the imaginary direction rounds nothing (W. Squire and G. Trapp, SIAM Review 40, 1998)."""
    graph = parse(text)
    given = {name: values[name] for name in graph.names}
    try:
        evaluation = graph.evaluate(given)
    except GraphError:
        assume(False)
    # The power of a negative base is rounded in the complex plane, a huge or tiny value anywhere.
    bases = [evaluation.values[n.inputs[0]] for n in graph.nodes.values() if len(n.inputs) == 2]
    assume(all(base > 0 for base in bases) or "**" not in text)
    assume(all(value == 0 or 1e-6 < abs(value) < 1e6 for value in evaluation.values.values()))
    for name in graph.names:
        stepped = {**values, name: complex(values[name], 1e-30)}
        expected = complex(python_value(text, stepped, cmath)).imag / 1e-30
        size = max(abs(slope) for slope in evaluation.derivatives.values() if math.isfinite(slope))
        assert evaluation.derivatives[name] == pytest.approx(expected, rel=1e-8, abs=1e-12 * size * 1e6)


@given(EXPRESSIONS, VALUES)
def test_every_node_s_derivative_is_a_central_difference(text: str, values: dict[str, float]) -> None:
    graph = parse(text)
    given = {name: values[name] for name in graph.names}
    try:
        evaluation = graph.evaluate(given)
        checks = check_derivatives(graph, given)
    except GraphError:
        assume(False)
    assume(all(abs(value) < 50 for value in evaluation.values.values()))
    assume(all(abs(value) > 0.1 for node, value in evaluation.values.items() if graph.consumers[node]))
    assert set(checks) == {node.name for node in graph.nodes.values() if not node.constant}
    for name, check in checks.items():
        assume(abs(evaluation.derivatives[name]) < 1e3)
        assert check is not None
        assert check.derivative == evaluation.derivatives[name]
        assert check.difference == pytest.approx(check.derivative, rel=1e-4, abs=1e-3)


@given(EXPRESSIONS, VALUES)
@example("exp(a*b)*(a*b+log(a*b))", {"a": 1.2, "b": 0.9, "c": 1.0})
def test_steps_come_after_what_they_need_and_shares_add_up(text: str, values: dict[str, float]) -> None:
    graph = parse(text)
    try:
        evaluation = graph.evaluate({name: values[name] for name in graph.names})
    except GraphError:
        assume(False)
    steps = choose_steps(graph)
    place = {(step.kind, step.node): number for number, step in enumerate(steps)}
    moving = {node.name for node in graph.nodes.values() if not node.constant}
    assert sorted(step.node for step in steps if step.kind == "backward") == sorted(moving)
    for node in graph.nodes.values():
        for name in node.inputs:
            assert place.get(("forward", name), 0) < place[("forward", node.name)]
            if name in moving:
                assert place[("backward", node.name)] < place[("backward", name)]
    for name in moving - {graph.result}:
        total = sum(share.above * share.local for share in share_out(graph, evaluation, name))
        assert total == pytest.approx(evaluation.derivatives[name], rel=1e-9, abs=1e-12)


# --- Edges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        *(
            ("x ** 0", 0.0, 0),
            ("x ** 0", -3.0, 0),
            ("x ** 1", 0.0, 1),
            ("x ** 2", 0.0, 0),
            ("x ** 2", -3.0, -6),
        ),
        *(("0 ** x", 2.0, 0), ("(-2) ** 3 * x", 1.0, -8), ("x ** -1", -2.0, -0.25), ("x ** 3", -2.0, 12)),
        *(("sigmoid(x)", 800.0, 0), ("sigmoid(x)", -800.0, 0), ("exp(x)", -800.0, 0)),
        ("sigmoid(x)", 40.0, math.exp(-40)),
    ],
)
def test_derivatives_at_the_edges(text: str, x: float, expected: float) -> None:
    assert parse(text).evaluate({"x": x}).derivatives["x"] == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("text", "x", "key", "position"),
    [
        ("1 + log(x)", -1.0, "log_of", 4),
        ("1 + log(x)", 0.0, "log_of", 4),
        ("2 / x", 0.0, "divided_by_zero", 2),
        ("1 + x ** -1", 0.0, "zero_to_negative", 6),
        ("x ** 0.5", -2.0, "root_of_negative", 2),
        ("x ** 0.5", 0.0, "upright", 2),
        ("x ** x", 0.0, "zero_to_zero", 2),
        ("0 ** x", 0.0, "zero_to_zero", 2),
        ("(-2) ** x", 3.0, "exponent_of_negative", 5),
        ("exp(x)", 1000.0, "too_large", 0),
        ("x * 1e308 * 10", 2.0, "too_large", 2),
        ("1e300 ** x", 2.0, "too_large", 6),
        ("2 / x", 1e-200, "too_large", 2),
        ("9**9**9**9 + x", 1.0, "too_large", 4),
    ],
)
def test_what_has_no_value_or_derivative_is_told_at_its_operator(
    text: str, x: float, key: str, position: int
) -> None:
    error = error_of(text, {"x": x})
    assert (error.message.key, error.position) == (f"graph.errors.{key}", position)


def test_names_need_finite_numbers() -> None:
    graph = parse("a + b")
    for wrong in ({"a": 1.0}, {"a": 1.0, "b": math.nan}, {"a": 1.0, "b": math.inf}, {"a": 1.0, "b": 10**400}):
        with pytest.raises(GraphError) as caught:
            graph.evaluate(wrong)
        assert (caught.value.message.key, caught.value.position) == ("graph.errors.no_number", 4)
    for wrong in ("3", None, 3j):
        with pytest.raises(GraphError):
            graph.evaluate({"a": 1.0, "b": wrong})  # type: ignore[dict-item]
    error = error_of("a + b", {"a": 1.0, "b": 2.0, "c": 3.0})
    assert (error.message.key, error.position) == ("graph.errors.unknown_name", 5)
    assert graph.evaluate({"a": 1, "b": np.float64(2)}).values["J"] == 3


# --- What cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "position"),
    [
        *(("", "empty", 0), ("  \n ", "empty", 0)),
        *(
            ("* 2", "begins_with", 0),
            (")", "begins_with", 0),
            ("2 +", "ends_after", 3),
            ("2 +  ", "ends_after", 5),
        ),
        *(("2 + * 3", "missing_operand", 4), ("2 *** 3", "missing_operand", 4), ("(", "ends_after", 1)),
        *(("exp()", "missing_operand", 4), ("2 ** ", "ends_after", 5), ("a // b", "missing_operand", 3)),
        *(("3(a)", "missing_operator", 1), ("2x", "missing_operator", 1), ("(a)(b)", "missing_operator", 3)),
        *(("a b", "missing_operator", 2), ("(a b)", "missing_operator", 3), ("1.2.3", "missing_operator", 3)),
        *(
            ("lambda x", "missing_operator", 7),
            ("0x10", "missing_operator", 1),
            ("1_000", "characters.underscore", 1),
        ),
        *(("a + b)", "closes_nothing", 5), ("(a + (b)", "never_closed", 0), ("exp(x", "never_closed", 3)),
        *(("exp + 1", "function_alone", 0), ("1 + log x", "function_alone", 4)),
        *(("2 * sin(x)", "unknown_function", 4), ("a(b + c)", "unknown_function", 0)),
        *(
            ("J = a", "characters.equals", 2),
            ("exp(a, b)", "characters.comma", 5),
            ("a.real", "characters.point", 1),
        ),
        *(("__import__('os')", "characters.underscore", 0), ("().__class__", "missing_operand", 1)),
        *(("3 ×a", "characters.meant", 2), ("a − b", "characters.meant", 2), ("（a", "characters.meant", 0)),
        *(
            ("exp(a，b)", "characters.meant", 5),
            ("ａ + 1", "characters.meant", 0),
            ("１ + 1", "characters.digit", 0),
        ),
        *(("[a]", "characters.meant", 0), ("a ^ 2", "characters.meant", 2), ("x²", "characters.raised", 1)),
        *(
            ("3 + ٣", "characters.digit", 4),
            ("α + 1", "characters.letter", 0),
            ("变量", "characters.letter", 0),
        ),
        *(
            ("a\0b", "characters.unseen", 1),
            ("a\u200bb", "characters.unseen", 1),
            ("😀", "characters.other", 0),
        ),
        *(
            ("'a'", "characters.other", 0),
            ("a % b", "characters.other", 2),
            ("a\ud800", "characters.unseen", 1),
        ),
        *(("1e999", "number_range", 0), ("2 * 1e-999", "number_range", 4)),
        ("1 + " + "a" * (MAX_NAME + 1), "long_name", 4),
        ("1" * (MAX_LENGTH + 1), "too_long", MAX_LENGTH),
        ("(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1), "too_deep", MAX_NESTING),
        ("-" * (MAX_NESTING + 1) + "a", "too_deep", MAX_NESTING),
        ("a**" * (MAX_NESTING + 1) + "a", "too_deep", 3 * MAX_NESTING + 1),
    ],
)
def test_mistakes_are_told_at_their_place(text: str, key: str, position: int) -> None:
    with pytest.raises(GraphError) as caught:
        parse(text)
    assert (caught.value.message.key, caught.value.position) == (f"graph.errors.{key}", position)
    assert caught.value.length >= 1


@pytest.mark.parametrize(
    "text",
    [
        "a" * MAX_NAME,
        " " * (MAX_LENGTH - 1) + "1",
        "(" * MAX_NESTING + "a" + ")" * MAX_NESTING,
        "-" * MAX_NESTING + "a",
        "a**" * MAX_NESTING + "a",
    ],
)
def test_limits_themselves_are_within(text: str) -> None:
    assert parse(text).result


def test_a_graph_has_a_limit() -> None:
    names = [f"{letter}{number}" for number in range(9) for letter in "abcdefgh"]
    fits = "+".join(names[: MAX_NODES // 2])
    assert len(parse(fits).nodes) == MAX_NODES - 1
    error = error_of("+".join(names[: MAX_NODES // 2 + 1]), {})
    assert error.message.key == "graph.errors.too_many"


def read_and_compute(text: str, number: float) -> GraphError | None:
    try:
        graph = parse(text)
        graph.evaluate(dict.fromkeys(graph.names, number))
    except GraphError as error:
        return error
    return None


HOSTILE = [
    "(" * 100_000,
    "(" * 100_000 + "1" + ")" * 100_000,
    "-" * 100_000 + "1",
    "1" * 1_000_000,
    "a" * 1_000_000,
    "１" * 1_000_000,
    "+".join("a" * 400_000),
    "9**" * 90 + "9",
    "9**9**9**9",
    "9" * 200 + "**" + "9" * 90,
    "1e308**1e308",
    "exp(" * 30 + "9" + ")" * 30,
    "exp(exp(exp(9)))",
    "(((((((((" * 20,
    "-" * 290 + "1",
    "log(" * 74,
    "x**" * 99 + "x",
    "a.__class__.__mro__",
    "().__class__.__bases__[0].__subclasses__()",
    "__import__('os').system('true')",
    "exec('1')",
    "open('/etc/passwd')",
    "lambda: 0",
    "[x for x in (1,)]",
    "f'{1}'",
    "'%s' % a",
    "print(1)",
    "eval(a)",
    "exp.real",
    "{a}",
    "{0.__class__}",
    "a if b else c",
    "a\0",
    "\0" * 300,
    "\ud800",
    "\u202e1+2",
    "٣ + ٤",
    "①",
    "Ⅷ",
    "ⅷ + 1",
    "½",
    "𝟙 + 𝟚",
    "𝐱 + 1",
    "a\u0301",
    "👩‍👩‍👧‍👦" * 30,
    "1e" + "9" * 200,
    "0." + "0" * 280 + "1e-300",
    "1/0",
    "0**-1",
    "(-8)**(1/3)",
    "log(0)",
    "1e308 + 1e308",
    "%" * 300,
    "\\" * 10,
    "<script>alert(1)</script>",
    "a;b",
    "# a",
    "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_end_in_a_sentence_within_a_tenth_of_a_second(text: str) -> None:
    start = time.process_time()
    error = read_and_compute(text, 1e200)
    assert time.process_time() - start < 0.1
    assert error is not None
    for language in LANGUAGES:
        sentence = translator(language).text(error.message)
        assert 5 < len(sentence) < 400
        assert "\n" not in sentence
    assert 0 <= error.position <= len(text)


@given(st.text(max_size=60) | st.text("ab12.+-*/() \texplogsigmoid（，１²", max_size=60))
def test_any_text_is_a_graph_or_a_sentence(text: str) -> None:
    error = read_and_compute(text, 1.5)
    assert error is None or (str(error) and 0 <= error.position <= len(text))


# --- The nudge ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values", "name"),
    [("b * b + b", {"b": 1e6}, "b"), ("3 * (a + b * c)", {"a": 2e4, "b": 4.0, "c": 2.0}, "v")],
)
def test_a_nudge_that_rounding_swallows_has_no_quotient(
    text: str, values: dict[str, float], name: str
) -> None:
    errors = compute_errors(parse(text), values, name, np.array([1e-12, 1e-3]))
    assert np.isnan(errors.two_sided[0])
    assert errors.two_sided[1] < 1e-6 * abs(errors.derivative)


def test_errors_shrink_with_the_nudge_and_with_its_square() -> None:
    graph, values = parse("exp(x) * y"), {"x": 0.4, "y": 1.3}
    errors = compute_errors(graph, values, "x", np.array([1e-3, 1e-2]))
    # The second derivative is half the one-sided error, the third a sixth of the two-sided one.
    third = 1.3 * math.exp(0.4)
    np.testing.assert_allclose(errors.one_sided, third * np.array([1e-3, 1e-2]) / 2, rtol=1e-2)
    np.testing.assert_allclose(errors.two_sided, third * np.array([1e-6, 1e-4]) / 6, rtol=1e-2)
    assert not errors.straight
    assert compute_errors(graph, values, "y", np.array([1e-3, 1.0])).straight


def test_a_nudge_to_where_there_is_no_value_is_no_number() -> None:
    graph, values = parse("log(x)"), {"x": 0.5}
    errors = compute_errors(graph, values, "x", np.array([0.1, 1.0]))
    assert np.isfinite(errors.one_sided).all()
    assert np.isnan(errors.two_sided).tolist() == [False, True]
    assert check_derivatives(graph, {"x": 1e-9})["x"] is None


def test_a_node_between_is_nudged_with_all_that_is_made_of_it() -> None:
    graph = parse("sigmoid(x ** 2) * x")
    nudge = compute_nudge(graph, {"x": 1.5}, "u", 0.25)
    assert nudge.before == 2.25
    assert nudge.result_after == pytest.approx(1.5 / (1 + math.exp(-2.5)), rel=1e-15)


def test_digits_are_those_on_which_both_agree() -> None:
    checks = check_derivatives(parse("exp(x) + y"), {"x": 1.0, "y": 2.0})
    assert {name: check and check.digits for name, check in checks.items()}["J"] == 15
    check = checks["x"]
    assert check is not None
    gap = abs(check.difference / math.e - 1)
    assert 10.0**-check.digits >= gap > 10.0 ** -(check.digits + 1)
