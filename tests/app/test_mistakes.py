"""Mistakes on the page: predicted, made, seen everywhere, turned off, and found."""

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground import neuron
from playground.__main__ import main
from playground.app import routes
from playground.app.browser.address import FRAMES
from playground.app.serving.desk import is_answered
from playground.app.session import runs
from playground.app.session.choices import Question, read_question
from playground.app.session.pins import Pin, write_board
from playground.app.shell.navigation import PAGES
from playground.app.stage import half, logarithm
from playground.data.contents import Dataset
from playground.data.mistakes import MISTAKES, hide, make_mistake, reveal
from playground.engine.training import train
from playground.engine.ways import Adam, Way
from playground.handin.report import build_report
from playground.handin.tables import build_answer_table, build_cost_table
from playground.study.logarithms import find_failure
from playground.study.study import Study
from playground.study.telling import tell_without
from playground.words.catalogue import translator
from tests.app.conftest import visitor_on
from tests.app.test_answers import address_of, fetch, film_of, question, read_frame, weights_of
from tests.app.test_playground import frame, no_exception, open_page

ENGLISH, CHINESE = translator("en"), translator("zh")


def told(at: AppTest) -> str:
    return "\n".join(each.value for each in [*at.markdown, *at.warning, *at.success, *at.info])


def choose(at: AppTest, mistake: str, answer: str) -> AppTest:
    """Choose a mistake, predict and make it."""
    at.get_by_key("mistake_chosen").set_value(mistake).run()
    assert at.button("mistake_make").disabled
    at.radio(f"mistake_answer_{mistake}").set_value(answer).run()
    return at.button("mistake_make").click().run()


def test_a_mistake_is_predicted_made_and_turned_off(tiny: Dataset) -> None:
    at = open_page()
    right = frame(at)["headline"]
    choose(at, "shuffled", "none")
    assert no_exception(at)
    assert at.query_params["dataset"] == "tiny.shuffled"
    made = make_mistake(tiny, "shuffled")
    wrong = Study(made, train(made.prepared, 0.005, 2000))
    seen = frame(at)["headline"]
    assert seen["numbers"][2]["value"] == f"{wrong.test.accuracy:.1f}%"
    assert "Mistake: labels shuffled." in seen["story"]
    beside = "cost {}, training {}, test {}.".format(*(each["value"] for each in right["numbers"][:3]))
    assert beside in seen["story"]
    assert ENGLISH.text("wrong.advice.notice.shuffled") in told(at)
    assert "You predicted" in told(at) or "As you predicted" in told(at)
    assert [each.value for each in at.code][:2] == [MISTAKES["shuffled"].right, MISTAKES["shuffled"].wrong]
    at.button("mistake_off").click().run()
    assert at.query_params["dataset"] == "tiny"
    assert frame(at)["headline"]["story"] == right["story"]
    assert not [each for each in at.button if each.key == "mistake_off"]


def test_the_right_run_is_drawn_beside_the_wrong_one(tiny: Dataset) -> None:
    at = open_page(dataset="tiny.undivided")
    shown = frame(at)["cost"]
    *_, beside = shown["figure"]["data"]
    assert beside["name"] == "right run"
    right = train(tiny.prepared, 0.005, 2000)
    np.testing.assert_allclose(beside["y"], right.costs[np.array(beside["x"], int)], rtol=1e-6)
    assert "not divided by 255" in shown["alt"]
    assert f"ends at {right.costs[-1]:.4f}" in shown["alt"]


def test_a_frame_without_the_right_run_says_so_and_is_not_kept(tiny: Dataset) -> None:
    made, way = make_mistake(tiny, "shuffled"), Way(Adam())  # which no route trains, as it takes long
    asked = {"dataset": made.name, "rule": "adam", "num_iterations": 20}
    right, wrong = (train(each.prepared, 0.05, 20, way=way) for each in (tiny, made))
    runs.run_shelf().put(made, wrong)
    for _ in range(2):
        answer = fetch(address_of(FRAMES, **asked))
        assert answer.status == 202
        assert ENGLISH.text("mistakes.without_yet") in read_frame(answer.body)["headline"]["story"]
    runs.run_shelf().put(tiny, right)
    whole = fetch(address_of(FRAMES, **asked))
    assert whole.status == 200
    (beside,) = tell_without(Study(made, wrong), Study(tiny, right), ENGLISH)
    assert beside in read_frame(whole.body)["headline"]["story"]
    assert is_answered(made, ("frame", read_question(Question, question(**asked))))


def test_a_right_run_has_nothing_beside_it(tiny: Dataset) -> None:
    assert "right run" not in [trace["name"] for trace in frame(open_page())["cost"]["figure"]["data"]]


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=lambda text: text.language)
def test_a_link_opens_every_mistake(tiny: Dataset, mistake: str, text: Any) -> None:
    at = open_page(dataset=f"tiny.{mistake}", language=text.language)
    assert no_exception(at)
    name = text.text(f"mistakes.names.{mistake}")
    assert name in told(at)
    assert name in frame(at)["headline"]["story"]
    counts = {"weights": tiny.X_train.shape[0] + 1, "count": 24 + 70 * (mistake == "leaked")}
    assert text.text(f"wrong.why.{mistake}", **counts) in told(at)
    for key in ("notice", "mend"):
        assert text.text(f"wrong.advice.{key}.{mistake}") in told(at)


@pytest.mark.parametrize("page", ["tuning", "pictures", "classifier", "vectorising", "descent"])
def test_other_pages_open_with_a_mistake_too(tiny: Dataset, page: str) -> None:
    at = open_page(dataset="tiny.leaked").switch_page(PAGES[page]).run()
    assert no_exception(at.run())  # the harness tells a page's controls its choices in the second run alone
    assert ("mistake_off" in [each.key for each in at.button]) == (page in ("tuning", "pictures"))


def test_a_prediction_is_judged_by_the_runs(tiny: Dataset) -> None:
    made = make_mistake(tiny, "leaked")
    wrong, right = (Study(each, train(each.prepared, 0.005, 2000)) for each in (made, tiny))
    more = wrong.test.accuracy - right.test.accuracy
    assert more > 0
    assert ENGLISH.text("wrong.came_true", right="higher") in told(choose(open_page(), "leaked", "higher"))
    otherwise = ENGLISH.text("wrong.came_otherwise", predicted="lower", right="higher")
    assert otherwise in told(choose(open_page(), "leaked", "lower"))


def test_a_hidden_mistake_is_found_by_its_name_alone(tiny: Dataset) -> None:
    seed = next(seed for seed in range(99) if reveal(hide(seed)) == "leaked")
    at = open_page(dataset=f"tiny.find{seed}")
    assert ENGLISH.text("mistakes.names.leaked") not in told(at)
    assert f"Find the mistake no. {seed}" in frame(at)["headline"]["story"]
    guess = f"mistake_guess_find{seed}"
    at.radio(guess).set_value("flipped").run()
    assert ENGLISH.text("wrong.find.not_it") in told(at)
    for number in (1, 2, 3):
        at.button("mistake_hint").click().run()
        assert ENGLISH.text(f"wrong.hints.leaked.hint{number}") in told(at)
    assert at.button("mistake_hint").disabled
    at.radio(guess).set_value("leaked").run()
    name = ENGLISH.text("mistakes.names.leaked")
    assert ENGLISH.text("wrong.find.was", name=name) in told(at)
    assert [each.value for each in at.warning] == [ENGLISH.text("wrong.note", name=name)]
    assert at.query_params["dataset"] == f"tiny.find{seed}"


def test_a_search_can_be_begun_and_given_up(tiny: Dataset) -> None:
    at = open_page()
    at.button("mistake_find").click().run()
    name = at.query_params["dataset"]
    assert name.startswith("tiny.find")
    at.button("mistake_reveal").click().run()
    assert ENGLISH.text(f"wrong.advice.mend.{reveal(name.removeprefix('tiny.'))}") in told(at)


def test_a_pin_and_a_report_name_the_mistake(tiny: Dataset) -> None:
    pin = Pin(1, "tiny.flipped", 0.005, 2000)
    at = open_page(dataset="tiny.flipped", pins=write_board((pin,)))
    assert no_exception(at)
    assert pin.tell(ENGLISH).endswith("Mistake: one label in ten wrong")
    made = make_mistake(tiny, "flipped")
    report = build_report(Study(made, train(made.prepared, 0.005, 20)), ENGLISH)
    assert "Mistake: one label in ten wrong. The numbers of this run" in report
    assert "--dataset tiny.flipped" in report


def test_in_the_report_the_right_run_stands_beside_the_wrong_one(tiny: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    asked = ["report", "--dataset", "tiny.summed", "--iterations", "20", "--output", str(path)]
    assert main(asked) == 0
    report, right = path.read_text(encoding="utf-8"), train(tiny.prepared, 0.005, 20)
    made = make_mistake(tiny, "summed")
    wrong = Study(made, train(made.prepared, 0.005, 20))
    assert all(told in report for told in tell_without(wrong, Study(tiny, right), ENGLISH))
    assert f"which ends at {right.costs[-1]:.4f}" in report
    assert '"right run"' in report


def test_the_lines_that_leave_the_run_alone_are_the_neuron_s() -> None:
    assert half.RIGHT in inspect.getsource(neuron.predict)
    assert logarithm.RIGHT in inspect.getsource(neuron.propagate)


def test_every_row_of_the_tables_names_the_mistake(tiny: Dataset) -> None:
    made = make_mistake(tiny, "flipped")
    study = Study(made, train(made.prepared, 0.005, 20))
    for table in (build_cost_table(study.run, made.mistake), build_answer_table(study)):
        head, *rows = table.splitlines()
        assert head.endswith(",mistake")
        assert all(row.endswith(",flipped") for row in rows)
    assert "mistake" not in build_answer_table(Study(tiny, train(tiny.prepared, 0.005, 20)))


def test_a_mistake_in_own_pictures_stays_private(tiny: Dataset) -> None:
    at = open_page()
    visitor = visitor_on(at)
    visitor.keep_dataset(Dataset("mine", **{key: getattr(tiny, key) for key in _CONTENTS}))
    made = visitor.find_dataset("mine.leaked")
    assert visitor.owns(made)
    assert not visitor.owns(make_mistake(tiny, "leaked"))
    visitor.forget_dataset("mine")
    assert routes.answer_map({"dataset": "mine.leaked", "reach": "2000"}, visitor).status_code == 404


_CONTENTS = ("train_pictures", "train_labels", "test_pictures", "test_labels", "classes", "fingerprint")


def test_a_link_with_an_unknown_mistake_is_explained(tiny: Dataset) -> None:
    at = open_page(dataset="tiny.nonsense")
    assert "tiny.nonsense" in "".join(each.value for each in at.warning)
    assert at.query_params["dataset"] == "tiny"


@pytest.mark.parametrize(("rate", "right"), [(0.005, "holds"), (20, "fails")])
def test_where_the_printed_cost_fails_is_computed(tiny: Dataset, rate: float, right: str) -> None:
    at = open_page(learning_rate=rate, num_iterations=300)
    at.get_by_key("mistake_chosen").set_value("logarithm").run()
    at.radio("logarithm_answer").set_value("fails").run()
    at.button("logarithm_reveal").click().run()
    assert no_exception(at)
    run = train(tiny.prepared, rate, 300)
    failure = find_failure(run)
    assert (failure is not None) == (right == "fails")
    where = f"At iteration {failure.iteration:,} the cost is" if failure else "At none of the 300 iterations"
    assert where in told(at)
    option = ENGLISH.text(f"logarithm.options.{right}")
    assert (ENGLISH.text("wrong.came_true", right=option) in told(at)) == (right == "fails")


@pytest.mark.parametrize("predicted", ["ones", "zeros"])
def test_what_an_untrained_neuron_scores_with_a_of_one_half_is_computed(
    tiny: Dataset, predicted: str
) -> None:
    at = open_page()
    at.get_by_key("mistake_chosen").set_value("half").run()
    assert at.button("half_reveal").disabled
    at.radio("half_answer").set_value(predicted).run()
    at.button("half_reveal").click().run()
    assert no_exception(at)
    ones, count = int(tiny.test_labels.sum()), tiny.test_labels.size
    assert f"**{100 * ones / count:.1f}%** are right" in told(at)
    assert f"**{100 * (count - ones) / count:.1f}%** are." in told(at)
    assert ("As you predicted" in told(at)) == (predicted == "ones" or 2 * ones == count)


def test_uphill_no_limit_is_marked_and_the_headline_says_which_way_it_went(tiny: Dataset) -> None:
    right, at = open_page(), open_page(dataset="tiny.uphill", why=1)
    assert "stable up to" in "".join(each.value for each in right.caption)
    assert "stable up to" not in "".join(each.value for each in at.caption)
    seen = frame(at)["headline"]["story"]
    assert "Mistake: the gradient's sign turned." in seen
    assert "It went the wrong way" in seen
    assert ENGLISH.text("headline.limit.uphill") in seen


@pytest.mark.parametrize("mistake", ["uphill", "summed", "unbiased"])
def test_a_mistake_in_the_gradient_is_in_the_numbers_of_the_page(tiny: Dataset, mistake: str) -> None:
    assert no_exception(open_page(dataset=f"tiny.{mistake}"))
    shown = frame(open_page(dataset=f"tiny.{mistake}"))["results"]
    w, b = np.zeros((tiny.n_features, 1)), 0.0
    X, Y = tiny.X_train, tiny.Y_train
    for _ in range(2000):
        error = (neuron.sigmoid(w.T @ X + b) - Y) * (-1 if mistake == "uphill" else 1)
        m = 1 if mistake == "summed" else Y.size
        w = w - 0.005 * X @ error.T / m
        b = b - (0 if mistake == "unbiased" else 0.005 * float(error.sum()) / m)
    assert shown[0] == pytest.approx(neuron.propagate(w, b, X, Y)[1], rel=1e-6)
    assert shown[1] == pytest.approx(neuron.accuracy(neuron.predict(w, b, X), Y))


def test_the_headline_names_the_mistake_while_it_is_played_back_too(tiny: Dataset) -> None:
    told_at = film_of(dataset="tiny.summed").header["story"]
    for said in told_at["start"], told_at["later"]:
        assert said.startswith("<strong>Mistake: no 1/m.</strong>")


def test_below_the_weights_stands_the_bias(tiny: Dataset) -> None:
    for name in ("unbiased", "leaked"):
        asked = question(dataset=f"tiny.{name}")
        run = train(
            make_mistake(tiny, name).prepared, float(asked["learning_rate"]), int(asked["num_iterations"])
        )
        caption = weights_of(dataset=f"tiny.{name}")[0]["caption"]
        assert ENGLISH.text("weights.bias", bias=f"{run.b:.3g}".replace("-", "\N{MINUS SIGN}")) in caption
        assert (run.b == 0) == (name == "unbiased")
