"""Which deals nobody can improve on without somebody losing: the Pareto frontier, exact and with its ties."""

import numpy as np
from numpy.typing import NDArray

from sim.rules.state import Flags, Floats, Ints

DECIMALS = 12
"""Worths that agree to so many decimals are the same: what sums of floats leave behind is no gain to anybody."""

_WINDOW = 5
"""Two to this power is how many neighbours are compared one by one before halves are."""
_MOST_TABLES = 256
_PIVOTS = 256
_IDLE = 16


def rounded(worth: Floats, decimals: int = DECIMALS) -> Floats:
    """Return worths rounded, so that equal ones are equal bit for bit; -0 becomes 0."""
    return np.round(worth, decimals) + 0.0


def frontier(worth: Floats, decimals: int = DECIMALS) -> Flags:
    """Return which deals are on the Pareto frontier.

    A deal is off it if another is worth at least as much to everybody and more to somebody. Deals that are worth the
    same to everybody are on it or off it together.

    Args:
        worth: [D, P] worth of every deal to every party; any unit.
        decimals: Decimals to which worths are compared.

    Returns:
        [D] flags.

    Raises:
        ValueError: The worths are no table of finite numbers.

    Source:
        Pareto (1906). Two parties: one sweep. Three: the divide and conquer of Kung, Luccio and Preparata (1975), all
        parts of a level at once. More: the sets of those at least as good for each party, as bits, cut with each other.
    """
    return frontier_of(worth, decimals)[0]


def frontier_of(worth: Floats, decimals: int = DECIMALS) -> tuple[Flags, Floats]:
    """Return which deals are on the Pareto frontier, as `frontier` does, and [F, P] the different worths on it."""
    worth = checked(worth)
    flags = np.zeros(len(worth), bool)
    if not len(worth):
        return flags, worth
    values = rounded(worth, decimals)
    places = _contenders(values)
    points, group = grouped(values[places])
    best = _maxima(points)
    flags[places] = best[group]
    return flags, points[best]


def distinct(worth: Floats, decimals: int = DECIMALS) -> tuple[Floats, Ints]:
    """Return the different worths among deals and how many deals have each.

    Args:
        worth: [D, P] worth of every deal to every party.
        decimals: Decimals to which worths are compared.

    Returns:
        [K, P] the worths, rounded, best for the first party first; [K] how often each occurs.
    """
    if not len(worth):
        return worth, np.zeros(0, np.int64)
    points, group = grouped(rounded(worth, decimals))
    return points, np.bincount(group).astype(np.int64)


def checked(worth: Floats) -> Floats:
    """Return worths as a table of finite floats.

    Raises:
        ValueError: They are none.
    """
    table = np.asarray(worth, np.float64)
    if table.ndim != 2 or not table.shape[1]:
        raise ValueError(f"found worths of shape {table.shape}, expected a table [deals, parties]")
    if not np.isfinite(table).all():
        raise ValueError("found a worth that is no finite number, expected finite numbers only")
    return table


def _contenders(values: Floats) -> Ints:
    """Return the deals that none of some good ones dominates: cheap, and mostly few are left."""
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
    """Return the different rows, lexicographically from the best, and for each row the number of its like.

    Args:
        values: [D, P] rounded worths.

    Returns:
        [K, P] the different rows; [D] the place of each row's like among them.
    """
    key, space = np.zeros(len(values), np.int64), 1
    for column in values.T:
        steps, rank = np.unique(-column, return_inverse=True)
        if space * len(steps) > np.iinfo(np.int64).max:
            # Too many combinations for one number: those that occur are numbered anew, in the same order.
            used, key = np.unique(key, return_inverse=True)
            space = len(used)
        key, space = key * len(steps) + rank, space * len(steps)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    return values[first], group.astype(np.int64)


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

    Whoever dominates a point comes before it. A part is a run of points; its first half can dominate its second only,
    where it has at least as much of the second coordinate and of the third. Points stand in each part by falling
    second coordinate, so that this is a running maximum of the third over the first half.
    """
    count, places = len(points), np.arange(len(points))
    third = np.unique(points[:, 2], return_inverse=True)[1].astype(np.int64) + 1
    # Falling second coordinate; of equals the earlier first, since only it can dominate.
    second = np.unique(-points[:, 1], return_inverse=True)[1].astype(np.int64)
    by_second = np.argsort(second * count + places)
    stands = np.empty(count, np.int64)
    stands[by_second] = places
    dominated = _beaten_by_neighbours(second, third)
    width = count.bit_length()
    for bit in range(_WINDOW, width):
        ordered = np.sort((places >> (bit + 1) << width) | stands)
        walk = by_second[ordered & ((1 << width) - 1)]
        second_half = (walk >> bit) & 1 == 1
        # Parts follow each other, so that an offset per part starts the running maximum anew.
        offset = ordered >> width << width
        reach = np.maximum.accumulate(np.where(second_half, offset, offset + third[walk]))
        dominated[walk[second_half & (reach >= offset + third[walk])]] = True
    return ~dominated


def _beaten_by_neighbours(second: Ints, third: Ints) -> Flags:
    """Return which points one of the few before them dominates; `second` counts from the best, `third` to it."""
    beaten = np.zeros(len(second), bool)
    for step in range(1, 1 << _WINDOW):
        beaten[step:] |= (second[:-step] <= second[step:]) & (third[:-step] >= third[step:])
    return beaten


def _maxima_of_many(points: Floats) -> Flags:
    """Return the maxima of any number of coordinates.

    For each coordinate and every so many ranks, a set of bits says who is at least so good. Cut with each other, the
    sets just above a point's ranks hold whoever dominates it and few others, who are compared with it.
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
