"""The lesson's page on vectorising: what is shown is what is timed, and typing mistakes lose nothing."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.datasets import Dataset
from playground.i18n import LANGUAGES
from playground.lesson.vectorising import time_dots
from playground.ui.lesson import vectorising

APP = Path(__file__).parents[2] / "app.py"


def open_page(language: str = "en") -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params["language"] = language
    return no_exception(at.run().switch_page("playground/pages/lesson/vectorising.py").run())


def no_exception(at: AppTest) -> AppTest:
    assert not at.exception
    return at


def measured(at: AppTest, name: str) -> AppTest:
    """Press the button and wait until the measurement has ended."""
    at.button(key=f"{name}_start").click().run()
    assert at.session_state[f"_measuring_{name}"].wait(30)
    return no_exception(at.run())


def words(at: AppTest) -> str:
    return " ".join(each.value for each in (*at.markdown, *at.caption))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_code_it_times(tiny: Dataset, language: str) -> None:
    at = open_page(language)
    shown = " ".join(each.value for each in at.code)
    assert "total += x[i] * y[i]" in shown
    assert "dW = X @ dZ.T / m" in shown
    assert "`[14 32; 32 77]`" in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_loop_and_call_are_measured(tiny: Dataset, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectorising, "_measure_dots", lambda stop: time_dots((100, 1000), stop))
    at = measured(open_page(language), "vectorising_dots")
    chart = at.get_by_key("part_chart_vectorising_dots").proto.json
    assert "1,000" in chart


@pytest.mark.parametrize("source", ["lesson", "pictures"])
def test_gradients_are_measured_on_both_sources(tiny: Dataset, source: str) -> None:
    at = open_page()
    at.segmented_control(key="vectorising_source").set_value(source).run()
    at = measured(at, f"vectorising_{source}")
    assert "times as fast. Cost and gradient" in words(at)


def test_a_measurement_is_stopped(tiny: Dataset) -> None:
    at = open_page()
    at.button(key="vectorising_dots_start").click().run()
    at.button(key="vectorising_dots_stop").click().run()
    started = time.monotonic()
    assert at.session_state["_measuring_vectorising_dots"].wait(30)
    assert time.monotonic() - started < 5
    assert len(at.session_state["_measuring_vectorising_dots"].found) < 11


def test_a_mistake_in_the_array_is_told_and_the_table_stays(tiny: Dataset) -> None:
    at = open_page()
    at.text_input(key="vectorising_array").set_value("1 2; 3").run()
    assert "2 numbers" in no_exception(at).error[0].value
    assert "`[14 32; 32 77]`" in words(at)
    at.text_input(key="vectorising_array").set_value("2").run()
    assert not no_exception(at).error
    assert "`[4]`" in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_answered_by_running_the_code(tiny: Dataset, language: str) -> None:
    at = open_page(language)
    for name, choice in (("growth", "ten"), ("shape", "n1"), ("axis", "two")):
        at.radio(key=f"answer_vectorising_{name}").set_value(choice).run()
        at = no_exception(at.button(key=f"reveal_vectorising_{name}").click().run())
    assert any("(108, 1)" in each.value for each in (*at.success, *at.warning))
    assert any("10" in each.value for each in at.warning)
