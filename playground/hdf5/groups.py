"""The names in a group and where they lead.

*HDF5 File Format Specification Version 3.0*, sections III.A.1 and III.B to III.D (older groups: B-tree of
symbol tables, names in a local heap), IV.A.2.c and IV.A.2.g (newer groups: a message for each link).

Of a local heap only names are read, by their offsets. Its list of free places is never walked: one damaged
number in it lets libhdf5 allocate without end before it looks up any name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.hdf5.faults import damaged, unsupported
from playground.hdf5.objects import LINK, LINK_INFO, SYMBOL_TABLE, Part, only
from playground.hdf5.store import UNDEFINED, Cursor, Store

_SOFT, _EXTERNAL = 1, 64
_MAX_LEVEL, _MAX_NAMES, _MAX_NAME_BYTES = 8, 4096, 2**20
_CACHED_SOFT_LINK = 2


@dataclass(frozen=True)
class Link:
    """Where a name leads.

    Attributes
    ----------
    kind : str
        ``hard`` for an object of this file, else ``soft_link``, ``external_link`` or ``unknown_link``.
    address : int
        Of the object header; `UNDEFINED` for all but hard links, which are never followed.
    """

    kind: str
    address: int


def read_links(store: Store, parts: list[Part]) -> dict[str, Link]:
    """Return the links of a group by name, following none of them."""
    table, info = only(parts, SYMBOL_TABLE), only(parts, LINK_INFO)
    if table is not None:
        found = _old_links(store, Cursor(table.data))
    elif info is not None:
        _check_info(Cursor(info.data))
        found = (_link(Cursor(part.data)) for part in parts if part.kind == LINK)
    else:
        raise damaged("no_group")
    links: dict[str, Link] = {}
    for name, link in found:
        if name in links:
            raise damaged("said_twice")
        links[name] = link
        if len(links) > _MAX_NAMES:
            raise damaged("too_many_parts")
    return links


def _check_info(info: Cursor) -> None:
    info.expect(0)
    flags = info.number(1)
    info.bytes(8 if flags & 1 else 0)
    if info.number(8) != UNDEFINED:
        raise unsupported("dense_group")


def _link(message: Cursor) -> tuple[str, Link]:
    message.expect(1)
    flags = message.number(1)
    kind = message.number(1) if flags & 0x08 else 0
    message.bytes((8 if flags & 0x04 else 0) + (1 if flags & 0x10 else 0))
    name = _text(message.bytes(message.number(1 << (flags & 3))))
    if kind == 0:
        return name, Link("hard", message.number(8))
    return name, Link({_SOFT: "soft_link", _EXTERNAL: "external_link"}.get(kind, "unknown_link"), UNDEFINED)


def _text(name: bytes) -> str:
    # Only shown, or compared with names that are plain letters.
    return name.decode("utf-8", "backslashreplace")


def _old_links(store: Store, table: Cursor) -> Iterator[tuple[str, Link]]:
    tree, heap = table.number(8), table.number(8)
    names = _heap(store, heap)
    for address in _leaves(store, tree, None):
        yield from _symbols(store, address, names)


def _heap(store: Store, address: int) -> bytes:
    head = Cursor(store.take(address, 32))
    head.expect(*b"HEAP", 0)
    head.bytes(3)
    length, _, start = (head.number(8) for _ in range(3))
    if length > _MAX_NAME_BYTES:
        raise damaged("too_many_parts")
    return bytes(store.take(start, length))


def _leaves(store: Store, address: int, level: int | None) -> Iterator[int]:
    """Yield the addresses of the symbol tables under a B-tree node, whose level must be this one."""
    head = Cursor(store.take(address, 24))
    head.expect(*b"TREE", 0)
    own, used = head.number(1), head.number(2)
    if own > _MAX_LEVEL or (level is not None and own != level):
        raise damaged("tree")
    keys = Cursor(store.take(address + 24, used * 16 + 8))
    for _ in range(used):
        keys.bytes(8)
        child = keys.number(8)
        if own:
            yield from _leaves(store, child, own - 1)
        else:
            yield child


def _symbols(store: Store, address: int, names: bytes) -> Iterator[tuple[str, Link]]:
    head = Cursor(store.take(address, 8))
    head.expect(*b"SNOD", 1, 0)
    entries = Cursor(store.take(address + 8, 40 * (count := head.number(2))))
    for _ in range(count):
        start, target, cached = entries.number(8), entries.number(8), entries.number(4)
        entries.bytes(20)
        stop = names.find(b"\0", start)
        if stop < 0:
            raise damaged("name")
        soft = cached == _CACHED_SOFT_LINK
        yield _text(names[start:stop]), Link("soft_link" if soft else "hard", UNDEFINED if soft else target)
