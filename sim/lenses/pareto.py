"""Which deals nobody can improve on without somebody losing: the Pareto frontier, exact and with its ties."""

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Floats, Ints

DECIMALS = 12
"""Worths that agree to this many decimals are the same: what sums of floats leave behind is not a gain to anybody."""

_WINDOW = 5
"""Two to this power is how many neighbours are compared one by one before halves are."""
_MOST_TABLES = 256
_PIVOTS = 256
_IDLE = 16


def rounded(worth: Floats) -> Floats:
    """Return worths rounded to `DECIMALS`, so that equal ones are equal bit for bit; -0 becomes 0."""
    return np.round(worth, DECIMALS) + 0.0


def frontier(worth: Floats) -> Flags:
    """Return which deals are on the Pareto frontier.

    A deal is off it if another is worth at least as much to everybody and more to somebody. Deals that are worth the
    same to everybody are on it or off it together.

    Args:
        worth: [D, P] worth of every deal to every party; any unit.

    Returns:
        [D] flags.

    Raises:
        ValueError: The worths are not a table of finite numbers.

    Example:
        >>> import numpy as np
        >>> frontier(np.array([[4.0, 1.0], [2.0, 3.0], [1.0, 1.0]])).tolist()
        [True, True, False]

    Source:
        Pareto (1906). Two parties: one sweep. Three: the divide and conquer of Kung, Luccio and Preparata (1975), all
        parts of a level at once. More: the sets of those at least as good for each party, as bits, intersected.
    """
    return frontier_of(worth)[0]


def frontier_of(worth: Floats) -> tuple[Flags, Floats]:
    """Return which deals are on the Pareto frontier, as `frontier` does, and [F, P] the different worths on it."""
    worth = checked(worth)
    flags = np.zeros(len(worth), bool)
    if not len(worth):
        return flags, worth
    values = rounded(worth)
    places = _contenders(values)
    points, group = grouped(values[places] if len(places) < len(values) else values)
    best = _maxima(points)
    flags[places] = best[group]
    return flags, points[best]


def distinct(worth: Floats) -> tuple[Floats, Ints]:
    """Return the different worths among deals and how many deals have each.

    Args:
        worth: [D, P] worth of every deal to every party.

    Returns:
        [K, P] the worths, rounded, best for the first party first; [K] how often each occurs.
    """
    if not len(worth):
        return worth, np.zeros(0, np.int64)
    points, group = grouped(rounded(worth))
    return points, np.bincount(group).astype(np.int64)


def checked(worth: Floats) -> Floats:
    """Return worths as a table of finite floats.

    Raises:
        ValueError: They are not such a table.
    """
    table = np.asarray(worth, np.float64)
    if table.ndim != 2 or not table.shape[1]:
        raise ValueError(f"found worths of shape {table.shape}, expected a table [deals, parties]")
    if not np.isfinite(table).all():
        raise ValueError("found a worth that is not a finite number, expected finite numbers only")
    return table


def _contenders(values: Floats) -> Ints:
    """Return the deals that none of some good ones dominates: cheap, and usually few are left."""
    span = np.ptp(values, axis=0)
    score = values @ (1.0 / np.where(span > 0, span, 1.0))
    places = np.flatnonzero(~_beaten(values, values[int(np.argmax(score))]))
    if len(places) > 0.9 * len(values):
        # Where hardly anything can be removed, looking for it takes longer than what it saves.
        return places
    places = places[np.argsort(-score[places])]
    number = idle = 0
    while number < min(len(places), _PIVOTS) and idle < _IDLE:
        beaten = _beaten(values[places], values[places[number]])
        idle = idle + 1 if beaten.mean() < 0.01 else 0
        places, number = places[~beaten], number + 1
    return places


def _beaten(values: Floats, pivot: Floats) -> Flags:
    """Return which deals one deal dominates."""
    below: Flags = np.ones(len(values), bool)
    same: Flags = np.ones(len(values), bool)
    for column, best in enumerate(pivot):
        below &= values[:, column] <= best
        same &= values[:, column] == best
    beaten: Flags = below & ~same
    return beaten


def grouped(values: Floats) -> tuple[Floats, Ints]:
    """Return the different rows, lexicographically from the best, and for each row which of them it is.

    Args:
        values: [D, P] rounded worths.

    Returns:
        [K, P] the different rows; [D] the place of each row among them.
    """
    order, begins = _falling(values)
    group = np.empty(len(values), np.int64)
    group[order] = np.cumsum(begins) - 1
    return values[order if begins.all() else order[begins]], group


def _falling(values: Floats) -> tuple[Ints, Flags]:
    """Return the order of rows, lexicographically from the best, and where in it a row differs from the one before.

    Only where the columns before have ties does a column matter: with worths of many values that is seldom.
    """
    order = np.argsort(-values[:, 0])
    begins = _changes(values[order, 0])
    for column in values.T[1:]:
        tied = np.flatnonzero(~(begins & np.concatenate([begins[1:], [True]])))
        if not len(tied):
            break
        # One number for the run of ties and the rank within, so that one sort of whole numbers does.
        within = np.argsort(np.cumsum(begins)[tied] * len(tied) + _ranks(-column[order[tied]]))
        order[tied] = order[tied[within]]
        begins[tied] |= _changes(column[order[tied]])
    return order, begins


def _changes(column: Floats) -> Flags:
    """Return where a number differs from the one before it; the first always counts."""
    changes = np.ones(len(column), bool)
    np.not_equal(column[1:], column[:-1], out=changes[1:])
    return changes


def _maxima(points: Floats) -> Flags:
    """Return which of some different points, lexicographically from the best, none of the others dominates."""
    parties = points.shape[1]
    flags: Flags = np.arange(len(points)) == 0
    if parties == 2:
        second = points[:, 1]
        flags = second > np.concatenate([[-np.inf], np.maximum.accumulate(second)[:-1]])
    if parties < 3:
        return flags
    return _maxima_of_three(points) if parties == 3 else _maxima_of_many(points)


def _maxima_of_three(points: Floats) -> Flags:
    """Return the maxima of three coordinates, every level of divide and conquer in one pass over all parts.

    Whoever dominates a point comes before it. A part is a run of points; its first half can only dominate its second,
    and only where it has at least as much of the second coordinate and of the third. Points stand in each part by
    falling second coordinate, so that this is a running maximum of the third over the first half.
    """
    places = np.arange(len(points), dtype=np.int32)
    second, third = np.ascontiguousarray(points[:, 1]), np.ascontiguousarray(points[:, 2])
    dominated = _beaten_by_neighbours(second, third)
    rank = _ranks(third)
    # Of equals the earlier first, since only it can dominate.
    walk = _falling(np.stack([second, -places], axis=1))[0].astype(np.int32)
    for bit in range((len(points) - 1).bit_length() - 1, _WINDOW - 1, -1):
        here = rank[walk]
        second_half = (walk >> bit) & 1 == 1
        reach = _by_parts(np.where(second_half, np.int32(-1), here), 2 << bit)
        dominated[walk[second_half & (reach >= here)]] = True
        walk = _halved(walk, second_half, 1 << bit)
    return ~dominated


def _ranks(column: Floats) -> NDArray[np.int32]:
    """Return the place of each number among the different ones, the smallest 0."""
    order = np.argsort(column)
    rank = np.empty(len(column), np.int32)
    rank[order] = np.cumsum(_changes(column[order]), dtype=np.int32) - 1
    return rank


def _by_parts(values: NDArray[np.int32], size: int) -> NDArray[np.int32]:
    """Return the running maximum in each part of some size; the last part may be shorter."""
    whole = len(values) // size * size
    reach = np.empty_like(values)
    np.maximum.accumulate(values[:whole].reshape(-1, size), axis=1, out=reach[:whole].reshape(-1, size))
    np.maximum.accumulate(values[whole:], out=reach[whole:])
    return reach


def _halved(walk: NDArray[np.int32], second_half: Flags, size: int) -> NDArray[np.int32]:
    """Return every part split into its first half, of some size, and its second; each keeps its order.

    Only the last part is not full: it has a second half only if its first is full.
    """
    first, second = walk[~second_half], walk[second_half]
    parts = len(second) // size
    halves = np.stack([first[: parts * size].reshape(-1, size), second[: parts * size].reshape(-1, size)], axis=1)
    return np.concatenate([halves.reshape(-1), first[parts * size :], second[parts * size :]])


def _beaten_by_neighbours(second: Floats, third: Floats) -> Flags:
    """Return which points one of the few before them dominates."""
    beaten = np.zeros(len(second), bool)
    for step in range(1, 1 << _WINDOW):
        beaten[step:] |= (second[:-step] >= second[step:]) & (third[:-step] >= third[step:])
    return beaten


def _maxima_of_many(points: Floats) -> Flags:
    """Return the maxima of any number of coordinates.

    For each coordinate and every so many ranks, a set of bits says who is at least that good. Intersected, the sets
    just above a point's ranks hold whoever dominates it and few others, who are compared with it.
    """
    step = max(1, -(-len(points) // _MOST_TABLES))
    tables, above = zip(*(_at_least(column, step) for column in points.T), strict=True)
    flags = np.ones(len(points), bool)
    for place, point in enumerate(points):
        common = tables[0][above[0][place]]
        for table, row in zip(tables[1:], above[1:], strict=True):
            common = common & table[row[place]]
        bytes_set = np.flatnonzero(common)
        bits = np.unpackbits(common[bytes_set, None], axis=1)
        others = (bytes_set[:, None] * 8 + np.arange(8))[bits == 1]
        # It is at least as good as itself, and different from all others.
        flags[place] = np.count_nonzero((points[others] >= point).all(axis=1)) == 1
    return flags


def _at_least(column: Floats, step: int) -> tuple[NDArray[np.uint8], Ints]:
    """Return the best 0, step, 2 step … points as bits, and for each point the first such set with all its equals."""
    order = np.argsort(-column)
    flags, rows = np.zeros(len(column), bool), []
    for start in range(-step, len(column), step):
        flags[order[max(0, start) : start + step]] = True
        rows.append(np.packbits(flags))
    at_least = np.searchsorted(-column[order], -column, side="right")
    return np.array(rows), -(-at_least // step)
