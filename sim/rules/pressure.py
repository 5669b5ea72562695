"""Pressure and inducement: what one party does to another that refuses, what it is about, what it costs."""

from sim.kernel.chance import PRESSURE, mix, uniform
from sim.kernel.compile import part, rule
from sim.rules.formulas import priced_share
from sim.rules.sets import has
from sim.rules.speaking import away, gone, moment
from sim.rules.state import (
    ACCEPTED,
    AFTER,
    AHEAD,
    CHANCE,
    CONSENT,
    COST,
    DAY,
    LASTS,
    NEVER,
    NO_TERM,
    POINTS,
    PRESSURE_ON,
    PRICING_ON,
    PROPOSAL,
    RUN,
    SEED,
    SPEAKER,
    STATE,
    THREAT,
    Board,
    Case,
    World,
)


@rule
def press(board: Board, case: Case, world: World) -> None:
    """Pressure is applied to a party that has refused what it demands often enough, from tomorrow on."""
    if board.rules[PRESSURE_ON] == 0:
        return
    for pressure in range(board.pressure_on.shape[0]):
        if _refused(board, world, pressure):
            world.refused[pressure] += 1
            if _may_press(board, case, world, pressure):
                world.happened[board.event_day.shape[0] + pressure, world.now[DAY] + 1] += 1
                world.refused[pressure] = 0


@part
def _refused(board: Board, world: World, pressure: int) -> bool:
    """Return whether the target has just refused what is demanded of it: to anything, where nothing is."""
    target = board.pressure_on[pressure]
    asked = target != world.now[SPEAKER] and has(world.now[CONSENT], target)
    if not asked or has(world.now[ACCEPTED], target):
        return False
    if not board.demanding[pressure]:
        return True
    met_now = meets(board, world.now[AHEAD], pressure)
    return meets(board, world.now[PROPOSAL], pressure) and not met_now


@part
def meets(board: Board, state: int, pressure: int) -> bool:
    """Return whether a deal meets what a pressure demands."""
    return has(board.met_set[board.met[state]], pressure)


@part
def _may_press(board: Board, case: Case, world: World, pressure: int) -> bool:
    """Return whether a pressure is due, not already under way, its author still there, and luck for it."""
    kind = board.event_day.shape[0] + pressure
    pending = world.active[kind] > 0 or world.happened[kind, world.now[DAY] + 1] > 0
    absent = away(board, world, board.pressure_by[pressure])
    if absent or pending or world.refused[pressure] < case.pressure[pressure, AFTER]:
        return False
    who = mix(board.luck_pressure[pressure], board.luck_party[board.pressure_on[pressure]])
    luck = uniform(world.now[SEED], world.now[RUN], moment(world), PRESSURE, who)
    due: bool = luck < case.pressure[pressure, CHANCE]
    return due


@rule
def days_of(board: Board, case: Case, pressure: int) -> int:
    """Return for how many days a pressure lasts, `NO_TERM` if until it is met."""
    return NO_TERM if board.until_met[pressure] else max(1, int(case.pressure[pressure, LASTS] + 0.5))


@rule
def begin_and_end_pressures(board: Board, case: Case, world: World) -> None:
    """In the morning pressures brought yesterday begin; those whose days are over, or whose demand is met, end."""
    day = world.now[DAY]
    for pressure in range(board.pressure_on.shape[0]):
        kind = board.event_day.shape[0] + pressure
        if world.active[kind] > 0 and day > world.lasts_until[pressure]:
            world.active[kind] = 0
        if world.happened[kind, day] > 0:
            world.active[kind] = 1
            world.lasts_until[pressure] = day - 1 + days_of(board, case, pressure)
            if world.first_event[kind] == NEVER:
                world.first_event[kind] = day
        if board.until_met[pressure] and meets(board, world.now[STATE], pressure):
            world.active[kind] = 0


@part
def less_pressure(board: Board, case: Case, world: World, party: int, points: float) -> float:
    """Return points less what pressure that demands nothing takes off its target, and what any costs its author."""
    events = board.event_day.shape[0]
    for pressure in range(board.pressure_on.shape[0]):
        active = world.active[events + pressure]
        if board.pressure_on[pressure] == party and not board.demanding[pressure]:
            points -= active * case.pressure[pressure, POINTS]
        if board.pressure_by[pressure] == party:
            points -= active * case.pressure[pressure, COST]
    return points


@rule
def strength(board: Board, case: Case, world: World, pressure: int, day: int) -> float:
    """Return the points that a pressure is worth to its target on a day, priced by the days that it has left.

    points x min(1, days left / D) while it is under way, threat x points x min(1, days / D) else.
    """
    if board.rules[PRESSURE_ON] == 0 or not board.demanding[pressure]:
        return 0.0
    points: float = case.pressure[pressure, POINTS]
    days = days_of(board, case, pressure)
    if world.active[board.event_day.shape[0] + pressure] > 0:
        days = NO_TERM if days == NO_TERM else world.lasts_until[pressure] - day + 1
    elif gone(board, world, board.pressure_by[pressure]):
        return 0.0
    else:
        points *= case.pressure[pressure, THREAT]
    if days <= 0:
        return 0.0
    unpriced = days == NO_TERM or board.rules[PRICING_ON] == 0
    return points if unpriced else points * priced_share(days, case.patience[board.pressure_on[pressure]])


@rule
def set_sway(board: Board, case: Case, world: World, day: int) -> None:
    """Pressure makes states worse that leave its demand unmet; an inducement makes states better that meet it."""
    for kind in range(board.met_set.shape[0]):
        for party in range(board.role.shape[0]):
            world.sway[kind, party] = 0.0
    for pressure in range(board.pressure_on.shape[0]):
        points = strength(board, case, world, pressure, day)
        if points != 0.0:
            target = board.pressure_on[pressure]
            for kind in range(board.met_set.shape[0]):
                met = has(board.met_set[kind], pressure)
                if met and board.inducing[pressure]:
                    world.sway[kind, target] += points
                if not met and not board.inducing[pressure]:
                    world.sway[kind, target] -= points
