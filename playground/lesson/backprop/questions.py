"""The questions that end the page on backpropagation; each is answered by the neuron above."""

from dataclasses import replace
from functools import partial

from playground.app.lesson.questions import Answer, Question
from playground.lesson.backprop.mathematics import Point, compute_pass
from playground.lesson.writing import write_value
from playground.words.catalogue import Translator

_FAR = 10.0
_ALIKE = 0.01  # a gradient that changes by less stays as it is


def build_questions(point: Point, text: Translator) -> list[Question]:
    """Return the questions about the neuron on the page."""
    options = {
        "other_label": ("negative", "zero", "positive"),
        "direction": ("rises", "stays", "falls"),
        "far": ("smaller", "same", "larger"),
    }
    answers = {"other_label": _answer_other_label, "direction": _answer_direction, "far": _answer_far}
    values = {"y": f"{1 - point.y:.0f}", "truth": f"{point.y:.0f}", "far": f"{_wrong_end(point):.0f}"}
    return [
        Question(
            name,
            text.text(f"backprop.questions.{name}.words", **values),
            {option: text.text(f"backprop.questions.{name}.options.{option}") for option in options[name]},
            partial(answers[name], point, text),
        )
        for name in options
    ]


def _wrong_end(point: Point) -> float:
    """Return a z where the neuron is sure, and wrong: with y = 1 far below 0."""
    return -_FAR if point.y == 1 else _FAR


def _sign(value: float, names: tuple[str, str, str]) -> str:
    return names[(value > 0) - (value < 0) + 1]


def _answer_other_label(point: Point, text: Translator) -> Answer:
    other = compute_pass(replace(point, y=1 - point.y))
    right = _sign(other.dz, ("negative", "zero", "positive"))
    told = text.text(
        "backprop.questions.other_label.told",
        a=write_value(other.a),
        y=f"{1 - point.y:.0f}",
        dz=write_value(other.dz),
    )
    return Answer(right, told)


def _answer_direction(point: Point, text: Translator) -> Answer:
    slope = compute_pass(point).dw1
    right = _sign(-slope, ("falls", "stays", "rises"))
    told = text.text(
        "backprop.questions.direction.told",
        dz=write_value(compute_pass(point).dz),
        x=write_value(point.x1),
        slope=write_value(slope),
    )
    return Answer(right, told)


def _answer_far(point: Point, text: Translator) -> Answer:
    now = compute_pass(point)
    worse = compute_pass(replace(point, b=point.b + _wrong_end(point) - now.z))
    change = abs(worse.dz) / abs(now.dz) - 1
    right = "same" if abs(change) < _ALIKE else "smaller" if change < 0 else "larger"
    told = text.text(
        "backprop.questions.far.told",
        before=write_value(now.a),
        after=write_value(worse.a),
        slope=write_value(worse.a * (1 - worse.a)),
        dz=write_value(worse.dz),
    )
    return Answer(right, told)
