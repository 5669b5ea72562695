"""Take the pictures of the app that the README shows: ``python docs/make_screenshots.py``.

It starts the app, opens pages in Chromium and writes some of them to ``docs/images``. With ``--film FOLDER`` it writes
every page there instead, light, dark and on a phone, whole, to be looked at; pages that answer when they are asked are
taken before and after. The browser is found as the tests find it.
"""

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.scenario.base import RULES  # noqa: E402 - found beside this file
from tests.browser.serving import served  # noqa: E402 - likewise

SIZES: dict[str, tuple[int, int]] = {"light": (1280, 1060), "dark": (1280, 1060), "phone": (390, 844)}
"""Width and height of a picture by its kind; on a phone the page is light."""

README = ("answer", "compare", "one_run", "learn")
"""What the README and the docs show."""

PATIENCE = 240_000
"""Milliseconds for a page, which may have to compile the rules or to play for an answer."""

Step = Callable[[Any], None]


@dataclass(frozen=True)
class Shot:
    """A picture.

    Attributes:
        address: What is opened.
        steps: What is then done.
        kinds: In which sizes it is taken for the film.
    """

    address: str
    steps: tuple[Step, ...] = ()
    kinds: tuple[str, ...] = tuple(SIZES)


def ask(*questions: str) -> Step:
    """Return what asks questions on the page Explain, one after the other, and waits for every answer."""

    def step(page: Any) -> None:
        for number, question in enumerate(questions, 1):
            page.get_by_role("button", name=question, exact=True).click()
            page.get_by_text("How sure:").nth(number - 1).wait_for(timeout=PATIENCE)
            rest(page)

    return step


def press(name: str, until: str) -> Step:
    """Return what presses a button and waits for a text."""

    def step(page: Any) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()
        page.get_by_text(re.compile(until)).first.wait_for(timeout=PATIENCE)
        # The help of a button that was pressed lies over its neighbours.
        page.mouse.move(0, 0)

    return step


def turn_to(part: str, name: str) -> Step:
    """Return what goes to another page by the navigation."""

    def step(page: Any) -> None:
        menu = page.get_by_role("navigation").get_by_role("button", name=part, exact=True)
        if not menu.is_visible():
            page.get_by_test_id("stExpandSidebarButton").click()
            page.get_by_role("link", name=name, exact=True).click()
        else:
            menu.click()
            page.get_by_role("menuitem", name=name, exact=True).click()
        page.get_by_role("heading", name=name, level=1, exact=True).wait_for(timeout=PATIENCE)

    return step


def open_sheet(page: Any) -> None:
    """Open the levers of a phone."""
    page.get_by_test_id("stExpandSidebarButton").click()


ASKED = ("What stands in the way?", "What does the spread hang on?", "What would turn it?")
SMALL = "scenario=labour-dispute&runs=500"

SHOTS = {
    "answer": Shot(f"?set=conditions.aid_halt.firmness%3D0.1&rules={RULES}"),
    "answer-levers": Shot(f"?set=conditions.aid_halt.firmness%3D0.1&rules={RULES}", (open_sheet,), ("phone",)),
    "compare": Shot(f"compare?arm=change%3Daid_halted&arm=change%3Dtruce_monitored&rules={RULES}"),
    "compare-empty": Shot("compare"),
    "explain": Shot("explain"),
    "explain-asked": Shot(f"explain?{SMALL}", (ask(*ASKED),)),
    "explore": Shot("explore"),
    "explore-line": Shot(f"explore?{SMALL}", (press("Play all points", "points of 500 runs each"),)),
    "explore-map": Shot(
        f"explore?{SMALL}&rules={RULES}&vary=parties.union.no_deal.value%3D-30:30:5&vary=parties.management.no_deal.value%3D-30:30:5",
        (press("Play all points", "points of 500 runs each"),),
    ),
    "export": Shot("export"),
    "export-asked": Shot(f"explain?{SMALL}", (ask(ASKED[0]), turn_to("Make", "Export"))),
    "scenario": Shot("scenario"),
    "one_run": Shot(f"one_run?run=5&rules={RULES}"),
    "learn": Shot("learn"),
    "lost": Shot("?scenario=typo&seed=many&colour=red"),
}
"""Name of a picture to what it shows."""


def main() -> None:
    """Read the command line and take the pictures."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--film", type=Path, metavar="FOLDER", help="every page, in every size, into this folder")
    parser.add_argument("--only", metavar="PAGE", action="append", help="this page alone; may be repeated")
    parser.add_argument("--kind", choices=sorted(SIZES), help="in this size alone")
    options = parser.parse_args()
    folder: Path = options.film or ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    names = options.only or (list(SHOTS) if options.film else list(README))
    with served(ROOT) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for kind in SIZES if options.film else ("light",):
            for name in names:
                if kind in SHOTS[name].kinds and options.kind in (None, kind):
                    file = folder / (f"{name}-{kind}.png" if options.film else f"{name}.png")
                    take(browser, url, SHOTS[name], file, kind, whole=bool(options.film))
        browser.close()


def take(browser: Any, url: str, shot: Shot, file: Path, kind: str, *, whole: bool) -> None:
    """Open a page, do what is to be done, and write its picture."""
    width, height = SIZES[kind]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if kind == "dark" else "light",
        reduced_motion="reduce",
        has_touch=kind == "phone",
        is_mobile=kind == "phone",
    )
    page = context.new_page()
    page.goto(f"{url}/{shot.address}")
    page.locator("h2, [data-testid=stAlert]").first.wait_for(timeout=PATIENCE)
    rest(page)
    for step in shot.steps:
        step(page)
        rest(page)
    if whole:
        parts = "[data-testid=stMain], [data-testid=stSidebarContent]"
        # A sheet of levers that is shut lies beside the page, narrow and high.
        open_parts = f"[...document.querySelectorAll('{parts}')].filter(e => e.getBoundingClientRect().right > 0)"
        tall = f"Math.max(...{open_parts}.map(e => e.scrollHeight))"
        page.set_viewport_size({"width": width, "height": max(height, int(page.evaluate(tall)) + 40)})
    # Charts take their width from the page a moment after it has settled.
    page.wait_for_timeout(2_000)
    page.screenshot(path=file)
    context.close()
    print(file, flush=True)


def rest(page: Any) -> None:
    """Wait until the page has been drawn and what is worked out beside it stands there too."""
    page.wait_for_timeout(3_000)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)


if __name__ == "__main__":
    main()
