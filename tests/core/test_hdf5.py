"""The project's reader gives exactly what h5py gives, for every way in which h5py writes such arrays."""

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import hdf5
from playground.hdf5.checksum import lookup3

VERSIONS = [None, "earliest", "v108", "v110", "v112", "v114", "latest", ("earliest", "v110")]
OLDER = (None, "earliest", "v108", ("earliest", "v110"))
WHOLE = [np.uint8, np.int8, "<u2", ">i2", "<i4", ">u4", "<i8", ">i8", "<u8", bool]


def write(name: str, value: Any, *, version: Any = None, file_options: Any = (), **options: Any) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w", libver=version, **dict(file_options)) as file:
        file.create_dataset(name, data=value, **options)
    return content.getvalue()


def read(content: bytes, name: str) -> np.ndarray:
    return hdf5.File(hdf5.BytesSource(content)).entry(name).read()


def read_plain(content: bytes, name: str) -> Any:
    with h5py.File(io.BytesIO(content)) as file:
        return file[name][()]


def check_same(content: bytes, name: str) -> None:
    found, wanted = read(content, name), read_plain(content, name)
    assert found.dtype == wanted.dtype
    np.testing.assert_array_equal(found, wanted)


@st.composite
def storage(draw: st.DrawFn, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return options of `create_dataset`: in one piece, or in chunks that may reach over the edge."""
    if not draw(st.booleans()):
        return {}
    options: dict[str, Any] = {"chunks": tuple(draw(st.integers(1, length)) for length in shape)}
    options["compression"] = draw(st.sampled_from([None, "gzip"]))
    if options["compression"] and draw(st.booleans()):
        options["compression_opts"] = draw(st.integers(0, 9))
    options["shuffle"] = draw(st.booleans())
    if draw(st.booleans()):
        options["maxshape"] = tuple(length + draw(st.integers(0, 3)) for length in shape)
    return options


@st.composite
def cases(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    shape = tuple(draw(st.lists(st.integers(1, 9), min_size=1, max_size=4)))
    dtype = np.dtype(draw(st.sampled_from(WHOLE)))
    seed = draw(st.integers(0, 2**32 - 1))
    value = np.random.default_rng(seed).integers(0, 256, (*shape, dtype.itemsize), np.uint8)
    if dtype.kind == "b":
        return value[..., 0] > 127, draw(storage(shape))
    return value.view(dtype)[..., 0], draw(storage(shape))


@settings(max_examples=400)
@given(
    case=cases(),
    version=st.sampled_from(VERSIONS),
    track=st.booleans(),
    block=st.sampled_from([0, 512, 2048]),
)
def test_numbers_are_those_of_h5py(
    case: tuple[Any, dict[str, Any]], version: Any, track: bool, block: int
) -> None:
    value, options = case
    content = write(
        "x",
        value,
        version=version,
        file_options={"track_order": track, "userblock_size": block},
        **options,
    )
    check_same(content, "x")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("compression", [None, "gzip"])
def test_arrays_that_may_grow_for_ever_are_read_where_the_index_is_a_tree(
    version: Any, compression: Any
) -> None:
    value = np.arange(60).reshape(5, 4, 3)
    options = {"maxshape": (None, 4, 3), "chunks": (2, 3, 3), "compression": compression}
    content = write("x", value, version=version, **options)
    if version in OLDER:
        check_same(content, "x")
    else:
        with pytest.raises(hdf5.Unreadable, match="finds its pieces by an index of type 4"):
            read(content, "x")


@pytest.mark.parametrize("version", ["v110", "latest"])
@pytest.mark.parametrize("most", [(5, 6), (9, 13)])
def test_chunks_that_follow_one_another_without_an_index_are_read(
    version: Any, most: tuple[int, int], tmp_path: Path
) -> None:
    # In a real file: the places of chunks that are still to come are reserved at its end.
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", libver=version) as file:
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_chunk((2, 4))
        plan.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        space = h5py.h5s.create_simple((5, 6), most)
        h5py.h5d.create(file.id, b"x", h5py.h5t.STD_I32BE, space, plan)
        file["x"][...] = np.arange(30).reshape(5, 6)
    check_same(path.read_bytes(), "x")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "value",
    [
        [b"non-cat", b"cat"],
        np.array([b"non-cat", b"cat"]),
        np.array(["狗".encode(), "猫".encode()]),
        ["狗", ""],
        ["a" * 3000, "b"],
        np.array([[b"a", b"b"], [b"c\0d", b""]]),
    ],
)
def test_text_is_that_of_h5py(version: Any, value: Any) -> None:
    check_same(write("list_classes", value, version=version), "list_classes")


@pytest.mark.parametrize("padding", [h5py.h5t.STR_NULLTERM, h5py.h5t.STR_NULLPAD, h5py.h5t.STR_SPACEPAD])
def test_text_of_other_programs_is_that_of_h5py(padding: int) -> None:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        kind = h5py.h5t.C_S1.copy()
        kind.set_size(6)
        kind.set_strpad(padding)
        entry = h5py.h5d.create(file.id, b"x", kind, h5py.h5s.create_simple((3,)))
        raw = np.array([b"ab cd ", b"ab\0cd\0", b"abcdef"], "S6")
        entry.write(h5py.h5s.ALL, h5py.h5s.ALL, raw.view("V6"), mtype=kind)
    check_same(content.getvalue(), "x")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("count", [1, 5, 30])
def test_names_are_those_of_h5py(version: Any, count: int) -> None:
    content = io.BytesIO()
    with h5py.File(content, "w", libver=version) as file:
        for number in range(count):
            file[f"array {number}"] = np.arange(number + 1)
        file.create_group("group").attrs["note"] = "not looked at"
        file["soft"] = h5py.SoftLink("/group")
        if count < 5:  # such a link turns an older group into a newer one
            file["other"] = h5py.ExternalLink("/etc/passwd", "/")
        wanted = tuple(sorted(file))
    source = hdf5.BytesSource(content.getvalue())
    if count > 5 and version not in (None, "earliest", ("earliest", "v110")):
        with pytest.raises(hdf5.Unreadable, match="more names than"):
            hdf5.File(source)
        return
    found = hdf5.File(source)
    assert found.names == wanted
    np.testing.assert_array_equal(found.entry(f"array {count - 1}").read(), np.arange(count))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("count", [1000, 3000])
@pytest.mark.parametrize("compression", [None, "gzip"])
def test_many_chunks_are_found(version: Any, count: int, compression: Any) -> None:
    value = np.arange(count * 3, dtype=np.uint16)
    check_same(write("x", value, version=version, chunks=(3,), compression=compression), "x")


@pytest.mark.parametrize("version", VERSIONS)
def test_chunks_are_found_that_were_written_in_any_order(version: Any) -> None:
    value, content = np.arange(1200).reshape(30, 40), io.BytesIO()
    with h5py.File(content, "w", libver=version) as file:
        entry = file.create_dataset("x", value.shape, value.dtype, chunks=(1, 2), shuffle=True)
        for number in np.random.default_rng(3).permutation(600):
            row, column = number // 20, 2 * (number % 20)
            entry[row, column : column + 2] = value[row, column : column + 2]
    check_same(content.getvalue(), "x")


def test_a_file_and_its_bytes_give_the_same(tmp_path: Path) -> None:
    content = write("x", np.arange(1000).reshape(10, 100), chunks=(3, 7), compression="gzip", shuffle=True)
    (tmp_path / "x.h5").write_bytes(content)
    with hdf5.opened(tmp_path / "x.h5") as source:
        np.testing.assert_array_equal(hdf5.File(source).entry("x").read(), read(content, "x"))


def test_unpacked_bytes_are_those_of_whole_chunks() -> None:
    content = write("x", np.zeros((5, 5), "<i4"), chunks=(3, 5))
    assert hdf5.File(hdf5.BytesSource(content)).entry("x").unpacked_bytes == 2 * 3 * 5 * 4


@pytest.mark.parametrize(
    ("data", "wanted"),
    # From the comments of lookup3.c.
    [(b"", 0xDEADBEEF), (b"Four score and seven years ago", 0x17770551)],
)
def test_the_checksum_is_that_of_its_author(data: bytes, wanted: int) -> None:
    assert lookup3(data) == wanted


@pytest.mark.parametrize("version", [None, "v108", "latest"])
@pytest.mark.parametrize("options", [{}, {"chunks": (3, 4), "compression": "gzip", "shuffle": True}])
def test_a_file_cut_off_anywhere_is_refused(version: Any, options: dict[str, Any]) -> None:
    content = write("x", np.arange(200).reshape(20, 10), version=version, **options)
    check_same(content, "x")
    for length in range(0, len(content), 5):
        with pytest.raises(hdf5.Unreadable):
            read(content[:length], "x")


def test_no_byte_of_a_superblock_or_header_brings_anything_but_a_sentence() -> None:
    for version in (None, "latest"):
        content = write("x", np.arange(4, dtype=np.uint8), version=version)
        for place in range(min(len(content), 900)):
            for value in (0, 1, 255, content[place] ^ 16):
                with suppress(hdf5.Unreadable, KeyError):
                    read(content[:place] + bytes([value]) + content[place + 1 :], "x")
