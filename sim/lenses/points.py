"""The points that theories of bargaining single out among deals, and how far other deals are from them.

All that is looked at is what every deal is worth to every party and what each has without one (the disagreement
point). `sim.lenses.conventions` says over which deals and by which score each point is sought.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.lenses.conventions import CONVENTIONS, Convention, DealTable
from sim.lenses.pareto import checked, distinct, frontier, frontier_of, grouped, rounded

TIE = 1e-12
"""Scores that differ by less than this part of their size are tied: sums of floats are no better than that."""

_BLOCK = 4_000_000


@dataclass(frozen=True)
class Point:
    """What one theory singles out.

    Attributes:
        deals: [K] all deals tied for it, by number; Pareto-efficient ones first. Empty if there is none.
        worths: [T, P] the different worths among them, rounded.
        score: The score that is largest there; NaN if there is none.
    """

    deals: Ints
    worths: Floats
    score: float


@dataclass(frozen=True)
class Zopa:
    """The zone of possible agreement.

    Attributes:
        exists: Whether some deal makes everybody better off than at the disagreement point.
        deals: How many do.
        rational: How many leave nobody worse off.
        low: [P] the smallest worth among deals that make everybody better off; NaN if there is none.
        high: [P] the largest.
    """

    exists: bool
    deals: int
    rational: int
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Bargain:
    """A set of deals as theories of bargaining see it.

    Attributes:
        worth: [D, P] what every deal is worth to every party.
        disagreement: [P] what each has without a deal.
        convention: Name of the convention, a key of `CONVENTIONS`.
        rational: [D] whether a deal leaves nobody worse off than at the disagreement point.
        efficient: [D] whether it is on the Pareto frontier.
        frontier: [F, P] the different worths on it, rounded, best for the first party first.
        ideal: [P] the largest worth of each party among individually rational deals; NaN if there is none.
        zopa: The zone of possible agreement.
        points: Each point by name.
    """

    worth: Floats
    disagreement: Floats
    convention: str
    rational: Flags
    efficient: Flags
    frontier: Floats
    ideal: Floats
    zopa: Zopa
    points: Mapping[str, Point] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """In a sentence, what the convention does and why it differs from the others."""
        return CONVENTIONS[self.convention].why


def bargain(
    worth: Floats, disagreement: Floats, convention: str = "textbook", weights: Floats | None = None
) -> Bargain:
    """Return frontier, ideal, zone of possible agreement and points of a set of deals.

    Args:
        worth: [D, P] worth of every deal to every party, in each party's own unit.
        disagreement: [P] worth of having no deal.
        convention: A key of `CONVENTIONS`.
        weights: [P] how much each party counts in the Nash product, at least 0; none: all the same.

    Returns:
        All of it; points are empty where no deal qualifies.

    Raises:
        ValueError: Sizes do not match, a number is not finite, a weight is negative, or there is no such convention.
    """
    worth, disagreement = checked(worth), checked(np.atleast_2d(disagreement))[0]
    if len(disagreement) != worth.shape[1]:
        raise ValueError(f"found {len(disagreement)} disagreement worths, expected {worth.shape[1]}, one per party")
    if convention not in CONVENTIONS:
        raise ValueError(f"found the convention {convention!r}, expected one of {', '.join(CONVENTIONS)}")
    counted = _weights(weights, worth.shape[1])
    # Column by column, since there are many deals and few parties: rows are compared and added up three times as fast.
    worth = np.asfortranarray(worth)
    gain = _gains(worth, disagreement)
    rational: Flags = np.all(gain >= 0, axis=1)
    efficient, different = frontier_of(worth)
    ideal = disagreement + (_of(gain, rational).max(axis=0) if rational.any() else np.full(worth.shape[1], np.nan))
    return Bargain(
        worth=worth,
        disagreement=disagreement,
        convention=convention,
        rational=rational,
        efficient=efficient,
        frontier=different,
        ideal=ideal,
        zopa=_zopa(worth, gain, rational),
        points=_points(CONVENTIONS[convention], _Deals(worth, disagreement, gain, rational, efficient), counted),
    )


def without_points(found: Bargain) -> Bargain:
    """Return a set of deals without any point: a table at which the points do not apply."""
    none = Point(np.zeros(0, np.int64), found.worth[:0], float("nan"))
    return replace(found, points=dict.fromkeys(found.points, none))


def _weights(weights: Floats | None, parties: int) -> Floats:
    if weights is None:
        return np.ones(parties)
    given = np.asarray(weights, np.float64)
    if given.shape != (parties,) or not np.isfinite(given).all() or (given < 0).any() or given.sum() <= 0:
        listed = ", ".join(f"{weight:g}" for weight in given.ravel())
        raise ValueError(f"found the weights {listed}, expected {parties} numbers of at least 0 that are not all 0")
    scaled: Floats = given / given.mean()
    return scaled


def _gains(worth: Floats, disagreement: Floats) -> Floats:
    """Return gains over the disagreement point; what rounding leaves of nothing is nothing."""
    gain = worth - disagreement
    size = np.maximum(1.0, np.maximum(np.abs(worth).max(axis=0, initial=0.0), np.abs(disagreement)))
    gain[np.abs(gain) <= TIE * size] = 0.0
    return gain


def _zopa(worth: Floats, gain: Floats, rational: Flags) -> Zopa:
    better: Flags = np.all(gain > 0, axis=1)
    nothing = np.full(worth.shape[1], np.nan)
    inside = _of(worth, better)
    low, high = (inside.min(axis=0), inside.max(axis=0)) if len(inside) else (nothing, nothing)
    return Zopa(bool(better.any()), int(better.sum()), int(rational.sum()), low, high)


@dataclass(frozen=True)
class _Deals:
    """All deals, as `Bargain` has them, and [D, P] what they are worth above the disagreement point."""

    worth: Floats
    disagreement: Floats
    gain: Floats
    rational: Flags
    efficient: Flags


def _points(convention: Convention, deals: _Deals, weights: Floats) -> Mapping[str, Point]:
    """Return every point of a convention."""
    worth, gain, rational = deals.worth, deals.gain, deals.rational
    among = rational if convention.among == "rational" else deals.efficient
    places = np.flatnonzero(among)
    if not len(places):
        return {name: Point(places, worth[:0], float("nan")) for name in convention.scores}
    if convention.floor:
        gain = _gains(worth, np.maximum(deals.disagreement, worth.min(axis=0)))
    best = _of(gain, rational).max(axis=0) if rational.any() else np.zeros(worth.shape[1])
    table = DealTable(_of(worth, among), _of(gain, among), best, gain.max(axis=0), rational[places], weights)
    return {name: _point(score(table), table, places, deals.efficient) for name, score in convention.scores.items()}


def _of(table: Floats, rows: Flags) -> Floats:
    """Return some rows of a table; the table itself where that is all of them."""
    return table if rows.all() else np.asfortranarray(table[rows])


def _point(score: Floats, table: DealTable, places: Ints, efficient: Flags) -> Point:
    best = float(score.max())
    if best == -np.inf:
        return Point(places[:0], table.worth[:0], float("nan"))
    # A product of gains is relative to the largest; other scores have the size of the worths they come from.
    size = abs(best) if best else float(np.abs(table.worth).max(initial=0.0))
    tied = score >= best - TIE * size
    deals = places[tied]
    return Point(deals[np.argsort(~efficient[deals], kind="stable")], distinct(_of(table.worth, tied))[0], best)


@dataclass(frozen=True)
class Distances:
    """How far deals are from what theory singles out, as straight lines in points of worth.

    Attributes:
        frontier: [N] distance to the nearest deal on the frontier.
        points: [N] distance to the nearest deal tied for each point, by name; NaN where there is none.
        dominated: [N] whether some deal is better for somebody and worse for nobody.
    """

    frontier: Floats
    points: Mapping[str, Floats]
    dominated: Flags


def distances(found: Bargain, worth: Floats) -> Distances:
    """Return how far deals, such as those that runs end with, are from the frontier and from each point.

    Args:
        found: What theory says of all deals.
        worth: [N, P] worth of the deals asked about.

    Raises:
        ValueError: The worths are not a table of finite numbers for these parties.
    """
    asked = checked(worth)
    if asked.shape[1] != len(found.disagreement):
        raise ValueError(f"found worths of {asked.shape[1]} parties, expected {len(found.disagreement)}")
    kinds, kind = grouped(rounded(asked))
    both = np.concatenate([found.frontier, kinds])
    dominated = ~frontier(both)[len(found.frontier) :]
    named = {name: _nearest(asked, point.worths) for name, point in found.points.items()}
    return Distances(_nearest(asked, found.frontier), named, dominated[kind])


def _nearest(asked: Floats, targets: Floats) -> Floats:
    """Return the distance of each row to the nearest target."""
    least = np.full(len(asked), np.inf if len(targets) else np.nan)
    step = max(1, _BLOCK // max(1, len(asked)))
    for start in range(0, len(targets), step):
        apart = asked[:, None, :] - targets[None, start : start + step, :]
        least = np.minimum(least, np.sqrt((apart**2).sum(axis=2)).min(axis=1))
    return least
