"""Press every kind of control, each twice, and every ordered pair of kinds: ``python benchmarks/presses.py``.

After every pair of presses, in a real browser, what the page shows is held to what its address says: the digest on the
page is the one that the library computes from the scenario, the named changes and the levers in the address, and the
seed is the address's. A line is printed for every pair; the exit code says whether all held. It takes some minutes and
is run before a release, not in the test suite; ``--only slider`` presses the pairs that begin with one kind.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.serving import served  # noqa: E402 - found beside this file

PATIENCE = 60_000

SCENARIOS = ("labour-dispute", "ukraine-2025-03", "pie")

Press = Callable[[Any], None]


def main() -> int:
    """Press all pairs and return how many did not hold."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=sorted(KINDS), help="pairs that begin with this kind")
    options = parser.parse_args()
    pairs = [pair for pair in product(KINDS, KINDS) if options.only in (None, pair[0])]
    failed = 0
    with served(ROOT) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for number, (first, second) in enumerate(pairs):
            scenario = SCENARIOS[number % len(SCENARIOS)]
            began = time.monotonic()
            fault = _pressed(browser, url, scenario, first, second)
            failed += bool(fault)
            print(f"{scenario}: {first}, {second}: {fault or 'holds'} ({time.monotonic() - began:.1f} s)", flush=True)
        browser.close()
    print(f"{len(pairs) - failed} of {len(pairs)} pairs hold")
    return failed


def _pressed(browser: Any, url: str, scenario: str, first: str, second: str) -> str:
    """Press two kinds of control, each of them twice, and return what does not hold; empty if all does."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    try:
        page.goto(f"{url}/?scenario={scenario}&runs=500")
        page.get_by_text(re.compile("500 runs · seed")).first.wait_for(timeout=PATIENCE)
        _settle(page)
        for kind in (first, second, first, second):
            KINDS[kind](page)
            _settle(page)
        return "; ".join([*wrong, *filter(None, [_disagreement(page)])])
    except Exception as error:  # Whatever a browser says is a line of the log.
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"
    finally:
        context.close()


def _settle(page: Any) -> None:
    """Wait until the page has rested for a moment: what is worked out beside it draws it again."""
    for _ in range(3):
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)
        page.wait_for_timeout(150)


def _disagreement(page: Any) -> str:
    """Return in what the page, its address and the library disagree."""
    from sim.scenario.changes import apply
    from sim.ui.engine import document_of, order_of
    from sim.ui.link import link_of

    if urlsplit(page.url).path.strip("/"):
        _to(page, "Answer")
        _settle(page)
    link = link_of(parse_qs(urlsplit(page.url).query))
    base = document_of(link).read
    if base is None:
        return "the address names no sound scenario"
    order = order_of(link, base)
    digest = apply(order.base, order.changes).digest
    shown = page.get_by_text(re.compile(r"runs · seed")).first.inner_text()
    if f"seed {link.seed} · digest {digest}" not in shown:
        return f"the page shows “{shown}”, the address means seed {link.seed}, digest {digest}"
    return ""


# What is pressed


def _slider(page: Any) -> None:
    slider = page.locator('[data-testid="stSidebar"]').get_by_role("slider").first
    slider.focus()
    slider.press("ArrowRight")


def _range(page: Any) -> None:
    """Narrow a range where there is one; else fix it."""
    narrow = page.get_by_role("radio", name="narrows it")
    if narrow.count():
        narrow.first.click()
        _settle(page)
    slider = page.locator('[data-testid="stSidebar"] [data-testid="stSlider"]').get_by_role("slider").last
    slider.focus()
    slider.press("ArrowLeft")


def _select(page: Any) -> None:
    box = page.get_by_role("combobox", name=re.compile("Outcome asked about"))
    box.click()
    page.get_by_role("option").last.click()


def _named(page: Any) -> None:
    page.locator('[data-testid="stSidebar"] [data-testid="stCheckbox"] label').first.click()


def _switch(page: Any) -> None:
    """Open what is unclear and choose another reading; where nothing is unclear, another number of runs."""
    group = page.locator('[data-testid="stSidebar"] summary').filter(
        has_text=re.compile("What is unclear|Runs and luck")
    )
    name = "Runs on every move"
    if "What is unclear" in group.first.inner_text():
        name = ""
    if group.first.locator("xpath=..").get_attribute("open") is None:
        group.first.click()
        page.wait_for_timeout(300)
    inside = group.first.locator("xpath=..").get_by_role("combobox")
    (page.get_by_role("combobox", name=name) if name else inside.first).first.click()
    page.get_by_role("option").nth(1).click()


def _link(page: Any) -> None:
    page.goto(page.url)
    page.get_by_role("heading", level=1).wait_for(timeout=PATIENCE)


def _upload(page: Any) -> None:
    """Go to Scenario, upload the pie as one's own, and come back."""
    _to(page, "Scenario")
    _settle(page)
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(ROOT / "scenarios" / "pie.yaml")
    page.get_by_role("combobox", name=re.compile("Scenario")).wait_for(timeout=PATIENCE)
    _settle(page)
    _to(page, "Answer")


def _theme(page: Any) -> None:
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="light" if dark else "dark")


def _page(page: Any) -> None:
    _to(page, "One run")
    _settle(page)
    _to(page, "Answer")


def _to(page: Any, name: str) -> None:
    from sim.ui.places import SECTIONS

    part = next(part for part, places in SECTIONS.items() if name in {place.title for place in places})
    page.get_by_role("navigation").get_by_role("button", name=part, exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()
    page.get_by_role("heading", name=name, level=1, exact=True).wait_for(timeout=PATIENCE)


KINDS: dict[str, Press] = {
    "slider": _slider,
    "select": _select,
    "range": _range,
    "named change": _named,
    "switch": _switch,
    "link": _link,
    "upload": _upload,
    "theme": _theme,
    "page change": _page,
}
"""Every kind of control, and how it is pressed."""

if __name__ == "__main__":
    sys.exit(min(1, main()))
