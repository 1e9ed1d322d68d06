"""Text of any length, which lies apart from its array.

*HDF5 File Format Specification Version 3.0*, section III.E (global heap).
"""

from playground.hdf5.faults import damaged
from playground.hdf5.store import Cursor, Store

# h5py writes 4 KB; a class name has at most 60 characters.
_MAX_HEAP_BYTES = 2**16


class Texts:
    """Looks up texts by their references; each heap is read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._heaps: dict[int, dict[int, bytes]] = {}

    def find(self, reference: Cursor) -> bytes:
        """Return the text for a reference: its length, the address of the heap, its number there."""
        length, address, number = reference.number(4), reference.number(8), reference.number(4)
        if not length:
            return b""
        if address not in self._heaps:
            self._heaps[address] = self._read(address)
        text = self._heaps[address].get(number)
        if text is None or len(text) < length:
            raise damaged("text")
        # A text ends where a program in C would take it to end.
        return text[:length].split(b"\0", 1)[0]

    def _read(self, address: int) -> dict[int, bytes]:
        head = Cursor(self._store.take(address, 16))
        head.expect(*b"GCOL", 1)
        head.bytes(3)
        length = head.number(8)
        if not 16 <= length <= _MAX_HEAP_BYTES:
            raise damaged("text")
        rest, found = Cursor(self._store.take(address + 16, length - 16)), {}
        while len(rest) >= 16:
            number = rest.number(2)
            rest.bytes(6)
            size = rest.number(8)
            if number == 0:  # the free place at the end
                break
            if number in found:
                raise damaged("said_twice")
            found[number] = rest.bytes(size)
            rest.bytes(min(-size % 8, len(rest)))
        return found
