"""The test pictures with the neuron's answers, as one light list over one sheet of pictures."""

import base64
import html
import io

import numpy as np
import streamlit as st
from PIL import Image

from playground.datasets import Dataset
from playground.figures import build_picture_sheet
from playground.i18n import Translator
from playground.training import Indices
from playground.ui.live.sheets import publish_sheet
from playground.verdicts import Verdicts

SHEET_COLUMNS = 10
PAGE_SIZE = 60
_SMOOTH_FROM = 32  # smaller pictures are shown as the pixels they are

_STYLE = """.np-picture {{
  background-image: url({address}); background-size: {columns}00% {rows}00%; image-rendering: {rendering};
}}"""

_TILE = """
<figure class="np-tile np-{kind}" role="listitem" data-picture="{index}">
  <div class="np-picture" role="img" aria-label="{described}" title="{described}"
       style="background-position: {left:.4f}% {top:.4f}%"></div>
  <figcaption aria-hidden="true">
    <div class="np-answer"><span>{mark} {answer}</span>
      <span class="np-probability">{probability:.2f}</span></div>
    <div class="np-meter" style="--probability: {probability:.1%}"></div>
    <div class="np-truth">{truth}</div>
  </figcaption>
</figure>"""


def class_name(name: str, text: Translator) -> str:
    """Return a class's name in the chosen language where the catalogue has it, else the data set's own."""
    key = f"app.classes.{name}"
    return text.text(key) if key in text.entries else name


def show_gallery(dataset: Dataset, verdicts: Verdicts, shown: Indices, text: Translator) -> None:
    """Show the chosen test pictures, each with its answer, its probability and whether that is right."""
    on_sheet = np.arange(len(verdicts.A)) if len(verdicts.A) <= PAGE_SIZE else np.sort(shown)
    place = {int(index): position for position, index in enumerate(on_sheet)}
    rows = -(-len(on_sheet) // SHEET_COLUMNS)
    style = _STYLE.format(
        address=publish_sheet(_sheet(dataset.fingerprint, tuple(on_sheet.tolist()), dataset)),
        columns=SHEET_COLUMNS,
        rows=rows,
        rendering="auto" if dataset.picture_shape[0] >= _SMOOTH_FROM else "pixelated",
    )
    names = [class_name(name, text) for name in dataset.classes]
    tiles = [_tile(int(i), place[int(i)], rows, verdicts, names, text) for i in shown]
    st.html(f'<style>{style}</style><div class="np-gallery" role="list">{"".join(tiles)}</div>')


def data_url(picture: Image.Image) -> str:
    """Return a picture as an address that holds it whole, as PNG.

    Streamlit's own addresses are forgotten at the next run: a browser that asks a little later gets nothing.
    """
    return f"data:image/png;base64,{base64.b64encode(_as_png(picture)).decode('ascii')}"


def show_confusion(dataset: Dataset, verdicts: Verdicts, text: Translator) -> None:
    """Show how many pictures of each class got each answer."""
    names = [html.escape(class_name(name, text)) for name in dataset.classes]
    counts = verdicts.confusion()
    head = "".join(
        f'<th scope="col">{text.text("predictions.says", name=names[answer])}</th>' for answer in (1, 0)
    )
    lines = "".join(
        f'<tr><th scope="row">{text.text("predictions.is", name=names[label])}</th>'
        + "".join(_confusion_cell(int(counts[label, answer]), label == answer, text) for answer in (1, 0))
        + "</tr>"
        for label in (1, 0)
    )
    st.html(
        f'<table class="np-confusion" aria-label="{html.escape(text.text("predictions.confusion"))}">'
        f'<tr><td style="background:none"></td>{head}</tr>{lines}</table>'
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _sheet(fingerprint: str, indices: tuple[int, ...], _dataset: Dataset) -> bytes:
    """Return the pictures on one sheet, without loss."""
    return _as_png(build_picture_sheet(_dataset.test_pictures[list(indices)], SHEET_COLUMNS))


def _as_png(picture: Image.Image) -> bytes:
    contents = io.BytesIO()
    picture.save(contents, "PNG")
    return contents.getvalue()


def _tile(index: int, place: int, rows: int, verdicts: Verdicts, names: list[str], text: Translator) -> str:
    answer, label = names[verdicts.answers[index]], names[verdicts.Y[index]]
    probability = float(verdicts.A[index])
    kind, mark = ("right", "✓") if verdicts.right[index] else ("wrong", "✗")
    described = text.text(
        f"predictions.tile_{kind}", number=index + 1, answer=answer, label=label, probability=probability
    )
    row, column = divmod(place, SHEET_COLUMNS)
    return _TILE.format(
        index=index,
        kind=kind,
        mark=mark,
        described=html.escape(described),
        left=100 * column / (SHEET_COLUMNS - 1),
        top=100 * row / max(1, rows - 1),
        answer=html.escape(answer),
        probability=probability,
        truth=html.escape(text.text("predictions.really", name=label)),
    )


def _confusion_cell(count: int, right: bool, text: Translator) -> str:
    verdict = text.text("predictions.right_mark" if right else "predictions.wrong_mark")
    return f'<td class="{"np-right" if right else "np-wrong"}"><b>{count}</b>{verdict}</td>'
