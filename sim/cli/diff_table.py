"""What people read of two scenarios set beside each other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from sim.cli.compare_table import NUMBERS, SHIFTS, put_numbers, put_shifts
from sim.cli.tables import heading, put, say
from sim.formatting import percent

if TYPE_CHECKING:
    from sim.studies.scenario_diff import ScenarioDiff

SHARES = ("Outcome", "First", "Second", "Difference", "95 % interval", "In a word")


def show_diff(console: Console, found: "ScenarioDiff") -> None:
    """Print what both state differently, what runs read first, and how outcomes differ if both were played."""
    for one in (found.first, found.second):
        say(console, f"{one.title} · {one.id} · digest {one.digest}")
    say(console, "")
    if not found.entries:
        say(console, "They state the same.")
    for title, played in (("Stated differently", True), ("Said differently; no run reads it", False)):
        said = [f"  {one} ({one.path})" for one in found.entries if one.played is played]
        if said:
            heading(console, title)
            say(console, *said, "")
    if found.runs:
        notes = [f"{found.runs:,} runs of both under the same luck, seed {found.seed}; second less first, in points."]
        rows = [
            (
                one.label,
                percent(one.base),
                percent(one.share),
                f"{100 * one.difference:+z.1f}",
                f"{100 * one.low:+z.1f} to {100 * one.high:+z.1f}",
                one.says,
            )
            for one in found.differences
        ]
        put(console, "How runs end", SHARES, rows, right=(1, 2, 3, 4), notes=notes)
        put_numbers(console, found.numbers, _beside(NUMBERS))
        put_shifts(console, found.shifts, _beside(SHIFTS))


def _beside(columns: Sequence[str]) -> list[str]:
    """Return the heads of a comparison for two scenarios, neither of which is a base."""
    return [{"Base": "First", "With the change": "Second"}.get(name, name) for name in columns]
