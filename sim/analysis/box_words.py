"""Boxes as sentences: what an axis is called, what a limit says, how often the outcome comes about inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.shares import Share
from sim.formatting import percent, percent_between

BARE_UNITS = ("share", "relative weight", "count", "shape", "ratio", "correlation", "")
"""Units that add nothing after a number."""


@dataclass(frozen=True)
class BoxAxis:
    """Something that differs between runs and is settled before they begin.

    Attributes:
        path: Where it stands in the scenario; `red_line.ID` for whether a condition is a red line, or a change's name.
        label: What it is, in words.
        unit: What it is counted in.
        low: Smallest value that was drawn.
        high: Largest value that was drawn.
        says: For a category, what each code says about a run, in words; empty for a number.
        values: For a category, what each code stands for; empty for a number.
    """

    path: str
    label: str
    unit: str
    low: float
    high: float
    says: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def category(self) -> bool:
        """Whether its values have no order."""
        return bool(self.says)


def limit_words(axis: BoxAxis, low: float | None, high: float | None, kept: Sequence[int] = ()) -> str:
    """Return a limit as part of a sentence: `“Russia's trust in Ukraine” is at least 0.31`.

    Args:
        axis: The axis.
        low: Smallest value inside, if there is one.
        high: Largest value inside, if there is one.
        kept: Codes of a category that lie inside.
    """
    if axis.category:
        return " or ".join(axis.says[code] for code in kept)
    unit = "" if axis.unit in BARE_UNITS else f" {axis.unit}"
    if low is None:
        return f"“{axis.label}” is at most {high:.3g}{unit}"
    if high is None:
        return f"“{axis.label}” is at least {low:.3g}{unit}"
    return f"“{axis.label}” is between {low:.3g} and {high:.3g}{unit}"


def sentence(what: str, limits: Sequence[str], density: Share, base: Share, coverage: Share) -> str:
    """Return a box as a sentence, with the word for "how often" that its interval allows.

    Args:
        what: What was looked for.
        limits: The limits in words.
        density: Share of the runs inside that have it.
        base: Share among the runs in which the box was looked for; its label says which.
        coverage: Share of the runs with it that lie inside.
    """
    if not density.of:
        return f"{what}: no run to score lies where {_joined(limits)}."
    return (
        f"{what} {_often(density, base)} when {_joined(limits)}: in {_percent(density)} of those runs, "
        f"against {100 * base.share:.1f} % of {base.label}; they are {_percent(coverage)} of the runs with it."
    )


def _often(density: Share, base: Share) -> str:
    if density.low > 0.9:
        return "almost always"
    if density.low > 0.5:
        return "mostly"
    return "more often" if density.low > base.share else "hardly more often"


def _percent(share: Share) -> str:
    if not share.of:
        return "no"
    return f"{percent(share.share)} ({percent_between(share.low, share.high)})"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(parts) if parts else "anything goes"
