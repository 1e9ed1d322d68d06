"""What was made of pictures: kept in one place of bounded size, and never longer than the pictures.

Runs, tuning maps and sheets of pictures all stand here. Each belongs to an owner, a data set or a visitor,
and goes with it: who holds the owner alone decides how long. A server's data set is held for everybody, a
visitor's own by the visitor; so what was made of private pictures is gone with them, even where it was put
here by work that was under way when their owner went.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from threading import Lock
from typing import Any, Protocol
from weakref import WeakKeyDictionary

SHELF_BYTES = 96 * 2**20  # a race of the largest runs has room on it
HELPER_SHELF_BYTES = 80 * 2**20  # with half of it, half of what thirty people train is trained again


class Keepable(Protocol):
    """A value that knows its size; it must not lead to its owner, or the two would keep each other."""

    @property
    def nbytes(self) -> int:
        """The memory that it takes beyond its owner's, in bytes."""


@dataclass
class _Entry:
    value: Keepable
    used: int


class Shelf:
    """Values by their owners and keys, as long as the owners live; beyond so many bytes, the least recently
    used go first.
    """

    def __init__(self, most_bytes: int = SHELF_BYTES) -> None:
        self.most_bytes = most_bytes
        self._owned: WeakKeyDictionary[object, dict[Hashable, _Entry]] = WeakKeyDictionary()
        self._clock = count()
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        """The memory that all values take, in bytes."""
        with self._lock:
            return sum(entry.value.nbytes for _, _, entry in self._entries())

    def find(self, owner: object, key: Hashable) -> Any | None:
        """Return the value of an owner under a key, if it is here."""
        with self._lock:
            entry = self._owned.get(owner, {}).get(key)
            if entry is None:
                return None
            entry.used = next(self._clock)
            return entry.value

    def find_anywhere(self, key: Hashable) -> Any | None:
        """Return the value under a key that names its contents, whoever owns it."""
        with self._lock:
            owners = list(self._owned)
        return next((found for owner in owners if (found := self.find(owner, key)) is not None), None)

    def keep(self, owner: object, key: Hashable, value: Keepable) -> None:
        """Keep a value, in place of what an owner had under the key; it stays even where it is too large
        alone.
        """
        with self._lock:
            self._owned.setdefault(owner, {})[key] = _Entry(value, next(self._clock))
            entries = sorted(self._entries(), key=lambda each: each[2].used)
            excess = sum(entry.value.nbytes for _, _, entry in entries) - self.most_bytes
            for values, old, entry in entries[:-1]:
                if excess <= 0:
                    break
                excess -= entry.value.nbytes
                del values[old]

    def forget(self, owner: object) -> None:
        """Drop all that belongs to an owner who goes on living."""
        with self._lock:
            self._owned.pop(owner, None)

    def _entries(self) -> Iterator[tuple[dict[Hashable, _Entry], Hashable, _Entry]]:
        for values in self._owned.values():
            for key, entry in values.items():
                yield values, key, entry


@cache
def shared_shelf() -> Shelf:
    """Return the one shelf of this server."""
    return Shelf()
