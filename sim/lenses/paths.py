"""How a conflict could get from one state to another: the shortest legal sequence of moves."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags
from sim.lenses.graph import Conflict


@dataclass(frozen=True)
class GraphMove:
    """One move of a path; states are counted from 0.

    Attributes:
        mover: Who moves, an index of the conflict's movers.
        start: The state before.
        end: The state after.
    """

    mover: int
    start: int
    end: int


@dataclass(frozen=True)
class GraphPath:
    """A way from the status quo to a state.

    Attributes:
        end: The state that it leads to, from 0.
        moves: The moves, none if it starts there.
        gaining: Whether everybody who moves gains by its own move.
    """

    end: int
    moves: tuple[GraphMove, ...]
    gaining: bool


def shortest(
    conflict: Conflict, moves: Flags, start: int, goals: Iterable[int], movers: Iterable[int] | None = None
) -> tuple[GraphMove, ...] | None:
    """Return the shortest legal sequence of moves from a state to one of several; none if there is none.

    Legal: nobody takes part in two moves in a row. Of equally short ones the first in the order of movers and states.

    Args:
        conflict: Who the movers are.
        moves: [M, S, S] the moves that may be made.
        start: Where it starts; being there already takes no moves.
        goals: Where it may end.
        movers: Who may move; none: everybody.
    """
    wanted = set(goals)
    if start in wanted:
        return ()
    allowed = list(range(len(conflict.movers)) if movers is None else movers)
    apart = conflict.apart
    came: dict[tuple[int, int], tuple[int, int] | None] = {(start, -1): None}
    waiting = deque([(start, -1)])
    while waiting:
        state, last = here = waiting.popleft()
        for mover in allowed:
            if last >= 0 and not apart[last, mover]:
                continue
            for after in np.flatnonzero(moves[mover, state]):
                there = (int(after), mover)
                if there not in came:
                    came[there] = here
                    if there[0] in wanted:
                        return _way(came, there)
                    waiting.append(there)
    return None


def _way(came: dict[tuple[int, int], tuple[int, int] | None], end: tuple[int, int]) -> tuple[GraphMove, ...]:
    way: list[GraphMove] = []
    before = came[end]
    while before is not None:
        way.append(GraphMove(end[1], before[0], end[0]))
        end, before = before, came[before]
    return tuple(reversed(way))


def paths(conflict: Conflict, improvements: Flags, start: int, ends: Iterable[int]) -> tuple[GraphPath, ...]:
    """Return how each of several states can be reached from the status quo; what cannot be reached is left out.

    A way on which all who move gain is preferred to a shorter one on which somebody does not.

    Source:
        Li, Kilgour and Hipel (2005).
    """
    found = []
    for end in ends:
        gaining = shortest(conflict, improvements, start, [end])
        way = gaining if gaining is not None else shortest(conflict, conflict.moves, start, [end])
        if way is not None:
            found.append(GraphPath(int(end), way, gaining is not None))
    return tuple(found)
