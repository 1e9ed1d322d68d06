"""Who may read next: one after the other in the order in which they came, and told how long it will take."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Waiting = Callable[[int, float], None]
"""Told how many are ahead or being served, and about how many seconds they need; in the end none."""

_POLL_SECONDS = 0.05


@dataclass(eq=False)
class Ticket:
    """One piece of work: the seconds it is expected to take, and how far it is when it has begun."""

    seconds: float
    began: float | None = None
    done: int = 0
    total: int = 0

    def note(self, done: int, total: int) -> None:
        """Say how far it is."""
        self.done, self.total = done, total

    def seconds_left(self, now: float) -> float:
        """Return how long it will take from now: as expected, and the further it is, the more by its pace."""
        if self.began is None:
            return self.seconds
        if self.done:
            rest = 1 - self.done / self.total
            return rest * (rest * self.seconds + (now - self.began))
        return max(0.0, self.seconds - (now - self.began))


@dataclass(eq=False)
class Queue:
    """So many places, and who waits for one."""

    places: int
    _served: list[Ticket] = field(default_factory=list)
    _waiting: list[Ticket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def place(self, ticket: Ticket, on_poll: Callable[[], object], on_wait: Waiting) -> Iterator[None]:
        """Wait for a place and hold it; `on_poll` is called again and again meanwhile, and may raise."""
        with self._lock:
            self._waiting.append(ticket)
        try:
            while not self._begin(ticket):
                on_poll()
                on_wait(*self._ahead_of(ticket))
                time.sleep(_POLL_SECONDS)
            on_wait(0, 0.0)
            yield
        finally:
            with self._lock:
                (self._served if ticket in self._served else self._waiting).remove(ticket)

    def _begin(self, ticket: Ticket) -> bool:
        with self._lock:
            if self._waiting.index(ticket) >= self.places - len(self._served):
                return False
            self._waiting.remove(ticket)
            self._served.append(ticket)
            ticket.began = time.monotonic()
            return True

    def _ahead_of(self, ticket: Ticket) -> tuple[int, float]:
        with self._lock:
            ahead = [*self._served, *self._waiting[: self._waiting.index(ticket)]]
            seconds = sum(other.seconds_left(time.monotonic()) for other in ahead)
        return len(ahead), seconds / self.places
