"""The lesson's page on computation graphs: values forward, derivatives back."""

from playground.ui.lesson.frame import close_page, open_page
from playground.ui.lesson.graph_page import ask_questions, controls, show_graph_cards
from playground.ui.lesson.questions import show_questions

text = open_page("graph", **controls())
show_graph_cards(text)
show_questions("graph", ask_questions(text), text)
close_page("graph", text)
