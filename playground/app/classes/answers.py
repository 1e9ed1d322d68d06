"""What the browsers of a class ask: to open it, to join, where everybody is. All is posted as JSON, which no
foreign site can do here, with the secret of the teacher or the token of the member in it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.app.browser.payloads import (
    ClassCurve,
    ClassJoined,
    ClassOpened,
    ClassWall,
)
from playground.app.classes.collecting import build_archive, build_table
from playground.app.classes.holder import Holder, shared_holder
from playground.app.classes.telling import (
    tell_contest,
    tell_member,
    tell_pace,
    tell_place,
    tell_question,
    write_run,
)
from playground.app.compare.share import is_alone, reach
from playground.app.session import runs
from playground.app.session.choices import LEARNING_RATE, NUM_ITERATIONS
from playground.app.session.ways import read_way, write_way
from playground.app.shell.navigation import PAGES
from playground.charts.curves import choose_pinned_iterations
from playground.classroom import studying, teaching
from playground.classroom.states import (
    MINUTES,
    ClassError,
    Classroom,
    Report,
    Run,
)
from playground.classroom.views import view_wall
from playground.collection.finding import find_datasets
from playground.collection.loading import get_dataset
from playground.data.contents import DatasetError
from playground.data.mistakes import is_mistake, split_name
from playground.study.study import Study
from playground.words.catalogue import LANGUAGES, translator

CLASS = "/playground/class"
MOST_BYTES = 8192
"""Of a posted piece."""

PATIENCE_SECONDS = 1.0
"""A curve that takes longer to train is left out of the wall."""

_TRUTH_SECONDS = 20.0  # for the one run that a class has predicted

_LINK_LETTERS = 500

Posted = Mapping[str, Any]


def open_class(posted: Posted, address: str, holder: Holder) -> ClassOpened:
    """Open a class, or find it again, and return how others reach it: by which link, and its QR code, which
    is empty where no other computer does.
    """
    known = _read_text(posted, "code"), _read_text(posted, "secret")
    room = holder.come_as_teacher(*known, address) if all(known) else holder.open(address)
    here = urlsplit(_read_text(posted, "here")[:_LINK_LETTERS])._replace(query="")
    link = reach(here).geturl()
    code = segno.make_qr(f"{link}?code={room.code}")
    picture = "" if is_alone(here) else code.svg_data_uri(scale=4, border=4, light="white")
    return {"code": room.code, "secret": room.secret, "link": link, "picture": picture}


def tell_wall(posted: Posted, address: str, holder: Holder) -> ClassWall:
    """Return who is in a class, and where, for its teacher."""
    text = translator(_read_language(posted))
    room = holder.come_as_teacher(_read_text(posted, "code"), _read_text(posted, "secret"), address)
    wall = view_wall(room, holder.now())
    places = [tell_place(place, text) for place in wall.places]
    question = tell_question(wall.counts, None, text)
    return {
        "places": places,
        "pace": tell_pace(wall.pace),
        "held": sorted(wall.pace.seats or ()),
        "question": question,
        "contest": tell_contest(room.contest, None, holder.now(), text),
        "handed_in": wall.handed_in,
        "asks_names": room.asks_names,
    }


def lead(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Let the class follow to where its teacher is."""
    page, run, seats = _read_page(posted), _read_run(posted), _read_seats(posted)
    query = write_run(run)
    return _teach(posted, address, holder, lambda room: teaching.lead(room, page, query, seats))


def freeze(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Stop the pages of the class, under a sentence."""
    sentence, seats = _read_text(posted, "sentence"), _read_seats(posted)
    return _teach(posted, address, holder, lambda room: teaching.freeze(room, sentence, seats))


def release(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Let pages go their own way again."""
    seats = _read_seats(posted)
    return _teach(posted, address, holder, lambda room: teaching.release(room, seats))


def ask(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Ask all a question: to choose one of some answers, or for a number."""
    question, options = _read_text(posted, "question"), posted.get("options", [])
    if not (isinstance(options, list) and all(isinstance(option, str) for option in options)):
        raise ValueError(options)
    return _teach(posted, address, holder, lambda room: teaching.ask(room, question, options))


def predict(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Ask all what the test accuracy of a run will be."""
    run = _read_run(posted)
    return _teach(posted, address, holder, lambda room: teaching.predict(room, run))


def reveal(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Show all what was answered, and what is right: an answer's place, or the test accuracy of the run, in
    percent, where it does not take too long to train.
    """
    truth = posted.get("truth")
    if truth is not None and type(truth) is not int:
        raise ValueError(truth)
    room = holder.come_as_teacher(_read_text(posted, "code"), _read_text(posted, "secret"), address)
    if room.question and room.question.predicted:
        truth = _compute_accuracy(room.question.predicted)
    return _teach(posted, address, holder, lambda room: teaching.reveal(room, truth))


def _compute_accuracy(run: Run) -> float | None:
    try:
        dataset = get_dataset(run.dataset)
    except DatasetError:
        return None
    shelf = runs.run_shelf()
    asked = run.learning_rate, run.num_iterations, read_way(run.way)
    trained = shelf.obtain_within(_TRUTH_SECONDS, dataset, *asked)
    return Study(dataset, trained).test.accuracy if trained else None


def begin_contest(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Begin a contest of so many minutes on a data set that all have."""
    minutes, dataset = posted.get("minutes"), _read_dataset(posted)
    if type(minutes) is not int or minutes not in MINUTES:
        raise ValueError(minutes)
    return _teach(
        posted, address, holder, lambda room: teaching.begin_contest(room, dataset, minutes, holder.now())
    )


def end_contest(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """End the contest, or put it away."""
    return _teach(posted, address, holder, lambda room: teaching.end_contest(room, holder.now()))


def collect(posted: Posted, address: str, holder: Holder) -> Response:
    """Return all that was handed in: as one ZIP, or as a table."""
    text = translator(_read_language(posted))
    room = holder.come_as_teacher(_read_text(posted, "code"), _read_text(posted, "secret"), address)
    if posted.get("as") == "table":
        return Response(build_table(room, text), media_type="text/csv")
    return Response(build_archive(room, text), media_type="application/zip")


def answer_question(posted: Posted, _address: str, holder: Holder) -> dict[str, str]:
    """Answer the question that is asked."""
    number, given = posted.get("number"), posted.get("given")
    if type(number) is not int or isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError(given)
    return _study(
        posted, holder, lambda room, token: studying.answer(room, token, number, float(given), holder.now())
    )


def tell_name(posted: Posted, _address: str, holder: Holder) -> dict[str, str]:
    """Take the name that a member typed; none is the made-up one again."""
    typed = _read_text(posted, "name")
    return _study(posted, holder, lambda room, token: studying.tell_name(room, token, typed, holder.now()))


def _study(posted: Posted, holder: Holder, act: Callable[[Classroom, str], Classroom]) -> dict[str, str]:
    token = _read_text(posted, "token")
    holder.study(_read_text(posted, "code"), token, lambda room: act(room, token))
    return {}


def ask_names(posted: Posted, address: str, holder: Holder) -> dict[str, str]:
    """Ask the class for names, or no more."""
    asks = posted.get("asks")
    if type(asks) is not bool:
        raise ValueError(asks)
    return _teach(posted, address, holder, lambda room: teaching.ask_names(room, asks))


def _teach(
    posted: Posted, address: str, holder: Holder, act: Callable[[Classroom], Classroom]
) -> dict[str, str]:
    holder.teach(_read_text(posted, "code"), _read_text(posted, "secret"), address, act)
    return {}


def end_class(posted: Posted, _address: str, holder: Holder) -> dict[str, str]:
    """End a class."""
    holder.end(_read_text(posted, "code"), _read_text(posted, "secret"))
    return {}


def join(posted: Posted, address: str, holder: Holder) -> ClassJoined:
    """Join a class."""
    mark = _read_text(posted, "mark")
    room, member = holder.join(_read_text(posted, "code"), mark, address)
    return tell_member(member, room, holder.now(), _read_language(posted))


def report(posted: Posted, _address: str, holder: Holder) -> ClassJoined:
    """Take where a member is."""
    told = Report(_read_page(posted), _read_run(posted), posted.get("hidden") is True)
    room, member = holder.report(_read_text(posted, "code"), _read_text(posted, "token"), told)
    return tell_member(member, room, holder.now(), _read_language(posted))


def leave(posted: Posted, _address: str, holder: Holder) -> dict[str, str]:
    """Leave a class."""
    return _study(posted, holder, studying.leave)


_ACTS: Mapping[str, Callable[[Posted, str, Holder], Any]] = {
    "open": open_class,
    "wall": tell_wall,
    "end": end_class,
    "lead": lead,
    "freeze": freeze,
    "release": release,
    "ask": ask,
    "predict": predict,
    "reveal": reveal,
    "contest": begin_contest,
    "end_contest": end_contest,
    "collect": collect,
    "answer": answer_question,
    "ask_names": ask_names,
    "name": tell_name,
    "join": join,
    "report": report,
    "leave": leave,
}


def answer(act: str, body: bytes, address: str, holder: Holder) -> Response:
    """Return the answer to what is posted: 400 where that is nothing the pages send, 409 with a sentence
    where it cannot be done.
    """
    try:
        posted = json.loads(body)
        language = _read_language(posted)
    except (ValueError, AttributeError, TypeError, RecursionError):
        return Response(status_code=400)
    try:
        found = _ACTS[act](posted, address, holder)
        return found if isinstance(found, Response) else JSONResponse(found)
    except ClassError as error:
        told = {"error": translator(language).text(error.message), "key": error.message.key}
        return JSONResponse(told, status_code=409)
    except (ValueError, segno.DataOverflowError):
        return Response(status_code=400)


def tell_curve(asked: Mapping[str, str]) -> Response:
    """Return the costs of a run on one of the server's data sets, thinned as a pinned curve is; 202 without
    them where it would take too long.
    """
    try:
        run, dataset = _read_run(asked), get_dataset(asked["dataset"])
    except (KeyError, ValueError, DatasetError):
        return Response(status_code=404)
    trained = runs.run_shelf().obtain_within(
        PATIENCE_SECONDS, dataset, run.learning_rate, run.num_iterations, read_way(run.way)
    )
    if trained is None:
        return Response(status_code=202)
    drawn, _ = choose_pinned_iterations(trained.costs)
    costs = [float(f"{cost:.4g}") for cost in trained.costs[drawn]]
    curve: ClassCurve = {"iterations": drawn.tolist(), "costs": costs}
    return JSONResponse(curve, headers={"Cache-Control": "private, max-age=3600"})


def _read_language(posted: Posted) -> str:
    language = posted.get("language")
    if language not in LANGUAGES:
        raise ValueError(language)
    return str(language)


def _read_text(posted: Posted, key: str) -> str:
    value = posted.get(key, "")
    if not isinstance(value, str):
        raise ValueError(key)
    return value


def _read_page(posted: Posted) -> str:
    page = _read_text(posted, "page")
    if page not in PAGES:
        raise ValueError(page)
    return page


def _read_seats(posted: Posted) -> list[int] | None:
    """Return the seats that are meant; none of them is all."""
    seats = posted.get("seats") or None
    if seats is not None and not (isinstance(seats, list) and all(type(seat) is int for seat in seats)):
        raise ValueError(seats)
    return seats


def _read_run(posted: Posted) -> Run:
    """Return a run that is posted; of a data set of the member's own not even the name counts."""
    rate = LEARNING_RATE.read(_read_text(posted, "learning_rate"))
    iterations = NUM_ITERATIONS.read(_read_text(posted, "num_iterations"))
    way = write_way(read_way(_read_text(posted, "way")))
    return Run(_read_dataset(posted), rate, iterations, way)


def _read_dataset(posted: Posted) -> str:
    dataset = _read_text(posted, "dataset")
    original, mistake = split_name(dataset)
    is_known = original in find_datasets().names and (dataset == original or is_mistake(mistake))
    return dataset if is_known else ""


async def _answer_post(request: Request) -> Response:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return Response(status_code=413)
    if request.path_params["act"] not in _ACTS or "json" not in request.headers.get("content-type", ""):
        return Response(status_code=404)
    address = request.client.host if request.client else ""
    return await run_in_threadpool(answer, request.path_params["act"], body, address, shared_holder())


def _answer_curve(request: Request) -> Response:
    return tell_curve(request.query_params)


ROUTES = [
    Route(f"{CLASS}/curve", _answer_curve, methods=["GET"]),
    Route(f"{CLASS}/{{act}}", _answer_post, methods=["POST"]),
]
