"""Predict, then reveal: a person commits to an answer, and only then the page computes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from playground.app.classes.asking import show_asking
from playground.app.session import settings
from playground.app.session.choices import HIDDEN, LEAD
from playground.words.catalogue import Translator, join_sentences


@dataclass(frozen=True)
class Answer:
    """What the page computed: the right option, and the sentence that shows the numbers behind it."""

    right: str
    explanation: str


@dataclass(frozen=True)
class Question:
    """A question with its options (key to words), and the computation that answers it."""

    name: str
    words: str
    options: Mapping[str, str]
    compute: Callable[[], Answer]


def show_questions(page: str, questions: Sequence[Question], text: Translator) -> None:
    """Show the questions that end a page of the lesson."""
    st.header(text.text("lesson.questions.title"), divider="gray")
    st.caption(text.text("lesson.questions.about"))
    for number, question in enumerate(questions, 1):
        with st.container(border=True, key=f"question_{page}_{question.name}"):
            _show_question(f"{page}_{question.name}", number, question, text)


def is_revealed(page: str, name: str) -> bool:
    """Return whether the answer to a question is on the page: what it took to compute it may then be kept."""
    return bool(st.session_state.get(_revealed(f"{page}_{name}"), False))


def _revealed(key: str) -> str:
    return f"_revealed_{key}"


def _show_question(key: str, number: int, question: Question, text: Translator) -> None:
    revealed = _revealed(key)
    st.markdown(f"**{number}.** {question.words}")
    answer = _find_answer(key, question)
    chosen = st.radio(
        text.text("lesson.questions.choose", number=number),
        list(question.options),
        index=None,
        format_func=question.options.__getitem__,
        key=f"answer_{key}",
        label_visibility="collapsed",
        disabled=answer is not None,
        horizontal=True,
    )
    if settings.chosen(LEAD):
        show_asking(key, question.words, [*question.options.values()], partial(_commit, key, question), text)
    if st.session_state[HIDDEN]:
        st.caption(text.text("lesson.questions.hidden"))
        return
    if answer is not None:
        _show_answer(chosen, answer, question, text)
    # One button for both ways, so that the keyboard stays on it.
    st.button(
        text.text("lesson.questions.reveal" if answer is None else "lesson.questions.again"),
        key=f"reveal_{key}",
        disabled=chosen is None,
        on_click=_put,
        args=(revealed, answer is None),
    )


def _find_answer(key: str, question: Question) -> Answer | None:
    """Return the answer where a person has committed to one and asked for it. It is closed again where the
    page's numbers have changed so that another option is right, and where somebody comes back to the page.
    """
    revealed, told = _revealed(key), f"_told_{key}"
    if st.session_state.get(f"answer_{key}") is None or not st.session_state.get(revealed, False):
        st.session_state.pop(told, None)
        return None
    answer = question.compute()
    if st.session_state.setdefault(told, answer.right) != answer.right:
        st.session_state[revealed] = False
        del st.session_state[told]
        return None
    return answer


def _show_answer(chosen: str | None, answer: Answer, question: Question, text: Translator) -> None:
    if chosen == answer.right:
        st.success(
            join_sentences([text.text("lesson.questions.right"), answer.explanation]), icon=":material/check:"
        )
    else:
        wrong = text.text("lesson.questions.wrong", right=question.options[answer.right])
        st.warning(join_sentences([wrong, answer.explanation]), icon=":material/close:")


def _commit(key: str, question: Question) -> int:
    """Let the page show the answer as if it had been chosen; return its place among the options."""
    right = question.compute().right
    st.session_state[f"answer_{key}"] = right
    st.session_state[_revealed(key)] = True
    return [*question.options].index(right)


def _put(key: str, value: bool) -> None:
    st.session_state[key] = value
