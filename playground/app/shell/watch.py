"""A page whose session the server has lost comes back by itself."""

from playground.app.browser import scripts
from playground.app.browser.address import SESSION, from_root
from playground.app.browser.parts import (
    mount,
    present_visitor,
    slider_places,
    tell_unloaded,
    written_steps,
)
from playground.app.browser.payloads import WatchPart
from playground.app.session import settings


def watch_session() -> None:
    """Let the page look, whenever it is connected again, whether its session is still here."""
    text = settings.current_text()
    data: WatchPart = {
        "part": "watch",
        "stage": from_root(scripts.WATCH),
        "unloaded": tell_unloaded(text),
        "away": text.text("app.away"),
        "language": settings.chosen("language"),
        "session": from_root(SESSION),
        "visitor": present_visitor(),
        "positions": slider_places("threshold", "beta", "l2"),
        "steps": written_steps(),
    }
    mount(key="part_watch", data=data)
