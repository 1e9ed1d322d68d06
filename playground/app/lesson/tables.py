"""Tables of texts as HTML."""

import html
from collections.abc import Sequence


def write_table(heads: Sequence[str], rows: Sequence[Sequence[str]], style: str) -> str:
    """Return a table of texts as HTML; the first of a row names it."""
    head = "".join(f"<th scope=col>{html.escape(each)}</th>" for each in heads)
    body = "".join(
        f"<tr><th scope=row>{html.escape(row[0])}</th>"
        + "".join(f"<td>{html.escape(each)}</td>" for each in row[1:])
        + "</tr>"
        for row in rows
    )
    return f'<table class="{style}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
