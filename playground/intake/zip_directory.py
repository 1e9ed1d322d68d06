"""The directory of a ZIP archive, read strictly (PKWARE, "APPNOTE.TXT - .ZIP File Format", version 6.3.10).

An archive says everything twice, in a directory at its end and before each file. Programs that trust one or
the other read different archives; here both must agree, and no two files may share a byte (D. Fifield, "A
better zip bomb", 2019). Nothing is unpacked here.
"""

import codecs
import re
import stat
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from playground.i18n import Message
from playground.intake.refusal import Refused

STORED, DEFLATED = 0, 8

_END, _END_64, _LOCATOR_64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_ENTRY, _LOCAL = b"PK\1\2", b"PK\3\4"
_LONGEST_COMMENT = 0xFFFF
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_SIZES_FOLLOW = 0x0008
_UTF_8 = 0x0800
_EXTRA_64 = 0x0001
_ORDINARY = (0, stat.S_IFREG, stat.S_IFDIR)
# In Persian, Hindi and emoji these two are part of how a word is written.
_JOINERS = "\u200c\u200d"
_ALL_ACCENTS = re.compile(r"[\x80-\xff]+[\d _()-]*(\.\w+)?")
# Looked up here: a worker cannot import them once it has begun to read.
_CODECS = {name: codecs.lookup(name) for name in ("utf-8", "gb2312", "cp437")}
_LONGEST_PATH = 500
_SHOWN = 60


@dataclass(frozen=True)
class Member:
    """A file or folder in an archive: its bytes are `packed` ones from `start` on, `size` when unpacked."""

    path: str
    method: int
    checksum: int
    start: int
    packed: int
    size: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, which holds nothing itself."""
        return self.path.endswith("/")

    @property
    def shown(self) -> str:
        """The path as a sentence may show it: not too long, nothing unprintable."""
        return show_name(self.path)


@dataclass(frozen=True)
class _Entry:
    """An entry of the directory; `offset` is where the file's own header stands."""

    raw_name: bytes
    flags: int
    offset: int
    member: Member


def show_name(name: str) -> str:
    """Return a name as a sentence may show it: not too long, nothing unprintable."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"


def read_directory(data: bytes, most: int) -> tuple[Member, ...]:
    """Return the files and folders of an archive with at most so many of them.

    Raises
    ------
    Refused
        It is no ZIP, is damaged or cut off, has several parts, is encrypted, uses another method than
        storing and deflating, holds links or paths that lead out of it, says one thing twice differently, or
        has files that overlap or share a path.
    """
    start, end, count = _find_directory(data)
    if count > most:
        raise Refused(Message("zips.errors.count", found=count, limit=most))
    entries = list(_entries(data, start, end, count))
    members = [_located(data, entry, start) for entry in entries]
    _check_overlap(entries, members)
    _check_duplicates(members)
    return tuple(members)


def _damaged() -> Refused:
    return Refused(Message("zips.errors.damaged"))


# --- The end of the archive ------------------------------------------------------------


def _find_directory(data: bytes) -> tuple[int, int, int]:
    """Return where the directory begins and ends, and how many entries it declares (section 4.3.16)."""
    place = _find_end(data)
    disk, first_disk, here, count, size, start = struct.unpack_from("<HHHHII", data, place + 4)
    end = place
    larger = data[max(0, place - 20) : place].startswith(_LOCATOR_64)
    if larger or _FULL_16 in (here, count) or _FULL_32 in (size, start):
        end, disk, first_disk, here, count, size, start = _find_end_64(data, place)
    if disk or first_disk or here != count:
        raise Refused(Message("zips.errors.several_parts"))
    if start + size != end:
        raise _damaged()
    return start, end, count


def _find_end(data: bytes) -> int:
    """Return where the record stands that ends an archive: its comment reaches exactly to the end."""
    place = len(data)
    lowest = max(0, len(data) - _LONGEST_COMMENT - 22)
    while (place := data.rfind(_END, lowest, place)) >= 0:
        if place + 22 <= len(data):
            (comment,) = struct.unpack_from("<H", data, place + 20)
            if place + 22 + comment == len(data):
                return place
        place += len(_END) - 1
    begins = data.startswith((_LOCAL, _END))
    raise Refused(Message("zips.errors.cut_off") if begins else Message("zips.errors.no_zip"))


def _find_end_64(data: bytes, place: int) -> tuple[int, int, int, int, int, int, int]:
    """Return the place and the numbers of the larger record that some programs write (section 4.3.14)."""
    locator = place - 20
    if locator < 0 or data[locator : locator + 4] != _LOCATOR_64:
        raise _damaged()
    (record,) = struct.unpack_from("<Q", data, locator + 8)
    if record + 56 > locator or data[record : record + 4] != _END_64:
        raise _damaged()
    disk, first_disk, here, count, size, start = struct.unpack_from("<IIQQQQ", data, record + 16)
    return record, disk, first_disk, here, count, size, start


# --- Entries ------------------------------------------------------------


def _entries(data: bytes, start: int, end: int, count: int) -> Iterator[_Entry]:
    """Yield the entries of the directory, which must fill it exactly (section 4.3.12)."""
    for _ in range(count):
        if start + 46 > end or data[start : start + 4] != _ENTRY:
            raise _damaged()
        name, extra, comment = struct.unpack_from("<HHH", data, start + 28)
        stop = start + 46 + name + extra + comment
        if stop > end:
            raise _damaged()
        yield _entry_at(data, start, name, extra)
        start = stop
    if start != end:
        raise _damaged()


def _entry_at(data: bytes, start: int, name_length: int, extra_length: int) -> _Entry:
    flags, method, _, _, checksum, packed, size = struct.unpack_from("<HHHHIII", data, start + 8)
    disk, _, attributes, offset = struct.unpack_from("<HHII", data, start + 34)
    name_end = start + 46 + name_length
    raw_name = data[start + 46 : name_end]
    size, packed, offset = _larger(data[name_end : name_end + extra_length], size, packed, offset)
    path = _checked_path(_decode_name(raw_name, bool(flags & _UTF_8)))
    member = Member(path, method, checksum, 0, packed, size)
    _check_kind(member, flags, stat.S_IFMT(attributes >> 16))
    if disk:
        raise Refused(Message("zips.errors.several_parts"))
    return _Entry(raw_name, flags, offset, member)


def _larger(extra: bytes, *numbers: int) -> tuple[int, int, int]:
    """Return size, packed size and offset, those that are full from the extra field (section 4.5.3)."""
    wide: list[int] = []
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _EXTRA_64:
            field = extra[at + 4 : at + 4 + length]
            wide = [int.from_bytes(field[i : i + 8], "little") for i in range(0, len(field) // 8 * 8, 8)]
        at += 4 + length
    found = [number if number != _FULL_32 else (wide.pop(0) if wide else -1) for number in numbers]
    if -1 in found:
        raise _damaged()
    return found[0], found[1], found[2]


def _check_kind(member: Member, flags: int, file_type: int) -> None:
    if flags & _ENCRYPTED:
        raise Refused(Message("zips.errors.encrypted", name=member.shown))
    if file_type not in _ORDINARY:
        raise Refused(Message("zips.errors.link", name=member.shown))
    if member.method not in (STORED, DEFLATED):
        raise Refused(Message("zips.errors.method", name=member.shown, number=member.method))
    if member.is_folder and (member.size or member.packed > 2):
        raise _damaged()
    if member.method == STORED and member.size != member.packed:
        raise _damaged()


# --- Names ------------------------------------------------------------


def _decode_name(raw: bytes, utf_8: bool) -> str:
    """Return a name in the encoding it seems to be in.

    Programs that do not declare UTF-8 (section 4.4.4) write it all the same on a Mac, GBK on a Chinese
    Windows, and the old PC's code page elsewhere. Of GBK only its oldest part is tried, GB 2312: of the rest,
    two letters of a European name could be one of Chinese.
    """
    encodings = ("utf-8",) if utf_8 else tuple(_CODECS)
    found = [text for encoding in encodings if (text := _decoded(raw, encoding)) is not None]
    if not found:
        raise _damaged()
    # The Chinese cat is an è in UTF-8. A part of a path that is all accents is no word of any language.
    accents = len(found) == 3 and any(_ALL_ACCENTS.fullmatch(part) for part in found[0].split("/"))
    return unicodedata.normalize("NFC", found[1 if accents else 0])


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return _CODECS[encoding].decode(raw)[0]
    except UnicodeDecodeError:
        return None


def _checked_path(name: str) -> str:
    """Return a path with single slashes, and a last one for a folder.

    Nothing is ever written to where it says; an archive with such a path was made for another purpose than
    to carry pictures.
    """
    if not all(letter.isprintable() or letter in _JOINERS for letter in name):
        raise Refused(Message("zips.errors.control", name=show_name(name)))
    if len(name) > _LONGEST_PATH:
        shown = show_name(name)
        raise Refused(Message("zips.errors.long_name", name=shown, found=len(name), limit=_LONGEST_PATH))
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or path[1:2] == ":" or ".." in parts:
        raise Refused(Message("zips.errors.leads_out", name=show_name(name)))
    if not parts:
        raise _damaged()
    return "/".join(parts) + ("/" if path.endswith("/") else "")


def _check_duplicates(members: Sequence[Member]) -> None:
    seen: set[str] = set()
    for member in members:
        path = member.path.rstrip("/").casefold()
        if path in seen and not member.is_folder:
            raise Refused(Message("zips.errors.twice", name=member.shown))
        seen.add(path)


# --- The files themselves ------------------------------------------------------------


def _located(data: bytes, entry: _Entry, directory: int) -> Member:
    """Return the member with the place of its bytes, its own header checked against the directory's
    (section 4.3.7).
    """
    start, member = entry.offset, entry.member
    if start + 30 > directory or data[start : start + 4] != _LOCAL:
        raise _damaged()
    flags, method, _, _, checksum, packed, size = struct.unpack_from("<HHHHIII", data, start + 6)
    name, extra = struct.unpack_from("<HH", data, start + 26)
    first = start + 30 + name + extra
    said = (checksum, packed, size)
    follows = bool(flags & _SIZES_FOLLOW)
    alike = all(
        a in (b, _FULL_32) or (follows and a == 0) for a, b in zip(said, _numbers(member), strict=True)
    )
    same = (flags & _ENCRYPTED, method, data[start + 30 : start + 30 + name]) == (
        0,
        member.method,
        entry.raw_name,
    )
    if not (alike and same):
        raise Refused(Message("zips.errors.contradiction", name=member.shown))
    if first + member.packed > directory:
        raise Refused(Message("zips.errors.overlap", name=member.shown))
    return replace(member, start=first)


def _numbers(member: Member) -> tuple[int, int, int]:
    return member.checksum, member.packed, member.size


def _check_overlap(entries: Sequence[_Entry], members: Sequence[Member]) -> None:
    """Check that no byte belongs to two files, headers included."""
    places = sorted(
        (entry.offset, member.start + member.packed, member.shown)
        for entry, member in zip(entries, members, strict=True)
    )
    for (_, end, _), (start, _, name) in pairwise(places):
        if start < end:
            raise Refused(Message("zips.errors.overlap", name=name))
