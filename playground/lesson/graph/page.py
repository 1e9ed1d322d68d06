"""The lesson's page on computation graphs: values forward, derivatives back."""

from playground.app.lesson.frame import close_page, open_page
from playground.app.lesson.questions import show_questions
from playground.lesson.graph.cards import follow_address
from playground.lesson.graph.questions import ask_questions, show_graph_cards

text = open_page("graph", **follow_address())
show_graph_cards(text)
show_questions("graph", ask_questions(text), text)
close_page("graph", text)
