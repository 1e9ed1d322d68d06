"""The questions that end the page on gradient descent; each is answered by a descent run now."""

from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from playground.app.lesson.questions import Answer, Question
from playground.lesson.descent.cards import STARTS
from playground.lesson.descent.mathematics import Bowl, NeuronCost, Parabola, count_steps, descend
from playground.lesson.writing import write_rounded
from playground.words.catalogue import Translator
from playground.words.numbers import write_apart

_RATE = 0.8
_FIRST_STEPS = 3
_SHARE_LEFT = 0.01
_CATS, _OVER = 0.7, 1.2
_LATE = 400


def build_questions(text: Translator) -> list[Question]:
    """Return the questions, with the numbers that the page's controls have now."""
    curvature = st.session_state["descent_one_curvature"]
    elongation = st.session_state["descent_two_elongation"]
    start = STARTS["descent_one_start"]
    neuron = NeuronCost(_CATS)
    rate = _OVER * 2 / neuron.curvature
    words = {
        "jump": {
            "rate": write_rounded(_RATE),
            "curvature": write_rounded(curvature),
            "start": write_rounded(start),
        },
        "longer": {
            "before": elongation,
            "after": 2 * elongation,
            "percent": f"{100 * (1 - _SHARE_LEFT):.0f}",
        },
        "neuron": {
            "share": f"{100 * _CATS:.0f}",
            **dict(zip(("limit", "rate"), write_apart(write_rounded, rate / _OVER, rate), strict=True)),
        },
    }
    options = {
        "jump": ("side", "nearer", "forever", "away"),
        "longer": ("same", "twice", "four"),
        "neuron": ("settles", "bounded", "away"),
    }
    answers: dict[str, Callable[[], Answer]] = {
        "jump": partial(_answer_jump, curvature, start, text),
        "longer": partial(_answer_longer, elongation, text),
        "neuron": partial(_answer_neuron, neuron, rate, start, text),
    }
    return [
        Question(
            name,
            text.text(f"descent.questions.{name}.words", **words[name]),
            {option: text.text(f"descent.questions.{name}.options.{option}") for option in options[name]},
            answers[name],
        )
        for name in options
    ]


def _answer_jump(curvature: float, start: float, text: Translator) -> Answer:
    parabola = Parabola(curvature)
    path = descend(parabola.slope, np.array(start), _RATE, _FIRST_STEPS)
    before, after = (path[:2] - parabola.bottom).tolist()
    if before * after >= 0:
        right = "side"
    else:
        right = "forever" if after == -before else "nearer" if abs(after) < abs(before) else "away"
    shown = " → ".join(write_rounded(float(w)) for w in path)
    product = write_rounded(_RATE * curvature)
    return Answer(right, text.text("descent.questions.jump.why", path=shown, product=product))


def _answer_longer(elongation: int, text: Translator) -> Answer:
    start = np.array([STARTS["descent_two_w"], STARTS["descent_two_b"]])
    bowls = [Bowl(float(elongation)), Bowl(2.0 * elongation)]
    before, after = (count_steps(bowl, start, bowl.best_rate, _SHARE_LEFT) for bowl in bowls)
    times = after / before
    right = "same" if times < 1.5 else "twice" if times < 3 else "four"
    return Answer(
        right,
        text.text("descent.questions.longer.why", before=before, after=after, times=write_rounded(times)),
    )


def _answer_neuron(neuron: NeuronCost, rate: float, start: float, text: Translator) -> Answer:
    path = descend(neuron.slope, np.array(start), rate, _LATE)
    low, high = np.sort(path[-2:]).tolist()
    if high - low < 1e-3:
        right = "settles"
    else:
        # As far as the first steps, or ever farther?
        right = "bounded" if np.ptp(path[-100:]) <= 1.01 * np.ptp(path[:-100]) else "away"
    values = {"steps": _LATE, "low": write_rounded(low), "high": write_rounded(high)}
    return Answer(right, text.text("descent.questions.neuron.why", **values))
