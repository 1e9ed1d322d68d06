"""Products with rows, each the same to the bit whatever stands beside it, and what both forms give."""

from collections.abc import Callable

import numpy as np
import pytest

from playground.engine.forms import Array, DirectForm, Form, GramForm, ignore, multiply


@pytest.mark.parametrize("shape", [(209, 50), (1501, 1499), (3001, 701)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_row_is_the_same_alone_and_beside_others(shape: tuple[int, int], order: str) -> None:
    rng = np.random.default_rng(7)
    rows, matrix = rng.standard_normal((5, shape[0])), rng.standard_normal(shape)
    laid = np.asarray(matrix, order="C" if order == "C" else "F")
    found = multiply(rows, laid)
    np.testing.assert_allclose(found, rows @ matrix, rtol=0, atol=1e-11)
    into = np.full((2, shape[1]), np.nan)
    assert np.shares_memory(multiply(rows[3:], laid, into), into)
    for place, row in enumerate(rows):
        np.testing.assert_array_equal(multiply(row, laid), found[place])
    np.testing.assert_array_equal(into, found[3:])


@pytest.mark.parametrize("make", [lambda X, bias: GramForm.of(X, ignore, bias), DirectForm.of])
@pytest.mark.parametrize("bias", [0.0, 1.0])
def test_a_kernel_gives_the_logits_of_other_pictures(
    make: Callable[[Array, float], Form], bias: float
) -> None:
    rng = np.random.default_rng(8)
    X, others = rng.random((6, 9)), rng.random((6, 4))
    form = make(X, bias)
    state = rng.standard_normal(form.state_size)
    w, b = np.split(form.weights(state), [-1])
    for pictures, logits in ((others, state @ form.kernel(others)), (X, form.logits(state))):
        np.testing.assert_allclose(logits, w @ pictures + bias * b, rtol=0, atol=1e-12)
