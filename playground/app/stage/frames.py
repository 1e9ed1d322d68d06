"""What the page shows of one run, as plain data: the headline, the two charts, the pictures and the table.

A frame answers one question. The browser asks for one whenever a thumb moves, and draws it; what the
page shows at rest is a frame as well, so both look the same. Nothing here knows Streamlit.
"""

import numpy as np

from playground.app.browser.payloads import ChartPart, Frame, Headline, HeadlineNumber
from playground.app.session.choices import Question
from playground.app.stage.gallery import build_confusion, build_gallery, build_scores
from playground.charts.curves import build_cost_figure, build_roc_figure
from playground.charts.surface import GAPS, build_surface_figure
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun
from playground.study.study import Study
from playground.study.telling import (
    class_name,
    describe_cost,
    describe_surface,
    emphasise,
    label_results,
    story,
    tell_baseline,
    tell_named,
    tell_results,
    tell_rounding,
    tell_without,
)
from playground.study.verdicts import Verdicts
from playground.words.catalogue import Translator, join_sentences
from playground.words.numbers import write_seconds, write_share

SURFACE_RESOLUTION = 41


def build_frame(
    dataset: Dataset,
    run: TrainingRun,
    question: Question,
    text: Translator,
    right_run: TrainingRun | None = None,
) -> Frame:
    """Return all that moves with a thumb: numbers, texts, chart specs and the neuron's answers. Where the
    data set holds a mistake, the run without it stands beside.
    """
    study = Study(dataset, run, question.threshold)
    right = Study(dataset.original, right_run, question.threshold) if right_run else None
    return {
        "whole": right is not None or dataset.source is None,
        "headline": build_headline(study, text, right),
        "results": [study.cost, study.train.accuracy, study.test.accuracy],
        "cost": build_cost_part(study, question, text, right),
        "surface": build_surface_part(study, question, text),
        "gallery": build_gallery(study, question, text),
        "confusion": build_confusion(study, question, text),
        "scores": build_scores(study, text),
        "roc": build_roc_part(study, text),
    }


def build_headline(study: Study, text: Translator, right: Study | None = None) -> Headline:
    """Return the four numbers of a run with their explanations, and in one sentence how it went."""
    cost, on_train, on_test, lead = tell_results(study, text)
    cost_label, train_label, test_label = label_results(study.threshold, text)
    of_cost, of_train, of_test = tell_rounding(study, text)
    time, timed = text.text("headline.time"), study.run.num_iterations
    return {
        "numbers": [
            _number(cost_label, cost, _help(text.text("headline.cost_help"), of_cost, text), of_cost),
            _number(
                train_label, on_train, _help(_explain("train", study.train, text), of_train, text), of_train
            ),
            _number(test_label, on_test, _help(_explain("test", study.test, text), of_test, text), of_test)
            | {"lead": lead, "note": tell_baseline(study, text)},
            _number(time, write_seconds(study.run.seconds), text.text("headline.time_help", count=timed)),
        ],
        "story": _tell_story(study, text, right),
    }


def _tell_story(study: Study, text: Translator, right: Study | None) -> str:
    """Return how a run went, after the mistake in it and the name of its way where that is not plain
    descent, and how it would have gone without the mistake.
    """
    told = [*tell_without(study, right, text), text.text(story(study))]
    return emphasise(tell_named(study, join_sentences(told), text))


def build_cost_part(
    study: Study, question: Question, text: Translator, right: Study | None = None
) -> ChartPart:
    """Return the chart of the cost of every iteration, with what it says in words."""
    figure = build_cost_figure(
        study.run,
        study.diagnosis,
        text,
        logarithmic=question.scale == "log",
        log_iterations=question.iteration_axis == "log",
        right=right.run if right else None,
    )
    return {"figure": figure, **describe_cost(study, text, right)}


def build_surface_part(study: Study, question: Question, text: Translator) -> ChartPart:
    """Return the chart of the cost on the chosen plane, with the descent on it and what it says in words."""
    landscape = study.landscape(question.plane, SURFACE_RESOLUTION)
    figure = build_surface_figure(landscape, text, view=question.view, logarithmic=question.scale == "log")
    # The browser has the costs from their logarithms: they are more exact than both could be sent.
    figure["data"][0].pop("customdata", None)
    for trace in figure["data"]:
        if trace.get("name") == GAPS:  # their places are those of the path
            trace["seen"] = np.isfinite(trace.pop("x"))
            del trace["y"]
    return {"figure": figure, **describe_surface(study.run, landscape, question.view, text)}


def build_roc_part(study: Study, text: Translator) -> ChartPart:
    """Return the chart of what every threshold would give on the test pictures, and its words."""
    other, name = (class_name(each, text) for each in study.dataset.classes)
    values = {
        "area": write_share(study.roc.area, 3),
        "threshold": study.threshold,
        "name": name,
        "other": other,
    }
    return {
        "figure": build_roc_figure(study.roc, study.test, name, other, text),
        "alt": text.text("roc.alt", **values),
        "caption": text.text("roc.caption", **values),
    }


def _explain(half: str, verdicts: Verdicts, text: Translator) -> str:
    right, count = int(verdicts.right.sum()), len(verdicts.A)
    return text.text(f"headline.{half}_accuracy_help", right=right, count=count)


def _help(explained: str, rounding: str, text: Translator) -> str:
    return join_sentences([explained, text.text("headline.rounding_help")]) if rounding else explained


def _number(label: str, value: str, explained: str, rounding: str = "") -> HeadlineNumber:
    return {"label": label, "value": value, "help": explained, "rounding": rounding}
