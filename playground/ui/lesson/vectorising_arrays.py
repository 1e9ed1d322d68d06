"""The small table of NumPy functions, on an array that the student types."""

from typing import Any

import numpy as np
import streamlit as st

from playground.forms import Array
from playground.i18n import Translator
from playground.lesson.arrays import DEFAULT, EXAMPLES, MOST_CHARACTERS, ArrayError, read_array, write_array

_TYPED = "vectorising_array"
ARRAYS: dict[str, Any] = {_TYPED: DEFAULT}
"""Every control of this card, and its value when the page is first opened."""


@st.fragment
def show_arrays_card(text: Translator) -> None:
    """Show what NumPy's functions make of a small array, and how a column is broadcast."""
    st.subheader(text.text("vectorising.array.title"), divider="gray", anchor=False)
    typed = st.text_input(
        text.text("vectorising.array.label"), key=_TYPED, persist_state="session", max_chars=MOST_CHARACTERS
    )
    try:
        A = read_array(typed)
    except ArrayError as error:
        st.error(text.text(error.message), icon=":material/edit:")
        A = read_array(DEFAULT)
        st.caption(text.text("vectorising.array.instead", array=DEFAULT))
    with st.container(key="vectorising_table"):
        _show_table(A, text)
    st.markdown(f"**{text.text('vectorising.broadcast.title')}**")
    _show_broadcast(A, text)


def _show_table(A: Array, text: Translator) -> None:
    heads = [text.text(f"vectorising.array.heads.{head}") for head in ("code", "what", "result", "shape")]
    lines = [heads, ["---"] * len(heads)]
    for name, (code, run) in EXAMPLES.items():
        result = np.asarray(run(A))
        shape = "×".join(map(str, result.shape)) or text.text("vectorising.array.number")
        lines.append(
            [f"`{code}`", text.text(f"vectorising.array.what.{name}"), f"`{write_array(result)}`", shape]
        )
    st.markdown("\n".join("| " + " | ".join(line) + " |" for line in lines))


def _show_broadcast(A: Array, text: Translator) -> None:
    """Draw (n, m) + (n, 1) as boxes: the column is repeated, and its copies are dashed."""
    column = A.sum(axis=1, keepdims=True)
    copies = np.broadcast_to(column, A.shape)
    tables = (_grid(A), "+", _grid(copies, solid=1), "=", _grid(A + copies))
    alt = text.text("vectorising.broadcast.alt", rows=A.shape[0], columns=A.shape[1])
    cells = "".join(f"<span>{each}</span>" for each in tables)
    st.html(f'<div class="np-vectorising-boxes" role="img" aria-label="{alt}">{cells}</div>')
    st.caption(text.text("vectorising.broadcast.caption"))


def _grid(values: Array, solid: int | None = None) -> str:
    """Return a table of numbers; its columns from `solid` on are dashed."""
    rows = []
    for row in values:
        cells = [
            f'<td class="{"np-copy" if solid is not None and place >= solid else "np-cell"}">{value:.4g}</td>'
            for place, value in enumerate(row)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"
