"""A scenario as a game of holding firm: each party chooses which of its conditions it insists on.

What follows from a choice is decided as at a table with a fair mediator:

- a deal is out if it newly breaks a condition that its owner holds firm on;
- it is also out if a player, or somebody else whose consent it needs, would not gain: what is made without a player and
  at its cost settles nothing between the players. Where votes are counted it is out if those who gain are not enough to
  settle it; whoever loses can be outvoted;
- of the others the one with the largest geometric mean of these gains (by votes, of those asked who gain) is agreed, as
  a mediator that weighs all alike would propose (Nash 1950); with none the status quo stays.

A gain is in points over the status quo, what giving up a condition costs included.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.game.masks import flags_of
from sim.lenses.deal_graph import status_quo
from sim.lenses.matrices import MatrixGame, everybody
from sim.lenses.worths import Worths, worths
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.model import Scenario

LIMIT_CHOICES = 1_024
"""How many choices of strategies a game may have and still be solved: ten conditions in all, or some ten seconds."""
DECIMALS = 9
"""Decimals of a point of worth that count: beyond them is only what rounding in sums of floats leaves."""

Simulated = Callable[[Mapping[str, tuple[str, ...]]], Mapping[str, tuple[float, float, float]]]
"""Party to the conditions that it holds firm on -> party to its mean payoff, and the low and high end around it."""


@dataclass(frozen=True)
class Firmness:
    """A scenario's game of holding firm.

    Attributes:
        scenario: Its id.
        game: The matrix; a strategy is named after the conditions that are held firm on.
        held: For each player the conditions that go with each of its strategies.
        deals: [n_1, ..., n_P] the deal that follows, as a state number of the scenario's game; -1 where payoffs were
            given by simulation.
        worths: What deals are worth.
    """

    scenario: str
    game: MatrixGame
    held: tuple[tuple[tuple[str, ...], ...], ...]
    deals: Ints
    worths: Worths


def firmness(scenario: Scenario, changes: Sequence[ChangeLike] = (), simulated: Simulated | None = None) -> Firmness:
    """Return a scenario as a game of holding firm or yielding on conditions.

    Players are the parties that have conditions; a strategy is a set of them that is held firm on.

    Args:
        scenario: A scenario in which at least one party has a condition.
        changes: What-ifs to apply first.
        simulated: Gives payoffs with intervals instead, say from an ensemble in which the conditions held are made
            certain red lines and the others are not.

    Raises:
        ValueError: There are no conditions, or too many.
    """
    changed = apply(scenario, changes)
    found = worths(changed)
    owned = {party: [c for c, given in changed.conditions.items() if given.party == party] for party in found.parties}
    players = [party for party in found.parties if owned[party]]
    if not players:
        raise ValueError("found no conditions, expected at least one for a game of holding firm")
    sizes = [2 ** len(owned[party]) for party in players]
    if prod(sizes) > LIMIT_CHOICES:
        raise ValueError(
            f"found {prod(sizes):,} choices of conditions to hold firm on, expected at most {LIMIT_CHOICES:,}"
        )
    held = tuple(tuple(_subsets(owned[party])) for party in players)
    strategies = tuple(tuple(_name(mine, owned[p]) for mine in sets) for p, sets in zip(players, held, strict=True))
    middle, low, high = (np.full((len(players), *sizes), np.nan) for _ in range(3))
    deals = np.full(sizes, -1, np.int64)
    places = [found.parties.index(party) for party in players]
    table = _Mediator(found, places)
    for cell in product(*(range(size) for size in sizes)):
        at = everybody(cell)
        if simulated is not None:
            said = simulated({p: held[i][cell[i]] for i, p in enumerate(players)})
            middle[at], low[at], high[at] = zip(*(said[party] for party in players), strict=True)
        else:
            deals[cell], gains = table.agreed([c for i, sets in enumerate(held) for c in sets[cell[i]]])
            middle[at] = np.round(gains[places], DECIMALS)
    bounds = (low, high) if simulated is not None else (None, None)
    game = MatrixGame(f"{changed.title}: holding firm", tuple(players), strategies, middle, *bounds)
    return Firmness(changed.id, game, held, deals, found)


def _subsets(conditions: Sequence[str]) -> list[tuple[str, ...]]:
    """Return all sets of conditions, the full set first, the empty one last."""
    return [chosen for size in range(len(conditions), -1, -1) for chosen in combinations(conditions, size)]


def _name(held: Sequence[str], owned: Sequence[str]) -> str:
    if not held:
        return "yields"
    if len(held) == len(owned):
        return "holds firm" if len(owned) == 1 else "holds firm on all"
    return "holds firm on " + ", ".join(held)


def _whose_gain_counts(found: Worths, players: Sequence[int]) -> tuple[Flags, Flags]:
    """Return [D, P] whose gain by a deal counts, and [D] whether votes carry it; without votes all do."""
    asked = flags_of(found.consent, len(found.parties))
    if not found.deciders.votes:
        asked[:, list(players)] = True
        return asked, np.ones(len(asked), bool)
    gaining: Flags = np.round(found.gain, DECIMALS) > 0.0
    return asked & gaining, found.settling.can(gaining)


class _Mediator:
    """What is agreed if some conditions are red lines."""

    def __init__(self, found: Worths, players: Sequence[int]) -> None:
        game = found.game
        before = game.board.broken_set[game.board.broken[status_quo(found)]]
        self.broken = game.board.broken_set[game.board.broken[found.states]] & ~before
        self.gain = found.gain
        needed, carried = _whose_gain_counts(found, players)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(np.where(needed, np.maximum(self.gain, 0.0), 1.0))
            mean = logs.sum(axis=1) / needed.sum(axis=1)
        self.score = np.where((found.agenda != 0) & carried, mean, -np.inf)
        self.states = found.states
        self.before = status_quo(found)
        self.conditions = game.conditions

    def agreed(self, held: Sequence[str]) -> tuple[int, Floats]:
        """Return the deal that is agreed and what each party gains by it."""
        lines = sum(1 << self.conditions.index(name) for name in held)
        score = np.where(self.broken & lines, -np.inf, self.score)
        best = int(np.argmax(score))
        if score[best] == -np.inf:
            return self.before, np.zeros(self.gain.shape[1])
        return int(self.states[best]), self.gain[best]
