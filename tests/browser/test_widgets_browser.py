"""Controls pressed twice in a real browser: what is shown, what is played and what the address says stay one thing.

AppTest sends values where a browser sends texts, so that nothing that a person does twice is tested by it alone.
"""

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from sim.scenario.documents import load
from tests.browser.test_app_browser import PATIENCE, Settled, asked, headline

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = bool(os.environ.get("PARLEY_LONG"))
"""Whether to take the time that every named change of every scenario takes."""
FEW = {
    "pie": ["left_waits"],
    "labour-dispute": ["no_ballot", "conditions_soft"],
    "ukraine-2025-03": ["trust_high", "conditions_soft"],
}
"""Named changes tried of each scenario where there is less time: those that state other values of levers."""
CHANGES = [(name, change) for name, few in FEW.items() for change in (load(name).changes if LONG else few)]


@pytest.fixture
def open_at(page: "Page", app_url: str, settled: Settled) -> Callable[[str], None]:
    """Open the page Simulate at an address."""
    from playwright.sync_api import expect

    def go(address: str) -> None:
        page.goto(f"{app_url}/{address}")
        expect(page.get_by_role("heading", name=re.compile("runs? ends? in"))).to_be_visible(timeout=PATIENCE)
        settled(page)

    return go


def shown(page: "Page") -> dict[str, Any]:
    """Return everything that controls and answers say."""
    return {
        "headline": headline(page),
        "sliders": sliders(page),
        "chosen": [one.input_value() for one in page.get_by_role("combobox").all()],
        "change": asked(page, "change"),
        "set": asked(page, "set"),
        "made": page.get_by_text(re.compile(r"runs · seed \d+ · digest")).first.inner_text(),
    }


def sliders(page: "Page") -> list[tuple[str | None, str | None]]:
    """Return the name of each slider that is open, and what it says."""
    found = page.get_by_role("slider").all()
    return [(one.get_attribute("aria-label"), one.get_attribute("aria-valuetext")) for one in found]


def quiet(page: "Page", settled: Settled) -> None:
    """Wait until the page has taken over a press and drawn its answer."""
    page.wait_for_timeout(300)
    settled(page)


def tick(page: "Page", scenario: str, change: str, settled: Settled) -> None:
    """Switch a named change on or off."""
    label = load(scenario).name_of("changes", change)
    box = page.get_by_test_id("stCheckbox").filter(has_text=re.compile(re.escape(label[1:])))
    box.first.locator("label").first.click()
    quiet(page, settled)


def choose_outcome(page: "Page", settled: Settled, place: int) -> None:
    """Choose the outcome in the headline by its place in the list."""
    page.get_by_role("combobox", name=re.compile("Outcome in the headline")).click()
    page.get_by_role("option").nth(place).click()
    quiet(page, settled)


@pytest.mark.parametrize(("scenario", "change"), CHANGES)
def test_a_named_change_then_any_other_move_and_both_undone(
    page: "Page", open_at: Callable[[str], None], settled: Settled, scenario: str, change: str
) -> None:
    open_at(f"?scenario={scenario}&runs=500")
    at_first = shown(page)
    assert at_first["sliders"] and at_first["chosen"], at_first
    tick(page, scenario, change, settled)
    ticked = shown(page)
    assert ticked["change"] == [change] and ticked["set"] == [], ticked
    choose_outcome(page, settled, 1)
    moved = shown(page)
    # Only the headline's outcome is another: no lever has moved by itself.
    assert (moved["sliders"], moved["set"], moved["change"]) == (ticked["sliders"], [], [change])
    assert moved["made"] == ticked["made"]
    address = page.url.split("/")[-1]
    open_at(address)
    assert shown(page) == moved
    choose_outcome(page, settled, 0)
    tick(page, scenario, change, settled)
    assert {**shown(page), "headline": ""} == {**at_first, "headline": ""}
    assert headline(page) == at_first["headline"]


def test_a_lever_moved_after_a_named_change_moves_alone(
    page: "Page", open_at: Callable[[str], None], settled: Settled
) -> None:
    scenario, change = "labour-dispute", list(load("labour-dispute").changes)[-1]
    open_at(f"?scenario={scenario}&runs=500")
    before = shown(page)["sliders"]
    tick(page, scenario, change, settled)
    slider = page.get_by_role("slider").first
    name = slider.get_attribute("aria-label")
    slider.focus()
    slider.press("End")
    quiet(page, settled)
    slider = page.get_by_role("slider").first
    slider.press("Home")
    quiet(page, settled)
    (one,) = asked(page, "set")
    assert name is not None and one
    open_at(page.url.split("/")[-1])
    page.get_by_role("button", name="Reset all").click()
    quiet(page, settled)
    after = shown(page)
    assert (after["sliders"], after["set"], after["change"]) == (before, [], [])


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("?scenario=labour-dispute&runs=100000000", "runs=100000000: expected a whole number from 500 to 5,000"),
        ("?scenario=labour-dispute&seed=1" + "0" * 24, "expected a whole number from"),
        ("?scenario=labour-dispute&runs=500&set=nonsense", "set=nonsense: expected PATH=VALUE"),
        ("?scenario=labour-dispute&runs=500&outcome=typo", "outcome=typo: this scenario has no such outcome"),
        ("?scenario=labour-dispute&runs=500&frobnicate=1", "“frobnicate” is not a word of such an address"),
    ],
)
def test_what_an_address_says_in_vain_is_said(
    page: "Page", open_at: Callable[[str], None], address: str, says: str
) -> None:
    from playwright.sync_api import expect

    open_at(address)
    expect(page.get_by_text(says, exact=False).first).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("where", ["", "one_run", "scenario"])
def test_a_scenario_that_is_not_here_is_said_and_nothing_is_played_in_its_place(
    page: "Page", app_url: str, settled: Settled, where: str
) -> None:
    from playwright.sync_api import expect

    page.goto(f"{app_url}/{where}?scenario=typo")
    expect(page.get_by_text(re.compile("names the scenario typo.*nothing is played"))).to_be_visible(timeout=PATIENCE)
    settled(page)
    expect(page.get_by_text(re.compile(r"runs · seed"))).to_have_count(0)
    assert asked(page, "scenario") == ["typo"]


def test_a_job_is_its_browsers_own(browser: Any, app_url: str, settled: Settled) -> None:
    from playwright.sync_api import expect

    mine, other = browser.new_context(), browser.new_context()
    try:
        page = mine.new_page()
        page.goto(f"{app_url}/?scenario=labour-dispute&runs=500")
        expect(page.get_by_role("button", name="Play them")).to_be_visible(timeout=PATIENCE)
        settled(page)
        page.get_by_role("button", name="Play them").click()
        expect(page).to_have_url(re.compile("job="), timeout=PATIENCE)
        stranger = other.new_page()
        stranger.goto(page.url)
        expect(stranger.get_by_text("A job of this address is not known")).to_be_visible(timeout=PATIENCE)
        page.reload()
        expect(page.get_by_text(re.compile(r"20,000 runs: "))).to_be_visible(timeout=PATIENCE)
    finally:
        mine.close()
        other.close()
