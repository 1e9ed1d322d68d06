"""The JavaScript of the stage and of plotly, sent once: the browser keeps it until it changes."""

from hashlib import sha256
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.app.browser.ready import send_file

# Each script stands with its feature and is served under its place in this folder: so the scripts find one
# another here as they do in the browser.
_FOLDER = Path(__file__).parents[1]
_SCRIPTS = {path.relative_to(_FOLDER).as_posix(): path for path in sorted(_FOLDER.glob("*/js/*.js"))}
_VERSION = sha256(b"".join(path.read_bytes() for path in _SCRIPTS.values())).hexdigest()[:12]
_PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
# A browser never asks again for a module that did not come: the next attempt is made under another address.
_ATTEMPTS = f"/playground/scripts/{_VERSION}"

STAGE = f"{_ATTEMPTS}/0/stage/js/stage.js"
MAP = f"{_ATTEMPTS}/0/tuning/js/map.js"
CROP = f"{_ATTEMPTS}/0/pictures/js/crop.js"
LESSON = f"{_ATTEMPTS}/0/lesson/js/lesson.js"
PRESENTER = f"{_ATTEMPTS}/0/presenting/js/presenter.js"
NOTES = f"{_ATTEMPTS}/0/presenting/js/notes.js"
WALL = f"{_ATTEMPTS}/0/classes/js/wall.js"
PUPIL = f"{_ATTEMPTS}/0/classes/js/pupil.js"
OFFERING = f"{_ATTEMPTS}/0/classes/js/offering.js"
LEADER = f"{_ATTEMPTS}/0/classes/js/leader.js"
WATCH = f"{_ATTEMPTS}/0/shell/js/watch.js"
PLOTLY = f"/playground/plotly-{plotly.__version__}.min.js"


def _send_script(request: Request) -> Response:
    path = _SCRIPTS.get(request.path_params["name"])
    return send_file(request, path) if path else Response(status_code=404)


def _send_plotly(request: Request) -> Response:
    return send_file(request, _PLOTLY_FILE)


ROUTES = [Route(f"{_ATTEMPTS}/{{attempt}}/{{name:path}}", _send_script), Route(PLOTLY, _send_plotly)]
