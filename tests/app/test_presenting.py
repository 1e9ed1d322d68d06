"""A lesson on a projector: its chapters, the list that a link carries, and what each screen is made of."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.app.browser import payloads
from playground.app.presenting.mode import NOTES_SCRIPT
from playground.app.session.chapters import (
    CHAPTERS,
    PAGES,
    Chapter,
    move,
    read_plan,
    without,
    write_plan,
)
from playground.app.session.choices import adopt_choices, keep_chapter, list_settings, write_chapter
from playground.app.shell.navigation import LESSON, SCRIPT
from playground.app.shell.navigation import PAGES as ALL_PAGES
from playground.data.contents import Dataset
from playground.words.catalogue import LANGUAGES, translator
from tests.app.test_payloads import check
from tests.app.test_playground import no_exception, open_page
from tests.support import data_of

SETTINGS = list_settings(("tiny",))
DEFAULTS = {key: setting.default for key, setting in SETTINGS.items()}
SCREEN = Chapter("playground", (("learning_rate", "0.01"), ("screen", "cost")))

kept = st.builds(
    Chapter,
    page=st.sampled_from(sorted(PAGES)),
    choices=st.lists(
        st.tuples(st.from_regex("[a-z_]{1,20}", fullmatch=True), st.text(max_size=8)), max_size=4
    ).map(tuple),
)


def said(at: AppTest) -> dict[str, Any]:
    """Return what the script tells the projector's keys."""
    told: dict[str, Any] = data_of(at.get_by_key("part_presenter"))
    return told


def visit(**query: object) -> AppTest:
    """Open the page as a newcomer finds it."""
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.query_params.update({key: str(value) for key, value in query.items()})
    return at.run()


# --- The list of the chapters -----------------------------------------------


def test_a_lesson_shows_every_page_in_45_minutes() -> None:
    assert set(ALL_PAGES) == PAGES
    assert sum(chapter.minutes for chapter in CHAPTERS) == 45


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", LESSON)
def test_of_a_page_of_the_lesson_one_question_belongs_into_its_minutes(page: str, language: str) -> None:
    note = translator(language).text(f"chapters.{page}.note")
    assert ("question 1" in note) or ("问题 1" in note)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_every_chapter_chooses_what_there_is(chapter: Chapter) -> None:
    adopted, ignored = adopt_choices(SETTINGS, dict(chapter.choices))
    assert ignored == []
    assert {key: SETTINGS[key].write(adopted[key]) for key, _ in chapter.choices} == dict(chapter.choices)


@given(st.lists(st.sampled_from(CHAPTERS) | kept, min_size=1, max_size=5).map(tuple))
def test_a_link_brings_back_every_list(plan: tuple[Chapter, ...]) -> None:
    query = urlencode({"chapters": write_plan(plan)})
    assert read_plan(dict(parse_qsl(query))["chapters"]) == plan


def test_how_a_link_writes_a_list() -> None:
    assert write_plan((CHAPTERS[2], CHAPTERS[0], SCREEN)) == "3,1,playground~learning_rate~0.01~screen~cost"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0",
        "16",
        "-1",
        "1,,2",
        "elsewhere",
        "tuning~score",
        "tuning~a b~1",
        "²",
        "1," * 60 + "1",
        "graph~expression~" + "a" * 5000,
    ],
)
def test_what_is_no_list_is_refused(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever int says)
        read_plan(written)


def test_chapters_change_places_and_go() -> None:
    a, b, c = plan = CHAPTERS[:3]
    assert move(plan, 2, -1) == (a, c, b)
    assert move(plan, 0, -1) == plan
    assert without(plan, 1) == (a, c)
    assert without((a,), 0) == (a,)


def test_a_chapter_leaves_pictures_and_language_and_sets_all_else() -> None:
    now = DEFAULTS | {
        "language": "zh",
        "dataset": "tiny",
        "learning_rate": 1.0,
        "why": True,
        "chapters": (SCREEN,),
    }
    assert write_chapter(SETTINGS, now, 1) == {
        "language": "zh",
        "dataset": "tiny",
        "learning_rate": "0.01",
        "present": "1",
        "screen": "cost",
        "chapter": "1",
        "chapters": "playground~learning_rate~0.01~screen~cost",
    }


def test_what_is_on_the_screen_becomes_a_chapter() -> None:
    now = DEFAULTS | {
        "dataset": "tiny",
        "learning_rate": 0.01,
        "screen": "cost",
        "present": True,
        "chapter": 4,
    }
    assert keep_chapter(SETTINGS, now, "playground") == SCREEN


# --- The projector ----------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_on_the_screen(tiny: Dataset, language: str) -> None:
    at = open_page(language=language, present=1, chapter=5)
    assert no_exception(at)
    told = said(at)
    check(told, payloads.PresenterPart, "presenter")
    now = told["plan"][4]
    assert now["say"] == at.markdown[0].value.removeprefix("# ")
    assert not any(now["note"] in each.value for each in at.markdown)  # the class does not see it


def test_a_screen_shows_its_cards_and_opens_what_is_closed(tiny: Dataset) -> None:
    at = visit(present=1, screen="why")
    assert no_exception(at)
    assert at.markdown[0].value == "# Why it oscillates, or does not"
    style = next(each.proto.body for each in at.get("html") if ".st-key-lectern" in each.proto.body)
    hidden = style.rsplit("}", 2)[1]
    assert ".st-key-open_why" not in hidden
    assert all(card in hidden for card in (".st-key-cost_curve", ".st-key-open_answers", ".np-numbers"))
    assert at.get_by_key("part_stability")


def test_the_list_is_shortened_reordered_and_gets_a_screen(tiny: Dataset) -> None:
    at = visit(present=1, chapters="3,1,5", chapter=3, learning_rate=0.01)
    at.session_state["plan"] = True
    at.run()
    shown = said(at)["plan"][2]
    at.button(key="plan_up_2").click().run()
    assert (said(at)["place"], said(at)["plan"][1]) == (2, shown)  # it stays on the screen
    at.button(key="plan_out_0").click().run()
    assert (said(at)["place"], said(at)["plan"][0]) == (1, shown)
    at.button(key="plan_keep").click().run()
    assert at.query_params["chapters"] == "5,1,playground~learning_rate~0.01"
    assert said(at)["plan"][2]["title"] == "Cost curve and test pictures · 0.01"
    at.button(key="plan_whole").click().run()
    assert "chapters" not in at.query_params


@pytest.mark.parametrize(
    ("chapter", "then", "rate"), [(2, 2, 0.005), (3, 2, 0.002)], ids=["the next", "else the last"]
)
def test_a_chapter_that_is_left_out_makes_way_for_its_neighbour(
    tiny: Dataset, chapter: int, then: int, rate: float
) -> None:
    at = visit(present=1, chapters="3,2,5", chapter=chapter, learning_rate=0.01)
    at.session_state["plan"] = True
    at.run()
    at.button(key=f"plan_out_{chapter - 1}").click().run()
    assert no_exception(at)
    assert (said(at)["place"], at.session_state["learning_rate"]) == (then, rate)
    assert at.query_params["chapter"] == str(then)


def test_the_neighbour_may_stand_on_another_page(tiny: Dataset) -> None:
    at = visit(present=1, chapters="3,11", chapter=1)
    at.session_state["plan"] = True
    at.run()
    at.button(key="plan_out_0").click().run()
    assert no_exception(at)
    assert (said(at)["page"], said(at)["place"]) == ("descent", 1)


def test_a_list_that_is_none_is_told(tiny: Dataset) -> None:
    at = open_page(present=1, chapters=99)
    assert "`99`" in at.warning[0].value
    assert len(said(at)["plan"]) == len(CHAPTERS)


def test_leaving_keeps_the_chapter(tiny: Dataset) -> None:
    at = open_page(present=1, chapter=3)
    at.button(key="present_off").click().run()
    assert "present" not in at.query_params
    assert at.query_params["chapter"] == "3"
    at.button(key="present_on").click().run()
    assert said(at)["place"] == 3


def test_the_teachers_window_has_words_and_nothing_of_a_run(tiny: Dataset) -> None:
    at = open_page().switch_page(NOTES_SCRIPT).run()
    assert no_exception(at)
    check(data_of(at.get_by_key("part_notes")), payloads.NotesPart, "notes")


def test_a_link_to_a_chapter_counts_more_than_a_slider_that_was_just_moved(tiny: Dataset) -> None:
    at = visit(present=1, chapter=2, learning_rate=0.002)
    at.query_params.update({"chapter": "3", "learning_rate": "0.0001"})
    at.select_slider(key="learning_rate").set_value(0.5)
    at.run()
    assert (said(at)["place"], at.session_state["learning_rate"]) == (3, 0.0001)


def test_a_key_that_comes_with_the_address_of_the_chapter_before_stays_in_this_one(tiny: Dataset) -> None:
    at = visit(present=1, chapter=2, learning_rate=0.002)
    before = dict(at.query_params)
    at.query_params.update({"chapter": "3", "learning_rate": "0.0001"})
    at.run()
    assert said(at)["place"] == 3
    at.query_params.update(before)
    at.button(key="present_off").click().run()
    assert (at.session_state["chapter"], at.session_state["present"]) == (3, False)
    assert at.query_params["chapter"] == "3"
    at.query_params.update(before)  # the back button
    at.run()
    assert at.session_state["chapter"] == 2
