"""Pictures in a real browser: a move brings other numbers into the picture that is there, and no new picture."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.test_app_browser import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

BARS = '[data-testid="stMain"] svg.marks'


def test_a_second_move_keeps_the_picture_of_the_outcomes_and_changes_its_bars(
    page: "Page", app_url: str, settled: Callable[["Page"], None]
) -> None:
    from playwright.sync_api import expect

    page.goto(f"{app_url}/?scenario=labour-dispute&runs=500")
    page.locator(BARS).nth(1).wait_for(timeout=PATIENCE)
    settled(page)
    slider = page.get_by_role("slider", name=re.compile("union expects"))
    texts = []
    # The first move puts what was stated beside every bar, which is another picture.
    for move in range(2):
        slider.focus()
        slider.press("End" if move == 0 else "ArrowLeft")
        expect(page.get_by_text("Difference under the same luck")).to_be_visible(timeout=PATIENCE)
        settled(page)
        page.wait_for_timeout(1_000)
        settled(page)
        bars = page.locator(BARS).nth(1)
        kept = bars.evaluate("one => { const seen = one.seen === true; one.seen = true; return seen; }")
        texts.append(bars.text_content())
        assert kept is (move == 1)
    assert texts[0] != texts[1]
