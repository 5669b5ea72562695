"""Step 12: what is kept of a day, and of a run."""

from sim.arrays import Floats
from sim.kernel.compile import part, rule
from sim.rules.state import (
    DAY,
    DEALS_MADE,
    FIRST_DEAL,
    LEFT_DAY,
    NEVER,
    PROPOSALS_MADE,
    REFUSALS,
    REFUSED,
    SESSIONS_HELD,
    START,
    STATE,
    UNSAID,
    Board,
    Case,
    World,
)
from sim.rules.worth import PUBLIC, price_terms, set_table, value_of

SCALARS = ("state", "first_deal", "mediator_left", "sessions", "proposals", "refusals", "deals")
"""The first columns of a record, in order."""


@part
def record_day(board: Board, world: World) -> None:
    """Note the state at the end of the day and which watches it fulfils."""
    day, state = world.now[DAY], world.now[STATE]
    world.trail[day] = state
    for watch in range(board.need.shape[0]):
        world.spell[watch] = world.spell[watch] + 1 if board.watched[state, watch] else 0
        if world.spell[watch] >= board.need[watch] and world.reached[watch] == NEVER:
            world.reached[watch] = day


@rule
def record_gain(board: Board, case: Case, world: World) -> None:
    """Note what the deal of the last day is worth to each party over carrying on without any."""
    price_terms(board, case, world, world.now[DAY])
    set_table(board, case, world, PUBLIC)
    for party in range(board.role.shape[0]):
        with_deal = value_of(board, case, world, world.now[STATE], party)
        world.gain[party] = with_deal - value_of(board, case, world, board.rules[START], party)


@rule
def record_run(world: World, row: Floats) -> None:
    """Write a run's record into a row: the scalars, then per watch, option, event, condition and party.

    The order is that of `sim.runs.results.columns_of`.
    """
    row[0] = world.now[STATE]
    row[1] = world.now[FIRST_DEAL]
    row[2] = world.now[LEFT_DAY]
    row[3] = world.now[SESSIONS_HELD]
    row[4] = world.now[PROPOSALS_MADE]
    row[5] = world.now[REFUSALS]
    row[6] = world.now[DEALS_MADE]
    place = 7
    for watch in range(world.reached.shape[0]):
        row[place] = world.reached[watch]
        place += 1
    for option in range(world.ended.shape[0]):
        for way in range(3):
            row[place + way] = world.ended[option, way]
        for way in range(2):
            row[place + 3 + way] = world.renewed[option, way]
            row[place + 5 + way] = world.alleged[option, way]
        place += 7
    for event in range(world.first_event.shape[0]):
        row[place] = world.first_event[event]
        place += 1
    for condition in range(world.credit.shape[0]):
        row[place] = world.credit[condition, REFUSED]
        row[place + 1] = world.credit[condition, UNSAID]
        row[place + 2] = 1.0 if world.red[condition] else 0.0
        row[place + 3] = world.suspected[condition]
        place += 4
    for party in range(world.no_deal.shape[0]):
        row[place] = world.no_deal[party]
        row[place + 1] = world.gain[party]
        place += 2
