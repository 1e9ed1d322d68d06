"""A run as one HTML file that opens without a network: to read, to print on A4, to hand in.

The charts are the page's own, drawn by the plotly.js of the installed package, which the file carries with
it (4.8 MB). Its content security policy lets nothing be asked for, and no script run but the two with the
sums named there.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from plotly.offline import get_plotlyjs

from playground.charts.parts import Spec, write_array
from playground.handin import Look, PinnedStudy, Written, chapters
from playground.handin.markup import Html, element
from playground.study.study import Study
from playground.words.catalogue import Translator

_FOLDER = Path(__file__).parent
_HTML_LANGUAGES = {"en": "en", "zh": "zh-CN"}


def build_report(
    study: Study,
    text: Translator,
    look: Look | None = None,
    written: Written | None = None,
    pinned: Sequence[PinnedStudy] = (),
    right: Study | None = None,
) -> str:
    """Return the report of a run as the text of an HTML file, in the language of `text`, with what a student
    wrote and the pinned runs beside it, and the `right` run beside one with a mistake.

    Of a run that was stopped, the report is of what was done, and says so.
    """
    subject = chapters.Subject(study, text, look or Look(), written or Written(), pinned, right)
    figures = chapters.draw_figures(subject)
    write = (
        chapters.write_summary,
        chapters.write_written,
        chapters.write_settings,
        chapters.write_charts,
        chapters.write_comparison,
        chapters.write_confusion,
        chapters.write_mistakes,
        chapters.write_weights,
        chapters.write_origin,
    )
    parts = [chapters.write_title(subject), *(chapter(subject) for chapter in write)]
    return _page(text.text("handin.report.title", name=subject.name), parts, figures, text)


def _page(title: str, parts: Sequence[Html], figures: dict[str, Spec], text: Translator) -> str:
    scripts = [read_library(), (_FOLDER / "report.js").read_text(encoding="utf-8")]
    head = (
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(scripts)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Html((_FOLDER / "report.css").read_text(encoding="utf-8"))),
    )
    body = (
        element("main", *parts),
        element("script", _block(figures), type="application/json", id="figures"),
        *(element("script", Html(script)) for script in scripts),
    )
    language = _HTML_LANGUAGES[text.language]
    page = element("html", element("head", *head), element("body", *body), lang=language)
    return f"<!doctype html>\n{page}\n"


@cache
def read_library() -> str:
    """Return the library that draws the charts, as every report carries it; it is read once."""
    library: str = get_plotlyjs()
    return library


def _block(figures: dict[str, Spec]) -> Html:
    """Return figures as JSON inside a script element, which would end at any ``</script``."""
    written = json.dumps(figures, default=write_array, ensure_ascii=False, separators=(",", ":"))
    return Html(written.replace("<", "\\u003c"))


def _policy(scripts: Sequence[str]) -> str:
    sums = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{each}'" for each in sums)
    # Plotly writes styles of its own, so these cannot be named by their sums.
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
