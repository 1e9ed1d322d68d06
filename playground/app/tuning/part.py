"""What stands around the numbers of the tuning map: its chart without values, and its words. Nothing here
knows Streamlit.
"""

from playground.app.browser.payloads import MapBaseline, MapWords
from playground.app.session.choices import SCORES
from playground.app.tuning.figure import build_map_figure
from playground.data.contents import Baseline, Dataset
from playground.engine.validation import FOLDS
from playground.engine.ways import PLAIN, Way
from playground.study.telling import class_name
from playground.words.catalogue import Translator, join_sentences

_WORDS = (
    *("sweeping", "twins", "validating", "twins_validating", "done", "stopped", "failed", "progress"),
    *("stop", "go_on", "now", "near", "outside", "waiting", "percent", "cost", "twins_agree"),
    *("in_brackets", "set", "place", "keys"),
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
)


def build_map_part(
    dataset: Dataset,
    rates: tuple[float, ...],
    reach: int,
    score: str,
    way: Way,
    limit: float | None,
    text: Translator,
) -> MapWords:
    """Return all that the browser needs to draw a map but its numbers."""
    baseline = dataset.train_baseline if score in ("folds", "train") else dataset.test_baseline
    names = {key: text.text(f"tuning.scores.{key}") for key in SCORES}
    words = {key: text.pattern(f"tuning.words.{key}") for key in _WORDS}
    words["rounding"] = text.pattern("headline.rounding")
    return {
        "score": score,
        "figure": build_map_figure(
            rates,
            reach,
            score,
            text,
            limit=limit,
            baseline=baseline.percent,
            baseline_name=class_name(baseline.class_name, text),
        ),
        "alt": {
            "complete": _name_score(text.pattern("tuning.alt.complete"), names[score]),
            "waiting": _name_score(text.pattern("tuning.alt.waiting"), names[score]),
        },
        "intro": _introduce(way, limit, text),
        "counts": {"train": dataset.train_labels.size, "test": dataset.test_labels.size},
        "baselines": {
            "test": _tell_baseline(dataset.test_baseline, text),
            "folds": _tell_baseline(dataset.train_baseline, text),
        },
        "folds": min(FOLDS, dataset.train_labels.size),
        "words": words | {"names": names},
        "choosing": {key: text.pattern(f"tuning.choosing.{key}") for key in _CHOOSING},
    }


def _introduce(way: Way, limit: float | None, text: Translator) -> str:
    """Return how the map is read; what is said of its shape holds of plain descent."""
    told = [text.text("tuning.intro")]
    if way == PLAIN and limit is not None:
        told.append(text.text("tuning.intro_limit"))
    return join_sentences([*told, text.text("tuning.intro_rounding")])


def _tell_baseline(baseline: Baseline, text: Translator) -> MapBaseline:
    return {"name": class_name(baseline.class_name, text), "baseline": baseline.percent}


def _name_score(pattern: str, name: str) -> str:
    return pattern.replace("{score}", name)
