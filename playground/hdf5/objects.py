"""The beginning of a file, and the headers of its objects: lists of messages.

*HDF5 File Format Specification Version 3.0*, sections II (superblock) and IV.A.1 (object headers).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.hdf5.checksum import checked
from playground.hdf5.faults import NotHdf5, damaged, elsewhere, unsupported
from playground.hdf5.store import UNDEFINED, Cursor, Source, Store
from playground.i18n import Message

SIGNATURE = b"\x89HDF\r\n\x1a\n"
DATASPACE, LINK_INFO, DATATYPE, LINK, EXTERNAL_FILES = 0x01, 0x02, 0x03, 0x06, 0x07
LAYOUT, FILTERS, CONTINUATION, SYMBOL_TABLE = 0x08, 0x0B, 0x10, 0x11
_NEEDED = frozenset((DATASPACE, LINK_INFO, DATATYPE, LINK, LAYOUT, FILTERS, SYMBOL_TABLE))
# Nothing, fill values, group information, attributes, comment, times, B-tree sizes, attribute information,
# number of links: without them the values are the same, since an array with missing parts is refused.
_IGNORED = frozenset((0x00, 0x04, 0x05, 0x0A, 0x0C, 0x0D, 0x0E, 0x12, 0x13, 0x15, 0x16))
_EXTENSION_IGNORED = _IGNORED | {0x17}
_FROM_OTHERS = 0x02
_MAX_MESSAGES, _MAX_BLOCKS = 4096, 256
_MAX_BLOCK_BYTES = 2**20


@dataclass(frozen=True)
class Part:
    """One message of an object header: its type and its bytes."""

    kind: int
    data: bytes


def open_store(source: Source) -> tuple[Store, int]:
    """Find and check the superblock.

    Returns
    -------
    Store
        The file as seen from its own address 0; what the author put before that is left alone.
    int
        Address of the object header of the root group.
    """
    base = _find_signature(source)
    store = Store(source, base)
    head = Cursor(source.read(base + 8, 120))
    version = head.number(1)
    if version in (0, 1):
        end, root = _old_superblock(head, version)
    elif version in (2, 3):
        end, root = _new_superblock(head, store, source.read(base, 48))
    else:
        raise unsupported("version", found=str(version))
    if end > source.size:
        raise damaged("cut_off")
    store.take(0, 8)
    return store, root


def _find_signature(source: Source) -> int:
    base = 0
    while base + 8 <= source.size:
        if source.read(base, 8) == SIGNATURE:
            return base
        base = max(512, 2 * base)
    raise NotHdf5(Message("hdf5.not_hdf5"))


def _old_superblock(head: Cursor, version: int) -> tuple[int, int]:
    head.expect(0, 0, 0, 0)
    _check_widths(head.bytes(3)[:2])
    head.bytes(4 + 4 + (4 if version else 0))
    _, _, end, driver = (head.number(8) for _ in range(4))
    if driver != UNDEFINED:
        raise elsewhere("several_files")
    head.bytes(8)
    return end, head.number(8)


def _new_superblock(head: Cursor, store: Store, block: "bytes | memoryview") -> tuple[int, int]:
    _check_widths(head.bytes(2))
    checked(block)
    if head.number(1) & 0b101:
        raise damaged("not_closed")
    _, extension, end, root = (head.number(8) for _ in range(4))
    if extension != UNDEFINED:
        # Nothing of it is needed; but it could say that the file is not what it seems.
        list(_messages(store, extension, _EXTENSION_IGNORED))
    return end, root


def _check_widths(widths: bytes) -> None:
    if widths != b"\x08\x08":
        raise unsupported("address_width", found=str(widths[0]))


def read_object(store: Store, address: int) -> list[Part]:
    """Return the messages of an object header that mean something here, in their order."""
    return list(_messages(store, address, _IGNORED))


def only(parts: list[Part], kind: int) -> Part | None:
    """Return the message of a type, or None; there may not be two."""
    found = [part for part in parts if part.kind == kind]
    if len(found) > 1:
        raise damaged("said_twice")
    return found[0] if found else None


def _messages(store: Store, address: int, ignored: frozenset[int]) -> Iterator[Part]:
    for count, (kind, flags, data) in enumerate(_all_messages(store, address)):
        if count == _MAX_MESSAGES:
            raise damaged("too_many_parts")
        if kind == EXTERNAL_FILES:
            raise elsewhere("external_storage")
        if kind in _NEEDED:
            if flags & _FROM_OTHERS:
                raise unsupported("shared")
            yield Part(kind, data)
        elif kind not in ignored:
            raise unsupported("message", found=f"0x{kind:02x}")


def _all_messages(store: Store, address: int) -> Iterator[tuple[int, int, bytes]]:
    first = store.take(address, 4)
    new = bytes(first) == b"OHDR"
    blocks = [_new_header(store, address) if new else _old_header(store, address, Cursor(first))]
    for number in range(_MAX_BLOCKS):
        if number == len(blocks):
            return
        cursor, order_width = blocks[number]
        while len(cursor) >= (4 + order_width if new else 8):
            kind, flags, data = _message(cursor, order_width, new=new)
            if kind == CONTINUATION:
                blocks.append((_continued(store, Cursor(data), new=new), order_width))
            else:
                yield kind, flags, data
    raise damaged("too_many_parts")


def _message(cursor: Cursor, order_width: int, *, new: bool) -> tuple[int, int, bytes]:
    kind = cursor.number(1 if new else 2)
    length, flags = cursor.number(2), cursor.number(1)
    cursor.bytes(order_width if new else 3)
    return kind, flags, cursor.bytes(length)


def _continued(store: Store, where: Cursor, *, new: bool) -> Cursor:
    block = _take_block(store, where.number(8), where.number(8))
    if not new:
        return Cursor(block)
    if bytes(block[:4]) != b"OCHK":
        raise damaged("signature")
    return Cursor(checked(block)[4:])


def _take_block(store: Store, address: int, length: int) -> "bytes | memoryview":
    # A sum over a whole file takes a minute in Python.
    if length > _MAX_BLOCK_BYTES:
        raise damaged("too_many_parts")
    return store.take(address, length)


def _old_header(store: Store, address: int, head: Cursor) -> tuple[Cursor, int]:
    head.expect(1, 0)
    rest = Cursor(store.take(address + 4, 12))
    rest.bytes(4)
    length = rest.number(4)
    return Cursor(_take_block(store, address + 16, length)), 0


def _new_header(store: Store, address: int) -> tuple[Cursor, int]:
    """Return the first block of messages, and how many bytes the creation order takes in each."""
    start = bytes(store.take(address + 4, 2))
    if start[0] != 2:
        raise damaged("signature")
    flags = start[1]
    optional = (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    middle = bytes(store.take(address + 6, optional + width))
    length = int.from_bytes(middle[optional:], "little")
    rest = bytes(_take_block(store, address + 6 + len(middle), length + 4))
    block = checked(b"OHDR" + start + middle + rest)
    return Cursor(block[6 + len(middle) :]), 2 if flags & 4 else 0
