"""Steps 3 and 4: what every deal within reach is worth to every party, as an observer sees it.

`survey` walks the tree of states once and fills in, for each deal that changes only the allowed issues: its agenda,
whose consent it needs, its value and its surplus for every party. Everything that compares deals rests on it.
"""

from math import isinf

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, Lanes, below_zero, larger, put, put_at, take, take_at
from sim.rules.conditions import weigh_conditions
from sim.rules.foreseeing import foresee
from sim.rules.formulas import priced_share
from sim.rules.guarding import relief
from sim.rules.pressure import set_sway
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
    FORESEEN,
    INNER,
    LEAF,
    LEAVES,
    MEETING,
    MEETS,
    NEEDS,
    NO_TERM,
    NODE,
    NOTED,
    OPTION,
    PARENT,
    PLEDGERS,
    PLEDGING,
    PRICING_ON,
    ROUNDING,
    SHUT,
    SKIP,
    STATE,
    SURVEYS,
    WEIGHED,
    Board,
    Case,
    World,
)
from sim.rules.voting import asked_on, would_win

PUBLIC = -1
"""The observer who makes no errors and knows nothing private."""


@part
def rounding(case: Case, party: int) -> float:
    """Return by how many points two of a party's may differ and count as the same."""
    same: float = ROUNDING * case.total[party]
    return same


@rule
def term_of(case: Case, option: int) -> int:
    """Return the term of an option in whole days, at least one, or `NO_TERM`."""
    term = case.term[option]
    return NO_TERM if isinf(term) else max(1, int(term + 0.5))


@rule
def price_terms(board: Board, case: Case, world: World, day: int) -> None:
    """Time is priced: a fixed-term option counts for min(1, days left / patience) of itself, and pressure likewise.

    Days left are the term for an option that a deal would bring in, and the remainder including `day` for one in force,
    or for a variant of that; a linked option takes its anchors' fewest. What every option is worth, and what exposure
    takes off it, is noted beside its price, and what it settles.
    """
    for option in range(board.issue.shape[0]):
        left = _days_left(board, case, world, board.root[option, 0], day)
        for place in range(1, board.root.shape[1]):
            if board.root[option, place] >= 0:
                left = min(left, _days_left(board, case, world, board.root[option, place], day))
        priced = left < NO_TERM and board.rules[PRICING_ON] == 1
        calm = case.settles[board.first[board.issue[option]]]
        for party in range(board.role.shape[0]):
            price = priced_share(left, case.patience[party]) if priced else 1.0
            world.price[option, party] = price
            world.settling[option * world.price.shape[1] + party] = calm + (case.settles[option] - calm) * price
            world.plain[option, party] = world.worth[party, option]
            world.risk[option, party] = _risk_of(board, case, world, party, option)
    set_sway(board, case, world, day)
    if board.deadline_day.shape[0]:
        foresee(board, case, world, day)


@part
def linked(board: Board, option: int) -> bool:
    """Return whether an option hangs on others, whose clocks it shares."""
    found: bool = board.root[option, 0] != option
    return found


@part
def _days_left(board: Board, case: Case, world: World, option: int, day: int) -> int:
    """Return the days that an option which hangs on no other has, or would have if a deal brought it in."""
    standing = board.option[world.now[STATE], board.issue[option]]
    if standing >= 0 and board.family[standing] == board.family[option]:
        last = world.ends[board.issue[option]]
        return last - day + 1 if last < NO_TERM else NO_TERM
    return term_of(case, option)


@part
def _risk_of(board: Board, case: Case, world: World, party: int, option: int) -> float:
    """Return what exposure takes off the worth of an option: (1 - T) X."""
    exposure = case.exposure[party, option]
    if exposure > 0.0:
        risk: float = (1.0 - trust_in_bound(board, world, party, option)) * exposure
        return risk
    return 0.0


@part
def trust_in_bound(board: Board, world: World, party: int, option: int) -> float:
    """Return a party's mean trust in the others whom an option binds; full when it binds nobody else."""
    total = 0.0
    others = 0
    for other in range(board.role.shape[0]):
        if other != party and has(board.binds[option], other):
            total += world.trust[party, other]
            others += 1
    return total / others if others else 1.0


@rule
def set_table(board: Board, case: Case, world: World, observer: int) -> None:
    """Fill the worth of every option for every party as an observer sees it, priced over its issue's first option.

    w + error - (1 - T) X. Needs priced terms.
    """
    lanes = world.plain.shape[1]
    for first in range(0, lanes, LANES):
        for issue in range(board.controllers.shape[0]):
            base = _option_points(board, world, observer, board.first[issue], first)
            put_at(world.table, board.first[issue] * lanes + first, base)
            for option in range(board.first[issue] + 1, board.first[issue + 1]):
                points = base + (_option_points(board, world, observer, option, first) - base) * take(
                    world.price, option, first
                )
                put_at(world.table, option * lanes + first, points)


@part
def _option_points(board: Board, world: World, observer: int, option: int, first: int) -> Lanes:
    """Return what an option is worth to the parties of four lanes as an observer sees it, exposure discounted."""
    points = take(world.plain, option, first)
    if observer >= 0:
        points = points + take(world.error, observer * board.issue.shape[0] + option, first)
    return points - take(world.risk, option, first)


@rule
def extra_points(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return what the combinations in a state add to a party's worth, and what guards in it take off its risks."""
    points = relief(board, case, world, state, party) if board.guard_of.shape[0] else 0.0
    for bonus in range(board.bonus_party.shape[0]):
        if board.bonus_party[bonus] == party and board.in_bonus[state, bonus]:
            points += case.bonus[bonus]
    return points


@rule
def value_of(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return V of one state for a party, with what deadlines ahead will bring where it does not meet them.

    V + sum over deadlines of share x (W - V), W its value as it will then be. Needs a table set before.
    """
    today: float = value_today(board, case, world, state, party)
    if world.now[FORESEEN] == 0:
        return today
    change = 0.0
    for deadline in range(board.deadline_day.shape[0]):
        share = world.foreseen[deadline, party]
        if share > 0.0 and not board.deadline_met[deadline, state]:
            change += share * (value_after(board, case, world, deadline, state, party) - today)
    return today + change


@rule
def value_after(board: Board, case: Case, world: World, deadline: int, state: int, party: int) -> float:
    """Return what will be left of a state after a deadline is worth to a party, with the points that it puts on."""
    left = board.deadline_left[deadline, state]
    settles, lanes = 0.0, world.price.shape[1]
    for issue in range(board.controllers.shape[0]):
        option = board.option[left, issue]
        if option >= 0:
            settles = max(settles, world.settling[option * lanes + party])
    today = value_today(board, case, world, left, party)
    value: float = points_after(board, case, world, deadline, left, party, today, settles)
    return value


@rule
def points_after(
    board: Board,
    case: Case,
    world: World,
    deadline: int,
    left: int,
    party: int,
    today: float,
    settles: float,
) -> float:
    """Return what is left after a deadline is worth to a party, with the points that the deadline puts on.

    V(d') + sum over options o of d' of (price e(o) + (1 - price) e(first)) + (1 - settles(d')) points

    Args:
        board: What the scenario fixes.
        case: The run's inputs.
        world: The run as it stands.
        deadline: Which deadline.
        left: The state d' that it leaves.
        party: Whose worth it is.
        today: V(d') as things stand.
        settles: How far d' settles the conflict for the party.
    """
    event = board.deadline_event[deadline]
    value: float = today
    for effect in range(board.effect_event.shape[0]):
        if board.effect_event[effect] == event and board.effect_party[effect] == party:
            option = board.effect_option[effect]
            value += _weight_in(board, world, left, option, party) * case.effect[effect]
    value += (1.0 - settles) * case.event_points[event, party]
    return value


@part
def _weight_in(board: Board, world: World, state: int, option: int, party: int) -> float:
    """Return how much of points on an option's worth counts: its price where it stands, what that leaves its first."""
    issue = board.issue[option]
    stands = board.option[state, issue]
    if stands < 0:
        return 0.0
    price = 1.0 if stands == board.first[issue] else world.price[stands, party]
    if stands == option:
        return price
    return 1.0 - price if option == board.first[issue] else 0.0


@part
def value_today(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return V of one state for a party as things stand today: worth + bonus + (1 - settles) R + sway, all priced.

    Needs a table set before. Adds in the order of the tree, so that it gives the bits that `survey` gives.
    """
    worth = 0.0
    settles = 0.0
    lanes = world.price.shape[1]
    for place in range(board.order.shape[0]):
        option = board.option[state, board.order[place]]
        if option >= 0:
            worth += world.table[option * lanes + party]
            settles = max(settles, world.settling[option * lanes + party])
    value: float = worth + extra_points(board, case, world, state, party) + (1.0 - settles) * world.no_deal[party]
    swayed: float = value + world.sway[board.met[state], party]
    return swayed


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


@rule
def pledge_price(board: Board, case: Case, state: int, agenda: int, party: int) -> float:
    """Return what refusing costs a party that has pledged everything a deal brings in, or -1 if it has not."""
    if agenda == 0 or agenda & ~board.pledged[party, state]:
        return -1.0
    price = 0.0
    for issue in range(board.controllers.shape[0]):
        if has(agenda, issue):
            price += case.pledge[board.pledge_of[party, board.option[state, issue]]]
    return price


@rule
def surplus_for(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return a party's surplus by a deal surveyed, with the price of refusing what it has pledged."""
    surplus: float = world.surplus[state, party]
    if has(world.pledgers[state], party):
        surplus += pledge_price(board, case, state, world.agenda[state], party)
    return surplus
