"""Step 6: what the speaker puts on the table."""

from math import inf

from sim.kernel.chance import TIE, uniform
from sim.kernel.compile import part, rule
from sim.rules.conditions import breaks_red_line, newly_broken
from sim.rules.expecting import UNLIKELY, likely_enough, none_suspected
from sim.rules.gaining import stands_to_gain
from sim.rules.ideals import set_ideals
from sim.rules.mediating import score_for_mediator
from sim.rules.noting import note_offer
from sim.rules.sets import has, only
from sim.rules.speaking import moment
from sim.rules.state import (
    BEARABLE,
    CONSENT,
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
    WATCHER,
    WEIGHED,
    Board,
    Case,
    World,
)
from sim.rules.surveying import survey_offers
from sim.rules.tallying import PROPOSED, count
from sim.rules.voting import wins
from sim.rules.worth import rounding, surplus_for

TIED = 1e-9
"""Scores of a mediator closer than this are tied."""

CLEARLY_LESS = 1.0 - 1e-6
"""Share of a score, or of a chance, below which another is less for sure, however both were rounded."""

LEAST_ODDS = 1e-300
"""Odds by which one can divide."""


@rule
def propose(board: Board, case: Case, world: World) -> int:
    """Choose the speaker's proposal and return it, or -1 for none.

    Also notes the proposal that would have been made were no red lines suspected, and credits the conditions that
    stood in its way. Needs priced terms and aspirations.
    """
    speaker = world.now[SPEAKER]
    world.now[WATCHER] = speaker
    if speaker == NEVER:
        world.now[PROPOSAL] = NEVER
        world.now[UNMADE] = NEVER
        return NEVER
    survey_offers(board, case, world, speaker, (1 << board.controllers.shape[0]) - 1)
    set_ideals(board, world)
    if board.role[speaker] == MEDIATOR:
        score_for_mediator(board, case, world)
        chosen = best_scored(board, world, SUSPECTING, TIED)
        unmade = best_scored(board, world, TRUSTING, TIED)
    else:
        _score_for_principal(board, case, world)
        chosen = _best_or_better(board, case, world, SUSPECTING)
        unmade = _best_or_better(board, case, world, TRUSTING)
    world.now[PROPOSAL] = chosen
    world.now[UNMADE] = unmade
    if chosen != NEVER:
        world.now[CONSENT] = world.consent[chosen]
        world.now[PROPOSALS_MADE] += 1
        count(board, world, PROPOSED, speaker, chosen, world.agenda[chosen])
        note_offer(board, case, world, speaker, True)
    if unmade != chosen and unmade != NEVER:
        _credit_unmade(board, world, unmade)
    return chosen


@rule
def _score_for_principal(board: Board, case: Case, world: World) -> None:
    """A principal or backer maximises (chance that all accept) x (own surplus) over what costs nobody needed.

    What is sure to score less than the best so far, and is not tied with it, may have no score.
    """
    speaker, same = world.now[SPEAKER], rounding(case, world.now[SPEAKER])
    best, dared = 0.0, 0.0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        world.score[state, SUSPECTING] = -inf
        world.score[state, TRUSTING] = -inf
        gain = world.surplus[state, speaker]
        if gain <= same or gain < best:  # even were it sure to be accepted
            continue
        if not stands_to_gain(board, case, world, state) or not _others_bear(board, case, world, state):
            continue
        odds = none_suspected(board, case, world, state)
        least = min(dared - 2.0 * same, (best - 2.0 * same) / max(odds, LEAST_ODDS)) / gain
        chance = likely_enough(board, case, world, state, least)
        if chance != UNLIKELY:
            world.score[state, SUSPECTING] = chance * odds * gain
            world.score[state, TRUSTING] = chance * gain
            best = max(best, world.score[state, SUSPECTING] * CLEARLY_LESS)
            dared = max(dared, world.score[state, TRUSTING] * CLEARLY_LESS)


@rule
def _best_or_better(board: Board, case: Case, world: World, column: int) -> int:
    """Nobody proposes against its own side: what is worth more to it and no less likely than its best, counts too.

    A party holds out for more on a larger agenda; but it does not hold out against what is better than what it tables.
    Returns the state with the highest score then, or -1 if none was scored.
    """
    speaker, tied, added = world.now[SPEAKER], rounding(case, world.now[SPEAKER]), False
    best = best_scored(board, world, column, tied)
    if best == NEVER:
        return NEVER
    own, likely = world.surplus[best, speaker], _likelihood(board, case, world, best, column, 0.0)
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        gain = world.surplus[state, speaker]
        if world.score[state, column] > -inf or gain <= own + tied or breaks_red_line(board, world, state, speaker):
            continue
        if _others_bear(board, case, world, state):
            chance = _likelihood(board, case, world, state, column, likely * CLEARLY_LESS)
            if chance >= likely:
                world.score[state, column] = chance * gain
                added = True
    return best_scored(board, world, column, tied) if added else best


@part
def _likelihood(board: Board, case: Case, world: World, state: int, column: int, least: float) -> float:
    """Return the chance that all accept, with red lines as suspected or were none suspected.

    Or a number below 0 as soon as it is sure to be less than `least`.
    """
    odds = none_suspected(board, case, world, state) if column == SUSPECTING else 1.0
    return likely_enough(board, case, world, state, least / max(odds, LEAST_ODDS)) * odds


@part
def _others_bear(board: Board, case: Case, world: World, state: int) -> bool:
    """Return whether no other party whose consent is needed would lose, or enough of those who vote would not."""
    speaker = only(world.now[SPEAKER])
    others = world.consent[state] & ~speaker
    weighed = world.agenda[state] & world.now[WEIGHED]
    willing = others
    for party in range(board.role.shape[0]):
        if has(others, party) and surplus_for(board, case, world, state, party) < -rounding(case, party):
            if weighed == 0:
                return False
            willing &= ~only(party)
    return bool(weighed == 0 or wins(board, world, world.agenda[state], willing | speaker))


@rule
def best_scored(board: Board, world: World, column: int, tied: float) -> int:
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
        if score[state, column] >= best - tied:
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
