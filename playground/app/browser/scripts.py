"""The JavaScript of the stage and of plotly, sent once: the browser keeps it until it changes."""

from hashlib import sha256
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

# Each script stands with its feature and is served under its place in this folder: so the scripts find one
# another here as they do in the browser.
_FOLDER = Path(__file__).parents[1]
_SCRIPTS = {path.relative_to(_FOLDER).as_posix(): path for path in sorted(_FOLDER.glob("*/js/*.js"))}
_VERSION = sha256(b"".join(path.read_bytes() for path in _SCRIPTS.values())).hexdigest()[:12]
_PLOTLY_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}

STAGE = f"/playground/scripts/{_VERSION}/stage/js/stage.js"
MAP = f"/playground/scripts/{_VERSION}/tuning/js/map.js"
CROP = f"/playground/scripts/{_VERSION}/pictures/js/crop.js"
LESSON = f"/playground/scripts/{_VERSION}/lesson/js/lesson.js"
WATCH = f"/playground/scripts/{_VERSION}/shell/js/watch.js"
PLOTLY = f"/playground/plotly-{plotly.__version__}.min.js"


def _send_script(request: Request) -> Response:
    path = _SCRIPTS.get(request.path_params["name"])
    if path is None:
        return Response(status_code=404)
    return FileResponse(path, media_type="text/javascript", headers=_KEEP)


def _send_plotly(_request: Request) -> Response:
    return FileResponse(_PLOTLY_FILE, media_type="text/javascript", headers=_KEEP)


ROUTES = [Route(f"/playground/scripts/{_VERSION}/{{name:path}}", _send_script), Route(PLOTLY, _send_plotly)]
