"""How soon the page answers a slider in Chromium, and how soon it opens, beside a plain Streamlit page.

python -m tests.bench.browser

The plain page has the same sliders, the same training, the two charts and the test pictures, all with
Streamlit's own elements and defaults. Both are measured by turns, and on one machine the ratio says more than
the milliseconds.
"""

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from playground.datasets import Dataset
from playground.threads import use_one_blas_thread
from playground.training import train
from playground.ui.cards import format_cost
from playground.verdicts import compute_verdicts
from tests.bench.common import load_pictures
from tests.browser.stage import DESKTOP, PROJECT, find_chromium, launch, serving

ITERATIONS, PRESSES, STARTS = 2000, 9, 3
RATES = (0.005, 0.0056)
PATIENCE_MS = 60_000

PLAIN_APP = """
import plotly.graph_objects as go
import streamlit as st

from playground.datasets import get_dataset
from playground.landscape import project
from playground.training import train
from playground.ui.settings import LEARNING_RATES
from playground.verdicts import compute_verdicts

data = get_dataset({name!r})
rate = st.select_slider("Learning rate", LEARNING_RATES, 0.005)
count = st.slider("Iterations", 0, 10000, 2000, 10)
run = train(data.prepared, rate, count)
w, b = run.weights_at(count)
verdicts = compute_verdicts(w, b, data.X_test, data.test_labels)
st.metric("Cost", f"{{run.costs[-1]:.4f}}")
st.metric("Accuracy", f"{{verdicts.accuracy:.1f}} %")
st.plotly_chart(go.Figure(go.Scatter(y=run.costs)), key="cost_curve")
plane = project(run, "path", 101)
surface = go.Contour(x=plane.alphas, y=plane.betas, z=plane.costs)
path = go.Scatter(x=plane.path[:, 0], y=plane.path[:, 1])
st.plotly_chart(go.Figure([surface, path]), key="loss_surface")
st.image(
    list(data.test_pictures),
    [f"{{'right' if right else 'wrong'}} {{a:.2f}}" for a, right in zip(verdicts.A, verdicts.right)],
    width=100,
)
"""

# True once headline, cost chart, surface and pictures all show one run.
_SHOWS = """([final, pictures, headline]) => {
    const trace = (card, number) => {
        const traces = document.querySelector(`.st-key-${card} .js-plotly-plot`)?._fullData;
        return traces?.at(number < 0 ? traces.length + number : number);
    };
    const y = trace('cost_curve', 0)?.y;
    if (!y || Math.abs(y[y.length - 1] - final) > 1e-9) return false;
    const surface = document.querySelector('.st-key-loss_surface .js-plotly-plot');
    if (!surface?._fullData?.length || !surface.querySelector('.main-svg')) return false;
    const end = JSON.stringify(Array.from(trace('loss_surface', -1).x).slice(-1));
    if (window.benchEnd === end) return false;
    const metric = document.querySelector('[data-testid="stMetricValue"]');
    if (metric?.innerText.trim() !== headline) return false;
    const ours = [...document.querySelectorAll('.np-probability')].map(part => part.textContent);
    const plain = [...document.querySelectorAll('[data-testid="stImageCaption"]')]
        .map(part => part.innerText.split(' ')[1]);
    const shown = ours.length ? ours : plain;
    if (shown.slice(0, pictures.length).join() !== pictures.join()) return false;
    window.benchSeen = end;
    return true;
}"""
# The time from the key's own event to the frame after the last repaint, on the browser's clock.
_TIME_KEY = f"""expected => new Promise((done, fail) => {{
    const shows = {_SHOWS};
    window.benchEnd = window.benchSeen;
    let pressed = 0;
    const limit = performance.now() + {PATIENCE_MS};
    addEventListener('keydown', event => {{ pressed = event.timeStamp; }}, {{once: true, capture: true}});
    const look = () => {{
        if (pressed && shows(expected))
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
        else if (performance.now() > limit) fail(new Error('the page did not follow the key'));
        else requestAnimationFrame(look);
    }};
    look();
    window.benchReady = true;
}})"""

Expected = list[object]


def main() -> int:
    """Measure both pages and print what each takes."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is absent")
    use_one_blas_thread()
    dataset = load_pictures()
    expected = {rate: what_is_shown(dataset, rate) for rate in RATES}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        plain = Path(folder) / "plain.py"
        plain.write_text(PLAIN_APP.format(name=dataset.name), encoding="utf-8")
        scripts = (PROJECT / "app.py", plain)
        browser = launch(playwright, chromium)
        starts = [
            [time_start(browser, script, expected[RATES[0]]) for script in scripts] for _ in range(STARTS)
        ]
        print_result(f"start to full page, median of {STARTS}", starts)
        with ExitStack() as stack:
            pages = [
                open_page(browser, stack.enter_context(serving(script)), expected[RATES[0]])
                for script in scripts
            ]
            presses = [
                [time_press(page, press % 2 == 0, expected) for page in pages] for press in range(PRESSES + 1)
            ]
        # The first press of each compiles and loads.
        print_result(f"key press to last repaint, {ITERATIONS} iterations, median of {PRESSES}", presses[1:])
        browser.close()
    return 0


def what_is_shown(dataset: Dataset, learning_rate: float) -> Expected:
    """Return final cost, the pictures' probabilities and the headline's number, as the page writes them."""
    run = train(dataset.prepared, learning_rate, ITERATIONS)
    verdicts = compute_verdicts(*run.weights_at(ITERATIONS), dataset.X_test, dataset.test_labels)
    shown = [f"{probability:.2f}" for probability in verdicts.A[:50]]
    return [float(run.costs[-1]), shown, format_cost(run.costs[-1])]


def open_page(browser: Browser, address: str, expected: Expected) -> Page:
    """Open a page and wait until everything is on it."""
    page = browser.new_page(viewport=DESKTOP, locale="en-US")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.wait_for_function(_SHOWS, arg=expected)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return page


def time_start(browser: Browser, script: Path, expected: Expected) -> float:
    """Return the milliseconds from starting the server to the full page."""
    started = time.perf_counter()
    with serving(script) as address:
        page = open_page(browser, address, expected)
        taken = time.perf_counter() - started
        page.close()
    return 1000 * taken


def time_press(page: Page, up: bool, expected: dict[float, Expected]) -> float:
    """Return the milliseconds from one press of an arrow key to the last repaint."""
    page.bring_to_front()
    page.get_by_role("slider", name="Learning rate").focus()
    page.evaluate(
        f"""expected => {{ window.benchReady = false; window.benchResult = ({_TIME_KEY})(expected); }}""",
        expected[RATES[1] if up else RATES[0]],
    )
    page.keyboard.press("ArrowRight" if up else "ArrowLeft")
    return float(page.evaluate("() => window.benchResult"))


def print_result(name: str, rounds: list[list[float]]) -> None:
    """Print the medians of both pages and the median of their ratios."""
    ours, plain = (median(times) for times in np.transpose(rounds).tolist())
    ratio = median(one / other for one, other in rounds)
    print(f"{name}: {ours:.0f} ms, plain Streamlit page {plain:.0f} ms, ratio {ratio:.2f}")


if __name__ == "__main__":
    sys.exit(main())
