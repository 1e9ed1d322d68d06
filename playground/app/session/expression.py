"""An expression for the page of computation graphs, with the numbers of its names, and how a link writes it.

A link writes the text as it was typed, and after it every name with its number::

    3 * (a + b * c);a=7;b=4;c=2

Neither sign can stand in an expression. Nothing here knows Streamlit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playground.graph.tokens import MAX_LENGTH
from playground.words.numbers import read_number

_NUMBERED = re.compile(r";([A-Za-z][A-Za-z0-9_]*)=([^;=]*)$", re.ASCII)


@dataclass(frozen=True)
class Expression:
    """A text with numbers for its names."""

    text: str
    values: Mapping[str, float]


LESSON = Expression("3 * (a + b * c)", {"a": 7.0, "b": 4.0, "c": 2.0})
"""The one that the lesson draws."""


def write_expression(expression: Expression) -> str:
    """Return how a link writes an expression."""
    numbers = (f";{name}={value!r}".removesuffix(".0") for name, value in expression.values.items())
    return expression.text + "".join(numbers)


def read_expression(written: str) -> Expression:
    """Return the expression that is written so in a link; whether its text has a mistake is not asked.

    Raises
    ------
    ValueError
        The text is longer than one that is computed, or what stands for a number is no finite one.
    """
    values: dict[str, float] = {}
    while found := _NUMBERED.search(written):
        values = {found[1]: read_number(found[2]), **values}
        written = written[: found.start()]
    if len(written) > MAX_LENGTH:
        raise ValueError(written)
    return Expression(written, values)
