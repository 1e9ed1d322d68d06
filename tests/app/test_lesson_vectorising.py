"""The lesson's page on vectorising: measurements under way, stopped and done; arrays that are typed."""

import base64
import html
import re
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground import neuron
from playground.app.session.background import Job
from playground.app.session.quoting import quote
from playground.data.contents import Dataset
from playground.lesson.vectorising import cards as vectorising
from playground.lesson.vectorising import questions as vectorising_questions
from playground.lesson.vectorising.arrays import EXAMPLES
from playground.lesson.vectorising.mathematics import (
    SIZES,
    DotTiming,
    Timing,
    Watch,
    dot_loop,
    follow_dot,
    gradient_loop,
    make_problem,
    read_code,
)
from playground.lesson.vectorising.measuring import (
    Measurement,
    measure,
    ran_out_of_memory,
    results_of,
    was_stopped,
)
from playground.words.catalogue import LANGUAGES, translator
from tests.app.conftest import follow_link, visitor_on
from tests.support import data_of

ENGLISH = translator("en")
NOWHERE = "–"


def timing_of(seconds: float) -> Timing:
    return Timing(seconds, seconds, seconds, 3, 1)


def made_up(size: int) -> DotTiming:
    return DotTiming(size, timing_of(size * 2e-7), timing_of(size * 1e-9), 3e-16)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a measurement of the dot product take no time."""
    monkeypatch.setattr(vectorising, "follow_dot", lambda watch: map(made_up, SIZES))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let a measurement of the dot product wait after two sizes until it is let go or stopped."""
    gate = threading.Event()

    def follow(watch: Watch) -> Iterator[DotTiming]:
        for size in SIZES:
            while size > SIZES[1] and not gate.wait(0.005):
                watch(0.25)
            yield made_up(size)

    monkeypatch.setattr(vectorising, "follow_dot", follow)
    yield gate
    gate.set()


def open_page(**query: object) -> AppTest:
    return follow_link("vectorising", **query)


def press(at: AppTest, name: str) -> Any:
    """Press the button of a measurement, and return the measurement."""
    at.button(key=f"vectorising_{name}_button").click().run()
    assert not at.exception
    return visitor_on(at).job(f"vectorising_{name}")


def finish(at: AppTest, name: str) -> Any:
    """Measure to the end, and return the measurement."""
    measurement = press(at, name)
    assert measurement.wait(60)
    at.run()
    assert not at.exception
    return measurement


def chart(at: AppTest, name: str) -> dict[str, Any]:
    return data_of(at.get_by_key(f"part_chart_vectorising_{name}"))["chart"]


def numbers_of(values: Any) -> list[float]:
    """Return the numbers of a trace as the browser reads them."""
    return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()


def tables(at: AppTest) -> list[list[list[str]]]:
    """Return the cells of every table, row by row."""
    bodies = [each.proto.body for each in at.get("html") if "<table" in each.proto.body]
    rows = [re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)[1:] for body in bodies]
    return [[re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table] for table in rows]


def said(at: AppTest) -> str:
    return " ".join(each.value for each in [*at.markdown, *at.caption])


# --- The dot product ------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_anything_is_measured_no_number_is_shown(tiny: Dataset, language: str) -> None:
    at = open_page(language=language)
    assert not at.exception
    loop, dot, lesson = chart(at, "dot")["figure"]["data"]
    assert numbers_of(loop["x"]) == numbers_of(dot["y"]) == []
    assert lesson["y"] == [0.0788, 0.001]
    dots, gradients, *_ = tables(at)
    assert [row[0] for row in dots] == [f"{size:,}" for size in SIZES]
    assert all(cell == NOWHERE for row in dots for cell in row[1:])
    assert all(cell == NOWHERE for row in gradients for cell in row[2:])


def test_the_code_on_the_page_is_the_code_that_is_timed(tiny: Dataset) -> None:
    shown = [each.value for each in open_page().code]
    assert read_code(dot_loop) in shown
    assert read_code(gradient_loop) in shown
    assert len(shown) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_measured_is_shown(tiny: Dataset, quick: None, language: str) -> None:
    at = open_page(language=language)
    finish(at, "dot")
    loop, dot, _ = chart(at, "dot")["figure"]["data"]
    assert numbers_of(loop["x"]) == numbers_of(dot["x"]) == list(SIZES)
    np.testing.assert_allclose(numbers_of(loop["y"]), np.multiply(SIZES, 2e-7))
    row = tables(at)[0][SIZES.index(100_000)]
    assert row == ["100,000", "20.0 ms", "100 µs", "200 ×", "3 · 3"]
    text = translator(language)
    assert text.text(
        "vectorising.dot.same", difference="3.0\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻¹⁶"
    ) in said(at)
    assert all(number in said(at) for number in ("20.0 ms", "100 µs", "78.8 ms", "1.00 ms"))
    assert at.button(key="vectorising_dot_button").label == text.text("vectorising.run.again")


def test_results_appear_as_they_are_measured_and_stop_keeps_them(
    tiny: Dataset, gate: threading.Event
) -> None:
    at = open_page()
    measurement = press(at, "dot")
    end = time.monotonic() + 20
    while (len(results_of(measurement)) < 2 or not measurement.done) and time.monotonic() < end:
        time.sleep(0.005)
    at.run()
    button = at.button(key="vectorising_dot_button")
    assert button.label == ENGLISH.text("vectorising.run.stop")
    assert [cell == NOWHERE for cell in (row[1] for row in tables(at)[0][:3])] == [False, False, True]
    assert at.get("progress")[0].value == 25
    press(at, "dot")
    assert measurement.wait(20)
    at.run()
    assert was_stopped(measurement)
    assert ENGLISH.text("vectorising.dot.stopped", done=2, total=len(SIZES)) in said(at)
    assert tables(at)[0][1][1] == "60.0 µs"
    assert at.button(key="vectorising_dot_button").label == ENGLISH.text("vectorising.run.again")


def test_without_memory_there_is_a_sentence(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def follow(watch: Watch) -> Iterator[DotTiming]:
        yield made_up(100)
        raise MemoryError

    monkeypatch.setattr(vectorising, "follow_dot", follow)
    at = open_page()
    finish(at, "dot")
    assert ENGLISH.text("vectorising.run.memory") in said(at)
    assert tables(at)[0][0][1] == "20.0 µs"


# --- The gradient ------------------------------------------------------------


def test_both_gradients_are_measured_on_both_sets(tiny: Dataset) -> None:
    at = open_page()
    measurement = finish(at, "gradient")
    lesson, pictures = results_of(measurement)
    n, m = tiny.X_train.shape
    assert (lesson.n_features, lesson.n_samples) == (2, 10)
    assert (pictures.n_features, pictures.n_samples) == (n, m)
    rows = tables(at)[1]
    assert [row[1] for row in rows] == ["(2, 10)", f"({n}, {m})"]
    assert all(cell != NOWHERE for row in rows for cell in row)
    assert all(each.difference < 1e-14 for each in results_of(measurement))


def test_another_data_set_is_not_shown_with_old_times(add_tiny: Callable[..., Dataset]) -> None:
    add_tiny("one")
    add_tiny("two", seed=3)
    at = open_page(dataset="one")
    finish(at, "gradient")
    at.session_state["dataset"] = "two"
    at.run()
    assert all(cell == NOWHERE for row in tables(at)[1] for cell in row[2:])


def test_one_iteration_is_shown_with_its_numbers(tiny: Dataset) -> None:
    at = open_page()
    at.session_state["vectorising_data"] = "pictures"
    at.session_state["vectorising_sample_pictures"] = 7
    at.run()
    assert not at.exception
    problem = make_problem(tiny.X_train, tiny.Y_train)
    z = float(problem.w[:, 0] @ problem.X[:, 6])
    a = float(neuron.sigmoid(z))
    (formula,) = [each.value for each in at.latex]
    assert f"{z:.4f}" in formula
    assert f"{a - problem.Y[0, 6]:.4f}" in formula
    assert "7" in chart(at, "boxes")["alt"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("data", vectorising.DATA)
@pytest.mark.parametrize("view", vectorising.VIEWS)
def test_every_view_is_drawn(tiny: Dataset, language: str, data: str, view: str) -> None:
    at = open_page(language=language)
    at.session_state["vectorising_data"], at.session_state["vectorising_view"] = data, view
    at.run()
    assert not at.exception
    assert at.slider(key=f"vectorising_sample_{data}").disabled == (view == "vectorised")
    expected = neuron.propagate(*(lambda p: (p.w, p.b, p.X, p.Y))(make_problem(tiny.X_train, tiny.Y_train)))[
        0
    ]["db"]
    if (data, view) == ("pictures", "vectorised"):
        assert f"{expected:.4f}" in at.latex[0].value


def test_the_slider_ends_with_the_last_sample(tiny: Dataset) -> None:
    at = open_page()
    at.session_state["vectorising_data"] = "pictures"
    at.run()
    slider = at.slider(key="vectorising_sample_pictures")
    assert slider.value == slider.max == tiny.train_labels.size


# --- Small arrays ------------------------------------------------------------


def results(at: AppTest) -> dict[str, str]:
    """Return what the page says that each line of code gives."""
    found = {}
    for table in tables(at)[2:]:
        for code, result in table:
            name = html.unescape(re.findall(r"<code>(.*?)</code>", code)[0])
            found[name] = html.unescape(re.sub(r"(<.*?>)+", " ", result)).strip()
    return found


def type_in(at: AppTest, name: str, typed: str) -> AppTest:
    at.text_input(key=f"vectorising_{name}").set_value(typed).run()
    assert not at.exception
    return at


def test_the_table_follows_what_is_typed(tiny: Dataset) -> None:
    at = open_page()
    assert len(results(at)) == len(EXAMPLES)
    assert results(at)["A + c"] == "(2, 3) [[11  12  13]\n [24  25  26]]"
    type_in(at, "A", "1 -2; 3 4")
    type_in(at, "c", "5; 6")
    assert results(at)["A + c"] == "(2, 2) [[ 6   3]\n [ 9  10]]"
    assert results(at)["c.T @ A"] == "(1, 2) [[23  14]]"
    assert results(at)["np.sum(A)"].endswith(" 6")
    assert "nan" in results(at)["np.log(A)"]


def test_shapes_that_do_not_fit_are_told(tiny: Dataset) -> None:
    at = type_in(open_page(), "c", "1 2")
    clash = chart(at, "broadcast")["caption"]
    assert "(2, 3)" in clash
    assert "(1, 2)" in clash
    assert "columns 3 against 2" in clash
    assert results(at)["A + c"] == results(at)["c.T @ A"] == ENGLISH.text("vectorising.arrays.no_fit")


@pytest.mark.parametrize(
    ("c", "repeated"), [("10; 20", "c (2, 1)"), ("1 2 3", "c (1, 3)"), ("7", "c (1, 1)")]
)
def test_what_is_repeated_is_told(tiny: Dataset, c: str, repeated: str) -> None:
    caption = chart(type_in(open_page(), "c", c), "broadcast")["caption"]
    assert repeated in caption
    assert "to (2, 3)" in caption


def test_the_same_shape_and_both_repeated_are_told(tiny: Dataset) -> None:
    at = type_in(open_page(), "c", "1 2 3; 4 5 6")
    assert chart(at, "broadcast")["caption"] == ENGLISH.text("vectorising.fit.same", first="(2, 3)")
    type_in(at, "A", "1; 2")
    type_in(at, "c", "1 2 3")
    assert chart(at, "broadcast")["caption"] == ENGLISH.text("vectorising.fit.both", shape="(2, 3)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_array_is_told_and_the_last_one_stays(tiny: Dataset, language: str) -> None:
    at = open_page(language=language)
    before = results(at)
    for typed in ("", "x", "nan", "1 2; 3", "1e9", "().__class__", "<b>1</b>", "9" * 180):
        type_in(at, "A", typed)
        assert results(at) == before, typed
        assert translator(language).text("vectorising.arrays.kept") in said(at), typed


@pytest.mark.parametrize("typed", ["$x$", "**x**", "http://127.0.0.1/x.png", ":material/error:", "`x`"])
def test_what_was_typed_is_quoted_and_not_read_as_markdown(tiny: Dataset, typed: str) -> None:
    at = type_in(open_page(), "c", typed)
    sentence = ENGLISH.text("vectorising.array.no_number", entry=quote(typed))
    assert [each for each in at.markdown if sentence in each.value]


# --- The questions ------------------------------------------------------------


def ask(at: AppTest, name: str, option: str) -> str:
    """Answer a question and return what the page says to it."""
    at.radio(key=f"answer_vectorising_{name}").set_value(option).run()
    at.button(key=f"reveal_vectorising_{name}").click().run()
    assert not at.exception
    (told,) = [*at.success, *at.warning]
    return told.value


@pytest.mark.parametrize(
    ("factor", "right"), [(4.0, "faster"), (1.1, "same"), (0.9, "same"), (0.5, "slower")]
)
def test_lists_are_answered_by_the_clock(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, factor: float, right: str
) -> None:
    times = timing_of(factor * 1e-2), timing_of(1e-2)
    monkeypatch.setattr(vectorising_questions, "time_lists", lambda size: times)
    told = ask(open_page(), "lists", right)
    assert told.startswith(ENGLISH.text("lesson.questions.right"))
    assert "10.0 ms" in told


@pytest.mark.parametrize(("factor", "right"), [(1.5, "little"), (5.0, "some"), (9.0, "much")])
def test_ten_times_as_many_are_answered_by_the_clock(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, factor: float, right: str
) -> None:
    seconds = {1000: 1e-6, 10_000: factor * 1e-6}
    monkeypatch.setattr(vectorising_questions, "time_dot", lambda size: timing_of(seconds[size]))
    told = ask(open_page(), "ten", right)
    assert told.startswith(ENGLISH.text("lesson.questions.right"))
    assert f"{factor:.1f} times" in told


def test_an_answer_stays_while_it_is_shown_and_is_measured_anew_when_asked_again(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = iter(range(1, 100))
    monkeypatch.setattr(
        vectorising_questions, "time_lists", lambda size: (timing_of(next(measured)), timing_of(1e-3))
    )
    at = open_page()
    first = ask(at, "lists", "faster")
    at.run()
    assert at.success[0].value == first
    at.button(key="reveal_vectorising_lists").click().run()
    assert ask(at, "lists", "faster") != first


def test_a_column_of_labels_is_answered_by_numpy(tiny: Dataset) -> None:
    m = tiny.Y_train.size
    told = ask(open_page(), "column", "square")
    assert told.startswith(ENGLISH.text("lesson.questions.right"))
    assert f"({m}, {m})" in told
    assert f"{m * m:,} numbers in place of {m}" in told


def test_hidden_answers_stay_hidden(tiny: Dataset) -> None:
    at = open_page()
    at.session_state["answers_hidden"] = True
    at.run()
    assert not [button for button in at.button if str(button.key).startswith("reveal_")]


# --- Measurements ------------------------------------------------------------


def begin(follow: Callable[[Watch], Iterator[Any]]) -> Measurement[Any]:
    measurement: Measurement[Any] = Job("any")
    measurement.start(partial(measure, follow))
    return measurement


def test_stop_works_inside_the_longest_loop() -> None:
    measurement = begin(lambda watch: follow_dot((100, SIZES[-1]), watch))
    end = time.monotonic() + 60
    while measurement.done < 0.4 and time.monotonic() < end:  # the first size is less than a quarter
        time.sleep(0.001)
    measurement.stop()
    assert measurement.wait(60)
    assert was_stopped(measurement)
    assert [timing.size for timing in results_of(measurement)] == [100]


def test_one_measurement_waits_for_another_and_can_be_stopped_while_it_waits() -> None:
    go_on = threading.Event()

    def follow(watch: Watch) -> Iterator[int]:
        while not go_on.wait(0.005):
            watch(0.5)
        yield 1

    first = begin(follow)
    while not first.total:
        time.sleep(0.001)
    second, third = begin(follow), begin(follow)
    third.stop()
    assert third.wait(20)
    assert was_stopped(third)
    assert not second.total
    go_on.set()
    assert first.wait(20)
    assert second.wait(20)
    assert tuple(map(results_of, (first, second, third))) == ((1,), (1,), ())


def test_an_error_reaches_who_looks() -> None:
    def follow(watch: Watch) -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    measurement = begin(follow)
    assert measurement.wait(20)
    with pytest.raises(ZeroDivisionError):
        ran_out_of_memory(measurement)
    assert results_of(measurement) == (1,)
    after = begin(lambda watch: iter([2]))
    assert after.wait(20)
    assert results_of(after) == (2,)


def test_a_new_measurement_stops_the_one_before(tiny: Dataset, gate: threading.Event) -> None:
    at = open_page()
    first = press(at, "dot")
    second = press(at, "dot")
    assert second is first  # the same button: it stops
    assert first.wait(20)
    at.run()
    third = press(at, "dot")
    assert third is not first
    gate.set()
    assert third.wait(20)
    assert len(results_of(third)) == len(SIZES)
