"""How a person goes from page to page of the app."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 60_000

PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
"""What Streamlit's browser side asks a page that is not the first for, before it asks the server itself; see docs."""


def go_to(page: "Page", name: str) -> None:
    """Go to a page by the navigation, and wait for its name."""
    from sim.ui.places import SECTIONS

    part = next(part for part, places in SECTIONS.items() if name in {place.title for place in places})
    page.get_by_role("navigation").get_by_role("button", name=part, exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()
    page.get_by_role("heading", name=name, level=1, exact=True).wait_for(timeout=PATIENCE)
