"""Journeys without Python: a newcomer's first move, and an analyst's afternoon, in a real browser."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from tests.browser.test_app_browser import PATIENCE, SMALL, asked, headline, lever, turn_to

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Settled = Callable[["Page"], None]

NAME = "labour-dispute"


def button(page: "Page", name: str) -> "Locator":
    return page.get_by_role("button", name=name, exact=True)


def saved(page: "Page", name: str) -> bytes:
    """Download something and return what it holds."""
    with page.expect_download(timeout=PATIENCE) as waiting:
        button(page, name).click()
    return Path(waiting.value.path()).read_bytes()


def test_a_newcomer_reads_the_answer_and_moves_a_lever(page: "Page", app_url: str, settled: Settled) -> None:
    from playwright.sync_api import expect

    page.goto(f"{app_url}/?scenario={NAME}")
    answer = re.compile("(Most often|Nearly all runs), .*100.* end in")
    expect(page.get_by_role("heading", level=2).first).to_contain_text(answer, timeout=PATIENCE)
    expect(page.get_by_text("Do the union and the management sign")).to_be_visible()
    expect(page.get_by_text("5,000 runs · seed 1")).to_be_visible(timeout=PATIENCE)
    slider = lever(page, "union expects")
    slider.focus()
    slider.press("End")
    expect(page.get_by_text("Difference under the same luck")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("5,000 runs · seed 1")).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert asked(page, "set") == ["parties.union.no_deal.value=30"] and asked(page, "runs") == []


def test_an_analyst_goes_from_the_question_to_a_brief_whose_numbers_are_those_of_the_screen(
    page: "Page", app_url: str, settled: Settled
) -> None:
    import openpyxl
    from playwright.sync_api import expect

    page.goto(f"{app_url}/{SMALL}&outcome=no_deal")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Most often,", timeout=PATIENCE)
    # Two what-ifs, compared.
    turn_to(page, "Compare", settled)
    button(page, "Show an example").click()
    expect(page.get_by_text("runs end otherwise").first).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert len(asked(page, "arm")) == 2
    # What would turn it; a precise run, cancelled, and again.
    turn_to(page, "Explain", settled)
    button(page, "What stands in the way?").click()
    expect(page.get_by_text("How sure:")).to_be_visible(timeout=PATIENCE)
    settled(page)
    turn_to(page, "Answer", settled)
    for runs, ends in (("100,000", "cancelled after"), ("10,000", "10,000 runs: done")):
        page.get_by_role("combobox", name=re.compile("Runs of a sharper answer")).click()
        page.get_by_role("option", name=runs).click()
        button(page, "Play them").click()
        if runs == "100,000":
            button(page, "Cancel").click(timeout=PATIENCE)
        expect(page.get_by_text(ends)).to_be_visible(timeout=PATIENCE)
    assert "in: nothing was agreed" in headline(page)
    # The brief, as PDF and as a workbook that says what the screen and the library say.
    turn_to(page, "Export", settled)
    found = sim.brief(NAME, ["ablate"], 1_000, outcome="no_deal").answers[0]
    expect(page.get_by_text(found.sentences[0])).to_be_visible(timeout=PATIENCE)
    assert saved(page, "Brief: PDF").startswith(b"%PDF")
    sheet = openpyxl.load_workbook(io.BytesIO(saved(page, "Brief: Workbook")))["Answers"]
    assert found.sentences[0] in {str(cell.value) for row in sheet.iter_rows() for cell in row}
    # The whole session, opened again by somebody else.
    session = saved(page, "Save the session")
    context = page.context.browser.new_context() if page.context.browser is not None else None
    assert context is not None
    try:
        other = context.new_page()
        other.goto(f"{app_url}/export?scenario=pie")
        expect(other.get_by_role("heading", level=2).first).to_be_visible(timeout=PATIENCE)
        settled(other)
        file = {"name": "mine.parley", "mimeType": "application/json", "buffer": session}
        other.get_by_test_id("stFileUploader").locator("input").set_input_files(file)  # type: ignore[arg-type]  # a payload
        expect(other.get_by_text(found.sentences[0])).to_be_visible(timeout=PATIENCE)
        settled(other)
        assert asked(other, "scenario") == [NAME] and asked(other, "arm") == asked(page, "arm")
    finally:
        context.close()


def test_a_click_into_a_map_loads_its_point(page: "Page", app_url: str, settled: Settled) -> None:
    from playwright.sync_api import expect

    first, second = list(sim.load(NAME).levers)[:2]
    page.goto(f"{app_url}/explore{SMALL}&vary={first}%3D0:1:3&vary={second}%3D0:1:3")
    button(page, "Play all points").click(timeout=PATIENCE)
    expect(page.get_by_text(re.compile("points of 500 runs each"))).to_be_visible(timeout=PATIENCE)
    settled(page)
    page.locator('path[aria-roledescription="rect mark"]').last.click(force=True, timeout=PATIENCE)
    expect(page.get_by_role("combobox", name=re.compile("^Point"))).not_to_have_value("", timeout=PATIENCE)
    settled(page)
    button(page, "Load this point").click()
    expect(page.get_by_role("heading", name="Answer", level=1, exact=True)).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert {text.partition("=")[0] for text in asked(page, "set")} == {first, second}
