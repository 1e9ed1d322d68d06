"""The program of the classifier as a debugger shows it: where it is, and the values so far."""

import html
from collections.abc import Mapping, Sequence

from playground.lesson.classifier.listing import Excerpt, Line, find_division, read_program
from playground.words.catalogue import Translator

_MARKED: Mapping[str, Sequence[str]] = {
    "column": ("_columns.return",),
    "scale": ("_columns.return",),
    "z": ("propagate.Z",),
    "a": ("propagate.A",),
    "cost": ("propagate.cost",),
    "gradient": ("propagate.dZ", "propagate.dw", "propagate.db"),
    "update": ("optimize.w", "optimize.b"),
    "loop": ("optimize.for", "optimize.grads, cost", "optimize.if", "optimize.costs.append"),
}
"""The lines of each step."""

STEPS = tuple(_MARKED)
"""The steps of the walk, in order."""


def build_program(step: str, values: Mapping[str, Mapping[str, str]], text: Translator) -> str:
    """Return the program as HTML: the lines of a step marked, and beside each line the value it had in the
    steps so far. `values` has for each step its lines' values; those to come keep their place, unseen.
    """
    reached = STEPS[: STEPS.index(step) + 1]
    seen = {line: value for each in reached for line, value in values.get(each, {}).items()}
    to_come = {line: value for each in STEPS for line, value in values.get(each, {}).items()}
    blocks = "".join(_write_excerpt(each, step, seen, to_come) for each in read_program())
    name = html.escape(text.text("classifier.program"))
    return f'<div class="np-classifier-program" role="group" aria-label="{name}">{blocks}</div>'


def _write_excerpt(excerpt: Excerpt, step: str, seen: Mapping[str, str], to_come: Mapping[str, str]) -> str:
    title = f"<p>{html.escape(excerpt.file)} · <b>{html.escape(excerpt.function)}</b></p>"
    return title + "".join(_write_line(line, step, seen, to_come) for line in excerpt.lines)


def _write_line(line: Line, step: str, seen: Mapping[str, str], to_come: Mapping[str, str]) -> str:
    key = f"{line.function}.{line.name}"
    now = key in _MARKED[step]
    code = _mark(line, step) if now else html.escape(line.text)
    value = html.escape(seen.get(key, to_come.get(key, "")))
    hidden = "" if key in seen else ' class="np-classifier-later" aria-hidden="true"'
    return (
        f'<div class="np-classifier-line"{" aria-current=step" if now else ""}><i>{line.number}</i>'
        f"<code>{code}</code><output{hidden}>{value}</output></div>"
    )


def _mark(line: Line, step: str) -> str:
    """Return the line as HTML with the part marked that the step is about."""
    if step not in ("column", "scale"):
        return f"<mark>{html.escape(line.text)}</mark>"
    start, middle = line.text.index("pictures"), find_division(line)
    end = line.text.rindex(")")
    if step == "scale":
        start, middle = middle, end
    parts = line.text[:start], line.text[start:middle], line.text[middle:]
    before, marked, after = map(html.escape, parts)
    return f"{before}<mark>{marked}</mark>{after}"
