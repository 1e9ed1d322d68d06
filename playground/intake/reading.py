"""Read pictures from outside: the half that runs in the server, and believes no worker."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.i18n import Message
from playground.intake.album import Album, AlbumEntry
from playground.intake.guard import Guard, Progress, shared_guard
from playground.intake.refusal import Refused
from playground.intake.wire import Answer, WireError, read_message

Picture = NDArray[np.uint8]
DEFAULT_SIZE = 64


def read_picture(data: bytes, *, cancelled: Callable[[], bool] = lambda: False) -> Picture:
    """Read one picture, which may come from anyone.

    Returns
    -------
    uint8 array of shape (height, width, 3)
        Red, green and blue, 0 to 255; see `playground.intake.pictures` for what becomes of other kinds.

    Raises
    ------
    Refused
        It is no picture of the kinds that are read, or costs too much; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    picture = shared_guard().run("picture", (data,), {}, cancelled=cancelled).arrays.get("picture")
    if picture is None or picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise _not_believed()
    return picture


def read_pictures(
    files: Sequence[tuple[str, str, bytes]],
    size: int = DEFAULT_SIZE,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
) -> Album:
    """Read pictures for a data set: (class name, file name, contents) of each.

    Each is cut to the largest square in its middle, and made size x size. A file that cannot be read is left
    out, which the notes tell.

    Raises
    ------
    Refused
        None of the files is a picture, or all together cost too much.
    Cancelled
        `cancelled` returned true.
    """
    contents = [content for _, _, content in files]
    settings = {"size": size}
    answer = album_guard().run("pictures", contents, settings, cancelled=cancelled, on_progress=on_progress)
    squares, problems = _squares(answer, size), answer.texts.get("problems", ())
    read = answer.arrays.get("read", np.zeros(0, np.int64)).tolist()
    left = [at for at in range(len(files)) if at not in set(read)]
    if len(read) != len(squares) or len(left) != len(problems) or not set(read) <= set(range(len(files))):
        raise _not_believed()
    notes = tuple(
        Message("intake.left_out", name=files[at][1], why=_message(problem))
        for at, problem in zip(left, problems, strict=True)
    )
    if not read:
        raise Refused(notes[0])
    return Album(tuple(AlbumEntry(*files[at][:2]) for at in read), squares, notes)


def read_zip(
    data: bytes,
    size: int = DEFAULT_SIZE,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
) -> Album:
    """Read the pictures of a ZIP archive, a folder for each class; see `playground.intake.albums.read_zip`.

    Raises
    ------
    Refused
        The archive cannot be used, or costs too much; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    answer = album_guard().run("zip", (data,), {"size": size}, cancelled=cancelled, on_progress=on_progress)
    squares = _squares(answer, size)
    classes, files = answer.texts.get("classes", ()), answer.texts.get("files", ())
    if not len(classes) == len(files) == len(squares):
        raise _not_believed()
    entries = tuple(AlbumEntry(*entry) for entry in zip(classes, files, strict=True))
    return Album(entries, squares, tuple(map(_message, answer.texts.get("notes", ()))))


@cache
def album_guard() -> Guard:
    """Return the guard for many pictures at a time: it has more time, and reads for one person at a time."""
    limits = shared_guard().limits
    return Guard(replace(limits, seconds=limits.album_seconds, workers=1))


def _squares(answer: Answer, size: int) -> Picture:
    squares = answer.arrays.get("squares")
    if squares is None or squares.dtype != np.uint8 or squares.shape[1:] != (size, size, 3):
        raise _not_believed()
    return squares


def _message(text: str) -> Message:
    try:
        return read_message(text)
    except WireError as error:
        raise _not_believed() from error


def _not_believed() -> Refused:
    return Refused(Message("intake.guard.crash"))
