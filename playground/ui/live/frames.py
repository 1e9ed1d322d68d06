"""What the page shows of one run, as plain data: the headline, the two charts, the pictures and the table.

A frame answers one set of choices. The browser asks for one whenever a thumb moves, and draws it; what the
page shows at rest is a frame as well, so both look the same. Nothing here knows Streamlit.
"""

from collections.abc import Mapping
from typing import Any

from playground import figures
from playground.datasets import Dataset
from playground.diagnosis import Diagnosis, diagnose
from playground.i18n import Translator
from playground.landscape import project
from playground.stability import compute_stability
from playground.telling import (
    class_name,
    describe_cost,
    describe_surface,
    emphasise,
    format_numbers,
    label_results,
    story,
)
from playground.training import TrainingRun
from playground.ui.live.gallery import build_confusion, build_gallery, build_scores
from playground.verdicts import Verdicts, compute_roc, compute_verdicts

SURFACE_RESOLUTION = 41

Choices = Mapping[str, Any]
"""The choices of a page, by the keys of `settings.QUESTION`."""


def build_frame(dataset: Dataset, run: TrainingRun, choices: Choices, text: Translator) -> dict[str, Any]:
    """Return all that moves with a thumb: numbers, texts, chart specs and the neuron's answers."""
    w, b = run.weights_at(run.num_iterations)
    threshold = choices["threshold"]
    train = compute_verdicts(w, b, dataset.X_train, dataset.train_labels, threshold)
    test = compute_verdicts(w, b, dataset.X_test, dataset.test_labels, threshold)
    diagnosis = diagnose(run)
    return {
        "headline": build_headline(dataset, run, diagnosis, train, test, text),
        "results": [run.costs[-1], train.accuracy, test.accuracy],
        "cost": build_cost_part(run, diagnosis, choices, text),
        "surface": build_surface_part(run, choices, text),
        "gallery": build_gallery(dataset, test, choices, text),
        "confusion": build_confusion(dataset, test, text),
        "scores": build_scores(dataset, test, text),
        "roc": build_roc_part(dataset, test, text),
    }


def build_headline(
    dataset: Dataset,
    run: TrainingRun,
    diagnosis: Diagnosis,
    train: Verdicts,
    test: Verdicts,
    text: Translator,
) -> dict[str, Any]:
    """Return the four numbers of a run with their explanations, and in one sentence how it went."""
    baseline = dataset.test_baseline
    cost, on_train, on_test, lead = format_numbers(
        float(run.costs[-1]), train.accuracy, test.accuracy, baseline.percent, text
    )
    always = text.text(
        "headline.baseline", name=class_name(baseline.class_name, text), percent=baseline.percent
    )
    cost_label, train_label, test_label = label_results(test.threshold, text)
    return {
        "numbers": [
            _number(cost_label, cost, text.text("headline.cost_help")),
            _number(
                train_label,
                on_train,
                text.text("headline.train_accuracy_help", right=int(train.right.sum()), count=len(train.A)),
            ),
            _number(
                test_label,
                on_test,
                text.text("headline.test_accuracy_help", right=int(test.right.sum()), count=len(test.A)),
            )
            | {"lead": lead, "note": always},
            _number(
                text.text("headline.time"),
                text.text("headline.milliseconds", milliseconds=1000 * run.seconds),
                text.text("headline.time_help", count=run.timed_iterations),
            ),
        ],
        "story": emphasise(text.text(story(run, diagnosis, compute_stability(run)))),
    }


def build_cost_part(
    run: TrainingRun, diagnosis: Diagnosis, choices: Choices, text: Translator
) -> dict[str, Any]:
    """Return the chart of the cost of every iteration, with what it says in words."""
    figure = figures.build_cost_figure(run, diagnosis, text, logarithmic=choices["scale"] == "log")
    return {"figure": figure, **describe_cost(run, text)}


def build_surface_part(run: TrainingRun, choices: Choices, text: Translator) -> dict[str, Any]:
    """Return the chart of the cost on the chosen plane, with the descent on it and what it says in words."""
    landscape = project(run, choices["plane"], SURFACE_RESOLUTION)
    figure = figures.build_surface_figure(
        landscape, text, view=choices["view"], logarithmic=choices["scale"] == "log"
    )
    return {"figure": figure, **describe_surface(run, landscape, choices["view"], text)}


def build_roc_part(dataset: Dataset, test: Verdicts, text: Translator) -> dict[str, Any]:
    """Return the chart of what every threshold would give on the test pictures, and its words."""
    roc = compute_roc(test.A, test.Y)
    other, name = (class_name(each, text) for each in dataset.classes)
    values = {"area": roc.area, "threshold": test.threshold, "name": name, "other": other}
    return {
        "figure": figures.build_roc_figure(roc, test, name, other, text),
        "alt": text.text("roc.alt", **values),
        "caption": text.text("roc.caption", **values),
    }


def _number(label: str, value: str, explained: str) -> dict[str, str]:
    return {"label": label, "value": value, "help": explained}
