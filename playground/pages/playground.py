"""The playground: two sliders train the neuron, and everything on the page follows."""

import streamlit as st

from playground.datasets import Dataset, DatasetError, get_dataset
from playground.diagnosis import diagnose
from playground.stability import compute_stability
from playground.training import TrainingRun
from playground.ui import cards, controls, runs, settings
from playground.ui.live.sensor import show_sensor, take_moving_choice
from playground.verdicts import compute_verdicts


@st.fragment
def show_stage(dataset: Dataset) -> None:
    """Train for the sliders, or for the thumb that moves on one, and show all that follows from it."""
    moving = take_moving_choice()
    wanted = {key: settings.chosen(key) for key in ("learning_rate", "num_iterations")} | moving
    result = runs.obtain_run(dataset, **wanted)
    run = result if isinstance(result, TrainingRun) else runs.last_run(dataset)
    if isinstance(result, runs.TrainingJob):
        cards.show_running_job(result, text)
        if run is not None:
            cards.show_behind_note(run, text)
    if run is not None:
        runs.remember_run(dataset, run)
        show_results(dataset, run)
    show_sensor()
    settings.close_session()


def show_results(dataset: Dataset, run: TrainingRun) -> None:
    """Show what a run gives, from the headline down to every picture."""
    w, b = run.weights_at(run.num_iterations)
    train = compute_verdicts(w, b, dataset.X_train, dataset.train_labels)
    test = compute_verdicts(w, b, dataset.X_test, dataset.test_labels)
    diagnosis = diagnose(run)
    stability = compute_stability(run)
    if run.stopped:
        cards.show_stopped_note(run, text)
    cards.show_headline(dataset, run, diagnosis, train, test, text)
    curve, surface = st.columns(2)
    with curve:
        cards.show_cost_card(run, diagnosis, text)
    with surface:
        cards.show_surface_card(dataset, run, text)
    limits, why = st.columns(2)
    with limits:
        cards.show_stability_card(run, stability, text)
    with why:
        cards.show_stability_story(run, diagnosis, stability, text)
    pictures, aside = st.columns([3, 1])
    with pictures:
        cards.show_predictions(dataset, test, text)
    with aside:
        cards.show_confusion_card(dataset, test, text)
        cards.show_weights_card(dataset, run, text)


text = settings.current_text()
limit_place = controls.show_controls(text)
if settings.chosen("dataset") is None:
    st.error(text.text("app.no_data_set"))
    settings.stop_page()
try:
    dataset = get_dataset(settings.chosen("dataset"))
except DatasetError as error:
    st.error(text.text(error.message))
    settings.stop_page()
show_stage(dataset)
if (shown := runs.last_run(dataset)) is not None:
    controls.show_limit(limit_place, compute_stability(shown.until(0)).limits[0], text)
