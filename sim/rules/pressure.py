"""Pressure: what a mediator or backer does to a party that refuses, and what that costs both."""

from sim.kernel.chance import PRESSURE, mix, uniform
from sim.kernel.compile import part, rule
from sim.rules.answering import must_answer
from sim.rules.sets import has
from sim.rules.speaking import moment
from sim.rules.state import (
    ACCEPTED,
    AFTER,
    CHANCE,
    COST,
    DAY,
    LEFT_DAY,
    MEDIATOR,
    NEVER,
    POINTS,
    PRESSURE_ON,
    RUN,
    SEED,
    Board,
    Case,
    World,
)


@rule
def press(board: Board, case: Case, world: World) -> None:
    """Pressure is applied to a party that has refused often enough, from tomorrow and for a while."""
    if board.rules[PRESSURE_ON] == 0:
        return
    for pressure in range(board.pressure_on.shape[0]):
        target = board.pressure_on[pressure]
        if must_answer(world, target) and not has(world.now[ACCEPTED], target):
            world.refused[pressure] += 1
            if _may_press(board, case, world, pressure):
                world.happened[board.event_day.shape[0] + pressure, world.now[DAY] + 1] += 1
                world.refused[pressure] = 0


@part
def _may_press(board: Board, case: Case, world: World, pressure: int) -> bool:
    """Return whether a pressure is due, not already under way, its author still there, and luck for it."""
    kind = board.event_day.shape[0] + pressure
    author = board.pressure_by[pressure]
    gone = board.role[author] == MEDIATOR and world.now[LEFT_DAY] != NEVER
    pending = world.active[kind] > 0 or world.happened[kind, world.now[DAY] + 1] > 0
    if gone or pending or world.refused[pressure] < case.pressure[pressure, AFTER]:
        return False
    who = mix(board.luck_pressure[pressure], board.luck_party[board.pressure_on[pressure]])
    luck = uniform(world.now[SEED], world.now[RUN], moment(world), PRESSURE, who)
    due: bool = luck < case.pressure[pressure, CHANCE]
    return due


@part
def less_pressure(board: Board, case: Case, world: World, party: int, points: float) -> float:
    """Return points less what pressure under way takes off its target's no-deal value and costs its author."""
    events = board.event_day.shape[0]
    for pressure in range(board.pressure_on.shape[0]):
        active = world.active[events + pressure]
        if board.pressure_on[pressure] == party:
            points -= active * case.pressure[pressure, POINTS]
        if board.pressure_by[pressure] == party:
            points -= active * case.pressure[pressure, COST]
    return points
