"""Shares and days as people can picture them: 100 dots for 100 runs, 50 dots for 50 equally likely days."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

import numpy as np

from sim.analysis.shares import Z95, Share, share_of
from sim.arrays import Floats

DOTS = 100
"""Dots that a natural frequency is shown with: runs in a hundred."""

QUANTILE_DOTS = 50
"""Dots of a quantile plot; each stands for two runs in a hundred."""


def dots_of(counts: Sequence[int], dots: int = DOTS) -> tuple[int, ...]:
    """Return how many of so many dots each count gets; they add up to all of them.

    Everyone gets the whole part of its share; the dots left over go to the largest remainders (Hamilton's method).

    Args:
        counts: Runs of each kind.
        dots: Dots to hand out.
    """
    total = sum(counts)
    if total == 0:
        return tuple(0 for _ in counts)
    given = [count * dots // total for count in counts]
    remainders = sorted(range(len(counts)), key=lambda place: -(counts[place] * dots % total))
    for place in remainders[: dots - sum(given)]:
        given[place] += 1
    return tuple(given)


@dataclass(frozen=True)
class FirstDays:
    """When something first happened, over many runs.

    Attributes:
        horizon: The last day played.
        runs: Runs looked at.
        happened: Share of runs in which it happened, with its interval and the median day of those runs.
        half: The day by which it had happened in half of all runs; none if it happens in fewer.
        half_low: Lower end of the 95 % interval of that day.
        half_high: Upper end; none where it may lie beyond the horizon.
        dots: For each dot the day at its quantile of all runs; none where it did not happen.
    """

    horizon: int
    runs: int
    happened: Share
    half: int | None
    half_low: int | None
    half_high: int | None
    dots: tuple[int | None, ...]


def first_days(name: str, label: str, days: Floats, horizon: int, dots: int = QUANTILE_DOTS) -> FirstDays:
    """Return when something first happened, from the day in each run.

    Args:
        name: Id of what happened.
        label: Its name on screen.
        days: [runs] the day; NaN where it never happened.
        horizon: The last day played.
        dots: How many quantiles to return, at (i + 1/2) / dots.
    """
    came = days >= 0
    happened = share_of(name, label, int(came.sum()), len(days), np.where(came, days, np.nan))
    in_order = np.sort(np.where(came, days, np.inf))
    low, high = _ranks_of_median(len(days))
    return FirstDays(
        horizon=horizon,
        runs=len(days),
        happened=happened,
        half=_day(in_order, (len(days) - 1) // 2),
        half_low=_day(in_order, low),
        half_high=_day(in_order, high),
        dots=tuple(_day(in_order, floor((dot + 0.5) / dots * len(days))) for dot in range(dots)),
    )


def _ranks_of_median(runs: int) -> tuple[int, int]:
    """Return the ranks, from 0, between which the median lies with 95 % confidence.

    n/2 -+ z sqrt(n)/2, both rounded up, count from 1 (Conover 1999, section 3.2).
    """
    spread = Z95 * sqrt(runs) / 2.0
    return max(0, ceil(runs / 2.0 - spread) - 1), max(0, min(runs, ceil(runs / 2.0 + spread)) - 1)


def _day(in_order: Floats, rank: int) -> int | None:
    if rank >= len(in_order) or not np.isfinite(in_order[rank]):
        return None
    return int(in_order[rank])
