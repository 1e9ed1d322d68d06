"""How long people wait who use one server at the same time.

python -m tests.bench.people [--people 5 10 30 60] [--seconds 60] [--flood 30] [--wall]
                             [--contest] [--coming-and-going 1000]

Each of them is a session of Streamlit over its websocket, as a browser opens it, with the routes beside it: a
page, then by turns a pause (5 s on average) and a slider that is moved by a key or pulled for 2.5 s, a frame
at a time and ten a second at most; the script runs when it is let go, and 0.3 s later comes the film. The
first page counts until script, frame and film are there. The students share the machine with the server.
Times are those within which 95 % are there, and half of the frames; memory is that of all processes of the
server. With --wall they are a class, whose teacher looks at the wall: told is how long it takes from a
slider that moves to the wall that shows it. With --contest they hold a contest all that time, each at another
run, and then all hand in at once: told is how long that takes, and the teacher's ZIP of all of it.

With --coming-and-going so many of them come, do a few things without a pause and leave for good, so many at a
time: an hour of a classroom in some minutes. The memory is told at each tenth of them.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from playground.app.classes.answers import CLASS
from playground.collection.finding import default_name, find_datasets
from tests.browser.stage import PROJECT, serving

ARRIVING_SECONDS, PAUSE_SECONDS, DRAG_SECONDS, FRAME_SECONDS, CALM_SECONDS = 10.0, 5.0, 2.5, 0.1, 0.3
PATIENCE_SECONDS, POLL_SECONDS, AGAIN_SECONDS = 30, 0.25, 0.15
VISIT_ACTS = 3
GONE_SECONDS = 2
"""Who leaves in a hurry is not waited for longer."""

KEPT_SECONDS = 2.0
"""An idle connection is used no longer than this: the server ends it after five."""

SLIDERS = {"learning_rate": (1, 80), "num_iterations": (100, 10_000)}
"""How far a slider moves from one frame to the next, and how far it goes."""

KINDS = ("frame", "script", "film", "first page", "wall", "hand in")
CONTEST_MINUTES, CALMING_SECONDS = 10, 10.0
LOOK_SECONDS, REPORT_SECONDS, SILENT_SECONDS = 0.25, 0.25, 1.0
"""Between two looks of a teacher at the wall, of a student's page at itself; and the longest silence."""


@dataclass
class Log:
    """What all students of one round have measured: seconds by kind, answers that failed, and megabytes."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    failures: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def row(self, people: int) -> str:
        """Return a line of the table."""
        taken = [
            f"{1000 * np.percentile(seconds, 95):,.0f} ms" if seconds else "-"
            for seconds in self.seconds.values()
        ]
        median = f"{1000 * np.median(self.seconds['frame'] or [np.nan]):,.0f} ms"
        memory = f"{max(self.memory):,.0f} MB" if any(self.memory) else "-"
        return _row(str(people), *taken, median, memory, str(len(self.failures)))


def _row(*cells: str) -> str:
    return f"{cells[0]:>6} |" + " |".join(f"{cell:>11}" for cell in cells[1:])


class Routes:
    """The routes of the server, over a connection that is kept as long as the server keeps it."""

    def __init__(self, address: str) -> None:
        self._host, self._port = urlsplit(address).hostname, urlsplit(address).port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0
        self.cookie = ""

    async def enter(self) -> None:
        """Get the page itself, and with it the cookie of a proxy, if there is one."""
        _, fields, _ = await self._ask("/", {"Accept": "text/html"})
        cookies = [each.split(";")[0].partition(":")[2] for each in fields if each.startswith("set-cookie:")]
        self.cookie = ";".join(cookies).strip()
        self.close()

    async def get(self, path: str, headers: Mapping[str, str]) -> int:
        """Return the status of the answer for a path, when all of it has come."""
        status, _, _ = await self._ask(path, headers)
        return status

    async def post(self, path: str, said: Mapping[str, Any]) -> Any:
        """Return the answer to what is posted as JSON; an error where it is refused."""
        return json.loads(await self.fetch(path, said))

    async def fetch(self, path: str, said: Mapping[str, Any]) -> bytes:
        """Return the answer to what is posted as JSON as it comes; an error where it is refused."""
        status, _, answer = await self._ask(path, {"Content-Type": "application/json"}, json.dumps(said))
        if status != 200:
            raise OSError(f"{path}: {status}")
        return answer

    async def _ask(
        self, path: str, headers: Mapping[str, str], body: str = ""
    ) -> tuple[int, list[str], bytes]:
        if time.monotonic() > self._used + KEPT_SECONDS:
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        lines = [
            f"{'POST' if body else 'GET'} {path} HTTP/1.1",
            f"Content-Length: {len(body)}",
            f"Host: {self._host}:{self._port}",
        ]
        lines += [f"{name}: {value}" for name, value in {**headers, "Cookie": self.cookie}.items()]
        writer.write("\r\n".join([*lines, "", body]).encode())
        status, *fields = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        length = next((int(each[15:]) for each in fields if each.startswith("content-length:")), 0)
        answer = await reader.readexactly(length)
        self._used = time.monotonic()
        return int(status.split()[1]), fields, answer

    def close(self) -> None:
        """End the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class Student:
    """One person: a session with what its page has said so far."""

    def __init__(self, number: int, socket: ClientConnection, routes: Routes, log: Log, query: str) -> None:
        self._random = random.Random(number)
        self._socket, self._routes, self._log = socket, routes, log
        self._page: dict[str, str] = {"query": query, "hash": ""}
        self._sliders: dict[str, str] = {}
        self.asked: dict[str, Any] = {}
        self._rates: list[str] = []
        self._places: dict[str, int] = {}
        self._pupil = ""

    async def live(self, until: float) -> None:
        """Open the page, and use it until a time."""
        await self._arrive()
        while time.monotonic() < until:
            await asyncio.sleep(self._random.expovariate(1 / PAUSE_SECONDS))
            await self._act()

    async def visit(self) -> None:
        """Open the page, and do a few things without a pause."""
        await self._arrive()
        for _ in range(VISIT_ACTS):
            await self._act()

    async def _arrive(self) -> None:
        started = time.perf_counter()
        await self.open()
        await self._get("frames", "frame")
        await self._get("films", "film")
        self._note("first page", started)

    async def _act(self) -> None:
        slider = self._random.choice(list(SLIDERS))
        if self._random.random() < 0.5:
            await self._drag(slider)
            await self.run_script()
        else:
            self._move(slider, self._random.choice((-1, 1)))
            await asyncio.gather(self._get("frames", "frame"), self.run_script())
        await asyncio.sleep(CALM_SECONDS)
        await self._get("films", "film")

    async def open(self) -> None:
        """Let the script run until the page asks for a frame: before, it shows how far its training is."""
        await self.run_script()
        while not self.asked:
            await asyncio.sleep(POLL_SECONDS)
            await self.run_script()

    async def _drag(self, slider: str) -> None:
        end, way = time.monotonic() + DRAG_SECONDS, self._random.choice((-1, 1))
        while (now := time.monotonic()) < end:
            self._move(slider, way)
            await self._get("frames", "frame")
            await asyncio.sleep(max(0.0, now + FRAME_SECONDS - time.monotonic()))

    def _move(self, slider: str, way: int) -> None:
        step, most = SLIDERS[slider]
        self._places[slider] = min(most, max(0, self._places[slider] + way * step))

    @property
    def run(self) -> tuple[str, int] | None:
        """The learning rate and the iterations that the sliders ask for, once they are there."""
        places = self._places
        return (self._rates[places["learning_rate"]], places["num_iterations"]) if places else None

    async def _get(self, route: str, kind: str) -> None:
        places = {**self._places, "learning_rate": self._rates[self._places["learning_rate"]]}
        query = urlencode({**self.asked["question"], **places})
        started = time.perf_counter()
        status = await asyncio.wait_for(self._ask_again(f"{self.asked[route]}?{query}"), PATIENCE_SECONDS)
        if status == 200:
            self._note(kind, started)
        else:
            self._log.failures.append(f"{kind}: {status}")

    async def _ask_again(self, path: str) -> int:
        """Return the status of an answer; as the page does, ask again where a training takes longer than a
        thumb waits.
        """
        while (status := await self._routes.get(path, self.asked["visitor"])) == HTTPStatus.ACCEPTED:
            await asyncio.sleep(AGAIN_SECONDS)
        return status

    async def hand_in(self, token: str) -> None:
        """Press the button that hands in the run on the page."""
        pressed = [{"event": "selected", "value": {"token": token}}]
        started = time.perf_counter()
        await self._run(
            WidgetState(id=self._pupil, json_value="{}"),
            WidgetState(id=_make_trigger_id(self._pupil, "events"), json_trigger_value=json.dumps(pressed)),
        )
        self._note("hand in", started)

    async def run_script(self) -> None:
        """Let the script run with the sliders where they are, and read what it says."""
        started = time.perf_counter()
        await self._run()
        self._note("script", started)

    async def _run(self, *pressed: WidgetState) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self._page["query"], self._page["hash"]
        for slider, place in self._places.items():  # none, while the first training is under way
            widget = WidgetState(id=self._sliders[slider])
            if slider == "learning_rate":  # whose steps have names
                widget.string_array_value.data.append(self._rates[place])
            else:
                widget.double_array_value.data.append(place)
            state.widget_states.widgets.append(widget)
        state.widget_states.widgets.extend(pressed)
        await self._socket.send(message.SerializeToString())
        while not self._take(ForwardMsg.FromString(await self._receive())):
            pass

    async def _receive(self) -> bytes:
        received = await asyncio.wait_for(self._socket.recv(), PATIENCE_SECONDS)
        assert isinstance(received, bytes)
        return received

    def _take(self, message: ForwardMsg) -> bool:
        """Read what the script says; return whether it has ended."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page["hash"] = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self._page["query"] = message.page_info_changed.query_string
        elif kind == "delta":
            self._take_element(message)
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _take_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.HasField("exception"):
            self._log.failures.append(f"script: {element.exception.type}")
        if element.HasField("slider"):
            found = [key for key in SLIDERS if element.slider.id.endswith(f"-{key}")]
            self._sliders |= dict.fromkeys(found, element.slider.id)
        elif element.HasField("bidi_component") and element.bidi_component.json:
            (data,) = json.loads(element.bidi_component.json)
            if data["part"] == "pupil":
                self._pupil = element.bidi_component.id
            if data["part"] == "question" and not self.asked:
                self.asked, self._rates = data, data["steps"]["learning_rate"]
                self._places = {key: int(data["positions"][key]) for key in SLIDERS}

    def _note(self, kind: str, started: float) -> None:
        self._log.seconds[kind].append(time.perf_counter() - started)


@asynccontextmanager
async def _entered(address: str, number: int, log: Log, query: str = "") -> AsyncIterator[Student]:
    routes = Routes(address)
    protocols = [Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")]
    stream = address.replace("http", "ws", 1) + "_stcore/stream"
    await routes.enter()
    cookie = {"Cookie": routes.cookie}
    async with connect(stream, subprotocols=protocols, max_size=None, additional_headers=cookie) as socket:
        try:
            yield Student(number, socket, routes, log, query)
        finally:
            routes.close()


class Classroom:
    """A class on the server, which `competes` or not, and since when (seconds) each seat's run is another
    than the wall shows.
    """

    def __init__(self, address: str, log: Log, competes: bool) -> None:
        self._address, self._log, self.competes = address, log, competes
        self._told: dict[int, tuple[str, int, float]] = {}
        self._teacher: dict[str, str] = {}
        self._tokens: dict[Student, str] = {}

    @property
    def query(self) -> str:
        """What the address of a page in the class says."""
        return urlencode({"code": self._teacher["code"]})

    async def hand_in(self, student: Student) -> None:
        """Let a student hand in."""
        await student.hand_in(self._tokens[student])

    async def collect(self) -> str:
        """Return what the teacher's ZIP of all that was handed in takes, in words."""
        started = time.perf_counter()
        archive = await Routes(self._address).fetch(f"{CLASS}/collect", self._teacher)
        taken = time.perf_counter() - started
        return f"ZIP of {len(self._tokens)}: {taken:.1f} s, {len(archive) / 1e6:.1f} MB"

    async def open(self) -> None:
        """Open the class, and begin its contest, on the pictures that a page opens with."""
        routes = Routes(self._address)
        opened = await routes.post(f"{CLASS}/open", {"language": "en", "here": self._address})
        self._teacher = {key: opened[key] for key in ("code", "secret")} | {"language": "en"}
        if self.competes:
            contest = {"dataset": default_name(find_datasets()), "minutes": CONTEST_MINUTES}
            await routes.post(f"{CLASS}/contest", self._teacher | contest)

    async def teach(self) -> None:
        """Look at the wall again and again."""
        routes = Routes(self._address)
        while True:
            wall = await routes.post(f"{CLASS}/wall", self._teacher)
            for place in wall["places"]:
                rate, iterations, since = self._told.get(place["seat"], ("", 0, 0.0))
                if rate and (float(rate), iterations) == (place["rate"], place["iterations"]):
                    self._log.seconds["wall"].append(time.perf_counter() - since)
                    del self._told[place["seat"]]
            await asyncio.sleep(LOOK_SECONDS)

    async def attend(self, student: Student) -> None:
        """Join, and tell where a student is, as the line on their page does."""
        routes, code = Routes(self._address), self._teacher["code"]
        joined = await routes.post(f"{CLASS}/join", {"language": "en", "code": code})
        self._tokens[student] = joined["token"]
        told, changed, reported = student.run, 0.0, 0.0
        while True:
            now = time.perf_counter()
            if student.run != told:
                told, changed = student.run, now
            if told and (changed > reported or now > reported + SILENT_SECONDS):
                rate, iterations = told
                if changed > reported:
                    self._told[joined["seat"]] = (rate, iterations, changed)
                reported = now
                run = {"dataset": student.asked["question"]["dataset"], "learning_rate": rate}
                body = {"code": code, "token": joined["token"], "language": "en", "page": "playground"}
                await routes.post(f"{CLASS}/report", {**body, **run, "num_iterations": str(iterations)})
            await asyncio.sleep(REPORT_SECONDS)


async def _attend(
    address: str, number: int, delay: float, until: float, log: Log, room: Classroom | None
) -> None:
    await asyncio.sleep(delay)
    try:
        async with _entered(address, number, log, room.query if room else "") as student:
            beside = [asyncio.create_task(room.attend(student))] if room else []
            await student.live(until)
            for task in beside:
                if task.done() and (error := task.exception()):
                    raise error
                task.cancel()
            if room and room.competes:
                await asyncio.sleep(until + CALMING_SECONDS - time.monotonic())  # until all have stopped
                await room.hand_in(student)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        log.failures.append(f"student {number}: {error!r}")


async def come_and_go(address: str, people: int, visits: int, log: Log) -> None:
    """Let so many come and leave again, so many of them at a time; note the memory at each tenth of them."""
    coming, left = iter(range(visits)), itertools.count(1)
    tenths = {visits * tenth // 10: tenth for tenth in range(1, 11)}

    async def come() -> None:
        for number in coming:
            try:
                async with _entered(address, number, log) as student:
                    await student.visit()
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                log.failures.append(f"student {number}: {error!r}")
            if (gone := next(left)) in tenths:
                log.memory.append(measure_memory())
                print(f"{gone:>6} came and went | {log.memory[-1]:,.0f} MB", flush=True)

    await asyncio.gather(*(come() for _ in range(people)))


async def _flood(address: str, requests: int, log: Log) -> None:
    """Keep so many requests of one session in flight, each for another frame."""
    async with _entered(address, 1000, log) as student:
        await student.open()
        question, iterations = student.asked["question"], itertools.cycle(range(10, 10_000, 10))

        async def ask() -> None:
            routes = Routes(address)
            while True:
                query = urlencode({**question, "num_iterations": next(iterations)})
                await routes.get(f"{student.asked['frames']}?{query}", student.asked["visitor"])

        await asyncio.gather(*(ask() for _ in range(requests)))


async def _watch(log: Log) -> None:
    while True:
        log.memory.append(measure_memory())
        await asyncio.sleep(1)


def measure_memory() -> float:
    """Return the megabytes of all processes that this one has started, shared ones counted once."""
    kilobytes = 0
    for process in _descendants(os.getpid()):
        with suppress(OSError):
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1000


def _descendants(process: int) -> list[int]:
    found: list[int] = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, children.read_text().split()):
                found += [child, *_descendants(child)]
    return found


async def measure(
    address: str, people: int, seconds: float, flood: int, in_class: bool, contest: bool
) -> Log:
    """Let so many people use a server, as a class (in a contest) or each alone, and one more who keeps so
    many requests in flight.
    """
    log = Log()
    room = Classroom(address, log, contest) if in_class or contest else None
    arriving = min(ARRIVING_SECONDS, seconds)
    until = time.monotonic() + arriving + seconds
    beside = [asyncio.create_task(_watch(log))]
    if flood:
        beside.append(asyncio.create_task(_flood(address, flood, Log())))
    if room:
        await room.open()
        beside.append(asyncio.create_task(room.teach()))
    await asyncio.gather(
        *(_attend(address, number, number * arriving / people, until, log, room) for number in range(people))
    )
    if room and room.competes:
        print(await room.collect())
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    return log


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where an answer failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, nargs="+", default=[5, 10, 30, 60])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long, after all have arrived")
    parser.add_argument("--address", help="of a server that runs already; then no memory is told")
    parser.add_argument("--flood", type=int, default=0, help="requests that one more client keeps in flight")
    parser.add_argument("--wall", action="store_true", help="as a class, with its teacher")
    parser.add_argument("--contest", action="store_true", help="as a class in a contest, all of whom hand in")
    parser.add_argument("--coming-and-going", type=int, metavar="VISITS", help="how many come and leave")
    chosen = parser.parse_args(arguments)
    if chosen.coming_and_going:
        return _tell_coming_and_going(chosen.people[0], chosen.coming_and_going)
    print(_row("people", *KINDS, "frame, half", "memory", "failures"))
    failures = []
    for people in chosen.people:
        with nullcontext(chosen.address) if chosen.address else serving(PROJECT / "app.py") as address:
            asked = address, people, chosen.seconds, chosen.flood, chosen.wall, chosen.contest
            log = asyncio.run(measure(*asked))
        print(log.row(people), flush=True)
        failures += log.failures
    return _tell_failures(failures)


def _tell_coming_and_going(people: int, visits: int) -> int:
    log, options = Log(), ("--server.disconnectedSessionTTL", str(GONE_SECONDS))
    with serving(PROJECT / "app.py", options=options) as address:
        asyncio.run(come_and_go(address, people, visits, log))
    return _tell_failures(log.failures)


def _tell_failures(failures: Sequence[str]) -> int:
    for failure in failures[:10]:
        print(failure)
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
