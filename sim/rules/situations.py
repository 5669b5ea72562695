"""Step 1: situations, what holds of a run as it stands, and the days for which it has held."""

from sim.kernel.compile import part, rule
from sim.rules.sets import has, only
from sim.rules.state import (
    AHEAD,
    CONDUCT,
    DAY,
    EXPIRED,
    FAILED,
    FIRST_AGREED,
    NEVER,
    OUT,
    STATE,
    TEST_AGREED,
    TEST_COLLAPSED,
    TEST_ELSE,
    TEST_EXPIRED,
    TEST_HAPPENED,
    TEST_ITEM,
    TEST_KIND,
    TEST_OF,
    TEST_OUT,
    TEST_SINCE,
    Board,
    World,
)


@rule
def holds(board: Board, world: World, situation: int) -> bool:
    """Return whether a situation holds: all that it says is so, and what stands under its `not` does not hold.

    A `not` may have a `not` within: the first of them that says what is not so decides, from the innermost outwards.
    """
    negated = False
    while _is_so(board, world, situation):
        situation = board.situation_not[situation]
        if situation == NEVER:
            return not negated
        negated = not negated
    return negated


@part
def _is_so(board: Board, world: World, situation: int) -> bool:
    """Return whether the deal in force is, or was for so many evenings, as a situation says, and the rest but `not`."""
    days = board.situation_days[situation]
    if days == 0 and not board.situation[situation, world.now[STATE]]:
        return False
    if world.situated[situation] < days or not board.situation_ahead[situation, world.now[AHEAD]]:
        return False
    for test in range(board.tests.shape[0]):
        if board.tests[test, TEST_OF] == situation and not _passes(board, world, test):
            return False
    return True


@part
def _passes(board: Board, world: World, test: int) -> bool:
    """Return whether what a test asks has been so, long enough ago, or what another does that would do as well."""
    while test != NEVER:
        if _has_been(board, world, test):
            return True
        test = board.tests[test, TEST_ELSE]
    return False


@part
def _has_been(board: Board, world: World, test: int) -> bool:
    """Return whether what one test asks has been so, long enough ago."""
    kind, item = board.tests[test, TEST_KIND], board.tests[test, TEST_ITEM]
    if kind == TEST_OUT:
        return has(world.now[OUT], item)
    day = _first_day(world, kind, item)
    return day != NEVER and world.now[DAY] - day >= board.tests[test, TEST_SINCE]


@part
def _first_day(world: World, kind: int, item: int) -> int:
    """Return the first day on which an option was agreed or ended in a way, or on which an event happened."""
    if kind == TEST_HAPPENED:
        day: int = world.first_event[item]
        return day
    if kind == TEST_AGREED:
        agreed: int = world.stood[item, FIRST_AGREED]
        return agreed
    place = kind - TEST_EXPIRED if kind <= TEST_COLLAPSED else FAILED - EXPIRED
    ended: int = world.ended[item, place]
    return ended


@rule
def look_at_conduct(board: Board, world: World) -> None:
    """Note the conditions that nothing breaks as things stand, because conduct satisfies them."""
    if board.situation_days.shape[0] == 0:
        return
    world.now[CONDUCT] = 0
    for condition in range(board.conduct.shape[0]):
        if board.conduct[condition] >= 0 and holds(board, world, board.conduct[condition]):
            world.now[CONDUCT] |= only(condition)


@part
def count_evenings(board: Board, world: World) -> None:
    """In the evening, count for how long the state has been as each situation says."""
    for situation in range(board.situation_days.shape[0]):
        so = board.situation[situation, world.now[STATE]]
        world.situated[situation] = world.situated[situation] + 1 if so else 0
