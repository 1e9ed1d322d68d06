"""The question that says which run the parts of a page show."""

from playground.app.browser import scripts
from playground.app.browser.address import FILMS, FRAMES, PATHS, PINS, WEIGHTS, from_root
from playground.app.browser.parts import (
    log_unread,
    mount,
    present_visitor,
    slider_places,
    tell_unloaded,
    tell_unread,
    written_steps,
)
from playground.app.browser.payloads import QuestionPart
from playground.app.session import settings
from playground.app.session.choices import PinsQuestion, Question, write_question
from playground.app.session.entering import own_visitor
from playground.app.session.runs import Shown
from playground.study.telling import explain_overflow, tell_leaving
from playground.words.catalogue import Translator

_WORDS = (
    *("training", "long"),
    *(
        "title",
        "play",
        "pause",
        "first",
        "back",
        "forward",
        "last",
        "speed",
        "scrubber",
        "keys",
        "uneven",
        "waiting",
    ),
    *("fork", "fork_help", "unfork", "unfork_help"),
)


def show_question(shown: Shown, text: Translator) -> None:
    """Say which run the parts show: the finished one, at the sliders' places for which it was made. Addresses
    name the pictures, beside their name, which another data set may get: frames are kept by their address.
    """
    marks = {"own": own_visitor().mark, "pictures": shown.dataset.fingerprint[:16]}
    question = settings.current_question(Question)
    asked = write_question(question) | marks
    written = {"learning_rate": f"{shown.learning_rate:g}", "num_iterations": str(shown.num_iterations)}
    words = {key: text.text(f"stage.words.{key}") for key in _WORDS}
    words |= {"failed": text.text("app.away"), "overflow": text.text(explain_overflow(question.way))}
    if leaving := tell_leaving(shown.dataset, question.way, text):
        words["long"] = leaving
    data: QuestionPart = {
        "part": "question",
        "of": "",
        "stage": from_root(scripts.STAGE),
        "unloaded": tell_unloaded(text),
        "question": asked | written,
        "positions": slider_places("threshold", "beta", "l2", "then"),
        "steps": written_steps(),
        "visitor": present_visitor(),
        "frames": from_root(FRAMES),
        "films": from_root(FILMS),
        "weights": from_root(WEIGHTS),
        "pins": from_root(PINS),
        "paths": from_root(PATHS),
        "pinned": write_question(settings.current_question(PinsQuestion)),
        "plotly": from_root(scripts.PLOTLY),
        "unread": tell_unread(text),
        "texts": words,
    }
    mount(key="part_question", data=data, on_unread_change=log_unread)
