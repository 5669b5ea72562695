"""Step 6: what the speaker puts on the table."""

from math import exp, inf, log

from sim.kernel.chance import TIE, uniform
from sim.kernel.compile import part, rule
from sim.rules.conditions import breaks_red_line, newly_broken
from sim.rules.formulas import acceptance
from sim.rules.ideals import ideal_on, set_ideals
from sim.rules.sets import has, only
from sim.rules.speaking import moment
from sim.rules.state import (
    ASSUMED_PRECISION,
    BEARABLE,
    CONSENT,
    FLOOR,
    MEDIATOR,
    NEVER,
    PROPOSAL,
    PROPOSALS_MADE,
    RUN,
    SEED,
    SPEAKER,
    SUSPECTING,
    TRUSTING,
    UNMADE,
    UNSAID,
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
    chosen = best_scored(board, world, SUSPECTING)
    unmade = best_scored(board, world, TRUSTING)
    world.now[PROPOSAL] = chosen
    world.now[UNMADE] = unmade
    if chosen != NEVER:
        world.now[CONSENT] = world.consent[chosen]
        world.now[PROPOSALS_MADE] += 1
    if unmade != chosen and unmade != NEVER:
        _credit_unmade(board, world, unmade)
    return chosen


@part
def expected_acceptance(board: Board, case: Case, world: World, state: int, party: int) -> float:
    """Return the chance that a party accepts, red lines aside, as everyone assumes: logistic(lambda (S - a S*))."""
    agenda = world.agenda[state]
    surplus = world.surplus[state, party]
    precision = case.protocol[ASSUMED_PRECISION]
    if has(world.pledgers[state], party):
        return acceptance(surplus_for(board, case, world, state, party), 0.0, 0.0, precision)
    return acceptance(surplus, world.expected[party], ideal_on(world, agenda, party), precision)


@rule
def _stands_to_gain(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether the speaker gains, gets what it holds out for, and breaks no red line of its own."""
    speaker = world.now[SPEAKER]
    if breaks_red_line(board, world, state, speaker):
        return False
    agenda = world.agenda[state]
    gain = surplus_for(board, case, world, state, speaker)
    if gain <= 0.0:
        return False
    if has(world.pledgers[state], speaker):
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
        world.score[state, SUSPECTING] = -inf
        world.score[state, TRUSTING] = -inf
        if not _stands_to_gain(board, case, world, state) or not _others_bear(board, case, world, state):
            continue
        gain = surplus_for(board, case, world, state, speaker)
        if gain < best:  # even were it sure to be accepted
            continue
        chance = _all_accept(board, case, world, state)
        world.score[state, SUSPECTING] = chance * _none_suspected(board, world, state) * gain
        world.score[state, TRUSTING] = chance * gain
        best = max(best, world.score[state, SUSPECTING] * (1.0 - 1e-6))


@part
def _others_bear(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether no other party whose consent is needed would lose."""
    others = world.consent[state] & ~only(world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if has(others, party) and surplus_for(board, case, world, state, party) < 0.0:
            return False
    return True


@rule
def _all_accept(board: Board, case: Case, world: World, state: int) -> float:
    chance = 1.0
    others = world.consent[state] & ~only(world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if has(others, party):
            chance *= expected_acceptance(board, case, world, state, party)
    return chance


@rule
def _none_suspected(board: Board, world: World, state: int) -> float:
    """Return the chance that no red line of the others whose consent is needed is newly broken: prod (1 - b_c)."""
    odds = 1.0
    kind = board.broken[state]
    others = world.consent[state] & ~only(world.now[SPEAKER])
    for party in range(board.role.shape[0]):
        if has(others, party):
            odds *= world.set_odds[kind, party]
    return odds


@rule
def _score_for_mediator(board: Board, case: Case, world: World) -> None:
    """A mediator maximises sum kappa ln S / sum kappa over what all needed gain from and would accept well enough."""
    best = 0.0
    promising = NEVER
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        world.score[state, SUSPECTING] = -inf
        world.score[state, TRUSTING] = -inf
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
    if has(world.consent[state], speaker) and not _stands_to_gain(board, case, world, state):
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
    world.score[state, TRUSTING] = product
    if chance * _none_suspected(board, world, state) < floor:
        return 0.0
    world.score[state, SUSPECTING] = product
    enough: float = exp(product) * (1.0 - 1e-6)
    return enough


@part
def _all_gain(board: Board, case: Case, world: World, state: int) -> bool:
    for party in range(board.role.shape[0]):
        if has(world.consent[state], party) and surplus_for(board, case, world, state, party) <= 0.0:
            return False
    return True


@part
def _mean_surplus(board: Board, case: Case, world: World, state: int) -> float:
    """Return the weighted mean of S over those whose consent is needed, infinite when none counts."""
    total = 0.0
    weights = 0.0
    for party in range(board.role.shape[0]):
        if has(world.consent[state], party):
            total += case.kappa[party] * surplus_for(board, case, world, state, party)
            weights += case.kappa[party]
    return total / weights if weights > 0.0 else inf


@part
def _mean_log(board: Board, case: Case, world: World, state: int) -> float:
    """Return the weighted mean of ln S over those whose consent is needed (the log of a weighted Nash product)."""
    total = 0.0
    weights = 0.0
    for party in range(board.role.shape[0]):
        if has(world.consent[state], party):
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
            world.credit[condition, UNSAID] += 1.0 / count


@rule
def _stood_in_the_way(board: Board, world: World, state: int, condition: int) -> bool:
    newly = newly_broken(board, world, state)
    asked = world.consent[state] & ~only(world.now[SPEAKER])
    broken = has(newly, condition) and has(asked, board.owner[condition])
    stood: bool = broken and world.suspected[condition] > 0.0
    return stood
