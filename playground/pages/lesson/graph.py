"""Lesson page."""

from playground.ui.lesson.frame import close_page, open_page

text = open_page("graph")
close_page("graph", text)
