"""How the URL writes the choices."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.expression import Expression, read_expression, write_expression
from playground.ui.settings import LEARNING_RATES, Setting, _settings


def every_setting() -> list[Setting]:
    return list(_settings().values())


@pytest.mark.parametrize("setting", every_setting(), ids=lambda setting: setting.key)
def test_every_option_is_read_as_it_is_written(setting: Setting) -> None:
    for option in setting.options:
        value = setting.read(setting.write(option))
        assert value == option
        assert type(value) is type(option)


@pytest.mark.parametrize("setting", every_setting(), ids=lambda setting: setting.key)
def test_no_two_options_are_written_alike(setting: Setting) -> None:
    assert len({setting.write(option) for option in setting.options}) == len(setting.options)


@pytest.mark.parametrize("setting", every_setting(), ids=lambda setting: setting.key)
def test_every_default_is_an_option(setting: Setting) -> None:
    assert setting.default in setting.options


@pytest.mark.parametrize("written", ["0.505", "0", "1", "2", "0.5.1"])
def test_a_threshold_between_the_steps_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever float says)
        _settings()["threshold"].read(written)


@pytest.mark.parametrize("setting", every_setting(), ids=lambda setting: setting.key)
@pytest.mark.parametrize("written", ["", "nothing", "nan", "inf", "-1", "1e999", "0x10", "１０.5", "[]"])
def test_anything_else_is_refused(setting: Setting, written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever float says)
        setting.read(written)


@pytest.mark.parametrize(
    ("written", "expected"), [("2e3", 2000), ("2000.0", 2000), (" 20 ", 20), ("1_000", 1000), ("-0", 0)]
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
