"""What comes from outside: read in a limited process, checked there and once more here.

Both halves are needed. Checks alone do not hold a library that crashes or runs in circles, and cost time and
memory in the server while they look. A limited process alone lets through whatever its reader makes of the
file: other files' bytes, memory that was never written. The process is `playground.intake.guard`, what it may
cost `playground.intake.limits.Limits`; which attack is stopped by what stands in `playground.intake.hdf5` for
HDF5 files.
"""

from playground.intake.guard import Guard, describe_protection, shared_guard
from playground.intake.limits import Limits, LimitsError
from playground.intake.refusal import Cancelled, Refused
from playground.intake.uploads import ReadPictures, read_dataset, read_picture, read_pictures, read_zip

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
