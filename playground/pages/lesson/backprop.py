"""Lesson page."""

from playground.ui.lesson.frame import close_page, open_page

text = open_page("backprop")
close_page("backprop", text)
