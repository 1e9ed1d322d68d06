"""The walk through the classifier, against the lesson's own functions, finite differences and the run."""

from itertools import islice

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground import neuron
from playground.engine.forms import Array, DirectForm, GramForm
from playground.engine.training import TrainingRun, prepare, train
from playground.lesson.classifier import figures
from playground.lesson.classifier.mathematics import (
    Place,
    Update,
    compute_first_cost,
    compute_update,
    index_of,
    map_of,
    pass_picture,
    place_of,
)
from playground.lesson.writing import (
    decimals_for,
    write_latex,
    write_rounded,
    write_rounded_latex,
    write_short,
    write_term,
    write_value,
)
from playground.words.catalogue import LANGUAGES, translator
from tests.support import make_problem, textbook_cost

SHAPE = (4, 5, 3)
N = 60
ITERATIONS = 30
SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3))


@pytest.fixture(params=[pytest.param(25, id="gram"), pytest.param(90, id="direct")])
def run(request: pytest.FixtureRequest) -> TrainingRun:
    run = train(prepare(*make_problem(N, request.param)), 0.05, ITERATIONS)
    assert isinstance(run.prepared.form, GramForm if request.param < N else DirectForm)
    return run


def picture_of(run: TrainingRun, number: int) -> tuple[Array, float]:
    return run.prepared.X[:, number], float(run.prepared.Y[0, number])


# --- A picture as a column ------------------------------------------------------------


@given(shape=SHAPES, data=st.data())
def test_a_number_lands_where_reshape_puts_it(shape: tuple[int, int, int], data: st.DataObject) -> None:
    place = Place(*(data.draw(st.integers(0, size - 1)) for size in shape))
    pictures = np.zeros((1, *shape))
    pictures[0, place.row, place.column, place.channel] = 1
    index = index_of(place, shape)
    assert np.flatnonzero(pictures.reshape(1, -1).T[:, 0]).tolist() == [index]
    assert place_of(index, shape) == place


def test_the_lesson_s_picture_has_12288_numbers() -> None:
    assert index_of(Place(63, 63, 2), (64, 64, 3)) == 12_287
    assert index_of(Place(25, 30, 0), (64, 64, 3)) == 4890


@given(shape=SHAPES)
def test_a_map_has_the_sum_over_the_channels_at_its_place(shape: tuple[int, int, int]) -> None:
    numbers = np.arange(float(np.prod(shape)))
    expected = [
        [sum(numbers[index_of(Place(i, j, k), shape)] for k in range(3)) for j in range(shape[1])]
        for i in range(shape[0])
    ]
    np.testing.assert_array_equal(map_of(numbers, shape), expected)


# --- One update ------------------------------------------------------------


@pytest.mark.parametrize("iteration", [0, 1, ITERATIONS - 1])
def test_an_update_is_one_iteration_of_the_lesson(run: TrainingRun, iteration: int) -> None:
    X, Y = run.prepared.X, run.prepared.Y
    w, b = neuron.initialize_with_zeros(N)
    before, _, _ = neuron.optimize(w, b, X, Y, iteration, run.learning_rate)
    after, grads, _ = neuron.optimize(w, b, X, Y, iteration + 1, run.learning_rate)
    update = compute_update(run, iteration)
    np.testing.assert_allclose(update.before.w, before["w"], rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(update.dw, grads["dw"], rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(update.after.w, after["w"], rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(update.before.w + update.step, update.after.w, rtol=1e-12, atol=1e-15)
    assert (update.db, update.after.b) == pytest.approx((grads["db"], after["b"]), rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("iteration", [0, 7, ITERATIONS])
def test_its_costs_are_those_of_the_run(run: TrainingRun, iteration: int) -> None:
    update = compute_update(run, iteration)
    assert update.before.cost == pytest.approx(run.cost_at(iteration), rel=1e-12)
    assert update.before.cost == pytest.approx(
        textbook_cost(update.before.w, update.before.b, run.prepared.X, run.prepared.Y), rel=1e-12
    )
    if iteration < ITERATIONS:
        assert update.after.cost == pytest.approx(run.cost_at(iteration + 1), rel=1e-12)


def test_the_gradient_is_the_slope_of_the_cost(run: TrainingRun) -> None:
    update, X, Y = compute_update(run, 5), run.prepared.X, run.prepared.Y
    w, b, nudge = update.before.w, update.before.b, 1e-6
    for index in (0, 17, N - 1):
        there, back = w.copy(), w.copy()
        there[index] += nudge
        back[index] -= nudge
        slope = (textbook_cost(there, b, X, Y) - textbook_cost(back, b, X, Y)) / (2 * nudge)
        assert update.dw[index, 0] == pytest.approx(slope, rel=1e-6, abs=1e-9)
    slope = (textbook_cost(w, b + nudge, X, Y) - textbook_cost(w, b - nudge, X, Y)) / (2 * nudge)
    assert update.db == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_better_counts_the_pictures_whose_loss_fell(run: TrainingRun) -> None:
    update, Y = compute_update(run, 3), run.prepared.Y[0]
    right = [np.where(Y == 1, state.A[0], 1 - state.A[0]) for state in (update.before, update.after)]
    assert update.better == sum(after > before for before, after in zip(*right, strict=True))
    assert 0 < update.better < len(Y)


def test_there_is_no_iteration_after_the_last(run: TrainingRun) -> None:
    with pytest.raises(IndexError, match="30"):
        compute_update(run, ITERATIONS + 1)


# --- One picture ------------------------------------------------------------


def test_a_picture_goes_through_the_neuron_as_among_all(run: TrainingRun) -> None:
    state = compute_update(run, 12).before
    for number in range(run.prepared.n_samples):
        passage = pass_picture(state, *picture_of(run, number))
        assert passage.z == pytest.approx(state.Z[0, number], rel=1e-12)
        assert passage.a == pytest.approx(state.A[0, number], rel=1e-12)
        assert passage.loss == pytest.approx(state.losses[0, number], rel=1e-12)
        right = passage.a if passage.y == 1 else 1 - passage.a
        assert passage.loss == pytest.approx(-np.log(right), rel=1e-9)
        assert passage.says == (passage.a > 0.5)


def test_the_parts_of_the_sum_make_z(run: TrainingRun) -> None:
    passage = pass_picture(compute_update(run, 12).before, *picture_of(run, 3))
    assert passage.positive > 0 > passage.negative
    assert passage.positive + passage.negative + passage.b == pytest.approx(passage.z, rel=1e-12)
    assert passage.products.sum() + passage.b == pytest.approx(passage.z, rel=1e-12)
    assert map_of(passage.products, SHAPE).sum() + passage.b == pytest.approx(passage.z, rel=1e-12)


def test_all_pushes_together_are_the_gradient(run: TrainingRun) -> None:
    update, m = compute_update(run, 12), run.prepared.n_samples
    pushes = [pass_picture(update.before, *picture_of(run, number)).push(m) for number in range(m)]
    np.testing.assert_allclose(np.sum(pushes, axis=0), update.dw[:, 0], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("scale", [1.0, 255.0])
def test_the_first_cost_is_that_of_larger_pictures(run: TrainingRun, scale: float) -> None:
    X, Y = scale * run.prepared.X, run.prepared.Y
    params, _, _ = neuron.optimize(*neuron.initialize_with_zeros(N), X, Y, 1, 0.01)
    expected = neuron.propagate(params["w"], params["b"], X, Y)[1]
    assert compute_first_cost(run.prepared.X, Y, 0.01, scale) == pytest.approx(expected, rel=1e-9)


# --- How numbers are written ------------------------------------------------------------


@given(st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-300))
def test_a_written_number_can_be_read_again(value: float) -> None:
    for written, error in ((write_value(value), 0.005), (write_short(value), 0.005)):
        plain = written.replace("−", "-").replace(",", "").replace("\N{NO-BREAK SPACE}", " ")
        digits, _, power = plain.partition(" × 10")
        exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or "0"
        assert float(f"{digits}e{exponent}") == pytest.approx(value, rel=error)


@pytest.mark.parametrize(
    ("value", "text", "latex", "term"),
    [
        (0.0, "0", "0", "+ 0"),
        (-0.25, "−0.2500", "-0.2500", "- 0.2500"),
        (0.00123456, "0.00123", "0.00123", "+ 0.00123"),
        (1234.5, "1,234.5000", "1{,}234.5000", "+ 1{,}234.5000"),
        (
            -1.234e-5,
            "−1.23\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻⁵",
            r"-1.23 \cdot 10^{-5}",
            r"- 1.23 \cdot 10^{-5}",
        ),
    ],
)
def test_numbers_are_written(value: float, text: str, latex: str, term: str) -> None:
    assert (write_value(value), write_latex(value), write_term(value)) == (text, latex, term)


@pytest.mark.parametrize(
    ("value", "text", "latex"),
    [
        (0.0, "0.00", "0.00"),
        (-0.25, "−0.25", "-0.25"),
        (99999.0, "99,999.00", "99{,}999.00"),
        (-123456.0, "−1.23\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁵", r"-1.23 \cdot 10^{5}"),
        (0.005, "0.0050", "0.0050"),
        (0.00499, "0.0050", "0.0050"),
        (0.0499, "0.050", "0.050"),
        (0.0000499, "4.99\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻⁵", r"4.99 \cdot 10^{-5}"),
    ],
)
def test_numbers_are_rounded(value: float, text: str, latex: str) -> None:
    assert (write_rounded(value), write_rounded_latex(value)) == (text, latex)


@example(before=1.192092896e-07, change=1e-10)
@given(before=st.floats(0, 1), change=st.floats(1e-10, 0.5))
def test_a_change_is_seen(before: float, change: float) -> None:
    decimals = decimals_for(change)
    assert write_value(before, decimals) != write_value(before + change, decimals)


# --- The figures ------------------------------------------------------------


def all_figures(run: TrainingRun, update: Update, number: int = 2, iteration: int = 12) -> list[go.Figure]:
    """Return every figure of the walk, in both languages, as plotly checks them."""
    built = []
    for text in map(translator, LANGUAGES):
        x, y = picture_of(run, number)
        before, after = (pass_picture(state, x, y) for state in (update.before, update.after))
        picture, place = (255 * x.reshape(SHAPE)).astype(np.uint8), Place(1, 2, 0)
        built += [
            figures.build_column_figure(picture, place, text, divided=True),
            figures.build_sum_figure(before, place, SHAPE, text),
            figures.build_sigmoid_figure(before, ("no", "<b>yes"), text),
            figures.build_losses_figure(update.before, before, text, trained=True),
            figures.build_gradient_figure(before, update, place, SHAPE, text),
            figures.build_update_figure(update, (before, after), place, SHAPE, text),
            figures.build_progress_figure(run, iteration, text),
        ]
    return [go.Figure(figure) for figure in built]


@pytest.mark.parametrize("iteration", [0, 12])
def test_plotly_accepts_every_figure(run: TrainingRun, iteration: int) -> None:
    assert len(all_figures(run, compute_update(run, iteration), iteration=iteration)) == 7 * len(LANGUAGES)


def test_the_figures_hold_the_numbers(run: TrainingRun) -> None:
    update = compute_update(run, 12)
    passage = pass_picture(update.before, *picture_of(run, 2))
    _, parts, curve, losses, gradient, change, progress = islice(all_figures(run, update), 7)
    np.testing.assert_allclose(
        parts.data[0].y, [passage.positive, passage.negative, passage.b, passage.z], rtol=1e-12
    )
    # The number of every bar stands above it, whichever way it goes.
    tops = np.maximum(parts.data[0].base, np.add(parts.data[0].base, parts.data[0].y))
    np.testing.assert_array_equal(parts.data[1].y, tops)
    assert (curve.data[1].x[0], curve.data[1].y[0]) == (passage.z, passage.a)
    assert np.mean(losses.data[0].y) == pytest.approx(update.before.cost, rel=1e-6)
    np.testing.assert_allclose(gradient.data[1].z, map_of(update.dw, SHAPE) / 3, rtol=1e-6)
    np.testing.assert_allclose(
        np.add(change.data[3].z, change.data[4].z), change.data[5].z, rtol=1e-4, atol=1e-7
    )
    assert progress.data[2].y[0] == run.cost_at(12)
    assert len(progress.data[0].x) + len(progress.data[1].x) == ITERATIONS + 2


def test_the_column_names_the_indices_of_a_pixel() -> None:
    picture = np.arange(N, dtype=np.uint8).reshape(SHAPE)
    for place, first, shown in ((Place(0, 0, 0), 0, 4), (Place(2, 3, 0), 39, 5), (Place(3, 4, 0), 57, 4)):
        figure = figures.build_column_figure(picture, place, translator("en"), divided=False)
        notes = sorted(figure["layout"]["annotations"], key=lambda note: -note["y"])
        words = [note["text"] for note in notes]
        assert [f"x[{first + channel}]" in words for channel in range(3)] == [True] * 3
        assert [f"{'RGB'[channel]} {first + channel}" in words for channel in range(3)] == [True] * 3
        indices = [word for word in words if word.startswith("x[")]
        assert len(indices) == shown
        assert indices[0] == f"x[{max(0, first - 1)}]"


@pytest.mark.parametrize("shape", [(3, 4), (128, 128), (300, 200), (1, 1000), (257, 400)])
def test_a_large_map_is_drawn_in_means_of_square_blocks(shape: tuple[int, int]) -> None:
    numbers = np.random.default_rng(0).random(shape)
    thin, block = figures.thin_map(numbers)
    assert block == 1 or max(thin.shape) <= figures.MAP_CELLS or block == min(shape)
    assert thin[-1, -1] == pytest.approx(
        numbers[
            (thin.shape[0] - 1) * block : thin.shape[0] * block,
            (thin.shape[1] - 1) * block : thin.shape[1] * block,
        ].mean()
    )
    assert all(size // block == cells for size, cells in zip(shape, thin.shape, strict=True))
