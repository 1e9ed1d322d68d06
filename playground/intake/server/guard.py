"""Read a file from outside in a process of its own, which lives for this one file.

The process is a fresh ``python -I`` that imports NumPy and the reader. The other way would be a server that
holds both and forks. Measured on two shared, busy cores (`tests.bench.intake`): a fresh process costs 130 to
300 ms, 1.2 to 2.1 times one that only imports NumPy; a fork with its limits and pipes about 20 ms. That is
paid once for an upload, beside the upload itself. For it, nothing stands about between two files that has to
be watched, ended and protected, no file is read in a process that knows of an earlier one, and it works on
Windows. Two things keep it cheap: one BLAS thread (NumPy starts a pool otherwise), and for pictures no h5py.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

from playground.intake.limits import MEGA, PATIENCE, Limits, write_megabytes
from playground.intake.refusal import Cancelled, Refused, Unavailable
from playground.intake.server.clock import WorkClock
from playground.intake.server.queue import Queue, Ticket, Waiting
from playground.intake.wire import Answer, WireError, read_frame
from playground.words.catalogue import Message

Progress = Callable[[int, int], None]

WAITING_SECONDS = 30.0
_POLL_SECONDS = 0.05
# Pictures and labels of two files.
_ANSWER_ARRAYS = 4
_FOLDER = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path[:] = {path!r}; from playground.intake.worker.worker import main; main()"
# By name, since Windows lacks some of the signals.
_TIME_SIGNALS = ("SIGXCPU", "SIGALRM")


def describe_protection() -> tuple[Message, ...]:
    """Return a sentence for everything that this system does not protect against; nothing on Linux.

    The time by the clock, the number of workers and the checked reader hold everywhere.
    """
    if sys.platform == "linux":
        return ()
    if os.name == "posix":
        return (Message("intake.protection.no_memory_limit"),)
    return (Message("intake.protection.no_limits"),)


class Guard:
    """Runs reading functions in processes of their own, a few at a time.

    Parameters
    ----------
    limits : Limits
        What one file may cost, and how many are read at the same time.
    waiting_seconds : float, optional
        How long one waits for a place; `WAITING_SECONDS` if not given.
    """

    def __init__(self, limits: Limits, waiting_seconds: float | None = None) -> None:
        self.limits = limits
        self._waiting_seconds = waiting_seconds
        self._queue = Queue(limits.workers)

    def run(
        self,
        task: str,
        parts: Sequence[bytes],
        settings: Mapping[str, int],
        *,
        cancelled: Callable[[], bool] = lambda: False,
        on_progress: Progress = lambda done, total: None,
        expected_seconds: float = 1.0,
        on_wait: Waiting = lambda ahead, seconds: None,
    ) -> Answer:
        """Run a reading function on files; other threads go on meanwhile.

        Parameters
        ----------
        task : str
            A name of `playground.intake.worker.worker.TASKS`.
        parts : sequence of bytes
            The files. The function gets no name and no path.
        settings : mapping of str to int
            Further numbers for the function.
        cancelled : function
            Asked twenty times a second; where it returns true, reading ends.
        on_progress : function
            Called in this thread with (done, total) as often as the function says how far it is.
        expected_seconds : float
            About how long it will take, to tell those who wait behind it.
        on_wait : function
            Called again and again while it waits for a place.

        Raises
        ------
        Refused
            The function refused the file; or it took too much time or memory, or crashed; or all workers were
            busy for too long; or one file is too large.
        Cancelled
            `cancelled` returned true.
        """
        check_lengths([len(part) for part in parts], self.limits)
        ticket = Ticket(expected_seconds)
        waits_until = time.monotonic() + (self._waiting_seconds or WAITING_SECONDS)

        def poll() -> None:
            _check_cancelled(cancelled)
            if time.monotonic() > waits_until:
                raise Unavailable(Message("intake.guard.busy", count=self.limits.workers))

        with self._queue.place(ticket, poll, on_wait), _worker() as process:
            inbox = self._talk(process, task, parts, settings)
            clock, deadline = WorkClock(process.pid), time.monotonic() + PATIENCE * self.limits.seconds
            while not inbox.wait():
                _check_cancelled(cancelled)
                if clock.seconds() > self.limits.seconds:
                    raise _too_slow(self.limits)
                if time.monotonic() > deadline:
                    raise Unavailable(Message("intake.guard.starved", limit=PATIENCE * self.limits.seconds))
                if inbox.progress is not None:
                    ticket.note(*inbox.progress)
                    on_progress(*inbox.progress)
            if isinstance(inbox.result, Answer):
                return inbox.result
            raise self._refusal(inbox.result, process)

    def _talk(
        self,
        process: "subprocess.Popen[bytes]",
        task: str,
        parts: Sequence[bytes],
        settings: Mapping[str, int],
    ) -> "_Inbox":
        """Start to send the files and to collect frames, both in threads: a pipe can block either way."""
        request = {
            "task": task,
            "lengths": [len(part) for part in parts],
            "settings": dict(settings),
            "seconds": self.limits.seconds,
            "memory_bytes": self.limits.memory_bytes,
        }
        inbox = _Inbox()
        head = json.dumps(request).encode() + b"\n"
        for work, arguments in (
            (_send, (process.stdin, [head, *parts])),
            (inbox.collect, (process.stdout, _ANSWER_ARRAYS * self.limits.unpacked_bytes)),
        ):
            threading.Thread(target=work, args=arguments, daemon=True).start()
        return inbox

    def _refusal(self, found: object, process: "subprocess.Popen[bytes]") -> Refused:
        """Return what is said where a worker has no answer."""
        if isinstance(found, Message):
            return Refused(found)
        memory = Message("intake.guard.memory", limit=self.limits.memory_bytes // MEGA)
        if found is None:
            return Refused(memory)
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        name = _signal_name(process.returncode)
        if name in _TIME_SIGNALS:
            return _too_slow(self.limits)
        # The system ends what takes the last memory of the machine with this signal.
        return Refused(memory if name == "SIGKILL" else Message("intake.guard.crash"))


@cache
def shared_guard() -> Guard:
    """Return the guard of this server, with the limits of the environment."""
    return Guard(Limits.from_environment())


def check_lengths(lengths: Sequence[int], limits: Limits) -> None:
    """Refuse files of which one has more bytes than allowed."""
    longest = max(lengths)
    if longest > limits.file_bytes:
        values = {"found": write_megabytes(longest), "limit": f"{limits.file_bytes // MEGA:,}"}
        raise Refused(Message("intake.guard.file_too_large", **values))


@contextmanager
def _worker() -> Iterator["subprocess.Popen[bytes]"]:
    """Start a worker, and end it whatever happens."""
    # Isolated, so without the current folder and the user's settings; but with the packages of this server.
    path = [str(_FOLDER), *(part for part in sys.path if part and Path(part).is_absolute())]
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START.format(path=path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=_FOLDER.anchor,
        )
    except OSError as error:  # the system has no room for another process
        raise Unavailable(Message("intake.guard.no_process")) from error
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    """Return nothing of this server's environment but what Windows cannot start Python without."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **kept}


class _Inbox:
    """What came from a worker: how far it is, of which only the last word is kept, and its result."""

    def __init__(self) -> None:
        self.progress: tuple[int, int] | None = None
        self.result: object = None
        self._done = threading.Event()

    def wait(self) -> bool:
        """Wait a moment; return whether there is a result."""
        return self._done.wait(_POLL_SECONDS)

    def collect(self, stream: IO[bytes], max_bytes: int) -> None:
        """Read frames until one is a result: an answer, a message, None for no memory, or an error."""
        with suppress(OSError), stream:
            try:
                while isinstance(frame := read_frame(stream, max_bytes), tuple):
                    self.progress = frame
                self.result = frame
            except (WireError, OSError, MemoryError) as error:
                self.result = error
        self._done.set()


def _send(stream: IO[bytes], parts: Sequence[bytes]) -> None:
    # A worker that ended has closed its pipe; why it ended is found out elsewhere.
    with suppress(OSError), stream:
        for part in parts:
            stream.write(part)


def _check_cancelled(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Cancelled(Message("intake.guard.cancelled"))


def _too_slow(limits: Limits) -> Refused:
    return Refused(Message("intake.guard.time", limit=limits.seconds))


def _signal_name(returncode: int | None) -> str:
    if returncode is None or returncode >= 0:
        return ""
    return signal.Signals(-returncode).name
