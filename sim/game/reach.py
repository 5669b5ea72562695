"""What a survey of deals needs to know of the tree of states in order to pass over parts of it."""

import numpy as np

from sim.arrays import Ints
from sim.rules.state import ABOVE, BREAKING, LEAF, START, Board


def no_reach() -> dict[str, Ints]:
    """Return the fields of a board in which nothing is known of its tree yet."""
    return {
        "leaf_of": np.zeros(0, np.int64),
        "terms_met": np.zeros((0, 2), np.int64),
        "moved": np.zeros((0, 4), np.int64),
    }


def with_reach(board: Board) -> Board:
    """Return a board that says of every node of its tree what all deals below it settle, break and meet.

    It also says where every state stands in the tree, and which options deadlines move.
    """
    leaves = np.flatnonzero(board.node[:, LEAF] >= 0)
    leaf_of = np.full(len(board.option), -1, np.int64)
    leaf_of[board.node[leaves, LEAF]] = leaves
    level = _levels(board)
    met, terms = np.unique(_met_below(board, level, leaves), axis=0, return_inverse=True)
    breaking, sets = _broken_below(board, level, leaves)
    node = np.column_stack([board.node, level, terms.reshape(-1)])
    node[:, BREAKING] = breaking
    return board._replace(node=node, leaf_of=leaf_of, terms_met=met, moved=_moved(board), broken_set=sets)


def _levels(board: Board) -> Ints:
    """Return how many issues every node settles."""
    level = np.zeros(len(board.node), np.int64)
    for _ in board.order:
        level[1:] = level[board.node[1:, ABOVE]] + 1
    return level


def _met_below(board: Board, level: Ints, leaves: Ints) -> Ints:
    """Return, for every node, the deadlines that all of its deals meet, and those that some do, as bit masks."""
    bits = 1 << np.arange(len(board.deadline_met), dtype=np.int64)
    everything = int(bits.sum())
    met = bits @ board.deadline_met[:, board.node[leaves, LEAF]]
    by_some = np.zeros(len(level), np.int64)
    by_some[leaves] = met
    _pass_up(board, level, by_some, np.bitwise_or)
    return np.column_stack([_in_all(board, level, leaves, met, everything), by_some])


def _broken_below(board: Board, level: Ints, leaves: Ints) -> tuple[Ints, Ints]:
    """Return, for every node, the place of the set of conditions that all its deals break, and all sets.

    The sets of the states come first, as they stand in the board.
    """
    everything = (1 << len(board.owner)) - 1
    masks = _in_all(board, level, leaves, board.broken_set[board.node[leaves, BREAKING]], everything)
    more = np.setdiff1d(masks, board.broken_set)
    sets = np.concatenate([board.broken_set, more])
    order = np.argsort(sets)
    return order[np.searchsorted(sets, masks, sorter=order)], sets


def _in_all(board: Board, level: Ints, leaves: Ints, masks: Ints, everything: int) -> Ints:
    """Return, for every node, what is in the mask of every leaf below it."""
    in_all = np.full(len(level), everything, np.int64)
    in_all[leaves] = masks
    _pass_up(board, level, in_all, np.bitwise_and)
    return in_all


def _pass_up(board: Board, level: Ints, masks: Ints, joined: np.ufunc) -> None:
    """Join the masks of all nodes below each node."""
    for depth in range(len(board.order), 0, -1):
        nodes = np.flatnonzero(level == depth)
        joined.at(masks, board.node[nodes, ABOVE], masks[nodes])


def _moved(board: Board) -> Ints:
    """Return which options deadlines move in deals, and in the start, that do not meet them, by deadline and issue."""
    rows, looked_at = [np.zeros((0, 4), np.int64)], board.proposable.copy()
    looked_at[board.rules[START]] = True
    for deadline, met in enumerate(board.deadline_met):
        deals = np.flatnonzero(looked_at & ~met)
        before, after = board.option[deals], board.option[board.deadline_left[deadline, deals]]
        for issue in range(before.shape[1]):
            apart = before[:, issue] != after[:, issue]
            pairs = np.unique(np.column_stack([before[apart, issue], after[apart, issue]]), axis=0)
            rows.append(np.column_stack([np.full(len(pairs), deadline), np.full(len(pairs), issue), pairs]))
    return np.ascontiguousarray(np.concatenate(rows).astype(np.int64))
