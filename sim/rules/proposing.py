"""Step 6: what the speaker puts on the table."""

from math import inf, log

from sim.chance import TIE, uniform
from sim.compiling import part, rule
from sim.rules.formulas import acceptance
from sim.rules.speaking import moment
from sim.rules.state import (
    ASSUMED_PRECISION,
    CONSENT,
    FLOOR,
    MEDIATOR,
    NEVER,
    PROPOSAL,
    PROPOSALS_MADE,
    RUN,
    SEED,
    SEEN,
    SPEAKER,
    STATE,
    UNMADE,
    Board,
    Case,
    Floats,
    World,
)
from sim.rules.worth import pledge_price, survey

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
def below_zero(board: Board, world: World, state: int) -> int:
    """Return the parties, among those whose consent a deal needs, that would lose by it."""
    losers = 0
    for party in range(board.role.shape[0]):
        if (world.consent[state] >> party) & 1 and world.surplus[state, party] < 0.0:
            losers |= 1 << party
    return losers


@rule
def hoped_for(board: Board, world: World, state: int, party: int, losers: int) -> bool:
    """Return whether a party may count on a deal: it can be proposed, breaks none of its conditions, costs no other."""
    kind = board.broken[state]
    own = 1 << party
    return board.proposable[state] and world.set_owners[kind] & own == 0 and losers & ~own == 0


@rule
def set_ideals(board: Board, world: World) -> None:
    """For every agenda and party: S* = max(0, the best surplus on any part of the agenda that the others could bear).

    The Kalai-Smorodinsky ideal of the agenda; first per exact agenda, then the maximum over all its parts.
    """
    ideal = world.ideal
    ideal[:, :] = 0.0
    parties = board.role.shape[0]
    for place in range(world.now[SEEN]):
        state = world.seen[place]
        agenda = world.agenda[state]
        losers = below_zero(board, world, state)
        for party in range(parties):
            if world.surplus[state, party] > ideal[agenda, party] and hoped_for(board, world, state, party, losers):
                ideal[agenda, party] = world.surplus[state, party]
    for issue in range(board.controllers.shape[0]):
        _spread_over_issue(ideal, 1 << issue, parties)


@part
def _spread_over_issue(ideal: Floats, bit: int, parties: int) -> None:
    """Let every agenda with an issue know the best without it."""
    for block in range(0, ideal.shape[0], 2 * bit):
        for agenda in range(block + bit, block + 2 * bit):
            for party in range(parties):
                ideal[agenda, party] = max(ideal[agenda, party], ideal[agenda - bit, party])


@rule
def best_hope(board: Board, world: World, party: int) -> float:
    """Return S* of one party over all deals surveyed: its ideal when only one agenda was allowed."""
    best = 0.0
    for place in range(world.now[SEEN]):
        state = world.seen[place]
        if world.surplus[state, party] > best:
            if hoped_for(board, world, state, party, below_zero(board, world, state)):
                best = world.surplus[state, party]
    return best


@part
def expected_acceptance(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return the chance that a party accepts, red lines aside, as everyone assumes: logistic(lambda (S - a S*))."""
    agenda = world.agenda[state]
    surplus = world.surplus[state, party]
    precision = case.protocol[ASSUMED_PRECISION]
    pledge = pledge_price(board, case, state, agenda, party)
    if pledge >= 0.0:
        return acceptance(surplus + pledge, 0.0, 0.0, precision)
    return acceptance(surplus, world.expected[party], world.ideal[agenda, party], precision)


@rule
def _surplus_for(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return a party's surplus with the price of refusing what it has pledged."""
    pledge = pledge_price(board, case, state, world.agenda[state], party)
    return world.surplus[state, party] + max(0.0, pledge)


@rule
def _stands_to_gain(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether the speaker gains, gets what it holds out for, and breaks no red line of its own."""
    speaker = world.now[SPEAKER]
    if (world.set_vetoes[board.broken[state]] >> speaker) & 1:
        return False
    agenda = world.agenda[state]
    gain = _surplus_for(board, case, world, state, speaker)
    if gain <= 0.0:
        return False
    if pledge_price(board, case, state, agenda, speaker) >= 0.0:
        return True
    enough: bool = gain >= world.aspiration[speaker] * world.ideal[agenda, speaker]
    return enough


@rule
def _score_for_principal(board: Board, case: Case, world: World) -> None:
    """A principal or backer maximises (chance that all accept) x (own surplus) over what costs nobody needed."""
    speaker = world.now[SPEAKER]
    for place in range(world.now[SEEN]):
        state = world.seen[place]
        world.score[state, 0] = -inf
        world.score[state, 1] = -inf
        if not board.proposable[state] or world.agenda[state] == 0:
            continue
        if not _stands_to_gain(board, case, world, state) or not _others_bear(board, case, world, state):
            continue
        gain = _surplus_for(board, case, world, state, speaker)
        chance = _all_accept(board, case, world, state)
        world.score[state, 0] = chance * _none_suspected(board, world, state) * gain
        world.score[state, 1] = chance * gain


@part
def _others_bear(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether no other party whose consent is needed would lose."""
    others = world.consent[state] & ~(1 << world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if (others >> party) & 1 and _surplus_for(board, case, world, state, party) < 0.0:
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
    speaker = world.now[SPEAKER]
    floor = case.protocol[FLOOR]
    for place in range(world.now[SEEN]):
        state = world.seen[place]
        world.score[state, 0] = -inf
        world.score[state, 1] = -inf
        if not board.proposable[state] or world.agenda[state] == 0:
            continue
        if not _all_gain(board, case, world, state):
            continue
        if (world.consent[state] >> speaker) & 1 and not _stands_to_gain(board, case, world, state):
            continue
        chance = _all_accept(board, case, world, state)
        if chance >= floor:
            product = _mean_log(board, case, world, state)
            world.score[state, 1] = product
            if chance * _none_suspected(board, world, state) >= floor:
                world.score[state, 0] = product


@part
def _all_gain(board: Board, case: Case, world: World, state: int) -> bool:
    for party in range(board.role.shape[0]):
        if (world.consent[state] >> party) & 1 and _surplus_for(board, case, world, state, party) <= 0.0:
            return False
    return True


@part
def _mean_log(board: Board, case: Case, world: World, state: int) -> float:
    """Return the weighted mean of ln S over those whose consent is needed (the log of a weighted Nash product)."""
    total = 0.0
    weights = 0.0
    for party in range(board.role.shape[0]):
        if (world.consent[state] >> party) & 1:
            total += case.kappa[party] * log(_surplus_for(board, case, world, state, party))
            weights += case.kappa[party]
    return total / weights if weights > 0.0 else 0.0


@rule
def best_scored(board: Board, world: World, column: int) -> int:
    """Return the state with the highest score, ties broken by an addressed number, or -1 if none was scored."""
    score, seen = world.score, world.seen
    best = -inf
    for place in range(world.now[SEEN]):
        best = max(best, score[seen[place], column])
    if best == -inf:
        return NEVER
    chosen = NEVER
    luckiest = -1.0
    for place in range(world.now[SEEN]):
        state = seen[place]
        if score[state, column] >= best - TIED:
            luck = uniform(world.now[SEED], world.now[RUN], moment(world), TIE, board.tie[state])
            if luck > luckiest:
                luckiest = luck
                chosen = state
    return chosen


@part
def _credit_unmade(board: Board, world: World, state: int) -> None:
    """Share one unmade proposal among the others' conditions that it would newly break."""
    standing = board.broken_set[board.broken[world.now[STATE]]]
    newly = board.broken_set[board.broken[state]] & ~standing
    count = 0
    for condition in range(board.owner.shape[0]):
        if (newly >> condition) & 1 and board.owner[condition] != world.now[SPEAKER]:
            count += 1
    for condition in range(board.owner.shape[0]):
        if (newly >> condition) & 1 and board.owner[condition] != world.now[SPEAKER]:
            world.credit[condition, 1] += 1.0 / count
