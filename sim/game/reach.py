"""What a survey of deals needs to know of the tree of states in order to pass over parts of it."""

import numpy as np

from sim.arrays import Ints
from sim.rules.state import ABOVE, LEAF, START, Board


def no_reach() -> dict[str, Ints]:
    """Return the fields of a board in which nothing is known of its tree yet."""
    return {
        "leaf_of": np.zeros(0, np.int64),
        "terms_met": np.zeros((0, 2), np.int64),
        "moved": np.zeros((0, 4), np.int64),
    }


def with_reach(board: Board) -> Board:
    """Return a board that says of every node of its tree how many issues it settles and which deadlines are met below.

    It also says where every state stands in the tree, and which options deadlines move.
    """
    leaves = np.flatnonzero(board.node[:, LEAF] >= 0)
    leaf_of = np.full(len(board.option), -1, np.int64)
    leaf_of[board.node[leaves, LEAF]] = leaves
    level = _levels(board)
    met, terms = np.unique(_met_below(board, level, leaves), axis=0, return_inverse=True)
    node = np.column_stack([board.node, level, terms.reshape(-1)])
    return board._replace(node=node, leaf_of=leaf_of, terms_met=met, moved=_moved(board))


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
    by_all, by_some = np.full(len(level), everything, np.int64), np.zeros(len(level), np.int64)
    by_all[leaves] = by_some[leaves] = bits @ board.deadline_met[:, board.node[leaves, LEAF]]
    for depth in range(len(board.order), 0, -1):
        nodes = np.flatnonzero(level == depth)
        np.bitwise_and.at(by_all, board.node[nodes, ABOVE], by_all[nodes])
        np.bitwise_or.at(by_some, board.node[nodes, ABOVE], by_some[nodes])
    return np.column_stack([by_all, by_some])


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
