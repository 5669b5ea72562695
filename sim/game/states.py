"""The state space: feasible deals, what reverting and forcing add to them, and the tree in which rules walk them.

A state is a row of options, one per issue, numbered over all issues; -1 where nothing is in force.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Ints

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class StateTree:
    """The states as a tree in which each level is an issue, in the order in which a walk visits it.

    Attributes:
        parent: Node above.
        option: Option that the node adds; -1 at the root.
        skip: Next node that is not below this one.
        state: State at a leaf, else -1.
    """

    parent: Ints
    option: Ints
    skip: Ints
    state: Ints


def matching(rows: Rows, first: Sequence[int], pattern: Mapping[int, Sequence[int]]) -> Flags:
    """Return which rows have, on every issue of a pattern, one of its options (numbered within the issue)."""
    found = np.ones(len(rows), bool)
    for issue, options in pattern.items():
        found &= np.isin(rows[:, issue], [first[issue] + option for option in options])
    return found


@dataclass(frozen=True)
class Hanging:
    """What hangs on other options, and what stands in its place when they leave.

    Attributes:
        first: The first option of every issue; the last entry is the number of options.
        links: Options to the anchors without all of which they cannot stand; they fall back to their first option.
        lapses: First options to what they lapse with and what is then in force.
    """

    first: Sequence[int]
    links: Mapping[int, Sequence[int]]
    lapses: Mapping[int, tuple[int, int]]

    def anchors(self, option: int) -> Sequence[int]:
        """Return the options without which one cannot stand."""
        return (self.lapses[option][0],) if option in self.lapses else self.links.get(option, ())

    def home(self, option: int) -> int:
        """Return the issue of an option."""
        return int(np.searchsorted(self.first, option, side="right")) - 1

    @cached_property
    def dependents(self) -> Mapping[int, Sequence[int]]:
        """What hangs on an option, by that option."""
        found: dict[int, list[int]] = {}
        for option in (*self.links, *self.lapses):
            for anchor in self.anchors(option):
                found.setdefault(anchor, []).append(option)
        return found


def dropped(rows: Rows, issue: int, option: int, hanging: Hanging) -> Rows:
    """Return the rows with an issue set to an option, with whatever hung on what left falling back in turn."""
    out = rows.copy()
    left = out[:, issue].copy()
    out[:, issue] = option
    for anchor, linked in hanging.dependents.items():
        for dependent in linked:
            home = hanging.home(dependent)
            hit = (left == anchor) & (anchor != option) & (out[:, home] == dependent)
            if hit.any():
                out[hit] = fallen(out[hit], home, hanging)
    return out


def fallen(rows: Rows, issue: int, hanging: Hanging) -> Rows:
    """Return the rows with an issue fallen back: to its first option, or to what it falls to where that has lapsed."""
    first = hanging.first[issue]
    if first not in hanging.lapses:
        return dropped(rows, issue, first, hanging)
    anchor, to = hanging.lapses[first]
    stands = rows[:, hanging.home(anchor)] == anchor
    out = rows.copy()
    out[stands] = dropped(rows[stands], issue, first, hanging)
    out[~stands] = dropped(rows[~stands], issue, to, hanging)
    return out


def closed(rows: Rows, steps: Sequence[tuple[int, int]], hanging: Hanging) -> Rows:
    """Return all states reachable from `rows` by setting issues to options, each step an (issue, option), sorted.

    A first option is not set but fallen back to.
    """
    known = _distinct(rows)
    while True:
        reached = [
            fallen(known, issue, hanging) if option == hanging.first[issue] else dropped(known, issue, option, hanging)
            for issue, option in steps
        ]
        grown = _distinct(np.concatenate([known, *reached]))
        if len(grown) == len(known):
            return known
        known = grown


def positions(states: Rows, rows: Rows) -> Ints:
    """Return the index of each row among the (sorted, unique) states."""
    numbers = _numbered(np.concatenate([states, rows]))
    order = np.empty(int(numbers.max()) + 1, np.int64)
    order[numbers[: len(states)]] = np.arange(len(states))
    return order[numbers[len(states) :]]


def _distinct(rows: Rows) -> Rows:
    """Return the rows sorted, each once."""
    numbers = _numbered(rows)
    place = np.empty(int(numbers.max(initial=-1)) + 1, np.int64)
    place[numbers] = np.arange(len(rows))
    return rows[place]


def _numbered(rows: Rows) -> Ints:
    """Return each row's place among the sorted distinct rows; a tenth of the work of sorting whole rows."""
    groups = np.zeros(len(rows), np.int64)
    for column in rows.T:
        groups = _grouped(groups, column)
    return groups


def shortest_order(states: Rows) -> list[int]:
    """Return an order of issues that makes the tree small: at each level the issue that splits least."""
    order: list[int] = []
    left = list(range(states.shape[1]))
    groups = np.zeros(len(states), np.int64)
    while left:
        split = {issue: _grouped(groups, states[:, issue]) for issue in left}
        nearest = min(left, key=lambda issue: int(split[issue].max()))
        order.append(nearest)
        left.remove(nearest)
        groups = split[nearest]
    return order


def _grouped(groups: Ints, column: Ints) -> Ints:
    """Return groups split by a column of numbers from -1, numbered from 0 in order; without sorting them."""
    keys = groups * (int(column.max(initial=-1)) + 2) + column + 1
    found = np.zeros(int(keys.max(initial=-1)) + 1, bool)
    found[keys] = True
    numbered: Ints = (np.cumsum(found) - 1)[keys]
    return numbered


def tree_of(states: Rows, numbers: Ints) -> StateTree:
    """Return the tree of sorted states; a node is shared by all states that agree up to its issue.

    Args:
        states: The states to walk, sorted.
        numbers: The number by which each is known.
    """
    count, issues = states.shape
    fresh = np.ones((count, issues), bool)
    fresh[1:] = np.cumsum(states[1:] != states[:-1], axis=1) > 0
    parent, option, state, level = [-1], [-1], [-1], [-1]
    path = [0] * (issues + 1)
    for row in range(count):
        for issue in np.flatnonzero(fresh[row]):
            path[issue + 1] = len(parent)
            parent.append(path[issue])
            option.append(int(states[row, issue]))
            level.append(int(issue))
            state.append(int(numbers[row]) if issue == issues - 1 else -1)
    return StateTree(*(np.array(x, np.int64) for x in (parent, option, _skips(level), state)))


def _skips(level: Sequence[int]) -> list[int]:
    """Return, for nodes in walking order with their levels, the next node that is not below."""
    skip = [len(level)] * len(level)
    waiting: list[int] = []
    for node, depth in enumerate(level):
        while waiting and level[waiting[-1]] >= depth:
            skip[waiting.pop()] = node
        waiting.append(node)
    return skip
