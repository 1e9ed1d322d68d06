"""The sum that newer HDF5 structures end with; without it, no change of these would get any further.

B. Jenkins, "lookup3.c, by Bob Jenkins, May 2006, Public Domain", function ``hashlittle`` with start value 0.
"""

import struct

_MASK = 0xFFFFFFFF


def lookup3(data: bytes) -> int:
    """Return the sum, 32 bits, of some bytes."""
    a = b = c = (0xDEADBEEF + len(data)) & _MASK
    if not data:
        return c
    words = struct.unpack(f"<{-(-len(data) // 12) * 3}I", data + bytes(-len(data) % 12))
    for at in range(0, len(words) - 3, 3):
        a, b, c = _mix((a + words[at]) & _MASK, (b + words[at + 1]) & _MASK, (c + words[at + 2]) & _MASK)
    a, b, c = (x + y & _MASK for x, y in zip((a, b, c), words[-3:], strict=True))
    return _final(a, b, c)


def _turn(x: int, bits: int) -> int:
    return ((x << bits) | (x >> (32 - bits))) & _MASK


def _mix(a: int, b: int, c: int) -> tuple[int, int, int]:
    a, c = (a - c & _MASK) ^ _turn(c, 4), c + b & _MASK
    b, a = (b - a & _MASK) ^ _turn(a, 6), a + c & _MASK
    c, b = (c - b & _MASK) ^ _turn(b, 8), b + a & _MASK
    a, c = (a - c & _MASK) ^ _turn(c, 16), c + b & _MASK
    b, a = (b - a & _MASK) ^ _turn(a, 19), a + c & _MASK
    c, b = (c - b & _MASK) ^ _turn(b, 4), b + a & _MASK
    return a, b, c


def _final(a: int, b: int, c: int) -> int:
    c = (c ^ b) - _turn(b, 14) & _MASK
    a = (a ^ c) - _turn(c, 11) & _MASK
    b = (b ^ a) - _turn(a, 25) & _MASK
    c = (c ^ b) - _turn(b, 16) & _MASK
    a = (a ^ c) - _turn(c, 4) & _MASK
    b = (b ^ a) - _turn(a, 14) & _MASK
    return (c ^ b) - _turn(b, 24) & _MASK
