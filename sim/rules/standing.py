"""How options come into force and end: the deal in force, its clocks and its signatories."""

from sim.kernel.compile import part, rule
from sim.rules.sets import has
from sim.rules.state import (
    AGREEMENTS,
    BREACHES_SEEN,
    DAY,
    DAYS_WEIGHED,
    EXPIRED,
    IN_FORCE,
    NEVER,
    NO_TERM,
    OUTSIDE,
    STATE,
    Board,
    Case,
    World,
)
from sim.rules.worth import term_of


@rule
def agreed(board: Board, world: World, issue: int) -> bool:
    """Return whether an option other than the status quo is in force on an issue."""
    option = board.option[world.now[STATE], issue]
    found: bool = option >= 0 and (board.rules[OUTSIDE] == 1 or option != board.first[issue])
    return found


@rule
def move(board: Board, case: Case, world: World, target: int, how: int, signatories: int) -> None:
    """Put another state in force: what leaves is recorded as ended in this way, what comes starts its clock.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        target: The state that will be in force.
        how: NONE for an agreement or an event, else EXPIRED, WITHDRAWN or COLLAPSED.
        signatories: Who consented, a bit mask; 0 when nobody was asked.
    """
    before = world.now[STATE]
    if signatories:
        world.now[AGREEMENTS] += 1
    for issue in range(board.controllers.shape[0]):
        old, new = board.option[before, issue], board.option[target, issue]
        if old != new:
            if old >= 0:
                if not signatories and world.status[issue] == IN_FORCE:
                    world.endings[issue] += 1
                _leave(world, issue, old, how)
            if new >= 0:
                _enter(board, case, world, issue, new, signatories)
    world.now[STATE] = target
    share_clocks(board, world)


@part
def _leave(world: World, issue: int, option: int, how: int) -> None:
    world.status[issue] = how
    world.began[issue] = NEVER
    world.ends[issue] = NO_TERM
    world.signed[issue] = 0
    world.agreement[issue] = 0
    if how >= EXPIRED and world.ended[option, how - EXPIRED] == NEVER:
        world.ended[option, how - EXPIRED] = world.now[DAY]


@part
def _enter(board: Board, case: Case, world: World, issue: int, option: int, signatories: int) -> None:
    if board.rules[OUTSIDE] == 0 and option == board.first[issue]:
        return
    day = world.now[DAY]
    term = term_of(case, option)
    world.status[issue] = IN_FORCE
    world.began[issue] = day
    world.ends[issue] = NO_TERM if term == NO_TERM else day + term - 1
    world.signed[issue] = signatories
    world.agreement[issue] = world.now[AGREEMENTS] if signatories else 0
    truce = board.truce_of[option]
    if truce >= 0:
        for party in range(board.role.shape[0]):
            world.heat[truce, party] = 0.0
            world.ledger[truce, party, BREACHES_SEEN] = 0.0
            world.ledger[truce, party, DAYS_WEIGHED] = 0.0
            world.logged[truce, party] = 0


@rule
def share_clocks(board: Board, world: World) -> None:
    """A linked option ends with its anchor."""
    for issue in range(board.controllers.shape[0]):
        option = board.option[world.now[STATE], issue]
        if option >= 0 and board.root[option] != option and world.status[issue] == IN_FORCE:
            world.ends[issue] = world.ends[board.issue[board.root[option]]]


@rule
def fall_back(board: Board, state: int, issues: int) -> int:
    """Return the state after the issues of a mask fall back, with what is linked to them."""
    for issue in range(board.controllers.shape[0]):
        if has(issues, issue):
            state = board.revert[state, issue]
    return state


@rule
def end_issues(board: Board, case: Case, world: World, issues: int, how: int) -> None:
    """End what is in force on the issues of a mask, with what is linked to it."""
    target = fall_back(board, world.now[STATE], issues)
    if target != world.now[STATE]:
        move(board, case, world, target, how, 0)
