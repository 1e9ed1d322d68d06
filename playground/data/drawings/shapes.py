"""Outlines: closed lines of points, of which every drawing is made.

Coordinates are those of the figure being drawn: x to the right, y downwards.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Outline = NDArray[np.float64]
Point = tuple[float, float]

STEPS = 10
ROUND_STEPS = 40
TIP_STEPS = 9


def polygon(*points: Point) -> Outline:
    """Return the outline with the given corners, shape (k, 2)."""
    return np.array(points, dtype=np.float64)


def box(left: float, top: float, right: float, bottom: float) -> Outline:
    """Return an upright rectangle, shape (4, 2)."""
    return polygon((left, top), (right, top), (right, bottom), (left, bottom))


def ellipse(x: float, y: float, across: float, down: float, angle: float = 0.0) -> Outline:
    """Return an ellipse round (x, y) with the given half axes, turned by `angle` radians."""
    turn = np.linspace(0.0, 2 * np.pi, ROUND_STEPS, endpoint=False)
    flat = np.stack([across * np.cos(turn), down * np.sin(turn)], axis=1)
    return np.asarray(rotated(flat, angle) + np.array([x, y]))


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Outline:
    """Return an open part of an ellipse; `start` and `end` in radians, 0 is right, pi / 2 is down."""
    turn = np.linspace(start, end, ROUND_STEPS // 2)
    return np.stack([x + across * np.cos(turn), y + down * np.sin(turn)], axis=1)


def rotated(outline: Outline, angle: float) -> Outline:
    """Return `outline`, turned by `angle` radians about the origin."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.asarray(outline @ np.array([[cosine, sine], [-sine, cosine]]))


def flipped(outline: Outline) -> Outline:
    """Return the mirror image of `outline`: left and right exchanged."""
    return outline * (-1.0, 1.0)


def _between(before: Outline, start: Outline, end: Outline, after: Outline) -> Outline:
    """Return the points of one piece of a Catmull-Rom curve, from `start` up to just before `end`."""
    t = np.linspace(0.0, 1.0, STEPS, endpoint=False)[:, None]
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def blob(*points: Point) -> Outline:
    """Return the smooth closed outline through `points`."""
    corner = np.array(points, dtype=np.float64)
    ring = [np.roll(corner, shift, axis=0) for shift in (1, 0, -1, -2)]
    return np.concatenate([_between(*four) for four in zip(*ring, strict=True)])


def curve(*points: Point) -> Outline:
    """Return the smooth open line through `points`."""
    corner = np.array([points[0], *points, points[-1]], dtype=np.float64)
    pieces = [_between(*corner[i : i + 4]) for i in range(len(points) - 1)]
    return np.concatenate([*pieces, corner[-1:]])


def half(*points: Point) -> Outline:
    """Return the smooth closed outline through `points` on the right and their mirror images.

    The first and the last point lie on the axis of symmetry (x = 0).
    """
    return blob(*points, *((-x, y) for x, y in points[-2:0:-1]))


def ribbon(path: Outline, widths: Sequence[float]) -> Outline:
    """Return a band along `path` with round ends, such as a tail.

    Parameters
    ----------
    path : Outline
        The middle line, shape (k, 2).
    widths : Sequence[float]
        Half widths, spread evenly over the path.
    """
    along = np.gradient(path, axis=0)
    along /= np.maximum(np.hypot(along[:, :1], along[:, 1:]), 1e-9)
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1)
    places = np.linspace(0.0, 1.0, len(path))
    half_width = np.interp(places, np.linspace(0.0, 1.0, len(widths)), widths)[:, None]
    turn = np.linspace(np.pi / 2, -np.pi / 2, TIP_STEPS)[1:-1, None]
    end = path[-1] + half_width[-1] * (aside[-1] * np.sin(turn) + along[-1] * np.cos(turn))
    start = path[0] - half_width[0] * (aside[0] * np.sin(turn) + along[0] * np.cos(turn))
    return np.concatenate([path + aside * half_width, end, (path - aside * half_width)[::-1], start])
