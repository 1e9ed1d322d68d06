"""How much a file from outside may cost, in one place."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.words.catalogue import ExplainedError, Message

MEGA = 2**20
HEADER_BYTES = 256 * 1024
"""So many bytes of a picture's file are looked at for its size."""

PATIENCE = 10
"""So many times the seconds of a file may pass by the clock where neighbours take the processor."""


def write_megabytes(length: int) -> str:
    """Write a number of bytes in MB, rounded up: what is above a limit is not written as the limit itself."""
    return f"{math.ceil(10 * length / MEGA) / 10:,.1f}"


class LimitsError(ExplainedError):
    """An environment variable asks for a limit that is no number or out of range."""


@dataclass(frozen=True)
class _Setting:
    """An environment variable: the field it sets, the range it may have, and what one unit of it is."""

    field: str
    least: int
    most: int
    unit: int = 1


SETTINGS: Mapping[str, _Setting] = {
    "PLAYGROUND_LIMIT_FILE_MB": _Setting("file_bytes", 1, 1024, MEGA),
    "PLAYGROUND_LIMIT_UNPACKED_MB": _Setting("unpacked_bytes", 1, 1024, MEGA),
    "PLAYGROUND_LIMIT_PICTURES": _Setting("pictures", 2, 1_000_000),
    "PLAYGROUND_LIMIT_MEGAPIXELS": _Setting("pixels", 1, 500, 1_000_000),
    "PLAYGROUND_LIMIT_ALBUM_MEGAPIXELS": _Setting("album_pixels", 1, 100_000, 1_000_000),
    "PLAYGROUND_LIMIT_SECONDS": _Setting("seconds", 1, 600),
    "PLAYGROUND_LIMIT_ALBUM_SECONDS": _Setting("album_seconds", 1, 3600),
    "PLAYGROUND_LIMIT_MEMORY_MB": _Setting("memory_bytes", 64, 65536, MEGA),
    "PLAYGROUND_LIMIT_WORKERS": _Setting("workers", 1, 64),
}


@dataclass(frozen=True)
class Limits:
    """What a file from outside may cost. The defaults suit a classroom of thirty on a small server.

    Two files at their largest, both unpacked, and one chunk on its way fit into the memory of a worker:
    2 x 64 + 2 x 64 + 2 x 64 MB of 512.

    Attributes
    ----------
    file_bytes : int
        Length of one uploaded file.
    unpacked_bytes : int
        Length of one array of an HDF5 file, unpacked: 64 MB are 5,461 pictures of 64 x 64.
    pictures : int
        Number of pictures in one ZIP.
    pixels : int
        Width times height of one picture: 80 million are more than most telephones take. A PNG or a WebP
        may have fewer (see `playground.intake.worker.pictures.PictureLimits`).
    album_pixels : int
        Width times height of all pictures for a data set together: some 200 photos of a telephone.
    seconds : int
        Time to read one upload, without that in which others have the processor.
    album_seconds : int
        Time to read many pictures for a data set.
    memory_bytes : int
        Memory a worker may take beyond what it needs to start.
    workers : int
        Files read at the same time; others wait for their turn.
    """

    file_bytes: int = 64 * MEGA
    unpacked_bytes: int = 64 * MEGA
    pictures: int = 5000
    pixels: int = 80_000_000
    album_pixels: int = 2_000_000_000
    seconds: int = 8
    album_seconds: int = 120
    memory_bytes: int = 512 * MEGA
    workers: int = 2

    @classmethod
    def from_environment(cls) -> "Limits":
        """Return the defaults, changed where a variable of `SETTINGS` is set.

        Raises
        ------
        LimitsError
            A variable is no whole number, or out of its range.
        """
        chosen: dict[str, Any] = {
            setting.field: _chosen(variable, os.environ[variable], setting)
            for variable, setting in SETTINGS.items()
            if variable in os.environ
        }
        return cls(**chosen)


def _chosen(variable: str, text: str, setting: _Setting) -> int:
    try:
        number = int(text)
    except ValueError:
        number = setting.least - 1
    if not setting.least <= number <= setting.most:
        values = {"variable": variable, "found": text, "least": setting.least, "most": setting.most}
        raise LimitsError(Message("intake.limits.wrong_value", **values))
    return number * setting.unit
