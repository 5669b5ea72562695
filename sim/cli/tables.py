"""What all tables share. A share never stands without its interval, runs, seed and digest."""

from collections.abc import Iterable, Sequence
from math import isnan
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.provenance import NOTE, change_text

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
    notes: Iterable[str] = (),
) -> None:
    """Print a table with a heading, its columns of numbers flush right, and notes beneath."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    numeric = set(right)
    for place, name in enumerate(columns):
        made.add_column(Text(name), justify="right" if place in numeric else "left", no_wrap=place in numeric)
    for row in rows:
        made.add_row(*row)
    with console.capture() as captured:
        console.print(Text(title, "bold"), made, *notes, "", sep="\n")
    # A table fills its lines with spaces, which are in the way wherever text is kept.
    console.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def percent(value: float, sign: str = "") -> str:
    """Return a share as percent."""
    return NOTHING if isnan(value) else f"{100 * value:{sign}.1f} %"


def between(low: float, high: float, sign: str = "") -> str:
    """Return an interval of shares as percent."""
    return NOTHING if isnan(low) or isnan(high) else f"{100 * low:{sign}.1f} to {100 * high:{sign}.1f} %"


def bare(low: float, high: float, sign: str = "") -> str:
    """Return an interval of shares as percent where the heading says so."""
    return between(low, high, sign).removesuffix(" %")


def signed(value: float) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    return percent(value, "+").removesuffix(" %")


def show_head(console: Console, ensemble: "Ensemble") -> None:
    """Print what was played and what its shares mean."""
    wanted = f" of {ensemble.wanted:,}" if ensemble.wanted > ensemble.runs else ""
    parts = [
        f"{ensemble.runs:,}{wanted} runs",
        f"seed {ensemble.seed}",
        f"digest {ensemble.digest}",
        f"changes: {', '.join(change_text(change) for change in ensemble.changes) or 'none'}",
        f"{ensemble.game.horizon} days from {ensemble.scenario.as_of}",
        f"{ensemble.game.deals:,} feasible deals",
        f"{ensemble.elapsed_s:.1f} s",
    ]
    console.print(Text(ensemble.scenario.title, "bold"))
    console.print(" · ".join(parts), NOTE, "", sep="\n")


def say(console: Console, sentences: Iterable[str]) -> None:
    """Print sentences, a line each."""
    console.print(*sentences, "", sep="\n")


POINTS = "Differences are run by run under the same luck, in percentage points of runs."


FORECASTS = {
    "weighted_mean": "Capability × salience mean",
    "weighted_median": "Capability × salience median",
    "salience_mean": "Salience mean",
    "capability_mean": "Capability mean",
    "mean": "Plain mean",
    "median": "Plain median",
    "nash": "Nash point, linear loss",
    "expected_utility": "Challenge model, median at the end",
    "expected_utility_mean": "Challenge model, mean at the end",
    "simulation": "Simulation, mean over runs",
}
