"""What the browser fetches while the page stands: frames, one for every value under a moving thumb; films;
the pinned runs; and the tuning map.
"""

import os
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from threading import Lock, Thread
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from playground.app.browser import sheets
from playground.app.browser.address import (
    AHEAD_HEADER,
    FILMS,
    FRAMES,
    MAPS,
    PATHS,
    PINS,
    SESSION,
    STEMS,
    VISITOR_HEADER,
    WEIGHTS,
    from_root,
)
from playground.app.browser.packing import pack, pack_changes
from playground.app.compare.pinned import Pinned, build_pins
from playground.app.serving.desk import Answer, Desk
from playground.app.serving.helpers import Helpers
from playground.app.serving.turns import PassedOverError, Rank, Turns
from playground.app.session import runs
from playground.app.session.choices import (
    AXES,
    ITERATION_STEP,
    LEARNING_RATE,
    NUM_ITERATIONS,
    REACHES,
    PinsQuestion,
    Question,
    read_question,
    write_question,
)
from playground.app.session.pins import Pin
from playground.app.session.shelf import shared_shelf
from playground.app.session.visitors import STRANGER, Visitor, visitor_of
from playground.app.session.ways import read_way
from playground.app.stage.asked import build_asked
from playground.app.stage.films import build_film, build_weights
from playground.app.stage.frames import build_frame
from playground.app.stage.paths import build_paths
from playground.app.stage.stems import find_stem
from playground.app.tuning.maps import SharedLines, choose_iterations, write_map
from playground.app.tuning.rows import MapRow, list_rows
from playground.collection.finding import default_name, find_datasets
from playground.collection.loading import get_dataset
from playground.data.contents import Dataset, DatasetError
from playground.engine.forms import Array
from playground.engine.training import TrainingRun
from playground.study.study import Study
from playground.words.catalogue import translator

PATIENCE_SECONDS = 1.0
"""A thumb that moves does not wait for a training that takes longer; the page trains it when it is let go."""

Asked = Mapping[str, str]
"""What is asked, as an address writes it."""

Asking = tuple[str, str, Asked, Array | None]
"""What a helper is asked: the fingerprint of the pictures, the kind of answer, what is asked as an address
writes it, and the clock of the run where it is known.
"""

Given = tuple[Answer, Array | None]
"""What a helper gives: the answer, and the clock of its run."""

_maps_lock = Lock()

# Streamlit's server leaves alone what names an encoding: lines that are sent one by one, and what is packed.
_AS_IT_IS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}
_PACKED = {"Cache-Control": "no-store", "Content-Encoding": "gzip"}
_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}


def answer_frame(asked: Asked, visitor: Visitor = STRANGER) -> Response:
    """Return the frame for written choices; 202 without one where its training would take too long, and with
    one that lacks the right run beside a mistake: it is not kept, and is asked for again.
    """
    found = _find(asked, visitor)
    if isinstance(found, Response):
        return found
    question, dataset, run = found
    text, right = translator(question.language), _find_right(question, dataset)
    frame = build_frame(dataset, run, question, text, right)
    own = visitor.columns(dataset)
    whole = frame | {"asked": build_asked(own, run, question)} if own else frame
    stem = find_stem(dataset, question)
    address = from_root(f"{STEMS}/{stem.token}.json?{urlencode(write_question(stem.question))}")
    return _send(pack_changes(whole, stem.bare, address), status=200 if frame["whole"] else 202)


def answer_stem(token: str, asked: Asked, visitor: Visitor = STRANGER) -> Response:
    """Return the stem of the frames for written choices, if it has this name."""
    try:
        question = read_question(Question, asked)
        stem = find_stem(visitor.find_dataset(question.dataset), question)
    except (KeyError, ValueError, DatasetError):
        return Response(status_code=404)
    if stem.token != token:
        return Response(status_code=404)
    return Response(stem.contents, media_type="application/json", headers=_FOR_EVER)


def answer_film(asked: Asked, visitor: Visitor = STRANGER) -> Response:
    """Return the film of the run for written choices."""
    found = _find(asked, visitor)
    if isinstance(found, Response):
        return found
    question, dataset, run = found
    own = visitor.columns(dataset)
    return _send(build_film(dataset, run, question, translator(question.language), own))


def answer_weights(asked: Asked, visitor: Visitor = STRANGER) -> Response:
    """Return the weights of the run for written choices, at the moments of its film."""
    found = _find(asked, visitor)
    if isinstance(found, Response):
        return found
    question, dataset, run = found
    return _send(build_weights(dataset, run, translator(question.language)))


def answer_map(asked: Asked, visitor: Visitor = STRANGER) -> Response:
    """Return the lines of the tuning map of a data set, up to so many iterations, on a way down, with the
    learning rates or something else up the map, while they are computed.
    """
    try:
        dataset, reach = visitor.find_dataset(asked["dataset"]), int(asked["reach"])
        way, axis = read_way(asked.get("way", "")), asked.get("axis", AXES[0])
        rate = LEARNING_RATE.read(asked.get("learning_rate", f"{LEARNING_RATE.default:g}"))
    except (KeyError, ValueError, DatasetError):
        return Response(status_code=404)
    if reach not in REACHES or axis not in AXES or dataset.prepared.leaves_span(way):
        return Response(status_code=404)
    rows = list_rows(axis, rate, way, dataset.train_labels.size)
    if not rows:
        return Response(status_code=422)
    lines = _map_of(dataset, reach, rows)
    return StreamingResponse(lines.read(), media_type="application/x-ndjson", headers=_AS_IT_IS)


def _map_of(dataset: Dataset, reach: int, rows: tuple[MapRow, ...]) -> SharedLines:
    """Return the map of a data set: the same for all who ask, until it fails."""
    key, iterations = ("map", reach, rows), choose_iterations(reach, ITERATION_STEP)
    source = write_map(dataset.prepared, (dataset.X_test, dataset.Y_test), rows, iterations)
    with _maps_lock:
        lines: SharedLines | None = shared_shelf().find(dataset, key)
        if lines is None or lines.failed:
            lines = SharedLines(source, working_bytes=dataset.X_train.nbytes)  # the folds of its validation
            shared_shelf().keep(dataset, key, lines)
    return lines


def answer_pins(asked: Asked, visitor: Visitor = STRANGER) -> Response:
    """Return curves and results of the pinned runs for written choices: of all that are there, or soon."""
    try:
        question = read_question(PinsQuestion, asked)
    except (KeyError, ValueError):
        return Response(status_code=404)
    end = time.monotonic() + PATIENCE_SECONDS
    pinned = [_find_pinned(pin, visitor, end) for pin in question.pins]
    return _send(pack(build_pins(pinned, question, translator(question.language))))


def answer_paths(asked: Asked, visitor: Visitor = STRANGER) -> Response:
    """Return the paths of the pinned runs on the surface of the run for written choices."""
    found = _find(asked, visitor)
    if isinstance(found, Response):
        return found
    question, dataset, run = found
    try:
        board = read_question(PinsQuestion, asked).pins
    except (KeyError, ValueError):
        return Response(status_code=404)
    end = time.monotonic() + PATIENCE_SECONDS
    pinned = [_find_pinned(pin, visitor, end) for pin in board if pin.dataset == dataset.name]
    study = Study(dataset, run, question.threshold)
    return _send(pack(build_paths(pinned, study, question, translator(question.language))))


def _find_pinned(pin: Pin, visitor: Visitor, end: float) -> Pinned:
    """Return a pin with its run. One that takes too long to train is left out, and so are, once the time has
    ended, those that nobody has trained before: these are asked for again.
    """
    try:
        dataset = visitor.find_dataset(pin.dataset)
    except DatasetError:
        return Pinned(pin, state="gone")
    asked = dataset, pin.learning_rate, pin.num_iterations, pin.way
    run = runs.run_shelf().find(*asked)
    if run is None and time.monotonic() > end:
        return Pinned(pin, state="waiting")
    run = run or runs.run_shelf().obtain_within(PATIENCE_SECONDS, *asked)
    return Pinned(pin, "done" if run else "long", dataset, run)


def _send(packed: bytes, status: int = 200) -> Response:
    return Response(packed, status, media_type="application/octet-stream", headers=_PACKED)


def _read(asked: Asked, visitor: Visitor) -> tuple[Question, Dataset]:
    question = read_question(Question, asked)
    return question, visitor.find_dataset(question.dataset)


def _find(asked: Asked, visitor: Visitor) -> tuple[Question, Dataset, TrainingRun] | Response:
    """Return the question that is asked with its pictures and its run, or why there are none."""
    try:
        question, dataset = _read(asked, visitor)
    except (KeyError, ValueError, DatasetError):
        return Response(status_code=404)
    if question.way.overflows(question.learning_rate):
        return Response(status_code=422)
    run = runs.run_shelf().obtain_within(
        PATIENCE_SECONDS, dataset, question.learning_rate, question.num_iterations, question.way
    )
    return Response(status_code=202) if run is None else (question, dataset, run)


def _find_right(question: Question, dataset: Dataset) -> TrainingRun | None:
    """Return the run that is asked for without the mistake, where there is one, and it does not take long."""
    if dataset.source is None:
        return None
    asked = question.learning_rate, question.num_iterations, question.way
    return runs.run_shelf().obtain_within(PATIENCE_SECONDS, dataset.source, *asked)


# --- Who is answered when ------------------------------------------------------------

_WAYS = {"frame": answer_frame, "film": answer_film, "weights": answer_weights}
_RANKS = {"frame": Rank.MOVING, "film": Rank.AT_REST, "weights": Rank.AT_REST}
HELPERS = Helpers(most=os.cpu_count() or 1, module="playground.app.helper")
_shared_desk = Desk(HELPERS.most)
_private_turns = Turns(1)


def warm_up() -> None:
    """Read the pictures and train the run with which the first page opens, if there are pictures."""
    with suppress(DatasetError):
        dataset = get_dataset(default_name(find_datasets()))
        runs.run_shelf().obtain(dataset, LEARNING_RATE.default, NUM_ITERATIONS.default)


def expect_visitors() -> None:
    """Begin what whoever comes first would wait for, while the browser still loads its scripts."""

    def begin() -> None:
        warm_up()
        HELPERS.start()

    Thread(target=begin, daemon=True).start()


def work_out(kind: str, asked: Asked, visitor: Visitor = STRANGER) -> Answer:
    """Return the answer of a kind to written choices, worked out in this process."""
    with sheets.collecting() as collected:
        response = _WAYS[kind](asked, visitor)
    return Answer(response, collected)


async def _give(kind: str, request: Request, rank: Rank) -> Response:
    """Return the answer of a kind to a request when it is its turn."""
    visitor, asked = _visitor(request), dict(request.query_params)
    client, replaced = (visitor, None if visitor is STRANGER else kind)
    try:
        question, dataset = await run_in_threadpool(_read, asked, visitor)
        if visitor.pictures or visitor.owns(dataset):
            async with _private_turns.take(client, replaced, rank):
                return (await run_in_threadpool(work_out, kind, asked, visitor)).response

        def share(place: int) -> Awaitable[Answer]:
            return run_in_threadpool(_ask_helper, place, dataset, question, kind, asked)

        trained = dataset.fingerprint, question.way, question.learning_rate
        return await _shared_desk.obtain((dataset, (kind, question)), share, trained, client, replaced, rank)
    except PassedOverError:
        return Response(status_code=429)
    except (KeyError, ValueError, DatasetError):
        return Response(status_code=404)


def _ask_helper(place: int, dataset: Dataset, question: Question, kind: str, asked: Asked) -> Answer:
    """Return the answer of the helper at a place, to which the data set is given where it has not got it;
    ours, where there is none, or where only this process has the run, or the right one beside it, for which
    somebody waited before a page.
    """
    shelf, run = runs.run_shelf(), (dataset, question.learning_rate, question.way)
    asking: Asking = dataset.fingerprint, kind, asked, shelf.find_clock(*run)
    given: Given | None = HELPERS.ask(place, asking)
    if given is None:
        HELPERS.ask(place, dataset.original)
        given = HELPERS.ask(place, asking)
    if given is None:
        return work_out(kind, asked)
    answer, clock = given
    if clock is not None:
        shelf.learn_clock(*run, clock)
    if answer.response.status_code != 202:
        return answer
    asked_run = question.learning_rate, question.num_iterations, question.way
    is_here = any(shelf.find(each, *asked_run) for each in (dataset, dataset.original))
    return work_out(kind, asked) if is_here else answer


def _visitor(request: Request) -> Visitor:
    return visitor_of(request.headers.get(VISITOR_HEADER, ""))


@dataclass(frozen=True)
class _Given:
    """A route, as an ASGI application: a frame that somebody waits for has passed only when it was sent."""

    kind: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        rank = Rank.AHEAD if AHEAD_HEADER in request.headers else _RANKS[self.kind]
        passes = rank is Rank.MOVING
        with _visitor(request).crossing.pass_first() if passes else nullcontext():
            answer = await _give(self.kind, request, rank)
            await answer(scope, receive, send)


def _answer_stem(request: Request) -> Response:
    return answer_stem(request.path_params["token"], request.query_params, _visitor(request))


def _answer_with(answer: Callable[[Asked, Visitor], Response]) -> Callable[[Request], Response]:
    return lambda request: answer(request.query_params, _visitor(request))


def _tell_session(request: Request) -> Response:
    """Say whether the session of whoever asks is still here: 410 where it is gone."""
    return Response(
        status_code=410 if _visitor(request) is STRANGER else 204, headers={"Cache-Control": "no-store"}
    )


ROUTES = [
    Route(FRAMES, _Given("frame"), methods=["GET"]),
    Route(f"{STEMS}/{{token}}.json", _answer_stem),
    Route(FILMS, _Given("film"), methods=["GET"]),
    Route(WEIGHTS, _Given("weights"), methods=["GET"]),
    Route(MAPS, _answer_with(answer_map)),
    Route(PINS, _answer_with(answer_pins)),
    Route(PATHS, _answer_with(answer_paths)),
    Route(SESSION, _tell_session),
]
