"""Step 3: a deadline is foreseen, for the part of a party's patience that lies beyond it."""

from math import isinf

from sim.kernel.compile import part, rule
from sim.rules.formulas import priced_share
from sim.rules.state import (
    COUNTING,
    FORESEEN,
    HIDDEN,
    MET,
    NEVER,
    PASSED,
    PRICING_ON,
    Board,
    Case,
    World,
)


@part
def ahead(world: World, deadline: int) -> bool:
    """Return whether a deadline is set, and has neither passed nor been met."""
    over = world.deadline_days[deadline, PASSED] != NEVER or world.deadline_days[deadline, MET] != NEVER
    still: bool = world.deadline_due[deadline] != NEVER and not over
    return still


@rule
def foresee(board: Board, case: Case, world: World, day: int) -> None:
    """Set what share of each party's patience lies within the effects of each deadline ahead.

    min(1, (n + L) / D) - min(1, n / D), n the days before they begin, `day` included, L the days that they last
    """
    world.now[FORESEEN] = 0
    world.now[COUNTING] = 0
    for deadline in range(board.deadline_day.shape[0]):
        counts = board.rules[PRICING_ON] == 1 and ahead(world, deadline) and deadline + 1 != world.now[HIDDEN]
        wait = max(0, world.deadline_due[deadline] - day + 1)
        lasts = case.lasts[board.deadline_event[deadline]]
        anybody = False
        for party in range(board.role.shape[0]):
            share = 0.0
            if counts:
                beyond = 1.0
                if not isinf(lasts):
                    beyond = priced_share(1.0 * (wait + max(1, int(lasts + 0.5))), case.patience[party])
                share = beyond - priced_share(1.0 * wait, case.patience[party])
            world.foreseen[deadline, party] = share
            anybody = anybody or share > 0.0
        if anybody:
            world.now[FORESEEN] = 1
            world.counting[world.now[COUNTING]] = deadline
            world.now[COUNTING] += 1
