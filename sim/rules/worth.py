"""Steps 3 and 4: what every deal within reach is worth to every party, as an observer sees it.

`survey` walks the tree of states once and fills in, for each deal that changes only the allowed issues: its agenda,
whose consent it needs, its value and its surplus for every party. Everything that compares deals rests on it.
"""

from math import isinf

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, below_zero, larger, put, take
from sim.rules.conditions import weigh_conditions
from sim.rules.formulas import priced_share
from sim.rules.pressure import set_sway
from sim.rules.sets import has, only
from sim.rules.speaking import gone
from sim.rules.state import (
    AGENDA,
    AHEAD,
    ASKED,
    BEARABLE,
    BLURRED,
    INNER,
    LEAVES,
    NO_TERM,
    NOTED,
    PRICING_ON,
    ROUNDING,
    SEEN,
    STATE,
    Board,
    Case,
    World,
)

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
    or for a variant of that; a linked option takes its anchor's. Distrust of those whom an option binds is noted beside
    its price.
    """
    state = world.now[STATE]
    for option in range(board.issue.shape[0]):
        root = board.root[option]
        left = term_of(case, root)
        standing = board.option[state, board.issue[root]]
        if standing >= 0 and board.family[standing] == board.family[root]:
            last = world.ends[board.issue[root]]
            left = last - day + 1 if last < NO_TERM else NO_TERM
        for party in range(board.role.shape[0]):
            priced = left < NO_TERM and board.rules[PRICING_ON] == 1
            world.price[party, option] = priced_share(left, case.patience[party]) if priced else 1.0
            exposed = case.exposure[party, option] > 0.0
            world.distrust[party, option] = 1.0 - trust_in_bound(board, world, party, option) if exposed else 0.0
    set_sway(board, case, world, day)


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


@part
def option_points(case: Case, world: World, observer: int, party: int, option: int) -> float:
    """Return what an option is worth to a party as an observer sees it, exposure discounted by distrust.

    w + error - (1 - T) X. Needs priced terms.
    """
    points: float = world.worth[party, option]
    if observer >= 0:
        points += world.error[observer, party, option]
    points -= world.distrust[party, option] * case.exposure[party, option]
    return points


@rule
def set_table(board: Board, case: Case, world: World, observer: int) -> None:
    """Fill the worth and the settling of every option for every party, priced over its issue's first option."""
    for party in range(board.role.shape[0]):
        base = 0.0
        for option in range(board.issue.shape[0]):
            first = board.first[board.issue[option]]
            points = option_points(case, world, observer, party, option)
            if option == first:
                base = points
            price = world.price[party, option]
            world.table[option, party] = base + (points - base) * price
            calm = case.settles[first]
            world.settling[option, party] = calm + (case.settles[option] - calm) * price


@rule
def bonus_points(board: Board, case: Case, state: int, party: int) -> float:
    """Return what the combinations in a state add to a party's worth."""
    points = 0.0
    for bonus in range(board.bonus_party.shape[0]):
        if board.bonus_party[bonus] == party and board.in_bonus[state, bonus]:
            points += case.bonus[bonus]
    return points


@rule
def value_of(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return V of one state for a party: worth + bonus + (1 - settles) R + sway, all priced.

    Needs a table set before. Adds in the order of the tree, so that it gives the bits that `survey` gives.
    """
    worth = 0.0
    settles = 0.0
    for place in range(board.order.shape[0]):
        option = board.option[state, board.order[place]]
        if option >= 0:
            worth += world.table[option, party]
            settles = max(settles, world.settling[option, party])
    value: float = worth + bonus_points(board, case, state, party) + (1.0 - settles) * world.no_deal[party]
    swayed: float = value + world.sway[board.met[state], party]
    return swayed


@rule
def survey(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Value every deal that changes only the allowed issues, as the observer sees all parties.

    Needs priced terms. Fills surplus and losers of the states listed in `seen`, and lists in `bearable` those that
    may be proposed and by which nobody loses who is needed, but for what it has pledged.

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
    if _things_moved(board, world, walk, allowed):
        _walk(board, world, walk, allowed)
    set_table(board, case, world, observer)
    _set_standing(board, case, world)
    for first in range(0, world.standing.shape[1], LANES):
        _value_nodes(board, world, walk, first)
        _value_deals(board, case, world, walk, first)
    _list_bearable(board, world, walk)


@part
def walk_of(board: Board, allowed: int) -> int:
    """Return the place of the walk kept: one of all issues, for proposals, and one of the last agenda, for answers."""
    return 1 if allowed + 1 == 1 << board.controllers.shape[0] else 0


@part
def deal_at(board: Board, world: World, walk: int, place: int) -> int:
    """Return the deal that a walk has found at a place."""
    state: int = board.node_state[world.leaf[walk, place]]
    return state


@part
def _set_standing(board: Board, case: Case, world: World) -> None:
    """Value the state in force for every party: it may be no deal that anyone can propose, so no leaf of the tree."""
    for party in range(board.role.shape[0]):
        world.carrying_on[0, party] = world.no_deal[party]
        world.standing[0, party] = value_of(board, case, world, world.now[AHEAD], party)


@part
def _things_moved(board: Board, world: World, walk: int, allowed: int) -> bool:
    """Return whether the walk kept was of another state of things, and note the present one.

    One walk is kept of all issues, for proposals, and one of the last agenda, for the answers to them.
    """
    moved = _note(world, walk, 0, allowed + 1)
    moved |= _note(world, walk, 1, world.now[AHEAD])
    for issue in range(board.controllers.shape[0]):
        moved |= _note(world, walk, 2 + issue, world.signed[issue])
    for option in range(board.issue.shape[0]):
        moved |= _note(world, walk, 2 + board.controllers.shape[0] + option, 1 if world.barred[option] else 0)
    return moved


@part
def _note(world: World, walk: int, place: int, found: int) -> bool:
    changed: bool = world.walked[walk, place] != found
    world.walked[walk, place] = found
    return changed


@part
def _walk(board: Board, world: World, walk: int, allowed: int) -> None:
    """Go down the tree of states, skipping what is barred or not allowed; note who is needed for the deals found."""
    sets, standing = world.node_sets, world.now[AHEAD]
    inner = 0
    deals = 0
    node = 1
    while node < board.node_option.shape[0]:
        option = board.node_option[node]
        issue = board.issue[option]
        old = board.option[standing, issue]
        changed = old != option
        if world.barred[option] or (changed and not has(allowed, issue)):
            node = board.node_skip[node]
            continue
        parent = board.node_parent[node]
        sets[node, AGENDA] = sets[parent, AGENDA]
        sets[node, ASKED] = sets[parent, ASKED]
        sets[node, BLURRED] = sets[parent, BLURRED]
        if changed:
            sets[node, BLURRED] += _misperceived(board, old, option, issue)
            sets[node, AGENDA] |= only(issue)
            sets[node, ASKED] |= board.controllers[issue] | world.signed[issue]
        state = board.node_state[node]
        if state < 0:
            world.inner[walk, inner] = node
            inner += 1
        else:
            world.leaf[walk, deals] = node
            deals += 1
            world.agenda[state] = sets[node, AGENDA]
            world.consent[state] = sets[node, ASKED]
            world.pledgers[state] = _who_pledged(board, state, sets[node, AGENDA]) if sets[node, AGENDA] else 0
            world.blurred[state] = sets[node, BLURRED]
        node += 1
    world.found[walk, INNER] = inner
    world.found[walk, LEAVES] = deals


@part
def _misperceived(board: Board, old: int, new: int, issue: int) -> int:
    """Return how many options seen with an error a change brings or replaces: those that are not first ones."""
    first = board.first[issue]
    return (1 if new >= 0 and new != first else 0) + (1 if old >= 0 and old != first else 0)


@part
def _value_nodes(board: Board, world: World, walk: int, first: int) -> None:
    """Add an option's worth and settling to what its node's parent has, for the parties of four lanes."""
    for place in range(world.found[walk, INNER]):
        node = world.inner[walk, place]
        parent, option = board.node_parent[node], board.node_option[node]
        worth = take(world.node_worth, parent, first) + take(world.table, option, first)
        put(world.node_worth, node, first, worth)
        settles = larger(take(world.node_settles, parent, first), take(world.settling, option, first))
        put(world.node_settles, node, first, settles)


@part
def _value_deals(board: Board, case: Case, world: World, walk: int, first: int) -> None:
    """Fill S(d) = V(d) - V(g) - cost of what d newly breaks, and who loses, for the parties of four lanes.

    V(d) = worth + bonus + (1 - settles) R + sway. Lanes beyond the last party stay at 0.
    """
    carrying_on, standing = take(world.carrying_on, 0, first), take(world.standing, 0, first)
    slack = take(world.slack, 0, first)
    for place in range(world.found[walk, LEAVES]):
        node = world.leaf[walk, place]
        parent, option, state = board.node_parent[node], board.node_option[node], board.node_state[node]
        if board.bonus_party.shape[0]:
            _add_bonuses(board, case, world, state)
        worth = take(world.node_worth, parent, first) + take(world.table, option, first) + take(world.extra, 0, first)
        settles = larger(take(world.node_settles, parent, first), take(world.settling, option, first))
        value = worth + (1.0 - settles) * carrying_on + take(world.sway, board.met[state], first)
        surplus = value - standing - take(world.set_cost, board.broken[state], first)
        put(world.surplus, state, first, surplus)
        losers = world.losers[state] if first else 0
        world.losers[state] = losers | below_zero(surplus + slack) << first & world.consent[state]


@part
def _list_bearable(board: Board, world: World, walk: int) -> None:
    """List the deals seen, and those that may be proposed: everyone needed could bear them, and nobody gone signs."""
    count = 0
    absent = 0
    for party in range(board.role.shape[0]):
        if gone(board, world, party):
            absent |= only(party)
    for place in range(world.found[walk, LEAVES]):
        state = board.node_state[world.leaf[walk, place]]
        world.seen[place] = state
        borne = world.losers[state] & ~world.pledgers[state] == 0 and world.consent[state] & absent == 0
        if borne and world.agenda[state] and board.proposable[state]:
            world.bearable[count] = state
            count += 1
    world.now[SEEN] = world.found[walk, LEAVES]
    world.now[BEARABLE] = count


@part
def _add_bonuses(board: Board, case: Case, world: World, state: int) -> None:
    """Note what combinations in a state are worth, added in the order in which `value_of` adds it."""
    for party in range(board.role.shape[0]):
        world.extra[0, party] = bonus_points(board, case, state, party)


@part
def _who_pledged(board: Board, state: int, agenda: int) -> int:
    """Return the parties that have pledged every option that a deal brings in."""
    if agenda & ~board.any_pledged[state]:
        return 0
    parties = 0
    for party in range(board.role.shape[0]):
        if agenda & ~board.pledged[party, state] == 0:
            parties |= only(party)
    return parties


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
