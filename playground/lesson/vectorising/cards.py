"""The page about vectorising: the dot product and the gradient, each as a loop and at once, measured now."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.app.lesson.charts import Chart, show_chart
from playground.app.lesson.following import current, follow_sliders
from playground.app.lesson.frame import fragment
from playground.app.lesson.tables import write_table
from playground.app.session.choices import Between, Setting
from playground.data.contents import Dataset
from playground.lesson.vectorising.durations import write_ratio, write_shape
from playground.lesson.vectorising.figures import build_dot_figure, build_gradient_boxes, is_in_proportion
from playground.lesson.vectorising.mathematics import (
    LESSON_DOT,
    LESSON_LOOP,
    LESSON_SIZE,
    SIZES,
    STRETCH,
    DotTiming,
    GradientTiming,
    Problem,
    compute_gradient,
    dot_loop,
    dot_numpy,
    follow_dot,
    follow_gradients,
    gradient_loop,
    gradient_vectorised,
    look_at_sample,
    make_lesson_problem,
    make_problem,
    read_code,
    sum_until,
)
from playground.lesson.vectorising.measuring import (
    Measurement,
    ran_out_of_memory,
    results_of,
    show_followed,
    start_measurement,
    was_stopped,
)
from playground.lesson.writing import write_difference
from playground.study.telling import dataset_name
from playground.words.catalogue import Translator, join_sentences
from playground.words.numbers import write_seconds

DATA = ("lesson", "pictures")
VIEWS = ("loop", "vectorised")
_MOST_SAMPLES = 10**6
CONTROLS = (
    Setting("vectorising_data", DATA, DATA[0]),
    Setting("vectorising_view", VIEWS, VIEWS[0]),
    Between("vectorising_sample_lesson", (1, _MOST_SAMPLES), 4),
    Between("vectorising_sample_pictures", (1, _MOST_SAMPLES), 100),
)

_DOT, _GRADIENT = "vectorising_dot", "vectorising_gradient"
_BYTES = 8  # of a number


# --- The dot product ------------------------------------------------------------------------------


def show_dot_card(text: Translator) -> None:
    """Show the dot product as a loop and as np.dot, and measure both over many sizes."""
    st.header(text.text("vectorising.dot.title"), divider="gray")
    st.markdown(text.text("vectorising.dot.about"))
    _show_codes({"loop": dot_loop, "numpy": dot_numpy}, text)
    with st.container(key="screen_vectorising_dot"):
        show_followed(_DOT, "dot", partial(_show_dot, text=text))


def _show_codes(functions: dict[str, Callable[..., object]], text: Translator) -> DeltaGenerator:
    """Show functions side by side, and return the place under the last one."""
    for column, (name, function) in zip(st.columns(len(functions)), functions.items(), strict=True):
        place = column.container(gap="xsmall")
        place.markdown(f"**{text.text(f'vectorising.code.{name}')}**")
        place.code(read_code(function), language="python")
    return place


def _show_dot(measurement: Measurement[DotTiming] | None, text: Translator) -> None:
    timings = results_of(measurement)
    _show_run(
        "dot",
        measurement,
        start=lambda: start_measurement(_DOT, "dot", lambda watch: follow_dot(watch=watch)),
        running=text.text("vectorising.dot.running", done=len(timings), total=len(SIZES)),
        told=_tell_dot(measurement, text),
        text=text,
    )
    chart, table = st.columns([0.55, 0.45], vertical_alignment="center")
    with chart:
        show_chart("vectorising_dot", Chart(build_dot_figure(timings, text), _describe_dot(timings, text)))
    table.html(_write_dot_table(timings, text))
    with st.container(key="vectorising_dot_notes"):
        st.caption(join_sentences(_note_dot(timings, text)))


def _show_run(
    name: str,
    measurement: Measurement[Any] | None,
    *,
    start: Callable[[], None],
    running: str,
    told: str,
    text: Translator,
) -> None:
    """Show the button that starts and stops a measurement, and beside it how far it is, or what it found.

    It stays the same button, also of the same type, so that the keyboard stays on it.
    """
    under_way = measurement is not None and measurement.running
    label = "stop" if under_way else "again" if measurement else "start"
    with st.container(key=f"vectorising_{name}_run"):
        button, beside = st.columns([0.19, 0.81], vertical_alignment="center")
    button.button(
        text.text(f"vectorising.run.{label}"),
        key=f"vectorising_{name}_button",
        icon=":material/stop_circle:" if under_way else ":material/timer:",
        type="primary",
        width="stretch",
        on_click=measurement.stop if measurement and under_way else start,
    )
    if measurement and under_way:
        said = running if measurement.total else text.text("vectorising.run.waiting")
        beside.progress(min(1.0, measurement.done), said)
    else:
        beside.markdown(told)


def _tell_dot(measurement: Measurement[DotTiming] | None, text: Translator) -> str:
    """Tell what was found for as many numbers as the lesson had."""
    if measurement is None:
        return text.text("vectorising.dot.idle", count=len(SIZES), low=SIZES[0], high=SIZES[-1])
    if not measurement.running and ran_out_of_memory(measurement):
        return text.text("vectorising.run.memory")
    told = [
        _tell_lesson_size(timing, text) for timing in results_of(measurement) if timing.size == LESSON_SIZE
    ]
    if was_stopped(measurement):
        done = len(results_of(measurement))
        told.insert(0, text.text("vectorising.dot.stopped", done=done, total=len(SIZES)))
    return join_sentences(told)


def _tell_lesson_size(timing: DotTiming, text: Translator) -> str:
    return text.text(
        "vectorising.dot.found",
        size=timing.size,
        loop=write_seconds(timing.loop.seconds),
        dot=write_seconds(timing.dot.seconds),
        ratio=write_ratio(timing.ratio),
        lesson_loop=write_seconds(LESSON_LOOP),
        lesson_dot=write_seconds(LESSON_DOT),
        lesson_ratio=write_ratio(LESSON_LOOP / LESSON_DOT),
    )


def _describe_dot(timings: Sequence[DotTiming], text: Translator) -> str:
    if not timings:
        return text.text(
            "vectorising.dot.alt_empty",
            size=LESSON_SIZE,
            loop=write_seconds(LESSON_LOOP),
            dot=write_seconds(LESSON_DOT),
        )
    low, high = _extremes(timings)
    return text.text("vectorising.dot.alt", count=len(timings), **low, **high)


def _extremes(timings: Sequence[DotTiming]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return where the loop takes least, and where it takes most times as long."""
    least, most = min(timings, key=lambda each: each.ratio), max(timings, key=lambda each: each.ratio)
    return (
        {"least_size": least.size, "least": write_ratio(least.ratio)},
        {"most_size": most.size, "most": write_ratio(most.ratio)},
    )


def _note_dot(timings: Sequence[DotTiming], text: Translator) -> Iterator[str]:
    """Yield what is to be known about the numbers: are they the same, where is the gap, how was it timed."""
    if timings:
        largest = max(timing.difference for timing in timings)
        yield text.text("vectorising.dot.same", difference=write_difference(largest))
        low, high = _extremes(timings)
        yield text.text("vectorising.dot.gap", **low, **high)
    yield text.text("vectorising.dot.why", size=SIZES[-1], megabytes=2 * _BYTES * SIZES[-1] / 1e6)
    yield text.text("vectorising.dot.how", stretch=STRETCH)


def _write_dot_table(timings: Sequence[DotTiming], text: Translator) -> str:
    """Return the table of all sizes; those that are not measured yet keep their lines."""
    found = {timing.size: timing for timing in timings}
    rows = [_dot_row(size, found.get(size)) for size in SIZES]
    heads = [text.text(f"vectorising.dot.table.{key}") for key in ("size", "loop", "dot", "ratio", "runs")]
    return write_table(heads, rows, "np-vectorising-times")


def _dot_row(size: int, timing: DotTiming | None) -> list[str]:
    if timing is None:
        return [f"{size:,}", *["–"] * 4]
    return [
        f"{size:,}",
        write_seconds(timing.loop.seconds),
        write_seconds(timing.dot.seconds),
        f"{write_ratio(timing.ratio)} ×",
        f"{timing.loop.repetitions} · {timing.dot.repetitions}",
    ]


# --- The gradient ---------------------------------------------------------------------------------


def show_gradient_card(dataset: Dataset, text: Translator) -> None:
    """Show the gradient as a loop and at once, measure both, and draw what one iteration touches."""
    st.header(text.text("vectorising.gradient.title"), divider="gray")
    st.markdown(text.text("vectorising.gradient.about"))
    problems = {"lesson": make_lesson_problem(), "pictures": make_problem(dataset.X_train, dataset.Y_train)}
    names = {
        "lesson": text.text("vectorising.gradient.data.lesson"),
        "pictures": dataset_name(dataset.name, text),
    }
    last = _show_codes({"loop": gradient_loop, "vectorised": gradient_vectorised}, text)
    last.caption(text.text("vectorising.gradient.reading"))
    with st.container(key="screen_vectorising_gradient"):
        show_followed(
            _GRADIENT, dataset.fingerprint, partial(_show_times, dataset, problems, names, text=text)
        )
    _show_boxes(problems, names, text)


def _show_times(
    dataset: Dataset,
    problems: dict[str, Problem],
    names: dict[str, str],
    measurement: Measurement[GradientTiming] | None,
    text: Translator,
) -> None:
    timings = results_of(measurement)
    _show_run(
        "gradient",
        measurement,
        start=lambda: start_measurement(
            _GRADIENT, dataset.fingerprint, partial(follow_gradients, list(problems.values()))
        ),
        running=text.text(
            "vectorising.gradient.running",
            percent=int(100 * measurement.done) if measurement else 0,
        ),
        told=_tell_gradient(measurement, problems, text),
        text=text,
    )
    keys = ("data", "shape", "loop", "vectorised", "ratio", "difference")
    heads = [text.text(f"vectorising.gradient.table.{key}") for key in keys]
    rows = [
        [
            names[key],
            write_shape(problem.X.shape),
            *_gradient_row(timings[number] if number < len(timings) else None),
        ]
        for number, (key, problem) in enumerate(problems.items())
    ]
    with st.container(key="vectorising_times"):
        st.html(write_table(heads, rows, "np-vectorising-times"))


def _gradient_row(timing: GradientTiming | None) -> list[str]:
    if timing is None:
        return ["–"] * 4
    return [
        write_seconds(timing.loop.seconds),
        write_seconds(timing.vectorised.seconds),
        f"{write_ratio(timing.ratio)} ×",
        write_difference(timing.difference),
    ]


def _tell_gradient(
    measurement: Measurement[GradientTiming] | None, problems: dict[str, Problem], text: Translator
) -> str:
    X = problems["pictures"].X
    if measurement is None:
        return text.text("vectorising.gradient.idle", products=2 * X.size)
    if not measurement.running and ran_out_of_memory(measurement):
        return text.text("vectorising.run.memory")
    if was_stopped(measurement):
        return text.text("vectorising.gradient.stopped")
    if len(results_of(measurement)) < len(problems):
        return ""
    few, many = results_of(measurement)
    return text.text(
        "vectorising.gradient.found",
        few=few.n_samples,
        few_ratio=write_ratio(few.ratio),
        many=many.n_samples,
        many_ratio=write_ratio(many.ratio),
        repetitions=many.loop.repetitions,
    )


@fragment
def _show_boxes(problems: dict[str, Problem], names: dict[str, str], text: Translator) -> None:
    """Draw the arrays of a problem, and what one iteration of the loop touches, or the product at once."""
    with st.container(key="screen_vectorising_boxes", gap="xsmall"):
        choices = st.columns([0.35, 0.35, 0.3], vertical_alignment="bottom")
        with choices[0]:
            _choose("data", DATA, names.__getitem__, text)
        with choices[1]:
            _choose("view", VIEWS, lambda view: text.text(f"vectorising.gradient.views.{view}"), text)
        data, view = st.session_state["vectorising_data"], st.session_state["vectorising_view"]
        problem = problems[data]
        key, last = f"vectorising_sample_{data}", problem.n_samples
        with choices[2]:
            if not 1 <= st.session_state[key] <= last:
                st.session_state[key] = last
            st.slider(
                text.text("vectorising.gradient.sample"),
                min_value=1,
                max_value=last,
                key=key,
                disabled=view == "vectorised",
                persist_state="session",
            )
        i = int(current(key)) - 1 if view == "loop" else None
        _draw_boxes(problem, i, text)
    follow_sliders("vectorising", {key: (1, last)}, text)


def _choose(name: str, options: Sequence[str], name_of: Callable[[str], str], text: Translator) -> None:
    st.segmented_control(
        text.text(f"vectorising.gradient.choose.{name}"),
        options,
        required=True,
        format_func=name_of,
        key=f"vectorising_{name}",
        width="stretch",
        wrap=False,
        persist_state="session",
    )


def _draw_boxes(problem: Problem, i: int | None, text: Translator) -> None:
    gradient = compute_gradient(problem) if i is None else sum_until(problem, i)
    n, m = problem.n_features, problem.n_samples
    with st.container(key="vectorising_formula"):
        st.latex(_write_formula(problem, i, gradient.db))
    caption = text.text(
        "vectorising.gradient.proportion" if is_in_proportion(problem) else "vectorising.gradient.logarithm",
        ratio=n / m,
    )
    if i is None:
        alt = text.text("vectorising.gradient.alt_all", n=n, m=m)
    else:
        alt = text.text("vectorising.gradient.alt_one", n=n, m=m, number=i + 1)
    figure = build_gradient_boxes(problem, gradient, i, text)
    show_chart("vectorising_boxes", Chart(figure, alt, join_sentences([alt, caption])))


def _write_formula(problem: Problem, i: int | None, db: float) -> str:
    """Return the formulas of one iteration, or of all at once, with their numbers."""
    m = problem.n_samples
    if i is None:
        mean = rf"\tfrac{{1}}{{{m}}}"
        return rf"dZ = A - Y \qquad dW = {mean}\, X\, dZ^T \qquad db = {mean} \sum dZ = {db:.4f}"
    sample = look_at_sample(problem, i)
    at = f"^{{({i + 1})}}"
    return (
        rf"z{at} = w^T x{at} + b = {sample.z:.4f} \quad\; a{at} = \sigma(z{at}) = {sample.a:.4f} \quad\; "
        rf"dz{at} = a{at} - y{at} = {sample.a:.4f} - {sample.y:.0f} = {sample.dz:.4f}"
    )
