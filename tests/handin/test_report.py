"""The report says what the run is and what it got wrong, asks for nothing, and names cannot break it."""

import base64
import hashlib
import html
import io
import json
import re
import shlex
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground import neuron
from playground.collection.finding import FOLDERS_VARIABLE
from playground.collection.loading import get_dataset
from playground.data.checking import build_dataset
from playground.data.contents import Dataset
from playground.data.writing import write_pair
from playground.engine.training import TrainingRun, train
from playground.handin import Look, PinnedStudy, Written, chapters
from playground.handin.markup import Html, element
from playground.handin.report import build_report
from playground.study.study import Study
from playground.study.verdicts import THRESHOLD
from playground.words.catalogue import LANGUAGES, translator

ENGLISH = translator("en")
HOSTILE = '</script><script>alert("1")</script>', "<img src=x onerror='a&b'>"


def make_dataset(
    count: int = 12, side: int = 4, classes: tuple[str, str] = ("dog", "cat"), seed: int = 0
) -> Dataset:
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 3 == 0
    return build_dataset(
        "tiny",
        train_pictures=random.integers(0, 256, (12, side, side, 3), dtype=np.uint8),
        train_labels=np.arange(12) % 3 == 0,
        test_pictures=random.integers(0, 256, (count, side, side, 3), dtype=np.uint8),
        test_labels=labels,
        classes=classes,
    )


DATASET = make_dataset()
RUN = train(DATASET.prepared, 0.05, 150)


class Reader(HTMLParser):
    """The elements of a document with their attributes, and its text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.said: list[str] = []
        self._within: list[str] = []
        self.feed(document)
        self.text = " ".join(self.said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in ("meta", "img"):
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._within.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._within[-1:] == ["script"]:
            self.scripts.append(data)
        elif self._within[-1:] != ["style"] and data.strip():
            self.said.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(
    dataset: Dataset = DATASET,
    run: TrainingRun = RUN,
    language: str = "en",
    look: Look | None = None,
    threshold: float = THRESHOLD,
) -> Reader:
    return Reader(build_report(Study(dataset, run, threshold), translator(language), look))


def pictures_of(reader: Reader) -> list[tuple[str, np.ndarray]]:
    """Return alternative text and pixels of every picture."""
    found = []
    for image in reader.all("img"):
        kind, _, written = image["src"].partition(",")
        assert kind == "data:image/png;base64"
        found.append((image["alt"], np.asarray(Image.open(io.BytesIO(base64.b64decode(written))))))
    return found


# --- What it says ------------------------------------------------------------


def test_its_numbers_name_another_threshold_than_the_lesson_s() -> None:
    accuracy = ENGLISH.text("headline.test_accuracy")
    assert f"{accuracy} (A\N{NO-BREAK SPACE}>\N{NO-BREAK SPACE}0.3)" in read(threshold=0.3).text
    assert f"{accuracy} (A" not in read().text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_tells_the_run_in_the_person_s_language(language: str) -> None:
    text, reader = translator(language), read(language=language)
    _, cost = neuron.propagate(RUN.w, RUN.b, DATASET.X_train, DATASET.Y_train)
    on_test = neuron.accuracy(neuron.predict(RUN.w, RUN.b, DATASET.X_test), DATASET.Y_test)
    assert reader.all("html") == [{"lang": {"en": "en", "zh": "zh-CN"}[language]}]
    for said in (f"{cost:.4f}", f"{on_test:.1f}%", "0.05", "150", text.text("headline.test_accuracy")):
        assert said in reader.said
    assert text.text("handin.report.counts", train=12, test=12) in reader.said
    assert DATASET.name in reader.said  # and not once more in brackets
    comma = {"en": ", ", "zh": "，"}[language]
    assert any(each.startswith("0 = ") and f"{comma}1 = " in each for each in reader.said)
    assert not any("。 " in each for each in reader.said)
    for title in ("cost_card.title", "surface_card.title", "stability.title", "weights.title"):
        assert text.text(title) in reader.said


def test_a_stopped_run_says_so() -> None:
    stopped = replace(RUN, requested_iterations=4000)
    sentence = ENGLISH.text("training.stopped", done=150, total=4000)
    assert sentence in read(run=stopped).said
    assert sentence not in read().said


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_takes_a_student_s_words_and_the_pinned_runs(language: str) -> None:
    text, other = translator(language), train(DATASET.prepared, 0.5, 60)
    written = Written(HOSTILE[0], "one\ntwo", HOSTILE[1])
    pinned = [PinnedStudy(2, HOSTILE[1], Study(DATASET, other)), PinnedStudy(5, "later", None)]
    reader = Reader(build_report(Study(DATASET, RUN), text, Look(scale="log"), written, pinned))
    assert text.text("handin.report.by", name=HOSTILE[0]) in reader.said
    for said in ("one\ntwo", HOSTILE[1], "later", "0.5 · 60", f"{other.costs[-1]:.4f}"):
        assert said in reader.said
    assert reader.said.count("–") == 4
    *_, curve = json.loads(reader.scripts[0])["cost"]["data"]
    assert (curve["name"], curve["showlegend"]) == (f"2: {html.escape(HOSTILE[1], quote=False)}", True)
    plain = read(language=language).said
    for key in ("written.answers", "written.conclusions", "pinned"):
        title = text.text(f"handin.report.{key}")
        assert (title in reader.said, title in plain) == (True, False)


def test_it_says_when_it_was_made() -> None:
    found = re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d\d:\d\d", read().text)
    assert found is not None
    age = datetime.now().astimezone() - datetime.fromisoformat(found[0])
    assert 0 <= age.total_seconds() < 300


def test_confusion_counts_are_the_neuron_s() -> None:
    answers = neuron.predict(RUN.w, RUN.b, DATASET.X_test)
    table = "".join(
        re.findall(r'<table class="confusion">.*?</table>', build_report(Study(DATASET, RUN), ENGLISH))
    )
    counts = [int(count) for count in re.findall(r"<b>(\d+)</b>", table)]
    expected = [((DATASET.Y_test == y) & (answers == a)).sum() for y in (1, 0) for a in (1, 0)]
    assert counts == expected


def test_charts_hold_the_run() -> None:
    figures = json.loads(read().scripts[0])
    assert list(figures) == ["cost", "surface", "stability"]
    y = figures["cost"]["data"][0]["y"]
    np.testing.assert_array_equal(np.frombuffer(base64.b64decode(y["bdata"]), y["dtype"]), RUN.costs)
    places = {place["id"]: place for place in read().all("div") if "id" in place}
    assert list(places) == list(figures)
    assert all(place["role"] == "img" and place["aria-label"] for place in places.values())


def test_charts_are_drawn_as_on_the_page() -> None:
    figures = json.loads(read(look=Look("random", "3d", "log")).scripts[0])
    assert figures["surface"]["data"][0]["type"] == "surface"
    assert figures["cost"]["layout"]["yaxis"]["type"] == "log"
    assert ENGLISH.text("surface_card.planes.random") in read(look=Look("random")).text


# --- Pictures ------------------------------------------------------------


def test_every_wrong_picture_is_shown_with_its_answer() -> None:
    A = neuron.sigmoid(RUN.w.T @ DATASET.X_test + RUN.b)[0]
    wrong = np.flatnonzero((A > 0.5) != DATASET.Y_test[0])
    surest_first = wrong[np.argsort(-np.abs(A[wrong] - 0.5))]
    assert len(wrong) > 1
    shown = pictures_of(read())[: len(wrong)]
    for index, (alt, pixels) in zip(surest_first, shown, strict=True):
        np.testing.assert_array_equal(pixels, DATASET.test_pictures[index])
        label, answer = ("cat", "dog") if DATASET.test_labels[0, index] else ("dog", "cat")
        probability = f"= {A[index]:.4f}"
        assert alt == ENGLISH.text(
            "predictions.tile_wrong", number=index + 1, label=label, answer=answer, probability=probability
        )
    assert ENGLISH.text("handin.report.mistakes_all", count=len(wrong), total=12) in read().text


def test_only_the_surest_of_many_mistakes_are_shown_and_counted() -> None:
    dataset = make_dataset(count=300)
    reader = read(dataset, train(dataset.prepared, 0.05, 50))
    assert len(pictures_of(reader)) == chapters.MAX_PICTURES + 2
    assert ENGLISH.text("handin.report.mistakes_most", shown=chapters.MAX_PICTURES) in reader.text


def test_a_neuron_without_mistakes_is_said_to_have_none() -> None:
    known = replace(DATASET, test_pictures=DATASET.train_pictures, test_labels=DATASET.train_labels)
    reader = read(known, train(known.prepared, 0.5, 3000))
    assert ENGLISH.text("handin.report.no_mistakes", count=12) in reader.said
    assert len(pictures_of(reader)) == 2


def test_large_pictures_are_made_smaller_and_that_is_said() -> None:
    dataset = make_dataset(side=300)
    reader = read(dataset, train(dataset.prepared, 1e-9, 1))
    assert pictures_of(reader)[0][1].shape == (chapters.MAX_SIDE, chapters.MAX_SIDE, 3)
    assert ENGLISH.text("handin.report.smaller", side=chapters.MAX_SIDE) in reader.text
    assert ENGLISH.text("handin.report.smaller", side=chapters.MAX_SIDE) not in read().text


def test_weights_are_painted_where_they_are() -> None:
    pixels = RUN.w.reshape(4, 4, 3)
    (_, single), (_, triple) = pictures_of(read())[-2:]
    assert (single.shape, triple.shape) == ((4, 4, 4), (4, 3 * 4 + 2, 4))
    bluer = single[..., 2].astype(int) - single[..., 0]
    np.testing.assert_array_equal(np.sign(bluer), np.sign(pixels.mean(axis=2)))


# --- The same again ------------------------------------------------------------


def test_it_names_versions_and_sums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    reader = read()
    for said in ("Python", "NumPy", np.__version__, "Streamlit", DATASET.fingerprint):
        assert said in reader.said
    assert "train_tiny.h5" not in reader.text
    paths = write_pair(tmp_path, DATASET)
    said = read().said
    for path in paths:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == said[said.index(path.name) + 1]
    assert "train_tiny.h5" not in read(make_dataset(seed=1)).text  # the files hold something else


@pytest.mark.parametrize("look", [Look(), Look("sharp", "3d", "log")])
def test_the_command_names_all_choices(look: Look) -> None:
    written = chapters.write_command(
        chapters.Subject(Study(DATASET, RUN), translator("zh"), look, Written(), (), None)
    )
    words = shlex.split(written)
    assert words[:6] == ["python", "-m", "playground", "--language", "zh", "report"]
    options = dict(zip(words[6::2], words[7::2], strict=True))
    assert options.pop("--output") == "tiny-0.05-150-report.html"
    expected = {"--dataset": "tiny", "--learning-rate": "0.05", "--iterations": "150"}
    if look != Look():
        expected |= {"--plane": "sharp", "--view": "3d", "--scale": "log"}
    assert options == expected


# --- Nothing gets in or out ------------------------------------------------------------


def test_nothing_is_asked_for() -> None:
    reader = read()
    for tag, attributes in reader.elements:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form")
        assert not {"href", "srcset", "action", "onclick", "onerror"} & set(attributes)
        assert attributes.get("src", "data:").startswith("data:")
    style = (Path(chapters.__file__).parent / "report.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_only_the_report_s_own_scripts_may_run() -> None:
    reader = read()
    (policy,) = [meta["content"] for meta in reader.all("meta") if "http-equiv" in meta]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    sums = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in reader.scripts[1:]]
    assert rules["script-src"].split() == [f"'sha256-{each}'" for each in sums]
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert not {"connect-src", "font-src", "frame-src"} & set(rules)


def test_names_from_a_file_are_only_text() -> None:
    dataset = make_dataset(classes=HOSTILE)
    plain, hostile = read(), read(dataset)
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in plain.elements]
    assert hostile.scripts == plain.scripts
    assert ENGLISH.text("predictions.says", name=HOSTILE[0]) in hostile.said
    assert any(HOSTILE[1] in image["alt"] for image in hostile.all("img"))


def test_figures_cannot_end_their_block(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = chapters.draw_figures

    def hostile(subject: chapters.Subject) -> dict[str, object]:
        return draw(subject) | {"note": "</script><script>alert(1)</script><!--"}

    monkeypatch.setattr(chapters, "draw_figures", hostile)
    reader = read()
    assert len(reader.scripts) == 3
    assert json.loads(reader.scripts[0])["note"] == "</script><script>alert(1)</script><!--"


def test_markup_escapes_all_but_itself() -> None:
    inner = element("b", "<&>")
    assert inner == "<b>&lt;&amp;&gt;</b>"
    assert element("p", inner, "<i>", class_="a\"b'", aria_label="<") == (
        '<p class="a&quot;b&#x27;" aria-label="&lt;"><b>&lt;&amp;&gt;</b>&lt;i&gt;</p>'
    )
    assert element("p", Html("<hr>")) == "<p><hr></p>"


def test_the_photos_report_is_small_enough_to_send(photos: Dataset) -> None:
    report = build_report(Study(photos, train(photos.prepared, 0.005, 2000)), ENGLISH)
    assert 4_500_000 < len(report.encode()) < 5_500_000  # the page says: about 5 MB


def test_the_drawn_cats_report_names_its_files() -> None:
    dataset = get_dataset("drawncats")
    assert "test_drawncats.h5" in read(dataset, train(dataset.prepared, 0.005, 10)).said
