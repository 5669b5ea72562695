"""The app in a real browser: links, keyboard, downloads, uploads, long jobs, accessibility, a quiet console."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from sim.ui.places import GUESSED, PLACES, SECTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
SMALL = "?scenario=labour-dispute&runs=500"
LEVER = "parties.union.no_deal.value"
HEAVIEST = 2_500_000
"""Bytes that a page may weigh, half of what is allowed: scripts and styles come compressed."""

PATIENCE = 120_000
"""Milliseconds for a first answer, which may have to compile the rules."""

Settled = Callable[["Page"], None]


@pytest.fixture
def heard(page: "Page") -> Iterator[list[str]]:
    """Everything that went wrong in the browser while a test ran; whatever it was, the test fails."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: wrong.append(request.url) if foreign(request.url) else None)
    yield wrong
    assert wrong == []


def foreign(url: str) -> bool:
    """Return whether an address is on another machine."""
    return urlsplit(url).hostname not in {"127.0.0.1", None}


@pytest.fixture
def start(page: "Page", app_url: str, settled: Settled, heard: list[str]) -> Callable[[str], None]:
    """Open the page Answer at an address: ``start("?seed=7")``."""
    from playwright.sync_api import expect

    def go(address: str = SMALL) -> None:
        page.goto(f"{app_url}/{address}")
        expect(page.get_by_role("heading", name=re.compile("runs? end"))).to_be_visible(timeout=PATIENCE)
        settled(page)

    return go


def headline(page: "Page") -> str:
    return page.get_by_role("heading", level=2).first.inner_text()


def lever(page: "Page", label: str) -> "Locator":
    return page.get_by_role("slider", name=re.compile(label))


def turn_to(page: "Page", name: str, settled: Settled) -> None:
    """Go to another page by the navigation."""
    from playwright.sync_api import expect

    part = next(part for part, places in SECTIONS.items() if name in {place.title for place in places})
    page.get_by_role("navigation").get_by_role("button", name=part, exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1, exact=True)).to_be_visible(timeout=PATIENCE)
    settled(page)


def asked(page: "Page", key: str) -> list[str]:
    """Return what the address says about something."""
    return parse_qs(urlsplit(page.url).query).get(key, [])


def test_a_link_restores_levers_changes_seed_and_result(page: "Page", start: Callable[[str], None]) -> None:
    from playwright.sync_api import expect

    start(f"{SMALL}&set={LEVER}%3D30&change=conditions_soft&seed=7&outcome=no_deal")
    first = headline(page)
    expect(lever(page, "union expects")).to_have_attribute("aria-valuetext", "30")
    expect(page.get_by_text("500 runs · seed 7")).to_be_visible()
    expect(page.get_by_text("2 moved.")).to_be_visible()
    start(page.url.split("/")[-1])
    assert headline(page) == first


def test_a_lever_moved_by_the_keyboard_moves_result_and_address_and_the_way_back_undoes_it(
    page: "Page", start: Callable[[str], None], settled: Settled
) -> None:
    from playwright.sync_api import expect

    start(f"{SMALL}&outcome=no_deal")
    before, slider = headline(page), lever(page, "union expects")
    expect(slider).to_have_attribute("aria-valuetext", "−12 to 10")
    slider.focus()
    slider.press("End")
    expect(page).to_have_url(re.compile("set="))
    expect(page.get_by_text("Difference under the same luck")).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert headline(page) != before and asked(page, "set") == [f"{LEVER}=30"]
    page.go_back()
    expect(page.get_by_text("All as stated.")).to_be_visible(timeout=PATIENCE)
    settled(page)
    assert headline(page) == before


def test_addresses_that_people_guess_lead_to_the_page_that_they_mean(
    page: "Page", app_url: str, settled: Settled
) -> None:
    from playwright.sync_api import expect

    # A page that is not the first makes Streamlit look for its server in vain, so the console is not held to silence.
    for guessed in ("simulate", "answer", list(GUESSED)[-1]):
        page.goto(f"{app_url}/{guessed}{SMALL}&seed=7")
        title = PLACES[GUESSED[guessed]].title
        expect(page.get_by_role("heading", name=title, level=1, exact=True)).to_be_visible(timeout=PATIENCE)
        settled(page)
        assert (asked(page, "scenario"), asked(page, "seed")) == (["labour-dispute"], ["7"])


def test_reset_works_by_the_keyboard(page: "Page", start: Callable[[str], None]) -> None:
    from playwright.sync_api import expect

    start(f"{SMALL}&set={LEVER}%3D30")
    page.get_by_role("button", name="Reset all").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("All as stated.")).to_be_visible(timeout=PATIENCE)
    expect(lever(page, "union expects")).to_have_attribute("aria-valuetext", "−12 to 10")


def test_downloads_hold_what_they_say(page: "Page", start: Callable[[str], None], settled: Settled) -> None:
    import sim

    start(f"{SMALL}&run=3")
    turn_to(page, "Scenario", settled)
    assert _downloaded(page, "Download as YAML") == (ROOT / "scenarios" / "labour-dispute.yaml").read_text("utf-8")
    turn_to(page, "One run", settled)
    transcript = sim.watch("labour-dispute", seed=1, run=3)
    assert _downloaded(page, "Transcript (text)") == transcript.to_text()
    assert json.loads(_downloaded(page, "Transcript (JSON)")) == json.loads(json.dumps(transcript.to_dict()))


def _downloaded(page: "Page", name: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_text("utf-8")


def test_an_upload_with_faults_shows_all_of_them_with_line_and_column_and_is_mended_in_place(
    page: "Page", start: Callable[[str], None], settled: Settled, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    text = (ROOT / "scenarios" / "labour-dispute.yaml").read_text("utf-8")
    broken = text.replace("firmness: 0.3 to 0.8", "firmness: 0.3 to 8  # mine", 1)
    broken = broken.replace("patience_days: 45 to 90", "patience_days: -1  # too", 1)
    places = [
        (number, row.index(":") + 3)
        for number, row in enumerate(broken.splitlines(), 1)
        if row.endswith(("# mine", "# too"))
    ]
    (tmp_path / "mine.yaml").write_text(broken, "utf-8")
    start(SMALL)
    turn_to(page, "Scenario", settled)
    page.get_by_test_id("stFileUploader").locator("input").set_input_files(tmp_path / "mine.yaml")
    expect(page.get_by_text("The scenario has 2 faults")).to_be_visible(timeout=PATIENCE)
    settled(page)
    for (line, column), mark in zip(places, ("# too", "# mine"), strict=True):
        row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=str(line), exact=True))
        expect(row.get_by_role("cell", name=str(column), exact=True)).to_be_visible()
        expect(page.get_by_text(mark)).to_be_visible()
    retype(page, 0, 3, "45 to 90")
    expect(page.get_by_text("The scenario has 1 fault")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("# too")).to_be_hidden()
    expect(page.locator("#portal textarea")).to_be_hidden()
    settled(page)
    retype(page, 1, 2, "0.3 to 0.8")
    expect(page.get_by_text("The scenario has 1 fault")).to_be_hidden(timeout=PATIENCE)
    settled(page)
    mended = broken.replace("-1  # too", "45 to 90  # too").replace("0.3 to 8  # mine", "0.3 to 0.8  # mine")
    assert _downloaded(page, "Download as YAML") == mended


def retype(page: "Page", sheet: int, column: int, text: str) -> None:
    """Replace a value in the first row of a sheet by the keyboard alone, once its first cell was clicked."""
    from playwright.sync_api import expect

    table = page.get_by_test_id("stDataFrame").nth(sheet)
    table.scroll_into_view_if_needed()
    # A click on a sheet that is still being drawn anew is lost.
    first = table.get_by_test_id("glide-cell-0-0")
    for _ in range(10):
        table.locator(".dvn-scroller").click(position={"x": 20, "y": 52})
        page.wait_for_timeout(200)
        if first.get_attribute("aria-selected") == "true":
            break
    for place in range(column + 1):
        expect(table.get_by_test_id(f"glide-cell-{place}-0")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowRight" if place < column else "Enter")
    typed = page.locator("#portal textarea")
    expect(typed).to_be_focused()
    typed.press("Control+a")
    # Slower than a machine: the editor takes over one letter at a time.
    page.keyboard.type(text, delay=30)
    expect(typed).to_have_value(text)
    page.keyboard.press("Enter")


def test_a_job_reports_survives_a_reload_and_can_be_cancelled(page: "Page", start: Callable[[str], None]) -> None:
    from playwright.sync_api import expect

    running = page.get_by_text(re.compile(r"100,000 runs: [\d,]+ of 100,000"))
    start(SMALL)
    page.get_by_role("combobox", name=re.compile("Runs of a sharper answer")).click()
    page.get_by_role("option", name="100,000").click()
    page.get_by_role("button", name="Play them").click()
    expect(running).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile("job="))
    expect(page.get_by_text(re.compile("So far, of [\\d,]+ runs"))).to_be_visible(timeout=PATIENCE)
    page.reload()
    expect(running).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text(re.compile("cancelled after"))).to_be_visible(timeout=PATIENCE)


def test_a_copied_link_does_not_carry_a_job(
    page: "Page", browser: "Browser", start: Callable[[str], None], settled: Settled
) -> None:
    from playwright.sync_api import expect

    start(SMALL)
    page.get_by_role("combobox", name=re.compile("Runs of a sharper answer")).click()
    page.get_by_role("option", name="100,000").click()
    page.get_by_role("button", name="Play them").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible(timeout=PATIENCE)
    elsewhere = browser.new_context()
    try:
        other = elsewhere.new_page()
        other.goto(page.url)
        expect(other.get_by_role("heading", name=re.compile("runs? end"))).to_be_visible(timeout=PATIENCE)
        settled(other)
        expect(other.get_by_role("button", name="Cancel")).to_have_count(0)
    finally:
        elsewhere.close()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text(re.compile("cancelled after"))).to_be_visible(timeout=PATIENCE)


def test_the_film_of_a_run_plays(page: "Page", start: Callable[[str], None], settled: Settled) -> None:
    from playwright.sync_api import expect

    start(SMALL)
    turn_to(page, "One run", settled)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text(re.compile(r"Day [2-9] of 60"))).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


@pytest.mark.parametrize("name", ["", "scenario"])
def test_a_page_weighs_little(name: str, page: "Page", app_url: str, settled: Settled) -> None:
    weights: dict[str, float] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]})
    )
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(f"{app_url}/{name}{SMALL}")
    page.locator("svg.marks").first.wait_for(timeout=PATIENCE)
    settled(page)
    assert 0 < sum(weights.values()) <= HEAVIEST
