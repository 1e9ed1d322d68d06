"""The largest eigenvalues of a symmetric matrix that is only known by what it does to vectors."""

from collections.abc import Callable

import numpy as np

from playground.engine.forms import Array

_TOLERANCE = 1e-10
_MAX_STEPS = 200
_CHECK_EVERY = 4
_NOTHING_LEFT = 1e-8
_FIRST_ROWS = 16  # of a basis: most are found in fewer steps, and two hundred rows may be large


def largest_eigenpairs(apply: Callable[[Array], Array], size: int, count: int) -> tuple[Array, Array]:
    """Return the `count` largest eigenvalues (count,), falling, and their orthonormal eigenvectors (size,
    count).

    The Lanczos method with full reorthogonalisation (Golub and Van Loan, "Matrix Computations", 4th ed.,
    section 10.1; Paige, 1971). It stops when the residuals of the wanted pairs are below 1e-10 of the largest
    eigenvalue, or the space is exhausted.

    Parameters
    ----------
    apply
        The product of the matrix, symmetric and positive semidefinite, with a vector (size,).
    size
        The order of the matrix, at least `count`.
    count
        How many pairs are wanted.
    """
    random = np.random.default_rng(0)  # any start does that is not orthogonal to a wanted vector
    most = min(size, _MAX_STEPS)
    basis = np.zeros((min(most, _FIRST_ROWS), size))
    diagonal, coupling = np.zeros(most), np.zeros(most)
    vector = random.standard_normal(size)
    steps = 0
    while steps < most:
        if steps == len(basis):
            basis = np.vstack([basis, np.zeros_like(basis)])
        while (unit := orthogonal_unit(vector, basis[:steps])) is None:
            vector = random.standard_normal(size)
        basis[steps] = unit
        vector = apply(unit)
        diagonal[steps] = basis[steps] @ vector
        vector = vector - diagonal[steps] * basis[steps]
        if steps:
            vector -= coupling[steps - 1] * basis[steps - 1]
        coupling[steps] = np.linalg.norm(vector)
        steps += 1
        if steps >= count and (steps % _CHECK_EVERY == 0 or steps == most):
            values, vectors = _ritz(diagonal[:steps], coupling[: steps - 1], count)
            if (coupling[steps - 1] * np.abs(vectors[-1]) <= _TOLERANCE * max(values[0], 0.0)).all():
                break
    values, vectors = _ritz(diagonal[:steps], coupling[: steps - 1], count)
    return values, basis[:steps].T @ vectors


def _ritz(diagonal: Array, coupling: Array, count: int) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(coupling, 1) + np.diag(coupling, -1))
    return values[::-1][:count], vectors[:, ::-1][:, :count]


def orthogonal_unit(vector: Array, basis: Array) -> Array | None:
    """Return the part of a vector (size,) orthogonal to a basis (k, size) of unit vectors, at length 1; None
    where next to nothing of it is left.
    """
    rest = vector
    for _ in range(2):  # twice is enough (Parlett, "The Symmetric Eigenvalue Problem", section 6.9)
        rest = rest - basis.T @ (basis @ rest)
    length = float(np.linalg.norm(rest))
    return np.asarray(rest / length) if length > _NOTHING_LEFT * float(np.linalg.norm(vector)) else None
