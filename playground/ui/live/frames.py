"""What the page shows of one run, as plain data: the headline, the two charts, the pictures and the table.

A frame answers one set of choices. The browser asks for one whenever a thumb moves, and draws it; what the
page shows at rest is a frame as well, so both look the same. Nothing here knows Streamlit.
"""

import base64
import html
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground import figures
from playground.datasets import Dataset
from playground.diagnosis import Diagnosis, choose_drawn_iterations, diagnose
from playground.i18n import Message, Translator
from playground.landscape import Landscape, project
from playground.stability import Stability, compute_stability
from playground.training import TrainingRun
from playground.ui.live.gallery import build_confusion, build_gallery, class_name
from playground.verdicts import Verdicts, compute_verdicts

SURFACE_RESOLUTION = 41

_SHORTEST_ENDING = 2  # iterations in the last tenth of a run: of a shorter one nothing can be said

Choices = Mapping[str, Any]
"""The choices of a page, by the keys of `settings.QUESTION`."""


def build_frame(dataset: Dataset, run: TrainingRun, choices: Choices, text: Translator) -> dict[str, Any]:
    """Return all that moves with a thumb: numbers, texts, chart specs and the neuron's answers."""
    w, b = run.weights_at(run.num_iterations)
    train = compute_verdicts(w, b, dataset.X_train, dataset.train_labels)
    test = compute_verdicts(w, b, dataset.X_test, dataset.test_labels)
    diagnosis = diagnose(run)
    return {
        "headline": build_headline(dataset, run, diagnosis, train, test, text),
        "results": [run.costs[-1], train.accuracy, test.accuracy],
        "cost": build_cost_part(run, diagnosis, choices, text),
        "surface": build_surface_part(run, choices, text),
        "gallery": build_gallery(dataset, test, choices, text),
        "confusion": build_confusion(dataset, test, text),
    }


def write_array(value: Any) -> Any:
    """Write an array as plotly.js reads it without a loop: the bytes in base64, with type and shape."""
    if isinstance(value, np.generic):
        return value.item()
    array = np.ascontiguousarray(value)
    written = {
        "dtype": f"{array.dtype.kind}{array.dtype.itemsize}",
        "bdata": base64.b64encode(array.tobytes()).decode(),
    }
    return written if array.ndim == 1 else written | {"shape": ", ".join(map(str, array.shape))}


def format_cost(cost: float) -> str:
    """Return a cost with four decimals, or with three digits where these would hide it."""
    return f"{cost:.4f}" if cost >= 0.001 or cost == 0 else f"{cost:.2e}"


def format_numbers(cost: float, train: float, test: float, baseline: float, text: Translator) -> list[str]:
    """Return how the headline writes a cost, two accuracies in percent, and how far the second is above a
    baseline.
    """
    lead = round(test - baseline, 1)
    arrow = "▲" if lead > 0 else "▼" if lead < 0 else "="
    points = text.text("headline.points", points=lead).replace("-", "\N{MINUS SIGN}")
    return [format_cost(cost), f"{train:.1f} %", f"{test:.1f} %", f"{arrow} {points}"]


def emphasise(written: str) -> str:
    """Return a sentence as HTML: what stands between two pairs of stars is strong, all else is text."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", html.escape(written, quote=False))


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
    return {
        "numbers": [
            _number(text.text("headline.cost"), cost, text.text("headline.cost_help")),
            _number(
                text.text("headline.train_accuracy"),
                on_train,
                text.text("headline.train_accuracy_help", right=int(train.right.sum()), count=len(train.A)),
            ),
            _number(
                text.text("headline.test_accuracy"),
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


def story(run: TrainingRun, diagnosis: Diagnosis, stability: Stability) -> Message:
    """Return the sentences that say how a run went, why, and how it ended."""
    journey = Message(
        f"headline.journey.{diagnosis.journey}",
        count=diagnosis.rises,
        total=run.num_iterations,
        start=run.costs[0],
        peak=diagnosis.peak,
        peak_iteration=diagnosis.peak_iteration,
        final=format_cost(run.costs[-1]),
    )
    if diagnosis.late_iterations < _SHORTEST_ENDING:
        return journey
    late = stability.kind == "caught" and run.learning_rate < stability.limits[0]
    limit = Message(
        f"headline.limit.{'caught_later' if late else stability.kind}",
        limit=stability.limits[0],
        caught_at=stability.caught_at,
    )
    ending = Message(
        f"headline.ending.{diagnosis.ending}",
        late=diagnosis.late_iterations,
        percent=100 * abs(diagnosis.late_change),
    )
    return Message("headline.story", journey=journey, limit=limit, ending=ending)


def build_cost_part(
    run: TrainingRun, diagnosis: Diagnosis, choices: Choices, text: Translator
) -> dict[str, Any]:
    """Return the chart of the cost of every iteration, with what it says in words."""
    drawn = len(choose_drawn_iterations(run.costs))
    caption = text.text("cost_card.caption")
    if drawn < len(run.costs):
        caption += " " + text.text("cost_card.thinned", drawn=drawn, total=len(run.costs))
    return {
        "figure": figures.build_cost_figure(run, diagnosis, text, logarithmic=choices["scale"] == "log"),
        "alt": text.text(
            "cost_card.alt",
            start=run.costs[0],
            final=format_cost(run.costs[-1]),
            total=run.num_iterations,
        ),
        "caption": caption,
    }


def build_surface_part(run: TrainingRun, choices: Choices, text: Translator) -> dict[str, Any]:
    """Return the chart of the cost on the chosen plane, with the descent on it and what it says in words."""
    landscape = project(run, choices["plane"], SURFACE_RESOLUTION)
    return {
        "figure": figures.build_surface_figure(
            landscape, text, view=choices["view"], logarithmic=choices["scale"] == "log"
        ),
        "alt": text.text(
            "surface_card.alt",
            plane=text.text(f"controls.plane.options.{landscape.plane}"),
            start=landscape.path_costs[0],
            final=format_cost(landscape.path_costs[-1]),
            low=landscape.costs.min(),
            high=landscape.costs.max(),
        ),
        "caption": _surface_caption(landscape, run, choices, text),
    }


def _number(label: str, value: str, explained: str) -> dict[str, str]:
    return {"label": label, "value": value, "help": explained}


def _surface_caption(landscape: Landscape, run: TrainingRun, choices: Choices, text: Translator) -> str:
    first, second = 100 * landscape.explained
    sentences = [
        text.text(f"surface_card.planes.{landscape.plane}"),
        text.text("surface_card.explained", first=first, second=second, gap=landscape.gap),
    ]
    if choices["view"] == "3d":
        alpha, beta = figures.axis_names(landscape, text)
        sentences.append(text.text("surface_card.axes", alpha=alpha, beta=beta))
    if landscape.clipped:
        sentences.append(text.text("surface_card.clipped"))
    if run.thinned:
        sentences.append(text.text("surface_card.thinned", drawn=len(run.recorded), total=len(run.costs)))
    return " ".join(sentences)
