"""Step 8: what the public learns from answers."""

from sim.kernel.compile import part, rule
from sim.rules.answering import agenda_of, must_answer
from sim.rules.conditions import newly_broken
from sim.rules.formulas import acceptance, belief_after_refusal
from sim.rules.ideals import best_hope
from sim.rules.sets import has
from sim.rules.state import (
    ACCEPTED,
    ASSUMED_PRECISION,
    CONSENT,
    GRID,
    LEARNING_ON,
    MEDIATOR,
    PROPOSAL,
    SPEAKER,
    Board,
    Case,
    World,
)
from sim.rules.worth import PUBLIC, pledge_price, survey_again


@rule
def learn(board: Board, case: Case, world: World) -> None:
    """Everyone watches the answers and updates what they believe, all from the beliefs held before.

    Call it before the deal is concluded: surplus is counted over the deal that was in force when they answered.
    """
    if board.rules[LEARNING_ON] == 0:
        return
    survey_again(board, case, world, PUBLIC, agenda_of(board, world, world.now[PROPOSAL]))
    for party in range(board.role.shape[0]):
        if must_answer(world, party):
            _learn_from(board, case, world, party)
    speaker = world.now[SPEAKER]
    if has(world.now[CONSENT], speaker) or board.role[speaker] != MEDIATOR:
        _clear_suspicion(board, world, speaker)


@rule
def _learn_from(board: Board, case: Case, world: World, party: int) -> None:
    proposal = world.now[PROPOSAL]
    pledge = pledge_price(board, case, proposal, world.agenda[proposal], party)
    surplus = world.surplus[proposal, party] + max(0.0, pledge)
    ideal = best_hope(board, world, party)
    expected = 0.0 if pledge >= 0.0 else world.expected[party]
    soft = acceptance(surplus, expected, ideal, case.protocol[ASSUMED_PRECISION])
    accepted = has(world.now[ACCEPTED], party)
    odds = world.set_odds[board.broken[proposal], party]
    if pledge < 0.0:
        _learn_aspiration(case, world, party, surplus, ideal, odds, accepted)
    if accepted:
        _clear_suspicion(board, world, party)
    else:
        _raise_suspicion(board, world, party, soft)


@part
def _learn_aspiration(
    case: Case, world: World, party: int, surplus: float, ideal: float, odds: float, accepted: bool
) -> None:
    """Bayes on the grid of aspirations, with P(accept | a) = logistic(lambda (S - a S*)) x prod (1 - b_c)."""
    total = 0.0
    for point in range(GRID):
        chance = odds * acceptance(surplus, point / (GRID - 1.0), ideal, case.protocol[ASSUMED_PRECISION])
        world.belief[party, point] *= chance if accepted else 1.0 - chance
        total += world.belief[party, point]
    mean = 0.0
    for point in range(GRID):
        # An answer that every point rules out says nothing about which of them holds.
        world.belief[party, point] = world.belief[party, point] / total if total > 0.0 else 1.0 / GRID
        mean += world.belief[party, point] * point / (GRID - 1.0)
    world.expected[party] = mean


@rule
def _clear_suspicion(board: Board, world: World, party: int) -> None:
    """Whoever accepts or proposes what breaks a condition shows that it is no red line."""
    newly = newly_broken(board, world, world.now[PROPOSAL])
    for condition in range(board.owner.shape[0]):
        if has(newly, condition) and board.owner[condition] == party:
            world.suspected[condition] = 0.0


@part
def _raise_suspicion(board: Board, world: World, party: int, soft: float) -> None:
    """b_c <- b_c / (b_c + (1 - b_c)(1 - h)), h = chance of acceptance were c no red line and the others as believed."""
    newly = newly_broken(board, world, world.now[PROPOSAL])
    odds = world.set_odds[board.broken[world.now[PROPOSAL]], party]
    for condition in range(board.owner.shape[0]):
        if has(newly, condition) and board.owner[condition] == party:
            belief = world.suspected[condition]
            if belief < 1.0:
                world.suspected[condition] = belief_after_refusal(belief, soft * odds / (1.0 - belief))
