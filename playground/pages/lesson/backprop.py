"""The lesson's page on backpropagation: one neuron, one sample, every number."""

from playground.ui.lesson.backprop import DEFAULTS, read_point, show_derivation_card, show_pass_card
from playground.ui.lesson.backprop_homework import HOMEWORK, show_homework_card
from playground.ui.lesson.backprop_questions import build_questions
from playground.ui.lesson.backprop_update import UPDATE, show_update_card
from playground.ui.lesson.frame import close_page, open_page
from playground.ui.lesson.questions import show_questions

text = open_page("backprop", **DEFAULTS, **UPDATE, **HOMEWORK)
show_pass_card(text)
show_derivation_card(text)
show_update_card(text)
show_homework_card(text)
show_questions("backprop", build_questions(read_point(), text), text)
close_page("backprop", text)
