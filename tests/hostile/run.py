"""Reads a corpus as the server would, and tells of each file how that ended.

python -m tests.hostile.run FOLDER

The folder holds training files. Each is read twice, in limited forks whose memory begins as something else.
Written to standard output: one line of JSON for each file, and one with the most memory that a fork took, in
kB.
"""

import json
import resource
import sys
import time
from pathlib import Path

from tests.hostile.forks import outcome_apart


def main() -> None:
    """Read every file of the folder."""
    for path in sorted(Path(sys.argv[1]).glob("*.h5")):
        content, started = path.read_bytes(), time.monotonic()
        found = outcome_apart(content, memory=0x5A)
        seconds = time.monotonic() - started
        again = outcome_apart(content, memory=0xC3)
        line = {"name": path.stem, "found": found, "again": again, "seconds": seconds}
        print(json.dumps(line), flush=True)
    print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}))


if __name__ == "__main__":
    main()
