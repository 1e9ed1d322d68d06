"""How strongly the cost bends: the greatest eigenvalues of its Hessian, and the directions they belong to.

With R = diag(sqrt(A (1 - A) / m)) the Hessian of J is X1 R R X1.T. Its eigenvalues that are not zero are
those of the (m, m) matrix R K R, so that a product costs m * m where there are fewer pictures than numbers in
a picture.
"""

import numpy as np

from playground.engine.eigen import largest_eigenpairs
from playground.engine.forms import Array, Form

_TOLERANCE = 1e-7
_MAX_STEPS = 300
_FIRST_CHECK = 6  # steps, which most points of a descent need
_FLAT = 1e-300  # a curvature whose limit is beyond every number


def compute_largest_curvatures(form: Form, logits: Array) -> Array:
    """Return the greatest eigenvalue (k,) of the Hessian at each row of logits (k, m).

    The Lanczos method on all rows side by side, one product of matrices a step, each until its residual is
    below 1e-7 of its eigenvalue; the error of a Ritz value is of the order of the residual's square. Without
    reorthogonalisation an eigenvalue may be found twice, the greatest stays what it is (Paige, 1971).
    """
    root = _roots(logits)
    found, rows = np.zeros(len(root)), np.arange(len(root))
    before, beyond, coupling = np.zeros_like(root), root, np.linalg.norm(root, axis=1, keepdims=True)
    diagonals, couplings = np.empty((2, len(root), _MAX_STEPS))
    check = _FIRST_CHECK
    for step in range(_MAX_STEPS):
        vectors = np.divide(beyond, coupling, out=np.zeros_like(beyond), where=coupling > 0)
        beyond = root * form.logits(form.lift(root * vectors))
        diagonals[:, step] = np.einsum("ij,ij->i", vectors, beyond)
        beyond -= diagonals[:, step, np.newaxis] * vectors + coupling * before
        before, coupling = vectors, np.linalg.norm(beyond, axis=1, keepdims=True)
        couplings[:, step] = coupling[:, 0]
        if step + 1 == check:
            check += max(2, check // 4)
            values, last = _top_pairs(diagonals[:, : step + 1], couplings[:, :step])
            found[rows] = values
            open_ = couplings[:, step] * np.abs(last) > _TOLERANCE * values
            if not open_.any():
                break
            rows = rows[open_]
            root, before, beyond, coupling = (each[open_] for each in (root, before, beyond, coupling))
            diagonals, couplings = diagonals[open_], couplings[open_]
    return found


def _top_pairs(diagonals: Array, couplings: Array) -> tuple[Array, Array]:
    """Return the greatest eigenvalues (k,) of symmetric matrices with three diagonals, (k, n) and (k, n - 1),
    and the last numbers (k,) of their eigenvectors.
    """
    T = np.zeros((*diagonals.shape, diagonals.shape[1]))
    i = np.arange(diagonals.shape[1])
    T[:, i, i], T[:, i[1:], i[:-1]] = diagonals, couplings
    values, vectors = np.linalg.eigh(T)
    return values[:, -1], vectors[:, -1, -1]


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
