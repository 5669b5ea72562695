"""Boxes by splitting: a small classification tree, the quick alternative to PRIM.

Where PRIM takes thin slices off one box, a tree cuts all runs in two, and each part again, where the cut separates hits
from the rest best. Its parts do not overlap and cover everything; the pure ones are boxes to look at. A tree is greedy
where PRIM is patient: a first cut that is a little off is never corrected.

Source:
    Breiman, Friedman, Olshen and Stone (1984).
"""

from collections.abc import Iterator
from math import ceil, inf, log
from typing import NamedTuple

import numpy as np

from sim.analysis.boxes import Bounds, Sample, Step, everything, step_of
from sim.arrays import Flags, Floats, Ints

DEPTH = 3
"""Cuts between all runs and a part: more than three limits are hard to keep in mind."""

LEAST = 0.05
"""Smallest part, as a share of all runs."""

LEVEL = 0.05
"""Largest chance of any cut at all where hits depend on nothing."""


class _Stop(NamedTuple):
    """When a part stays whole: with fewer runs than this on a side of every cut, or when a cut could be luck."""

    least: int
    level: float | None


class _Split(NamedTuple):
    """A cut in two: how much impurity it takes away, and the boxes on both sides."""

    gain: float
    below: Bounds
    above: Bounds


def split(
    sample: Sample,
    among: Flags | None = None,
    *,
    depth: int | None = DEPTH,
    least: float = LEAST,
    level: float | None = LEVEL,
) -> tuple[Step, ...]:
    """Return the parts of a classification tree, the densest first.

    Each cut is the one that takes away most impurity, n p (1 - p) before less the same after, summed over both sides
    (Gini). A part stays whole when it is pure, too deep or too small to be cut, or when the cut could be luck: when the
    likelihood ratio 2 sum n_side log(...) of the cut is not beyond the chi-square quantile at `level` divided by the
    number of cuts that were possible (Bonferroni).

    Args:
        sample: The runs.
        among: [runs] the runs to split; none: all.
        depth: Cuts between all runs and a part, at most; none: any number.
        least: Smallest part, as a share of all runs of the sample.
        level: Largest chance of a cut where hits depend on nothing; none: cut without testing.

    Example:
        >>> import numpy as np
        >>> x = np.linspace(0.0, 1.0, 200)[:, None]
        >>> sample = Sample(x, x[:, 0] > 0.8, (False,))
        >>> [part.density for part in split(sample)]
        [1.0, 0.0]

    Source:
        Breiman, Friedman, Olshen and Stone (1984).
    """
    rows = np.ones(len(sample), bool) if among is None else among
    stop = _Stop(max(1, ceil(least * len(sample))), level)
    leaves = _leaves(sample, rows, everything(len(sample.categories)), depth, stop)
    parts = [step_of(sample, bounds, rows) for bounds in leaves]
    return tuple(sorted(parts, key=lambda part: (-part.density, -part.count)))


def _leaves(sample: Sample, among: Flags, bounds: Bounds, depth: int | None, stop: _Stop) -> Iterator[Bounds]:
    inside = among & bounds.contains(sample.values)
    cut = None if depth == 0 else _best(sample, inside, bounds, stop)
    if cut is None:
        yield bounds
        return
    for side in (cut.below, cut.above):
        yield from _leaves(sample, among, side, None if depth is None else depth - 1, stop)


def _best(sample: Sample, inside: Flags, bounds: Bounds, stop: _Stop) -> _Split | None:
    """Return the best cut of a part; none if it stays whole."""
    hits = int(sample.hits[inside].sum())
    if hits in {0, int(inside.sum())}:
        return None
    best, tried = None, 0
    for axis, category in enumerate(sample.categories):
        column = sample.columns[axis][inside]
        cut, open_cuts = (_code if category else _number)(column, sample.hits[inside], bounds, axis, stop.least)
        tried += open_cuts
        if cut is not None and (best is None or cut.gain > best.gain):
            best = cut
    if best is None or best.gain <= 0.0:
        return None
    return best if stop.level is None or _beyond_luck(sample, inside, best, stop.level / tried) else None


def _number(column: Floats, hits: Flags, bounds: Bounds, axis: int, least: int) -> tuple[_Split | None, int]:
    """Return the best cut of an axis with an order, and how many there were."""
    order = np.argsort(column, kind="stable")
    values, rising = column[order], np.cumsum(hits[order], dtype=np.int64)
    sizes = np.arange(1, len(values))
    fit = (values[1:] > values[:-1]) & (sizes >= least) & (len(values) - sizes >= least)
    if not fit.any():
        return None, 0
    gains = np.where(fit, _gains(sizes, rising[:-1], len(values), int(rising[-1])), -inf)
    place = int(gains.argmax())
    at = float(values[place] + (values[place + 1] - values[place]) / 2.0)
    at = at if at < values[place + 1] else float(values[place])
    below, above = bounds.with_high(axis, at), bounds.with_low(axis, float(np.nextafter(at, inf)))
    return _Split(float(gains[place]), below, above), int(fit.sum())


def _code(column: Floats, hits: Flags, bounds: Bounds, axis: int, least: int) -> tuple[_Split | None, int]:
    """Return the best cut of one code of a category from the others, and how many there were."""
    codes, place = np.unique(column, return_inverse=True)
    sizes, inner = np.bincount(place), np.bincount(place, weights=hits)
    fit = (sizes >= least) & (len(column) - sizes >= least)
    if len(codes) < 2 or not fit.any():
        return None, 0
    gains = np.where(fit, _gains(sizes, inner, len(column), int(hits.sum())), -inf)
    best, everyone = int(gains.argmax()), bounds.barred[axis]
    others = frozenset(float(code) for number, code in enumerate(codes) if number != best)
    alone = bounds.with_barred(axis, everyone | others)
    rest = bounds.with_barred(axis, everyone | {float(codes[best])})
    return _Split(float(gains[best]), alone, rest), int(fit.sum())


def _gains(sizes: Ints, hits: Floats | Ints, runs: int, wanted: int) -> Floats:
    """Return the impurity that cuts take away: h (n - h) / n, with h hits of n runs, less the same on both sides."""
    left, right = hits * (sizes - hits) / sizes, (wanted - hits) * (runs - sizes - wanted + hits) / (runs - sizes)
    gains: Floats = wanted * (runs - wanted) / runs - left - right
    return gains


def _beyond_luck(sample: Sample, inside: Flags, cut: _Split, level: float) -> bool:
    """Return whether the likelihood ratio of a cut is beyond the chi-square quantile."""
    # SciPy takes long to import; a page that grows no tree does not wait for it.
    from scipy.special import chdtri

    sides = [inside & side.contains(sample.values) for side in (cut.below, cut.above)]
    ratio = 2.0 * (sum(_likelihood(sample.hits[side]) for side in sides) - _likelihood(sample.hits[inside]))
    return bool(ratio > chdtri(1, level))


def _likelihood(hits: Flags) -> float:
    """Return the log-likelihood of hits at their own share."""
    runs, count = len(hits), int(hits.sum())
    return sum(part * log(part / runs) for part in (count, runs - count) if part)
