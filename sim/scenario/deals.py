"""Every feasible deal as rows of option numbers.

A deal is one option for every issue. Patterns remove deals; an option that is linked to anchors exists only in
deals that hold all its anchors. Issues that no pattern joins are searched separately, and a search follows the
patterns so that they cut early: what is counted is the feasible deals, not the product of all options.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Pattern = Mapping[int, frozenset[int]]
"""Issue number to option numbers; a deal matches when its option on every issue named is among them."""

Links = Mapping[tuple[int, int], Sequence[tuple[int, int]]]
"""(issue, option) to its anchors, the (issue, option) without all of which it is infeasible."""

Deals = npt.NDArray[np.int16]

LIMIT_DEALS = 1_000_000
"""Most feasible deals that a scenario may have; theories that play no runs take them all."""
LIMIT_PLAYED_DEALS = 65_536
"""Most feasible deals of a scenario for which runs are played."""
LIMIT_ISSUES = 16
"""Most issues: every set of issues is an agenda of its own."""

_BLOCK = 16_384
_MOST_WORK = 5_000_000


class TooManyDeals(Exception):  # noqa: N818 - reads as what it says
    """There are more feasible deals than the limit allows.

    Attributes:
        count_at_least: How many there are at least.
        exact: Whether `count_at_least` is how many there are.
        limit: How many are allowed.
    """

    def __init__(self, count_at_least: int, limit: int, exact: bool = False) -> None:
        """Keep the numbers for whoever reports them."""
        super().__init__(f"{'' if exact else 'at least '}{count_at_least} deals, more than the limit of {limit}")
        self.count_at_least = count_at_least
        self.limit = limit
        self.exact = exact


def enumerate_deals(
    counts: Sequence[int],
    patterns: Sequence[Pattern],
    links: Links,
    limit: int,
) -> Deals:
    """List every feasible deal.

    Args:
        counts: Number of options of each issue.
        patterns: What is infeasible; a pattern that names no issue matches every deal.
        links: Options to their anchors.
        limit: Most deals allowed.

    Returns:
        An array (deals, issues) of option numbers; rows in lexicographic order, the first issue changing slowest.

    Raises:
        TooManyDeals: There are more than `limit`, or too many combinations to search.
    """
    hanging = [_as_ban(option, anchor, counts) for option, anchors in links.items() for anchor in anchors]
    bans = [*(_trim(pattern, counts) for pattern in patterns), *hanging]
    if any(not ban for ban in bans):
        return np.empty((0, len(counts)), np.int16)
    groups = _groups(len(counts), bans)
    parts = [_search(group, counts, bans, limit) for group in groups]
    total = math.prod(len(rows) for rows, _ in parts)
    finished = all(done for _, done in parts)
    if finished and total <= limit:
        return _joined(len(counts), groups, [rows for rows, _ in parts])
    if any(done and not len(rows) for rows, done in parts):
        return np.empty((0, len(counts)), np.int16)
    raise TooManyDeals(max(total, 0 if finished else limit + 1), limit, exact=finished)


def among(column: Deals, options: frozenset[int]) -> npt.NDArray[np.bool_]:
    """Return which entries of a column of option numbers are among these options."""
    # A table of flags: much faster than numpy's own search on columns as short as these.
    flags = np.zeros(1 + max(int(column.max(initial=0)), max(options, default=0)), bool)
    flags[list(options)] = True
    return flags[column]


def _trim(pattern: Pattern, counts: Sequence[int]) -> Pattern:
    """Leave out the issues for which the pattern names every option: they do not narrow it."""
    return {issue: options for issue, options in pattern.items() if len(options) < counts[issue]}


def _as_ban(option: tuple[int, int], anchor: tuple[int, int], counts: Sequence[int]) -> Pattern:
    """Return the pattern that a link forbids: the option together with anything but its anchor."""
    return {option[0]: frozenset({option[1]}), anchor[0]: frozenset(range(counts[anchor[0]])) - {anchor[1]}}


def _groups(issues: int, bans: Sequence[Pattern]) -> list[list[int]]:
    """Split the issues into groups that no ban joins, each in the order in which bans can cut earliest."""
    left, groups = set(range(issues)), []
    while left:
        group = [min(left)]
        left.remove(group[0])
        while joined := [ban for ban in bans if any(i in group for i in ban) and any(i in left for i in ban)]:
            nearest = min(joined, key=lambda ban: sum(i in left for i in ban))
            added = [i for i in nearest if i in left]
            group += added
            left.difference_update(added)
        groups.append(group)
    return groups


def _search(group: Sequence[int], counts: Sequence[int], bans: Sequence[Pattern], limit: int) -> tuple[Deals, bool]:
    """Return the feasible rows of one group and whether that is all of them (the search stops above `limit`)."""
    place = {issue: column for column, issue in enumerate(group)}
    due: list[list[Pattern]] = [[] for _ in group]
    for ban in bans:
        if any(issue in place for issue in ban):
            local = {place[issue]: options for issue, options in ban.items()}
            due[max(local)].append(local)
    sizes = [counts[issue] for issue in group]
    found: list[Deals] = []
    kept = work = 0
    for rows, spent in _blocks(sizes, due):
        found.append(rows)
        kept, work = kept + len(rows), work + spent
        if kept > limit or work > _MOST_WORK:
            return np.concatenate(found), False
    return np.concatenate(found), True


def _blocks(sizes: Sequence[int], due: Sequence[Sequence[Pattern]]) -> Iterator[tuple[Deals, int]]:
    """Yield blocks of complete feasible rows, depth first, with the number of rows looked at for each."""
    waiting = [np.empty((1, 0), np.int16)]
    while waiting:
        rows = waiting.pop()
        column = rows.shape[1]
        if column == len(sizes):
            yield rows, 0
            continue
        wider = _allowed(_crossed(rows, np.arange(sizes[column], dtype=np.int16)[:, None]), due[column])
        yield np.empty((0, len(sizes)), np.int16), len(rows) * sizes[column]
        waiting += [wider[at : at + _BLOCK] for at in range(0, len(wider), _BLOCK)][::-1]


def _crossed(left: Deals, right: Deals) -> Deals:
    """Return every row of `left` joined to every row of `right`, the left ones changing slowest."""
    return np.hstack([np.repeat(left, len(right), axis=0), np.tile(right, (len(left), 1))])


def _allowed(rows: Deals, bans: Sequence[Pattern]) -> Deals:
    """Return the rows that match none of the bans."""
    banned = np.zeros(len(rows), bool)
    for ban in bans:
        matches = np.ones(len(rows), bool)
        for column, options in ban.items():
            matches &= among(rows[:, column], options)
        banned |= matches
    return rows[~banned]


def _joined(issues: int, groups: Sequence[Sequence[int]], parts: Sequence[Deals]) -> Deals:
    """Return all combinations of the groups' rows with the columns in issue order, sorted."""
    rows = np.empty((1, 0), np.int16)
    for part in parts:
        rows = _crossed(rows, part)
    order = [issue for group in groups for issue in group]
    deals = np.empty((len(rows), issues), np.int16)
    deals[:, order] = rows
    return deals[np.lexsort(deals.T[::-1])] if issues else deals
