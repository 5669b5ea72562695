"""What stated conditions do to an outcome: each dropped by itself, in pairs, all at once, and shared among them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from math import isfinite, nan
from typing import Any

import numpy as np

from sim.analysis.binding_conditions import EXACT_UP_TO, Attribution
from sim.analysis.fractions import Fraction, fraction_of
from sim.analysis.means import mean_interval
from sim.analysis.shares import Share, paired_interval
from sim.arrays import Floats
from sim.formatting import of_hundred, percent

Values = Mapping[frozenset[str], Floats]
"""Conditions dropped -> [runs] 1 where the outcome held without them, under common random numbers."""


@dataclass(frozen=True)
class DropEffect:
    """What dropping some conditions does.

    Attributes:
        conditions: Their ids.
        label: Their names.
        share: The outcome's share of runs without them.
        difference: That minus the share with all conditions in place, run by run.
        low: Lower end of its 95 % interval (Agresti and Min).
        high: Upper end.
        part: `difference` as a part of what dropping all conditions does.
        beyond: Of two: how much more dropping both does than dropping each by itself, added up, in shares of runs.
        beyond_low: Lower end of its 95 % interval (Student's t).
        beyond_high: Upper end.
    """

    conditions: tuple[str, ...]
    label: str
    share: float
    difference: float
    low: float
    high: float
    part: Fraction
    beyond: float = nan
    beyond_low: float = nan
    beyond_high: float = nan

    @property
    def told(self) -> bool:
        """Whether the difference can be told apart from 0."""
        return self.low > 0.0 or self.high < 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "part": {**asdict(self.part), "says": self.part.says}}


@dataclass(frozen=True)
class ShapleyPart:
    """A condition's part in what dropping all of them does, shared fairly among them (Shapley).

    Attributes:
        condition: Its id.
        label: Its name.
        attribution: Its part, in shares of runs, with its interval; those of all conditions add up to the whole.
        part: The same as a part of the whole.
    """

    condition: str
    label: str
    attribution: Attribution
    part: Fraction

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        head = {"condition": self.condition, "label": self.label}
        return {**head, **asdict(self.attribution), "part": {**asdict(self.part), "says": self.part.says}}


@dataclass(frozen=True)
class Ablation:
    """What stated conditions do to an outcome.

    Attributes:
        base: The outcome's share of runs with all conditions in place.
        whole: What dropping all does; None if the study was cancelled before that, or there are none.
        singles: What dropping each by itself does, in the order of the scenario.
        pairs: What dropping each pair does.
        shared: What all do, shared among them, in the order of the scenario; empty if cancelled before the last.
        together: What dropping one at a time comes to, added up, as a part of what dropping all does.
        sampled: Whether orders of dropping were sampled for `shared` because there are too many to play them all.
    """

    base: Share
    whole: DropEffect | None
    singles: tuple[DropEffect, ...]
    pairs: tuple[DropEffect, ...] = ()
    shared: tuple[ShapleyPart, ...] = ()
    together: Fraction = field(default=Fraction(nan, nan, nan))
    sampled: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was found, in words that follow from the numbers."""
        return tuple(_sentences(self))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "base": asdict(self.base),
            "whole": self.whole.to_dict() if self.whole else None,
            "singles": [one.to_dict() for one in self.singles],
            "pairs": [one.to_dict() for one in self.pairs],
            "attribution": [one.to_dict() for one in self.shared],
            "together": {**asdict(self.together), "says": self.together.says},
            "sampled": self.sampled,
            "sentences": list(self.sentences),
        }


def ablation_of(base: Share, labels: Mapping[str, str], values: Values, per_run: Mapping[str, Floats]) -> Ablation:
    """Return what conditions do to an outcome.

    Args:
        base: The outcome's share with all conditions in place.
        labels: All conditions with their names.
        values: The outcome without some of them, as far as played; at least with none of them dropped.
        per_run: Each condition's Shapley share in every run; empty if not all was played.
    """
    singles = [frozenset({name}) for name in labels if frozenset({name}) in values]
    pairs = [frozenset(pair) for pair in combinations(labels, 2) if frozenset(pair) in values]
    everything = frozenset(labels)
    whole = values[everything] - values[frozenset()] if labels and everything in values else None
    one_by_one = sum((values[removed] - values[frozenset()] for removed in singles), np.zeros(base.of))
    unknown = Fraction(nan, nan, nan)
    return Ablation(
        base=base,
        whole=_dropped(everything, labels, values, whole) if whole is not None else None,
        singles=tuple(_dropped(removed, labels, values, whole) for removed in singles),
        pairs=tuple(_dropped(removed, labels, values, whole) for removed in pairs),
        shared=tuple(_shared(name, labels[name], each, whole) for name, each in per_run.items() if whole is not None),
        together=fraction_of(one_by_one, whole) if whole is not None and len(singles) == len(labels) else unknown,
        sampled=len(labels) > EXACT_UP_TO,
    )


def _dropped(removed: frozenset[str], labels: Mapping[str, str], values: Values, whole: Floats | None) -> DropEffect:
    names = tuple(name for name in labels if name in removed)
    before, after = values[frozenset()], values[removed]
    part = fraction_of(after - before, whole) if whole is not None else Fraction(nan, nan, nan)
    label = " and ".join(labels[name] for name in names)
    share = float(after.mean()) if len(after) else nan
    ends = paired_interval(before > 0.0, after > 0.0)
    return DropEffect(names, label, share, *ends, part, *_beyond(names, values))


def _beyond(names: Sequence[str], values: Values) -> tuple[float, float, float]:
    """Return how much more dropping two does than dropping each by itself: v(ab) - v(a) - v(b) + v()."""
    alone = [frozenset({name}) for name in names]
    if len(names) != 2 or not set(alone) <= set(values):
        return nan, nan, nan
    first, second = (values[one] for one in alone)
    return mean_interval(values[frozenset(names)] - first - second + values[frozenset()])


def _shared(name: str, label: str, each: Floats, whole: Floats) -> ShapleyPart:
    return ShapleyPart(name, label, Attribution(*mean_interval(each)), fraction_of(each, whole))


def _sentences(found: Ablation) -> Iterator[str]:
    whole = found.whole
    if whole is None:
        return
    yield (
        f"With no condition at all, {percent(whole.share)} of runs end in: {found.base.label}, "
        f"instead of {percent(found.base.share)}; that is {_points(whole.difference)} percentage points "
        f"({_points(whole.low)} to {_points(whole.high)})."
    )
    if not whole.part.bounded or not whole.told:
        runs = f"In {found.base.of:,} runs"
        yield f"{runs} this cannot be told apart from no effect, so no condition is given a part of it."
        return
    yield from _alone(found)
    yield from _two(found)
    yield from _fairly(found)
    yield from _other_way(found, whole.difference)


def _alone(found: Ablation) -> Iterator[str]:
    """Yield what the strongest condition does by itself, and whether conditions hold each other up."""
    strongest = max(found.singles, key=lambda one: one.part.value)
    if strongest.part.low > 0.0:
        yield (
            f"Dropping one alone does most if it is: {strongest.label}. That alone accounts for "
            f"{strongest.part.says} of it ({_parts(strongest.part)})."
        )
    else:
        yield "The effect of dropping any one condition alone cannot be told apart from 0 in that direction."
    if isfinite(found.together.high) and found.together.high < 1.0:
        rest = "the rest appears only when several are dropped together"
        yield f"Dropped one at a time they add up to {found.together.says} of it ({_parts(found.together)}): {rest}."
    elif isfinite(found.together.low) and found.together.low > 1.0:
        rest = "each does part of what another would do as well"
        yield f"Dropped one at a time they add up to more than all of it ({_parts(found.together)}): {rest}."


def _two(found: Ablation) -> Iterator[str]:
    """Yield which two do most together, if that is more than each does alone."""
    best = max(found.pairs, key=lambda one: one.part.value, default=None)
    if best is not None and len(found.singles) > 2 and best.part.low > 0.0 and best.beyond_low > 0.0:
        ends = f"{_points(best.beyond_low)} to {_points(best.beyond_high)}"
        yield (
            f"Of two dropped together, these do most: {best.label}. They account for {best.part.says} of it "
            f"({_parts(best.part)}), {_points(best.beyond)} points beyond what they do one at a time ({ends})."
        )


def _fairly(found: Ablation) -> Iterator[str]:
    """Yield what each condition accounts for when what all do is shared among them."""
    told = sorted((one for one in found.shared if one.part.low > 0.0), key=lambda one: -one.part.value)
    if told:
        listed = "; ".join(f"{one.label}: {one.part.says} ({_parts(one.part)})" for one in told)
        yield f"Shared fairly among all conditions (Shapley): {listed}."


def _other_way(found: Ablation, direction: float) -> Iterator[str]:
    for one in found.singles:
        if one.told and one.difference * direction < 0.0:
            ends = f"{_points(one.low)} to {_points(one.high)}"
            yield f"{one.label} works the other way: without it alone, {_points(one.difference)} points ({ends})."


def _points(difference: float) -> str:
    return of_hundred(difference, "+")


def _parts(part: Fraction) -> str:
    return f"{100 * part.value:.0f} %, {100 * part.low:.0f} to {100 * part.high:.0f} %"
