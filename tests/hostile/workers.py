"""Reading functions that do what a worker must not, as if a file had taken it over."""

import ctypes
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from playground.intake.wire import Answer
from playground.intake.worker import worker
from playground.words.catalogue import ExplainedError, Message

Progress = Callable[[int, int], None]
# In place of the guard's own line: the same worker, with these functions beside its own.
START = "import sys; sys.path[:] = {path!r}; from tests.hostile.workers import main; main()"


def main() -> None:
    tasks = {name: (__name__, name) for name in TASKS}
    worker.TASKS = {**worker.TASKS, **tasks}
    worker.PATIENCE = 1  # by the clock; ten would let the tests wait for who sleeps
    worker.main()


def say(**texts: object) -> Answer:
    return Answer({}, {name: (str(text),) for name, text in texts.items()})


def write_raw(data: bytes) -> None:
    """Write to the pipe that leads to the server, wherever it is."""
    for number in range(3, 64):
        try:
            os.write(number, data)
            return
        except OSError:
            continue


def echo(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    arrays = {str(at): np.frombuffer(part, np.uint8) for at, part in enumerate(parts)}
    return Answer(arrays, {"settings": tuple(f"{k}={v}" for k, v in settings.items())})


def arrays(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    found = {
        "big-endian": np.arange(6, dtype=">i4").reshape(2, 3),
        "strided": np.arange(24, dtype=np.int64).reshape(4, 6)[::2, ::3],
        "bool": np.array([True, False]),
        "float": np.array([np.nan, np.inf, 0.1]),
        "empty": np.zeros((0, 4), np.uint8),
        "single": np.array(7, np.uint16),
    }
    return Answer(found, {"names": ("猫", "")})


def refuse(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    outer = Message("datasets.errors.not_hdf5", file=Message("intake.files.test"))
    raise ExplainedError(outer)


def progress(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    for done in range(6):
        on_progress(done, 5)
        time.sleep(0.1)
    return say()


def flood(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    while True:
        on_progress(1, 2)


def spin(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    while True:
        pass


def sleep(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    time.sleep(3600)
    return say()


def allocate(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    kept = []
    while True:
        kept.append(np.ones(2**20))


def allocate_behind(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Take memory in C, which fails without an exception, and write to it."""
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    while True:
        library.memset(ctypes.c_void_p(library.malloc(2**26)), 1, 2**26)


def crash(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    ctypes.string_at(0)
    return say()


def end(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    os._exit(0)


def kill(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    os.kill(os.getpid(), signal.SIGKILL)
    return say()


def fail(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    raise AssertionError


def recurse(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    return recurse(parts, settings, on_progress)


def shout(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Print where the answer goes."""
    print("nonsense", flush=True)
    print("nonsense", file=sys.stderr, flush=True)
    os.write(1, b"nonsense")
    return say(done="yes")


def become(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Become another program, which cannot open its libraries."""
    os.execv("/bin/sh", ["sh", "-c", "echo nonsense; touch /tmp/run-by-the-server"])


def attempt(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    """Try everything that is forbidden and say how it ended."""
    return say(**{name: _outcome(step) for name, step in FORBIDDEN.items()})


def see(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    limits = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in LIMITED}
    return say(environment=dict(os.environ), folder=Path.cwd(), arguments=sys.argv, limits=limits)


def _outcome(step: Callable[[], Any]) -> str:
    try:
        step()
    except OSError as error:
        return error.__class__.__name__
    return "done"


def _raise_limits() -> None:
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
    except ValueError as error:
        raise OSError from error


FORBIDDEN: dict[str, Callable[[], Any]] = {
    "read a file": lambda: Path("/etc/passwd").read_bytes(),
    "read its own state": lambda: Path("/proc/self/environ").read_bytes(),
    "list a folder": lambda: list(Path("/").iterdir()),
    "write a file": lambda: os.open("/tmp/written-by-a-worker", os.O_CREAT | os.O_WRONLY),
    "connect": socket.socket,
    "start a process": os.fork,
    "raise its limits": _raise_limits,
}


def _frame(kind: bytes, header: bytes, rest: bytes = b"") -> bytes:
    return struct.pack("<cI", kind, len(header)) + header + rest


class _Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch /tmp/run-by-the-server",)


_SAID = b'{"key": "datasets.errors.not_hdf5", "values": {"file": '
# What a worker that is no longer itself may send; none of it is an answer.
TRUTH = _frame(b"A", b'{"arrays": {"a": ["|u1", [2]]}, "texts": {}}', b"\x07\x08")
LIES: dict[str, bytes] = {
    "nothing": b"",
    "half a frame": b"A\x05",
    "an unknown kind": _frame(b"X", b"{}"),
    "a huge header": struct.pack("<cI", b"A", 2**32 - 1) + b"{}",
    "no JSON": _frame(b"A", b"{"),
    "deep JSON": _frame(b"A", b"[" * 100_000),
    "a long number": _frame(b"P", b"[1, " + b"9" * 10_000 + b"]"),
    "a pickle": _frame(b"A", pickle.dumps(_Bomb())),
    "objects": _frame(b"A", b'{"arrays": {"a": ["|O", [1]]}, "texts": {}}', bytes(8)),
    "a huge array": _frame(b"A", b'{"arrays": {"a": ["|u1", [1099511627776]]}, "texts": {}}'),
    "an array of many": _frame(b"A", b'{"arrays": {"a": ["<i8", [300000000, 300000000]]}, "texts": {}}'),
    "a negative shape": _frame(b"A", b'{"arrays": {"a": ["|u1", [-1, -8]]}, "texts": {}}', bytes(8)),
    "too little": _frame(b"A", b'{"arrays": {"a": ["|u1", [9]]}, "texts": {}}', bytes(8)),
    "no bool": _frame(b"A", b'{"arrays": {"a": ["|b1", [1]]}, "texts": {}}', b"\x02"),
    "no text": _frame(b"A", b'{"arrays": {}, "texts": {"a": [1]}}'),
    "long text": _frame(b"A", b'{"arrays": {}, "texts": {"a": ["' + b"x" * 2000 + b'"]}}'),
    "an unknown sentence": _frame(b"R", b'{"key": "intake.free.beer", "values": {}}'),
    "a sentence of another room": _frame(b"R", b'{"key": "language.label", "values": {}}'),
    "half a sentence": _frame(b"R", b'{"key": "intake.guard.time", "values": {}}'),
    "a sentence in itself": _frame(b"R", _SAID * 9 + b"1" + b"}}" * 9),
    "a long name": _frame(b"R", _SAID + b'"' + b"x" * 2000 + b'"}}'),
    "backwards": _frame(b"P", b"[5, 2]"),
}


def lie(parts: Sequence[bytes], settings: Mapping[str, int], on_progress: Progress) -> Answer:
    write_raw(LIES.get(parts[0].decode(), TRUTH))
    os._exit(0)


LIMITED = ("CORE", "CPU", "FSIZE", "NOFILE", "NPROC")
TASKS = (
    *("echo", "arrays", "refuse", "progress", "flood", "spin", "sleep", "allocate", "allocate_behind"),
    *("crash", "end", "kill", "fail", "recurse", "shout", "become", "attempt", "see", "lie"),
)
