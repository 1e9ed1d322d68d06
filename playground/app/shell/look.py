"""The icon and the wordmark."""

import html
from base64 import b64encode
from functools import cache
from pathlib import Path

_ICON = Path(__file__).parent / "icon.svg"

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
