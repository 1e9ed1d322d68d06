"""Vectorising: the dot product and the gradient as loops and at once, timed now; NumPy's functions."""

from playground.ui.controls import open_dataset
from playground.ui.lesson import arrays, vectorising
from playground.ui.lesson.frame import close_page, open_page
from playground.ui.lesson.questions import show_questions
from playground.ui.lesson.vectorising_questions import build_questions

text = open_page("vectorising", **vectorising.DEFAULTS, **arrays.DEFAULTS)
dataset = open_dataset(text)
vectorising.show_dot_card(text)
vectorising.show_gradient_card(dataset, text)
arrays.show_arrays_card(text)
show_questions("vectorising", build_questions(dataset, text), text)
close_page("vectorising", text)
