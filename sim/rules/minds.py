"""Step 7: minds are made up. What a party sees as one agenda, and the number that answers every offer on it."""

from math import inf

from sim.kernel.chance import ANSWER, MASK, MIND, OPINION, mix, uniform
from sim.kernel.compile import part, rule
from sim.rules.sets import has, only
from sim.rules.speaking import moment
from sim.rules.state import MINDS, NEVER, RUN, SEED, Board, Case, World
from sim.rules.worth import rounding, trust_in_bound

CARRIED = 0.8
"""Share of what a proposal could mean to a party that the issues of its agenda carry."""


@rule
def set_stakes(board: Board, case: Case, world: World) -> None:
    """What an issue could mean to a party: its best option less its worst, as the run begins.

    w - (1 - T) X - settles R0
    """
    for party in range(board.role.shape[0]):
        for issue in range(board.controllers.shape[0]):
            least = inf
            most = -inf
            for option in range(board.first[issue], board.first[issue + 1]):
                distrust = 1.0 - trust_in_bound(board, world, party, option)
                points = world.worth[party, option] - distrust * case.exposure[party, option]
                points -= case.settles[option] * case.no_deal[party]
                least = min(least, points)
                most = max(most, points)
            world.stake[party, issue] = most - least
        _sort_by_stake(board, world, party)


@part
def _sort_by_stake(board: Board, world: World, party: int) -> None:
    """List the issues of a party by what they could mean to it, the largest first."""
    for issue in range(board.controllers.shape[0]):
        place = issue
        while place > 0 and world.stake[party, world.by_stake[party, place - 1]] < world.stake[party, issue]:
            world.by_stake[party, place] = world.by_stake[party, place - 1]
            place -= 1
        world.by_stake[party, place] = issue


@rule
def forget_answers(board: Board, case: Case, world: World) -> None:
    """Nobody has answered anything, and no mind has reopened."""
    for issue in range(board.controllers.shape[0]):
        world.endings[issue] = 0
    for party in range(board.role.shape[0]):
        world.answered[party] = 0
        if case.consistency[party] > 0.0 or _holds_ballots(board, party):
            for agenda in range(world.seen_as.shape[0]):
                world.seen_as[agenda, party] = NEVER


@part
def _holds_ballots(board: Board, party: int) -> bool:
    """Return whether a party votes on packages, so that what it has rejected is remembered."""
    voting = 0
    for ratifier in range(board.ballot_by.shape[0]):
        voting |= only(board.ballot_by[ratifier])
    return has(voting, party)


@rule
def agenda_seen(board: Board, case: Case, world: World, agenda: int, party: int) -> int:
    """Return an agenda as a party sees it: a trifle makes no new agenda, and no new ballot."""
    if agenda & ~board.own_issues[party] == 0:
        return agenda
    if world.seen_as[agenda, party] == NEVER:
        seen = _weightiest(board, case, world, agenda, party)
        world.seen_as[agenda, party] = seen | (agenda & board.own_issues[party])
    seen_as: int = world.seen_as[agenda, party]
    return seen_as


@rule
def _weightiest(board: Board, case: Case, world: World, agenda: int, party: int) -> int:
    """Return the fewest issues that carry most of what an agenda could mean, with those as large as the last."""
    same = rounding(case, party)
    total = 0.0
    for place in range(board.controllers.shape[0]):
        issue = world.by_stake[party, place]
        if has(agenda, issue):
            total += world.stake[party, issue]
    seen = 0
    carried = 0.0
    last = inf
    for place in range(board.controllers.shape[0]):
        issue = world.by_stake[party, place]
        stake = world.stake[party, issue]
        if has(agenda, issue):
            lacking = carried < CARRIED * total - same
            if not lacking and stake < last - same:
                break  # and those after it are smaller still
            seen |= only(issue)
            last = stake if lacking else last
            carried += stake
    return seen


@part
def reopened(board: Board, world: World, agenda: int) -> int:
    """Return how often the minds on an agenda have reopened: how often something in force on its issues has ended."""
    times = 0
    for issue in range(board.controllers.shape[0]):
        times += world.endings[issue] * (agenda >> issue & 1)
    return times


@part
def whose(board: Board, agenda: int, party: int) -> int:
    """Return the address of a party's mind on an agenda, in which the order of issues does not count."""
    word = 0
    for issue in range(board.controllers.shape[0]):
        if has(agenda, issue):
            word += board.luck_issue[issue]
    return mix(board.luck_party[party], word & MASK)


@rule
def made_up(board: Board, case: Case, world: World, agenda: int, party: int) -> bool:
    """Return whether a party's mind is made up on an agenda as it sees it: with its consistency, until it reopens."""
    if case.consistency[party] <= 0.0:
        return False
    seen = agenda_seen(board, case, world, agenda, party)
    who = whose(board, seen, party)
    luck = uniform(world.now[SEED], world.now[MINDS], reopened(board, world, seen), MIND, who)
    made: bool = luck < case.consistency[party]
    return made


@rule
def ballot(board: Board, case: Case, world: World, agenda: int, party: int) -> float:
    """Return the number that answers an offer: drawn once if the mind is made up on the agenda, else anew."""
    if made_up(board, case, world, agenda, party):
        seen = agenda_seen(board, case, world, agenda, party)
        who = whose(board, seen, party)
        return uniform(world.now[SEED], world.now[MINDS], reopened(board, world, seen), OPINION, who)
    return uniform(world.now[SEED], world.now[RUN], moment(world), ANSWER, board.luck_party[party])
