"""Step 3: what a state is worth to everybody at once, while a survey asks for many: each state is valued once a survey.

The same numbers to the last bit as `value_of` and `mean_value` give for one party.
"""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, Lanes, larger, put, take, take_at
from sim.rules.averaging import put_some
from sim.rules.coming import find_state
from sim.rules.state import COUNTING, NEVER, PENDING, START, SURVEYS, Board, Case, World
from sim.rules.walking import add_bonuses, today_for_four
from sim.rules.worth import points_after


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
            _add_for_all(board, case, world, found, weight)
            weights += weight
    if weights > 0.0:
        _divide_mean(board, world, weights)
        return
    put_some(board, world, state, 0, True)
    found = find_state(board, world)
    _take_over(board, case, world, state if found == NEVER else found)


@rule
def mean_of_twins(board: Board, case: Case, world: World, state: int) -> None:
    """Fill `World.mean` with V̄ of a deal, given in `World.twin_state` what it is with every set of what is pending.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands; `World.twin_chance` says how likely each set is to come, and no others.
        state: The deal.
    """
    for first in range(0, world.mean.shape[1], LANES):
        put(world.mean, 0, first, take(world.nothing, 0, first))
    weights = 0.0
    for some in range(1 << world.now[PENDING]):
        found, weight = world.twin_state[some], world.twin_chance[some]
        if weight > 0.0 and found != NEVER and (board.proposable[found] or found == board.rules[START]):
            _add_for_all(board, case, world, found, weight)
            weights += weight
    if weights > 0.0:
        _divide_mean(board, world, weights)
    else:
        _take_over(board, case, world, state if world.twin_state[0] == NEVER else world.twin_state[0])


@part
def _add_for_all(board: Board, case: Case, world: World, state: int, weight: float) -> None:
    """Add a share of V of a state to `World.mean`, for every party."""
    _value_for_all(board, case, world, state)
    for first in range(0, world.mean.shape[1], LANES):
        put(world.mean, 0, first, take(world.mean, 0, first) + weight * take(world.valued, state, first))


@part
def _divide_mean(board: Board, world: World, weights: float) -> None:
    for party in range(board.role.shape[0]):
        world.mean[0, party] = world.mean[0, party] / weights


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
    _value_what_is_left(board, case, world, state)
    for first in range(0, world.valued.shape[1], LANES):
        put(world.valued, state, first, _foreseen(board, world, state, first))


@part
def foresee_for_all(board: Board, case: Case, world: World, state: int) -> None:
    """Fill `World.mean` with V of a deal that the survey has reached, while nothing is pending."""
    _value_what_is_left(board, case, world, state)
    for first in range(0, world.mean.shape[1], LANES):
        put(world.mean, 0, first, _foreseen(board, world, state, first))


@part
def _foreseen(board: Board, world: World, state: int, first: int) -> Lanes:
    """V + sum over deadlines of share x (W - V), for the parties of four lanes, in the order of `value_of`."""
    today, change = take(world.today, state, first), take(world.nothing, 0, first)
    for place in range(world.now[COUNTING]):
        deadline = world.counting[place]
        if not board.deadline_met[deadline, state]:
            row = deadline * board.option.shape[0] + board.deadline_left[deadline, state]
            change = change + take(world.foreseen, deadline, first) * (take(world.after, row, first) - today)
    return today + change


@part
def _value_what_is_left(board: Board, case: Case, world: World, state: int) -> None:
    """See that the worth of what every deadline ahead leaves of a state has been found in this survey."""
    for place in range(world.now[COUNTING]):
        deadline = world.counting[place]
        if not board.deadline_met[deadline, state]:
            value_left(board, case, world, deadline, state)


@part
def value_left(board: Board, case: Case, world: World, deadline: int, state: int) -> None:
    """See that the worth of what a deadline leaves of a state has been found in this survey."""
    left = board.deadline_left[deadline, state]
    row = deadline * board.option.shape[0] + left
    if world.after_at[row] != world.now[SURVEYS]:
        world.after_at[row] = world.now[SURVEYS]
        _value_after(board, case, world, deadline, left, row)


@rule
def _value_after(board: Board, case: Case, world: World, deadline: int, left: int, row: int) -> None:
    """Fill a row of `World.after` with what is left of a state after a deadline is worth to every party."""
    _value_today(board, case, world, left)
    for first in range(0, world.settled.shape[1], LANES):
        put(world.settled, 0, first, _settled_in(board, world, left, first))
    for party in range(board.role.shape[0]):
        today, settles = world.today[left, party], world.settled[0, party]
        world.after[row, party] = points_after(board, case, world, deadline, left, party, today, settles)


@part
def _settled_in(board: Board, world: World, state: int, first: int) -> Lanes:
    """Return how far a state settles the conflict for the parties of four lanes."""
    settles, lanes = take_at(world.node_settles, first), world.price.shape[1]
    for issue in range(board.controllers.shape[0]):
        option = board.option[state, issue]
        if option >= 0:
            settles = larger(settles, take_at(world.settling, option * lanes + first))
    return settles


@rule
def _value_today(board: Board, case: Case, world: World, state: int) -> None:
    """Fill `World.today` with what a state is worth to every party as things stand: worth + bonus + (1 - settles) R."""
    if world.today_at[state] == world.now[SURVEYS]:
        return
    world.today_at[state] = world.now[SURVEYS]
    if board.bonus_party.shape[0] or board.guard_of.shape[0]:
        add_bonuses(board, case, world, state)
    for first in range(0, world.today.shape[1], LANES):
        put(world.today, state, first, today_for_four(board, world, state, first))
