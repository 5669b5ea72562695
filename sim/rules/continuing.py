"""A what-if that begins on a day of its base: other numbers count from then on, and all that has happened stays."""

from sim.kernel.compile import rule
from sim.rules.compliance import set_trust
from sim.rules.foreseeing import ahead
from sim.rules.setup import blunt_precision, stated_worth
from sim.rules.state import DAY, FAILURES_BORNE, NEVER, TIMES_PUT_OFF, Board, Case, World
from sim.rules.voting import weigh_votes


@rule
def change_course(board: Board, before: Case, case: Case, world: World) -> None:
    """Let a run that was played with some inputs go on with others.

    What was drawn before the first day and stakes stay; worths keep what events have added; trust is reckoned from what
    was observed; deadlines that nobody has put off have the dates stated now; a mediator has so many failed sessions
    more or fewer left; minds that may be made up from now on have seen no agenda yet.
    """
    for party in range(board.role.shape[0]):
        for option in range(board.issue.shape[0]):
            change = stated_worth(board, case, party, option) - stated_worth(board, before, party, option)
            world.worth[party, option] += change
        if before.consistency[party] <= 0.0 and case.consistency[party] > 0.0:
            for agenda in range(world.seen_as.shape[0]):
                world.seen_as[agenda, party] = NEVER
    for deadline in range(board.deadline_day.shape[0]):
        dated = board.deadline_day[deadline] != NEVER and world.deadline_days[deadline, TIMES_PUT_OFF] == 0
        if dated and ahead(world, deadline):
            world.deadline_due[deadline] = max(board.deadline_day[deadline], world.now[DAY] + 1)
    blunt_precision(board, case, world)
    weigh_votes(board, case, world)
    set_trust(board, case, world)
    if case.protocol[FAILURES_BORNE] != before.protocol[FAILURES_BORNE]:
        used = before.protocol[FAILURES_BORNE] - world.failures_left[0]
        world.failures_left[0] = case.protocol[FAILURES_BORNE] - (used if used == used else 0.0)
