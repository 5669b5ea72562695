"""Step 3: what a state is worth to everybody at once, while a survey asks for many: each state is valued once a survey.

The same numbers to the last bit as `value_of` and `mean_value` give for one party.
"""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, larger, put, take, take_at
from sim.rules.averaging import put_some
from sim.rules.coming import find_state
from sim.rules.state import COUNTING, NEVER, PENDING, START, SURVEYS, Board, Case, World
from sim.rules.worth import add_bonuses, points_after


@rule
def mean_for_all(board: Board, case: Case, world: World, state: int) -> None:
    """Fill `World.mean` with V̄ of a state for every party: what is pending averaged over, deadlines foreseen.

    Needs the survey of today: a table, and what carrying on is worth.
    """
    if world.now[PENDING] == 0:
        _take_over(board, case, world, state)
        return
    for first in range(0, world.mean.shape[1], LANES):
        put(world.mean, 0, first, take(world.nothing, 0, first))
    weights = 0.0
    for some in range(1 << world.now[PENDING]):
        weight = put_some(board, world, state, some, True)
        found = find_state(board, world) if weight > 0.0 else NEVER
        if found != NEVER and (board.proposable[found] or found == board.rules[START]):
            _value_for_all(board, case, world, found)
            for first in range(0, world.mean.shape[1], LANES):
                put(world.mean, 0, first, take(world.mean, 0, first) + weight * take(world.valued, found, first))
            weights += weight
    if weights > 0.0:
        for party in range(board.role.shape[0]):
            world.mean[0, party] = world.mean[0, party] / weights
        return
    put_some(board, world, state, 0, True)
    found = find_state(board, world)
    _take_over(board, case, world, state if found == NEVER else found)


@rule
def _take_over(board: Board, case: Case, world: World, state: int) -> None:
    """Fill `World.mean` with V of one state."""
    _value_for_all(board, case, world, state)
    for first in range(0, world.mean.shape[1], LANES):
        put(world.mean, 0, first, take(world.valued, state, first))


@rule
def _value_for_all(board: Board, case: Case, world: World, state: int) -> None:
    """Fill `World.valued` with V of a state for every party, what deadlines ahead will bring where it meets none."""
    if world.valued_at[state] == world.now[SURVEYS]:
        return
    world.valued_at[state] = world.now[SURVEYS]
    _value_today(board, case, world, state)
    for place in range(world.now[COUNTING]):
        if not board.deadline_met[world.counting[place], state]:
            _value_after(board, case, world, world.counting[place], board.deadline_left[world.counting[place], state])
    for first in range(0, world.valued.shape[1], LANES):
        _put_valued(board, world, state, first)


@part
def _put_valued(board: Board, world: World, state: int, first: int) -> None:
    """V + sum over deadlines of share x (W - V), for the parties of four lanes, in the order of `value_of`."""
    today, change = take(world.today, state, first), take(world.nothing, 0, first)
    for place in range(world.now[COUNTING]):
        deadline = world.counting[place]
        if not board.deadline_met[deadline, state]:
            row = deadline * board.option.shape[0] + board.deadline_left[deadline, state]
            change = change + take(world.foreseen, deadline, first) * (take(world.after, row, first) - today)
    put(world.valued, state, first, today + change)


@rule
def _value_after(board: Board, case: Case, world: World, deadline: int, left: int) -> None:
    """Fill a row of `World.after` with what is left of a state after a deadline is worth to every party."""
    row = deadline * board.option.shape[0] + left
    if world.after_at[row] != world.now[SURVEYS]:
        world.after_at[row] = world.now[SURVEYS]
        _value_today(board, case, world, left)
        for party in range(board.role.shape[0]):
            value = world.today[left, party]
            world.after[row, party] = points_after(board, case, world, deadline, left, party, value)


@rule
def _value_today(board: Board, case: Case, world: World, state: int) -> None:
    """Fill `World.today` with what a state is worth to every party as things stand: worth + bonus + (1 - settles) R."""
    if world.today_at[state] == world.now[SURVEYS]:
        return
    world.today_at[state] = world.now[SURVEYS]
    if board.bonus_party.shape[0] or board.guard_of.shape[0]:
        add_bonuses(board, case, world, state)
    for first in range(0, world.today.shape[1], LANES):
        _put_today(board, world, state, first)


@part
def _put_today(board: Board, world: World, state: int, first: int) -> None:
    """Value a state for the parties of four lanes, in the order in which `value_today` adds."""
    worth, settles, lanes = take_at(world.node_worth, first), take_at(world.node_settles, first), world.price.shape[1]
    for place in range(board.order.shape[0]):
        option = board.option[state, board.order[place]]
        if option >= 0:
            worth = worth + take_at(world.table, option * lanes + first)
            settles = larger(settles, take_at(world.settling, option * lanes + first))
    worth = worth + take(world.extra, 0, first)
    value = worth + (1.0 - settles) * take(world.carrying_on, 0, first)
    put(world.today, state, first, value + take(world.sway, board.met[state], first))
