"""Step 5: parties leave the table, for a reason, and come back."""

from math import isinf

from sim.kernel.compile import part, rule
from sim.rules.conditions import breaks_red_line
from sim.rules.formulas import whole_days
from sim.rules.going_on import going_on, look_around
from sim.rules.sets import has, only
from sim.rules.situations import holds
from sim.rules.speaking import away
from sim.rules.state import (
    AHEAD,
    BREACHES_BORNE,
    BREACHES_MET,
    DAY,
    FIRST_OUT,
    GAIN_AWAY,
    HOPE,
    LEAVING,
    LEAVING_COST,
    NEVER,
    OUT,
    PROPOSAL,
    RED_LINES_BORNE,
    RED_LINES_MET,
    RETURN_DAYS,
    SPEAKER,
    TIMES_OUT,
    Board,
    Case,
    World,
)
from sim.rules.tallying import EVERY_ISSUE, WALKED_OUT, count
from sim.rules.worth import rounding


@part
def leave(board: Board, world: World, parties: int) -> None:
    """Parties leave the table; who is out already stays as it was."""
    for party in range(board.role.shape[0]):
        if has(parties & ~world.now[OUT], party):
            world.now[OUT] |= only(party)
            world.out_since[party] = world.now[DAY]
            world.walked_out[party, TIMES_OUT] += 1
            count(board, world, WALKED_OUT, party, NEVER, EVERY_ISSUE)
            world.grievances[party, RED_LINES_MET] = 0
            world.grievances[party, BREACHES_MET] = 0
            if world.walked_out[party, FIRST_OUT] == NEVER:
                world.walked_out[party, FIRST_OUT] = world.now[DAY]


@rule
def come_back(board: Board, case: Case, world: World) -> None:
    """In the morning parties come back whose time it is, who got their gesture, or who may enter the talks now."""
    if world.now[OUT] == 0:
        return
    back = 0
    for party in range(board.role.shape[0]):
        if has(world.now[OUT], party) and _comes_back(board, case, world, party):
            back |= only(party)
    world.now[OUT] &= ~back


@part
def _comes_back(board: Board, case: Case, world: World, party: int) -> bool:
    """Return whether a party that is out comes back today."""
    since = world.out_since[party]
    if since == NEVER:
        return holds(board, world, board.enters[party])
    days = case.walk_out[party, RETURN_DAYS]
    if not isinf(days) and world.now[DAY] >= since + max(1, whole_days(days)):
        return True
    gesture = board.returns_for[party]
    return gesture >= 0 and world.now[DAY] > since and holds(board, world, gesture)


@rule
def leave_by_choice(board: Board, case: Case, world: World) -> None:
    """Before anybody speaks parties leave for whom being away is worth more than going on. All decide at once."""
    if board.rules[LEAVING] == 0:
        return
    leaving = 0
    for party in range(board.role.shape[0]):
        if board.may_go[party] and not away(board, world, party):
            gain = gain_away(board, case, world, party)
            if gain > rounding(case, party):
                look_around(board, case, world, party)
                hope = going_on(board, case, world, party, party)
                world.tempted[party, GAIN_AWAY] = gain
                world.tempted[party, HOPE] = hope
                if gain > hope + rounding(case, party):
                    leaving |= only(party)
    if leaving:
        leave(board, world, leaving)


@part
def gain_away(board: Board, case: Case, world: World, party: int) -> float:
    """Return what being away is worth to a party beside what is agreed, less the cost of leaving. Needs prices.

    What is pending counts as in force: who has signed does not leave the table while the ballot is still to come.
    """
    settles = 0.0
    for issue in range(board.controllers.shape[0]):
        option = board.option[world.now[AHEAD], issue]
        if option >= 0:
            settles = max(settles, world.settling[option * world.price.shape[1] + party])
    gain: float = (1.0 - settles) * case.absence[party, party] - case.walk_out[party, LEAVING_COST]
    return gain


@rule
def note_red_lines(board: Board, case: Case, world: World) -> None:
    """A proposal of somebody else's that newly breaks a red line of its own is a grievance; at so many it leaves."""
    if board.rules[LEAVING] == 0:
        return
    leaving = 0
    for party in range(board.role.shape[0]):
        borne = case.walk_out[party, RED_LINES_BORNE]
        if isinf(borne) or party == world.now[SPEAKER] or away(board, world, party):
            continue
        if breaks_red_line(board, world, world.now[PROPOSAL], party):
            world.grievances[party, RED_LINES_MET] += 1
            if world.grievances[party, RED_LINES_MET] >= max(1, whole_days(borne)):
                leaving |= only(party)
    if leaving:
        leave(board, world, leaving)


@rule
def note_breaches(board: Board, case: Case, world: World) -> None:
    """A day on which it has seen a truce in force broken is a grievance; at so many a party leaves."""
    if board.rules[LEAVING] == 0:
        return
    leaving = 0
    for party in range(board.role.shape[0]):
        borne = case.walk_out[party, BREACHES_BORNE]
        if isinf(borne) or away(board, world, party):
            continue
        seen = 0
        for truce in range(board.truce_option.shape[0]):
            seen += world.perceived[truce, party]
        if seen > 0:
            world.grievances[party, BREACHES_MET] += 1
            if world.grievances[party, BREACHES_MET] >= max(1, whole_days(borne)):
                leaving |= only(party)
    if leaving:
        leave(board, world, leaving)
