"""Steps 3, 4 and 6: a survey of what can be borne, without a look at deals by which somebody needed is sure to lose.

The tree of deals is walked with the additions of `walking`; what is known of the path to a node is noted by its level.
Where the `bounds` say that no deal below a node can be borne, none of them is looked at.
"""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, below_zero, larger, put, put_at, take, take_at
from sim.rules.balloting import can_be_voted_on
from sim.rules.bounds import EVERY_DEAL, hope_at_most, is_hopeless, set_bounds
from sim.rules.coming import holds_all
from sim.rules.ideals import borne_by_enough, raise_hopes
from sim.rules.leaf_deals import is_borne, is_borne_today
from sim.rules.speaking import who_is_away
from sim.rules.state import (
    ADDS,
    AHEAD,
    BEARABLE,
    FORESEEN,
    LEAF,
    LEVEL,
    NEVER,
    PENDING,
    PROPOSAL,
    SHUT,
    SKIP,
    SURVEYS,
    TWINNED,
    WEIGHED,
    Board,
    Case,
    World,
)
from sim.rules.twins import find_twins, set_twins
from sim.rules.valuing import mean_for_all
from sim.rules.walking import step_down, sum_up_options, value_standing
from sim.rules.worth import set_table


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
    set_bounds(board, case, world)
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
def _walk_down(board: Board, case: Case, world: World, allowed: int, hoping: int) -> None:
    """Go down the tree, past what is out of reach or cannot be borne; value the deals found and list what is borne."""
    absent, offer, count = who_is_away(board, world), _leaf_of_offer(board, world), 0
    plain = world.now[PENDING] == 0 and world.now[FORESEEN] == 0
    every = world.now[PENDING] <= TWINNED and holds_all(board, world, world.now[AHEAD])
    twins = set_twins(board, world, every)
    _hope_for_nothing(world)
    node = 1
    while node < board.node.shape[0]:
        after = board.node[node, SKIP]
        if world.option_sets[board.node[node, ADDS], SHUT]:
            node = after
            continue
        if plain and board.node[node, LEAF] >= 0:
            if is_borne_today(board, case, world, node, absent, hoping, node == offer):
                count = _list(board, case, world, node, hoping, count)
            node = after
            continue
        step_down(world, board.node[node, LEVEL], board.node[node, LEVEL] - 1, board.node[node, ADDS])
        _add_worth(board, world, node)
        find_twins(board, world, node, twins)
        if not node <= offer < after and is_hopeless(board, world, node, absent, allowed, hoping):
            node = after
            continue
        if board.node[node, LEAF] >= 0 and is_borne(board, case, world, node, absent, twins, every):
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
    parties, share = 0, hope_at_most(world, board.broken[state], world.consent[state])
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
