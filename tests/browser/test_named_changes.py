"""Named changes in a real browser: what is shown, what is played and what the address says stay one."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import sim
from sim.scenario.changes import levers
from sim.scenario.documents import bundled
from sim.scenario.levers import LeverInfo
from sim.scenario.model import Scenario
from sim.ui.levers import STATED, on_the_thumb
from tests.browser.test_app_browser import PATIENCE, asked

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Settled = Callable[["Page"], None]

SECONDS = ("seed", "lever", "outcome")
"""What is moved second, in turn."""

CHANGES = [(name, change) for name in bundled() for change in sim.load(name).changes]
CASES = [(*case, SECONDS[number % len(SECONDS)]) for number, case in enumerate(CHANGES)]


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


@pytest.mark.parametrize(("name", "change", "second"), CASES, ids=["-".join(case) for case in CASES])
def test_a_named_change_then_another_move_then_both_undone_move_no_lever_by_themselves(
    name: str, change: str, second: str, page: "Page", app_url: str, settled: Settled
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
    moved = move(page, second, scenario, change, settled)
    agrees(page, name, [change], moved)
    left = [lever for lever in stated(name, (change,)) if key_of(lever) not in moved]
    assert sorted(others(shown(page), moved).values()) == sorted(on_the_thumb(lever, STATED) for lever in left)
    tick(page, label, settled)
    agrees(page, name, [], moved)
    assert others(shown(page), moved) == others(before, moved)
    undo(page, second, scenario, change, settled)
    agrees(page, name, [], ())
    assert shown(page) == before


def key_of(lever: LeverInfo) -> str:
    """Return how `shown` begins what it calls a lever; its unit and what it is fixed at stand behind that."""
    return re.sub(r"\W+", " ", lever.label[:1].upper() + lever.label[1:])


def others(said: dict[str, str], moved: tuple[str, ...]) -> dict[str, str]:
    """Return what sliders say, leaving aside those that were moved."""
    return {name: text for name, text in said.items() if not name.startswith(moved)}


def second_lever(name: str, change: str) -> LeverInfo:
    """Return the first lever that a named change leaves alone."""
    touched = {*sim.load(name).changes[change].set}
    return next(lever for lever in stated(name, (change,)) if lever.path not in touched)


def move(page: "Page", second: str, scenario: Scenario, change: str, settled: Settled) -> tuple[str, ...]:
    """Move something that the change has nothing to do with; return which slider that was, if it was one."""
    if second == "lever":
        lever = second_lever(scenario.id, change)
        press(page, lever, "ArrowRight", settled)
        return (key_of(lever),)
    if second == "seed":
        fill_seed(page, "7", settled)
    else:
        choose_outcome(page, scenario, -1, settled)
    return ()


def undo(page: "Page", second: str, scenario: Scenario, change: str, settled: Settled) -> None:
    """Undo what `move` did, as a person does."""
    if second == "lever":
        press(page, second_lever(scenario.id, change), "ArrowLeft", settled)
    elif second == "seed":
        fill_seed(page, "1", settled)
    else:
        choose_outcome(page, scenario, 0, settled)


def press(page: "Page", lever: LeverInfo, key: str, settled: Settled) -> None:
    slider = page.get_by_role("slider", name=re.compile(re.escape(lever.label[1:])))
    was = slider.get_attribute("aria-valuetext")
    slider.focus()
    slider.press(key)
    page.wait_for_function(
        "([one, was]) => one.isConnected === false || one.getAttribute('aria-valuetext') !== was",
        arg=[slider.element_handle(), was],
    )
    page.wait_for_timeout(500)
    settled(page)


def fill_seed(page: "Page", seed: str, settled: Settled) -> None:
    from playwright.sync_api import expect

    box = page.get_by_role("spinbutton", name=re.compile("Seed"))
    box.fill(seed)
    box.press("Enter")
    expect(page.get_by_text(re.compile(f"seed {seed} · digest")).first).to_be_visible(timeout=PATIENCE)
    settled(page)


def choose_outcome(page: "Page", scenario: Scenario, place: int, settled: Settled) -> None:
    from playwright.sync_api import expect

    wanted = list(scenario.outcomes)[place]
    page.get_by_role("combobox", name=re.compile("Outcome asked about")).click()
    page.get_by_role("option", name=scenario.name_of("outcomes", wanted), exact=True).click()
    expect(page).to_have_url(re.compile(f"outcome={wanted}"), timeout=PATIENCE)
    settled(page)


def agrees(page: "Page", name: str, changes: list[str], moved: tuple[str, ...]) -> None:
    """Hold what is shown, what is played and what the address says to each other."""
    from playwright.sync_api import expect

    sets = asked(page, "set")
    assert asked(page, "change") == changes and len(sets) == len(moved)
    seed = next(iter(asked(page, "seed")), "1")
    digest = sim.load(name, changes=[*changes, *sets]).digest
    expect(page.get_by_text(f"500 runs · seed {seed} · digest {digest}").first).to_be_visible(timeout=PATIENCE)


def tick(page: "Page", label: str, settled: Settled) -> None:
    """Press the box of a named change and wait until the page has taken it over."""
    from playwright.sync_api import expect

    on = box(page, label).is_checked()
    page.locator("label").filter(has=page.get_by_role("checkbox", name=label, exact=True)).click()
    expect(page).to_have_url(re.compile(r"^(?!.*change=).*$") if on else re.compile("change="), timeout=PATIENCE)
    settled(page)
