"""The parts of the playground page: their places, the notes about a training, and the gallery's controls."""

import streamlit as st

from playground.app.browser.parts import show_part
from playground.app.compare import cards as compare
from playground.app.session import choices, runs, settings
from playground.app.session.background import Job
from playground.app.stage import gallery
from playground.data.contents import Dataset
from playground.engine.training import TrainingRun
from playground.study.study import Study
from playground.study.telling import class_name
from playground.words.catalogue import Translator

POLL_SECONDS = 0.25


def show_training(dataset: Dataset, text: Translator) -> TrainingRun | None:
    """Train as the sliders say, and return the run that is shown: where the training takes its time, the one
    before, if any. How far it is, and that it was stopped, is told.
    """
    rate, count = settings.chosen("learning_rate"), settings.chosen("num_iterations")
    result = runs.obtain_run(dataset, rate, count)
    run = result if isinstance(result, TrainingRun) else runs.last_run(dataset)
    if isinstance(result, Job):
        show_running_job(result, text)
        if run is not None:
            show_behind_note(run, text)
    if run is not None:
        runs.remember_run(dataset, run)
        if run is result and run.stopped:
            show_stopped_note(run, text)
    return run


def show_headline() -> None:
    """Give the numbers of the run their place."""
    with st.container(key="headline"):
        show_part("headline")


def show_cost_card(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Give the cost of every iteration its place, and offer to pin the run."""
    with st.container(key="cost_curve"):
        with st.container(key="cost_title", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{text.text('cost_card.title')}**", width="stretch")
            compare.show_pin_button(dataset, run, text)
        show_part("cost")


def show_surface_card(text: Translator) -> None:
    """Give the loss surface its place."""
    with st.container(key="loss_surface"):
        st.markdown(f"**{text.text('surface_card.title')}**")
        show_part("surface")


def show_transport() -> None:
    """Give the keys that play the training back their place."""
    with st.container(key="transport"):
        show_part("transport")


def show_stability_card(text: Translator) -> None:
    """Give the stability limit its place, and what it says of this run."""
    with st.container(key="stability"):
        st.markdown(f"**{text.text('stability.title')}**")
        show_part("stability")


def show_stability_story(text: Translator) -> None:
    """Give the sentences that tell why a run oscillated their place."""
    with st.container(key="stability_story"):
        st.markdown(f"**{text.text('stability.why')}**")
        show_part("why")


def show_stopped_note(run: TrainingRun, text: Translator) -> None:
    """Say that a training was stopped early, and offer to run it to the end."""
    with st.container(key="stopped", horizontal=True, vertical_alignment="center"):
        st.warning(
            text.text("training.stopped", done=run.num_iterations, total=run.requested_iterations),
            icon=":material/pause_circle:",
        )
        st.button(text.text("training.finish"), on_click=runs.forget_stopped_run, key="finish")


def show_behind_note(run: TrainingRun, text: Translator) -> None:
    """Say which run is still shown while another is being trained."""
    st.caption(text.text("training.behind", learning_rate=run.learning_rate, count=run.num_iterations))


def show_running_job(job: Job[TrainingRun], text: Translator) -> None:
    """Show how far a training is, with a button that stops it; the page is drawn again when it ends."""

    @st.fragment(run_every=POLL_SECONDS)
    def follow() -> None:
        if job.wait(0):
            st.rerun()
        done, total = int(job.done), int(job.total)
        with st.container(key="training", border=True):
            st.progress(done / max(1, total), text.text("training.running", done=done, total=total))
            st.button(
                text.text("training.stop"), on_click=job.stop, icon=":material/stop_circle:", key="stop"
            )

    follow()


def show_predictions(dataset: Dataset, run: TrainingRun, text: Translator) -> None:
    """Show what is chosen of the test pictures, and give them their place."""
    with st.container(key="predictions"):
        st.markdown(f"#### {text.text('predictions.title')}", anchors=False)
        with st.container(horizontal=True):
            for key in ("order", "show"):
                st.segmented_control(
                    text.text(f"predictions.{key}.label"),
                    settings.options_of(key),
                    required=True,
                    format_func=lambda option, key=key: _option_name(key, option, dataset, text),
                    key=key,
                    persist_state="session",
                )
        if dataset.test_labels.size > gallery.PAGE_SIZE:
            _turn_pages(dataset, run)
        show_part("gallery")


def _turn_pages(dataset: Dataset, run: TrainingRun) -> None:
    """Offer to turn the pages where the filter leaves more pictures than one page holds."""
    verdicts = Study(dataset, run, settings.chosen("threshold")).test
    pages = gallery.count_pages(verdicts.select(settings.chosen("show"), settings.chosen("order")))
    st.session_state["page"] = min(settings.chosen("page"), pages)
    if pages > 1:
        st.pagination(pages, key="page", persist_state="session")


def _option_name(key: str, option: str, dataset: Dataset, text: Translator) -> str:
    if option in ("class0", "class1"):
        return text.text("predictions.only_class", name=class_name(dataset.classes[int(option[-1])], text))
    return text.text(f"predictions.{key}.options.{option}")


def show_answers_card(dataset: Dataset, text: Translator) -> None:
    """Show the threshold, and give the confusion matrix and its scores their place."""
    with st.container(key="confusion"):
        st.markdown(f"#### {text.text('predictions.confusion')}", anchors=False)
        st.slider(
            text.text("scores.threshold", name=class_name(dataset.classes[1], text)),
            min_value=choices.THRESHOLDS[0],
            max_value=choices.THRESHOLDS[-1],
            step=choices.THRESHOLDS[0],
            key="threshold",
            help=text.text("scores.threshold_help"),
            persist_state="session",
        )
        show_part("confusion")
        show_part("scores")


def show_roc_card(text: Translator) -> None:
    """Give the ROC curve its place."""
    with st.container(key="roc"):
        st.markdown(f"#### {text.text('roc.title')}", anchors=False)
        show_part("roc")


def show_weights_card(text: Translator) -> None:
    """Give the learned weights their place."""
    with st.container(key="weights"):
        st.markdown(f"#### {text.text('weights.title')}", anchors=False)
        show_part("weights")
