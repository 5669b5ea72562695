"""Step 6: how likely the others seem to accept, as the speaker sees them."""

from sim.kernel.compile import rule
from sim.rules.answers_kept import chance_by_record, record_on, row_of
from sim.rules.balloting import likely_ratified
from sim.rules.formulas import acceptance
from sim.rules.ideals import ideal_on
from sim.rules.sets import has, only
from sim.rules.state import MISJUDGED, NEVER, SPEAKER, WATCHER, WEIGHED, Board, Case, World
from sim.rules.voting import chance_to_win
from sim.rules.worth import PUBLIC, surplus_for

UNLIKELY = -1.0
"""Stands for a chance that nobody needs to know."""


@rule
def expected_acceptance(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return the chance that a party accepts, red lines aside, as the speaker reckons it.

    On an agenda that it has answered, from the speaker's record; else logistic(lambda (S - a S*)) with the assumed
    precision, blunted by what a speaker knows of its own misjudging.
    """
    agenda = world.agenda[state]
    surplus = surplus_for(board, case, world, state, party)
    pledged = has(world.pledgers[state], party)
    ideal = 0.0 if pledged else ideal_on(world, agenda, party)
    if case.consistency[party] > 0.0:
        slot = record_on(board, case, world, agenda, party)
        if slot != NEVER:
            watches = world.now[MISJUDGED] == 1 and world.now[WATCHER] != party
            observer = world.now[WATCHER] if watches else PUBLIC
            return chance_by_record(case, world, row_of(board, world, party, slot, observer), party, surplus, ideal)
    return acceptance(surplus, world.expected[party], ideal, world.softened[party, world.blurred[state]], 0.0)


@rule
def all_accept(board: Board, case: Case, world: World, state: int) -> float:
    """Return the chance that all others whose consent is needed accept, and that it is ratified; red lines aside.

    Where votes are weighed: that those who accept win.
    """
    return likely_enough(board, case, world, state, 0.0)


@rule
def likely_enough(board: Board, case: Case, world: World, state: int, least: float) -> float:
    """Return the chance that all accept, or `UNLIKELY` as soon as it is sure to be less than `least`."""
    chance = likely_ratified(board, case, world, state, world.now[WATCHER] if world.now[MISJUDGED] else PUBLIC)
    if world.agenda[state] & world.now[WEIGHED]:
        return chance * _enough_accept(board, case, world, state, False)
    others = world.consent[state] & ~only(world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if has(others, party):
            if chance < least:
                return UNLIKELY
            chance *= expected_acceptance(board, case, world, state, party)
    return chance


@rule
def _enough_accept(board: Board, case: Case, world: World, state: int, suspecting: bool) -> float:
    """Return the chance that those who accept a deal win the votes on it, with red lines as suspected or without."""
    kind = board.broken[state]
    for party in range(board.role.shape[0]):
        world.saying[party] = 1.0 if party == world.now[SPEAKER] else 0.0
        if has(world.consent[state] & ~only(world.now[SPEAKER]), party):
            world.saying[party] = expected_acceptance(board, case, world, state, party)
            if suspecting:
                world.saying[party] *= world.set_odds[kind, party]
    return chance_to_win(board, world, world.agenda[state])


@rule
def none_suspected(board: Board, case: Case, world: World, state: int) -> float:
    """Return the chance that no red line of the others whose consent is needed is newly broken: prod (1 - b_c).

    Where votes are weighed: by what suspected red lines multiply the chance that those who accept win.
    """
    odds = 1.0
    kind = board.broken[state]
    others = world.consent[state] & ~only(world.now[SPEAKER])
    if world.agenda[state] & world.now[WEIGHED]:
        if world.set_owners[kind] & others == 0:
            return 1.0
        trusting = _enough_accept(board, case, world, state, False)
        return _enough_accept(board, case, world, state, True) / trusting if trusting > 0.0 else 0.0
    for party in range(board.role.shape[0]):
        if has(others, party):
            odds *= world.set_odds[kind, party]
    return odds
