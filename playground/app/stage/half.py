"""The mistake that shows where a neuron has learned nothing: A of exactly one half is called a 1."""

import streamlit as st

from playground.app.session.runs import Shown
from playground.app.stage.predicting import ask, show_advice, show_verdict
from playground.engine.training import train
from playground.study.halves import compare_halves
from playground.study.study import Study
from playground.study.telling import class_name
from playground.words.catalogue import Translator
from playground.words.numbers import write_percent

NAME, ABOUT = "half.name", "half.about"
RIGHT = "return (A > 0.5).astype(np.float64)"
WRONG = "return (A >= 0.5).astype(np.float64)"
_ROUNDING = 1e-9  # of a percentage


def show(shown: Shown, text: Translator) -> None:
    """Let the test accuracy of an untrained neuron with this line be predicted; compute it, and what the line
    changes at the end of the run that is shown.
    """
    dataset = shown.dataset
    other, name = (class_name(each, text) for each in dataset.classes)
    options = {
        option: text.text(f"half.options.{option}", name=name, other=other)
        for option in ("ones", "coin", "zeros")
    }
    answer = ask("half", text.text("half.question"), options, text)
    if answer is None:
        return
    untrained = Study(dataset, train(dataset.prepared, shown.learning_rate, 0))
    before, after = (compare_halves(each.test) for each in (untrained, Study(dataset, shown.run)))
    of_ones = 100 * float(dataset.test_labels.mean())
    percents = {"ones": of_ones, "coin": 50.0, "zeros": 100 - of_ones}
    is_right = abs(percents[answer] - before.loose) < _ROUNDING
    show_verdict(options[answer], options[answer if is_right else "ones"], text)
    said = {"name": name, "other": other, "count": before.count}
    said |= {key: write_percent(getattr(before, key)) for key in ("strict", "loose")}
    st.markdown(text.text("half.before", **said))
    said |= {key: write_percent(getattr(after, key)) for key in ("strict", "loose")}
    told = "half.after" if after.halves else "half.after_none"
    st.markdown(text.text(told, **said, halves=after.halves, iterations=shown.run.num_iterations))
    show_advice({key: f"half.advice.{key}" for key in ("notice", "mend")}, text)
