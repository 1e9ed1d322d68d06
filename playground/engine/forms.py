"""Two ways of writing the same descent, and vectors of weights.

Let X1 be X with a row of ones below it, so that one vector holds w and b together (n + 1 numbers). From w = 0
and b = 0 every update adds a combination of the columns of X1, so the weights stay in their span::

    (w, b) = X1 c            with c (m,): one coefficient a picture
    Z = c K                  with K = X1.T X1 = X.T X + 1, an (m, m) matrix
    c := c - learning_rate / m (A - Y)

This is gradient descent itself, not an approximation (the dual form, or "kernel trick": Schölkopf and Smola,
"Learning with Kernels", 2002, section 1.5), and an iteration costs m * m products instead of 2 * n * m. Where
there are more pictures than numbers in a picture, the same descent runs directly on (w, b).

Where b is never updated, the row below X is one of zeros: K = X.T X, and b, which nothing moves, is 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.neuron import Array as Array

Scalar = TypeVar("Scalar", bound=np.generic)

NEGLIGIBLE = 1e-12
"""A sum below this share of the sum of its terms' sizes is nothing but their rounding."""

Progress = Callable[[int, int], object]
"""What is told how much is done, and of how much; it may raise an error to stop the work."""

_PART_PRODUCTS = 2**32  # some tenths of a second
_NEAR_BYTES = 16 * 2**20  # what a processor keeps near it from one product to the next
_PANEL_BYTES = 2**20


def ignore(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def multiply(rows: Array, matrix: Array, out: Array | None = None) -> Array:
    """Return rows (..., s) @ matrix (s, q), each row the same to the bit whatever stands beside it; in `out`
    (..., q), where it is given.

    In what order a matrix library adds depends on the shapes of the factors, and above the stability limit a
    different last bit soon becomes another result. So every row is multiplied alone, as a vector: a single
    one in a third of the time of a product of four, and four in the same. A matrix that no processor keeps
    near is read a panel at a time, once for all rows: four take half as long.
    """
    vectors = np.ascontiguousarray(rows)[..., np.newaxis, :]
    into = None if out is None else out[..., np.newaxis, :]
    large = matrix.nbytes > _NEAR_BYTES
    products = _multiply_in_panels(vectors, matrix, into) if large else np.matmul(vectors, matrix, out=into)
    return np.asarray(products[..., 0, :])


def _multiply_in_panels(vectors: Array, matrix: Array, out: Array | None) -> Array:
    """Return vectors (..., 1, s) @ matrix (s, q), panel after panel of the matrix as it lies in memory: in
    what order that adds depends on its shape and order alone.
    """
    products = np.empty((*vectors.shape[:-1], matrix.shape[1])) if out is None else out
    side = int(not matrix.flags.c_contiguous)
    count = max(1, _PANEL_BYTES * matrix.shape[side] // matrix.nbytes)
    parts = [slice(first, first + count) for first in range(0, matrix.shape[side], count)]
    if side:
        for part in parts:
            np.matmul(vectors, matrix[:, part], out=products[..., part])
        return products
    products[...] = 0.0
    for part in parts:
        products += np.matmul(vectors[..., part], matrix[part])
    return products


def frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return the array itself, read-only from now on."""
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class Vector:
    """A point or a direction in the space of (w, b), each side computed when it is first asked for.

    Where it is that of a `state` (state_size,), lengths and angles follow from that, without its weights.
    """

    make_weights: Callable[[], Array]
    make_logits: Callable[[], Array]
    state: Array | None = None

    @cached_property
    def weights(self) -> Array:
        """The numbers themselves, w and then b: (n + 1,)."""
        return frozen(self.make_weights())

    @cached_property
    def logits(self) -> Array:
        """What they give on the training pictures, w.T X + b: (m,)."""
        return frozen(self.make_logits())

    def scaled(self, factor: float) -> "Vector":
        """Return the vector times a number."""
        state = None if self.state is None else self.state * factor
        return Vector(lambda: self.weights * factor, lambda: self.logits * factor, state)


class Form(Protocol):
    """How a descent is written: what its state is, and what follows from a state."""

    @property
    def state_size(self) -> int:
        """The numbers in a state."""

    def logits(self, states: Array, out: Array | None = None) -> Array:
        """Return the logits (..., m) of states (..., state_size), in `out` where it is given."""

    def kernel(self, pictures: Array) -> Array:
        """Return the matrix (state_size, k) whose product with states is their logits on pictures (n, k)."""

    def lift(self, pictures: Array) -> Array:
        """Return the state (state_size,) of the weights X1 v, for v (m,): one coefficient a picture.

        With v = A - Y it is the gradient times m. Rows of v (k, m) give rows of states (k, state_size).
        """

    def weights(self, state: Array) -> Array:
        """Return w and b as one vector (n + 1,)."""

    def covector(self, vector: Vector) -> Array:
        """Return the numbers (state_size,) whose dot product with any state is the inner product of the two
        in (w, b).
        """

    def squared_lengths(self, states: Array, logits: Array) -> Array:
        """Return the squared lengths (...) in the space of (w, b) of states (..., state_size) with logits
        (..., m): 0 where rounding is all that is left.
        """


@dataclass(frozen=True, eq=False)
class GramForm:
    """The state is c, one coefficient a picture: for fewer pictures than numbers in a picture."""

    X: Array
    gram: Array
    bias: float

    @classmethod
    def of(cls, X: Array, on_progress: Progress, bias: float) -> "GramForm":
        """Prepare the form for pictures X (n, m), some columns of the matrix at a time; below every picture
        stands `bias`, 1 or 0.
        """
        n, m = X.shape
        gram = np.empty((m, m))
        count = max(1, _PART_PRODUCTS // (n * m))
        for first in range(0, m, count):
            columns = slice(first, first + count)
            gram[first:, columns] = X[:, first:].T @ X[:, columns]
            gram[columns, first:] = gram[first:, columns].T
            left = max(0, m - first - count)
            on_progress(m * m - left * left, m * m)
        gram += bias
        return cls(X, frozen(gram), bias)

    @property
    def state_size(self) -> int:
        return len(self.gram)

    def logits(self, states: Array, out: Array | None = None) -> Array:
        return multiply(states, self.gram, out)

    def kernel(self, pictures: Array) -> Array:
        return self.X.T @ pictures + self.bias

    def lift(self, pictures: Array) -> Array:
        return pictures

    def weights(self, state: Array) -> Array:
        return np.append(self.X @ state, self.bias and state.sum())

    def covector(self, vector: Vector) -> Array:
        return vector.logits if self.bias else vector.logits - vector.weights[-1]

    def squared_lengths(self, states: Array, logits: Array) -> Array:
        lengths = np.einsum("...i,...i->...", states, logits)
        # Where the pictures of a state cancel, all that is left of the sum is its rounding.
        bounds = np.einsum("...i,...i->...", states, states) * self.gram.trace()
        return np.where(lengths > NEGLIGIBLE * bounds, lengths, 0.0)


@dataclass(frozen=True, eq=False)
class DirectForm:
    """The state is (w, b) itself: for more pictures than numbers in a picture."""

    X1: Array

    @classmethod
    def of(cls, X: Array, bias: float) -> "DirectForm":
        """Prepare the form for pictures X (n, m); below every picture stands `bias`, 1 or 0."""
        return cls(frozen(np.vstack([X, np.full(X.shape[1], bias)])))

    @property
    def state_size(self) -> int:
        return len(self.X1)

    def logits(self, states: Array, out: Array | None = None) -> Array:
        return multiply(states, self.X1, out)

    def kernel(self, pictures: Array) -> Array:
        return np.vstack([pictures, np.full(pictures.shape[1], self.X1[-1, 0])])

    def lift(self, pictures: Array) -> Array:
        return multiply(pictures, self.X1.T)

    def weights(self, state: Array) -> Array:
        return state.copy()

    def covector(self, vector: Vector) -> Array:
        return vector.weights

    def squared_lengths(self, states: Array, _logits: Array) -> Array:
        return np.asarray(np.einsum("...i,...i->...", states, states))


def vector_of_state(form: Form, state: Array) -> Vector:
    """Return the weights of a state as a vector."""
    return Vector(lambda: form.weights(state), lambda: form.logits(state[np.newaxis])[0], state)


def vector_of_weights(weights: Array, X: Array) -> Vector:
    """Return given weights (n + 1,) as a vector, for pictures X (n, m)."""
    return Vector(lambda: weights, lambda: weights[:-1] @ X + weights[-1])


def inner(form: Form, one: Vector, other: Vector) -> float:
    """Return the inner product of two vectors in the space of (w, b)."""
    if one.state is None:
        return float(one.weights @ other.weights)
    return float(one.state @ form.covector(other))
