"""One input at a time: what a figure does when an input is set to one end of its range, then to the other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sim.analysis.estimates import Estimate, difference_of, level_of
from sim.arrays import Floats

Kind = Literal["input", "group", "lever"]


@dataclass(frozen=True)
class End:
    """One end of a range, and what the figure is there.

    Attributes:
        value: What the input is set to.
        level: The mean of the figure.
        difference: How far that is from the base, run by run under the same cases and luck.
    """

    value: float
    level: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Bar:
    """What one input moves.

    Attributes:
        path: Where it is stated.
        label: What it is, in words.
        unit: What it is counted in.
        kind: `input`, an uncertain number at the ends of its stated range; `group`, what several of them have in
            common, at its 5 % and 95 % points, its members following; `lever`, something that may be moved, at the ends
            of its declared range. A member of a group has the bar of its own part, at these points, given the group.
        low: At the lower end of the range.
        high: At the upper end.
        swing: The figure at the upper end less that at the lower, run by run.
        moved: Runs in which the figure differs from the base at either end.
        of: Runs at each end.
        proof: Why it cannot move anything; empty where that is not proved.
    """

    path: str
    label: str
    unit: str
    kind: Kind
    low: End
    high: End
    swing: Estimate
    moved: int = 0
    of: int = 0
    proof: str = ""

    @property
    def idle(self) -> str:
        """That it is proved to move nothing, or moves the figure in none of so many runs; empty if it moves it."""
        if self.proof:
            return f"moves nothing: {self.proof}"
        return f"moves it in none of {self.of:,} runs" if self.of and not self.moved else ""

    @property
    def reach(self) -> float:
        """The widest move among low, base and high: what moves a figure the same way at both ends is wide too."""
        return max(abs(self.low.difference.value), abs(self.high.difference.value), abs(self.swing.value))


@dataclass(frozen=True)
class Tornado:
    """What each input moves, one at a time, all others being as stated: the widest first.

    Attributes:
        scenario: Its id.
        digest: Fingerprint of what was played.
        seed: Key of the luck that all bars share.
        runs: Runs at each end of each bar.
        outcome: Id of the outcome measured; empty for another figure.
        measured: What the figure is, in words.
        is_share: Whether the figure is a share of runs.
        base: The figure as stated.
        bars: What each input moves.
        considered: From how many uncertain inputs those of the bars were chosen.
        chosen_on: On how many runs they were chosen; 0 if there was nothing to choose.
        left_out: Levers that were not moved, each with the reason.
        wanted: How many bars were asked for; more than there are when the study was cancelled.
    """

    scenario: str
    digest: str
    seed: int
    runs: int
    outcome: str
    measured: str
    is_share: bool
    base: Estimate
    bars: tuple[Bar, ...]
    considered: int
    chosen_on: int
    left_out: tuple[str, ...]
    wanted: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "bars": [{**asdict(bar), "idle": bar.idle or None} for bar in self.bars]}


def end_of(value: float, base: Floats, measured: Floats) -> End:
    """Return one end of a bar.

    Args:
        value: What the input was set to.
        base: [runs] the figure as stated.
        measured: [runs] the figure there, under the same cases and luck.
    """
    return End(value, level_of(measured), difference_of(base, measured))


def widest_first(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Return bars by reach, those that move most first."""
    return tuple(sorted(bars, key=lambda bar: -bar.reach))
