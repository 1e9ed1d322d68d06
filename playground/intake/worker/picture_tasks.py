"""The reading functions for pictures and ZIP archives; they run in a worker."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from playground.data.cropping import crop_square
from playground.intake.limits import HEADER_BYTES
from playground.intake.refusal import Refused
from playground.intake.wire import Answer, message_as_text
from playground.intake.worker.albums import read_zip
from playground.intake.worker.pictures import bound_picture, decode_picture, weigh_picture
from playground.intake.worker.zips import ZIP_LIMITS, list_zip, unpack_starts

Progress = Callable[[int, int], None]


def read_picture_part(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Read one picture."""
    del on_progress  # one picture takes no time worth showing
    return Answer({"picture": decode_picture(parts[0], bound_picture(settings["pixels"]))}, {})


def read_picture_parts(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Read pictures, each cut to the largest square in its middle, and the sentences about those left out."""
    size, limits = settings["size"], bound_picture(settings["pixels"])
    squares, read, problems = [], [], []
    for place, part in enumerate(parts):
        try:
            squares.append(crop_square(decode_picture(part, limits), size))
            read.append(place)
        except Refused as refused:
            problems.append(message_as_text(refused.message))
        on_progress(place + 1, len(parts))
    stacked = np.stack(squares) if squares else np.zeros((0, size, size, 3), np.uint8)
    return Answer({"squares": stacked, "read": np.array(read, np.int64)}, {"problems": tuple(problems)})


def read_zip_part(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Read the pictures of an archive, and the sentences about what is left out."""
    limits = replace(ZIP_LIMITS, entries=settings["pictures"])
    album = read_zip(
        parts[0],
        settings["size"],
        zip_limits=limits,
        picture_limits=bound_picture(settings["pixels"]),
        on_progress=on_progress,
    )
    texts = {
        "classes": tuple(entry.class_name for entry in album.entries),
        "files": tuple(entry.file_name for entry in album.entries),
        "halves": tuple(entry.half for entry in album.entries),
        "notes": tuple(message_as_text(note) for note in album.notes),
    }
    return Answer({"squares": np.asarray(album.squares)}, texts)


def weigh_picture_parts(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Count the points of pictures and the milliseconds they will take, from the first bytes of each."""
    del on_progress  # nothing is decoded
    limits = bound_picture(settings["pixels"])
    return _weighed(weigh_picture(part, limits) for part in parts)


def weigh_zip_part(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Count the points of the pictures of an archive and the milliseconds they will take."""
    del on_progress  # only the beginning of each file is unpacked
    limits = bound_picture(settings["pixels"])
    contents = list_zip(parts[0], replace(ZIP_LIMITS, entries=settings["pictures"]))
    return _weighed(weigh_picture(start, limits) for start in unpack_starts(contents, HEADER_BYTES))


def _weighed(weights: Iterable[tuple[int, float]]) -> Answer:
    found = np.array(list(weights)).reshape(-1, 2)
    points, seconds = found.sum(axis=0)
    milliseconds = 1000 * seconds + len(found)  # one to begin with each
    return Answer({"weight": np.rint([points, milliseconds]).astype(np.int64)}, {})
