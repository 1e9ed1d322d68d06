"""ZIP archives that mean harm, each made by code (PKWARE, APPNOTE.TXT 6.3.10)."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from tests.hostile.pictures import saved, smooth, zeros


@dataclass(frozen=True)
class File:
    """One file of an archive; what it says of itself in the directory and before its bytes may be forged."""

    name: bytes
    packed: bytes = b""
    size: int = 0
    checksum: int = 0
    method: int = 0
    flags: int = 0
    attributes: int = 0
    local_name: bytes | None = None
    local_size: int | None = None
    packed_size: int | None = None
    offset: int | None = None


def stored(name: str | bytes, data: bytes = b"a cat") -> File:
    raw = name if isinstance(name, bytes) else name.encode()
    return File(raw, data, len(data), zlib.crc32(data))


def deflated(name: str, data: bytes) -> File:
    packed = zlib.compress(data)[2:-4]
    return File(name.encode(), packed, len(data), zlib.crc32(data), method=8)


def archive(files: Iterable[File], count: int | None = None, comment: bytes = b"") -> bytes:
    """Return an archive of files, which may declare another count of them."""
    files, body, directory = list(files), b"", b""
    for file in files:
        offset = len(body) if file.offset is None else file.offset
        name = file.name if file.local_name is None else file.local_name
        size = file.size if file.local_size is None else file.local_size
        packed = len(file.packed) if file.packed_size is None else file.packed_size
        common = (20, file.flags, file.method, 0, 0, file.checksum, packed)
        if file.offset is None:
            body += struct.pack("<4s5H3I2H", b"PK\3\4", *common, size, len(name), 0) + name + file.packed
        directory += (
            struct.pack("<4sH", b"PK\1\2", 0x031E)
            + struct.pack("<5H3I", *common, file.size)
            + struct.pack("<5H2I", len(file.name), 0, 0, 0, 0, file.attributes, offset)
            + file.name
        )
    total = len(files) if count is None else count
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, total, total, len(directory), len(body), len(comment))
    return body + directory + end + comment


def ordinary(names: Iterable[str] = ("cat/1.png", "cat/2.png", "other/1.png")) -> dict[str, bytes]:
    return {name: saved(smooth(12, 8, seed=seed), "PNG") for seed, name in enumerate(names)}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive as Python's own module makes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return file.getvalue()


def bomb() -> bytes:
    """Return an archive of a file that unpacks to a quarter of a gigabyte, and says so."""
    packed = zeros(2**28)[2:-4]
    return archive([File(b"cat/1.png", packed, 2**28, 0, method=8)])


def lying_bomb() -> bytes:
    """Return an archive of a file that unpacks to a quarter of a gigabyte, and says five bytes."""
    packed = zeros(2**28)[2:-4]
    return archive([File(b"cat/1.png", packed, 5, 0, method=8)])


def many_mid_bombs() -> bytes:
    """Return an archive of files that are no trap alone but unpack to two gigabytes together."""
    data = (smooth(64, 64, 1).tobytes() + bytes(2**18)) * 80
    one = deflated("", data)
    return archive([replace(one, name=f"cat/{number}.png".encode()) for number in range(100)])


def overlapping() -> bytes:
    """Return an archive of two files with the same bytes, as in Fifield's bomb."""
    first = stored("cat/1.png")
    second = replace(first, name=b"cat/2.png", local_name=b"cat/1.png", offset=0)
    return archive([first, second])


def quoted() -> bytes:
    """Return an archive whose first file holds the header of the second within its own bytes."""
    inner = archive([stored("cat/2.png")])
    local = inner[: inner.index(b"PK\1\2")]
    outer = stored("cat/1.png", local)
    second = replace(stored("cat/2.png"), offset=30 + len("cat/1.png"))
    return archive([outer, second])


def encrypted() -> bytes:
    return archive([replace(stored("cat/1.png"), flags=1)])


def link(kind: int = stat.S_IFLNK) -> bytes:
    return archive([replace(stored("cat/1.png", b"/etc/passwd"), attributes=(kind | 0o777) << 16)])


def by_method(method: int) -> Callable[[], bytes]:
    return lambda: zipped(ordinary(), method)


def named(*names: str | bytes) -> Callable[[], bytes]:
    return lambda: archive([stored(name) for name in names])


# What contradicts itself and does no harm: the directory at the end is believed. And the files in it.
HARMLESS: Mapping[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a file within a file": (quoted, ("cat/1.png", "cat/2.png")),
    "two sizes for one file": (
        lambda: archive([replace(stored("cat/1.png"), local_size=7)]),
        ("cat/1.png",),
    ),
    "a wrong count": (lambda: archive([stored("cat/1.png")], count=2), ("cat/1.png",)),
    "a count of 65,535": (lambda: archive([stored("cat/1.png")], count=65_535), ("cat/1.png",)),
    "a count that is too low": (
        lambda: archive([stored("cat/1.png"), stored("cat/2.png")], count=1),
        ("cat/1.png", "cat/2.png"),
    ),
    "something behind": (lambda: archive([stored("cat/1.png")]) + b"more", ("cat/1.png",)),
    "something before": (lambda: b"#!/bin/sh\n" + archive([stored("cat/1.png")]), ("cat/1.png",)),
    "a part of several": (
        lambda: archive([stored("cat/1.png")])[:-18] + b"\1\0\1\0" + archive([stored("cat/1.png")])[-14:],
        ("cat/1.png",),
    ),
}
# The archive, and the key of the sentence it is refused with.
Row = tuple[Callable[[], bytes], str]
HOSTILE: Mapping[str, Row] = {
    "a bomb": (bomb, "ratio"),
    "a bomb that lies": (lying_bomb, "unreadable"),
    "two gigabytes in 100 files": (many_mid_bombs, "total_bytes"),
    "files that share bytes": (overlapping, "unreadable"),
    "bytes up to the directory": (
        lambda: archive(
            [stored("cat/1.png"), replace(stored("cat/2.png", b"x" * 90), offset=0, local_name=b"")]
        ),
        "unreadable",
    ),
    "two names for one file": (
        lambda: archive([replace(stored("cat/1.png"), local_name=b"dog/1.png")]),
        "unreadable",
    ),
    "a password": (encrypted, "encrypted"),
    "a link": (link, "link"),
    "a device": (lambda: link(stat.S_IFCHR), "link"),
    "bzip2": (by_method(zipfile.ZIP_BZIP2), "method"),
    "LZMA": (by_method(zipfile.ZIP_LZMA), "method"),
    "a path upwards": (named("cat/../../.ssh/keys"), "leads_out"),
    "a path upwards of Windows": (named("cat\\..\\..\\keys"), "leads_out"),
    "an absolute path": (named("/etc/passwd"), "leads_out"),
    "a drive": (named("C:/cat/1.png"), "leads_out"),
    "a drive without a slash": (named("C:cat/1.png"), "leads_out"),
    "a long name": (named("cat/" + "x" * 600), "long_name"),
    "6,000 files": (lambda: archive([stored(f"cat/{i}.png") for i in range(6000)]), "count"),
    "something between": (lambda: zipped(ordinary()).replace(b"PK\5\6", b"more" * 8 + b"PK\5\6"), "damaged"),
    "a file that runs into the directory": (
        lambda: archive([replace(stored("cat/1.png"), size=30, packed_size=30)]),
        "unreadable",
    ),
    "a wrong checksum": (lambda: archive([replace(stored("cat/1.png"), checksum=1)]), "unreadable"),
    "a file that unpacks to less": (
        lambda: archive([replace(deflated("cat/1.png", b"a cat"), size=90)]),
        "unreadable",
    ),
    "rubbish that is deflated": (
        lambda: archive([replace(stored("cat/1.png", b"\xff" * 40), method=8)]),
        "unreadable",
    ),
    "a file cut off within": (
        lambda: archive([replace(deflated("cat/1.png", bytes(range(200))), packed=b"\x63")]),
        "unreadable",
    ),
    "no folder": (named("1.png", "2.png"), "nothing"),
    "nothing": (lambda: archive([]), "nothing"),
    "only what a Mac leaves behind": (named("__MACOSX/cat/._1.png", "cat/.DS_Store"), "nothing"),
    "only archives": (lambda: archive([stored("cat/1.zip", archive([]))]), "only_archives"),
    "cut off": (lambda: zipped(ordinary())[:-30], "cut_off"),
    "no ZIP": (lambda: b"a cat", "no_zip"),
    "an empty file": (lambda: b"", "no_zip"),
    "201 MB": (lambda: bytes(201 * 2**20), "file_bytes"),
}


@cache
def made(name: str) -> bytes:
    """Return a hostile archive, made once for all tests."""
    return HOSTILE[name][0]()
