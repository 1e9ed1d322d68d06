"""A look at a WebP before it is decoded (RFC 9649)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from playground.i18n import Message
from playground.intake.picture_header import (
    UPRIGHT,
    PictureHeader,
    PictureLimits,
    check_size,
    damaged,
    find_orientation,
)
from playground.intake.refusal import Refused

KIND = "WEBP"

_MAX_CHUNKS = 1000
_LOSSY_MARK = b"\x9d\x01\x2a"
_LOSSLESS_MARK = 0x2F
_ALPHA_FLAG = 0x10
_MOVES_FLAG = 0x02


@dataclass(frozen=True)
class _Chunk:
    kind: bytes
    data: memoryview
    whole: memoryview


def is_webp(data: bytes) -> bool:
    """Whether a file begins as a WebP does (RFC 9649, section 2.4)."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def read_webp_header(data: bytes, limits: PictureLimits) -> PictureHeader:
    """Check a WebP.

    Raises
    ------
    Refused
        It is damaged, cut off, too large, moves, or its headers contradict each other.
    """
    chunks = list(_chunks(data))
    pictures = [chunk for chunk in chunks if chunk.kind in (b"VP8 ", b"VP8L")]
    _refuse_animation(chunks)
    if len(pictures) != 1:
        raise damaged(KIND)
    width, height = _picture_size(pictures[0])
    check_size(KIND, width, height, limits.webp_points, limits)
    exif = next((bytes(chunk.data) for chunk in chunks if chunk.kind == b"EXIF"), b"")
    orientation = find_orientation(exif) if exif else UPRIGHT
    return PictureHeader(KIND, width, height, _rebuilt(chunks, pictures[0], (width, height)), orientation)


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """Yield the chunks of the RIFF container; what follows it is left out."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) or len(data) < 20:
        raise Refused(Message("pictures.errors.cut_off", kind=KIND))
    view, start = memoryview(data)[:end], 12
    for _ in range(_MAX_CHUNKS):
        if start >= end:
            return
        if start + 8 > end:
            raise damaged(KIND)
        kind, length = struct.unpack_from("<4sI", view, start)
        stop = start + 8 + length
        if stop > end:
            raise damaged(KIND)
        yield _Chunk(kind, view[start + 8 : stop], view[start : stop + length % 2])
        start = stop + length % 2
    raise Refused(Message("pictures.errors.parts", kind=KIND, limit=_MAX_CHUNKS))


def _refuse_animation(chunks: list[_Chunk]) -> None:
    frames = sum(chunk.kind == b"ANMF" for chunk in chunks)
    moves = any(c.kind == b"VP8X" and c.data and c.data[0] & _MOVES_FLAG for c in chunks)
    if frames or moves:
        raise Refused(Message("pictures.errors.animation", kind=KIND, frames=frames))


def _picture_size(chunk: _Chunk) -> tuple[int, int]:
    """Return width and height from the picture's own header (RFC 9649, sections 2.5, 2.6 and 3.4)."""
    head = bytes(chunk.data[:10])
    if chunk.kind == b"VP8 " and head[3:6] == _LOSSY_MARK and len(head) == 10:
        width, height = struct.unpack_from("<HH", head, 6)
        return width & 0x3FFF, height & 0x3FFF
    if chunk.kind == b"VP8L" and len(head) >= 5 and head[0] == _LOSSLESS_MARK:
        (bits,) = struct.unpack_from("<I", head, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise damaged(KIND)


def _rebuilt(chunks: list[_Chunk], picture: _Chunk, size: tuple[int, int]) -> bytes:
    """Return the file with the picture and its transparency alone."""
    extended = [chunk for chunk in chunks if chunk.kind == b"VP8X"]
    alpha = [chunk for chunk in chunks if chunk.kind == b"ALPH"]
    parts = [bytes(picture.whole)]
    if extended:
        head = bytes(extended[0].data)
        canvas = tuple(int.from_bytes(head[at : at + 3], "little") + 1 for at in (4, 7))
        if len(extended) > 1 or len(head) != 10 or canvas != size or len(alpha) > 1:
            raise damaged(KIND)
        flags = bytes([head[0] & _ALPHA_FLAG]) + bytes(3)
        parts = [struct.pack("<4sI", b"VP8X", 10), flags + head[4:], *(bytes(c.whole) for c in alpha), *parts]
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
