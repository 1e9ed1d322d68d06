"""Loops and vectors side by side: the dot product, and the gradient over all samples."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from playground.datasets import Dataset
from playground.figures.vectorising import build_shapes_figure, build_timing_figure
from playground.forms import Array
from playground.i18n import Translator
from playground.lesson import vectorising
from playground.lesson.vectorising import (
    LESSON_LOOP,
    LESSON_SIZE,
    LESSON_VECTOR,
    SIZES,
    DotTiming,
    GradientTiming,
    make_samples,
    time_dots,
    time_gradients,
)
from playground.telling import dataset_name
from playground.ui.lesson.charts import Chart, show_chart
from playground.ui.lesson.following import current, follow_sliders
from playground.ui.lesson.measuring import show_measurement

SOURCE, SAMPLE = "vectorising_source", "vectorising_sample"
DEFAULTS: dict[str, Any] = {SOURCE: "lesson", SAMPLE: 1}
"""Every control of these cards, and its value when the page is first opened."""

_SOURCES = ("lesson", "pictures")


def show_dot_card(text: Translator) -> None:
    """Show the dot product as a loop and as one call, and time both over sizes."""
    st.markdown(text.text("vectorising.about"))
    codes, chart = st.columns([1, 1.5], gap="medium")
    with codes:
        st.code(read_source("dot_loop"), language="python", wrap_lines=True)
        st.code("np.dot(x, y)", language="python", wrap_lines=True)
        lesson = {"size": LESSON_SIZE, "loop": 1000 * LESSON_LOOP, "vector": 1000 * LESSON_VECTOR}
        st.markdown(text.text("vectorising.timing.lesson", **lesson))
    with chart:
        show_measurement(
            "vectorising_dots", _measure_dots, lambda found, running: _show_dots(found, running, text), text
        )


def show_gradient_card(dataset: Dataset, text: Translator) -> None:
    """Show the gradient as loops and as three lines, with the shapes as boxes, and time both."""
    st.subheader(text.text("vectorising.gradient.title"), divider="gray", anchor=False)
    st.segmented_control(
        text.text("vectorising.gradient.source"),
        _SOURCES,
        required=True,
        format_func=lambda source: _name_source(source, dataset, text),
        key=SOURCE,
        persist_state="session",
        on_change=_begin_anew,
        label_visibility="collapsed",
    )
    source = st.session_state[SOURCE]
    X, Y = make_samples() if source == "lesson" else (dataset.X_train, dataset.Y_train)
    loop, vector = st.columns(2, gap="medium")
    loop.code(read_source("gradient_of_sample"), language="python", wrap_lines=True)
    loop.caption(text.text("vectorising.gradient.loop", n=X.shape[0], m=X.shape[1], turns=2 * X.size))
    with vector:
        st.code(read_source("gradient_vectorised"), language="python", wrap_lines=True)
        _show_shapes(X.shape[0], X.shape[1], text)
    show_measurement(
        f"vectorising_{source}",
        lambda should_stop: _measure_gradients(X, Y, should_stop),
        lambda found, running: _show_gradients(found, running, text),
        text,
    )


def read_source(name: str) -> str:
    """Return the source of a function that is timed, as it is run."""
    return inspect.getsource(getattr(vectorising, name))


def _measure_dots(should_stop: Callable[[], bool]) -> Iterator[DotTiming]:
    return time_dots(SIZES, should_stop)


def _show_dots(found: list[DotTiming], running: bool, text: Translator) -> None:
    st.progress(len(found) / len(SIZES), _tell_progress(found, running, text))
    values = _tell_last(found, text)
    show_chart("vectorising_dots", Chart(build_timing_figure(found, text), values, values))


def _tell_progress(found: list[DotTiming], running: bool, text: Translator) -> str:
    if running:
        return text.text("vectorising.timing.running", size=SIZES[min(len(found), len(SIZES) - 1)])
    return text.text("vectorising.timing.done", count=len(found), total=len(SIZES))


def _tell_last(found: list[DotTiming], text: Translator) -> str:
    """Return what was measured at the lesson's size, or at the largest so far."""
    if not found:
        return text.text("vectorising.timing.nothing")
    shown = next((timing for timing in found if timing.size == LESSON_SIZE), found[-1])
    return text.text(
        "vectorising.timing.told",
        size=shown.size,
        loop=1000 * shown.loop,
        vector=1000 * shown.vector,
        ratio=shown.loop / shown.vector,
        difference=f"{max(timing.difference for timing in found):.1g}",
        repeats=shown.repeats,
    )


def _name_source(source: str, dataset: Dataset, text: Translator) -> str:
    if source == "lesson":
        return text.text("vectorising.gradient.samples")
    return dataset_name(dataset.name, text)


def _begin_anew() -> None:
    st.session_state[SAMPLE] = 1


@st.fragment
def _show_shapes(n: int, m: int, text: Translator) -> None:
    st.slider(text.text("vectorising.gradient.sample"), 1, m, key=SAMPLE, persist_state="session")
    alt = text.text("vectorising.gradient.shapes", n=n, m=m, sample=current(SAMPLE))
    show_chart("vectorising_shapes", Chart(build_shapes_figure(n, m, current(SAMPLE)), alt, alt))
    follow_sliders("vectorising", {SAMPLE: (1, m)})


def _measure_gradients(
    X: Array, Y: Array, should_stop: Callable[[], bool]
) -> Iterator[tuple[int, int] | GradientTiming]:
    """Yield how far the loop is, and last the times."""
    steps: list[tuple[int, int]] = []
    timing = time_gradients(X, Y, should_stop, lambda done, total: steps.append((done, total)))
    if timing is not None:
        yield timing


def _show_gradients(found: list[Any], running: bool, text: Translator) -> None:
    if running:
        st.markdown(text.text("vectorising.gradient.running"))
    elif not found:
        st.markdown(text.text("vectorising.gradient.nothing"))
    else:
        timing: GradientTiming = found[-1]
        st.markdown(
            text.text(
                "vectorising.gradient.told",
                loop=1000 * timing.loop,
                vector=1000 * timing.vector,
                ratio=timing.loop / timing.vector,
                difference=f"{timing.difference:.1g}",
            )
        )
