"""The playground: two sliders train the neuron, and everything on the page follows."""

import streamlit as st

from playground.app.compare import cards as compare
from playground.app.session import choices, settings
from playground.app.shell import controls
from playground.app.shell.preparing import prepare
from playground.app.stage import cards
from playground.app.stage.question import show_question

text = settings.current_text()
limit_place = controls.show_controls(text, choices.VIEWS)
dataset = controls.open_dataset(text)
controls.show_limit(limit_place, prepare(dataset, text).first_limit, text)

run = cards.show_training(dataset, text)
if run is not None:
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
    pictures, aside = st.columns([2.7, 1])
    with pictures:
        cards.show_predictions(dataset, run, text)
    with aside:
        cards.show_answers_card(dataset, text)
        cards.show_roc_card(text)
        cards.show_weights_card(text)
    show_question(dataset, run, text)
