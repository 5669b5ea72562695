"""Where things are: the pages, the part of the navigation they stand in, and addresses that people guess."""

from dataclasses import dataclass
from pathlib import Path

from sim.ui import words

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class PagePlace:
    """A page.

    Attributes:
        id: Its name in addresses, and that of its file.
        title: What it is called.
        purpose: What it is for, in a sentence.
        icon: Its sign in the navigation.
    """

    id: str
    title: str
    purpose: str
    icon: str

    @property
    def path(self) -> Path:
        """Its file."""
        return PAGES / f"{self.id}.py"


FIRST_PLACE = PagePlace("answer", words.ANSWER, words.PURPOSES["answer"], ":material/tune:")
"""What an address without a page opens."""

FIRST_PAGE = words.APP.lower()
"""Its name in addresses: under its own it is found like any address that is guessed."""

SECTIONS: dict[str, tuple[PagePlace, ...]] = {
    words.SECTION_ASK: (
        FIRST_PLACE,
        PagePlace("compare", words.COMPARE, words.PURPOSES["compare"], ":material/compare_arrows:"),
        PagePlace("explain", words.EXPLAIN, words.PURPOSES["explain"], ":material/psychology_alt:"),
        PagePlace("explore", words.EXPLORE, words.PURPOSES["explore"], ":material/grid_on:"),
    ),
    words.SECTION_LOOK: (PagePlace("one_run", words.ONE_RUN, words.PURPOSES["one_run"], ":material/timeline:"),),
    words.SECTION_MAKE: (
        PagePlace("scenario", words.SCENARIO, words.PURPOSES["scenario"], ":material/description:"),
        PagePlace("export", words.EXPORT, words.PURPOSES["export"], ":material/ios_share:"),
    ),
    words.SECTION_LEARN: (PagePlace("learn", words.LEARN, words.PURPOSES["learn"], ":material/school:"),),
}
"""The pages by part of the navigation."""

PLACES = {place.id: place for places in SECTIONS.values() for place in places}
"""The pages by name."""

GUESSED = {
    **dict.fromkeys(("answer", "simulate", "simulation", "home", "start", "levers", "outcomes"), "answer"),
    **dict.fromkeys(("comparison", "what-if", "whatif", "versus"), "compare"),
    **dict.fromkeys(("sweep", "heatmap", "vary"), "explore"),
    **dict.fromkeys(("why", "flip", "ablate", "sensitivity", "discover", "robust", "doubt"), "explain"),
    **dict.fromkeys(("run", "watch", "one-run", "timeline"), "one_run"),
    **dict.fromkeys(("scenarios", "edit", "upload"), "scenario"),
    **dict.fromkeys(("brief", "report", "download", "session", "share"), "export"),
    **dict.fromkeys(("lessons", "lesson", "teach"), "learn"),
}
"""Addresses that no page has and people try, with the page that they mean."""
