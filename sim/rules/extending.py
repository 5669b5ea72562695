"""Step 6: an option in force can be kept for longer by agreement, alone or with one other change."""

from sim.kernel.compile import part, rule
from sim.rules.averaging import mean_value
from sim.rules.coming import stands_alone
from sim.rules.formulas import whole_days
from sim.rules.lagging import at_once
from sim.rules.sets import has, only
from sim.rules.speaking import who_is_away
from sim.rules.state import (
    ABOVE,
    ADDS,
    AGENDA,
    ASKED,
    BEARABLE,
    BLURRED,
    DAY,
    FIRST_EXTENDED,
    IN_FORCE,
    LEAF,
    NEVER,
    NO_TERM,
    PENDING,
    SHUT,
    SKIP,
    STATE,
    Board,
    Case,
    World,
)
from sim.rules.voting import asked_on, would_win
from sim.rules.walking import step_down, sum_up_options
from sim.rules.worth import linked, price_terms, rounding, set_table


@rule
def extension_days(case: Case, option: int) -> int:
    """Return for how many days an option can be extended, 0 if it cannot."""
    return max(1, whole_days(case.extension[option])) if case.extension[option] > 0.0 else 0


@rule
def can_extend(board: Board, case: Case, world: World, issue: int) -> bool:
    """Return whether what is in force on an issue can be extended now: somebody signed it and its term is near."""
    option = board.option[world.now[STATE], issue]
    if option < 0 or world.status[issue] != IN_FORCE or world.signed[issue] == 0 or world.pact[issue] > 0:
        return False
    days = extension_days(case, option)
    near = world.ends[issue] < NO_TERM and world.ends[issue] - world.now[DAY] + 1 <= days
    return near and not linked(board, option) and not world.barred[option]


@rule
def add_extensions(board: Board, case: Case, world: World, observer: int, allowed: int) -> None:
    """Add to the deals surveyed those that keep what is in force for longer, with at most one other change."""
    if board.kept_in.shape[0] == 0 or board.extends[board.extends.shape[0] - 1] == NEVER:
        return
    day = world.now[DAY]
    for issue in range(board.controllers.shape[0]):
        if has(allowed, issue) and can_extend(board, case, world, issue):
            sum_up_options(board, world, allowed)
            last = world.ends[issue]
            world.ends[issue] = last + extension_days(case, board.option[world.now[STATE], issue])
            price_terms(board, case, world, day)
            set_table(board, case, world, observer)
            _value_extensions(board, case, world, issue)
            world.ends[issue] = last
            price_terms(board, case, world, day)
            set_table(board, case, world, observer)


@rule
def _value_extensions(board: Board, case: Case, world: World, issue: int) -> None:
    """Value the extensions of one issue: beside what will be in force, and beside each deal that changes one other."""
    count, node = world.now[BEARABLE], 1
    while node < board.node.shape[0]:
        after = board.node[node, SKIP]
        if world.option_sets[board.node[node, ADDS], SHUT]:
            node = after
            continue
        step_down(world, node, board.node[node, ABOVE], board.node[node, ADDS])
        agenda = world.node_sets[node, AGENDA]
        if agenda & (agenda - 1) or has(agenda, issue):
            node = after
            continue
        if board.node[node, LEAF] >= 0 and _extends(board, case, world, issue, node):
            world.bearable[count] = board.longer[issue, board.node[node, LEAF]]
            count += 1
        node += 1
    world.now[BEARABLE] = count


@part
def _extends(board: Board, case: Case, world: World, issue: int, node: int) -> bool:
    """Value the extension of an issue beside the deal of a leaf; return whether there is one and it can be borne."""
    state, agenda = board.node[node, LEAF], world.node_sets[node, AGENDA]
    target = board.longer[issue, state]
    if target == NEVER or not at_once(board, case, state, agenda):
        return False
    if world.now[PENDING] and not stands_alone(board, world, state):
        return False
    world.agenda[target] = agenda | only(issue)
    world.consent[target] = world.node_sets[node, ASKED] | asked_on(board, world, issue)
    world.blurred[target] = world.node_sets[node, BLURRED] + _misperceived(board, state, issue)
    world.pledgers[target] = 0
    return _borne(board, case, world, target, state)


@part
def _misperceived(board: Board, state: int, issue: int) -> int:
    return 1 if board.option[state, issue] != board.first[issue] else 0


@part
def _borne(board: Board, case: Case, world: World, target: int, state: int) -> bool:
    """Fill surplus and losers of an extension, and return whether it may be proposed and all needed can bear it."""
    world.losers[target] = 0
    for party in range(board.role.shape[0]):
        value = mean_value(board, case, world, state, party, True)
        world.surplus[target, party] = value - world.standing[0, party] - world.set_cost[board.broken[state], party]
        if has(world.consent[target], party) and world.surplus[target, party] < -rounding(case, party):
            world.losers[target] |= only(party)
    asked = world.consent[target]
    willing = asked & ~world.losers[target] & ~who_is_away(board, world)
    return would_win(board, world, world.agenda[target], asked, willing)


@part
def keep_longer(board: Board, case: Case, world: World, issue: int, signatories: int) -> None:
    """Let what is in force on an issue go on for its extension; who agreed has signed it too."""
    option = board.option[world.now[STATE], issue]
    world.ends[issue] += extension_days(case, option)
    world.signed[issue] |= signatories
    if world.renewed[option, FIRST_EXTENDED] == NEVER:
        world.renewed[option, FIRST_EXTENDED] = world.now[DAY]
