"""The cost of a neuron as sums of log(1 + exp(s)) over pictures: for rows of logits, and on a plane."""

import numpy as np

from playground.engine.forms import Array

_MAX_FACTORS = 1000  # so many factors of at most 2 stay below the largest float64, 2**1024
_ROOM = 600.0  # exp(600) and exp(-600) are still ordinary numbers
_TINY = 1e-3  # of a sum below it, 1 + exp(-abs(s)) keeps fewer than twelve digits


def compute_costs(logits: Array, Y: Array) -> Array:
    """Return the cost J (...) of each row of logits (..., m), for labels Y (1, m): the same to the bit
    whatever stands beside a row.
    """
    total = sum_of_softplus(logits * (1.0 - 2.0 * Y[0]))
    return np.divide(total, logits.shape[-1])


def sum_of_softplus(s: Array) -> Array:
    """Return the sum of log(1 + exp(s)) over the last axis (...) of s (..., m), which is overwritten.

    J is the mean of log(1 + exp(s)) with s = Z where Y is 0 and s = -Z where Y is 1. In log(1 + exp(s)) =
    max(s, 0) + log(1 + exp(-abs(s))) the first terms are half of s + abs(s), and the second are added as the
    logarithm of a product: one logarithm for up to 1,000 pictures, whose factors between 1 and 2 cannot
    overflow. Where hardly anything is left, 1 + exp(-abs(s)) would round it away: there they are added one by
    one.
    """
    total: Array = np.asarray(s.sum(axis=-1))
    np.abs(s, out=s)
    total += s.sum(axis=-1)
    total *= 0.5
    np.negative(s, out=s)
    np.exp(s, out=s)
    tiny = total + s.sum(axis=-1) < _TINY
    precise = np.log1p(s[tiny]).sum(axis=-1)
    s += 1.0
    for first in range(0, s.shape[-1], _MAX_FACTORS):
        total += np.log(s[..., first : first + _MAX_FACTORS].prod(axis=-1))
    total[tiny] = precise
    return total


def sum_on_grid(s0: Array, s1: Array, s2: Array, alphas: Array, betas: Array) -> Array:
    """Return the sum of log(1 + exp(s0 + alpha s1 + beta s2)) over m pictures, (len(betas), len(alphas)), for
    s0, s1 and s2 (m,).

    The exponential of a sum is a product: one for each alpha and one for each beta do in place of one for
    each node. The sum of logarithms is that of a product, taken before it can overflow. Pictures of which a
    single factor could, and nodes where hardly anything is left, are summed as rows.
    """
    along, across = np.outer(s1, alphas), s0[:, np.newaxis] + np.outer(s2, betas)
    rooms = np.abs(along).max(axis=1) + np.abs(across).max(axis=1) + np.log(2.0)
    fits = rooms <= _ROOM
    totals = _log_of_products(np.exp(across[fits]), np.exp(along[fits]), rooms[fits])
    for row, total in enumerate(totals):
        if not fits.all():
            total += sum_of_softplus(along[~fits].T + across[~fits, row])
        tiny = total < _TINY
        if tiny.any():
            total[tiny] = sum_of_softplus(along[:, tiny].T + across[:, row])
    return totals


def _log_of_products(columns: Array, rows: Array, rooms: Array) -> Array:
    """Return log of the product over pictures of 1 + column * row, (q, p), for columns (m, q) and rows
    (m, p); `rooms` (m,) bound the logarithms of the factors.
    """
    totals = np.zeros((columns.shape[1], rows.shape[1]))
    product, factor, taken = np.ones_like(totals), np.empty_like(totals), 0.0
    for column, row, room in zip(columns, rows, rooms, strict=True):
        if taken + room > _ROOM:
            totals += np.log(product)
            product.fill(1.0)
            taken = 0.0
        np.multiply.outer(column, row, out=factor)
        factor += 1.0
        product *= factor
        taken += room
    totals += np.log(product)
    return totals
