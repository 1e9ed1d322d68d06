"""The figures hold the numbers of the run: nothing is lost, moved or invented on the way to the screen."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from playground import neuron
from playground.charts.curves import build_cost_figure, build_roc_figure, build_stability_figure
from playground.charts.pictures import build_picture_sheet, build_weights_picture, largest_size
from playground.charts.surface import DROPS, build_surface_figure
from playground.engine.forms import Array
from playground.engine.landscape import PLANES, Landscape, project
from playground.engine.training import TrainingRun, Twins, train
from playground.engine.ways import Fork, Way
from playground.study.diagnosis import diagnose
from playground.study.stability import Stability
from playground.study.study import Study
from playground.study.telling import Description, axis_names, describe_cost
from playground.study.verdicts import Verdicts, compute_roc
from playground.words.catalogue import LANGUAGES, Translator, translator
from playground.words.numbers import write_costs
from tests.study.test_study import make_dataset
from tests.support import make_prepared

ENGLISH = translator("en")
PREPARED = make_prepared(40, 9)
SMOOTH, WILD = train(PREPARED, 0.05, 450), train(PREPARED, 20.0, 4000)
VIEWS = ["contour", "3d"]


def cost_figure(run: TrainingRun, *, logarithmic: bool = False, text: Translator = ENGLISH) -> go.Figure:
    return go.Figure(build_cost_figure(run, diagnose(run), text, logarithmic=logarithmic))


def surface_figure(
    landscape: Landscape, view: str, *, logarithmic: bool = False, text: Translator = ENGLISH
) -> go.Figure:
    return go.Figure(build_surface_figure(landscape, text, view=view, logarithmic=logarithmic))


def trace_named(figure: go.Figure, key: str, text: Translator = ENGLISH) -> Any:
    """Return the one trace whose name is the entry of a key."""
    (trace,) = [trace for trace in figure.data if trace.name == text.text(key)]
    return trace


def read_numbers(labels: Iterable[str]) -> list[float]:
    return [float(label.replace("−", "-").replace(",", "")) for label in labels]


def surface_of(figure: go.Figure) -> Any:
    (trace,) = [trace for trace in figure.data if isinstance(trace, go.Contour | go.Surface)]
    return trace


def ends_of(figure: go.Figure) -> Any:
    """Return the trace of the marks at start and end."""
    (trace,) = [trace for trace in figure.data if getattr(trace, "marker", None) and trace.marker.symbol]
    return trace


def squares_of(figure: go.Figure) -> list[Any]:
    """Return the traces of the marks from where on the learning rate is another."""
    return [
        trace for trace in figure.data if getattr(trace, "marker", None) and trace.marker.symbol == "square"
    ]


# --- The cost over the iterations -----------------------------------------------------------------


@pytest.mark.parametrize("run", [SMOOTH, WILD], ids=["smooth", "wild"])
def test_cost_curve_holds_the_runs_costs(run: TrainingRun) -> None:
    curve = trace_named(cost_figure(run), "charts.every_iteration")
    x = np.asarray(curve.x)
    assert curve.mode == "lines"
    np.testing.assert_array_equal(np.asarray(curve.y), run.costs[x])
    assert (x[0], x[-1]) == (0, run.num_iterations)


def test_thinned_cost_curve_keeps_every_extreme() -> None:
    curve = trace_named(cost_figure(WILD), "charts.every_iteration")
    x, steps = set(np.asarray(curve.x).tolist()), np.sign(np.diff(WILD.costs))
    assert len(x) < len(WILD.costs)
    assert set((np.flatnonzero(steps[1:] * steps[:-1] < 0) + 1).tolist()) <= x
    assert np.max(curve.y) == WILD.costs.max()


def test_lesson_points_are_the_costs_the_lesson_prints() -> None:
    points = trace_named(cost_figure(SMOOTH), "charts.lesson_points")
    _, _, costs = neuron.optimize(*neuron.initialize_with_zeros(40), PREPARED.X, PREPARED.Y, 450, 0.05)
    assert points.mode == "markers"
    np.testing.assert_array_equal(points.x, [0, 100, 200, 300, 400])
    np.testing.assert_allclose(np.asarray(points.y), costs, rtol=1e-12)


def test_an_untrained_run_is_drawn_as_one_point() -> None:
    curve = trace_named(cost_figure(SMOOTH.until(0)), "charts.every_iteration")
    assert curve.mode == "markers"
    np.testing.assert_allclose(np.asarray(curve.y), [np.log(2)])


def test_on_a_logarithmic_axis_of_iterations_notes_stand_on_the_side_with_room() -> None:
    run = replace(
        SMOOTH, costs=np.where(np.arange(451) == 60, 9.0, SMOOTH.costs)
    )  # early of 450, late on a log
    for log_iterations, side in ((False, "left"), (True, "right")):
        spec = build_cost_figure(
            run, diagnose(run), ENGLISH, logarithmic=False, log_iterations=log_iterations
        )
        figure = go.Figure(spec)
        assert figure.layout.xaxis.type == ("log" if log_iterations else None)
        assert (figure.layout.annotations[0].x, figure.layout.annotations[0].xanchor) == (60, side)


@pytest.mark.parametrize("logarithmic", [False, True])
def test_cost_axis_is_as_asked(logarithmic: bool) -> None:
    figure = cost_figure(WILD, logarithmic=logarithmic)
    assert figure.layout.yaxis.type == ("log" if logarithmic else "linear")
    assert (figure.layout.yaxis.rangemode == "tozero") != logarithmic


@pytest.mark.parametrize("logarithmic", [False, True])
def test_highest_cost_is_pointed_at(logarithmic: bool) -> None:
    (note,) = cost_figure(WILD, logarithmic=logarithmic).layout.annotations
    peak = int(np.argmax(WILD.costs))
    expected = np.log10(WILD.costs[peak]) if logarithmic else WILD.costs[peak]
    assert (note.x, note.y) == (peak, pytest.approx(expected))
    assert f"{WILD.costs[peak]:.3g}" in note.text


def describe(run: TrainingRun) -> Description:
    return describe_cost(Study(make_dataset(12), run), ENGLISH)


def parted(run: TrainingRun, at: int) -> TrainingRun:
    """Return a run whose twins part from it at an iteration, to half and to twice its cost."""
    away = np.arange(len(run.costs)) >= at
    lowest, highest = (np.where(away, factor * run.costs, run.costs) for factor in (0.5, 2.0))
    return replace(run, twins=Twins(lowest, highest, np.zeros(1, np.int64), np.zeros((1, 3, 1))))


@pytest.mark.parametrize("logarithmic", [False, True])
def test_where_twins_part_a_line_a_note_and_their_range_are_drawn(logarithmic: bool) -> None:
    run = parted(SMOOTH, 120)
    _, _, low, high, line = cost_figure(run, logarithmic=logarithmic).data
    assert run.twins is not None
    assert low.x[0] == high.x[0] == 120
    np.testing.assert_allclose(low.y, run.twins.lowest[120:], rtol=1e-6)
    np.testing.assert_allclose(high.y, run.twins.highest[120:], rtol=1e-6)
    assert (high.fill, line.x, line.line.dash) == ("tonexty", (120, 120), "dot")
    notes = [note.text for note in cost_figure(run).layout.annotations]
    assert notes == [ENGLISH.text("charts.parted")]
    assert "iteration 120" in describe(run)["alt"]


@pytest.mark.parametrize("log_iterations", [False, True])
def test_the_note_of_where_twins_part_stays_on_the_chart(log_iterations: bool) -> None:
    last = SMOOTH.num_iterations
    for share, anchor in ((0.3, "left"), (0.36, "center"), (0.64, "center"), (0.7, "right")):
        at = round((2 * last) ** share / 2) if log_iterations else round(last * share)
        run = parted(SMOOTH, at)
        spec = build_cost_figure(
            run, diagnose(run), ENGLISH, logarithmic=False, log_iterations=log_iterations
        )
        (note,) = spec["layout"]["annotations"]
        assert note["xanchor"] == anchor


def test_the_cost_curve_says_in_words_what_it_shows() -> None:
    rises = int(np.sum(np.diff(WILD.costs) > 0))
    told = describe(WILD)["alt"]
    assert f"rose on {rises:,} of {WILD.num_iterations:,} iterations, up to {WILD.costs.max():.4f}" in told
    assert "*" not in told
    assert "never rose" in describe(SMOOTH)["alt"]


def test_where_twins_stay_together_nothing_is_said() -> None:
    for run in (SMOOTH, parted(SMOOTH, 451)):
        assert len(cost_figure(run).data) == 2
        assert not cost_figure(run).layout.annotations
        assert "rounding" not in "".join(describe(run).values())


@pytest.mark.parametrize(
    ("ends", "written"),
    [
        ((0.5, 0.7), ("0.5000", "0.7000")),
        ((0.12345678, 0.12345679), ("0.12345678", "0.12345679")),
        ((1.5e-5, 2.5e-5), ("1.50e−5", "2.50e−5")),
    ],
)
def test_two_costs_are_written_so_that_they_differ(
    ends: tuple[float, float], written: tuple[str, str]
) -> None:
    assert write_costs(*ends) == list(written)


def test_a_smooth_descent_has_no_highest_cost_to_point_at() -> None:
    assert not cost_figure(SMOOTH).layout.annotations


@pytest.mark.parametrize("run", [SMOOTH, WILD, SMOOTH.until(40), SMOOTH.until(0)])
def test_logarithmic_axis_has_ticks_within_its_range(run: TrainingRun) -> None:
    axis = cost_figure(run, logarithmic=True).layout.yaxis
    assert len(axis.tickvals) == len(axis.ticktext) == len(set(axis.ticktext))
    assert len(axis.tickvals) >= (2 if run.num_iterations else 1)
    slack = 0.02 * np.ptp(np.log10(run.costs)) + 1e-9
    assert np.log10(run.costs).min() - slack <= np.log10(axis.tickvals).min()
    assert np.log10(axis.tickvals).max() <= np.log10(run.costs).max() + slack
    np.testing.assert_allclose(read_numbers(axis.ticktext), axis.tickvals, rtol=5e-3)


@pytest.mark.parametrize("text", [translator(language) for language in ("en", "zh")])
def test_the_iteration_from_which_on_the_rate_is_another_is_marked_where_the_descent_is_then(
    text: Translator,
) -> None:
    way = Way(forks=(Fork(30, 0.02), Fork(420, 0.07), Fork(600, 0.1)))
    run = train(PREPARED, 0.05, 450, way=way)
    (marks,) = [trace for trace in cost_figure(run, text=text).data if trace.text]
    assert list(marks.x) == [30, 420]
    np.testing.assert_array_equal(np.asarray(marks.y), run.costs[[30, 420]])
    assert ["0.02" in marks.text[0], "0.07" in marks.text[1]] == [True, True]
    places = project(run, resolution=11).path[np.isin(run.recorded, [30, 420])]
    for view in VIEWS:
        figure = surface_figure(project(run, resolution=11), view, text=text)
        (marks,) = squares_of(figure)
        np.testing.assert_allclose(np.stack([marks.x, marks.y], axis=1), places, rtol=1e-5, atol=1e-6)
    for figure in (cost_figure(SMOOTH), *(surface_figure(project(SMOOTH), view) for view in VIEWS)):
        assert not squares_of(figure)


def test_the_name_of_an_early_fork_lies_neither_on_that_of_the_start_nor_on_the_note_of_the_peak() -> None:
    run = train(PREPARED, 0.05, 450, way=Way(forks=(Fork(2, 0.02),)))
    named = [trace for trace in surface_figure(project(run, resolution=11), "contour").data if trace.text]
    (fork,), (start, end) = (trace.textposition for trace in named)
    assert start.split()[0] != fork.split()[0]
    assert end.endswith("left")
    (marks,) = [trace for trace in cost_figure(run).data if trace.text]
    assert tuple(marks.textposition) == ("bottom right",)
    late = train(PREPARED, 0.05, 450, way=Way(forks=(Fork(400, 0.02),)))
    (marks,) = [trace for trace in cost_figure(late).data if trace.text]
    assert tuple(marks.textposition) == ("top left",)


_PLOT, _NAME, _MARK = 219, 130, 12  # pixels at 1280 x 720: the plot, "start: cost 0.6931", half of a mark


def test_a_long_name_of_an_end_is_cut_nowhere() -> None:
    run = project(WILD, "random", resolution=11)
    run = replace(run, costs_under_path=run.path_costs + 1e6)  # off the colours, so it is named with its cost
    beside = {
        "right": (_MARK, _MARK + _NAME),
        "left": (-_MARK - _NAME, -_MARK),
        "center": (-_NAME / 2, _NAME / 2),
    }
    start, width = run.path[0, 0], np.ptp(run.alphas)
    for share in np.linspace(0, 1, 101):
        moved = replace(run, alphas=start + (np.linspace(0, 1, 11) - share) * width)
        (ends,) = [trace for trace in surface_figure(moved, "contour").data if trace.text]
        assert "cost" in ends.text[0]
        low, high = beside[ends.textposition[0].split()[1]]
        assert share * _PLOT + low >= 0, share
        assert share * _PLOT + high <= _PLOT, share


# --- The loss surface -----------------------------------------------------------------------------


@pytest.fixture(params=PLANES)
def landscape(request: pytest.FixtureRequest) -> Landscape:
    return project(SMOOTH, request.param, resolution=11)


@pytest.fixture
def clipped() -> Landscape:
    found = project(train(PREPARED, 3.0, 3000), "sharp", resolution=11)
    assert found.clipped
    return found


@pytest.mark.parametrize(("view", "kind"), [("contour", go.Contour), ("3d", go.Surface)])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_surface_holds_the_costs_of_the_plane(
    landscape: Landscape, view: str, kind: type, logarithmic: bool
) -> None:
    surface = surface_of(surface_figure(landscape, view, logarithmic=logarithmic))
    assert isinstance(surface, kind)
    np.testing.assert_allclose(np.asarray(surface.x), landscape.alphas, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(np.asarray(surface.y), landscape.betas, rtol=1e-5, atol=1e-6)
    heights = np.log10(landscape.costs) if logarithmic else landscape.costs
    np.testing.assert_allclose(np.asarray(surface.z), heights, rtol=1e-5, atol=1e-6)
    hovered = surface.customdata if logarithmic else surface.z  # what the hover text names
    assert ("customdata" in surface.hovertemplate) == logarithmic
    np.testing.assert_allclose(np.asarray(hovered), landscape.costs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("view", VIEWS)
def test_surface_of_certain_answers_has_finite_heights(view: str) -> None:
    landscape = project(WILD, "scale", resolution=5)
    certain = np.zeros_like(landscape.costs)
    object.__setattr__(landscape, "costs", certain)
    z = np.asarray(surface_of(surface_figure(landscape, view, logarithmic=True)).z)
    assert np.isfinite(z).all()


def test_long_tick_labels_have_room_beside_the_name_of_their_axis() -> None:
    rooms = []
    for height in (2.0, 0.09, 0.02, 0.002, 1e-6):
        scaled = replace(project(SMOOTH, resolution=11), betas=np.linspace(0, height, 11))
        rooms.append(surface_figure(scaled, "contour").layout.margin.l)
    assert rooms == [64, 64, 73, 82, 82]


def test_contour_window_is_the_plane(landscape: Landscape) -> None:
    layout = surface_figure(landscape, "contour").layout
    assert tuple(layout.xaxis.range) == (landscape.alphas[0], landscape.alphas[-1])
    assert tuple(layout.yaxis.range) == (landscape.betas[0], landscape.betas[-1])


@pytest.mark.parametrize("view", VIEWS)
def test_path_on_the_surface_is_the_descent(landscape: Landscape, view: str) -> None:
    path = trace_named(surface_figure(landscape, view), "charts.path")
    drawn = np.searchsorted(landscape.iterations, np.asarray(path.customdata)[:, 0])
    assert len(drawn) > 1
    np.testing.assert_allclose(np.asarray(path.x), landscape.path[drawn, 0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(np.asarray(path.y), landscape.path[drawn, 1], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        np.asarray(path.customdata)[:, 1], landscape.path_costs[drawn], rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("logarithmic", [False, True])
def test_path_in_space_lies_at_the_true_cost(landscape: Landscape, logarithmic: bool) -> None:
    path = trace_named(surface_figure(landscape, "3d", logarithmic=logarithmic), "charts.path")
    drawn = np.searchsorted(landscape.iterations, np.asarray(path.customdata)[:, 0])
    costs = landscape.path_costs[drawn]
    np.testing.assert_allclose(
        np.asarray(path.z), np.log10(costs) if logarithmic else costs, rtol=1e-5, atol=1e-6
    )


def test_path_in_space_is_not_drawn_outside_a_clipped_window(clipped: Landscape) -> None:
    path = trace_named(surface_figure(clipped, "3d"), "charts.path")
    x, y = np.asarray(path.x), np.asarray(path.y)
    hidden = np.isnan(x) | np.isnan(y)
    assert hidden.any()
    assert not hidden.all()
    assert ((x[~hidden] >= clipped.alphas[0]) & (x[~hidden] <= clipped.alphas[-1])).all()
    assert ((y[~hidden] >= clipped.betas[0]) & (y[~hidden] <= clipped.betas[-1])).all()


@pytest.mark.parametrize("logarithmic", [False, True])
def test_path_is_dashed_and_an_end_has_its_cost_where_the_colour_is_that_of_another(
    landscape: Landscape, logarithmic: bool
) -> None:
    figure = surface_figure(landscape, "contour", logarithmic=logarithmic)
    gaps = figure.data[3]
    under = [
        neuron.propagate(*landscape.weights_at(*point), PREPARED.X, PREPARED.Y)[1] for point in landscape.path
    ]
    heights = [np.log10(costs) if logarithmic else costs for costs in (under, landscape.path_costs)]
    away = np.abs(heights[0] - heights[1]) / surface_of(figure).contours.size
    assert np.array_equal(np.isnan(gaps.x), away <= 1)
    assert np.isnan(gaps.x).tolist() == np.isnan(gaps.y).tolist()
    assert [note.text for note in figure.layout.annotations] == (
        [ENGLISH.text("charts.off_colours")] if (away > 1).any() else []
    )
    for name, end, cost in zip(ends_of(figure).text, (0, -1), landscape.path_costs[[0, -1]], strict=True):
        assert (f"cost {cost:.4f}" in name) == (away[end] > 1)


def test_some_paths_leave_the_colours_and_some_do_not() -> None:
    off = {
        plane: len(surface_figure(project(SMOOTH, plane, 11), "contour").layout.annotations)
        for plane in PLANES
    }
    assert (off["random"], off["path"]) == (1, 0)


@pytest.mark.parametrize("view", VIEWS)
def test_start_and_end_are_marked_where_the_path_begins_and_ends(landscape: Landscape, view: str) -> None:
    ends = ends_of(surface_figure(landscape, view))
    np.testing.assert_allclose(np.asarray(ends.x), landscape.path[[0, -1], 0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(np.asarray(ends.y), landscape.path[[0, -1], 1], rtol=1e-5, atol=1e-6)
    assert len(set(ends.marker.symbol)) == 2
    if view == "3d":
        np.testing.assert_allclose(np.asarray(ends.z), landscape.path_costs[[0, -1]], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("view", VIEWS)
def test_logarithmic_scale_is_labelled_with_costs(view: str) -> None:
    figure = surface_figure(project(SMOOTH, "scale", 11), view, logarithmic=True)
    bar = figure.layout.scene.zaxis if view == "3d" else surface_of(figure).colorbar
    assert len(bar.tickvals) >= 2
    np.testing.assert_allclose(
        10.0 ** np.asarray(bar.tickvals),
        read_numbers(bar.ticktext),
        rtol=5e-3,
    )


# --- Both languages -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_cost_figure_speaks_the_language(language: str) -> None:
    text = translator(language)
    figure = cost_figure(WILD, text=text)
    assert figure.layout.xaxis.title.text == text.text("charts.iteration")
    assert figure.layout.yaxis.title.text == text.text("charts.cost_axis")
    assert trace_named(figure, "charts.every_iteration", text).hovertemplate == text.text("charts.hover_cost")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_surface_figure_speaks_the_language(landscape: Landscape, language: str, view: str) -> None:
    text = translator(language)
    figure = surface_figure(landscape, view, text=text)
    if view == "contour":
        names = (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text)
        assert names == axis_names(landscape, text)
        assert names[0] == text.text(f"charts.planes.{landscape.plane}.alpha")
    scale = figure.layout.scene.zaxis if view == "3d" else surface_of(figure).colorbar
    assert scale.title.text == text.text("charts.cost")
    called = [each.text for each in figure.layout.scene.annotations] if view == "3d" else ends_of(figure).text
    for name, key in zip(called, ("start", "end"), strict=True):
        assert name.startswith(text.text(f"charts.ends.{key}"))


@pytest.mark.parametrize("plane", PLANES)
def test_in_space_lines_lead_from_the_path_to_the_surface_under_it(plane: str) -> None:
    landscape = project(WILD, plane, 11)
    figure = surface_figure(landscape, "3d")
    (drops,) = (trace for trace in figure.data if trace.name == DROPS)
    x, z = np.asarray(drops.x).reshape(-1, 3), np.asarray(drops.z).reshape(-1, 3)
    assert np.isnan(x[:, 2]).all()
    for (left, right, _), (true, under, _) in zip(x.tolist(), z.tolist(), strict=True):
        (at,) = np.flatnonzero((landscape.path_costs == true) & (landscape.path[:, 0] == left))[:1]
        assert left == right
        assert under == landscape.costs_under_path[at]
    assert figure.layout.scene.xaxis.title.text == ENGLISH.text(f"charts.planes.{plane}.first")
    assert figure.layout.scene.zaxis.showticklabels is not False


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["hover_cost", "hover_path", "hover_surface", "hover_surface_log"])
def test_hover_texts_hold_plotlys_placeholders(language: str, key: str) -> None:
    pattern = translator(language).text(f"charts.{key}")
    assert "%{" in pattern
    assert "%%" not in pattern
    assert "{{" not in pattern


@pytest.mark.parametrize(
    ("negatives", "positives", "x", "y"), [(50, 50, 1, 1), (2500, 9, 2, 1), (3, 20_000, 1, 3)]
)
def test_a_share_in_the_roc_curve_is_never_rounded_to_all(
    negatives: int, positives: int, x: int, y: int
) -> None:
    labels = np.repeat([0, 1], [negatives, positives])
    verdicts = Verdicts(np.linspace(-1.0, 1.0, labels.size), labels, 0.5)
    curve = compute_roc(verdicts.Z, verdicts.Y)
    _, *traces = build_roc_figure(curve, verdicts, "cat", "dog", ENGLISH)["data"]
    for trace in traces:
        assert f"%{{x:.{x}f}}%" in trace["hovertemplate"]
        assert f"%{{y:.{y}f}}%" in trace["hovertemplate"]
    for count, decimals in ((negatives, x), (positives, y)):
        assert f"{100 - 100 / count:.{decimals}f}" != f"{100:.{decimals}f}"


def test_costs_of_thousands_have_commas_on_the_axis_too() -> None:
    run = train(make_prepared(9, 5), 0.1, 3)
    assert cost_figure(run).layout.yaxis.tickformat == ""
    assert cost_figure(replace(run, costs=1e4 * run.costs)).layout.yaxis.tickformat == ","


# --- Pictures -------------------------------------------------------------------------------------


def test_weights_are_painted_blue_for_more_orange_for_less_and_white_for_none() -> None:
    picture = build_weights_picture([np.array([[2.0, -2.0, 0.0, -1.0]])], 2.0)
    blue, orange, white, pale = (picture.getpixel((x, 0)) for x in range(4))
    assert (blue, orange, white) == ((0, 114, 178, 255), (213, 94, 0, 255), (250, 250, 250, 255))
    np.testing.assert_allclose(pale, [(250 + 213) / 2, (250 + 94) / 2, 125, 255], atol=0.51)


def test_weights_are_laid_out_as_the_panel_is() -> None:
    panel = np.zeros((2, 3))
    panel[1, 2] = 5.0
    painted = np.asarray(build_weights_picture([panel], 5.0))
    assert painted.shape == (2, 3, 4)
    np.testing.assert_array_equal(np.argwhere((painted[..., :3] != 250).any(axis=2)), [[1, 2]])


def test_panels_stand_side_by_side_with_a_transparent_gap() -> None:
    panels = [np.full((4, 32), value) for value in (1.0, 0.0, -1.0)]
    painted = np.asarray(build_weights_picture(panels, 1.0))
    assert painted.shape == (4, 3 * 32 + 2 * 2, 4)
    colours = [painted[:, left : left + 32, :3] for left in (0, 34, 68)]
    assert [tuple(part[0, 0].tolist()) for part in colours] == [(0, 114, 178), (250, 250, 250), (213, 94, 0)]
    assert [int(np.ptp(part, axis=(0, 1)).max()) for part in colours] == [0, 0, 0]
    np.testing.assert_array_equal(np.flatnonzero((painted[..., 3] == 0).all(axis=0)), [32, 33, 66, 67])
    assert set(np.unique(painted[..., 3])) == {0, 255}


@pytest.mark.parametrize(("w", "scale"), [([0.5, -2.0], 2.0), ([0.0, 0.0], 1.0), ([1e-9, 0.0], 1e-9)])
def test_largest_size_is_that_of_the_largest_absolute_value(w: list[float], scale: float) -> None:
    assert largest_size(np.array([w]).T) == scale


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (7, 3), (6, 3), (2, 5)])
def test_pictures_can_be_cut_out_of_their_sheet(count: int, columns: int) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (count, 4, 5, 3), dtype=np.uint8)
    sheet: Array = np.asarray(build_picture_sheet(pictures, columns))
    assert sheet.shape == (-(-count // columns) * 4, columns * 5, 3)
    for i, picture in enumerate(pictures):
        top, left = i // columns * 4, i % columns * 5
        np.testing.assert_array_equal(sheet[top : top + 4, left : left + 5], picture)


@pytest.mark.parametrize(("end", "top"), [(28.26, 28.26), (5e4, 1000.0), (np.inf, 1000.0)])
def test_the_longest_stable_step_is_drawn_as_it_is(end: float, top: float) -> None:
    limits = np.array([0.05, 2.0, end])
    rates = np.array([0.1, 0.01, 0.0])  # a schedule that has ended
    stability = Stability(np.array([0, 10, 90]), 2 / limits, rates, limits, "caught", 10)
    run = train(make_prepared(9, 5), 0.1, 90)
    figure = build_stability_figure(run, stability, translator("en"))
    (drawn,) = (trace for trace in figure["data"] if trace.get("name") == "longest stable step")
    np.testing.assert_array_equal(drawn["y"][:2], limits[:2])
    assert drawn["y"][2] == min(end, 1e300)
    (rate,) = (trace for trace in figure["data"] if trace.get("line", {}).get("dash") == "dash")
    np.testing.assert_array_equal(rate["y"], rates)
    low, high = figure["layout"]["yaxis"]["range"]
    assert np.log10(0.01) - 0.2 < low < np.log10(0.01)
    assert np.log10(top) < high < np.log10(top) + 0.2
