"""Step 11: how agreed options end by the calendar or by denunciation."""

from sim.kernel.chance import RENEWAL, SESSIONS_A_DAY, uniform
from sim.kernel.compile import part, rule
from sim.rules.averaging import mean_value
from sim.rules.compliance import set_trust
from sim.rules.sets import has, only
from sim.rules.standing import agreed, end_issues, fall_back, fallen, share_clocks
from sim.rules.state import (
    CONDUCT,
    DAY,
    EXPIRED,
    FIRST_RENEWED,
    NEVER,
    RUN,
    SEED,
    STATE,
    TERM_REACHED,
    WITHDRAWAL_COUNT,
    WITHDRAWN,
    Board,
    Case,
    World,
)
from sim.rules.voting import leave_together, may_leave
from sim.rules.worth import PUBLIC, linked, price_terms, rounding, set_table, term_of


@rule
def end_terms(board: Board, case: Case, world: World) -> None:
    """On its last day a fixed-term option is renewed, or it falls back with what is linked to it.

    Terms that end on one day are all decided on the same state of things. What cannot run out while something else
    stands that includes it goes on from day to day.
    """
    ending = 0
    renewing = 0
    for issue in range(board.controllers.shape[0]):
        option = board.option[world.now[STATE], issue]
        if agreed(board, world, issue):
            _note_term(board, case, world, issue)
        last_day = agreed(board, world, issue) and world.ends[issue] == world.now[DAY]
        if last_day and not linked(board, option):
            if _renews(board, case, world, issue, option):
                renewing |= only(issue)
            else:
                ending |= only(issue)
    for issue in range(board.controllers.shape[0]):
        if has(renewing, issue):
            world.ends[issue] = world.now[DAY] + term_of(case, board.option[world.now[STATE], issue])
    carried = ending & board.carried[fallen(board, world.now[STATE], ending)]
    for issue in range(board.controllers.shape[0]):
        if has(carried, issue):
            world.ends[issue] = world.now[DAY] + 1
    ending &= ~carried
    if renewing or carried:
        share_clocks(board, world)
    if ending:
        end_issues(board, case, world, ending, EXPIRED)


@part
def _note_term(board: Board, case: Case, world: World, issue: int) -> None:
    """Note the first day on which an option has been in force for its term; to extend it does not put that off."""
    option = board.option[world.now[STATE], issue]
    days = world.now[DAY] - world.began[issue] + 1
    served = not linked(board, option) and days == term_of(case, option)
    if served and world.renewed[option, TERM_REACHED] == NEVER:
        world.renewed[option, TERM_REACHED] = world.now[DAY]


@part
def _renews(board: Board, case: Case, world: World, issue: int, option: int) -> bool:
    """Return whether an option that has reached its term goes on: by luck, and if all it binds gain by that."""
    day = world.now[DAY]
    if world.renewed[option, TERM_REACHED] == NEVER:
        world.renewed[option, TERM_REACHED] = day
    luck = uniform(world.now[SEED], world.now[RUN], day * SESSIONS_A_DAY, RENEWAL, board.luck_option[option])
    renews = luck < case.renewal[option] and all_gain_by_renewal(board, case, world, issue, option)
    if renews and world.renewed[option, FIRST_RENEWED] == NEVER:
        world.renewed[option, FIRST_RENEWED] = day
    return renews


@part
def all_gain_by_renewal(board: Board, case: Case, world: World, issue: int, option: int) -> bool:
    """Return whether every bound party's value with a full new term exceeds its value without.

    An option that binds nobody is renewed by those who control it.
    """
    day = world.now[DAY]
    last = world.ends[issue]
    world.ends[issue] = day + term_of(case, option)
    price_terms(board, case, world, day + 1)
    set_table(board, case, world, PUBLIC)
    without = fall_back(board, world.now[STATE], only(issue))
    asked = board.binds[option] if board.binds[option] else board.controllers[issue]
    gain = True
    for party in range(board.role.shape[0]):
        if has(asked, party):
            kept = mean_value(board, case, world, world.now[STATE], party, False)
            lost = mean_value(board, case, world, without, party, False)
            gain = gain and kept > lost + rounding(case, party)
    world.ends[issue] = last
    return gain


@rule
def denounce(board: Board, case: Case, world: World) -> None:
    """At the start of a session parties leave what they are better off without, or what breaks their red lines.

    All decide on the same state of things; then everything denounced ends, with whatever remains of the same deal.
    """
    ending = 0
    priced = False
    for issue in range(board.controllers.shape[0]):
        world.denounced[issue] = 0
        if agreed(board, world, issue) and not _pinned(board, world, issue):
            if not priced:
                price_terms(board, case, world, world.now[DAY])
                set_table(board, case, world, PUBLIC)
                priced = True
            world.denounced[issue] = denouncers(board, case, world, issue)
            if world.denounced[issue]:
                ending |= same_deal(board, world, issue)
    if ending:
        _resent(board, case, world)
        end_issues(board, case, world, ending, WITHDRAWN)


@part
def _pinned(board: Board, world: World, issue: int) -> bool:
    """Return whether an option cannot be left: an event bars what it would fall back to, or it would be itself."""
    target = board.revert[world.now[STATE], issue]
    if target == world.now[STATE]:
        return True
    option = board.option[target, issue]
    pinned: bool = option >= 0 and world.barred[option]
    return pinned


@rule
def same_deal(board: Board, world: World, issue: int) -> int:
    """Return the issues that came in by the same deal and still stand as it left them."""
    issues = only(issue)
    if world.agreement[issue] > 0:
        for other in range(board.controllers.shape[0]):
            if world.agreement[other] == world.agreement[issue]:
                issues |= only(other)
    return issues


@rule
def denouncers(board: Board, case: Case, world: World, issue: int) -> int:
    """Return who, of those who may denounce it, is better off without an option or finds a red line broken.

    Where votes are counted they end it only if they would win one; else nobody is returned.
    """
    without = fall_back(board, world.now[STATE], same_deal(board, world, issue))
    may = may_leave(board, case, world, issue)
    found = 0
    for party in range(board.role.shape[0]):
        if has(may, party):
            gain = mean_value(board, case, world, without, party, False)
            gain -= mean_value(board, case, world, world.now[STATE], party, False)
            cost = leaving_cost(board, case, world, without, party) + rounding(case, party)
            if gain > cost or red_line_on(board, world, issue, party):
                found |= only(party)
    return found if leave_together(board, case, world, issue, found) else 0


@rule
def leaving_cost(board: Board, case: Case, world: World, without: int, party: int) -> float:
    """Return what leaving must be worth to a party: the largest cost among all that then ends."""
    cost = 0.0
    for issue in range(board.controllers.shape[0]):
        option = board.option[world.now[STATE], issue]
        if option >= 0 and board.option[without, issue] != option:
            cost = max(cost, case.withdrawal_cost[party, option])
    return cost


@part
def red_line_on(board: Board, world: World, issue: int, party: int) -> bool:
    """Return whether the deal in force breaks a red line of the party that this issue triggers."""
    broken = board.broken_set[board.broken[world.now[STATE]]] & ~world.now[CONDUCT]
    for condition in range(board.owner.shape[0]):
        own = has(broken, condition) and world.red[condition] and board.owner[condition] == party
        if own and has(board.trigger[condition], issue):
            return True
    return False


@part
def _resent(board: Board, case: Case, world: World) -> None:
    """Every other controller, member and signatory holds a withdrawal against those who withdrew."""
    for party in range(board.role.shape[0]):
        for other in range(board.role.shape[0]):
            resented = False
            for issue in range(board.controllers.shape[0]):
                left = world.denounced[issue]
                stayed = (may_leave(board, case, world, issue) | world.signed[issue]) & ~left
                resented = resented or (has(left, other) and has(stayed, party))
            if resented:
                world.broke[party, other] += case.protocol[WITHDRAWAL_COUNT]
    set_trust(board, case, world)
