"""ZIP archives from outside: good ones are what Python's own module reads, all others end in one sentence."""

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.intake.refusal import Refused
from playground.intake.worker.albums import read_zip
from playground.intake.worker.zip_names import show_name
from playground.intake.worker.zips import ZipLimits, list_zip, unpack
from playground.words.catalogue import LANGUAGES, translator
from tests.hostile import fuzz, pictures
from tests.hostile import zips as made
from tests.hostile.measure import measure

READER = "tests.intake.test_intake_albums:read_squares"
MOST_SECONDS, MOST_MEGABYTES = 10, 700
ENGLISH = translator("en")


def classes_of(data: bytes) -> dict[str, str]:
    return {file.file_name: file.class_name for file in list_zip(data).files}


def contents_of(data: bytes) -> dict[str, bytes]:
    contents = list_zip(data)
    return {file.file_name: unpack(contents.archive, file) for file in contents.files}


def notes_of(data: bytes) -> list[str]:
    return [note.key.removeprefix("zips.notes.") for note in list_zip(data).notes]


# --- Good archives ------------------------------------------------------------

NAMES = st.text("abcxyzäßéжщ猫狗ねこ고양이0123456789 _-", min_size=1, max_size=12)


@given(
    st.dictionaries(
        st.tuples(NAMES, NAMES).map("/".join),
        st.binary(max_size=300).map(b"cat".__add__),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_a_good_archive_is_what_python_reads(files: dict[str, bytes], method: int) -> None:
    data = made.zipped(files, method)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        expected = {info.filename: archive.read(info) for info in archive.infolist()}
    assert contents_of(data) == expected


class NoSeeking(io.BytesIO):
    """A file that can only be written on: the sizes then come behind each file."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError


@pytest.mark.parametrize("large", [False, True])
def test_an_archive_written_in_one_go_is_read(large: bool) -> None:
    file = NoSeeking()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in made.ordinary().items():
            with archive.open(name, "w", force_zip64=large) as entry:
                entry.write(data)
    assert contents_of(file.getvalue()) == made.ordinary()


def test_the_larger_records_of_the_format_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    data = made.zipped(made.ordinary())
    assert b"PK\6\6" in data
    assert contents_of(data) == made.ordinary()


def test_a_comment_does_not_matter() -> None:
    assert classes_of(made.archive([made.stored("cat/1.png")], comment=b"a cat " * 30)) == {
        "cat/1.png": "cat"
    }


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("猫/1.png".encode(), "猫/1.png"),
        ("猫/1.png".encode("gbk"), "猫/1.png"),
        ("naïve/1.png".encode("cp437"), "naïve/1.png"),
        ("кот/1.png".encode(), "кот/1.png"),
        ("🐈\u200d⬛/1.png".encode(), "🐈\u200d⬛/1.png"),
        (b"cat\\1.png", "cat/1.png"),
        (b"./cat/1.png", "cat/1.png"),
    ],
)
def test_names_of_all_systems_are_read(raw: bytes, name: str) -> None:
    assert list(classes_of(made.archive([made.stored(raw)]))) == [name]


# --- Which folder is the class ------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "classes", "notes"),
    [
        (["cat/1.png", "dog/2.png"], ["cat", "dog"], []),
        (["all/cat/1.png", "all/dog/2.png"], ["cat", "dog"], []),
        (["a/b/cat/1.png", "a/b/dog/2.png"], ["cat", "dog"], []),
        (["cat/old/1.png", "cat/new/2.png", "dog/3.png"], ["cat", "cat", "dog"], []),
        (["d/train/cat/1", "d/train/dog/2", "d/test/cat/3"], ["cat", "dog", "cat"], ["halves"]),
        (["cat/1.png", "cat/2.png"], ["cat", "cat"], []),
        (["all/readme", "all/cat/1.png", "all/dog/2.png"], ["cat", "dog"], ["loose"]),
        (["cat/1.png", "2.png", "3.png"], ["cat"], ["loose"]),
        (["cat/1.png", "cat/.DS_Store", "__MACOSX/cat/._1.png"], ["cat"], ["system"]),
        (["cat/1.png", "cat/Thumbs.db", "dog/desktop.ini"], ["cat"], ["system"]),
        (["cat/1.png", "cat/more.zip", "cat/more.tar"], ["cat"], ["archive", "archive"]),
    ],
)
def test_the_folder_names_the_class(paths: list[str], classes: list[str], notes: list[str]) -> None:
    data = made.archive([made.stored(path) for path in paths])
    assert list(classes_of(data).values()) == classes
    assert notes_of(data) == notes


def test_an_archive_in_the_archive_is_known_by_its_bytes() -> None:
    picture = pictures.saved(pictures.smooth(9, 9), "PNG")
    inner = made.zipped(made.ordinary())
    album = read_zip(made.archive([made.stored("cat/1.png", picture), made.stored("cat/2.png", inner)]), 8)
    assert [entry.file_name for entry in album.entries] == ["cat/1.png"]
    assert ["“cat/2.png” was left out. The file is a ZIP" in ENGLISH.text(n) for n in album.notes] == [True]


def test_a_file_that_is_too_large_is_left_out_and_named() -> None:
    data = made.archive([made.stored("cat/1.png"), made.stored("cat/film.mp4", bytes(50))])
    notes = list_zip(data, ZipLimits(entry_bytes=49)).notes
    assert ["cat/film.mp4" in ENGLISH.text(note) for note in notes] == [True]


def test_folders_in_the_archive_are_no_files() -> None:
    data = made.zipped({"cat/": b"", **made.ordinary(), "empty/": b""})
    assert list(classes_of(data)) == list(made.ordinary())


# --- Hostile archives ------------------------------------------------------------


@pytest.mark.parametrize("name", made.HOSTILE)
def test_a_hostile_archive_ends_in_a_sentence(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_zip(made.made(name), 8)
    assert caught.value.message.key == f"zips.errors.{made.HOSTILE[name][1]}"
    for language in LANGUAGES:
        sentence = translator(language).text(caught.value.message)
        assert re.fullmatch(r"[^\n{}]{15,300}[.。]", sentence)
        assert sentence.replace("\u200d", "").isprintable()


@pytest.mark.parametrize("name", made.HARMLESS)
def test_an_archive_that_contradicts_itself_does_no_harm(name: str) -> None:
    make, files = made.HARMLESS[name]
    try:
        found = contents_of(make())
    except Refused:
        assert name == "a file within a file"  # newer versions of Python refuse it
    else:
        assert tuple(found) == files
        assert found[files[-1]] == b"a cat"


def test_a_file_is_unpacked_no_further_than_it_says() -> None:
    packed = made.zeros(2**28)[2:-4]
    checksum = made.zlib.crc32(bytes(1024))
    first = made.File(b"cat/1", packed, 1024, checksum, method=8)
    contents = list_zip(made.archive([first]))
    assert unpack(contents.archive, contents.files[0]) == bytes(1024)


def test_hostile_archives_cost_little(tmp_path: Path) -> None:
    outcomes = measure(READER, {name: made.made(name) for name in made.HOSTILE}, tmp_path)
    assert {name: outcome.refusal for name, outcome in outcomes.items()} == {
        name: f"zips.errors.{key}" for name, (_, key) in made.HOSTILE.items()
    }
    slowest = max(outcomes, key=lambda name: outcomes[name].seconds)
    peak = max(outcome.megabytes for outcome in outcomes.values())
    print(f"{len(outcomes)} files; slowest {slowest}, {outcomes[slowest].seconds:.2f} s; peak {peak:.0f} MB")
    assert outcomes[slowest].seconds < MOST_SECONDS
    assert peak < MOST_MEGABYTES
    # It stops one byte behind the size that is declared.
    assert outcomes["a bomb that lies"].megabytes < 100


def test_nothing_is_unpacked_before_all_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.intake.worker.albums.unpack", pytest.fail)
    for name in (name for name, (_, key) in made.HOSTILE.items() if key != "unreadable"):
        with pytest.raises(Refused):
            read_zip(made.made(name), 8)


@given(st.integers(0, 10_000))
def test_a_limit_is_met_exactly(extra: int) -> None:
    data = made.archive([made.stored("cat/1.png", bytes(extra)), made.stored("cat/2.png", b"12345")])
    assert len(list_zip(data, ZipLimits(total_bytes=extra + 5, entries=2)).files) == 2
    for limits in (
        ZipLimits(total_bytes=extra + 4),
        ZipLimits(entries=1),
        ZipLimits(file_bytes=len(data) - 1),
    ):
        with pytest.raises(Refused):
            list_zip(data, limits)


@given(st.text(max_size=100))
def test_a_shown_name_is_short_and_printable(name: str) -> None:
    assert len(show_name(name)) <= 60
    assert show_name(name).isprintable()


# --- Fuzz ------------------------------------------------------------


def test_damaged_archives_are_refused_or_read_twice_alike() -> None:
    rng = np.random.default_rng(0)
    files = {f"cat/{i}": rng.bytes(int(rng.integers(60))) for i in range(4)}
    good = [made.zipped(files), made.zipped(files, zipfile.ZIP_STORED), made.zipped(made.ordinary())]
    counts = fuzz.count_outcomes(
        lambda data: (classes_of(data), contents_of(data)),
        fuzz.damaged(good, fuzz.ROUNDS, seed=6),
    )
    print(f"ZIP: {dict(counts)}")
    assert counts["differing"] == 0
    assert counts["refused"] > 0
    assert counts["accepted"] > 0
