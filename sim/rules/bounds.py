"""Steps 3, 4 and 6: what deals come to at most, so that none is looked at by which somebody needed is sure to lose.

For every level of the tree it is reckoned what the rest of a deal can add for each party, and what a deal must come to
if the party is not to lose by it; at a node both say whether any deal below is worth a look.
"""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, Lanes, below_zero, larger, put, take, take_at
from sim.rules.sets import has
from sim.rules.state import (
    ADDS,
    ASKED,
    BREAKING,
    BY_ALL,
    BY_SOME,
    COUNTING,
    LEAF,
    LEVEL,
    MOVED_BY,
    MOVED_FROM,
    MOVED_ON,
    MOVED_TO,
    NEVER,
    PENDING,
    PLEDGING,
    SHUT,
    STATE,
    TERMS,
    WITH_IT,
    WITHOUT_IT,
    Board,
    Case,
    World,
)

EVERY_DEAL = -1
"""In the place of the parties whose best hope is asked: all deals are listed that can be borne."""

LOWEST = -1e300
"""Points below all others."""

EVERY_LANE = (1 << LANES) - 1
"""The parties of four lanes, as a set."""

UNSURE = 1e-10
"""Share of all the points that are added up by which what is reckoned at most may be wrong: far more than it is."""


@rule
def set_bounds(board: Board, case: Case, world: World) -> None:
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


@part
def is_hopeless(board: Board, world: World, node: int, absent: int, allowed: int, hoping: int) -> bool:
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
        share = hope_at_most(world, kind, world.node_sets[level, ASKED])
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
def hope_at_most(world: World, kind: int, asked: int) -> float:
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
