"""Take the pictures of the app that the README shows: ``python docs/make_screenshots.py``.

It starts the app, opens each page in Chromium and writes ``docs/images/{simulate,scenario,one_run,learn}.png``. With
``--dark FOLDER`` it writes dark ones there instead, to be looked at. The browser is found as the tests find it.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

WIDTH = 1280
SHOTS = {
    "simulate": ("?set=conditions.aid_halt.firmness%3D0.1", 1060),
    "scenario": ("scenario", 1060),
    "one_run": ("one_run?run=5", 1060),
    "learn": ("learn", 1060),
}
"""Page to address and height; what a page shows below that is left out."""

PATIENCE = 120_000
"""Milliseconds for a page, which may have to compile the rules."""


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dark", type=Path, metavar="FOLDER", help="dark pictures, into this folder")
    parser.add_argument("--full", action="store_true", help="whole pages")
    options = parser.parse_args()
    folder: Path = options.dark or ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    with app() as url:
        take(url, folder, "dark" if options.dark else "light", options.full)


@contextmanager
def app() -> Iterator[str]:
    """Run the app as long as pictures are taken; yields its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.fileWatcherType=none", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def wait_for(url: str, seconds: float = 60.0) -> None:
    """Return as soon as the server answers."""
    last = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            if time.monotonic() > last:
                raise
            time.sleep(0.2)


def take(url: str, folder: Path, scheme: Literal["dark", "light"], full: bool) -> None:
    """Open every page and write its picture."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for name, (address, height) in SHOTS.items():
            page = browser.new_page(
                viewport={"width": WIDTH, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            page.goto(f"{url}/{address}")
            page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
            page.locator("svg.marks").last.wait_for(timeout=PATIENCE)
            page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)
            if full:
                parts = "[data-testid=stMain], [data-testid=stSidebarContent]"
                tall = f"Math.max(...[...document.querySelectorAll('{parts}')].map(e => e.scrollHeight))"
                page.set_viewport_size({"width": WIDTH, "height": int(page.evaluate(tall)) + 40})
            # Charts take their width from the page a moment after it has settled.
            page.wait_for_timeout(2_000)
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
