"""What brings an outcome to a target share, as tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from sim.analysis.break_even import LeverChange, written
from sim.cli.tables import put, say, show_head
from sim.formatting import percent, percent_between

if TYPE_CHECKING:
    from sim.studies.break_even import FlipStudy


REACHED = ("Size", "What is moved", "From", "To", "Share of runs", "95 % interval", "Runs")


CONCEDED = ("Points", "What is conceded", "What it costs whom", "Share of runs", "Runs")

NEAREST = 10
"""Levers whose best is shown."""


def show_flip(console: Console, study: "FlipStudy") -> None:
    """Print what brings an outcome to a target share."""
    found = study.finding
    show_head(console, study.base)
    say(console, *found.sentences, "")
    for title, reached in (("One lever", found.singles), ("Two levers", found.pairs)):
        if reached:
            put(console, f"{title}, smallest change first", REACHED, _reached(reached), right=(0, 4, 5, 6))
    if found.concessions is not None and found.concessions.reached:
        title = "Concessions, the smallest first; points are of each party's own scale, whenever it is in force"
        rows = [
            (f"{one.size:.1f}", one.label, one.costs_in_words, percent(one.share.share), f"{one.share.of:,}")
            for one in found.concessions.reached
        ]
        put(console, title, CONCEDED, rows, right=(0, 3, 4))
    nearest = found.nearest[:NEAREST]
    if nearest:
        title = "Where each lever does best alone, of the values tried at first"
        put(console, title, REACHED, _reached(nearest), right=(0, 4, 5, 6), notes=[_searched(study)])
    for path, reason in found.left_out.items():
        say(console, f"Not moved: {path}, for {reason}.")


def _searched(study: "FlipStudy") -> str:
    found = study.finding
    return (
        f"Searched with {found.tries:,} ensembles: {found.grid} values of every number at first, {found.probe_runs:,} "
        "runs each, then halving. Shares need not rise or fall all the way, so a smaller change can have been missed."
    )


def _reached(found: Sequence[LeverChange]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in found:
        share = percent(one.share.share), percent_between(one.share.low, one.share.high), f"{one.share.of:,}"
        for place, move in enumerate(one.moves):
            unit = f" {move.unit}" if move.unit not in {"", "share"} else ""
            moved = move.label, written(move.stated), f"{written(move.value)}{unit}"
            rows.append((f"{one.size:.2f}" if place == 0 else "", *moved, *(share if place == 0 else ("", "", ""))))
    return rows
