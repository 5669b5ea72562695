"""What people read of what an outcome hangs on: conditions dropped, levers moved, mechanisms switched off."""

from collections.abc import Iterable, Sequence
from math import isfinite
from textwrap import fill
from typing import TYPE_CHECKING

from rich.console import Console

from sim.analysis.ablation import Ablation, Dropped
from sim.analysis.break_even import Reached, written
from sim.analysis.fractions import Fraction
from sim.analysis.paired_differences import Difference
from sim.cli.tables import NOTHING, bare, between, percent, put, show_head

if TYPE_CHECKING:
    from sim.studies.ablation import AblationStudy
    from sim.studies.break_even import FlipStudy
    from sim.studies.structural import Doubt

DROPPED = ("Dropped", "Share of runs", "Difference", "95 % interval", "Of dropping all, %")
SHARED = ("Condition", "Its part", "95 % interval", "Of the whole, %", "In words")
PAIRED = ("Dropped together", "Share of runs", "Difference", "95 % interval", "Beyond both alone", "95 % interval")
REACHED = ("Size", "What is moved", "From", "To", "Share of runs", "95 % interval", "Runs")


def say(console: Console, sentences: Iterable[str]) -> None:
    """Print sentences, a line each."""
    console.print(*sentences, "", sep="\n")


def show_ablation(console: Console, study: "AblationStudy") -> None:
    """Print what stated conditions do to an outcome."""
    found = study.finding
    show_head(console, study.base)
    say(console, found.sentences or ["This scenario states no conditions that could be dropped."])
    whole = [found.whole] if found.whole else []
    rows = [_dropped(one) for one in (*found.singles, *whole)]
    if rows:
        title = f"What dropping conditions does to: {study.aim.label} ({percent(found.base.share)} with all of them)"
        put(console, title, DROPPED, rows, right=range(1, 5), notes=[POINTS])
    if found.shared:
        _put_shared(console, found)
    if found.pairs:
        rows = [_pair(one) for one in sorted(found.pairs, key=lambda one: -abs(one.difference))]
        put(console, "Dropped two at a time", PAIRED, rows, right=range(1, 6), notes=[BEYOND])


POINTS = "Differences are run by run under the same luck, in percentage points of runs."
BEYOND = "Beyond both alone: by how much dropping both does more than dropping one and the other."
ADDS_UP = "The parts add up to what dropping all does."
ORDERS = "Orders of dropping were sampled; the intervals do not hold the doubt of that."


def _put_shared(console: Console, found: Ablation) -> None:
    ordered = sorted(found.shared, key=lambda one: -one.attribution.share)
    rows = [
        (
            one.label,
            _signed(one.attribution.share),
            bare(one.attribution.low, one.attribution.high, "+"),
            _part(one.part),
            one.part.says,
        )
        for one in ordered
    ]
    notes = [ADDS_UP, *([ORDERS] if found.sampled else [])]
    put(console, "Shared fairly among all conditions (Shapley)", SHARED, rows, right=range(1, 4), notes=notes)


def _dropped(one: Dropped) -> tuple[str, ...]:
    label = one.label if len(one.conditions) == 1 else "all of them"
    return label, percent(one.share), _signed(one.difference), bare(one.low, one.high, "+"), _part(one.part)


def _pair(one: Dropped) -> tuple[str, ...]:
    head = one.label, percent(one.share), _signed(one.difference), bare(one.low, one.high, "+")
    return *head, _signed(one.beyond), bare(one.beyond_low, one.beyond_high, "+")


def _signed(value: float) -> str:
    return percent(value, "+").removesuffix(" %")


def _part(part: Fraction) -> str:
    ends = f" ({100 * part.low:.0f} to {100 * part.high:.0f})"
    return f"{100 * part.value:.0f}{ends}" if part.bounded and isfinite(part.value) else NOTHING


def show_flip(console: Console, study: "FlipStudy") -> None:
    """Print what brings an outcome to a target share."""
    found = study.finding
    show_head(console, study.base)
    say(console, found.sentences)
    for title, reached in (("One lever", found.singles), ("Two levers", found.pairs)):
        if reached:
            put(console, f"{title}, smallest change first", REACHED, _reached(reached), right=(0, 4, 5, 6))
    nearest = found.nearest[:NEAREST]
    if nearest:
        title = "Where each lever does best alone, of the values tried at first"
        put(console, title, REACHED, _reached(nearest), right=(0, 4, 5, 6), notes=[_searched(study)])
    for path, reason in found.left_out.items():
        console.print(f"Not moved: {path}, for {reason}.")


NEAREST = 10
"""Levers whose best is shown."""


def _searched(study: "FlipStudy") -> str:
    found = study.finding
    return (
        f"Searched with {found.tries:,} ensembles: {found.grid} values of every number at first, {found.probe_runs:,} "
        "runs each, then halving. Shares need not rise or fall all the way, so a smaller change can have been missed."
    )


def _reached(found: Sequence[Reached]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in found:
        share = percent(one.share.share), between(one.share.low, one.share.high), f"{one.share.of:,}"
        for place, move in enumerate(one.moves):
            unit = f" {move.unit}" if move.unit not in {"", "share"} else ""
            moved = move.label, written(move.stated), f"{written(move.value)}{unit}"
            rows.append((f"{one.size:.2f}" if place == 0 else "", *moved, *(share if place == 0 else ("", "", ""))))
    return rows


def show_doubt(console: Console, found: "Doubt") -> None:
    """Print how much hangs on each mechanism, side by side."""
    base = found.comparison.base
    show_head(console, base)
    say(console, found.sentences)
    labels = {variant.change: variant.label for variant in found.variants}
    stated = [f"{percent(one.share)}\n{between(one.low, one.high)}" for one in base.outcomes]
    rows = [
        (labels[one.change], *map(_two_lines, one.differences), f"{one.switched:,}")
        for one in found.comparison.against_base
    ]
    columns = ("", *(fill(outcome.label, NARROW) for outcome in base.outcomes), "Runs that\nend otherwise")
    title = "What each mechanism does: difference from what is stated, in percentage points of runs, 95 % interval"
    put(console, title, columns, [("as stated", *stated, ""), *rows], right=range(1, len(columns)))


NARROW = 16
"""Letters of a line in a heading, so that all outcomes stand side by side."""


def _two_lines(one: Difference) -> str:
    return f"{_signed(one.difference)}\n{bare(one.low, one.high, '+')}"
