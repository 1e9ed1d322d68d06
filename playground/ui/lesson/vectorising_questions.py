"""The questions that end the page on vectorising; each is answered by running the code now."""

from functools import partial

import numpy as np

from playground.datasets import Dataset
from playground.i18n import Translator
from playground.lesson.vectorising import make_samples, time_dots
from playground.ui.lesson.questions import Answer, Question

_SMALL, _LARGE = 20_000, 200_000


def build_questions(dataset: Dataset, text: Translator) -> list[Question]:
    """Return the questions, with the shapes of the data set at hand."""
    n, m = dataset.X_train.shape
    return [
        Question(
            "growth",
            text.text("vectorising.questions.growth.words", small=_SMALL, large=_LARGE),
            {
                each: text.text(f"vectorising.questions.growth.options.{each}")
                for each in ("same", "ten", "hundred")
            },
            partial(_answer_growth, text),
        ),
        Question(
            "shape",
            text.text("vectorising.questions.shape.words", n=n, m=m),
            {"n1": f"({n:,}, 1)", "m1": f"({m:,}, 1)", "nm": f"({n:,}, {m:,})"},
            partial(_answer_shape, dataset, text),
        ),
        Question(
            "axis",
            text.text("vectorising.questions.axis.words"),
            {each: text.text(f"vectorising.questions.axis.options.{each}") for each in ("two", "ten", "one")},
            partial(_answer_axis, text),
        ),
    ]


def _answer_growth(text: Translator) -> Answer:
    small, large = time_dots((_SMALL, _LARGE))
    ratio = large.loop / small.loop
    right = "same" if ratio < 3 else "ten" if ratio < 33 else "hundred"
    told = text.text(
        "vectorising.questions.growth.told", before=1000 * small.loop, after=1000 * large.loop, ratio=ratio
    )
    return Answer(right, told)


def _answer_shape(dataset: Dataset, text: Translator) -> Answer:
    n, m = dataset.X_train.shape
    dW = dataset.X_train @ np.zeros((1, m)).T
    right = {(n, 1): "n1", (m, 1): "m1", (n, m): "nm"}[dW.shape]
    return Answer(right, text.text("vectorising.questions.shape.told", n=n, m=m))


def _answer_axis(text: Translator) -> Answer:
    X, _ = make_samples()
    count = np.sum(X, axis=0).size
    right = {2: "two", 10: "ten", 1: "one"}[count]
    return Answer(right, text.text("vectorising.questions.axis.told", count=count))
