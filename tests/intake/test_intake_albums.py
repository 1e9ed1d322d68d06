"""The pictures of a ZIP archive: each as if it had been read alone, and a sentence for whatever is none."""

from pathlib import Path

import numpy as np
import pytest

from playground.data.cropping import crop_square
from playground.intake.refusal import Refused
from playground.intake.worker.albums import read_zip
from playground.intake.worker.pictures import decode_picture
from playground.intake.worker.zips import ZipLimits
from playground.words.catalogue import translator
from tests.hostile import pictures, zips
from tests.hostile.measure import measure

ENGLISH = translator("en")
READER = "tests.intake.test_intake_albums:read_squares"


def read_squares(data: bytes) -> object:
    return read_zip(data, 64)


def test_each_picture_is_read_as_alone() -> None:
    files = {
        "all/cat/1.jpg": pictures.saved(pictures.smooth(50, 40), "JPEG"),
        "all/cat/2.png": pictures.saved(pictures.smooth(30, 60, 4), "PNG"),
        "all/dog/1.webp": pictures.saved(pictures.smooth(9, 9), "WEBP"),
    }
    seen: list[tuple[int, int]] = []
    album = read_zip(zips.zipped(files), 16, on_progress=lambda done, total: seen.append((done, total)))
    expected = [crop_square(decode_picture(data), 16) for data in files.values()]
    np.testing.assert_array_equal(album.squares, expected)
    assert [entry.class_name for entry in album.entries] == ["cat", "cat", "dog"]
    assert [entry.file_name for entry in album.entries] == list(files)
    assert (album.notes, seen) == ((), [(1, 3), (2, 3), (3, 3)])
    assert not album.squares.flags.writeable


def test_what_is_no_picture_is_left_out_and_named() -> None:
    hostile = {name: pictures.made(name) for name in pictures.HOSTILE if "MB" not in name}
    files = {f"cat/{number}": data for number, data in enumerate(hostile.values())}
    album = read_zip(zips.zipped({**files, "cat/good.png": pictures.saved(pictures.smooth(9, 9), "PNG")}), 8)
    assert [entry.file_name for entry in album.entries] == ["cat/good.png"]
    assert len(album.notes) == len(files)
    for name, note in zip(files, album.notes, strict=True):
        assert ENGLISH.text(note).startswith(f"“{name}” was left out. The ")


def test_an_archive_without_pictures_is_refused() -> None:
    with pytest.raises(Refused, match=r"files: 2.*“cat/2” was left out\. The file holds text"):
        read_zip(zips.archive([zips.stored("cat/1"), zips.stored("cat/2")]), 8)


def test_too_many_for_a_size_are_refused_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.intake.worker.albums.MOST_BYTES", 2 * 8 * 8 * 3)
    monkeypatch.setattr("playground.intake.worker.albums.unpack", pytest.fail)
    with pytest.raises(Refused, match="3 files, but at most 2 pictures of 8 x 8"):
        read_zip(zips.zipped(zips.ordinary()), 8)


def test_an_archive_at_its_limits_stays_within_memory(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (2400, 4032, 3), dtype=np.uint8)
    photo = pictures.saved(noise, "JPEG", quality=100, subsampling=0)
    assert len(photo) > 0.9 * ZipLimits().entry_bytes
    data = zips.archive(
        [zips.stored(f"cat/{i}.jpg", photo) for i in range(200 * 2**20 // (len(photo) + 200))]
    )
    assert len(data) > 0.8 * ZipLimits().file_bytes
    outcome = measure(READER, {"photos": data}, tmp_path)["photos"]
    print(f"{len(data) / 2**20:.0f} MB of photos: {outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB")
    assert outcome.refusal is None
    assert outcome.megabytes < 700
