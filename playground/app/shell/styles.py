"""The style sheets: that of every page is a file which the page itself names, as any page on the web does.

Streamlit knows no such file; a style that its script sends goes anew with every run, unpacked, and comes
after what it is for.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.app.browser.address import from_root
from playground.app.browser.ready import STREAMLIT, send_text

_SHELL = Path(__file__).parent
_LESSON = _SHELL.parent / "lesson"
_FEATURES = sorted(set(_SHELL.parent.glob("*/style.css")) - {_SHELL / "style.css", _LESSON / "style.css"})
_SHEET = "".join(path.read_text(encoding="utf-8") for path in (_SHELL / "style.css", *_FEATURES))
_ADDRESS = f"/playground/style-{sha256(_SHEET.encode()).hexdigest()[:12]}.css"
_ALWAYS_ASKED_FOR = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}


@cache
def lesson_style(room: Path) -> str:
    """Return what a page of the lesson adds to the style of every page, that of the lesson and that of its
    folder, `room`, as HTML. So no rule has to ask which page it is on, which a browser would ask again with
    everything that comes and goes.
    """
    sheets = (_LESSON / "style.css", room / "style.css")
    return f"<style>{''.join(path.read_text(encoding='utf-8') for path in sheets)}</style>"


def _send_sheet(request: Request) -> Response:
    return send_text(request, _SHEET, "text/css")


@cache
def _page(sheet: str) -> str:
    """Return Streamlit's page with the style sheet at an address, behind Streamlit's own, which it changes.
    A sheet that did not come is asked for once more.
    """
    again = "this.onerror = null; this.href += '?again'"
    link = f'<link rel="stylesheet" href="{sheet}" onerror="{again}">'
    return (STREAMLIT / "index.html").read_text(encoding="utf-8").replace("<body>", f"<body>{link}", 1)


class StyledPage:
    """ASGI middleware that sends Streamlit's page with the style sheet, whatever page is asked for; when one
    is asked for the first time, `on_first` is called.
    """

    def __init__(self, app: ASGIApp, on_first: Callable[[], object]) -> None:
        self._app = app
        self._open = cache(on_first)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _asks_for_page(request := Request(scope)):
            await self._app(scope, receive, send)
            return
        self._open()
        response = send_text(request, _page(from_root(_ADDRESS)), "text/html", _ALWAYS_ASKED_FOR)
        await response(scope, receive, send)


def _asks_for_page(request: Request) -> bool:
    name = request.url.path.removeprefix(from_root("")).removeprefix("/")
    opens = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    return opens and "/" not in name and not (STREAMLIT / name).is_file()


ROUTES = [Route(_ADDRESS, _send_sheet)]
