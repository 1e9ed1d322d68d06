"""All pictures of a ZIP archive, one after the other: each is unpacked, decoded, cut square and let go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.cropping import crop_square
from playground.engine.forms import frozen
from playground.intake.refusal import Refused
from playground.intake.worker.pictures import PICTURE_LIMITS, PictureLimits, decode_picture
from playground.intake.worker.zips import ZIP_LIMITS, ZipLimits, ZippedFile, list_zip, unpack
from playground.words.catalogue import Message

MOST_BYTES = 256 * 2**20
"""What the squares of one archive may take together; a data set may not be larger either."""


@dataclass(frozen=True, eq=False)
class Album:
    """The pictures of an archive.

    Attributes
    ----------
    entries : tuple of ZippedFile
        Where each comes from.
    squares : uint8 array of shape (m, size, size, 3), read-only
        The largest square in the middle of each.
    notes : tuple of Message
        A sentence for all that was left out.
    """

    entries: tuple[ZippedFile, ...]
    squares: NDArray[np.uint8]
    notes: tuple[Message, ...]


def read_zip(
    data: bytes,
    size: int,
    *,
    zip_limits: ZipLimits = ZIP_LIMITS,
    picture_limits: PictureLimits = PICTURE_LIMITS,
    on_progress: Callable[[int, int], object] = lambda done, total: None,
) -> Album:
    """Read the pictures of an archive, a folder for each class; a file that is no picture is left out.

    Parameters
    ----------
    data : bytes
        The archive.
    size : int
        Side of the squares in points.
    zip_limits, picture_limits
        What the archive, and each picture in it, may ask for.
    on_progress
        Called as ``on_progress(done, total)`` after each file.

    Raises
    ------
    Refused
        The archive as a whole cannot be used, no file in it is a picture, or they are too many for the size.
    """
    contents = list_zip(data, zip_limits)
    total, notes = len(contents.files), list(contents.notes)
    if total * size * size * 3 > MOST_BYTES:
        most = MOST_BYTES // (size * size * 3)
        raise Refused(Message("zips.errors.too_many", found=total, size=size, limit=most))
    entries: list[ZippedFile] = []
    squares = np.empty((total, size, size, 3), np.uint8)
    for done, file in enumerate(contents.files, 1):
        try:
            content = unpack(contents.archive, file)
            squares[len(entries)] = crop_square(decode_picture(content, picture_limits), size)
            entries.append(file)
        except Refused as error:
            notes.append(Message("zips.notes.no_picture", name=file.shown, reason=error.message))
        on_progress(done, total)
    if not entries:
        raise Refused(_find_reason(total, notes))
    return Album(tuple(entries), frozen(squares[: len(entries)]), tuple(notes))


def _find_reason(count: int, notes: Sequence[Message]) -> Message:
    """Return why an archive without a picture is refused: that it is damaged, or what the last file was."""
    for note in notes:
        reason = note.values.get("reason")
        if isinstance(reason, Message) and reason.key == "zips.errors.unreadable":
            return reason
    return Message("zips.errors.no_pictures", count=count, reason=notes[-1])
