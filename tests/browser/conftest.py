"""A real browser in front of the running app."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.chromium import LEFT_OUT, REQUIRED, ChromiumError, find, required
from tests.browser.navigation import PATIENCE
from tests.browser.serving import free_port

if TYPE_CHECKING:
    # Not at run time: without Playwright the tests of this folder cannot run, but all others can.
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]

FLAGS = [
    # Chromium's own sandbox does not start for root, as whom containers and CI often run; the only pages are ours.
    "--no-sandbox",
    "--disable-gpu",
    # The shared memory of a container is often too small for a page.
    "--disable-dev-shm-usage",
    # Nothing but the page under test may use the network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]

START_SECONDS = 60.0


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def chromium() -> Path:
    """The browser to drive; without one the tests of this folder are skipped, or fail under ``CI=true``."""
    try:
        path = find()
    except ChromiumError as error:
        pytest.fail(str(error), pytrace=False)
    if path is None and required():
        pytest.fail(REQUIRED, pytrace=False)
    if path is None:
        pytest.skip(LEFT_OUT)
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Path) -> dict[str, Any]:
    """Launch the browser that was found, not the one Playwright would download."""
    return {**browser_type_launch_args, "executable_path": str(chromium), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """One size, no animations to wait for, and a fixed language for numbers and dates."""
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
        "locale": "en-GB",
    }


@pytest.fixture(scope="session")
def app_url(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that runs as long as the tests do."""
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "streamlit.log"
    # What people start, with the settings that they get.
    command = [sys.executable, "-m", "sim", "app", "--headless", "--address=127.0.0.1", f"--port={port}"]
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=ROOT, env=_server_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(url, server, log)
            yield url
        finally:
            _stop(server)


@pytest.fixture
def settled() -> Callable[["Page"], None]:
    """Wait until the page shows the result of the last click: ``settled(page)``."""
    from playwright.sync_api import expect

    def wait(page: "Page") -> None:
        idle = page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
        expect(idle).to_have_count(1, timeout=PATIENCE)

    return wait


def _server_environment() -> dict[str, str]:
    # The app must import this checkout's sim, wherever another copy may be installed.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path}


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the app's server ended:\n{log.read_text()}", pytrace=False)
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the app's server did not answer within {START_SECONDS:.0f} s:\n{log.read_text()}", pytrace=False)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(20)
