"""Named changes in a real browser: what is shown, what is played and what the address says stay one."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import sim
from sim.scenario.changes import levers
from sim.scenario.levers import LeverInfo
from sim.ui.levers import STATED, on_the_thumb
from tests.browser.test_app_browser import PATIENCE, asked

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Settled = Callable[["Page"], None]

PRESSED = ("labour-dispute", "pie", "ukraine-2025-03", "lebanon-2024-11")
"""Scenarios of which two changes are pressed; under `--long`, before a release, all changes of all scenarios."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let tests of a named change see a few of them, or all."""
    if "change" in metafunc.fixturenames:
        every = metafunc.config.getoption("--long")
        names = [str(row["id"]) for row in sim.scenarios().scenarios] if every else PRESSED
        cases = [(name, change) for name in names for change in [*sim.load(name).changes][: None if every else 2]]
        metafunc.parametrize(("name", "change"), cases, ids=[f"{name}-{change}" for name, change in cases])


def stated(name: str, changes: tuple[str, ...]) -> list[LeverInfo]:
    """Return the levers that are numbers, with what they stand at under some named changes."""
    found = levers(sim.load(name, changes=list(changes)))
    return [lever for lever in found if lever.kind in {"number", "whole"}]


def shown(page: "Page") -> dict[str, str]:
    """Return what every slider of the page says, by the first letters of its name."""
    said = {}
    for slider in page.get_by_role("slider").all():
        label = slider.get_attribute("aria-label") or ""
        said[re.sub(r"\W+", " ", label)] = slider.get_attribute("aria-valuetext") or ""
    return said


def open_all(page: "Page") -> None:
    """Open every group of levers."""
    shut = page.locator('[data-testid="stSidebar"] details:not([open]) summary')
    while shut.count():
        shut.first.click()


def box(page: "Page", label: str) -> "Locator":
    return page.get_by_role("checkbox", name=label, exact=True)


def test_a_named_change_then_another_move_then_both_undone_move_no_lever_by_themselves(
    name: str, change: str, page: "Page", app_url: str, settled: Settled
) -> None:
    from playwright.sync_api import expect

    scenario = sim.load(name)
    label = scenario.name_of("changes", change)
    label = label[:1].upper() + label[1:]
    page.goto(f"{app_url}/?scenario={name}&runs=500")
    expect(page.get_by_text("All as stated.")).to_be_visible(timeout=PATIENCE)
    settled(page)
    open_all(page)
    expect(page.get_by_role("slider")).to_have_count(len(stated(name, ())), timeout=PATIENCE)
    before = shown(page)
    assert sorted(before.values()) == sorted(on_the_thumb(lever, STATED) for lever in stated(name, ()))
    tick(page, label, settled)
    with_change = sorted(on_the_thumb(lever, STATED) for lever in stated(name, (change,)))
    assert (asked(page, "change"), asked(page, "set")) == ([change], [])
    assert sorted(shown(page).values()) == with_change
    # Any second move: the seed, which no lever has to do with.
    seed = page.get_by_role("spinbutton", name=re.compile("Seed"))
    seed.fill("7")
    seed.press("Enter")
    expect(page.get_by_text(re.compile("seed 7 · digest")).first).to_be_visible(timeout=PATIENCE)
    settled(page)
    digest = sim.load(name, changes=[change]).digest
    assert (asked(page, "change"), asked(page, "set"), asked(page, "seed")) == ([change], [], ["7"])
    assert sorted(shown(page).values()) == with_change
    expect(page.get_by_text(f"500 runs · seed 7 · digest {digest}").first).to_be_visible()
    tick(page, label, settled)
    assert (asked(page, "change"), asked(page, "set")) == ([], [])
    assert shown(page) == before
    expect(page.get_by_text(f"seed 7 · digest {scenario.digest}").first).to_be_visible()


def tick(page: "Page", label: str, settled: Settled) -> None:
    """Press the box of a named change and wait until the page has taken it over."""
    from playwright.sync_api import expect

    on = box(page, label).is_checked()
    page.locator("label").filter(has=page.get_by_role("checkbox", name=label, exact=True)).click()
    expect(page).to_have_url(re.compile(r"^(?!.*change=).*$") if on else re.compile("change="), timeout=PATIENCE)
    settled(page)
