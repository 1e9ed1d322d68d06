"""What the page shows of the pinned runs: their curves under the live one, and their results in the table.

The browser asks for it when the pins change, not while a thumb moves: it draws the curves again from what it
has, and takes the differences to the run of each frame itself. Nothing here knows Streamlit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.app.browser.payloads import PinRow, Pins
from playground.app.session.choices import PinsQuestion
from playground.app.session.pins import Pin
from playground.charts.curves import build_pinned_curve
from playground.charts.parts import log_ticks
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun
from playground.study.study import Study
from playground.study.telling import label_results, tell_results, tell_rounding
from playground.words.catalogue import Translator, join_sentences
from playground.words.numbers import write_cost

_WORDS = ("waiting", "long", "gone", "same", "higher", "lower", "points", "hidden")


@dataclass(frozen=True)
class Pinned:
    """A pin with what was found for it.

    `state` is ``done``; ``waiting`` where others took the time; ``long`` where training takes longer than a
    moment; ``gone`` where the pictures are not here. Only ``done`` has pictures and a run.
    """

    pin: Pin
    state: str
    dataset: Dataset | None = None
    run: TrainingRun | None = None


def build_pins(pinned: Sequence[Pinned], question: PinsQuestion, text: Translator) -> Pins:
    """Return results and curves of the pins; the curves only of those on the pictures that are shown."""
    drawn = [(each.pin, each.run) for each in pinned if each.run and each.pin.dataset == question.dataset]
    curves = [build_pinned_curve(run, pin.mark, pin.call(text), text) for pin, run in drawn]
    costs = np.concatenate([np.ones(1), *(run.costs for _, run in drawn)])
    return {
        "dataset": question.dataset,
        "threshold": f"{question.threshold:g}",
        "rows": {each.pin.identity: _row(each, question.threshold, text) for each in pinned},
        "curves": [curve for curve, _ in curves],
        "ticks": log_ticks(costs),
        "highest": costs.max(),
        "caption": _caption([whole for _, whole in curves], text),
        "alt": join_sentences(_tell(pin, run, text) for pin, run in drawn),
        "labels": label_results(question.threshold, text),
        "words": {word: text.pattern(f"pins.words.{word}") for word in _WORDS},
    }


def _row(pinned: Pinned, threshold: float, text: Translator) -> PinRow:
    row: PinRow = {"state": pinned.state, "dataset": pinned.pin.dataset}
    if not (pinned.run and pinned.dataset):
        return row
    study = Study(pinned.dataset, pinned.run, threshold)
    results = [study.cost, study.train.accuracy, study.test.accuracy]
    return row | {
        "results": results,
        "written": tell_results(study, text)[:3],
        "rounding": tell_rounding(study, text),
    }


def _caption(whole: Sequence[bool], text: Translator) -> str:
    if not whole:
        return ""
    told = [text.text("pins.chart.caption"), *([] if all(whole) else [text.text("pins.chart.thinned")])]
    return join_sentences(told)


def _tell(pin: Pin, run: TrainingRun, text: Translator) -> str:
    final = write_cost(run.costs[-1])
    return text.text("pins.chart.alt", mark=pin.mark, count=pin.num_iterations, final=final)
