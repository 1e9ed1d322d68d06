"""The download of the photos, against a real server on this machine that misbehaves in many ways."""

import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from playground.collection import fetching
from playground.collection.fetching import FetchError, Source, fetch_photos
from playground.collection.finding import dataset_folders
from playground.data.contents import Dataset
from playground.words.catalogue import translator

_bytes = np.random.default_rng(3).bytes
CONTENTS = {"train_catvnoncat.h5": _bytes(200_000), "test_catvnoncat.h5": _bytes(70_000)}
TOTAL = 270_000


class Handler(BaseHTTPRequestHandler):
    """Serves ``/<behaviour>/<file>`` and notes what was asked for."""

    server: "Server"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        _, behaviour, name = self.path.split("/")
        getattr(self, behaviour)(CONTENTS[name])

    def answer(self, content: bytes, length: int | str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def good(self, content: bytes) -> None:
        self.answer(content)

    def wrong(self, content: bytes) -> None:
        self.answer(bytes(len(content)))

    def page(self, content: bytes) -> None:
        self.answer(b"<html>Please sign in</html>")

    def too_long(self, content: bytes) -> None:
        self.answer(content + b"!")

    def endless(self, content: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(bytes(65536))
        except OSError:
            self.server.hung_up.set()

    def cut_off(self, content: bytes) -> None:
        self.answer(content[: len(content) // 2], len(content))

    def empty(self, content: bytes) -> None:
        self.answer(b"")

    def silent(self, content: bytes) -> None:
        self.answer(content[:1000], len(content))
        self.wfile.flush()
        self.server.stop_waiting.wait(10)

    def odd_length(self, content: bytes) -> None:
        self.answer(content, "many")

    def missing(self, content: bytes) -> None:
        self.send_error(404)

    def failing(self, content: bytes) -> None:
        self.send_error(500)

    def log_message(self, *args: object) -> None:
        """Keep the test report free of the server's notes."""


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.hung_up = threading.Event()
        self.stop_waiting = threading.Event()

    def sources(self, *behaviours: str) -> tuple[Source, Source]:
        train, test = (
            Source(
                name,
                len(content),
                hashlib.sha256(content).hexdigest(),
                tuple(f"http://127.0.0.1:{self.server_port}/{behaviour}/{name}" for behaviour in behaviours),
            )
            for name, content in CONTENTS.items()
        )
        return train, test


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.stop_waiting.set()
        running.shutdown()
        thread.join()


def refusal(folder: Path, sources: tuple[Source, Source]) -> str:
    with pytest.raises(FetchError) as caught:
        fetch_photos(folder, sources=sources)
    assert translator("zh").text(caught.value.message).endswith("。")
    return str(caught.value)


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def check_progress(calls: list[tuple[int, int]]) -> None:
    done = [each[0] for each in calls]
    assert {each[1] for each in calls} == {TOTAL}
    assert all(before < after for before, after in pairwise(done))
    assert done[-1] == TOTAL


def test_both_files_arrive(server: Server, tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    folder = tmp_path / "new" / "folder"
    paths = fetch_photos(folder, sources=server.sources("good"), progress=lambda *call: calls.append(call))
    assert paths == (folder / "train_catvnoncat.h5", folder / "test_catvnoncat.h5")
    assert held(folder) == CONTENTS
    check_progress(calls)
    assert len(calls) > 5
    assert any(200_000 < done < TOTAL for done, _ in calls)


def test_files_can_be_read_by_whoever_may_read_the_folder(server: Server, tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    for path in fetch_photos(tmp_path, sources=server.sources("good")):
        assert path.stat().st_mode == ordinary.stat().st_mode


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("wrong", "sent something other than the expected file"),
        ("page", "sent something other than the expected file"),
        ("too_long", "sent something other than the expected file"),
        ("empty", "sent something other than the expected file"),
        ("cut_off", "no connection to 127.0.0.1"),
        ("missing", "answered with the error 404"),
        ("failing", "answered with the error 500"),
    ],
)
def test_a_bad_answer_leaves_nothing_behind(
    server: Server, tmp_path: Path, behaviour: str, reason: str
) -> None:
    said = refusal(tmp_path, server.sources(behaviour))
    assert reason in said
    assert f"http://127.0.0.1:{server.server_port}/{behaviour}/train_catvnoncat.h5" in said
    assert f"http://127.0.0.1:{server.server_port}/{behaviour}/test_catvnoncat.h5" in said
    assert f"put train_catvnoncat.h5, test_catvnoncat.h5 into the folder {tmp_path};" in said
    assert "the drawn cats work without them" in said
    assert held(tmp_path) == {}


def test_of_several_addresses_the_first_is_the_one_to_try_by_hand(server: Server, tmp_path: Path) -> None:
    said = refusal(tmp_path, server.sources("failing", "missing"))
    assert server.asked[:2] == ["/failing/train_catvnoncat.h5", "/missing/train_catvnoncat.h5"]
    assert "/failing/train_catvnoncat.h5" in said
    assert "/missing/" not in said


def test_a_server_that_is_silent_is_given_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.3)
    begun = time.monotonic()
    assert "or it broke off" in refusal(tmp_path, server.sources("silent"))
    assert time.monotonic() - begun < 5
    assert held(tmp_path) == {}


def test_a_server_that_never_stops_is_hung_up_on(server: Server, tmp_path: Path) -> None:
    assert "sent something other" in refusal(tmp_path, server.sources("endless"))
    assert server.hung_up.wait(5)


def test_no_network_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/x"
        sources = tuple(replace(source, addresses=(address,)) for source in fetching.PHOTO_SOURCES)
        assert f"no connection to 127.0.0.1:{closed.getsockname()[1]}" in refusal(tmp_path, sources)
    assert held(tmp_path) == {}


@pytest.mark.parametrize("first", ["wrong", "page", "cut_off", "missing", "odd_length"])
def test_the_second_address_is_tried(server: Server, tmp_path: Path, first: str) -> None:
    calls: list[tuple[int, int]] = []
    fetch_photos(tmp_path, sources=server.sources(first, "good"), progress=lambda *call: calls.append(call))
    assert held(tmp_path) == CONTENTS
    check_progress(calls)


def test_the_second_address_is_left_alone_when_the_first_is_good(server: Server, tmp_path: Path) -> None:
    fetch_photos(tmp_path, sources=server.sources("good", "missing"))
    assert server.asked == ["/good/train_catvnoncat.h5", "/good/test_catvnoncat.h5"]


def test_no_single_file_is_left_when_the_other_cannot_be_had(server: Server, tmp_path: Path) -> None:
    refusal(tmp_path, (server.sources("good")[0], server.sources("missing")[1]))
    assert held(tmp_path) == {}


def test_a_file_that_is_there_is_not_downloaded_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "train_catvnoncat.h5").write_bytes(CONTENTS["train_catvnoncat.h5"])
    (tmp_path / "test_catvnoncat.h5").write_bytes(b"half of")
    calls: list[tuple[int, int]] = []
    fetch_photos(tmp_path, sources=server.sources("good"), progress=lambda *call: calls.append(call))
    assert server.asked == ["/good/test_catvnoncat.h5"]
    assert held(tmp_path) == CONTENTS
    check_progress(calls)
    assert calls[0] == (200_000, TOTAL)
    server.asked.clear()
    fetch_photos(tmp_path, sources=server.sources("good"))
    assert server.asked == []


def test_a_folder_that_cannot_be_written_is_said(server: Server, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    said = refusal(blocked / "datasets", server.sources("good"))
    assert said.startswith(f"The cat photos cannot be stored in the folder {blocked / 'datasets'}")


def test_a_full_disk_leaves_nothing_behind(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def disk_full(path: Path, data: bytes) -> int:
        write(path, data[:1000])
        if "test_" in path.name:
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", disk_full)
    assert "disk is not full" in refusal(tmp_path, server.sources("good"))
    assert held(tmp_path) == {}


def test_the_real_addresses_are_fixed_and_encrypted() -> None:
    assert [source.file for source in fetching.PHOTO_SOURCES] == ["train_catvnoncat.h5", "test_catvnoncat.h5"]
    for source in fetching.PHOTO_SOURCES:
        assert len(set(source.addresses)) == 2
        for address in source.addresses:
            assert address.startswith("https://raw.githubusercontent.com/")
            assert address.endswith(f"/datasets/{source.file}")


def test_the_real_sums_are_those_of_the_photos(photos: Dataset) -> None:
    for source in fetching.PHOTO_SOURCES:
        places = (folder / source.file for folder in dataset_folders())
        content = next(place for place in places if place.is_file()).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (source.size, source.sha256)
