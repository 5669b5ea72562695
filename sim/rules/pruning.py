"""Steps 3, 4 and 6: a survey of what can be borne, without a look at deals by which somebody needed is sure to lose.

The tree of deals is walked with the additions of `worth`; what is known of the path to a node is noted by its level. At
every node it is reckoned how much each party could have at most by any deal below it; where that is less than what
somebody who is needed has, none of them is looked at.
"""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, Lanes, below_zero, larger, put, put_at, take, take_at
from sim.rules.averaging import put_some
from sim.rules.balloting import can_be_voted_on
from sim.rules.coming import find_state, holds_all, next_pact
from sim.rules.ideals import borne_by_enough, raise_hopes
from sim.rules.sets import has
from sim.rules.speaking import who_is_away
from sim.rules.state import (
    ABOVE,
    ADDS,
    AGENDA,
    AHEAD,
    ASKED,
    BEARABLE,
    BREAKING,
    BY_ALL,
    BY_SOME,
    COUNTING,
    FORESEEN,
    LEAF,
    LEVEL,
    MEETING,
    MOVED_BY,
    MOVED_FROM,
    MOVED_ON,
    MOVED_TO,
    NEVER,
    PENDING,
    PLEDGING,
    PROPOSAL,
    SHUT,
    SKIP,
    STATE,
    SURVEYS,
    TERMS,
    TWINNED,
    WEIGHED,
    WITH_IT,
    WITHOUT_IT,
    Board,
    Case,
    World,
)
from sim.rules.valuing import mean_for_all, mean_of_twins, value_left
from sim.rules.worth import (
    add_bonuses,
    gained,
    note_deal,
    set_table,
    step_down,
    sum_up_options,
    swayed_value,
    value_standing,
)

EVERY_DEAL = -1
"""In the place of the parties whose best hope is asked: all deals are listed that can be borne."""

LOWEST = -1e300
"""Points below all others."""

EVERY_LANE = (1 << LANES) - 1
"""The parties of four lanes, as a set."""

UNSURE = 1e-10
"""Share of all the points that are added up by which what is reckoned at most may be wrong: far more than it is."""


@part
def can_be_pruned(board: Board, world: World) -> bool:
    """Return whether a survey may pass over deals: where no votes are weighed and nothing is guarded."""
    return bool(world.now[WEIGHED] == 0 and board.guard_of.shape[0] == 0)


@rule
def survey_what_is_borne(board: Board, case: Case, world: World, observer: int, allowed: int, hoping: int) -> None:
    """List the deals that change only the allowed issues and that all needed can bear, and value these.

    The offer on the table is valued too. The same bits as a survey of all deals gives, in the same order; where only
    the best hope of some parties is asked, without deals that cannot raise it over those listed before.
    """
    world.now[SURVEYS] += 1
    world.walked[0, 0] = 0  # what these walks have noted of deals is written over
    world.walked[1, 0] = 0
    sum_up_options(board, world, allowed)
    set_table(board, case, world, observer)
    _value_what_stands(board, case, world)
    _set_bounds(board, case, world)
    _walk_down(board, case, world, allowed, hoping)


@part
def _value_what_stands(board: Board, case: Case, world: World) -> None:
    """Value the deal in force, what is pending averaged over, with what deadlines ahead will bring."""
    for first in range(0, world.standing.shape[1], LANES):
        value_standing(board, case, world, first)
    if world.now[PENDING] or world.now[FORESEEN]:
        mean_for_all(board, case, world, world.now[AHEAD])
        for first in range(0, world.standing.shape[1], LANES):
            put(world.standing, 0, first, take(world.mean, 0, first))


@rule
def _set_bounds(board: Board, case: Case, world: World) -> None:
    """Reckon what the rest of a deal can add at most, and what a deal must come to if a party is not to lose by it."""
    for first in range(0, world.standing.shape[1], LANES):
        _bound_the_rest(board, world, first)
    for party in range(board.role.shape[0]):
        for place in range(world.now[COUNTING]):
            _bound_deadline(board, case, world, world.counting[place], party)
        for terms in range(board.terms_met.shape[0]):
            _bound_terms(world, terms, party, board.terms_met[terms, BY_ALL], board.terms_met[terms, BY_SOME])
        if world.now[PENDING]:
            _bound_terms(world, board.terms_met.shape[0], party, 0, -1)
            _bound_pending(board, world, party)
        world.least[0, party] = _most_bonus(board, case, party)
    for first in range(0, world.standing.shape[1], LANES):
        put(world.least, 0, first, _least_for(board, world, first))


@part
def _bound_the_rest(board: Board, world: World, first: int) -> None:
    """For every level of the tree: what the best options within reach below it are worth, and how far they settle.

    Issues that something is pending on are left to `_bound_pending`.
    """
    issues, lanes = board.order.shape[0], world.price.shape[1]
    put(world.rest_worth, issues, first, take(world.nothing, 0, first))
    put(world.rest_settles, issues, first, take(world.nothing, 0, first))
    for above in range(issues):
        level = issues - 1 - above
        issue = board.order[level]
        best, settles = take(world.nothing, 0, first), take(world.rest_settles, level + 1, first)
        if world.pact[issue] == 0:
            best = LOWEST + best
        for option in range(board.first[issue], board.first[issue + 1]):
            if world.pact[issue] == 0 and not world.option_sets[option, SHUT]:
                best = larger(best, take_at(world.table, option * lanes + first))
                settles = larger(settles, take_at(world.settling, option * lanes + first))
        put(world.rest_worth, level, first, best + take(world.rest_worth, level + 1, first))
        put(world.rest_settles, level, first, settles)


@part
def _bound_deadline(board: Board, case: Case, world: World, deadline: int, party: int) -> None:
    """What a deadline counts for at most: by the points that it brings, and by what it makes of a deal."""
    share, points = world.foreseen[deadline, party], case.event_points[board.deadline_event[deadline], party]
    world.points[deadline, party] = points
    world.brings[deadline, party] = share * points
    most = _most_moved(board, case, world, deadline, party, points)
    for effect in range(board.effect_event.shape[0]):
        if board.effect_event[effect] == board.deadline_event[deadline] and board.effect_party[effect] == party:
            most += max(0.0, case.effect[effect])
    world.moves[deadline, party] = share * most


@part
def _most_moved(board: Board, case: Case, world: World, deadline: int, party: int, points: float) -> float:
    """Return what the options that a deadline moves can gain a party: on every issue the most, and by settling less."""
    most, gain, settled, issue = 0.0, 0.0, 0.0, NEVER
    for row in range(board.moved.shape[0]):
        if board.moved[row, MOVED_BY] == deadline:
            if board.moved[row, MOVED_ON] != issue:
                most += gain
                gain, issue = 0.0, board.moved[row, MOVED_ON]
            before, after = board.moved[row, MOVED_FROM], board.moved[row, MOVED_TO]
            gain = max(gain, _points_of(world, after, party) - _points_of(world, before, party))
            settled = max(settled, abs(_settled_by(world, after, party) - _settled_by(world, before, party)))
    if issue == NEVER:
        return 0.0
    apart = _most_sway(board, world, party, 1.0) + _most_sway(board, world, party, -1.0)
    apart += 2.0 * _most_bonus(board, case, party)
    moved: float = most + gain + settled * abs(world.carrying_on[0, party] + points) + apart
    return moved


@part
def _points_of(world: World, option: int, party: int) -> float:
    """Return what an option is worth to a party as the observer sees it, 0 where there is none."""
    points: float = world.table[option * world.price.shape[1] + party] if option >= 0 else 0.0
    return points


@part
def _settled_by(world: World, option: int, party: int) -> float:
    settled: float = world.settling[option * world.price.shape[1] + party] if option >= 0 else 0.0
    return settled


@part
def _most_sway(board: Board, world: World, party: int, sign: float) -> float:
    """Return the most that pressures and inducements can add to a deal, or with sign -1 take off it."""
    most = LOWEST
    for kind in range(board.met_set.shape[0]):
        most = max(most, sign * world.sway[kind, party])
    return most


@part
def _most_bonus(board: Board, case: Case, party: int) -> float:
    """Return by how much combinations can change what a deal is worth to a party."""
    most = 0.0
    for bonus in range(board.bonus_party.shape[0]):
        if board.bonus_party[bonus] == party:
            most += abs(case.bonus[bonus])
    return most


@part
def _bound_terms(world: World, terms: int, party: int, by_all: int, by_some: int) -> None:
    """What deadlines make at best of the no-deal value, and add, below a node: those that its deals need not meet."""
    no_deal, more = world.carrying_on[0, party], 0.0
    for place in range(world.now[COUNTING]):
        deadline = world.counting[place]
        if not has(by_all, deadline):
            brings = world.brings[deadline, party]
            no_deal += max(0.0, brings) if has(by_some, deadline) else brings
            more += world.moves[deadline, party]
    world.terms_no_deal[terms, party] = no_deal
    world.terms_more[terms, party] = more


@part
def _bound_pending(board: Board, world: World, party: int) -> None:
    """What the issues that something is pending on are worth at most, and how far they settle with and without it.

    Of one agreement both count at its chance: no deal is borne that is not feasible with and without it. Of several,
    the better counts on every issue, and what they settle where that is best.
    """
    single, chance = world.now[PENDING] == 1, 1.0
    worth, without, most, least = 0.0, 0.0, 0.0, 0.0
    for issue in range(board.order.shape[0]):
        if world.pact[issue] > 0:
            comes, stands = world.coming[issue], board.option[world.now[STATE], issue]
            better, other = _points_of(world, comes, party), _points_of(world, stands, party)
            worth += better if single else max(better, other)
            without += other
            settled, kept = _settled_by(world, comes, party), _settled_by(world, stands, party)
            most = max(most, settled if single else max(settled, kept))
            least = max(least, kept if single else min(settled, kept))
            chance = world.pact_chance[issue]
    if single:
        worth = chance * worth + (1.0 - chance) * without
    elif world.terms_no_deal[board.terms_met.shape[0], party] < 0.0:
        least = most
    else:
        most = least
    world.pending_share[0] = chance
    world.pending_worth[0, party] = worth
    world.pending_settles[WITH_IT, party] = most
    world.pending_settles[WITHOUT_IT, party] = least


@part
def _least_for(board: Board, world: World, first: int) -> Lanes:
    """Return what a deal must come to at most, bonuses and sway aside, if the parties of four lanes may not lose by it.

    Needs the most that bonuses add in the place of it.
    """
    standing, bonus, sway = take(world.standing, 0, first), take(world.least, 0, first), take(world.sway, 0, first)
    for kind in range(1, board.met_set.shape[0]):
        sway = larger(sway, take(world.sway, kind, first))
    size = _sizes(standing) + _sizes(take(world.carrying_on, 0, first)) + bonus + _sizes(sway)
    for option in range(board.issue.shape[0]):
        size = size + 2.0 * _sizes(take_at(world.table, option * world.price.shape[1] + first))
    for place in range(world.now[COUNTING]):
        deadline = world.counting[place]
        size = size + _sizes(take(world.brings, deadline, first)) + take(world.moves, deadline, first)
    return standing - take(world.slack, 0, first) - bonus - sway - UNSURE * size


@part
def _sizes(lanes: Lanes) -> Lanes:
    """Return how far four numbers are from 0."""
    return larger(lanes, 0.0 - lanes)


@rule
def _walk_down(board: Board, case: Case, world: World, allowed: int, hoping: int) -> None:
    """Go down the tree, past what is out of reach or cannot be borne; value the deals found and list what is borne."""
    absent, offer, count = who_is_away(board, world), _leaf_of_offer(board, world), 0
    plain = world.now[PENDING] == 0 and world.now[FORESEEN] == 0
    every = world.now[PENDING] <= TWINNED and holds_all(board, world, world.now[AHEAD])
    twins = _set_twins(board, world, every)
    _hope_for_nothing(world)
    node = 1
    while node < board.node.shape[0]:
        after = board.node[node, SKIP]
        if world.option_sets[board.node[node, ADDS], SHUT]:
            node = after
            continue
        if plain and board.node[node, LEAF] >= 0:
            if _is_borne_today(board, case, world, node, absent, hoping, node == offer):
                count = _list(board, case, world, node, hoping, count)
            node = after
            continue
        step_down(world, board.node[node, LEVEL], board.node[node, LEVEL] - 1, board.node[node, ADDS])
        _add_worth(board, world, node)
        _find_twins(board, world, node, twins)
        if not node <= offer < after and _is_hopeless(board, world, node, absent, allowed, hoping):
            node = after
            continue
        if board.node[node, LEAF] >= 0 and _is_borne(board, case, world, node, absent, twins, every):
            count = _list(board, case, world, node, hoping, count)
        node += 1
    world.now[BEARABLE] = count


@part
def _hope_for_nothing(world: World) -> None:
    for first in range(0, world.hope.shape[1], LANES):
        put(world.hope, 0, first, take(world.nothing, 0, first))


@part
def _list(board: Board, case: Case, world: World, node: int, hoping: int, count: int) -> int:
    """List the deal of a leaf and raise the hopes that are asked about; return how many are listed then."""
    state = board.node[node, LEAF]
    world.bearable[count] = state
    if hoping != EVERY_DEAL and _raised(board, world, state) & hoping and _may_come(board, case, world, state):
        raise_hopes(board, world, state)
    return count + 1


@part
def _may_come(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether nobody needed loses by a deal that can be borne, and no ballot stands against it."""
    votable = board.ballot_by.shape[0] == 0 or can_be_voted_on(board, case, world, state)
    return bool(votable and borne_by_enough(board, world, state))


@part
def _raised(board: Board, world: World, state: int) -> int:
    """Return the parties that may hope for more by a deal than the best by those listed before."""
    parties, share = 0, _hope_at_most(world, board.broken[state], world.consent[state])
    for first in range(0, world.hope.shape[1], LANES):
        parties |= below_zero(take(world.hope, 0, first) - share * take(world.surplus, state, first)) << first
    hoping: int = parties & ~world.set_owners[board.broken[state]]
    return hoping


@part
def _leaf_of_offer(board: Board, world: World) -> int:
    """Return the node of the offer on the table, -1 if there is none in the tree."""
    node: int = board.leaf_of[world.now[PROPOSAL]] if world.now[PROPOSAL] >= 0 else NEVER
    return node


@part
def _set_twins(board: Board, world: World, every: bool) -> int:
    """Begin at the root with the twins of the path; return how many there are.

    A twin is the node whose deals are those of the path with just some of what is pending: there is one for every set
    of agreements, but for all of them, which the path itself has; or only the twin without any.
    """
    pending = world.now[PENDING]
    if pending == 0:
        return 0
    twins = (1 << pending) - 1 if every else 1
    for some in range(twins):
        world.twin[0, some] = 0
        number, place = next_pact(world, 0), 0
        while number != NEVER:
            _set_twin_options(board, world, number, some, has(some, place))
            number, place = next_pact(world, number), place + 1
    if every:
        for some in range(1 << pending):
            world.twin_chance[some] = put_some(board, world, world.now[AHEAD], some, True)
    return twins


@part
def _set_twin_options(board: Board, world: World, number: int, some: int, comes: bool) -> None:
    """Note what a twin has on the issues of an agreement: what comes, or what is in force."""
    for issue in range(board.order.shape[0]):
        if world.pact[issue] == number:
            world.twin_option[issue, some] = world.coming[issue] if comes else board.option[world.now[STATE], issue]


@part
def _find_twins(board: Board, world: World, node: int, twins: int) -> None:
    """Note the twins of a node, -1 where none of their deals is feasible."""
    level, option = board.node[node, LEVEL], board.node[node, ADDS]
    issue = board.issue[option]
    for some in range(twins):
        other = world.twin[level - 1, some]
        if world.pact[issue] == 0 and other == board.node[node, ABOVE]:
            world.twin[level, some] = node
        elif other != NEVER:
            world.twin[level, some] = _child(
                board, other, world.twin_option[issue, some] if world.pact[issue] else option
            )
        else:
            world.twin[level, some] = NEVER


@part
def _child(board: Board, above: int, option: int) -> int:
    """Return the node that adds an option to another, -1 if there is none."""
    node = above + 1
    while node < board.node.shape[0] and board.node[node, ABOVE] == above:
        if board.node[node, ADDS] == option:
            return node
        node = board.node[node, SKIP]
    return NEVER


@part
def _add_worth(board: Board, world: World, node: int) -> None:
    """Add what a node's option is worth, and settles, to what its parent has, for every party; nothing if pending."""
    lanes, issue = world.price.shape[1], board.issue[board.node[node, ADDS]]
    place, adds = board.node[node, LEVEL] * lanes, board.node[node, ADDS] * lanes
    for first in range(0, lanes, LANES):
        above = place - lanes + first
        worth, settles = take_at(world.node_worth, above), take_at(world.node_settles, above)
        if world.pact[issue] == 0:
            worth = worth + take_at(world.table, adds + first)
            settles = larger(settles, take_at(world.settling, adds + first))
        put_at(world.node_worth, place + first, worth)
        put_at(world.node_settles, place + first, settles)


@part
def _is_hopeless(board: Board, world: World, node: int, absent: int, allowed: int, hoping: int) -> bool:
    """Return whether no deal of a node can be borne by all needed, or none can raise a hope that is asked about.

    None can be borne where somebody who is needed for all of them is away or would lose by each, or where none is
    feasible without what is pending.
    """
    level = board.node[node, LEVEL]
    needed = world.node_sets[level, ASKED]
    if needed & absent or (world.now[PENDING] and world.twin[level, 0] == NEVER):
        return True
    if board.node[node, LEAF] < 0 and not has(allowed, board.issue[board.node[node, ADDS]]):
        return False  # no more is known than at the node above
    needed &= ~world.node_sets[level, PLEDGING]
    hopeful = hoping == EVERY_DEAL
    share, kind = 1.0, board.node[node, BREAKING]
    if not hopeful:
        share = _hope_at_most(world, kind, world.node_sets[level, ASKED])
        hoping &= ~world.set_owners[kind]
    for first in range(0, world.least.shape[1], LANES):
        if needed >> first & EVERY_LANE or (not hopeful and hoping >> first & EVERY_LANE):
            most = _most_by(board, world, node, first) - take(world.set_cost, kind, first)
            spare = most - take(world.least, 0, first)
            if needed & below_zero(spare) << first:
                return True
            hoped = share * (spare - take(world.slack, 0, first))
            hopeful = hopeful or hoping & below_zero(take(world.hope, 0, first) - hoped) << first != 0
    return not hopeful


@part
def _hope_at_most(world: World, kind: int, asked: int) -> float:
    """Return what hope counts for at most, for a deal that breaks a set and for which some are asked."""
    share: float = world.set_hope[kind] if world.set_owners[kind] & ~asked == 0 else 1.0
    return share


@part
def _most_by(board: Board, world: World, node: int, first: int) -> Lanes:
    """Return the most that a deal of a node could be worth to the parties of four lanes, bonuses and sway aside."""
    level, terms, lanes = board.node[node, LEVEL], board.node[node, TERMS], world.price.shape[1]
    settles = take_at(world.node_settles, level * lanes + first)
    most = larger(settles, take(world.rest_settles, level, first))
    worth = take_at(world.node_worth, level * lanes + first) + take(world.rest_worth, level, first)
    if world.now[PENDING]:
        terms = board.terms_met.shape[0]
        left = larger(_left_over(world, terms, settles, first), _left_over(world, terms, most, first))
        return worth + take(world.pending_worth, 0, first) + left + take(world.terms_more, terms, first)
    no_deal = take(world.terms_no_deal, terms, first)
    return worth + larger((1.0 - settles) * no_deal, (1.0 - most) * no_deal) + take(world.terms_more, terms, first)


@part
def _left_over(world: World, terms: int, settles: Lanes, first: int) -> Lanes:
    """Return what is left of the no-deal value by a deal that settles so much, averaged over what is pending."""
    share: float = world.pending_share[0]
    with_it = 1.0 - larger(settles, take(world.pending_settles, WITH_IT, first))
    without_it = 1.0 - larger(settles, take(world.pending_settles, WITHOUT_IT, first))
    return (share * with_it + (1.0 - share) * without_it) * take(world.terms_no_deal, terms, first)


@part
def _is_borne_today(board: Board, case: Case, world: World, node: int, absent: int, hoping: int, offered: bool) -> bool:
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
        share = _hope_at_most(world, kind, asked)
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
def _is_borne(board: Board, case: Case, world: World, node: int, absent: int, twins: int, every: bool) -> bool:
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
