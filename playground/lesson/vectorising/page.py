"""Vectorising: the dot product and the gradient as loops and at once, timed now; NumPy's functions."""

from playground.app.lesson.frame import close_page, open_page
from playground.app.lesson.questions import show_questions
from playground.app.shell.controls import open_dataset
from playground.lesson.vectorising import arrays_card as arrays
from playground.lesson.vectorising import cards as vectorising
from playground.lesson.vectorising.questions import build_questions

text = open_page("vectorising")
dataset = open_dataset(text).original
vectorising.show_dot_card(text)
vectorising.show_gradient_card(dataset, text)
arrays.show_arrays_card(text)
show_questions("vectorising", build_questions(dataset, text), text)
close_page("vectorising", text)
