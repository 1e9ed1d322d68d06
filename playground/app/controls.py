"""Every control of the lesson's pages, as a setting: the address names them all, whichever page is open."""

from dataclasses import replace

from playground.lesson.backprop import cards as backprop
from playground.lesson.backprop import homework_card as homework
from playground.lesson.backprop import update_card as update
from playground.lesson.classifier import cards as classifier
from playground.lesson.descent import cards as descent
from playground.lesson.descent import convexity_card as convexity
from playground.lesson.graph import cards as graph
from playground.lesson.graph import check_cards as check
from playground.lesson.vectorising import arrays_card as arrays
from playground.lesson.vectorising import cards as vectorising

_CARDS = (descent, convexity, graph, check, backprop, update, homework, vectorising, arrays, classifier)
LESSON_CONTROLS = [replace(control, part="lesson") for cards in _CARDS for control in cards.CONTROLS]
