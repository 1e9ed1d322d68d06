"""Lesson page 5: the cat classifier step by step, its own lines of code beside the numbers of one picture."""

import streamlit as st

from playground.app.lesson.frame import close_page, open_page
from playground.app.shell.controls import open_dataset
from playground.app.stage.cards import show_training
from playground.lesson.classifier import cards as classifier

text = open_page("classifier")
dataset = open_dataset(text).original
shown = show_training(dataset, text)
if shown is not None:
    classifier.show_walk(dataset, shown.run, text)
st.markdown(text.text("classifier.end"))
close_page("classifier", text)
