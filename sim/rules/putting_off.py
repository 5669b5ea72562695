"""Step 6: a motion to put off a deadline, made and answered after a session that has failed."""

from sim.kernel.chance import GOING_ON, mix, uniform
from sim.kernel.compile import part, rule
from sim.rules.deadlines import looms
from sim.rules.formulas import acceptance, whole_days
from sim.rules.going_on import going_on, look_around
from sim.rules.sets import has, only
from sim.rules.speaking import away
from sim.rules.state import (
    ADJOURNED,
    DAY,
    HIDDEN,
    HORIZON,
    MEDIATOR,
    MINDS,
    MOTION,
    MOTION_CHANCE,
    MOTION_DRAW,
    MOTION_WORTH,
    NEVER,
    PAUSE,
    PUT_OFF,
    PUT_OFF_FIRST,
    SEED,
    SESSION_FAILED,
    SPEAKER,
    STATE,
    TIMES_PUT_OFF,
    WITHIN,
    Board,
    Case,
    World,
)
from sim.rules.tallying import EVERY_ISSUE, PROLONGED, count
from sim.rules.worth import price_terms, rounding, set_table, value_after, value_today

TIMES, CONSENTS = range(2)  # Board.deadline_moves


@rule
def move_to_put_off(board: Board, case: Case, world: World) -> None:
    """After a session that has failed its speaker may move to put off a deadline; if all agree it is put off."""
    world.now[MOTION] = 0
    if board.deadline_day.shape[0] == 0 or world.now[SESSION_FAILED] == 0 or world.now[SPEAKER] == NEVER:
        return
    speaker = world.now[SPEAKER]
    deadline = deadline_to_move(board, case, world)
    if deadline == NEVER or away(board, world, speaker) or not _can_be_put_off(board, case, world, deadline):
        return
    world.now[HIDDEN] = deadline + 1
    price_terms(board, case, world, world.now[DAY])
    agreed = _moves(board, case, world, deadline) and _all_agree(board, case, world, deadline)
    world.now[HIDDEN] = 0
    price_terms(board, case, world, world.now[DAY])
    if agreed:
        _put_off(board, case, world, deadline)


@rule
def deadline_to_move(board: Board, case: Case, world: World) -> int:
    """Return the next deadline that looms, can still be put off and is near enough, or -1."""
    found = NEVER
    for deadline in range(board.deadline_day.shape[0]):
        often = world.deadline_days[deadline, TIMES_PUT_OFF] >= board.deadline_moves[deadline, TIMES]
        left = world.deadline_due[deadline] - world.now[DAY] + 1
        near = left <= whole_days(case.deadline[deadline, WITHIN])
        if often or not near or not looms(board, world, deadline):
            continue
        if found == NEVER or world.deadline_due[deadline] < world.deadline_due[found]:
            found = deadline
    return found


@part
def days_off(case: Case, deadline: int) -> int:
    """Return by how many days a deadline is put off."""
    return max(1, whole_days(case.deadline[deadline, PUT_OFF]))


@part
def _can_be_put_off(board: Board, case: Case, world: World, deadline: int) -> bool:
    """Return whether all who must agree are there, and the new day is one that is played, or need not be."""
    for party in range(board.role.shape[0]):
        if has(board.deadline_moves[deadline, CONSENTS], party) and away(board, world, party):
            return False
    played = world.deadline_due[deadline] + days_off(case, deadline) <= board.rules[HORIZON]
    return bool(played or board.deadline_beyond[deadline])


@rule
def worth_of_putting_off(board: Board, case: Case, world: World, deadline: int, party: int, observer: int) -> float:
    """Return what it is worth to a party to put off a deadline, as an observer sees it: V(g) + h - V(g after it).

    Needs the survey of `look_around`, made as if the deadline were not there.
    """
    hope = going_on(board, case, world, party, observer)
    set_table(board, case, world, observer)
    state = world.now[STATE]
    today = value_today(board, case, world, state, party)
    worth: float = today + hope - value_after(board, case, world, deadline, state, party)
    return worth


@rule
def _moves(board: Board, case: Case, world: World, deadline: int) -> bool:
    """Return whether the speaker moves to put off a deadline: it gains, and nobody who must agree seems to lose."""
    speaker, consents = world.now[SPEAKER], board.deadline_moves[deadline, CONSENTS]
    look_around(board, case, world, speaker)
    for party in range(board.role.shape[0]):
        world.motion[party, MOTION_CHANCE] = -1.0
    carries = board.role[speaker] == MEDIATOR and not has(consents, speaker)
    for party in range(board.role.shape[0]):
        if has(consents, party) or (party == speaker and not carries):
            worth = worth_of_putting_off(board, case, world, deadline, party, speaker)
            same = rounding(case, party)
            enough = worth > same if party == speaker or carries else worth >= -same
            if not enough:
                return False
            if party == speaker:
                world.motion[party, MOTION_WORTH] = worth
                world.motion[party, MOTION_CHANCE] = 1.0
    world.now[MOTION] = deadline + 1
    return True


@rule
def _all_agree(board: Board, case: Case, world: World, deadline: int) -> bool:
    """Return whether all others who must agree say yes, each by its own survey and one number a prolongation."""
    others = board.deadline_moves[deadline, CONSENTS] & ~only(world.now[SPEAKER])
    agreed = True
    for party in range(board.role.shape[0]):
        if has(others, party):
            look_around(board, case, world, party)
            worth = worth_of_putting_off(board, case, world, deadline, party, party)
            chance = acceptance(worth, 0.0, 0.0, case.precision[party], rounding(case, party))
            luck = luck_of_putting_off(board, world, deadline, party)
            world.motion[party, MOTION_WORTH] = worth
            world.motion[party, MOTION_CHANCE] = chance
            world.motion[party, MOTION_DRAW] = luck
            agreed = agreed and luck < chance
    return agreed


@part
def luck_of_putting_off(board: Board, world: World, deadline: int, party: int) -> float:
    """Return the number that answers every motion for one prolongation."""
    times = world.deadline_days[deadline, TIMES_PUT_OFF]
    who = mix(board.luck_party[party], board.luck_deadline[deadline])
    return uniform(world.now[SEED], world.now[MINDS], times, GOING_ON, who)


@part
def _put_off(board: Board, case: Case, world: World, deadline: int) -> None:
    """Move a deadline, and adjourn the talks if that goes with it."""
    world.deadline_due[deadline] += days_off(case, deadline)
    world.deadline_days[deadline, TIMES_PUT_OFF] += 1
    count(board, world, PROLONGED, deadline, NEVER, EVERY_ISSUE)
    if world.deadline_days[deadline, PUT_OFF_FIRST] == NEVER:
        world.deadline_days[deadline, PUT_OFF_FIRST] = world.now[DAY]
    pause = whole_days(case.deadline[deadline, PAUSE])
    if pause > 0:
        world.now[ADJOURNED] = max(world.now[ADJOURNED], world.now[DAY] + pause)
