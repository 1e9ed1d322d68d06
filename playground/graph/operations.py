"""The operations, each beside its derivatives: as numbers, and as they are written.

An operation of x and y has a local derivative by each of them; ``v`` is its own value, of which some are
made.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playground.graph.errors import Undefined
from playground.graph.numbers import write_number
from playground.words.catalogue import Message


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes
    ----------
    plain, latex
        How it is written, with ``{x}`` and ``{y}`` for its inputs.
    compute
        Its value, from x and y. It raises `Undefined` where it has none.
    slopes
        Its derivatives by x and by y, each from x, y and v. They raise `Undefined` where there is none.
    slopes_latex
        How these are written, with ``{x}``, ``{y}`` and ``{v}``.
    """

    plain: str
    latex: str
    compute: Callable[..., float]
    slopes: tuple[Callable[..., float], ...]
    slopes_latex: tuple[str, ...]


def _divide(x: float, y: float) -> float:
    if y == 0:
        raise Undefined(Message("graph.errors.divided_by_zero"))
    return x / y


def _log(x: float) -> float:
    if x <= 0:
        raise Undefined(Message("graph.errors.log_of", value=write_number(x)))
    return math.log(x)


def _sigmoid(x: float) -> float:
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))  # exp(-x) would overflow


def _power(x: float, y: float) -> float:
    if x == 0 and y < 0:
        raise Undefined(Message("graph.errors.zero_to_negative", exponent=write_number(y)))
    if x < 0 and not y.is_integer():
        message = Message("graph.errors.root_of_negative", base=write_number(x), exponent=write_number(y))
        raise Undefined(message)
    return float(x**y)


def _power_by_base(x: float, y: float, _v: float) -> float:
    if y == 0:
        return 0.0  # x ** 0 is 1 everywhere, at 0 too
    if x == 0 and y < 1:
        raise Undefined(Message("graph.errors.upright", exponent=write_number(y)))
    return float(y * x ** (y - 1))


def _power_by_exponent(x: float, y: float, v: float) -> float:
    if x > 0:
        return v * math.log(x)
    if x < 0:
        raise Undefined(Message("graph.errors.exponent_of_negative", base=write_number(x)))
    if y == 0:
        raise Undefined(Message("graph.errors.zero_to_zero"))
    return 0.0  # 0 ** y is 0 for every y above 0


ADD = Operation(
    "{x} + {y}", "{x} + {y}", lambda x, y: x + y, (lambda x, y, v: 1.0, lambda x, y, v: 1.0), ("1", "1")
)
SUBTRACT = Operation(
    "{x} − {y}", "{x} - {y}", lambda x, y: x - y, (lambda x, y, v: 1.0, lambda x, y, v: -1.0), ("1", "(-1)")
)
MULTIPLY = Operation(
    "{x} · {y}",
    r"{x} \cdot {y}",
    lambda x, y: x * y,
    (lambda x, y, v: y, lambda x, y, v: x),
    ("{y}", "{x}"),
)
DIVIDE = Operation(
    "{x} / {y}",
    r"\frac{{{x}}}{{{y}}}",
    _divide,
    (lambda x, y, v: 1 / y, lambda x, y, v: -v / y),
    (r"\frac{{1}}{{{y}}}", r"\left(-\frac{{{v}}}{{{y}}}\right)"),
)
POWER = Operation(
    "{x} ** {y}",
    "{x}^{{{y}}}",
    _power,
    (_power_by_base, _power_by_exponent),
    (r"{y} \, {x}^{{{y} - 1}}", r"{v} \ln {x}"),
)
NEGATE = Operation("−{x}", "-{x}", lambda x: -x, (lambda x, v: -1.0,), ("(-1)",))
EXP = Operation("exp({x})", "e^{{{x}}}", math.exp, (lambda x, v: v,), ("{v}",))
LOG = Operation("log({x})", r"\ln {x}", _log, (lambda x, v: 1 / x,), (r"\frac{{1}}{{{x}}}",))
# sigmoid(-x) is 1 - v without the digits that a subtraction from 1 would lose.
SIGMOID = Operation(
    "σ({x})", r"\sigma({x})", _sigmoid, (lambda x, v: v * _sigmoid(-x),), (r"{v} \, (1 - {v})",)
)

BINARY: Mapping[str, tuple[int, Operation]] = {
    "+": (1, ADD),
    "-": (1, SUBTRACT),
    "*": (2, MULTIPLY),
    "/": (2, DIVIDE),
    "**": (4, POWER),
}
"""How tightly each operator binds, and what it does. The minus sign of one number is between * and **."""

FUNCTIONS: Mapping[str, Operation] = {"exp": EXP, "log": LOG, "sigmoid": SIGMOID}
