"""The hand-in on the page: what is offered, for which run, and that nothing is made unasked."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from playground.app.compare import handin
from playground.data.contents import Dataset
from playground.data.mistakes import MISTAKES, reveal
from playground.engine.training import train
from playground.handin import Look, Written, file_name
from playground.handin.script import build_script
from playground.handin.tables import build_answer_table, build_cost_table
from playground.study.study import Study
from playground.words.catalogue import LANGUAGES, translator
from tests.app.test_playground import no_exception, slow
from tests.app.test_playground import open_page as open_playground
from tests.support import data_of

__all__ = ["slow"]  # a fixture

ENGLISH = translator("en")
KEYS = ("report", "script", "costs", "answers", "npz", "h5")
Offers = dict[str, tuple[str, Callable[[], Any]]]


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> Offers:
    """Return what every download button of the page's last run offers, by its key: name and contents."""
    found: Offers = {}
    button = st.download_button

    def note(label: str, data: Callable[[], Any], **settings: Any) -> bool:
        found[settings["key"].removeprefix("hand_in_")] = settings["file_name"], data
        return button(label, data, **settings)

    monkeypatch.setattr(st, "download_button", note)
    return found


def open_page(**query: object) -> AppTest:
    return open_hand_in(open_playground(**query))


def open_hand_in(at: AppTest) -> AppTest:
    at.session_state["hand_in"] = True  # what is closed is not made
    return at.run()


def picture_buttons(at: AppTest) -> list[dict[str, str]]:
    return data_of(at.get_by_key("part_pictures"))["charts"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_offered_in_the_person_s_language(tiny: Dataset, language: str) -> None:
    at, text = open_page(language=language), translator(language)
    assert no_exception(at)
    labels = [button.label for button in at.get("download_button")]
    assert labels == [text.text(f"handin.files.{key}.label") for key in KEYS]
    told = [caption.value for caption in at.caption]
    assert text.text("handin.run", learning_rate=0.005, count=2000) in told
    assert {text.text(f"handin.files.{key}.about") for key in KEYS} <= set(told)


def test_another_threshold_than_the_lesson_s_is_told(tiny: Dataset) -> None:
    told = [caption.value for caption in open_page(threshold=0.3).caption]
    run = ENGLISH.text("handin.run", learning_rate=0.005, count=2000)
    assert f"{run} Threshold: 0.3." in told


def test_files_hold_the_run_on_the_page(tiny: Dataset, offers: Offers) -> None:
    open_page(learning_rate=0.05, num_iterations=300)
    run = train(tiny.prepared, 0.05, 300)
    study = Study(tiny, run)
    assert offers["costs"][1]() == build_cost_table(run)
    assert offers["answers"][1]() == build_answer_table(study)
    assert offers["script"][1]() == build_script(study, ENGLISH)
    assert "<td>0.05</td>" in offers["report"][1]()
    with np.load(io.BytesIO(offers["npz"][1]())) as weights:
        np.testing.assert_array_equal(weights["w"], run.w)
    names = {key: name for key, (name, _) in offers.items()}
    assert names["h5"] == file_name(study, "weights", "h5") == "tiny-0.05-300-weights.h5"
    assert len(set(names.values())) == len(KEYS)


def test_the_script_of_a_hidden_mistake_comes_when_it_is_found(tiny: Dataset, offers: Offers) -> None:
    at = open_page(dataset="tiny.find7")
    assert [each.key for each in at.get("download_button") if each.disabled] == ["hand_in_script"]
    captions = [caption.value for caption in at.caption]
    assert ENGLISH.text("handin.withheld") in captions
    told = "Find the mistake no. 7. The numbers of this run are not those of a right one."
    assert [each for each in captions if each.startswith(told)]
    at.button("mistake_reveal").click().run()
    assert not any(each.disabled for each in at.get("download_button"))
    assert ENGLISH.text("handin.withheld") not in [caption.value for caption in at.caption]
    assert MISTAKES[reveal("find7")].wrong in offers["script"][1]()


def test_the_report_is_drawn_as_the_page_is(
    tiny: Dataset, offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handin, "build_report", lambda _study, _text, look, *_: look)
    open_page(plane="sharp", view="3d", scale="log")
    assert offers["report"][1]() == Look("sharp", "3d", "log")


def test_the_report_takes_what_a_student_writes_and_the_pinned_runs(
    tiny: Dataset, offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handin, "build_report", lambda _study, _text, _look, *taken: taken)
    at = open_page(pins="2~tiny~0.05~300~fast~~1~absent~0.05~20")
    for key in ("answers", "conclusions"):
        at.text_area(key=f"hand_in_written_{key}").set_value(f"my {key}")
    at.text_input(key="hand_in_written_name").set_value("Ada")
    open_hand_in(at)
    written, (first, second), right = offers["report"][1]()
    assert right is None
    assert written == Written("Ada", "my answers", "my conclusions")
    assert (first.mark, first.title, second.study) == (2, "fast", None)
    assert first.study.run.costs[-1] == train(tiny.prepared, 0.05, 300).costs[-1]


def test_nothing_is_made_before_it_is_asked_for(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        pytest.fail("a file was made although nobody asked for it")

    for build in ("report", "script", "cost_table", "answer_table", "npz", "h5"):
        monkeypatch.setattr(handin, f"build_{build}", refuse)
    assert no_exception(open_page())


def test_a_stopped_run_hands_in_what_it_is(tiny: Dataset, slow: SimpleNamespace, offers: Offers) -> None:
    at = open_page(num_iterations=2000)
    assert not at.get("download_button")
    open_hand_in(at.button(key="stop").click().run())
    done = offers["costs"][1]().count("\n") - 2  # a line of names, and the cost at the start
    assert 0 < done < 2000
    assert offers["costs"][0] == f"tiny-0.005-{done}-costs.csv"
    told = ENGLISH.text("handin.stopped", learning_rate=0.005, done=done, total=2000)
    assert told in [caption.value for caption in at.caption]
    assert ENGLISH.text("training.stopped", done=done, total=2000) in offers["report"][1]()


def test_charts_are_offered_under_the_names_of_the_run(tiny: Dataset) -> None:
    charts = picture_buttons(open_page(learning_rate=0.05, num_iterations=300))
    assert [chart["file"] for chart in charts] == [
        f"tiny-0.05-300-{name}.png" for name in ("cost", "surface", "stability")
    ]
    assert charts[0]["title"] == ENGLISH.text(
        "handin.pictures.heading", chart=ENGLISH.text("cost_card.title"), learning_rate=0.05, count=300
    )
