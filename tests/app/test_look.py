"""What the style sheets are sent as."""

import re

from playground.app.shell.look import LOOK, style_sheet


def test_a_style_sheet_is_sent_without_its_comments_and_says_the_same() -> None:
    sheet = style_sheet(LOOK)
    files = [LOOK / "style.css", *sorted({*LOOK.parent.glob("*/style.css")} - {LOOK / "style.css"})]
    written = "".join(path.read_text("utf-8") for path in files if path.parent.name != "lesson")
    assert "/*" not in sheet
    assert "  " not in sheet
    words = re.findall(r"[^\s{};]+", re.sub(r"/\*.*?\*/", " ", written, flags=re.DOTALL))
    assert re.findall(r"[^\s{};]+", sheet.removeprefix("<style>").removesuffix("</style>")) == words
