"""Steps 6 to 8: what an observer makes of the offer on the table, noted while its survey stands, for records later."""

from sim.kernel.compile import part, rule
from sim.rules.answers_kept import seat_of
from sim.rules.ideals import best_hope, ideal_on
from sim.rules.sets import has, only
from sim.rules.speaking import may_speak
from sim.rules.state import (
    CONSENT,
    LEARNING_ON,
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
from sim.rules.worth import surplus_for


@rule
def must_answer(world: World, party: int) -> bool:
    """Return whether a party's consent is needed and not already given by proposing."""
    asked: bool = party != world.now[SPEAKER] and has(world.now[CONSENT], party)
    return asked


@part
def recorded(case: Case, world: World, party: int) -> bool:
    """Return whether a party answers whose mind may be made up."""
    answers: bool = must_answer(world, party) and case.consistency[party] > 0.0
    return answers


@part
def all_recorded(board: Board, case: Case, world: World) -> int:
    """Return the parties that answer and whose minds may be made up."""
    parties = 0
    for party in range(board.role.shape[0]):
        parties |= only(party) if recorded(case, world, party) else 0
    return parties


@rule
def note_offer(board: Board, case: Case, world: World, observer: int, whole: bool) -> None:
    """Note what an observer that keeps records makes of the offer, for those who answer; needs its survey.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        observer: The party whose survey stands.
        whole: Whether the survey was of all issues, and ideals set, or of the offer's agenda alone.
    """
    if board.rules[LEARNING_ON] == 0 or world.now[MISJUDGED] == 0 or not may_speak(board, case, observer):
        return
    for party in range(board.role.shape[0]):
        if party != observer and recorded(case, world, party):
            note_terms(board, case, world, observer, party, whole)
    world.now[NOTED] |= only(observer)


@rule
def note_terms(board: Board, case: Case, world: World, observer: int, party: int, whole: bool) -> None:
    """Note surplus and ideal of one party by the survey that stands; what it has pledged it does not haggle over."""
    proposal, seat = world.now[PROPOSAL], seat_of(board, observer)
    world.noted[seat, party, NOTED_SURPLUS] = surplus_for(board, case, world, proposal, party)
    if has(world.pledgers[proposal], party):
        world.noted[seat, party, NOTED_IDEAL] = 0.0
    elif whole:
        world.noted[seat, party, NOTED_IDEAL] = ideal_on(world, world.agenda[proposal], party)
    else:
        world.noted[seat, party, NOTED_IDEAL] = best_hope(board, world, party)
