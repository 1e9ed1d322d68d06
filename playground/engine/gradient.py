"""The gradient as the lesson writes it, or with a mistake in one of its lines."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gradient:
    """What is wrong in the lines of `neuron.propagate` that give the gradient; as it is made, nothing.

    Attributes
    ----------
    uphill
        ``dZ = Y - A``: the sign is turned, so steps lead up the slope.
    summed
        dw and db are not divided by m: the descent is on m J.
    without_bias
        ``db = 0``: b stays 0.
    """

    uphill: bool = False
    summed: bool = False
    without_bias: bool = False

    def factor(self, n_samples: int) -> float:
        """Return by what it is multiplied, of all of so many pictures."""
        return (-1.0 if self.uphill else 1.0) * (n_samples if self.summed else 1)


LESSON = Gradient()
