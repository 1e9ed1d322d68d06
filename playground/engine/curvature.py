"""How strongly the cost bends: the greatest eigenvalues of its Hessian, and the directions they belong to.

With R = diag(sqrt(A (1 - A) / m)) the Hessian of J is X1 R R X1.T. Its eigenvalues that are not zero are
those of the (m, m) matrix R K R, so that a product costs m * m where there are fewer pictures than numbers in
a picture.
"""

import numpy as np

from playground.engine.eigen import largest_eigenpairs
from playground.engine.forms import Array, Form

_TOLERANCE = 1e-7
_MAX_STEPS = 2000
_FLAT = 1e-300  # a curvature whose limit is beyond every number


def compute_largest_curvatures(form: Form, logits: Array) -> Array:
    """Return the greatest eigenvalue (k,) of the Hessian at each row of logits (k, m).

    The power method runs on all rows at once, as one product of matrices a step, until every residual is
    below 1e-7 of its eigenvalue; the error of a Rayleigh quotient is of the order of the residual's square.
    """
    root = _roots(logits)
    vectors = root / np.maximum(np.linalg.norm(root, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    values = np.zeros(len(logits))
    for _ in range(_MAX_STEPS):
        images = root * form.logits(form.lift(root * vectors))
        values = np.einsum("ij,ij->i", vectors, images)
        residuals = np.linalg.norm(images - values[:, np.newaxis] * vectors, axis=1)
        if (residuals <= _TOLERANCE * values).all():
            break
        lengths = np.linalg.norm(images, axis=1, keepdims=True)
        vectors = np.divide(images, lengths, out=vectors, where=lengths > 0)
    return values


def compute_limits(curvatures: Array) -> Array:
    """Return the longest stable step, 2 / curvature, for greatest eigenvalues (k,); infinite where the
    surface is flat.
    """
    limits = np.full(len(curvatures), np.inf)
    np.divide(2.0, curvatures, out=limits, where=curvatures > _FLAT)
    return limits


def compute_curvatures(form: Form, logits: Array, count: int) -> tuple[Array, list[Array]]:
    """Return the greatest eigenvalues (count,) of the Hessian where the logits are (m,), and states along
    their axes.
    """
    root = _roots(logits)
    size = float(root.max()) or 1.0
    root = root / size  # where every answer is certain, squares of the roots themselves would underflow

    def hessian(v: Array) -> Array:
        return np.asarray(root * form.logits(form.lift(root * v)[np.newaxis])[0])

    values, vectors = largest_eigenpairs(hessian, len(logits), min(count, len(logits)))
    return values * size**2, [form.lift(root * vectors[:, i]) for i in range(len(values))]


def _roots(logits: Array) -> Array:
    """Return sqrt(A (1 - A) / m) for logits (..., m), also where A has rounded to 0 or 1."""
    small = np.exp(-np.abs(logits))
    return np.asarray(np.sqrt(small / logits.shape[-1]) / (1.0 + small))
