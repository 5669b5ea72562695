"""The graph of a conflict: states, who can move from which to which, and in what order everybody ranks them.

A state is a choice of options; a move is a change that one mover can make. A mover is a party, or several parties that
can make a change only together. Movers take turns in any order; nobody takes part in two moves in a row.

Source:
    Kilgour, Hipel and Fang (1987); Fang, Hipel and Kilgour (1993).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.scenario.faults import one_of, shown

LIMIT_STATES = 1_000
"""How many states a graph may have: everything looks at pairs of states, sequences of moves at triples."""
TIE = 1e-9
"""Points within which two states are worth the same."""
DIRECTIONS = ("fwd", "back")


@dataclass(frozen=True)
class Mover:
    """Who makes a move: a party, or parties that must do it together.

    Attributes:
        name: The parties' ids, joined by `+`.
        members: Their indices.
    """

    name: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class Conflict:
    """A conflict in graph form: M movers, P parties, S states, O options.

    Attributes:
        parties: Party ids.
        states: What the states are called.
        options: [S, O] the option chosen in each place, as numbers from 0.
        rank: [P, S] order of the states for a party; higher is better, equal is a tie.
        movers: Who can move.
        moves: [M, S, S] whether a mover can move from the first state to the second.
        names: What the parties are called; empty: by their ids.
    """

    parties: tuple[str, ...]
    states: tuple[str, ...]
    options: Ints
    rank: Ints
    movers: tuple[Mover, ...]
    moves: Flags
    names: tuple[str, ...] = ()

    def who(self, mover: int) -> str:
        """Return what a mover is called: the names of its members."""
        names = [(self.names or self.parties)[member] for member in self.movers[mover].members]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    @property
    def apart(self) -> Flags:
        """[M, M] whether two movers have no party in common, so that one may move right after the other."""
        sets = [set(mover.members) for mover in self.movers]
        return np.array([[not (one & two) for two in sets] for one in sets], bool).reshape(len(sets), len(sets))

    def all_prefer(self, parties: Sequence[int]) -> Flags:
        """Return [S, S] whether every one of some parties strictly prefers the second state to the first."""
        rows = self.rank[list(parties)]
        return np.asarray((rows[:, None, :] > rows[:, :, None]).all(axis=0))

    def prefers(self, mover: int) -> Flags:
        """Return [S, S] whether every member of a mover strictly prefers the second state to the first."""
        return self.all_prefer(self.movers[mover].members)

    def improvements(self, mover: int) -> Flags:
        """Return [S, S] the moves of a mover that all its members gain by (unilateral improvements)."""
        gains: Flags = self.moves[mover] & self.prefers(mover)
        return gains


def ranked(values: Floats | Sequence[float], tie: float = TIE) -> Ints:
    """Return the order of values as whole numbers from 0, equal where neighbours differ by no more than `tie`."""
    points = np.asarray(values, np.float64)
    order = np.argsort(points, kind="stable")
    steps = np.concatenate([[0], (np.diff(points[order]) > tie).astype(np.int64)]) if len(points) else np.zeros(0, int)
    ranks = np.empty(len(points), np.int64)
    ranks[order] = np.cumsum(steps)
    return ranks


def prioritised(truths: Flags | Sequence[Sequence[bool]]) -> Ints:
    """Rank states by statements, the most important first.

    A state that meets a statement beats every state that does not and meets the same statements before it: states are
    ordered by sum_j truth_j 2^(J - j), as numbers in binary.

    Args:
        truths: [J, S] whether a state meets a statement.

    Returns:
        [S] ranks; states that meet the same statements tie.

    Source:
        Fang, Hipel, Kilgour and Peng (2003).
    """
    met = np.asarray(truths, bool)
    if met.ndim != 2 or not met.size:
        raise ValueError(f"found truths of shape {met.shape}, expected one row per statement and one column per state")
    # Sorting by rows needs no numbers that could overflow.
    _, ranks = np.unique(met.T, axis=0, return_inverse=True)
    return ranks.reshape(-1).astype(np.int64)


def from_ranking(groups: Sequence[int | Sequence[int]], states: int) -> Ints:
    """Return ranks from a list of states, best first, in which a list inside is a tie.

    Args:
        groups: State numbers from 1, as in `[3, [1, 4], 2]`.
        states: How many states there are; each must be named once.

    Raises:
        ValueError: A state is missing, unknown or named twice.
    """
    ranks = np.full(states, -1, np.int64)
    for place, group in enumerate(groups):
        for number in [group] if isinstance(group, int | np.integer) else group:
            if not 1 <= number <= states:
                raise ValueError(f"found state {number} in a ranking, expected 1 to {states}")
            if ranks[number - 1] >= 0:
                raise ValueError(f"found state {number} twice in a ranking, expected each state once")
            ranks[number - 1] = len(groups) - place
    if (ranks < 0).any():
        raise ValueError(f"found no place for state {int(np.argmin(ranks)) + 1} in a ranking, expected each state once")
    return ranks


def of_options(
    states: Sequence[str],
    owners: Mapping[str, Sequence[int]],
    payoffs: Mapping[str, Sequence[float]],
    one_way: Mapping[int, str] | None = None,
) -> Conflict:
    """Return a conflict stated by yes-or-no options, each in one party's hands.

    A party moves between two states that differ only in its own options. An option that goes one way is only taken up
    ("fwd", N to Y) or only dropped ("back", Y to N).

    Args:
        states: Feasible states, a Y or N per option.
        owners: Party to the indices of its options, from 0.
        payoffs: Party to a number per state, higher is better.
        one_way: Option index to "fwd" or "back".

    Raises:
        ValueError: Something is missing, unknown or stated twice.
    """
    cells = _cells(states)
    _check_owners(owners, cells.shape[1])
    rank = np.array([_payoff(payoffs, party, len(states)) for party in owners], np.int64).reshape(-1, len(states))
    unknown = [party for party in payoffs if party not in owners]
    if unknown:
        raise ValueError(f"found payoffs of {unknown[0]!r}, expected {one_of(owners)}")
    allowed = _one_way(cells, one_way or {})
    moves = np.array([allowed & _only(cells, mine) for mine in owners.values()], bool)
    movers = tuple(Mover(party, (place,)) for place, party in enumerate(owners))
    return Conflict(tuple(owners), tuple(states), cells, rank, movers, moves)


def _cells(states: Sequence[str]) -> Ints:
    """Return [S, O] 1 for Y and 0 for N."""
    if not states:
        raise ValueError("found no states, expected at least one")
    if len(states) > LIMIT_STATES:
        raise ValueError(f"found {len(states):,} states, expected at most {LIMIT_STATES:,}")
    for state in states:
        if len(state) != len(states[0]) or set(state) - {"Y", "N"}:
            raise ValueError(f"found state {shown(state)}, expected {len(states[0])} letters, each Y or N")
    twice = [state for state in states if states.count(state) > 1]
    if twice:
        raise ValueError(f"found state {twice[0]} twice, expected each once")
    return np.array([[letter == "Y" for letter in state] for state in states], np.int64)


def _check_owners(owners: Mapping[str, Sequence[int]], options: int) -> None:
    held = [option for mine in owners.values() for option in mine]
    if not owners:
        raise ValueError("found no owners, expected at least one party")
    for option in held:
        if not 0 <= option < options:
            raise ValueError(f"found option {shown(option)} among the owners', expected 0 to {options - 1}")
        if held.count(option) > 1:
            raise ValueError(f"found two owners of option {option}, expected one")


def _payoff(payoffs: Mapping[str, Sequence[float]], party: str, states: int) -> Ints:
    stated = payoffs.get(party, ())
    if len(stated) != states:
        raise ValueError(f"found {len(stated)} payoffs of {party!r}, expected {states}, one per state")
    values = np.asarray(stated, np.float64)
    if not np.isfinite(values).all():
        raise ValueError(f"found a payoff of {party!r} that is not a finite number, expected a rank per state")
    return ranked(values, 0.0)


def _only(cells: Ints, mine: Sequence[int]) -> Flags:
    """Return [S, S] whether two different states differ only in these options."""
    others = np.delete(cells, list(mine), axis=1)
    same = np.asarray((others[:, None, :] == others[None, :, :]).all(axis=2))
    np.fill_diagonal(same, False)
    return same


def _one_way(cells: Ints, one_way: Mapping[int, str]) -> Flags:
    """Return [S, S] whether a change goes the ways that its options can go."""
    allowed = np.ones((len(cells), len(cells)), bool)
    for option, way in one_way.items():
        if way not in DIRECTIONS:
            raise ValueError(f"found {shown(way)} for option {option}, expected {one_of(DIRECTIONS)}")
        if not 0 <= option < cells.shape[1]:
            raise ValueError(f"found one-way option {option}, expected 0 to {cells.shape[1] - 1}")
        before, after = cells[:, None, option], cells[None, :, option]
        allowed &= after >= before if way == "fwd" else after <= before
    return allowed


def reached(moves: Flags, apart: Flags) -> Flags:
    """Return what legal sequences of moves reach.

    A sequence is legal if no two moves in a row have a party in common. What is reached is kept by who moved last,
    since that decides who may move next; a state may be reached again.

    Args:
        moves: [M, S, S] moves of the movers that take part.
        apart: [M, M] whether one may move right after the other.

    Returns:
        [S, S] whether the second state can be reached from the first in one move or more.
    """
    last = moves.copy()
    steps = moves.astype(np.float32)
    done = np.zeros_like(moves)
    growing = len(moves) > 0
    while growing:
        growing = False
        for mover in range(len(moves)):
            before = last[apart[mover]].any(axis=0)
            # Only starts from which something new was reached can reach more.
            rows = np.flatnonzero((before != done[mover]).any(axis=1))
            if len(rows):
                new = before[rows] & ~done[mover, rows]
                useful = np.flatnonzero(new.any(axis=0) & moves[mover].any(axis=1))
                found = last[mover, rows] | (new[:, useful].astype(np.float32) @ steps[mover, useful] > 0)
                done[mover, rows] = before[rows]
                growing |= bool((found != last[mover, rows]).any())
                last[mover, rows] = found
    return np.asarray(last.any(axis=0)) if len(moves) else np.zeros(moves.shape[1:], bool)
