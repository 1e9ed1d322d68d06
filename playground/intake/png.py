"""A look at a PNG before it is decoded (W3C, "Portable Network Graphics Specification", third edition).

Every chunk is measured, every chunk that matters has its checksum computed, and the packed points are
unpacked once, and thrown away, to see that they are exactly as many as the size asks for.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
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

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KIND = "PNG"

_MAX_CHUNKS = 100_000
_GREY, _COLOUR, _PALETTE, _GREY_ALPHA, _COLOUR_ALPHA = 0, 2, 3, 4, 6
# Section 11.2.1, table 12: samples per point and permitted bits per sample, by colour type.
_SAMPLES = {_GREY: 1, _COLOUR: 3, _PALETTE: 1, _GREY_ALPHA: 2, _COLOUR_ALPHA: 4}
_DEPTHS = {
    _GREY: (1, 2, 4, 8, 16),
    _COLOUR: (8, 16),
    _PALETTE: (1, 2, 4, 8),
    _GREY_ALPHA: (8, 16),
    _COLOUR_ALPHA: (8, 16),
}
# Section 8.1: first column, first row, column step and row step of the seven passes of an interlaced picture.
_WHOLE = ((0, 0, 1, 1),)
_PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_STEP = 2**20


@dataclass(frozen=True)
class _Chunk:
    kind: bytes
    data: memoryview
    whole: memoryview


@dataclass(frozen=True)
class _Format:
    """The contents of IHDR."""

    width: int
    height: int
    depth: int
    colour: int
    passes: tuple[tuple[int, int, int, int], ...]

    @property
    def raw_bytes(self) -> int:
        """Bytes of all rows unpacked, with the byte before each that names its filter (sections 7.2, 8)."""
        total = 0
        for left, top, across, down in self.passes:
            columns = -((left - self.width) // across)
            rows = -((top - self.height) // down)
            if columns > 0 and rows > 0:
                total += rows * (1 + (columns * self.depth * _SAMPLES[self.colour] + 7) // 8)
        return total


def read_png_header(data: bytes, limits: PictureLimits) -> PictureHeader:
    """Check a PNG.

    Raises
    ------
    Refused
        It is damaged, cut off, too large, moves, or holds other than exactly its points.
    """
    chunks = list(_chunks(data))
    head = _read_format(chunks[0], limits)
    _refuse_animation(chunks)
    pixels = [chunk for chunk in chunks if chunk.kind == b"IDAT"]
    if not pixels:
        raise damaged(KIND)
    _check_packed(pixels, head.raw_bytes)
    extras = _palette_and_transparency(chunks, head)
    kept = (chunks[0], *extras, *pixels, chunks[-1])
    exif = next((bytes(chunk.data) for chunk in chunks if chunk.kind == b"eXIf"), b"")
    return PictureHeader(
        KIND,
        head.width,
        head.height,
        SIGNATURE + b"".join(chunk.whole for chunk in kept),
        orientation=find_orientation(exif) if exif else UPRIGHT,
        transparent_grey=_transparent_grey(extras, head),
    )


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """Yield the chunks from IHDR to IEND; what follows is left out."""
    view, start = memoryview(data), len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if start + 12 > len(view):
            raise Refused(Message("pictures.errors.cut_off", kind=KIND))
        length, kind = struct.unpack_from(">I4s", view, start)
        end = start + 12 + length
        if end > len(view):
            raise Refused(Message("pictures.errors.cut_off", kind=KIND))
        chunk = _Chunk(kind, view[start + 8 : end - 4], view[start:end])
        _check_chunk(chunk, first=start == len(SIGNATURE))
        yield chunk
        if kind == b"IEND":
            return
        start = end
    raise Refused(Message("pictures.errors.parts", kind=KIND, limit=_MAX_CHUNKS))


def _check_chunk(chunk: _Chunk, first: bool) -> None:
    if first != (chunk.kind == b"IHDR"):
        raise damaged(KIND)
    # An upper-case first letter says that no picture can be made without the chunk (section 5.4).
    critical = not chunk.kind[0] & 0x20
    if critical and chunk.kind not in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
        name = "".join(chr(byte) if 32 < byte < 127 else "?" for byte in chunk.kind)
        raise Refused(Message("pictures.errors.png_chunk", name=name))
    kept = critical or chunk.kind == b"tRNS"
    if kept and zlib.crc32(chunk.whole[4:-4]) != int.from_bytes(chunk.whole[-4:], "big"):
        raise damaged(KIND)


def _read_format(chunk: _Chunk, limits: PictureLimits) -> _Format:
    if len(chunk.data) != 13:
        raise damaged(KIND)
    width, height, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", chunk.data)
    check_size(KIND, width, height, limits.png_points, limits)
    if depth not in _DEPTHS.get(colour, ()) or packing or filtering or interlace > 1:
        raise damaged(KIND)
    return _Format(width, height, depth, colour, _PASSES if interlace else _WHOLE)


def _refuse_animation(chunks: Sequence[_Chunk]) -> None:
    """Refuse a picture that moves (section 11.3.6.1): which of its frames would be meant."""
    for chunk in chunks:
        frames = int.from_bytes(chunk.data[:4], "big")
        if chunk.kind == b"acTL" and frames != 1:
            raise Refused(Message("pictures.errors.animation", kind=KIND, frames=frames))


def _palette_and_transparency(chunks: Sequence[_Chunk], head: _Format) -> list[_Chunk]:
    """Return the chunks PLTE and tRNS as far as this kind of picture uses them, checked."""
    before = chunks[: [chunk.kind for chunk in chunks].index(b"IDAT")]
    palettes = [chunk for chunk in before if chunk.kind == b"PLTE"] if head.colour == _PALETTE else []
    colours = len(palettes[0].data) // 3 if palettes else 0
    if head.colour == _PALETTE and not (len(palettes) == 1 and 1 <= colours <= 2**head.depth):
        raise damaged(KIND)
    if palettes and len(palettes[0].data) % 3:
        raise damaged(KIND)
    if head.colour in (_GREY_ALPHA, _COLOUR_ALPHA):
        return palettes
    clear = [chunk for chunk in before if chunk.kind == b"tRNS"]
    lengths = {_GREY: (2,), _COLOUR: (6,), _PALETTE: range(1, colours + 1)}[head.colour]
    if len(clear) > 1 or any(len(chunk.data) not in lengths for chunk in clear):
        raise damaged(KIND)
    if clear and head.depth == 16:
        raise Refused(Message("pictures.errors.png_transparent_16"))
    return palettes + clear


def _transparent_grey(extras: Sequence[_Chunk], head: _Format) -> int | None:
    """Return the transparent grey, 0 to 255: it is stored with as many bits as the points are."""
    if head.colour != _GREY or not extras:
        return None
    largest: int = 2**head.depth - 1
    return (int.from_bytes(extras[0].data, "big") & largest) * 255 // largest


def _check_packed(pixels: Sequence[_Chunk], expected: int) -> None:
    """Unpack the points piece by piece, keeping none, and compare their number with the expected one."""
    unpacker, total = zlib.decompressobj(), 0
    try:
        for chunk in pixels:
            rest, piece = bytes(chunk.data), b"begun"
            # What is packed may give more than was asked for at once: some of it waits within the unpacker.
            while (rest or piece) and total <= expected and not unpacker.eof:
                piece = unpacker.decompress(rest, _STEP)
                rest, total = unpacker.unconsumed_tail, total + len(piece)
    except zlib.error as error:
        raise damaged(KIND) from error
    if total > expected:
        raise Refused(Message("pictures.errors.png_too_much", expected=expected))
    if total < expected or not unpacker.eof:
        raise Refused(Message("pictures.errors.png_too_little", found=total, expected=expected))
