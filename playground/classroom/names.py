"""Made-up names: two words, each a key of the catalogue."""

from collections.abc import Iterable
from random import Random

from playground.classroom.states import Name

FIRST = (
    *("brave", "bright", "busy", "calm", "clever", "curious", "eager", "fast", "gentle", "happy", "honest"),
    *("kind", "lively", "lucky", "merry", "nimble", "patient", "polite", "proud", "quiet", "sunny", "wise"),
)
SECOND = (
    *("badger", "bear", "bee", "crane", "deer", "dolphin", "eagle", "fox", "frog", "goose", "hare", "heron"),
    *("lark", "otter", "owl", "panda", "penguin", "robin", "seal", "swan", "tiger", "turtle", "whale"),
)


def draw_name(taken: Iterable[Name], chance: Random) -> Name:
    """Return a name that nobody has, drawn by chance; there are 506, more than members of a class."""
    known = set(taken)
    free = [name for first in FIRST for second in SECOND if (name := Name(first, second)) not in known]
    return chance.choice(free)
