"""Press every control twice, and every ordered pair of kinds of control: ``python benchmarks/presses.py``.

It runs in a real browser, for many minutes, before a release; it is no part of the test suite. A line is printed for
every pair and for every control; the exit code says whether all held.

- ``--pairs [PART …]``: kinds of control one after the other in an order in which each follows each, itself too, once.
  After every press what the page shows is held to what its address says: the digest on the page is the one that the
  library computes from the scenario, the named changes and the levers in the address, the seed is the address's, and
  every lever stands where the address puts it. The order has parts, which begin in another scenario each.
- ``--controls [PAGE …]``: every control of pages, twice each, in every scenario; of Answer the page is held to its
  address after each, elsewhere at the end. A control that leads elsewhere is followed and left again.

Without either, both. Whatever the browser reports as an error, and every message of a failure on the page, is a fault.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.navigation import PROBE, go_to  # noqa: E402 - found beside this file
from tests.browser.serving import served  # noqa: E402 - likewise

PATIENCE = 60_000

SHORT = 5_000
"""Milliseconds for a single press: a control that cannot be pressed is covered, or gone."""

SCENARIOS = ("labour-dispute", "ukraine-2025-03", "pie")

PAGES = ("answer", "compare", "explain", "explore", "one_run", "scenario", "export", "learn")

SAID_BY_SLIDERS = "all => all.map(one => [one.getAttribute('aria-label'), one.getAttribute('aria-valuetext')])"

Press = Callable[[Any], None]


def main() -> int:
    """Press what is asked for and return how much of it did not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", nargs="*", type=int, metavar="PART", help="all pairs, or those of some parts")
    parser.add_argument("--controls", nargs="*", choices=PAGES, help="every control, or those of some pages")
    parser.add_argument("--scenarios", nargs="*", choices=SCENARIOS, default=SCENARIOS, help="some of them")
    options = parser.parse_args()
    both = options.pairs is None and options.controls is None
    failed = 0
    with served(ROOT) as (url, _), _browser() as browser:
        if both or options.pairs is not None:
            failed += _pairs(browser, url, options.pairs)
        if both or options.controls is not None:
            failed += _controls(browser, url, options.controls or PAGES, options.scenarios)
    return failed


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import find

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def _page(browser: Any, address: str) -> Iterator[tuple[Any, list[str]]]:
    """Open an address in a browser of its own; yields the page, and what goes wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400}, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if _is_fault(message) else None)
    try:
        page.goto(address)
        page.get_by_role("heading", level=1).first.wait_for(timeout=PATIENCE)
        _settle(page)
        yield page, wrong
    finally:
        context.close()


def _is_fault(message: Any) -> bool:
    """Return whether the browser reports an error; that a page is first asked whether the server is well is none."""
    return message.type == "error" and not ("404" in message.text and PROBE.search(message.location["url"]))


# Pairs


def parts_of(kinds: Sequence[str], ends: str) -> list[list[str]]:
    """Return kinds in an order in which every one follows every one once, cut behind each pair that begins with one.

    Args:
        kinds: The kinds.
        ends: The one after which, and after what follows it, a part ends; the next begins with what ended it.
    """
    # A sequence of de Bruijn: Lyndon words of one and of two letters, in the order of a dictionary.
    order: list[str] = []
    for place, one in enumerate(kinds):
        order += [one, *(kind for other in kinds[place + 1 :] for kind in (one, other))]
    parts = [[order[0]]]
    for before, kind in pairwise([*order, order[0]]):
        parts[-1].append(kind)
        if before == ends:
            parts.append([kind])
    return [part for part in parts if len(part) > 1]


def _pairs(browser: Any, url: str, wanted: Sequence[int] | None) -> int:
    held = failed = 0
    for number, kinds in enumerate(parts_of(list(KINDS), "upload"), start=1):
        if wanted and number not in wanted:
            continue
        scenario = SCENARIOS[number % len(SCENARIOS)]
        for first, second, fault, seconds in _pressed(browser, f"{url}/?scenario={scenario}&runs=500", kinds):
            failed, held = failed + bool(fault), held + (not fault)
            print(f"{scenario}: {first}, {second}: {fault or 'holds'} ({seconds:.1f} s)", flush=True)
    print(f"{held} of {held + failed} pairs hold", flush=True)
    return failed


def _pressed(browser: Any, address: str, kinds: Sequence[str]) -> Iterator[tuple[str, str, str, float]]:
    """Press kinds of control one after the other; yield each with the one before, and what does not hold then."""
    left = list(kinds)
    while len(left) > 1:
        with _page(browser, address) as (page, wrong):
            page.get_by_text(re.compile("500 runs · seed")).first.wait_for(timeout=PATIENCE)
            fault = _press_kind(page, left[0], wrong)
            while len(left) > 1:
                began = time.monotonic()
                fault = fault or _press_kind(page, left[1], wrong)
                yield left[0], left[1], fault, time.monotonic() - began
                left.pop(0)
                if fault:
                    # What follows begins anew, and is not to blame for it.
                    break


def _press_kind(page: Any, kind: str, wrong: list[str]) -> str:
    """Press a kind of control and return what does not hold then; empty if all does."""
    try:
        KINDS[kind](page)
        _settle(page)
        return _faults(page, wrong, disagrees=True)
    except Exception as error:  # Whatever a browser says is a line of the log.
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"


def _settle(page: Any) -> None:
    """Wait until the page has rested for a moment: what is worked out beside it draws it again."""
    for _ in range(3):
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=PATIENCE)
        page.wait_for_timeout(150)


def _faults(page: Any, wrong: list[str], *, disagrees: bool) -> str:
    """Return what is wrong with a page: what the browser reported, a failure shown, or another answer than asked."""
    shown = [box.inner_text() for box in page.get_by_test_id("stException").all()]
    found = [*wrong, *shown, *([_disagreement(page)] if disagrees else [])]
    wrong.clear()
    return "; ".join(filter(None, found))


def _disagreement(page: Any) -> str:
    """Return in what the page, its address and the library disagree."""
    from sim.scenario.changes import apply
    from sim.ui.engine import document_of, order_of
    from sim.ui.link import link_of

    if urlsplit(page.url).path.strip("/"):
        go_to(page, "Answer")
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
    return "; ".join(_misplaced(page, link, base))


def _misplaced(page: Any, link: Any, base: Any) -> list[str]:
    """Return the levers in sight that do not stand where an address puts them."""
    from sim.scenario.changes import apply, levers
    from sim.ui.levers import STATED, on_the_thumb

    found, moves = [], dict(link.moves)
    # Read in one go: a group that is shutting takes its levers with it.
    said = page.get_by_role("slider").evaluate_all(SAID_BY_SLIDERS)
    for lever in levers(apply(base, link.changes)):
        value = moves.get(lever.path, STATED)
        standing = [text for label, text in said if lever.label.lower() in (label or "").lower()]
        # Of a narrowed range each thumb says one end.
        if len(standing) != 1 or (isinstance(value, str) and value != STATED):
            continue
        meant = on_the_thumb(lever, _stop(value))
        if standing[0] != meant:
            found.append(f"“{lever.label}” stands at {standing[0]}, the address means {meant}")
    return found


def _stop(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


# What is pressed of each kind


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
    go_to(page, "Scenario")
    _settle(page)
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(ROOT / "scenarios" / "pie.yaml")
    page.get_by_role("combobox", name=re.compile("Scenario")).wait_for(timeout=PATIENCE)
    _settle(page)
    go_to(page, "Answer")


def _theme(page: Any) -> None:
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="light" if dark else "dark")


def _other_page(page: Any) -> None:
    go_to(page, "One run")
    _settle(page)
    go_to(page, "Answer")


KINDS: dict[str, Press] = {
    "slider": _slider,
    "select": _select,
    "range": _range,
    "named change": _named,
    "switch": _switch,
    "link": _link,
    "upload": _upload,
    "theme": _theme,
    "page change": _other_page,
}
"""Every kind of control, and how it is pressed."""

# Every control, twice


@dataclass(frozen=True)
class Control:
    """One control of a page: its role, its name, and which it is of those alike."""

    role: str
    name: str
    place: int

    def of(self, page: Any) -> Any:
        """Return it on a page as it stands now."""
        return _all_of(page, self.role).filter(visible=True).and_(_named_so(page, self)).nth(self.place)


ROLES = ("slider", "combobox", "checkbox", "switch", "radio", "spinbutton", "button", "summary", "link")

LEFT_ALONE = re.compile(
    r"^(Browse files|Upload|Clear|Close sidebar|keyboard_double.*|Help for .*|\s*|More|Fullscreen|Ask|Look|Make|Learn)$"
)
"""Buttons of the browser's file dialogue, of the frame and of hints, which are pressed with the kinds."""


TOOLS = re.compile(
    r"^(Show data|Show chart|Download as (PNG|CSV)|Copy Vega-Lite spec|Fullscreen|Close fullscreen|Search"
    r"|Show/hide columns)\b"
)
"""Tools above a picture or a table."""

ARROW = re.compile(r"chevron_\w+|expand_\w+|keyboard_arrow_\w+")
"""The sign that says whether a group is open."""

BACK = {"Show data": "Show chart", "Fullscreen": "Close fullscreen"}
"""What has the picture back, by the tools after which something else stands in its place."""


def _all_of(page: Any, role: str) -> Any:
    inside = page.locator('[data-testid="stSidebar"], [data-testid="stMain"]')
    return inside.locator("summary") if role == "summary" else inside.get_by_role(role)


def _named_so(page: Any, control: Control) -> Any:
    if control.role == "summary":
        # The sign before or behind a name is a word of its own.
        name = r"\s*".join(map(re.escape, control.name.split()))
        return page.locator("summary").filter(
            has_text=re.compile(rf"^\s*({ARROW.pattern})?\s*{name}\s*({ARROW.pattern})?\s*$")
        )
    return page.get_by_role(control.role, name=control.name, exact=True)


def _controls(browser: Any, url: str, pages: Any, scenarios: Any) -> int:
    held = failed = 0
    for scenario, name in product(scenarios, pages):
        address = f"{url}/{'' if name == 'answer' else name}?scenario={scenario}&runs=500"
        with _page(browser, address) as (page, wrong):
            page.wait_for_timeout(2_000)
            _settle(page)
            start = page.url
            for control in _found(page):
                fault = _twice(page, control, start, wrong, name == "answer")
                failed, held = failed + bool(fault), held + (not fault)
                print(f"{scenario}, {name}: {control.role} “{control.name}”: {fault or 'holds'}", flush=True)
            if name != "answer" and (fault := _faults(page, wrong, disagrees=True)):
                failed += 1
                print(f"{scenario}, {name}, at its end: {fault}", flush=True)
    print(f"{held} of {held + failed} controls hold", flush=True)
    return failed


def _found(page: Any) -> list[Control]:
    """Return all controls of a page, groups of levers opened."""
    _open_groups(page)
    found: list[Control] = []
    for role in ROLES:
        seen: dict[str, int] = {}
        for one in _all_of(page, role).filter(visible=True).all():
            name = _name_of(one)
            if not one.is_enabled() or (role == "button" and LEFT_ALONE.match(name)):
                continue
            found.append(Control(role, name, seen.get(name, 0)))
            seen[name] = seen.get(name, 0) + 1
    return found


def _name_of(one: Any) -> str:
    """Return the name by which assistive technology knows an element."""
    text: str = one.aria_snapshot().splitlines()[0]
    quoted = re.search(r'"((?:[^"\\]|\\.)*)"', text)
    return quoted[1].replace('\\"', '"') if quoted else " ".join(ARROW.sub("", one.inner_text()).split())


def _open_groups(page: Any) -> None:
    """Open the sidebar, where it was shut, and every group of levers in it."""
    sidebar = page.get_by_test_id("stExpandSidebarButton")
    if sidebar.count() and sidebar.first.is_visible():
        sidebar.first.click(timeout=SHORT)
        page.wait_for_timeout(500)
    shut = page.locator('[data-testid="stSidebar"] details:not([open]) > summary')
    while shut.count():
        shut.first.click()
        page.wait_for_timeout(200)


def _twice(page: Any, control: Control, start: str, wrong: list[str], disagrees: bool) -> str:
    """Press a control twice, return what does not hold, and come back to where it was pressed."""
    try:
        for again in (False, True):
            _open_groups(page)
            one = control.of(page)
            if again and not (one.count() and one.is_enabled()):
                # A button that did what it is for may be gone, or have nothing more to do.
                break
            _press(page, control, one, again)
            _settle(page)
        fault = _faults(page, wrong, disagrees=disagrees)
    except Exception as error:  # Whatever a browser says is a line of the log.
        fault = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    if fault or page.url != start:
        page.goto(start)
        page.get_by_role("heading", level=1).first.wait_for(timeout=PATIENCE)
        _settle(page)
        wrong.clear()
    return fault


def _press(page: Any, control: Control, one: Any, again: bool) -> None:
    match control.role:
        case "slider":
            one.focus(timeout=SHORT)
            one.press("ArrowLeft" if again else "ArrowRight")
        case "combobox":
            _scroll_to(page, one)
            one.click(timeout=SHORT)
            options = page.get_by_role("option")
            options.nth(0 if again or options.count() < 2 else 1).click(timeout=SHORT)
        case "spinbutton":
            one.fill("3" if again else "2", timeout=SHORT)
            one.press("Enter")
        case "checkbox" | "switch":
            # The box itself is covered by what is drawn for it.
            inside = page.get_by_role(control.role, name=control.name, exact=True)
            page.locator("label").filter(has=inside).nth(control.place).click(timeout=SHORT)
        case "link":
            one.click(timeout=SHORT)
            page.wait_for_timeout(500)
            _settle(page)
            page.go_back()
        case "button" if TOOLS.match(control.name):
            _press_tool(page, control, one)
        case "button" if control.name == "Play":
            # It is Pause then; what the page shows at a run's end waits until the film has stopped there.
            one.click(timeout=SHORT)
            page.get_by_role("button", name="Pause", exact=True).click(timeout=SHORT)
        case "button" if control.name == "Open":
            # The arrow of a list; what it opens lies over the controls beneath until it is shut.
            _scroll_to(page, one)
            one.click(timeout=SHORT)
            page.get_by_role("option").first.wait_for(timeout=SHORT)
            page.keyboard.press("Escape")
        case _:
            one.click(timeout=SHORT)


def _scroll_to(page: Any, one: Any) -> None:
    """Scroll to a list and wait: one that is opened while the page still scrolls shuts again."""
    one.scroll_into_view_if_needed(timeout=SHORT)
    page.wait_for_timeout(500)


def _press_tool(page: Any, control: Control, one: Any) -> None:
    """Press a tool above a picture or a table; where something takes the picture's place, have the picture back."""
    # Tools are shown while the mouse is over what they are for; the keyboard needs no mouse.
    one.focus(timeout=SHORT)
    one.press("Enter")
    if name := BACK.get(control.name.partition(":")[0]):
        back = page.get_by_role("button", name=re.compile(f"^{name}")).first
        back.focus(timeout=SHORT)
        back.press("Enter")
        back.wait_for(state="hidden", timeout=SHORT)
    elif control.name.startswith(("Search", "Show/hide")):
        page.keyboard.press("Escape")


if __name__ == "__main__":
    sys.exit(min(1, main()))
