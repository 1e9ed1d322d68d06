"""Pinned runs: their settings and names on a board, and how a link writes it.

A link joins the pins of a board by ``~~``, and by ``~`` what a pin is made of: its mark, data set, learning
rate, iterations (with its way down, where that is not plain) and, where a person gave one, its name::

    1~drawncats~0.005~2000~~2~drawncats~0.05~500_momentum-0.9-0-constant~too fast

The tilde is what addresses leave as it is; in a name it is written ``%7E``, and the per cent sign ``%25``.
Every board that can be is short enough to be read again. Nothing here knows Streamlit.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from playground.app.session.quoting import keep_visible, quote
from playground.app.session.ways import read_way, write_way
from playground.engine.ways import PLAIN, Way
from playground.study.telling import name_mistake, name_way
from playground.words.catalogue import Message, Translator
from playground.words.numbers import write_digits

MARKS = range(1, 9)
"""The numbers that tell pins apart, each with a colour and a dash: as many as there may be pins."""

LONGEST_NAME = 40
LONGEST_WRITTEN = 4096
"""So many characters of a link's pins are read: eight pins with the longest names of files and of pins."""

_BETWEEN_PINS, _BETWEEN_PARTS, _BEFORE_WAY = "~~", "~", "_"
_SPLIT = re.compile("~{2,}")
# A file name, train_NAME.h5, has at most 255 characters; behind the dot stands a mistake.
_DATASET = re.compile(r"[A-Za-z0-9_-]{1,246}(\.[a-z0-9]{1,20})?")


@dataclass(frozen=True)
class Pin:
    """One pinned run: the settings that train it again, and the mark and the name by which it is known."""

    mark: int
    dataset: str
    learning_rate: float
    num_iterations: int
    name: str = ""
    way: Way = PLAIN

    @property
    def settings(self) -> tuple[str, float, int, Way]:
        """Data set, learning rate, iterations and way down: no two pins of a board share them."""
        return self.dataset, self.learning_rate, self.num_iterations, self.way

    @property
    def identity(self) -> str:
        """The settings in one word."""
        way = f"{_BEFORE_WAY}{write_way(self.way)}" if self.way != PLAIN else ""
        return _BETWEEN_PARTS.join((self.dataset, f"{self.learning_rate:g}", f"{self.num_iterations}{way}"))

    def tell(self, text: Translator) -> str:
        """Return its settings, as which it is called until a person names it."""
        way, mistake = name_way(self.way, text), name_mistake(self.dataset, text)
        told = [write_digits(self.learning_rate, 6), f"{self.num_iterations:,}", way, mistake]
        return " · ".join(filter(None, told))

    def call(self, text: Translator) -> str:
        """Return its name, or its settings where it has none."""
        return self.name or self.tell(text)


Board = tuple[Pin, ...]
"""The pins in the order of the table."""


# --- What may be done with a board -----------------------------------------------------------------


def find_pin(
    board: Board, dataset: str, learning_rate: float, num_iterations: int, way: Way = PLAIN
) -> Pin | None:
    """Return the pin of a run, if it is pinned."""
    asked = (dataset, learning_rate, num_iterations, way)
    return next((pin for pin in board if pin.settings == asked), None)


def is_full(board: Board) -> bool:
    """Return whether no further pin has room."""
    return len(board) >= len(MARKS)


def add_pin(board: Board, pin: Pin) -> Board:
    """Return the board with one more pin, last; it takes the first free mark where its own is taken. A full
    board, and one that has the run, stays the same.
    """
    if is_full(board) or find_pin(board, *pin.settings):
        return board
    free = [mark for mark in MARKS if mark not in {each.mark for each in board}]
    return (*board, pin if pin.mark in free else replace(pin, mark=free[0]))


def rename_pin(board: Board, mark: int, name: str) -> Board:
    """Return the board with another name for a pin; the empty one gives its settings back."""
    kept = keep_visible(name, LONGEST_NAME)
    return tuple(replace(pin, name=kept) if pin.mark == mark else pin for pin in board)


def move_pin(board: Board, mark: int, places: int) -> Board:
    """Return the board with a pin so many places further down, at most at an end of the table."""
    order = list(board)
    (pin,) = (each for each in board if each.mark == mark)
    place = order.index(pin)
    order.remove(pin)
    order.insert(max(0, place + places), pin)
    return tuple(order)


def remove_pin(board: Board, mark: int) -> Board:
    """Return the board without a pin; the others keep their marks."""
    return tuple(pin for pin in board if pin.mark != mark)


# --- Links -----------------------------------------------------------------------------------------


def write_board(board: Board) -> str:
    """Return how a link writes a board."""
    return _BETWEEN_PINS.join(map(_write_pin, board))


def read_board(
    written: str, read_rate: Callable[[str], float], read_count: Callable[[str], int]
) -> tuple[Board, list[Message]]:
    """Return the board of a link, and a sentence for each kind of thing in it that was ignored.

    Whatever is written, the good pins in it stay. The two functions read a learning rate and a number of
    iterations, and raise a `ValueError` for any that is not on offer.
    """
    ignored = []
    if len(written) > LONGEST_WRITTEN:
        written = written[:LONGEST_WRITTEN].rpartition(_BETWEEN_PINS)[0]
        ignored.append(Message("pins.ignored.too_long", limit=LONGEST_WRITTEN))
    board: Board = ()
    strange, twice, over = [], 0, 0
    for part in filter(None, _SPLIT.split(written.strip(_BETWEEN_PARTS))):
        try:
            pin = _read_pin(part, read_rate, read_count)
        except ValueError:
            strange.append(part)
            continue
        known = find_pin(board, *pin.settings) is not None
        twice += known
        over += not known and is_full(board)
        board = add_pin(board, pin)
    if strange:
        ignored.append(Message("pins.ignored.strange", count=len(strange), first=quote(strange[0])))
    if twice:
        ignored.append(Message("pins.ignored.twice", count=twice))
    if over:
        ignored.append(Message("pins.ignored.over", count=over, most=len(MARKS)))
    return board, ignored


def _write_pin(pin: Pin) -> str:
    name = pin.name.replace("%", "%25").replace("~", "%7E")
    return _BETWEEN_PARTS.join((str(pin.mark), pin.identity, *([name] if name else [])))


def _read_pin(part: str, read_rate: Callable[[str], float], read_count: Callable[[str], int]) -> Pin:
    mark, dataset, rate, count, *names = part.split(_BETWEEN_PARTS)
    if mark not in map(str, MARKS) or len(names) > 1 or not _DATASET.fullmatch(dataset):
        raise ValueError(part)
    name = keep_visible(unquote("".join(names)), LONGEST_NAME)
    count, _, way = count.partition(_BEFORE_WAY)
    pin = Pin(int(mark), dataset, read_rate(rate), read_count(count), name, read_way(way))
    if pin.way.overflows(pin.learning_rate):
        raise ValueError(part)
    return pin
