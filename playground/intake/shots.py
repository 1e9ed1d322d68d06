"""The reading functions for pictures; they run in a worker."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from playground.cropping import crop_square
from playground.intake import albums
from playground.intake.pictures import decode_picture
from playground.intake.refusal import Refused
from playground.intake.wire import Answer, write_message

Progress = Callable[[int, int], None]


def read_shot(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Read one picture."""
    del settings, on_progress  # there is one
    return Answer({"picture": decode_picture(parts[0])}, {})


def read_shots(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Read pictures, each cut to the largest square in its middle; those that cannot be read are left out."""
    size = settings["size"]
    squares, read, problems = [], [], []
    for at, part in enumerate(parts):
        try:
            squares.append(crop_square(decode_picture(part), size))
            read.append(at)
        except Refused as refused:
            problems.append(write_message(refused.message))
        on_progress(at + 1, len(parts))
    stacked = np.stack(squares) if squares else np.zeros((0, size, size, 3), np.uint8)
    return Answer({"squares": stacked, "read": np.array(read, np.int64)}, {"problems": tuple(problems)})


def read_archive(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Read the pictures of a ZIP."""
    album = albums.read_zip(parts[0], settings["size"], on_progress=on_progress)
    texts = {
        "classes": tuple(entry.class_name for entry in album.entries),
        "files": tuple(entry.file_name for entry in album.entries),
        "notes": tuple(map(write_message, album.notes)),
    }
    return Answer({"squares": album.squares}, texts)
