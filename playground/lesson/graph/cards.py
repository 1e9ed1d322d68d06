"""The computation graph: an expression with its numbers, and its graph one step at a time."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from playground.app.lesson.charts import Chart, show_chart
from playground.app.lesson.following import current
from playground.app.session import choices, settings
from playground.app.session.choices import HIDDEN, Between
from playground.app.session.expression import LESSON, Expression
from playground.graph import Evaluation, Graph, GraphError, Step, choose_steps, parse, share_out
from playground.graph.layout import drawn_nodes
from playground.graph.numbers import write_number
from playground.graph.tokens import show_character
from playground.graph.writing import write_backward, write_formula, write_forward
from playground.lesson.graph.figure import MAX_BOXES, build_graph_figure, can_draw
from playground.words.catalogue import Translator, join_sentences

TEXT, EXAMPLE, STEP = "graph_text", "graph_example", "graph_step"
_VALUE, _SHOWN = "graph_value_", "_graph_shown"
_UNKNOWN = 2.0  # the number of a name that no example has
_FEW, _MANY = 4, 8  # numbers in a row: beside the expression, or below it
_EULER = "e"  # a name like any other here
_EXCERPT = 36  # characters shown on each side of a mistake


EXAMPLES = {
    "lesson": LESSON,
    "neuron": Expression("sigmoid(w * x + b)", {"w": 0.5, "x": 2.0, "b": -0.5}),
    "loss": Expression(
        "-(y * log(sigmoid(w * x + b)) + (1 - y) * log(1 - sigmoid(w * x + b)))",
        {"y": 1.0, "w": 0.5, "x": 2.0, "b": -0.5},
    ),
    "twice": Expression("b * b + b", {"b": 3.0}),
    "bell": Expression("exp(-x ** 2 / 2)", {"x": 1.0}),
    "power": Expression("x ** x", {"x": 2.0}),
}
"""Expressions to click."""


@dataclass(frozen=True)
class Work:
    """The expression on the page with its numbers."""

    graph: Graph
    values: Mapping[str, float]
    evaluation: Evaluation


CONTROLS = (Between(STEP, (0, 10**4), 0),)


def follow_address() -> dict[str, Any]:
    """Put the expression on the page that the address asks for, where it is another than the page shows.

    Returns its controls and their defaults: one for every name that has had a number.
    """
    asked = settings.chosen(choices.EXPRESSION)
    if asked != st.session_state.get(_SHOWN, LESSON):
        _put(asked)
    numbers = {str(key): n for key, n in st.session_state.items() if str(key).startswith(_VALUE)}
    given = {_VALUE + name: value for name, value in LESSON.values.items()}
    return {TEXT: LESSON.text, EXAMPLE: "lesson", **given, **numbers}


def choose_example(name: str | None) -> None:
    """Put an example on the page."""
    if name is not None:
        _put(EXAMPLES[name])
        _begin()


def name_in_address() -> None:
    """Make the address name the expression on the page, if it is one: then a link and a reload keep it."""
    typed = st.session_state[TEXT]
    try:
        names = parse_again(typed).names
    except GraphError:
        return
    shown = Expression(typed, {name: st.session_state.get(_VALUE + name, _UNKNOWN) for name in names})
    st.session_state[_SHOWN] = shown
    if shown != settings.chosen(choices.EXPRESSION):
        st.session_state[choices.EXPRESSION] = shown
        settings.close_session()  # or the run to come would take the link for a new one, and so for ever
        settings.run_again()  # the whole page: its links name the expression too


def _put(expression: Expression) -> None:
    st.session_state[TEXT] = expression.text
    st.session_state.update({_VALUE + name: value for name, value in expression.values.items()})


def show_expression(text: Translator) -> Work | GraphError:
    """Show the expression, its examples and a number for every name; return what can be computed of it."""
    left, right = st.columns([5, 6])
    left.text_input(
        text.text("graph.expression.label"),
        key=TEXT,
        persist_state="session",
        help=text.text("graph.expression.help"),
        on_change=_begin,
    )
    below = st.container()
    chosen = [name for name, example in EXAMPLES.items() if example.text == st.session_state[TEXT].strip()]
    st.session_state[EXAMPLE] = chosen[0] if chosen else None
    st.pills(
        text.text("graph.expression.examples"),
        list(EXAMPLES),
        format_func=lambda name: (
            text.text("graph.expression.loss") if name == "loss" else EXAMPLES[name].text
        ),
        key=EXAMPLE,
        on_change=lambda: choose_example(st.session_state[EXAMPLE]),
        label_visibility="collapsed",
    )
    try:
        graph = parse_again(st.session_state[TEXT])
        few = len(graph.names) <= _FEW
        with right if few else below:
            values = _show_values(graph.names, _FEW if few else _MANY, text)
        if _EULER in graph.names:
            below.caption(text.text("graph.expression.euler"))
        return Work(graph, values, graph.evaluate(values))
    except GraphError as error:
        return error


@lru_cache(maxsize=64)
def parse_again(text: str) -> Graph:
    """Return the graph of a text; a text that was read is not read again."""
    return parse(text)


def show_stage(work: Work, text: Translator) -> None:
    """Show the graph with the numbers of the steps so far, and how the last of them was computed."""
    steps = choose_steps(work.graph)
    _show_transport(len(steps), text)
    done = steps[: current(STEP) + 1] if len(steps) > 1 else steps
    with st.container(key="graph_told", gap=None):
        st.markdown(_tell(work, done[-1], text))
        if done[-1].kind != "start":
            write = write_forward if done[-1].kind == "forward" else write_backward
            st.latex(write(work.graph, work.evaluation, done[-1].node))
    if not can_draw(work.graph):
        boxes = len(drawn_nodes(work.graph))
        st.info(text.text("graph.chart.too_large", count=boxes, limit=MAX_BOXES))
        return
    figure = build_graph_figure(work.graph, work.evaluation, done, text)
    graph = work.graph
    caption = (
        text.text("graph.chart.caption", result=graph.result)
        if graph.names
        else text.text("graph.chart.caption_values")
    )
    show_chart("graph", Chart(figure, _describe(work, done, text), caption))


def show_error(error: GraphError, written: str, text: Translator) -> None:
    """Show the text with a mark where it is wrong, and why."""
    start, end = error.position, min(error.position + error.length, len(written))
    before, after = written[max(0, start - _EXCERPT) : start], written[end : end + _EXCERPT]
    pieces = [
        "…" if start > _EXCERPT else "",
        _visible(before),
        f"<mark>{_visible(written[start:end][:_EXCERPT]) or ' '}</mark>",
        _visible(after),
        "…" if end + _EXCERPT < len(written) else "",
    ]
    sentence = html.escape(text.text(error.message))
    marked = f'<pre dir="ltr">{"".join(pieces)}</pre>'
    st.html(f'<div class="np-graph-error" role="alert">{marked}<p>{sentence}</p></div>')


def _visible(piece: str) -> str:
    return html.escape("".join(c if c.isspace() and c != "\n" else show_character(c) for c in piece))


def _show_values(names: Sequence[str], in_a_row: int, text: Translator) -> dict[str, float]:
    """Show a number for every name; return those that are there."""
    columns = st.columns(in_a_row) if names else []
    for place, name in enumerate(names):
        st.session_state.setdefault(_VALUE + name, _UNKNOWN)
        columns[place % in_a_row].number_input(
            text.text("graph.expression.value", name=name),
            key=_VALUE + name,
            persist_state="session",
            step=0.5,
            format="%.6g",
        )
    return {name: st.session_state[_VALUE + name] for name in names}


def _begin() -> None:
    """Go to the last step of an expression: who types one wants to see it all, but for a class from which a
    teacher hides the answers.
    """
    if st.session_state.get(HIDDEN):
        st.session_state[STEP] = 0
        return
    try:
        st.session_state[STEP] = len(choose_steps(parse_again(st.session_state[TEXT]))) - 1
    except GraphError:
        st.session_state[STEP] = 0


def _show_transport(count: int, text: Translator) -> None:
    """Show the buttons and the slider of the steps."""
    last = count - 1
    if st.session_state[STEP] > last:  # told its value again, a slider would leave the hand that pulls it
        st.session_state[STEP] = last
    at = min(current(STEP), last)
    with st.container(key="graph_transport", horizontal=True, vertical_alignment="center"):
        ways = (("first", 0), ("back", max(at - 1, 0)), ("next", min(at + 1, last)), ("last", last))
        icons = ("first_page", "chevron_left", "chevron_right", "last_page")
        for (name, to), icon in zip(ways, icons, strict=True):
            st.button(
                text.text(f"graph.go.{name}"),
                key=f"graph_go_{name}",
                icon=f":material/{icon}:",
                disabled=to == at,
                on_click=_go,
                args=(to,),
            )
        if last:
            st.slider(
                text.text("graph.steps.label"),
                0,
                last,
                key=STEP,
                persist_state="session",
                label_visibility="collapsed",
            )


def _go(step: int) -> None:
    st.session_state[STEP] = step


def _tell(work: Work, step: Step, text: Translator) -> str:
    """Return in a sentence what a step computes."""
    graph, name = work.graph, step.node
    if step.kind == "start":
        if not graph.names:
            return text.text("graph.steps.numbers_only")
        return text.text("graph.steps.start", names=", ".join(graph.names), result=graph.result)
    if step.kind == "forward":
        return text.text("graph.steps.forward", name=name, formula=write_formula(graph, name))
    shares = share_out(graph, work.evaluation, name)
    if not shares:
        return text.text("graph.steps.result", name=name)
    if len(shares) > 1:
        consumers = ", ".join(share.consumer for share in shares)
        told = [text.text("graph.steps.through_many", name=name, count=len(shares), consumers=consumers)]
        held = ", ".join(dict.fromkeys(of for share in shares for of in share.held))
        if held:
            told.append(text.text("graph.steps.held", name=name, held=held))
        return join_sentences(told)
    return text.text(
        "graph.steps.straight" if shares[0].consumer == graph.result else "graph.steps.through_one",
        name=name,
        result=graph.result,
        consumer=shares[0].consumer,
        above=write_number(shares[0].above),
        local=write_number(shares[0].local),
    )


def _describe(work: Work, done: Sequence[Step], text: Translator) -> str:
    """Return the numbers that the graph shows, in words."""
    forward = [*work.graph.names, *(step.node for step in done if step.kind == "forward")]
    backward = [step.node for step in done if step.kind == "backward"]
    values = [f"{name} = {write_number(work.evaluation.values[name])}" for name in forward]
    result = work.graph.result
    slopes = [f"∂{result}/∂{name} = {write_number(work.evaluation.derivatives[name])}" for name in backward]
    none = text.text("graph.chart.none")
    return text.text(
        "graph.chart.alt",
        expression=work.graph.text,
        values=", ".join(values) or none,
        derivatives=", ".join(slopes) or none,
    )
