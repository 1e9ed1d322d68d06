"""The style sheets, the icon and the wordmark."""

import html
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

LOOK = Path(__file__).parent
_ICON = LOOK / "icon.svg"
_PACKAGE = LOOK.parents[1]

_WORDMARK = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 64">{icon}
  <text x="76" y="44" font-size="36" font-weight="600" fill="#1b87c4"
        font-family="Source Sans, Noto Sans CJK SC, sans-serif">{title}</text>
</svg>"""


@cache
def wordmark(title: str) -> str:
    """Return the icon with the title beside it, in a colour that reads on light and dark, as HTML."""
    icon = _ICON.read_text(encoding="utf-8")
    drawing = icon[icon.index(">") + 1 : icon.rindex("</svg>")]
    whole = _WORDMARK.format(icon=drawing, title=html.escape(title)).strip()
    return f'<img class="np-wordmark" src="{_write_address(whole)}" alt="{html.escape(title)}">'


@cache
def icon_address() -> str:
    """Return the icon as an address that holds it: a file would be read in each run of the script."""
    return _write_address(_ICON.read_text(encoding="utf-8"))


def _write_address(drawing: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"


@cache
def style_sheet(room: Path) -> str:
    """Return the style of a page that stands in a folder, `room`: the shell's, that of every feature of the
    app, and for a page of the lesson that of the lesson and its own. So no rule has to ask which page it is
    on, which a browser would ask again with everything that comes and goes.
    """
    of_lesson = LOOK.parent / "lesson"
    features = sorted(set(LOOK.parent.glob("*/style.css")) - {LOOK / "style.css", of_lesson / "style.css"})
    own = [of_lesson / "style.css", room / "style.css"] if room.parent.name == "lesson" else []
    sheets = [path.read_text(encoding="utf-8") for path in (LOOK / "style.css", *features, *own)]
    return f"<style>{_shorten(''.join(sheets))}</style>"


def _shorten(sheet: str) -> str:
    """Return a style sheet without what is there for who reads it: it is sent with every run of a script."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*|\s+", lambda found: found[1] or " ", bare).replace(";}", "}")
