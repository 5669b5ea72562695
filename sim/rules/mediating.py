"""Step 6: a mediator wants a yes. What it tables: expected success times how well each does."""

from math import exp, inf, log

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, below_zero, larger, put, take
from sim.rules.expecting import all_accept, none_suspected
from sim.rules.gaining import stands_to_gain
from sim.rules.sets import has
from sim.rules.state import BEARABLE, FLOOR, NEVER, SPEAKER, SUSPECTING, TRUSTING, Board, Case, World
from sim.rules.voting import would_win
from sim.rules.worth import surplus_for

NOT_ASKED = -1.0
"""Stands in `World.chance` while nobody has reckoned it."""

FEW = 32
"""How often one looks for what gives a party most, before all that is left is gone through in order."""


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
        _note_what_it_gives(board, case, world, state)
        if _may_be_said(board, case, world, state):
            world.sayable[sayable] = state
            sayable += 1
            world.chance[state] = NOT_ASKED
            world.clear[state] = none_suspected(board, case, world, state)
            doubted |= world.clear[state] < 1.0
    _score(board, case, world, sayable, SUSPECTING)
    for place in range(sayable):
        state = world.sayable[place]
        world.clear[state] = 1.0
        world.score[state, TRUSTING] = -inf if doubted else world.score[state, SUSPECTING]
    if doubted:
        _score(board, case, world, sayable, TRUSTING)


@part
def _note_what_it_gives(board: Board, case: Case, world: World, state: int) -> None:
    """Note what a deal gives every party: its surplus, with the price of refusing what it has pledged."""
    for first in range(0, world.gives.shape[1], LANES):
        put(world.gives, state, first, take(world.surplus, state, first))
    if world.pledgers[state]:
        for party in range(board.role.shape[0]):
            world.gives[state, party] = surplus_for(board, case, world, state, party)


@part
def _may_be_said(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether all needed gain, or enough votes; and the mediator gets what it wants if it is one of them.

    Those of them that gain are noted: they count in the product.
    """
    gaining = 0
    for first in range(0, world.slack.shape[1], LANES):
        gaining |= below_zero(take(world.slack, 0, first) - take(world.gives, state, first)) << first
    world.counted[state] = world.consent[state] & gaining
    if not would_win(board, world, world.agenda[state], world.consent[state], world.counted[state]):
        return False
    return not has(world.consent[state], world.now[SPEAKER]) or stands_to_gain(board, case, world, state)


@rule
def _score(board: Board, case: Case, world: World, sayable: int, column: int) -> None:
    """Score the deals that qualify, the most promising first: the higher it is, the fewer others need a look.

    What nobody has been asked about may promise much and hold little, so the first is one that has been asked.
    """
    left = _find_tops(board, case, world, _those_open(case, world, sayable))
    first = _weigh_promises(board, case, world, left)
    if first == NEVER:
        return
    best = _score_one(board, case, world, first, column)
    for place in range(left):
        state = world.sayable[place]
        if state != first and world.promise[state] >= best:
            if world.chance[state] == NOT_ASKED:
                world.chance[state] = all_accept(board, case, world, state)
                world.promise[state] *= world.chance[state]
            if world.promise[state] >= best:
                best = max(best, _score_one(board, case, world, state, column))


@part
def _set_aside(world: World, place: int, left: int) -> int:
    """Put a deal behind those that are left; return how many that are."""
    last = left - 1
    state = world.sayable[place]
    world.sayable[place] = world.sayable[last]
    world.sayable[last] = state
    return last


@part
def _those_open(case: Case, world: World, sayable: int) -> int:
    """Put behind the others the deals that red lines alone keep from qualifying; return how many are left."""
    left = sayable
    place = 0
    while place < left:
        clear = world.clear[world.sayable[place]]
        if clear <= 0.0 or clear < case.protocol[FLOOR]:
            left = _set_aside(world, place, left)
        else:
            place += 1
    return left


@part
def _find_tops(board: Board, case: Case, world: World, left: int) -> int:
    """S0_q: the most that a party could get by a deal that qualifies, for all whose consent some deal needs.

    What gives a party most is looked at first, so that few deals are asked. Returns how many deals are left, at the
    front of the list: those found not to qualify are put behind them.
    """
    needed = 0
    for place in range(left):
        needed |= world.counted[world.sayable[place]]
    for party in range(board.role.shape[0]):
        world.top[0, party] = 0.0
    tried = 0
    for party in range(board.role.shape[0]):
        place = _best_for(world, party, left) if has(needed, party) else NEVER
        while place != NEVER and tried < FEW and not _qualifies(board, case, world, world.sayable[place]):
            left = _set_aside(world, place, left)
            place = _best_for(world, party, left)
            tried += 1
        if place != NEVER and tried < FEW:
            _raise_tops(world, world.sayable[place])
    if tried == FEW:
        for place in range(left):
            state = world.sayable[place]
            if _gives_more(world, state) and _qualifies(board, case, world, state):
                _raise_tops(world, state)
    return left


@part
def _raise_tops(world: World, state: int) -> None:
    for first in range(0, world.top.shape[1], LANES):
        put(world.top, 0, first, larger(take(world.top, 0, first), take(world.gives, state, first)))


@part
def _gives_more(world: World, state: int) -> bool:
    """Return whether a deal gives anyone more than what has been found so far."""
    more = 0
    for first in range(0, world.top.shape[1], LANES):
        more |= below_zero(take(world.top, 0, first) - take(world.gives, state, first))
    return more != 0


@part
def _best_for(world: World, party: int, left: int) -> int:
    """Return the place of the deal that gives a party most, -1 if none gives it more than it has found already."""
    best = NEVER
    most = world.top[0, party]
    for place in range(left):
        gives = world.gives[world.sayable[place], party]
        if gives > most:
            most = gives
            best = place
    return best


@rule
def _qualifies(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether all would accept well enough: P > 0 and P >= floor."""
    if world.chance[state] == NOT_ASKED:
        world.chance[state] = all_accept(board, case, world, state)
    chance = world.clear[state] * world.chance[state]
    enough: bool = chance > 0.0 and chance >= case.protocol[FLOOR]
    return enough


@part
def _weigh_promises(board: Board, case: Case, world: World, left: int) -> int:
    """Note a bound of every deal's score, since no geometric mean exceeds the arithmetic one.

    Returns the deal that promises most of those that have been asked, -1 if there is none.
    """
    asked = 0
    promising = NEVER
    most = 0.0
    for place in range(left):
        state = world.sayable[place]
        if world.counted[state] != asked:
            asked = world.counted[state]
            _share_weights(board, case, world, state)
        promise = 0.0
        for party in range(board.role.shape[0]):
            promise += world.gives[state, party] * world.per_top[party]
        promise *= world.clear[state]
        if world.chance[state] != NOT_ASKED:
            promise *= world.chance[state]
            if promise > most:
                most = promise
                promising = state
        world.promise[state] = promise
    return promising


@part
def _share_weights(board: Board, case: Case, world: World, state: int) -> None:
    """Set what a point of each party adds to the weighted mean of S / S0 over those whose consent a deal needs."""
    alike = _weigh_alike(board, case, world, state)
    weights = 0.0
    for party in range(board.role.shape[0]):
        counts = has(world.counted[state], party) and world.top[0, party] > 0.0
        world.per_top[party] = (1.0 if alike else case.kappa[party]) if counts else 0.0
        weights += world.per_top[party]
    for party in range(board.role.shape[0]):
        if world.per_top[party] > 0.0:
            world.per_top[party] /= weights * world.top[0, party]


@part
def _weigh_alike(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether the weights of all who are needed are 0, and so count as equal."""
    weights = 0.0
    for party in range(board.role.shape[0]):
        if has(world.counted[state], party):
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
        if has(world.counted[state], party):
            weight = 1.0 if alike else case.kappa[party]
            total += weight * log(world.gives[state, party] / world.top[0, party])
            weights += weight
    score = log(world.clear[state] * world.chance[state]) + total / weights
    world.score[state, column] = score
    enough: float = exp(score) * (1.0 - 1e-6)
    return enough
