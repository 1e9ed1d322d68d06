"""A Plotly chart that stays in place while its data changes."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from playground.figures import Spec
from playground.ui.live.plotly_js import plotly_address

_chart = st.components.v2.component(
    "playground_chart",
    js=(Path(__file__).parent / "chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def show_chart(figure: Spec, *, key: str, alt: str, wait: int = 0) -> None:
    """Show a figure; `alt` says in words what it shows, for those who do not see it.

    With `wait` it is drawn when no newer figure has come for so many milliseconds.
    """
    written = json.dumps(figure, default=_write_array, ensure_ascii=False, separators=(",", ":"))
    _chart(
        key=key,
        data={
            "figure": written,
            "plotly": plotly_address(),
            "alt": alt,
            "height": figure["layout"]["height"],
            "wait": wait,
            "revision": hashlib.sha256(written.encode()).hexdigest()[:12],
        },
    )


def _write_array(value: Any) -> Any:
    """Write an array as plotly.js reads it without a loop: the bytes in base64, with type and shape."""
    if isinstance(value, np.generic):
        return value.item()
    array = np.ascontiguousarray(value)
    written = {
        "dtype": f"{array.dtype.kind}{array.dtype.itemsize}",
        "bdata": base64.b64encode(array.tobytes()).decode(),
    }
    return written if array.ndim == 1 else written | {"shape": ", ".join(map(str, array.shape))}
