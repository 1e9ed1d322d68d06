"""Sheets of pictures, sent once: a page only names the address, and the browser keeps what it has."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import numpy as np
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.app.browser.address import from_root
from playground.app.session.shelf import shared_shelf
from playground.data.contents import Pictures


class Owner(Protocol):
    """Whose pictures these are: a data set, or a visitor."""

    @property
    def fingerprint(self) -> str:
        """What the address of every sheet of this owner depends on."""


@dataclass(frozen=True)
class Sheet:
    """A picture as PNG."""

    png: bytes

    @property
    def nbytes(self) -> int:
        return len(self.png)


_named: ContextVar[dict[str, Sheet] | None] = ContextVar("named", default=None)


@contextmanager
def collecting() -> Iterator[dict[str, Sheet]]:
    """Collect the sheets that are published meanwhile, by their tokens: what names them may be sent again
    when they are kept no more, or by another process.
    """
    sheets: dict[str, Sheet] = {}
    before = _named.set(sheets)
    try:
        yield sheets
    finally:
        _named.reset(before)


def publish_sheet(owner: Owner, content: str, paint: Callable[[], bytes]) -> str:
    """Return the address of the picture with this content, painted as PNG unless it is kept already; it holds
    while the picture is among what was used last (see `Shelf`), and until its owner goes.
    """
    token = sha256(f"{owner.fingerprint} {content}".encode()).hexdigest()
    sheet: Sheet | None = shared_shelf().find(owner, token)
    if sheet is None:
        sheet = Sheet(paint())
        shared_shelf().keep(owner, token, sheet)
    collected = _named.get()
    if collected is not None:
        collected[token] = sheet
    return from_root(f"/playground/pictures/{token}.png")


def publish_picture(owner: Owner, pixels: Pictures) -> str:
    """Return the address of one picture (height, width, 3), kept without loss as `publish_sheet` does."""

    def paint() -> bytes:
        contents = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels)).save(contents, "PNG")
        return contents.getvalue()

    return publish_sheet(owner, f"{pixels.shape} {sha256(pixels.tobytes()).hexdigest()}", paint)


def _send_sheet(request: Request) -> Response:
    found: Sheet | None = shared_shelf().find_anywhere(request.path_params["token"])
    if found is None:
        return Response(status_code=404)
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(found.png, media_type="image/png", headers=headers)


ROUTES = [Route("/playground/pictures/{token}.png", _send_sheet)]
