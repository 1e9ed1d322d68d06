"""A prediction, whether it came true, and what is to be learned from it."""

from collections.abc import Mapping

import streamlit as st

from playground.words.catalogue import Translator


def ask(key: str, question: str, options: Mapping[str, str], text: Translator) -> str | None:
    """Ask a question, whose `options` come with their words; returns what is predicted once the answer is to
    be shown.
    """
    revealed = bool(st.session_state.get(_revealed(key)))
    answer = st.radio(
        question,
        list(options),
        index=None,
        format_func=options.__getitem__,
        key=f"{key}_answer",
        disabled=revealed,
    )
    st.button(
        text.text("lesson.questions.again" if revealed else "lesson.questions.reveal"),
        disabled=answer is None,
        on_click=_turn,
        args=(key, not revealed),
        key=f"{key}_reveal",
    )
    return answer if revealed else None


def _turn(key: str, revealed: bool) -> None:
    st.session_state[_revealed(key)] = revealed


def _revealed(key: str) -> str:
    return f"_{key}_revealed"


def show_verdict(predicted: str, right: str, text: Translator) -> None:
    """Say whether what was predicted is what is right, both in words."""
    if predicted == right:
        st.success(text.text("wrong.came_true", right=right), icon=":material/check:")
    else:
        told = text.text("wrong.came_otherwise", predicted=predicted, right=right)
        st.warning(told, icon=":material/close:")


def show_advice(advice: Mapping[str, str], text: Translator) -> None:
    """Say how a mistake is noticed and how it is mended: the keys of both sentences, by ``notice`` and
    ``mend``.
    """
    for key, sentence in advice.items():
        st.markdown(f"**{text.text(f'wrong.advice.{key}.label')}** {text.text(sentence)}")
