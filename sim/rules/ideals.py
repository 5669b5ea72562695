"""Step 5: S*, the best surplus that a party may hope for on an agenda."""

from sim.kernel.compile import part, rule
from sim.kernel.lanes import LANES, larger, put, take
from sim.rules.sets import has, only
from sim.rules.state import BEARABLE, HOPED, Board, World


@rule
def set_ideals(board: Board, world: World) -> None:
    """For every agenda and party: S* = max(0, the best hope on any part of the agenda that the others could bear).

    The Kalai-Smorodinsky ideal of the agenda, of what others may grant; first per exact agenda, then the maximum over
    all its parts. Only agendas within `HOPED` (the issues of deals by which nobody loses) count: others add nothing.
    """
    hoped = _hoped_for(world)
    world.now[HOPED] = hoped
    _clear_ideals(world, hoped)
    for place in range(world.now[BEARABLE]):
        state = world.bearable[place]
        if world.losers[state] == 0:
            agenda = world.agenda[state]
            hope = hope_for(board, world, state)
            for party in range(board.role.shape[0]):
                if may_hope(board, world, state, party):
                    world.ideal[agenda, party] = max(world.ideal[agenda, party], hope * world.surplus[state, party])
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
    free: bool = not has(world.set_owners[board.broken[state]], party)
    return free


@part
def hope_for(board: Board, world: World, state: int) -> float:
    """Hope counts whole while a deal is as likely open as closed by others' red lines, and less below.

    min(1, 2 prod (1 - b_c)) over the conditions newly broken of those whose consent is needed. A party that may hope
    for the deal has none of its own among them.
    """
    kind = board.broken[state]
    asked = world.set_owners[kind] & world.consent[state]
    odds = 1.0
    for party in range(board.role.shape[0]):
        if has(asked, party):
            odds *= world.set_odds[kind, party]
    return min(1.0, 2.0 * odds)


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
            best = max(best, hope_for(board, world, state) * world.surplus[state, party])
    return best
