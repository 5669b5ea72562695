"""Take the pictures of the app that the README shows: ``python docs/make_screenshots.py``.

It starts the app, opens pages in Chromium and writes some of them to ``docs/images``. With ``--film FOLDER`` it writes
every page there instead, light, dark and on a phone, whole, to be looked at. The browser is found as the tests find it.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.scenario.model import RULES  # noqa: E402 - found beside this file
from tests.browser.serving import served  # noqa: E402 - likewise

SIZES: dict[str, tuple[int, int]] = {"light": (1280, 1060), "dark": (1280, 1060), "phone": (390, 2_600)}
"""Width and height of a picture by its kind; on a phone the page is light."""

README = ("answer", "compare", "one_run", "learn")
"""What the README and the docs show."""

SHOTS = {
    "answer": f"?set=conditions.aid_halt.firmness%3D0.1&rules={RULES}",
    "compare": f"compare?arm=change%3Daid_halted&arm=change%3Dtruce_monitored&rules={RULES}",
    "explain": "explain",
    "explore": "explore",
    "export": "export",
    "scenario": "scenario",
    "one_run": f"one_run?run=5&rules={RULES}",
    "learn": "learn",
}
"""Page to address."""

PATIENCE = 120_000
"""Milliseconds for a page, which may have to compile the rules."""


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--film", type=Path, metavar="FOLDER", help="every page, in every size, into this folder")
    parser.add_argument("--only", metavar="PAGE", help="this page alone")
    options = parser.parse_args()
    folder: Path = options.film or ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    pages = [options.only] if options.only else list(SHOTS) if options.film else list(README)
    with served(ROOT) as (url, _):
        for kind in SIZES if options.film else ("light",):
            for page in pages:
                name = f"{page}-{kind}.png" if options.film else f"{page}.png"
                take(f"{url}/{SHOTS[page]}", folder / name, kind, whole=bool(options.film))


def take(address: str, file: Path, kind: str, *, whole: bool) -> None:
    """Open a page and write its picture."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    width, height = SIZES[kind]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if kind == "dark" else "light",
            reduced_motion="reduce",
        )
        page.goto(address)
        page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(4_000)
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)
        if whole and kind != "phone":
            parts = "[data-testid=stMain], [data-testid=stSidebarContent]"
            tall = f"Math.max(...[...document.querySelectorAll('{parts}')].map(e => e.scrollHeight))"
            page.set_viewport_size({"width": width, "height": int(page.evaluate(tall)) + 40})
        # Charts take their width from the page a moment after it has settled.
        page.wait_for_timeout(2_000)
        page.screenshot(path=file)
        browser.close()


if __name__ == "__main__":
    main()
