"""Step 5: S*, the best surplus that a party may hope for on an agenda."""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, larger, put, take
from sim.rules.conditions import counting_hope
from sim.rules.sets import has, only
from sim.rules.state import BEARABLE, HOPED, HOPEFUL, IDEALS, SPREAD, WEIGHED, Board, World
from sim.rules.voting import chance_to_win, would_win


@rule
def set_ideals(board: Board, world: World) -> None:
    """For every agenda and party: S* = max(0, the best hope on any part of the agenda that the others could bear).

    The Kalai-Smorodinsky ideal of the agenda, of what others may grant. Only agendas within `HOPED` (the issues of
    deals by which nobody loses) count: others add nothing. With few deals to hope for, S* is found for an agenda when
    somebody asks; with many, first per exact agenda and then spread over all that hold it.
    """
    world.now[IDEALS] += 1
    _list_hopeful(board, world)
    issues = 0
    for issue in range(board.controllers.shape[0]):
        issues += 1 if has(world.now[HOPED], issue) else 0
    world.now[SPREAD] = 1 if world.now[HOPEFUL] * world.now[BEARABLE] > issues * only(issues) else 0
    if world.now[SPREAD]:
        _spread(board, world, world.now[HOPED])


@part
def _list_hopeful(board: Board, world: World) -> None:
    """List the deals by which nobody loses whose consent they need, with what each party may hope for by them.

    A deal by which one party alone loses could be hoped for by that party, whose surplus is then below 0.
    """
    world.now[HOPED] = 0
    count = 0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        if borne_by_enough(board, world, state):
            world.now[HOPED] |= world.agenda[state]
            world.hopeful[count] = state
            _note_hopes(board, world, count, state)
            count += 1
    world.now[HOPEFUL] = count


@part
def _note_hopes(board: Board, world: World, place: int, state: int) -> None:
    """Note what each party may hope for by a deal; less than 0 is as good as 0, from which ideals are raised."""
    owners = world.set_owners[board.broken[state]]
    hope = hope_for(board, world, state) if owners else 1.0
    for first in range(0, world.hoping.shape[1], LANES):
        put(world.hoping, place, first, hope * take(world.surplus, state, first))
    for party in range(board.role.shape[0]):
        if has(owners, party):
            world.hoping[place, party] = 0.0


@part
def _spread(board: Board, world: World, hoped: int) -> None:
    """Find S* of every agenda within what is hoped for: first of each exactly, then the maximum over all its parts."""
    _clear_ideals(world, hoped)
    for place in range(world.now[HOPEFUL]):
        _hope_at_least(world, world.agenda[world.hopeful[place]], place)
    for issue in range(board.controllers.shape[0]):
        if has(hoped, issue):
            _spread_over_issue(world, only(issue), hoped & ~only(issue))


@part
def _clear_ideals(world: World, hoped: int) -> None:
    agenda = hoped
    while agenda >= 0:
        for lane in range(world.ideal.shape[1]):
            world.ideal[agenda, lane] = 0.0
        agenda = (agenda - 1) & hoped if agenda else -1


@part
def _hope_at_least(world: World, agenda: int, place: int) -> None:
    """Raise S* of an agenda to what one deal offers, for all parties."""
    for first in range(0, world.ideal.shape[1], LANES):
        put(world.ideal, agenda, first, larger(take(world.ideal, agenda, first), take(world.hoping, place, first)))


@rule
def may_hope(board: Board, world: World, state: int, party: int) -> bool:
    """Return whether a deal by which nobody loses newly breaks none of a party's conditions."""
    free: bool = not has(world.set_owners[board.broken[state]], party)
    return free


@part
def hope_for(board: Board, world: World, state: int) -> float:
    """Hope counts whole while a deal is as likely open as closed by others' red lines, and less below.

    min(1, 2 prod (1 - b_c)) over the conditions newly broken of those whose consent is needed. A party that may hope
    for the deal has none of its own among them. Where votes are weighed the product is the chance that those who do not
    lose, and for whom it is open, win.
    """
    kind = board.broken[state]
    owners = world.set_owners[kind]
    asked = owners & world.consent[state]
    if asked and world.agenda[state] & world.now[WEIGHED]:
        return min(1.0, 2.0 * _open_to_enough(board, world, state))
    return world.set_hope[kind] if asked == owners else counting_hope(board, world, kind, asked)


@part
def borne_by_enough(board: Board, world: World, state: int) -> bool:
    """Return whether those who do not lose by a deal surveyed would win it: all who are needed, or enough votes."""
    asked = world.consent[state]
    return would_win(board, world, world.agenda[state], asked, asked & ~world.losers[state])


@rule
def _open_to_enough(board: Board, world: World, state: int) -> float:
    """Return the chance that those who do not lose, no red line of theirs being in the way, win a deal."""
    kind = board.broken[state]
    for party in range(board.role.shape[0]):
        willing = has(world.consent[state] & ~world.losers[state], party)
        world.saying[party] = world.set_odds[kind, party] if willing else 0.0
    return chance_to_win(board, world, world.agenda[state])


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
    within = agenda & world.now[HOPED]
    if world.now[SPREAD] == 0 and world.ideal_of[within] != world.now[IDEALS]:
        _find_ideal(world, within)
    ideal: float = world.ideal[within, party]
    return ideal


@rule
def _find_ideal(world: World, agenda: int) -> None:
    """Find S* of one agenda, for all parties: the best hope by a deal that changes no other issue."""
    for lane in range(world.ideal.shape[1]):
        world.ideal[agenda, lane] = 0.0
    for place in range(world.now[HOPEFUL]):
        if world.agenda[world.hopeful[place]] & ~agenda == 0:
            _hope_at_least(world, agenda, place)
    world.ideal_of[agenda] = world.now[IDEALS]


@rule
def best_hope(board: Board, world: World, party: int) -> float:
    """Return S* of one party over all deals surveyed: its ideal when only one agenda was allowed."""
    best = 0.0
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        gains = world.surplus[state, party] > best and may_hope(board, world, state, party)
        if gains and borne_by_enough(board, world, state):
            best = max(best, hope_for(board, world, state) * world.surplus[state, party])
    return best


@rule
def raise_hopes(board: Board, world: World, state: int) -> None:
    """Raise, for every party, the best that it may hope for to what a deal by which nobody loses offers."""
    hope = hope_for(board, world, state)
    for party in range(board.role.shape[0]):
        if may_hope(board, world, state, party):
            world.hope[0, party] = max(world.hope[0, party], hope * world.surplus[state, party])
