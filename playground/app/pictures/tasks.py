"""What a person can do with pictures of their own, and what protects the server meanwhile."""

import json

import streamlit as st

from playground.app.session import settings
from playground.intake.limits import LimitsError
from playground.intake.server.guard import describe_protection, shared_guard
from playground.intake.worker.pictures import bound_picture
from playground.words.catalogue import Translator

TASKS = ("ask", "build", "bring")
_KEY = "own_task"
_MEGA = 2**20


def choose_task(text: Translator) -> str:
    """Offer what can be done, and return what is chosen."""
    _name_uploaders(text)
    st.session_state.setdefault(_KEY, TASKS[0])
    task = st.segmented_control(
        text.text("own.task"),
        TASKS,
        required=True,
        format_func=lambda option: text.text(f"own.tasks.{option}"),
        key=_KEY,
        persist_state="session",
        label_visibility="collapsed",
    )
    return str(task)


def _name_uploaders(text: Translator) -> None:
    """Write our words for those of Streamlit's uploader. It takes every kind of file: ours is the sentence
    that says what is wrong with one. Only what is too large it keeps back itself.
    """
    too_large = text.text("own.too_large", megabytes=st.get_option("server.maxUploadSize"))
    words = {"--np-choose": text.text("own.choose"), "--np-too-large": too_large}
    written = "; ".join(f"{name}: {json.dumps(said, ensure_ascii=False)}" for name, said in words.items())
    st.html(f"<style>:root {{ {written} }}</style>")


def show_limits(text: Translator) -> None:
    """Say what a file may cost, and what this system does not protect against; a limit that is set wrongly
    ends the page.
    """
    try:
        limits = shared_guard().limits
    except LimitsError as error:
        st.error(text.text(error.message), icon=":material/settings:")
        settings.stop_page()
    pictures = bound_picture(limits.pixels)
    with st.expander(text.text("own.about_files")):
        st.caption(
            text.text(
                "own.limits",
                megabytes=limits.file_bytes // _MEGA,
                pictures=limits.pictures,
                picture_megabytes=min(limits.file_bytes, pictures.file_bytes) // _MEGA,
                jpeg=pictures.jpeg_points // 10**6,
                png=pictures.png_points // 10**6,
                webp=pictures.webp_points // 10**6,
                seconds=limits.seconds,
                album_seconds=limits.album_seconds,
                album=limits.album_pixels // 10**6,
            )
        )
    for sentence in describe_protection():
        st.warning(text.text(sentence), icon=":material/shield:")
