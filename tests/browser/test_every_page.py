"""Every page with an answer on it, light and dark, wide and on a phone: axe, what is read aloud, what is cut."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from sim.ui.places import PLACES
from tests.browser.navigation import PATIENCE, PROBE, go_to
from tests.browser.test_app_browser import LEVER, SMALL, asked, foreign, headline

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Settled = Callable[["Page"], None]

ADDRESS = f"{SMALL}&set={LEVER}%3D30&change=conditions_soft&arm=change%3Dconditions_soft&outcome=no_deal"
WIDE: Any
PHONE: Any
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

CUT = """() => [...document.querySelectorAll('svg.marks')].flatMap(picture => {
    const frame = picture.getBoundingClientRect()
    const out = box => box.width > 0 && (box.right > frame.right + 2 || box.left < frame.left - 2)
    return [...picture.querySelectorAll('text')].filter(text => text.getAttribute('opacity') !== '0'
        && out(text.getBoundingClientRect())).map(text => text.textContent)
})"""
"""Texts of pictures that reach out of them."""

WIDER = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
    .filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.tagName)"""
"""Parts of a page that are wider than what can be seen of them."""


LISTS = {"list", "listitem"}
"""What axe says of Streamlit's own list of pages on a phone: the names of its parts stand between its items."""


@contextmanager
def silent(page: "Page") -> Iterator[None]:
    """Fail where the browser reports an error or asks another machine for something."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" and not _probed(said) else None)
    page.on("request", lambda request: wrong.append(request.url) if foreign(request.url) else None)
    yield
    assert wrong == []


def _probed(said: Any) -> bool:
    return "404" in said.text and bool(PROBE.search(said.location["url"]))


def with_an_answer(page: "Page", name: str) -> None:
    """Ask the pages that answer when they are asked."""
    if name == PLACES["explain"].title:
        page.get_by_role("button", name="What stands in the way?", exact=True).click()
        page.get_by_text("How sure:").first.wait_for(timeout=PATIENCE)
    if name == PLACES["explore"].title:
        page.get_by_role("button", name="Play all points", exact=True).click()
        page.get_by_text(re.compile("points of 500 runs each")).first.wait_for(timeout=PATIENCE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everybody(scheme: Any, browser: "Browser", app_url: str, settled: Settled) -> None:
    context = browser.new_context(color_scheme=scheme, viewport=WIDE, reduced_motion="reduce")
    try:
        page = context.new_page()
        with silent(page):
            page.goto(f"{app_url}/{ADDRESS}")
            found = []
            for name in [place.title for place in PLACES.values()]:
                page.set_viewport_size(WIDE)
                if name != PLACES["answer"].title:
                    go_to(page, name)
                page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
                settled(page)
                with_an_answer(page, name)
                if name != PLACES["export"].title:
                    page.locator("svg.marks").first.wait_for(timeout=PATIENCE)
                settled(page)
                found += [(name, fault) for fault in faults_of(page)]
                page.set_viewport_size(PHONE)
                # Pictures take their width from the page a moment later.
                page.wait_for_timeout(1_000)
                settled(page)
                narrow = [fault for fault in faults_of(page) if fault[0] not in LISTS]
                found += [(f"{name} on a phone", fault) for fault in (*narrow, *cut_in(page))]
            assert found == [], "\n".join(map(str, found))
    finally:
        context.close()


def faults_of(page: "Page") -> list[Any]:
    """Return what axe calls serious or critical, and what would be read aloud wrongly."""
    from axe_playwright_python.sync_playwright import Axe

    return [*serious(Axe().run(page).response["violations"]), *misread(page.locator("body").aria_snapshot())]


def cut_in(page: "Page") -> list[Any]:
    """Return what is cut on a narrow page."""
    return [*page.evaluate(CUT), *page.evaluate(WIDER)]


def serious(violations: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return what axe calls serious or critical."""
    return [
        (violation["id"], node["html"][:120])
        for violation in violations
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def misread(tree: str) -> list[str]:
    """Return what a screen reader would say wrongly: several names of a page, skipped headings, names of signs."""
    levels = [int(level) for level in re.findall(r"- '?heading .*\[level=(\d)\]", tree)]
    wrong = [] if levels.count(1) == 1 else [f"{levels.count(1)} names"]
    wrong += [f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1]
    return [*wrong, *re.findall(r".*(?::material/|keyboard_arrow|arrow_drop|\*\*).*", tree)]


def test_what_would_be_read_wrongly_is_found() -> None:
    assert misread('- heading "Answer" [level=1]\n- heading "Most" [level=2]\n- button "Play"') == []
    assert len(misread('- heading "A" [level=1]\n- heading "B" [level=3]\n- button ":material/add: Add"')) == 2


def test_pages_open_by_their_addresses_and_again_after_a_reload(page: "Page", app_url: str, settled: Settled) -> None:
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    with silent(page):
        for place in ("compare", "explore", "one_run"):
            page.goto(f"{app_url}/{place}{ADDRESS}")
            for _ in range(2):
                page.get_by_role("heading", name=PLACES[place].title, level=1, exact=True).wait_for(timeout=PATIENCE)
                page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
                settled(page)
                assert asked(page, "set") == [f"{LEVER}=30"] and page.url.split("?")[0] == f"{app_url}/{place}"
                page.reload()
    assert [url for url in failed if not PROBE.search(url)] == []


def test_an_address_of_no_page_says_so_and_leads_on(page: "Page", app_url: str, settled: Settled) -> None:
    page.goto(f"{app_url}/compares{SMALL}")
    page.get_by_text("/compares: there is no such page. Did you mean compare?").wait_for(timeout=PATIENCE)
    page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
    settled(page)
    assert page.get_by_role("heading", level=1).inner_text() == PLACES["answer"].title
    assert page.get_by_role("dialog").count() == 0 and asked(page, "scenario") == ["labour-dispute"]
    page.goto(f"{app_url}/learn/nothing{SMALL}")
    page.get_by_text("/nothing: nothing lies below").wait_for(timeout=PATIENCE)
    settled(page)
    assert page.get_by_role("heading", level=1).inner_text() == PLACES["learn"].title
    assert page.url.split("?")[0] == f"{app_url}/learn" and asked(page, "scenario") == ["labour-dispute"]


def test_what_is_written_of_a_page_that_was_left_keeps_what_lies_ahead(
    page: "Page", app_url: str, settled: Settled
) -> None:
    page.goto(f"{app_url}/learn{SMALL}")
    page.get_by_role("heading", name="Learn", level=1, exact=True).wait_for(timeout=PATIENCE)
    settled(page)
    go_to(page, "Export")
    settled(page)
    page.go_back()
    page.get_by_role("heading", name="Learn", level=1, exact=True).wait_for(timeout=PATIENCE)
    settled(page)
    here = page.url
    # As Streamlit writes the address of a page of which it hears late.
    page.evaluate("history.pushState({}, '', '/export?seed=2')")
    assert page.url == here
    page.evaluate("history.pushState({}, '', '/learn?seed=2')")
    assert asked(page, "seed") == ["2"]
    page.go_forward()
    page.get_by_role("heading", name="Export", level=1, exact=True).wait_for(timeout=PATIENCE)


def test_back_and_forward_keep_jobs_and_answers_and_the_address_says_what_is_shown(
    page: "Page", app_url: str, settled: Settled
) -> None:
    from playwright.sync_api import expect

    def shown(title: str, moved: list[str]) -> None:
        expect(page.get_by_role("heading", name=title, level=1, exact=True)).to_be_visible(timeout=PATIENCE)
        settled(page)
        assert asked(page, "set") == moved
        place = next(place for place in PLACES.values() if place.title == title)
        assert page.url.split("?")[0] == f"{app_url}/{'' if place.id == 'answer' else place.id}"

    moved = [f"{LEVER}=30"]
    page.goto(f"{app_url}/{SMALL}&outcome=no_deal")
    page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
    settled(page)
    page.get_by_role("button", name="Play them").click()
    expect(page.get_by_text(re.compile("20,000 runs · seed 1"))).to_be_visible(timeout=PATIENCE)
    settled(page)
    before = headline(page)
    slider = page.get_by_role("slider", name=re.compile("union expects"))
    slider.focus()
    slider.press("End")
    expect(page).to_have_url(re.compile("set="), timeout=PATIENCE)
    settled(page)
    after = headline(page)
    go_to(page, "Explain")
    with_an_answer(page, "Explain")
    shown("Explain", moved)
    answer = page.get_by_text("How sure:").first.inner_text()
    go_to(page, "One run")
    day = page.get_by_role("slider", name=re.compile("^Day"))
    last = day.get_attribute("aria-valuetext")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page).to_have_url(re.compile("day="), timeout=PATIENCE)
    settled(page)
    assert [day.get_attribute("aria-valuetext")] == asked(page, "day") != [last]
    page.go_back()
    expect(day).to_have_attribute("aria-valuetext", str(last), timeout=PATIENCE)
    settled(page)
    assert asked(page, "day") == []
    go_to(page, "Learn")
    shown("Learn", moved)
    page.go_back()
    shown("One run", moved)
    while "/one_run" in page.url:
        page.go_back()
        settled(page)
    shown("Explain", moved)
    expect(page.get_by_text(answer).first).to_be_visible(timeout=PATIENCE)
    while "/explain" in page.url:
        page.go_back()
        settled(page)
    shown("Answer", moved)
    assert headline(page) == after
    while asked(page, "set"):
        page.go_back()
        page.wait_for_timeout(500)
        settled(page)
    shown("Answer", [])
    expect(page.get_by_text(re.compile("20,000 runs · seed 1"))).to_be_visible(timeout=PATIENCE)
    assert headline(page) == before
    for _ in range(10):
        if "/learn" in page.url:
            break
        page.go_forward()
        page.wait_for_timeout(500)
        settled(page)
    shown("Learn", moved)


def test_on_a_phone_the_sheet_of_pages_makes_room_for_the_page_that_was_chosen(
    browser: "Browser", app_url: str, settled: Settled
) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(f"{app_url}/learn")
    settled(page)
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.get_by_role("link", name="Scenario", exact=True).tap()
    settled(page)
    expect(page.get_by_role("heading", name="Scenario", level=1)).to_be_in_viewport()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    context.close()
