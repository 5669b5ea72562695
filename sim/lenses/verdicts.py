"""Verdicts in words, and what would have to be worth more for a wanted state to hold."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.lenses.concepts import Verdicts
from sim.lenses.paths import GraphMove, shortest

WHO_MINDS = {
    "general": "the others could",
    "symmetric": "the others could",
    "sequential": "the others would gain by going on and could",
}
"""How the others answer an improvement, by concept."""


@dataclass(frozen=True)
class Raise:
    """A change of preference that takes away a mover's reason to leave a state.

    Attributes:
        mover: Who would leave.
        party: Who would have to value the state more.
        state: The state, from 0.
        by: How much more, in the payoffs' unit: the least that suffices.
        level: The state that it would have to be worth as much as, from 0.
    """

    mover: str
    party: str
    state: int
    by: float
    level: int


def reason(found: Verdicts, concept: str, mover: int, state: int) -> str:
    """Return why a mover stays in a state, or why it leaves, in a sentence."""
    conflict = found.conflict
    if concept == "limited":
        return _reason_limited(found, mover, state)
    alone = len(conflict.movers[mover].members) == 1
    stays, it = (f"{conflict.who(mover)} stays", "it") if alone else (f"{conflict.who(mover)} stay", "they")
    tempting = np.flatnonzero(found.improvements[mover, state])
    if not len(tempting):
        able = f"none of the states {it} can move to is better for {it if alone else 'all of them'}"
        return f"{stays}: {able if conflict.moves[mover, state].any() else f'{it} can make no move'}."
    open_to = tempting[~found.deterred[concept][mover, state, tempting]]
    if len(open_to):
        leaves, gains, them = ("leaves", "it gains", "it") if alone else ("leave", "all of them gain", "them")
        where = _named(found, _best(found, mover, open_to))
        return (
            f"{conflict.who(mover)} {leaves} for {where}: {gains}, and nothing that this concept reckons with deters "
            f"{them}."
        )
    best = _best(found, mover, tempting)
    return f"{stays}: {it} would gain by {_named(found, best)}, but {_deterrence(found, concept, mover, state, best)}."


def _best(found: Verdicts, mover: int, states: Ints) -> int:
    ranks = found.conflict.rank[list(found.conflict.movers[mover].members)].sum(axis=0)
    return int(states[np.argmax(ranks[states])])


def _named(found: Verdicts, state: int) -> str:
    return f"state {state + 1} ({found.conflict.states[state]})"


def _reason_limited(found: Verdicts, mover: int, state: int) -> str:
    who, alone = found.conflict.who(mover), len(found.conflict.movers[mover].members) == 1
    ahead = f"looking {found.horizon} moves ahead"
    if found.stable["limited"][mover, state]:
        stays = f"{who} stays: {ahead}, it expects" if alone else f"{who} stay: {ahead}, they expect"
        return f"{stays} no move to make it better off."
    leaves = f"{who} leaves: {ahead}, it expects" if alone else f"{who} leave: {ahead}, they expect"
    return f"{leaves} to end better off."


def _deterrence(found: Verdicts, concept: str, mover: int, state: int, move: int) -> str:
    conflict = found.conflict
    others = [place for place in range(len(conflict.movers)) if conflict.apart[mover, place]]
    prefers = conflict.prefers(mover)
    goals = ~prefers[state]
    if concept == "symmetric":
        goals &= ~(conflict.moves[mover] & prefers[state][None, :]).any(axis=1)
    moves = found.improvements if concept in ("sequential", "simultaneous") else conflict.moves
    way = shortest(conflict, moves, move, [int(s) for s in np.flatnonzero(goals)], others)
    if way is None:
        return "another may make a move of its own at the same moment, and together they lead to nothing better"
    how = WHO_MINDS.get(concept, WHO_MINDS["sequential"])
    stuck = ", from where there is nothing better to move to" if concept == "symmetric" else ""
    return f"{how} move to {_named(found, way[-1].end)} ({_steps(found, way)}){stuck}, which is no better than staying"


def _steps(found: Verdicts, way: tuple[GraphMove, ...]) -> str:
    return ", then ".join(f"{found.conflict.who(move.mover)} to {move.end + 1}" for move in way)


def raises(found: Verdicts, concept: str, state: int, payoff: Floats) -> tuple[Raise, ...]:
    """Return what would have to be worth more for a state to be an equilibrium.

    A mover with an undeterred improvement stays once one of its members values the state so highly that each of its
    improvements is either no gain any more or can be answered by something no better:

    v' = max over undeterred k of min(v_k, least v that the others can bring about after k)

    Of a mover's members, the one that needs least is named. All raises together make the state stable for
    everybody, since a state that is worth more is a worse place to leave and a no worse answer to others.

    Args:
        found: The verdicts.
        concept: nash, general, symmetric or sequential.
        state: The wanted state, from 0.
        payoff: [P, S] what states are worth, in the order of the conflict's ranks.

    Returns:
        A raise for each mover that would leave; none if the state is an equilibrium.

    Raises:
        ValueError: The concept is not one of the four.

    Source:
        The question is that of Kinsara, Kilgour and Hipel (2015), the inverse of a stability analysis.
    """
    if concept not in ("nash", "general", "symmetric", "sequential"):
        raise ValueError(f"found {concept!r}, expected nash, general, symmetric or sequential")
    wanted = []
    for mover, who in enumerate(found.conflict.movers):
        open_to = np.flatnonzero(found.improvements[mover, state] & ~found.deterred[concept][mover, state])
        if len(open_to):
            choices = [(p, _level(found, concept, mover, p, open_to)) for p in who.members]
            party, level = min(choices, key=lambda choice: payoff[choice[0], choice[1]] - payoff[choice[0], state])
            by = float(payoff[party, level] - payoff[party, state])
            wanted.append(Raise(who.name, found.conflict.parties[party], state, by, level))
    return tuple(wanted)


def _level(found: Verdicts, concept: str, mover: int, party: int, open_to: Ints) -> int:
    """Return the state that the wanted one must be worth as much as, to a party, for it to stay."""
    rank = found.conflict.rank[party]
    levels = []
    for move in open_to:
        level = int(move)
        if concept != "nash":
            answers = found.credible if concept == "sequential" else found.answers
            for end in np.flatnonzero(answers[mover, move]):
                reply = int(end)
                if concept == "symmetric":
                    onward = [reply, *(int(s) for s in np.flatnonzero(found.conflict.moves[mover, reply]))]
                    reply = max(onward, key=lambda s: int(rank[s]))
                if rank[reply] < rank[level]:
                    level = reply
        levels.append(level)
    return max(levels, key=lambda s: int(rank[s]))
