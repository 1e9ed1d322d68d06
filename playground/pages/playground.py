"""The playground: two sliders train the neuron, and everything on the page follows."""

import streamlit as st

from playground.datasets import DatasetError, get_dataset
from playground.stability import compute_stability
from playground.training import TrainingRun, train
from playground.ui import cards, compare, controls, runs, settings
from playground.ui.live.parts import show_question

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

result = runs.obtain_run(dataset, settings.chosen("learning_rate"), settings.chosen("num_iterations"))
run = result if isinstance(result, TrainingRun) else runs.last_run(dataset)
if isinstance(result, runs.TrainingJob):
    cards.show_running_job(result, text)
    if run is not None:
        cards.show_behind_note(run, text)
if run is not None:
    runs.remember_run(dataset, run)
    if run is result and run.stopped:
        cards.show_stopped_note(run, text)
    cards.show_headline()
    curve, surface = st.columns(2)
    with curve:
        cards.show_cost_card(dataset, run, text)
    with surface:
        cards.show_surface_card(text)
    cards.show_transport()
    limits, why = st.columns(2)
    with limits:
        cards.show_stability_card(text)
    with why:
        cards.show_stability_story(text)
    compare.show_comparison(dataset, run, text)
    pictures, aside = st.columns([3, 1])
    with pictures:
        cards.show_predictions(dataset, run, text)
    with aside:
        cards.show_confusion_card(text)
        cards.show_weights_card(text)
    show_question(run, text)

at_start = train(dataset.prepared, settings.chosen("learning_rate"), 0)
controls.show_limit(limit_place, compute_stability(at_start).limits[0], text)
