"""Step 8: what the public learns from answers."""

from sim.kernel.compile import part, rule
from sim.rules.answering import agenda_of
from sim.rules.answers_kept import keep_answer, open_record, record_on, row_of, seat_of
from sim.rules.balloting import likely_ratified
from sim.rules.conditions import newly_broken
from sim.rules.formulas import acceptance, belief_after_refusal
from sim.rules.lagging import goes_to_ballot
from sim.rules.noting import all_recorded, must_answer, note_offer, note_terms, recorded
from sim.rules.sets import has, only
from sim.rules.speaking import may_speak
from sim.rules.state import (
    ACCEPTED,
    CONSENT,
    GRID,
    LEARNING_ON,
    MEDIATOR,
    MISJUDGED,
    NOTED,
    NOTED_IDEAL,
    NOTED_SURPLUS,
    PROPOSAL,
    SPEAKER,
    Board,
    Case,
    World,
)
from sim.rules.surveying import survey_hopes
from sim.rules.worth import PUBLIC


@rule
def learn(board: Board, case: Case, world: World) -> None:
    """Everyone watches the answers and updates what they believe, all from the beliefs held before.

    Call it before the deal is concluded: surplus is counted over the deal that was in force when they answered. How
    likely the offer is to pass a ballot is noted before anything is learned.
    """
    if board.rules[LEARNING_ON] == 0:
        return
    agenda = agenda_of(board, world, world.now[PROPOSAL])
    _note_for_all(board, case, world, agenda)
    survey_hopes(board, case, world, PUBLIC, agenda, world.now[CONSENT])
    if goes_to_ballot(board, world.now[PROPOSAL], agenda):
        world.reckoned[0] = likely_ratified(board, case, world, world.now[PROPOSAL], PUBLIC)
    _keep_records(board, case, world, agenda)
    for party in range(board.role.shape[0]):
        if must_answer(world, party):
            _learn_from(board, case, world, party, agenda)
    speaker = world.now[SPEAKER]
    if has(world.now[CONSENT], speaker) or board.role[speaker] != MEDIATOR:
        _clear_suspicion(board, world, speaker)


@rule
def _note_for_all(board: Board, case: Case, world: World, agenda: int) -> None:
    """Every party that may ever speak notes what it makes of the offer, if it did not when it spoke or answered."""
    if world.now[MISJUDGED] == 0:
        return
    for observer in range(board.role.shape[0]):
        if _hears(board, case, world, observer) and not has(world.now[NOTED], observer):
            survey_hopes(board, case, world, observer, agenda, all_recorded(board, case, world))
            note_offer(board, case, world, observer, False)


@rule
def _keep_records(board: Board, case: Case, world: World, agenda: int) -> None:
    """Every party that may ever speak keeps the answers of the others whose minds may be made up, as it sees offers."""
    for party in range(board.role.shape[0]):
        if recorded(case, world, party):
            open_record(board, case, world, agenda, party)
    if world.now[MISJUDGED] == 0:
        return
    for observer in range(board.role.shape[0]):
        if _hears(board, case, world, observer):
            for party in range(board.role.shape[0]):
                if party != observer and recorded(case, world, party):
                    _keep(board, case, world, observer, agenda, party)


@part
def _hears(board: Board, case: Case, world: World, observer: int) -> bool:
    """Return whether a party may ever speak, and anyone else has just answered whose mind may be made up."""
    return bool(may_speak(board, case, observer) and all_recorded(board, case, world) & ~only(observer))


@part
def _noted(board: Board, world: World, observer: int, party: int) -> tuple[float, float]:
    """Return what an observer has noted of the offer for a party: surplus and ideal."""
    seat = seat_of(board, observer)
    return world.noted[seat, party, NOTED_SURPLUS], world.noted[seat, party, NOTED_IDEAL]


@rule
def _keep(board: Board, case: Case, world: World, observer: int, agenda: int, party: int) -> None:
    """Keep one answer in one observer's row; what that changes in beliefs is the public's to learn."""
    surplus, ideal = _noted(board, world, observer, party)
    slot = record_on(board, case, world, agenda, party)
    row = row_of(board, world, party, slot, observer)
    odds = world.set_odds[board.broken[world.now[PROPOSAL]], party]
    accepted = has(world.now[ACCEPTED], party)
    for point in range(GRID):
        soft = acceptance(surplus, point / (GRID - 1.0), ideal, case.assumed[party], 0.0)
        world.change[point] = keep_answer(case, world, row, point, party, soft, odds, accepted)


@rule
def _learn_from(board: Board, case: Case, world: World, party: int, agenda: int) -> None:
    proposal = world.now[PROPOSAL]
    note_terms(board, case, world, PUBLIC, party, False)
    surplus, ideal = _noted(board, world, PUBLIC, party)
    soft = acceptance(surplus, world.expected[party], ideal, case.assumed[party], 0.0)
    accepted = has(world.now[ACCEPTED], party)
    odds = world.set_odds[board.broken[proposal], party]
    if case.consistency[party] > 0.0:
        _keep(board, case, world, PUBLIC, agenda, party)
    else:
        for point in range(GRID):
            chance = odds * acceptance(surplus, point / (GRID - 1.0), ideal, case.assumed[party], 0.0)
            world.change[point] = chance if accepted else 1.0 - chance
    if not has(world.pledgers[proposal], party):
        _learn_aspiration(world, party)
    if accepted:
        _clear_suspicion(board, world, party)
    else:
        _raise_suspicion(board, world, party, soft)


@part
def _learn_aspiration(world: World, party: int) -> None:
    """Bayes on the grid of aspirations, with the change in likelihood that the answer brought at each point."""
    total = 0.0
    for point in range(GRID):
        world.belief[party, point] *= world.change[point]
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
