"""Pages by their addresses in a real browser: opened, loaded again, and where there is none."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sim.ui.places import PLACES
from tests.browser.navigation import PATIENCE
from tests.browser.test_app_browser import LEVER, SMALL, asked, foreign

if TYPE_CHECKING:
    from playwright.sync_api import Page

Settled = Callable[["Page"], None]

ADDRESS = f"{SMALL}&set={LEVER}%3D30&change=conditions_soft&arm=change%3Dconditions_soft&outcome=no_deal"
PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
"""What Streamlit's browser side asks a page that is not the first for, before it asks the server itself; see docs."""


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
    page.goto(f"{app_url}/nowhere{SMALL}")
    page.get_by_text("Page not found").wait_for(timeout=PATIENCE)
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=2).first.wait_for(timeout=PATIENCE)
    settled(page)
    assert page.get_by_role("heading", level=1).inner_text() == PLACES["answer"].title
