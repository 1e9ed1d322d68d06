"""One neuron forward and back: its graph, and the derivation of a - y."""

import streamlit as st

from playground.app.lesson.charts import Chart, show_chart
from playground.app.session.choices import HIDDEN, Between, Setting
from playground.lesson.backprop.figures import build_neuron_figure, build_sigmoid_figure, describe_point
from playground.lesson.backprop.mathematics import LIMIT, Pass, Point, compute_pass, sigmoid
from playground.lesson.writing import choose_sign, write_latex, write_value
from playground.words.catalogue import Translator

_FIELDS = ("x1", "x2", "w1", "w2", "b")
_LABELS = {"x1": "x₁", "x2": "x₂", "w1": "w₁", "w2": "w₂", "b": "b"}
# Every step of the derivation in letters; the braces at the end are for the numbers.
_FORMULAS = {
    "forward": r"z = w_1 x_1 + w_2 x_2 + b{}",
    "loss_slope": r"\frac{{\partial L}}{{\partial a}} = -\frac{{y}}{{a}} + \frac{{1 - y}}{{1 - a}}{}",
    "sigmoid_slope": r"\frac{{\partial a}}{{\partial z}} = a\,(1 - a){}",
    "chain": r"\frac{{\partial L}}{{\partial z}} = \left(-\frac{{y}}{{a}} + \frac{{1 - y}}{{1 - a}}\right)"
    r" a\,(1 - a) = -y\,(1 - a) + (1 - y)\,a{}",
    "simple": r"\frac{{\partial L}}{{\partial z}} = a - y{}",
}
STEP = "backprop_step"
CONTROLS = (
    *(Between(f"backprop_{name}", (-LIMIT, LIMIT), getattr(Point(), name)) for name in _FIELDS),
    Setting("backprop_y", (0, 1), 1),
    Between(STEP, (0, len(_FORMULAS) - 1), 0),
)
"""Every control of these cards, with its value when the page is first opened."""


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
            -LIMIT,
            LIMIT,
            step=0.5,
            format="%.4g",
            key=f"backprop_{name}",
            persist_state="session",
        )
    fields[2].segmented_control(
        "y", (0, 1), required=True, key="backprop_y", persist_state="session", width="stretch"
    )
    point, values = read_point(), _uncovered_pass()
    caption = text.text("backprop.graph.caption" if values else "backprop.graph.caption_covered")
    show_chart(
        "backprop_graph", Chart(build_neuron_figure(point, values), describe_point(values, text), caption)
    )


def show_derivation_card(text: Translator) -> None:
    """Derive dz = a - y one step at a time, with the sigmoid at the present z."""
    st.header(text.text("backprop.derivation.title"), divider="gray", anchor=False)
    words, chart = st.columns([1.15, 1], gap="medium")
    point, values = read_point(), _uncovered_pass()
    with words:
        _show_moves(text)
        with st.container(key="backprop_told", gap="small"):
            for name in list(_FORMULAS)[: st.session_state[STEP] + 1]:
                _show_step(name, point, values, text)
    with chart:
        show_chart("backprop_sigmoid", _draw_sigmoid(values, text))


def _uncovered_pass() -> Pass | None:
    """Return what the neuron on the page computes; None while a teacher hides the answers."""
    return None if st.session_state[HIDDEN] else compute_pass(read_point())


def _draw_sigmoid(values: Pass | None, text: Translator) -> Chart:
    if values is None:
        told = text.text("backprop.sigmoid.covered")
        return Chart(build_sigmoid_figure(None, text), told, told)
    alt = text.text(
        "backprop.sigmoid.alt",
        z=write_value(values.z),
        a=write_value(values.a),
        slope=write_value(_slope(values.z)),
    )
    return Chart(build_sigmoid_figure(values.z, text), alt, text.text("backprop.sigmoid.caption"))


def _show_moves(text: Translator) -> None:
    step = st.session_state[STEP]
    with st.container(horizontal=True, key="backprop_moves"):
        for name, move, blocked in (
            ("back", -1, step == 0),
            ("next", 1, step == len(_FORMULAS) - 1),
        ):
            st.button(
                text.text(f"backprop.derivation.moves.{name}"),
                key=f"backprop_{name}",
                disabled=blocked,
                on_click=_move,
                args=(move,),
            )
        st.markdown(text.text("backprop.derivation.step", step=step + 1, count=len(_FORMULAS)))


def _move(by: int) -> None:
    st.session_state[STEP] = min(max(st.session_state[STEP] + by, 0), len(_FORMULAS) - 1)


def _show_step(name: str, point: Point, values: Pass | None, text: Translator) -> None:
    st.markdown(text.text(f"backprop.derivation.steps.{name}"))
    numbers = _write_numbers(point, values)[name] if values else ""
    st.latex(_FORMULAS[name].format(numbers))


def _write_numbers(point: Point, values: Pass) -> dict[str, str]:
    """Return what stands after the letters of each step, with the page's numbers."""
    a, rest = write_latex(values.a), write_latex(sigmoid(-values.z))  # 1 - a, without losing digits
    about = choose_sign(values.a)
    return {
        "forward": rf" {choose_sign(values.z)} {write_latex(values.z)}, \quad a = \sigma(z) {about} {a}",
        "loss_slope": f" {choose_sign(values.da)} {write_latex(values.da)}",
        "sigmoid_slope": rf" {about} {a} \cdot {rest} {about} {write_latex(_slope(values.z))}",
        "chain": "",
        "simple": f" {about} {a} - {point.y:.0f} {about} {write_latex(values.dz)}",
    }


def _slope(z: float) -> float:
    return sigmoid(z) * sigmoid(-z)
