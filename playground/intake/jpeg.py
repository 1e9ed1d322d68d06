"""A look at a JPEG before it is decoded (ITU-T T.81, annex B).

The file is walked from marker to marker. What a decoder would do for each of its scans is known from the
headers, and so is the least number of bytes that so many blocks can be packed into.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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

SIGNATURE = b"\xff\xd8\xff"
KIND = "JPEG"

_MAX_SEGMENTS = 4096
_START, _END, _SCAN, _LINES = 0xD8, 0xD9, 0xDA, 0xDC
_TABLES = (0xC4, 0xDB, 0xDD)  # Huffman and quantisation tables, restart interval
_BASELINE, _EXTENDED, _PROGRESSIVE = 0xC0, 0xC1, 0xC2
# Table B.1: all starts of a frame; the others are lossless, hierarchical or arithmetically coded.
_FRAMES = tuple(code for code in range(0xC0, 0xD0) if code not in (0xC4, 0xC8, 0xCC))
_EXIF, _ADOBE = 0xE1, 0xEE
# A marker within packed data: neither a stuffed zero, a restart marker nor a fill byte.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# One code may stand for so many blocks in which nothing more comes (section G.1.2.2).
_LONGEST_RUN = 32767
_BLOCK_BYTES = 64 * 2


@dataclass(frozen=True)
class _Segment:
    """A marker with what belongs to it: `data` for itself, `packed` after the header of a scan."""

    code: int
    data: bytes
    whole: memoryview
    packed: int = 0


@dataclass(frozen=True)
class _Component:
    """A colour: its sampling factors, and its size in blocks alone and padded to whole MCUs (A.1.1, A.2)."""

    across: int
    down: int
    own_blocks: int
    padded_blocks: int


@dataclass(frozen=True)
class _Frame:
    code: int
    width: int
    height: int
    components: dict[int, _Component] = field(repr=False)

    @property
    def memory(self) -> int:
        """Bytes of all coefficients, which a decoder keeps where a picture comes in more than one scan."""
        return _BLOCK_BYTES * sum(component.padded_blocks for component in self.components.values())


@dataclass(frozen=True)
class _Scan:
    """One pass: the colours it brings, its blocks, and the least number of bits they can be packed into."""

    components: frozenset[int]
    blocks: int
    least_bits: int
    begins: bool


def read_jpeg_header(data: bytes, limits: PictureLimits) -> PictureHeader:
    """Check a JPEG.

    Raises
    ------
    Refused
        It is damaged, cut off, too large, of a kind that cameras do not make, needs too much work, or holds
        fewer bytes than its size can be packed into.
    """
    segments = list(_segments(data, limits.jpeg_scans))
    frames = [segment for segment in segments if segment.code in _FRAMES]
    if len(frames) != 1:
        raise damaged(KIND)
    frame = _read_frame(frames[0], limits)
    scans = [_read_scan(segment, frame) for segment in segments if segment.code == _SCAN]
    _check_scans(scans, frame, limits)
    kept = [segment for segment in segments if segment.code in (*_TABLES, *_FRAMES, _SCAN, _ADOBE, _END)]
    exif = [each.data for each in segments if each.code == _EXIF and each.data.startswith(b"Exif\0\0")]
    adobe = any(each.code == _ADOBE and each.data.startswith(b"Adobe") for each in segments)
    return PictureHeader(
        KIND,
        frame.width,
        frame.height,
        b"".join([SIGNATURE[:2], *(segment.whole for segment in kept)]),
        orientation=find_orientation(exif[0]) if exif else UPRIGHT,
        inverted_inks=len(frame.components) == 4 and not adobe,
    )


# --- From marker to marker ------------------------------------------------------------


def _segments(data: bytes, max_scans: int) -> Iterator[_Segment]:
    """Yield the segments after the start of the image up to its end; what follows is left out."""
    start, scans = 2, 0
    for _ in range(_MAX_SEGMENTS):
        segment = _segment_at(data, start)
        scans += segment.code == _SCAN
        if scans > max_scans:
            count = _count_scans(data)
            raise Refused(Message("pictures.errors.jpeg_scans", count=count, limit=max_scans))
        yield segment
        if segment.code == _END:
            return
        start += len(segment.whole)
    raise Refused(Message("pictures.errors.parts", kind=KIND, limit=_MAX_SEGMENTS))


def _count_scans(data: bytes) -> int:
    """Return how many scans the file seems to have, counted fast for the sentence that refuses it."""
    return data.count(b"\xff\xda")


def _segment_at(data: bytes, start: int) -> _Segment:
    if start + 2 > len(data):
        raise Refused(Message("pictures.errors.cut_off", kind=KIND))
    if data[start] != 0xFF:
        raise damaged(KIND)
    code_at = start + 1
    while code_at < len(data) - 1 and data[code_at] == 0xFF:  # fill bytes (B.1.1.2)
        code_at += 1
    code, view = data[code_at], memoryview(data)
    if code == _END:
        return _Segment(code, b"", view[start : code_at + 1])
    if code < 0xC0 or 0xD0 <= code <= _START or code == 0xFF:
        raise damaged(KIND)
    header_end = code_at + 1 + int.from_bytes(data[code_at + 1 : code_at + 3], "big")
    if header_end > len(data) or code_at + 3 > len(data):
        raise Refused(Message("pictures.errors.cut_off", kind=KIND))
    if header_end < code_at + 3:
        raise damaged(KIND)
    end = _end_of_packed(data, header_end) if code == _SCAN else header_end
    return _Segment(code, data[code_at + 3 : header_end], view[start:end], end - header_end)


def _end_of_packed(data: bytes, start: int) -> int:
    marker = _NEXT_MARKER.search(data, start)
    if marker is None:
        raise Refused(Message("pictures.errors.cut_off", kind=KIND))
    return marker.start()


# --- What the headers say ------------------------------------------------------------


def _read_frame(segment: _Segment, limits: PictureLimits) -> _Frame:
    """Read the header of the frame (B.2.2)."""
    if segment.code not in (_BASELINE, _EXTENDED, _PROGRESSIVE):
        raise Refused(Message("pictures.errors.jpeg_process", number=segment.code - _BASELINE))
    if len(segment.data) < 6:
        raise damaged(KIND)
    precision, height, width, count = struct.unpack_from(">BHHB", segment.data)
    if precision != 8:
        raise Refused(Message("pictures.errors.jpeg_precision", bits=precision))
    check_size(KIND, width, height, limits.jpeg_points, limits)
    if count not in (1, 3, 4):
        raise Refused(Message("pictures.errors.jpeg_colours", count=count))
    factors = _sampling(segment.data[6:], count)
    return _Frame(segment.code, width, height, _components(width, height, factors))


def _sampling(table: bytes, count: int) -> dict[int, tuple[int, int]]:
    """Return the sampling factors across and down of each colour, by its number in the file."""
    factors = {name: (both >> 4, both & 15) for name, both in zip(table[::3], table[1::3], strict=False)}
    whole = len(table) == 3 * count and len(factors) == count
    if not whole or not all(1 <= factor <= 4 for pair in factors.values() for factor in pair):
        raise damaged(KIND)
    return factors


def _components(width: int, height: int, factors: dict[int, tuple[int, int]]) -> dict[int, _Component]:
    widest = max(across for across, _ in factors.values())
    tallest = max(down for _, down in factors.values())
    mcus = _ratio(width, 8 * widest) * _ratio(height, 8 * tallest)
    return {
        name: _Component(
            across,
            down,
            _ratio(_ratio(width * across, widest), 8) * _ratio(_ratio(height * down, tallest), 8),
            mcus * across * down,
        )
        for name, (across, down) in factors.items()
    }


def _ratio(whole: int, part: int) -> int:
    return -(-whole // part)


def _read_scan(segment: _Segment, frame: _Frame) -> _Scan:
    """Read the header of a scan (B.2.3) and refuse it if its packed data is too short for its blocks."""
    count = segment.data[0] if segment.data else 0
    if len(segment.data) != 4 + 2 * count or not 1 <= count <= len(frame.components):
        raise damaged(KIND)
    names = frozenset(segment.data[1 : 1 + 2 * count : 2])
    first, _, bits = segment.data[-3:]
    if len(names) != count or not names <= set(frame.components):
        raise damaged(KIND)
    components = [frame.components[name] for name in names]
    blocks = components[0].own_blocks if count == 1 else sum(each.padded_blocks for each in components)
    scan = _Scan(names, blocks, _least_bits(frame.code, first, blocks), first == 0 and bits >> 4 == 0)
    if 8 * segment.packed < scan.least_bits:
        raise _too_short(frame)
    return scan


def _least_bits(code: int, first: int, blocks: int) -> int:
    """Return the fewest bits for a scan: every code of Huffman's has one bit or more (F.1.2, G.1.2)."""
    if code != _PROGRESSIVE:
        return 2 * blocks  # one code for the mean of a block, one to say that nothing more comes
    return blocks if first == 0 else _ratio(blocks, _LONGEST_RUN)


def _too_short(frame: _Frame) -> Refused:
    return Refused(Message("pictures.errors.jpeg_too_short", width=frame.width, height=frame.height))


def _check_scans(scans: Sequence[_Scan], frame: _Frame, limits: PictureLimits) -> None:
    """Check that every colour comes, and that neither work nor memory is out of proportion."""
    brought = frozenset[int]().union(*(scan.components for scan in scans if scan.begins))
    if brought != set(frame.components):
        raise _too_short(frame)
    if sum(scan.blocks for scan in scans) > limits.jpeg_blocks:
        raise Refused(
            Message("pictures.errors.jpeg_work", scans=len(scans), width=frame.width, height=frame.height)
        )
    if len(scans) > 1 or frame.code == _PROGRESSIVE:
        _check_memory(frame, limits)


def _check_memory(frame: _Frame, limits: PictureLimits) -> None:
    if frame.memory > limits.jpeg_memory:
        raise Refused(
            Message(
                "pictures.errors.jpeg_memory",
                megabytes=frame.memory // 2**20,
                limit=limits.jpeg_memory // 2**20,
            )
        )
