"""Steps 3 and 4: what a deal is worth to a party, as an observer sees it.

Its options count at what they are worth, priced by what is believed of their term and of the other side, with bonuses,
what is left of the no-deal value, sway, and what deadlines ahead will bring.
"""

from math import isinf

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, Lanes, put_at, take
from sim.rules.foreseeing import foresee
from sim.rules.formulas import priced_share
from sim.rules.guarding import relief
from sim.rules.pressure import set_sway
from sim.rules.sets import has
from sim.rules.state import FORESEEN, NO_TERM, PRICING_ON, ROUNDING, STATE, Board, Case, World

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
