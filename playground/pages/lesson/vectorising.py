"""The lesson's page on vectorising: loops against NumPy, timed on this machine."""

from playground.ui.controls import open_dataset
from playground.ui.lesson.frame import close_page, open_page
from playground.ui.lesson.questions import show_questions
from playground.ui.lesson.vectorising import DEFAULTS, show_dot_card, show_gradient_card
from playground.ui.lesson.vectorising_arrays import ARRAYS, show_arrays_card
from playground.ui.lesson.vectorising_questions import build_questions

text = open_page("vectorising", **DEFAULTS, **ARRAYS)
dataset = open_dataset(text)
show_dot_card(text)
show_gradient_card(dataset, text)
show_arrays_card(text)
show_questions("vectorising", build_questions(dataset, text), text)
close_page("vectorising", text)
