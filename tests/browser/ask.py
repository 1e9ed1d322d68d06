"""Ask a server for its page as a visitor would, and wait until all of it is there.

python -m tests.browser.ask http://localhost:8501/
"""

import sys
import time
import urllib.request
from urllib.error import URLError

from playwright.sync_api import sync_playwright

from tests.browser.stage import DESKTOP, START_SECONDS, Stage, find_chromium, launch


def main(address: str) -> None:
    """Wait for the server, open the page, and print its headline; an error ends the program."""
    chromium = find_chromium() or sys.exit("Chromium is absent")
    end = time.monotonic() + 5 * START_SECONDS  # what is started may install itself first
    while True:
        try:
            urllib.request.urlopen(f"{address}_stcore/health").close()
            break
        except (URLError, ConnectionError) as error:
            if time.monotonic() > end:
                sys.exit(f"no server answers: {error}")
            time.sleep(0.2)
    with sync_playwright() as playwright:
        browser = launch(playwright, chromium)
        stage = Stage(browser.new_page(viewport=DESKTOP)).open(address)
        print("the page says:", " ".join(stage.page.locator(".np-numbers").inner_text().split()))
        if stage.errors:
            sys.exit(f"errors in the console: {stage.errors}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
