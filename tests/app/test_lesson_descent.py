"""The lesson's page on gradient descent: what its controls do to its sentences and charts."""

import base64
import re
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.charts.parts import Spec
from playground.data.contents import Dataset
from playground.engine.landscape import PLANES, project
from playground.engine.training import train
from playground.engine.ways import Momentum
from playground.lesson.descent.convexity import check_grid
from playground.lesson.descent.mathematics import Bowl, Parabola, Rugged, descend, draw_starts, number_valleys
from playground.words.catalogue import LANGUAGES
from tests.app.conftest import follow_link
from tests.support import data_of

UNWRITABLE = re.compile(r"\b(nan|inf|NaN|Infinity)\b")


def open_descent(**query: object) -> AppTest:
    return follow_link("descent", **query)


def chart_of(at: AppTest, name: str) -> dict[str, Any]:
    return data_of(at.get_by_key(f"part_chart_{name}"))["chart"]


def array_of(written: Any) -> np.ndarray:
    """Return the numbers of a trace, which are bytes in base 64 where they were an array."""
    if isinstance(written, list):
        return np.array(written)
    return np.frombuffer(base64.b64decode(written["bdata"]), dtype=np.dtype(written["dtype"]))


def traces_of(at: AppTest, name: str) -> dict[str, Spec]:
    return {trace.get("name", ""): trace for trace in chart_of(at, name)["figure"]["data"]}


def all_words(at: AppTest) -> str:
    captions = [
        f"{chart_of(at, name)['alt']} {chart_of(at, name)['caption']}"
        for name in ("descent_one", "descent_two", "descent_convex", "descent_rugged")
    ]
    return "\n".join([element.value for element in (*at.markdown, *at.caption)] + captions)


def press(at: AppTest, key: str) -> AppTest:
    return at.button(key=key).click().run()


def said(at: AppTest, start: str) -> str:
    return next(element.value for element in at.markdown if start in element.value)


# --- The whole page ------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_in_both_languages(tiny: Dataset, language: str) -> None:
    at = open_descent(language=language)
    assert not at.exception
    assert len(at.header) == 5
    assert not UNWRITABLE.search(all_words(at))


def test_an_address_reopens_the_page_as_it_is(tiny: Dataset) -> None:
    at = open_descent()
    at.slider(key="descent_one_rate").set_value(0.35).run()
    press(at, "descent_one_ten")
    at.toggle(key="answers_hidden").set_value(True).run()
    changed = {"descent_one_rate": "0.35", "descent_one_steps": "10", "answers_hidden": "1"}
    assert changed.items() <= at.query_params.items()
    again = open_descent(**at.query_params)
    assert again.slider(key="descent_one_rate").value == 0.35
    assert again.slider(key="descent_one_steps").value == 10
    assert again.toggle(key="answers_hidden").value


def test_what_an_address_asks_of_a_slider_in_vain_is_told(tiny: Dataset) -> None:
    at = open_descent(descent_one_rate="7", descent_two_view="4d")
    assert not at.exception
    assert at.slider(key="descent_one_rate").value == 0.1
    assert at.warning[0].value.count("a control on a page of the lesson") == 2


def test_a_link_drawn_before_a_slider_moved_takes_its_place_along(tiny: Dataset) -> None:
    at = open_descent()
    drawn_before = dict(at.query_params)
    at.slider(key="descent_one_rate").set_value(0.35).run()
    at.query_params.clear()
    at.query_params.update(drawn_before)
    at.session_state["_drawn"] = ("another page", "en")
    at.session_state["_linked"] = [drawn_before]
    at.run()
    assert at.slider(key="descent_one_rate").value == 0.35
    assert at.query_params["descent_one_rate"] == "0.35"


def test_the_ends_of_all_sliders_give_numbers(tiny: Dataset) -> None:
    at = open_descent()
    for end in ("max", "min"):
        for slider in at.slider:
            slider.set_value(getattr(slider, end))
        for key, most in (("one", 50), ("two", 60), ("many", 60)):
            at.slider(key=f"descent_{key}_steps").set_value(most)
        at.run()
        assert not at.exception
        assert not UNWRITABLE.search(all_words(at))
        for name in ("descent_one", "descent_two", "descent_rugged"):
            assert np.isfinite(array_of(chart_of(at, name)["figure"]["data"][0]["x"])).all()


# --- One weight ------------------------------------------------------------


CASES = {"slow": "Too small.", "good": "Good.", "oscillating": "Oscillating.", "diverging": "Diverging."}


@pytest.mark.parametrize("curvature", [1.0, 1.5, 2.0, 2.5, 3.0])
def test_each_case_button_leads_to_its_case(tiny: Dataset, curvature: float) -> None:
    at = open_descent()
    for case, name in CASES.items():
        at.slider(key="descent_one_steps").set_value(0)
        at.slider(key="descent_one_curvature").set_value(curvature).run()
        press(at, f"descent_case_{case}")
        assert f"**{name}**" in said(at, "α = "), case
        assert at.slider(key="descent_one_steps").value == 10, case


def test_a_start_on_the_bottom_is_no_descent(tiny: Dataset) -> None:
    at = open_descent()
    at.slider(key="descent_one_start").set_value(1.0)
    at.slider(key="descent_one_steps").set_value(10)
    for rate in (0.01, 0.5, 1.0, 2.4):
        at.slider(key="descent_one_rate").set_value(rate).run()
        assert said(at, "**At the bottom.** w = 1.00"), rate
        assert "too short for an arrow" in chart_of(at, "descent_one")["caption"], rate
    for name in "wb":
        at.slider(key=f"descent_two_{name}").set_value(0.0)
    at.run()
    assert said(at, "**At the bottom.** Both derivatives are 0")


def test_the_caption_names_the_arrow_only_where_there_is_one(tiny: Dataset) -> None:
    at = open_descent()
    assert "Arrow: the next step" in chart_of(at, "descent_one")["caption"]
    at.slider(key="descent_one_rate").set_value(0.5)
    press(at, "descent_one_one")  # 1/J'' at once
    assert "too short for an arrow" in chart_of(at, "descent_one")["caption"]
    assert chart_of(at, "descent_one")["figure"]["layout"]["annotations"] == []


def test_steps_are_taken_by_buttons(tiny: Dataset) -> None:
    at = open_descent()
    for button, expected in (("one", 1), ("ten", 11), ("back", 10), ("reset", 0), ("back", 0)):
        press(at, f"descent_one_{button}")
        assert at.slider(key="descent_one_steps").value == expected
    for _ in range(6):
        press(at, "descent_one_ten")
    assert at.slider(key="descent_one_steps").value == 50


def test_tangent_and_steps_are_the_core_s(tiny: Dataset) -> None:
    at = open_descent()
    at.slider(key="descent_one_rate").set_value(0.3).run()
    press(at, "descent_one_one")
    press(at, "descent_one_one")
    parabola = Parabola(2.0)
    path = descend(parabola.slope, np.array(-4.0), 0.3, 3)
    traces = traces_of(at, "descent_one")
    np.testing.assert_allclose(array_of(traces["steps so far"]["x"]), path[:3])
    x, y = (array_of(traces["tangent"][axis]) for axis in "xy")
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(float(parabola.slope(path[2])))
    assert x.mean() == pytest.approx(path[2])
    assert y.mean() == pytest.approx(float(parabola.cost(path[2])))
    assert f" {path[3]:.2f}$" in said(at, "w := w")


@pytest.mark.parametrize(("steps", "sign"), [(1, "="), (9, r"\approx")])
def test_a_rounded_step_is_not_called_equal(tiny: Dataset, steps: int, sign: str) -> None:
    at = open_descent()
    at.slider(key="descent_one_rate").set_value(0.3)
    at.slider(key="descent_one_steps").set_value(steps).run()
    formula = said(at, "w := w").removeprefix(r"$\displaystyle w := ")
    assert formula.count(sign) == 2
    assert sign == "=" or "=" not in formula


def test_the_window_follows_what_diverges(tiny: Dataset) -> None:
    at = press(press(open_descent(), "descent_case_diverging"), "descent_one_ten")
    path = descend(Parabola(2.0).slope, np.array(-4.0), 1.1, 21)
    chart = chart_of(at, "descent_one")
    low, high = chart["figure"]["layout"]["xaxis"]["range"]
    assert low < path.min() < path.max() < high
    assert "times as wide" in chart["caption"]


# --- Two weights ------------------------------------------------------------


def test_the_path_in_the_bowl_is_the_core_s_in_both_views(tiny: Dataset) -> None:
    at = open_descent()
    path = descend(Bowl(10.0).gradient, np.array([-4.0, -1.0]), 0.9, 10)
    np.testing.assert_allclose(array_of(traces_of(at, "descent_two")["path"]["x"]), path[:, 0])
    at.segmented_control(key="descent_two_view").set_value("3d").run()
    trail = traces_of(at, "descent_two")["path"]
    assert trail["type"] == "scatter3d"
    np.testing.assert_allclose(array_of(trail["z"]), Bowl(10.0).cost(path))


BOWLS = (
    *((10, 0.9, "Zigzag."), (1, 0.9, "A round bowl."), (10, 0.4, "No zigzag.")),
    *((10, 1.0, "From wall to wall for ever."), (10, 1.1, "Diverging.")),
    *((1, 1.0, "To and fro for ever."), (1, 1.1, "Diverging."), (1, 0.4, "A round bowl.")),
)


def test_the_bowl_is_told_as_it_is(tiny: Dataset) -> None:
    at = open_descent()
    for elongation, rate, story in BOWLS:
        at.slider(key="descent_two_elongation").set_value(elongation)
        at.slider(key="descent_two_rate").set_value(rate).run()
        steep = "steep axis" in said(at, f"**{story}**")
        assert steep == (elongation > 1 and rate >= 1.0), (elongation, rate)


def test_momentum_races_the_plain_descent_in_the_bowl(tiny: Dataset) -> None:
    at = open_descent(descent_two_elongation="30", descent_two_rate="0.9", descent_two_steps="60")
    assert "momentum" not in traces_of(at, "descent_two")
    for beta, steps, story in ((0.7, 60, "cancel"), (0.95, 10, "gathers speed"), (0.7, 0, "both are at")):
        at.slider(key="descent_two_beta").set_value(beta)
        at.slider(key="descent_two_steps").set_value(steps).run()
        path = descend(Bowl(30.0).gradient, np.array([-4.0, -1.0]), 0.9, steps, Momentum(beta))
        np.testing.assert_allclose(array_of(traces_of(at, "descent_two")["momentum"]["x"]), path[:, 0])
        assert f"β = {beta:.2f}" in said(at, story)
        assert "diamonds" in chart_of(at, "descent_two")["alt"]
    at.segmented_control(key="descent_two_view").set_value("3d").run()
    assert traces_of(at, "descent_two")["with momentum"]["marker"]["symbol"] == "diamond"
    at.slider(key="descent_two_beta").set_value(0.05)
    at.slider(key="descent_two_rate").set_value(1.1).run()
    assert said(at, "it diverges, too")


# --- Many starts ------------------------------------------------------------


def test_valleys_are_counted(tiny: Dataset) -> None:
    at = open_descent()
    assert said(at, "none of 12 descents")
    at.slider(key="descent_many_steps").set_value(60).run()
    numbers = number_valleys(descend(Rugged().gradient, draw_starts(12, 1), 0.1, 60)[-1])
    reached = set(numbers.tolist()) - {0}
    assert f"{(numbers > 0).sum()} of 12" in said(at, "Rugged:")
    assert f"in {len(reached)} different valleys" in said(at, "Rugged:")
    assert said(at, "Convex: 12 of 12")
    before = array_of(traces_of(at, "descent_rugged")["path"]["x"])
    press(at, "descent_many_other")
    assert (array_of(traces_of(at, "descent_rugged")["path"]["x"])[:1] != before[:1]).all()


# --- The neuron ------------------------------------------------------------


@pytest.mark.parametrize("plane", PLANES)
def test_the_neuron_breaks_nothing_where_the_rugged_surface_does(tiny: Dataset, plane: str) -> None:
    at = open_descent()
    at.segmented_control(key="descent_plane").set_value(plane).run()
    assert said(at, "0 of 352,800 midpoints")
    landscape = project(train(tiny.prepared, 0.005, 2000), plane, 41)
    drawn = chart_of(at, "descent_neuron")["figure"]["data"][0]
    np.testing.assert_allclose(array_of(drawn["x"]), landscape.alphas)
    np.testing.assert_allclose(array_of(drawn["z"]).reshape(41, 41), landscape.costs, rtol=1e-6)
    assert said(at, f"all {tiny.n_features + 1:,} dimensions: 0 above")
    figure = chart_of(at, "descent_checked")["figure"]["data"][0]
    costs = array_of(figure["z"]).astype(np.float64).reshape(41, 41)
    violations = int(re.search(r"([\d,]+) of 352,800", said(at, "not convex"))[1].replace(",", ""))  # type: ignore[index]
    assert violations == pytest.approx(check_grid(costs).violations, rel=1e-3)


def test_a_run_without_iterations_has_planes_too(tiny: Dataset) -> None:
    at = open_descent(num_iterations=0)
    assert not at.exception
    assert said(at, "0 of 352,800 midpoints")


def test_no_data_set_leaves_the_rest_of_the_page(folder: Path) -> None:
    at = open_descent()
    assert not at.exception
    assert len(at.error) == 1
    assert len(at.header) == 5


def test_a_broken_data_set_is_told(tiny: Dataset, folder: Path) -> None:
    with h5py.File(folder / "train_tiny.h5", "r+") as file:
        file["train_set_y"][...] = 2
    at = open_descent()
    assert not at.exception
    # The only one there is: either it is not offered, or it is named when it is read.
    assert "train_tiny.h5" in at.error[0].value or "There is no data set" in at.error[0].value


# --- The questions ------------------------------------------------------------


def answer(at: AppTest, name: str, option: str) -> str:
    """Commit to an option and return what the page then says."""
    at.radio(key=f"answer_descent_{name}").set_value(option).run()
    press(at, f"reveal_descent_{name}")
    return (at.success or at.warning)[0].value


@pytest.mark.parametrize(
    ("curvature", "right"), [(1.0, "side"), (2.0, "nearer"), (2.5, "forever"), (3.0, "away")]
)
def test_the_answer_depends_on_the_curvature(tiny: Dataset, curvature: float, right: str) -> None:
    at = open_descent()
    at.slider(key="descent_one_curvature").set_value(curvature).run()
    assert answer(at, "jump", right).startswith("Right.")


@pytest.mark.parametrize(("elongation", "right"), [(1, "four"), (10, "twice"), (30, "twice")])
def test_the_answer_depends_on_the_elongation(tiny: Dataset, elongation: int, right: str) -> None:
    at = open_descent()
    at.slider(key="descent_two_elongation").set_value(elongation).run()
    assert answer(at, "longer", right).startswith("Right.")


@pytest.mark.parametrize(("option", "says"), [("bounded", "Right."), ("away", "Not so")])
def test_the_bias_is_caught(tiny: Dataset, option: str, says: str) -> None:
    assert answer(open_descent(), "neuron", option).startswith(says)
