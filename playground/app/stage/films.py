"""What the browser needs once a run stands still: its film with the stability limit, and, where they are
looked at, its weights.

Each is sent as one piece of bytes (`packing`): what is said, and arrays with a row for every moment.
Nothing here knows Streamlit.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.app.browser.packing import Steps, pack
from playground.app.browser.payloads import (
    ChartPart,
    FilmHeader,
    MomentStory,
    Transport,
    WeightsHeader,
)
from playground.app.session.choices import Question
from playground.app.stage.frames import SURFACE_RESOLUTION
from playground.app.stage.gallery import choose_pictures, format_scores
from playground.charts.curves import build_stability_figure
from playground.charts.pictures import DIVERGING
from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.landscape import locate
from playground.engine.training import Indices, TrainingRun
from playground.neuron import sigmoid
from playground.study.film import Film, choose_moments, record_film
from playground.study.mixtures import mix_weights
from playground.study.study import Study
from playground.study.telling import (
    class_name,
    describe_marks,
    describe_stability,
    emphasise,
    format_accuracies,
    tell_named,
    tell_why,
)
from playground.study.verdicts import compute_scores
from playground.words.catalogue import Translator, join_sentences
from playground.words.numbers import MINUS, write_cost, write_digits

_STEPS = 29_900  # in 1: every hundredth is among them, and no half of one, which is written up or down


def build_film(
    dataset: Dataset, run: TrainingRun, question: Question, text: Translator, own: Mapping[str, Array]
) -> bytes:
    """Return all that is shown of a run beside its frame, packed for the browser; also of a visitor's own
    pictures (n, 1), by their keys.
    """
    study = Study(dataset, run, question.threshold)
    film = record_film(run, dataset.test_kernel(run.prepared.form), dataset.test_labels, study.threshold)
    test_right = film.confusion.trace(axis1=1, axis2=2)
    right, accuracy = _share(np.column_stack([film.train_right, test_right]))
    cells, score = _share(film.confusion.reshape(-1, 4))
    header: FilmHeader = {
        "costs_written": list(map(write_cost, film.costs.tolist())),
        "accuracies": _write_accuracies(study, right, text),
        "scores": [format_scores(compute_scores(counts)) for counts in cells.reshape(-1, 2, 2)],
        "story": _moment_story(study, text),
        "alts": describe_marks(study, study.landscape(question.plane, SURFACE_RESOLUTION), text),
        "stability": _stability_part(study, text),
        "why": tell_why(study, text),
        "transport": _transport_part(run, film, text),
        "asked_keys": list(own),
        "arrays": {
            **_arrays(study, film, question),
            **_own_arrays(study, film, own),
            "accuracy": accuracy,
            "score": score,
        },
    }
    return pack(header)


def build_weights(dataset: Dataset, run: TrainingRun, text: Translator) -> bytes:
    """Return the weights at every moment of a run's film, packed for the browser."""
    iterations, _ = choose_moments(run)
    mixtures = mix_weights(run, iterations)
    names = {
        "name": class_name(dataset.classes[1], text),
        "other": class_name(dataset.classes[0], text),
    }
    percent = 100 * mixtures.error
    exact = text.text("weights.exact", percent=percent)
    learned = text.text("weights.bias", bias=write_digits(run.b, 3).replace("-", MINUS))
    header: WeightsHeader = {
        "height": dataset.picture_shape[0],
        "width": dataset.picture_shape[1],
        "colours": list(DIVERGING),
        "alt": text.pattern("weights.alt").format(scale="{scale}", **names),
        "caption": join_sentences([text.text("weights.caption", **names), exact, learned]),
        "exact_behind": text.text("weights.exact_behind", percent=percent),
        "channels_alt": text.pattern("weights.channels_alt"),
        "channels_caption": text.pattern("weights.channels_caption"),
        "arrays": {
            "basis": mixtures.basis.ravel(),
            "coefficients": mixtures.coefficients,
            "sizes": mixtures.sizes,
            "scales": mixtures.scales,
        },
    }
    return pack(header)


def _share(counts: Indices) -> tuple[Indices, Indices]:
    """Return what there is of counts (k, j), each once, and the place (k,) of each there: what they say is
    written once for all moments that share it.
    """
    distinct, places = np.unique(counts, axis=0, return_inverse=True)
    return distinct, places


def _write_accuracies(study: Study, right: Indices, text: Translator) -> list[list[str]]:
    """Return how accuracies are written where so many training and test pictures (k, 2) are right."""
    percents = 100 * right / [len(study.train.Y), len(study.test.Y)]
    baseline = study.baseline.percent
    return [format_accuracies(train, test, baseline, text) for train, test in percents.tolist()]


def _moment_story(study: Study, text: Translator) -> MomentStory:
    start = text.text("headline.journey.untrained")
    later = text.text("headline.moment", total=study.run.num_iterations, pictures=len(study.test.Y))
    return {
        "start": emphasise(tell_named(study, start, text)),
        "later": emphasise(tell_named(study, later, text)),
        "compared": [text.text(f"headline.compared.{way}") for way in ("lower", "same", "higher")],
    }


def _stability_part(study: Study, text: Translator) -> ChartPart | None:
    if not study.stability.has_limit:
        return None
    figure = build_stability_figure(study.run, study.stability, text)
    return {"figure": figure, **describe_stability(study, text)}


def _transport_part(run: TrainingRun, film: Film, text: Translator) -> Transport:
    return {
        "total": run.num_iterations,
        "about": text.pattern("stage.about" if film.every_extreme else "stage.about_thinned"),
        "moment": text.pattern("stage.moment"),
        "cost_at": text.pattern("stage.cost_at"),
        "cost_end": text.pattern("stage.cost_end"),
        "flips": text.pattern("stage.flips"),
    }


def _own_arrays(study: Study, film: Film, own: Mapping[str, Array]) -> dict[str, NDArray[Any] | Steps]:
    """Return what the neuron said of a visitor's own pictures at every moment."""
    if not own:
        return {}
    kernel = study.run.prepared.form.kernel(np.hstack([*own.values()]))
    A = sigmoid(film.states @ kernel)
    answers = np.greater(A, study.threshold)
    return {"asked": round_as_written(A, study.threshold), "asked_answers": answers}


def _arrays(study: Study, film: Film, question: Question) -> dict[str, NDArray[Any] | Steps]:
    _, shown = choose_pictures(study.test, question)
    landscape = study.landscape(question.plane, SURFACE_RESOLUTION)
    heights = np.log10(np.maximum(film.costs, np.finfo(np.float64).tiny))
    return {
        "iterations": film.iterations,
        "costs": film.costs,
        "path": locate(study.run, landscape, film.states),
        "heights": heights if question.scale == "log" else film.costs,
        "compared": film.compared,
        "rises": film.rises,
        "changed": film.changed,
        "confusion": film.confusion[:, ::-1, ::-1].reshape(len(film.iterations), -1),
        "probabilities": round_as_written(film.probabilities[:, shown], study.threshold),
        "answers": film.test_answers[:, shown],
    }


def round_as_written(A: Array, threshold: float) -> Steps:
    """Return probabilities in steps so fine that no bar shows them, each rounded to the side on which it is
    written as before, by `writeProbability` of the page: with two digits, or four close to the threshold.
    """
    levels = np.rint(A * _STEPS).astype(np.int64)
    written = _write(A, threshold)
    for side in (1, -1):
        differs = _write(levels / _STEPS, threshold) != written
        levels[differs] = np.rint(A[differs] * _STEPS).astype(np.int64) + side
    return Steps(levels, _STEPS)


def _write(A: Array, threshold: float) -> Array:
    """Return a number that is the same where `writeProbability` writes the same."""
    away = np.abs(A - threshold)
    digits = np.where((away > 0) & (away < 0.005), 4, 2)
    return np.asarray(np.rint(A * 10.0**digits) + digits / 10)
