"""The playground: two sliders train the neuron, and everything on the page follows."""

import streamlit as st

from playground.app.compare.handin import show_hand_in
from playground.app.compare.share import show_share
from playground.app.session import settings
from playground.app.session.choices import Question
from playground.app.session.runs import find_limit_ahead
from playground.app.shell import controls, navigation
from playground.app.shell.preparing import prepare
from playground.app.stage import cards
from playground.app.stage.mistakes import show_note
from playground.app.stage.question import show_question

text = settings.current_text()
actions = navigation.show_top(text)
title = st.container(key="title_place")
limit_place = controls.show_bar("playground", text, plays=True)
dataset = controls.open_dataset(text)
show_note(dataset, text)
with title:
    nudges = cards.show_title(dataset, text)
prepared = prepare(dataset, text)
asked = settings.current_question(Question)
limit = find_limit_ahead((dataset, asked.learning_rate, asked.num_iterations, asked.way))
controls.show_limit(limit_place, limit, text, plays=True)
if not prepared.gradient.uphill:
    with nudges:
        cards.show_nudges(prepared.first_limit, text)

shown = cards.show_training(dataset, text)
if shown is not None:
    with actions:
        show_share(text)
        show_hand_in(shown, text)
    cards.show_chart_choices(text)
    curve, surface, pictures = st.columns([1, 1, 1.15])
    with curve:
        cards.show_cost_card(shown, text)
    with surface:
        cards.show_surface_card(text)
    with pictures:
        cards.show_pictures(shown)
    cards.show_headline(shown, text)
    cards.show_transport()
    cards.show_ways(shown, text)
    cards.show_mistakes(shown, text)
    cards.show_stability(limit, text)
    cards.show_answers(dataset, text)
    cards.show_runs(shown, text)
    cards.show_weights(text)
    show_question(shown, text)
