"""Gradient descent: one weight, two weights, many starts, and the neuron's own surface."""

from playground.app.lesson.frame import close_page, open_page
from playground.app.lesson.questions import show_questions
from playground.lesson.descent import cards as descent
from playground.lesson.descent import convexity_card as convexity
from playground.lesson.descent.questions import build_questions

text = open_page("descent")
descent.show_weight_card(text)
descent.show_bowl_card(text)
descent.show_valleys_card(text)
convexity.show_convexity_card(text)
show_questions("descent", build_questions(text), text)
close_page("descent", text)
