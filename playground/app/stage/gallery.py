"""The test pictures with the neuron's answers, and the table that counts them, as plain data."""

import io

import numpy as np

from playground.app.browser.payloads import Confusion, Gallery, ScoreTable
from playground.app.browser.sheets import publish_sheet
from playground.app.session.choices import Question
from playground.charts.pictures import SMOOTH_FROM, build_picture_sheet
from playground.data.contents import Dataset
from playground.engine.training import Indices
from playground.study.study import Study
from playground.study.telling import class_name
from playground.study.verdicts import Scores, Share, Verdicts
from playground.words.catalogue import Translator
from playground.words.numbers import write_percent

SHEET_COLUMNS = 10
PAGE_SIZE = 60
CELLS = ("tp", "fn", "fp", "tn")
"""The cells of the confusion matrix, row by row, cats first."""
_SCORES = ("precision", "recall", "f1", "accuracy")


def count_pages(pictures: int) -> int:
    """Return how many pages so many pictures take; one where there are none."""
    return max(1, -(-pictures // PAGE_SIZE))


def choose_pictures(verdicts: Verdicts, question: Question) -> tuple[Indices, Indices]:
    """Return the test pictures that the filter leaves, in order, and those of them on the page turned to."""
    chosen = verdicts.select(question.show, question.order)
    page = min(question.page, count_pages(len(chosen)))
    return chosen, chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def build_gallery(study: Study, question: Question, text: Translator) -> Gallery:
    """Return the pictures of one page: where each is on the sheet, what it is, and A, the neuron's answer."""
    dataset, verdicts = study.dataset, study.test
    chosen, shown = choose_pictures(verdicts, question)
    on_sheet = np.arange(len(verdicts.A)) if len(verdicts.A) <= PAGE_SIZE else np.sort(shown)
    names = [class_name(name, text) for name in dataset.classes]
    return {
        "sheet": {
            "address": _publish(dataset, on_sheet),
            "columns": SHEET_COLUMNS,
            "rows": -(-len(on_sheet) // SHEET_COLUMNS),
            "smooth": dataset.picture_shape[0] >= SMOOTH_FROM,
        },
        "pictures": shown.tolist(),
        "places": np.searchsorted(on_sheet, shown).tolist(),
        "labels": verdicts.Y[shown].tolist(),
        "answers": verdicts.answers[shown].tolist(),
        "probabilities": verdicts.A[shown].tolist(),
        "names": names,
        "described": {
            "right": text.pattern("predictions.tile_right"),
            "wrong": text.pattern("predictions.tile_wrong"),
        },
        "right": text.pattern("predictions.right"),
        "key": text.pattern("predictions.key"),
        "count": text.pattern("predictions.count"),
        "values": {
            "shown": len(chosen),
            "total": len(verdicts.A),
            "right": int(verdicts.right.sum()),
            "name": names[1],
            "threshold": f"{verdicts.threshold:g}",
        },
        "range": _range(chosen, shown, question, text),
        "none": text.text("predictions.none"),
    }


def build_confusion(study: Study, question: Question, text: Translator) -> Confusion:
    """Return how many pictures of each class got each answer, cats first, with the words around it."""
    names = [class_name(name, text) for name in study.dataset.classes[::-1]]
    return {
        "title": text.text("predictions.confusion"),
        "says": [text.text("predictions.says", name=name) for name in names],
        "is": [text.text("predictions.is", name=name) for name in names],
        "marks": [text.text(f"predictions.{kind}_mark") for kind in ("right", "wrong")],
        "cells": list(CELLS),
        "chosen": question.show,
        "counts": study.test.confusion()[::-1, ::-1].ravel().tolist(),
    }


def build_scores(study: Study, text: Translator) -> ScoreTable:
    """Return the scores of the answers, each with what it is, and with the words for none."""
    name = class_name(study.dataset.classes[1], text)
    return {
        "names": [text.text(f"scores.names.{key}") for key in _SCORES],
        "explained": [text.text(f"scores.explained.{key}", name=name) for key in _SCORES],
        "none": text.text("scores.none"),
        "values": format_scores(study.scores),
    }


def format_scores(scores: Scores) -> list[tuple[str, str]]:
    """Return how each score is written: the share in percent, a dash where there is none, and its parts."""
    shares: list[Share] = [getattr(scores, key) for key in _SCORES]
    return [
        (
            "–" if share.percent is None else f"{write_percent(share.percent)}%",
            f"{share.part} / {share.whole}",
        )
        for share in shares
    ]


def _range(chosen: Indices, shown: Indices, question: Question, text: Translator) -> str:
    """Return which of several pages' pictures these are; nothing where there is one page."""
    pages = count_pages(len(chosen))
    if pages == 1:
        return ""
    first = (min(question.page, pages) - 1) * PAGE_SIZE + 1
    return text.text("predictions.page", first=first, last=first + len(shown) - 1, count=len(chosen))


def _publish(dataset: Dataset, indices: Indices) -> str:
    """Return the address of the pictures on one sheet, without loss; nothing where there are no pictures."""
    if len(indices) == 0:
        return ""

    def paint() -> bytes:
        contents = io.BytesIO()
        build_picture_sheet(dataset.test_pictures[indices], SHEET_COLUMNS).save(contents, "PNG")
        return contents.getvalue()

    return publish_sheet(dataset, f"{indices.tolist()}", paint)
