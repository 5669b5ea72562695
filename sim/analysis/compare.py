"""What a change changes: paired differences under shared luck, run by run."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from sim.analysis.predicates import outcomes_of
from sim.analysis.shares import Z95
from sim.records import Records
from sim.rules.state import Flags


@dataclass(frozen=True)
class Difference:
    """How the share of an outcome differs between two ensembles with the same luck.

    Attributes:
        change: The arm compared with the base.
        id: The outcome.
        label: Its name on screen.
        base: Its share at the base.
        share: Its share under the change.
        difference: share - base.
        low: Lower end of the 95 % interval of the difference.
        high: Upper end.
    """

    change: str
    id: str
    label: str
    base: float
    share: float
    difference: float
    low: float
    high: float


def paired_interval(before: Flags, after: Flags, z: float = Z95) -> tuple[float, float, float]:
    """Return the difference of two shares over the same runs, with its interval.

    With b runs that changed to yes and c that changed to no: d = (b - c)/n; interval from b + 1/2, c + 1/2, n + 2.

    Source:
        Agresti and Min (2005), the adjusted Wald interval for matched pairs.
    """
    runs = len(before)
    gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
    if runs == 0:
        return float("nan"), -1.0, 1.0
    more, fewer, size = gained + 0.5, lost + 0.5, runs + 2.0
    centre = (more - fewer) / size
    error = z * sqrt((more + fewer) - (more - fewer) ** 2 / size) / size
    return (gained - lost) / runs, max(-1.0, centre - error), min(1.0, centre + error)


def outcome_differences(change: str, base: Records, arm: Records) -> tuple[Difference, ...]:
    """Return the paired difference of every outcome between two ensembles of the same seed.

    Raises:
        ValueError: They do not have the same number of runs.
    """
    if len(base) != len(arm):
        raise ValueError("paired ensembles must have the same number of runs")
    before, after = (np.array(outcomes_of(records.game, records)[0], object) for records in (base, arm))
    found = []
    for name in base.game.scenario.outcomes:
        was, now = before == name, after == name
        difference, low, high = paired_interval(was, now)
        label = base.game.scenario.name_of("outcomes", name)
        found.append(Difference(change, name, label, float(was.mean()), float(now.mean()), difference, low, high))
    return tuple(found)
