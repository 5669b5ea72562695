"""What every deal is worth to every party before the first day: what all lenses look at.

The numbers are the rules' own (`sim.rules.worth`), in one case: every uncertain number at its median unless others are
given. Nothing has happened yet, so trust, no-deal values and what is in force are as stated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats, Ints
from sim.game.build import Game, make_game
from sim.game.cases import quantiles
from sim.kernel.compile import interpreted, packed
from sim.lenses.winning_coalitions import Deciders, Settling
from sim.rules.setup import begin
from sim.rules.state import (
    BACKER,
    CONSENSUS,
    DAY,
    MEDIATOR,
    PRINCIPAL,
    STATE,
    WEIGHED,
    Board,
    Case,
    World,
    new_world,
)
from sim.rules.voting import asked_on, may_leave, set_voters
from sim.rules.walking import survey
from sim.rules.worth import PUBLIC, price_terms, value_of
from sim.scenario.deals import LIMIT_DEALS
from sim.scenario.model import Scenario

MOST_VOTERS = 20
"""How many parties there may be where votes are counted: every set of them is looked at."""
_MANY = 1_000_000
"""Proposals refused by consensus: more than any scenario asks for before votes are counted."""
ROLES = {PRINCIPAL: "principal", MEDIATOR: "mediator", BACKER: "backer"}


@dataclass(frozen=True)
class Worths:
    """A scenario as seen by theories that know neither time nor chance.

    Attributes:
        game: The scenario with names turned into indices.
        case: The inputs of the rules.
        states: [D] the feasible deals, as state numbers of the game; the status quo is one of them unless nothing is
            in force at first.
        value: [D, P] V, points by which a party is better off than with nothing settled and no cost of carrying on.
        standing: [P] V of what is in force before the first day: the disagreement point.
        given_up: [D, P] cost to a party of giving up the conditions that a deal breaks and the status quo does not.
        consent: [D] parties that are asked about a deal, a bit mask; where no votes are counted it needs them all.
        deciders: Who decides, issue by issue.
        agenda: [D] issues that a deal changes, a bit mask.
    """

    game: Game
    case: Case
    states: Ints
    value: Floats
    standing: Floats
    given_up: Floats
    consent: Ints
    agenda: Ints
    deciders: Deciders

    @property
    def gain(self) -> Floats:
        """[D, P] S, points by which a deal beats what is in force, conditions given up counted."""
        return self.value - self.standing - self.given_up

    @property
    def settling(self) -> Settling:
        """Which sets of parties are enough for every deal."""
        return self.deciders.of(self.agenda)

    @property
    def parties(self) -> tuple[str, ...]:
        """Party ids, in the order of the columns."""
        return self.game.parties

    def deal(self, place: int) -> dict[str, str]:
        """Return a deal as issue to option."""
        return self.game.deal(int(self.states[place]))

    def role(self, party: int) -> str:
        """Return principal, mediator or backer."""
        return ROLES[int(self.game.board.role[party])]


def medians(game: Game) -> NDArray[np.float64]:
    """Return the median of every uncertain number."""
    return np.array([float(quantiles(given.spread, np.array([0.5]))[0]) for given in game.inputs])


def worths(scenario: Scenario | Game, values: NDArray[np.float64] | None = None) -> Worths:
    """Return what every feasible deal is worth to every party.

    Args:
        scenario: A scenario, or the game made of one.
        values: [inputs] the uncertain numbers in the order of `Game.inputs`; none: their medians.

    Returns:
        The worths, in the order of the game's states.

    Raises:
        ScenarioError: There are more than `LIMIT_DEALS` feasible deals.
        ValueError: No deal is feasible, or a party's worth is only ordinal.
    """
    game = scenario if isinstance(scenario, Game) else make_game(scenario, most=LIMIT_DEALS)
    case = game.case(medians(game) if values is None else values)
    world = _surveyed(game, case)
    states = np.flatnonzero(game.board.proposable)
    value, standing = _values(game, case, world, states), _values(game, case, world, world.now[STATE : STATE + 1])[0]
    parties = len(game.parties)
    return Worths(
        game=game,
        case=case,
        states=states,
        value=value,
        standing=standing,
        given_up=world.set_cost[game.board.broken[states]][:, :parties].copy(),
        consent=world.consent[states].copy(),
        agenda=world.agenda[states].copy(),
        deciders=deciders_of(game.board, case, world),
    )


def _surveyed(game: Game, case: Case) -> World:
    """Return the world of the first morning, every deal weighed as the public sees it."""
    world = new_world(game.board)
    board, inputs, room = packed(game.board), packed(case), packed(world)
    begin(board, inputs, room, 0, 0, 0)
    world.now[DAY] = 1
    price_terms(board, inputs, room, 1)
    survey(board, inputs, room, PUBLIC, (1 << len(game.issues)) - 1)
    return world


def _values(game: Game, case: Case, world: World, states: Ints) -> Floats:
    board, inputs, room = packed(game.board), packed(case), packed(world)
    rows = [[value_of(board, inputs, room, int(s), p) for p in range(len(game.parties))] for s in states]
    return np.array(rows, np.float64).reshape(len(rows), len(game.parties))


def deciders_of(board: Board, case: Case, world: World) -> Deciders:
    """Return who decides, from the morning of a run. Issues decided by consensus count as refused often enough.

    Raises:
        ValueError: Votes are counted and there are too many parties to look at every set of them.
    """
    world.refused_on[board.decides == CONSENSUS] = _MANY
    set_voters(packed(board), packed(case), packed(world))
    issues, parties = range(len(board.controllers)), len(board.role)
    if world.now[WEIGHED] and parties > MOST_VOTERS:
        raise ValueError(f"found {parties} parties, expected at most {MOST_VOTERS} where votes are counted")
    room = packed(board), packed(case), packed(world)
    return Deciders(
        asked=np.array([interpreted(asked_on)(board, world, issue) for issue in issues], np.int64),
        votes=int(world.now[WEIGHED]),
        points=world.vote_points[: len(issues), :parties].copy(),
        need=world.vote_need[: len(issues)].copy(),
        leaving=np.array([may_leave(*room, issue) for issue in issues], np.int64),
        parties=parties,
    )
