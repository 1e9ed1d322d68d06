"""Small arrays to try NumPy's functions on: what is broadcast, drawn, and a table of what each gives now."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st

from playground.app.lesson.charts import Chart, show_chart
from playground.app.lesson.frame import fragment
from playground.app.session.choices import Typed
from playground.app.session.quoting import quote
from playground.engine.forms import Array
from playground.lesson.vectorising.arrays import (
    MOST_CHARACTERS,
    ArrayError,
    Broadcast,
    broadcast,
    read_array,
    run_example,
)
from playground.lesson.vectorising.durations import write_array, write_shape
from playground.lesson.vectorising.figures import build_broadcast_boxes
from playground.words.catalogue import Message, Translator, join_sentences

_LENGTHS = range(MOST_CHARACTERS + 1)
_ARRAYS = {
    "A": Typed("vectorising_A", _LENGTHS, "1 2 3; 4 5 6"),
    "c": Typed("vectorising_c", _LENGTHS, "10; 20"),
}
CONTROLS = tuple(_ARRAYS.values())

_READ = "_vectorising_read"
_SHAPES = ("shape", "transpose", "reshape", "zeros", "dot", "matmul", "add")
_NUMBERS = ("multiply", "exp", "log", "maximum", "sum", "sum_axis", "sum_keepdims")


@fragment
def show_arrays_card(text: Translator) -> None:
    """Show two arrays that can be edited, how they are added, and what NumPy's functions make of them."""
    st.header(text.text("vectorising.arrays.title"), divider="gray")
    st.markdown(text.text("vectorising.arrays.about"))
    with st.container(key="vectorising_arrays", gap="xsmall"):
        first, second = st.columns(2)
        with first:
            A = _ask("A", text)
        with second:
            c = _ask("c", text)
        fit = broadcast(A.shape, c.shape)
        told = _tell_fit(fit, text)
        show_chart("vectorising_broadcast", Chart(build_broadcast_boxes(A, c, fit), told, told))
    with st.container(key="aside_vectorising_functions"):
        st.markdown(f"**{text.text('vectorising.arrays.functions')}**")
        for place, names in zip(st.columns(2), (_SHAPES, _NUMBERS), strict=True):
            with place:
                st.html(_write_examples(names, A, c, text))
        st.caption(text.text("vectorising.arrays.special"))


def _ask(name: str, text: Translator) -> Array:
    """Ask for an array and return it; where what was typed is none, say why, and return the last one."""
    typed = st.text_input(
        text.text(f"vectorising.arrays.{name}"),
        key=f"vectorising_{name}",
        max_chars=MOST_CHARACTERS,
        persist_state="session",
    )
    read: dict[str, Array] = st.session_state.setdefault(_READ, {})
    with st.container(key=f"vectorising_read_{name}"):
        try:
            read[name] = read_array(typed or "")
        except ArrayError as error:
            read.setdefault(name, read_array(_ARRAYS[name].default))
            told = [text.text(_quoting(error.message)), text.text("vectorising.arrays.kept")]
            st.markdown(f":red[:material/error:] {join_sentences(told)}")
        else:
            st.caption(text.text(f"vectorising.arrays.hint_{name}"))
    return read[name]


def _quoting(message: Message) -> Message:
    """Return a message whose quotation of what was typed is shown as such, and not read as Markdown."""
    values = message.values
    return Message(message.key, **{k: quote(v) if isinstance(v, str) else v for k, v in values.items()})


def _tell_fit(fit: Broadcast, text: Translator) -> str:
    """Tell how the two shapes are made to fit, or why they do not."""
    first, second = write_shape(fit.first), write_shape(fit.second)
    if fit.shape is None:
        axis = fit.clashes[0]
        return text.text(
            "vectorising.fit.clash",
            first=first,
            second=second,
            axis=text.text(f"vectorising.fit.axes.{axis}"),
            one=fit.first[axis],
            other=fit.second[axis],
        )
    if fit.first == fit.second:
        return text.text("vectorising.fit.same", first=first)
    shape = write_shape(fit.shape)
    if fit.shape not in (fit.first, fit.second):
        return text.text("vectorising.fit.both", shape=shape)
    name, small = ("A", first) if fit.first != fit.shape else ("c", second)
    return text.text("vectorising.fit.one", name=name, small=small, shape=shape)


def _write_examples(names: Sequence[str], A: Array, c: Array, text: Translator) -> str:
    """Return a table as HTML: a line of code, what it does, its shape and what it gives now."""
    head = "".join(
        f"<th scope=col>{html.escape(text.text(f'vectorising.arrays.heads.{key}'))}</th>"
        for key in ("code", "result")
    )
    rows = "".join(_write_example(name, A, c, text) for name in names)
    return (
        f'<table class="np-vectorising-functions"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _write_example(name: str, A: Array, c: Array, text: Translator) -> str:
    example = run_example(name, A, c)
    what = text.text(f"vectorising.functions.{name}")
    if example.shape is None:
        result = f"<p>{html.escape(text.text('vectorising.arrays.no_fit'))}</p>"
    elif isinstance(example.result, tuple):
        result = f"<pre>{write_shape(example.result)}</pre>"
    else:
        shape = (
            write_shape(example.shape) if np.ndim(example.result) else text.text("vectorising.arrays.number")
        )
        result = f"<p>{html.escape(shape)}</p><pre>{html.escape(write_array(example.result))}</pre>"
    return (
        f"<tr><th scope=row><code>{html.escape(example.code)}</code><p>{html.escape(what)}</p></th>"
        f"<td>{result}</td></tr>"
    )
