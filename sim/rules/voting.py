"""Steps 6 and 7: who decides. What those who say yes must win, who is asked, and how likely they win.

Where votes are weighed, subsets of those who vote are gone through in two halves: what every subset of a half weighs is
worked out once a run, and the halves are put together in the order of their weights.
"""

from math import inf, isinf

from sim.kernel.chance import ABSTAIN, uniform
from sim.kernel.compile import part, rule
from sim.rules.formulas import whole_days
from sim.rules.sets import has, only
from sim.rules.speaking import moment, who_is_away
from sim.rules.state import (
    ABSTAINING,
    ALONE,
    CONSENSUS,
    CONTROLLERS,
    MAJORITY,
    NEVER,
    RUN,
    SEED,
    VOTING,
    WEIGHED,
    Board,
    Case,
    World,
)

NEARLY = 1e-9
"""Share of the votes by which those for and what they must reach may differ and count as the same."""


@part
def asked_on(board: Board, world: World, issue: int) -> int:
    """Return who is asked about an issue: its controllers and who signed what stands there, or its members."""
    if board.decides[issue] == CONTROLLERS:
        controllers: int = board.controllers[issue] | world.signed[issue]
        return controllers
    members: int = world.members[issue]
    return members


@part
def counts_votes(board: Board, case: Case, world: World, issue: int) -> bool:
    """Return whether votes are counted on an issue: by a majority, or by a consensus that has fallen back to one."""
    if board.decides[issue] == CONSENSUS and not isinf(case.vote_after[issue]):
        return bool(world.refused_on[issue] >= whole_days(case.vote_after[issue]))
    return bool(board.decides[issue] == MAJORITY)


@rule
def draw_abstentions(board: Board, case: Case, world: World) -> None:
    """As the first thing of a session it is drawn who abstains at it where members vote; everybody knows."""
    if board.rules[VOTING] == 0:
        return
    world.now[ABSTAINING] = 0
    for party in range(board.role.shape[0]):
        if case.abstains[party] > 0.0:
            luck = uniform(world.now[SEED], world.now[RUN], moment(world), ABSTAIN, board.luck_party[party])
            if luck < case.abstains[party]:
                world.now[ABSTAINING] |= only(party)
    set_voters(board, case, world)


@rule
def set_voters(board: Board, case: Case, world: World) -> None:
    """Settle who is asked about what, and what votes must reach; anew whenever somebody abstains, leaves or is back.

    Issues on which votes are weighed, or on which nobody is left to say yes, are noted; of all others the consent of
    everybody asked is needed.
    """
    if board.rules[VOTING] == 0:
        return
    absent = who_is_away(board, world)
    world.now[WEIGHED] = 0
    for issue in range(board.controllers.shape[0]):
        if board.decides[issue] != CONTROLLERS:
            members = board.voters[issue]
            if board.decides[issue] != ALONE:
                members &= absent | ~world.now[ABSTAINING]
            if counts_votes(board, case, world, issue):
                _set_need(board, case, world, issue, members, absent)
                members &= ~absent
                world.now[WEIGHED] |= only(issue)
            elif members == 0:
                world.now[WEIGHED] |= only(issue)
            world.members[issue] = members
            world.vote_seats[issue] = _seats_of(board, members)


@part
def _seats_of(board: Board, parties: int) -> int:
    seats = 0
    for seat in range(board.seated.shape[0]):
        if has(parties, board.seated[seat]):
            seats |= only(seat)
    return seats


@part
def _set_need(board: Board, case: Case, world: World, issue: int, members: int, absent: int) -> None:
    """Set what votes must reach: a share of what counts, less what the minorities of blocs give it anyway."""
    weight = 0.0
    given = 0.0
    for party in range(board.role.shape[0]):
        votes = case.vote_weight[issue, party]
        if has(members, party):
            weight += votes
            if not has(absent, party):
                given += (1.0 - case.vote_united[issue, party]) * votes
        elif has(board.voters[issue], party) and board.counts_all[issue]:
            weight += votes
    world.vote_need[issue] = needed_of(case, issue, weight) - given


@part
def needed_of(case: Case, issue: int, weight: float) -> float:
    """Return what the weight of yes must reach: more than half, or at least the stated share and more than nothing."""
    if weight <= 0.0:
        return inf
    share = case.vote_share[issue]
    least: float = weight * (0.5 + NEARLY if share < 0.0 else max(share - NEARLY, NEARLY))
    return least


@rule
def wins(board: Board, world: World, agenda: int, yes: int) -> bool:
    """Return whether those who say yes win a deal: on every issue of its agenda."""
    for issue in range(board.controllers.shape[0]):
        if has(agenda, issue) and not _wins_on(board, world, issue, yes):
            return False
    return True


@part
def would_win(board: Board, world: World, agenda: int, asked: int, yes: int) -> bool:
    """Return whether those who say yes win a deal: all who are asked where no votes are weighed on its agenda."""
    if agenda & world.now[WEIGHED] == 0:
        return bool(asked & ~yes == 0)
    return wins(board, world, agenda, yes)


@part
def _wins_on(board: Board, world: World, issue: int, yes: int) -> bool:
    """Return whether those who say yes win on one issue."""
    asked = asked_on(board, world, issue)
    if asked == 0 or not has(world.now[WEIGHED], issue):
        return bool(asked & ~yes == 0 and asked != 0)
    points = 0.0
    for party in range(board.role.shape[0]):
        if has(asked & yes, party):
            points += world.vote_points[issue, party]
    return bool(asked & yes != 0 and points >= world.vote_need[issue])


@rule
def may_leave(board: Board, case: Case, world: World, issue: int) -> int:
    """Return who may denounce an option: controllers, members and signatories; where votes count members alone."""
    if board.decides[issue] == CONTROLLERS:
        controllers: int = board.controllers[issue] | world.signed[issue]
        return controllers
    members: int = board.voters[issue]
    if board.decides[issue] != ALONE and not counts_votes(board, case, world, issue):
        members |= world.signed[issue]
    return members


@rule
def leave_together(board: Board, case: Case, world: World, issue: int, leaving: int) -> bool:
    """Return whether those who denounce an option end it: where votes count they must win one, nobody abstaining."""
    if leaving == 0 or not counts_votes(board, case, world, issue):
        return leaving != 0
    weight = 0.0
    votes = 0.0
    for party in range(board.role.shape[0]):
        if has(board.voters[issue], party):
            united = case.vote_united[issue, party]
            weight += case.vote_weight[issue, party]
            votes += case.vote_weight[issue, party] * (united if has(leaving, party) else 1.0 - united)
    return bool(votes >= needed_of(case, issue, weight))


@rule
def count_refusal(board: Board, case: Case, world: World, agenda: int) -> None:
    """A proposal was refused: a consensus on an issue of its agenda is that much nearer to a vote."""
    if board.rules[VOTING] == 0:
        return
    for issue in range(board.controllers.shape[0]):
        if has(agenda, issue) and board.decides[issue] == CONSENSUS and not counts_votes(board, case, world, issue):
            world.refused_on[issue] += 1
    set_voters(board, case, world)


@rule
def chance_to_win(board: Board, world: World, agenda: int) -> float:
    """Return w(d; pi): the chance that those who say yes win a deal, each with its own chance, independently.

    The chances stand in `World.saying`, 0 for whoever is not asked. Whose consent is needed in any case comes first;
    then the votes are counted over all sets of the others.
    """
    needed = 0
    chance = 1.0
    for issue in range(board.controllers.shape[0]):
        if has(agenda, issue):
            asked = asked_on(board, world, issue)
            if asked == 0:
                return 0.0
            if not has(world.now[WEIGHED], issue):
                needed |= asked
    for party in range(board.role.shape[0]):
        if has(needed, party):
            chance *= world.saying[party]
    votes = agenda & world.now[WEIGHED]
    if votes == 0 or chance <= 0.0:
        return chance
    _fill_halves(board, world, needed, who_is_away(board, world) | world.now[ABSTAINING])
    first = NEVER
    several = False
    for issue in range(board.controllers.shape[0]):
        if has(votes, issue):
            if first == NEVER:
                first = issue
            several = several or world.alike[issue] != world.alike[first]
    if several:
        return chance * _of_several_votes(board, world, votes)
    return chance * _of_one_vote(board, world, first)


@part
def _fill_halves(board: Board, world: World, sure: int, silent: int) -> None:
    """Fill how likely every set of the seats of each half is the one that says yes."""
    half = (board.seated.shape[0] + 1) // 2
    for side in range(2):
        world.half_chance[side, 0] = 1.0
        size = 1
        for place in range(half):
            seat = side * half + place
            chance = 0.0
            if seat < board.seated.shape[0]:
                party = board.seated[seat]
                if not has(silent, party):
                    chance = 1.0 if has(sure, party) else world.saying[party]
            for some in range(size):
                world.half_chance[side, size + some] = world.half_chance[side, some] * chance
                world.half_chance[side, some] *= 1.0 - chance
            size *= 2


@part
def _of_one_vote(board: Board, world: World, issue: int) -> float:
    """Return the chance that one vote is won: lighter sets of one half need heavier ones of the other."""
    kind = world.alike[issue]
    one, other, need = 2 * kind, 2 * kind + 1, world.vote_need[issue]
    sets = world.half_chance.shape[1]
    place = sets - 1
    tail = 0.0
    won = 0.0
    for light in range(sets):
        some = world.half_order[one, light]
        lacking = need - world.half_weight[one, some]
        while place >= 0 and world.half_weight[other, world.half_order[other, place]] >= lacking:
            tail += world.half_chance[1, world.half_order[other, place]]
            place -= 1
        won += world.half_chance[0, some] * tail
    if need <= 0.0:  # what splits give would do, but somebody must say yes
        won -= _nobody(board, world, issue)
    return min(1.0, max(0.0, won))


@part
def _nobody(board: Board, world: World, issue: int) -> float:
    """Return the chance that nobody whose yes counts on an issue says it."""
    half = (board.seated.shape[0] + 1) // 2
    chance = 0.0
    for some in range(world.half_chance.shape[1]):
        if some & world.vote_seats[issue] == 0:
            chance += world.half_chance[0, some]
    rest = 0.0
    for some in range(world.half_chance.shape[1]):
        if (some << half) & world.vote_seats[issue] == 0:
            rest += world.half_chance[1, some]
    return chance * rest


@rule
def _of_several_votes(board: Board, world: World, votes: int) -> float:
    """Return the chance that votes of several kinds are all won by the same answers."""
    sets = world.half_chance.shape[1]
    won = 0.0
    for one in range(sets):
        if world.half_chance[0, one] > 0.0 and _won_by(board, world, votes, one, sets - 1):
            tail = 0.0
            for other in range(sets):
                if world.half_chance[1, other] > 0.0 and _won_by(board, world, votes, one, other):
                    tail += world.half_chance[1, other]
            won += world.half_chance[0, one] * tail
    return min(1.0, won)


@part
def _won_by(board: Board, world: World, votes: int, one: int, other: int) -> bool:
    """Return whether a set of seats of each half wins every vote together."""
    half = (board.seated.shape[0] + 1) // 2
    for issue in range(board.controllers.shape[0]):
        if has(votes, issue):
            kind = 2 * world.alike[issue]
            points = world.half_weight[kind, one] + world.half_weight[kind + 1, other]
            if points < world.vote_need[issue] or (one | other << half) & world.vote_seats[issue] == 0:
                return False
    return True


@rule
def weigh_votes(board: Board, case: Case, world: World) -> None:
    """As a run begins: what every set of seats weighs on each issue, and which issues count votes alike."""
    if board.rules[VOTING] == 0:
        return
    for issue in range(board.controllers.shape[0]):
        world.alike[issue] = issue
        for party in range(board.role.shape[0]):
            united = case.vote_united[issue, party]
            points = (2.0 * united - 1.0) * case.vote_weight[issue, party]
            world.vote_points[issue, party] = points if has(board.voters[issue], party) else 0.0
        for other in range(issue):
            if world.alike[issue] == issue and _count_alike(board, case, world, issue, other):
                world.alike[issue] = world.alike[other]
        if world.alike[issue] == issue:
            _weigh_half(board, world, issue, 0)
            _weigh_half(board, world, issue, 1)
    set_voters(board, case, world)


@part
def _count_alike(board: Board, case: Case, world: World, issue: int, other: int) -> bool:
    """Return whether two issues have the same members, whose votes weigh the same and must reach the same."""
    same = board.voters[issue] == board.voters[other] and board.counts_all[issue] == board.counts_all[other]
    same = same and case.vote_share[issue] == case.vote_share[other]
    for party in range(board.role.shape[0]):
        same = same and world.vote_points[issue, party] == world.vote_points[other, party]
        same = same and case.vote_weight[issue, party] == case.vote_weight[other, party]
    return bool(same)


@part
def _weigh_half(board: Board, world: World, issue: int, side: int) -> None:
    """Fill what the sets of one half weigh, and list them by weight: each seat doubles the list, merged from behind."""
    half = (board.seated.shape[0] + 1) // 2
    row = 2 * issue + side
    world.half_weight[row, 0] = 0.0
    world.half_order[row, 0] = 0
    size = 1
    for place in range(half):
        seat = side * half + place
        points = world.vote_points[issue, board.seated[seat]] if seat < board.seated.shape[0] else 0.0
        for some in range(size):
            world.half_weight[row, size + some] = world.half_weight[row, some] + points
        heavy, light = size - 1, size - 1
        for slot in range(2 * size - 1, -1, -1):
            with_it = world.half_order[row, max(0, heavy)] + size
            without = world.half_order[row, max(0, light)]
            later = world.half_weight[row, with_it] >= world.half_weight[row, without]
            if heavy >= 0 and (light < 0 or later):
                world.half_order[row, slot] = with_it
                heavy -= 1
            else:
                world.half_order[row, slot] = without
                light -= 1
        size *= 2
