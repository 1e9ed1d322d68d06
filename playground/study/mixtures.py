"""The weights of a whole run in a few pictures, small enough to be sent: a browser shows those of any moment.

The weights of all iterations lie near a space of few dimensions, so w is sent as a mixture of a few basis
pictures: the principal components of these weights. Of all bases of one size they leave the least sum of
squares (Eckart and Young, "The approximation of one matrix by another of lower rank", 1936). How far a
mixture is from w is not estimated but measured, on every number of every iteration.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.eigen import largest_eigenpairs
from playground.engine.forms import NEGLIGIBLE, Array, Form, GramForm, frozen
from playground.engine.training import Indices, TrainingRun

_CANCELLED = 1e-4  # of the length that pictures in one direction had: products lose 8 digits
_LEVELS = 32767  # of an int16, on either side of zero
_STEP = 1 / 70  # what the pictures are rounded to, where the largest number in w is 1
_SAMPLED_PIXELS = 1000
_BLOCK_PIXELS = 512  # so many of all iterations stay near the processor
_SINGLE = 1e-5  # of the length that pictures in one direction had: seven digits are enough down to here
_NEAR = 1e-3  # what they may miss of an error, as a share of it


@dataclass(frozen=True, eq=False)
class Mixtures:
    """The weights of a run before some updates, as mixtures of a few pictures.

    Attributes
    ----------
    basis
        Pictures (rank, n), whole numbers. The rank is 0 where all weights are zero.
    coefficients
        The mixtures (k, rank), whole numbers from -32767 to 32767.
    sizes, scales
        What a whole number of each picture (rank,) and of each mixture (k,) counts: w is about `mixtures` @
        basis.
    error
        The largest difference between w and its mixture, as a share of the largest absolute number in w of
        that iteration.
    """

    basis: NDArray[np.int16]
    coefficients: NDArray[np.int16]
    sizes: Array
    scales: Array
    error: float


@dataclass(frozen=True, eq=False)
class _Weights:
    """The weights w (k, n) of states (k, s), without b: the states themselves, or, in the Gram form, their
    product with the pictures (n, s), which is never built whole (64 MB for 650 iterations on the photos).
    """

    states: Array
    pictures: Array | None
    gram: Array | None

    @classmethod
    def of(cls, form: Form, states: Array) -> "_Weights":
        if isinstance(form, GramForm):
            return cls(states, form.X, form.gram - form.bias)
        return cls(states[:, :-1], None, None)

    @property
    def size(self) -> int:
        """n, the numbers in w."""
        return self.states.shape[1] if self.pictures is None else len(self.pictures)

    def read(self, columns: slice = slice(None)) -> Array:
        """Return w, or only some of its columns, computed with as many digits as the states have."""
        if self.pictures is None:
            return self.states[:, columns]
        return np.asarray(self.states @ self.pictures[columns].T.astype(self.states.dtype, copy=False))

    def products(self) -> Array:
        """Return the inner product of w with w, of every two iterations (k, k).

        c.T (K - 1) c is rounded by a share of what it would be if no pictures cancelled: where they do, by
        more than all that is left. There the products are taken from w itself.
        """
        if self.pictures is None or self.gram is None:
            return self.states @ self.states.T
        products = self.states @ self.gram @ self.states.T
        lengths = np.sqrt(np.maximum(products.diagonal(), 0.0))
        cancelled = np.flatnonzero(lengths < _CANCELLED * self.bounds())
        if len(cancelled):
            w = replace(self, states=self.states[cancelled]).read()
            products[cancelled] = w @ self.pictures @ self.states.T
            products[:, cancelled] = products[cancelled].T
            products[np.ix_(cancelled, cancelled)] = w @ w.T
        return products

    def bounds(self) -> Array:
        """Return how long w (k,) would be if its pictures all pointed one way; 0 where w is the state."""
        if self.gram is None:
            return np.zeros(len(self.states))
        return np.abs(self.states) @ np.sqrt(np.maximum(self.gram.diagonal(), 0.0))

    def noise(self) -> Array:
        """Return the size (k,) up to which a number in w may be rounding: pictures can cancel."""
        return NEGLIGIBLE * self.bounds()


def mix_weights(run: TrainingRun, iterations: Indices, max_rank: int = 20) -> Mixtures:
    """Return the weights of a run at iterations (k,), ascending, as mixtures of at most so many pictures, at
    least 1.
    """
    weights = _Weights.of(run.prepared.form, run.states_at(iterations))
    basis, coefficients, sizes, scales = _compress(weights, max_rank)
    return Mixtures(
        basis=frozen(basis),
        coefficients=frozen(coefficients),
        sizes=frozen(sizes),
        scales=frozen(scales),
        error=_measure_error(weights, mix(coefficients, sizes, scales), basis, scales),
    )


def mix(coefficients: NDArray[np.int16], sizes: Array, scales: Array) -> Array:
    """Return the mixtures (k, rank), of which each is a row of shares of the basis."""
    return scales[:, np.newaxis] * coefficients * sizes


def _compress(weights: _Weights, max_rank: int) -> tuple[NDArray[np.int16], NDArray[np.int16], Array, Array]:
    """Return the basis (rank, n), the coefficients (k, rank), their sizes and scales as in `Mixtures`."""
    products = weights.products()
    scales = _scales(weights, products)
    # Each w over its largest number, as it is drawn: the colours reach as far as the numbers do.
    shares = np.divide(1.0, scales, out=np.zeros(len(scales)), where=scales > 0)
    products *= np.outer(shares, shares)
    _, main = largest_eigenpairs(lambda q: products @ q, len(products), min(max_rank, len(products)))
    basis = np.rint(replace(weights, states=(main.T * shares) @ weights.states).read() / _STEP)
    seen = basis.any(axis=1)
    mixtures = np.ascontiguousarray(main[:, seen]) * _STEP
    sizes = np.abs(mixtures).max(axis=0) / _LEVELS
    return basis[seen].astype(np.int16), np.rint(mixtures / sizes).astype(np.int16), sizes, scales


def _scales(weights: _Weights, products: Array) -> Array:
    """Return about the largest absolute number (k,) in w, and never more; 0 where w is nothing but
    rounding.
    """
    sampled = np.abs(weights.read(slice(None, None, math.ceil(weights.size / _SAMPLED_PIXELS)))).max(axis=1)
    # The sample may miss the only numbers that are not 0; the root of the mean square does not.
    scales = np.maximum(sampled, np.sqrt(np.maximum(products.diagonal(), 0.0) / weights.size))
    return np.where(scales > weights.noise(), scales, 0.0)


def _measure_error(weights: _Weights, mixtures: Array, basis: NDArray[np.int16], scales: Array) -> float:
    """Return the error as in `Mixtures`: seven digits of all iterations, which take half the time of sixteen,
    tell which may have the largest, and sixteen of those how large it is.
    """
    errors = _compute_errors(weights, mixtures, basis, np.float32)
    doubtful = scales < _SINGLE * weights.bounds()
    few = (errors >= (1 - _NEAR) * errors.max()) | doubtful
    some = replace(weights, states=weights.states[few])
    return float(_compute_errors(some, mixtures[few], basis, np.float64).max())


def _compute_errors(
    weights: _Weights, mixtures: Array, basis: NDArray[np.int16], dtype: type[np.floating[Any]]
) -> Array:
    """Return the error of each iteration (k,), computed in a type of numbers for so many columns at a time:
    all weights of a long run fill the memory.
    """
    some, mixtures = replace(weights, states=weights.states.astype(dtype)), mixtures.astype(dtype)
    peaks, away = np.zeros(len(mixtures)), np.zeros(len(mixtures))
    for first in range(0, weights.size, _BLOCK_PIXELS):
        columns = slice(first, first + _BLOCK_PIXELS)
        true = some.read(columns)
        _raise(peaks, true)
        _raise(away, mixtures @ basis[:, columns].astype(dtype) - true)
    return np.divide(away, peaks, out=np.zeros(len(peaks)), where=peaks > weights.noise())


def _raise(peaks: Array, numbers: Array) -> None:
    """Raise peaks (r,) to the largest absolute numbers (r, k)."""
    np.maximum(peaks, numbers.max(axis=1), out=peaks)
    np.maximum(peaks, -numbers.min(axis=1), out=peaks)
