"""One neuron learns: one update step, and repeated ones."""

from collections.abc import Sequence

import streamlit as st

from playground.app.lesson.charts import Chart, show_chart
from playground.app.lesson.following import current, follow_sliders
from playground.app.lesson.frame import fragment
from playground.app.session.choices import HIDDEN, Between
from playground.lesson.backprop.cards import read_point
from playground.lesson.backprop.figures import build_loss_figure
from playground.lesson.backprop.mathematics import Point, compute_pass, descend
from playground.lesson.writing import choose_sign, write_latex, write_value
from playground.words.catalogue import Translator
from playground.words.numbers import write_digits

RATE, STEPS = "backprop_rate", "backprop_steps"
_RATES, _MOST_STEPS = (0.01, 2.0), 100
CONTROLS = (Between(RATE, _RATES, 0.1), Between(STEPS, (0, _MOST_STEPS), 1))
"""Every control of this card, with its value when the page is first opened."""


@fragment
def show_update_card(text: Translator) -> None:
    """Show the step that the gradients ask for, and where many of them lead."""
    st.header(text.text("backprop.update.title"), divider="gray", anchor=False)
    controls, chart = st.columns([1.15, 1], gap="medium")
    with controls:
        st.slider(text.text("backprop.update.rate"), *_RATES, step=0.01, key=RATE, persist_state="session")
        st.slider(text.text("backprop.update.steps"), 0, _MOST_STEPS, key=STEPS, persist_state="session")
        _show_moves(text)
        if st.session_state[HIDDEN]:
            st.caption(text.text("backprop.update.covered"))
            return
        points = descend(read_point(), current(RATE), current(STEPS))
        _show_table(points[0], points[-1], text)
    with chart:
        losses = [compute_pass(point).L for point in points]
        told = _tell_losses(losses, text)
        show_chart("backprop_loss", Chart(build_loss_figure(losses, text), told, told))
        _show_last_step(points, current(RATE), text)
    follow_sliders("backprop", {RATE: _RATES, STEPS: (0, _MOST_STEPS)}, text)


def _show_moves(text: Translator) -> None:
    with st.container(horizontal=True, key="backprop_update_moves"):
        for name, by in (("less", -1), ("more", 1), ("ten", 10)):
            st.button(
                text.text(f"backprop.update.moves.{name}"), key=f"backprop_{name}", on_click=_move, args=(by,)
            )
        st.button(
            text.text("backprop.update.moves.reset"),
            key="backprop_reset",
            on_click=_move,
            args=(-_MOST_STEPS,),
        )


def _move(by: int) -> None:
    st.session_state[STEPS] = min(max(st.session_state[STEPS] + by, 0), _MOST_STEPS)


def _show_last_step(points: Sequence[Point], rate: float, text: Translator) -> None:
    """Show the last step in numbers; where none is taken yet, the first one as it would be."""
    taken = len(points) - 1
    words = text.text("backprop.update.last", number=taken) if taken else text.text("backprop.update.first")
    st.markdown(words)
    st.latex(_formula(points[max(taken - 1, 0)], rate))


def _tell_losses(losses: Sequence[float], text: Translator) -> str:
    if len(losses) == 1:
        return text.text("backprop.update.still", loss=write_value(losses[0]))
    first, last = write_value(losses[0]), write_value(losses[-1])
    return text.text("backprop.update.alt", count=len(losses) - 1, first=first, last=last)


def _formula(point: Point, rate: float) -> str:
    """Return one update of w1 in numbers."""
    slope = compute_pass(point).dw1
    after = point.w1 - rate * slope
    about = choose_sign(point.w1, slope, after)
    numbers = rf"{write_latex(point.w1)} - {write_digits(rate, 6)} "
    numbers += rf"\cdot ({write_latex(slope)}) {about} {write_latex(after)}"
    rule = r"w_1 &:= w_1 - \alpha\,\frac{\partial L}{\partial w_1}"
    return rf"\begin{{aligned}} {rule} \\ &\phantom{{:}}{about} {numbers} \end{{aligned}}"


def _show_table(first: Point, last: Point, text: Translator) -> None:
    before, after = compute_pass(first), compute_pass(last)
    rows = [
        (f"${tex}$", getattr(first, name), getattr(last, name))
        for name, tex in (("w1", "w_1"), ("w2", "w_2"), ("b", "b"))
    ]
    rows += [(f"${name}$", getattr(before, name), getattr(after, name)) for name in ("z", "a", "L")]
    heads = [text.text(f"backprop.update.heads.{head}") for head in ("quantity", "before", "after")]
    lines = [heads, ["---", "---:", "---:"]]
    lines += [[name, write_value(old), write_value(new)] for name, old, new in rows]
    st.markdown("\n".join("| " + " | ".join(line) + " |" for line in lines))
