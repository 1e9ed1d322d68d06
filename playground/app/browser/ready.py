"""Files that never change, sent ready-packed: gzip is made once, not for every visitor anew.

Streamlit's server sends its own scripts and styles as they are, three times as many bytes: who first comes on
a slow connection waits for little else.
"""

import gzip
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.app.browser.address import from_root

_COMPRESSION = 9
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
_PACKED = {"Content-Encoding": "gzip"}
_TYPES = {".js": "text/javascript", ".css": "text/css"}
STREAMLIT = Path(st.__file__).parent / "static"
"""The folder with the page of Streamlit and all that its server sends as it is."""

_STREAMLIT_FILES = {
    f"/{path.relative_to(STREAMLIT).as_posix()}": path
    for path in (STREAMLIT / "static").rglob("*")
    if path.suffix in _TYPES
}
_packing = Lock()


def send_file(request: Request, path: Path) -> Response:
    """Return a file that the browser keeps for ever, packed where it takes that."""
    kind = _TYPES[path.suffix]
    if not _takes_packed(request):
        return FileResponse(path, media_type=kind, headers=_KEEP)
    with _packing:  # who comes meanwhile waits for what is being packed
        packed = _pack_file(path)
    return Response(packed, media_type=kind, headers={**_KEEP, **_PACKED})


def send_text(request: Request, text: str, kind: str, headers: Mapping[str, str] = _KEEP) -> Response:
    """Return a text of a type such as ``text/css``, packed where the browser takes that; what is said to the
    browser beside it is that it keeps it for ever.
    """
    if not _takes_packed(request):
        return Response(text, media_type=kind, headers=headers)
    return Response(_pack_text(text), media_type=kind, headers={**headers, **_PACKED})


def _takes_packed(request: Request) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


@cache
def _pack_file(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), _COMPRESSION, mtime=0)


@cache
def _pack_text(text: str) -> bytes:
    return gzip.compress(text.encode(), _COMPRESSION, mtime=0)


class StreamlitFiles:
    """ASGI middleware that sends Streamlit's own scripts and styles in its server's place."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _STREAMLIT_FILES.get(scope.get("path", "").removeprefix(from_root("")))
        if path is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        response = await run_in_threadpool(send_file, Request(scope), path)
        await response(scope, receive, send)
