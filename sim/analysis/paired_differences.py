"""What a change changes: paired differences under common random numbers, run by run."""

from dataclasses import dataclass
from math import inf, nan, sqrt
from statistics import median

import numpy as np
from numpy.typing import NDArray

from sim.analysis.number_differences import NumberDifference, number_differences
from sim.analysis.predicates import outcomes_of
from sim.analysis.shares import paired_interval, wilson
from sim.analysis.shifts import Shift, shifts_of
from sim.analysis.sizes import size_of_difference
from sim.arrays import Flags
from sim.game.records import Records


@dataclass(frozen=True)
class Difference:
    """How the share of an outcome differs between two ensembles under common random numbers.

    Attributes:
        change: The arm compared.
        id: The outcome.
        label: Its name on screen.
        base: Its share in what the arm is compared with.
        share: Its share under the change.
        difference: share - base.
        low: Lower end of the 95 % interval of the difference.
        high: Upper end.
        narrower: How many times narrower this interval is than that of two ensembles of as many runs, each with luck of
            its own; NaN without runs.
        narrower_at_most: The most that shares with this difference allow; infinite if they do not differ.
        against: What the arm is compared with: another arm, or None for the base.
    """

    change: str
    id: str
    label: str
    base: float
    share: float
    difference: float
    low: float
    high: float
    narrower: float = nan
    narrower_at_most: float = nan
    against: str | None = None

    @property
    def says(self) -> str:
        """Direction and size in a word or two."""
        return size_of_difference(self.difference, self.low, self.high)


@dataclass(frozen=True)
class Flow:
    """How many runs end in one outcome without a change and in another with it.

    Attributes:
        change: The arm compared.
        against: What it is compared with: another arm, or None for the base.
        before: The outcome there.
        after: The outcome of the same runs under the change.
        before_label: Its name on screen.
        after_label: Its name on screen.
        count: How many runs.
        of: Runs in all.
        share: count / of.
        low: Lower end of its 95 % Wilson interval.
        high: Upper end.
    """

    change: str
    against: str | None
    before: str
    after: str
    before_label: str
    after_label: str
    count: int
    of: int
    share: float
    low: float
    high: float

    @property
    def switched(self) -> bool:
        """Whether these runs end differently under the change."""
        return self.before != self.after


@dataclass(frozen=True)
class Contrast:
    """All that differs between two ensembles under common random numbers.

    Attributes:
        change: The arm compared.
        against: What it is compared with: another arm, or None for the base.
        runs: Runs that both have.
        differences: Of the share of every outcome.
        flows: From every outcome to every outcome, none left out.
        shifts: Of days and of worths.
        numbers: Of the answers to every question for a number or a date.
    """

    change: str
    against: str | None
    runs: int
    differences: tuple[Difference, ...]
    flows: tuple[Flow, ...]
    shifts: tuple[Shift, ...]
    numbers: tuple[NumberDifference, ...] = ()

    @property
    def median_narrower(self) -> float:
        """The median over outcomes of how many times narrower the paired interval is; NaN without runs."""
        return median(one.narrower for one in self.differences) if self.runs and self.differences else nan

    @property
    def switched(self) -> int:
        """How many runs end differently."""
        return sum(flow.count for flow in self.flows if flow.switched)


def narrower(before: Flags, after: Flags) -> tuple[float, float]:
    """Return how many times narrower the paired interval is than an unpaired one, and the most that it could be.

    With p = (x + 1)/(n + 2) and q = (y + 1)/(n + 2) for x and y runs, d = q - p, and the share s of runs that switch,
    each with half a run added to every way of switching or staying: the paired interval has the half width
    z sqrt((s - d^2)/(n + 2)), the unpaired one z sqrt((p (1 - p) + q (1 - q))/(n + 2)). As s is no less than |d|, their
    ratio is at most sqrt((p (1 - p) + q (1 - q))/(|d| - d^2)).

    Source:
        Agresti and Min (2005) for the paired interval, Agresti and Caffo (2000) for the unpaired one.
    """
    runs = len(before)
    if runs == 0:
        return nan, nan
    size = runs + 2.0
    p, q = (float(flags.sum() + 1) / size for flags in (before, after))
    switched = float((before != after).sum() + 1) / size
    apart = p * (1.0 - p) + q * (1.0 - q)
    least = abs(q - p) - (q - p) ** 2
    return sqrt(apart / (switched - (q - p) ** 2)), sqrt(apart / least) if least > 0.0 else inf


def outcome_differences(change: str, base: Records, arm: Records, against: str | None = None) -> tuple[Difference, ...]:
    """Return the paired difference of every outcome between two ensembles of the same seed.

    Raises:
        ValueError: They do not have the same number of runs.
    """
    before, after = _names(base, arm)
    found = []
    for name, label in _labels(base, before, after).items():
        was, now = before == name, after == name
        base_share, share = (float(flags.mean()) if len(flags) else nan for flags in (was, now))
        difference, low, high = paired_interval(was, now)
        times, most = narrower(was, now)
        shares = (base_share, share, difference, low, high)
        found.append(Difference(change, name, label, *shares, times, most, against))
    return tuple(found)


def flows_of(change: str, base: Records, arm: Records, against: str | None = None) -> tuple[Flow, ...]:
    """Return which runs end in which outcome with a change, by the outcome in which they end without it.

    Raises:
        ValueError: They do not have the same number of runs.
    """
    before, after = _names(base, arm)
    labels, runs = _labels(base, before, after), len(before)
    found = []
    for origin in labels:
        for target in labels:
            count = int(((before == origin) & (after == target)).sum())
            share = count / runs if runs else nan
            named = (change, against, origin, target, labels[origin], labels[target])
            found.append(Flow(*named, count, runs, share, *wilson(count, runs)))
    return tuple(found)


def contrast(change: str, base: Records, arm: Records, against: str | None = None) -> Contrast:
    """Return all that differs between two ensembles under common random numbers, over the runs that both have.

    Args:
        change: The arm's name.
        base: The records of what it is compared with.
        arm: The records under the change.
        against: The name of what it is compared with; None for the base.
    """
    runs = min(len(base), len(arm))
    pair = Records(base.game, base.rows[:runs]), Records(arm.game, arm.rows[:runs])
    return Contrast(
        change=change,
        against=against,
        runs=runs,
        differences=outcome_differences(change, *pair, against),
        flows=flows_of(change, *pair, against),
        shifts=tuple(shifts_of(change, *pair, against)),
        numbers=tuple(number_differences(change, *pair, against)),
    )


def _names(base: Records, arm: Records) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the outcomes of the same runs in both."""
    if len(base) != len(arm):
        raise ValueError("paired ensembles must have the same number of runs")
    before, after = (np.array(outcomes_of(records.game, records)[0], object) for records in (base, arm))
    return before, after


def _labels(base: Records, *seen: NDArray[np.object_]) -> dict[str, str]:
    """Return all outcomes with their names on screen, `unresolved` if any run is; changes cannot touch outcomes."""
    scenario = base.game.scenario
    rest = ["unresolved"] if any((names == "unresolved").any() for names in seen) else []
    return {name: scenario.name_of("outcomes", name) for name in (*scenario.outcomes, *rest)}
