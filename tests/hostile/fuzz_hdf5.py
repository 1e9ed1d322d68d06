"""Changes good HDF5 files at random, and looks at what becomes of them.

python -m tests.hostile.fuzz_hdf5 COUNT [SEED]

Each file is read twice, each time in a limited fork whose memory begins as something else; what is accepted
is read by h5py alone too. Twenty share a fork, which is dearer than the reading, unless one of them ends it.
Newer structures get their checksums made right again most of the time, or no
change would get past these.
"""

import io
import os
import random
import resource
import struct
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import h5py
import numpy as np

from tests.hostile.forks import outcome_here, outcomes_apart, told
from tests.hostile.hdf5 import MARKER, MARKER_VARIABLE, NAMES, SHAPE, X, Y, pictures
from tests.hostile.lookup3 import lookup3

TOGETHER = 20
ENDS = ("accepted", "ended", "stopped", "out")
_SEALED = (b"\x89HDF\r\n\x1a\n\x02", b"\x89HDF\r\n\x1a\n\x03", b"OHDR", b"OCHK", b"FAHD", b"FADB")
_INTERESTING = (
    0,
    1,
    2,
    7,
    8,
    2**15,
    2**16 - 1,
    2**31,
    2**32 - 1,
    2**40,
    2**63 - 1,
    2**63,
    2**64 - 2,
    2**64 - 1,
)


@dataclass(frozen=True)
class Seed:
    """A good file and where its checksums stand: each over the bytes from a start to itself."""

    content: bytes
    seals: tuple[tuple[int, int], ...]


@dataclass
class Tally:
    """What came of the files.

    Attributes
    ----------
    counts : Counter
        Files that were ``accepted``, ``refused`` with a sentence, ``ended`` their process, were ``stopped``
        by the clock or ran ``out`` of memory; of the accepted, those for which h5py gives the ``same``
        values, ``zeros`` for a chunk that it does not find in a damaged index, or does not read.
    faults : list of str
        What must not be: two reads that differ, bytes of the server, an error that is no sentence, or values
        other than h5py's.
    slowest : float
        Seconds of the processor that the reading of some files took at most.
    """

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0


def make_seeds() -> list[Seed]:
    """Return good files of every make: versions, layouts, filters, kinds of names."""
    layouts: tuple[dict[str, Any], ...] = (
        {},
        {"chunks": SHAPE, "compression": "gzip"},
        {"chunks": (2, 3, 2, 3), "shuffle": True, "compression": "gzip"},
        {"chunks": (1, 2, 2, 3), "maxshape": (9, 4, 2, 3)},
        {"chunks": (2, 4, 2, 3), "maxshape": (None, 4, 2, 3), "compression": "lzf"},
        {"chunks": (1, 4, 2, 3), "maxshape": (None, None, 2, 3), "fletcher32": True},
    )
    names = (np.array([b"non-cat", b"cat"]), ["non-cat", "cat"])
    made = []
    for version, options, classes in product((None, "v108", "latest"), layouts, names):
        content = io.BytesIO()
        with h5py.File(content, "w", libver=version) as file:
            file.create_dataset(X, data=pictures(), **options)
            file.create_dataset(Y, data=np.arange(5) % 2)
            file.create_dataset(NAMES, data=classes)
        made.append(Seed(content.getvalue(), tuple(_seals(content.getvalue()))))
    return made


def _seals(content: bytes) -> Iterator[tuple[int, int]]:
    for mark in _SEALED:
        start = content.find(mark)
        while start >= 0:
            for stop in range(start + 8, min(start + 1000, len(content) - 3)):
                if content[stop : stop + 4] == struct.pack("<I", lookup3(content[start:stop])):
                    yield start, stop
                    break
            start = content.find(mark, start + 1)


# --- Changes -----------------------------------------------------------------------------------


def mutate(seed: Seed, chance: random.Random) -> bytes:
    """Return a seed with one to four changes."""
    data = bytearray(seed.content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        chance.choice(CHANGES)(data, chance)
    if len(data) == len(seed.content) and chance.random() < 0.9:
        for start, stop in seed.seals:
            data[stop : stop + 4] = struct.pack("<I", lookup3(bytes(data[start:stop])))
    return bytes(data)


def _flip(data: bytearray, chance: random.Random) -> None:
    data[_place(data, chance)] ^= 1 << chance.randrange(8)


def _byte(data: bytearray, chance: random.Random) -> None:
    data[_place(data, chance)] = chance.choice((0, 1, 2, 3, 4, 8, 127, 128, 254, 255, chance.randrange(256)))


def _number(data: bytearray, chance: random.Random) -> None:
    """Put a number where one could stand: of the interesting, or an address in the file."""
    width, at = chance.choice((2, 4, 8, 8)), _place(data, chance)
    value = chance.choice((*_INTERESTING, chance.randrange(len(data)), len(data), len(data) - 8))
    data[at : at + width] = struct.pack("<Q", value)[:width]


def _nudge(data: bytearray, chance: random.Random) -> None:
    """Add a little to a number that stands there."""
    at = _place(data, chance)
    value = int.from_bytes(data[at : at + 8], "little") + chance.choice((-8, -1, 1, 8, 48))
    data[at : at + 8] = struct.pack("<Q", value % 2**64)[: len(data) - at]


def _copy(data: bytearray, chance: random.Random) -> None:
    """Write a piece of the file somewhere else in it."""
    length, start, at = chance.choice((8, 16, 40, 100)), _place(data, chance), _place(data, chance)
    piece = data[start : start + length]
    data[at : at + len(piece)] = piece


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[_place(data, chance) + 1 :]


def _drop(data: bytearray, chance: random.Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.choice((1, 8))]
    data += b"\0"


def _place(data: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(data))


CHANGES = (_flip, _byte, _byte, _number, _number, _number, _nudge, _nudge, _copy, _cut, _drop)


# --- Reading -----------------------------------------------------------------------------------


def read_plain(content: bytes) -> str:
    """Return what h5py alone reads, as `tests.hostile.forks.outcome` tells it; or ``not read``."""
    try:
        with h5py.File(io.BytesIO(content)) as file:
            arrays, names = [file[key][()] for key in (X, Y)], file[NAMES][()]
            classes = tuple(bytes(name).decode() for name in names)
    except Exception:
        return "not read"
    return told(classes, arrays[0], arrays[1].astype(np.int64))


def fuzz(count: int, seed: int) -> Tally:
    """Read `count` changed files, and tell what came of them."""
    tally, chance, seeds = Tally(), random.Random(seed), make_seeds()
    contents = [mutate(chance.choice(seeds), chance) for _ in range(count)]
    for start in range(0, count, TOGETHER):
        _read(tally, start, contents[start : start + TOGETHER])
    return tally


def _read(tally: Tally, start: int, contents: list[bytes]) -> None:
    """Read some files, the first of which has the number `start`, and note what comes of them."""
    started = _spent_by_forks()
    firsts = outcomes_apart(contents, outcome_here, memory=0x5A)
    tally.slowest = max(tally.slowest, _spent_by_forks() - started)
    again = outcomes_apart(contents, outcome_here, memory=0xC3)
    accepted = []
    for number, (first, second) in enumerate(zip(firsts, again, strict=True), start):
        kind = first.split()[0].rstrip(":")
        tally.counts[kind if kind in ENDS else "refused"] += 1
        tally.faults += [f"{number}: {fault}" for fault in _find_faults(first, second)]
        if kind == "accepted":
            accepted.append(number)
    plain = outcomes_apart([contents[number - start] for number in accepted], read_plain)
    for number, alone in zip(accepted, plain, strict=True):
        _compare(tally, number, firsts[number - start], alone)


def _spent_by_forks() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _find_faults(first: str, second: str) -> Iterator[str]:
    if first != second:
        yield f"two reads differ: {first[:200]} | {second[:200]}"
    if MARKER.decode() in first + second or MARKER.hex() in first + second:
        yield "bytes of the server"
    if first.startswith("ended by ") and not first.startswith("ended by SIG"):
        yield first


def _compare(tally: Tally, number: int, first: str, plain: str) -> None:
    if plain == first:
        tally.counts["same"] += 1
    elif len(plain) == len(first) and all(b in (a, "0") for a, b in zip(first, plain, strict=True)):
        tally.counts["zeros"] += 1
    elif plain.startswith("accepted"):
        tally.faults.append(f"{number}: other values than h5py's")
    else:
        tally.counts["not read by h5py"] += 1


def main() -> int:
    """Run, print the tally, and return 1 where something is wrong."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    os.environ[MARKER_VARIABLE] = MARKER.decode()
    tally = fuzz(count, seed)
    print(f"files: {count}, seed: {seed}")
    for name, number in tally.counts.most_common():
        print(f"{name}: {number}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"slowest: {tally.slowest:.1f} s; most memory: {memory} kB")
    print(*tally.faults[:20], sep="\n")
    return int(bool(tally.faults))


if __name__ == "__main__":
    sys.exit(main())
