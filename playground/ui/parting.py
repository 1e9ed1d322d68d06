"""What the shared caches hold of one person's pictures goes when that person goes.

Runs, maps and sheets are kept for everybody, so also what was made of a data set that only one session has.
Each cache registers how it forgets a mark: the fingerprint of a data set, or the token of a visitor.
"""

import threading
from collections.abc import Callable, Iterable
from functools import cache
from queue import SimpleQueue

Forget = Callable[[str], None]

_caches: list[Forget] = []
_gone: SimpleQueue[str] = SimpleQueue()


def forgets_the_gone(forget: Forget) -> Forget:
    """Register what a cache does to forget all that carries a mark. What another session has brought too is
    forgotten with it, and computed again when it is asked for.
    """
    _caches.append(forget)
    return forget


def see_off(marks: Iterable[str]) -> None:
    """Have all caches forget these marks, soon."""
    _worker()
    # It may be the garbage collector who calls, while this very thread holds the lock of a cache: so a thread
    # of its own tells the caches.
    for mark in marks:
        _gone.put(mark)


@cache
def _worker() -> threading.Thread:
    worker = threading.Thread(target=_forget_for_ever, daemon=True, name="parting")
    worker.start()
    return worker


def _forget_for_ever() -> None:
    while True:
        mark = _gone.get()
        for forget in _caches:
            forget(mark)
