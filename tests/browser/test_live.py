"""The page while a thumb moves, and after it was let go."""

import io
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Request, expect

from playground.app.browser.address import AHEAD_HEADER
from playground.app.session.choices import LEARNING_RATES
from playground.data.contents import Dataset
from playground.engine.forms import Array
from playground.engine.landscape import project
from playground.engine.training import train
from playground.words.numbers import write_cost
from tests.browser.expecting import COUNT, RATE, expect_all_to_follow
from tests.browser.stage import Stage
from tests.support import compute_verdicts, write_probability

Enter = Callable[..., Stage]
DRAGS = 50
FEWEST_REPAINTS = 6  # of three seconds, on the busiest machine; the bench says how many there are
# Notes every state of the page in which headline, curve, path and answers all differ from the one before.
_WATCH = """() => {
    window.seen = [];
    const trace = (card, number) => document.querySelector(`.st-key-${card} .np-chart`).shown[number];
    const look = () => {
        const y = trace('cost_curve', 0).y, x = trace('loss_surface', 2).x;
        const now = [y[y.length - 1], x[x.length - 1], document.querySelector('.np-value').textContent,
            [...document.querySelectorAll('.np-probability')].map(each => each.textContent).join()];
        const last = window.seen.at(-1);
        if (!last || now.every((part, i) => part !== last[i])) window.seen.push(now);
        requestAnimationFrame(look);
    };
    look();
}"""


_SPANS_OF_FRAMES = """() => performance.getEntriesByType("resource")
    .filter(each => each.name.includes("/frames?"))
    .map(each => [each.startTime, each.responseEnd]).sort(([left], [right]) => left - right)"""


def test_everything_follows_each_thumb_before_it_is_let_go(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    for slider, pixels in ((RATE, 40), (COUNT, 60)):
        x, y = stage.thumb(slider)
        before = stage.shown(slider)
        stage.page.mouse.move(x, y)
        stage.page.mouse.down()
        for step in (pixels, -pixels // 2):
            stage.page.mouse.move(x + step, y, steps=5)
            expect_all_to_follow(stage, dataset)
            assert np.sign(stage.shown(slider) - before) == np.sign(step)
        stage.page.mouse.up()
        expect_all_to_follow(stage, dataset)


def test_every_repaint_of_a_drag_is_a_training_of_its_own(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    stage.page.evaluate(_WATCH)
    pull_for_three_seconds(stage, RATE)
    seen = stage.page.evaluate("() => window.seen")
    assert len({tuple(state) for state in seen}) >= FEWEST_REPAINTS
    trained = {rate: train(dataset.prepared, rate, 2000) for rate in LEARNING_RATES}
    for cost, path_end, headline, answers in seen:
        rate = min(trained, key=lambda rate: abs(trained[rate].costs[-1] - cost))
        run = trained[rate]
        assert cost == pytest.approx(run.costs[-1], rel=1e-6)
        assert headline == write_cost(run.costs[-1])
        assert path_end == pytest.approx(project(run, "path", 2).path[-1, 0], rel=2e-5)
        verdicts = compute_verdicts(*run.weights_at(2000), dataset.X_test, dataset.test_labels)
        assert answers == ",".join(map(write_probability, verdicts.A[:60]))
    expect_all_to_follow(stage, dataset)


def test_a_key_held_down_moves_everything_on_the_way(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?num_iterations=1000")
    stage.page.evaluate(_WATCH)
    stage.slider(COUNT).focus()
    for _ in range(60):  # a second press without a release is a repeat
        stage.page.keyboard.down("ArrowRight")
        stage.page.wait_for_timeout(33)
    stage.page.keyboard.up("ArrowRight")
    assert stage.shown(COUNT) == 1600
    expect_all_to_follow(stage, dataset)
    assert len(stage.page.evaluate("() => window.seen")) >= FEWEST_REPAINTS


def pull_for_three_seconds(stage: Stage, slider: str) -> None:
    """Pull a thumb to and fro, and let it go."""
    x, y = stage.thumb(slider)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    for step in range(90):
        stage.page.mouse.move(x + 70 * np.sin(step / 8), y)
        stage.page.wait_for_timeout(33)
    stage.page.mouse.up()


def test_a_thumb_pulled_away_and_back_leaves_the_page_as_it_was(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    x, y = stage.thumb(RATE)
    stage.page.mouse.move(x, y)
    stage.page.mouse.down()
    stage.page.mouse.move(x + 60, y, steps=6)
    stage.page.mouse.move(x, y, steps=6)
    stage.page.mouse.up()
    assert stage.shown(RATE) == 0.005
    expect_all_to_follow(stage, dataset)


def test_every_drag_and_burst_of_keys_ends_on_the_value_shown(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    random = np.random.default_rng(5)
    for _ in range(DRAGS):
        slider = (RATE, COUNT)[random.integers(2)]
        if random.random() < 0.7:
            x, y = stage.thumb(slider)
            stage.page.mouse.move(x, y)
            stage.page.mouse.down()
            for pixels in random.integers(-90, 90, size=random.integers(1, 5)):
                stage.page.mouse.move(x + int(pixels), y, steps=int(random.integers(1, 6)))
            stage.page.mouse.up()
        else:
            key = ("ArrowLeft", "ArrowRight")[random.integers(2)]
            stage.press(slider, key, times=int(random.integers(1, 9)))
        run = train(dataset.prepared, stage.shown(RATE), int(stage.shown(COUNT)))
        expect(stage.metric(0)).to_have_text(write_cost(run.costs[-1]))
    expect_all_to_follow(stage, dataset)


@pytest.mark.parametrize(
    ("query", "look"),
    [
        ("?learning_rate=0.05", {"color_scheme": "dark"}),
        ("?learning_rate=0.056&num_iterations=220", {}),  # the note of where twins part stands in the middle
        (
            "?learning_rate=0.5&scale=log&iteration_axis=log&plane=sharp&num_iterations=400",
            {"device_scale_factor": 2},
        ),
    ],
)
def test_what_is_painted_looks_as_what_plotly_draws(
    enter: Enter, query: str, look: dict[str, object]
) -> None:
    stage = enter(query, **look)
    charts = {
        card: stage.page.locator(f".st-key-{card} .np-chart") for card in ("cost_curve", "loss_surface")
    }
    for card, chart in charts.items():
        painted = photograph(chart)
        assert stage.page.locator(f".st-key-{card} .main-svg").count() == 0
        stage.point_at(card)
        expect_alike(painted, photograph(chart))
    stage.press(RATE, "ArrowRight")
    stage.page.wait_for_function("() => document.querySelectorAll('.np-painted').length === 2")
    stage.page.wait_for_function("() => document.querySelectorAll('.np-painted').length === 0")
    stage.wait_until_idle()
    for chart in charts.values():
        drawn = photograph(chart)
        chart.evaluate("chart => chart.classList.add('np-painted')")  # the canvas has the same figure
        expect_alike(photograph(chart), drawn)


def expect_alike(painted: Array, drawn: Array) -> None:
    differs = np.abs(drawn - painted).max(axis=2)
    assert differs.max() > 0  # it is the other picture
    assert differs.mean() < 1.5
    assert (differs > 40).mean() < 0.01
    assert (drawn.std(axis=(0, 1)) > 10).all()  # neither is empty


def photograph(part: Locator) -> Array:
    picture = Image.open(io.BytesIO(part.screenshot())).convert("RGB")
    return np.asarray(picture).astype(float)


def test_the_values_of_the_slider_come_before_they_are_asked_for(enter: Enter, dataset: Dataset) -> None:
    ahead = set[str]()

    def note(request: Request) -> None:
        if "/frames?" in request.url and AHEAD_HEADER.lower() in request.headers:
            ahead.add(request.url)

    stage = enter("?num_iterations=50", saves_data=False)
    stage.listen("request", note)
    stage.page.reload()
    with stage.page.expect_response(lambda answer: "learning_rate=1&" in answer.url):
        stage.wait_until_whole()
    stage.page.wait_for_timeout(100)
    assert len(ahead) == len(LEARNING_RATES) - 1
    # By the browser's own clock: what a test hears of a request may come later than the next one.
    spans = stage.page.evaluate(_SPANS_OF_FRAMES)
    assert len(spans) >= len(ahead)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
    stage.page.route("**/frames?*", lambda route: route.abort())
    stage.press(RATE, "ArrowRight", times=9)
    expect_all_to_follow(stage, dataset)


def test_nothing_comes_ahead_where_bytes_are_dear(enter: Enter) -> None:
    stage = enter("?num_iterations=50")
    asked: list[str] = []
    stage.listen("request", lambda request: asked.append(request.url) if "/frames?" in request.url else None)
    stage.page.mouse.move(*stage.thumb(RATE))
    stage.slider(COUNT).focus()
    stage.page.wait_for_timeout(300)
    assert asked == []


def test_a_second_visitor_is_served_while_the_first_drags(enter: Enter, dataset: Dataset) -> None:
    first, second = enter(), enter("?learning_rate=0.001")
    x, y = first.thumb(RATE)
    first.page.mouse.move(x, y)
    first.page.mouse.down()
    first.page.mouse.move(x + 50, y, steps=5)
    second.press(RATE, "ArrowRight", times=3)
    first.page.mouse.move(x + 20, y, steps=5)
    expect_all_to_follow(second, dataset)
    first.page.mouse.up()
    expect_all_to_follow(first, dataset)
    assert first.shown(RATE) != second.shown(RATE)


def test_zoom_survives_an_update(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    chart = stage.point_at("cost_curve")
    box = chart.bounding_box()
    assert box is not None
    left, top = box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4
    stage.page.mouse.move(left, top)
    stage.page.mouse.down()
    stage.page.mouse.move(left + 100, top + 90, steps=5)
    stage.page.mouse.up()
    read_range = "chart => chart._fullLayout.xaxis.range"
    zoomed = chart.evaluate(read_range)
    assert 100 < zoomed[0] < zoomed[1] < 1900
    stage.press(RATE, "ArrowRight")
    expect_all_to_follow(stage, dataset)
    assert chart.evaluate(read_range) == zoomed
    stage.press(RATE, "End")  # a chart of other ranges
    expect_all_to_follow(stage, dataset)
    assert chart.evaluate(read_range) == zoomed
    chart.locator(".nsewdrag").dblclick()
    stage.page.wait_for_function(
        """([x, y]) => {
            const {xaxis, yaxis} = document.querySelector('.st-key-cost_curve .np-chart')._fullLayout;
            return Math.hypot(xaxis.range[1] - x, yaxis.range[1] - y) < 1e-3;
        }""",
        arg=[2030, 1.055 * float(stage.costs().max())],
    )


# A busy browser turns the camera on after Plotly has noted, with the button that goes up, where it stands.
_TURN_ON = """chart => {
    const { camera, glplot } = chart._fullLayout.scene._scene;
    glplot.canvas.addEventListener('mouseup', () => camera.view.rotate(camera.view.lastT() + 1, 0.3, 0.1, 0));
}"""
# The camera of the surface, once it stands.
_WAIT_FOR_CAMERA = """async chart => {
    const read = () => chart._fullLayout.scene._scene.getCamera().eye;
    let [last, stood] = [read(), 0];
    while (stood < 20) {
        await new Promise(requestAnimationFrame);
        stood = JSON.stringify(read()) === JSON.stringify(last) ? stood + 1 : 0;
        last = read();
    }
    return last;
}"""


def test_the_camera_stays_where_it_was_turned(enter: Enter, dataset: Dataset) -> None:
    stage = enter("?view=3d&num_iterations=300")
    chart = stage.page.locator(".st-key-loss_surface .js-plotly-plot")
    read_camera = "chart => chart._fullLayout.scene._scene.getCamera().eye"
    before = chart.evaluate(read_camera)
    box = chart.bounding_box()
    assert box is not None
    stage.page.mouse.move(box["x"] + 200, box["y"] + 180)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + 280, box["y"] + 200, steps=5)
    chart.evaluate(_TURN_ON)
    stage.page.mouse.up()
    turned = chart.evaluate(_WAIT_FOR_CAMERA)
    assert turned != before
    stage.press(RATE, "ArrowRight")
    expect_all_to_follow(stage, dataset)
    assert chart.evaluate(read_camera) == pytest.approx(turned, rel=1e-6)


def test_hover_survives_an_update(enter: Enter, dataset: Dataset) -> None:
    stage = enter()
    stage.point_at("loss_surface")
    area = stage.page.locator(".st-key-loss_surface .nsewdrag").bounding_box()
    assert area is not None
    label = stage.page.locator(".st-key-loss_surface .hoverlayer")
    stage.slider(RATE).focus()
    stage.page.mouse.move(area["x"] + area["width"] * 0.5, area["y"] + area["height"] * 0.7, steps=3)
    expect(label).to_contain_text("cost on this plane")
    before = label.text_content()
    stage.page.keyboard.press("ArrowRight")
    expect_all_to_follow(stage, dataset)
    expect(label).to_contain_text("cost on this plane")
    assert label.text_content() != before
