"""Training time: played, stepped through and scrubbed, against what the core computes for each iteration."""

import re
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest
from playwright.sync_api import Error, FloatRect, Locator, Route, expect

from playground.charts.pictures import DIVERGING
from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.training import TrainingRun, train
from playground.study.diagnosis import find_turning_points
from playground.study.film import choose_film_iterations
from playground.study.verdicts import Verdicts
from playground.words.numbers import write_cost
from tests.browser.expecting import RATE
from tests.browser.stage import Stage
from tests.support import compute_verdicts

Enter = Callable[..., Stage]
SHORT = "?num_iterations=300"
_MARK = """([card, x, y]) => {
    const chart = document.querySelector(`.st-key-${card} .np-chart`);
    const mark = chart.querySelector('.np-mark');
    if (mark.hidden) return null;
    const box = mark.getBoundingClientRect(), frame = chart.getBoundingClientRect();
    const {xaxis, yaxis} = chart._fullLayout;
    const place = (axis, value) => {
        const [low, high] = axis.range;
        const share = ((axis.type === 'log' ? Math.log10(value) : value) - low) / (high - low);
        return axis._offset + axis._length * (axis._id[0] === 'x' ? share : 1 - share);
    };
    const [left, top] = [box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y];
    return [left - place(xaxis, x), top - place(yaxis, y)];
}"""
_IS_LOGARITHMIC = """() => {
    const {xaxis, yaxis} = document.querySelector('.st-key-cost_curve .np-chart')._fullLayout;
    return xaxis.type === 'log' && yaxis.type === 'log';
}"""
_PLACE = """([k, cost]) => {
    const chart = document.querySelector('.st-key-cost_curve .np-chart');
    const box = chart.getBoundingClientRect(), {xaxis, yaxis} = chart._fullLayout;
    return [box.x + xaxis._offset + xaxis.d2p(k), box.y + yaxis._offset + yaxis.d2p(cost)];
}"""
_PIXELS = """canvas => [canvas.width, canvas.height, ...canvas.getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data]"""
_MOMENTS = """milliseconds => new Promise(done => {
    const seen = new Set(), end = performance.now() + milliseconds;
    const look = () => {
        seen.add(document.querySelector('.np-moment span').textContent);
        performance.now() < end ? requestAnimationFrame(look) : done([...seen]);
    };
    look();
})"""
_COUNT_PULSES = """() => {
    const animate = Element.prototype.animate;
    window.pulses = 0;
    Element.prototype.animate = function (...given) {
        window.pulses++;
        return animate.apply(this, given);
    };
}"""
_PULSES = "tiles => tiles.flatMap(tile => tile.getAnimations()).length"
_SEE_MOMENTS = """count => new Promise(done => {
    const seen = new Set();
    const look = () => {
        seen.add(document.querySelector('.np-moment span').textContent);
        seen.size > count ? done() : requestAnimationFrame(look);
    };
    look();
})"""


def scrubber(stage: Stage) -> Locator:
    return stage.page.get_by_role("slider", name="Iteration", exact=True)


def button(stage: Stage, name: str) -> Locator:
    return stage.page.get_by_role("button", name=name, exact=True)


def iteration(stage: Stage) -> int:
    """Return the iteration that the transport names."""
    return int(stage.page.locator(".np-moment span").inner_text().split()[1].replace(",", ""))


def verdicts_at(run: TrainingRun, k: int, dataset: Dataset) -> Verdicts:
    return compute_verdicts(*run.weights_at(k), dataset.X_test, dataset.test_labels)


def expect_moment(stage: Stage, run: TrainingRun, k: int, dataset: Dataset) -> None:
    """Compare every part of the page with what the core computes for an iteration."""
    on_test = verdicts_at(run, k, dataset)
    on_train = compute_verdicts(*run.weights_at(k), dataset.X_train, dataset.train_labels)
    assert iteration(stage) == k
    shown = [stage.metric(i).inner_text() for i in range(3)]
    assert shown == [write_cost(run.costs[k]), f"{on_train.accuracy:.1f}%", f"{on_test.accuracy:.1f}%"]
    probabilities = stage.page.locator(".np-probability").all_text_contents()
    np.testing.assert_allclose([float(each) for each in probabilities], on_test.A[:60], atol=0.00501)
    assert stage.tiles() == dict(list(enumerate(on_test.right.tolist()))[:60])
    counts = [int(each) for each in stage.page.locator(".np-confusion b").all_text_contents()]
    assert counts == on_test.confusion()[::-1, ::-1].ravel().tolist()
    expect_weights(stage, run.weights_at(k)[0], dataset)


def expect_weights(stage: Stage, w: Array, dataset: Dataset) -> None:
    """Compare the painted weights with the exact ones: at most four of 250 levels of colour may part them."""
    mean = w.reshape(dataset.picture_shape).mean(axis=2)
    width, height, *pixels = stage.page.locator(".np-weights").first.evaluate(_PIXELS)
    assert (height, width) == mean.shape
    share = mean[..., np.newaxis] / (np.abs(mean).max() or 1)
    lowest, zero, highest = np.array(DIVERGING, dtype=float)
    colours = zero + np.where(share < 0, lowest - zero, highest - zero) * np.abs(share)
    painted = np.reshape(pixels, (height, width, 4))
    assert (painted[..., 3] == 255).all()
    assert np.abs(painted[..., :3] - colours).max() <= 4


# --- Every moment ------------------------------------------------------------


def test_every_moment_shows_the_run_as_it_was_then(enter: Enter, dataset: Dataset) -> None:
    stage, run = enter(SHORT, opened=["answers", "weights"]), train(dataset.prepared, 0.005, 300)
    expect_moment(stage, run, 300, dataset)
    stage.page.locator(".np-gallery").scroll_into_view_if_needed()
    stage.page.evaluate(_COUNT_PULSES)
    scrubber(stage).press("Home")
    stage.page.wait_for_function("() => window.pulses > 0")  # answers flip
    expect_moment(stage, run, 0, dataset)
    for k in (1, 2, 3):
        scrubber(stage).press("ArrowRight")
        expect_moment(stage, run, k, dataset)
    scrubber(stage).press("ArrowLeft")
    expect_moment(stage, run, 2, dataset)
    scrubber(stage).press("End")
    expect_moment(stage, run, 300, dataset)


def test_the_marks_lie_on_curve_and_path_on_every_axis_and_in_space(enter: Enter, dataset: Dataset) -> None:
    stage, run = enter(SHORT, opened=["charts"]), train(dataset.prepared, 0.005, 300)
    marks = {card: stage.page.locator(f".st-key-{card} .np-mark") for card in ("cost_curve", "loss_surface")}
    scrubber(stage).press("Home")
    for _ in range(40):
        stage.page.keyboard.press("ArrowRight")
    assert iteration(stage) == 40
    painted = {card: mark.bounding_box() for card, mark in marks.items()}
    # A click on a chart that is only painted, beside the curve, goes there too.
    scrubber(stage).press("End")
    assert stage.page.locator(".st-key-cost_curve .main-svg").count() == 0
    stage.page.mouse.click(
        painted["cost_curve"]["x"] + painted["cost_curve"]["width"] / 2, painted["cost_curve"]["y"] - 30
    )
    assert abs(iteration(stage) - 40) <= 2
    for card in marks:
        stage.point_at(card)
    scrubber(stage).press("End")
    assert stage.page.evaluate(_MARK, ["cost_curve", 300, 1]) is None
    scrubber(stage).press("Home")
    for _ in range(40):
        stage.page.keyboard.press("ArrowRight")
    assert iteration(stage) == 40
    for card, mark in marks.items():
        assert mark.bounding_box() == pytest.approx(painted[card], abs=1)
    expect_marks(stage, run, 40)
    for axis in ("scale", "iteration_axis"):
        stage.choose(axis, "Log")
        stage.wait_until_idle()
    stage.page.wait_for_function(_IS_LOGARITHMIC)
    expect(stage.page.locator(".st-key-cost_curve .np-mark")).to_be_visible()  # it comes with the film
    expect(stage.page.locator(".st-key-loss_surface .np-mark")).to_be_visible()
    expect_marks(stage, run, 40)
    stage.choose("view", "3D")
    stage.page.wait_for_function(
        """cost => { const z = document.querySelector('.st-key-loss_surface .np-chart').data.at(-1).z;
            return z?.length === 1 && Math.abs(z[0] - cost) < 1e-6; }""",
        arg=float(np.log10(run.costs[40])),
    )


def expect_marks(stage: Stage, run: TrainingRun, k: int) -> None:
    path = next(trace for trace in stage.chart("loss_surface") if trace["name"] == "descent path")
    for card, x, y in (
        ("cost_curve", k, float(run.costs[k])),
        ("loss_surface", float(path["x"][k]), float(path["y"][k])),
    ):
        assert np.abs(stage.page.evaluate(_MARK, [card, x, y])).max() < 1.5


def test_every_extreme_of_the_cost_is_a_step(enter: Enter, dataset: Dataset) -> None:
    stage, run = enter(), train(dataset.prepared, 0.005, 2000)
    scrubber(stage).press("Home")
    extremes = [k for k in find_turning_points(run.costs).tolist() if 0 < k < 60]
    seen = [iteration(stage)]
    while seen[-1] < 60:
        stage.page.keyboard.press("ArrowRight")
        seen.append(iteration(stage))
    assert extremes
    assert set(extremes) <= set(seen)
    chosen, _ = choose_film_iterations(run.costs, run.recorded)
    ticks = [chosen[round(share * (len(chosen) - 1))] for share in (0, 1 / 3, 2 / 3, 1)]
    expect(stage.page.locator(".np-ticks span")).to_have_text([*map("{:,}".format, ticks), "not to scale"])


def textbook(dataset: Dataset, iterations: int) -> tuple[list[float], int]:
    """Return the costs of a descent written by hand, and how many answers to the test pictures changed."""
    X, Y, w, b = dataset.X_train, dataset.Y_train, np.zeros((dataset.n_features, 1)), 0.0
    costs = []
    for _ in range(iterations + 1):
        A = 1 / (1 + np.exp(-(w.T @ X + b)))
        costs.append(float(-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))))
        last = w, b
        w, b = w - 0.005 * X @ (A - Y).T / Y.size, b - 0.005 * float((A - Y).mean())
    return costs, int((last[0].T @ dataset.X_test + last[1] > 0).sum())  # at the start all are answered 0


def test_sentence_and_charts_tell_the_moment_that_is_shown(enter: Enter, dataset: Dataset) -> None:
    stage, (costs, changed) = enter(SHORT), textbook(dataset, 40)
    story = stage.page.locator(".np-story")
    at_the_end = story.inner_text()
    charts = [stage.page.locator(f".st-key-{card} .np-chart") for card in ("cost_curve", "loss_surface")]
    spoken = [chart.get_attribute("aria-label") for chart in charts]
    scrubber(stage).press("Home")
    expect(story).to_contain_text("No training yet")
    for _ in range(40):
        stage.page.keyboard.press("ArrowRight")
    rises = int((np.diff(costs) > 0).sum())
    assert rises
    assert costs[40] < costs[0]
    expect(story).to_have_text(
        f"Iteration 40 of 300: the cost is {costs[40]:.4f}, lower than at the start; rises so far: {rises}. "
        f"Test pictures with another answer than at iteration 0: {changed} of {dataset.test_labels.size}."
    )
    for chart in charts:
        expect(chart).to_have_attribute("aria-label", re.compile(f"iteration 40, .* cost is {costs[40]:.4f}"))
    scrubber(stage).press("End")
    expect(story).to_have_text(at_the_end)
    assert [chart.get_attribute("aria-label") for chart in charts] == spoken


def test_with_less_motion_answers_that_flip_have_a_frame_and_playing_shows_a_few_moments_a_second(
    enter: Enter, dataset: Dataset
) -> None:
    stage, run = enter(SHORT, reduced_motion="reduce"), train(dataset.prepared, 0.005, 300)
    scrubber(stage).press("Home")
    before = verdicts_at(run, 0, dataset)
    for k in (1, 2):
        scrubber(stage).press("ArrowRight")
        now = verdicts_at(run, k, dataset)
        changed = np.flatnonzero((now.answers != before.answers)[:60])
        said = stage.page.locator(".np-moment b").inner_text()
        shown = min(60, len(now.answers))
        told = f"{len(changed)} of {shown} answers changed since {k - 1}"
        assert said == (told if len(changed) else "")
        flipped = stage.page.locator(".np-flipped").evaluate_all(
            "tiles => tiles.map(tile => Number(tile.dataset.picture))"
        )
        assert flipped == changed.tolist()
        before = now
    button(stage, "Play").click()
    moments = stage.page.evaluate(_MOMENTS, 1500)
    assert 2 <= len(moments) <= 8
    assert stage.page.locator(".np-tile").evaluate_all(_PULSES) == 0


# --- Play ------------------------------------------------------------


def test_playing_shows_moment_after_moment_without_asking_the_server(enter: Enter) -> None:
    stage = enter()
    asked: list[str] = []
    stage.listen("request", lambda request: asked.append(request.url))
    stage.listen("websocket", lambda socket: asked.append(socket.url))
    button(stage, "Play").click()
    stage.page.evaluate(_SEE_MOMENTS, 10)
    button(stage, "Pause").click()
    assert iteration(stage) < 2000
    assert asked == []


def test_space_plays_and_pauses(enter: Enter) -> None:
    stage = enter()
    scrubber(stage).press("Home")
    scrubber(stage).press(" ")
    expect(button(stage, "Pause")).to_be_visible()
    stage.page.wait_for_function(
        "() => !document.querySelector('.np-moment span').textContent.includes(' 0 of')"
    )
    scrubber(stage).press(" ")
    expect(button(stage, "Play")).to_be_visible()
    assert len(stage.page.evaluate(_MOMENTS, 200)) == 1


def test_playing_ends_at_the_end(enter: Enter, dataset: Dataset) -> None:
    stage, run = (
        enter("?num_iterations=20", opened=["answers", "weights"]),
        train(dataset.prepared, 0.005, 20),
    )
    stage.page.get_by_role("combobox", name="Speed").select_option("4×")
    button(stage, "To the start").click()
    button(stage, "Play").click()
    expect(stage.page.locator(".np-moment span")).to_have_text("iteration 20 of 20")
    expect(button(stage, "Play")).to_be_visible()
    expect_moment(stage, run, 20, dataset)


# --- The other ways there ------------------------------------------------------------


def test_the_buttons_step_and_jump_and_stay_in_sight_while_the_pictures_are_looked_at(enter: Enter) -> None:
    stage = enter(SHORT)
    for name, arrived in (
        ("To the start", 0),
        ("One step forward", 1),
        ("One step forward", 2),
        ("One step back", 1),
        ("To the end", 300),
        ("One step forward", 300),
    ):
        button(stage, name).click()
        assert iteration(stage) == arrived
    stage.page.locator(".np-tile").last.scroll_into_view_if_needed()
    expect(button(stage, "Play")).to_be_in_viewport()


def test_a_click_beside_the_cost_curve_goes_to_the_iteration_below_it_and_pulling_goes_nowhere(
    enter: Enter, dataset: Dataset
) -> None:
    stage, run = enter(SHORT, opened=["charts", "answers", "weights"]), train(dataset.prepared, 0.005, 300)
    stage.point_at("cost_curve")

    def find_area() -> FloatRect:
        area = stage.page.locator(".st-key-cost_curve .nsewdrag").bounding_box()
        assert area is not None
        return area

    def click_beside(wanted: int, place: float) -> None:
        area = find_area()  # other choices may move the chart
        x, y = stage.page.evaluate(_PLACE, [place, float(run.costs[wanted])])
        low = y > area["y"] + area["height"] / 2
        # Far from the curve, where no point of it is named.
        stage.page.mouse.click(x + (wanted == 0), area["y"] + area["height"] * (0.2 if low else 0.8))
        assert abs(iteration(stage) - wanted) < 2
        expect_moment(stage, run, iteration(stage), dataset)

    for wanted in (150, 6, 290):
        click_beside(wanted, wanted)
    stage.choose("iteration_axis", "Log")
    stage.page.wait_for_function(
        """() => {
            const {xaxis} = document.querySelector('.st-key-cost_curve .np-chart')._fullLayout;
            return xaxis.type === 'log' && xaxis.range[1] < 3;
        }"""
    )
    stage.wait_until_whole()
    for wanted, place in ((150, 150), (1, 1), (0, 0.5)):
        click_beside(wanted, place)
    chosen, area = iteration(stage), find_area()
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + 80, y + 60, steps=4)
    stage.page.mouse.up()
    assert iteration(stage) == chosen


def test_a_click_goes_to_the_iteration_that_is_named_there(enter: Enter, dataset: Dataset) -> None:
    stage, run = enter(), train(dataset.prepared, 0.005, 2000)
    stage.point_at("cost_curve")
    # Left of the falling curve, at the height that it reaches later: what is nearest lies in between.
    stage.page.mouse.move(*stage.page.evaluate(_PLACE, [120, float(run.costs[200])]), steps=3)
    label = stage.page.locator(".st-key-cost_curve .hoverlayer")
    expect(label).to_contain_text("iteration 1")
    named = int(label.text_content().split("iteration ")[1].split("cost")[0])
    assert 126 <= named < 200
    stage.page.mouse.down()
    stage.page.mouse.up()
    assert abs(iteration(stage) - named) <= 2


def test_a_new_run_starts_at_its_end(enter: Enter, dataset: Dataset) -> None:
    stage = enter(SHORT, opened=["answers", "weights"])
    button(stage, "To the start").click()
    stage.press(RATE, "ArrowRight")
    stage.wait_until_idle()
    expect_moment(stage, train(dataset.prepared, stage.shown(RATE), 300), 300, dataset)
    assert stage.page.evaluate(_MARK, ["cost_curve", 0, 1]) is None


def test_while_a_new_run_is_recorded_nothing_is_said_of_the_one_before(enter: Enter) -> None:
    stage = enter(SHORT)
    scrubber(stage).press("Home")
    expect(stage.page.locator(".np-moment b")).to_contain_text("answer")
    held: list[Route] = []
    is_held = True
    stage.page.route("**/films?*", lambda route: held.append(route) if is_held else route.continue_())
    before = stage.metric(0).inner_text()
    stage.press(RATE, "ArrowRight", 4)
    expect(stage.metric(0)).not_to_have_text(before)
    expect(stage.page.locator(".np-moment")).to_have_text("")
    expect(scrubber(stage)).to_have_value(scrubber(stage).get_attribute("max") or "")
    stage.page.wait_for_timeout(400)
    is_held = False
    for route in held:
        with suppress(Error):  # the page has asked anew and waits for this one no more
            route.continue_()
    stage.wait_until_idle()
    assert iteration(stage) == 300


def test_the_size_of_the_film_is_said_and_below_200_kilobytes(enter: Enter) -> None:
    stage = enter("?num_iterations=300&learning_rate=0.001")
    with stage.page.expect_response("**/films?*") as answer:
        stage.press(RATE, "End")
    size = int(answer.value.headers["content-length"])
    stage.wait_until_idle()
    assert size < 200_000
    expect(stage.page.locator(".np-about")).to_contain_text(f"{-(-size // 1000):,} kB")


def test_the_transport_speaks_chinese(enter: Enter) -> None:
    stage = enter(f"{SHORT}&language=zh")
    expect(stage.page.locator(".np-moment span")).to_have_text("第 300 / 300 次迭代")
    button(stage, "回到开头").click()
    expect(stage.page.locator(".np-label").first).to_have_text("第 0 次迭代的代价")
