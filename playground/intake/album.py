"""Pictures that were read together, to become a data set."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.i18n import Message


@dataclass(frozen=True)
class AlbumEntry:
    """The class that a picture's folder names, and the picture's path in the archive."""

    class_name: str
    file_name: str


@dataclass(frozen=True, eq=False)
class Album:
    """The pictures of an archive.

    Attributes
    ----------
    entries : tuple of AlbumEntry
        Where each comes from.
    squares : uint8 array of shape (m, size, size, 3), read-only
        The largest square in the middle of each.
    notes : tuple of Message
        A sentence for all that was left out.
    """

    entries: tuple[AlbumEntry, ...]
    squares: NDArray[np.uint8]
    notes: tuple[Message, ...]
