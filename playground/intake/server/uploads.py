"""Pictures and ZIP archives from anyone, read in a limited process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.data.contents import LESSON_SIDE
from playground.intake.refusal import Refused
from playground.intake.server.guard import Guard, Progress, shared_guard
from playground.intake.wire import Answer, WireError, message_from_text
from playground.words.catalogue import Message


@dataclass(frozen=True, eq=False)
class ReadPictures:
    """Pictures that were read together, to become a data set.

    Attributes
    ----------
    squares : uint8 array of shape (m, size, size, 3), read-only
        The largest square in the middle of each picture.
    class_names : tuple of str
        The class of each; in an archive, its folder.
    file_names : tuple of str
        The file of each; in an archive, its path there.
    notes : tuple of Message
        A sentence for all that was left out.
    halves : tuple of str
        In an archive that is split already, the half of each (see `playground.intake.layout`); else "".
    """

    squares: NDArray[np.uint8]
    class_names: tuple[str, ...]
    file_names: tuple[str, ...]
    notes: tuple[Message, ...]
    halves: tuple[str, ...]


def read_picture(
    data: bytes, *, guard: Guard | None = None, cancelled: Callable[[], bool] = lambda: False
) -> NDArray[np.uint8]:
    """Read a picture file, which may come from anyone.

    Parameters
    ----------
    data : bytes
        A JPEG, PNG or WebP; `playground.intake.worker.pictures` says what becomes of each kind.
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


def read_pictures(
    files: Sequence[tuple[str, str, bytes]],
    size: int = LESSON_SIDE,
    *,
    guard: Guard | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
) -> ReadPictures:
    """Read picture files for a data set, which may come from anyone; those that cannot be read are left out.

    Parameters
    ----------
    files : sequence of (class name, file name, contents)
        JPEG, PNG or WebP.
    size, guard, cancelled, on_progress
        As for `read_zip`.

    Raises
    ------
    Refused
        No file is a picture, or all together cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    guard = album_guard() if guard is None else guard
    settings = {"pixels": guard.limits.pixels, "size": size}
    contents = [content for _, _, content in files]
    answer = guard.run("pictures", contents, settings, cancelled=cancelled, on_progress=on_progress)
    squares, problems = _squares(answer, size), answer.texts.get("problems", ())
    read = answer.arrays.get("read", np.zeros(0, np.int64)).tolist()
    left = sorted(set(range(len(files))) - set(read))
    good = len(files) - len(problems)
    if not good == len(read) == len(set(read)) == len(squares) == len(files) - len(left):
        raise _not_believed()
    notes = tuple(
        Message("intake.left_out", name=files[place][1], why=note)
        for place, note in zip(left, _notes(problems), strict=True)
    )
    if not read:
        raise Refused(notes[0])
    names = [files[place][:2] for place in read]
    classes, file_names = (tuple(column) for column in zip(*names, strict=True))
    return ReadPictures(squares, classes, file_names, notes, ("",) * len(names))


def read_zip(
    data: bytes,
    size: int = LESSON_SIDE,
    *,
    guard: Guard | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
) -> ReadPictures:
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
    guard = album_guard() if guard is None else guard
    settings = {"pixels": guard.limits.pixels, "pictures": guard.limits.pictures, "size": size}
    answer = guard.run("zip", (data,), settings, cancelled=cancelled, on_progress=on_progress)
    squares = _squares(answer, size)
    classes, files, notes, halves = (
        answer.texts.get(name, ()) for name in ("classes", "files", "notes", "halves")
    )
    if not len(squares) == len(classes) == len(files) == len(halves):
        raise _not_believed()
    return ReadPictures(squares, classes, files, _notes(notes), halves)


@cache
def album_guard() -> Guard:
    """Return the guard for many pictures at a time: it has more time, and reads for one person at a time."""
    limits = shared_guard().limits
    return Guard(replace(limits, seconds=limits.album_seconds, workers=1))


def _squares(answer: Answer, size: int) -> NDArray[np.uint8]:
    """Return the squares that a worker sent, checked once more: a worker could have been taken over."""
    squares = answer.arrays.get("squares")
    if squares is None or squares.dtype != np.uint8 or squares.shape[1:] != (size, size, 3):
        raise _not_believed()
    return squares


def _notes(texts: Sequence[str]) -> tuple[Message, ...]:
    try:
        return tuple(map(message_from_text, texts))
    except WireError as error:
        raise _not_believed() from error


def _not_believed() -> Refused:
    return Refused(Message("intake.guard.crash"))
