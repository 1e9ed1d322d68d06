"""The lesson's page on backpropagation: one neuron, one sample, every number."""

from playground.app.lesson.frame import close_page, open_page
from playground.app.lesson.questions import show_questions
from playground.lesson.backprop.cards import read_point, show_derivation_card, show_pass_card
from playground.lesson.backprop.homework_card import show_homework_card
from playground.lesson.backprop.questions import build_questions
from playground.lesson.backprop.update_card import show_update_card

text = open_page("backprop")
show_pass_card(text)
show_derivation_card(text)
show_update_card(text)
show_homework_card(text)
show_questions("backprop", build_questions(read_point(), text), text)
close_page("backprop", text)
