"""Steps 1 and 2: what happens beside the talks, and what carrying on is worth today."""

from math import isinf, sqrt

from sim.kernel.chance import EVENT, SESSIONS_A_DAY, VOLATILITY, normal, uniform
from sim.kernel.compile import part, rule
from sim.rules.coming import look_ahead
from sim.rules.deadlines import passed_yesterday, set_deadlines
from sim.rules.leaving import come_back, leave
from sim.rules.pressure import begin_and_end_pressures, less_pressure
from sim.rules.sets import has, only
from sim.rules.situations import holds, look_at_conduct
from sim.rules.speaking import gone_today
from sim.rules.standing import bar_what_cools, end_issues, move
from sim.rules.state import ADJOURNED, DAY, NEVER, NONE, OUT, RUN, SEED, STATE, Board, Case, World


@rule
def play_events(board: Board, case: Case, world: World) -> None:
    """Step 1. Scheduled events happen on their day, random ones with their daily rate; then effects take hold."""
    gone_today(board, world)
    begin_and_end_pressures(board, case, world)
    come_back(board, case, world)
    for event in range(board.event_day.shape[0]):
        if _happens(board, case, world, event):
            world.happened[event, world.now[DAY]] += 1
            if world.first_event[event] == NEVER:
                world.first_event[event] = world.now[DAY]
            _give_goodwill(board, case, world, event)
            target = board.forced[event, world.now[STATE]]
            if target != world.now[STATE]:
                move(board, case, world, target, NONE, 0)
            leave(board, world, board.leaves[event])
            world.now[OUT] &= ~board.brings_back[event]
    set_deadlines(board, case, world)
    _count_active(board, case, world)
    _bar_options(board, case, world)
    look_ahead(board, world)
    _shift_worth(board, case, world)
    look_at_conduct(board, world)


@part
def _happens(board: Board, case: Case, world: World, event: int) -> bool:
    """Return whether an event happens today: on its date, by chance, as its situation comes to hold, or passed."""
    day = world.now[DAY]
    before = False
    if board.when[event] >= 0:
        before = world.held[event]
        world.held[event] = holds(board, world, board.when[event])
        if not world.held[event]:
            return False
    if not board.possible[event, 0] <= day <= board.possible[event, 1]:
        return False
    if board.once[event] and world.first_event[event] != NEVER:
        return False
    if board.event_day[event] >= 0:
        due: bool = board.event_day[event] == day
        return due
    if board.on_change[event]:
        return not before
    if board.deadline_day.shape[0] and passed_yesterday(board, world, event):
        return True
    luck = uniform(world.now[SEED], world.now[RUN], day * SESSIONS_A_DAY, EVENT, board.luck_event[event])
    lucky: bool = luck < case.rate[event]
    return lucky


@part
def _give_goodwill(board: Board, case: Case, world: World, event: int) -> None:
    """Goodwill counts as so many kept truce days among those it is between."""
    among = board.between[event]
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            if party != other and has(among, party) and has(among, other):
                world.kept[party, other] += case.goodwill[event]


@part
def _count_active(board: Board, case: Case, world: World) -> None:
    """An event is under way from the day it happens for as many days as it lasts; it may adjourn the talks."""
    day = world.now[DAY]
    for event in range(board.event_day.shape[0]):
        world.active[event] += world.happened[event, day]
        if not isinf(case.lasts[event]):
            began = day - max(1, int(case.lasts[event] + 0.5))
            if began >= 0:
                world.active[event] -= world.happened[event, began]
            if began == board.opened_event[event] and day > 1:
                world.active[event] -= 1
        if board.adjourns[event] and world.active[event] > 0:
            world.now[ADJOURNED] = max(world.now[ADJOURNED], day)


@part
def _bar_options(board: Board, case: Case, world: World) -> None:
    """What an event rules out cannot be proposed or hoped for; in force, it ends."""
    for option in range(board.issue.shape[0]):
        world.barred[option] = False
    for event in range(board.event_day.shape[0]):
        if world.active[event] > 0:
            for option in range(board.issue.shape[0]):
                if board.bars[event, option]:
                    world.barred[option] = True
    for issue in range(board.controllers.shape[0]):
        option = board.option[world.now[STATE], issue]
        if option >= 0 and world.barred[option]:
            end_issues(board, case, world, only(issue), NONE)
    bar_what_cools(board, world)


@part
def _shift_worth(board: Board, case: Case, world: World) -> None:
    """An event that begins or ends today moves the worth of its options."""
    day = world.now[DAY]
    for effect in range(board.effect_event.shape[0]):
        event = board.effect_event[effect]
        change = world.happened[event, day]
        lasts = case.lasts[event]
        if not isinf(lasts):
            began = day - max(1, int(lasts + 0.5))
            if began >= 0:
                change -= world.happened[event, began]
            if began == board.opened_event[event] and day > 1:
                change -= 1
        world.worth[board.effect_party[effect], board.effect_option[effect]] += change * case.effect[effect]


@part
def settled_share(board: Board, case: Case, state: int) -> float:
    """Return the share of the dispute that a state stops: the largest among its options."""
    share = 0.0
    for issue in range(board.controllers.shape[0]):
        option = board.option[state, issue]
        if option >= 0:
            share = max(share, case.settles[option])
    return share


@rule
def set_no_deal(board: Board, case: Case, world: World) -> None:
    """Step 2. R_p = R0_p + effects active today; R0 drifts while the dispute is open, and fluctuates.

    R0_p <- R0_p + (1 - settles(g)) drift_p / 30 + volatility_p N(0, 1)
    """
    open_share = 1.0 - settled_share(board, case, world.now[STATE])
    for party in range(board.role.shape[0]):
        world.drifted[party] += open_share * case.drift[party] / 30.0
        if case.volatility[party] > 0.0:
            world.drifted[party] += case.volatility[party] * _shock(board, case, world, party)
        world.no_deal[party] = world.drifted[party] + _effects_on(board, case, world, party)


@part
def _shock(board: Board, case: Case, world: World, party: int) -> float:
    """What one hopes from fighting on the other fears: a part of a day's shock is common to those who share it.

    sign_p sqrt(r) Z + sqrt(1 - r) eps_p, Z one draw a day for all who share
    """
    moment = world.now[DAY] * SESSIONS_A_DAY
    own = normal(world.now[SEED], world.now[RUN], moment, VOLATILITY, board.luck_party[party])
    shared = case.shared[party]
    if shared <= 0.0:
        return own
    common = normal(world.now[SEED], world.now[RUN], moment, VOLATILITY, board.luck_shock[party])
    shock: float = board.shock_sign[party] * sqrt(shared) * common + sqrt(1.0 - shared) * own
    return shock


@part
def _effects_on(board: Board, case: Case, world: World, party: int) -> float:
    """Return the points that events and pressures under way put on a party's no-deal value."""
    points = 0.0
    events = board.event_day.shape[0]
    for event in range(events):
        points += world.active[event] * case.event_points[event, party]
    if world.now[OUT]:
        for other in range(board.role.shape[0]):
            if has(world.now[OUT], other):
                points += case.absence[other, party]
    return less_pressure(board, case, world, party, points)
