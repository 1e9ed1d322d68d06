"""One neuron forward and back: its graph, and the derivation of a - y."""

from typing import Any

import streamlit as st

from playground.figures.backprop import build_neuron_figure, build_sigmoid_figure, describe_point
from playground.i18n import Translator
from playground.lesson.backprop import Pass, Point, compute_pass, sigmoid
from playground.lesson.writing import write_latex, write_value
from playground.ui.lesson.charts import Chart, show_chart

_LIMIT = 20.0
_FIELDS = ("x1", "x2", "w1", "w2", "b")
_LABELS = {"x1": "$x_1$", "x2": "$x_2$", "w1": "$w_1$", "w2": "$w_2$", "b": "$b$"}
_STEPS = ("forward", "loss_slope", "sigmoid_slope", "chain", "simple")
STEP = "backprop_step"
DEFAULTS: dict[str, Any] = {
    **{f"backprop_{name}": getattr(Point(), name) for name in _FIELDS},
    "backprop_y": 1,
    STEP: 0,
}
"""Every control of these cards, and its value when the page is first opened."""


def read_point() -> Point:
    """Return the neuron and the sample that the controls say."""
    values = {name: float(st.session_state[f"backprop_{name}"]) for name in (*_FIELDS, "y")}
    return Point(**values)


def show_pass_card(text: Translator) -> None:
    """Show the six numbers, and the graph with all that follows from them."""
    st.markdown(text.text("backprop.about"))
    fields = st.columns([1, 1, 1.3, 1, 1, 1])
    for place, name in zip((fields[0], fields[1], *fields[3:]), _FIELDS, strict=True):
        place.number_input(
            _LABELS[name],
            -_LIMIT,
            _LIMIT,
            step=0.5,
            format="%.4g",
            key=f"backprop_{name}",
            persist_state="session",
        )
    fields[2].segmented_control(
        "$y$", (0, 1), required=True, key="backprop_y", persist_state="session", width="stretch"
    )
    point = read_point()
    values = compute_pass(point)
    chart = Chart(
        build_neuron_figure(point, values),
        describe_point(point, values, text),
        text.text("backprop.graph.caption"),
    )
    show_chart("backprop_graph", chart)


def show_derivation_card(text: Translator) -> None:
    """Derive dz = a - y one step at a time, with the sigmoid at the present z."""
    st.subheader(text.text("backprop.derivation.title"), divider="gray", anchor=False)
    words, chart = st.columns([1.15, 1], gap="medium")
    point = read_point()
    values = compute_pass(point)
    with words:
        _show_moves(text)
        with st.container(key="backprop_told", gap=None):
            for number in range(st.session_state[STEP] + 1):
                _show_step(_STEPS[number], point, values, text)
    with chart:
        alt = text.text(
            "backprop.sigmoid.alt",
            z=write_value(values.z),
            a=write_value(values.a),
            slope=write_value(_slope(values.z)),
        )
        caption = text.text("backprop.sigmoid.caption")
        show_chart("backprop_sigmoid", Chart(build_sigmoid_figure(values.z, text), alt, caption))


def _show_moves(text: Translator) -> None:
    step = st.session_state[STEP]
    with st.container(horizontal=True, key="backprop_moves"):
        for name, move, blocked in (
            ("back", -1, step == 0),
            ("next", 1, step == len(_STEPS) - 1),
        ):
            st.button(
                text.text(f"backprop.derivation.moves.{name}"),
                key=f"backprop_{name}",
                disabled=blocked,
                on_click=_move,
                args=(move,),
            )
        st.markdown(text.text("backprop.derivation.step", step=step + 1, count=len(_STEPS)))


def _move(by: int) -> None:
    st.session_state[STEP] = min(max(st.session_state[STEP] + by, 0), len(_STEPS) - 1)


def _show_step(name: str, point: Point, values: Pass, text: Translator) -> None:
    st.markdown(text.text(f"backprop.derivation.steps.{name}"))
    st.latex(_formula(name, point, values))


def _formula(name: str, point: Point, values: Pass) -> str:
    """Return the line of a step: in letters, and with the page's numbers."""
    y, a = f"{point.y:.0f}", write_latex(values.a)
    rest = write_latex(sigmoid(-values.z))  # 1 - a, without losing digits
    if name == "forward":
        return rf"z = w_1 x_1 + w_2 x_2 + b = {write_latex(values.z)}, \quad a = \sigma(z) = {a}"
    if name == "loss_slope":
        letters = r"\frac{\partial L}{\partial a} = -\frac{y}{a} + \frac{1 - y}{1 - a}"
        return letters + rf" = {_loss_slope(point, values)}"
    if name == "sigmoid_slope":
        letters = r"\frac{\partial a}{\partial z} = a\,(1 - a)"
        return letters + rf" = {a} \cdot {rest} = {write_latex(_slope(values.z))}"
    if name == "chain":
        product = r"\left(-\frac{y}{a} + \frac{1 - y}{1 - a}\right) a\,(1 - a)"
        return rf"\frac{{\partial L}}{{\partial z}} = {product} = -y\,(1 - a) + (1 - y)\,a"
    return rf"\frac{{\partial L}}{{\partial z}} = a - y = {a} - {y} = {write_latex(values.dz)}"


def _loss_slope(point: Point, values: Pass) -> str:
    """Return dL/da in numbers: only one of its two terms is not zero."""
    chance = sigmoid(values.z) if point.y == 1 else sigmoid(-values.z)
    return write_latex(-1 / chance if point.y == 1 else 1 / chance)


def _slope(z: float) -> float:
    return sigmoid(z) * sigmoid(-z)
