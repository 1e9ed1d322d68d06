"""What the browser fetches while the page stands: frames, one for every value under a moving thumb; films;
the pinned runs; and the tuning map.
"""

import json
import time
from functools import lru_cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from playground.datasets import Dataset, DatasetError, get_dataset
from playground.figures import write_array
from playground.i18n import translator
from playground.training import TrainingRun
from playground.ui import runs, settings
from playground.ui.live.crossing import crossing_of
from playground.ui.live.films import build_film
from playground.ui.live.frames import build_frame
from playground.ui.live.maps import SharedLines, choose_iterations, write_map
from playground.ui.live.pinned import Pinned, build_pins
from playground.ui.pins import Pin

VISITOR_HEADER = "Playground-Visitor"
FRAMES, FILMS = "/playground/frames", "/playground/films"
MAPS, PINS = "/playground/maps", "/playground/pins"
PATIENCE_SECONDS = 1.0
"""A thumb that moves does not wait for a training that takes longer; the page trains it when it is let go."""

_KEPT_MAPS = 8


# Packing would take longer than sending: Streamlit's server leaves alone what names an encoding.
_AS_IT_IS = {"Cache-Control": "no-store", "Content-Encoding": "identity"}


def answer_frame(asked: dict[str, str]) -> Response:
    """Return the frame for written choices; 202 without one where its training would take too long."""
    found = _find(asked)
    if isinstance(found, Response):
        return found
    dataset, run, choices = found
    return _send(build_frame(dataset, run, choices, translator(choices["language"])))


def answer_film(asked: dict[str, str]) -> Response:
    """Return the film of the run for written choices."""
    found = _find(asked)
    if isinstance(found, Response):
        return found
    dataset, run, choices = found
    film = build_film(dataset, run, choices, translator(choices["language"]))
    return Response(film, media_type="application/octet-stream", headers=_AS_IT_IS)


def answer_map(asked: dict[str, str]) -> Response:
    """Return the lines of the tuning map of a data set, up to so many iterations, while they are computed."""
    try:
        dataset, reach = get_dataset(asked["dataset"]), int(asked["reach"])
    except (KeyError, ValueError, DatasetError):
        return Response(status_code=404)
    if reach not in settings.REACHES:
        return Response(status_code=404)
    lines = _map_of(dataset.fingerprint, dataset.name, reach)
    return StreamingResponse(lines.read(), media_type="application/x-ndjson", headers=_AS_IT_IS)


@lru_cache(_KEPT_MAPS)
def _map_of(_fingerprint: str, name: str, reach: int) -> SharedLines:
    """Return the map of a data set's present contents: the same for all who ask."""
    iterations = choose_iterations(reach, settings.ITERATION_STEP)
    return SharedLines(write_map(get_dataset(name), settings.LEARNING_RATES, iterations))


def answer_pins(asked: dict[str, str]) -> Response:
    """Return curves and results of the pinned runs for written choices: of all that are there, or soon."""
    try:
        choices = settings.read_question(asked, settings.PINS_QUESTION)
    except (KeyError, ValueError):
        return Response(status_code=404)
    end = time.monotonic() + PATIENCE_SECONDS
    pinned = [_find_pinned(pin, end) for pin in choices[settings.PINS]]
    return _send(build_pins(pinned, choices, translator(choices["language"])))


def _find_pinned(pin: Pin, end: float) -> Pinned:
    """Return a pin with its run. One that takes too long to train is left out, and so are, once the time has
    ended, those that nobody has trained before: these are asked for again.
    """
    try:
        dataset = get_dataset(pin.dataset)
    except DatasetError:
        return Pinned(pin, state="gone")
    shelf = runs.run_shelf()
    run = shelf.find((dataset.fingerprint, pin.learning_rate, pin.num_iterations))
    if run is None and time.monotonic() > end:
        return Pinned(pin, state="waiting")
    run = run or shelf.obtain_within(PATIENCE_SECONDS, dataset, pin.learning_rate, pin.num_iterations)
    return Pinned(pin, "done" if run else "long", dataset, run)


def _send(answer: dict[str, Any]) -> Response:
    written = json.dumps(answer, default=write_array, ensure_ascii=False, separators=(",", ":"))
    return Response(written, media_type="application/json", headers=_AS_IT_IS)


def _find(asked: dict[str, str]) -> tuple[Dataset, TrainingRun, dict[str, Any]] | Response:
    """Return the pictures, the run and the choices that are asked for, or why there are none."""
    try:
        choices = settings.read_question(asked)
        dataset = get_dataset(choices["dataset"])
    except (KeyError, ValueError, DatasetError):
        return Response(status_code=404)
    run = runs.run_shelf().obtain_within(
        PATIENCE_SECONDS, dataset, choices["learning_rate"], choices["num_iterations"]
    )
    return Response(status_code=202) if run is None else (dataset, run, choices)


class _Frames:
    """The route of the frames, as an ASGI application: a frame has passed only when it was sent."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        with crossing_of(request.headers.get(VISITOR_HEADER)).pass_first():
            answer = await run_in_threadpool(answer_frame, dict(request.query_params))
            await answer(scope, receive, send)


def _send_film(request: Request) -> Response:
    return answer_film(dict(request.query_params))


def _send_map(request: Request) -> Response:
    return answer_map(dict(request.query_params))


def _send_pins(request: Request) -> Response:
    return answer_pins(dict(request.query_params))


ROUTES = [
    Route(FRAMES, _Frames()),
    Route(FILMS, _send_film),
    Route(MAPS, _send_map),
    Route(PINS, _send_pins),
]
