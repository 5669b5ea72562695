"""Step 6: a mediator wants a yes. What it tables: expected success times how well each does."""

from math import exp, inf, log

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, below_zero, take
from sim.rules.expecting import all_accept, none_suspected
from sim.rules.gaining import stands_to_gain
from sim.rules.sets import has
from sim.rules.state import BEARABLE, FLOOR, NEVER, SPEAKER, SUSPECTING, TRUSTING, Board, Case, World
from sim.rules.worth import rounding, surplus_for

NOT_ASKED = -1.0
"""Stands in `World.chance` while nobody has reckoned it."""


@rule
def score_for_mediator(board: Board, case: Case, world: World) -> None:
    """A mediator maximises ln P + sum kappa ln(S / S0) / sum kappa over the deals that qualify.

    Source:
        A mediator that wants a yes, Touval and Zartman (1985), Kydd (2003); the product, Nash (1950).
    """
    sayable = 0
    doubted = False
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        world.score[state, SUSPECTING] = -inf
        world.score[state, TRUSTING] = -inf
        if _may_be_said(board, case, world, state):
            world.sayable[sayable] = state
            sayable += 1
            world.chance[state] = NOT_ASKED
            world.clear[state] = none_suspected(board, world, state)
            doubted |= world.clear[state] < 1.0
    _score(board, case, world, sayable, SUSPECTING)
    for place in range(sayable):
        state = world.sayable[place]
        world.clear[state] = 1.0
        world.score[state, TRUSTING] = world.score[state, SUSPECTING]
    if doubted:
        _score(board, case, world, sayable, TRUSTING)


@rule
def _may_be_said(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether all needed gain, and the mediator gets what it wants if it is one of them; chances aside."""
    if world.pledgers[state] == 0:
        gaining = 0
        for first in range(0, world.slack.shape[1], LANES):
            gaining |= below_zero(take(world.slack, 0, first) - take(world.surplus, state, first)) << first
        if world.consent[state] & ~gaining:
            return False
    else:
        for party in range(board.role.shape[0]):
            needed = has(world.consent[state], party)
            if needed and surplus_for(board, case, world, state, party) <= rounding(case, party):
                return False
    speaker = world.now[SPEAKER]
    return not has(world.consent[state], speaker) or stands_to_gain(board, case, world, state)


@rule
def _score(board: Board, case: Case, world: World, sayable: int, column: int) -> None:
    """Score the deals that qualify, the most promising first: the higher it is, the fewer others need a look."""
    _find_tops(board, case, world, sayable)
    first = _weigh_promises(board, case, world, sayable)
    if first == NEVER:
        return
    best = _score_one(board, case, world, first, column)
    for place in range(sayable):
        state = world.sayable[place]
        if state != first:
            world.score[state, column] = -inf
            if world.promise[state] >= best:
                best = max(best, _score_one(board, case, world, state, column))


@part
def _find_tops(board: Board, case: Case, world: World, sayable: int) -> None:
    """S0_q: the most that a party could get by a deal that qualifies; no deal is asked that gives nobody more."""
    for party in range(board.role.shape[0]):
        world.top[0, party] = 0.0
    for place in range(sayable):
        state = world.sayable[place]
        if _gives_more(board, case, world, state) and _qualifies(board, case, world, state):
            for party in range(board.role.shape[0]):
                world.top[0, party] = max(world.top[0, party], surplus_for(board, case, world, state, party))


@part
def _gives_more(board: Board, case: Case, world: World, state: int) -> bool:
    if world.pledgers[state] == 0:
        more = 0
        for first in range(0, world.top.shape[1], LANES):
            more |= below_zero(take(world.top, 0, first) - take(world.surplus, state, first))
        return more != 0
    for party in range(board.role.shape[0]):
        if surplus_for(board, case, world, state, party) > world.top[0, party]:
            return True
    return False


@rule
def _qualifies(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether all would accept well enough: P > 0 and P >= floor."""
    clear = world.clear[state]
    floor = case.protocol[FLOOR]
    if clear <= 0.0 or clear < floor:
        return False
    if world.chance[state] == NOT_ASKED:
        world.chance[state] = all_accept(board, case, world, state)
    chance = clear * world.chance[state]
    enough: bool = chance > 0.0 and chance >= floor
    return enough


@part
def _weigh_promises(board: Board, case: Case, world: World, sayable: int) -> int:
    """Note a bound of every deal's score, since no geometric mean exceeds the arithmetic one; return the largest's."""
    promising = NEVER
    most = 0.0
    for party in range(board.role.shape[0]):
        world.per_top[party] = 1.0 / world.top[0, party] if world.top[0, party] > 0.0 else 0.0
    for place in range(sayable):
        state = world.sayable[place]
        chance = world.clear[state]
        if world.chance[state] != NOT_ASKED:
            chance *= world.chance[state]
        world.promise[state] = chance * _mean_share(board, case, world, state)
        if world.promise[state] > most:
            most = world.promise[state]
            promising = state
    return promising


@part
def _mean_share(board: Board, case: Case, world: World, state: int) -> float:
    """Return the weighted mean of S / S0 over those whose consent is needed; above 1 where a deal does not qualify."""
    alike = _weigh_alike(board, case, world, state)
    total = 0.0
    weights = 0.0
    for party in range(board.role.shape[0]):
        if has(world.consent[state], party) and world.top[0, party] > 0.0:
            weight = 1.0 if alike else case.kappa[party]
            total += weight * surplus_for(board, case, world, state, party) * world.per_top[party]
            weights += weight
    return total / weights if weights > 0.0 else 0.0


@part
def _weigh_alike(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether the weights of all who are needed are 0, and so count as equal."""
    weights = 0.0
    for party in range(board.role.shape[0]):
        if has(world.consent[state], party):
            weights += case.kappa[party]
    return weights <= 0.0


@rule
def _score_one(board: Board, case: Case, world: World, state: int, column: int) -> float:
    """Score a deal if it qualifies; return what others must then promise at least."""
    if not _qualifies(board, case, world, state):
        return 0.0
    alike = _weigh_alike(board, case, world, state)
    total = 0.0
    weights = 0.0
    for party in range(board.role.shape[0]):
        if has(world.consent[state], party):
            weight = 1.0 if alike else case.kappa[party]
            total += weight * log(surplus_for(board, case, world, state, party) / world.top[0, party])
            weights += weight
    score = log(world.clear[state] * world.chance[state]) + total / weights
    world.score[state, column] = score
    enough: float = exp(score) * (1.0 - 1e-6)
    return enough
