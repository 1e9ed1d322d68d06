"""The playground: two sliders train the neuron, and everything on the page follows."""

import streamlit as st

from playground.datasets import DatasetError, get_dataset
from playground.diagnosis import diagnose
from playground.stability import compute_stability
from playground.ui import cards, controls, runs, settings
from playground.verdicts import compute_verdicts

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
if isinstance(result, runs.TrainingJob):
    cards.show_running_job(result, text)
    settings.stop_page()

w, b = result.weights_at(result.num_iterations)
train = compute_verdicts(w, b, dataset.X_train, dataset.train_labels)
test = compute_verdicts(w, b, dataset.X_test, dataset.test_labels)
diagnosis = diagnose(result)
stability = compute_stability(result)
controls.show_limit(limit_place, stability.limits[0], text)

if result.stopped:
    cards.show_stopped_note(result, text)
cards.show_headline(dataset, result, diagnosis, train, test, text)
curve, surface = st.columns(2)
with curve:
    cards.show_cost_card(result, diagnosis, text)
with surface:
    cards.show_surface_card(dataset, result, text)
limits, why = st.columns(2)
with limits:
    cards.show_stability_card(result, stability, text)
with why:
    cards.show_stability_story(result, diagnosis, stability, text)
pictures, aside = st.columns([3, 1])
with pictures:
    cards.show_predictions(dataset, test, text)
with aside:
    cards.show_confusion_card(dataset, test, text)
    cards.show_weights_card(dataset, result, text)
