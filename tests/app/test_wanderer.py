"""Somebody who moves everything on every page, to its ends and back: nothing breaks, no number is nan."""

import os
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, NumberInput, Radio, Selectbox, SelectSlider, Slider

from playground.app.shell.navigation import PAGES
from playground.data.contents import Dataset
from tests.app.conftest import follow_link

MOVES = int(os.environ.get("WANDERER_MOVES", "30"))
SEEDS = range(int(os.environ.get("WANDERER_WALKS", "1")))
"""Longer and more walks are for the desk."""

TYPED = (
    *(
        "",
        " ",
        "0",
        "-0",
        "1e-300",
        "1e300",
        "１／３",
        "1/0",
        "<b>x</b>",
        "$x$",
        "猫",
        "[[1, 2], [3]]",
    ),
    *("a", "a / b", "log(a) - b ** c", "x ** x ** x", "1 / (a - a)", "sigmoid(1000 * a)", "((((", "b*b*b*b"),
    *("a" * 250, "1;2;3", "-1.5 2; 0 0", "exp(exp(exp(a)))", "*", "`", "3 * (a + b * c)"),
)
LEFT_ALONE = re.compile("vectorising_.*_button")  # measurements, which take their time
NO_NUMBER = re.compile(r"(?<![A-Za-z“])(nan|inf|NaN|Infinity|None)(?![A-Za-z”])")
WITH_NAN = ("vectorising",)  # NumPy's nan and inf are among its subjects

Move = Callable[[random.Random], Any]


@pytest.fixture(autouse=True)
def _options_by_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an option be chosen by the words that a person sees."""
    for kind in (ButtonGroup, Radio, Selectbox, SelectSlider):
        formats = kind.format_func.fget  # type: ignore[attr-defined]

        def format_func(self: Any, formats: Any = formats) -> Callable[[Any], Any]:
            return lambda value: value if value in self.options else formats(self)(value)

        monkeypatch.setattr(kind, "format_func", property(format_func))


def moves_of(at: AppTest) -> Iterator[tuple[Any, Move]]:
    """Yield what a person can move, and how it is moved."""
    for number in [*at.slider, *at.number_input]:
        yield number, lambda dice, each=number: each.set_value(_pick_number(each, dice))
    for choice in [*at.select_slider, *at.radio, *at.selectbox, *at.get("button_group")]:
        yield choice, lambda dice, each=choice: each.set_value(dice.choice(each.options))
    for switch in [*at.toggle, *at.checkbox]:
        yield switch, lambda dice, each=switch: each.set_value(dice.random() < 0.5)
    for field in at.text_input:
        yield field, lambda dice, each=field: each.set_value(dice.choice(TYPED))
    for button in at.button:
        yield button, lambda dice, each=button: each.click()


def is_free(each: Any) -> bool:
    return not each.proto.disabled and not LEFT_ALONE.search(each.key or "")


def _pick_number(each: Slider[Any] | NumberInput, dice: random.Random) -> Any:
    """Pick an end as often as a place between; a typed number may be of any size."""
    low, high = each.min, each.max
    if low is None or high is None or abs(low) > 1e300:
        return dice.choice([0.0, -1.0, 1.5, 2.0, 1e-8, 1e6, -1e12, 1e100, -1e300])
    step = type(each.value)(each.step)
    low, high = type(step)(low), type(step)(high)
    between = low + step * dice.randrange(round((high - low) / step) + 1)
    return dice.choice([low, high, min(round(between, 10), high)])


def words_of(at: AppTest) -> str:
    shown = [*at.markdown, *at.caption, *at.latex, *at.warning, *at.error, *at.success, *at.info]
    return "\n".join(str(each.value) for each in shown)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_that_is_moved_breaks_a_page(tiny: Dataset, page: str, seed: int) -> None:
    dice, walked = random.Random(f"{page} {seed}"), []
    at = follow_link(page, language="en")
    for _ in range(MOVES):
        each, move = dice.choice([found for found in moves_of(at) if is_free(found[0])])
        move(dice)
        walked.append((each.key, None if each.type == "button" else each.value))
        at.run()
        assert not at.exception, walked
        if page not in WITH_NAN:
            assert not NO_NUMBER.search(words_of(at)), walked
