"""Reads a corpus as the server would, and tells of each file how that ended.

python -m tests.hostile.run FOLDER

The folder holds training files, and a good pair, which is read again after every fifth of them. Written to
standard output: one line of JSON for each file, and one with the most memory that the server and a worker
took, in kB.
"""

import json
import resource
import sys
import time
from pathlib import Path

from playground.datasets import Dataset
from playground.intake import Refused, read_dataset
from tests.hostile.measure import forget_peak, peak


def main() -> None:
    """Read every file of the folder."""
    forget_peak()
    folder = Path(sys.argv[1])
    train, test = ((folder / name).read_bytes() for name in ("good-train", "good-test"))
    for number, path in enumerate(sorted(folder.glob("*.h5"))):
        content, started = path.read_bytes(), time.monotonic()
        found = outcome(content, test)
        seconds = time.monotonic() - started
        after = {} if number % 5 else {"next": outcome(train, test)}
        print(json.dumps({"name": path.stem, "found": found, "seconds": seconds, **after}))
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"server": 1024 * peak(), "worker": worker}))


def outcome(train: bytes, test: bytes) -> str:
    """Return all that a file gives: its sentence, or every byte of its arrays."""
    try:
        return told(read_dataset(train, test))
    except Refused as error:
        return str(error)


def told(data: Dataset) -> str:
    """Return everything in a data set as text."""
    arrays = (data.train_pictures, data.train_labels, data.test_pictures, data.test_labels)
    return f"accepted: {data.classes} {b''.join(array.tobytes() for array in arrays)!r}"


if __name__ == "__main__":
    main()
