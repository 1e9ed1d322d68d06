"""The computation graph's derivatives, looked at from outside: the nudge, and the check of all of them."""

from typing import Any

import numpy as np
import streamlit as st

from playground.figures.nudge import build_error_figure
from playground.graph import GraphError, check_derivatives, compute_errors, compute_nudge
from playground.graph.checking import Errors
from playground.graph.numbers import write_latex_number, write_number
from playground.graph.writing import equals, write_derivative, write_formula, write_name
from playground.i18n import Translator
from playground.ui.lesson.charts import Chart, show_chart
from playground.ui.lesson.following import current
from playground.ui.lesson.graph import EXAMPLES, Work, choose_example

NODE, SIZE = "graph_node", "graph_nudge"
SIZES = tuple(float(f"1e-{power}") for power in range(13))
DEFAULTS: dict[str, Any] = {NODE: "v", SIZE: 0.001}
_DIGITS = 13  # more than the smallest nudge needs


def show_nudge_card(work: Work, text: Translator) -> None:
    """Let a node be nudged: the difference quotient beside the derivative, and how the error shrinks."""
    st.subheader(text.text("graph.nudge.title"), divider="gray")
    moving = [node.name for node in work.graph.nodes.values() if not node.constant]
    if not moving:
        st.markdown(text.text("graph.steps.numbers_only"))
        return
    left, right = st.columns([6, 7], gap="medium")
    with left:
        _show_nudge_controls(moving, text)
        errors = compute_errors(work.graph, work.values, st.session_state[NODE], np.array(SIZES))
        _show_nudge(work, errors, text)
    with right:
        _show_errors(errors, text)


def show_check_card(work: Work, text: Translator) -> None:
    """Show every number of the graph, and every derivative beside a difference quotient."""
    st.subheader(text.text("graph.check.title"), divider="gray")
    st.caption(text.text("graph.check.about"))
    graph, evaluation = work.graph, work.evaluation
    checks = check_derivatives(graph, work.values)
    undefined = text.text("graph.check.undefined")
    rows = [
        (
            name,
            f"`{write_formula(graph, name)}`"
            if graph.nodes[name].operation
            else text.text("graph.check.given"),
            write_number(evaluation.values[name], 8),
            write_number(evaluation.derivatives[name], 8),
            write_number(check.difference, 8) if check else undefined,
            text.text("graph.check.agree", count=check.digits) if check else "–",
        )
        for name, check in checks.items()
    ]
    heads = [
        text.text("graph.check.node"),
        text.text("graph.check.formula"),
        text.text("graph.check.value"),
        text.text("graph.check.derivative", result=graph.result),
        text.text("graph.check.difference"),
        text.text("graph.check.digits"),
    ]
    st.table(
        {head: list(column) for head, column in zip(heads, zip(*rows, strict=True), strict=True)}
        if rows
        else {}
    )


def _show_nudge_controls(moving: list[str], text: Translator) -> None:
    if st.session_state[NODE] not in moving:
        st.session_state[NODE] = "v" if "v" in moving else moving[0]
    node, size = st.columns([2, 5])
    node.selectbox(text.text("graph.nudge.node"), moving, key=NODE, persist_state="session")
    size.select_slider(
        text.text("graph.nudge.size"), SIZES, key=SIZE, persist_state="session", format_func=write_number
    )


def _show_nudge(work: Work, errors: Errors, text: Translator) -> None:
    name, size, result = st.session_state[NODE], current(SIZE), work.graph.result
    with st.container(key="graph_nudged", gap="small"):
        try:
            nudge = compute_nudge(work.graph, work.values, name, size)
        except GraphError as error:
            why = text.text(error.message)
            st.markdown(text.text("graph.nudge.undefined", result=result, why=why))
            return
        before, after = (write_latex_number(v, _DIGITS) for v in (nudge.result_before, nudge.result_after))
        moves = [(name, nudge.before, nudge.after)]
        if name != result:
            moves.append((result, nudge.result_before, nudge.result_after))
        st.latex(r" \qquad ".join(_write_move(*move) for move in moves))
        step = write_latex_number(size)
        st.latex(rf"\frac{{{after} - {before}}}{{{step}}} {equals(nudge.quotient, _DIGITS)}")
        st.latex(f"{write_derivative(result, name)} {equals(errors.derivative, _DIGITS)}")
        off = write_number(abs(nudge.quotient - errors.derivative), 2)
        st.markdown(f"{text.text('graph.nudge.error', error=off)} {_tell_shape(work, errors, text)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(text.text("graph.nudge.try"), width="content")
        for example in ("lesson", "neuron"):
            st.button(
                EXAMPLES[example].text, key=f"graph_try_{example}", on_click=choose_example, args=(example,)
            )


def _write_move(name: str, before: float, after: float) -> str:
    ends = [write_number(value, _DIGITS).replace("\N{MINUS SIGN}", "-") for value in (before, after)]
    return rf"{write_name(name)}: {ends[0]} \to {ends[1]}"


def _tell_shape(work: Work, errors: Errors, text: Translator) -> str:
    """Return why the quotient is right at once, or how its error shrinks."""
    values = {"result": work.graph.result, "node": st.session_state[NODE]}
    if errors.straight:
        return text.text("graph.nudge.straight", **values)
    place = min(SIZES.index(current(SIZE)), len(SIZES) - 2)
    now, after = (write_number(float(error), 2) for error in errors.one_sided[place : place + 2])
    return text.text("graph.nudge.curved", now=now, next=after, **values)


def _show_errors(errors: Errors, text: Translator) -> None:
    chosen = SIZES.index(current(SIZE))
    alt = text.text(
        "graph.nudge.alt",
        node=st.session_state[NODE],
        size=write_number(SIZES[chosen]),
        error=write_number(float(errors.one_sided[chosen]), 2),
    )
    figure = build_error_figure(errors, chosen, text)
    show_chart("graph_errors", Chart(figure, alt, text.text("graph.nudge.caption")))
