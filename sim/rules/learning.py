"""Step 8: what the public learns from answers, and the pressure that refusals bring."""

from sim.kernel.chance import PRESSURE, mix, uniform
from sim.kernel.compile import part, rule
from sim.rules.answering import agenda_of, must_answer
from sim.rules.formulas import acceptance, belief_after_refusal
from sim.rules.proposing import best_hope
from sim.rules.speaking import moment
from sim.rules.state import (
    ACCEPTED,
    AFTER,
    ASSUMED_PRECISION,
    CHANCE,
    CONSENT,
    DAY,
    GRID,
    LEARNING_ON,
    LEFT_DAY,
    MEDIATOR,
    NEVER,
    PRESSURE_ON,
    PROPOSAL,
    RUN,
    SEED,
    SPEAKER,
    STATE,
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
    if (world.now[CONSENT] >> speaker) & 1 or board.role[speaker] != MEDIATOR:
        _clear_suspicion(board, world, speaker)


@rule
def _learn_from(board: Board, case: Case, world: World, party: int) -> None:
    proposal = world.now[PROPOSAL]
    pledge = pledge_price(board, case, proposal, world.agenda[proposal], party)
    surplus = world.surplus[proposal, party] + max(0.0, pledge)
    ideal = best_hope(board, world, party)
    expected = 0.0 if pledge >= 0.0 else world.expected[party]
    soft = acceptance(surplus, expected, ideal, case.protocol[ASSUMED_PRECISION])
    accepted = (world.now[ACCEPTED] >> party) & 1 == 1
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
def newly_broken(board: Board, world: World, state: int) -> int:
    """Return the conditions that a deal breaks and the one in force does not."""
    standing = board.broken_set[board.broken[world.now[STATE]]]
    newly: int = board.broken_set[board.broken[state]] & ~standing
    return newly


@rule
def _clear_suspicion(board: Board, world: World, party: int) -> None:
    """Whoever accepts or proposes what breaks a condition shows that it is no red line."""
    newly = newly_broken(board, world, world.now[PROPOSAL])
    for condition in range(board.owner.shape[0]):
        if (newly >> condition) & 1 and board.owner[condition] == party:
            world.suspected[condition] = 0.0


@part
def _raise_suspicion(board: Board, world: World, party: int, soft: float) -> None:
    """b_c <- b_c / (b_c + (1 - b_c)(1 - h)), h = chance of acceptance were c no red line and the others as believed."""
    newly = newly_broken(board, world, world.now[PROPOSAL])
    odds = world.set_odds[board.broken[world.now[PROPOSAL]], party]
    for condition in range(board.owner.shape[0]):
        if (newly >> condition) & 1 and board.owner[condition] == party:
            belief = world.suspected[condition]
            if belief < 1.0:
                world.suspected[condition] = belief_after_refusal(belief, soft * odds / (1.0 - belief))


@rule
def press(board: Board, case: Case, world: World) -> None:
    """A mediator or backer may press a party that has refused often enough, from tomorrow and for a while."""
    if board.rules[PRESSURE_ON] == 0:
        return
    for pressure in range(board.pressure_on.shape[0]):
        target = board.pressure_on[pressure]
        if must_answer(world, target) and not (world.now[ACCEPTED] >> target) & 1:
            world.refused[pressure] += 1
            if _may_press(board, case, world, pressure):
                world.happened[board.event_day.shape[0] + pressure, world.now[DAY] + 1] += 1
                world.refused[pressure] = 0


@part
def _may_press(board: Board, case: Case, world: World, pressure: int) -> bool:
    """Return whether a pressure is due, not already under way, its author still there, and luck for it."""
    kind = board.event_day.shape[0] + pressure
    author = board.pressure_by[pressure]
    gone = board.role[author] == MEDIATOR and world.now[LEFT_DAY] != NEVER
    pending = world.active[kind] > 0 or world.happened[kind, world.now[DAY] + 1] > 0
    if gone or pending or world.refused[pressure] < case.pressure[pressure, AFTER]:
        return False
    who = mix(board.luck_pressure[pressure], board.luck_party[board.pressure_on[pressure]])
    luck = uniform(world.now[SEED], world.now[RUN], moment(world), PRESSURE, who)
    due: bool = luck < case.pressure[pressure, CHANCE]
    return due
