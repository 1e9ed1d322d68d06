"""Many who bring pictures at once: each in turn, short work before long, and told how long it takes."""

import threading
import time
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from playground.app.session.background import Wait
from playground.intake.limits import HEADER_BYTES
from playground.intake.refusal import Cancelled, Refused
from playground.intake.server import clock
from playground.intake.server.clock import WorkClock
from playground.intake.server.queue import Queue, Ticket
from playground.intake.server.uploads import album_guard, read_pictures, read_zip
from playground.intake.worker.picture_tasks import weigh_picture_parts, weigh_zip_part
from playground.intake.worker.pictures import weigh_picture
from playground.words.catalogue import Message
from tests.hostile import pictures, zips

BLANK = pictures.flat_png(6000, 6000)
SETTINGS = {"pixels": 80_000_000, "pictures": 5000}


# --- The clock ------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "seconds"),
    [
        ([("R", 0.5), ("R", 1.0), ("R", 1.5)], 1.5),  # it has half of a processor
        ([("R", 0.1), ("R", 0.1), ("R", 0.1)], 0.1),  # others have it
        ([("S", 0.0), ("D", 0.0), ("S", 0.0)], 3.0),  # it waits for something
        ([("R", 0.5), ("S", 0.5), ("R", 0.7)], 1.7),
    ],
)
def test_the_clock_counts_what_a_process_costs(
    states: list[tuple[str, float]], seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter(range(10))
    monkeypatch.setattr(clock.time, "monotonic", lambda: float(next(now)))
    monkeypatch.setattr(clock, "_TICKS", 100)
    monkeypatch.setattr(clock, "Path", lambda path: tmp_path / "stat")
    work = WorkClock(1)
    for state, worked in states:
        ticks = f"{int(worked * 80)} {int(worked * 20)}"
        (tmp_path / "stat").write_text(f"1 (a ) R) {state} {'0 ' * 10}{ticks} 0 0", encoding="ascii")
        found = work.seconds()
    assert found == pytest.approx(seconds)


def test_where_the_system_does_not_tell_all_seconds_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter(range(10))
    monkeypatch.setattr(clock.time, "monotonic", lambda: float(next(now)))
    monkeypatch.setattr(clock, "Path", lambda path: tmp_path / "absent")
    work = WorkClock(1)
    assert [work.seconds(), work.seconds()] == [1, 2]


# --- The queue ------------------------------------------------------------


def test_who_came_first_is_served_first_and_the_others_are_told() -> None:
    queue, served, told, go = Queue(1), [], {}, threading.Event()

    def take(number: int) -> None:
        def note(*waits: object) -> None:
            told[number] = waits

        with queue.place(Ticket(10), lambda: None, note):
            served.append(number)
            go.wait(10)

    threads = []
    for number in range(4):
        threads.append(threading.Thread(target=take, args=(number,)))
        threads[-1].start()
        while (number and number not in told) or (not number and not served):
            time.sleep(0.001)
    time.sleep(0.1)
    assert served == [0]
    assert [told[number][0] for number in (1, 2, 3)] == [1, 2, 3]
    assert [told[number][1] for number in (1, 2, 3)] == pytest.approx([10, 20, 30], abs=5)
    go.set()
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3]
    assert set(told.values()) == {(0, 0.0)}


def test_who_goes_away_leaves_the_place_to_the_next() -> None:
    queue = Queue(1)

    def leave() -> None:
        raise Cancelled(Message("intake.guard.cancelled"))

    with (
        queue.place(Ticket(1), lambda: None, lambda *_: None),
        pytest.raises(Cancelled),
        queue.place(Ticket(1), leave, lambda *_: None),
    ):
        pass
    with queue.place(Ticket(1), pytest.fail, lambda *_: None):
        pass


def test_how_long_it_takes_is_told_by_how_far_it_is() -> None:
    ticket = Ticket(100.0)
    assert ticket.seconds_left(5.0) == 100
    ticket.began = 0.0
    assert ticket.seconds_left(30.0) == 70
    ticket.note(1, 4)
    assert ticket.seconds_left(30.0) == 78.75  # three quarters of what was expected, one of its pace
    ticket.note(4, 4)
    assert ticket.seconds_left(120.0) == 0


@pytest.mark.parametrize("slower", [0.5, 1.0, 1.5])
def test_how_long_it_takes_does_not_jump_where_the_pace_is_about_what_was_expected(slower: float) -> None:
    ticket, told = Ticket(30.0, began=0.0), []
    for done in range(200):
        ticket.note(done, 200)
        told.append(ticket.seconds_left(30 * slower * done / 200))
    assert all(later <= earlier + 0.2 for earlier, later in pairwise(told))


def test_that_it_takes_longer_than_was_told_is_said_from_then_on() -> None:
    told, wait = [], None
    for seconds in (1.0, 2.0, 10.0, 13.0, 8.0, 10.5, 11.0, 2.0):
        wait = Wait.after(wait if seconds != 10.0 else None, 1, seconds)
        told.append(wait.is_longer)
    assert told == [False, False, False, False, False, False, True, True]


# --- What pictures weigh ------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_points_of_a_picture_are_told_by_its_beginning(kind: str) -> None:
    data = pictures.saved(pictures.smooth(300, 500), kind)
    points, seconds = weigh_picture(data[:700] + b"no more")
    assert points == 300 * 500
    assert 0 < seconds < 1


@pytest.mark.parametrize("data", [b"", b"a cat", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF0000WEBPVP8 "])
def test_what_is_no_picture_weighs_nothing(data: bytes) -> None:
    assert weigh_picture(data) == (0, 0.0)


def test_an_archive_weighs_what_its_pictures_weigh() -> None:
    files = {f"cat/{n}.png": BLANK for n in range(60)}
    data = zips.archive([*(zips.stored(*file) for file in files.items()), zips.stored("cat/bad")])
    weight = weigh_zip_part([data], SETTINGS, lambda *_: None).arrays["weight"]
    np.testing.assert_array_equal(weight, [60 * 36_000_000, 60 * 900 + 61])
    parts = [file[:HEADER_BYTES] for file in files.values()]
    alone = weigh_picture_parts(parts, SETTINGS, lambda *_: None).arrays["weight"]
    np.testing.assert_array_equal(alone, [60 * 36_000_000, 60 * 900 + 60])


@pytest.fixture
def _fresh() -> Iterator[None]:
    album_guard.cache_clear()
    yield
    album_guard.cache_clear()


@pytest.mark.slow  # workers: the real way of an upload
@pytest.mark.usefixtures("_fresh")
def test_an_archive_of_many_large_pictures_holds_up_nobody() -> None:
    blank = zips.zipped({f"cat/{n}.png": BLANK for n in range(60)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(Refused, match="have 2,160 megapixels together, but at most 2,000"):
        read_zip(blank, 8)
    with pytest.raises(Refused, match="have 2,160 megapixels"):
        read_pictures([("cat", "1", BLANK)] * 60, 8)
    with album_guard()._queue.place(Ticket(60), lambda: None, lambda *_: None):
        assert len(read_zip(zips.zipped(zips.ordinary()), 8).squares) == 3
