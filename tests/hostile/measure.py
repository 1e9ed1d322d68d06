"""What it costs to read files: ``python -m tests.hostile.measure READER FILE...`` prints a line for each.

They are read one after the other in one process of their own.
"""

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playground.intake.refusal import Refused

PROJECT = Path(__file__).parents[2]
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Outcome:
    """The key of the sentence a file was refused with, or None; seconds of CPU; and the MB held at most."""

    refusal: str | None
    seconds: float
    megabytes: float


def measure(reader: str, files: Mapping[str, bytes], folder: Path) -> dict[str, Outcome]:
    """Read files with a function, named as ``module:function``, in a process of its own."""
    paths = [folder / str(number) for number in range(len(files))]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    command = [sys.executable, "-m", "tests.hostile.measure", reader, *map(str, paths)]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    lines = [Outcome(**json.loads(line)) for line in ran.stdout.splitlines()]
    return dict(zip(files, lines, strict=True))


def _main(reader: str, *paths: str) -> None:
    module, function = reader.split(":")
    read = getattr(importlib.import_module(module), function)
    for path in paths:
        data, refusal = Path(path).read_bytes(), None
        forget_peak()
        started = time.process_time()
        try:
            read(data)
        except Refused as error:
            refusal = error.message.key
        seconds = time.process_time() - started
        print(json.dumps({"refusal": refusal, "seconds": seconds, "megabytes": peak()}))


def forget_peak() -> None:
    """Let Linux measure the peak of memory anew (proc(5), clear_refs); elsewhere it is that of all files."""
    if _STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """Return the most memory held, in MB; the kernel's other number is inherited from the parent."""
    if _STATUS.exists():
        return int(_STATUS.read_text().split("VmHWM:")[1].split()[0]) / 2**10
    if sys.platform == "win32":
        return 0.0  # not measured
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    _main(*sys.argv[1:])
