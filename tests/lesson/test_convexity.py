"""The test of convexity against its definition, one triple at a time, and on functions that are known."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import neuron
from playground.engine.landscape import PLANES, project
from playground.engine.training import train
from playground.lesson.descent import convexity
from playground.lesson.descent.convexity import check_grid, check_pairs
from playground.lesson.descent.mathematics import Bowl, Rugged
from tests.support import make_prepared

GRAM, DIRECT = (40, 9), (4, 40)


def grid_of(cost: object, size: int = 41) -> np.ndarray:
    nodes = np.linspace(-6, 6, size)
    return cost(np.stack(np.meshgrid(nodes, nodes), axis=-1))  # type: ignore[operator, no-any-return]


def triples_of(costs: np.ndarray) -> list[tuple[tuple[tuple[int, int], ...], float]]:
    """Return every end, midpoint and other end of a grid, and how far the midpoint is above their mean."""
    nodes = list(product(*map(range, costs.shape)))
    found = []
    for (i, j), (k, line) in product(nodes, nodes):
        if (i, j) < (k, line) and (i + k) % 2 == 0 and (j + line) % 2 == 0:
            middle = ((i + k) // 2, (j + line) // 2)
            above = costs[middle] - (costs[i, j] + costs[k, line]) / 2
            found.append((((i, j), middle, (k, line)), float(above)))
    return found


@given(st.integers(3, 7), st.integers(3, 7), st.integers(0, 1000))
def test_every_triple_is_compared_once(rows: int, columns: int, seed: int) -> None:
    costs = np.random.default_rng(seed).standard_normal((rows, columns))
    check, triples = check_grid(costs), triples_of(costs)
    assert check.triples == len(triples)
    assert check.violations == sum(above > 1e-9 for _, above in triples)
    worst = max(triples, key=lambda triple: triple[1])
    assert check.worst == pytest.approx(worst[1])
    assert {check.where[0], check.where[2]} == {worst[0][0], worst[0][2]}
    assert check.where[1] == worst[0][1]


def test_a_bowl_breaks_nothing_and_a_hill_everything() -> None:
    bowl = grid_of(Bowl(10.0).cost)
    assert check_grid(bowl).violations == 0
    hill = check_grid(-bowl)
    assert hill.violations == hill.triples


def test_the_rugged_surface_is_found_out() -> None:
    check = check_grid(grid_of(Rugged().cost))
    assert check.violations > check.triples / 10
    assert check.worst > 3


def test_one_dent_is_enough() -> None:
    costs = grid_of(Bowl(1.0).cost, 21)
    costs[10, 13] += 1
    check = check_grid(costs)
    assert check.violations > 0
    assert check.where[1] == (10, 13)


def test_a_plane_is_convex_up_to_rounding() -> None:
    costs = grid_of(lambda points: 1e6 + points @ np.array([0.1, 1 / 3]))
    assert check_grid(costs).violations == 0


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("shape", [GRAM, DIRECT])
@pytest.mark.parametrize("rate", [0.005, 50.0, 5000.0])
def test_the_neuron_is_convex_on_every_plane(plane: str, shape: tuple[int, int], rate: float) -> None:
    run = train(make_prepared(*shape), rate, 200)
    assert check_grid(project(run, plane, 21).costs).violations == 0


@pytest.mark.parametrize("length", [0.1, 10.0])
def test_the_neuron_is_convex_off_every_plane(length: float) -> None:
    check = check_pairs(make_prepared(*GRAM), length, 50, 1)
    assert (check.triples, check.violations) == (50, 0)
    assert check.worst < 0


def test_a_surface_that_is_not_convex_is_found_out_off_every_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    cost = convexity._costs
    monkeypatch.setattr(convexity, "_costs", lambda *given: -cost(*given))
    assert check_pairs(make_prepared(*GRAM), 10.0, 50, 1).violations == 50


def test_costs_off_the_planes_are_the_lesson_s() -> None:
    prepared = make_prepared(*GRAM)
    weights = np.random.default_rng(4).standard_normal((3, prepared.n_features + 1))
    expected = [neuron.propagate(row[:-1, np.newaxis], row[-1], prepared.X, prepared.Y)[1] for row in weights]
    np.testing.assert_allclose(convexity._costs(prepared, weights), expected)
