"""Lesson page."""

from playground.ui.lesson.frame import close_page, open_page

text = open_page("vectorising")
close_page("vectorising", text)
