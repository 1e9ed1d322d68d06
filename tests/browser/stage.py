"""A running Streamlit server, a browser, and what a person sees on the page."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright

from playground.app.shell.navigation import PAGES
from playground.collection.finding import FOLDERS_VARIABLE
from playground.engine.forms import Array

PROJECT = Path(__file__).parents[2]
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)  # the leanest first
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A window's own pages, which nobody sees, cost 0.6 s of processor each.
    "--disable-features=PreloadTopChromeWebUI,PaintHolding,HttpsUpgrades,MediaRouter,OptimizationHints",
)
DESKTOP, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
START_SECONDS = 60
BELOW_PAGES = [[name, "_stcore"] for name in PAGES]
COLLIDING = """selector => [...document.querySelectorAll(selector)].some(chart => {
    const names = [...chart.querySelectorAll('.xtick text, .annotation text')];
    const boxes = names.filter(text => text.textContent).map(text => text.getBoundingClientRect());
    const shared = (a, b, low, high) => Math.min(a[high], b[high]) - Math.max(a[low], b[low]);
    return boxes.some((a, i) => boxes.slice(i + 1).some(
        b => shared(a, b, 'left', 'right') > 1 && shared(a, b, 'top', 'bottom') > 2));
})"""
"""Whether names in charts lie on one another."""

# Plotly keeps the arrays it is sent in base 64; in _fullData they are typed arrays, as in what was painted.
_TRACES = "(chart => chart?.classList.contains('np-painted') ? chart.shown : chart?._fullData)"
_READ_CHART = f"""chart => {_TRACES}(chart).map(trace => {{
    const read = key => trace[key] && trace[key].length !== undefined ? Array.from(trace[key]) : null;
    return {{type: trace.type, name: trace.name, x: read('x'), y: read('y')}};
}})"""
_TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
_READ_TILES = """tiles => tiles.map(
    tile => [Number(tile.dataset.picture), tile.classList.contains('np-right')])"""


def find_chromium() -> str | None:
    """Return the path of the first Chromium that is installed."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def launch(playwright: Playwright, chromium: str, *arguments: str) -> Browser:
    """Start a browser that keeps to this machine."""
    return playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_ARGUMENTS, *arguments])


@contextmanager
def serving(
    script: Path,
    folder: Path = PROJECT,
    options: Sequence[str] = (),
    datasets: Path | None = None,
    errors: IO[bytes] | int = subprocess.DEVNULL,
) -> Iterator[str]:
    """Run a Streamlit app in a process of its own, with data sets from a folder; give its address. What it
    logs goes to `errors`.
    """
    port = free_port()
    with start_server(script, port, folder, options, datasets, errors) as server:
        try:
            yield f"http://127.0.0.1:{port}/"
            if server.poll() is not None:
                raise RuntimeError(f"Streamlit ended before its tests did, with {server.returncode}")
        finally:
            server.terminate()
            server.wait(20)


def start_server(
    script: Path,
    port: int,
    folder: Path = PROJECT,
    options: Sequence[str] = (),
    datasets: Path | None = None,
    errors: IO[bytes] | int = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """Start what `serving` runs, on a port; it answers when this returns."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    local = ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    if datasets is not None:
        environment[FOLDERS_VARIABLE] = str(datasets)
    server = subprocess.Popen(
        [*command, *local, *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )
    try:
        wait_until_healthy(server, f"http://127.0.0.1:{port}/")
    except RuntimeError:
        server.kill()
        server.wait()
        raise
    return server


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(server: "subprocess.Popen[bytes]", address: str) -> None:
    """Wait until a server answers, or a proxy that has just started before it."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address + "_stcore/health"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError("Streamlit did not start")


class Stage:
    """One page of the playground in one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        self._listeners: list[tuple[Any, Callable[..., None]]] = []
        self.listen("console", self._note_error)
        self.listen("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        self.listen("request", lambda request: self._note_host(request.url))
        self.listen("websocket", lambda socket: self._note_host(socket.url))

    def listen(self, event: Any, told: Callable[..., None]) -> None:
        """Be told of an event of the page, until it is left."""
        self.page.on(event, told)
        self._listeners.append((event, told))

    def leave(self) -> None:
        """Leave the page as empty as it was: nothing is pressed, listened to, held up or remembered."""
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        self.page.unroute_all()
        self.page.evaluate("() => sessionStorage.clear()")
        for event, told in self._listeners:
            self.page.remove_listener(event, told)
        self.page.goto("about:blank")

    def _note_error(self, said: ConsoleMessage) -> None:
        # Below a page's path Streamlit's client looks for the server in vain, before it looks at the root.
        path = urlsplit(said.location["url"]).path
        if said.type == "error" and path.removeprefix("/").split("/")[:2] not in BELOW_PAGES:
            self.errors.append(f"{said.text} {path}")

    def _note_host(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self.hosts.add(urlsplit(url).hostname or url)

    def open(self, address: str) -> "Stage":
        """Go to an address and wait for the whole page."""
        self.page.goto(address)
        self.wait_until_whole()
        return self

    def wait_until_whole(self) -> None:
        """Wait until headline, charts and pictures are there and nothing runs any more."""
        for part in (".np-numbers", ".np-tile"):
            self.page.locator(part).first.wait_for()
        for part in ("cost_curve", "loss_surface"):
            self.see_chart(part)
        self.wait_until_idle()

    def see_chart(self, key: str) -> None:
        """Wait until a chart is painted or drawn: none is before it was in sight, and below a phone's screen
        whether it ever was there while the page came is a matter of chance.
        """
        chart = self.page.locator(f".st-key-{key} .np-chart").first
        chart.wait_for()
        scrolled = self.page.evaluate("() => document.querySelector('.stMain').scrollTop")
        chart.scroll_into_view_if_needed()
        self.page.locator(f".st-key-{key} :is(.np-painted, .main-svg)").first.wait_for()
        self.page.evaluate("top => document.querySelector('.stMain').scrollTo(0, top)", scrolled)

    def point_at(self, key: str) -> Locator:
        """Point at a chart, which has Plotly draw it, and return it when it is drawn."""
        chart = self.page.locator(f".st-key-{key} .np-chart")
        chart.hover()
        self.page.locator(f".st-key-{key} .np-chart:not(.np-painted) .main-svg").first.wait_for()
        self.page.mouse.move(1, 1)
        return chart

    def open_map(self, address: str) -> "Stage":
        """Go to the address of a tuning map and wait until it is complete."""
        self.page.goto(address)
        self.wait_for_map()
        return self

    def wait_for_map(self) -> None:
        """Wait until the tuning map is complete and the script has run."""
        for part in (".np-way", ".np-map .main-svg"):
            self.page.locator(part).first.wait_for(timeout=180_000)  # twins and folds take their time
        self.wait_for_script()

    def open_pictures(self, address: str) -> "Stage":
        """Go to the page of one's own pictures."""
        self.page.goto(address)
        self.page.locator(".st-key-own_task").wait_for()
        self.wait_for_script()
        return self

    def wait_for_script(self) -> None:
        """Wait until the page's script has run."""
        self.page.wait_for_function(
            """() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-stale="true"]')"""
        )

    def wait_until_still(self) -> None:
        """Wait until the script has run, nothing fades or moves any more and two pictures in a row are alike.

        What fades has another colour than its own; what Streamlit holds for stale is pale.
        """
        self.page.wait_for_function(
            """() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
                && document.getAnimations().every(({playState, effect}) =>
                    playState !== 'running' || effect.getComputedTiming().endTime === Infinity)
                && new Promise(done => {
                    const all = () => JSON.stringify([...document.querySelectorAll('.stMain *')].map(
                        each => [each.clientWidth, each.clientHeight]));
                    const before = all();
                    requestAnimationFrame(() => requestAnimationFrame(() => done(all() === before)));
                })"""
        )

    def open_lesson(self, address: str) -> "Stage":
        """Go to the address of a page of the lesson and wait until all of it is drawn."""
        self.page.goto(address)
        self.wait_for_lesson()
        return self

    def wait_for_lesson(self) -> None:
        """Wait until a page of the lesson is drawn to its last line, with every chart."""
        self.page.locator(".st-key-lesson_ways").wait_for()
        self.wait_for_script()

    def wait_until_idle(self) -> None:
        """Wait until the server has answered everything: app and stage say themselves how far they are."""
        self.page.wait_for_function(
            """() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-stale="true"]')
                && document.querySelector('.np-part-question')?.dataset.state === 'recorded'"""
        )

    def slider(self, name: str) -> Locator:
        """Return the slider with this name."""
        return self.page.get_by_role("slider", name=name)

    def shown(self, name: str) -> float:
        """Return the number a slider shows, as it is read aloud."""
        written = self.slider(name).get_attribute("aria-valuetext")
        assert written is not None
        return float(written.replace(",", ""))

    def press(self, name: str, key: str, times: int = 1) -> None:
        """Press a key on a slider."""
        self.slider(name).focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def thumb(self, name: str) -> tuple[float, float]:
        """Return where the middle of a slider's thumb is."""
        thumb = self.slider(name).locator("xpath=../..")
        thumb.scroll_into_view_if_needed()
        box = thumb.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, name: str, pixels: float) -> None:
        """Pull a slider's thumb with the mouse."""
        x, y = self.thumb(name)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + pixels, y, steps=8)
        self.page.mouse.up()

    def choose(self, setting: str, name: str) -> None:
        """Click one option of a row of buttons."""
        self.page.locator(f".st-key-{setting}").get_by_role("radio", name=name, exact=True).click()

    def pick(self, setting: str, name: str) -> None:
        """Choose one option of a list that opens."""
        box = self.page.locator(f".st-key-{setting}").get_by_role("combobox")
        box.scroll_into_view_if_needed()
        self.page.evaluate(_TWO_FRAMES)  # a page that still scrolls would close the list again
        box.click()
        self.page.get_by_role("option", name=name).click()

    def swipe(self, start: tuple[float, float], by: tuple[float, float]) -> None:
        """Put a finger down, move it, and lift it: touches as the browser gets them from a screen."""
        finger = self.page.context.new_cdp_session(self.page)
        places = [(start[0] + share / 8 * by[0], start[1] + share / 8 * by[1]) for share in range(9)]
        for kind, (x, y) in zip(["touchStart", *["touchMove"] * 8], places, strict=True):
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        finger.detach()

    def metric(self, place: int) -> Locator:
        """Return the number in a place of the headline."""
        return self.page.locator(".np-value").nth(place)

    def chart(self, card: str) -> list[dict[str, Any]]:
        """Return type, name, x and y of every trace of a chart."""
        traces = self.page.locator(f".st-key-{card} .np-chart").evaluate(_READ_CHART)
        return [
            {key: np.array(value) if isinstance(value, list) else value for key, value in trace.items()}
            for trace in traces
        ]

    def wait_for_costs(self, costs: Array) -> None:
        """Wait until the cost chart shows these costs."""
        self.page.wait_for_function(
            f"""([count, final]) => {{
                const y = {_TRACES}(document.querySelector('.st-key-cost_curve .np-chart'))?.[0]?.y;
                return y?.length === count && Math.abs(y[count - 1] - final) <= 1e-6 * final;
            }}""",
            arg=[len(costs), float(costs[-1])],
        )

    def wait_for_path_end(self, end: Array) -> None:
        """Wait until the path on the loss surface ends at this point of the plane."""
        self.page.wait_for_function(
            f"""(end) => {{
                const traces = {_TRACES}(document.querySelector('.st-key-loss_surface .np-chart'));
                const path = traces?.find(trace => trace.name === 'descent path');
                return path && ['x', 'y'].every((axis, place) => {{
                    const last = path[axis][path[axis].length - 1];
                    return Math.abs(last - end[place]) <= 1e-6 + 2e-5 * Math.abs(end[place]);
                }});
            }}""",
            arg=end.tolist(),
        )

    def costs(self) -> Array:
        """Return the cost at every drawn iteration of the cost chart."""
        return np.asarray(self.chart("cost_curve")[0]["y"], dtype=np.float64)

    def tiles(self) -> dict[int, bool]:
        """Return for every picture on the page whether its tile says that the answer is right."""
        return dict(self.page.locator(".np-tile").evaluate_all(_READ_TILES))
