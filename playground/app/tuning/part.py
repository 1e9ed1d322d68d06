"""What stands around the numbers of the tuning map: its chart without values, and its words. Nothing here
knows Streamlit.
"""

from collections.abc import Sequence

from playground.app.browser.payloads import MapBaseline, MapWords
from playground.app.session.choices import AXES, SCORES
from playground.app.tuning.figure import build_map_figure, place_rows
from playground.app.tuning.rows import ALL, MapRow, find_row, leaves_out
from playground.data.contents import Baseline, Dataset
from playground.engine.validation import FOLDS
from playground.engine.ways import PLAIN, Way
from playground.study.telling import class_name
from playground.words.catalogue import Translator, join_sentences

_WORDS = (
    *("sweeping", "twins", "validating", "twins_validating", "done", "stopped", "failed", "progress"),
    *("stop", "go_on", "now", "near", "outside", "waiting", "percent", "cost", "twins_agree"),
    *("in_brackets", "set", "place", "keys"),
    *("task", "task_not", "task_decided", "task_done"),
)
_CHOOSING = (
    "by_test",
    "by_test_result",
    "by_folds",
    "by_folds_result",
    "difference",
    "same",
    "interval",
    "above",
    "within",
    "rule",
    "by_test_ties",
    "by_folds_ties",
    "by_folds_ties_alike",
    "by_folds_chance",
    "above_start",
)


def build_map_part(
    dataset: Dataset,
    axis: str,
    rows: Sequence[MapRow],
    reach: int,
    score: str,
    way: Way,
    limit: float | None,
    text: Translator,
) -> MapWords:
    """Return all that the browser needs to draw a map but its numbers."""
    baseline = dataset.train_baseline if score in ("folds", "train") else dataset.test_baseline
    names = {key: text.text(f"tuning.scores.{key}") for key in SCORES}
    about = {"axis": text.text(f"tuning.axes.{axis}"), "score": names[score]}
    about["axis_first"] = about["axis"][:1].upper() + about["axis"][1:]
    words = {key: _fill(text.pattern(f"tuning.words.{key}"), about) for key in _WORDS}
    words["rounding"] = text.pattern("headline.rounding")
    written = {ALL: text.text("tuning.all")}
    called = [written.get(row.name, row.name) for row in rows]
    here = find_row(axis, way, dataset.train_labels.size)
    left_out = leaves_out(axis, rows[0].learning_rate, way, dataset.train_labels.size)
    return {
        "score": score,
        "figure": build_map_figure(
            axis,
            called,
            reach,
            score,
            text,
            limit=limit,
            baseline=baseline.percent,
            baseline_name=class_name(baseline.class_name, text),
        ),
        "rows": {
            "names": called,
            "places": place_rows(axis, called),
            "choices": [row.choices for row in rows],
            "here": written.get(here, here),
        },
        "alt": {
            "complete": _fill(text.pattern("tuning.alt.complete"), about),
            "waiting": _fill(text.pattern("tuning.alt.waiting"), about),
        },
        "intro": _introduce(axis, rows, limit, text, left_out=left_out),
        "counts": {"train": dataset.train_labels.size, "test": dataset.test_labels.size},
        "baselines": {
            "test": _tell_baseline(dataset.test_baseline, text),
            "folds": _tell_baseline(dataset.train_baseline, text),
        },
        "folds": min(FOLDS, dataset.train_labels.size),
        "words": words | {"names": names},
        "choosing": {key: text.pattern(f"tuning.choosing.{key}") for key in _CHOOSING},
    }


def _introduce(
    axis: str, rows: Sequence[MapRow], limit: float | None, text: Translator, *, left_out: bool
) -> str:
    """Return how the map is read; what is said of its shape holds of plain descent."""
    told = [text.text("tuning.intro")]
    if axis != AXES[0]:
        told.append(text.text("tuning.intro_rate", rate=rows[0].learning_rate))
        if left_out:
            told.append(text.text("tuning.left_out"))
    elif rows[0].way == PLAIN and limit is not None:
        told.append(text.text("tuning.intro_limit"))
    return join_sentences([*told, text.text("tuning.intro_rounding")])


def _tell_baseline(baseline: Baseline, text: Translator) -> MapBaseline:
    return {"name": class_name(baseline.class_name, text), "baseline": baseline.percent}


def _fill(pattern: str, words: dict[str, str]) -> str:
    """Return a pattern with what is known of it by now."""
    for key, word in words.items():
        pattern = pattern.replace(f"{{{key}}}", word)
    return pattern
