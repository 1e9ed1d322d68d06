"""Sheets of pictures, sent once: a page only names the address, and the browser keeps what it has."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.ui.live.address import from_root

_KEPT_BYTES = 64 * 2**20

_sheets: OrderedDict[str, bytes] = OrderedDict()
_lock = threading.Lock()


def publish_sheet(content: str, paint: Callable[[], bytes]) -> str:
    """Return the address of the picture with this content, painted as PNG unless it is kept already; it holds
    while the picture is among those used last (64 MB of them).
    """
    token = sha256(content.encode()).hexdigest()
    with _lock:
        _sheets[token] = _sheets.get(token) or paint()
        _sheets.move_to_end(token)
        while len(_sheets) > 1 and sum(map(len, _sheets.values())) > _KEPT_BYTES:
            _sheets.popitem(last=False)
    return from_root(f"/playground/pictures/{token}.png")


def _send_sheet(request: Request) -> Response:
    png = _sheets.get(request.path_params["token"])
    if png is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(png, media_type="image/png", headers=headers)


ROUTES = [Route("/playground/pictures/{token}.png", _send_sheet)]
