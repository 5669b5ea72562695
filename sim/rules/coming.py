"""What is agreed and not yet in force: what the deal will be when it comes, and when that has become hopeless."""

from sim.kernel.compile import part, rule
from sim.rules.sets import only
from sim.rules.state import (
    AHEAD,
    DAY,
    EXPIRED,
    FAILED,
    IN_FORCE,
    LISTED,
    NEVER,
    OUTSIDE,
    PENDING,
    START,
    STATE,
    Board,
    World,
)


@part
def find_state(board: Board, world: World) -> int:
    """Return the state whose options stand in `World.row`, or -1 if there is none."""
    low, high = 0, board.rules[LISTED]
    while low < high:
        middle = (low + high) // 2
        if _before(board, world, middle):
            low = middle + 1
        else:
            high = middle
    if low < board.rules[LISTED] and _same(board, world, low):
        return low
    start = board.rules[START]
    return start if _same(board, world, start) else NEVER


@part
def _before(board: Board, world: World, state: int) -> bool:
    """Return whether a state stands before the row in the order in which states are listed."""
    for issue in range(board.controllers.shape[0]):
        if board.option[state, issue] != world.row[issue]:
            smaller: bool = board.option[state, issue] < world.row[issue]
            return smaller
    return False


@part
def _same(board: Board, world: World, state: int) -> bool:
    issue = 0
    while issue < world.row.shape[0] and board.option[state, issue] == world.row[issue]:
        issue += 1
    return bool(issue == world.row.shape[0])


@part
def load_row(board: Board, world: World, state: int) -> None:
    """Put the options of a state into `World.row`."""
    for issue in range(board.controllers.shape[0]):
        world.row[issue] = board.option[state, issue]


@part
def leave_out(board: Board, world: World) -> None:
    """Set the issues of the row that something is pending on to what is in force on them."""
    for issue in range(board.controllers.shape[0]):
        if world.pact[issue] > 0:
            world.row[issue] = board.option[world.now[STATE], issue]


@part
def put_pact(board: Board, world: World, number: int) -> None:
    """Put what an agreement will bring into the row."""
    for issue in range(board.controllers.shape[0]):
        if world.pact[issue] == number:
            world.row[issue] = world.coming[issue]


@part
def put_in_place(board: Board, world: World, number: int) -> None:
    """Put what an agreement will bring into the row; what is linked to an option that it replaces falls back.

    What it brings itself does not: where that cannot stand, the row is infeasible.
    """
    for issue in range(board.controllers.shape[0]):
        world.row_before[issue] = world.row[issue]
    put_pact(board, world, number)
    dropped = board.rules[OUTSIDE] == 0
    while dropped:
        dropped = False
        for issue in range(board.controllers.shape[0]):
            if world.pact[issue] != number and _has_lost_anchor(board, world, issue):
                world.row[issue] = board.falls_to[world.row[issue]]
                dropped = True


@part
def _has_lost_anchor(board: Board, world: World, issue: int) -> bool:
    """Return whether what the row has on an issue hangs on what has been replaced; a first option on what is absent."""
    option = world.row[issue]
    for place in range(board.anchor.shape[1]):
        anchor = board.anchor[option, place]
        absent = anchor >= 0 and world.row[board.issue[anchor]] != anchor
        if absent and (option == board.first[issue] or world.row_before[board.issue[anchor]] == anchor):
            return True
    return False


@rule
def stands_alone(board: Board, world: World, state: int) -> bool:
    """Return whether a deal is feasible also without all that is pending."""
    found = without_pending(board, world, state)
    return found != NEVER and bool(board.proposable[found])


@rule
def without_pending(board: Board, world: World, state: int) -> int:
    """Return the state that is left of a deal without all that is pending, or -1 if there is none."""
    load_row(board, world, state)
    leave_out(board, world)
    return find_state(board, world)


@part
def holds_all(board: Board, world: World, state: int) -> bool:
    """Return whether a state has on the issues that something is pending on what that will bring."""
    for issue in range(board.controllers.shape[0]):
        if world.pact[issue] > 0 and board.option[state, issue] != world.coming[issue]:
            return False
    return True


@part
def next_pact(world: World, after: int) -> int:
    """Return the number of the first pending agreement after another, or -1 if there is none."""
    found = NEVER
    for issue in range(world.pact.shape[0]):
        number = world.pact[issue]
        if number > after and (found == NEVER or number < found):
            found = number
    return found


@part
def issues_of(world: World, number: int) -> int:
    """Return the issues that an agreement is pending on."""
    issues = 0
    for issue in range(world.pact.shape[0]):
        if world.pact[issue] == number:
            issues |= only(issue)
    return issues


@part
def closed_issues(world: World) -> int:
    """Return the issues that are not open because something is pending on them."""
    issues = 0
    for issue in range(world.pact.shape[0]):
        if world.pact[issue] > 0:
            issues |= only(issue)
    return issues


@rule
def look_ahead(board: Board, world: World) -> None:
    """Set what the deal in force will be when all that is pending has come; what has become hopeless fails."""
    world.now[AHEAD] = world.now[STATE]
    while world.now[PENDING] > 0:
        load_row(board, world, world.now[STATE])
        number = next_pact(world, 0)
        last = number
        while number != NEVER:
            put_in_place(board, world, number)
            last = number
            number = next_pact(world, number)
        ahead = find_state(board, world)
        if ahead != NEVER and can_be(board, world, ahead):
            world.now[AHEAD] = ahead
            return
        fail_pact(board, world, last, True)


@rule
def can_be(board: Board, world: World, state: int) -> bool:
    """Return whether a state is feasible and holds no barred option that is not in force."""
    for issue in range(board.controllers.shape[0]):
        option = board.option[state, issue]
        if option >= 0 and world.barred[option] and board.option[world.now[STATE], issue] != option:
            return False
    feasible: bool = board.proposable[state]
    return feasible


@part
def forget_pact(world: World, number: int) -> None:
    """An agreement is pending no more."""
    for issue in range(world.pact.shape[0]):
        if world.pact[issue] == number:
            world.pact[issue] = 0
            world.coming[issue] = NEVER
            world.pact_due[issue] = NEVER
            world.pact_signed[issue] = 0
            world.pact_chance[issue] = 0.0
    world.now[PENDING] -= 1


@rule
def fail_pact(board: Board, world: World, number: int, reopens: bool) -> None:
    """An agreement comes to nothing before it was in force: an end of its own; minds on its issues reopen, or not."""
    for issue in range(board.controllers.shape[0]):
        if world.pact[issue] == number:
            option = world.coming[issue]
            world.endings[issue] += 1 if reopens else 0
            if world.status[issue] != IN_FORCE:
                world.status[issue] = FAILED
            comes = board.rules[OUTSIDE] == 1 or option != board.first[issue]
            if comes and world.ended[option, FAILED - EXPIRED] == NEVER:
                world.ended[option, FAILED - EXPIRED] = world.now[DAY]
    forget_pact(world, number)
