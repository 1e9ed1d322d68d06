"""The paths of the pinned runs on the surface of the run that is shown.

The browser asks for them when that run stands still, and lays them into its surface: a moving thumb asks for
nothing about them. Nothing here knows Streamlit.
"""

from collections.abc import Sequence

from playground.app.browser.payloads import PinnedPaths
from playground.app.compare.pinned import Pinned
from playground.app.session.choices import Question
from playground.app.stage.frames import SURFACE_RESOLUTION
from playground.charts.parts import Spec
from playground.charts.paths import build_pinned_path
from playground.engine.landscape import locate_other
from playground.study.study import Study
from playground.words.catalogue import Translator, join_sentences
from playground.words.numbers import write_percent


def build_paths(pinned: Sequence[Pinned], study: Study, question: Question, text: Translator) -> PinnedPaths:
    """Return the paths of the pinned runs that are there, on the plane of the run of a study."""
    landscape = study.landscape(question.plane, SURFACE_RESOLUTION)
    asked = study.run.learning_rate, study.run.num_iterations, study.run.way
    lines: list[Spec] = []
    numbers: list[Spec] = []
    shares: list[str] = []
    cut: list[str] = []
    for each in pinned:
        # The run itself is there, and one that did not move has no path.
        if each.run is None or each.pin.settings[1:] == asked or not each.run.squared_lengths[-1]:
            continue
        path, share = locate_other(study.run, landscape, each.run)
        drawn = build_pinned_path(
            each.run,
            path,
            landscape,
            each.pin.mark,
            len(shares),
            view=question.view,
            logarithmic=question.scale == "log",
        )
        lines += drawn[0]
        numbers += drawn[1]
        shares.append(text.text("pins.surface.share", mark=each.pin.mark, percent=write_percent(100 * share)))
        if not landscape.holds(path).all():
            cut.append(str(each.pin.mark))
    told = [text.text("pins.surface.caption", shares=" · ".join(shares))] if shares else []
    if cut:
        told.append(text.text("pins.surface.cut", marks=", ".join(cut)))
    return {"lines": lines, "numbers": numbers, "told": join_sentences(told)}
