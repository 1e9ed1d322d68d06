"""The teacher's page: a class is opened, and its wall shows where everybody is."""

import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit

import streamlit as st

from playground.app.browser import scripts
from playground.app.browser.address import from_root
from playground.app.browser.parts import show_part
from playground.app.classes.answers import CLASS
from playground.app.classes.line import QUESTION_WORDS
from playground.app.compare.share import is_alone
from playground.app.session import settings
from playground.app.session.choices import ITERATION_STEP, LEARNING_RATES, MAX_ITERATIONS
from playground.app.shell import controls, navigation
from playground.app.shell.preparing import prepare
from playground.classroom.states import MINUTES
from playground.data.mistakes import MOST_SEEDS, hide, name_with
from playground.engine.training import find_limit
from playground.study.telling import dataset_name

_ASKING = (
    "ask",
    "question",
    "options",
    "put",
    "predict",
    "reveal",
    "right",
    "unknown",
    "answered",
    "has_answered",
)
_WORDS = (
    "open",
    "end",
    "end_sure",
    "shown",
    "hidden",
    "join",
    "code_alt",
    "counts",
    "nobody",
    "seat",
    "run",
    "other_pictures",
    "map",
    "map_alt",
    "limit",
    "curves",
    "curves_alt",
    "rate",
    "iterations",
    "cost",
    "places",
    "lost",
    "long",
    "pace",
    "lead",
    "search",
    "sentence",
    "freeze",
    "release",
    "chosen",
    "choose",
    "free",
    "follow",
    "frozen",
    *("follow_some", "frozen_some"),
    *("asks", "asks_no_more", "keep", "opens", "enlarge", "close"),
    *("collect", "archive", "table", "collected", "has_handed_in"),
    *_ASKING,
)

_CONTEST = (
    "title",
    "minutes",
    "some_minutes",
    "begin",
    "about",
    "running",
    "finish",
    "over",
    "put_away",
    "columns",
    "columns_over",
    "rounding",
    "waiting",
    "unscored",
    "unjudged",
    "by_test_wins",
    "only_run",
    "difference",
    "luck",
    "no_luck",
)

text = settings.current_text()
navigation.show_top(text, presents=False)
dataset = controls.open_dataset(text)
title = dataset_name(dataset.name, text)
lead = f"{from_root('/')}?lead=1&language={text.language}"
hidden = name_with(dataset.original.name, hide(secrets.randbelow(MOST_SEEDS)))
limit = find_limit(prepare(dataset, text))
st.html(f"<style>{(Path(__file__).parent / 'wall.css').read_text(encoding='utf-8')}</style>")
st.markdown(f"# {text.text('app.pages.class')}", anchors=False)
if is_alone(urlsplit(st.context.url or "")):
    st.warning(text.text("share.alone"), icon=":material/wifi_off:")
show_part(
    "wall",
    scripts.WALL,
    about=text.text("classes.about"),
    at=from_root(CLASS),
    join=from_root("/join"),
    home=f"{from_root('/')}?language={text.language}&",
    lead=f"{lead}&dataset={quote(dataset.name)}",
    search=f"{lead}&mistakes=1&dataset={quote(hidden)}",
    language=text.language,
    dataset=dataset.name,
    limit=limit,
    rates=[f"{rate:g}" for rate in LEARNING_RATES],
    ranges={"rate": [LEARNING_RATES[0], 1.0], "iterations": [ITERATION_STEP, MAX_ITERATIONS]},
    pictures=text.text("classes.pictures", name=title),
    pictures_title=title,
    minutes=list(MINUTES),
    words={key: text.pattern(f"classes.wall.{key}") for key in _WORDS}
    | {key: text.pattern(f"classes.question.{key}") for key in QUESTION_WORDS}
    | {key: text.pattern(f"classes.contest.{key}") for key in _CONTEST},
    pages={name: text.text(f"app.pages.{name}") for name in navigation.PAGES},
    states={state: text.text(f"classes.states.{state}") for state in ("here", "still", "away")},
)
