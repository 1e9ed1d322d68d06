"""The page that walks through the classifier: the run, its controls, the program beside the numbers."""

import html
from collections.abc import Callable

import streamlit as st

from playground.app.browser.sheets import publish_picture
from playground.app.lesson.charts import show_chart
from playground.app.lesson.following import current, follow_sliders
from playground.app.lesson.frame import fragment
from playground.app.lesson.questions import show_questions
from playground.app.session.choices import MAX_ITERATIONS, Between, Setting
from playground.app.shell.navigation import LESSON, show_link
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun
from playground.lesson.classifier.mathematics import Place, compute_update, pass_picture
from playground.lesson.classifier.program import STEPS, build_program
from playground.lesson.classifier.questions import list_questions
from playground.lesson.classifier.steps import Walk, build_step, list_values
from playground.lesson.writing import write_value
from playground.study.telling import dataset_name
from playground.words.catalogue import Translator

HALVES = ("train", "test")
_MOST_PICTURES, _MOST_PIXELS = 10**6, 10**4
CONTROLS = (
    Setting("classifier_step", STEPS, STEPS[0]),
    Setting("classifier_half", HALVES, HALVES[0]),
    Between("classifier_train", (1, _MOST_PICTURES), 26),
    Between("classifier_test", (1, _MOST_PICTURES), 1),
    Between("classifier_iteration", (0, MAX_ITERATIONS), 500),
    Between("classifier_row", (0, _MOST_PIXELS), 25),
    Between("classifier_column", (0, _MOST_PIXELS), 30),
)
"""The page's controls, and where they begin: picture 26 of the photos is the lesson's own example."""

_WITH_PICTURE = ("column", "scale")
"""The steps whose chart shows the picture: a click chooses the pixel."""

_EXPLAINED = {
    "column": ("vectorising",),
    "scale": ("descent",),
    "z": ("vectorising",),
    "a": ("backprop",),
    "cost": ("backprop", "descent"),
    "gradient": ("backprop", "graph"),
    "update": ("descent",),
    "loop": ("descent", "vectorising"),
}
"""The pages of the lesson that explain each step."""


@fragment
def show_walk(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Show the walk: its controls, the steps, the program and the step that is chosen, and the questions."""
    with st.container(key="classifier_walk", gap="xsmall"):
        limits = _show_controls(dataset, run, text)
        _show_steps(text)
        walk = _build_walk(dataset, run)
        step = st.session_state["classifier_step"]
        program, shown = st.columns([0.475, 0.525], gap="medium")
        with program, st.container(gap="xsmall"):
            _show_picture(walk, text)
            st.html(build_program(step, list_values(walk, text), text))
        with shown, st.container(gap="xsmall"):
            _show_step(step, walk, text)
    show_run_note(dataset, run, text)
    show_questions("classifier", list_questions(walk, text), text)
    follow_sliders("classifier", limits, text)


def show_run_note(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Say which run the numbers are of, and where to choose another."""
    with st.container(key="classifier_run", horizontal=True, vertical_alignment="center"):
        st.markdown(
            text.text(
                "classifier.run",
                rate=run.learning_rate,
                count=run.num_iterations,
                pictures=dataset_name(dataset.name, text),
            )
        )
        show_link("playground", text.text("classifier.change"))


def _show_controls(dataset: Dataset, run: TrainingRun, text: Translator) -> dict[str, tuple[int, int]]:
    """Show the controls and return the limits of the sliders."""
    half = st.session_state["classifier_half"]
    counts = {"train": dataset.train_labels.size, "test": dataset.test_labels.size}
    height, width, _ = dataset.picture_shape
    sliders = {
        f"classifier_{half}": (1, counts[half]),
        "classifier_iteration": (0, run.num_iterations),
        "classifier_row": (0, height - 1),
        "classifier_column": (0, width - 1),
    }
    places = st.columns([1.25, 1.5, 1.5, 1, 1], gap="small")
    places[0].segmented_control(
        text.text("classifier.half.label"),
        HALVES,
        required=True,
        format_func=lambda option: text.text(f"classifier.half.options.{option}"),
        key="classifier_half",
        width="stretch",
        wrap=False,
        persist_state="session",
    )
    for place, (key, (low, high)) in zip(places[1:], sliders.items(), strict=True):
        with place:
            _show_slider(key, low, high, text)
    return {key: (low, high) for key, (low, high) in sliders.items() if low < high}


def _show_slider(key: str, low: int, high: int, text: Translator) -> None:
    """Show a slider; where there is nothing to choose, show the only value."""
    value = st.session_state[key]
    # Only where it must be: a value that is written goes to the browser, over one that is on its way here.
    if not low <= value <= high:
        st.session_state[key] = min(max(value, low), high)
    label = text.text(f"classifier.sliders.{key.removeprefix('classifier_')}")
    if low < high:
        st.slider(label, min_value=low, max_value=high, key=key, format="%,d", persist_state="session")
    else:
        st.markdown(f"{label}: {low:,}")


def _show_steps(text: Translator) -> None:
    """Show the way through the steps: back, every step, forward."""
    position = STEPS.index(st.session_state["classifier_step"])
    with st.container(key="classifier_steps", horizontal=True, vertical_alignment="center", gap="small"):
        _show_way(text.text("classifier.steps.back"), "Left", position - 1)
        st.segmented_control(
            text.text("classifier.steps.label"),
            STEPS,
            required=True,
            format_func=lambda name: f"{STEPS.index(name) + 1} {text.text(f'classifier.{name}.short')}",
            key="classifier_step",
            label_visibility="collapsed",
            width="stretch",
            wrap=False,
            persist_state="session",
        )
        _show_way(text.text("classifier.steps.forward"), "Right", position + 1)


def _show_way(label: str, shortcut: str, to: int) -> None:
    there = 0 <= to < len(STEPS)
    st.button(
        label,
        key=f"classifier_{shortcut.lower()}",
        shortcut=shortcut,
        disabled=not there,
        on_click=_go_to,
        args=(STEPS[to] if there else "",),
    )


def _go_to(step: str) -> None:
    st.session_state["classifier_step"] = step


def _build_walk(dataset: Dataset, run: TrainingRun) -> Walk:
    """Compute everything for where the controls are."""
    half = st.session_state["classifier_half"]
    number = int(current(f"classifier_{half}")) - 1
    X, Y = (dataset.X_train, dataset.Y_train) if half == "train" else (dataset.X_test, dataset.Y_test)
    update = compute_update(run, int(current("classifier_iteration")))
    x, y = X[:, number], float(Y[0, number])
    return Walk(
        dataset=dataset,
        run=run,
        half=half,
        number=number,
        place=Place(int(current("classifier_row")), int(current("classifier_column")), 0),
        update=update,
        before=pass_picture(update.before, x, y),
        after=pass_picture(update.after, x, y),
    )


def _show_picture(walk: Walk, text: Translator) -> None:
    """Show the picture, what it is, and what the neuron says at this iteration."""
    passage = walk.before
    right = passage.says == passage.y
    truth, says = walk.name_of(passage.y, text), walk.name_of(passage.says, text)
    name = text.text(f"classifier.half.picture.{walk.half}", number=walk.number + 1, name=truth)
    verdict = text.text(
        "classifier.verdict_right" if right else "classifier.verdict_wrong",
        iteration=walk.update.iteration,
        a=write_value(passage.a),
        says=says,
    )
    address = publish_picture(walk.dataset, walk.picture)
    st.html(
        f'<div class="np-classifier-picture"><img src="{address}" alt="{html.escape(name)}">'
        f"<p><b>{html.escape(name)}</b><br>{html.escape(verdict)}</p></div>"
    )


def _choose_pixel(walk: Walk) -> Callable[[float, float], None]:
    """Return what a click on the picture does."""
    height, width, _ = walk.picture.shape

    def choose(x: float, y: float) -> None:
        for key, place, size in (("row", y, height), ("column", x, width)):
            st.session_state[f"classifier_{key}"] = min(max(round(place), 0), size - 1)

    return choose


def _show_step(name: str, walk: Walk, text: Translator) -> None:
    step = build_step(name, walk, text)
    st.markdown(f"**{STEPS.index(name) + 1} · {text.text(f'classifier.{name}.title')}**")
    with st.container(key="classifier_words", gap=None):
        st.markdown(step.words)
    with st.container(key="classifier_formula", gap=None):
        st.latex(step.formula)
    with st.container(key="classifier_chart"):
        # A chart of its own for each: axes of one must not stay for the next.
        show_chart(f"classifier_{name}", step.chart, _choose_pixel(walk) if name in _WITH_PICTURE else None)
    with st.container(key="classifier_links", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(text.text("classifier.explained"))
        for page in _EXPLAINED[name]:
            number = list(LESSON).index(page) + 1
            show_link(page, f"{number} · {text.text(f'app.pages.{page}')}")
