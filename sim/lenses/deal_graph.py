"""A scenario as a graph: deals as states, consent and denunciation as moves.

- A state is a feasible deal, or the status quo where that is not a feasible deal.
- Parties move together from one deal to another where they are just enough for it: exactly their consent is needed, or
  on issues decided by vote they win and could miss nobody. Whoever alone is enough moves alone.
- A party that controls an issue denounces what was agreed on it alone, and where votes are counted those who are just
  enough do so together: the issue falls back to the status quo, with all that is linked to it.

A consensus that falls back to a vote counts as that vote. A graph has no calendar and no history: terms, luck, trust,
the cost of withdrawing and who signed what play no part.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.game.build import Game
from sim.game.masks import members
from sim.lenses.graph import LIMIT_STATES, Conflict, Mover, prioritised, ranked
from sim.lenses.winning_coalitions import Sets
from sim.lenses.worths import Worths
from sim.rules.state import START
from sim.scenario.base import Pattern
from sim.scenario.model import Scenario

Preference = Sequence[float] | Sequence[Pattern]
"""How a party orders the states, if not by worth: a number per state, or statements with the most important first."""
UNCHANGED = "nothing changed"
LIMIT_COALITIONS = 2_000_000
"""How many movers a graph may have where votes are counted: times all coalitions of the parties."""
LIMIT_MOVES = 100_000_000
"""How many moves a graph may have to look at: everybody who can move, times pairs of states."""


def status_quo(found: Worths) -> int:
    """Return the state of the game that is in force before the first day."""
    return int(found.game.board.rules[START])


def starting_deal(game: Game) -> dict[str, str]:
    """Return issue to the option that is in force before the first day; empty where nothing is."""
    return game.deal(int(game.board.rules[START]))


def check_size(states: int) -> None:
    """Make sure that a graph can hold so many states, before they are looked at.

    Raises:
        ValueError: It cannot.
    """
    if states > LIMIT_STATES:
        raise ValueError(f"found {states:,} states, expected at most {LIMIT_STATES:,} for a graph of moves")


def conflict_of(found: Worths, preferences: Mapping[str, Preference] | None = None) -> tuple[Conflict, Ints, Floats]:
    """Return a scenario's graph, its states as state numbers of the game, and [P, S] what they are worth.

    The status quo is the first state if it is not a feasible deal; otherwise states stand in the order of the worths.
    Parties order states by what they gain over the status quo, conditions given up counted, unless `preferences` has
    another order for them.

    Raises:
        ValueError: There are more states than a graph can hold, or a preference does not fit.
    """
    before = status_quo(found)
    states = found.states if before in found.states else np.concatenate([[before], found.states])
    check_size(len(states))
    extra = len(states) - len(found.states)
    payoff = np.concatenate([np.zeros((extra, len(found.parties))), found.gain]).T
    rank = np.array([ranked(row) for row in payoff])
    for party, stated in (preferences or {}).items():
        if party not in found.parties:
            raise ValueError(f"found preferences of {party!r}, expected one of {', '.join(found.parties)}")
        place = found.parties.index(party)
        rank[place] = _stated(found, states, party, stated)
        payoff[place] = rank[place]
    movers, moves = _moves(found, states)
    labels = tuple(name_of(found, before, int(state)) for state in states)
    called = tuple(found.game.scenario.name_of("parties", party) for party in found.parties)
    conflict = Conflict(found.parties, labels, found.game.board.option[states], rank, movers, moves, called)
    return conflict, states, payoff


def _stated(found: Worths, states: Ints, party: str, stated: Preference) -> Ints:
    patterns = [pattern for pattern in stated if isinstance(pattern, Mapping)]
    if patterns and len(patterns) == len(stated):
        return prioritised([[meets(found, int(state), pattern) for state in states] for pattern in patterns])
    numbers = [value for value in stated if isinstance(value, int | float | np.number)]
    if len(numbers) != len(states) or len(numbers) != len(stated):
        raise ValueError(f"found {len(stated)} preferences of {party!r}, expected {len(states)} numbers or statements")
    if not np.isfinite(numbers).all():
        raise ValueError(f"found a preference of {party!r} that is not a finite number, expected one per state")
    return ranked(numbers, 0.0)


def meets(found: Worths, state: int, pattern: Pattern) -> bool:
    """Return whether a state has one of the named options on every named issue.

    Raises:
        ValueError: The scenario has no such issue or option.
    """
    deal = found.game.deal(state)
    for issue, named in pattern.items():
        listed = [named] if isinstance(named, str) else named
        for option in listed:
            if (issue, option) not in found.game.options:
                raise ValueError(f"found {issue}: {option} in a statement, expected an option of the scenario")
        if deal.get(issue) not in listed:
            return False
    return True


def name_of(found: Worths, before: int, state: int) -> str:
    """Return what a state changes, with the labels that the scenario gives."""
    scenario, old = found.game.scenario, found.game.deal(before)
    changed = {issue: option for issue, option in found.game.deal(state).items() if old.get(issue) != option}
    return ", ".join(label_of(scenario, issue, option) for issue, option in changed.items()) or UNCHANGED


def label_of(scenario: Scenario, issue: str, option: str) -> str:
    """Return an option with its issue, as people read them."""
    return f"{scenario.name_of('issues', issue)}: {scenario.option_name(issue, option)}"


def _moves(found: Worths, states: Ints) -> tuple[tuple[Mover, ...], Flags]:
    """Return who can move, single parties first, and [M, S, S] where to."""
    agenda = _agendas(found, states)
    enough = {int(one): found.deciders.enough(int(one)) for one in np.unique(agenda) if one}
    ended = _denounced(found, states)
    masks = {1 << party for party in range(len(found.parties))}
    masks |= {mask for sets in [*enough.values(), *(sets for _, _, sets in ended)] for mask in sets if mask}
    together = sorted((tuple(members(mask)) for mask in masks), key=lambda who: (len(who), who))
    check_moves(len(together), len(states), len(found.parties) if found.deciders.votes else 0)
    moves = np.zeros((len(together), len(states), len(states)), bool)
    place = {sum(1 << party for party in who): number for number, who in enumerate(together)}
    for one, sets in enough.items():
        for mask in sets:
            moves[place[mask]] |= agenda == one
    for start, end, sets in ended:
        moves[[place[mask] for mask in sets], start, end] = True
    return tuple(Mover("+".join(found.parties[p] for p in who), who) for who in together), moves


def check_moves(movers: int, states: int, voters: int) -> None:
    """Make sure that a graph can hold so many movers between so many states.

    Raises:
        ValueError: It cannot, or so many movers are too many to look at every coalition of those who vote.
    """
    if movers << voters > LIMIT_COALITIONS:
        raise ValueError(
            f"found {movers:,} sets of parties that can move by votes, expected fewer than that in a graph"
        )
    if movers * states**2 > LIMIT_MOVES:
        found = f"{movers:,} sets of parties that can move between {states:,} states"
        raise ValueError(f"found {found}, expected at most {LIMIT_MOVES:,} moves to look at")


def _agendas(found: Worths, states: Ints) -> Ints:
    """Return [S, S] which issues a change brings up, a bit mask; 0 on the diagonal and where nobody can agree on it."""
    option = found.game.board.option[states]
    agenda = np.zeros((len(states), len(states)), np.int64)
    for issue in range(option.shape[1]):
        agenda |= (option[:, None, issue] != option[None, :, issue]).astype(np.int64) << issue
    # Nothing in force is not a deal that anyone can agree on: it comes about only by denouncing.
    agenda[:, (option < 0).all(axis=1)] = 0
    return agenda


def _denounced(found: Worths, states: Ints) -> list[tuple[int, int, Sets]]:
    """Return where one gets by denouncing an agreed option: from, to, and which sets of parties can do it."""
    board, moves = found.game.board, []
    leaving = [found.deciders.leave(issue) for issue in range(len(found.game.issues))]
    places = {int(state): place for place, state in enumerate(states)}
    for start, state in enumerate(states):
        for issue, sets in enumerate(leaving):
            end = places.get(int(board.mended[board.revert[state, issue]]), start)
            if end != start:
                moves.append((start, end, sets))
    return moves
