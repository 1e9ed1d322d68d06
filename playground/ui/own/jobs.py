"""Reading that takes its time: in a thread of its own, with its progress and a way to stop it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from playground.i18n import ExplainedError, Message, Translator
from playground.ui.background import Background

Progress = Callable[[int, int], None]
Work = Callable[[Progress, Callable[[], bool]], Any]

PATIENCE_SECONDS = 0.5
"""Reading that takes longer shows its progress."""

POLL_SECONDS = 0.25
_JOB = "_own_job"


@dataclass(eq=False)
class Job(Background):
    """One reading. It ends with a result, or with a sentence that says why there is none."""

    work: Work
    at: tuple[int, int] = (0, 0)
    result: Any = None
    problem: Message | None = None

    def _work(self) -> None:
        try:
            self.result = self.work(self._note, self._stop.is_set)
        except ExplainedError as error:
            self.problem = error.message

    def _note(self, done: int, total: int) -> None:
        self.at = (done, total)


def begin(name: str, work: Work) -> None:
    """Start to read; what was being read before is stopped."""
    before: tuple[str, Job] | None = st.session_state.get(_JOB)
    if before is not None:
        before[1].stop()
    job = Job(work)
    st.session_state[_JOB] = (name, job)
    job.start()


def collect(name: str, text: Translator) -> Job | None:
    """Return the reading of this name when it has ended, once; until then show how far it is."""
    going, job = st.session_state.get(_JOB, ("", None))
    if going != name or job is None:
        return None
    if not job.wait(PATIENCE_SECONDS):
        _show_progress(job, text)
        return None
    del st.session_state[_JOB]
    job.check()
    return job  # type: ignore[no-any-return]


def _show_progress(job: Job, text: Translator) -> None:
    @st.fragment(run_every=POLL_SECONDS)
    def follow() -> None:
        if job.wait(0):
            st.rerun()
        done, total = job.at
        with st.container(key="reading", border=True):
            words = text.text("own.progress", done=done, total=total) if total else text.text("own.reading")
            st.progress(done / max(1, total), words)
            st.button(text.text("own.stop"), on_click=job.stop, icon=":material/stop_circle:", key="own_stop")

    follow()
