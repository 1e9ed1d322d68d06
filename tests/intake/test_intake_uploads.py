"""Pictures and archives through the guard: the limited process gives what the reader alone gives."""

import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from playground.data.cropping import crop_square
from playground.intake.limits import Limits
from playground.intake.refusal import Cancelled, Refused
from playground.intake.server.guard import Guard
from playground.intake.server.uploads import read_picture, read_pictures, read_zip
from playground.intake.wire import Answer, WireError, message_as_text, message_from_text
from playground.intake.worker.albums import read_zip as read_album
from playground.intake.worker.pictures import decode_picture
from playground.words.catalogue import Message, translator
from tests.hostile import pictures, zips
from tests.intake.test_intake_pictures import KINDS, in_mode

GUARD = Guard(Limits())


PATIENT = Guard(Limits(seconds=60))


def test_a_picture_is_the_same_through_the_guard() -> None:
    # Its camera's note is read too: nothing may be left to import when the limits hold.
    data = pictures.with_exif(pictures.saved(pictures.smooth(40, 30), "JPEG"), 6)
    picture = read_picture(data, guard=GUARD)
    np.testing.assert_array_equal(picture, decode_picture(data))
    assert picture.shape == (40, 30, 3)
    assert not picture.flags.writeable


def test_every_kind_is_the_same_through_the_guard() -> None:
    files = {
        kind: pictures.saved(in_mode(mode)(40, 30, 0), file, **options)
        for kind, (mode, file, options) in KINDS.items()
    }
    files |= {name: pictures.made(name) for name in pictures.HARMLESS}
    found = read_pictures([("cat", name, data) for name, data in files.items()], 16, guard=PATIENT)
    assert found.file_names == tuple(files)
    np.testing.assert_array_equal(
        found.squares, [crop_square(decode_picture(data), 16) for data in files.values()]
    )


def test_an_archive_is_the_same_through_the_guard() -> None:
    files = {
        name: pictures.saved(pictures.smooth(20, 30, seed=seed), "PNG")
        for seed, name in enumerate(("猫/1.png", "其他/2.png", "猫/3.png"))
    }
    others = dict.fromkeys(("猫/note.txt", "猫/.DS_Store", "猫/a.zip"), b"a cat")
    data = zips.archive(
        zips.stored(name.encode("gbk"), content) for name, content in (files | others).items()
    )
    seen: list[tuple[int, int]] = []
    found = read_zip(data, 16, guard=GUARD, on_progress=lambda done, total: seen.append((done, total)))
    album = read_album(data, 16)
    np.testing.assert_array_equal(found.squares, album.squares)
    assert not found.squares.flags.writeable
    assert found.class_names == tuple(entry.class_name for entry in album.entries) == ("猫", "其他", "猫")
    assert found.file_names == tuple(entry.file_name for entry in album.entries)
    assert found.notes == album.notes
    assert len(found.notes) == 4


def test_a_refusal_comes_through_the_guard() -> None:
    data = pictures.made("PNG that moves")
    with pytest.raises(Refused) as caught:
        read_picture(data, guard=GUARD)
    assert caught.value.message.key == "pictures.errors.animation"
    with pytest.raises(Refused, match="None of the files"):
        read_zip(zips.zipped({"cat/1": data}), 16, guard=GUARD)


def test_every_hostile_picture_is_left_out_with_its_sentence() -> None:
    good = pictures.saved(pictures.smooth(9, 9), "PNG")
    files = [("cat", name, pictures.made(name)) for name in pictures.HOSTILE]
    found = read_pictures([*files, ("cat", "good", good)], 16, guard=PATIENT)
    assert found.file_names == ("good",)
    told = {str(note.values["name"]): note.values["why"] for note in found.notes}
    assert {name: why.key for name, why in told.items() if isinstance(why, Message)} == {
        name: f"pictures.errors.{key}" for name, (_, key) in pictures.HOSTILE.items()
    }


@pytest.mark.parametrize("name", ["a bomb that lies", "a path upwards"])
def test_a_refusal_of_an_archive_comes_through_the_guard(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read_zip(zips.made(name), 16, guard=GUARD)
    assert caught.value.message.key == f"zips.errors.{zips.HOSTILE[name][1]}"


def test_the_server_s_limits_hold() -> None:
    data = pictures.saved(pictures.smooth(1200, 1000), "PNG")
    with pytest.raises(Refused, match="1,200 x 1,000"):
        read_picture(data, guard=Guard(Limits(pixels=1_000_000)))
    with pytest.raises(Refused, match="at most 2 are accepted"):
        read_zip(zips.zipped(zips.ordinary()), 16, guard=Guard(Limits(pictures=2)))


def test_an_archive_that_takes_too_long_is_given_up() -> None:
    # Every file is as dear as a file may be; together they would take a minute.
    dear = pictures.flat_png(6000, 6000)
    data = zips.zipped({f"cat/{i}.png": dear for i in range(60)}, zipfile.ZIP_STORED)
    with pytest.raises(Refused, match="took longer than 2 seconds"):
        read_zip(data, 64, guard=Guard(Limits(seconds=2)))


def test_reading_an_archive_can_be_cancelled() -> None:
    dear = pictures.flat_png(6000, 6000)
    data = zips.zipped({f"cat/{i}.png": dear for i in range(9)})
    seen: list[int] = []
    with pytest.raises(Cancelled):
        read_zip(
            data, 64, guard=GUARD, cancelled=lambda: bool(seen), on_progress=lambda done, _: seen.append(done)
        )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the open files of a process")
def test_nothing_is_left_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        read_picture(pictures.saved(pictures.smooth(8, 8), "PNG"), guard=GUARD)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


# --- What a worker that was taken over could send --------------------------------------------------------


class Lying:
    """A guard whose worker answers as it likes."""

    limits = Limits()

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def run(self, *_: object, **__: object) -> Answer:
        return self.answer


SQUARES = np.zeros((1, 8, 8, 3), np.uint8)
GOOD = {"classes": ("cat",), "files": ("cat/1",), "notes": ()}


@pytest.mark.parametrize(
    "answer",
    [
        Answer({}, GOOD),
        Answer({"squares": SQUARES}, {}),
        Answer({"squares": SQUARES.astype(np.float64)}, GOOD),
        Answer({"squares": SQUARES[:, :7]}, GOOD),
        Answer({"squares": np.concatenate([SQUARES, SQUARES])}, GOOD),
        Answer({"squares": SQUARES}, {**GOOD, "notes": ("no JSON",)}),
        Answer({"squares": SQUARES}, {**GOOD, "notes": ('{"key": "app.title", "values": {}}',)}),
    ],
)
def test_an_answer_that_is_none_is_not_believed(answer: Answer) -> None:
    with pytest.raises(Refused, match="not foreseen"):
        read_zip(b"", 8, guard=Lying(answer))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "picture", [None, np.zeros((8, 8)), np.zeros((8, 8, 4), np.uint8), np.zeros((8, 8, 3))]
)
def test_a_picture_that_is_none_is_not_believed(picture: object) -> None:
    arrays = {} if picture is None else {"picture": picture}
    with pytest.raises(Refused, match="not foreseen"):
        read_picture(b"", guard=Lying(Answer(arrays, {})))  # type: ignore[arg-type]


def test_a_note_is_sent_whole() -> None:
    note = Message("zips.notes.no_picture", name="x", reason=Message("pictures.errors.heic"))
    assert message_from_text(message_as_text(note)) == note
    assert "HEIC" in translator("en").text(message_from_text(message_as_text(note)))
    with pytest.raises(WireError):
        message_from_text('{"key": "zips.notes.no_picture", "values": {}}')
