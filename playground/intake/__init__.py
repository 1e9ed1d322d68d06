"""What comes from outside: read in a limited process by a checked reader, and only plain arrays come back.

Both halves are needed. A checked reader alone can have a mistake, and costs time and memory in the server
while it looks. A limited process alone lets through whatever its reader makes of the file: other files'
bytes, memory that was never written. The reader is `playground.hdf5`, the process `playground.intake.guard`,
what it may cost `playground.intake.limits.Limits`.
"""

from collections.abc import Callable

from playground.datasets import Dataset, DatasetError
from playground.datasets.checking import assemble, check_name
from playground.intake.guard import Guard, describe_protection, shared_guard
from playground.intake.limits import Limits, LimitsError
from playground.intake.pairs import HALVES, half_of
from playground.intake.refusal import Cancelled, Refused
from playground.intake.uploads import ReadPictures, read_picture, read_pictures, read_zip

__all__ = [
    "Cancelled",
    "Guard",
    "Limits",
    "LimitsError",
    "ReadPictures",
    "Refused",
    "describe_protection",
    "read_dataset",
    "read_picture",
    "read_pictures",
    "read_zip",
    "shared_guard",
]


def read_dataset(
    train: bytes,
    test: bytes,
    *,
    name: str = "uploaded",
    guard: Guard | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Dataset:
    """Read a pair of HDF5 files in the layout of the lesson, which may come from anyone.

    Parameters
    ----------
    train, test : bytes
        The files. Of each, only the three arrays of the lesson are read: ``train_set_x``, ``train_set_y`` and
        ``list_classes``, or the same with ``test_``; whatever else is in them is not looked at.
    name : str
        What the data set is called: letters, digits, ``_`` and ``-``.
    guard : Guard, optional
        Where it is read; `shared_guard` if not given.
    cancelled : function
        Asked again and again; where it returns true, reading ends.

    Raises
    ------
    Refused
        The files are no data set, or cost too much to read; the sentence says why.
    Cancelled
        `cancelled` returned true.
    """
    guard = shared_guard() if guard is None else guard
    try:
        check_name(name)
        settings = {"unpacked_bytes": guard.limits.unpacked_bytes}
        answer = guard.run("pair", (train, test), settings, cancelled=cancelled)
        return assemble(name, *(half_of(answer, half) for half in HALVES))
    except DatasetError as error:
        raise Refused(error.message) from error
