"""The first morning of runs, nothing played: what every deal would bring whom, and where red lines are drawn.

Case i is that of run i of an ensemble with the same seed, its private truths drawn at the same addresses.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.arrays import Flags, Floats, Ints
from sim.game.build import Game
from sim.game.masks import flags_of
from sim.kernel.compile import packed
from sim.lenses.winning_coalitions import Settling
from sim.lenses.worths import deciders_of
from sim.rules.setup import begin
from sim.rules.state import DAY, START, VOTING, new_world
from sim.rules.walking import survey
from sim.rules.worth import PUBLIC, price_terms


@dataclass(frozen=True)
class Morning:
    """What one case holds before anybody has spoken.

    Attributes:
        surplus: [D, P] points by which a deal beats what is in force, conditions given up counted.
        given_up: [D, P] what giving up conditions costs, taken off already.
        owed: [D, P] what refusing would cost a party that has pledged all that a deal brings in.
        pledged: [D, P] whether a party has pledged all that a deal brings in.
        settling: Which sets of parties are enough for every deal.
        vetoed: [D, P] whether a deal newly breaks a red line of its own.
        red: [C] whether a condition is a red line.
    """

    surplus: Floats
    given_up: Floats
    owed: Floats
    pledged: Flags
    settling: Settling
    vetoed: Flags
    red: Flags


def mornings(game: Game, values: Floats, seed: int, states: Ints) -> Iterator[Morning]:
    """Yield the first morning of every case.

    Args:
        game: What would be played.
        values: [cases, inputs] the uncertain numbers of each.
        seed: Key of all luck.
        states: [D] the deals to look at, as state numbers of the game.
    """
    world, board = new_world(game.board), packed(game.board)
    room, parties, everything = packed(world), len(game.parties), (1 << len(game.issues)) - 1
    kinds, options = game.board.broken[states], game.board.option[states]
    brought = options != game.board.option[int(game.board.rules[START])]
    settling: Settling | None = None
    for run, row in enumerate(values):
        stated = game.case(np.ascontiguousarray(row))
        case = packed(stated)
        begin(board, case, room, seed, run, run)
        world.now[DAY] = 1
        price_terms(board, case, room, 1)
        survey(board, case, room, PUBLIC, everything)
        # Only what votes weigh differs between cases.
        if settling is None or game.board.rules[VOTING]:
            settling = deciders_of(game.board, stated, world).of(world.agenda[states])
        pledged = flags_of(world.pledgers[states], parties)
        prices = np.append(stated.pledge, 0.0)[game.board.pledge_of]
        yield Morning(
            surplus=world.surplus[states, :parties].copy(),
            given_up=world.set_cost[kinds, :parties].copy(),
            owed=np.where(pledged, (prices[:, options] * brought).sum(axis=2).T, 0.0),
            pledged=pledged,
            settling=settling,
            vetoed=flags_of(world.set_vetoes[kinds], parties),
            red=world.red.astype(bool),
        )
