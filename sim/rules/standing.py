"""How options come into force and end: the deal in force, its clocks and its signatories."""

from sim.kernel.compile import part, rule
from sim.rules.coming import look_ahead
from sim.rules.formulas import whole_days
from sim.rules.sets import has
from sim.rules.state import (
    AGREEMENTS,
    BREACHES_SEEN,
    COOLING,
    DAY,
    DAYS_WEIGHED,
    EXPIRED,
    IN_FORCE,
    LAPSED,
    NEVER,
    NO_TERM,
    OUTSIDE,
    STATE,
    WITHDRAWN,
    Board,
    Case,
    World,
)
from sim.rules.worth import linked, term_of


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
            goes_on = signatories != 0 and _varies(board, world, issue, old, new)
            began, last = world.began[issue], world.ends[issue]
            if old >= 0:
                if not signatories and world.status[issue] == IN_FORCE and world.agreement[issue] != LAPSED:
                    world.endings[issue] += 1
                _leave(board, case, world, issue, old, how)
            if new >= 0:
                lapsed = _has_lapsed(board, target, issue)
                _enter(board, case, world, issue, new, 0 if lapsed else signatories)
                if lapsed:
                    world.agreement[issue] = LAPSED
            if goes_on:
                world.began[issue], world.ends[issue] = began, last
                _remember(board, world, board.truce_of[old], board.truce_of[new])
    world.now[STATE] = target
    share_clocks(board, world)
    bar_what_cools(board, world)
    look_ahead(board, world)


@part
def _has_lapsed(board: Board, target: int, issue: int) -> bool:
    """Return whether a state has on an issue what stands in the place of a first option that has lapsed."""
    first = board.first[issue]
    to = board.falls_to[first]
    return bool(to != first and board.option[target, issue] == to and not _there(board, target, board.anchor[first, 0]))


@part
def _there(board: Board, state: int, option: int) -> bool:
    return bool(board.option[state, board.issue[option]] == option)


@part
def _varies(board: Board, world: World, issue: int, old: int, new: int) -> bool:
    """Return whether what replaces an option in force is a variant of it, whose clock it then keeps."""
    both = old >= 0 and new >= 0 and world.status[issue] == IN_FORCE
    return both and board.family[old] == board.family[new]


@part
def _remember(board: Board, world: World, old: int, new: int) -> None:
    """A variant of a truce remembers what was done under it."""
    if old < 0 or new < 0:
        return
    for party in range(board.role.shape[0]):
        world.heat[new, party] = world.heat[old, party]
        world.ledger[new, party, BREACHES_SEEN] = world.ledger[old, party, BREACHES_SEEN]
        world.ledger[new, party, DAYS_WEIGHED] = world.ledger[old, party, DAYS_WEIGHED]
        world.logged[new, party] = world.logged[old, party]
        for other in range(board.role.shape[0]):
            world.seen_of[new, party, other] = world.seen_of[old, party, other]


@part
def _leave(board: Board, case: Case, world: World, issue: int, option: int, how: int) -> None:
    """Note how an option ended; a truce that was broken off does not come back before it has cooled."""
    world.status[issue] = how
    world.began[issue] = NEVER
    world.ends[issue] = NO_TERM
    world.signed[issue] = 0
    world.agreement[issue] = 0
    if how >= EXPIRED and world.ended[option, how - EXPIRED] == NEVER:
        world.ended[option, how - EXPIRED] = world.now[DAY]
    truce = board.truce_of[option]
    if how >= WITHDRAWN and truce >= 0:
        days = whole_days(case.truce[truce, COOLING])
        world.cools[issue] = world.now[DAY] + days if days else NEVER


@rule
def bar_what_cools(board: Board, world: World) -> None:
    """After a truce was broken off no truce of its issue can be proposed for some days."""
    for issue in range(board.controllers.shape[0]):
        if world.cools[issue] >= world.now[DAY]:
            for option in range(board.first[issue], board.first[issue + 1]):
                if board.truce_of[option] >= 0 and board.option[world.now[STATE], issue] != option:
                    world.barred[option] = True


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
        world.cools[issue] = NEVER
        for party in range(board.role.shape[0]):
            world.heat[truce, party] = 0.0
            world.ledger[truce, party, BREACHES_SEEN] = 0.0
            world.ledger[truce, party, DAYS_WEIGHED] = 0.0
            world.logged[truce, party] = 0
            for other in range(board.role.shape[0]):
                world.seen_of[truce, party, other] = 0.0


@rule
def share_clocks(board: Board, world: World) -> None:
    """A linked option ends with the first of its anchors to end."""
    for issue in range(board.controllers.shape[0]):
        option = board.option[world.now[STATE], issue]
        if option >= 0 and linked(board, option) and world.status[issue] == IN_FORCE:
            last = NO_TERM
            for place in range(board.root.shape[1]):
                root = board.root[option, place]
                if root >= 0:
                    last = min(last, world.ends[board.issue[root]])
            world.ends[issue] = last


@rule
def fall_back(board: Board, state: int, issues: int) -> int:
    """Return the state after the issues of a mask fall back, with what is linked to them; what is left is feasible."""
    left: int = board.mended[fallen(board, state, issues)]
    return left


@rule
def fallen(board: Board, state: int, issues: int) -> int:
    """Return the state after the issues of a mask fall back, with what is linked to them, feasible or not."""
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
