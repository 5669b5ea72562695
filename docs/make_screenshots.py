"""Take the pictures that the README shows: every page of the app, light or dark, with a real Chromium.

python docs/make_screenshots.py                      writes docs/images/*.png
python docs/make_screenshots.py --dark OUT_FOLDER    the same in dark, to look at
"""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
PAGES = {"scenario": "/scenario", "simulate": "/", "one_run": "/one_run"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@contextmanager
def served() -> Iterator[str]:
    """Serve the app on a free port for as long as it is looked at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    quiet = ["--server.address=127.0.0.1", "--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
    with subprocess.Popen(command + quiet, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            if urllib.request.urlopen(address, timeout=1).read() == b"ok":
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the app did not start")


def take(page: Page, address: str, path: Path) -> None:
    """Open a page, wait until it has settled, and take its picture."""
    page.goto(address)
    settled = page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(settled).to_have_count(1, timeout=180_000)
    page.wait_for_timeout(2_000)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)


def main() -> None:
    """Take all pictures."""
    sys.path.insert(0, str(ROOT))
    from tests.browser.chromium import find

    dark = "--dark" in sys.argv
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    folder = Path(sys.argv[sys.argv.index("--dark") + 1]) if dark else ROOT / "docs" / "images"
    with served() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000}, color_scheme=scheme)
        for name, path in PAGES.items():
            take(page, app + path, folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
