"""Boxes: a few limits on what differs between runs, and how well they mark off the runs in which something held.

Coverage is the share of all hits that a box holds, density the share of its runs that are hits, mass its share of runs.

Source:
    Bryant and Lempert (2010).
"""

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TypeVar

import numpy as np

from sim.arrays import Flags, Floats, Ints

T = TypeVar("T")


@dataclass(frozen=True)
class Sample:
    """Runs to look for boxes in.

    Attributes:
        values: [runs, axes] numbers; codes 0, 1, … on an axis that is a category.
        hits: [runs] whether what is looked for held.
        categories: For each axis whether its values have no order.
    """

    values: Floats
    hits: Flags
    categories: tuple[bool, ...]

    @cached_property
    def columns(self) -> Floats:
        """[axes, runs] the values, with those of one axis side by side in memory."""
        return np.ascontiguousarray(self.values.T)

    @cached_property
    def ordered(self) -> Floats:
        """[axes that are not categories, runs] likewise."""
        return np.ascontiguousarray(self.columns[[not category for category in self.categories]])

    def __len__(self) -> int:
        """Return how many runs there are."""
        return len(self.hits)

    def part(self, rows: Ints | Flags) -> "Sample":
        """Return some of the runs."""
        return Sample(self.values[rows], self.hits[rows], self.categories)


@dataclass(frozen=True)
class Bounds:
    """What a box leaves of every axis.

    Attributes:
        low: For each axis the smallest value inside; minus infinity where there is no limit.
        high: For each axis the largest value inside; infinity where there is no limit.
        barred: For each axis the codes of a category that lie outside.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    barred: tuple[frozenset[float], ...]

    @property
    def restricted(self) -> tuple[int, ...]:
        """The axes on which the box has a limit."""
        return tuple(axis for axis in range(len(self.low)) if self._limits(axis))

    def _limits(self, axis: int) -> bool:
        return self.low[axis] > -inf or self.high[axis] < inf or bool(self.barred[axis])

    def contains(self, values: Floats) -> Flags:
        """Return which rows of `values`, [runs, axes], lie inside."""
        inside = np.ones(len(values), bool)
        for axis in self.restricted:
            column = values[:, axis]
            inside &= (column >= self.low[axis]) & (column <= self.high[axis])
            for code in self.barred[axis]:
                inside &= column != code
        return inside

    def with_low(self, axis: int, value: float) -> "Bounds":
        """Return the box with another smallest value on an axis."""
        return Bounds(_put(self.low, axis, value), self.high, self.barred)

    def with_high(self, axis: int, value: float) -> "Bounds":
        """Return the box with another largest value on an axis."""
        return Bounds(self.low, _put(self.high, axis, value), self.barred)

    def with_barred(self, axis: int, codes: frozenset[float]) -> "Bounds":
        """Return the box with other codes of a category left out."""
        return Bounds(self.low, self.high, _put(self.barred, axis, codes))

    def without(self, axis: int) -> "Bounds":
        """Return the box without any limit on an axis."""
        return self.with_low(axis, -inf).with_high(axis, inf).with_barred(axis, frozenset())


def _put(values: tuple[T, ...], place: int, value: T) -> tuple[T, ...]:
    return (*values[:place], value, *values[place + 1 :])


def everything(axes: int) -> Bounds:
    """Return the box without limits."""
    return Bounds((-inf,) * axes, (inf,) * axes, (frozenset(),) * axes)


@dataclass(frozen=True)
class Step:
    """A box on the way from all runs to the smallest.

    Attributes:
        bounds: Its limits.
        count: Runs inside.
        hits: Hits inside.
        coverage: Hits inside / all hits of the sample.
        density: Hits inside / runs inside.
        mass: Runs inside / all runs of the sample.
    """

    bounds: Bounds
    count: int
    hits: int
    coverage: float
    density: float
    mass: float


def step_of(sample: Sample, bounds: Bounds, among: Flags | None = None) -> Step:
    """Return what a box holds.

    Args:
        sample: The runs.
        bounds: The box.
        among: [runs] the runs that may count as inside, such as those outside earlier boxes; none: all.
    """
    inside = bounds.contains(sample.values)
    if among is not None:
        inside &= among
    count, hits, wanted = int(inside.sum()), int(sample.hits[inside].sum()), int(sample.hits.sum())
    return Step(
        bounds,
        count,
        hits,
        hits / wanted if wanted else float("nan"),
        hits / count if count else float("nan"),
        count / len(sample) if len(sample) else float("nan"),
    )


def quasi_p(sample: Sample, bounds: Bounds, axis: int, among: Flags | None = None) -> float:
    """Return how easily a limit could be due to luck: small means that the box needs it.

    With H hits of T runs in the box, and a share p of hits when the limit on the axis is dropped,
    P(X >= H) for X binomial (T, p). On the runs on which the box was found this is not a p-value, since the limit was
    chosen to make it small: hence quasi. On other runs it is one.

    Source:
        Bryant and Lempert (2010).
    """
    from scipy.special import betainc

    inside = step_of(sample, bounds, among)
    wider = step_of(sample, bounds.without(axis), among)
    if not inside.count or not inside.hits:
        return 1.0
    return float(betainc(inside.hits, inside.count - inside.hits + 1, wider.density)) if wider.density < 1.0 else 1.0


def pruned(sample: Sample, bounds: Bounds, level: float, among: Flags | None = None) -> Bounds:
    """Return a box without the limits it does not need, the least needed dropped first.

    Args:
        sample: The runs on which it was found.
        bounds: The box.
        level: Largest quasi-p-value of a limit that stays.
        among: [runs] the runs that count; none: all.
    """
    while bounds.restricted:
        worst, axis = max((quasi_p(sample, bounds, axis, among), axis) for axis in bounds.restricted)
        if worst <= level:
            break
        bounds = bounds.without(axis)
    return bounds
