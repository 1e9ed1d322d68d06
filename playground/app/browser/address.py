"""Addresses on this server."""

import os
from collections.abc import Sequence

from starlette.routing import Route

FRAMES, STEMS = "/playground/frames", "/playground/stems"
FILMS, WEIGHTS = "/playground/films", "/playground/weights"
MAPS, PINS, PATHS = "/playground/maps", "/playground/pins", "/playground/paths"
SESSION = "/playground/session"
VISITOR_HEADER = "Playground-Visitor"
"""The header with the token of who asks: nobody can put that into an address."""

AHEAD_HEADER = "Playground-Ahead"
"""The header of what a browser fetches before anybody asked for it; it is answered when nobody waits."""


_ROOT = "PLAYGROUND_ROOT"


def set_root(path: str) -> None:
    """Say where the app stands on its server, to this process and to those that it starts."""
    os.environ[_ROOT] = path.strip("/")


def from_root(path: str) -> str:
    """Return the address of a path such as ``/playground/x``, also where the app is not at the root."""
    root = os.environ.get(_ROOT, "")
    return f"/{root}{path}" if root else path


def under_root(routes: Sequence[Route]) -> list[Route]:
    """Return routes so that they are found at the addresses that `from_root` gives."""
    return [Route(from_root(each.path), each.endpoint, methods=list(each.methods or ())) for each in routes]
