"""Read files as the server would, each in a fork that is limited as a worker is.

A fork costs some milliseconds, a worker a quarter of a second. What a worker does besides, starting and
answering, is shown with a few files in ``tests/intake/test_intake_hdf5.py``.
"""

import ctypes
import gc
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from playground.data.contents import Dataset
from playground.intake.limits import Limits
from playground.intake.refusal import Refused
from playground.intake.server.guard import Guard, check_lengths
from playground.intake.server.pairs import read_pair
from playground.intake.wire import Answer
from playground.intake.worker import worker
from playground.words.catalogue import ExplainedError
from tests.hostile.hdf5 import good

# mallopt(3): every byte that malloc gives is made of this number; another one shows what was never written.
_M_PERTURB = -6
_LIBRARY: Any = ctypes.CDLL(None)
_TEST = good("test")
_BETWEEN = "\n\0\n"
_CLOCK = (signal.SIGALRM, signal.SIGXCPU)


class Here(Guard):
    """Runs a reading function in this very process, without any limit."""

    def run(self, task: str, parts: Sequence[bytes], settings: Mapping[str, int], **options: Any) -> Answer:
        check_lengths([len(part) for part in parts], self.limits)
        try:
            return worker.find_task(task)(parts, settings, lambda *at: None)
        except ExplainedError as error:
            raise Refused(error.message) from error


def read_here(train: bytes, test: bytes) -> Dataset:
    """Read a pair in this process, with the limits of an upload."""
    return read_pair(train, test, name="mine", guard=Here(Limits()))


def outcome(train: bytes, test: bytes, read: Callable[[bytes, bytes], Dataset] = read_here) -> str:
    """Return all that a file gives: its sentence, or every byte of its arrays."""
    try:
        data = read(train, test)
    except Refused as error:
        return str(error)
    return told(data.classes, data.train_pictures, data.train_labels)


def told(classes: tuple[str, ...], *arrays: np.ndarray) -> str:
    """Return what a file holds as text, its numbers in hexadecimal."""
    return f"accepted: {classes} {b''.join(array.tobytes() for array in arrays).hex()}"


def outcome_apart(train: bytes, *, seconds: int = 2, memory: int = 0x5A) -> str:
    """Return the `outcome` of a training file in a limited fork (see `apart`)."""
    _warm_up()
    return apart(lambda: outcome_here(train), seconds=seconds, memory=memory)


def outcome_here(train: bytes) -> str:
    """Return the `outcome` of a training file in this process."""
    return outcome(train, _TEST)


def outcomes_apart(files: Sequence[bytes], read: Callable[[bytes], str], *, memory: int = 0x5A) -> list[str]:
    """Return what is read of several files in one limited fork; of each in its own, where one ends that."""
    _warm_up()
    told = apart(lambda: _BETWEEN.join(map(read, files)), seconds=1, memory=memory).split(_BETWEEN)
    if len(told) == len(files):
        return told
    return [apart(lambda file=file: read(file), memory=memory) for file in files]


@cache
def _warm_up() -> None:
    """Read and refuse once what a fork could not load any more."""
    assert outcome(good(), _TEST).startswith("accepted")
    assert "not an HDF5 file" in outcome(b"", _TEST)


def apart(tell: Callable[[], str], *, seconds: int = 2, memory: int = 0x5A) -> str:
    """Return what a function tells in a fork with the limits of a worker.

    Where it ends before that: ``stopped by the clock``, ``out of memory``, or ``ended by`` a signal or an
    error that is no sentence.

    Parameters
    ----------
    seconds : int
        Of the processor, and two more by the clock.
    memory : int
        What memory is made of before it is written to.
    """
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        os.close(receive)
        _tell(tell, seconds, memory, send)
    os.close(send)
    with os.fdopen(receive, "rb") as stream:
        said = stream.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "stopped by the clock" if number in _CLOCK else f"ended by {signal.Signals(number).name}"
    return said


def _tell(tell: Callable[[], str], seconds: int, memory: int, send: int) -> None:
    """Write what a function tells to a pipe and end this process."""
    gc.disable()  # it would touch, and so copy, all of the memory
    try:
        worker.restrict(seconds, Limits().memory_bytes)
        _LIBRARY.mallopt(_M_PERTURB, memory)
        said = tell()
    except MemoryError:
        said = "out of memory"
    except BaseException as error:
        said = f"ended by {error!r}"
    with os.fdopen(send, "wb") as stream:
        stream.write(said.encode())
        stream.flush()
        os._exit(0)
