"""The run to take home: files made when they are asked for, and the charts as pictures."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import streamlit as st

from playground.app.browser.parts import show_part
from playground.app.session import settings
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun
from playground.handin import Look, file_name
from playground.handin.report import build_report
from playground.handin.script import build_script
from playground.handin.tables import build_answer_table, build_cost_table
from playground.handin.weights import build_h5, build_npz
from playground.study.study import Study
from playground.study.verdicts import THRESHOLD
from playground.words.catalogue import Translator, join_sentences


class _File(NamedTuple):
    """One file on offer: how it is made, what its name ends in, its type, and its icon."""

    build: Callable[[], str | bytes]
    what: str
    ending: str
    mime: str
    icon: str


def show_hand_in(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Offer the files of a run, and its charts as pictures."""
    with st.popover(text.text("handin.title"), icon=":material/assignment_turned_in:", key="hand_in"):
        study = Study(dataset, run, settings.chosen("threshold"))
        st.caption(_tell_run(study, text))
        files = list(_files(study, text).items())
        for row in (files[:3], files[3:]):
            for place, (key, file) in zip(st.columns(3, gap="small"), row, strict=True):
                with place.container(gap=None):
                    _offer(key, file, file_name(study, file.what, file.ending), text)
        _show_pictures(study, text)


def _tell_run(study: Study, text: Translator) -> str:
    run = study.run
    done, rate = run.num_iterations, run.learning_rate
    if run.stopped:
        told = text.text("handin.stopped", learning_rate=rate, done=done, total=run.requested_iterations)
    else:
        told = text.text("handin.run", learning_rate=rate, count=done)
    if study.threshold == THRESHOLD:
        return told
    return join_sentences([told, text.text("handin.threshold", threshold=study.threshold)])


def _files(study: Study, text: Translator) -> dict[str, _File]:
    """Return the files on offer by the names of their words; each is made when its button is pressed."""
    look = Look(*(settings.chosen(key) for key in ("plane", "view", "scale")))
    costs, answers = partial(build_cost_table, study.run), partial(build_answer_table, study)
    npz, h5 = partial(build_npz, study), partial(build_h5, study)
    report = partial(build_report, study, text, look)
    script = partial(build_script, study, text)
    return {
        "report": _File(report, "report", "html", "text/html", "article"),
        "script": _File(script, "again", "py", "text/x-python", "code"),
        "costs": _File(costs, "costs", "csv", "text/csv", "show_chart"),
        "answers": _File(answers, "answers", "csv", "text/csv", "fact_check"),
        "npz": _File(npz, "weights", "npz", "application/octet-stream", "grid_on"),
        "h5": _File(h5, "weights", "h5", "application/x-hdf5", "grid_on"),
    }


def _offer(key: str, file: _File, name: str, text: Translator) -> None:
    st.download_button(
        text.text(f"handin.files.{key}.label"),
        file.build,
        file_name=name,
        mime=file.mime,
        key=f"hand_in_{key}",
        on_click="ignore",
        icon=f":material/{file.icon}:",
        width="stretch",
    )
    st.caption(text.text(f"handin.files.{key}.about"))


def _show_pictures(study: Study, text: Translator) -> None:
    charts = [
        {
            "name": name,
            "label": text.text(f"handin.pictures.names.{name}"),
            "file": file_name(study, name, "png"),
            "title": text.text(
                "handin.pictures.heading",
                chart=text.text(title),
                learning_rate=study.run.learning_rate,
                count=study.run.num_iterations,
            ),
        }
        for name, title in (
            ("cost", "cost_card.title"),
            ("surface", "surface_card.title"),
            ("stability", "stability.title"),
        )
        if name != "stability" or settings.chosen("why")  # it is taken from the page
    ]
    with st.container(gap=None):
        show_part("pictures", charts=charts, failed=text.text("handin.pictures.failed"))
        st.caption(text.text("handin.pictures.about"))
