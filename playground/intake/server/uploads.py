"""Pictures and ZIP archives from anyone, read in a limited process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.contents import LESSON_SIDE
from playground.intake.limits import HEADER_BYTES
from playground.intake.refusal import Refused
from playground.intake.server.guard import Guard, Progress, shared_guard
from playground.intake.server.queue import Waiting
from playground.intake.wire import Answer, WireError, believing, message_from_text
from playground.words.catalogue import Message

QUICK_SECONDS, SLOW = 5, 6
WAITS = 10
"""So many times the longest work of its kind somebody waits, who is told how long it will take."""


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


@believing()
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
        raise WireError
    return picture


@believing()
def read_pictures(
    files: Sequence[tuple[str, str, bytes]],
    size: int = LESSON_SIDE,
    *,
    guard: Guard | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
    on_wait: Waiting = lambda ahead, seconds: None,
) -> ReadPictures:
    """Read picture files for a data set, which may come from anyone; those that cannot be read are left out.

    Parameters
    ----------
    files : sequence of (class name, file name, contents)
        JPEG, PNG or WebP.
    size, guard, cancelled, on_progress, on_wait
        As for `read_zip`.

    Raises
    ------
    Refused
        No file is a picture, or all together cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    contents = [content for _, _, content in files]
    watched: dict[str, Any] = {"cancelled": cancelled, "on_progress": on_progress}
    if guard is None:
        starts = [content[:HEADER_BYTES] for content in contents]
        guard, seconds = _choose_lane("weigh", starts, cancelled)
        watched |= {"on_wait": on_wait, "expected_seconds": seconds}
    settings = {"pixels": guard.limits.pixels, "size": size}
    answer = guard.run("pictures", contents, settings, **watched)
    squares, problems = _squares(answer, size), answer.texts.get("problems", ())
    read = answer.arrays.get("read", np.zeros(0, np.int64)).tolist()
    left = sorted(set(range(len(files))) - set(read))
    good = len(files) - len(problems)
    if not good == len(read) == len(set(read)) == len(squares) == len(files) - len(left):
        raise WireError
    notes = tuple(
        Message("intake.left_out", name=files[place][1], why=note)
        for place, note in zip(left, _notes(problems), strict=True)
    )
    if not read:
        raise Refused(notes[0])
    names = [files[place][:2] for place in read]
    classes, file_names = (tuple(column) for column in zip(*names, strict=True))
    return ReadPictures(squares, classes, file_names, notes, ("",) * len(names))


@believing()
def read_zip(
    data: bytes,
    size: int = LESSON_SIDE,
    *,
    guard: Guard | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
    on_wait: Waiting = lambda ahead, seconds: None,
) -> ReadPictures:
    """Read the pictures of a ZIP archive, which may come from anyone, a folder for each class.

    Parameters
    ----------
    data : bytes
        The archive.
    size : int
        Each picture is cut to the largest square in its middle, and made so many points wide.
    guard : Guard, optional
        Where they are read. If not given, their points are counted first: too many are refused, and what
        takes some seconds does not wait behind what takes a minute.
    cancelled : function
        As for `read_picture`.
    on_progress : function
        Called with (done, total) as pictures are read.
    on_wait : function
        Called with how many are ahead, and about how many seconds they need, while it waits.

    Raises
    ------
    Refused
        The archive as a whole cannot be read, or cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    watched: dict[str, Any] = {"cancelled": cancelled, "on_progress": on_progress}
    if guard is None:
        guard, seconds = _choose_lane("weigh_zip", (data,), cancelled)
        watched |= {"on_wait": on_wait, "expected_seconds": seconds}
    settings = {"pixels": guard.limits.pixels, "pictures": guard.limits.pictures, "size": size}
    answer = guard.run("zip", (data,), settings, **watched)
    squares = _squares(answer, size)
    classes, files, notes, halves = (
        answer.texts.get(name, ()) for name in ("classes", "files", "notes", "halves")
    )
    if not len(squares) == len(classes) == len(files) == len(halves):
        raise WireError
    return ReadPictures(squares, classes, files, _notes(notes), halves)


@believing()
def _choose_lane(task: str, parts: Sequence[bytes], cancelled: Callable[[], bool]) -> tuple[Guard, float]:
    """Return where many pictures are read, and about how many seconds it will take.

    Raises
    ------
    Refused
        They have more points together than are accepted.
    """
    limits = shared_guard().limits
    settings = {"pixels": limits.pixels, "pictures": limits.pictures}
    weight = shared_guard().run(task, parts, settings, cancelled=cancelled).arrays.get("weight")
    if weight is None or weight.dtype != np.int64 or weight.shape != (2,):
        raise WireError
    points, seconds = int(weight[0]), float(weight[1]) / 1000
    if points > limits.album_pixels:
        found, limit = points // 10**6, limits.album_pixels // 10**6
        raise Refused(Message("intake.guard.points", found=found, limit=limit))
    return (quick_guard() if seconds <= QUICK_SECONDS else album_guard()), seconds


@cache
def album_guard() -> Guard:
    """Return the guard for many pictures at a time: it has more time, and reads for one person at a time."""
    limits = shared_guard().limits
    seconds = limits.album_seconds
    return Guard(replace(limits, seconds=seconds, workers=1), waiting_seconds=WAITS * seconds)


@cache
def quick_guard() -> Guard:
    """Return the guard for many pictures that take some seconds only."""
    limits = shared_guard().limits
    return Guard(
        replace(limits, seconds=limits.album_seconds, workers=1), waiting_seconds=WAITS * QUICK_SECONDS
    )


def _squares(answer: Answer, size: int) -> NDArray[np.uint8]:
    """Return the squares that a worker sent, checked once more: a worker could have been taken over."""
    squares = answer.arrays.get("squares")
    if squares is None or squares.dtype != np.uint8 or squares.shape[1:] != (size, size, 3):
        raise WireError
    return squares


def _notes(texts: Sequence[str]) -> tuple[Message, ...]:
    return tuple(map(message_from_text, texts))
