"""The line on the pages of who is in a class: what the teacher sees, and the way out."""

from playground.app.browser import scripts
from playground.app.browser.address import from_root
from playground.app.browser.parts import show_part, slider_places, written_rates
from playground.app.classes.answers import CLASS
from playground.app.session import settings
from playground.words.catalogue import Translator

_WORDS = ("line", "sees", "leave", "gone")


def show_line(page: str, text: Translator) -> None:
    """Show that this page is in a class, and tell the class where it is."""
    show_part(
        "pupil",
        scripts.PUPIL,
        on_selected=lambda _: settings.choose_written({"code": ""}),
        at=from_root(CLASS),
        code=settings.chosen("code"),
        page=page,
        language=text.language,
        dataset=settings.chosen("dataset") or "",
        positions=slider_places(),
        rates=written_rates(),
        words={key: text.pattern(f"classes.pupil.{key}") for key in _WORDS},
    )
