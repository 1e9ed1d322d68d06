"""The parts of the playground page: their places, the notes about a training, and the gallery's controls."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from playground.app.browser.parts import show_part
from playground.app.compare import cards as compare
from playground.app.serving.desk import is_answered
from playground.app.session import choices, runs, settings
from playground.app.session.background import Job
from playground.app.session.choices import Question
from playground.app.session.entering import own_visitor
from playground.app.session.runs import Shown
from playground.app.session.shelf import shared_shelf
from playground.app.session.visitors import Visitor
from playground.app.session.ways import MOMENTA
from playground.app.shell import controls
from playground.app.stage import gallery, mistakes
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun
from playground.engine.yardstick import Depth, measure_depth
from playground.study.study import Study
from playground.study.telling import class_name, explain_overflow, tell_depth, tell_leaving
from playground.words.catalogue import Translator

POLL_SECONDS = 0.25
_MOST_NUMBERS = 10**6  # that an iteration of L-BFGS goes through
_TOO_FAR = 10.0  # times the stability limit: there every run jumps
_NUDGES = (
    *("title", "close", "play", "play_hint", "play_done"),
    *("far", "far_hint", "far_here", "far_done", "best", "best_hint", "best_done"),
)
_TITLED = ("cat",)
"""Classes for which the page has a sentence of its own."""


def show_training(dataset: Dataset, text: Translator) -> Shown | None:
    """Train as the sliders say, unless the frame for them is there already or soon, and return the run that
    is shown: where the training takes its time, the one before, if any. How far it is, and that it was
    stopped, is told.
    """
    visitor, question = own_visitor(), settings.current_question(Question)
    asked = dataset, question.learning_rate, question.num_iterations, question.way
    # Also where nothing is told: what stands below keeps its place, or the charts would be made anew, and
    # forget where a person had zoomed, whenever a training takes its time.
    told = st.container(key="training_told")
    # What is short is trained where its frame is made; with the first one of a page nobody waits twice.
    comes_soon = visitor.shown_run is not None and runs.is_short(*asked)
    if runs.is_stopped(visitor, asked) or not (comes_soon or _has_frame(dataset)):
        with told:
            shown = _train(visitor, asked, text)
    else:
        shown = _leave_to_frame(visitor, asked)
    if shown is not None:
        runs.remember_run(visitor, shown)
    return shown


def _train(visitor: Visitor, asked: runs.Asked, text: Translator) -> Shown | None:
    dataset, rate, _, way = asked
    if way.overflows(rate):
        st.error(text.text(explain_overflow(way)))
        st.button(text.text("ways.without_l2"), on_click=settings.choose_written, args=({"l2": 0},))
        return runs.last_run(visitor, dataset)
    result = runs.obtain_run(visitor, *asked)
    if isinstance(result, TrainingRun):
        if result.stopped:
            show_stopped_note(result, text)
        elif dataset.source is not None:
            _train_right(visitor, (dataset.source, *asked[1:]), text)
        return Shown(dataset, rate, result.num_iterations, way, result)
    if _has_frame(dataset):
        return _leave_to_frame(visitor, asked)
    show_running_job(result, text, has_come=partial(_has_frame, dataset))
    before = runs.last_run(visitor, dataset)
    if before is not None:
        show_behind_note(before, text)
    elif leaving := tell_leaving(dataset, way, text):
        st.caption(leaving)
    return before


def _has_frame(dataset: Dataset) -> bool:
    """Return whether a helper has made the frame of what is chosen, and nothing else is to be shown."""
    is_judged = dataset.source is not None and settings.chosen("mistakes")  # by both runs themselves
    return not is_judged and is_answered(dataset, ("frame", settings.current_question(Question)))


def _leave_to_frame(visitor: Visitor, asked: runs.Asked) -> Shown:
    """Return what its frame shows, and stop what is under way: nobody needs it any more."""
    runs.stop_training(visitor)
    return Shown(*asked)


def _train_right(visitor: Visitor, asked: runs.Asked, text: Translator) -> None:
    """Train the run without the mistake, too; meanwhile the page shows the one with it."""
    result = runs.obtain_run(visitor, *asked)
    if not isinstance(result, TrainingRun):
        show_running_job(result, text, "training.running_right")
    elif result.stopped:
        show_stopped_note(result, text, "training.stopped_right")


def show_title(dataset: Dataset, text: Translator) -> DeltaGenerator:
    """Say in one sentence what this page is; returns the place for the nudges."""
    other, name = (class_name(each, text) for each in dataset.classes)
    one = dataset.classes[1]
    known = f"stage.title.{one if one in _TITLED else 'other'}"
    with st.container(key="title", horizontal=True, vertical_alignment="center"):
        st.markdown(f"# {text.text(known, name=name, other=other)}", anchors=False, width="content")
        return st.container(key="nudges", width="content")


def show_nudges(limit: float, text: Translator) -> None:
    """Lead through the first minute: three things to do, each ticked off in the browser."""
    far = _TOO_FAR * limit
    words = {key: text.text(f"stage.nudges.{key}", far=far) for key in _NUDGES}
    show_part("nudges", far=far, at=controls.place_rate(far), words=words, on_selected=_open_part)


def _open_part(key: str) -> None:
    settings.choose_written({key: 1})


def show_headline(shown: Shown, text: Translator) -> None:
    """Give the numbers of the run their place."""
    controls.show_printed(shown.learning_rate, shown.num_iterations, shown.dataset, text)
    with st.container(key="headline"):
        show_part("headline")


def show_cost_card(shown: Shown, text: Translator) -> None:
    """Give the cost of every iteration its place, and offer to pin the run."""
    with st.container(key="cost_curve"):
        with st.container(key="cost_title", horizontal=True, vertical_alignment="center"):
            _head(text.text("cost_card.title"))
            compare.show_pin_button(shown, text)
        show_part("cost")


def show_surface_card(text: Translator) -> None:
    """Give the loss surface its place."""
    with st.container(key="loss_surface"):
        with st.container(key="surface_title", horizontal=True, vertical_alignment="center"):
            _head(text.text("surface_card.title"))
            _show_toggle(text)
        show_part("surface")


def show_transport() -> None:
    """Give the scrubber and the keys that step through the training their place."""
    with st.container(key="transport"):
        show_part("transport", on_selected=_fork)


def _fork(iteration: int) -> None:
    """Let the slider of the rate move only what comes from an iteration on; from 0 on, all of it again."""
    rate = settings.chosen("learning_rate") if iteration else choices.LEARNING_RATE.default
    settings.choose_written({"fork": iteration, "then": rate})


def show_playback() -> None:
    """Give all that plays the training back its place."""
    with st.container(key="playback", horizontal=True):
        controls.show_play()
        show_transport()


def show_stability(limit: float | None, text: Translator) -> None:
    """Give the stability limit, if any, its place, and the sentences that tell why a run oscillated."""
    with _part("why", text) as part:
        if not part.open:
            return
        *limits, why = st.columns(1 if limit is None else 2)
        for place in limits:
            with place.container(key="stability"):
                show_part("stability")
        with why.container(key="stability_story"):
            show_part("why")


def show_ways(shown: Shown, text: Translator) -> None:
    """Offer other ways down than plain descent, one at a time or in a race."""
    with _part("ways", text) as part:
        if not part.open:
            return
        st.markdown(text.text("way.about"))
        told = tell_leaving(shown.dataset, settings.current_question(Question).way, text)
        if told:
            st.caption(told)
        places = dict(zip(("rule", "beta", "l2", "batch", "schedule"), st.columns(5), strict=True))
        for key, place in places.items():
            with place:
                _choose_way(key, text)
        compare.show_race_button(shown, text)
        _tell_depth(shown.dataset, text)


def _tell_depth(dataset: Dataset, text: Translator) -> None:
    """Say how far down the valley goes, where that is found in a moment."""
    prepared, l2 = dataset.prepared, settings.chosen("l2")
    if prepared.n_samples * prepared.form.state_size > _MOST_NUMBERS:
        return
    key = "depth", l2
    depth: Depth | None = shared_shelf().find(dataset, key)
    if depth is None:
        depth = measure_depth(prepared, l2)
        shared_shelf().keep(dataset, key, depth)
    st.caption(tell_depth(depth, prepared.n_samples, text))


def show_mistakes(shown: Shown, text: Translator) -> None:
    """Offer mistakes, known or to be found."""
    with _part("mistakes", text) as part:
        if part.open:
            mistakes.show_mistakes(shown, text)


def _choose_way(key: str, text: Translator) -> None:
    """Offer one choice of a way: on a slider where it is a number that pulls at the run under way."""
    said: dict[str, Any] = {
        "label": text.text(f"way.{key}.label"),
        "help": text.text(f"way.{key}.help"),
        "key": key,
        "persist_state": "session",
    }
    options = settings.options_of(key)
    if key == "beta":
        counts = settings.chosen("rule") in MOMENTA
        ends = {"min_value": options[0], "max_value": options[-1], "step": options[1]}
        st.slider(**said, **ends, disabled=not counts)
    elif key == "l2":
        st.select_slider(**said, options=options, format_func="{:g}".format)
    else:
        st.selectbox(**said, options=options, filter_mode=None, format_func=partial(_name_option, key, text))


def _name_option(key: str, text: Translator, option: str | int) -> str:
    named = f"way.{key}.options.{option}"
    return text.text(named) if named in text.entries else str(option)


def show_stopped_note(run: TrainingRun, text: Translator, words: str = "training.stopped") -> None:
    """Say that a training was stopped early, and offer to run it to the end."""
    with st.container(key="stopped", horizontal=True, vertical_alignment="center"):
        st.warning(
            text.text(words, done=run.num_iterations, total=run.requested_iterations),
            icon=":material/pause_circle:",
        )
        st.button(
            text.text("training.finish"),
            on_click=runs.forget_stopped_run,
            args=(own_visitor(),),
            key="finish",
        )


def show_behind_note(run: Shown, text: Translator) -> None:
    """Say which run is still shown while another is being trained."""
    st.caption(text.text("training.behind", learning_rate=run.learning_rate, count=run.num_iterations))


def show_running_job(
    job: Job[TrainingRun],
    text: Translator,
    words: str = "training.running",
    has_come: Callable[[], bool] = lambda: False,
) -> None:
    """Show how far a training is, with a button that stops it; the page is drawn again when it ends, or when
    what it is for has come from elsewhere.
    """

    @st.fragment(run_every=POLL_SECONDS)
    def follow() -> None:
        if job.wait(0) or has_come():
            settings.run_again()
        done, total = int(job.done), int(job.total)
        with st.container(key="training", border=True):
            st.progress(done / max(1, total), text.text(words, done=done, total=total))
            st.button(
                text.text("training.stop"), on_click=job.stop, icon=":material/stop_circle:", key="stop"
            )

    follow()


def show_pictures(shown: Shown) -> None:
    """Give the test pictures their place, with what the neuron says of each."""
    with st.container(key="predictions"):
        if shown.dataset.test_labels.size > gallery.PAGE_SIZE:
            _turn_pages(shown)
        show_part("gallery")


def _turn_pages(shown: Shown) -> None:
    """Offer to turn the pages where the filter leaves more pictures than one page holds."""
    pages = gallery.count_pages(_count_pictures(shown))
    st.session_state["page"] = min(settings.chosen("page"), pages)
    if pages > 1:
        st.pagination(pages, key="page", persist_state="session")


def _count_pictures(shown: Shown) -> int:
    """Return how many pictures the filter leaves; without one that does not hang on the run."""
    if settings.chosen("show") == "all":
        return shown.dataset.test_labels.size
    verdicts = Study(shown.dataset, shown.run, settings.chosen("threshold")).test
    return len(verdicts.select(settings.chosen("show"), settings.chosen("order")))


def show_answers(dataset: Dataset, text: Translator) -> None:
    """Show which pictures there are to choose from, the threshold, and what counts the answers."""
    with _part("answers", text) as part:
        if not part.open:
            return
        counted, chosen, roc = st.columns([1.2, 1, 1.2])
        with counted.container(key="confusion"):
            show_part("confusion", on_selected=_show_only)
            show_part("scores")
        with chosen:
            _show_filters(dataset, text)
        with roc.container(key="roc"):
            _head(text.text("roc.title"))
            show_part("roc")


def _show_filters(dataset: Dataset, text: Translator) -> None:
    name = class_name(dataset.classes[1], text)
    st.slider(
        text.text("scores.threshold", name=name),
        min_value=choices.THRESHOLDS[0],
        max_value=choices.THRESHOLDS[-1],
        step=choices.THRESHOLDS[0],
        key="threshold",
        help=text.text("scores.threshold_help"),
        persist_state="session",
    )
    for key in ("order", "show"):
        st.selectbox(
            text.text(f"predictions.{key}.label"),
            settings.options_of(key),
            format_func=lambda option, key=key: _option_name(key, option, dataset, text),
            key=key,
            persist_state="session",
            filter_mode=None,
        )


def _show_only(cell: str) -> None:
    """Show the pictures of a cell of the confusion matrix alone; all of them where it was chosen before."""
    settings.choose_written({"show": "all" if settings.chosen("show") == cell else cell})


def _option_name(key: str, option: str, dataset: Dataset, text: Translator) -> str:
    other, name = (class_name(each, text) for each in dataset.classes)
    return text.text(f"predictions.{key}.options.{option}", name=name, other=other)


def show_weights(text: Translator) -> None:
    """Give the learned weights their place."""
    with _part("weights", text) as part:
        if part.open:
            show_part("weights")


def show_runs(shown: Shown, text: Translator) -> None:
    """Show the pinned runs beside one another."""
    with _part("runs", text) as part:
        if part.open:
            compare.show_comparison(shown, text)


def show_chart_choices(text: Translator) -> None:
    """Offer how the charts are drawn, where that was asked for."""
    if settings.chosen("charts"):
        controls.show_choices(text, choices.VIEWS)


def _show_toggle(text: Translator) -> None:
    is_open = settings.chosen("charts")
    st.button(
        text.text(f"stage.charts.{'hide' if is_open else 'show'}"),
        icon=":material/tune:",
        type="tertiary",
        on_click=settings.choose_written,
        args=({"charts": int(not is_open)},),
        key="charts_toggle",
    )


def _part(key: str, text: Translator) -> ExpanderContainer:
    """Return a part of the page that can be opened; the address names the open ones."""
    opened = f"open_{key}"
    st.session_state[opened] = settings.chosen(key)
    return st.expander(
        f"**{text.text(f'stage.parts.{key}')}**",
        key=opened,
        on_change=lambda: settings.choose_written({key: int(st.session_state[opened])}),
    )


def _head(words: str) -> None:
    st.markdown(f"## {words}", anchors=False, width="stretch")
