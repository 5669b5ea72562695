"""Step 6: how likely the others seem to accept, as the speaker sees them."""

from sim.kernel.compile import part, rule
from sim.rules.answers_kept import chance_by_record, record_on, row_of
from sim.rules.formulas import acceptance
from sim.rules.ideals import ideal_on
from sim.rules.lagging import ratified_chance
from sim.rules.sets import has, only
from sim.rules.state import NEVER, SPEAKER, WATCHER, Board, Case, World
from sim.rules.worth import PUBLIC, surplus_for


@part
def misjudged(case: Case) -> bool:
    """Return whether anybody's worths are seen with an error; if not, all see what the public sees."""
    widest = 0.0
    for party in range(case.misperceived.shape[0]):
        widest = max(widest, case.misperceived[party])
    return widest > 0.0


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
            watches = misjudged(case) and world.now[WATCHER] != party
            observer = world.now[WATCHER] if watches else PUBLIC
            return chance_by_record(case, world, row_of(board, world, party, slot, observer), party, surplus, ideal)
    return acceptance(surplus, world.expected[party], ideal, world.softened[party, world.blurred[state]], 0.0)


@rule
def all_accept(board: Board, case: Case, world: World, state: int) -> float:
    """Return the chance that all others whose consent is needed accept, and that it is ratified; red lines aside."""
    chance = ratified_chance(board, case, world, state)
    others = world.consent[state] & ~only(world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if has(others, party):
            chance *= expected_acceptance(board, case, world, state, party)
    return chance


@rule
def none_suspected(board: Board, world: World, state: int) -> float:
    """Return the chance that no red line of the others whose consent is needed is newly broken: prod (1 - b_c)."""
    odds = 1.0
    kind = board.broken[state]
    others = world.consent[state] & ~only(world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if has(others, party):
            odds *= world.set_odds[kind, party]
    return odds
