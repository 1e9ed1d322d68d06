"""Damage good files at random, and count what becomes of them.

``PLAYGROUND_FUZZ=5000`` reads that many damaged files of each kind in place of the few of an ordinary run.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from playground.intake.refusal import Refused

ROUNDS = int(os.environ.get("PLAYGROUND_FUZZ", "150"))
# Numbers that sizes, counts and offsets are made to overflow with.
_NASTY = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


def damaged(good: Sequence[bytes], rounds: int, seed: int) -> Iterator[bytes]:
    """Yield damaged copies of good files: bits and numbers changed, pieces lost, doubled or mixed."""
    rng = np.random.default_rng(seed)
    for _ in range(rounds):
        data = bytearray(good[rng.integers(len(good))])
        for _ in range(int(rng.geometric(0.4))):
            _hurt(data, good, rng)
        yield bytes(data)


def _hurt(data: bytearray, good: Sequence[bytes], rng: np.random.Generator) -> None:
    # Headers stand at the start or, in a ZIP, at the end: half of the damage is done there.
    where = (rng.integers(len(data) + 1), rng.integers(64), len(data) - rng.integers(64))
    at = int(np.clip(where[rng.choice(3, p=(0.5, 0.3, 0.2))], 0, len(data)))
    length = int(rng.geometric(0.05))
    match rng.integers(5):
        case 0:
            data[at : at + 1] = bytes([int(rng.integers(256))])
        case 1:
            size, order = int(rng.choice((1, 2, 4))), str(rng.choice(("little", "big")))
            number = int(rng.choice(_NASTY)) & (256**size - 1)
            data[at : at + size] = number.to_bytes(size, order)  # type: ignore[arg-type]
        case 2:
            del data[at : at + length]
        case 3:
            data[at:at] = data[at : at + length]
        case _:
            other = good[rng.integers(len(good))]
            start = int(rng.integers(len(other)))
            data[at : at + length] = other[start : start + length]


def count_outcomes(read: Callable[[bytes], object], files: Iterator[bytes]) -> Counter[str]:
    """Read each file twice and count how many were accepted, refused, and differed between the two reads.

    Any error but `Refused` goes through.
    """
    counts = Counter(accepted=0, refused=0, differing=0)
    for data in files:
        first, second = (_outcome(read, data) for _ in range(2))
        counts["differing"] += first != second
        counts["refused" if isinstance(first, str) else "accepted"] += 1
    return counts


def _outcome(read: Callable[[bytes], object], data: bytes) -> object:
    """Return what a file was read as, as bytes, or the sentence it was refused with."""
    try:
        return repr(read(data)).encode()
    except Refused as error:
        return str(error)
