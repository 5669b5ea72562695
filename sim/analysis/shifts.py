"""What a change moves besides shares: days and worths, as means of differences taken run by run."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

import numpy as np

from sim.analysis.means import mean_interval
from sim.analysis.predicates import outcomes_of
from sim.analysis.sizes import size_of_shift
from sim.arrays import Floats
from sim.game.records import Records


@dataclass(frozen=True)
class Shift:
    """How a mean differs between two ensembles under common random numbers.

    Attributes:
        change: The arm compared.
        against: What it is compared with: another arm, or None for the base.
        id: `first_deal`, `end`, `outcome.ID` or `worth.PARTY`.
        label: What is measured, in words.
        unit: `days` or `points` of the party's own scale.
        of: Runs over which it is taken.
        base: Mean of what it is compared with.
        mean: Mean under the change.
        shift: mean - base.
        low: Lower end of its 95 % interval of sampling error (Student's t of the runs' differences).
        high: Upper end.
        spread: Standard deviation over the runs of what it is compared with; the yardstick of `says`.
    """

    change: str
    against: str | None
    id: str
    label: str
    unit: str
    of: int
    base: float
    mean: float
    shift: float
    low: float
    high: float
    spread: float

    @property
    def says(self) -> str:
        """Direction and size in a word or two."""
        return size_of_shift((self.shift, self.low, self.high), self.spread, self.unit)


def shifts_of(change: str, base: Records, arm: Records, against: str | None = None) -> Iterator[Shift]:
    """Yield what a change moves: days to the first deal, to the end and to each outcome, then every party's worth.

    Days without a deal, or without a day on which the outcome came to hold, count as the horizon, so that all runs
    count (restricted means). Days to one outcome are taken over the runs that end in it in both, where both have a day.
    Worth is how much more the deal of the last day is worth to a party than carrying on without any.

    Args:
        change: The arm's name.
        base: The records of what it is compared with.
        arm: The records under the change, run by run under the same luck.
        against: The name of what it is compared with; None for the base.

    Source:
        Royston and Parmar (2013) for means restricted to a horizon.
    """

    def shift(name: str, label: str, unit: str, values: tuple[Floats, Floats]) -> Shift:
        before, after = values
        return _shift((change, against, name, label, unit), before, after)

    (was, was_day), (now, now_day) = (outcomes_of(records.game, records) for records in (base, arm))
    yield shift("first_deal", "days to the first deal", "days", (_first(base), _first(arm)))
    yield shift("end", "days until the outcome stands", "days", (_within(base, was_day), _within(arm, now_day)))
    known = ~np.isnan(was_day) & ~np.isnan(now_day)
    for name in base.game.scenario.outcomes:
        both = known & (np.array(was, object) == name) & (np.array(now, object) == name)
        if both.any():
            label = f"days to: {base.game.scenario.name_of('outcomes', name)}"
            yield shift(f"outcome.{name}", label, "days", (was_day[both], now_day[both]))
    for party in (party for party in base.game.parties if party in arm.game.parties):
        label = f"worth to {base.game.scenario.name_of('parties', party)} at the end"
        yield shift(f"worth.{party}", label, "points", (_gain(base, party), _gain(arm, party)))


def _shift(named: tuple[str, str | None, str, str, str], before: Floats, after: Floats) -> Shift:
    runs = len(before)
    was, now = (float(values.mean()) if runs else nan for values in (before, after))
    spread = float(before.std(ddof=1)) if runs > 1 else nan
    return Shift(*named, runs, was, now, *mean_interval(after - before), spread)


def _first(records: Records) -> Floats:
    return _within(records, records.first_deal)


def _within(records: Records, days: Floats) -> Floats:
    return np.where(np.isnan(days), float(records.game.horizon), days)


def _gain(records: Records, party: str) -> Floats:
    return records.gain[:, records.game.parties.index(party)]
