"""Pictures are prepared once before the first training; of many that takes its time, and can be stopped."""

import streamlit as st

from playground.app.session import settings
from playground.app.session.background import Job, StoppedError
from playground.app.session.entering import own_visitor
from playground.data.contents import Dataset
from playground.engine.training import Prepared
from playground.words.catalogue import Translator

PATIENCE_SECONDS = 0.5
"""What takes longer shows its progress."""

POLL_SECONDS = 0.25
_JOB = "preparing"


def prepare(dataset: Dataset, text: Translator) -> Prepared:
    """Return a data set prepared for training; while that is under way or stopped, say so and end the
    page.
    """
    visitor, asked = own_visitor(), (dataset,)
    if dataset.is_prepared:
        visitor.end(_JOB)
        return dataset.prepared
    job: Job[Prepared] | None = visitor.job(_JOB)
    if job is None or job.asked != asked:
        job = visitor.begin(_JOB, asked, lambda job: _prepare(dataset, job))
    if not job.wait(PATIENCE_SECONDS):
        _show_progress(job, text)
        settings.stop_page()
    if isinstance(job.error, StoppedError):
        _show_stopped(text)
        settings.stop_page()
    visitor.end(_JOB)
    return job.collect()


def _prepare(dataset: Dataset, job: Job[Prepared]) -> Prepared:
    prepared = dataset.prepare(job.proceed)
    prepared.first_limit  # noqa: B018  it is kept; every page shows it
    return prepared


def _show_progress(job: Job[Prepared], text: Translator) -> None:
    @st.fragment(run_every=POLL_SECONDS)
    def follow() -> None:
        if job.wait(0):
            settings.run_again()
        share = job.done / max(1, job.total)
        with st.container(key="preparing", border=True):
            st.progress(share, text.text("preparing.running", percent=int(100 * share)))
            st.button(
                text.text("preparing.stop"),
                on_click=job.stop,
                icon=":material/stop_circle:",
                key="prepare_stop",
            )

    follow()


def _show_stopped(text: Translator) -> None:
    with st.container(key="preparing_stopped", horizontal=True, vertical_alignment="center"):
        st.warning(text.text("preparing.stopped"), icon=":material/pause_circle:")
        st.button(text.text("preparing.again"), on_click=own_visitor().end, args=(_JOB,), key="prepare_again")
