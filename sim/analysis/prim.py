"""Boxes in which something holds more often than elsewhere: the patient rule induction method (PRIM).

A box starts as all runs. Peeling takes off, again and again, the thin slice at one end of one axis (or one value of a
category) whose loss raises the share of hits most for every run given up; pasting puts slices back where that raises it
further. What is left is a few limits on a few axes, which people can read. Every step on the way is a box of its own:
large and mixed at first, small and pure at the end, so the choice among them is a trade-off that stays visible.

Source:
    Friedman and Fisher (1999); Kwakkel and Jaxa-Rozen (2016) for the gain per run given up, fair to categories.
"""

from collections.abc import Iterator, Sequence
from math import ceil, floor, inf
from typing import Literal, NamedTuple

import numpy as np

from sim.analysis.boxes import Bounds, Sample, Step, everything, step_of
from sim.arrays import Flags, Floats, Ints

ALPHA = 0.05
"""Share of the runs in a box that one peel takes off, and one paste puts back."""

LEAST = 0.05
"""Smallest box, as a share of all runs."""

ROUNDING = 1e-9
"""Added before a share of a count is rounded down, so that 0.1 of 390 is 39."""


class _Peel(NamedTuple):
    """A peel: how far it raises the density per run given up, whether it limits another axis, what it takes off."""

    gain: float
    fresh: bool
    axis: int
    side: Literal["upper", "lower", "code"]
    at: float

    def of(self, bounds: Bounds) -> Bounds:
        """Return a box after it."""
        if self.side == "upper":
            return bounds.with_high(self.axis, self.at)
        if self.side == "lower":
            return bounds.with_low(self.axis, self.at)
        return bounds.with_barred(self.axis, bounds.barred[self.axis] | {self.at})


def peel(sample: Sample, among: Flags | None = None, *, alpha: float = ALPHA, least: float = LEAST) -> tuple[Step, ...]:
    """Return the boxes from all runs down to the smallest, each the best peel of the one before it.

    The best peel raises the share of hits most for every run given up, (density' - density) / (runs - runs'); of equal
    ones, the one that limits fewer axes. It ends when the next box would be too small or no peel raises the density.

    Args:
        sample: The runs.
        among: [runs] the runs to start from; none: all.
        alpha: Share of the runs in a box that a peel takes off, in (0, 1); ties at the cut go with it.
        least: Smallest box, as a share of all runs of the sample.

    Example:
        >>> import numpy as np
        >>> x = np.linspace(0.0, 1.0, 200)[:, None]
        >>> sample = Sample(x, x[:, 0] > 0.8, (False,))
        >>> peel(sample)[-1].density
        1.0

    Source:
        Friedman and Fisher (1999); Kwakkel and Jaxa-Rozen (2016) for the gain per run.
    """
    inside = np.ones(len(sample), bool) if among is None else among.copy()
    order = _order(sample, inside)
    steps = [step_of(sample, everything(len(sample.categories)), inside)]
    while True:
        best = _best_cut(sample, order, inside, steps[-1], alpha)
        if best is None:
            return tuple(steps)
        step = step_of(sample, best.of(steps[-1].bounds), inside)
        if step.count < least * len(sample) or step.count == 0:
            return tuple(steps)
        inside = inside & step.bounds.contains(sample.values)
        order = order[inside[order]].reshape(len(order), step.count)
        steps.append(step)


def _order(sample: Sample, inside: Flags) -> Ints:
    """Return, for each axis with an order, the runs inside from its smallest value to its largest."""
    order = np.argsort(sample.ordered, axis=1, kind="stable")
    return order[inside[order]].reshape(len(order), int(inside.sum()))


def _numbers(sample: Sample) -> list[int]:
    return [axis for axis, category in enumerate(sample.categories) if not category]


def _best_cut(sample: Sample, order: Ints, inside: Flags, now: Step, alpha: float) -> _Peel | None:
    """Return the best peel of a box; none if none raises its density."""
    found = [*_slices(sample, order, now, alpha), *_codes_off(sample, inside, now)]
    best = max(found, key=lambda cut: (cut.gain, not cut.fresh), default=None)
    return best if best is not None and best.gain > 0.0 else None


def _slices(sample: Sample, order: Ints, now: Step, alpha: float) -> Iterator[_Peel]:
    """Yield the best peels of an upper or lower slice of an axis with an order."""
    limited = set(now.bounds.restricted)
    off = floor((now.count - 1) * alpha + ROUNDING) + 1
    if off >= now.count or not len(order):
        return
    # An upper slice of an axis is the lower one of its mirror image.
    upper, lower = _taken_off(sample, order[:, ::-1], off), _taken_off(sample, order, off)
    gone, hits = np.stack([upper[0], lower[0]], axis=1), np.stack([upper[1], lower[1]], axis=1)
    left = now.count - gone
    possible = left > 0
    density = np.divide(now.hits - hits, left, out=np.zeros(left.shape), where=possible)
    gains = np.where(possible, (density - now.hits / now.count) / gone, -inf)
    axes = _numbers(sample)
    for place, end in np.argwhere(possible & (gains == gains.max())):
        axis, row = axes[place], order[place] if end else order[place, ::-1]
        inner, outer = sample.columns[axis][row[[gone[place, end], gone[place, end] - 1]]]
        gain, fresh, at = float(gains[place, end]), axis not in limited, _between(inner, outer)
        yield _Peel(gain, fresh, axis, "lower" if end else "upper", at)


def _taken_off(sample: Sample, order: Ints, off: int) -> tuple[Ints, Ints]:
    """Return how many runs, and how many hits, a peel takes off each axis: ties at the cut go with it.

    Args:
        sample: The runs.
        order: [axes, runs] the runs in the box, those that are taken off first in front.
        off: How many are taken off, at the least.
    """
    columns = sample.ordered
    lines = np.arange(len(order))
    gone = np.full(len(order), off)
    hits = sample.hits[order[:, :off]].sum(axis=1)
    for line in np.flatnonzero(columns[lines, order[:, off - 1]] == columns[lines, order[:, off]]):
        tied = columns[line, order[line]] == columns[line, order[line, off - 1]]
        gone[line] = np.flatnonzero(tied)[-1] + 1
        hits[line] = sample.hits[order[line, : gone[line]]].sum()
    return gone, hits


def _between(inner: float, outer: float) -> float:
    """Return a limit halfway between the last value inside and the first outside, or the former if there is none."""
    middle = inner + (outer - inner) / 2.0
    return float(middle if min(inner, outer) < middle < max(inner, outer) else inner)


def _codes_off(sample: Sample, inside: Flags, now: Step) -> Iterator[_Peel]:
    """Yield, for each category, the peel of one of the codes that the box still holds."""
    limited = set(now.bounds.restricted)
    for axis, category in enumerate(sample.categories):
        if not category:
            continue
        column, hits = sample.columns[axis][inside], sample.hits[inside]
        codes = np.unique(column)
        for code in codes if len(codes) > 1 else ():
            stays = column != code
            gain = _gain(now, int(hits[stays].sum()), int(stays.sum()))
            yield _Peel(gain, axis not in limited, axis, "code", float(code))


def _gain(now: Step, hits: int, count: int) -> float:
    """Return by how much the density rises for every run given up, when so many hits and runs are left."""
    return (hits / count - now.hits / now.count) / (now.count - count)


def paste(sample: Sample, bounds: Bounds, among: Flags | None = None, *, alpha: float = ALPHA) -> Bounds:
    """Return a box widened at its limits by slices of runs, as long as that raises its density.

    Args:
        sample: The runs.
        bounds: The box.
        among: [runs] the runs that may be taken in; none: all.
        alpha: Share of the runs in the box that a paste puts back.

    Source:
        Friedman and Fisher (1999).
    """
    now = step_of(sample, bounds, among)
    while now.count:
        wider = [step_of(sample, one, among) for one in _wider(sample, now, among, alpha)]
        best = max(wider, key=lambda one: (one.density, one.count), default=None)
        if best is None or best.density <= now.density:
            break
        now = best
    return now.bounds


def _wider(sample: Sample, now: Step, among: Flags | None, alpha: float) -> Iterator[Bounds]:
    """Yield the box with one slice put back at one of its limits, or one code of a category."""
    bounds, more = now.bounds, ceil(alpha * now.count)
    for axis in bounds.restricted:
        near = bounds.without(axis).contains(sample.values)
        column = np.sort(sample.values[near if among is None else near & among, axis])
        for code in bounds.barred[axis]:
            yield bounds.with_barred(axis, bounds.barred[axis] - {code})
        if bounds.low[axis] > -inf:
            beyond = column[column < bounds.low[axis]]
            yield bounds.with_low(axis, _reached(-beyond[::-1], more, -1.0))
        if bounds.high[axis] < inf:
            beyond = column[column > bounds.high[axis]]
            yield bounds.with_high(axis, _reached(beyond, more, 1.0))


def _reached(beyond: Floats, more: int, sign: float) -> float:
    """Return the limit after taking in so many more of the values beyond it; infinite when all are taken in."""
    if more >= len(beyond):
        return sign * inf
    taken = int(np.searchsorted(beyond, beyond[more - 1], side="right"))
    return sign * (_between(beyond[taken - 1], beyond[taken]) if taken < len(beyond) else inf)


def chosen(steps: Sequence[Step], density: float | None = None) -> int:
    """Return which box of a trajectory to take.

    Args:
        steps: The trajectory; the first is all runs.
        density: Take the largest box in which at least this share of runs are hits, or the densest if there is none.
            None: the box with the largest harmonic mean of coverage and density, 2 c d / (c + d).

    Source:
        Rijsbergen (1979) for the harmonic mean of the two.
    """
    places = range(len(steps))
    if density is None:
        return max(places, key=lambda place: (balance(steps[place]), -place))
    enough = [place for place in places if steps[place].density >= density]
    return enough[0] if enough else max(places, key=lambda place: (steps[place].density, -place))


def balance(step: Step) -> float:
    """Return the harmonic mean of a box's coverage and density; 0 for a box without hits."""
    return 2.0 * step.coverage * step.density / (step.coverage + step.density) if step.hits else 0.0


def reproduced(
    sample: Sample,
    target: Step,
    halves: Sequence[Ints],
    among: Flags | None = None,
    *,
    alpha: float = ALPHA,
    least: float = LEAST,
) -> tuple[Floats, Floats]:
    """Return, for every axis, the share of repeats on half of the runs in which it is limited again.

    In every repeat the box with the nearest coverage, and the one with the nearest density, is looked at.

    Args:
        sample: The runs on which the box was found.
        target: The box.
        halves: For every repeat, the runs to look at.
        among: [runs] the runs that counted; none: all.
        alpha: As in `peel`.
        least: As in `peel`.

    Returns:
        Two arrays [axes] of shares: by coverage, by density.

    Source:
        Bryant and Lempert (2010), their resampling test.
    """
    again = np.zeros((2, len(sample.categories)))
    for rows in halves:
        steps = peel(sample.part(rows), None if among is None else among[rows], alpha=alpha, least=least)
        for kind, near in enumerate((_nearest(steps, "coverage", target), _nearest(steps, "density", target))):
            again[kind, list(near.bounds.restricted)] += 1.0
    return again[0] / max(1, len(halves)), again[1] / max(1, len(halves))


def _nearest(steps: Sequence[Step], measure: str, target: Step) -> Step:
    """Return the box nearest in a measure; of equally near ones the one with the best balance."""
    wanted = getattr(target, measure)
    return min(steps, key=lambda one: (abs(getattr(one, measure) - wanted), -balance(one)))
