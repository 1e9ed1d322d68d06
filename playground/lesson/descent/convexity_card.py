"""Why the neuron's surface is one bowl: the proof, and the test of it on the neuron's own planes."""

from functools import cache

import numpy as np
import streamlit as st

from playground.app.lesson.frame import fragment
from playground.app.session import settings
from playground.app.session.background import Job
from playground.app.session.choices import Setting
from playground.app.session.entering import own_visitor
from playground.app.session.runs import obtain_run
from playground.app.stage.cards import show_running_job
from playground.data.contents import Dataset, DatasetError
from playground.engine.forms import Array
from playground.engine.landscape import PLANES, RANDOM_SEED
from playground.engine.training import TrainingRun
from playground.lesson.descent.cards import show_told_chart
from playground.lesson.descent.convexity import ROUNDING, MidpointCheck, check_grid, check_pairs
from playground.lesson.descent.figures import RUGGED_WINDOW, build_check_figure
from playground.lesson.descent.mathematics import Rugged
from playground.lesson.writing import write_rounded
from playground.study.study import Study
from playground.study.telling import axis_names, dataset_name
from playground.words.catalogue import Translator, join_sentences
from playground.words.numbers import write_digits, write_percent

CONTROLS = (Setting("descent_plane", PLANES, "random"),)

_NODES = 41
_PAIRS = 200


def show_convexity_card(text: Translator) -> None:
    """Show why the neuron's cost is convex, the test of it on a plane, and what Li et al. do."""
    st.header(text.text("descent.neuron.title"), divider="gray", anchor=False)
    try:
        dataset = _open_dataset(text)
    except DatasetError as error:
        st.error(text.text(error.message))
        return
    if dataset is None:
        return
    st.markdown(text.text("descent.neuron.proof", count=dataset.n_features))
    rate, iterations = settings.chosen("learning_rate"), settings.chosen("num_iterations")
    run = obtain_run(own_visitor(), dataset, rate, iterations)
    if isinstance(run, Job):
        show_running_job(run, text)
    else:
        _show_tests(dataset, run, text)
    with st.container(key="aside_descent_li"):
        st.markdown(text.text("descent.neuron.li", count=dataset.n_features + 1))


def _open_dataset(text: Translator) -> Dataset | None:
    name = settings.chosen("dataset")
    if name is None:
        st.error(text.text("app.no_data_set"))
        return None
    return own_visitor().find_dataset(name).original


@fragment
def _show_tests(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    values = {
        "name": dataset_name(dataset.name, text),
        "rate": write_digits(run.learning_rate, 6),
        "count": run.num_iterations,
    }
    with st.container(key="screen_descent_plane"):
        st.segmented_control(
            text.text("descent.neuron.plane", **values),
            PLANES,
            required=True,
            format_func=lambda plane: text.text(f"controls.plane.options.{plane}"),
            key="descent_plane",
            persist_state="session",
        )
        left, right = st.columns(2, gap="medium")
        with left:
            _show_neuron(dataset, run, text)
        with right:
            _show_rugged(text)
        st.caption(text.text("descent.neuron.rounding", nodes=_NODES, rounding=write_rounded(ROUNDING)))


def _show_neuron(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    plane = st.session_state["descent_plane"]
    landscape = Study(dataset, run).landscape(plane, _NODES)
    check = run.once(f"convexity {plane}", lambda: check_grid(landscape.costs))
    everywhere = run.once("convexity", lambda: _test_everywhere(run))
    st.markdown(text.text("descent.neuron.ours"))
    told_everywhere = text.text(
        "descent.neuron.everywhere",
        dimensions=dataset.n_features + 1,
        pairs=everywhere.triples,
        violations=everywhere.violations,
    )
    said = join_sentences([_tell_check(check, text), told_everywhere])
    names = axis_names(landscape, text)
    figure = build_check_figure(landscape.alphas, landscape.betas, landscape.costs, check, names)
    show_told_chart("descent_neuron", figure, said)


def _show_rugged(text: Translator) -> None:
    w, b, costs, check = _check_rugged()
    st.markdown(text.text("descent.neuron.beside"))
    worst = text.text("descent.neuron.worst", worst=write_rounded(check.worst))
    said = join_sentences([_tell_check(check, text), worst])
    show_told_chart("descent_checked", build_check_figure(w, b, costs, check, ("w", "b")), said)


def _tell_check(check: MidpointCheck, text: Translator) -> str:
    return text.text(
        "descent.neuron.broken" if check.violations else "descent.neuron.convex",
        triples=check.triples,
        violations=check.violations,
        percent=write_percent(100 * check.violations / check.triples),
    )


@cache
def _check_rugged() -> tuple[Array, Array, Array, MidpointCheck]:
    w, b = (np.linspace(-far, far, _NODES) for far in RUGGED_WINDOW)
    costs = Rugged().cost(np.stack(np.meshgrid(w, b), axis=-1))
    return w, b, costs, check_grid(costs)


def _test_everywhere(run: TrainingRun) -> MidpointCheck:
    w, b = run.weights_at(run.num_iterations)
    # Where nothing was learnt yet, a length of 1 is as good as any.
    length = float(np.hypot(np.linalg.norm(w), b)) or 1.0
    return check_pairs(run.prepared, length, _PAIRS, RANDOM_SEED)
