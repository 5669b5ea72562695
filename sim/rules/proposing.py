"""Step 6: what the speaker puts on the table."""

from math import exp, inf, log

from sim.kernel.chance import TIE, uniform
from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, larger, put, take
from sim.rules.formulas import acceptance
from sim.rules.speaking import moment
from sim.rules.state import (
    ASSUMED_PRECISION,
    BEARABLE,
    CONSENT,
    FLOOR,
    HOPED,
    MEDIATOR,
    NEVER,
    PROPOSAL,
    PROPOSALS_MADE,
    RUN,
    SEED,
    SPEAKER,
    STATE,
    UNMADE,
    Board,
    Case,
    World,
)
from sim.rules.worth import surplus_for, survey

TIED = 1e-9
"""Scores closer than this are tied."""


@rule
def propose(board: Board, case: Case, world: World) -> int:
    """Choose the speaker's proposal and return it, or -1 for none.

    Also notes the proposal that would have been made were no red lines suspected, and credits the conditions that
    stood in its way. Needs priced terms and aspirations.
    """
    speaker = world.now[SPEAKER]
    survey(board, case, world, speaker, (1 << board.controllers.shape[0]) - 1)
    set_ideals(board, world)
    if board.role[speaker] == MEDIATOR:
        _score_for_mediator(board, case, world)
    else:
        _score_for_principal(board, case, world)
    chosen = best_scored(board, world, 0)
    unmade = best_scored(board, world, 1)
    world.now[PROPOSAL] = chosen
    world.now[UNMADE] = unmade
    if chosen != NEVER:
        world.now[CONSENT] = world.consent[chosen]
        world.now[PROPOSALS_MADE] += 1
    if unmade != chosen and unmade != NEVER:
        _credit_unmade(board, world, unmade)
    return chosen


@rule
def set_ideals(board: Board, world: World) -> None:
    """For every agenda and party: S* = max(0, the best surplus on any part of the agenda that the others could bear).

    The Kalai-Smorodinsky ideal of the agenda; first per exact agenda, then the maximum over all its parts. Only
    agendas within `HOPED` (the issues of deals by which nobody loses) count: other issues add nothing.
    """
    hoped = _hoped_for(world)
    world.now[HOPED] = hoped
    _clear_ideals(world, hoped)
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        if world.losers[state] == 0:
            agenda = world.agenda[state]
            for party in range(board.role.shape[0]):
                if may_hope(board, world, state, party):
                    world.ideal[agenda, party] = max(world.ideal[agenda, party], world.surplus[state, party])
    for issue in range(board.controllers.shape[0]):
        if (hoped >> issue) & 1:
            _spread_over_issue(world, 1 << issue, hoped & ~(1 << issue))


@part
def _clear_ideals(world: World, hoped: int) -> None:
    agenda = hoped
    while agenda >= 0:
        for lane in range(world.ideal.shape[1]):
            world.ideal[agenda, lane] = 0.0
        agenda = (agenda - 1) & hoped if agenda else -1


@part
def _hoped_for(world: World) -> int:
    """Return the issues of the deals by which nobody loses whose consent they need: only these can be a best hope.

    A deal by which one party alone loses could be hoped for by that party, whose surplus is then below 0.
    """
    hoped = 0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        if world.losers[state] == 0:
            hoped |= world.agenda[state]
    return hoped


@rule
def may_hope(board: Board, world: World, state: int, party: int) -> bool:
    """Return whether a deal by which nobody loses newly breaks none of a party's conditions."""
    free: bool = (world.set_owners[board.broken[state]] >> party) & 1 == 0
    return free


@part
def _spread_over_issue(world: World, bit: int, others: int) -> None:
    """Let every agenda with an issue know the best without it."""
    agenda = others
    while agenda >= 0:
        for first in range(0, world.ideal.shape[1], LANES):
            without = take(world.ideal, agenda, first)
            put(world.ideal, agenda | bit, first, larger(take(world.ideal, agenda | bit, first), without))
        agenda = (agenda - 1) & others if agenda else -1


@rule
def ideal_on(world: World, agenda: int, party: int) -> float:
    """Return S* of a party on an agenda, after `set_ideals`."""
    ideal: float = world.ideal[agenda & world.now[HOPED], party]
    return ideal


@rule
def best_hope(board: Board, world: World, party: int) -> float:
    """Return S* of one party over all deals surveyed: its ideal when only one agenda was allowed."""
    best = 0.0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        if world.losers[state] == 0 and world.surplus[state, party] > best and may_hope(board, world, state, party):
            best = world.surplus[state, party]
    return best


@part
def expected_acceptance(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return the chance that a party accepts, red lines aside, as everyone assumes: logistic(lambda (S - a S*))."""
    agenda = world.agenda[state]
    surplus = world.surplus[state, party]
    precision = case.protocol[ASSUMED_PRECISION]
    if (world.pledgers[state] >> party) & 1:
        return acceptance(surplus_for(board, case, world, state, party), 0.0, 0.0, precision)
    return acceptance(surplus, world.expected[party], ideal_on(world, agenda, party), precision)


@rule
def _stands_to_gain(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether the speaker gains, gets what it holds out for, and breaks no red line of its own."""
    speaker = world.now[SPEAKER]
    if (world.set_vetoes[board.broken[state]] >> speaker) & 1:
        return False
    agenda = world.agenda[state]
    gain = surplus_for(board, case, world, state, speaker)
    if gain <= 0.0:
        return False
    if (world.pledgers[state] >> speaker) & 1:
        return True
    enough: bool = gain >= world.aspiration[speaker] * ideal_on(world, agenda, speaker)
    return enough


@rule
def _score_for_principal(board: Board, case: Case, world: World) -> None:
    """A principal or backer maximises (chance that all accept) x (own surplus) over what costs nobody needed."""
    speaker = world.now[SPEAKER]
    best = 0.0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        world.score[state, 0] = -inf
        world.score[state, 1] = -inf
        if not _stands_to_gain(board, case, world, state) or not _others_bear(board, case, world, state):
            continue
        gain = surplus_for(board, case, world, state, speaker)
        if gain < best:  # even were it sure to be accepted
            continue
        chance = _all_accept(board, case, world, state)
        world.score[state, 0] = chance * _none_suspected(board, world, state) * gain
        world.score[state, 1] = chance * gain
        best = max(best, world.score[state, 0] * (1.0 - 1e-6))


@part
def _others_bear(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether no other party whose consent is needed would lose."""
    others = world.consent[state] & ~(1 << world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if (others >> party) & 1 and surplus_for(board, case, world, state, party) < 0.0:
            return False
    return True


@rule
def _all_accept(board: Board, case: Case, world: World, state: int) -> float:
    chance = 1.0
    others = world.consent[state] & ~(1 << world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if (others >> party) & 1:
            chance *= expected_acceptance(board, case, world, state, party)
    return chance


@rule
def _none_suspected(board: Board, world: World, state: int) -> float:
    """Return the chance that no red line of the others whose consent is needed is newly broken: prod (1 - b_c)."""
    odds = 1.0
    kind = board.broken[state]
    others = world.consent[state] & ~(1 << world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if (others >> party) & 1:
            odds *= world.set_odds[kind, party]
    return odds


@rule
def _score_for_mediator(board: Board, case: Case, world: World) -> None:
    """A mediator maximises sum kappa ln S / sum kappa over what all needed gain from and would accept well enough."""
    best = 0.0
    promising = NEVER
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        world.score[state, 0] = -inf
        world.score[state, 1] = -inf
        mean = _mediable(board, case, world, state)
        if mean > best:
            best = mean
            promising = state
    # The most promising one first: the more it is worth, the fewer of the others need logarithms.
    if promising != NEVER:
        best = _score_mediable(board, case, world, promising)
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        # A geometric mean never exceeds the arithmetic one.
        if state != promising and _mediable(board, case, world, state) >= best:
            best = max(best, _score_mediable(board, case, world, state))


@rule
def _mediable(board: Board, case: Case, world: World, state: int) -> float:
    """Return the mean surplus by a deal that a mediator could propose, its chance aside; -1 for any other."""
    speaker = world.now[SPEAKER]
    if not _all_gain(board, case, world, state):
        return -1.0
    if (world.consent[state] >> speaker) & 1 and not _stands_to_gain(board, case, world, state):
        return -1.0
    return _mean_surplus(board, case, world, state)


@rule
def _score_mediable(board: Board, case: Case, world: World, state: int) -> float:
    """Score a deal by the log of its product if all would accept well enough; return what others must then reach."""
    floor = case.protocol[FLOOR]
    chance = _all_accept(board, case, world, state)
    if chance < floor:
        return 0.0
    product = _mean_log(board, case, world, state)
    world.score[state, 1] = product
    if chance * _none_suspected(board, world, state) < floor:
        return 0.0
    world.score[state, 0] = product
    enough: float = exp(product) * (1.0 - 1e-6)
    return enough


@part
def _all_gain(board: Board, case: Case, world: World, state: int) -> bool:
    for party in range(board.role.shape[0]):
        if (world.consent[state] >> party) & 1 and surplus_for(board, case, world, state, party) <= 0.0:
            return False
    return True


@part
def _mean_surplus(board: Board, case: Case, world: World, state: int) -> float:
    """Return the weighted mean of S over those whose consent is needed, infinite when none counts."""
    total = 0.0
    weights = 0.0
    for party in range(board.role.shape[0]):
        if (world.consent[state] >> party) & 1:
            total += case.kappa[party] * surplus_for(board, case, world, state, party)
            weights += case.kappa[party]
    return total / weights if weights > 0.0 else inf


@part
def _mean_log(board: Board, case: Case, world: World, state: int) -> float:
    """Return the weighted mean of ln S over those whose consent is needed (the log of a weighted Nash product)."""
    total = 0.0
    weights = 0.0
    for party in range(board.role.shape[0]):
        if (world.consent[state] >> party) & 1:
            total += case.kappa[party] * log(surplus_for(board, case, world, state, party))
            weights += case.kappa[party]
    return total / weights if weights > 0.0 else 0.0


@rule
def best_scored(board: Board, world: World, column: int) -> int:
    """Return the state with the highest score, ties broken by an addressed number, or -1 if none was scored."""
    score, bearable = world.score, world.bearable
    best = -inf
    for place in range(world.now[BEARABLE]):
        best = max(best, score[bearable[place], column])
    if best == -inf:
        return NEVER
    chosen = NEVER
    luckiest = -1.0
    for place in range(world.now[BEARABLE]):
        state = bearable[place]
        if score[state, column] >= best - TIED:
            luck = uniform(world.now[SEED], world.now[RUN], moment(world), TIE, board.tie[state])
            if luck > luckiest:
                luckiest = luck
                chosen = state
    return chosen


@part
def _credit_unmade(board: Board, world: World, state: int) -> None:
    """Share one unmade proposal among the suspected red lines, of those to be asked, that it would newly break."""
    count = 0
    for condition in range(board.owner.shape[0]):
        if _stood_in_the_way(board, world, state, condition):
            count += 1
    for condition in range(board.owner.shape[0]):
        if _stood_in_the_way(board, world, state, condition):
            world.credit[condition, 1] += 1.0 / count


@rule
def _stood_in_the_way(board: Board, world: World, state: int, condition: int) -> bool:
    newly = board.broken_set[board.broken[state]] & ~board.broken_set[board.broken[world.now[STATE]]]
    asked = world.consent[state] & ~(1 << world.now[SPEAKER])
    broken = (newly >> condition) & 1 == 1 and (asked >> board.owner[condition]) & 1 == 1
    stood: bool = broken and world.suspected[condition] > 0.0
    return stood
