"""The process that reads one upload: it limits itself, reads, answers, and ends.

Everything it needs is imported before the first byte from outside arrives. From then on it cannot open a file
or a connection, start a process, write to disk, take more memory or time than it was given, or leave a core
dump, as far as the system has such limits.
"""

import importlib
import json
import math
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO, Protocol

from playground.intake import wire
from playground.intake.limits import PATIENCE
from playground.words.catalogue import ExplainedError

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

Progress = Callable[[int, int], None]
NOBODY = 65534
_POLITENESS = 5  # of 19: a third of the processor beside somebody else's work, all of it where there is none

# A name given by the server stands for a function of a module; nothing else can be asked for.
TASKS: Mapping[str, tuple[str, str]] = {
    "pair": ("playground.intake.worker.pair_task", "read_pair_parts"),
    "table": ("playground.intake.worker.table_task", "read_table_parts"),
    "picture": ("playground.intake.worker.picture_tasks", "read_picture_part"),
    "pictures": ("playground.intake.worker.picture_tasks", "read_picture_parts"),
    "weigh": ("playground.intake.worker.picture_tasks", "weigh_picture_parts"),
    "weigh_zip": ("playground.intake.worker.picture_tasks", "weigh_zip_part"),
    "zip": ("playground.intake.worker.picture_tasks", "read_zip_part"),
}


class Task(Protocol):
    """A reading function: the files, the settings of the server, and where to say how far it is."""

    def __call__(
        self, parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress
    ) -> wire.Answer: ...


def main() -> None:
    """Read a request from standard input and write frames to standard output."""
    incoming, outgoing = sys.stdin.buffer, _take_output()
    request = json.loads(incoming.readline())
    task = find_task(request["task"])
    give_way()
    restrict(request["seconds"], request["memory_bytes"])
    try:
        parts = [incoming.read(length) for length in request["lengths"]]
        answer = task(parts, request["settings"], lambda *at: wire.write_progress(outgoing, *at))
        wire.write_answer(outgoing, answer)
    except ExplainedError as error:
        wire.write_refusal(outgoing, error.message)
    except MemoryError:
        wire.write_no_memory(outgoing)
    # Not by way of Python's end, which would import and open.
    os._exit(0)


def find_task(name: str) -> Task:
    """Import the function that a name stands for."""
    module, function = TASKS[name]
    task: Task = getattr(importlib.import_module(module), function)
    return task


def _take_output() -> BinaryIO:
    """Return standard output, and let whatever else prints to it print to nowhere."""
    stream = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
    return stream


def give_way() -> None:
    """Let everybody else's work go first: a person who brings an archive waits anyway, one who drags a slider
    beside them does not.
    """
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_POLITENESS)


def restrict(seconds: int, memory_bytes: int) -> None:
    """Give up whatever reading does not need, for ever: hard limits cannot be raised again."""
    if resource is None:
        return
    # The server ends a worker that takes too long; this is for a server that ended itself meanwhile.
    signal.alarm(PATIENCE * math.ceil(seconds) + 2)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_NPROC", 0)
    # One second between the signal that ends the process and the one that cannot be caught.
    _limit("RLIMIT_CPU", math.ceil(seconds), math.ceil(seconds) + 1)
    used = _address_space()
    # Not where it is unknown how much is in use: with too little, nothing at all could be read.
    if used is not None:
        _limit("RLIMIT_AS", used + memory_bytes)
    _drop_root()
    # Last: what is open stays open, but nothing can be opened from here on, neither file nor socket.
    _limit("RLIMIT_NOFILE", 0)


def _limit(name: str, soft: int, hard: int | None = None) -> None:
    kind, wanted = getattr(resource, name, None), soft if hard is None else hard
    if kind is None:
        return
    _, allowed = resource.getrlimit(kind)
    if allowed != resource.RLIM_INFINITY:
        soft, wanted = min(soft, allowed), min(wanted, allowed)
    try:
        resource.setrlimit(kind, (soft, wanted))
    except (ValueError, OSError):  # macOS knows some of the names and refuses to set them
        return


def _address_space() -> int | None:
    """Return the bytes of address space in use; None where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as status:  # noqa: PTH123
            return int(status.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def _drop_root() -> None:
    """Become nobody: root could raise its limits again, and the number of processes is not limited for it."""
    if os.geteuid() != 0:
        return
    try:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    except OSError:  # a container may know of root alone
        return


if __name__ == "__main__":
    main()
