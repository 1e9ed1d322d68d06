"""The tuning map: every learning rate by every iteration, each point a training of its own."""

import streamlit as st

from playground.app.session import choices, settings
from playground.app.shell import controls, navigation
from playground.app.shell.preparing import prepare
from playground.app.stage.mistakes import show_note
from playground.app.tuning import cards
from playground.engine.training import find_limit

text = settings.current_text()
navigation.show_top(text)
limit_place = controls.show_bar("tuning", text)
dataset = controls.open_dataset(text)
show_note(dataset, text)
prepared = prepare(dataset, text)
way = cards.choose_way(dataset, text)
limit = find_limit(prepared, way)
controls.show_limit(limit_place, limit, text)

chart, choosing = st.columns([2.6, 1])
with chart:
    controls.show_choices(text, choices.MAP_VIEWS)
    cards.show_map_card(dataset, way, limit, text)
with choosing:
    cards.show_choosing_card(text)
