"""The plotly.js of the plotly package, served once: the browser keeps it until the version changes."""

from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from playground.ui.live.address import from_root

_FILE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_PATH = f"/playground/plotly-{plotly.__version__}.min.js"


def _send_plotly(_request: Request) -> FileResponse:
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(_FILE, media_type="text/javascript", headers=headers)


ROUTE = Route(_PATH, _send_plotly)


def plotly_address() -> str:
    """Return where the browser finds the library."""
    return from_root(_PATH)
