"""The mistake that only shows at some learning rates: the cost with log(A), as the lesson prints it."""

import html

import streamlit as st

from playground.app.browser.sheets import publish_picture
from playground.app.session.runs import Shown
from playground.study.logarithms import Failure, find_failure, find_largest_logit
from playground.words.catalogue import Translator
from playground.words.numbers import write_cost

LOGARITHM = "logarithm"
RIGHT = "cost = float(np.mean(np.logaddexp(0, (1 - 2 * Y) * Z)))"
WRONG = "cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m"
_OPTIONS = ("holds", "fails")
_REVEALED = "_logarithm_revealed"


def show_logarithm(shown: Shown, text: Translator) -> None:
    """Let it be predicted whether the printed cost of the run that is shown stays a number; compute it."""
    revealed = bool(st.session_state.get(_REVEALED))
    answer = st.radio(
        text.text("logarithm.question"),
        _OPTIONS,
        index=None,
        format_func=lambda option: text.text(f"logarithm.options.{option}"),
        key="logarithm_answer",
        disabled=revealed,
    )
    if revealed and answer is not None:
        _show_result(shown, answer, text)
    st.button(
        text.text("lesson.questions.again" if revealed else "lesson.questions.reveal"),
        disabled=answer is None,
        on_click=_turn,
        args=(not revealed,),
        key="logarithm_reveal",
    )


def _turn(revealed: bool) -> None:
    st.session_state[_REVEALED] = revealed


def _show_result(shown: Shown, answer: str, text: Translator) -> None:
    run = shown.run
    failure = run.once("printed cost", lambda: find_failure(run))
    found = "holds" if failure is None else "fails"
    predicted, right = (text.text(f"logarithm.options.{option}") for option in (answer, found))
    if answer == found:
        st.success(text.text("wrong.came_true", right=right), icon=":material/check:")
    else:
        told = text.text("wrong.came_otherwise", predicted=predicted, right=right)
        st.warning(told, icon=":material/close:")
    if failure is None:
        largest = run.once("largest logit", lambda: find_largest_logit(run))
        st.markdown(text.text("logarithm.never", count=run.num_iterations, largest=largest))
    else:
        _show_failure(shown, failure, text)
    for key in ("notice", "mend"):
        label, advice = text.text(f"wrong.advice.{key}.label"), text.text(f"logarithm.advice.{key}")
        st.markdown(f"**{label}** {advice}")


def _show_failure(shown: Shown, failure: Failure, text: Translator) -> None:
    """Show the picture at which the cost stops being a number."""
    number = text.text("logarithm.picture", number=failure.picture + 1)
    address = publish_picture(shown.dataset, shown.dataset.train_pictures[failure.picture])
    st.html(f'<img class="np-culprit" src="{address}" alt="{html.escape(number)}">')
    cost = "nan" if failure.cost != failure.cost else "infinite"
    st.markdown(
        text.text(
            f"logarithm.told.{cost}",
            iteration=failure.iteration,
            picture=number,
            label=failure.label,
            z=failure.Z,
            a=int(failure.A),
            cost=write_cost(shown.run.costs[failure.iteration]),
        )
    )
