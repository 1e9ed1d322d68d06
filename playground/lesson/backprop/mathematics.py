"""One neuron with two inputs: its values forward, its gradients back, its updates, and a check of homework.

    z = w1 x1 + w2 x2 + b      a = sigmoid(z)      L = -(y log a + (1 - y) log(1 - a))
    da = -y / a + (1 - y) / (1 - a)      dz = a - y      dw = dz x      db = dz      dx = dz w

where dz stands for dL/dz and so on (D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning
Representations by Back-propagating Errors", 1986, for one unit). L, da and dz are computed from z, so that
they are exact to rounding where a rounds to 0 or 1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from playground.words import numbers
from playground.words.catalogue import ExplainedError, Message

QUANTITIES = ("z", "a", "L", "dz", "dw1", "dw2", "db", "dx1", "dx2")
"""What is computed, in the order in which it is."""

RIGHT_DIGITS = 2
"""An answer is right when it agrees to so many significant digits."""

EXACT = 15
LIMIT = 10.0
"""How large the numbers of a neuron on the page may be: so no exponential overflows, and no answer is 0."""


class NumberError(ExplainedError):
    """What was typed is no number; the message is one sentence that says why."""


@dataclass(frozen=True)
class Point:
    """A neuron and the one sample it sees; `y` is 0 or 1."""

    x1: float = -1.0
    x2: float = -2.0
    y: float = 1.0
    w1: float = 2.0
    w2: float = -3.0
    b: float = -3.0


@dataclass(frozen=True)
class Pass:
    """All that one pass forward and one back compute; the names are the lesson's."""

    z: float
    a: float
    L: float
    da: float
    dz: float
    dw1: float
    dw2: float
    db: float
    dx1: float
    dx2: float


@dataclass(frozen=True)
class Mark:
    """What is to be said of one number of a student's homework.

    Attributes
    ----------
    given, true
        The student's number, and the right one.
    digits
        To how many significant digits they agree, 0 to `EXACT`.
    follows
        Whether it would be right if the student's own earlier numbers were.
    """

    given: float
    true: float
    digits: int
    follows: bool

    @property
    def right(self) -> bool:
        """Whether the number counts as right."""
        return self.digits >= RIGHT_DIGITS


def sigmoid(z: float) -> float:
    """Return 1 / (1 + exp(-z)), for any finite z."""
    if z >= 0:
        return 1.0 / (1.0 + math.exp(-z))
    return math.exp(z) / (1.0 + math.exp(z))


def compute_loss(z: float, y: float) -> float:
    """Return -(y log a + (1 - y) log(1 - a)) for a = sigmoid(z), y 0 or 1, from z: log(1 + exp(z)) where y is
    0, log(1 + exp(-z)) where y is 1.
    """
    wrong = -z if y == 1 else z
    return max(wrong, 0.0) + math.log1p(math.exp(-abs(z)))


def compute_pass(point: Point) -> Pass:
    """Return the values forward and the gradients back, for numbers up to `LIMIT` in size."""
    z = point.w1 * point.x1 + point.w2 * point.x2 + point.b
    a = sigmoid(z)
    # a where y is 0 and a - 1 where y is 1; a difference would lose digits where a rounds to 1.
    dz = -sigmoid(-z) if point.y == 1 else a
    return Pass(
        z=z,
        a=a,
        L=compute_loss(z, point.y),
        da=-1.0 - math.exp(-z) if point.y == 1 else 1.0 + math.exp(z),
        dz=dz,
        dw1=dz * point.x1,
        dw2=dz * point.x2,
        db=dz,
        dx1=dz * point.w1,
        dx2=dz * point.w2,
    )


def update(point: Point, learning_rate: float) -> Point:
    """Return the neuron after one step against its gradient; the sample stays."""
    back = compute_pass(point)
    return replace(
        point,
        w1=point.w1 - learning_rate * back.dw1,
        w2=point.w2 - learning_rate * back.dw2,
        b=point.b - learning_rate * back.db,
    )


def descend(point: Point, learning_rate: float, steps: int) -> tuple[Point, ...]:
    """Return the neuron before the first step and after each."""
    points = [point]
    for _ in range(steps):
        points.append(update(points[-1], learning_rate))
    return tuple(points)


# --- Homework ------------------------------------------------------------

# Each quantity from those before it: what a student does with earlier numbers of their own.
_FOLLOWS: Mapping[str, Callable[[Point, Mapping[str, float]], float]] = {
    "z": lambda point, known: compute_pass(point).z,
    "a": lambda point, known: sigmoid(known["z"]),
    "L": lambda point, known: _loss_of(known["a"], point.y),
    "dz": lambda point, known: known["a"] - point.y,
    "dw1": lambda point, known: known["dz"] * point.x1,
    "dw2": lambda point, known: known["dz"] * point.x2,
    "db": lambda point, known: known["dz"],
    "dx1": lambda point, known: known["dz"] * point.w1,
    "dx2": lambda point, known: known["dz"] * point.w2,
}


def check_homework(point: Point, given: Mapping[str, float]) -> dict[str, Mark]:
    """Compare a student's numbers with the right ones; what was left empty is not judged.

    Parameters
    ----------
    point
        What was to be computed.
    given
        Numbers by the names of `QUANTITIES`; not all need be there.
    """
    true = compute_pass(point)
    known: dict[str, float] = {}
    marks = {}
    for name in QUANTITIES:
        right = getattr(true, name)
        if name in given:
            expected = _FOLLOWS[name](point, known)
            digits = _judge(name, given[name], right)
            follows = digits < RIGHT_DIGITS <= _judge(name, given[name], expected)
            marks[name] = Mark(given[name], right, digits, follows)
        known[name] = given.get(name, right)
    return marks


def _judge(name: str, given: float, true: float) -> int:
    """Return to how many digits a number is right. z is a sum of products of the numbers given: nothing in it
    is rounded on the way, so 1.01 is no way to write 1.
    """
    wrong = name == "z" and not is_rounding_of(given, true)
    return 0 if wrong else count_digits(given, true)


def find_first_error(marks: Mapping[str, Mark]) -> str | None:
    """Return the first quantity that is wrong, in the order of the computation."""
    return next((name for name in QUANTITIES if name in marks and not marks[name].right), None)


def count_digits(given: float, true: float) -> int:
    """Return to how many significant digits a number agrees with the true one: it is off by at most half a
    unit of the last of them. `EXACT` at most.
    """
    off = abs(given - true)
    if true == 0.0 or not math.isfinite(off):
        return EXACT if off == 0.0 else 0
    # Both are rounded themselves: a hair more than a half must not cost a digit.
    off -= math.ulp(true)
    if off <= 0.0:
        return EXACT
    leading = math.floor(math.log10(abs(true)))
    return min(max(math.floor(leading + 1 - math.log10(2 * off) + 1e-9), 0), EXACT)


def is_rounding_of(given: float, true: float) -> bool:
    """Return whether a number is the true one, rounded to the decimals that it has itself."""
    exponent = Decimal(repr(given)).normalize().as_tuple().exponent
    decimals = max(-int(exponent), 0) if isinstance(exponent, int) else 0
    return abs(given - true) <= 0.5 * 10.0**-decimals * (1 + 1e-9) or count_digits(given, true) >= EXACT - 1


def read_number(text: str) -> float | None:
    """Return the number that was typed: a decimal, or a fraction such as 1/3; None where nothing was.

    Digits and signs of other keyboards are read as well.

    Raises
    ------
    NumberError
        It is none.
    """
    plain = "".join(numbers.make_plain(text).split())
    if not plain:
        return None
    if len(plain) > 40:
        raise NumberError(Message("backprop.homework.too_long"))
    if "," in plain:
        raise NumberError(Message("backprop.homework.comma", text=text))
    try:
        return numbers.read_number(plain)
    except ValueError:
        raise NumberError(Message("backprop.homework.no_number", text=text)) from None


def _loss_of(a: float, y: float) -> float:
    """Return the loss of a student's a; without end where a is on the wrong side of the interval."""
    chance = a if y == 1 else 1 - a
    return -math.log(chance) if 0 < chance <= 1 else math.inf
