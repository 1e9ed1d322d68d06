"""Ways to go wrong: a mistake is predicted, made and explained; or looked for, where its name is hidden."""

import secrets
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from playground.app.session import runs, searching, settings
from playground.app.session.runs import Shown
from playground.app.stage import half, logarithm
from playground.app.stage.predicting import show_advice, show_verdict
from playground.data.contents import Dataset
from playground.data.mistakes import (
    MISTAKES,
    MOST_SEEDS,
    hide,
    is_too_large,
    name_with,
    reveal,
    seed_of,
)
from playground.data.mistakes import MOST_BYTES as MOST_COPIED
from playground.study.study import Study
from playground.words.catalogue import Translator, join_sentences

_FELL = 5.0  # points of accuracy: so much less is seen without counting
_HINTS = 3
_ASIDE = {"logarithm": logarithm, "half": half}  # they leave the run as it is
_PREDICTED, _HINTED = "_mistake_predicted", "_mistake_hinted"


def show_mistakes(shown: Shown, text: Translator) -> None:
    """Offer mistakes to make; explain the one that is on, or let it be found."""
    dataset = shown.dataset
    if is_too_large(dataset.original):
        most = MOST_COPIED // 10**6
        st.info(text.text("mistakes.too_large", name=dataset.original.name, most=most))
    elif not dataset.mistake:
        _offer(shown, text)
    elif seed_of(dataset.mistake) is None:
        _show_verdict(shown, text)
        _explain(dataset, text)
    else:
        _search(dataset, text)


def show_note(dataset: Dataset, text: Translator) -> None:
    """Say that a mistake is on, and offer to turn it off."""
    if not dataset.mistake:
        return
    hidden = searching.is_hidden(dataset.name)
    name = "" if hidden else text.text(f"mistakes.names.{reveal(dataset.mistake)}")
    with st.container(key="mistake_note", horizontal=True, vertical_alignment="center"):
        told = text.text("wrong.note_hidden" if hidden else "wrong.note", name=name)
        st.warning(told, icon=":material/warning:")
        st.button(
            text.text("wrong.off"),
            on_click=_choose,
            args=(dataset.original.name,),
            icon=":material/undo:",
            key="mistake_off",
        )


def _choose(dataset: str) -> None:
    st.session_state["dataset"] = dataset


# --- One that is known --------------------------------------------------------------------------------


def _offer(shown: Shown, text: Translator) -> None:
    """Let a mistake be chosen, and what it does be predicted; then it can be made."""
    dataset = shown.dataset
    st.markdown(text.text("wrong.about"))
    chosen = st.pills(
        text.text("wrong.which"),
        [*MISTAKES, *_ASIDE],
        format_func=lambda name: text.text(_ASIDE[name].NAME if name in _ASIDE else f"mistakes.names.{name}"),
        key="mistake_chosen",
        persist_state="page",
    )
    if chosen in _ASIDE:
        st.markdown(text.text(_ASIDE[chosen].ABOUT))
        st.caption(text.text(f"wrong.code.places.{chosen}"))
        _show_code(_ASIDE[chosen].RIGHT, _ASIDE[chosen].WRONG, text)
        _ASIDE[chosen].show(shown, text)
    elif chosen:
        _predict(dataset, chosen, text)
    _offer_search(dataset, text)


def _predict(dataset: Dataset, mistake: str, text: Translator) -> None:
    st.markdown(text.text(f"wrong.told.{mistake}"))
    _show_lines(mistake, text)
    question, options, _ = _QUESTIONS[mistake]
    answer = st.radio(
        text.text(f"wrong.questions.{question}.words", points=_FELL),
        options,
        index=None,
        format_func=lambda option: text.text(f"wrong.questions.{question}.options.{option}"),
        key=f"mistake_answer_{mistake}",
    )
    st.button(
        text.text("wrong.make"),
        type="primary",
        disabled=answer is None,
        on_click=_make,
        args=(dataset.name, mistake, answer),
        key="mistake_make",
    )


def _make(dataset: str, mistake: str, predicted: str) -> None:
    st.session_state[_PREDICTED] = mistake, predicted
    _choose(name_with(dataset, mistake))


def _show_verdict(shown: Shown, text: Translator) -> None:
    """Say whether the prediction came true, where one was made and both runs are there."""
    mistake, (known, predicted) = shown.dataset.mistake, st.session_state.get(_PREDICTED, ("", ""))
    if known != mistake:
        return
    right_run = runs.run_shelf().find(shown.dataset.original, *shown.asked[1:])
    if right_run is None:
        return
    question, _, answer = _QUESTIONS[mistake]
    threshold = settings.chosen("threshold")
    found = answer(
        Study(shown.dataset, shown.run, threshold), Study(shown.dataset.original, right_run, threshold)
    )
    predicted, found = (
        text.text(f"wrong.questions.{question}.options.{option}") for option in (predicted, found)
    )
    show_verdict(predicted, found, text)


def _explain(dataset: Dataset, text: Translator) -> None:
    """Show the wrong line beside the right one, why it does what it does, how it is noticed and mended."""
    mistake = reveal(dataset.mistake)
    counts = {"weights": dataset.n_features + 1, "count": dataset.train_labels.size}
    why = text.text(f"wrong.why.{mistake}", **counts)
    st.markdown(join_sentences([text.text(f"wrong.told.{mistake}"), why]))
    _show_lines(mistake, text)
    show_advice({key: f"wrong.advice.{key}.{mistake}" for key in ("notice", "mend")}, text)


def _show_lines(mistake: str, text: Translator) -> None:
    """Show the lines that a mistake changes, and where they stand."""
    made = MISTAKES[mistake]
    st.caption(text.text(f"wrong.code.places.{made.place}"))
    _show_code(made.right, made.wrong, text)


def _show_code(right: str, wrong: str, text: Translator) -> None:
    lines = {"right": right or f"# {text.text('wrong.code.no_line')}", "wrong": wrong}
    for place, (key, code) in zip(st.columns(2), lines.items(), strict=True):
        with place:
            st.caption(text.text(f"wrong.code.{key}"))
            st.code(code, language="python", wrap_lines=True)


def _compare_costs(wrong: Study, _right: Study) -> str:
    if not wrong.diagnosis.rises:
        return "falls"
    return "jumps" if wrong.cost < wrong.run.costs[0] else "ends_above"


def _compare_falls(wrong: Study, right: Study) -> str:
    """Return which accuracy is so much lower than without the mistake that it is seen."""
    train = right.train.accuracy - wrong.train.accuracy > _FELL
    test = right.test.accuracy - wrong.test.accuracy > _FELL
    return {(False, False): "none", (True, False): "train", (False, True): "test", (True, True): "both"}[
        train, test
    ]


def _compare_tests(wrong: Study, right: Study) -> str:
    more = wrong.test.accuracy - right.test.accuracy
    return "higher" if more > 0 else "lower" if more < 0 else "same"


_Compare = Callable[[Study, Study], str]
_COSTS: tuple[str, Sequence[str], _Compare] = ("cost", ("falls", "jumps", "ends_above"), _compare_costs)
_FALLS: tuple[str, Sequence[str], _Compare] = ("fall", ("none", "train", "test", "both"), _compare_falls)
_TESTS: tuple[str, Sequence[str], _Compare] = ("test", ("higher", "same", "lower"), _compare_tests)
_QUESTIONS: Mapping[str, tuple[str, Sequence[str], _Compare]] = {
    "undivided": _COSTS,
    "scrambled": _FALLS,
    "shuffled": _FALLS,
    "flipped": _FALLS,
    "leaked": _TESTS,
    "uphill": _COSTS,
    "summed": _COSTS,
    "unbiased": _TESTS,
}
"""What is asked of a mistake: the question, its options, and what answers it from the runs with and without
the mistake.
"""


# --- One that is to be found --------------------------------------------------------------------------


def _offer_search(dataset: Dataset, text: Translator) -> None:
    st.button(
        text.text("wrong.find.begin"),
        help=text.text("wrong.find.help"),
        icon=":material/search:",
        on_click=_begin_search,
        args=(dataset.original.name,),
        key="mistake_find",
    )


def _begin_search(dataset: str) -> None:
    _choose(name_with(dataset, hide(secrets.randbelow(MOST_SEEDS))))


def _search(dataset: Dataset, text: Translator) -> None:
    """Let the mistake be named, with hints for who asks; then explain it."""
    mistake, place = reveal(dataset.mistake), dataset.name
    if not searching.is_hidden(place):
        name = text.text(f"mistakes.names.{mistake}")
        st.success(text.text("wrong.find.was", name=name), icon=":material/check:")
        _explain(dataset, text)
        _offer_search(dataset, text)
        return
    st.markdown(text.text("wrong.find.about"))
    guess = st.radio(
        text.text("wrong.find.which"),
        list(MISTAKES),
        index=None,
        format_func=lambda name: text.text(f"mistakes.names.{name}"),
        key=f"mistake_guess_{dataset.mistake}",
    )
    if guess == mistake:
        searching.find(place)
        settings.run_again()
    if guess is not None:
        st.warning(text.text("wrong.find.not_it"), icon=":material/close:")
    _show_hints(place, mistake, text)


def _show_hints(place: str, mistake: str, text: Translator) -> None:
    known, count = st.session_state.get(_HINTED, ("", 0))
    given = count if known == place else 0
    for number in range(1, given + 1):
        st.info(text.text(f"wrong.hints.{mistake}.hint{number}"), icon=":material/lightbulb:")
    with st.container(horizontal=True):
        st.button(
            text.text("wrong.find.hint", number=min(given + 1, _HINTS), total=_HINTS),
            disabled=given == _HINTS,
            on_click=_give_hints,
            args=(place, given + 1),
            key="mistake_hint",
        )
        st.button(
            text.text("wrong.find.reveal"), on_click=searching.find, args=(place,), key="mistake_reveal"
        )


def _give_hints(place: str, count: int) -> None:
    st.session_state[_HINTED] = place, count
