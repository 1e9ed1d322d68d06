"""Lesson page."""

from playground.ui.lesson.frame import close_page, open_page

text = open_page("classifier")
close_page("classifier", text)
