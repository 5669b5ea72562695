"""When a state is stable: what each party reckons with before it leaves.

All concepts ask the same: does a mover have an improvement that nothing deters? They differ in what deters.

| concept | an improvement is deterred if |
|---|---|
| nash | never |
| general (GMR) | the others can move on to where the mover is no better off, whatever that costs them |
| symmetric (SMR) | the same, and the mover cannot leave from there to anything better either |
| sequential (SEQ) | the same as general, but by moves that the others themselves gain by |
| simultaneous | as sequential, or by another's own undeterred improvement made at the same moment |
| limited | looking ahead by a number of moves, the mover expects to end no better off |

A mover of several parties moves only if all its members gain, so it is deterred if one of them ends no better off.

Source:
    Nash (1950); Howard (1971); Fraser and Hipel (1984); Fang, Hipel and Kilgour (1993).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.arrays import Flags, Ints
from sim.lenses.graph import Conflict, reached

CONCEPTS = ("nash", "sequential", "general", "symmetric", "simultaneous", "limited")
"""What a state can be stable by, party by party."""
HORIZON = 3
"""Moves that limited-horizon stability looks ahead, unless told otherwise."""
ALL_COALITIONS = 6
"""How many parties there may be for every coalition to be looked at; with more, pairs and everybody together."""


@dataclass(frozen=True)
class Verdicts:
    """Which states are stable, for whom, and what deters.

    Attributes:
        conflict: What was looked at.
        horizon: Moves looked ahead by the limited concept.
        improvements: [M, S, S] moves that all members of a mover gain by.
        answers: [M, S, S] what the others can reach after a move, by any legal sequence.
        credible: [M, S, S] the same by moves that they gain by.
        deterred: Concept to [M, S, S] whether, seen from the first state, a move to the second is deterred.
        stable: Concept to [M, S] whether a mover stays.
    """

    conflict: Conflict
    horizon: int
    improvements: Flags
    answers: Flags
    credible: Flags
    deterred: dict[str, Flags]
    stable: dict[str, Flags]

    def for_party(self, concept: str, party: int) -> Flags:
        """Return [S] where no mover that a party belongs to moves."""
        rows = [place for place, mover in enumerate(self.conflict.movers) if party in mover.members]
        return np.asarray(self.stable[concept][rows].all(axis=0))

    def equilibria(self, concept: str) -> Ints:
        """Return the states, from 0, that are stable for everybody."""
        return np.flatnonzero(self.stable[concept].all(axis=0))


def verdicts(conflict: Conflict, horizon: int = HORIZON) -> Verdicts:
    """Judge every state by every concept, for every mover.

    Args:
        conflict: The conflict.
        horizon: Moves that the limited concept looks ahead, at least 1; 1 is the same as nash.

    Raises:
        ValueError: The horizon is less than 1.
    """
    if horizon < 1:
        raise ValueError(f"found a horizon of {horizon} moves, expected at least 1")
    movers, states = len(conflict.movers), len(conflict.states)
    improvements = np.zeros((movers, states, states), bool)
    for mover in range(movers):
        improvements[mover] = conflict.improvements(mover)
    answers, credible = _answers(conflict, conflict.moves), _answers(conflict, improvements)
    deterred = {concept: np.zeros_like(improvements) for concept in ("nash", "sequential", "general", "symmetric")}
    for mover in range(movers):
        prefers = conflict.prefers(mover)
        deterred["general"][mover] = _meets(~prefers, answers[mover].T)
        deterred["sequential"][mover] = _meets(~prefers, credible[mover].T)
        stuck = ~prefers & ~_meets(prefers, conflict.moves[mover].T)
        deterred["symmetric"][mover] = _meets(stuck, answers[mover].T)
    deterred["simultaneous"] = _simultaneous(conflict, improvements, deterred["sequential"])
    stable: dict[str, Flags] = {
        concept: np.asarray(~(improvements & ~held).any(axis=2)) for concept, held in deterred.items()
    }
    stable["limited"] = np.asarray(foreseen(conflict, horizon) == np.arange(states))
    return Verdicts(conflict, horizon, improvements, answers, credible, deterred, stable)


def _meets(left: Flags, right: Flags) -> Flags:
    """Return the product of two relations: whether some state in the middle is in both."""
    return np.asarray(left.astype(np.float32) @ right.astype(np.float32) > 0)


def _answers(conflict: Conflict, moves: Flags) -> Flags:
    """Return [M, S, S] what can be reached from a state by those who have no part in a mover."""
    apart = conflict.apart
    kept: dict[bytes, Flags] = {}
    for others in apart:
        if others.tobytes() not in kept:
            kept[others.tobytes()] = reached(moves[others], apart[np.ix_(others, others)])
    return np.array([kept[others.tobytes()] for others in apart], bool).reshape(moves.shape)


def _simultaneous(conflict: Conflict, improvements: Flags, deterred: Flags) -> Flags:
    """Return what is deterred if others may make their own undeterred improvements at the same moment.

    Two moves made at once change what each changes; they can be joined if they change different options and lead to a
    feasible state.
    """
    tempting = improvements & ~deterred
    found = deterred.copy()
    codes = _codes(conflict.options)
    order = np.argsort(codes)
    apart = conflict.apart
    for state in np.flatnonzero((tempting.any(axis=2).sum(axis=0)) > 1):
        changed = conflict.options != conflict.options[state]
        for mover in range(len(conflict.movers)):
            mine = np.flatnonzero(tempting[mover, state])
            theirs = np.flatnonzero(tempting[apart[mover], state].any(axis=0))
            if not len(mine) or not len(theirs):
                continue
            wanted = codes[mine][:, None] + codes[theirs][None, :] - codes[state]
            place = order[np.minimum(np.searchsorted(codes, wanted, sorter=order), len(codes) - 1)]
            free = ~_meets(changed[mine], changed[theirs].T)
            worse = ~conflict.prefers(mover)[state][place]
            found[mover, state, mine] |= ((codes[place] == wanted) & free & worse).any(axis=1)
    return found


def _codes(options: Ints) -> Ints:
    """Return a number per state that adds up over options.

    Raises:
        ValueError: There are more combinations of options than whole numbers.
    """
    sizes = options.max(axis=0) - options.min(axis=0) + 1
    if np.log2(sizes.astype(np.float64)).sum() > 61:
        raise ValueError(
            f"found {options.shape[1]} options with more combinations than can be numbered, expected fewer"
        )
    weights = np.concatenate([[1], np.cumprod(sizes[:-1])]).astype(np.int64)
    codes: Ints = (options - options.min(axis=0)) @ weights
    return codes


def foreseen(conflict: Conflict, horizon: int) -> Ints:
    """Return where a mover that looks some moves ahead expects to end, if it is its turn.

    With no move left it ends where it is. Otherwise it compares staying with every move, after which one of the others
    has the turn with one move less; which of them is not known, so it reckons with the answer that is worst for it. It
    moves only if it expects to gain. For two parties this is limited-move stability.

    Returns:
        [M, S] states.

    Source:
        Zagare (1984); Fang, Hipel and Kilgour (1993).
    """
    states = np.arange(len(conflict.states))
    ends = np.tile(states, (len(conflict.movers), 1))
    apart = conflict.apart
    for _ in range(horizon):
        ends = np.array([_best_end(conflict, mover, ends[apart[mover]]) for mover in range(len(ends))])
    return ends.reshape(len(conflict.movers), len(states))


def _best_end(conflict: Conflict, mover: int, answers: Ints) -> Ints:
    """Return [S] where a mover ends, given [others, S] where each of the others would end if it had the turn."""
    rows = conflict.rank[list(conflict.movers[mover].members)]
    states = np.arange(rows.shape[1])
    if len(answers):
        worst = np.argmin(rows.sum(axis=0)[answers], axis=0)
        after = answers[worst, states]
    else:
        after = states
    gain = (rows[:, None, after] - rows[:, :, None]).min(axis=0)
    gain = np.where(conflict.moves[mover], gain, 0)
    best = np.argmax(gain, axis=1)
    return np.where(gain[states, best] > 0, after[best], states)


def coalitions(parties: int) -> list[tuple[int, ...]]:
    """Return the coalitions that are looked at: all of two or more; with many parties, pairs and everybody."""
    sizes = range(2, parties + 1) if parties <= ALL_COALITIONS else sorted({2, parties})
    return [members for size in sizes for members in combinations(range(parties), size)]


def coalition_improvements(conflict: Conflict, members: tuple[int, ...]) -> Flags:
    """Return [S, S] what a coalition can reach by a legal sequence of its own moves and all its members prefer.

    Source:
        Kilgour, Hipel, Fang and Peng (2001).
    """
    mine = [place for place, mover in enumerate(conflict.movers) if set(mover.members) <= set(members)]
    return reached(conflict.moves[mine], conflict.apart[np.ix_(mine, mine)]) & conflict.all_prefer(members)


def coalition_stable(conflict: Conflict) -> Flags:
    """Return [S] which states neither a party nor any coalition would leave (coalition Nash stability)."""
    stable = np.ones(len(conflict.states), bool)
    alone: list[tuple[int, ...]] = [(party,) for party in range(len(conflict.parties))]
    for members in [*alone, *coalitions(len(conflict.parties))]:
        stable &= ~coalition_improvements(conflict, members).any(axis=1)
    return stable
