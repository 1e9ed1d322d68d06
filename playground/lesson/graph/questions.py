"""The lesson's page on computation graphs: its cards together, and its questions."""

import numpy as np
import streamlit as st

from playground.app.lesson.following import follow_sliders
from playground.app.lesson.frame import fragment
from playground.app.lesson.questions import Answer, Question
from playground.graph import (
    GraphError,
    check_derivatives,
    choose_steps,
    compute_errors,
    compute_nudge,
    parse,
    share_out,
)
from playground.graph.numbers import write_number
from playground.lesson.graph import check_cards as graph_checks
from playground.lesson.graph.cards import (
    EXAMPLES,
    STEP,
    TEXT,
    name_in_address,
    show_error,
    show_expression,
    show_stage,
)
from playground.words.catalogue import Translator

_RISES = (1.0, 3.0, 6.0, 12.0)
_SLOPES = (1.0, 6.0, 7.0, 12.0)
_SHRINKS = {"same": 0, "ten": 1, "hundred": 2}
_LARGE, _SMALL = 0.01, 0.001


@fragment
def show_graph_cards(text: Translator) -> None:
    """Show the expression, its graph, the nudge and the check."""
    name_in_address()
    work = show_expression(text)
    with st.container(key="graph_stage"):
        if isinstance(work, GraphError):
            show_error(work, st.session_state[TEXT], text)
        else:
            show_stage(work, text)
    if isinstance(work, GraphError):
        return
    graph_checks.show_nudge_card(work, text)
    graph_checks.show_check_card(work, text)
    steps = len(choose_steps(work.graph))
    follow_sliders("graph", {STEP: (0, steps - 1), graph_checks.SIZE: list(graph_checks.SIZES)}, text)


def ask_questions(text: Translator) -> list[Question]:
    """Return the questions that end the page."""
    lesson, twice = EXAMPLES["lesson"].values, EXAMPLES["twice"].values
    given = {name: write_number(value) for name, value in lesson.items()}
    return [
        Question(
            "nudge",
            text.text("graph.questions.nudge", a=given["a"], b=given["b"], c=given["c"]),
            {write_number(rise): write_number(rise) for rise in _RISES},
            lambda: _raise_b(text),
        ),
        Question(
            "twice",
            text.text("graph.questions.twice", b=write_number(twice["b"])),
            {write_number(slope): write_number(slope) for slope in _SLOPES},
            lambda: _add_up(text),
        ),
        Question(
            "error",
            text.text("graph.questions.error", large=write_number(_LARGE), small=write_number(_SMALL)),
            {name: text.text(f"graph.questions.shrinks.{name}") for name in _SHRINKS},
            lambda: _shrink(text),
        ),
    ]


def _raise_b(text: Translator) -> Answer:
    graph, values = parse(EXAMPLES["lesson"].text), EXAMPLES["lesson"].values
    nudge = compute_nudge(graph, values, "b", 1.0)
    told = text.text(
        "graph.questions.nudge_told",
        derivative=write_number(graph.evaluate(values).derivatives["b"]),
        before=write_number(nudge.result_before),
        after=write_number(nudge.result_after),
    )
    return Answer(write_number(nudge.result_after - nudge.result_before), told)


def _add_up(text: Translator) -> Answer:
    graph, values = parse(EXAMPLES["twice"].text), EXAMPLES["twice"].values
    evaluation = graph.evaluate(values)
    parts = [
        write_number(evaluation.derivatives[share.consumer] * slope)
        for share in share_out(graph, evaluation, "b")
        for slope, of in zip(
            evaluation.slopes[share.consumer], graph.nodes[share.consumer].inputs, strict=True
        )
        if of == "b"
    ]
    check = check_derivatives(graph, values)["b"]
    told = text.text(
        "graph.questions.twice_told",
        sum=" + ".join(parts),
        derivative=write_number(evaluation.derivatives["b"]),
        difference=write_number(check.difference, 8) if check else "–",
    )
    return Answer(write_number(evaluation.derivatives["b"]), told)


def _shrink(text: Translator) -> Answer:
    example = EXAMPLES["neuron"]
    errors = compute_errors(parse(example.text), example.values, "w", np.array([_SMALL, _LARGE]))
    (after, before), (both_after, both_before) = errors.one_sided, errors.two_sided
    ratio = before / after
    powers = {power: name for name, power in _SHRINKS.items()}
    told = text.text(
        "graph.questions.error_told",
        before=write_number(float(before), 3),
        after=write_number(float(after), 3),
        ratio=write_number(float(ratio), 3),
        both=write_number(float(both_before / both_after), 3),
    )
    return Answer(powers[round(float(np.log10(ratio)))], told)
