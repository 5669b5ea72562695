"""The order of a day: the one list of steps that the ensemble and the watched run both go through.

What takes a step is a part of the ensemble's one loop over runs, and Python runs it for a watched run. As a rule of its
own it would have every rule compiled a second time.
"""

from sim.kernel.compile import part, rule
from sim.rules.answering import answer, conclude
from sim.rules.compliance import collapse_truces, keep_truces
from sim.rules.deadlines import meet_deadlines
from sim.rules.events import play_events, set_no_deal
from sim.rules.learning import learn
from sim.rules.leaving import leave_by_choice, note_breaches, note_red_lines
from sim.rules.noting import must_answer
from sim.rules.pressure import press
from sim.rules.proposing import propose
from sim.rules.putting_off import move_to_put_off
from sim.rules.ratifying import settle_due
from sim.rules.recording import record_day
from sim.rules.situations import look_at_conduct
from sim.rules.speaking import choose_speaker
from sim.rules.state import ACCEPTED, DAY, NEVER, PROPOSAL, SESSIONS_HELD, SPEAKER, Board, Case, World
from sim.rules.tactics import Outside, set_aspirations
from sim.rules.terms import denounce, end_terms
from sim.rules.voting import draw_abstentions, set_voters
from sim.rules.worth import price_terms

EVENTS, NO_DEAL, DUE = range(3)
OPEN, DENOUNCE, ASPIRE, LEAVE, PROPOSE, ANSWER, LEARN, PRESS, GRIEVE, CONCLUDE, MOVE = range(3, 14)
TRUCES, COLLAPSES, TERMS, DEADLINES, RECORD = range(14, 19)

MORNING = (EVENTS, NO_DEAL, DUE)
"""What comes before the talks of a day."""
SESSION = (OPEN, DENOUNCE, ASPIRE, LEAVE, PROPOSE, ANSWER, LEARN, PRESS, GRIEVE, CONCLUDE, MOVE)
"""One session: denunciations, aspirations, who leaves, a proposal, answers, what follows, a deal or not, a motion."""
EVENING = (TRUCES, COLLAPSES, TERMS, DEADLINES, RECORD)
"""What comes after the talks of a day."""


@rule
def passed_over(world: World, step: int) -> bool:
    """Where nothing was proposed, nobody answers, learns or is pressed."""
    return ANSWER <= step <= GRIEVE and world.now[PROPOSAL] == NEVER


@part
def take_in_morning(step: int, board: Board, case: Case, world: World) -> None:
    """Take one step of a morning."""
    if step == EVENTS:
        play_events(board, case, world)
    elif step == NO_DEAL:
        set_no_deal(board, case, world)
    elif step == DUE:
        settle_due(board, case, world)


@part
def take_in_session(step: int, board: Board, case: Case, world: World, outside: Outside) -> None:
    """Take one step of a session."""
    if step == OPEN:
        world.now[SESSIONS_HELD] += 1
        world.now[ACCEPTED] = 0
        draw_abstentions(board, case, world)
    elif step == DENOUNCE:
        denounce(board, case, world)
    elif step == ASPIRE:
        look_at_conduct(board, world)
        price_terms(board, case, world, world.now[DAY])
        set_aspirations(board, case, world, outside)
    elif step == LEAVE:
        leave_by_choice(board, case, world)
        set_voters(board, case, world)
    elif step == PROPOSE:
        world.now[SPEAKER] = choose_speaker(board, case, world)
        propose(board, case, world)
    elif step == ANSWER:
        for party in range(board.role.shape[0]):
            if must_answer(world, party):
                answer(board, case, world, party)
    elif step == LEARN:
        learn(board, case, world)
    elif step == PRESS:
        press(board, case, world)
    elif step == GRIEVE:
        note_red_lines(board, case, world)
    elif step == CONCLUDE:
        conclude(board, case, world)
    elif step == MOVE:
        set_voters(board, case, world)
        move_to_put_off(board, case, world)


@part
def take_in_evening(step: int, board: Board, case: Case, world: World) -> None:
    """Take one step of an evening."""
    if step == TRUCES:
        keep_truces(board, case, world)
    elif step == COLLAPSES:
        collapse_truces(board, case, world)
    elif step == TERMS:
        end_terms(board, case, world)
    elif step == DEADLINES:
        meet_deadlines(board, world)
        note_breaches(board, case, world)
    elif step == RECORD:
        record_day(board, world)
