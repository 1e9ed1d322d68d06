"""The questions that end the page about vectorising; two of the answers are measured when they are asked."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from playground.app.lesson.questions import Answer, Question, is_revealed
from playground.data.contents import Dataset
from playground.lesson.vectorising.durations import write_ratio, write_shape
from playground.lesson.vectorising.mathematics import (
    LESSON_SIZE,
    Problem,
    Timing,
    make_problem,
    time_dot,
    time_lists,
)
from playground.words.catalogue import Translator
from playground.words.numbers import write_seconds

_MEASURED = ("lists", "ten")
_FEW, _MORE = 1000, 10_000
_SAME = 1.25  # a factor below which two times count as equal
_LITTLE, _MUCH = 3, 7  # times as long, for ten times as many numbers


def build_questions(dataset: Dataset, text: Translator) -> list[Question]:
    """Return the questions; the last one is about the pictures of a data set."""
    for name in _MEASURED:
        if not is_revealed("vectorising", name):
            st.session_state.pop(_answer_key(name), None)
    problem = make_problem(dataset.X_train, dataset.Y_train)
    m = problem.n_samples
    shapes = {"row": write_shape((1, m)), "square": write_shape((m, m))}
    return [
        Question(
            "lists",
            text.text("vectorising.questions.lists.words", size=LESSON_SIZE),
            {
                key: text.text(f"vectorising.questions.lists.options.{key}")
                for key in ("faster", "same", "slower")
            },
            partial(_answer_lists, text),
        ),
        Question(
            "ten",
            text.text("vectorising.questions.ten.words", few=_FEW, more=_MORE),
            {
                key: text.text(f"vectorising.questions.ten.options.{key}", little=_LITTLE, much=_MUCH)
                for key in ("little", "some", "much")
            },
            partial(_answer_ten, text),
        ),
        Question(
            "column",
            text.text(
                "vectorising.questions.column.words",
                row=write_shape((1, m)),
                column=write_shape((m, 1)),
            ),
            {
                key: text.text(f"vectorising.questions.column.options.{key}", **shapes)
                for key in ("row", "square", "error")
            },
            partial(_answer_column, problem, text),
        ),
    ]


def _measure_once(name: str, measure: Callable[[], tuple[Timing, Timing]]) -> tuple[Timing, Timing]:
    """Return two times; while the answer is on the page, they stay the same."""
    key = _answer_key(name)
    if key not in st.session_state:
        st.session_state[key] = measure()
    measured: tuple[Timing, Timing] = st.session_state[key]
    return measured


def _answer_key(name: str) -> str:
    return f"_vectorising_answer_{name}"


def _answer_lists(text: Translator) -> Answer:
    arrays, lists = _measure_once("lists", lambda: time_lists(LESSON_SIZE))
    ratio = arrays.seconds / lists.seconds
    right = "faster" if ratio > _SAME else "slower" if ratio < 1 / _SAME else "same"
    told = text.text(
        "vectorising.questions.lists.answer",
        arrays=write_seconds(arrays.seconds),
        lists=write_seconds(lists.seconds),
        count=arrays.repetitions,
    )
    return Answer(right, told)


def _answer_ten(text: Translator) -> Answer:
    few, more = _measure_once("ten", lambda: (time_dot(_FEW), time_dot(_MORE)))
    ratio = more.seconds / few.seconds
    right = "little" if ratio < _LITTLE else "some" if ratio <= _MUCH else "much"
    told = text.text(
        "vectorising.questions.ten.answer",
        few=write_seconds(few.seconds),
        more=write_seconds(more.seconds),
        ratio=write_ratio(ratio),
    )
    return Answer(right, told)


def _answer_column(problem: Problem, text: Translator) -> Answer:
    A = 1 / (1 + np.exp(-(problem.w.T @ problem.X + problem.b)))
    try:
        # NumPy's answer without the numbers: with thousands of pictures these would need gigabytes.
        shape = np.broadcast(A, problem.Y.T).shape
    except ValueError:
        return Answer("error", text.text("vectorising.questions.column.failed"))
    told = text.text(
        "vectorising.questions.column.answer",
        shape=write_shape(shape),
        numbers=math.prod(shape),
        wanted=problem.Y.size,
    )
    return Answer("row" if shape == A.shape else "square", told)
