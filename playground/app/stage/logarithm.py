"""The mistake that only shows at some learning rates: the cost with log(A), as the lesson prints it."""

import html

import streamlit as st

from playground.app.browser.sheets import publish_picture
from playground.app.session.runs import Shown
from playground.app.stage.predicting import ask, show_advice, show_verdict
from playground.study.logarithms import Failure, find_failure, find_largest_logit
from playground.words.catalogue import Translator
from playground.words.numbers import write_cost

NAME, ABOUT = "logarithm.name", "logarithm.about"
RIGHT = "cost = float(np.mean(np.logaddexp(0, (1 - 2 * Y) * Z)))"
WRONG = "cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m"
_OPTIONS = {option: f"logarithm.options.{option}" for option in ("holds", "fails")}


def show(shown: Shown, text: Translator) -> None:
    """Let it be predicted whether the printed cost of the run that is shown stays a number; compute it."""
    options = {option: text.text(key) for option, key in _OPTIONS.items()}
    answer = ask("logarithm", text.text("logarithm.question"), options, text)
    if answer is None:
        return
    run = shown.run
    failure = run.once("printed cost", lambda: find_failure(run))
    found = "holds" if failure is None else "fails"
    show_verdict(options[answer], options[found], text)
    if failure is None:
        largest = run.once("largest logit", lambda: find_largest_logit(run))
        st.markdown(text.text("logarithm.never", count=run.num_iterations, largest=largest))
    else:
        _show_failure(shown, failure, text)
    show_advice({key: f"logarithm.advice.{key}" for key in ("notice", "mend")}, text)


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
