"""A file is read in a process that can do nothing else, and whatever it does ends in one sentence."""

import io
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.intake.limits import MEGA, SETTINGS, Limits, LimitsError
from playground.intake.refusal import Cancelled, Refused
from playground.intake.server import guard
from playground.intake.server.guard import Guard, describe_protection
from playground.intake.wire import WireError, read_frame
from playground.words.catalogue import Message, translator
from tests.hostile import workers

# Much time, since a busy machine starts a process slowly; where time is what counts, little.
LIMITS = Limits(seconds=30, memory_bytes=256 * MEGA)
QUICK = replace(LIMITS, seconds=1)


@pytest.fixture(autouse=True)
def _hostile_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_START", workers.START)


def refusal(task: str, limits: Limits = LIMITS, parts: tuple[bytes, ...] = (b"",)) -> str:
    with pytest.raises(Refused) as caught:
        Guard(limits).run(task, parts, {})
    assert translator("zh").text(caught.value.message).endswith("。")
    return str(caught.value)


# --- What comes back ---------------------------------------------------------------------------


def test_files_and_numbers_arrive_unchanged() -> None:
    parts = (b"", os.urandom(3_000_000), b"abc")
    answer = Guard(LIMITS).run("echo", parts, {"a": 1, "b": 2**40})
    assert [answer.arrays[str(at)].tobytes() for at in range(3)] == list(parts)
    assert answer.texts == {"settings": ("a=1", f"b={2**40}")}


def test_arrays_come_back_with_type_and_shape() -> None:
    answer = Guard(LIMITS).run("arrays", (b"",), {})
    wanted = workers.arrays((), {}, print)
    assert answer.arrays.keys() == wanted.arrays.keys()
    for name, array in wanted.arrays.items():
        np.testing.assert_array_equal(answer.arrays[name], array, strict=array.dtype.isnative)
    assert answer.texts == wanted.texts


def test_a_refusal_of_the_reader_keeps_its_sentence() -> None:
    assert refusal("refuse").startswith("The test file is not an HDF5 file")


def test_how_far_it_is_is_told_in_the_thread_that_asked() -> None:
    seen = []
    here = threading.get_ident()
    Guard(LIMITS).run(
        "progress", (b"",), {}, on_progress=lambda *at: seen.append((at, threading.get_ident()))
    )
    assert {thread for _, thread in seen} == {here}
    done = [at[0] for at, _ in seen]
    assert done == sorted(done)
    assert len(set(done)) > 1


def test_what_a_library_prints_is_not_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert Guard(LIMITS).run("shout", (b"",), {}).texts == {"done": ("yes",)}
    assert capfd.readouterr() == ("", "")


# --- What ends it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "limits", "part"),
    [
        ("spin", QUICK, "longer than 1 seconds"),
        ("sleep", QUICK, "longer than 1 seconds"),
        ("flood", QUICK, "longer than 1 seconds"),
        ("allocate", LIMITS, "more than 256 MB of memory"),
        ("kill", LIMITS, "more than 256 MB of memory"),
        ("allocate_behind", LIMITS, "not foreseen"),
        ("crash", LIMITS, "not foreseen"),
        ("end", LIMITS, "not foreseen"),
        ("fail", LIMITS, "not foreseen"),
        ("become", LIMITS, "not foreseen"),
        ("recurse", LIMITS, "not foreseen"),
    ],
)
def test_every_end_has_its_sentence(task: str, limits: Limits, part: str) -> None:
    assert part in refusal(task, limits)


def test_time_is_limited_without_the_server_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the server stands still: the system itself ends the worker, and this is told as such."""
    monkeypatch.setattr(guard.time, "monotonic", lambda: 0.0)
    with pytest.raises(Refused, match="longer than 1 seconds"):
        Guard(QUICK).run("spin", (b"",), {})
    with pytest.raises(Refused, match="longer than 1 seconds"):
        Guard(QUICK).run("sleep", (b"",), {})


def test_no_worker_takes_more_memory_than_allowed() -> None:
    # In a process of its own, whose children are these workers only.
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True, cwd=ROOT
    )
    kilobytes = int(measured.stdout)
    assert 256 * 1024 < kilobytes < 400 * 1024


ROOT = Path(guard.__file__).parents[3]
MEASURE = """
import resource
from tests.intake import test_guard as test

test.guard._START = test.workers.START
test.refusal("allocate")
test.refusal("allocate_behind")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("name", workers.LIES)
def test_what_is_no_answer_is_not_read(name: str) -> None:
    with pytest.raises(WireError):
        read_frame(io.BytesIO(workers.LIES[name]), 4 * LIMITS.unpacked_bytes)


@pytest.mark.parametrize("name", ["nothing", "a pickle", "a huge array", "a sentence in itself"])
def test_what_is_no_answer_is_not_believed(name: str) -> None:
    assert "not foreseen" in refusal("lie", parts=(name.encode(),))


def test_what_is_an_answer_is_believed_from_anyone() -> None:
    assert list(Guard(LIMITS).run("lie", (b"the truth",), {}).arrays["a"]) == [7, 8]


@pytest.fixture(autouse=True, scope="module")
def _nothing_was_run() -> Iterator[None]:
    yield
    assert not Path("/tmp/run-by-the-server").exists()


def test_a_file_that_is_too_long_never_reaches_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.subprocess, "Popen", None)
    said = refusal("echo", replace(LIMITS, file_bytes=MEGA), (b"", bytes(MEGA + MEGA // 4)))
    assert said.startswith("The file has 1.3 MB, but at most 1 MB are accepted")


def test_a_system_without_room_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.sys, "executable", "/no/such/program")
    assert "no room to read a file" in refusal("echo")


# --- What it cannot do -------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of these limits")
def test_a_worker_can_neither_open_nor_start_anything() -> None:
    written = Path("/tmp/written-by-a-worker")  # where anyone may write
    written.unlink(missing_ok=True)
    outcomes = Guard(LIMITS).run("attempt", (b"",), {}).texts
    assert set(outcomes) == set(workers.FORBIDDEN)
    assert not [name for name, (outcome,) in outcomes.items() if outcome == "done"]
    assert not written.exists()


def test_a_worker_has_its_limits() -> None:
    limits = dict.fromkeys(workers.LIMITED, (0, 0)) | {"CPU": (30, 31)}
    assert Guard(LIMITS).run("see", (b"",), {}).texts["limits"] == (str(limits),)


def test_a_worker_sees_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_MARKER", "a secret of the server")
    seen = Guard(LIMITS).run("see", (b"",), {}).texts
    assert "secret" not in str(seen)
    assert seen["folder"] == ("/",)


# --- Beside others -----------------------------------------------------------------------------


def test_other_threads_go_on_meanwhile() -> None:
    gaps, stop = [], threading.Event()

    def tick() -> None:
        last = time.perf_counter()
        while not stop.wait(0.005):
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    thread = threading.Thread(target=tick)
    thread.start()
    refusal("spin", QUICK)
    stop.set()
    thread.join()
    # Held up by the reading, it would have come to one long gap.
    assert len(gaps) > 30
    assert max(gaps) < 0.9


def test_reading_can_be_cancelled() -> None:
    started = time.monotonic()
    with pytest.raises(Cancelled, match="was cancelled"):
        Guard(LIMITS).run("sleep", (b"",), {}, cancelled=lambda: time.monotonic() > started + 0.3)
    assert time.monotonic() - started < 10


def run_beside(keeper: Guard, task: str, then: Callable[[], None]) -> None:
    """Run a task in another thread, and something in this one while it is at it."""
    ended = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(lambda: keeper.run(task, (b"",), {}, cancelled=ended.is_set))
        time.sleep(0.3)
        then()
        ended.set()
        with pytest.raises(Cancelled):
            busy.result()


def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "WAITING_SECONDS", 0.2)
    keeper = Guard(replace(LIMITS, workers=1))

    def wait() -> None:
        with pytest.raises(Refused, match="Another file is being read just now"):
            keeper.run("echo", (b"",), {})

    run_beside(keeper, "sleep", wait)


def test_who_waits_can_go() -> None:
    keeper = Guard(replace(LIMITS, workers=1))

    def go() -> None:
        with pytest.raises(Cancelled):
            keeper.run("echo", (b"",), {}, cancelled=lambda: True)

    run_beside(keeper, "sleep", go)


def test_more_files_than_workers_are_read_one_after_the_other() -> None:
    keeper = Guard(replace(LIMITS, workers=2))
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: keeper.run("echo", (bytes([n]),), {}), range(6)))
    assert [answer.arrays["0"][0] for answer in answers] == list(range(6))


def open_files() -> set[Path]:
    return set(Path("/proc/self/fd").iterdir())


def own_processes() -> set[str]:
    """Return the processes that this one has started, also those that ended and that nobody waited for."""
    return {
        number
        for task in Path("/proc/self/task").iterdir()
        for number in (task / "children").read_text().split()
    }


def test_nothing_is_left_behind() -> None:
    Guard(LIMITS).run("echo", (b"",), {})
    keeper = Guard(QUICK)

    # What was there before may end meanwhile: earlier tests' threads do.
    threads, files, processes = set(threading.enumerate()), open_files(), own_processes()
    for task in ("echo", "crash", "sleep", "flood"):
        with suppress(Refused):
            keeper.run(task, (bytes(100_000),), {})
    time.sleep(0.2)
    assert set(threading.enumerate()) <= threads
    assert open_files() <= files
    assert own_processes() <= processes


# --- Limits and what is said -------------------------------------------------------------------


def test_limits_can_be_set_by_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    assert Limits.from_environment() == Limits()
    monkeypatch.setenv("PLAYGROUND_LIMIT_FILE_MB", "10")
    monkeypatch.setenv("PLAYGROUND_LIMIT_SECONDS", "3")
    assert Limits.from_environment() == Limits(file_bytes=10 * MEGA, seconds=3)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("text", ["", "many", "0", "-1", "1e3", "99999999999"])
def test_a_wrong_limit_is_explained(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(LimitsError, match=f"{name} is “{text}”, but a whole number from"):
        Limits.from_environment()


@pytest.mark.parametrize(
    ("platform", "name", "part"),
    [("linux", "posix", None), ("darwin", "posix", "memory"), ("win32", "nt", "cannot be limited")],
)
def test_what_is_not_protected_is_said(
    platform: str, name: str, part: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard.sys, "platform", platform)
    monkeypatch.setattr(guard, "os", type("os", (), {"name": name}))
    said = [translator("en").text(message) for message in describe_protection()]
    assert bool(said) == bool(part)
    assert all(part in sentence for sentence in said if part)


def test_a_refusal_keeps_its_sentence_in_another_process() -> None:
    error = Refused(Message("intake.guard.time", limit=5))
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is Refused
    assert str(copy) == str(error)
