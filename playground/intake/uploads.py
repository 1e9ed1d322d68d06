"""Pictures and ZIP archives from anyone, read in a limited process."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.i18n import Message
from playground.intake.guard import Guard, Progress, shared_guard
from playground.intake.refusal import Refused
from playground.intake.wire import Answer, WireError, message_from_text


@dataclass(frozen=True, eq=False)
class ZipPictures:
    """The pictures of an archive.

    Attributes
    ----------
    squares : uint8 array of shape (m, size, size, 3), read-only
        The largest square in the middle of each picture.
    class_names : tuple of str
        The folder of each, which names its class.
    file_names : tuple of str
        The path of each in the archive.
    notes : tuple of Message
        A sentence for all that was left out.
    """

    squares: NDArray[np.uint8]
    class_names: tuple[str, ...]
    file_names: tuple[str, ...]
    notes: tuple[Message, ...]


def read_picture(
    data: bytes, *, guard: Guard | None = None, cancelled: Callable[[], bool] = lambda: False
) -> NDArray[np.uint8]:
    """Read a picture file, which may come from anyone.

    Parameters
    ----------
    data : bytes
        A JPEG, PNG or WebP; `playground.intake.pictures` says what becomes of each kind.
    guard : Guard, optional
        Where it is read; `shared_guard` if not given.
    cancelled : function
        Asked again and again; where it returns true, reading ends.

    Returns
    -------
    uint8 array of shape (height, width, 3), read-only
        Red, green and blue, upright, no side longer than 2,048.

    Raises
    ------
    Refused
        The file cannot be read, or cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    guard = shared_guard() if guard is None else guard
    answer = guard.run("picture", (data,), {"pixels": guard.limits.pixels}, cancelled=cancelled)
    picture = answer.arrays.get("picture")
    if picture is None or picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise _not_believed()
    return picture


def read_zip(
    data: bytes,
    size: int,
    *,
    guard: Guard | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
) -> ZipPictures:
    """Read the pictures of a ZIP archive, which may come from anyone, a folder for each class.

    Parameters
    ----------
    data : bytes
        The archive.
    size : int
        Each picture is cut to the largest square in its middle, and made so many points wide.
    guard, cancelled
        As for `read_picture`.
    on_progress : function
        Called with (done, total) as pictures are read.

    Raises
    ------
    Refused
        The archive as a whole cannot be read, or cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    guard = shared_guard() if guard is None else guard
    settings = {"pixels": guard.limits.pixels, "pictures": guard.limits.pictures, "size": size}
    answer = guard.run("zip", (data,), settings, cancelled=cancelled, on_progress=on_progress)
    return _believed(answer, size)


def _believed(answer: Answer, size: int) -> ZipPictures:
    """Return what a worker sent, checked once more: a worker could have been taken over."""
    squares = answer.arrays.get("squares")
    texts = [answer.texts.get(name, ()) for name in ("classes", "files", "notes")]
    if squares is None or squares.dtype != np.uint8 or squares.shape[1:] != (size, size, 3):
        raise _not_believed()
    if not len(squares) == len(texts[0]) == len(texts[1]):
        raise _not_believed()
    try:
        notes = tuple(message_from_text(text) for text in texts[2])
    except WireError as error:
        raise _not_believed() from error
    return ZipPictures(squares, texts[0], texts[1], notes)


def _not_believed() -> Refused:
    return Refused(Message("intake.guard.crash"))
