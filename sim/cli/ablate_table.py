"""What dropping conditions does, as tables."""

from math import isfinite
from typing import TYPE_CHECKING

from rich.console import Console

from sim.analysis.ablation import Ablation, DropEffect
from sim.analysis.fractions import Fraction
from sim.cli.tables import NOTHING, POINTS, put, say, show_head
from sim.formatting import between, of_hundred, percent

if TYPE_CHECKING:
    from sim.studies.ablation import AblationStudy


DROPPED = ("Dropped", "Share of runs", "Difference", "95 % interval", "Of dropping all, %")


SHARED = ("Condition", "Its part", "95 % interval", "Of the whole, %", "In words")


PAIRED = ("Dropped together", "Share of runs", "Difference", "95 % interval", "Beyond both alone", "95 % interval")


def show_ablation(console: Console, study: "AblationStudy") -> None:
    """Print what stated conditions do to an outcome."""
    found = study.finding
    show_head(console, study.base)
    say(console, *(found.sentences or ["This scenario states no conditions that could be dropped."]), "")
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


BEYOND = "Beyond both alone: by how much dropping both does more than dropping one and the other."


ADDS_UP = "The parts add up to what dropping all does."


ORDERS = "Orders of dropping were sampled; the intervals do not hold the doubt of that."


def _put_shared(console: Console, found: Ablation) -> None:
    ordered = sorted(found.shared, key=lambda one: -one.attribution.share)
    rows = [
        (
            one.label,
            of_hundred(one.attribution.share, "+"),
            between(one.attribution.low, one.attribution.high, "+"),
            _part(one.part),
            one.part.says,
        )
        for one in ordered
    ]
    notes = [ADDS_UP, *([ORDERS] if found.sampled else [])]
    put(console, "Shared fairly among all conditions (Shapley)", SHARED, rows, right=range(1, 4), notes=notes)


def _dropped(one: DropEffect) -> tuple[str, ...]:
    label = one.label if len(one.conditions) == 1 else "all of them"
    return label, percent(one.share), of_hundred(one.difference, "+"), between(one.low, one.high, "+"), _part(one.part)


def _pair(one: DropEffect) -> tuple[str, ...]:
    head = one.label, percent(one.share), of_hundred(one.difference, "+"), between(one.low, one.high, "+")
    return *head, of_hundred(one.beyond, "+"), between(one.beyond_low, one.beyond_high, "+")


def _part(part: Fraction) -> str:
    ends = f" ({100 * part.low:.0f} to {100 * part.high:.0f})"
    return f"{100 * part.value:.0f}{ends}" if part.bounded and isfinite(part.value) else NOTHING
