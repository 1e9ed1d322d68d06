"""What the browser fetches while the page stands, against the lesson's functions and the runs themselves."""

import asyncio
import base64
import gzip
import io
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import pytest
import streamlit as st
from PIL import Image
from sklearn import metrics
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.testing.v1 import AppTest

from playground import neuron
from playground.app import routes
from playground.app.browser import scripts, sheets
from playground.app.browser.address import FILMS, FRAMES, SESSION, WEIGHTS, from_root, set_root, under_root
from playground.app.browser.ready import StreamlitFiles
from playground.app.session import crossing, runs
from playground.app.session.choices import Question, read_question
from playground.app.session.entering import own_visitor
from playground.app.shell import styles
from playground.app.shell.navigation import SCRIPT
from playground.app.stage import films
from playground.charts.parts import write_array
from playground.data.contents import Dataset
from playground.engine import training
from playground.engine.forms import Array
from playground.engine.landscape import PLANES, project
from playground.engine.training import TrainingRun, train
from playground.study import study, telling
from playground.study.film import record_film
from playground.study.mixtures import mix_weights
from playground.study.stability import compute_stability
from playground.study.verdicts import Verdicts
from playground.words import numbers
from playground.words.catalogue import translator
from tests.app.conftest import SIDE, TEST_PICTURES, forget_everything
from tests.support import compute_verdicts, data_of, write_probability
from tests.unpacking import change, fill, read_json, read_packed, unpack

SITE = Starlette(
    routes=[*scripts.ROUTES, *sheets.ROUTES, *styles.ROUTES, *routes.ROUTES],
    middleware=[Middleware(StreamlitFiles), Middleware(styles.StyledPage, on_first=lambda: None)],
)
ENGLISH, CHINESE = translator("en"), translator("zh")
HANZI = re.compile("[\u4e00-\u9fff]")
PAGE = 60

ASKED = {
    "language": "en",
    "dataset": "tiny",
    "learning_rate": "0.05",
    "num_iterations": "300",
    "plane": "path",
    "view": "contour",
    "scale": "linear",
    "iteration_axis": "linear",
    "rule": "plain",
    "beta": "0.9",
    "l2": "0",
    "schedule": "constant",
    "batch": "0",
    "fork": "0",
    "then": "0.005",
    "order": "given",
    "show": "all",
    "page": "1",
    "threshold": "0.5",
}
ORDERS, SHOWS = ("given", "wrong", "unsure"), ("all", "right", "wrong", "class1", "class0")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no answer depend on how fast this machine trains."""
    monkeypatch.setattr(routes, "PATIENCE_SECONDS", 60.0)


def question(**changed: object) -> dict[str, str]:
    return ASKED | {key: str(value) for key, value in changed.items()}


def read_frame(packed: bytes, **headers: str) -> dict[str, Any]:
    """Return a frame as the browser puts it together, with what it asks for under these headers."""
    header, arrays = unpack(packed)
    stem = fetch(header["stem"], **headers)
    assert stem.status == 200
    return fill(change(read_json(stem.body), header["changes"]), arrays)


def frame_of(**changed: object) -> dict[str, Any]:
    answer = routes.answer_frame(question(**changed))
    assert answer.status_code == 200
    return read_frame(answer.body)


@dataclass
class Fetched:
    """What a server sent."""

    status: int
    headers: dict[str, str]
    body: bytes


def fetch(
    path: str,
    on_send: Callable[[], object] = lambda: None,
    method: str = "GET",
    site: Starlette = SITE,
    **headers: str,
) -> Fetched:
    """Ask for an address as a browser does, without a network."""
    sent: list[dict[str, Any]] = []
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(key.replace("_", "-").lower().encode(), each.encode()) for key, each in headers.items()],
        "server": ("test", 80),
        "client": ("test", 1),
    }

    async def receive() -> Any:
        return await asyncio.get_running_loop().create_future()  # who asks says no more, and stays

    async def send(message: Any) -> None:
        on_send()
        sent.append(message)

    asyncio.run(asyncio.wait_for(site(scope, receive, send), timeout=30))
    return Fetched(
        status=sent[0]["status"],
        headers={key.decode(): value.decode() for key, value in sent[0]["headers"]},
        body=b"".join(message.get("body", b"") for message in sent[1:]),
    )


def address_of(path: str, **changed: object) -> str:
    return path + "?" + "&".join(f"{key}={value}" for key, value in question(**changed).items())


def headline(frame: dict[str, Any]) -> list[str]:
    """Return cost, accuracies and lead as a frame writes them."""
    numbers = frame["headline"]["numbers"]
    return [*(number["value"] for number in numbers[:3]), numbers[2]["lead"]]


def lesson_headline(dataset: Dataset, learning_rate: float, num_iterations: int) -> list[str]:
    """Return cost, accuracies and lead as the lesson's own functions compute them."""
    X, Y = dataset.X_train, dataset.Y_train
    result = neuron.model(X, Y, dataset.X_test, dataset.Y_test, num_iterations, learning_rate)
    _, cost = neuron.propagate(result["w"], result["b"], X, Y)
    on_train = neuron.accuracy(result["Y_prediction_train"], Y)
    on_test = neuron.accuracy(result["Y_prediction_test"], dataset.Y_test)
    cats = 100 * dataset.Y_test.mean()
    lead = round(round(on_test, 1) - round(max(cats, 100 - cats), 1), 1) + 0.0  # of what is written
    arrow = "▲" if lead > 0 else "▼" if lead < 0 else "="
    written = f"{lead:+.1f}" if lead else "0.0"
    return [f"{cost:.4f}", f"{on_train:.1f}%", f"{on_test:.1f}%", f"{arrow} {written} points"]


def probabilities(dataset: Dataset, weights: tuple[Array, float]) -> Array:
    """Return the lesson's A (m_test,) on the test pictures."""
    w, b = weights
    return neuron.sigmoid(w.T @ dataset.X_test + b)[0]


def largest_curvature(dataset: Dataset, weights: tuple[Array, float]) -> float:
    """Return the greatest eigenvalue of the Hessian of J, written out."""
    w, b = weights
    X1 = np.vstack([dataset.X_train, np.ones(dataset.X_train.shape[1])])
    A = neuron.sigmoid(w.T @ dataset.X_train + b)[0]
    return float(np.linalg.eigvalsh((X1 * (A * (1 - A))) @ X1.T / len(A))[-1])


def numbers_in(text: str) -> list[str]:
    return sorted(re.findall(r"\d[\d.,]*\d|\d", text))


# --- Questions that mean nothing ------------------------------------------------------------


@pytest.mark.parametrize("answer", [routes.answer_frame, routes.answer_film])
@pytest.mark.parametrize("key", ASKED)
def test_a_question_without_one_of_its_choices_has_no_answer(
    tiny: Dataset, key: str, answer: Callable[..., Any]
) -> None:
    assert answer({name: value for name, value in ASKED.items() if name != key}).status_code == 404


@pytest.mark.parametrize("answer", [routes.answer_frame, routes.answer_film])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "fr"),
        ("language", ""),
        ("dataset", "unknown"),
        ("dataset", ""),
        ("dataset", "../secret"),
        ("dataset", "tiny\x00"),
        ("learning_rate", "nan"),
        ("learning_rate", "inf"),
        ("learning_rate", "0"),
        ("learning_rate", "-0.05"),
        ("learning_rate", "100.1"),
        ("learning_rate", "fast"),
        ("num_iterations", "-10"),
        ("num_iterations", "1e9"),
        ("num_iterations", "10001"),
        ("num_iterations", "12.5"),
        ("num_iterations", "nan"),
        ("num_iterations", "inf"),
        ("num_iterations", ""),
        ("plane", "<b>"),
        ("plane", "1"),
        ("view", "4d"),
        ("scale", "Log"),
        ("order", "none"),
        ("show", "class2"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "1001"),
        ("page", "1.5"),
    ],
)
def test_a_question_that_means_nothing_has_no_answer(
    tiny: Dataset, key: str, value: str, answer: Callable[..., Any]
) -> None:
    assert answer(question(**{key: value})).status_code == 404


def test_a_question_about_pictures_that_are_damaged_meanwhile_has_no_answer(
    tiny: Dataset, folder: Path
) -> None:
    path = folder / "test_tiny.h5"
    path.write_bytes(path.read_bytes()[:900])
    assert routes.answer_frame(ASKED).status_code == 404


def test_without_data_sets_there_is_no_answer(folder: Path) -> None:
    assert routes.answer_frame(ASKED).status_code == 404


# --- What a page asks ------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"learning_rate": "0.112", "num_iterations": "450", "plane": "random", "view": "3d"},
        {"language": "zh", "num_iterations": "0", "scale": "log", "order": "unsure", "page": "2"},
        {"learning_rate": "1", "num_iterations": "20", "plane": "sharp", "show": "wrong", "order": "wrong"},
    ],
)
def test_the_question_of_a_page_is_read_as_its_choices(tiny: Dataset, link: dict[str, str]) -> None:
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.query_params.update(link)
    at.run()
    asked = data_of(at.get_by_key("part_question"))["question"]
    assert vars(read_question(Question, asked)) == {key: at.session_state[key] for key in ASKED}
    assert {key: asked[key] for key in link} == link
    assert routes.answer_frame(asked).status_code == 200


def test_a_stopped_run_may_be_asked_for_although_no_slider_stands_there(tiny: Dataset) -> None:
    assert read_question(Question, question(num_iterations=1234)).num_iterations == 1234
    assert headline(frame_of(num_iterations=1234)) == lesson_headline(tiny, 0.05, 1234)


# --- Trainings that take long ------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let every training of more than 512 iterations go on until it is stopped, and return which began."""
    began: list[int] = []

    def train_slowly(
        prepared: Any, learning_rate: float, num_iterations: int, *, should_stop: Callable[[], bool], **_: Any
    ) -> TrainingRun:
        began.append(num_iterations)

        def wait_for_stop() -> bool:
            while not should_stop():
                time.sleep(0.002)
            return True

        return train(prepared, learning_rate, num_iterations, should_stop=wait_for_stop)

    monkeypatch.setattr(runs, "train", train_slowly)
    monkeypatch.setattr(routes, "PATIENCE_SECONDS", 0.05)
    return began


@pytest.mark.parametrize("answer", [routes.answer_frame, routes.answer_film])
def test_a_training_that_takes_too_long_is_not_waited_for(
    tiny: Dataset, slow: list[int], answer: Callable[..., Any]
) -> None:
    asked = answer(question(num_iterations=2000))
    assert (asked.status_code, asked.body) == (202, b"")
    assert slow == [2000]


def test_what_was_done_of_it_serves_a_shorter_one(tiny: Dataset, slow: list[int]) -> None:
    assert routes.answer_frame(question(num_iterations=2000)).status_code == 202
    assert headline(frame_of(num_iterations=300)) == lesson_headline(tiny, 0.05, 300)
    assert slow == [2000]


def test_once_the_pace_is_known_a_long_training_is_not_begun(tiny: Dataset, slow: list[int]) -> None:
    for learning_rate in ("0.05", "0.05", "0.1"):
        asked = question(learning_rate=learning_rate, num_iterations=2000)
        assert routes.answer_frame(asked).status_code == 202
    assert slow == [2000]


def test_a_run_that_is_there_is_answered_however_long_it_took(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = replace(train(tiny.prepared, 0.05, 400), clock=np.array([[0, 0], [400, 3600.0]]))
    runs.run_shelf().put(tiny, run)
    monkeypatch.setattr(routes, "PATIENCE_SECONDS", 1.0)
    assert headline(frame_of(num_iterations=400)) == lesson_headline(tiny, 0.05, 400)
    assert routes.answer_film(question(num_iterations=400)).status_code == 200


@pytest.mark.parametrize("work", ["compute_stability", "diagnose", "project"])
def test_a_film_works_nothing_out_again_that_its_frame_did(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    frame_of(num_iterations=100)  # and the stem of all
    calls: list[object] = []
    done = getattr(study, work)
    monkeypatch.setattr(study, work, lambda *rest: calls.append(rest) or done(*rest))
    frame_of(num_iterations=300)
    film_of(num_iterations=300)
    frame_of(num_iterations=300, threshold="0.3")
    assert len(calls) == 1
    frame_of(num_iterations=200)
    film_of(num_iterations=200)
    assert len(calls) == 2


# --- Frames ------------------------------------------------------------


@pytest.mark.parametrize(("learning_rate", "num_iterations"), [("0.005", 1), ("0.05", 300), ("0.5", 90)])
def test_the_headline_is_that_of_the_lesson_s_model(
    tiny: Dataset, learning_rate: str, num_iterations: int
) -> None:
    shown = frame_of(learning_rate=learning_rate, num_iterations=num_iterations)
    assert headline(shown) == lesson_headline(tiny, float(learning_rate), num_iterations)


def test_the_headline_of_the_photos_is_that_of_the_lesson_s_model(photos: Dataset) -> None:
    shown = frame_of(dataset="catvnoncat", learning_rate="0.005", num_iterations=80)
    assert headline(shown) == lesson_headline(photos, 0.005, 80)


@pytest.mark.parametrize(
    ("learning_rate", "num_iterations", "kind"),
    [("0.05", 300, "below"), ("1", 300, "caught"), ("1", 20, "above")],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_story_of_the_headline_names_the_stability_limit(
    tiny: Dataset, learning_rate: str, num_iterations: int, kind: str, language: str
) -> None:
    limit = 2 / largest_curvature(tiny, neuron.initialize_with_zeros(len(tiny.X_train)))
    run = train(tiny.prepared, float(learning_rate), num_iterations)
    story = frame_of(learning_rate=learning_rate, num_iterations=num_iterations, language=language)[
        "headline"
    ]["story"]
    caught_at = compute_stability(run).caught_at
    sentence = translator(language).text(f"headline.limit.{kind}", limit=f"{limit:.2g}", caught_at=caught_at)
    assert f"{limit:.2g}" in sentence
    assert sentence in story
    assert "**" not in story


def test_only_what_stands_between_pairs_of_stars_is_strong() -> None:
    emphasised = telling.emphasise("α **2 / λ** <b> & **x** *y*")
    assert emphasised == "α <strong>2 / λ</strong> &lt;b&gt; &amp; <strong>x</strong> *y*"


@pytest.mark.parametrize(("plane", "view"), list(product(PLANES, ("contour", "3d"))))
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_charts_hold_the_costs_and_the_path_in_types_that_plotly_reads(
    tiny: Dataset, plane: str, view: str, scale: str
) -> None:
    shown = frame_of(plane=plane, view=view, scale=scale)
    run = train(tiny.prepared, 0.05, 300)
    landscape = project(run, plane, 41)
    surface, cost = shown["surface"]["figure"], shown["cost"]["figure"]["data"][0]
    heights = np.log10(landscape.costs) if scale == "log" else landscape.costs
    np.testing.assert_allclose(surface["data"][0]["z"], heights, rtol=0, atol=1e-6 * np.ptp(heights))
    drawn = next(trace for trace in surface["data"] if trace.get("name") == ENGLISH.text("charts.path"))
    path = np.stack([drawn["x"], drawn["y"]], axis=1)
    np.testing.assert_allclose(path, landscape.path, rtol=2e-5, atol=1e-9)
    np.testing.assert_allclose(cost["y"], run.costs, rtol=1e-7)


@pytest.mark.parametrize("kind", ["float64", "float32", "int32", "uint8"])
@pytest.mark.parametrize("shape", [(0,), (7,), (3, 4), (2, 3, 2)])
def test_a_written_array_is_read_as_it_was(kind: str, shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(0).integers(0, 200, shape).astype(kind)
    written = json.loads(json.dumps({"array": array.T}, default=write_array))["array"]
    found = np.frombuffer(base64.b64decode(written["bdata"]), "<" + written["dtype"])
    if "shape" in written:
        found = found.reshape([int(size) for size in written["shape"].split(",")])
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array.T)


@pytest.mark.parametrize(
    ("cost", "written"),
    [(0.0, "0.0000"), (0.001, "0.0010"), (0.00099, "9.90e−4"), (1e-300, "1.00e−300"), (12.34567, "12.3457")],
)
def test_a_small_cost_is_written_with_three_digits(cost: float, written: str) -> None:
    assert numbers.write_cost(cost) == written


def test_both_languages_show_the_same(tiny: Dataset) -> None:
    english, chinese = (frame_of(language=language, learning_rate="0.5") for language in ("en", "zh"))
    for frame, expected in ((english, False), (chinese, True)):
        texts = [
            *(
                value
                for number in frame["headline"]["numbers"]
                for value in (number["label"], number["help"])
            ),
            frame["headline"]["numbers"][2]["note"],
            frame["headline"]["numbers"][2]["lead"],
            frame["headline"]["story"],
            *(frame[part][kind] for part in ("cost", "surface") for kind in ("alt", "caption")),
            *(frame["gallery"][key] for key in ("right", "count", "range", "none")),
            *frame["gallery"]["names"],
            *frame["gallery"]["described"].values(),
            *(frame["confusion"]["says"] + frame["confusion"]["is"] + [frame["confusion"]["title"]]),
        ]
        assert [text for text in texts if bool(HANZI.search(text)) != expected] == []
    for one, other in zip(english["headline"]["numbers"], chinese["headline"]["numbers"], strict=True):
        assert numbers_in(one["value"]) == numbers_in(other["value"]) != []
        assert numbers_in(one.get("lead", "")) == numbers_in(other.get("lead", ""))
    for key in ("pictures", "places", "labels", "answers", "probabilities", "sheet"):
        assert english["gallery"][key] == chinese["gallery"][key]
    assert english["confusion"]["counts"] == chinese["confusion"]["counts"]
    for part in ("cost", "surface"):
        for one, other in zip(*(each[part]["figure"]["data"] for each in (english, chinese)), strict=True):
            assert one.keys() == other.keys()
            for axis in set("xyz") & one.keys():
                np.testing.assert_array_equal(one[axis], other[axis])


# --- Pictures ------------------------------------------------------------


@pytest.mark.parametrize(("order", "show"), list(product(ORDERS, SHOWS)))
def test_the_pictures_of_a_page_are_those_of_the_filter_with_their_answers(
    tiny: Dataset, order: str, show: str
) -> None:
    model = neuron.model(tiny.X_train, tiny.Y_train, tiny.X_test, tiny.Y_test, 300, 0.05)
    A, labels = probabilities(tiny, (model["w"], model["b"])), tiny.test_labels[0]
    chosen = compute_verdicts(model["w"], model["b"], tiny.X_test, tiny.test_labels).select(show, order)
    pages = max(1, -(-len(chosen) // PAGE))
    for page in (1, 2):
        shown = frame_of(order=order, show=show, page=page)["gallery"]
        first = (min(page, pages) - 1) * PAGE
        expected = chosen[first : first + PAGE]
        assert len(expected) > 0
        assert shown["pictures"] == expected.tolist()
        assert shown["labels"] == labels[expected].tolist()
        assert shown["answers"] == model["Y_prediction_test"][0, expected].tolist()
        np.testing.assert_allclose(shown["probabilities"], A[expected], rtol=1e-9)
        assert shown["values"]["shown"] == len(chosen)
        assert shown["values"]["total"] == TEST_PICTURES
        assert shown["values"]["right"] == int((model["Y_prediction_test"][0] == labels).sum())
        range_of_pages = ENGLISH.text(
            "predictions.page", first=first + 1, last=first + len(expected), count=len(chosen)
        )
        assert shown["range"] == (range_of_pages if pages > 1 else "")


@pytest.mark.parametrize(("page", "order"), [(1, "given"), (1, "unsure"), (2, "wrong")])
def test_every_place_on_the_sheet_holds_its_picture(tiny: Dataset, page: int, order: str) -> None:
    shown = frame_of(page=page, order=order)["gallery"]
    assert_sheet_holds(tiny, shown, count=PAGE if page == 1 else TEST_PICTURES - PAGE)
    assert not shown["sheet"]["smooth"]


def test_every_place_on_the_photos_sheet_holds_its_photo(photos: Dataset) -> None:
    shown = frame_of(dataset="catvnoncat", learning_rate="0.005", order="unsure", show="wrong")["gallery"]
    assert_sheet_holds(photos, shown, count=photos.test_labels.size)
    assert shown["sheet"]["smooth"]


def assert_sheet_holds(dataset: Dataset, shown: dict[str, Any], count: int) -> None:
    """Fetch the sheet, and cut out of it what the browser shows."""
    fetched = fetch(shown["sheet"]["address"])
    assert (fetched.status, fetched.headers["content-type"]) == (200, "image/png")
    assert "immutable" in fetched.headers["cache-control"]
    sheet = np.asarray(Image.open(io.BytesIO(fetched.body), formats=["PNG"]))
    height, width, _ = dataset.picture_shape
    rows, columns = shown["sheet"]["rows"], shown["sheet"]["columns"]
    assert sheet.shape == (rows * height, columns * width, 3)
    assert rows == -(-count // columns)
    for picture, place in zip(shown["pictures"], shown["places"], strict=True):
        row, column = divmod(place, columns)
        cut = sheet[row * height : (row + 1) * height, column * width : (column + 1) * width]
        np.testing.assert_array_equal(cut, dataset.test_pictures[picture])


def test_an_order_of_the_same_pictures_needs_no_other_sheet(photos: Dataset) -> None:
    asked = {"dataset": "catvnoncat", "learning_rate": "0.005"}
    addresses = {
        frame_of(**asked, order=order, show=show)["gallery"]["sheet"]["address"]
        for order, show in product(ORDERS, SHOWS)
    }
    assert len(addresses) == 1


def test_the_second_page_has_a_sheet_of_its_own(tiny: Dataset) -> None:
    first, second = (frame_of(page=page)["gallery"]["sheet"]["address"] for page in (1, 2))
    assert first != second


def test_a_filter_that_leaves_nothing_needs_no_sheet(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Verdicts, "right", np.ones(TEST_PICTURES, dtype=bool))
    shown = frame_of(show="wrong")["gallery"]
    assert (shown["pictures"], shown["sheet"]["address"], shown["sheet"]["rows"]) == ([], "", 0)
    film = film_of(show="wrong")
    assert (film.probabilities.size, film.answers.size) == (0, 0)
    assert film.confusion.sum() == TEST_PICTURES * len(film.iterations)


def test_the_table_counts_the_lesson_s_answers_cats_first(tiny: Dataset) -> None:
    model = neuron.model(tiny.X_train, tiny.Y_train, tiny.X_test, tiny.Y_test, 300, 0.05)
    counted = [
        int(((tiny.Y_test == label) & (model["Y_prediction_test"] == answer)).sum())
        for label in (1, 0)
        for answer in (1, 0)
    ]
    table = frame_of()["confusion"]
    assert table["counts"] == counted
    assert len(set(counted)) > 2
    assert table["says"][0] == ENGLISH.text("predictions.says", name=ENGLISH.text("app.classes.cat"))


# --- Films ------------------------------------------------------------


class UnpackedFilm:
    """A film as the browser reads it: what is said, and the arrays by their names."""

    def __init__(self, packed: bytes) -> None:
        self.header = header = read_packed(packed)
        vars(self).update(self.header.pop("arrays"))
        self.iterations = self.iterations.astype(int)
        self.scores = [header["scores"][place] for place in self.score.astype(int)]
        accuracies = [header["accuracies"][place] for place in self.accuracy.astype(int)]
        self.numbers = [[cost, *each] for cost, each in zip(header["costs_written"], accuracies, strict=True)]

    def row(self, name: str, moment: int) -> Any:
        return getattr(self, name)[moment]

    def moments(self) -> list[int]:
        """Return some moments: the first ones, both extremes of the cost, some between, and the last."""
        last = len(self.iterations) - 1
        wanted = {0, 1, int(self.costs.argmax()), int(self.costs.argmin()), last // 3, 2 * last // 3, last}
        return sorted(moment for moment in wanted if moment <= last)


def assert_written_alike(sent: Array, A: Array, threshold: float = 0.5) -> None:
    """Check that the page writes probabilities of a film as it would write the exact ones."""
    np.testing.assert_allclose(sent, A, rtol=0, atol=1 / 20_000)
    assert [write_probability(each, threshold) for each in sent] == [
        write_probability(each, threshold) for each in A
    ]


def film_of(**changed: object) -> UnpackedFilm:
    answer = routes.answer_film(question(**changed))
    assert answer.status_code == 200
    return UnpackedFilm(answer.body)


def weights_of(**changed: object) -> tuple[dict[str, Any], Array]:
    """Return what is said of the weights at the moments of a film, and these (k, n) as the browser mixes."""
    answer = routes.answer_weights(question(**changed))
    assert answer.status_code == 200
    header = read_packed(answer.body)
    arrays = header.pop("arrays")
    basis = arrays["basis"].reshape(-1, 3 * header["height"] * header["width"]).astype(np.float64)
    scales, shares = arrays["scales"][:, np.newaxis], arrays["coefficients"] * arrays["sizes"]
    return header, scales * (shares.reshape(len(scales), -1) @ basis)


FILMED = [
    {},
    {"learning_rate": "0.5", "num_iterations": "700", "plane": "sharp", "scale": "log", "order": "unsure"},
    {"learning_rate": "1", "plane": "random", "order": "wrong", "page": "2"},
    {"num_iterations": "1", "plane": "scale", "show": "wrong"},
    {"num_iterations": "0", "show": "class1"},
]


@pytest.mark.parametrize("changed", FILMED)
def test_a_film_holds_the_run_at_its_moments(tiny: Dataset, changed: dict[str, str]) -> None:
    asked, film = question(**changed), film_of(**changed)
    run = train(tiny.prepared, float(asked["learning_rate"]), int(asked["num_iterations"]))
    last = run.num_iterations
    assert (film.iterations[0], film.iterations[-1]) == (0, last)
    assert {int(run.costs.argmax()), int(run.costs.argmin())} <= set(film.iterations.tolist())
    np.testing.assert_allclose(film.costs, run.costs[film.iterations], rtol=1e-7)
    heights = np.log10(film.costs) if asked["scale"] == "log" else film.costs
    np.testing.assert_allclose(film.heights, heights, rtol=1e-6)

    path = project(run, asked["plane"], 41).path[np.isin(run.recorded, film.iterations)]
    recorded = film.path[np.isin(film.iterations, run.recorded)]
    np.testing.assert_allclose(recorded, path, rtol=1e-6, atol=1e-9 * max(1.0, np.abs(path).max()))

    at_end = compute_verdicts(*run.weights_at(last), tiny.X_test, tiny.test_labels)
    first = (int(asked["page"]) - 1) * PAGE
    pictures = at_end.select(asked["show"], asked["order"])[first : first + PAGE]
    assert frame_of(**changed)["gallery"]["pictures"] == pictures.tolist()
    assert len(pictures) > 0
    labels = tiny.test_labels[0]
    for moment in film.moments():
        A = probabilities(tiny, run.weights_at(int(film.iterations[moment])))
        assert_written_alike(film.row("probabilities", moment), A[pictures])
        np.testing.assert_array_equal(film.row("answers", moment), A[pictures] > 0.5)
        counts = [((labels == y) & ((A > 0.5) == answer)).sum() for y in (1, 0) for answer in (1, 0)]
        np.testing.assert_array_equal(film.row("confusion", moment), counts)


def test_the_moments_of_a_wild_film_are_not_all_alike(tiny: Dataset) -> None:
    film = film_of(learning_rate="1", order="wrong", page="2")
    run = train(tiny.prepared, 1.0, 300)
    assert film.costs.max() > 4 * film.costs[0]
    assert len({film.row("answers", moment).tobytes() for moment in film.moments()}) > 2
    assert len({film.row("confusion", moment).tobytes() for moment in film.moments()}) > 2
    assert (np.diff(run.costs) > 0).sum() > 10


@pytest.mark.parametrize(("order", "show"), list(product(ORDERS, SHOWS)))
def test_a_film_shows_the_pictures_of_its_frame_in_their_order(tiny: Dataset, order: str, show: str) -> None:
    for page in (1, 2):
        changed = {"learning_rate": "0.5", "num_iterations": "40", "order": order, "show": show, "page": page}
        shown, film = frame_of(**changed)["gallery"], film_of(**changed)
        assert_written_alike(film.row("probabilities", 40), np.array(shown["probabilities"]))
        np.testing.assert_array_equal(film.row("answers", 40), shown["answers"])
        # The pictures are those of the end all through the film.
        start = probabilities(tiny, train(tiny.prepared, 0.5, 5).weights_at(5))[shown["pictures"]]
        assert_written_alike(film.row("probabilities", 5), start)


@pytest.mark.parametrize(
    ("learning_rate", "num_iterations", "language"),
    [("0.05", 300, "en"), ("0.5", 700, "zh"), ("1", 300, "en")],
)
def test_a_moment_shows_what_a_page_with_so_many_iterations_shows(
    tiny: Dataset, learning_rate: str, num_iterations: int, language: str
) -> None:
    asked = {"learning_rate": learning_rate, "language": language, "page": 2}
    assert_film_agrees_with_frames(asked, num_iterations)


@pytest.mark.parametrize("threshold", ["0.03", "0.37", "0.99"])
def test_a_moment_at_another_threshold_shows_what_such_a_page_shows(tiny: Dataset, threshold: str) -> None:
    assert_film_agrees_with_frames({"learning_rate": "0.5", "threshold": threshold}, 60)


@pytest.mark.parametrize("threshold", [0.03, 0.5, 0.99])
def test_everything_that_says_right_or_wrong_follows_the_threshold(tiny: Dataset, threshold: float) -> None:
    shown = frame_of(threshold=threshold)
    A = probabilities(tiny, train(tiny.prepared, 0.05, 300).weights_at(300))
    answers, labels = np.greater(A, threshold), tiny.test_labels[0]
    assert shown["gallery"]["answers"] == answers[shown["gallery"]["pictures"]].tolist()
    counts = metrics.confusion_matrix(labels, answers)[::-1, ::-1]
    assert shown["confusion"]["counts"] == counts.ravel().tolist()
    numbers = shown["headline"]["numbers"]
    assert numbers[2]["value"] == f"{100 * (answers == labels).mean():.1f}%"
    named = [f"A\N{NO-BREAK SPACE}>\N{NO-BREAK SPACE}{threshold:g}" in each["label"] for each in numbers[1:3]]
    assert named == [threshold != 0.5] * 2
    shares = [value for value, _ in shown["scores"]["values"]]
    for value, score in zip(
        shares, (metrics.precision_score, metrics.recall_score, metrics.f1_score), strict=False
    ):
        expected = score(labels, answers, zero_division=np.nan)
        assert value == ("–" if np.isnan(expected) else f"{100 * expected:.1f}%")
    roc = shown["roc"]["figure"]["data"]
    found = metrics.recall_score(labels, answers), 1 - metrics.recall_score(1 - labels, 1 - answers)
    assert (roc[2]["y"][0], roc[2]["x"][0]) == pytest.approx((100 * found[0], 100 * found[1]))
    assert f"{metrics.roc_auc_score(labels, A):.3f}" in shown["roc"]["caption"]


def test_a_moment_of_the_photos_shows_what_a_page_with_so_many_iterations_shows(photos: Dataset) -> None:
    assert_film_agrees_with_frames({"dataset": "catvnoncat", "learning_rate": "0.005"}, 1500)


def test_the_untrained_digits_show_what_their_film_shows() -> None:
    assert_film_agrees_with_frames({"dataset": "digits"}, 0)


def assert_film_agrees_with_frames(asked: dict[str, object], num_iterations: int) -> None:
    """Compare moments of a film with the frames of trainings of their own, which end there."""
    film = film_of(**asked, num_iterations=num_iterations)
    for moment in film.moments():
        forget_everything()
        frame = frame_of(**asked, num_iterations=film.iterations[moment])
        assert film.numbers[moment] == headline(frame)
        assert film.scores[moment] == frame["scores"]["values"]
        np.testing.assert_array_equal(film.row("confusion", moment), frame["confusion"]["counts"])
        np.testing.assert_array_equal(film.row("answers", moment), frame["gallery"]["answers"])
        assert_written_alike(
            film.row("probabilities", moment),
            np.array(frame["gallery"]["probabilities"]),
            float(str(asked.get("threshold", 0.5))),
        )


def test_every_moment_has_the_numbers_of_the_lesson_s_functions(tiny: Dataset) -> None:
    film, run = film_of(learning_rate="1"), train(tiny.prepared, 1.0, 300)
    assert len(film.numbers) == len(film.iterations)
    for iteration, written in zip(film.iterations.tolist(), film.numbers, strict=True):
        w, b = run.weights_at(iteration)
        cost = neuron.propagate(w, b, tiny.X_train, tiny.Y_train)[1]
        on_train = neuron.accuracy(neuron.predict(w, b, tiny.X_train), tiny.Y_train)
        on_test = neuron.accuracy(neuron.predict(w, b, tiny.X_test), tiny.Y_test)
        assert written[:3] == [f"{cost:.4f}", f"{on_train:.1f}%", f"{on_test:.1f}%"]


@pytest.mark.parametrize("changed", FILMED)
def test_the_pictures_of_the_weights_are_as_exact_as_the_caption_says(
    tiny: Dataset, changed: dict[str, str]
) -> None:
    asked, film = question(**changed), film_of(**changed)
    run = train(tiny.prepared, float(asked["learning_rate"]), int(asked["num_iterations"]))
    shown, mixtures = weights_of(**changed)
    assert (shown["height"], shown["width"]) == (SIDE, SIDE)
    weights = np.array([run.weights_at(int(i))[0][:, 0] for i in film.iterations])
    peaks = np.abs(weights).max(axis=1)
    moved = peaks > 0
    measured = (np.abs(mixtures - weights).max(axis=1)[moved] / peaks[moved]).max(initial=0.0)
    error = mix_weights(run, film.iterations).error
    assert measured <= 1.001 * error + 1e-12
    assert error <= 1 / 50
    assert ENGLISH.text("weights.exact", percent=100 * error) in shown["caption"]


def test_a_film_of_a_run_that_did_not_record_every_iteration_holds_the_same_moments(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {"learning_rate": "0.5", "num_iterations": 700}
    whole = film_of(**changed)
    forget_everything()
    monkeypatch.setattr(training, "RECORD_BUDGET_BYTES", 40 * 8 * tiny.prepared.form.state_size)
    thinned, run = film_of(**changed), train(tiny.prepared, 0.5, 700)
    assert run.thinned
    for name in ("iterations", "costs", "heights", "confusion", "probabilities", "answers"):
        np.testing.assert_array_equal(getattr(thinned, name), getattr(whole, name))
    assert thinned.numbers == whole.numbers
    drawn = np.isin(film_iterations := thinned.iterations, run.recorded)
    assert 2 < drawn.sum() < len(film_iterations)
    recorded = np.isin(run.recorded, film_iterations)
    np.testing.assert_allclose(
        thinned.path[drawn], project(run, "path", 41).path[recorded], rtol=1e-6, atol=1e-9
    )


def test_the_film_of_no_iterations_has_one_moment(tiny: Dataset) -> None:
    film = film_of(num_iterations=0)
    assert film.iterations.tolist() == [0]
    assert film.costs.tolist() == pytest.approx([np.log(2)], rel=1e-7)
    assert (film.probabilities == 0.5).all()
    assert not film.answers.any()
    assert not weights_of(num_iterations=0)[1].any()
    assert film.header["transport"]["total"] == 0


@pytest.mark.parametrize(("room", "about"), [(800, "stage.about"), (12, "stage.about_thinned")])
def test_the_transport_tells_whether_every_extreme_is_among_the_moments(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, room: int, about: str
) -> None:
    monkeypatch.setattr(films, "record_film", partial(record_film, max_iterations=room))
    film, costs = film_of(learning_rate="1"), train(tiny.prepared, 1.0, 300).costs
    turning = np.flatnonzero(np.diff(np.sign(np.diff(costs)))) + 1
    assert len(turning) > room or room == 800
    assert np.isin(turning, film.iterations).all() == (about == "stage.about")
    assert film.header["transport"]["about"] == ENGLISH.pattern(about)
    assert film.header["transport"]["total"] == 300


@pytest.mark.parametrize("learning_rate", ["0.005", "0.0125", "0.05", "1"])
def test_a_film_of_the_photos_is_small(photos: Dataset, learning_rate: str) -> None:
    asked = {"dataset": "catvnoncat", "learning_rate": learning_rate}
    for num_iterations in (10_000, 2000, 0):
        answer = routes.answer_film(question(**asked, num_iterations=num_iterations))
        assert answer.status_code == 200
        weights = routes.answer_weights(question(**asked, num_iterations=num_iterations))
        assert len(answer.body) + len(weights.body) < 200_000
        film = UnpackedFilm(answer.body)
        assert film.iterations[-1] == num_iterations
        assert film.answers.shape == (len(film.iterations), photos.test_labels.size)


# --- Stability, and why ------------------------------------------------------------


@pytest.mark.parametrize(
    ("learning_rate", "num_iterations", "kind"),
    [("0.05", 300, "below"), ("0.5", 300, "caught"), ("1", 300, "caught"), ("1", 20, "above")],
)
def test_the_limit_is_two_over_the_curvature_of_the_hessian_written_out(
    tiny: Dataset, learning_rate: str, num_iterations: int, kind: str
) -> None:
    asked = {"learning_rate": learning_rate, "num_iterations": num_iterations}
    header = film_of(**asked).header
    run = train(tiny.prepared, float(learning_rate), num_iterations)
    start, end = (largest_curvature(tiny, run.weights_at(i)) for i in (0, num_iterations))
    rule, story, *hidden = header["why"]
    assert f"λ = {start:.1f}" in rule
    assert f"<strong>{2 / start:.4g}</strong>" in rule
    words = {"below": "below the limit", "caught": "caught", "above": "not caught yet"}
    assert f"<strong>{words[kind]}</strong>" in story
    assert (f"{2 / end:.4g}" in story) == (kind != "below")

    printed, rises = run.costs[::100].max(), int((np.diff(run.costs) > 0).sum())
    assert len(hidden) == (run.costs.max() > printed)
    if hidden:
        for written in numbers.write_costs(printed, run.costs.max()):
            assert written in hidden[0]
    if kind == "caught":
        assert f"rose on {rises} of {num_iterations}" in story

    shown = header["stability"]
    for text in (f"{2 / start:.3g}", f"{2 / end:.3g}", f"rate {float(learning_rate):g}"):
        assert text in shown["alt"]
    low, overshoot, ceiling, chosen = shown["figure"]["data"]
    limits, rate = ceiling["y"], np.float32(learning_rate)
    np.testing.assert_allclose(limits[[0, -1]], np.minimum([2 / start, 2 / end], 10), rtol=1e-6)
    assert (ceiling["x"][0], ceiling["x"][-1]) == (0, num_iterations)
    for trace in (overshoot, chosen):
        assert set(trace["y"].tolist()) == {rate}
    np.testing.assert_array_equal(low["y"], np.minimum(limits, rate))
    assert shown["caption"] == ENGLISH.text("stability.points", count=len(limits))


def test_why_is_told_in_both_languages_with_the_same_numbers(tiny: Dataset) -> None:
    english, chinese = (film_of(language=language, learning_rate="1").header for language in ("en", "zh"))
    assert len(english["why"]) == len(chinese["why"]) == 3
    for one, other in zip(english["why"], chinese["why"], strict=True):
        assert not HANZI.search(one)
        assert HANZI.search(other)
        assert numbers_in(one) == numbers_in(other)
        assert one.count("<strong>") == other.count("<strong>")
    assert numbers_in(english["stability"]["alt"]) == numbers_in(chinese["stability"]["alt"])
    chinese_texts = [
        *(chinese["stability"][kind] for kind in ("alt", "caption")),
        *(
            weights_of(language="zh")[0][kind]
            for kind in ("alt", "caption", "channels_alt", "channels_caption")
        ),
        *(chinese["transport"][kind] for kind in ("about", "moment", "cost_at", "cost_end", "flips")),
        *(chinese["story"][kind] for kind in ("start", "later")),
        *chinese["story"]["compared"],
        *chinese["alts"].values(),
    ]
    assert [text for text in chinese_texts if not HANZI.search(text)] == []


# --- The routes ------------------------------------------------------------


@pytest.mark.parametrize("path", [FRAMES, FILMS, WEIGHTS])
def test_frames_and_films_are_packed_and_never_kept(tiny: Dataset, path: str) -> None:
    fetched = fetch(address_of(path))
    assert fetched.status == 200
    assert fetched.headers["content-encoding"] == "gzip"
    assert fetched.headers["cache-control"] == "no-store"
    assert fetched.headers["content-type"] == "application/octet-stream"
    assert int(fetched.headers["content-length"]) == len(fetched.body)


def test_a_stem_is_kept_for_ever_and_found_again_from_its_address(tiny: Dataset) -> None:
    addresses = []
    for changed in ({}, {"learning_rate": "1", "order": "wrong", "page": 2, "threshold": "0.3"}):
        addresses.append(unpack(fetch(address_of(FRAMES, **changed)).body)[0]["stem"])
        forget_everything()
    assert addresses[0] == addresses[1]
    fetched = fetch(addresses[0])
    assert fetched.status == 200
    assert "immutable" in fetched.headers["cache-control"]
    assert read_json(fetched.body)["headline"]["numbers"][0]["value"] == "0.6931"
    other = unpack(fetch(address_of(FRAMES, language="zh")).body)[0]["stem"]
    assert fetch(other.partition("?")[0] + "?" + addresses[0].partition("?")[2]).status == 404
    assert fetch(addresses[0].replace("plane=path", "plane=none")).status == 404


@pytest.mark.parametrize("learning_rate", ["0.005", "0.01", "0.0355"])
def test_a_frame_of_the_photos_is_small(photos: Dataset, learning_rate: str) -> None:
    for view, scale in (("contour", "linear"), ("contour", "log"), ("3d", "linear")):
        asked = {"dataset": "catvnoncat", "learning_rate": learning_rate, "view": view, "scale": scale}
        for num_iterations in (2000, 10_000):
            answer = routes.answer_frame(question(**asked, num_iterations=num_iterations))
            assert len(answer.body) <= 15_000, (view, scale, num_iterations)


@pytest.mark.parametrize("path", [FRAMES, FILMS, WEIGHTS])
def test_a_route_answers_404_and_202_as_well(tiny: Dataset, slow: list[int], path: str) -> None:
    assert fetch(path).status == 404
    assert fetch(address_of(path, plane="%3Cb%3E")).status == 404
    assert fetch(address_of(path, num_iterations=2000)).status == 202


def test_a_frame_is_on_its_way_until_it_is_sent(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(crossing, "DRAWING_SECONDS", 0.0)
    monkeypatch.setattr(crossing, "PATIENCE_SECONDS", 30.0)
    visitor, through = own_visitor(), threading.Event()

    def come() -> None:
        visitor.crossing.wait()
        through.set()

    passed_before: list[bool] = []

    def on_send() -> None:
        if not passed_before:
            threading.Thread(target=come, daemon=True).start()
        passed_before.append(through.wait(0.03))

    fetched = fetch(address_of(FRAMES), on_send, Playground_Visitor=visitor.token)
    assert fetched.status == 200
    assert passed_before == [False, False]
    assert through.wait(5)


@pytest.mark.parametrize("path", [route.path for route in SITE.routes])
def test_every_route_is_only_read(tiny: Dataset, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "CONNECT", "get"):
        refused = fetch(path, method=method)
        assert refused.status == 405
        assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert fetch(path, method="HEAD").status in (200, 404, 410)


def test_below_a_path_of_the_server_everything_is_where_the_page_asks_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLAYGROUND_ROOT", "")
    set_root("/cats/")
    site = Starlette(routes=under_root(routes.ROUTES))
    assert from_root(SESSION) == f"/cats{SESSION}"
    assert fetch(from_root(SESSION), site=site).status == 410
    assert fetch(SESSION, site=site).status == 404


def expect_to_be_kept(address: str, contents: bytes, kind: str) -> None:
    """Ask for contents as they are and packed, and compare both with them."""
    plain, packed = fetch(address), fetch(address, Accept_Encoding="gzip, br")
    assert (plain.body, gzip.decompress(packed.body)) == (contents, contents)
    assert ("content-encoding" in plain.headers, packed.headers["content-encoding"]) == (False, "gzip")
    for fetched in (plain, packed):
        assert fetched.status == 200
        assert "immutable" in fetched.headers["cache-control"]
        assert fetched.headers["vary"] == "Accept-Encoding"
        assert fetched.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("attempt", [0, 3])
def test_every_script_is_sent_whole_to_be_kept_for_ever(attempt: int) -> None:
    folder = Path(scripts.__file__).parents[1]
    base = scripts.STAGE.removesuffix("/0/stage/js/stage.js")
    names = [path.relative_to(folder).as_posix() for path in folder.glob("*/js/*.js")]
    assert "stage/js/stage.js" in names
    for name in names:
        expect_to_be_kept(f"{base}/{attempt}/{name}", (folder / name).read_bytes(), "text/javascript")


def test_plotly_is_sent_whole_to_be_kept_for_ever() -> None:
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    expect_to_be_kept(scripts.PLOTLY, whole.read_bytes(), "text/javascript")


def test_streamlits_own_scripts_and_styles_are_sent_packed() -> None:
    folder = Path(st.__file__).parent / "static"
    for pattern, kind in (
        ("static/js/index.*.js", "text/javascript"),
        ("static/css/index.*.css", "text/css"),
    ):
        for file in folder.glob(pattern):
            expect_to_be_kept("/" + file.relative_to(folder).as_posix(), file.read_bytes(), kind)
    for other in ("/static/js/absent.js", "/static/js/../../index.html", "/index.html"):
        assert fetch(other).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "{scripts}/../scripts.py",
        "{scripts}/../secret",
        "{scripts}/..",
        "{scripts}/loader",
        "{scripts}/scripts.py",
        "{scripts}/",
        "/playground/scripts/000000000000/stage.js",
        "/playground/scripts/stage.js",
        "/playground/pictures/0000.png",
        "/playground/pictures/../frames.py",
        "/playground/frames/more",
        "/playground",
        "/",
    ],
)
def test_other_addresses_hold_nothing(tiny: Dataset, path: str) -> None:
    assert fetch(path.format(scripts=scripts.STAGE.rpartition("/")[0])).status == 404


@pytest.mark.parametrize(
    ("root", "name"), [("", ""), ("", "tuning"), ("cats", "descent"), ("", "learning_rate=0.02")]
)
def test_every_page_names_the_style_sheet_behind_the_one_that_it_changes(
    monkeypatch: pytest.MonkeyPatch, root: str, name: str
) -> None:
    monkeypatch.setenv("PLAYGROUND_ROOT", root)
    opened: list[None] = []
    site = Starlette(middleware=[Middleware(styles.StyledPage, on_first=lambda: opened.append(None))])
    address = from_root(f"/{name}")
    page = fetch(address, site=site, Accept="text/html,*/*", Accept_Encoding="gzip")
    assert (page.headers["cache-control"], page.headers["content-encoding"]) == ("no-cache", "gzip")
    written = gzip.decompress(page.body).decode()
    assert written == fetch(address, site=site, Accept="text/html").body.decode()
    theirs, ours = re.findall(r'<link rel="stylesheet"[^>]* href="([^"]+)"', written)
    assert theirs.startswith("./static/css/")
    assert ours == from_root(styles.ROUTES[0].path)
    assert len(opened) == 1  # of two pages


def test_the_style_sheet_has_the_style_of_every_feature_to_be_kept_for_ever() -> None:
    folder = Path(styles.__file__).parents[1]
    own = [path for path in folder.glob("*/style.css") if path.parent.name not in ("shell", "lesson")]
    files = [folder / "shell" / "style.css", *sorted(own)]
    assert folder / "stage" / "style.css" in files
    whole = b"".join(path.read_bytes() for path in files)
    expect_to_be_kept(styles.ROUTES[0].path, whole, "text/css")


def test_what_is_no_page_is_answered_by_streamlit() -> None:
    site = Starlette(middleware=[Middleware(styles.StyledPage, on_first=lambda: pytest.fail("no page"))])
    asked = ("/_stcore/health", "/media/report.html", "/favicon.png", "/a/b")
    assert [fetch(path, site=site, Accept="text/html").status for path in asked] == [404] * 4
    assert fetch("/tuning", site=site, Accept="*/*").status == 404
    assert fetch("/tuning", site=site, method="POST", Accept="text/html").status == 404
