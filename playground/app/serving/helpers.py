"""Processes of our own that work beside the server: on another core, and not on the server's interpreter.

A helper holds the pictures, which it reads from the same files, and answers one question after another. It
ends when the server does, however that happens: then there is nothing more to read. What it is asked comes
from us, and so does what it answers: both go as pickles.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
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
    """So many processes that run a module's `main`, started when they are first needed and again when they
    are lost.
    """

    def __init__(self, most: int, module: str, environment: Mapping[str, str]) -> None:
        self.most, self._environment = most, environment
        self._command = [sys.executable, "-c", _START.format(path=sys.path, module=module)]
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._count, self._lock = 0, Lock()

    def ask(self, question: Any) -> Any | None:
        """Return a helper's answer; nothing where none is there, or the one that was asked is lost: then
        whoever asked works it out.
        """
        try:
            helper = self._idle.get_nowait()
        except Empty:
            self._start()
            return None
        watch = Timer(PATIENCE_SECONDS, helper.kill)
        watch.daemon = True
        watch.start()
        try:
            _tell(_pipe(helper.stdin), question)
            answer = pickle.load(_pipe(helper.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            self._lose(helper)
            self._start()
            return None
        finally:
            watch.cancel()
        self._idle.put(helper)
        return answer

    def _start(self) -> None:
        """Start another one where there is room, and do not wait for it."""
        with self._lock:
            if self._count >= self.most:
                return
            self._count += 1
        Thread(target=self._launch, daemon=True).start()

    def _launch(self) -> None:
        helper = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **self._environment},
            start_new_session=True,  # Ctrl-C is for the server
        )
        try:
            pickle.load(_pipe(helper.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            self._lose(helper)
        else:
            self._idle.put(helper)

    def _lose(self, helper: "subprocess.Popen[bytes]") -> None:
        with suppress(OSError):
            _pipe(helper.stdin).close()
        helper.kill()
        helper.wait()
        _pipe(helper.stdout).close()
        with self._lock:
            self._count -= 1


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
