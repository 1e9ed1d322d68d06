"""What comes from outside: read in a limited process, checked there and once more here.

Both halves are needed. Checks alone do not hold a library that crashes or runs in circles, and cost time and
memory in the server while they look. A limited process alone lets through whatever its reader makes of the
file: other files' bytes, memory that was never written. The process is `playground.intake.guard`, what it may
cost `playground.intake.limits.Limits`; which attack is stopped by what stands in `playground.intake.hdf5` for
HDF5 files.
"""

from collections.abc import Callable

from playground.datasets.checking import check_name
from playground.datasets.contents import Dataset, DatasetError
from playground.intake.guard import Guard, describe_protection, shared_guard
from playground.intake.limits import Limits, LimitsError
from playground.intake.pairs import read_pair
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
    try:
        check_name(name)
    except DatasetError as error:
        raise Refused(error.message) from error
    return read_pair(name, train, test, guard or shared_guard(), cancelled=cancelled)
