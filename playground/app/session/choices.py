"""What can be chosen, how an address writes it, and what is made of an address. Nothing here knows Streamlit.

A choice has one key: that of its control, of its `Setting`, of its place in an address, and of its field in
a `Question`, which the browser asks a route.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from playground.app.session import chapters, pins
from playground.app.session.expression import LESSON, Expression, read_expression, write_expression
from playground.app.session.quoting import quote
from playground.app.session.ways import (
    BATCHES,
    BETA,
    BETAS,
    FORKS,
    L2S,
    RATE,
    RATES,
    RULES,
    SCHEDULES,
    make_way,
)
from playground.charts.parts import SCALES
from playground.data.mistakes import is_mistake, split_name
from playground.engine.landscape import PLANES
from playground.engine.ways import Way
from playground.study.telling import call_dataset
from playground.study.verdicts import THRESHOLD
from playground.words.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Message
from playground.words.numbers import read_number

# The preferred numbers R20 of ISO 3: twenty steps a decade, evenly spaced on a logarithmic scale, 5 exactly
# among them.
_R20 = (100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900)
LEARNING_RATES = (*(float(f"{step}e{decade}") for decade in range(-6, -2) for step in _R20), 1.0)
"""The steps of the slider, and the rows of the tuning map."""

LEAST_RATE, MOST_RATE = RATES
MAX_ITERATIONS = FORKS.stop
ITERATION_STEP = 10
MAX_PAGES = 1000
THRESHOLDS = tuple(percent / 100 for percent in range(1, 100))
SCORES = ("test", "folds", "train", "costs")
"""What the tuning map can be coloured by."""

SHOWN = ("all", "right", "wrong", "class1", "class0", "tp", "fn", "fp", "tn")
"""Which test pictures can be looked at: the last four are the cells of the confusion matrix."""

AXES = ("rate", "beta", "l2", "batch")
"""What stands up the tuning map: the learning rates, or what else a way is made of."""

REACHES = (2000, MAX_ITERATIONS)
"""How many iterations the tuning map may cover."""

VIEWS = ("plane", "view", "scale", "iteration_axis")
"""The choices of the playground's charts."""

MAP_VIEWS = ("axis", "score", "reach")
"""The choices of the tuning map."""

PARTS = ("charts", "ways", "mistakes", "why", "answers", "weights", "runs")
"""The parts of the playground that a newcomer finds closed: the choices of its charts, and what is below."""

HIDDEN = "answers_hidden"
"""Whether a teacher hides the answers on the pages of the lesson."""

PRESENT, SCREEN, CHAPTER, CHAPTERS = "present", "screen", "chapter", "chapters"
"""Whether this is a projector; what of the playground is on its screen; which chapter of the lesson that is,
from 1, or none, 0; and all chapters.
"""

PINS = "pins"
EXPRESSION = "expression"
"""What the page of computation graphs shows."""

CODE, LEAD = "code", "lead"
"""The class that this page is in: six digits, or none."""

_CODE = re.compile(r"(\d{6})?", re.ASCII)
_NAME = re.compile(r"[\w-]{1,80}(\.\w{1,20})?", re.ASCII)  # of a data set, perhaps with a mistake
_FOR_EVERY_PAGE = ("language", "dataset", PRESENT, CHAPTERS, PINS, CODE, LEAD)
"""What a chapter leaves as it is."""
_MOST_NAMED = 3  # unknown parts of a link
_NAMED = {
    "controls": ("plane", "view", "scale", "iteration_axis", "axis", "score"),
    "predictions": ("order", "show"),
    "way": ("rule", "schedule", "batch"),
}
"""Whose options have names, and in which catalogue; the others are numbers."""

Choices = Mapping[str, Any]
"""What is chosen, by keys."""


# --- One choice -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """One choice: its key, its options in order, its default, whether the URL names it even at its default,
    and what a person is told that it is (the same for some).
    """

    key: str
    options: Sequence[Any]
    default: Any
    always_in_url: bool = False
    part: str = ""

    def read(self, written: str) -> Any:
        """Return the option that is written so in a URL; a text that is none of them is a `ValueError`."""
        with suppress(ValueError):
            return self._read_number(written)
        for option in self.options:
            if self.write(option) == written:
                return option
        raise ValueError(written)

    def adopt(self, written: str) -> tuple[Any, list[Message]]:
        """Return what a link asks for, and a sentence for what of it is ignored."""
        try:
            return self.read(written), []
        except ValueError:
            return self.default, [self.ignore(written)]

    def ignore(self, written: str) -> Message:
        """Return the sentence that something is none of the options."""
        used = self._name_default()
        if self.key == "dataset":
            is_mistaken = split_name(written)[0] in self.options
            key = "app.mistake_absent" if is_mistaken else "app.dataset_absent"
            return Message(key, value=quote(written), used=used)
        part = Message(f"app.link_parts.{self.part or self.key}")
        return Message("app.link_ignored", part=part, value=quote(written), used=used)

    def offers(self, value: Any) -> bool:
        """Return whether a value is an option, now."""
        return value in self.options

    def write(self, value: Any) -> str:
        """Return how the URL writes an option."""
        return f"{value:g}" if isinstance(value, float) else str(value)

    def _read_number(self, written: str) -> Any:
        place = self.options.index(read_number(written))
        return self.options[place]  # a range of int stays one: "2e3" is 2000

    def _name_default(self) -> Message | str:
        used = self.write(self.default)
        named = next((catalogue for catalogue, keys in _NAMED.items() if self.key in keys), None)
        return Message(f"{named}.{self.key}.options.{used}") if named else used


class Between(Setting):
    """Any number from the first option to the last, of the default's type; six digits of a float count."""

    def read(self, written: str) -> Any:
        number, is_whole = read_number(written), isinstance(self.default, int)
        if not self.options[0] <= number <= self.options[-1] or (is_whole and number % 1):
            raise ValueError(written)
        return int(number) if is_whole else float(f"{number:.6g}")

    def offers(self, value: Any) -> bool:
        return isinstance(value, type(self.default)) and self.options[0] <= value <= self.options[-1]


class Typed(Setting):
    """Any text; the options are how long it may be."""

    def read(self, written: str) -> str:
        if not self.offers(written):
            raise ValueError(written)
        return written

    def offers(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) in self.options


class _Code(Setting):
    """The code of a class: any six digits may be one."""

    def read(self, written: str) -> str:
        if not self.offers(written):
            raise ValueError(written)
        return written

    def offers(self, value: Any) -> bool:
        return isinstance(value, str) and _CODE.fullmatch(value) is not None


class _Opened(Setting):
    """Whether a part of the page is open."""

    def write(self, value: bool) -> str:
        return str(int(value))


class _DatasetName(Setting):
    """The name of a data set, also with a mistake. Where nobody knows which there are, any name is read."""

    def offers(self, value: Any) -> bool:
        original, mistake = split_name(value or "")
        return value in self.options or (original in self.options and is_mistake(mistake))

    def _read_number(self, written: str) -> str:
        known = self.offers(written) if self.options else _NAME.fullmatch(written)
        if not known:
            raise ValueError(written)
        return written

    def _name_default(self) -> Message | str:
        return call_dataset(self.write(self.default))


class _PinBoard(Setting):
    """The pinned runs: every board is an option. Pins of data sets that are not among the options stay on it,
    without results: these may still come.
    """

    def read(self, written: str) -> pins.Board:
        return self._read(written)[0]

    def adopt(self, written: str) -> tuple[Any, list[Message]]:
        board, ignored = self._read(written)
        absent = sorted({split_name(pin.dataset)[0] for pin in board} - set(self.options))
        if absent:
            ignored.append(Message("pins.absent", names=_list_some(absent), count=len(absent)))
        return board, ignored

    def offers(self, value: Any) -> bool:
        return isinstance(value, tuple)

    def write(self, value: pins.Board) -> str:
        return pins.write_board(value)

    def _read(self, written: str) -> tuple[pins.Board, list[Message]]:
        return pins.read_board(written, LEARNING_RATE.read, NUM_ITERATIONS.read)


class _Plan(Setting):
    """The chapters of a lesson: every list of them is an option."""

    def read(self, written: str) -> chapters.Plan:
        return chapters.read_plan(written)

    def offers(self, value: Any) -> bool:
        return isinstance(value, tuple)

    def write(self, value: chapters.Plan) -> str:
        return chapters.write_plan(value)


class _TypedExpression(Setting):
    """The expression of the computation graph: every one that can be typed is an option."""

    def read(self, written: str) -> Expression:
        return read_expression(written)

    def offers(self, value: Any) -> bool:
        return isinstance(value, Expression)

    def write(self, value: Expression) -> str:
        return write_expression(value)

    def _name_default(self) -> str:
        return LESSON.text


# --- All choices ----------------------------------------------------------------------------------

LEARNING_RATE = Between("learning_rate", RATES, RATE)
NUM_ITERATIONS = Between("num_iterations", (0, MAX_ITERATIONS), 2000)

Settings = Mapping[str, Setting]
"""All choices by their keys, in the order in which an address writes them."""


def list_settings(
    dataset_names: Sequence[str] = (), language: str = DEFAULT_LANGUAGE, lesson: Iterable[Setting] = ()
) -> Settings:
    """Return all that can be chosen where there are these data sets, this is the language at first, and the
    pages of the lesson have these controls.
    """
    every = (
        Setting("language", tuple(LANGUAGES), language, always_in_url=True),
        _DatasetName("dataset", dataset_names, next(iter(dataset_names), None), always_in_url=True),
        LEARNING_RATE,
        NUM_ITERATIONS,
        Setting("plane", PLANES, "path"),
        Setting("view", ("contour", "3d"), "contour"),
        Setting("scale", SCALES, "linear"),
        Setting("iteration_axis", SCALES, "linear"),
        Setting("order", ("given", "wrong", "unsure"), "given"),
        Setting("show", SHOWN, "all"),
        Setting("page", range(1, MAX_PAGES + 1), 1),
        Setting("threshold", THRESHOLDS, THRESHOLD),
        Setting("rule", tuple(RULES), "plain"),
        Setting("beta", BETAS, BETA),
        Setting("l2", L2S, 0.0),
        Setting("schedule", tuple(SCHEDULES), "constant"),
        Setting("batch", BATCHES, 0),
        Between("fork", (0, FORKS[-1]), 0),
        Between("then", RATES, RATE),
        Setting("axis", AXES, "rate"),
        Setting("score", SCORES, "test"),
        Setting("reach", REACHES, 2000),
        *(_Opened(part, (False, True), False) for part in (*PARTS, HIDDEN)),
        *lesson,
        _Opened(PRESENT, (False, True), False),
        Setting(SCREEN, tuple(chapters.SCREENS), next(iter(chapters.SCREENS))),
        Setting(CHAPTER, range(chapters.MOST_CHAPTERS + 1), 0),
        _Plan(CHAPTERS, (), chapters.CHAPTERS),
        _Code(CODE, (), ""),
        _Opened(LEAD, (False, True), False),
        _TypedExpression(EXPRESSION, (), LESSON),
        _PinBoard(PINS, dataset_names, ()),
    )
    return {setting.key: setting for setting in every}


def write_choices(settings: Settings, choices: Choices) -> dict[str, str]:
    """Return how an address writes choices: without those at their defaults, but for some."""
    chosen = {key: choices.get(key, setting.default) for key, setting in settings.items()}
    return {
        key: settings[key].write(value)
        for key, value in chosen.items()
        if value is not None and (settings[key].always_in_url or value != settings[key].default)
    }


def adopt_choices(settings: Settings, written: Mapping[str, str]) -> tuple[Choices, list[Message]]:
    """Return what an address asks for, of every choice, and a sentence for all of it that is ignored."""
    choices, ignored = {}, []
    for key, setting in settings.items():
        choices[key], told = setting.adopt(written[key]) if key in written else (setting.default, [])
        ignored += told
    unknown = [key for key in written if key not in settings]
    if unknown:
        ignored.append(Message("app.link_unknown", names=_list_some(unknown), count=len(unknown)))
    return choices, ignored


def write_chapter(settings: Settings, choices: Choices, place: int) -> dict[str, str]:
    """Return the address of the chapter at a place, from 1: what it does not choose is at its default."""
    chapter: chapters.Chapter = choices[CHAPTERS][place - 1]
    adopted, _ = adopt_choices(settings, dict(chapter.choices))
    kept = {key: choices[key] for key in _FOR_EVERY_PAGE}
    return write_choices(settings, {**adopted, **kept, PRESENT: True, CHAPTER: place})


def keep_chapter(settings: Settings, choices: Choices, page: str) -> chapters.Chapter:
    """Return what is on the screen as a chapter."""
    left_out = dict.fromkeys((*_FOR_EVERY_PAGE, CHAPTER))
    return chapters.keep_screen(page, write_choices(settings, {**choices, **left_out}))


def read_choices(settings: Settings, written: Mapping[str, Any]) -> Choices:
    """Return choices that the browser asks for, each written as in an address.

    Raises
    ------
    KeyError
        There is no such choice.
    ValueError
        One is none of its options.
    """
    return {key: settings[key].read(str(value)) for key, value in written.items()}


def _list_some(names: Sequence[str]) -> str:
    return ", ".join(map(quote, names[:_MOST_NAMED])) + (", …" if len(names) > _MOST_NAMED else "")


# --- Questions ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """All that decides what is shown of a run."""

    language: str
    dataset: str
    learning_rate: float
    num_iterations: int
    plane: str
    view: str
    scale: str
    iteration_axis: str
    order: str
    show: str
    page: int
    threshold: float
    rule: str
    beta: float
    l2: float
    schedule: str
    batch: int
    fork: int
    then: float

    @property
    def way(self) -> Way:
        """The way down."""
        return make_way(self.rule, self.beta, self.l2, self.schedule, self.batch, self.fork, self.then)


@dataclass(frozen=True)
class PinsQuestion:
    """All that decides what is shown of the pinned runs."""

    language: str
    dataset: str
    threshold: float
    pins: pins.Board


Asked = TypeVar("Asked", Question, PinsQuestion)

_READ = list_settings()


def ask(kind: type[Asked], choices: Choices) -> Asked:
    """Return the question that is asked by choices."""
    return kind(**{key: choices[key] for key in _keys(kind)})


def write_question(question: Question | PinsQuestion) -> dict[str, str]:
    """Return how an address writes a question."""
    return {key: _READ[key].write(getattr(question, key)) for key in _keys(type(question))}


def read_question(kind: type[Asked], written: Mapping[str, str]) -> Asked:
    """Return the question that an address writes.

    Raises
    ------
    KeyError
        A part is missing.
    ValueError
        A part is none of its options.
    """
    return kind(**{key: _READ[key].read(written[key]) for key in _keys(kind)})


def _keys(kind: type[Question | PinsQuestion]) -> Iterable[str]:
    return (field.name for field in fields(kind))
