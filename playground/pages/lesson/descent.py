"""Gradient descent: one weight, two weights, many starts, and the neuron's own surface."""

from playground.ui.lesson import convexity, descent
from playground.ui.lesson.descent_questions import build_questions
from playground.ui.lesson.frame import close_page, open_page
from playground.ui.lesson.questions import show_questions

text = open_page("descent", **descent.DEFAULTS, **convexity.DEFAULTS)
descent.show_weight_card(text)
descent.show_bowl_card(text)
descent.show_valleys_card(text)
convexity.show_convexity_card(text)
show_questions("descent", build_questions(text), text)
close_page("descent", text)
