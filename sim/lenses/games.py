"""A scenario as a game of holding firm: each party chooses which of its conditions it insists on.

What follows from a choice is decided as at a table with a fair mediator:

- a deal is out if it newly breaks a condition that its owner holds firm on;
- it is also out if a player, or somebody else whose consent it needs, would not gain: what is made without a player and
  at its cost settles nothing between the players;
- of the others the one with the largest geometric mean of these gains is agreed, as a mediator that weighs all alike
  would propose (Nash 1950); with none the status quo stays.

A gain is in points over the status quo, what giving up a condition costs included.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import Any

import numpy as np

from sim.finding import Finding, Row, Table, plain_data
from sim.game.masks import flags_of
from sim.lenses.catalogue import classic as classic_named
from sim.lenses.deal_graph import status_quo
from sim.lenses.evolution import stable_strategies, symmetric
from sim.lenses.matrices import MatrixGame, correlated, dominated, everybody, survivors
from sim.lenses.mixed_equilibria import Equilibria, described, nash
from sim.lenses.quantal import logit
from sim.lenses.trees import CHANCE, Plan, Tree, course, in_turn, strategic_form, subgame_perfect
from sim.lenses.worths import Worths, worths
from sim.rules.state import Floats, Ints
from sim.scenario.changes import ChangeLike, apply
from sim.scenario.model import Scenario

LIMIT_CHOICES = 1_024
"""Most choices of strategies of a game that is solved: ten conditions in all, or some ten seconds."""
PRECISIONS = (0.5, 2.0, 8.0)
"""Precisions at which quantal responses are shown, per range of payoffs."""

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


@dataclass(frozen=True, repr=False)
class Solved(Finding):
    """A game with its solutions.

    Attributes:
        game: The matrix.
        tree: The tree, of a game in which players move in turn.
        equilibria: Nash equilibria.
        plans: Subgame-perfect equilibria of the tree in pure strategies; none without a tree.
        correlated: [n_1, ..., n_P] the correlated equilibrium with the largest sum of payoffs.
        left: For each player the strategies that are left when strictly dominated ones are taken away repeatedly.
        quantal: Precision and the logit equilibrium at it.
        stable: Evolutionarily stable strategies, of a symmetric game of two.
        about: What else is known of it, as plain data.
    """

    game: MatrixGame
    tree: Tree | None
    equilibria: Equilibria
    plans: tuple[Plan, ...]
    correlated: Floats
    left: tuple[tuple[int, ...], ...]
    quantal: tuple[tuple[float, tuple[Floats, ...]], ...]
    stable: tuple[Floats, ...] | None
    about: Mapping[str, Any]

    def table(self) -> Table:
        """Return the Nash equilibria: what each player does, with chances where it mixes, and what each gets."""
        found = self.equilibria
        kept = "all" if found.complete else "some"
        sizes = " x ".join(map(str, self.game.sizes))
        title = f"{self.game.title}: {sizes} choices, {kept} Nash equilibria, by {found.method}"
        return Table(title, [_equilibrium(described(self.game, profile)) for profile in found.profiles])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        game = self.game
        return plain_data(
            {
                "title": game.title,
                "players": list(game.players),
                "strategies": {
                    player: list(names) for player, names in zip(game.players, game.strategies, strict=True)
                },
                "payoffs": np.moveaxis(game.payoffs, 0, -1).tolist(),
                "low": None if game.low is None else np.moveaxis(game.low, 0, -1).tolist(),
                "high": None if game.high is None else np.moveaxis(game.high, 0, -1).tolist(),
                "equilibria": [described(game, profile) for profile in self.equilibria.profiles],
                "complete": self.equilibria.complete,
                "degenerate": self.equilibria.degenerate,
                "method": self.equilibria.method,
                "dominated": {
                    p: [game.strategies[i][s] for s in dominated(game, i)] for i, p in enumerate(game.players)
                },
                "undominated": {p: [game.strategies[i][s] for s in self.left[i]] for i, p in enumerate(game.players)},
                "correlated": self._correlated(),
                "quantal": [
                    {"precision": precision, "profile": self._named(profile)} for precision, profile in self.quantal
                ],
                "evolutionarily_stable": None
                if self.stable is None
                else [dict(zip(game.strategies[0], x.tolist(), strict=True)) for x in self.stable],
                "subgame_perfect": [
                    {
                        "course": list(course(self.tree, plan)),
                        "payoffs": dict(zip(game.players, plan.payoffs, strict=True)),
                    }
                    for plan in self.plans
                    if self.tree is not None
                ],
                **self.about,
            }
        )

    def _named(self, profile: Sequence[Floats]) -> dict[str, dict[str, float]]:
        game = self.game
        return {p: dict(zip(game.strategies[i], profile[i].tolist(), strict=True)) for i, p in enumerate(game.players)}

    def _correlated(self) -> dict[str, Any]:
        game, chances = self.game, self.correlated
        told = [
            {"choice": [game.strategies[p][s] for p, s in enumerate(cell)], "chance": float(chances[tuple(cell)])}
            for cell in np.argwhere(chances > 1e-9)
        ]
        means = (game.payoffs * chances).reshape(len(game.players), -1).sum(axis=1)
        return {"choices": told, "payoffs": dict(zip(game.players, means.tolist(), strict=True))}


def _equilibrium(told: Mapping[str, Any]) -> Row:
    """Return an equilibrium as a row."""
    doing = {player: ", ".join(_mixed(name, p) for name, p in mix.items()) for player, mix in told["profile"].items()}
    return {**doing, **{f"payoff of {player}": value for player, value in told["payoffs"].items()}}


def _mixed(name: str, chance: float) -> str:
    return name if chance > 1.0 - 1e-9 else f"{name} {100.0 * chance:.1f} %"


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
    table = _Table(found, places)
    for cell in product(*(range(size) for size in sizes)):
        at = everybody(cell)
        if simulated is not None:
            said = simulated({p: held[i][cell[i]] for i, p in enumerate(players)})
            middle[at], low[at], high[at] = zip(*(said[party] for party in players), strict=True)
        else:
            deals[cell], gains = table.agreed([c for i, sets in enumerate(held) for c in sets[cell[i]]])
            middle[at] = gains[places]
    bounds = (low, high) if simulated is not None else (None, None)
    game = MatrixGame(f"{changed.title}: holding firm", tuple(players), strategies, middle, *bounds)
    return Firmness(changed.id, game, held, deals, found)


def _subsets(conditions: Sequence[str]) -> list[tuple[str, ...]]:
    """Return all sets of conditions, the whole first, nothing last."""
    return [chosen for size in range(len(conditions), -1, -1) for chosen in combinations(conditions, size)]


def _name(held: Sequence[str], owned: Sequence[str]) -> str:
    if not held:
        return "yields"
    if len(held) == len(owned):
        return "holds firm" if len(owned) == 1 else "holds firm on all"
    return "holds firm on " + ", ".join(held)


class _Table:
    """What is agreed if some conditions are red lines."""

    def __init__(self, found: Worths, players: Sequence[int]) -> None:
        game = found.game
        before = game.board.broken_set[game.board.broken[status_quo(found)]]
        self.broken = game.board.broken_set[game.board.broken[found.states]] & ~before
        self.gain = found.gain
        needed = flags_of(found.consent, len(found.parties))
        needed[:, list(players)] = True
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(np.where(needed, np.maximum(self.gain, 0.0), 1.0))
            mean = logs.sum(axis=1) / needed.sum(axis=1)
        self.score = np.where(found.agenda != 0, mean, -np.inf)
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


def games(scenario: Scenario, changes: Sequence[ChangeLike] = (), simulated: Simulated | None = None) -> Solved:
    """Return a scenario as a game of holding firm, as a matrix and in turn as a tree, with its equilibria.

    Args:
        scenario: A scenario in which at least one party has a condition.
        changes: What-ifs to apply first.
        simulated: Gives payoffs with intervals; see `firmness`.

    Raises:
        ValueError: There are no conditions, or too many.
    """
    found = firmness(scenario, changes, simulated)
    about = {
        "held": {p: [list(mine) for mine in found.held[i]] for i, p in enumerate(found.game.players)},
        "deals": [
            {
                "choice": [found.game.strategies[p][s] for p, s in enumerate(cell)],
                "deal": found.worths.game.deal(int(found.deals[cell])) if found.deals[cell] >= 0 else None,
            }
            for cell in np.ndindex(*found.game.sizes)
        ],
    }
    return solved(found.game, in_turn(found.game), about)


def classic(name: str) -> Solved:
    """Return a classic game with its equilibria.

    Raises:
        ValueError: There is none of that name.
    """
    found = classic_named(name)
    about = {"name": found.name, "lesson": found.lesson, "source": found.source}
    if isinstance(found.game, Tree):
        return solved(strategic_form(found.game), found.game, about)
    return solved(found.game, None, about)


def solved(game: MatrixGame, tree: Tree | None = None, about: Mapping[str, Any] | None = None) -> Solved:
    """Return a game with all its solutions.

    Args:
        game: The matrix.
        tree: The same game, or one in turn, as a tree; backward induction needs perfect information.
        about: What else to say of it.

    Raises:
        ValueError: There are more than `LIMIT_CHOICES` choices of strategies.
    """
    if prod(game.sizes) > LIMIT_CHOICES:
        raise ValueError(f"found {prod(game.sizes):,} choices of strategies, expected at most {LIMIT_CHOICES:,}")
    span = max(float(np.ptp(game.payoffs)), 1e-300)
    plans = tuple(subgame_perfect(tree)) if tree is not None and tree.perfect else ()
    return Solved(
        game=game,
        tree=tree,
        equilibria=nash(game),
        plans=_distinct_courses(tree, plans),
        correlated=correlated(game),
        left=survivors(game),
        quantal=tuple((precision / span, logit(game, precision / span)) for precision in PRECISIONS),
        stable=tuple(stable_strategies(game)) if symmetric(game) else None,
        about=about or {},
    )


def _distinct_courses(tree: Tree | None, plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """Return one plan for each way that is taken; where luck decides on the way, for each payoff too."""
    if tree is None:
        return ()
    luck = any(node.player == CHANCE for node in tree.nodes)
    kept: dict[object, Plan] = {}
    for plan in plans:
        kept.setdefault((course(tree, plan), plan.payoffs if luck else ()), plan)
    return tuple(kept.values())
