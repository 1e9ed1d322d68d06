"""How fast the page follows a thumb in Chromium, beside the same page made of Streamlit's own elements.

python -m tests.bench.browser

Both pages are measured by turns, in one browser and on one machine: the ratios say more than the
milliseconds. A repaint counts when headline, cost curve, surface and the neuron's answers have all changed.
"""

import asyncio
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import numpy as np
from playwright import async_api
from playwright.sync_api import Browser, Response, sync_playwright

from playground.app.session.choices import LEARNING_RATES
from playground.data.contents import Dataset
from playground.engine.threads import use_one_blas_thread
from playground.engine.training import train
from playground.words.numbers import write_cost
from tests.bench.common import load_pictures, report
from tests.browser.stage import CHROMIUM_ARGUMENTS, DESKTOP, PROJECT, find_chromium, launch, serving
from tests.support import compute_verdicts, write_probability

STOCK_APP = Path(__file__).parent / "stock_app.py"
ITERATIONS, PRESSES, STARTS, DRAGS, PLAYS = 2000, 15, 3, 3, 3
RATES = (0.005, 0.0056)
DRAG_SECONDS = PLAY_SECONDS = 3.0
DRAG_PIXELS, DRAG_SPEED, MOVES_A_SECOND = 150, 4.0, 60
"""To and fro along the slider: at most some 600 pixels a second, as a quick hand."""

PATIENCE_MS = 60_000

# What is on the page, as four texts; null while a part of it is missing.
_SEEN = """() => {
    const trace = (card, number) => {
        const chart = document.querySelector(`.st-key-${card} :is(.np-chart, .js-plotly-plot)`);
        return (chart?.shown ?? chart?._fullData)?.[number];  // painted, or drawn
    };
    const ends = [trace('cost_curve', 0)?.y, trace('loss_surface', 2)?.x].map(
        values => values && `${values.length} ${values[values.length - 1]}`);
    const drawn = document.querySelectorAll('.np-painted, .js-plotly-plot .main-svg').length >= 2;
    const number = document.querySelector('.np-value, [data-testid="stMetricValue"]')?.innerText.trim();
    const ours = [...document.querySelectorAll('.np-probability')].map(part => part.textContent);
    const stock = [...document.querySelectorAll('[data-testid="stImageCaption"]')]
        .map(part => part.innerText.split(' ')[1]);
    const answers = (ours.length ? ours : stock).slice(0, 60).join();
    const all = [...ends, number, answers];
    return drawn && all.every(Boolean) ? all : null;
}"""
_WATCH = f"""() => {{
    const seen = {_SEEN};
    window.benchRepaints = [];
    let last = null;
    const look = () => {{
        const now = seen();
        if (now && (!last || now.every((part, i) => part !== last[i]))) {{
            last = now;
            const note = () => window.benchRepaints.push([performance.now(), ...now]);
            requestAnimationFrame(() => setTimeout(note));
        }}
        requestAnimationFrame(look);
    }};
    look();
    addEventListener('keydown', event => {{ window.benchPressed = event.timeStamp; }}, true);
    window.benchLong = [];
    const note = list => window.benchLong.push(...list.getEntries().map(each => each.duration));
    new PerformanceObserver(note).observe({{entryTypes: ['longtask']}});
}}"""
# The frame after the repaint that shows the expected cost and answers.
_REPAINTED = """([number, answers]) => window.benchRepaints.find(
    ([at, , , shown, said]) => at > window.benchPressed && shown === number && said === answers)?.[0]"""

_RESTED = """() => performance.now() - (window.benchRepaints.at(-1)?.[0] ?? 0) > 600
    && document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"""
_AHEAD = """count => performance.getEntriesByType('resource')
    .filter(each => each.name.includes('/frames?') && each.responseEnd).length >= count"""

_COUNT_MOMENTS = """milliseconds => new Promise(done => {
    const place = document.querySelector('.np-moment');
    const end = performance.now() + milliseconds;
    let [count, last] = [0, ''];
    const look = () => {
        if (place.innerText !== last) { last = place.innerText; count += 1; }
        if (performance.now() < end) requestAnimationFrame(look);
        else done(count);
    };
    look();
})"""

Expected = list[str]
Sight = dict[float, Expected]
"""What a page shows at each of the `RATES`."""


def main() -> int:
    """Measure both pages and print what each takes."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is absent")
    use_one_blas_thread()
    pictures = load_pictures()
    sights = [see(pictures, write) for write in (write_probability, "{:.2f}".format)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, ExitStack() as stack:
        # The stock page runs in an empty folder: no settings of ours reach it.
        places = ((PROJECT / "app.py", PROJECT, sights[0]), (STOCK_APP, Path(folder), sights[1]))
        browser = launch(playwright, chromium)
        stack.callback(browser.close)
        starts, running = list[list[float]](), stack.enter_context(ExitStack())
        for _ in range(STARTS):
            running.close()  # those of the last round go on
            # The stock page first: it does nothing more while ours starts, and ours would fetch ahead.
            stock, ours = (start(browser, running, *place) for place in reversed(places))
            starts.append([ours[1], stock[1]])
        compare("start to full page", starts)
        pages = [ours[0], stock[0]]
        pages[0].wait_until_ahead()
        presses = [[page.time_press(i % 2 == 0) for page in pages] for i in range(PRESSES + 1)]
        met = compare("arrow key to last repaint", presses[1:], 0.2)  # the first loads and compiles
        met &= print_bytes(pages[0])
        played = median(pages[0].play() for _ in range(PLAYS))
        met &= report("playback", played, "frames a second", ">= 20", met=played >= 20)
        for page in pages:
            page.page.close()
        with ThreadPoolExecutor() as beside:  # this thread's event loop is the browser's
            drags = drag_pages(chromium, [page.address for page in pages])
            met &= print_drags(beside.submit(asyncio.run, drags).result())
    return 0 if met else 1


def see(dataset: Dataset, write: Callable[[float], str]) -> Sight:
    """Return the headline's first number and the pictures' probabilities, as a page writes them."""
    sight = {}
    for rate in RATES:
        run = train(dataset.prepared, rate, ITERATIONS)
        verdicts = compute_verdicts(*run.weights_at(ITERATIONS), dataset.X_test, dataset.test_labels)
        sight[rate] = [write_cost(run.costs[-1]), ",".join(map(write, verdicts.A[:60]))]
    return sight


class BenchPage:
    """One of the two pages in the browser, and what is measured on it."""

    def __init__(self, browser: Browser, address: str, sight: Sight) -> None:
        self.address, self.sight, self.frames, self.films = address, sight, list[int](), list[int]()
        self.page = browser.new_page(viewport=DESKTOP, locale="en-US")
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("response", self._note_response)
        self.page.goto(address)
        self.page.evaluate(_WATCH)
        self.page.evaluate("() => { window.benchPressed = 0; }")
        self.page.wait_for_function(_REPAINTED, arg=sight[RATES[0]])

    def _note_response(self, response: Response) -> None:
        size = int(response.headers.get("content-length", 0))
        if "/frames?" in response.url:
            self.frames.append(size)
        if "/films?" in response.url:
            self.films.append(size)

    def wait_until_ahead(self) -> None:
        """Wait until the frames of the whole slider have come."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while len(self.frames) < len(LEARNING_RATES) and time.monotonic() < end:
            self.page.wait_for_timeout(100)

    def time_press(self, up: bool) -> float:
        """Return the milliseconds from one arrow key to the frame after the last repaint."""
        self.page.bring_to_front()
        self._rest()
        self.page.get_by_role("slider", name="Learning rate").focus()
        self.page.keyboard.press("ArrowRight" if up else "ArrowLeft")
        arrived = self.page.wait_for_function(_REPAINTED, arg=self.sight[RATES[1] if up else RATES[0]])
        return float(arrived.json_value()) - float(self.page.evaluate("() => window.benchPressed"))

    def play(self) -> float:
        """Play the training back; return the moments shown a second."""
        self.page.bring_to_front()
        self._rest()
        self.page.get_by_role("button", name="To the start").click()
        self.page.get_by_role("button", name="Play", exact=True).click()
        shown = self.page.evaluate(_COUNT_MOMENTS, 1000 * PLAY_SECONDS)
        self.page.get_by_role("button", name="To the end").click()
        return float(shown) / PLAY_SECONDS

    def _rest(self) -> None:
        """Wait until nothing has been repainted for a while, nor is the script running."""
        self.page.wait_for_function(_RESTED)


def start(
    browser: Browser, running: ExitStack, script: Path, folder: Path, sight: Sight
) -> tuple[BenchPage, float]:
    """Return the page of a server that goes on, and the milliseconds from its start to the full page."""
    started = time.perf_counter()
    page = BenchPage(browser, running.enter_context(serving(script, folder)), sight)
    running.callback(page.page.close)
    return page, 1000 * (time.perf_counter() - started)


async def drag_pages(chromium: str, addresses: Sequence[str]) -> list[list[tuple[float, float]]]:
    """Pull the learning rate of pages to and fro, by turns; return of each pull the repaints a second and
    how many milliseconds of it long tasks took. The first page has the frames of its whole slider before.
    """
    async with async_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_ARGUMENTS])
        pages = [await _open(browser, address) for address in addresses]
        await pages[0].wait_for_function(_AHEAD, arg=len(LEARNING_RATES))
        return [[await _drag(page) for page in pages] for _ in range(DRAGS)]


async def _open(browser: async_api.Browser, address: str) -> async_api.Page:
    page = await browser.new_page(viewport=DESKTOP, locale="en-US")
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(address)
    await page.evaluate(_WATCH)
    await page.wait_for_function("() => window.benchRepaints.length")
    return page


async def _drag(page: async_api.Page) -> tuple[float, float]:
    """Pull once. A hand waits for no page: the mouse moves whether or not the last move was answered."""
    await page.bring_to_front()
    await page.wait_for_function(_RESTED)
    slider = page.get_by_role("slider", name="Learning rate")
    # About the middle, not where the last pull left the thumb: from there the mouse is soon beyond an end.
    track = await page.get_by_test_id("stSlider").filter(has=slider).bounding_box()
    thumb = await slider.locator("xpath=../..").bounding_box()
    assert track is not None
    assert thumb is not None
    x, y = track["x"] + track["width"] / 2, thumb["y"] + thumb["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.evaluate("() => { window.benchRepaints.length = window.benchLong.length = 0; }")
    moves, started = list[asyncio.Task[None]](), time.perf_counter()
    while (passed := time.perf_counter() - started) < DRAG_SECONDS:
        at = x + DRAG_PIXELS * math.sin(DRAG_SPEED * passed)
        moves.append(asyncio.create_task(page.mouse.move(at, y)))
        await asyncio.sleep(max(0.0, len(moves) / MOVES_A_SECOND - passed))
    counted = "() => [benchRepaints.length, benchLong.reduce((sum, each) => sum + each, 0)]"
    repaints, long = await page.evaluate(counted)
    await asyncio.gather(*moves)
    await page.mouse.up()
    return repaints / DRAG_SECONDS, long / DRAG_SECONDS


def compare(name: str, rounds: list[list[float]], bound: float = math.inf) -> bool:
    """Print both medians and the median of the ratios; return whether that is within the bound."""
    ours, stock = (median(times) for times in np.transpose(rounds).tolist())
    ratio = median(one / other for one, other in rounds)
    print(f"{name}: {ours:.0f} ms, stock page {stock:.0f} ms, medians of {len(rounds)}")
    asked = f"<= {bound}" if bound < math.inf else "none"
    return report(f"{name}, ratio", ratio, "", asked, met=ratio <= bound)


def print_drags(rounds: list[list[tuple[float, float]]]) -> bool:
    """Print what was repainted while both pages were dragged; return whether ours is enough."""
    ours, stock = (np.median([drags[side] for drags in rounds], axis=0) for side in (0, 1))
    for name, (repaints, long) in (("page", ours), ("stock page", stock)):
        print(f"{name}: {repaints:.1f} repaints a second, {long:.0f} ms in long tasks")
    return report("repaints while dragged", ours[0], "a second", ">= 28", met=bool(ours[0] >= 28))


def print_bytes(page: BenchPage) -> bool:
    """Print how large the largest frame and film were; return whether they are small enough."""
    frame, film = (max(sizes, default=0) / 1000 for sizes in (page.frames, page.films))
    met = report("largest frame", frame, "kB", "<= 15", met=frame <= 15)
    return met & report("largest film", film, "kB", "<= 200", met=film <= 200)


if __name__ == "__main__":
    sys.exit(main())
