"""What a neuron answers to pictures it has never seen, and which of their points made it answer so."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.forms import Array, frozen
from playground.neuron import sigmoid


@dataclass(frozen=True, eq=False)
class Contributions:
    """Why a neuron answers as it does: z is b plus the contributions of all points, A = sigmoid(z).

    Attributes
    ----------
    values : array of shape (height, width), read-only
        w * x of each point, its three colours added: positive ones speak for class 1, negative ones against.
    b : float
        The bias, which speaks whatever the picture is.
    """

    values: Array
    b: float

    @property
    def z(self) -> float:
        """The logit."""
        return float(self.values.sum()) + self.b

    @property
    def total_for(self) -> float:
        """The sum of all contributions for class 1."""
        return float(self.values[self.values > 0].sum())

    @property
    def total_against(self) -> float:
        """The sum of all contributions against class 1, a negative number or 0."""
        return float(self.values[self.values < 0].sum())

    def strongest_for(self, count: int) -> NDArray[np.int64]:
        """Return row and column (k, 2) of the points that speak most for class 1, the strongest first.

        There are fewer than `count` where fewer points speak for it.
        """
        return self._strongest(self.values, count)

    def strongest_against(self, count: int) -> NDArray[np.int64]:
        """Return row and column (k, 2) of the points that speak most against class 1, the strongest first."""
        return self._strongest(-self.values, count)

    def _strongest(self, values: Array, count: int) -> NDArray[np.int64]:
        flat = values.ravel()
        order = np.argsort(-flat, kind="stable")[:count]
        order = order[flat[order] > 0]
        return np.stack(np.unravel_index(order, values.shape), axis=1).astype(np.int64)


def ask(w: Array, b: float, pictures: NDArray[np.uint8]) -> Array:
    """Return the probability A (k,) that a neuron w (n, 1), b gives to pictures (k, height, width, 3).

    Raises
    ------
    ValueError
        A picture has another number of values than the neuron has weights.
    """
    X = pictures.reshape(len(pictures), -1).T / 255
    if len(X) != len(w):
        raise ValueError(f"the neuron has {len(w)} weights, a picture {len(X)} values")
    A: Array = sigmoid(w.T @ X + b)[0]
    return A


def explain(w: Array, b: float, picture: NDArray[np.uint8]) -> Contributions:
    """Return what each point of a picture (height, width, 3) adds to the logit of a neuron w (n, 1), b."""
    products = w.reshape(picture.shape) * (picture / 255)
    return Contributions(frozen(products.sum(axis=2)), b)
