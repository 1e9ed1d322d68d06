"""The chapters of a lesson on a projector, what of a page is on the screen, and how a link writes the list.

A link joins the chapters by commas::

    3,1,playground~learning_rate~0.01~screen~cost

A number is one of `CHAPTERS`. Anything else is a screen that somebody kept: its page, and by turns what was
chosen there and how an address writes that, with commas and tildes as ``%2C`` and ``%7E``. Nothing here knows
Streamlit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, unquote

MOST_CHAPTERS = 60
LONGEST_WRITTEN = 4096
"""So many characters of a link's chapters are read."""

SCREENS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "learning": ("cost_curve", "predictions"),
        "cost": ("cost_curve",),
        "surface": ("loss_surface",),
        "pictures": ("predictions",),
        "numbers": (),
        "why": ("open_why",),
        "answers": ("open_answers",),
        "weights": ("open_weights",),
    }
)
"""What of the playground fills a screen, by the keys of the cards; in the order of the number keys. On that
of the numbers these stand above, with how the run went, alone.
"""

_BETWEEN_CHAPTERS, _BETWEEN_PARTS = ",", "~"
_KEY = re.compile(r"[a-z_]{1,20}")


@dataclass(frozen=True)
class Chapter:
    """One screen of a lesson.

    Attributes
    ----------
    page
        The page it stands on.
    choices
        What is chosen there beside the defaults, each as an address writes it.
    name
        Under which the catalogue has its words; nothing for a screen that somebody kept.
    minutes
        How long a class needs for it; 0 where nobody said.
    """

    page: str
    choices: tuple[tuple[str, str], ...] = ()
    name: str = ""
    minutes: int = 0


Plan = tuple[Chapter, ...]
"""The chapters of a lesson in their order."""


def _train(name: str, minutes: int, rate: str, screen: str, **others: str) -> Chapter:
    choices = {"learning_rate": rate, "screen": screen, **others}
    return Chapter("playground", tuple(choices.items()), name, minutes)


CHAPTERS: Plan = (
    _train("seen", 2, "0.002", "pictures", num_iterations="0"),
    _train("play", 2, "0.002", "learning"),
    _train("small", 2, "0.0001", "learning"),
    _train("good", 1, "0.0025", "learning"),
    _train("jumps", 2, "0.005", "learning"),
    _train("far", 2, "0.1", "learning"),
    _train("why", 2, "0.005", "why", why="1"),
    _train("surface", 2, "0.005", "surface", num_iterations="200", plane="sharp"),
    Chapter("tuning", (("score", "test"),), "fooled", 3),
    Chapter("pictures", (("learning_rate", "0.002"),), "own", 3),
    Chapter("descent", (), "descent", 5),
    Chapter("graph", (), "graph", 4),
    Chapter("backprop", (), "backprop", 5),
    Chapter("vectorising", (), "vectorising", 5),
    Chapter("classifier", (("learning_rate", "0.002"),), "classifier", 5),
)
"""A lesson of 45 minutes through the whole product; every page is there."""

PAGES = frozenset(chapter.page for chapter in CHAPTERS)


def read_plan(written: str) -> Plan:
    """Return the chapters that a link lists; a `ValueError` where one is none, or where they are too many."""
    parts = written.split(_BETWEEN_CHAPTERS)
    if len(written) > LONGEST_WRITTEN or len(parts) > MOST_CHAPTERS:
        raise ValueError(written)
    return tuple(map(_read_chapter, parts))


def write_plan(plan: Plan) -> str:
    """Return how a link lists chapters."""
    return _BETWEEN_CHAPTERS.join(map(_write_chapter, plan))


def keep_screen(page: str, written: Mapping[str, str]) -> Chapter:
    """Return what is on the screen as a chapter: a page, and its choices as an address writes them."""
    return Chapter(page, tuple(written.items()))


def move(plan: Plan, place: int, by: int) -> Plan:
    """Return the chapters with the one at a place (from 0) so many places further, as far as that goes."""
    rest = [*plan[:place], *plan[place + 1 :]]
    rest.insert(max(0, place + by), plan[place])
    return tuple(rest)


def without(plan: Plan, place: int) -> Plan:
    """Return the chapters without the one at a place (from 0); the last one stays."""
    return (*plan[:place], *plan[place + 1 :]) or plan


def _read_chapter(written: str) -> Chapter:
    if written.isdecimal() and written.isascii():
        number = int(written)
        if not 1 <= number <= len(CHAPTERS):
            raise ValueError(written)
        return CHAPTERS[number - 1]
    page, *parts = map(unquote, written.split(_BETWEEN_PARTS))
    if page not in PAGES or len(parts) % 2 or not all(map(_KEY.fullmatch, parts[::2])):
        raise ValueError(written)
    return Chapter(page, tuple(zip(parts[::2], parts[1::2], strict=True)))


def _write_chapter(chapter: Chapter) -> str:
    if chapter in CHAPTERS:
        return str(CHAPTERS.index(chapter) + 1)
    parts = [chapter.page, *(part for choice in chapter.choices for part in choice)]
    return _BETWEEN_PARTS.join(quote(part, safe="").replace("~", "%7E") for part in parts)
