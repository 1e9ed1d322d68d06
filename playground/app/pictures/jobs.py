"""Reading that takes its time: in a thread of its own, with its progress and a way to stop it."""

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.app.session import settings
from playground.app.session.background import Job
from playground.app.session.entering import own_visitor
from playground.words.catalogue import ExplainedError, Message, Translator, join_sentences

PATIENCE_SECONDS = 0.5
"""Reading that takes longer shows its progress."""

POLL_SECONDS = 0.25
_JOB = "reading"


def begin(name: str, read: Callable[[Job[Any]], Any]) -> None:
    """Start to read; what was being read before is stopped."""
    own_visitor().begin(_JOB, name, read)


def collect(name: str, text: Translator) -> Any | Message | None:
    """Return what the reading of this name found when it has ended, once, or the sentence that says why there
    is nothing; until then show how far it is.
    """
    job = own_visitor().job(_JOB)
    if job is None or job.asked != name:
        return None
    if not job.wait(PATIENCE_SECONDS):
        _show_progress(job, text)
        return None
    own_visitor().end(_JOB)
    try:
        return job.collect()
    except ExplainedError as error:
        return error.message


def _show_progress(job: Job[Any], text: Translator) -> None:
    @st.fragment(run_every=POLL_SECONDS)
    def follow() -> None:
        if job.wait(0):
            settings.run_again()
        done, total = int(job.done), int(job.total)
        with st.container(key="reading", border=True):
            st.progress(done / max(1, total), _told(job, text))
            st.button(text.text("own.stop"), on_click=job.stop, icon=":material/stop_circle:", key="own_stop")

    follow()


def _told(job: Job[Any], text: Translator) -> str:
    if job.waiting is not None:
        told = text.text("own.waiting", count=job.waiting.ahead, seconds=math.ceil(job.waiting.seconds))
        return join_sentences([told, text.text("own.waits_longer")]) if job.waiting.is_longer else told
    if job.total:
        return text.text("own.progress", done=int(job.done), total=int(job.total))
    return text.text("own.reading")
