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
from sim.kernel.compile import packed
from sim.rules.setup import begin
from sim.rules.state import BACKER, DAY, MEDIATOR, PRINCIPAL, STATE, Case, World, new_world
from sim.rules.worth import PUBLIC, price_terms, survey, value_of
from sim.scenario.deals import LIMIT_DEALS
from sim.scenario.model import Scenario

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
        consent: [D] parties whose consent a deal needs, a bit mask.
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

    @property
    def gain(self) -> Floats:
        """[D, P] S, points by which a deal beats what is in force, conditions given up counted."""
        return self.value - self.standing - self.given_up

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
