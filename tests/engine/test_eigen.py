"""The Lanczos method against LAPACK."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.eigen import largest_eigenpairs
from playground.engine.forms import Array

SPECTRA = {
    "even": lambda size: np.linspace(1, 2, size),
    "falling fast": lambda size: 10.0 ** -np.arange(size),
    "clustered": lambda size: np.where(np.arange(size) < size // 2, 1.0, 1 + 1e-6 * np.arange(size)),
    "one large": lambda size: np.where(np.arange(size) == 0, 1e6, 1.0),
    "rank one": lambda size: np.where(np.arange(size) == 0, 3.0, 0.0),
    "rank two": lambda size: np.where(np.arange(size) < 2, 1.0 + np.arange(size), 0.0),
    "nearly rank two": lambda size: np.where(np.arange(size) < 2, 1.0 + np.arange(size), 1e-7),
    "all equal": lambda size: np.full(size, 0.7),
    "tiny": lambda size: 1e-30 * np.linspace(1, 2, size),
    "zero": lambda size: np.zeros(size),
}


def matrix_with(spectrum: Array, seed: int) -> Array:
    """Return a symmetric matrix with the given eigenvalues and random eigenvectors."""
    size = len(spectrum)
    Q, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))
    product = (Q * spectrum) @ Q.T
    return (product + product.T) / 2


def assert_largest_pairs(matrix: Array, count: int) -> None:
    """Compare eigenvalues with LAPACK's, and vectors with their definition: they need not be unique."""
    values, vectors = largest_eigenpairs(lambda v: matrix @ v, len(matrix), count)
    expected = np.linalg.eigvalsh(matrix)[::-1][:count]
    scale = float(np.abs(matrix).max())
    assert vectors.shape == (len(matrix), count)
    np.testing.assert_allclose(values, expected, rtol=0, atol=1e-9 * scale)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(count), atol=1e-12)
    np.testing.assert_allclose(matrix @ vectors, vectors * values, rtol=0, atol=1e-8 * scale)


@given(st.sampled_from(sorted(SPECTRA)), st.integers(2, 40), st.integers(1, 2), st.integers(0, 2**32 - 1))
def test_pairs_equal_lapack(spectrum: str, size: int, count: int, seed: int) -> None:
    assert_largest_pairs(matrix_with(SPECTRA[spectrum](size), seed), count)


@pytest.mark.parametrize("spectrum", ["even", "clustered", "falling fast", "rank two"])
def test_pairs_of_a_large_matrix_equal_lapack(spectrum: str) -> None:
    assert_largest_pairs(matrix_with(SPECTRA[spectrum](300), 0), 2)


@pytest.mark.parametrize("matrix", [[[0.0]], [[2.5]], [[1.0, 0.0], [0.0, 3.0]], [[2.0, 1.0], [1.0, 2.0]]])
def test_pairs_of_matrices_written_by_hand(matrix: list[list[float]]) -> None:
    assert_largest_pairs(np.array(matrix), len(matrix))


def test_pairs_of_a_diagonal_matrix_are_its_axes() -> None:
    diagonal = np.array([1.0, 7.0, 3.0, 5.0])
    values, vectors = largest_eigenpairs(lambda v: diagonal * v, 4, 2)
    np.testing.assert_allclose(values, [7, 5], rtol=1e-12)
    np.testing.assert_allclose(np.abs(vectors), np.eye(4)[:, [1, 3]], atol=1e-9)


def test_result_is_the_same_every_time() -> None:
    matrix = matrix_with(SPECTRA["even"](30), 1)
    first, second = (largest_eigenpairs(lambda v: matrix @ v, 30, 2)[1] for _ in range(2))
    np.testing.assert_array_equal(first, second)
