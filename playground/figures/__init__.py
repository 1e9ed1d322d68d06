"""Results drawn: plotly figures and pillow pictures. Nothing here computes a result or knows Streamlit."""

from playground.figures.curves import (
    LESSON_STEP,
    PIN_COLOURS,
    PIN_DASHES,
    build_cost_figure,
    build_pinned_curve,
    build_roc_figure,
    build_stability_figure,
)
from playground.figures.parts import SCALES, Spec, log_ticks, write_array
from playground.figures.pictures import (
    DIVERGING,
    SMOOTH_FROM,
    build_picture_sheet,
    build_weights_picture,
    largest_size,
)
from playground.figures.surface import VIEWS, axis_names, build_surface_figure
from playground.figures.tuning_map import build_map_figure

__all__ = [
    "DIVERGING",
    "LESSON_STEP",
    "PIN_COLOURS",
    "PIN_DASHES",
    "SCALES",
    "SMOOTH_FROM",
    "VIEWS",
    "Spec",
    "axis_names",
    "build_cost_figure",
    "build_map_figure",
    "build_picture_sheet",
    "build_pinned_curve",
    "build_roc_figure",
    "build_stability_figure",
    "build_surface_figure",
    "build_weights_picture",
    "largest_size",
    "log_ticks",
    "write_array",
]
