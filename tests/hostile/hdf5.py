"""Makes HDF5 files that are no data sets: those that were measured to lead a plain reader astray, and more.

Each is the training file of a data set that is good but for one thing. `MARKER` stands in a file and in the
environment of the process that reads them; none of its bytes may ever come back.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from tests.hostile.lookup3 import lookup3

X, Y, NAMES = "train_set_x", "train_set_y", "list_classes"
SHAPE = (5, 4, 2, 3)
MARKER = b"MARKER-of-the-server-9f1c"
MARKER_VARIABLE = "PLAYGROUND_HOSTILE_MARKER"
UNDEFINED = b"\xff" * 8

Edit = Callable[[h5py.File], object]


@dataclass(frozen=True)
class Case:
    """A file and a part of what comes of it: of its sentence, or of what `tests.hostile.forks` says.

    Attributes
    ----------
    leaks : bool
        Whether plain h5py, given this file in its folder, returns bytes of `MARKER`.
    """

    make: Callable[[Path], bytes]
    part: str
    leaks: bool = False


DAMAGED = "damaged or was cut off"
# --- Tools -------------------------------------------------------------------------------------


def pictures() -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, SHAPE, np.uint8)


def good(half: str = "train", version: Any = None, **options: Any) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w", libver=version) as file:
        file.create_dataset(f"{half}_set_x", data=pictures(), **options)
        file[f"{half}_set_y"] = np.arange(5) % 2
        file[NAMES] = np.array([b"non-cat", b"cat"])
    return content.getvalue()


def older(folder: Path) -> bytes:
    return good()


def edited(edit: Edit, version: Any = None, **options: Any) -> Callable[[Path], bytes]:
    """Return a maker: a good file without pictures, opened by h5py for an edit that puts something there."""

    def make(folder: Path) -> bytes:
        path = folder / "edited.h5"
        with h5py.File(path, "w", libver=version, **options) as file:
            file[Y] = np.arange(5) % 2
            file[NAMES] = np.array([b"non-cat", b"cat"])
            edit(file)
        return path.read_bytes()

    return make


def put(key: str, value: Any, **options: Any) -> Edit:
    def edit(file: h5py.File) -> None:
        if X not in file and key != X:
            file[X] = pictures()
        if key in file:
            del file[key]
        file.create_dataset(key, data=value, **options)

    return edit


def patched(
    content: Callable[[Path], bytes], *changes: Callable[[bytearray], None]
) -> Callable[[Path], bytes]:
    """Return a maker: a file of which some bytes are changed."""

    def make(folder: Path) -> bytes:
        data = bytearray(content(folder))
        for change in changes:
            change(data)
        return bytes(data)

    return make


def at(mark: bytes, offset: int, new: bytes, nth: int = 0) -> Callable[[bytearray], None]:
    """Return a change: write bytes some way behind the nth place where a mark stands."""

    def change(data: bytearray) -> None:
        start = -1
        for _ in range(nth + 1):
            start = data.index(mark, start + 1)
        data[start + offset : start + offset + len(new)] = new

    return change


def seal_header(data: bytearray, inside: int) -> None:
    """Make the checksum of the newer object header right again that a place lies in."""
    start = max(data.rfind(b"OHDR", 0, inside), data.rfind(b"OCHK", 0, inside))
    if data[start : start + 4] == b"OCHK":
        # How long it is stands where the header is continued.
        mention = data.index(number(start))
        stop = start + int.from_bytes(data[mention + 8 : mention + 16], "little") - 4
        data[stop : stop + 4] = struct.pack("<I", lookup3(bytes(data[start:stop])))
        return
    flags = data[start + 5]
    begin = start + 6 + (16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0)
    width = 1 << (flags & 3)
    stop = begin + width + int.from_bytes(data[begin : begin + width], "little")
    data[stop : stop + 4] = struct.pack("<I", lookup3(bytes(data[start:stop])))


def number(value: int) -> bytes:
    return struct.pack("<Q", value)


def chunked(data: bytes, mask: int = 0, **options: Any) -> Callable[[Path], bytes]:
    """Return a maker: the pictures are one chunk that holds just these bytes."""

    def edit(file: h5py.File) -> None:
        file.create_dataset(X, SHAPE, np.uint8, chunks=SHAPE, **options)
        file[X].id.write_direct_chunk((0, 0, 0, 0), data, filter_mask=mask)

    return edited(edit)


def bomb(count: int) -> bytes:
    """Return a zlib stream of `count` zero bytes, a multiple of 1 MiB."""
    packer, block = zlib.compressobj(9), bytes(2**20)
    # After a full flush every block packs alike: packing them one by one would take seconds at every import.
    first, other = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    empty_last_block, adler = b"\x03\x00", (count % 65521) << 16 | 1
    return first + other * (count // 2**20 - 1) + empty_last_block + struct.pack(">I", adler)


def low_level(
    key: str, kind: Any, shape: tuple[int, ...], change: Callable[[Any], object] | None = None
) -> Edit:
    """Return an edit: an array of any HDF5 type, made with properties that h5py does not offer."""

    def edit(file: h5py.File) -> None:
        put(Y, np.arange(5) % 2)(file) if key != X else None
        if key in file:
            del file[key]
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        if change is not None:
            change(plan)
        h5py.h5d.create(file.id, key.encode(), kind, h5py.h5s.create_simple(shape), plan)

    return edit


# --- Other places ------------------------------------------------------------------------------


def external_storage(target: str) -> Callable[[Path], bytes]:
    def make(folder: Path) -> bytes:
        path = str(folder / target) if not target.startswith("/") else target

        def edit(file: h5py.File) -> None:
            file.create_dataset(X, SHAPE, np.uint8, external=[(path, 0, 120)])

        return edited(edit)(folder)

    return make


def external_link(target: str, *, by_soft_link: bool = False, version: Any = None) -> Callable[[Path], bytes]:
    def make(folder: Path) -> bytes:
        def edit(file: h5py.File) -> None:
            link = h5py.ExternalLink(str(folder / target), "/secret")
            file["way" if by_soft_link else X] = link
            if by_soft_link:
                file[X] = h5py.SoftLink("/way")

        return edited(edit, version)(folder)

    return make


def virtual(*, onto_itself: bool) -> Callable[[Path], bytes]:
    def make(folder: Path) -> bytes:
        def edit(file: h5py.File) -> None:
            layout = h5py.VirtualLayout(SHAPE, np.uint8)
            name, key = (".", X) if onto_itself else (str(folder / "secret.h5"), "/secret")
            layout[...] = h5py.VirtualSource(name, key, SHAPE)
            file.create_virtual_dataset(X, layout)

        return edited(edit)(folder)

    return make


def soft_link(file: h5py.File) -> None:
    file["elsewhere"] = pictures()
    file[X] = h5py.SoftLink("/elsewhere")


def soft_circle(file: h5py.File) -> None:
    file["a"], file[X] = h5py.SoftLink(f"/{X}"), h5py.SoftLink("/a")


def own_link(data: bytearray) -> None:
    start = data.index(X.encode())
    data[start - 2] = 70
    seal_header(data, start)


def plant(folder: Path) -> None:
    """Put what must not be read into a folder: a file, an HDF5 file, and a pipe that nobody writes to."""
    import os

    (folder / "secret.txt").write_bytes(MARKER * 40)
    secret = np.frombuffer((MARKER * 40)[:120], np.uint8).reshape(SHAPE)
    with h5py.File(folder / "secret.h5", "w") as file:
        file["secret"] = secret
    if not (folder / "fifo").exists():
        os.mkfifo(folder / "fifo")


ELSEWHERE = {
    "external storage": Case(external_storage("secret.txt"), "external storage", leaks=True),
    "external storage of the environment": Case(external_storage("/proc/self/environ"), "external storage"),
    "external storage of a pipe": Case(external_storage("fifo"), "external storage"),
    "external link": Case(external_link("secret.h5"), "an external link", leaks=True),
    "external link, newer": Case(
        external_link("secret.h5", version="latest"), "an external link", leaks=True
    ),
    "external link to a pipe": Case(external_link("fifo"), "an external link"),
    "soft link to an external link": Case(
        external_link("secret.h5", by_soft_link=True), "a soft link", leaks=True
    ),
    "virtual": Case(virtual(onto_itself=False), "a virtual data set", leaks=True),
    "virtual, onto itself": Case(virtual(onto_itself=True), "a virtual data set"),
    "soft link": Case(edited(soft_link), "a soft link"),
    "soft link, newer": Case(edited(soft_link, "latest"), "a soft link"),
    "soft links in a circle": Case(edited(soft_circle), "a soft link"),
    "spread over files": Case(patched(older, at(b"\x89HDF", 48, number(96))), DAMAGED),
    "link of its own kind": Case(
        patched(
            edited(soft_link, "latest"),
            own_link,
        ),
        "a link of a kind of its own",
    ),
}

# --- Chunks that are not what they declare ------------------------------------------------------


def twice(plan: Any) -> None:
    plan.set_chunk(SHAPE)
    plan.set_deflate(9)
    plan.set_deflate(9)


def gzip_twice(file: h5py.File) -> None:
    low_level(X, h5py.h5t.STD_U8LE, SHAPE, twice)(file)
    file[X].id.write_direct_chunk((0, 0, 0, 0), zlib.compress(bomb(2**28), 9))


def shuffle_last(plan: Any) -> None:
    plan.set_chunk(SHAPE)
    plan.set_deflate(9)
    plan.set_shuffle()


def edges_unfiltered(data: bytearray) -> None:
    """Say in the layout (version 4, chunked) that chunks at the edge are not packed."""
    start = data.index(b"\x04\x02\x00\x05\x01\x02\x03\x02\x03\x01")
    data[start + 2] = 1
    seal_header(data, start)


def one_by_one(file: h5py.File) -> None:
    file.create_dataset(X, (3000, 4, 2, 3), np.uint8, chunks=(1, 1, 1, 1), compression="gzip")
    put(Y, np.arange(3000) % 2)(file)


def declared(shape: tuple[int, ...], **options: Any) -> Edit:
    """Return an edit: an array of which nothing was written."""
    return lambda file: file.create_dataset(X, shape, np.uint8, **options)


def missing_chunk(file: h5py.File) -> None:
    file.create_dataset(X, SHAPE, np.uint8, chunks=(1, 4, 2, 3))
    file[X][:4] = 1


def tiny_array_large_chunks(file: h5py.File) -> None:
    """Make 5 chunks of 49 MB for 120 values."""
    options = {"chunks": (1, 4096, 4096, 3), "maxshape": (None,) * 4, "compression": "gzip"}
    entry = file.create_dataset(X, SHAPE, np.uint8, **options)
    packed = bomb(48 * 2**20)
    for index in range(5):
        entry.id.write_direct_chunk((index, 0, 0, 0), packed)


def shared_chunk() -> bytes:
    """Return a file whose first two chunks are the same bytes; with a bomb there, it would lie there once."""
    data = bytearray(good(chunks=(1, 4, 2, 3)))
    first = data.index(b"TREE\x01") + 24 + 48
    data[first + 56 : first + 64] = data[first : first + 8]
    return bytes(data)


LENGTH = "does not have the length"
CHUNKS = {
    "gzip, too little": Case(chunked(zlib.compress(bytes(10)), compression="gzip"), LENGTH),
    "gzip, nothing": Case(chunked(zlib.compress(b""), compression="gzip"), LENGTH),
    "gzip, one byte more": Case(chunked(zlib.compress(bytes(121)), compression="gzip"), LENGTH),
    "gzip, a bomb": Case(chunked(bomb(2**30), compression="gzip"), LENGTH),
    "gzip, cut off": Case(chunked(zlib.compress(pictures().tobytes())[:-5], compression="gzip"), LENGTH),
    "gzip, something behind": Case(chunked(zlib.compress(bytes(120)) + b"x", compression="gzip"), LENGTH),
    "gzip, none": Case(chunked(bytes(120), compression="gzip"), "cannot be unpacked"),
    "raw, too little": Case(chunked(bytes(10)), LENGTH),
    "raw, too much": Case(chunked(bytes(1000)), LENGTH),
    "masked filter": Case(chunked(bytes(10), 1, compression="gzip"), LENGTH),
    "masked filter, whole": Case(chunked(bytes(120), 1, compression="gzip"), "accepted"),
    "masked filter, newer": Case(
        lambda folder: edited(
            lambda file: (
                file.create_dataset(X, SHAPE, np.uint8, chunks=SHAPE, compression="gzip"),
                file[X].id.write_direct_chunk((0, 0, 0, 0), bytes(10), filter_mask=1),
            ),
            "latest",
        )(folder),
        LENGTH,
    ),
    "gzip twice": Case(edited(gzip_twice), LENGTH),
    "gzip, then shuffle": Case(edited(low_level(X, h5py.h5t.STD_U8LE, SHAPE, shuffle_last)), "never written"),
    "LZF": Case(edited(put(X, pictures(), compression="lzf")), "accepted"),
    "Fletcher32": Case(edited(put(X, pictures(), fletcher32=True)), "accepted"),
    "Scale-Offset": Case(edited(put(X, pictures(), scaleoffset=0)), "filter Scale-Offset"),
    "edges without filter": Case(
        patched(lambda _: good(version="v110", chunks=(2, 3, 2, 3), compression="gzip"), edges_unfiltered),
        "accepted",
    ),
    "chunks of one value": Case(edited(one_by_one), "never written"),
    "chunks larger than the limit": Case(
        edited(declared(SHAPE, chunks=(5, 10**4, 10**4, 3), maxshape=(None,) * 4)), "declares 1,431 MB"
    ),
    "large chunks, small array": Case(edited(tiny_array_large_chunks), "declares 240 MB"),
    "petabytes": Case(
        edited(declared((10**9, 1000, 1000, 3), chunks=(1, 64, 64, 3))), "declares 3,000,000,000 MB"
    ),
    "petabytes, in one piece": Case(edited(declared((10**9, 1000, 1000, 3))), "declares 2,861,022,949 MB"),
    "2 to the 60": Case(edited(declared((2**60, 4, 2, 3), chunks=(2**20, 4, 2, 3))), "MB of data"),
    "nothing written": Case(edited(declared(SHAPE, chunks=SHAPE)), "never written"),
    "nothing written, in one piece": Case(edited(declared(SHAPE)), "never written"),
    "nothing written, newer": Case(edited(declared(SHAPE, chunks=(1, 4, 2, 3)), "latest"), "never written"),
    "a chunk missing": Case(edited(missing_chunk), "never written"),
    "a chunk missing, newer": Case(edited(missing_chunk, "latest"), "never written"),
    "one chunk for two": Case(lambda folder: shared_chunk(), "claim the same bytes"),
    "extensible array": Case(
        edited(put(X, pictures(), chunks=(1, 4, 2, 3), maxshape=(None, 4, 2, 3)), "latest"), "accepted"
    ),
    "newer B-tree": Case(
        edited(put(X, pictures(), chunks=(1, 4, 2, 3), maxshape=(None, None, 2, 3)), "latest"),
        "accepted",
    ),
}

# --- Structures that lead nowhere, or round in circles -------------------------------------------


def point_to_itself(mark: bytes, offset: int) -> Callable[[bytearray], None]:
    """Return a change: raise the level of a B-tree node and let its first child be the node."""

    def change(data: bytearray) -> None:
        start = data.index(mark)
        data[start + 5] = 1
        data[start + offset : start + offset + 8] = number(start)

    return change


def same_address_twice(file: h5py.File) -> None:
    file[X] = pictures()
    del file[Y]
    file[Y] = file[X]


def endless_header(file: h5py.File) -> None:
    file[X] = pictures()
    for index in range(40):
        file[X].attrs[f"note {index}"] = index


def continuation_to_itself(data: bytearray) -> None:
    """Let the continuation of an object header of version 1 be that header's own block."""
    start = 0
    while True:
        start = data.index(b"\x10\x00\x10\x00", start + 1)
        where, length = struct.unpack_from("<QQ", data, start + 8)
        if where + length <= len(data) and length:
            data[start + 8 : start + 16] = number(start - start % 8)
            return


def huge_header(folder: Path) -> bytes:
    """Return a file whose root group has a header of 32 MB, with a checksum to be computed over all of it."""
    data = bytearray(newer(folder)[:48])
    data[36:44] = number(48)
    data[28:36] = number(2**25)
    data[44:48] = struct.pack("<I", lookup3(bytes(data[:44])))
    data += b"OHDR\x02\x02" + struct.pack("<I", 2**25 - 100)
    return bytes(data) + bytes(2**25)


def many_names(file: h5py.File) -> None:
    file[X] = pictures()
    for index in range(60):
        file[f"other {index}"] = index


def small_addresses(folder: Path) -> bytes:
    plan = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    plan.set_sizes(4, 4)
    name = folder / "small.h5"
    file = h5py.File(h5py.h5f.create(str(name).encode(), h5py.h5f.ACC_TRUNC, plan))
    file[X] = pictures()
    file.close()
    return name.read_bytes()


def resealed(change: Callable[[bytearray], None]) -> Callable[[bytearray], None]:
    """Return a change of the newer superblock, with its checksum made right again."""

    def sealed(data: bytearray) -> None:
        change(data)
        data[44:48] = struct.pack("<I", lookup3(bytes(data[:44])))

    return sealed


def newer(folder: Path) -> bytes:
    return good(version="latest")


STRUCTURES = {
    "free list of the heap": Case(patched(older, at(b"HEAP", 16, number(8))), DAMAGED),
    "free list of the heap, far away": Case(patched(older, at(b"HEAP", 16, number(2**62))), DAMAGED),
    "names of the heap, far away": Case(patched(older, at(b"HEAP", 24, number(2**62))), DAMAGED),
    "names of the heap, everywhere": Case(patched(older, at(b"HEAP", 8, number(2**63))), DAMAGED),
    "names of the heap, on the heap": Case(patched(older, at(b"HEAP", 24, number(680))), DAMAGED),
    "names without end": Case(patched(older, lambda data: at(b"HEAP", 8, number(12))(data)), DAMAGED),
    "tree of names, in a circle": Case(patched(older, point_to_itself(b"TREE\x00", 32)), "ended by SIG"),
    "tree of names, without leaves": Case(patched(older, at(b"TREE\x00", 5, b"\x07")), DAMAGED),
    "tree of names, level 255": Case(patched(older, at(b"TREE\x00", 5, b"\xff")), DAMAGED),
    "tree of names, 65,535 children": Case(patched(older, at(b"TREE\x00", 6, b"\xff\xff")), DAMAGED),
    "table of 65,535 names": Case(patched(older, at(b"SNOD", 6, b"\xff\xff")), DAMAGED),
    "tree of chunks, in a circle": Case(
        patched(lambda _: good(chunks=(1, 4, 2, 3)), point_to_itself(b"TREE\x01", 24 + 48)),
        "ended by SIG",
    ),
    "tree of chunks, 65,535 chunks": Case(
        patched(lambda _: good(chunks=(1, 4, 2, 3)), at(b"TREE\x01", 6, b"\xff\xff")), DAMAGED
    ),
    "a chunk twice": Case(
        patched(lambda _: good(chunks=(1, 4, 2, 3)), at(b"TREE\x01", 24 + 48 + 8 + 8, number(0))),
        "not fit together",
    ),
    "a chunk beside the grid": Case(
        patched(lambda _: good(chunks=(1, 4, 2, 3)), at(b"TREE\x01", 24 + 48 + 8 + 8, number(9))),
        "not fit together",
    ),
    "one array under two names": Case(edited(same_address_twice), "(5, 4, 2, 3)"),
    "header that goes on in itself": Case(patched(edited(endless_header), continuation_to_itself), DAMAGED),
    "huge header": Case(huge_header, DAMAGED),
    "very many names": Case(edited(many_names, "latest"), "accepted"),
    "addresses of 4 bytes": Case(small_addresses, "no key “train_set_y”"),
    "not closed": Case(patched(newer, resealed(at(b"\x89HDF", 11, b"\x01"))), DAMAGED),
    "superblock of version 9": Case(patched(older, at(b"\x89HDF", 8, b"\x09")), DAMAGED),
    "root group far away": Case(patched(newer, resealed(at(b"\x89HDF", 36, number(2**63)))), DAMAGED),
    "root group is the superblock": Case(patched(newer, resealed(at(b"\x89HDF", 36, number(0)))), DAMAGED),
    "extension is the root group": Case(patched(newer, resealed(at(b"\x89HDF", 20, number(48)))), DAMAGED),
    "checksum": Case(patched(newer, at(b"OHDR", 12, b"\x01")), DAMAGED),
    "larger than allowed": Case(lambda folder: good() + bytes(65 * 2**20), "at most 64 MB are accepted"),
    "empty": Case(lambda folder: b"", "not an HDF5 file"),
    "only a signature": Case(lambda folder: b"\x89HDF\r\n\x1a\n", DAMAGED),
    "many signatures": Case(lambda folder: b"\x89HDF\r\n\x1a\n" * 100_000, DAMAGED),
    "a ZIP": Case(lambda folder: b"PK\x03\x04" + bytes(1000), "not an HDF5 file"),
    "zeros": Case(lambda folder: bytes(2**20), "not an HDF5 file"),
}

# --- Types that are no pictures, labels or names -------------------------------------------------


def named_type(file: h5py.File) -> None:
    file["kind"] = np.dtype(np.uint8)
    h5py.h5d.create(file.id, X.encode(), file["kind"].id, h5py.h5s.create_simple(SHAPE))
    file[X][...] = pictures()


def texts(change: Callable[[bytearray], None]) -> Callable[[Path], bytes]:
    """Return a maker: class names of any length, damaged."""
    maker = edited(put(NAMES, ["non-cat", "cat"]))

    def make(folder: Path) -> bytes:
        data = bytearray(maker(folder))
        change(data)
        return bytes(data)

    return make


def reference(offset: int, new: bytes) -> Callable[[bytearray], None]:
    """Return a change of the reference to the first name: length, address of the heap, number there."""

    def change(data: bytearray) -> None:
        heap = data.index(b"GCOL")
        start = data.index(struct.pack("<IQI", 7, heap, 2))
        data[start + offset : start + offset + len(new)] = new

    return change


NESTED = h5py.vlen_dtype(h5py.vlen_dtype(np.int32))
KINDS = h5py.h5t
TYPES = {
    "names, nested": Case(
        edited(
            lambda file: (put(X, pictures())(file), file.pop(NAMES), file.create_dataset(NAMES, (2,), NESTED))
        ),
        "object (2,)",
    ),
    "names far too long": Case(texts(reference(0, b"\xff\xff\xff\x7f")), DAMAGED),
    "names somewhere else": Case(texts(reference(4, number(2**62))), DAMAGED),
    "names in the superblock": Case(texts(reference(4, number(0))), "two different classes"),
    "names with another number": Case(texts(reference(12, b"\x63\0\0\0")), DAMAGED),
    "heap of names without end": Case(texts(at(b"GCOL", 8, number(2**62))), DAMAGED),
    "heap of names of no length": Case(texts(at(b"GCOL", 8, number(0))), DAMAGED),
    "heap of names in a circle": Case(texts(at(b"GCOL", 24, number(2**64 - 16))), "stopped by the clock"),
    "pictures of variable length": Case(
        edited(lambda file: file.create_dataset(X, SHAPE, h5py.vlen_dtype(np.uint8))),
        "type object",
    ),
    "pictures as text": Case(edited(put(X, np.full(SHAPE, b"x"))), "type |S1"),
    "pictures of references": Case(
        edited(lambda file: file.create_dataset(X, SHAPE, h5py.ref_dtype)), "type object"
    ),
    "pictures with fields": Case(edited(put(X, np.zeros(SHAPE, [("a", "u1")]))), "type [('a', 'u1')]"),
    "pictures of arrays": Case(
        edited(low_level(X, KINDS.array_create(KINDS.STD_U8LE, (3,)), (5, 4, 2))), "type ('u1', (3,))"
    ),
    "opaque pictures": Case(edited(put(X, np.zeros(SHAPE, "V1"))), "type |V1"),
    "pictures of bits": Case(
        edited(low_level(X, KINDS.STD_B8LE, SHAPE)), "an HDF5 type that is not read here"
    ),
    "pictures as times": Case(
        edited(low_level(X, KINDS.UNIX_D32LE, SHAPE)), "an HDF5 type that is not read here"
    ),
    "pictures from a list": Case(
        edited(put(X, np.zeros(SHAPE, np.uint8), dtype=h5py.enum_dtype({"A": 0, "B": 1}, "u1"))),
        "accepted",
    ),
    "complex pictures": Case(edited(put(X, np.zeros(SHAPE, np.complex64))), "type complex64"),
    "named type": Case(edited(named_type), "accepted"),
    "a group": Case(edited(lambda file: file.create_group(X)), "group"),
    "no pictures": Case(edited(lambda file: None), "no key “train_set_x”"),
    "no value": Case(edited(lambda file: file.create_dataset(X, data=h5py.Empty(np.uint8))), "shape None"),
}

# --- Contents that are no data set ----------------------------------------------------------------


def labels(values: Any) -> Callable[[Path], bytes]:
    return edited(put(Y, values))


def images(values: Any) -> Callable[[Path], bytes]:
    return edited(put(X, values))


def classes(*names: bytes) -> Callable[[Path], bytes]:
    return edited(put(NAMES, np.array(names)))


CONTENTS = {
    "pictures that are no numbers": Case(images(np.full(SHAPE, np.nan, np.float32)), "float32"),
    "16 bits": Case(images(pictures().astype(np.uint16)), "uint16"),
    "signed": Case(images(pictures().astype(np.int8)), "int8"),
    "grey": Case(images(pictures()[..., 0]), "(5, 4, 2)"),
    "RGBA": Case(images(np.zeros((5, 4, 2, 4), np.uint8)), "(5, 4, 2, 4)"),
    "channels first": Case(images(np.zeros((5, 3, 4, 2), np.uint8)), "(5, 3, 4, 2)"),
    "as columns": Case(images(np.zeros((5, 24), np.uint8)), "(5, 24)"),
    "one picture": Case(images(pictures()[0]), "(4, 2, 3)"),
    "no picture": Case(images(np.zeros((0, 4, 2, 3), np.uint8)), "holds no pictures"),
    "pictures of no size": Case(images(np.zeros((5, 0, 2, 3), np.uint8)), "holds no pictures"),
    "other size than the test": Case(images(np.zeros((5, 3, 2, 3), np.uint8)), "differ in size"),
    "label 2": Case(labels([0, 1, 2, 1, 0]), "only 0 and 1"),
    "label -1": Case(labels([0, 1, -1, 1, 0]), "only 0 and 1"),
    "label 2 to the 64": Case(labels(np.array([0, 1, 2**64 - 1, 1, 0], np.uint64)), "only 0 and 1"),
    "labels that are no numbers": Case(labels([0, 1, np.nan, 1, 0]), "whole numbers"),
    "labels as text": Case(labels(np.array([b"0", b"1"] * 2 + [b"0"])), "whole numbers"),
    "one class": Case(labels([1] * 5), "only the label 1"),
    "too few labels": Case(labels([0, 1, 0, 1]), "labels 4"),
    "labels as a column": Case(labels(np.zeros((5, 1), int)), "only the label 0"),
    "three classes": Case(classes(b"a", b"b", b"c"), "3 names"),
    "one name": Case(classes(b"a"), "one name"),
    "the same name twice": Case(classes(b"cat", b"cat"), "two different classes"),
    "no name": Case(classes(b"cat", b" "), "two different classes"),
    "a very long name": Case(classes(b"cat", b"x" * 5000), "two different classes"),
    "a name that is no text": Case(classes(b"cat", b"\xff\x07"), "two different classes"),
    "a name of several lines": Case(classes(b"cat", b"a\nb"), "two different classes"),
    "a name that turns round": Case(classes(b"cat", "a‮b".encode()), "two different classes"),
    "markup in a name": Case(classes(b"non-cat", b"<img src=x onerror=alert(1)>"), "“<” and “>”"),
    "names as numbers": Case(edited(put(NAMES, [1, 2, 3])), "int64"),
    "other names than the test": Case(classes(b"dog", b"cat"), "dog, cat"),
}

CASES: dict[str, Case] = {**ELSEWHERE, **CHUNKS, **STRUCTURES, **TYPES, **CONTENTS}


def truncated() -> Iterator[bytes]:
    """Yield good files of several makes, cut off at some places."""
    for version, options in product(
        (None, "v108", "latest"), ({}, {"chunks": (2, 3, 2, 3), "compression": "gzip"})
    ):
        content = good(version=version, **options)
        for part in range(4):
            yield content[: len(content) * part // 4]
        yield content[:-1]


def make_corpus(folder: Path) -> dict[str, bytes]:
    """Return every file of `CASES` and `truncated`, made in a folder where the secrets were planted."""
    made = {name: case.make(folder) for name, case in CASES.items()}
    return made | {f"cut off {number}": content for number, content in enumerate(truncated())}
