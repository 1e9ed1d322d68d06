"""One picture's way through the neuron, and one update of a descent: every number of the lesson's formulas.

The formulas are those of `neuron.propagate` and `neuron.optimize`, kept in their parts: the terms of a sum,
the loss of each picture, the push of one picture on the weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.engine.forms import Array, frozen
from playground.engine.training import TrainingRun
from playground.neuron import initialize_with_zeros, sigmoid

WHITE = 255
"""The largest number of a pixel, by which pictures are divided."""

Shape = Sequence[int]
"""Height, width and number of channels of a picture."""


@dataclass(frozen=True)
class Place:
    """A place in a picture: row and column from 0 at the top left; channel 0 is red, 1 green, 2 blue."""

    row: int
    column: int
    channel: int


def index_of(place: Place, shape: Shape) -> int:
    """Return where in the column a number of a picture lands: row by row, the channels of a pixel together.

    It is what ``pictures.reshape(len(pictures), -1)`` does, which reads an array in the order of C.
    """
    _, width, channels = shape
    return (place.row * width + place.column) * channels + place.channel


def place_of(index: int, shape: Shape) -> Place:
    """Return which place of a picture a number of the column comes from."""
    row, column, channel = np.unravel_index(index, tuple(shape))
    return Place(int(row), int(column), int(channel))


@dataclass(frozen=True, eq=False)
class State:
    """The neuron at one moment, and what it makes of the m training pictures.

    w (n, 1) and b; Z and A (1, m), and the loss of each picture (1, m), whose mean is J.
    """

    w: Array
    b: float
    Z: Array
    A: Array
    losses: Array

    @classmethod
    def of(cls, w: Array, b: float, X: Array, Y: Array) -> "State":
        """Compute the forward pass for X (n, m) and Y (1, m)."""
        Z = w.T @ X + b
        return cls(frozen(w), b, frozen(Z), frozen(sigmoid(Z)), frozen(_losses(Z, Y)))

    @property
    def cost(self) -> float:
        """J, the mean of the losses."""
        return float(np.mean(self.losses))


@dataclass(frozen=True, eq=False)
class Update:
    """Iteration `iteration` of a descent: the state before it, the gradients, and the state after it.

    dZ (1, m) is A - Y, dw (n, 1) and db are the gradients of J, `step` (n, 1) is -learning_rate dw, what is
    added to w.
    """

    iteration: int
    learning_rate: float
    before: State
    dZ: Array
    dw: Array
    db: float
    after: State

    @property
    def step(self) -> Array:
        """What the update adds to w, (n, 1)."""
        return -self.learning_rate * self.dw

    @property
    def better(self) -> int:
        """The number of training pictures whose loss is smaller after the update."""
        return int((self.after.losses < self.before.losses).sum())


def compute_update(run: TrainingRun, iteration: int) -> Update:
    """Compute one update of a run in all its parts.

    The state before it is that of the run. At the last iteration it is the update that would come next.

    Raises
    ------
    IndexError
        The run has no such iteration.
    """
    X, Y = run.prepared.X, run.prepared.Y
    m = X.shape[1]
    before = State.of(*run.weights_at(iteration), X, Y)
    dZ = before.A - Y
    dw = X @ dZ.T / m
    db = float(np.sum(dZ) / m)
    after = State.of(before.w - run.learning_rate * dw, before.b - run.learning_rate * db, X, Y)
    return Update(iteration, run.learning_rate, before, frozen(dZ), frozen(dw), db, after)


@dataclass(frozen=True, eq=False)
class Passage:
    """One picture x (n,), label y, through the neuron.

    `products` (n,) are w x, number by number; `positive` and `negative` are the sums of those above and below
    zero, so that z = positive + negative + b. a = sigmoid(z); the loss is -(y log a + (1 - y) log(1 - a)).
    """

    x: Array
    y: float
    products: Array
    positive: float
    negative: float
    b: float
    z: float
    a: float
    loss: float

    @property
    def says(self) -> int:
        """The answer: 1 where a is above one half."""
        return int(self.a > 0.5)

    def push(self, m: int) -> Array:
        """Return what the picture adds to dw as one of m training pictures, x (a - y) / m, (n,)."""
        return self.x * (self.a - self.y) / m


def pass_picture(state: State, x: Array, y: float) -> Passage:
    """Compute the way of one picture x (n,), with label y, through the neuron at a state."""
    products = state.w[:, 0] * x
    z = state.w[:, 0] @ x + state.b
    return Passage(
        x=x,
        y=y,
        products=frozen(products),
        positive=float(products[products > 0].sum()),
        negative=float(products[products < 0].sum()),
        b=state.b,
        z=float(z),
        a=float(sigmoid(z)),
        loss=float(_losses(z, y)),
    )


def map_of(numbers: Array, shape: Shape) -> Array:
    """Return numbers (n,) or (n, 1), one for each of a picture's, as a map (height, width): the sum over the
    channels.
    """
    summed: Array = numbers.reshape(*shape).sum(axis=2)
    return summed


def compute_first_cost(X: Array, Y: Array, learning_rate: float, scale: float) -> float:
    """Return J after the first update where every number of the pictures X (n, m) is `scale` times as
    large.

    The gradient and then the logits grow by the scale, so their change grows by its square.
    """
    w, b = initialize_with_zeros(len(X))
    dZ = sigmoid(w.T @ X + b) - Y
    dw = scale * (X @ dZ.T) / X.shape[1]
    Z = scale * ((w - learning_rate * dw).T @ X) + b - learning_rate * float(np.mean(dZ))
    return float(np.mean(_losses(Z, Y)))


def _losses(Z: Array, Y: Array | float) -> Array:
    """Return -(Y log A + (1 - Y) log(1 - A)) written in Z, as `neuron.propagate` does: finite for every Z."""
    return np.asarray(np.logaddexp(0, (1 - 2 * Y) * Z))
