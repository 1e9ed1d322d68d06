"""The reader gives exactly what h5py gives, for every way in which h5py writes such arrays."""

import io
import zlib
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.checking import Half
from playground.data.contents import DatasetError
from playground.intake.server.pairs import place_of
from playground.intake.worker.filters import Unreadable, unpack
from playground.intake.worker.hdf5 import opened_half
from tests.hostile.hdf5 import NAMES, X, Y, bomb

VERSIONS = [None, "earliest", "v108", "v110", "v112", "v114", "latest", ("earliest", "v110")]
WHOLE = [np.uint8, np.int8, "<u2", ">i2", "<i4", ">u4", "<i8", ">i8", "<u8", bool]
COMPRESSIONS = [None, "gzip", "lzf"]
GZIP, SHUFFLE, FLETCHER32, LZF = (1, []), (2, [4]), (3, []), (32000, [])
SHAPE = (5, 4, 3, 3)
PICTURES = np.random.default_rng(3).integers(0, 9, SHAPE, np.uint8)
LABELS = np.arange(5) % 2


def write(
    pictures: np.ndarray = PICTURES,
    labels: np.ndarray = LABELS,
    names: Any = ("a", "b"),
    version: Any = None,
    *,
    file_options: Any = (),
    label_options: Any = (),
    **options: Any,
) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w", libver=version, **dict(file_options)) as file:
        file.create_dataset(X, data=pictures, **options)
        file.create_dataset(Y, data=labels, **dict(label_options))
        file[NAMES] = names
    return content.getvalue()


def read(content: bytes, max_bytes: int = 2**24) -> Half:
    with opened_half(content, place_of("train"), max_bytes) as half:
        return half.read()


def check_same(content: bytes) -> None:
    half = read(content)
    with h5py.File(io.BytesIO(content)) as file:
        pictures, labels, names = (file[key][()] for key in (X, Y, NAMES))
    np.testing.assert_array_equal(half.pictures, pictures)
    np.testing.assert_array_equal(half.labels, labels)
    assert half.pictures.dtype == np.uint8
    assert half.header.classes == tuple(name.decode().strip() for name in names)


@st.composite
def storage(draw: st.DrawFn, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return options of `create_dataset`: in one piece, or in chunks that may reach over the edge."""
    if not draw(st.booleans()):
        return {}
    options: dict[str, Any] = {"chunks": tuple(draw(st.integers(1, length)) for length in shape)}
    options["compression"] = draw(st.sampled_from(COMPRESSIONS))
    options["shuffle"], options["fletcher32"] = draw(st.booleans()), draw(st.booleans())
    if draw(st.booleans()):
        grow = st.one_of(st.none(), st.integers(0, 3))
        more = [draw(grow) for _ in shape]
        if more[0] is not None and more.count(None) == 1:
            more[0] = None  # what is refused has a test of its own
        options["maxshape"] = tuple(
            None if add is None else size + add for size, add in zip(shape, more, strict=True)
        )
    return options


@settings(max_examples=300)
@given(
    data=st.data(),
    shape=st.tuples(*(st.integers(1, 9) for _ in range(3))),
    dtype=st.sampled_from(WHOLE),
    spread=st.sampled_from([2, 256]),
    version=st.sampled_from(VERSIONS),
    track=st.booleans(),
    block=st.sampled_from([0, 512, 2048]),
)
def test_numbers_are_those_of_h5py(
    data: st.DataObject,
    shape: tuple[int, ...],
    dtype: Any,
    spread: int,
    version: Any,
    track: bool,
    block: int,
) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    # Of two values 0 and 255: only 0 and 1 is refused.
    pictures = rng.integers(0, spread, (*shape, 3), np.uint8) * np.uint8(257 - spread)
    labels = rng.integers(0, 127, shape[:1]).astype(dtype)
    options, label_options = (data.draw(storage(array.shape)) for array in (pictures, labels))
    file_options = {"track_order": track, "userblock_size": block}
    check_same(
        write(
            pictures,
            labels,
            version=version,
            file_options=file_options,
            label_options=label_options,
            **options,
        )
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("most", [None, (None, 4, 3, 3), (None, None, 3, 3), (9, 8, 3, 3)])
def test_every_index_of_chunks_is_read(version: Any, compression: Any, most: Any) -> None:
    check_same(write(version=version, chunks=(2, 3, 3, 3), maxshape=most, compression=compression))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("fletcher32", [False, True])
def test_every_filter_is_undone(version: Any, compression: Any, shuffle: bool, fletcher32: bool) -> None:
    # Even pictures compress well, noise does not: LZF leaves a chunk as it is that it would make longer.
    noise = np.random.default_rng(5).integers(0, 256, (40, 8, 8, 3), np.uint8)
    filters = {"compression": compression, "shuffle": shuffle, "fletcher32": fletcher32}
    for pictures in (noise, noise // 255 * 255, noise.cumsum(0).astype(np.uint8)):
        labels = np.arange(40) * 1000
        check_same(
            write(pictures, labels, version=version, label_options=filters, chunks=(16, 8, 8, 3), **filters)
        )


@pytest.mark.parametrize("version", VERSIONS)
def test_what_may_grow_along_another_axis_alone_is_refused_where_chunks_could_change_places(
    version: Any,
) -> None:
    most = (6, 4, None, 3)
    with pytest.raises(DatasetError, match="save it again without “maxshape”"):
        read(write(version=version, chunks=(1, 4, 1, 3), maxshape=most))
    check_same(write(version=version, chunks=(6, 4, 1, 3), maxshape=most))
    labels = {"maxshape": (1, None), "chunks": (1, 2)}
    check_same(write(labels=LABELS[np.newaxis], version=version, label_options=labels))


def test_a_set_that_grew_and_shrank_is_read() -> None:
    content = io.BytesIO(write(maxshape=(None, 4, 3, 3), chunks=(2, 4, 3, 3), compression="gzip"))
    with h5py.File(content, "r+") as file:
        file[X].resize(9, axis=0)
        file[X][5:] = 7
        file[X].resize(3, axis=0)
        del file[Y]
        file[Y] = [0, 1, 0]
    check_same(content.getvalue())


@pytest.mark.parametrize("version", ["v110", "latest"])
@pytest.mark.parametrize("most", [SHAPE, (9, 13, 3, 3)])
def test_chunks_that_follow_one_another_without_an_index_are_read(
    version: Any, most: tuple[int, ...], tmp_path: Path
) -> None:
    # In a real file: the places of chunks that are still to come are reserved at its end.
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", libver=version) as file:
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_chunk((2, 3, 3, 3))
        plan.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        space = h5py.h5s.create_simple(SHAPE, most)
        h5py.h5d.create(file.id, X.encode(), h5py.h5t.STD_U8LE, space, plan)
        file[X][...] = PICTURES
        file[Y], file[NAMES] = LABELS, ["a", "b"]
    check_same(path.read_bytes())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "names",
    [
        [b"non-cat", b"cat"],
        np.array([b"non-cat", b"cat"]),
        np.array(["狗".encode(), "猫".encode()]),
        ["狗", "猫"],
    ],
)
def test_names_are_those_of_h5py(version: Any, names: Any) -> None:
    check_same(write(names=names, version=version))


@pytest.mark.parametrize("padding", [h5py.h5t.STR_NULLTERM, h5py.h5t.STR_NULLPAD, h5py.h5t.STR_SPACEPAD])
@pytest.mark.parametrize("chunk", [None, (1,)])
def test_names_of_other_programs_are_those_of_h5py(padding: int, chunk: Any) -> None:
    content = io.BytesIO(write())
    with h5py.File(content, "r+") as file:
        del file[NAMES]
        kind, plan = h5py.h5t.C_S1.copy(), h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        kind.set_size(6)
        kind.set_strpad(padding)
        if chunk:
            plan.set_chunk(chunk)
            plan.set_deflate(6)
        entry = h5py.h5d.create(file.id, NAMES.encode(), kind, h5py.h5s.create_simple((2,)), plan)
        raw = np.array([b"ab cd ", b"abcdef"], "S6")
        entry.write(h5py.h5s.ALL, h5py.h5s.ALL, raw.view("V6"), mtype=kind)
    check_same(content.getvalue())


def test_names_packed_in_a_larger_piece_are_refused() -> None:
    content = io.BytesIO(write())
    with h5py.File(content, "r+") as file:
        del file[NAMES]
        names = np.array([b"a", b"b"])
        file.create_dataset(NAMES, data=names, chunks=(5,), maxshape=(None,), compression="gzip")
    with pytest.raises(DatasetError, match="save them again without compression"):
        read(content.getvalue())


@pytest.mark.parametrize("version", VERSIONS)
def test_many_names_and_chunks_are_found(version: Any) -> None:
    pictures = np.arange(3000 * 3, dtype=np.uint8).reshape(3000, 1, 1, 3)
    content = io.BytesIO(
        write(pictures, np.arange(3000), version=version, chunks=(1, 1, 1, 3), compression="gzip")
    )
    with h5py.File(content, "r+", libver=version) as file:
        for number in range(300):
            file[f"array {number}"] = number
    check_same(content.getvalue())


@pytest.mark.parametrize("version", VERSIONS)
def test_chunks_are_found_that_were_written_in_any_order(version: Any) -> None:
    content = io.BytesIO(write(np.zeros_like(PICTURES), version=version, chunks=(1, 2, 3, 3), shuffle=True))
    with h5py.File(content, "r+", libver=version) as file:
        for number in np.random.default_rng(3).permutation(10):
            row, column = number // 2, 2 * (number % 2)
            file[X][row, column : column + 2] = PICTURES[row, column : column + 2]
    check_same(content.getvalue())


@pytest.mark.parametrize("version", [None, "v108", "latest"])
@pytest.mark.parametrize("options", [{}, {"chunks": (3, 4, 3, 3), "compression": "gzip", "shuffle": True}])
def test_a_file_cut_off_anywhere_is_refused(version: Any, options: dict[str, Any]) -> None:
    content = write(version=version, **options)
    check_same(content)
    for length in range(0, len(content), 5):
        with pytest.raises(DatasetError):
            read(content[:length])


def test_what_whole_chunks_unpack_to_is_asked_first() -> None:
    content = write(chunks=(3, 4, 3, 3))
    read(content, 2 * 3 * 4 * 3 * 3)
    with pytest.raises(DatasetError, match=r"declares 0\.000206 MB of data, but at most 0\.000205 MB"):
        read(content, 2 * 3 * 4 * 3 * 3 - 1)


@pytest.mark.parametrize(
    ("filters", "data", "part"),
    [
        ([GZIP], zlib.compress(bytes(119)), "does not have the length"),
        ([GZIP], zlib.compress(bytes(121)), "does not have the length"),
        ([GZIP], zlib.compress(bytes(120)) + b"x", "does not have the length"),
        ([GZIP], zlib.compress(bytes(120))[:-1], "does not have the length"),
        ([GZIP], b"no zlib", "cannot be unpacked"),
        ([GZIP, GZIP], zlib.compress(bomb(2**28)), "does not have the length"),
        # Two bytes as they are, and nothing; one twice from before the beginning; 118 times, 120 times.
        ([LZF], b"\2ab", "does not have the length"),
        ([LZF], b"\0a\x20\x01", "cannot be unpacked"),
        ([LZF], b"\0a\xe0", "cannot be unpacked"),
        ([LZF], b"\0a\xe0\x6d\0", "does not have the length"),
        ([LZF], b"\0a\xe0\xff\0" * 10**6, "does not have the length"),
        ([SHUFFLE], b"", "does not have the length"),
        ([(2, [0])], bytes(120), "does not have the length"),
        ([FLETCHER32], bytes(120) + b"\1\0\0\0", "checksum"),
        ([FLETCHER32], b"", "checksum"),
        ([(4, [])], bytes(120), "filter SZIP"),
        ([(99, [])], bytes(120), "filter 99"),
        ([], bytes(121), "does not have the length"),
    ],
)
def test_a_chunk_of_another_length_is_refused(filters: Any, data: bytes, part: str) -> None:
    with pytest.raises(Unreadable, match=part):
        unpack(data, filters, 120)


def test_what_repeats_itself_is_unpacked() -> None:
    assert unpack(b"\0a\xe0\x6e\0", [LZF], 120) == b"a" * 120
    assert unpack(b"\2abc\xa0\1", [LZF], 10) == b"abcbcbcbcb"
