"""What all tables share. A share never stands without its interval, runs, seed and digest."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from sim.cli.clock import elapsed_s
from sim.cli.console import line_width
from sim.cli.grid import TerminalTable
from sim.cli.wrap import wrap
from sim.provenance import NOTE, change_text
from sim.texts.places import for_terminal

if TYPE_CHECKING:
    from sim.runs.results import Ensemble


NOTHING = "–"
"""What stands where there is no number."""


def put(
    console: Console,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Iterable[int] = (),
    whole: Iterable[int] = (),
    notes: Iterable[str] = (),
) -> None:
    """Print a table with a heading, its columns of numbers flush right, and notes beneath.

    Args:
        console: Where.
        title: Its heading.
        columns: The headings of its columns.
        rows: Its cells.
        right: Which columns are flush right.
        whole: Which other columns are never broken into lines: paths, names that are typed.
        notes: Lines beneath it.
    """
    numbers = frozenset(right)
    grid = TerminalTable.of(columns, rows, numbers, numbers | set(whole))
    if title:
        heading(console, title)
    for line in grid.lines(line_width(console)):
        console.print(line, soft_wrap=True)
    say(console, *notes, "")


def time_taken() -> str:
    """Return how long the whole command has taken so far, its start and what it compiled and read included."""
    return f"{elapsed_s():.1f} s in all"


def show_head(console: Console, ensemble: "Ensemble") -> None:
    """Print what was played and what its shares mean."""
    wanted = f" of {ensemble.wanted:,}" if ensemble.wanted > ensemble.runs else ""
    parts = [
        f"{ensemble.runs:,}{wanted} runs",
        f"seed {ensemble.seed}",
        f"digest {ensemble.digest}",
        f"changes: {', '.join(change_text(change) for change in ensemble.changes) or 'none'}",
        "{} days from {} to {}".format(ensemble.game.horizon, *ensemble.scenario.days_played),
        f"{ensemble.game.deals:,} feasible deals",
        time_taken(),
    ]
    heading(console, ensemble.scenario.title)
    say(console, " · ".join(parts), NOTE, "")


def heading(console: Console, text: str) -> None:
    """Print a heading."""
    for line in _fitted(console, text):
        console.print(Text(line, "bold"), soft_wrap=True)


def say(console: Console, *texts: str) -> None:
    """Print texts, each on lines of its own."""
    for text in texts:
        for line in _fitted(console, text):
            console.print(Text(line), soft_wrap=True)


def _fitted(console: Console, text: str) -> list[str]:
    width = line_width(console)
    text = for_terminal(text)
    said = text.lstrip(" ")
    return text.split("\n") if width is None else wrap(said, width, " " * (len(text) - len(said)))


POINTS = "Differences are run by run under the same luck, in percentage points of runs."
