"""The run to take home: files made when they are asked for, and the charts as pictures."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import streamlit as st

from playground.app.browser.parts import show_part
from playground.app.session import choices, searching, settings
from playground.app.session.entering import own_visitor
from playground.app.session.pins import Board
from playground.app.session.runs import Shown, run_shelf
from playground.app.session.visitors import Visitor
from playground.data.contents import Dataset, DatasetError
from playground.engine.ways import Way
from playground.handin import Look, PinnedStudy, Written, file_name
from playground.handin.report import build_report
from playground.handin.script import build_script
from playground.handin.tables import build_answer_table, build_cost_table
from playground.handin.weights import build_h5, build_npz
from playground.study.study import Study
from playground.study.telling import name_way, tell_mistake
from playground.study.verdicts import THRESHOLD
from playground.words.catalogue import Translator, join_sentences

_LONGEST = {"name": 80, "answers": 5000, "conclusions": 5000}  # characters that a student may write
_WRITTEN = "hand_in_written_"
_PATIENCE_SECONDS = 5.0  # that a pinned run may be trained for, where it is not there


class _File(NamedTuple):
    """One file on offer: how it is made, what its name ends in, its type, and its icon."""

    build: Callable[[], str | bytes]
    what: str
    ending: str
    mime: str
    icon: str


def show_hand_in(shown: Shown, text: Translator) -> None:
    """Offer the files of a run, and its charts as pictures."""
    label, icon = text.text("handin.title"), ":material/assignment_turned_in:"
    with st.popover(label, icon=icon, key="hand_in", on_change="rerun") as popover:
        if popover.open:
            _show_files(Study(shown.dataset, shown.run, settings.chosen("threshold")), text)


def _show_files(study: Study, text: Translator) -> None:
    st.caption(_tell_run(study, text))
    files = list(_files(study, _ask_words(text), text).items())
    for row in (files[:3], files[3:]):
        for place, (key, file) in zip(st.columns(3, gap="small"), row, strict=True):
            with place.container(gap=None):
                # Its lines give a hidden mistake away.
                withheld = key == "script" and searching.is_hidden(study.dataset.name)
                _offer(key, file, file_name(study, file.what, file.ending), text, withheld)
    _show_pictures(study, text)


def _tell_run(study: Study, text: Translator) -> str:
    run = study.run
    done, rate = run.num_iterations, run.learning_rate
    if run.stopped:
        told = text.text("handin.stopped", learning_rate=rate, done=done, total=run.requested_iterations)
    else:
        told = text.text("handin.run", learning_rate=rate, count=done)
    way, sentences = name_way(run.gone, text), [*tell_mistake(study.dataset, text), told]
    if way:
        sentences.append(text.text("handin.way", way=way))
    if study.threshold != THRESHOLD:
        sentences.append(text.text("handin.threshold", threshold=study.threshold))
    return join_sentences(sentences)


def _ask_words(text: Translator) -> Written:
    """Ask for what a student writes into the report."""
    named, places = st.container(), st.columns(2, gap="small")
    for place, (key, longest) in zip((named, *places), _LONGEST.items(), strict=True):
        ask = place.text_input if key == "name" else place.text_area
        ask(
            text.text(f"handin.written.{key}"),
            max_chars=longest,
            key=f"{_WRITTEN}{key}",
            persist_state="session",
        )
    return Written(**{key: st.session_state[f"{_WRITTEN}{key}"] for key in _LONGEST})


def build_own_report(text: Translator) -> tuple[Study, Written, str] | None:
    """Return the run that is chosen now, what is written to it and its report; nothing where there is no such
    run, or training takes too long.
    """
    asked, visitor = settings.current_question(choices.Question), own_visitor()
    pinned = asked.dataset, asked.learning_rate, asked.num_iterations, asked.way
    study = _find_study(pinned, asked.threshold, visitor)
    if study is None:
        return None
    written = Written(**{key: st.session_state.get(f"{_WRITTEN}{key}", "") for key in _LONGEST})
    look, board = Look(asked.plane, asked.view, asked.scale), settings.chosen(choices.PINS)
    return study, written, _build_report(study, text, look, written, board, visitor)


def _build_report(
    study: Study, text: Translator, look: Look, written: Written, board: Board, visitor: Visitor
) -> str:
    """Return the report with the pinned runs, and the right one beside one with a mistake, as far as they are
    there or soon trained.
    """
    pinned = [
        PinnedStudy(pin.mark, pin.call(text), _find_study(pin.settings, study.threshold, visitor))
        for pin in board
    ]
    run, original = study.run, study.dataset.source
    asked = run.learning_rate, run.num_iterations, run.way, study.threshold
    right = _train_soon(original, *asked) if original else None
    return build_report(study, text, look, written, pinned, right)


def _find_study(pinned: tuple[str, float, int, Way], threshold: float, visitor: Visitor) -> Study | None:
    name, rate, count, way = pinned
    try:
        dataset = visitor.find_dataset(name)
    except DatasetError:
        return None
    return _train_soon(dataset, rate, count, way, threshold)


def _train_soon(dataset: Dataset, rate: float, count: int, way: Way, threshold: float) -> Study | None:
    run = run_shelf().obtain_within(_PATIENCE_SECONDS, dataset, rate, count, way)
    return Study(dataset, run, threshold) if run else None


def _files(study: Study, written: Written, text: Translator) -> dict[str, _File]:
    """Return the files on offer by the names of their words; each is made when its button is pressed."""
    look = Look(*(settings.chosen(key) for key in ("plane", "view", "scale")))
    costs = partial(build_cost_table, study.run, study.dataset.mistake)
    answers = partial(build_answer_table, study)
    npz, h5 = partial(build_npz, study), partial(build_h5, study)
    board = settings.chosen(choices.PINS)
    report = partial(_build_report, study, text, look, written, board, own_visitor())
    script = partial(build_script, study, text)
    return {
        "report": _File(report, "report", "html", "text/html", "article"),
        "script": _File(script, "again", "py", "text/x-python", "code"),
        "costs": _File(costs, "costs", "csv", "text/csv", "show_chart"),
        "answers": _File(answers, "answers", "csv", "text/csv", "fact_check"),
        "npz": _File(npz, "weights", "npz", "application/octet-stream", "grid_on"),
        "h5": _File(h5, "weights", "h5", "application/x-hdf5", "grid_on"),
    }


def _offer(key: str, file: _File, name: str, text: Translator, withheld: bool) -> None:
    st.download_button(
        text.text(f"handin.files.{key}.label"),
        file.build,
        file_name=name,
        mime=file.mime,
        disabled=withheld,
        key=f"hand_in_{key}",
        on_click="ignore",
        icon=f":material/{file.icon}:",
        width="stretch",
    )
    st.caption(text.text("handin.withheld" if withheld else f"handin.files.{key}.about"))


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
        # It is taken from the page.
        if name != "stability" or (settings.chosen("why") and study.run.first_limit is not None)
    ]
    with st.container(gap=None):
        show_part("pictures", charts=charts, failed=text.text("handin.pictures.failed"))
        st.caption(text.text("handin.pictures.about"))
