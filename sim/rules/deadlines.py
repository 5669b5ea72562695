"""Step 1: deadlines are set, met or passed, and which of them a party has before it."""

from sim.kernel.compile import part, rule
from sim.rules.foreseeing import ahead
from sim.rules.formulas import whole_days
from sim.rules.sets import has
from sim.rules.situations import holds
from sim.rules.state import AHEAD, CLOSED, DAY, HORIZON, IN_DAYS, MET, NEVER, PASSED, Board, Case, World


@part
def set_deadlines(board: Board, case: Case, world: World) -> None:
    """In the morning, a deadline that something sets gets its day once that holds."""
    for deadline in range(board.deadline_day.shape[0]):
        situation = board.deadline_after[deadline]
        if situation >= 0 and world.deadline_due[deadline] == NEVER and holds(board, world, situation):
            world.deadline_due[deadline] = world.now[DAY] + whole_days(case.deadline[deadline, IN_DAYS])


@part
def passed_yesterday(board: Board, world: World, event: int) -> bool:
    """Return whether an event is what a deadline brings that passed the evening before."""
    for deadline in range(board.deadline_day.shape[0]):
        if board.deadline_event[deadline] == event:
            passed: bool = world.deadline_days[deadline, PASSED] == world.now[DAY] - 1
            return passed
    return False


@rule
def meet_deadlines(board: Board, world: World) -> None:
    """In the evening of its day a deadline is met by what is agreed or in force, or it passes."""
    for deadline in range(board.deadline_day.shape[0]):
        if ahead(world, deadline) and world.deadline_due[deadline] == world.now[DAY]:
            if board.deadline_met[deadline, world.now[AHEAD]]:
                world.deadline_days[deadline, MET] = world.now[DAY]
                continue
            world.deadline_days[deadline, PASSED] = world.now[DAY]
            event = board.deadline_event[deadline]
            if world.first_event[event] == NEVER:
                world.first_event[event] = world.now[DAY]
            if board.deadline_closes[deadline]:
                world.now[CLOSED] = 1


@part
def looms(board: Board, world: World, deadline: int) -> bool:
    """Return whether a deadline is ahead and what is agreed and in force does not meet it."""
    return ahead(world, deadline) and not board.deadline_met[deadline, world.now[AHEAD]]


@part
def last_day_for(board: Board, world: World, party: int) -> int:
    """Return the day of the next deadline that looms and concerns a party, or the horizon."""
    last: int = board.rules[HORIZON]
    for deadline in range(board.deadline_day.shape[0]):
        if has(board.deadline_about[deadline], party) and looms(board, world, deadline):
            last = min(last, world.deadline_due[deadline])
    return last
