"""The computation graph's derivatives, looked at from outside: the nudge, and the check of all of them."""

import math

import numpy as np
import streamlit as st

from playground.app.lesson.charts import Chart, show_chart
from playground.app.lesson.following import current
from playground.app.session.choices import HIDDEN, Setting, Typed
from playground.graph import GraphError, Nudge, check_derivatives, compute_errors, compute_nudge
from playground.graph.checking import Errors
from playground.graph.numbers import is_rounded, write_latex_number, write_number
from playground.graph.tokens import MAX_LENGTH
from playground.graph.writing import APPROXIMATELY, equals, write_derivative, write_formula, write_name
from playground.lesson.graph.cards import EXAMPLES, Work, choose_example
from playground.lesson.graph.nudge import build_error_figure
from playground.words.catalogue import Translator, join_sentences

NODE, SIZE = "graph_node", "graph_nudge"
SIZES = tuple(float(f"1e-{power}") for power in range(12, -1, -1))
CONTROLS = (Typed(NODE, range(MAX_LENGTH + 1), "v"), Setting(SIZE, SIZES, 0.001))
_DIGITS = 10  # of a quotient
_SHORT = 26  # letters of two numbers that fit above each other's difference


def show_nudge_card(work: Work, text: Translator) -> None:
    """Let a node be nudged: the difference quotient beside the derivative, and how the error shrinks."""
    st.header(text.text("graph.nudge.title"), divider="gray")
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
    st.header(text.text("graph.check.title"), divider="gray")
    if st.session_state[HIDDEN]:
        st.caption(text.text("lesson.questions.hidden"))
        return
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
        _write_nudge(nudge, name, result, errors.derivative)
        off = write_number(abs(nudge.quotient - errors.derivative), 2)
        st.markdown(
            join_sentences([text.text("graph.nudge.error", error=off), _tell_shape(work, errors, text)])
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(text.text("graph.nudge.try"), width="content")
        for example in ("lesson", "neuron"):
            st.button(
                EXAMPLES[example].text, key=f"graph_try_{example}", on_click=choose_example, args=(example,)
            )


def _write_nudge(nudge: Nudge, name: str, result: str, derivative: float) -> None:
    """Write what moves how far, the quotient of both, and the derivative."""
    st.latex(_write_move(name, nudge.before, nudge.after, nudge.size))
    st.latex(_write_move(result, nudge.result_before, nudge.result_after, nudge.size))
    before, after = (_write_place(v, nudge.size) for v in (nudge.result_before, nudge.result_after))
    quotient = rf"\frac{{\Delta {write_name(result)}}}{{\Delta {write_name(name)}}}"
    if len(before + after) <= _SHORT:
        rounded = any(
            is_rounded(v, _digits(v, nudge.size)) for v in (nudge.result_before, nudge.result_after)
        )
        sign = APPROXIMATELY if rounded else "="
        quotient += rf" {sign} \frac{{{after} - {before}}}{{{write_latex_number(nudge.size)}}}"
    st.latex(f"{quotient} {equals(nudge.quotient, _DIGITS)}")
    st.latex(f"{write_derivative(result, name)} {equals(derivative, _DIGITS)}")


def _write_move(name: str, before: float, after: float, size: float) -> str:
    ends = [_write_place(value, size).removeprefix("(").removesuffix(")") for value in (before, after)]
    return rf"{write_name(name)}:\; {ends[0]} \to {ends[1]}"


def _write_place(value: float, size: float) -> str:
    return write_latex_number(value, _digits(value, size))


def _digits(value: float, size: float) -> int:
    """Return the digits of a value that show a nudge of it to four digits, as many as the quotient has at
    least; the machine has 15.
    """
    return min(15, max(_DIGITS, math.ceil(math.log10(max(abs(value), size)) - math.log10(size)) + 4))


def _tell_shape(work: Work, errors: Errors, text: Translator) -> str:
    """Return why the quotient is right at once, or how its error shrinks."""
    values = {"result": work.graph.result, "node": st.session_state[NODE]}
    if errors.straight:
        return text.text("graph.nudge.straight", **values)
    sizes = np.array([current(SIZE) / 10, current(SIZE)])
    smaller, now = compute_errors(work.graph, work.values, st.session_state[NODE], sizes).one_sided.tolist()
    if math.isnan(smaller):
        return text.text("graph.nudge.bends", **values)
    return text.text("graph.nudge.curved", now=write_number(now, 2), next=write_number(smaller, 2), **values)


def _show_errors(errors: Errors, text: Translator) -> None:
    chosen = SIZES.index(current(SIZE))
    error = float(errors.one_sided[chosen])
    alt = text.text(
        "graph.nudge.alt",
        node=st.session_state[NODE],
        size=write_number(SIZES[chosen]),
        error=write_number(error, 2) if math.isfinite(error) else "–",
    )
    figure = build_error_figure(errors, chosen, text)
    show_chart("graph_errors", Chart(figure, alt, text.text("graph.nudge.caption")))
