"""Your pictures: ask the neuron about them, make a data set of them, bring one as HDF5 files."""

import streamlit as st

from playground.app.pictures import asking, bringing, making, shelf, tasks
from playground.app.session import settings
from playground.app.session.choices import Question
from playground.app.shell import controls, navigation
from playground.app.shell.preparing import prepare
from playground.app.stage import cards
from playground.app.stage.mistakes import show_note
from playground.app.stage.question import show_question
from playground.engine.training import find_limit

text = settings.current_text()
navigation.show_top(text)
limit_place = controls.show_bar("pictures", text)
dataset = controls.open_dataset(text)
show_note(dataset, text)
st.markdown(f"# {text.text('app.pages.pictures')}", anchors=False)
task = tasks.choose_task(text)
if task == "ask" or dataset.is_prepared:
    controls.show_limit(
        limit_place, find_limit(prepare(dataset, text), settings.current_question(Question).way), text
    )
if task == "build":
    making.show_making(text)
elif task == "bring":
    bringing.show_bringing(text)
elif asking.show_sources(text):
    shown = cards.show_training(dataset, text)
    if shown is not None:
        asking.show_answers(dataset, text)
        cards.show_playback()
        asking.show_chosen(dataset, text)
        cards.show_headline(shown, text)
        show_question(shown, text)
if task != "ask":
    shelf.show_shelf(text)
tasks.show_limits(text)
