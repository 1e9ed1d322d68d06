"""Work in a thread of its own: a page shows how far it is, answers all the while, and can stop it."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


class StoppedError(Exception):
    """Work was stopped before it found anything."""


_MORE, _SHORT = 4 / 3, 3.0


@dataclass(frozen=True)
class Wait:
    """For how many others work waits, about how many seconds, the least that was said before, and whether it
    once said a third more than that, unless all is over soon.
    """

    ahead: int
    seconds: float
    least: float
    is_longer: bool

    @classmethod
    def after(cls, before: "Wait | None", ahead: int, seconds: float) -> "Wait":
        """Return the wait that is said now."""
        least = seconds if before is None else min(before.least, seconds)
        is_longer = (before is not None and before.is_longer) or seconds > _MORE * max(least, _SHORT)
        return cls(ahead, seconds, least, is_longer)


@dataclass(eq=False)
class Job(Generic[T]):
    """One piece of work: what it is for, how far it is, what it found, and the error that ended it, if any.

    What it found so far stays when it is stopped or fails. A `total` of 0 says that nobody knows yet how much
    there is to do. While it waits for others, `waiting` says for how many and how long.
    """

    asked: Hashable
    done: float = 0
    total: float = 0
    result: T | None = None
    error: BaseException | None = None
    waiting: Wait | None = None
    # No event with a lock in it: it may be the garbage collector who stops the work of a visitor.
    _stop: bool = field(default=False, init=False)
    _finished: threading.Event = field(default_factory=threading.Event, init=False)

    @property
    def running(self) -> bool:
        """Whether it is not at its end."""
        return not self._finished.is_set()

    def start(self, work: Callable[["Job[T]"], T]) -> None:
        """Begin work that looks now and then whether it should stop; what it returns is the result."""
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def note(self, done: float, total: float) -> None:
        """Say how far it is."""
        self.done, self.total = done, total

    def proceed(self, done: float, total: float) -> None:
        """Say how far it is; a `StoppedError` where it is to end."""
        self.note(done, total)
        if self._stop:
            raise StoppedError

    def wait_for(self, ahead: int, seconds: float) -> None:
        """Say for how many others it waits, and about how long; for none, that it goes on."""
        self.waiting = Wait.after(self.waiting, ahead, seconds) if ahead else None

    def stop(self) -> None:
        """End it soon."""
        self._stop = True

    def should_stop(self) -> bool:
        """Return whether the work is to end."""
        return self._stop

    def wait(self, seconds: float) -> bool:
        """Return whether it ended within so many seconds."""
        return self._finished.wait(seconds)

    def collect(self) -> T:
        """Return what it found when it has ended, or raise the error that ended it."""
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result

    def _run(self, work: Callable[["Job[T]"], T]) -> None:
        try:
            self.result = work(self)
        except BaseException as error:  # a thread has nobody to raise to: the session that asks raises it
            self.error = error
        finally:
            self._finished.set()
