"""Steps 3, 4 and 6: the deal of a leaf of the tree: what it is worth to each, and whether all needed can bear it."""

from sim.kernel.compile import part
from sim.kernel.lanes import LANES, Lanes, below_zero, larger, put, take, take_at
from sim.rules.averaging import put_some
from sim.rules.bounds import EVERY_DEAL, EVERY_LANE, hope_at_most
from sim.rules.coming import find_state
from sim.rules.state import (
    ADDS,
    AGENDA,
    ASKED,
    BREAKING,
    COUNTING,
    FORESEEN,
    LEAF,
    LEVEL,
    MEETING,
    NEVER,
    PENDING,
    PLEDGING,
    SURVEYS,
    Board,
    Case,
    World,
)
from sim.rules.valuing import mean_for_all, mean_of_twins, value_left
from sim.rules.walking import add_bonuses, gained, note_deal, step_down, swayed_value


@part
def is_borne_today(board: Board, case: Case, world: World, node: int, absent: int, hoping: int, offered: bool) -> bool:
    """Return whether all who are needed for the deal of a leaf can bear it, while nothing is pending or foreseen.

    What else is known of a deal is noted where they can, and of the offer on the table. What raises no hope that is
    asked about is no more looked at than what cannot be borne.
    """
    sets, level, option = world.node_sets, board.node[node, LEVEL], board.node[node, ADDS]
    asked = sets[level - 1, ASKED] | world.option_sets[option, ASKED]
    if asked & absent and not offered:
        return False
    needed = asked & ~(sets[level - 1, PLEDGING] & world.option_sets[option, PLEDGING])
    barred_by, about = (0, EVERY_DEAL) if offered else (needed, hoping)
    losers = _losers_today(board, case, world, node, asked, barred_by, about)
    if losers == NEVER:
        return False
    barring = asked & absent | losers & needed
    step_down(world, level, level - 1, option)
    note_deal(world, level, board.node[node, LEAF])
    _note_today(board, world, node, asked, losers)
    return bool(barring == 0 and sets[level, AGENDA])


@part
def _losers_today(board: Board, case: Case, world: World, node: int, asked: int, needed: int, hoping: int) -> int:
    """Return who of those needed loses by the deal of a leaf, while nothing is pending or foreseen; fill their S of it.

    Or -1 where it raises no hope that is asked about, or somebody loses without whom there is no deal.
    """
    losers, raised, kind = 0, hoping == EVERY_DEAL, board.node[node, BREAKING]
    share = 1.0
    if not raised:
        share = hope_at_most(world, kind, asked)
        hoping &= ~world.set_owners[kind]
    if board.bonus_party.shape[0]:
        add_bonuses(board, case, world, board.node[node, LEAF])
    for first in range(0, world.standing.shape[1], LANES):
        if asked >> first & EVERY_LANE or (not raised and hoping >> first & EVERY_LANE):
            surplus = _surplus_today(board, world, node, first)
            put(world.surplus, board.node[node, LEAF], first, surplus)
            losers |= below_zero(surplus + take(world.slack, 0, first)) << first
            if losers & needed:
                return NEVER
            raised = raised or hoping & below_zero(take(world.hope, 0, first) - share * surplus) << first != 0
    return losers & asked if raised else NEVER


@part
def _surplus_today(board: Board, world: World, node: int, first: int) -> Lanes:
    """Return S of the deal of a leaf, with V as in `_value_deal`, for the parties of four lanes."""
    lanes = world.price.shape[1]
    above, adds = (board.node[node, LEVEL] - 1) * lanes + first, board.node[node, ADDS] * lanes + first
    worth = take_at(world.node_worth, above) + take_at(world.table, adds) + take(world.extra, 0, first)
    settles = larger(take_at(world.node_settles, above), take_at(world.settling, adds))
    value = swayed_value(world, worth, settles, board.node[node, MEETING], first)
    return gained(world, value, board.node[node, BREAKING], first)


@part
def _note_today(board: Board, world: World, node: int, asked: int, losers: int) -> None:
    """Note who loses by the deal of a leaf, and fill S of it for those beside whom nobody is asked."""
    state = board.node[node, LEAF]
    world.losers[state] = losers
    for first in range(0, world.standing.shape[1], LANES):
        if asked >> first & EVERY_LANE == 0:
            put(world.surplus, state, first, _surplus_today(board, world, node, first))


@part
def is_borne(board: Board, case: Case, world: World, node: int, absent: int, twins: int, every: bool) -> bool:
    """Value the deal of a leaf, note who is needed for it, and return whether all of them can bear it."""
    state, feasible = board.node[node, LEAF], True
    note_deal(world, board.node[node, LEVEL], state)
    if world.now[PENDING]:
        feasible = _value_beside_pending(board, case, world, node, twins, every)
    else:
        _value_deal(board, case, world, node)
    note_surplus(board, world, state)
    barring = absent | world.losers[state] & ~world.pledgers[state]
    return bool(feasible and world.agenda[state] and world.consent[state] & barring == 0)


@part
def _value_beside_pending(board: Board, case: Case, world: World, node: int, twins: int, every: bool) -> bool:
    """Fill `World.mean` with V of a leaf's deal, what is pending averaged over; return if it is feasible without."""
    state, level = board.node[node, LEAF], board.node[node, LEVEL]
    for some in range(twins):
        twin = world.twin[level, some]
        world.twin_state[some] = board.node[twin, LEAF] if twin != NEVER else _found_with(board, world, state, some)
    alone = world.twin_state[0]
    if every:
        world.twin_state[twins] = state
        mean_of_twins(board, case, world, state)
    else:
        mean_for_all(board, case, world, state)
    return alone != NEVER and bool(board.proposable[alone])


@part
def _found_with(board: Board, world: World, state: int, some: int) -> int:
    """Return the state that a deal is with just some of what is pending, where that is none of the tree, or -1."""
    put_some(board, world, state, some, True)
    return find_state(board, world)


@part
def _value_deal(board: Board, case: Case, world: World, node: int) -> None:
    """Fill `World.mean` with V of the deal of a leaf: worth + bonus + (1 - settles) R + sway, deadlines foreseen."""
    state, lanes = board.node[node, LEAF], world.price.shape[1]
    place = board.node[node, LEVEL] * lanes
    if board.bonus_party.shape[0]:
        add_bonuses(board, case, world, state)
    for first in range(0, lanes, LANES):
        worth = take_at(world.node_worth, place + first) + take(world.extra, 0, first)
        settles = take_at(world.node_settles, place + first)
        value = swayed_value(world, worth, settles, board.node[node, MEETING], first)
        put(world.mean, 0, first, value)
        if world.now[FORESEEN]:
            put(world.today, state, first, value)
    if world.now[FORESEEN]:
        world.today_at[state] = world.now[SURVEYS]
        _foresee(board, case, world, node, state)


@part
def _foresee(board: Board, case: Case, world: World, node: int, state: int) -> None:
    """Fill `World.mean` with V of the deal of a leaf, with what deadlines ahead will bring where it meets none."""
    for place in range(world.now[COUNTING]):
        deadline = world.counting[place]
        if not board.deadline_met[deadline, state] and not _leaves_whole(board, deadline, state):
            value_left(board, case, world, deadline, state)
    for first in range(0, world.mean.shape[1], LANES):
        put(world.mean, 0, first, _foreseen(board, world, node, state, first))


@part
def _leaves_whole(board: Board, deadline: int, state: int) -> bool:
    """Return whether a deadline leaves a deal as it is, and puts points on no option."""
    return bool(board.deadline_left[deadline, state] == state and board.effect_event.shape[0] == 0)


@part
def _foreseen(board: Board, world: World, node: int, state: int, first: int) -> Lanes:
    """V + sum over deadlines of share x (W - V), for the parties of four lanes: the bits of `foresee_for_all`."""
    today, change = take(world.today, state, first), take(world.nothing, 0, first)
    settles = take_at(world.node_settles, board.node[node, LEVEL] * world.price.shape[1] + first)
    for place in range(world.now[COUNTING]):
        deadline = world.counting[place]
        if not board.deadline_met[deadline, state]:
            after = today + (1.0 - settles) * take(world.points, deadline, first)
            if not _leaves_whole(board, deadline, state):
                row = deadline * board.option.shape[0] + board.deadline_left[deadline, state]
                after = take(world.after, row, first)
            change = change + take(world.foreseen, deadline, first) * (after - today)
    return today + change


@part
def note_surplus(board: Board, world: World, state: int) -> None:
    """Fill S(d) = V(d) - V(g) - cost of what d newly breaks, V as in `World.mean`, and who of those needed loses."""
    losers = 0
    for first in range(0, world.standing.shape[1], LANES):
        surplus = gained(world, take(world.mean, 0, first), board.broken[state], first)
        put(world.surplus, state, first, surplus)
        losers |= below_zero(surplus + take(world.slack, 0, first)) << first & world.consent[state]
    world.losers[state] = losers
