"""How answers that are numbers or dates differ between two ensembles under common random numbers, run by run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import nan, sqrt

import numpy as np

from sim.analysis.means import mean_interval
from sim.analysis.measures import QUANTILES, numbers_of, quantile, rough_number, shown_number
from sim.analysis.shares import Z95, paired_interval
from sim.analysis.sizes import size_of_shift
from sim.arrays import Flags, Floats
from sim.formatting import MISSING, between, of_hundred
from sim.game.records import Records
from sim.scenario.model import Scenario


@dataclass(frozen=True)
class QuantileDifference:
    """How a quantile of the numbers differs.

    Attributes:
        at: Which part of the runs do not exceed it.
        base: The quantile in what the arm is compared with.
        value: The quantile under the change.
        difference: value - base.
        low: Lower end of the 95 % interval of the difference.
        high: Upper end.
    """

    at: float
    base: float
    value: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class NumberDifference:
    """How the answers to a question for a number or a date differ, over the runs that have one in both.

    Attributes:
        change: The arm compared.
        against: What it is compared with: another arm, or None for the base.
        id: The question.
        label: Its name on screen.
        unit: What it is counted in; may be empty.
        dated: Whether the numbers are days of the run, shown as dates; their differences are days.
        as_of: Day 0, for dates.
        of: Runs that the question is asked of in both.
        known: Those of them that have a number in both.
        base_never: Share of `of` without a number in what the arm is compared with.
        never: Share without one under the change.
        never_difference: never - base_never.
        never_low: Lower end of its 95 % interval.
        never_high: Upper end.
        base: Mean in what the arm is compared with.
        mean: Mean under the change.
        difference: mean - base.
        low: Lower end of its 95 % interval (Student's t of the runs' differences).
        high: Upper end.
        spread: Standard deviation over the runs of what it is compared with; the yardstick of `says`.
        quantiles: How quantiles differ; none without runs.
    """

    change: str
    against: str | None
    id: str
    label: str
    unit: str
    dated: bool
    as_of: date
    of: int
    known: int
    base_never: float
    never: float
    never_difference: float
    never_low: float
    never_high: float
    base: float
    mean: float
    difference: float
    low: float
    high: float
    spread: float
    quantiles: tuple[QuantileDifference, ...]

    @property
    def says(self) -> str:
        """Direction and size of the difference of means in a word or two."""
        shift = self.difference, self.low, self.high
        return size_of_shift(shift, self.spread, "days" if self.dated else "points")

    @property
    def median(self) -> QuantileDifference | None:
        """How the median differs; none without runs."""
        return next((one for one in self.quantiles if one.at == 0.5), None)

    @property
    def counted_in(self) -> str:
        """What differences are counted in: days for dates."""
        return "days" if self.dated else self.unit

    def shown(self, number: float) -> str:
        """Return a number as people read it: a date if it is one; empty if it is missing."""
        return shown_number(number, self.as_of if self.dated else None)

    def rough(self, number: float) -> str:
        """Return a mean as people read it: a date, or a number to two places."""
        return rough_number(number, self.as_of if self.dated else None)


Figures = tuple[str, str, str, str, str, str]
"""What differs, in the one and in the other, by how much, its interval, and what that is counted in."""


def figures(one: NumberDifference) -> Iterator[Figures]:
    """Yield how answers differ as people read it: their mean, their quantiles, and how many runs have none."""
    unit = one.counted_in
    if one.known:
        ends = f"{one.low:+z.2f} to {one.high:+z.2f}" if one.known > 1 else MISSING
        yield "mean", one.rough(one.base), one.rough(one.mean), f"{one.difference:+z.2f}", ends, unit
    for part in one.quantiles:
        what = "median" if part.at == 0.5 else f"{100 * part.at:g} % of runs"
        ends = f"{part.low:+z.2f} to {part.high:+z.2f}"
        yield what, one.shown(part.base), one.shown(part.value), f"{part.difference:+z.2f}", ends, unit
    never = of_hundred(one.base_never), of_hundred(one.never), of_hundred(one.never_difference, "+")
    yield "without, of 100 runs", *never, between(one.never_low, one.never_high, "+"), "points"


def number_differences(
    change: str, base: Records, arm: Records, against: str | None = None
) -> Iterator[NumberDifference]:
    """Yield how the answers to every question for a number or a date differ, the runs of both in the same order.

    Where an arm is of another scenario, these are the questions that both ask for the same kind of number.

    Args:
        change: The arm's name.
        base: The records of what it is compared with.
        arm: The records under the change, run by run under the same luck.
        against: The name of what it is compared with; None for the base.
    """
    scenario = base.game.scenario
    for name, measure in scenario.numbers_asked.items():
        if not _both_ask(name, scenario, arm.game.scenario):
            continue
        (was_asked, was), (now_asked, now) = (numbers_of(records.game, records, name) for records in (base, arm))
        asked = was_asked & now_asked
        both = asked & ~np.isnan(was) & ~np.isnan(now)
        before, after = was[both], now[both]
        lacked, lack = np.isnan(was[asked]), np.isnan(now[asked])
        mean_before, mean_after = (float(values.mean()) if len(values) else nan for values in (before, after))
        yield NumberDifference(
            change,
            against,
            name,
            scenario.questions[name].label or scenario.questions[name].asks,
            measure.counted_in,
            measure.dated,
            scenario.as_of,
            int(asked.sum()),
            len(before),
            _share(lacked),
            _share(lack),
            *paired_interval(lacked, lack),
            mean_before,
            mean_after,
            *mean_interval(after - before),
            float(before.std(ddof=1)) if len(before) > 1 else nan,
            tuple(quantile_difference(before, after, at) for at in QUANTILES) if len(before) else (),
        )


def _both_ask(name: str, one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios ask for the same kind of number; days of the run, from the same day 0."""
    known, asked = one.numbers_asked[name], other.numbers_asked.get(name)
    if asked is None or (asked.dated, asked.counted_in) != (known.dated, known.counted_in):
        return False
    return not known.dated or one.as_of == other.as_of


def _share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else nan


def quantile_difference(before: Floats, after: Floats, at: float) -> QuantileDifference:
    """Return the difference of a quantile of two numbers of the same runs, with its 95 % interval.

    The standard error of each quantile is read off its own interval by ranks, s = (high - low) / (2 z). How far the two
    move together is the correlation r of "is no more than the quantile" over runs:
    difference -+ z sqrt(s0^2 + s1^2 - 2 r s0 s1).

    Args:
        before: [runs] at least one number.
        after: [runs] the numbers of the same runs.
        at: Between 0 and 1.

    Example:
        >>> import numpy as np
        >>> days = np.arange(1.0, 101.0)
        >>> quantile_difference(days, days + 5.0, 0.5)
        QuantileDifference(at=0.5, base=50.0, value=55.0, difference=5.0, low=5.0, high=5.0)

    Source:
        Woodruff (1952) for the standard error, Bonett and Price (2020) for medians of the same subjects.
    """
    was, now = quantile(np.sort(before), at), quantile(np.sort(after), at)
    errors = [(one.high - one.low) / (2.0 * Z95) for one in (was, now)]
    together = _correlation(before <= was.value, after <= now.value)
    variance = (errors[0] - errors[1]) ** 2 + 2.0 * (1.0 - together) * errors[0] * errors[1]
    difference, half = now.value - was.value, Z95 * sqrt(max(0.0, variance))
    return QuantileDifference(at, was.value, now.value, difference, difference - half, difference + half)


def _correlation(one: Flags, other: Flags) -> float:
    """Return the correlation of two yes-or-no answers; 1 where they are the same, 0 where one of them never varies."""
    p, q = float(one.mean()), float(other.mean())
    spread = sqrt(p * (1.0 - p) * q * (1.0 - q))
    return 1.0 if (one == other).all() else (float((one & other).mean()) - p * q) / spread if spread > 0.0 else 0.0
