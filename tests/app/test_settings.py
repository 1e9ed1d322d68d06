"""What can be chosen, and how an address writes it: without a session."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app.controls import LESSON_CONTROLS
from playground.app.session import pins
from playground.app.session.choices import (
    LEARNING_RATE,
    LEARNING_RATES,
    PinsQuestion,
    Question,
    Setting,
    Typed,
    adopt_choices,
    ask,
    list_settings,
    read_choices,
    read_question,
    write_choices,
    write_question,
)
from playground.app.session.expression import Expression, read_expression, write_expression
from playground.words.catalogue import translator

SETTINGS = list_settings(("tiny", "other"), "zh")
TYPED = ("expression", "pins", "chapters", "code")
LISTED = [setting for setting in SETTINGS.values() if setting.key not in TYPED]
DEFAULTS = {key: setting.default for key, setting in SETTINGS.items()}


def each(settings: list[Setting]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("setting", settings, ids=lambda setting: setting.key)


@pytest.mark.slow
def test_nothing_of_it_needs_streamlit() -> None:
    code = "import sys, playground.app.session.choices; sys.exit('streamlit' in sys.modules)"
    # A process of its own: here everything is imported already.
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- One choice ------------------------------------------------------------


@each(LISTED)
def test_every_option_is_read_as_it_is_written(setting: Setting) -> None:
    for option in setting.options:
        value = setting.read(setting.write(option))
        assert value == option
        assert type(value) is type(option)


@each(LISTED)
def test_no_two_options_are_written_alike(setting: Setting) -> None:
    assert len({setting.write(option) for option in setting.options}) == len(setting.options)


@each(list(SETTINGS.values()))
def test_every_default_is_an_option(setting: Setting) -> None:
    assert setting.offers(setting.default)
    assert setting.read(setting.write(setting.default)) == setting.default


@pytest.mark.parametrize("written", ["0.505", "0", "1", "2", "0.5.1", "NaN", "x"])
def test_a_threshold_between_the_steps_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever float says)
        SETTINGS["threshold"].read(written)


@each(LISTED)
@pytest.mark.parametrize("written", ["", "nothing", "nan", "inf", "-1", "1e999", "0x10", "１２３.5", "[]"])
def test_anything_else_is_refused(setting: Setting, written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever float says)
        setting.read(written)


@pytest.mark.parametrize(
    ("written", "expected"), [("2e3", 2000), ("2000.0", 2000), (" 20 ", 20), ("1,000", 1000), ("-0", 0)]
)
def test_a_whole_number_stays_one_however_it_is_written(written: str, expected: int) -> None:
    value = Setting("count", range(0, 10_001, 10), 0).read(written)
    assert value == expected
    assert type(value) is int


def test_learning_rates_are_evenly_spaced_on_a_logarithmic_scale() -> None:
    ratios = [high / low for low, high in pairwise(LEARNING_RATES)]
    assert min(ratios) > 1.1
    assert max(ratios) < 1.15


@pytest.mark.parametrize("rate", [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0])
def test_the_round_learning_rates_are_on_the_slider_exactly(rate: float) -> None:
    assert rate in LEARNING_RATES
    assert (LEARNING_RATES[0], LEARNING_RATES[-1]) == (0.0001, 1.0)


names = st.from_regex("[a-zA-Z][a-zA-Z0-9_]{0,7}", fullmatch=True)
numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.text(max_size=300).filter(lambda text: ";" not in text), st.dictionaries(names, numbers, max_size=5)
)
def test_an_expression_is_read_as_it_is_written(text: str, values: dict[str, float]) -> None:
    expression = Expression(text, values)
    assert read_expression(write_expression(expression)) == expression


@each(LESSON_CONTROLS)
def test_a_control_of_the_lesson_is_read_as_it_is_written_and_only_within_its_bounds(
    setting: Setting,
) -> None:
    values = (
        setting.default,
        *(() if isinstance(setting, Typed) else (setting.options[0], setting.options[-1])),
    )
    for value in values:
        assert setting.offers(value)
        read = setting.read(setting.write(value))
        assert (read, type(read)) == (value, type(setting.default))
    for written in (
        "x" * 500,
        *(() if isinstance(setting, Typed) else ("", "nan", "inf", "1e7", "-1e7", "1/0")),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 (whatever float says)
            setting.read(written)
        told = translator("en").text(setting.ignore(written))
        assert "on a page of the lesson" in told


# --- All of them ------------------------------------------------------------

options = st.fixed_dictionaries({setting.key: st.sampled_from(setting.options) for setting in LISTED})
boards = st.sampled_from([(), (pins.Pin(3, "tiny", 0.05, 300, "a~b %"), pins.Pin(1, "later", 1.0, 0))])


@given(options, boards)
def test_all_choices_are_read_from_an_address_as_they_were_written(
    chosen: dict[str, Any], board: pins.Board
) -> None:
    choices = {key: DEFAULTS[key] for key in ("expression", "chapters", "code")} | {"pins": board} | chosen
    read, ignored = adopt_choices(SETTINGS, write_choices(SETTINGS, choices))
    assert read == choices
    assert [message.key for message in ignored] == ["pins.absent"] * bool(board)


def test_an_address_names_only_what_is_not_at_its_default_but_language_and_data_set() -> None:
    assert write_choices(SETTINGS, DEFAULTS) == {"language": "zh", "dataset": "tiny"}
    assert write_choices(SETTINGS, {"page": 2, "dataset": None}) == {"language": "zh", "page": "2"}


def test_what_an_address_asks_for_in_vain_is_told_and_the_rest_is_taken() -> None:
    written = {"language": "en", "dataset": "absent", "plane": "4d", "page": "2", "old": "1"}
    choices, ignored = adopt_choices(SETTINGS, written)
    assert choices == DEFAULTS | {"language": "en", "page": 2}
    told = [translator("en").text(message) for message in ignored]
    assert len(told) == 3
    for sentence, part in zip(told, ("`absent`", "`4d`", "`old`"), strict=True):
        assert part in sentence


def test_where_there_are_no_data_sets_none_is_chosen() -> None:
    settings = list_settings()
    assert settings["dataset"].default is None
    assert "dataset" not in write_choices(settings, {})


def test_choices_of_the_browser_are_taken_together_or_not_at_all() -> None:
    assert read_choices(SETTINGS, {"learning_rate": "0.02", "page": 3}) == {"learning_rate": 0.02, "page": 3}
    for other, error in (({"page": [3]}, ValueError), ({"anything": 1}, KeyError)):
        with pytest.raises(error):
            read_choices(SETTINGS, {"learning_rate": "0.02"} | other)


# --- Questions ------------------------------------------------------------


@given(options, boards)
def test_a_question_is_read_as_it_is_written(chosen: dict[str, Any], board: pins.Board) -> None:
    for kind in (Question, PinsQuestion):
        question = ask(kind, chosen | {"pins": board})
        assert read_question(kind, write_question(question)) == question


def test_a_question_names_any_data_set_and_any_number_of_iterations() -> None:
    question = replace(ask(Question, DEFAULTS), dataset="of-my-own_2", num_iterations=1234)
    assert read_question(Question, write_question(question)) == question
    for other in ({"dataset": "../secret"}, {"dataset": ""}, {"num_iterations": "10001"}):
        with pytest.raises(ValueError):  # noqa: PT011 (whatever float says)
            read_question(Question, write_question(question) | other)


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("0.003", 0.003),
        ("3e-3", 0.003),
        ("1/300", 0.00333333),
        (" 0.3 ", 0.3),
        ("100", 100.0),
        ("1E-6", 1e-6),
        ("1e−6", 1e-6),  # the minus sign that the page writes
        ("１／３００", 0.00333333),
    ],
)
def test_any_learning_rate_is_read_with_six_digits(written: str, rate: float) -> None:
    assert LEARNING_RATE.read(written) == rate
    assert LEARNING_RATE.read(LEARNING_RATE.write(rate)) == rate


@pytest.mark.parametrize(
    "written", ["", "0", "-1", "1/0", "1e-7", "101", "nan", "inf", "1/2/3", "fast", "1,5", "−1"]
)
def test_what_is_no_learning_rate_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever float says)
        LEARNING_RATE.read(written)
