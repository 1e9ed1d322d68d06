"""Sheets of pictures, sent once: a page only names the address, and the browser keeps what it has."""

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

import numpy as np
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.datasets import Pictures
from playground.ui.live.address import from_root
from playground.ui.parting import forgets_the_gone

_KEPT_BYTES = 64 * 2**20

_sheets: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
"""Under its token, each sheet with the mark of whose pictures these are."""

_lock = threading.Lock()


def publish_sheet(mark: str, content: str, paint: Callable[[], bytes]) -> str:
    """Return the address of the picture with this content, painted as PNG unless it is kept already; it holds
    while the picture is among those used last (64 MB of them), and until who brought it goes. The mark is the
    fingerprint of the data set, or the token of the visitor.
    """
    token = sha256(f"{mark} {content}".encode()).hexdigest()
    with _lock:
        _sheets[token] = _sheets.get(token) or (mark, paint())
        _sheets.move_to_end(token)
        while len(_sheets) > 1 and sum(len(png) for _, png in _sheets.values()) > _KEPT_BYTES:
            _sheets.popitem(last=False)
    return from_root(f"/playground/pictures/{token}.png")


def publish_picture(mark: str, pixels: Pictures) -> str:
    """Return the address of one picture (height, width, 3), kept without loss as `publish_sheet` does."""

    def paint() -> bytes:
        contents = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels)).save(contents, "PNG")
        return contents.getvalue()

    return publish_sheet(mark, f"{pixels.shape} {sha256(pixels.tobytes()).hexdigest()}", paint)


@forgets_the_gone
def _forget_sheets(mark: str) -> None:
    with _lock:
        for token in [token for token, (of, _) in _sheets.items() if of == mark]:
            del _sheets[token]


def _send_sheet(request: Request) -> Response:
    found = _sheets.get(request.path_params["token"])
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(found[1], media_type="image/png", headers=headers)


ROUTES = [Route("/playground/pictures/{token}.png", _send_sheet)]
