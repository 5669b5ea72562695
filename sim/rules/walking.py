"""Steps 3 and 4: what every deal within reach is worth to every party, as an observer sees it.

`survey` walks the tree of states once and fills in, for each deal that changes only the allowed issues: its agenda,
whose consent it needs, its value and its surplus for every party. Everything that compares deals rests on it.
"""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, Lanes, below_zero, larger, put, put_at, take, take_at
from sim.rules.conditions import weigh_conditions
from sim.rules.sets import has, only
from sim.rules.speaking import who_is_away
from sim.rules.state import (
    ABOVE,
    ADDS,
    AGENDA,
    AHEAD,
    ASKED,
    BEARABLE,
    BLURRED,
    BREAKING,
    BREAKS,
    DEAL,
    INNER,
    LEAF,
    LEAVES,
    MEETING,
    MEETS,
    NEEDS,
    NODE,
    NOTED,
    OPTION,
    PARENT,
    PLEDGERS,
    PLEDGING,
    SHUT,
    SKIP,
    SURVEYS,
    WEIGHED,
    Board,
    Case,
    World,
)
from sim.rules.voting import asked_on, would_win
from sim.rules.worth import extra_points, set_table


@rule
def survey(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Value every deal that changes only the allowed issues, as the observer sees all parties.

    Needs priced terms. Fills surplus and losers of the deals that a walk reaches, and lists in `bearable` those that
    may be proposed and by which nobody loses who is needed, but for what it has pledged; where votes are weighed, those
    that would be won by whoever does not lose.

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        observer: The party that looks, or `PUBLIC`.
        allowed: Issues that may change, a bit mask.
    """
    weigh_conditions(board, case, world)
    world.now[NOTED] = 0  # what was made of an offer before rested on other weights
    survey_again(board, case, world, observer, allowed)


@rule
def survey_again(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Survey as another party, while conditions weigh as they did at the survey before."""
    walk = walk_of(board, allowed)
    world.now[SURVEYS] += 1
    if _things_moved(board, world, walk, allowed):
        _forget_other(world, walk)
        sum_up_options(board, world, allowed)
        _walk(board, world, walk)
    set_table(board, case, world, observer)
    for first in range(0, world.standing.shape[1], LANES):
        value_standing(board, case, world, first)
        _value_nodes(world, walk, first)
        _value_deals(board, case, world, walk, first)


@part
def walk_of(board: Board, allowed: int) -> int:
    """Return the place of the walk kept: one of all issues, for proposals, and one of the last agenda, for answers."""
    return 1 if allowed + 1 == 1 << board.controllers.shape[0] else 0


@part
def deal_at(world: World, walk: int, place: int) -> int:
    """Return the deal that a walk has found at a place."""
    state: int = world.leaf[walk, place, DEAL]
    return state


@part
def value_standing(board: Board, case: Case, world: World, first: int) -> None:
    """Value the state in force for the parties of four lanes, as `value_of` does: it may be no leaf of the tree."""
    state = world.now[AHEAD]
    for party in range(first, min(first + LANES, board.role.shape[0])):
        world.carrying_on[0, party] = world.no_deal[party]
    if board.bonus_party.shape[0] or board.guard_of.shape[0]:
        add_bonuses(board, case, world, state)
    put(world.standing, 0, first, today_for_four(board, world, state, first))


@part
def today_for_four(board: Board, world: World, state: int, first: int) -> Lanes:
    """Return V of a state as things stand for the parties of four lanes, as `value_today` does for one.

    Needs a table, what carrying on is worth, and what combinations in the state add.
    """
    worth, settles, lanes = take_at(world.node_worth, first), take_at(world.node_settles, first), world.price.shape[1]
    for place in range(board.order.shape[0]):
        option = board.option[state, board.order[place]]
        if option >= 0:
            worth = worth + take_at(world.table, option * lanes + first)
            settles = larger(settles, take_at(world.settling, option * lanes + first))
    return swayed_value(world, worth + take(world.extra, 0, first), settles, board.met[state], first)


@part
def swayed_value(world: World, worth: Lanes, settles: Lanes, meets: int, first: int) -> Lanes:
    """Return worth + (1 - settles) R + sway, for the parties of four lanes; the worth with what combinations add."""
    value = worth + (1.0 - settles) * take(world.carrying_on, 0, first)
    return value + take(world.sway, meets, first)


@part
def gained(world: World, value: Lanes, breaks: int, first: int) -> Lanes:
    """Return S(d) = V(d) - V(g) - cost of what d newly breaks, for the parties of four lanes."""
    return value - take(world.standing, 0, first) - take(world.set_cost, breaks, first)


@part
def _things_moved(board: Board, world: World, walk: int, allowed: int) -> bool:
    """Return whether the walk kept was of another state of things, and note the present one."""
    moved = _note(world, walk, 0, allowed + 1)
    moved |= _note(world, walk, 1, world.now[AHEAD])
    for issue in range(board.controllers.shape[0]):
        moved |= _note(world, walk, 2 + issue, asked_on(board, world, issue))
    for option in range(board.issue.shape[0]):
        moved |= _note(world, walk, 2 + board.controllers.shape[0] + option, 1 if world.barred[option] else 0)
    return moved


@part
def _forget_other(world: World, walk: int) -> None:
    """A walk notes what deals are for all: the other must be gone anew if it was of another state of things."""
    for place in range(1, world.walked.shape[1]):
        if world.walked[1 - walk, place] != world.walked[walk, place]:
            world.walked[1 - walk, 0] = 0


@part
def _note(world: World, walk: int, place: int, found: int) -> bool:
    changed: bool = world.walked[walk, place] != found
    world.walked[walk, place] = found
    return changed


@part
def sum_up_options(board: Board, world: World, allowed: int) -> None:
    """Note of every option what it adds to a deal, and whether it is out of reach: barred, or a change not allowed."""
    sets, standing = world.option_sets, world.now[AHEAD]
    world.node_sets[0, PLEDGING] = -1
    for option in range(board.issue.shape[0]):
        issue = board.issue[option]
        old = board.option[standing, issue]
        changes = old != option
        sets[option, AGENDA] = only(issue) if changes else 0
        sets[option, ASKED] = asked_on(board, world, issue) if changes else 0
        sets[option, BLURRED] = _misperceived(board, old, option, issue) if changes else 0
        sets[option, PLEDGING] = world.pledgers_of[option] if changes else -1
        sets[option, SHUT] = 1 if world.barred[option] or (changes and not has(allowed, issue)) else 0


@part
def _misperceived(board: Board, old: int, new: int, issue: int) -> int:
    """Return how many options seen with an error a change brings or replaces: those that are not first ones."""
    first = board.first[issue]
    return (1 if new >= 0 and new != first else 0) + (1 if old >= 0 and old != first else 0)


@part
def _walk(board: Board, world: World, walk: int) -> None:
    """Go down the tree of states, skipping what is out of reach; note who is needed for the deals found."""
    lanes, inner, deals, node = world.price.shape[1], 0, 0, 1
    while node < board.node.shape[0]:
        option = board.node[node, ADDS]
        if world.option_sets[option, SHUT]:
            node = board.node[node, SKIP]
            continue
        parent, state = board.node[node, ABOVE], board.node[node, LEAF]
        step_down(world, node, parent, option)
        if state < 0:
            world.inner[walk, inner, NODE] = node * lanes
            world.inner[walk, inner, PARENT] = parent * lanes
            world.inner[walk, inner, OPTION] = option * lanes
            inner += 1
        else:
            note_deal(world, node, state)
            world.leaf[walk, deals, DEAL] = state
            world.leaf[walk, deals, PARENT] = parent * lanes
            world.leaf[walk, deals, OPTION] = option * lanes
            world.leaf[walk, deals, BREAKS] = board.node[node, BREAKING]
            world.leaf[walk, deals, MEETS] = board.node[node, MEETING]
            world.leaf[walk, deals, NEEDS] = world.consent[state]
            world.leaf[walk, deals, PLEDGERS] = world.pledgers[state]
            deals += 1
        node += 1
    world.found[walk, INNER] = inner
    world.found[walk, LEAVES] = deals


@part
def step_down(world: World, place: int, above: int, option: int) -> None:
    """Note at a place what deals change that add an option to those above, who is needed, and who has pledged it."""
    sets, adds = world.node_sets, world.option_sets
    sets[place, AGENDA] = sets[above, AGENDA] | adds[option, AGENDA]
    sets[place, ASKED] = sets[above, ASKED] | adds[option, ASKED]
    sets[place, BLURRED] = sets[above, BLURRED] + adds[option, BLURRED]
    sets[place, PLEDGING] = sets[above, PLEDGING] & adds[option, PLEDGING]


@part
def note_deal(world: World, place: int, state: int) -> None:
    """Note of a deal what it changes, who is needed for that, and who has pledged all of it, as noted at a place."""
    sets = world.node_sets
    world.agenda[state] = sets[place, AGENDA]
    world.consent[state] = sets[place, ASKED]
    world.blurred[state] = sets[place, BLURRED]
    world.pledgers[state] = sets[place, PLEDGING] if sets[place, AGENDA] else 0


@part
def _value_nodes(world: World, walk: int, first: int) -> None:
    """Add an option's worth and settling to what its node's parent has, for the parties of four lanes."""
    for place in range(world.found[walk, INNER]):
        node = world.inner[walk, place, NODE] + first
        parent, option = world.inner[walk, place, PARENT] + first, world.inner[walk, place, OPTION] + first
        put_at(world.node_worth, node, take_at(world.node_worth, parent) + take_at(world.table, option))
        settles = larger(take_at(world.node_settles, parent), take_at(world.settling, option))
        put_at(world.node_settles, node, settles)


@part
def _value_deals(board: Board, case: Case, world: World, walk: int, first: int) -> None:
    """Fill S(d) = V(d) - V(g) - cost of what d newly breaks, and who loses, for the parties of four lanes.

    V(d) = worth + bonus + (1 - settles) R + sway. Lanes beyond the last party stay at 0. Deals by which nobody needed
    loses, but for what it has pledged, are listed once all parties have been looked at.
    """
    slack = take(world.slack, 0, first)
    leaf, last, kept = world.leaf, first + LANES >= world.standing.shape[1], world.today.shape[0] > 0
    absent, weighed, count = who_is_away(board, world), world.now[WEIGHED], 0
    for place in range(world.found[walk, LEAVES]):
        parent, option = leaf[walk, place, PARENT] + first, leaf[walk, place, OPTION] + first
        state = leaf[walk, place, DEAL]
        if board.bonus_party.shape[0] or board.guard_of.shape[0]:
            add_bonuses(board, case, world, state)
        worth = take_at(world.node_worth, parent) + take_at(world.table, option) + take(world.extra, 0, first)
        settles = larger(take_at(world.node_settles, parent), take_at(world.settling, option))
        value = swayed_value(world, worth, settles, leaf[walk, place, MEETS], first)
        if kept:
            put(world.today, state, first, value)
            world.today_at[state] = world.now[SURVEYS]
        surplus = gained(world, value, leaf[walk, place, BREAKS], first)
        put(world.surplus, state, first, surplus)
        losers = world.losers[state] if first else 0
        losers |= below_zero(surplus + slack) << first & leaf[walk, place, NEEDS]
        world.losers[state] = losers
        borne = losers & ~leaf[walk, place, PLEDGERS] == 0 and leaf[walk, place, NEEDS] & absent == 0
        if weighed and last:
            willing = leaf[walk, place, NEEDS] & ~(losers & ~leaf[walk, place, PLEDGERS])
            borne = would_win(board, world, world.agenda[state], leaf[walk, place, NEEDS], willing & ~absent)
        if last and borne and world.agenda[state]:
            world.bearable[count] = state
            count += 1
    world.now[BEARABLE] = count


@part
def add_bonuses(board: Board, case: Case, world: World, state: int) -> None:
    """Note what combinations in a state are worth, added in the order in which `value_of` adds it."""
    for party in range(board.role.shape[0]):
        world.extra[0, party] = extra_points(board, case, world, state, party)
