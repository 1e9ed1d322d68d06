"""Processes of our own that work beside the server: on another core, and not on the server's interpreter.

A helper answers one question after another. It ends when the server does, however that happens: then there is
nothing more to read. What it is asked comes from us, and so does what it answers: both go as pickles.
"""

import pickle
import subprocess
import sys
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread, Timer
from typing import IO, Any

_START = "import sys; sys.path[:] = {path!r}; import {module}; {module}.main()"
PATIENCE_SECONDS = 60.0
"""A helper that says nothing for so long is lost."""

READY = "ready"
"""What a helper says first."""


class Helpers:
    """So many processes that run a module's `main`, each at a place of its own, started when they are first
    needed and again when they are lost.
    """

    def __init__(self, most: int, module: str) -> None:
        self.most = most
        self._command = [sys.executable, "-c", _START.format(path=sys.path, module=module)]
        self._idle: list[SimpleQueue[subprocess.Popen[bytes]]] = [SimpleQueue() for _ in range(most)]
        self._started, self._lock = [False] * most, Lock()

    def start(self) -> None:
        """Start those that are not there, and do not wait for them."""
        for place in range(self.most):
            self._start(place)

    def ask(self, place: int, question: Any) -> Any | None:
        """Return the answer of the helper at a place; nothing where none is there or free, or it is lost:
        then whoever asked works it out.
        """
        try:
            helper = self._idle[place].get_nowait()
        except Empty:
            self._start(place)
            return None
        watch = Timer(PATIENCE_SECONDS, helper.kill)
        watch.daemon = True
        watch.start()
        try:
            _tell(_pipe(helper.stdin), question)
            answer = pickle.load(_pipe(helper.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            self._lose(helper, place)
            self._start(place)
            return None
        finally:
            watch.cancel()
        self._idle[place].put(helper)
        return answer

    def _start(self, place: int) -> None:
        """Start one where there is none, and do not wait for it."""
        with self._lock:
            if self._started[place]:
                return
            self._started[place] = True
        Thread(target=self._launch, args=(place,), daemon=True).start()

    def _launch(self, place: int) -> None:
        helper = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the server
        )
        try:
            pickle.load(_pipe(helper.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            self._lose(helper, place)
        else:
            self._idle[place].put(helper)

    def _lose(self, helper: "subprocess.Popen[bytes]", place: int) -> None:
        with suppress(OSError):
            _pipe(helper.stdin).close()
        helper.kill()
        helper.wait()
        _pipe(helper.stdout).close()
        with self._lock:
            self._started[place] = False


def serve(answer: Any) -> None:
    """Answer what the server asks, with a function, until it ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may be written between the answers
    with suppress(BrokenPipeError, EOFError, KeyboardInterrupt):
        _tell(sink, READY)
        while True:
            _tell(sink, answer(pickle.load(source)))


def _tell(sink: IO[bytes], what: Any) -> None:
    pickle.dump(what, sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
