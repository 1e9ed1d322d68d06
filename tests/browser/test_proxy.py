"""Two processes behind nginx, set up as the README says: every browser stays with the one it came to."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.app.browser.address import FRAMES, SESSION, VISITOR_HEADER
from tests.browser.expecting import RATE
from tests.browser.stage import DESKTOP, PROJECT, Stage, free_port, start_server, wait_until_healthy
from tests.browser.test_return import bring
from tests.support import skip_or_fail

MOST_VISITORS = 12
"""So many come until both processes have one; that one of two never has is a matter of one in 2,048."""

Proxy = tuple[str, list[str], Callable[[], None]]
"""The address of the proxy, those of the processes behind it, and a function that restarts it."""


@pytest.fixture
def proxy(clone: Path, tmp_path: Path) -> Iterator[Proxy]:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or skip_or_fail("needs nginx")
    ports = [free_port() for _ in range(3)]
    servers = [start_server(clone / "app.py", port, clone, datasets=clone / "datasets") for port in ports[1:]]
    path = tmp_path / "nginx.conf"
    path.write_text(configure(*ports, tmp_path), encoding="utf-8")
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        running.append(subprocess.Popen([nginx, "-p", tmp_path, "-c", path], stderr=subprocess.DEVNULL))
        wait_until_healthy(running[-1], address_of(ports[0]))

    def end() -> None:
        running[-1].terminate()
        running[-1].wait(20)

    def restart() -> None:
        end()
        start()

    start()
    yield address_of(ports[0]), [address_of(port) for port in ports[1:]], restart
    end()
    for server in servers:
        server.kill()
        server.wait()


def address_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def configure(front: int, one: int, other: int, folder: Path) -> str:
    """Return the README's lines with other ports, and around them what every nginx needs."""
    found = re.search(r"```nginx\n(.*?)```", (PROJECT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    lines = found[1].replace("8501", str(one)).replace("8502", str(other))
    lines = lines.replace("listen 80;", f"listen 127.0.0.1:{front};")
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    around = f"{user} daemon off; pid {folder}/pid; error_log stderr; events {{}}"
    return f"{around}\nhttp {{ access_log off; {places}\n{lines}}}\n"


def enter(browser: Browser, address: str, path: str = "") -> tuple[Page, str]:
    """Open a page as a new visitor; return it with the visitor's token."""
    page = browser.new_context(viewport=DESKTOP, locale="en-US").new_page()
    page.set_default_timeout(60_000)
    with page.expect_request(f"**{FRAMES}*") as asked:
        page.goto(f"{address}?num_iterations=300")
    return page, asked.value.headers[VISITOR_HEADER.lower()]


def find_home(page: Page, token: str, processes: list[str]) -> int:
    """Return which of the processes knows a visitor: only one may."""
    said = [page.request.get(f"{each}{SESSION[1:]}", headers={VISITOR_HEADER: token}) for each in processes]
    (home,) = [place for place, answer in enumerate(said) if answer.status == 204]
    return home


def test_every_browser_stays_with_its_process_with_what_it_brought(
    browser: Browser, proxy: Proxy, clone: Path, tmp_path: Path
) -> None:
    address, processes, restart = proxy
    homes: set[int] = set()
    for _ in range(MOST_VISITORS):
        page, token = enter(browser, address)
        homes.add(find_home(page, token, processes))
        if len(homes) == len(processes):
            break
        page.context.close()
    assert homes == {0, 1}

    page.goto(f"{address}pictures?num_iterations=300")
    stage = Stage(page)
    bring(stage, clone, tmp_path)
    stage.wait_until_whole()
    assert "dataset=mine" in page.url

    # The connection breaks: it is made again with the same process, which still has the session.
    restart()
    connected = page.locator("[data-test-connection-state=CONNECTED]")
    connected.wait_for(state="detached")
    connected.wait_for()
    before = stage.shown(RATE)
    stage.press(RATE, "ArrowRight")
    stage.wait_until_idle()
    assert stage.shown(RATE) > before
    assert "dataset=mine" in page.url
    expect(page.locator(".stAlert")).to_have_count(0)
    page.context.close()
