"""Other ways down, against the textbook's loops on w and b, closed forms, and scikit-learn."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from playground import neuron
from playground.data.contents import Dataset
from playground.engine import training
from playground.engine.forms import Array
from playground.engine.sweep import sweep
from playground.engine.training import Prepared, TrainingRun, prepare, train
from playground.engine.twins import twin_rates
from playground.engine.ways import (
    PLAIN,
    AdaGrad,
    Adam,
    Cosine,
    Fork,
    Inverse,
    Momentum,
    Nesterov,
    Plain,
    RMSProp,
    Rule,
    Spanning,
    Steps,
    Way,
)
from tests.support import make_prepared, make_problem
from tests.textbook_ways import literal_descent

GRAM, DIRECT = make_prepared(100, 60), make_prepared(20, 80)
FORMS = pytest.mark.parametrize("prepared", [GRAM, DIRECT], ids=["gram", "direct"])
MIXED = Way(
    Nesterov(0.8),
    l2=0.02,
    batch=7,
    seed=3,
    schedule=Steps(40),
    warm_up=9,
    forks=(Fork(25, 0.1), Fork(70, 0.04)),
)
WAYS = {
    "momentum": Way(Momentum(0.9)),
    "nesterov": Way(Nesterov(0.9)),
    "l2": Way(l2=0.3),
    "batch": Way(batch=7, seed=5),
    "steps": Way(schedule=Steps(30)),
    "inverse": Way(schedule=Inverse(20)),
    "cosine": Way(schedule=Cosine(90)),
    "warm-up": Way(warm_up=12),
    "fork": Way(forks=(Fork(33, 0.01), Fork(64, 0.2))),
    "adagrad": Way(AdaGrad()),
    "rmsprop": Way(RMSProp(0.8), l2=0.1),
    "adam": Way(Adam(0.8, 0.95), batch=11, warm_up=5),
    "mixed": MIXED,
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
seeds = st.integers(0, 2**32 - 1)


# --- Against loops as a textbook writes them --------------------------------------------------------


def weights_of(run: TrainingRun, iteration: int) -> Array:
    w, b = run.weights_at(iteration)
    return np.append(w[:, 0], b)


@FORMS
@EVERY_WAY
def test_every_way_is_the_textbook_s_loop(prepared: Prepared, way: Way) -> None:
    run = train(prepared, 0.02, 100, way=way)
    path = literal_descent(way, prepared.X, prepared.Y, 0.02, 100)
    for i in (0, 1, 2, 33, 64, 99, 100):
        np.testing.assert_allclose(weights_of(run, i), path[i], rtol=0, atol=1e-9)
        cost = neuron.propagate(path[i][:-1, np.newaxis], path[i][-1], prepared.X, prepared.Y)[1]
        assert run.cost_at(i) == pytest.approx(cost, rel=1e-9)  # J alone, without what L2 adds


def test_ways_on_the_photos_are_the_textbook_s_loop(photos: Dataset) -> None:
    way = Way(Momentum(0.9), l2=0.01, batch=64)
    run = train(photos.prepared, 0.001, 40, way=way)
    path = literal_descent(way, photos.X_train, photos.Y_train, 0.001, 40)
    np.testing.assert_allclose(weights_of(run, 40), path[40], rtol=0, atol=1e-12)


# --- At its neutral setting every way is plain descent, to the bit ----------------------------------


@FORMS
@pytest.mark.parametrize("learning_rate", [0.1, 200.0])
@pytest.mark.parametrize(
    "neutral",
    [
        Way(Momentum(0.0)),
        Way(Nesterov(0.0)),
        Way(l2=0.0),
        Way(batch=80, seed=4),
        Way(batch=1000),
        Way(schedule=Steps(10**9)),
        Way(warm_up=1),
        Way(forks=(Fork(0, 0.1), Fork(1000, 0.3))),
    ],
    ids=str,
)
def test_a_neutral_way_is_plain_descent_to_the_bit(
    prepared: Prepared, learning_rate: float, neutral: Way
) -> None:
    neutral = replace(
        neutral, forks=tuple(replace(fork, learning_rate=learning_rate) for fork in neutral.forks)
    )
    given_rate = 0.7 if neutral.forks else learning_rate  # a fork at once is another run
    run, plain = train(prepared, given_rate, 300, way=neutral), train(prepared, learning_rate, 300)
    np.testing.assert_array_equal(run.costs, plain.costs)
    np.testing.assert_array_equal(run.states_at(np.arange(301)), plain.states_at(np.arange(301)))
    if plain.twins is not None:
        assert run.twins is not None
        np.testing.assert_array_equal(run.twins.highest, plain.twins.highest)
        np.testing.assert_array_equal(run.twin_states_at(77), plain.twin_states_at(77))


def test_a_fork_leaves_the_way_so_far_as_it_was_to_the_bit() -> None:
    plain, forked = train(GRAM, 200.0, 90), train(GRAM, 200.0, 90, way=Way(forks=(Fork(40, 0.5),)))
    np.testing.assert_array_equal(forked.costs[:41], plain.costs[:41])
    assert forked.costs[41] != plain.costs[41]


# --- Any iteration, recorded or not, to the bit ------------------------------------------------------


@FORMS
@EVERY_WAY
@pytest.mark.parametrize("room", [4, 4000])
def test_any_iteration_is_that_of_a_fresh_shorter_run_to_the_bit(
    prepared: Prepared, way: Way, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = (prepared.n_features + 1) * 3
    monkeypatch.setattr(training, "RECORD_BUDGET_BYTES", room * 8 * numbers)
    run = train(prepared, 0.6, 150, way=way)
    for i in (0, 1, 33, 34, 63, 64, 65, 149):
        fresh, cut = train(prepared, 0.6, i, way=way), run.until(i)
        assert cut.way == way
        assert cut.gone == replace(way, forks=tuple(fork for fork in way.forks if fork.iteration < i))
        np.testing.assert_array_equal(run.state_at(i), fresh.recorded_states[-1])
        np.testing.assert_array_equal(cut.costs, fresh.costs)
        np.testing.assert_array_equal(cut.recorded_states, fresh.recorded_states)
        np.testing.assert_array_equal(cut.until(i // 2).state_at(i // 3), fresh.state_at(i // 3))
        np.testing.assert_array_equal(run.twin_states_at(i), fresh.twin_states_at(i))


@FORMS
@EVERY_WAY
def test_many_rates_at_once_and_twins_are_runs_of_their_own_to_the_bit(prepared: Prepared, way: Way) -> None:
    rates = [0.003, 0.6, 40.0]
    found = sweep(prepared, rates, 80, way=way, iterations=np.arange(81))
    for rate, costs in zip(rates, found.costs, strict=True):
        run = train(prepared, rate, 80, way=way)
        np.testing.assert_array_equal(costs, run.costs)
        if run.twins is not None and not way.forks:
            ends = np.array([train(prepared, each, 80, way=way).costs for each in (rate, *twin_rates(rate))])
            np.testing.assert_array_equal(run.twins.lowest, ends.min(axis=0))
            np.testing.assert_array_equal(run.twins.highest, ends.max(axis=0))


@pytest.mark.parametrize("way", [WAYS["adam"], MIXED], ids=["adam", "mixed"])
def test_a_run_that_is_stopped_is_the_start_of_the_whole_to_the_bit(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_CALL_BACK_SECONDS", 0.0)
    answers, told = iter([False, True]), []
    run = train(
        GRAM,
        0.05,
        5000,
        way=way,
        should_stop=lambda: next(answers),
        on_progress=lambda done, _: told.append(done),
    )
    assert run.stopped
    assert 0 < told[0] < told[-1] == run.num_iterations < 5000
    np.testing.assert_array_equal(run.costs, train(GRAM, 0.05, run.num_iterations, way=way).costs)


# --- How long a step may be ---------------------------------------------------------------------------

RULES = [Plain(), Momentum(0.5), Momentum(0.9), Nesterov(0.5), Nesterov(0.9)]


def descend_parabola(rule: Spanning, bend: float, rate: float, steps: int) -> list[float]:
    """Return w before every update on the cost bend w^2 / 2, from 1 on."""
    w, *memory = (np.array([float(not i)]) for i in range(1 + rule.memories))
    path = []
    for _ in range(steps):
        path.append(float(w[0]))
        w, *memory = rule.move(w, memory, rate * bend * w)
    return path


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("l2", [0.0, 1.5])
def test_on_a_parabola_the_limit_parts_what_comes_down_from_what_does_not(rule: Spanning, l2: float) -> None:
    limits = Way(rule, l2=l2).limits(np.array([3.0]), 10)
    assert limits is not None
    below, above = (descend_parabola(rule, 3.0 + l2, share * limits[0], 3000) for share in (0.99, 1.01))
    assert max(np.abs(below[-20:])) < 1e-4
    assert max(np.abs(above[-20:])) > 1e4


@pytest.mark.parametrize("rate", [0.05, 0.6])
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_on_a_parabola_every_rule_is_its_closed_form(rule: Spanning, rate: float) -> None:
    """Their linear recurrence has the solutions r^i, r the roots of its characteristic polynomial."""
    bend, beta = 2.0, getattr(rule, "beta", 0.0)
    left = 1 - rate * bend
    polynomial = (
        [1, -(1 + beta) * left, beta * left] if isinstance(rule, Nesterov) else [1, -left - beta, beta]
    )
    roots = np.roots(polynomial) if beta else np.array([left, 0.0])
    path = descend_parabola(rule, bend, rate, 60)
    shares = np.linalg.solve(np.array([[1, 1], roots]), np.array(path[:2]))
    expected = [(shares * roots**i).sum().real for i in range(60)]
    np.testing.assert_allclose(path, expected, rtol=0, atol=1e-12)


@FORMS
def test_the_limit_at_the_end_of_a_run_is_that_of_the_hessian_there(prepared: Prepared) -> None:
    run = train(prepared, 0.3, 25, way=Way(Momentum(0.9), l2=0.2))
    w, b = run.weights_at(25)
    A = neuron.sigmoid(w.T @ prepared.X + b)
    X1 = np.vstack([prepared.X, np.ones((1, prepared.n_samples))])
    hessian = (X1 * A * (1 - A)) @ X1.T / prepared.n_samples
    assert run.last_limit == pytest.approx(3.8 / (np.linalg.eigvalsh(hessian)[-1] + 0.2), rel=1e-6)
    assert train(prepared, 0.3, 25, way=Way(batch=5)).last_limit is None


def test_the_limit_of_a_run_is_that_of_its_way() -> None:
    bend = np.linalg.eigvalsh(GRAM.form.logits(np.eye(60)) / (4 * 60))[-1]

    def limit(way: Way) -> float | None:
        return train(GRAM, 0.1, 0, way=way).first_limit

    assert limit(PLAIN) == GRAM.first_limit == pytest.approx(2 / bend, rel=1e-9)
    assert limit(Way(Momentum(0.9))) == pytest.approx(3.8 / bend, rel=1e-9)
    assert limit(Way(Nesterov(0.9), l2=0.5)) == pytest.approx(3.8 / 2.8 / (bend + 0.5), rel=1e-9)
    assert limit(Way(batch=60)) == GRAM.first_limit
    assert [limit(way) for way in (Way(batch=59), Way(AdaGrad()), Way(RMSProp()), Way(Adam()))] == [None] * 4


@settings(max_examples=20)
@given(seeds, st.floats(0.0, 2.0))
def test_what_has_no_twins_cannot_part(seed: int, l2: float) -> None:
    prepared = make_prepared(12, 8, seed)
    limits = Way(l2=l2).limits(np.array([prepared.first_curvature]), 8)
    assert limits is not None
    run = train(prepared, 0.99 * limits[0], 200, way=Way(l2=l2))
    assert run.twins is None
    for rate in twin_rates(run.learning_rate):
        np.testing.assert_allclose(train(prepared, rate, 200, way=Way(l2=l2)).costs, run.costs, rtol=1e-9)
    assert train(prepared, 0.1 * limits[0], 9, way=Way(forks=(Fork(5, 9.0 * limits[0]),))).twins is not None


# --- Where they lead ----------------------------------------------------------------------------------


@FORMS
@pytest.mark.parametrize("rule", [Plain(), Momentum(0.9), Nesterov(0.9)], ids=str)
def test_l2_leads_to_scikit_learn_s_optimum(prepared: Prepared, rule: Rule) -> None:
    l2, m = 0.05, prepared.n_samples
    X1 = np.vstack([prepared.X, np.ones(m)])
    found = LogisticRegression(C=1 / (m * l2), fit_intercept=False, tol=1e-12, max_iter=10_000)
    found.fit(X1.T, prepared.Y[0])
    limits = Way(rule, l2=l2).limits(np.array([prepared.first_curvature]), m)
    assert limits is not None
    run = train(prepared, 0.9 * limits[0], 4000, way=Way(rule, l2=l2))
    np.testing.assert_allclose(weights_of(run, 4000), found.coef_[0], rtol=0, atol=1e-6)


@given(seeds, st.floats(1e-3, 10.0), st.sampled_from([(40, 9), (4, 40)]))
def test_l2_keeps_the_weights_short(seed: int, l2: float, shape: tuple[int, int]) -> None:
    # Below the limit J + l2 / 2 |(w, b)|^2 never rises above its start, log 2.
    prepared = make_prepared(*shape, seed)
    limits = Way(l2=l2).limits(np.array([prepared.first_curvature]), shape[1])
    assert limits is not None
    run = train(prepared, 0.9 * limits[0], 60, way=Way(l2=l2))
    lengths = np.array([np.linalg.norm(weights_of(run, i)) for i in range(61)])
    objective = run.costs + l2 / 2 * lengths**2
    assert (np.diff(objective) <= 1e-12).all()
    assert lengths.max() <= math.sqrt(2 * math.log(2) / l2)


def test_momentum_is_further_down_a_long_valley() -> None:
    X, Y = make_problem(30, 20)
    valley = prepare(X * np.geomspace(1, 0.01, 30)[:, np.newaxis], Y)
    rate = 0.5 * valley.first_limit
    plain, *others = (
        train(valley, rate, 400, way=Way(rule)) for rule in (Plain(), Momentum(0.9), Nesterov(0.9))
    )
    assert max(other.costs[-1] for other in others) < 0.9 * plain.costs[-1]


@pytest.mark.parametrize("m", [1, 7, 20, 21])
def test_every_picture_has_its_turn_once_an_epoch(m: int) -> None:
    way = Way(batch=7)
    updates = -(-m // 7)
    for epoch in range(3):
        parts = np.array([way.weigh(epoch * updates + turn, m) for turn in range(updates)])
        assert (np.count_nonzero(parts, axis=0) == 1).all()
        np.testing.assert_allclose(parts.mean(axis=1), 1.0)
    assert m < 20 or not np.array_equal(way.weigh(0, m), way.weigh(updates, m))
    assert m < 20 or not np.array_equal(way.weigh(0, m), Way(batch=7, seed=1).weigh(0, m))


# --- Errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: Momentum(1.0),
        lambda: Nesterov(-0.1),
        lambda: RMSProp(math.nan),
        lambda: Adam(0.9, 1.0),
        lambda: Way(l2=-1.0),
        lambda: Way(l2=math.inf),
        lambda: Way(batch=0),
        lambda: Way(seed=-1),
        lambda: Way(warm_up=-1),
        lambda: Steps(0),
        lambda: Inverse(0),
        lambda: Cosine(0),
        lambda: Fork(-1, 0.1),
        lambda: Fork(3, 0.0),
        lambda: Fork(3, math.inf),
        lambda: Way(forks=(Fork(3, 0.1), Fork(3, 0.2))),
        lambda: Way(forks=(Fork(4, 0.1), Fork(3, 0.2))),
    ],
)
def test_a_way_that_is_none_is_an_error(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        make()


@pytest.mark.parametrize("share", [0.3, 0.9, 0.98, 1.02, 1.1, 2.0])
@pytest.mark.parametrize("rule", [Plain(), Momentum(0.1), Momentum(0.8), Nesterov(0.1), Nesterov(0.8)])
def test_a_way_overflows_where_l2_alone_makes_the_weights_longer(rule: Spanning, share: float) -> None:
    rate = 0.3
    way = Way(rule, l2=share * 2 * rule.stretch / rate)
    w, *memory = np.ones(1 + rule.memories)[:, np.newaxis]
    for _ in range(400):
        w, *memory = rule.move(w, memory, rate * way.l2 * w)
    assert way.overflows(rate) == bool(abs(w[0]) > 100)
    assert way.overflows(rate) == replace(way, forks=(Fork(5, rate),)).overflows(rate / 100)
    assert not replace(way, rule=Adam()).overflows(rate)
