"""The questions that end the walk through the classifier, and how the page computes their answers."""

import numpy as np

from playground.app.lesson.questions import Answer, Question
from playground.lesson.classifier.mathematics import WHITE, compute_first_cost, pass_picture
from playground.lesson.classifier.steps import Walk
from playground.lesson.writing import write_value
from playground.words.catalogue import Translator


def list_questions(walk: Walk, text: Translator) -> list[Question]:
    """Return the questions about the picture and the iteration that are chosen."""
    iteration = walk.update.iteration
    names = {"name": walk.quote_name_of(1, text), "other": walk.quote_name_of(0, text)}
    half_options = {
        key: text.text(f"classifier.questions.better.options.{key}", count=walk.samples)
        for key in ("all", "most", "few")
    }
    scale_options = {
        key: text.text(f"classifier.questions.scale.options.{key}") for key in ("low", "middle", "high")
    }
    black_options = {
        key: text.text(f"classifier.questions.black.options.{key}", **names)
        for key in ("one", "zero", "half")
    }
    return [
        Question(
            "black",
            text.text("classifier.questions.black.words", iteration=iteration),
            black_options,
            lambda: _answer_black(walk, text),
        ),
        Question(
            "better",
            text.text("classifier.questions.better.words", iteration=iteration, count=walk.samples),
            half_options,
            lambda: _answer_better(walk, text),
        ),
        Question(
            "scale",
            text.text(
                "classifier.questions.scale.words",
                start=write_value(walk.run.cost_at(0)),
                rate=walk.run.learning_rate,
            ),
            scale_options,
            lambda: _answer_scale(walk, text),
        ),
    ]


def _answer_black(walk: Walk, text: Translator) -> Answer:
    black = pass_picture(walk.update.before, np.zeros_like(walk.before.x), walk.before.y)
    right = "half" if black.a == 0.5 else "one" if black.says else "zero"
    told = text.text("classifier.questions.black.answer", b=write_value(black.b), a=write_value(black.a))
    return Answer(right, told)


def _answer_better(walk: Walk, text: Translator) -> Answer:
    better, m = walk.update.better, walk.samples
    right = "all" if better == m else "most" if 2 * better > m else "few"
    told = text.text(
        "classifier.questions.better.answer",
        better=better,
        total=m,
        before=write_value(walk.update.before.cost),
        after=write_value(walk.update.after.cost),
    )
    return Answer(right, told)


def _answer_scale(walk: Walk, text: Translator) -> Answer:
    X, Y, rate = walk.dataset.X_train, walk.dataset.Y_train, walk.run.learning_rate
    divided, raw = (compute_first_cost(X, Y, rate, scale) for scale in (1.0, float(WHITE)))
    right = "low" if raw < 1 else "middle" if raw <= 100 else "high"
    told = text.text(
        "classifier.questions.scale.answer",
        divided=write_value(divided),
        raw=write_value(raw),
        square=WHITE**2,
    )
    return Answer(right, told)
