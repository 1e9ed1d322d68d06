"""Twins of a descent: the same but for one rounding, to see what rounding alone decides.

Above the stability limit a step multiplies an error. A computer number has some 16 digits; an error in the
last of them, multiplied a hundred times, becomes another result (E. Lorenz, "Deterministic Nonperiodic Flow",
1963, is the classic on such descents). Below the limit no step lengthens the distance of two descents: J is
convex, its Hessian nowhere exceeds that of the start, where every A (1 - A) is 1/4, so a step is
nonexpansive (Y. Nesterov, "Introductory Lectures on Convex Optimization", 2004, theorem 2.1.5). So only from
the limit on twins are needed.
"""

import numpy as np
from numpy.typing import NDArray

from playground.engine.forms import Array

TWINS = 3
"""So many twins has a run."""

PARTED = 1e-9
"""Run and twins are told apart where their costs differ by more than this share."""


def twin_rates(learning_rate: float) -> Array:
    """Return the learning rates (TWINS,) of the twins of a run: the next numbers that a computer knows."""
    up, down = np.nextafter(learning_rate, np.inf), np.nextafter(learning_rate, 0.0)
    return np.array([up, down, np.nextafter(up, np.inf)])


def rounding_decides(lowest: Array, highest: Array) -> NDArray[np.bool_]:
    """Return whether rounding alone decides a result, from the lowest and the highest cost (...) of a run and
    its twins: the only place that says so, for page, map, report, files and command line.
    """
    return np.greater(highest - lowest, PARTED * highest)
